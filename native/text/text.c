#include "text/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "text/bert.h"
#include "text/tokenizer.h"

enum { PATH = 4096 };

struct ax_text {
    ax_tokenizer *tokenizer;
    ax_bert *bert;
    int32_t *ids; /* [max_tokens] */
    int max_tokens;
};

static ax_status check_folder(const char *dir, char vocabulary[PATH], ax_error *err) {
    static const char *const files[] = {"model.safetensors", "vocab.txt"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const int length = snprintf(vocabulary, PATH, "%s/%s", dir, files[i]);
        if (length < 0 || length >= PATH || access(vocabulary, R_OK) != 0) {
            return ax_fail(err, AX_ERR_MODEL,
                           "the text encoder is missing: cannot read %s in %s; run "
                           "\"make setup\" (scripts/fetch_text_encoder.sh fetches it), "
                           "or put all-MiniLM-L6-v2's model.safetensors and vocab.txt "
                           "there",
                           files[i], dir);
        }
    }
    return AX_OK;
}

static ax_status load(ax_text *t, const ax_ops *ops, ax_device *dev, const char *dir,
                      ax_error *err) {
    char vocabulary[PATH];
    AX_TRY(check_folder(dir, vocabulary, err));
    AX_TRY(ax_tokenizer_open(vocabulary, &t->tokenizer, err));
    AX_TRY(ax_bert_open(ops, dev, dir, &t->bert, err));
    if (ax_tokenizer_vocabulary(t->tokenizer) > ax_bert_vocabulary(t->bert)) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: vocab.txt has %d tokens, model.safetensors only %d", dir,
                       (int)ax_tokenizer_vocabulary(t->tokenizer),
                       (int)ax_bert_vocabulary(t->bert));
    }
    if (t->max_tokens < 2 || t->max_tokens > ax_bert_max_tokens(t->bert)) {
        return ax_fail(err, AX_ERR_MODEL,
                       "text.max_tokens of model.json is %d; %s takes 2 to %d",
                       t->max_tokens, dir, ax_bert_max_tokens(t->bert));
    }
    return AX_NEW(int32_t, t->max_tokens, "token ids", &t->ids, err);
}

ax_status ax_text_open(const ax_ops *ops, ax_device *dev, const char *dir,
                       int max_tokens, ax_text **out, ax_error *err) {
    ax_text *t = NULL;
    AX_TRY(AX_NEW(ax_text, 1, "the text encoder", &t, err));
    t->max_tokens = max_tokens;
    const ax_status status = load(t, ops, dev, dir, err);
    if (status != AX_OK) {
        ax_text_close(t);
        return status;
    }
    *out = t;
    return AX_OK;
}

void ax_text_close(ax_text *t) {
    if (!t) return;
    ax_free(t->ids);
    ax_bert_close(t->bert);
    ax_tokenizer_close(t->tokenizer);
    ax_free(t);
}

int ax_text_width(const ax_text *t) {
    return ax_bert_width(t->bert);
}
int ax_text_max_tokens(const ax_text *t) {
    return t->max_tokens;
}

ax_status ax_text_encode(ax_text *t, const char *prompt, float *states, int *tokens,
                         ax_error *err) {
    int count = 0;
    AX_TRY(ax_tokenizer_encode(t->tokenizer, prompt, strlen(prompt), t->max_tokens,
                               t->ids, &count, err));
    AX_TRY(ax_bert_forward(t->bert, t->ids, count, states, err));
    *tokens = count;
    return AX_OK;
}
