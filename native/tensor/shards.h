/* The tensors of one safetensors file, or of several that an index names, as published
 * models have them (`diffusion_pytorch_model.safetensors.index.json`):
 *
 *     {"metadata": {...}, "weight_map": {"blocks.0....weight": "model-00001-of-2..."}}
 *
 * Its functions do what those of ax_weights (tensor/safetensors.h) do, and read from
 * the file that has the tensor. Files lie in the index's own folder. */
#ifndef AX_TENSOR_SHARDS_H
#define AX_TENSOR_SHARDS_H

#include "tensor/safetensors.h"

enum { AX_SHARDS_MAX_FILES = 256 };

typedef struct ax_shards ax_shards;

/* `path` is an index where its name ends with ".json", and a safetensors file
 * otherwise. Of an index all files are opened and checked: each must be there, have the
 * tensors that the index says, and none that is in another one. AX_ERR_MODEL. */
ax_status ax_shards_open(const char *path, ax_shards **out, ax_error *err);
void ax_shards_close(ax_shards *s); /* accepts NULL */

const char *ax_shards_path(const ax_shards *s); /* as it was opened */
size_t ax_shards_files(const ax_shards *s);
size_t ax_shards_count(const ax_shards *s);
/* In the order of strcmp; NULL beyond the end. */
const char *ax_shards_name(const ax_shards *s, size_t i);
bool ax_shards_has(const ax_shards *s, const char *name);
/* A string of the __metadata__ of the first file that has it, or NULL. */
const char *ax_shards_metadata(const ax_shards *s, const char *key);

ax_status ax_shards_find(ax_shards *s, const char *name, int rank, const int64_t *shape,
                         ax_tensor *out, ax_error *err);
ax_status ax_shards_shape(const ax_shards *s, const char *name, int rank,
                          const int64_t *shape, ax_tensor *out, ax_error *err);
void ax_shards_release(ax_shards *s);
void ax_shards_trim(ax_shards *s);
ax_status ax_shards_read_rows(const ax_shards *s, const char *name, int64_t first,
                              int64_t count, void *rows, ax_error *err);

/* Refuses files whose weights are quantised, with the name of what they are. */
ax_status ax_shards_refuse_quantised(const ax_shards *s, ax_error *err);

#endif
