/* The text encoder "bert": a WordPiece tokenizer and BERT's last hidden states. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "text/bert.h"
#include "text/text_encoders.h"
#include "text/tokenizer.h"

enum { PATH = 4096 };

typedef struct bert_encoder {
    ax_tokenizer *tokenizer;
    ax_bert *bert;
    int32_t *ids; /* [max_tokens] */
    int max_tokens;
} bert_encoder;

static ax_status check_folder(const char *dir, char vocabulary[PATH], ax_error *err) {
    static const char *const files[] = {"model.safetensors", "vocab.txt"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const int length = snprintf(vocabulary, PATH, "%s/%s", dir, files[i]);
        if (length < 0 || length >= PATH || access(vocabulary, R_OK) != 0) {
            return ax_fail(err, AX_ERR_MODEL,
                           "the text encoder is missing: cannot read %s in %s, the "
                           "\"text.dir\" of model.json, which must hold a BERT's "
                           "model.safetensors and vocab.txt; for the embedded model "
                           "\"make setup\" fetches them",
                           files[i], dir);
        }
    }
    return AX_OK;
}

static ax_status load(bert_encoder *e, const ax_ops *ops, ax_device *dev,
                      const char *dir, ax_error *err) {
    char vocabulary[PATH];
    AX_TRY(check_folder(dir, vocabulary, err));
    AX_TRY(ax_tokenizer_open(vocabulary, &e->tokenizer, err));
    AX_TRY(ax_bert_open(ops, dev, dir, &e->bert, err));
    if (ax_tokenizer_vocabulary(e->tokenizer) > ax_bert_vocabulary(e->bert)) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: vocab.txt has %d tokens, model.safetensors only %d", dir,
                       (int)ax_tokenizer_vocabulary(e->tokenizer),
                       (int)ax_bert_vocabulary(e->bert));
    }
    if (e->max_tokens < 2 || e->max_tokens > ax_bert_max_tokens(e->bert)) {
        return ax_fail(err, AX_ERR_MODEL,
                       "text.max_tokens of model.json is %d; %s takes 2 to %d",
                       e->max_tokens, dir, ax_bert_max_tokens(e->bert));
    }
    return AX_NEW(int32_t, e->max_tokens, "token ids", &e->ids, err);
}

static void close_encoder(void *state) {
    bert_encoder *e = state;
    if (!e) return;
    ax_free(e->ids);
    ax_bert_close(e->bert);
    ax_tokenizer_close(e->tokenizer);
    ax_free(e);
}

static ax_status open_encoder(const ax_ops *ops, ax_device *dev, const char *dir,
                              int max_tokens, void **state, ax_error *err) {
    bert_encoder *e = NULL;
    AX_TRY(AX_NEW(bert_encoder, 1, "the text encoder", &e, err));
    e->max_tokens = max_tokens;
    const ax_status status = load(e, ops, dev, dir, err);
    if (status == AX_OK)
        *state = e;
    else
        close_encoder(e);
    return status;
}

static ax_status encode(void *state, const char *prompt, float *states, int *tokens,
                        ax_error *err) {
    bert_encoder *e = state;
    int count = 0;
    AX_TRY(ax_tokenizer_encode(e->tokenizer, prompt, strlen(prompt), e->max_tokens,
                               e->ids, &count, err));
    AX_TRY(ax_bert_forward(e->bert, e->ids, count, states, err));
    *tokens = count;
    return AX_OK;
}

static ax_status count_work(void *state, int tokens, float *states, ax_error *err) {
    bert_encoder *e = state;
    memset(e->ids, 0, (size_t)tokens * sizeof *e->ids);
    return ax_bert_forward(e->bert, e->ids, tokens, states, err);
}

static ax_status read_prompt(const void *state, const char *prompt,
                             ax_prompt_reading *out, ax_error *err) {
    const bert_encoder *e = state;
    return ax_tokenizer_read(e->tokenizer, prompt, strlen(prompt), e->max_tokens, out,
                             err);
}

static ax_status read_from(const char *dir, int max_tokens, const char *prompt,
                           ax_prompt_reading *out, ax_error *err) {
    char vocabulary[PATH];
    ax_tokenizer *tokenizer = NULL;
    AX_TRY(check_folder(dir, vocabulary, err));
    AX_TRY(ax_tokenizer_open(vocabulary, &tokenizer, err));
    const ax_status status =
        ax_tokenizer_read(tokenizer, prompt, strlen(prompt), max_tokens, out, err);
    ax_tokenizer_close(tokenizer);
    return status;
}

static int width(const void *state) {
    const bert_encoder *e = state;
    return ax_bert_width(e->bert);
}

const ax_text_encoder ax_text_encoder_bert = {.type = "bert",
                                              .open = open_encoder,
                                              .encode = encode,
                                              .count = count_work,
                                              .read = read_prompt,
                                              .read_from = read_from,
                                              .width = width,
                                              .close = close_encoder};
