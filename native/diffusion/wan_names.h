/* The names of Wan's tensors. The engine calls them as diffusers does; the original
 * checkpoints, and what is repackaged from them, as ComfyUI's single files, have names
 * of their own, often behind a prefix. This is the one table of both. */
#ifndef AX_DIFFUSION_WAN_NAMES_H
#define AX_DIFFUSION_WAN_NAMES_H

#include <stdbool.h>
#include <stddef.h>

enum { AX_WAN_MAX_NAME = 224 };

/* Writes the original name of `name`, a tensor or module of the transformer or the VAE
 * (2.1) as diffusers names it. AnimaX's own have the same name in both. False where
 * it does not fit, or where the original has no such place. */
bool ax_wan_original_name(const char *name, char out[static AX_WAN_MAX_NAME]);

/* What names may begin with, or NULL beyond the last one; the first is "". */
const char *ax_wan_prefix(size_t i);

/* Modules of the transformer that have weights, as diffusers names them: those outside
 * of the blocks and, after "blocks.N.", inside; NULL beyond the last one. */
const char *ax_wan_outer_module(size_t i);
const char *ax_wan_block_module(size_t i);

#endif
