/* An adapter: a file of low-rank changes of a transformer's weights (LoRA), as six
 * ecosystems write them (docs/model-format.md), LoHa, LoKr and DoRA among them, and of
 * whole tensors, such as AnimaX's multi-view attention.
 *
 *     W' = W + weight (alpha / rank) up down
 *
 * Keys are found by writing each name that the transformer has as each writer would,
 * never by taking a key apart: musubi's underscores are ambiguous. */
#ifndef AX_DIFFUSION_ADAPTER_H
#define AX_DIFFUSION_ADAPTER_H

#include <stdbool.h>

#include "tensor/shards.h"

enum { AX_MODEL_MAX_ADAPTERS = 8, AX_ADAPTER_MAX_RANK = 4096 };

typedef struct ax_adapter_config {
    char *file;
    double weight; /* -10..10 */
} ax_adapter_config;

/* What became of an adapter's keys. */
typedef struct ax_adapter_report {
    const char *file;
    double weight;
    size_t changed;   /* tensors of the transformer that it changes */
    size_t added;     /* tensors that it has as a whole */
    size_t matched;   /* its keys that were understood */
    size_t unmatched; /* and those that belong to nothing here */
    char first_unmatched[120];
} ax_adapter_report;

typedef struct ax_adapter ax_adapter;

ax_status ax_adapter_open(const ax_adapter_config *config, ax_adapter **out,
                          ax_error *err);
void ax_adapter_close(ax_adapter *a); /* accepts NULL */

/* The file's own key of a whole tensor `name` (diffusers' name), or NULL. */
const char *ax_adapter_whole(const ax_adapter *a, const char *name);
ax_shards *ax_adapter_file(ax_adapter *a);
/* As a whole tensor, it was used. */
void ax_adapter_note_whole(ax_adapter *a, const char *key);

/* Finds and checks what the adapter changes of the tensor, and counts its keys as
 * matched. To be called once for each tensor of the transformer. */
ax_status ax_adapter_plan(ax_adapter *a, const char *name, const ax_tensor *shape,
                          ax_error *err);
/* After all plans. AX_ERR_MODEL where nothing matched. */
ax_status ax_adapter_finish(ax_adapter *a, ax_error *err);

bool ax_adapter_changes(const ax_adapter *a, const char *name);
/* Adds the adapter's change of the tensor to values[elements of `shape`]. What was read
 * for it stays in the file's memory until ax_shards_release. */
ax_status ax_adapter_apply(ax_adapter *a, const char *name, const ax_tensor *shape,
                           float *values, ax_error *err);

const ax_adapter_report *ax_adapter_describe(const ax_adapter *a);

#endif
