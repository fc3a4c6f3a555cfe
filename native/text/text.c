#include "text/text.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "tensor/safetensors.h"
#include "text/text_encoders.h"

static const ax_text_encoder *const encoders[] = {&ax_text_encoder_bert,
                                                  &ax_text_encoder_umt5};
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
    const float limit = 1e5f; /* normalised states are of about 1 */
    int count = 0;
    AX_TRY(t->encoder->encode(t->state, prompt, states, &count, err));
    if (!ax_all_within(states, (size_t)count * (size_t)ax_text_width(t), limit))
        return ax_fail(
            err, AX_ERR_MODEL,
            "The text encoder made no finite numbers of \"%.60s\", or such as "
            "no trained one makes: its weights are damaged. Fetch it again "
            "(\"make setup\" for the embedded model).",
            prompt);
    *tokens = count;
    return AX_OK;
}

ax_status ax_text_count(ax_text *t, int tokens, float *states, ax_error *err) {
    return t->encoder->count(t->state, tokens, states, err);
}

ax_status ax_text_read(const ax_text *t, const char *prompt, ax_prompt_reading *out,
                       ax_error *err) {
    return t->encoder->read(t->state, prompt, out, err);
}

ax_status ax_text_read_from(const char *type, const char *dir, int max_tokens,
                            const char *prompt, ax_prompt_reading *out, ax_error *err) {
    AX_TRY(ax_text_check_type(type, err));
    return find(type)->read_from(dir, max_tokens, prompt, out, err);
}
