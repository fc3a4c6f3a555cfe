/* The text encoder of a model: turns a prompt into the states that the transformer
 * attends to. The encoders are listed in text_encoders.h.
 *
 *     ax_text *text = NULL;
 *     AX_TRY(ax_text_open(ops, dev, "bert", "assets/minilm-l6-v2", 32, &text, err));
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

/* Whether there is an encoder of this type ("text.type" of model.json). AX_ERR_MODEL
 * lists the known types. */
ax_status ax_text_check_type(const char *type, ax_error *err);

/* `dir` ("text.dir" of model.json, resolved by the caller) holds the encoder's files.
 * `max_tokens` counts special tokens too; at least 2 for "bert", and at most what the
 * encoder has positions for. AX_ERR_MODEL, with what to do, when something is missing
 * or does not fit. `dev` must outlive the encoder. One thread at a time. */
ax_status ax_text_open(const ax_ops *ops, ax_device *dev, const char *type,
                       const char *dir, int max_tokens, ax_text **out, ax_error *err);
void ax_text_close(ax_text *text); /* accepts NULL */

int ax_text_width(const ax_text *text);
int ax_text_max_tokens(const ax_text *text);

/* prompt (UTF-8, "" allowed) -> host F32 [*tokens, width]: the last hidden state of
 * every token, special tokens included; *tokens <= max_tokens. `states` has room for
 * max_tokens rows; rows beyond *tokens are not written. AX_ERR_MODEL where a state is
 * not finite. */
ax_status ax_text_encode(ax_text *text, const char *prompt, float *states, int *tokens,
                         ax_error *err);

/* Of an encoder that was opened on the counting backend (tensor/counting.h): counts
 * what encoding a prompt of `tokens` tokens would take. `states` as above, without
 * meaning. */
ax_status ax_text_count(ax_text *text, int tokens, float *states, ax_error *err);

/* What the encoder makes of a prompt, without running it. */
ax_status ax_text_read(const ax_text *text, const char *prompt, ax_prompt_reading *out,
                       ax_error *err);
/* The same from the folder of an encoder that is not open; its weights are not read. */
ax_status ax_text_read_from(const char *type, const char *dir, int max_tokens,
                            const char *prompt, ax_prompt_reading *out, ax_error *err);

#endif
