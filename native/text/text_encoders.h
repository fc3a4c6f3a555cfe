/* The kinds of text encoder, which text.c chooses from by `type` (docs/extending/
 * text-encoder.md). To add one: a file pair that defines such a table, its declaration
 * below, and a row in text.c. */
#ifndef AX_TEXT_TEXT_ENCODERS_H
#define AX_TEXT_TEXT_ENCODERS_H

#include "base/status.h"
#include "tensor/ops.h"

typedef struct ax_text_encoder {
    const char *type; /* "text.type" of model.json */
    /* Loads the folder "text.dir"; *state then belongs to text.c, until close().
     * AX_ERR_MODEL, with what to do, when a file is missing or does not fit, or the
     * encoder cannot take `max_tokens` tokens. */
    ax_status (*open)(const ax_ops *ops, ax_device *dev, const char *dir,
                      int max_tokens, void **state, ax_error *err);
    /* As ax_text_encode (text.h). */
    ax_status (*encode)(void *state, const char *prompt, float *states, int *tokens,
                        ax_error *err);
    /* What it makes of a prompt (ax_text_read), and the same of a folder alone: as much
     * of open() as tells which words it knows, without the weights. */
    ax_status (*read)(const void *state, const char *prompt, ax_prompt_reading *out,
                      ax_error *err);
    ax_status (*read_from)(const char *dir, int max_tokens, const char *prompt,
                           ax_prompt_reading *out, ax_error *err);
    /* Goes through the motions of encoding a prompt of `tokens` tokens, for an encoder
     * that was opened on the counting backend: for memory plans. `states` as encode's,
     * whose contents are then of no meaning. */
    ax_status (*count)(void *state, int tokens, float *states, ax_error *err);
    int (*width)(const void *state); /* of a token's state */
    void (*close)(void *state);      /* accepts NULL */
} ax_text_encoder;

extern const ax_text_encoder ax_text_encoder_bert; /* bert_encoder.c */
extern const ax_text_encoder ax_text_encoder_umt5; /* umt5_encoder.c */

#endif
