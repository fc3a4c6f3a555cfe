/* The tensors of a transformer or a VAE, by diffusers' names, however its files name
 * them (wan_names.h) and spread them (tensor/shards.h), with adapters merged into them
 * (adapter.h). Later files override earlier ones. */
#ifndef AX_DIFFUSION_CHECKPOINT_H
#define AX_DIFFUSION_CHECKPOINT_H

#include "diffusion/adapter.h"
#include "tensor/shards.h"

typedef struct ax_checkpoint ax_checkpoint;

/* Reads the headers of all files, and with adapters checks which of their keys belong
 * to which tensor, and the shapes. AX_ERR_MODEL: a file is quantised, or of a kind that
 * cannot be read; an adapter does not fit, or nothing of it does. */
ax_status ax_checkpoint_open(int files, char *const *file, int adapters,
                             const ax_adapter_config *adapter, ax_checkpoint **out,
                             ax_error *err);
void ax_checkpoint_close(ax_checkpoint *c); /* accepts NULL */

/* As the functions of tensor/safetensors.h. What adapters change is found as F32. */
bool ax_checkpoint_has(const ax_checkpoint *c, const char *name);
ax_status ax_checkpoint_find(ax_checkpoint *c, const char *name, int rank,
                             const int64_t *shape, ax_tensor *out, ax_error *err);
ax_status ax_checkpoint_shape(const ax_checkpoint *c, const char *name, int rank,
                              const int64_t *shape, ax_tensor *out, ax_error *err);
void ax_checkpoint_release(ax_checkpoint *c);
/* From now on ax_checkpoint_find reads nothing, as ax_checkpoint_shape: for memory
 * plans (tensor/counting.h). */
void ax_checkpoint_shapes_only(ax_checkpoint *c);

/* Whether the first file names its tensors as the original does, and their prefix. */
bool ax_checkpoint_is_original(const ax_checkpoint *c);
const char *ax_checkpoint_prefix(const ax_checkpoint *c);
/* The first file has a tensor of exactly this name, behind the file's prefix. */
bool ax_checkpoint_has_literal(const ax_checkpoint *c, const char *name);

/* How many files the first one is, and its own names, NULL beyond the last one. */
size_t ax_checkpoint_files(const ax_checkpoint *c);
const char *ax_checkpoint_key(const ax_checkpoint *c, size_t i);

/* What became of adapter i. */
const ax_adapter_report *ax_checkpoint_adapter(const ax_checkpoint *c, int i);

#endif
