/* The weights of a folder: model.safetensors, or the files that
 * model.safetensors.index.json names. Each tensor is looked for in the file that the
 * index gives for it. */
#ifndef AX_TEXT_SHARDS_H
#define AX_TEXT_SHARDS_H

#include "tensor/safetensors.h"

typedef struct ax_shards ax_shards;

/* AX_ERR_MODEL where a file is missing, or the index names none in the folder. */
ax_status ax_shards_open(const char *dir, ax_shards **out, ax_error *err);
void ax_shards_close(ax_shards *s); /* accepts NULL */

bool ax_shards_has(const ax_shards *s, const char *name);
/* As the functions of tensor/safetensors.h. */
ax_status ax_shards_shape(const ax_shards *s, const char *name, int rank,
                          const int64_t *shape, ax_tensor *out, ax_error *err);
ax_status ax_shards_find(ax_shards *s, const char *name, int rank, const int64_t *shape,
                         ax_tensor *out, ax_error *err);
ax_status ax_shards_read_rows(const ax_shards *s, const char *name, int64_t first,
                              int64_t count, void *rows, ax_error *err);
void ax_shards_release(ax_shards *s);
void ax_shards_trim(ax_shards *s);

#endif
