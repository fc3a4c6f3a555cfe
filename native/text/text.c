#include "text/text.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "text/text_encoders.h"

static const ax_text_encoder *const encoders[] = {&ax_text_encoder_bert};
enum { ENCODERS = sizeof encoders / sizeof *encoders };

struct ax_text {
    const ax_text_encoder *encoder;
    void *state; /* the encoder's */
    int max_tokens;
};

static const ax_text_encoder *find(const char *type) {
    for (size_t i = 0; i < ENCODERS; i++)
        if (strcmp(encoders[i]->type, type) == 0) return encoders[i];
    return NULL;
}

ax_status ax_text_check_type(const char *type, ax_error *err) {
    char known[200] = "";
    if (find(type)) return AX_OK;
    for (size_t i = 0, length = 0; i < ENCODERS && length < sizeof known; i++)
        length += (size_t)snprintf(known + length, sizeof known - length, "%s\"%s\"",
                                   i ? ", " : "", encoders[i]->type);
    return ax_fail(err, AX_ERR_MODEL,
                   "model.json: \"text.type\" is \"%.40s\"; this version supports %s.",
                   type, known);
}

ax_status ax_text_open(const ax_ops *ops, ax_device *dev, const char *type,
                       const char *dir, int max_tokens, ax_text **out, ax_error *err) {
    ax_text *t = NULL;
    AX_TRY(ax_text_check_type(type, err));
    AX_TRY(AX_NEW(ax_text, 1, "the text encoder", &t, err));
    t->encoder = find(type);
    t->max_tokens = max_tokens;
    const ax_status status =
        t->encoder->open(ops, dev, dir, max_tokens, &t->state, err);
    if (status == AX_OK)
        *out = t;
    else
        ax_text_close(t);
    return status;
}

void ax_text_close(ax_text *t) {
    if (!t) return;
    t->encoder->close(t->state);
    ax_free(t);
}

int ax_text_width(const ax_text *t) {
    return t->encoder->width(t->state);
}

int ax_text_max_tokens(const ax_text *t) {
    return t->max_tokens;
}

ax_status ax_text_encode(ax_text *t, const char *prompt, float *states, int *tokens,
                         ax_error *err) {
    return t->encoder->encode(t->state, prompt, states, tokens, err);
}
