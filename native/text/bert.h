/* BERT's encoder (all-MiniLM-L6-v2 and its like): token ids to the last hidden states.
 * Sizes come from tensor shapes; names as transformers' BertModel, with or without the
 * prefix "bert.". */
#ifndef AX_TEXT_BERT_H
#define AX_TEXT_BERT_H

#include <stdint.h>

#include "base/status.h"
#include "tensor/ops.h"

typedef struct ax_bert ax_bert;

/* `dir` holds model.safetensors and, if the number of heads is not width / 32,
 * config.json with "num_attention_heads" (and "layer_norm_eps"). */
ax_status ax_bert_open(const ax_ops *ops, ax_device *dev, const char *dir,
                       ax_bert **out, ax_error *err);
void ax_bert_close(ax_bert *bert); /* accepts NULL */

int ax_bert_width(const ax_bert *bert);
int ax_bert_max_tokens(const ax_bert *bert); /* rows of the position table */
int32_t ax_bert_vocabulary(const ax_bert *bert);

/* ids[count] -> states float [count, width] (host). Every token takes part. */
ax_status ax_bert_forward(ax_bert *bert, const int32_t *ids, int count, float *states,
                          ax_error *err);

#endif
