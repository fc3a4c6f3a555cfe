/* BERT's encoder: token ids to the last hidden states. Sizes come from tensor shapes;
 * names are those of transformers' BertModel, with or without the prefix "bert.". */
#ifndef AX_TEXT_BERT_H
#define AX_TEXT_BERT_H

#include <stdint.h>

#include "base/status.h"
#include "tensor/ops.h"

typedef struct ax_bert ax_bert;

/* `dir` holds model.safetensors and, unless the number of heads is width / 32 (as in
 * all-MiniLM-L6-v2), config.json with "num_attention_heads" and, if it is not 1e-12,
 * "layer_norm_eps". `dev` must outlive the encoder. */
ax_status ax_bert_open(const ax_ops *ops, ax_device *dev, const char *dir,
                       ax_bert **out, ax_error *err);
void ax_bert_close(ax_bert *bert); /* accepts NULL */

int ax_bert_width(const ax_bert *bert);
int ax_bert_max_tokens(const ax_bert *bert); /* rows of the position table */
int32_t ax_bert_vocabulary(const ax_bert *bert);

/* ids[count] -> states, host F32 [count, width]. Attention has no mask. AX_ERR_USAGE
 * for too many tokens or ids outside the vocabulary. */
ax_status ax_bert_forward(ax_bert *bert, const int32_t *ids, int count, float *states,
                          ax_error *err);

#endif
