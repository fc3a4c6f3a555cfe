/* The text encoder of a model: a prompt to the states that the transformer attends to.
 *
 *     ax_text *text = NULL;
 *     AX_TRY(ax_text_open(ops, dev, "assets/minilm-l6-v2", 32, &text, err));
 *     float states[32 * 384];
 *     int tokens;
 *     ax_text_encode(text, "a dog wagging its tail", states, &tokens, err);
 *     ax_text_close(text);
 */
#ifndef AX_TEXT_TEXT_H
#define AX_TEXT_TEXT_H

#include "base/status.h"
#include "tensor/ops.h"

typedef struct ax_text ax_text;

/* `dir` (model.json "text.dir", resolved by the caller) holds model.safetensors and
 * vocab.txt. AX_ERR_MODEL, with what to do, when it does not. `max_tokens` counts [CLS]
 * and [SEP]; 2 at least, and at most what the encoder has positions for. */
ax_status ax_text_open(const ax_ops *ops, ax_device *dev, const char *dir,
                       int max_tokens, ax_text **out, ax_error *err);
void ax_text_close(ax_text *text); /* accepts NULL */

int ax_text_width(const ax_text *text);
int ax_text_max_tokens(const ax_text *text);

/* prompt (UTF-8, "" allowed) -> float [*tokens, width] (host): the last hidden state of
 * every token, [CLS] and [SEP] included; *tokens <= max_tokens. `states` has room for
 * max_tokens rows; rows beyond *tokens are not written. */
ax_status ax_text_encode(ax_text *text, const char *prompt, float *states, int *tokens,
                         ax_error *err);

#endif
