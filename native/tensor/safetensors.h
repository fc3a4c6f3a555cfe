/* Reads safetensors files, tensor by tensor (base/file.h says why they are not mapped);
 * safe with damaged or malicious files, and with those that are changed meanwhile.
 *
 *     ax_weights *w = NULL;
 *     AX_TRY(ax_weights_open("transformer.safetensors", &w, err));
 *     ax_tensor q;
 *     ax_weights_find(w, "blocks.0.attn1.to_q.weight", 2, (int64_t[]){D, D}, &q, err);
 *     ax_weights_close(w);
 */
#ifndef AX_TENSOR_SAFETENSORS_H
#define AX_TENSOR_SAFETENSORS_H

#include <stdbool.h>

#include "base/status.h"
#include "tensor/tensor.h"

typedef struct ax_weights ax_weights;

/* Opens and checks the whole header (rules: docs/model-format.md). AX_ERR_MODEL with
 * what was found and what was expected. */
ax_status ax_weights_open(const char *path, ax_weights **out, ax_error *err);
void ax_weights_close(ax_weights *w); /* accepts NULL */

size_t ax_weights_count(const ax_weights *w);
const char *ax_weights_name(const ax_weights *w, size_t i); /* NULL beyond the end */
bool ax_weights_has(const ax_weights *w, const char *name);
/* The same name as a string that lives until close; NULL where there is no such tensor.
 */
const char *ax_weights_own_name(const ax_weights *w, const char *name);
/* A string of the file's __metadata__, or NULL. */
const char *ax_weights_metadata(const ax_weights *w, const char *key);

/* Finds a tensor and reads it. A `shape` entry of -1 accepts any size, which out->shape
 * then has; a `rank` of -1 accepts any shape (shape NULL). The data are valid until
 * release or close. AX_ERR_MODEL names the file, the tensor and both shapes. */
ax_status ax_weights_find(ax_weights *w, const char *name, int rank,
                          const int64_t *shape, ax_tensor *out, ax_error *err);
/* As ax_weights_find, without reading: out->data is NULL. */
ax_status ax_weights_shape(const ax_weights *w, const char *name, int rank,
                           const int64_t *shape, ax_tensor *out, ax_error *err);
/* What ax_weights_find has read is no longer needed: its memory is used again. Loaders
 * call it after every few tensors, since a file may be larger than the memory. */
void ax_weights_release(ax_weights *w);
/* As ax_weights_release, and gives the memory back: for a file that stays open. */
void ax_weights_trim(ax_weights *w);
/* Reads `count` rows of a matrix from row `first` on: [count, columns] of its dtype. */
ax_status ax_weights_read_rows(const ax_weights *w, const char *name, int64_t first,
                               int64_t count, void *rows, ax_error *err);

/* The largest size of a weight: trained ones stay below 1e4, and F16 ends at 65504. */
#define AX_WEIGHT_MAX 1e6f

/* All elements of t as float, whatever its dtype, into dst[count]. */
void ax_tensor_to_f32(const ax_tensor *t, float *dst);
/* The same of weights: AX_ERR_MODEL with the file, the tensor and the element where one
 * is not finite or exceeds AX_WEIGHT_MAX. Each element is read from memory once: a few
 * thousand of them are checked, in their own type, and then converted. Zeros where t
 * has no data (ax_weights_shape). */
ax_status ax_weights_to_f32(const ax_tensor *t, float *dst, ax_error *err);
/* The check alone, for weights that are used as they are. */
ax_status ax_weights_check(const ax_tensor *t, ax_error *err);
int64_t ax_tensor_count(const ax_tensor *t);

/* Whether all are finite and of a size of at most `limit`: what a network has made. */
bool ax_all_within(const float *x, size_t count, float limit);

#endif
