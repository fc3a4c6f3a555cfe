/* The text encoder "umt5": a SentencePiece tokenizer and umT5's last hidden states. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "text/sentencepiece.h"
#include "text/text_buffer.h"
#include "text/text_encoders.h"
#include "text/umt5.h"
#include "text/utf8.h"

enum { PATH = 4096 };

typedef struct umt5_encoder {
    ax_sentencepiece *tokenizer;
    ax_umt5 *model;
    int32_t *ids; /* [max_tokens] */
    int max_tokens;
} umt5_encoder;

/* Beside the weights, or where diffusers' folders have it. */
static ax_status open_tokenizer(const char *dir, ax_sentencepiece **out,
                                ax_error *err) {
    static const char *const places[] = {"%s/tokenizer.json",
                                         "%s/../tokenizer/tokenizer.json"};
    char path[PATH];
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const int length = i ? snprintf(path, sizeof path, places[1], dir)
                             : snprintf(path, sizeof path, places[0], dir);
        if (length > 0 && length < PATH && access(path, F_OK) == 0)
            return ax_sentencepiece_open(path, out, err);
    }
    return ax_fail(err, AX_ERR_MODEL,
                   "the text encoder is missing: no tokenizer.json in %.200s, the "
                   "\"text.dir\" of model.json, or in the folder \"tokenizer\" beside "
                   "it; umT5's folder holds it, config.json and model.safetensors or "
                   "the files of its index",
                   dir);
}

static ax_status check_tokens(const ax_sentencepiece *s, const char *dir,
                              int max_tokens, ax_error *err) {
    const int least = ax_sentencepiece_added(s) + 1;
    if (max_tokens >= least && max_tokens <= AX_UMT5_TOKENS) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "text.max_tokens of model.json is %d; %s takes %d to %d", max_tokens,
                   dir, least, (int)AX_UMT5_TOKENS);
}

static ax_status load(umt5_encoder *e, const ax_ops *ops, ax_device *dev,
                      const char *dir, ax_error *err) {
    AX_TRY(open_tokenizer(dir, &e->tokenizer, err));
    AX_TRY(check_tokens(e->tokenizer, dir, e->max_tokens, err));
    AX_TRY(ax_umt5_open(ops, dev, dir, &e->model, err));
    if (ax_sentencepiece_vocabulary(e->tokenizer) > ax_umt5_vocabulary(e->model))
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: tokenizer.json has %d tokens, the weights only %d: they "
                       "are of different models",
                       dir, (int)ax_sentencepiece_vocabulary(e->tokenizer),
                       (int)ax_umt5_vocabulary(e->model));
    return AX_NEW(int32_t, e->max_tokens, "token ids", &e->ids, err);
}

static void close_encoder(void *state) {
    umt5_encoder *e = state;
    if (!e) return;
    ax_free(e->ids);
    ax_umt5_close(e->model);
    ax_sentencepiece_close(e->tokenizer);
    ax_free(e);
}

static ax_status open_encoder(const ax_ops *ops, ax_device *dev, const char *dir,
                              int max_tokens, void **state, ax_error *err) {
    umt5_encoder *e = NULL;
    AX_TRY(AX_NEW(umt5_encoder, 1, "the text encoder", &e, err));
    e->max_tokens = max_tokens;
    const ax_status status = load(e, ops, dev, dir, err);
    if (status == AX_OK)
        *state = e;
    else
        close_encoder(e);
    return status;
}

/* As Wan and diffusers clean prompts: white space becomes single spaces, and none at
 * the ends. What Python's \s has beyond Unicode's White_Space are separators. */
static ax_status clean(const char *prompt, ax_text_buffer *out, ax_error *err) {
    const size_t bytes = strlen(prompt);
    bool space = false;
    for (size_t at = 0; at < bytes;) {
        uint32_t code = 0;
        const size_t length =
            ax_utf8_decode((const unsigned char *)prompt + at, bytes - at, &code);
        if (ax_is_white_space(code) || (code >= 0x1C && code <= 0x1F)) {
            space = true;
        } else if (length) {
            if (space && out->length) AX_TRY(ax_text_buffer_add(out, " ", 1, err));
            space = false;
            AX_TRY(ax_text_buffer_add(out, prompt + at, length, err));
        }
        at += length ? length : 1;
    }
    return AX_OK;
}

static ax_status encode(void *state, const char *prompt, float *states, int *tokens,
                        ax_error *err) {
    umt5_encoder *e = state;
    ax_text_buffer text = {0};
    int count = 0;
    ax_status status = clean(prompt, &text, err);
    if (status == AX_OK)
        status = ax_sentencepiece_encode(e->tokenizer, text.data, text.length,
                                         e->max_tokens, e->ids, &count, err);
    if (status == AX_OK && count == 0)
        status = ax_fail(err, AX_ERR_MODEL,
                         "tokenizer.json makes no token of an empty prompt: its "
                         "\"post_processor\" must add one, as umT5's adds </s>");
    if (status == AX_OK) status = ax_umt5_forward(e->model, e->ids, count, states, err);
    if (status == AX_OK) *tokens = count;
    ax_text_buffer_free(&text);
    return status;
}

static ax_status count_work(void *state, int tokens, float *states, ax_error *err) {
    umt5_encoder *e = state;
    memset(e->ids, 0, (size_t)tokens * sizeof *e->ids);
    return ax_umt5_forward(e->model, e->ids, tokens, states, err);
}

static ax_status read_prompt(const void *state, const char *prompt,
                             ax_prompt_reading *out, ax_error *err) {
    const umt5_encoder *e = state;
    return ax_sentencepiece_read(e->tokenizer, prompt, strlen(prompt), e->max_tokens,
                                 out, err);
}

static ax_status read_from(const char *dir, int max_tokens, const char *prompt,
                           ax_prompt_reading *out, ax_error *err) {
    ax_sentencepiece *tokenizer = NULL;
    AX_TRY(open_tokenizer(dir, &tokenizer, err));
    const ax_status status =
        ax_sentencepiece_read(tokenizer, prompt, strlen(prompt), max_tokens, out, err);
    ax_sentencepiece_close(tokenizer);
    return status;
}

static int width(const void *state) {
    const umt5_encoder *e = state;
    return ax_umt5_width(e->model);
}

const ax_text_encoder ax_text_encoder_umt5 = {.type = "umt5",
                                              .open = open_encoder,
                                              .encode = encode,
                                              .count = count_work,
                                              .read = read_prompt,
                                              .read_from = read_from,
                                              .width = width,
                                              .close = close_encoder};
