/* umT5's encoder: token ids to the last hidden states. T5 v1.1 with gated GELU, a
 * relative position bias in every layer, no biases in linear layers, no scaling of
 * scores. Sizes come from tensor shapes; names are those of transformers'
 * UMT5EncoderModel. Layers are read from the files when they are run, a few rows of a
 * weight at a time, and not kept: umT5-XXL has 11 GB of them. */
#ifndef AX_TEXT_UMT5_H
#define AX_TEXT_UMT5_H

#include <stdint.h>

#include "base/status.h"
#include "tensor/ops.h"

typedef struct ax_umt5 ax_umt5;

/* `dir` holds model.safetensors, or its index and files, and may hold config.json,
 * whose sizes must be those of the tensors, and whose "relative_attention_max_distance"
 * and "layer_norm_epsilon" count (128 and 1e-6 without). Names and shapes of all layers
 * are checked here, weights when they are read. `dev` must outlive the encoder. */
ax_status ax_umt5_open(const ax_ops *ops, ax_device *dev, const char *dir,
                       ax_umt5 **out, ax_error *err);
void ax_umt5_close(ax_umt5 *u); /* accepts NULL */

int ax_umt5_width(const ax_umt5 *u);
int32_t ax_umt5_vocabulary(const ax_umt5 *u);

/* ids[count] -> states, host F32 [count, width]. There is no padding: states of tokens
 * are the same with masked padding behind them. AX_ERR_USAGE for more than
 * AX_UMT5_TOKENS, or ids outside the vocabulary. */
enum { AX_UMT5_TOKENS = 4096 };
ax_status ax_umt5_forward(ax_umt5 *u, const int32_t *ids, int count, float *states,
                          ax_error *err);

#endif
