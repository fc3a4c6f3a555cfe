#include "text/normalizer.h"

#include <cjson/cJSON.h>

#include "text/graphemes.h"
#include "text/utf8.h"

enum {
    MAX_STEPS = 32,
    MAX_PATTERN = 256, /* bytes */
    CLUSTER = 6        /* bytes from which on a grapheme is replaced by characters */
};

typedef enum step_kind {
    CHARSMAP,
    REPLACE,        /* every `pattern` by `content` */
    REPLACE_SPACES, /* two spaces or more */
    REPLACE_ENDS,   /* spaces at the beginning and at the end */
    REPLACE_BEGIN,  /* `pattern` at the beginning */
    STRIP,
    PREPEND
} step_kind;

typedef struct step {
    step_kind kind;
    ax_charsmap *map;
    char *pattern, *content;
    bool left, right;
} step;

struct ax_normalizer {
    step steps[MAX_STEPS];
    int count;
};

/* ---- opening ---- */

static ax_status fail_kind(const char *file, const char *what, const char *found,
                           ax_error *err) {
    return ax_fail(err, AX_ERR_MODEL,
                   "%s: \"normalizer\": %s \"%.60s\" is not supported; this version "
                   "knows Sequence, Precompiled, Replace, Strip and Prepend, as T5's "
                   "and umT5's files have them",
                   file, what, found);
}

static ax_status fail_field(const char *file, const char *type, const char *field,
                            ax_error *err) {
    return ax_fail(err, AX_ERR_MODEL,
                   "%s: \"normalizer\": a %s without a right \"%s\": fetch the "
                   "tokenizer again",
                   file, type, field);
}

static ax_status copy(const char *text, char **out, ax_error *err) {
    const size_t bytes = strlen(text) + 1;
    AX_TRY(ax_malloc(bytes, 1, "a normaliser", (void **)out, err));
    memcpy(*out, text, bytes);
    return AX_OK;
}

static const char *text_of(const cJSON *node, const char *field) {
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(node, field));
}

static ax_status open_replace(const char *file, const cJSON *node, step *s,
                              ax_error *err) {
    const cJSON *pattern = cJSON_GetObjectItemCaseSensitive(node, "pattern");
    const char *text = text_of(pattern, "String"), *regex = text_of(pattern, "Regex");
    const char *content = text_of(node, "content");
    if (!content) return fail_field(file, "Replace", "content", err);
    AX_TRY(copy(content, &s->content, err));
    if (text && *text) {
        if (strlen(text) > MAX_PATTERN)
            return fail_field(file, "Replace", "pattern (at most 256 bytes)", err);
        s->kind = REPLACE;
        return copy(text, &s->pattern, err);
    }
    if (!regex) return fail_field(file, "Replace", "pattern", err);
    /* The expressions that transformers writes. */
    if (strcmp(regex, " {2,}") == 0) {
        s->kind = REPLACE_SPACES;
    } else if (strcmp(regex, "\\A +| +\\z") == 0) {
        s->kind = REPLACE_ENDS;
    } else if (strcmp(regex, "\\A\u2581") == 0) {
        s->kind = REPLACE_BEGIN;
        return copy("\u2581", &s->pattern, err);
    } else {
        return fail_kind(file, "the regular expression", regex, err);
    }
    return AX_OK;
}

static ax_status open_step(const char *file, const cJSON *node, const char *type,
                           step *s, ax_error *err) {
    if (strcmp(type, "Precompiled") == 0) {
        const char *map = text_of(node, "precompiled_charsmap");
        s->kind = CHARSMAP;
        if (!map) return fail_field(file, type, "precompiled_charsmap", err);
        return ax_charsmap_from_base64("\"normalizer.precompiled_charsmap\"", map,
                                       &s->map, err);
    }
    if (strcmp(type, "Replace") == 0) return open_replace(file, node, s, err);
    if (strcmp(type, "Strip") == 0) {
        const cJSON *left = cJSON_GetObjectItemCaseSensitive(node, "strip_left");
        const cJSON *right = cJSON_GetObjectItemCaseSensitive(node, "strip_right");
        if (!cJSON_IsBool(left)) return fail_field(file, type, "strip_left", err);
        if (!cJSON_IsBool(right)) return fail_field(file, type, "strip_right", err);
        s->kind = STRIP;
        s->left = cJSON_IsTrue(left);
        s->right = cJSON_IsTrue(right);
        return AX_OK;
    }
    if (strcmp(type, "Prepend") != 0) return fail_kind(file, "the type", type, err);
    const char *prepend = text_of(node, "prepend");
    if (!prepend) return fail_field(file, type, "prepend", err);
    s->kind = PREPEND;
    return copy(prepend, &s->content, err);
}

/* The document's depth, which the scanner bounds, bounds the recursion. */
static ax_status open_node(const char *file, const cJSON *node, ax_normalizer *n,
                           ax_error *err) {
    const char *type = text_of(node, "type");
    if (!node || cJSON_IsNull(node)) return AX_OK;
    if (!type) return fail_field(file, "normaliser", "type", err);
    if (strcmp(type, "Sequence") == 0) {
        const cJSON *list = cJSON_GetObjectItemCaseSensitive(node, "normalizers");
        if (!cJSON_IsArray(list)) return fail_field(file, type, "normalizers", err);
        for (const cJSON *e = list->child; e; e = e->next)
            AX_TRY(open_node(file, e, n, err));
        return AX_OK;
    }
    if (n->count == MAX_STEPS)
        return ax_fail(err, AX_ERR_MODEL, "%s: \"normalizer\": more than %d steps",
                       file, (int)MAX_STEPS);
    return open_step(file, node, type, &n->steps[n->count++], err);
}

ax_status ax_normalizer_open(const char *file, const struct cJSON *node,
                             ax_normalizer **out, ax_error *err) {
    ax_normalizer *n = NULL;
    AX_TRY(AX_NEW(ax_normalizer, 1, "a normaliser", &n, err));
    const ax_status status = open_node(file, node, n, err);
    if (status == AX_OK)
        *out = n;
    else
        ax_normalizer_close(n);
    return status;
}

void ax_normalizer_close(ax_normalizer *n) {
    if (!n) return;
    for (int i = 0; i < n->count; i++) {
        ax_charsmap_free(n->steps[i].map);
        ax_free(n->steps[i].pattern);
        ax_free(n->steps[i].content);
    }
    ax_free(n);
}

/* ---- running ---- */

typedef struct span {
    const char *text;
    size_t bytes;
} span;

static ax_status add(ax_text_buffer *out, const char *text, ax_error *err) {
    return ax_text_buffer_add(out, text, strlen(text), err);
}

/* The replacement of the whole chunk, if its beginning has one: so the reference
 * library does it, which loses what follows the key in a grapheme. */
static ax_status map_chunk(const ax_charsmap *map, const char *chunk, size_t bytes,
                           bool *found, ax_text_buffer *out, ax_error *err) {
    const char *value;
    size_t key, length;
    AX_TRY(
        ax_charsmap_find(map, chunk, bytes, false, found, &key, &value, &length, err));
    return *found ? ax_text_buffer_add(out, value, length, err) : AX_OK;
}

static ax_status run_charsmap(const step *s, span in, ax_text_buffer *out,
                              ax_error *err) {
    for (size_t at = 0; at < in.bytes;) {
        const size_t end = ax_grapheme_end(in.text, in.bytes, at);
        bool found = false;
        if (end - at < CLUSTER)
            AX_TRY(map_chunk(s->map, in.text + at, end - at, &found, out, err));
        while (!found && at < end) {
            const size_t length = ax_utf8_length((unsigned char)in.text[at]);
            bool mapped;
            AX_TRY(map_chunk(s->map, in.text + at, length, &mapped, out, err));
            if (!mapped) AX_TRY(ax_text_buffer_add(out, in.text + at, length, err));
            at += length;
        }
        at = end;
    }
    return AX_OK;
}

/* Bytes of the match of a Replace at `at`, or 0. */
static size_t match(const step *s, span in, size_t at) {
    if (s->kind == REPLACE || s->kind == REPLACE_BEGIN) {
        const size_t length = strlen(s->pattern);
        const bool fits = length <= in.bytes - at && (s->kind == REPLACE || at == 0);
        return fits && memcmp(in.text + at, s->pattern, length) == 0 ? length : 0;
    }
    if (at && in.text[at - 1] == ' ') return 0; /* seen from their first on */
    size_t spaces = 0;
    while (at + spaces < in.bytes && in.text[at + spaces] == ' ') spaces++;
    if (s->kind == REPLACE_SPACES) return spaces >= 2 ? spaces : 0;
    return at == 0 || at + spaces == in.bytes ? spaces : 0;
}

static ax_status run_replace(const step *s, span in, ax_text_buffer *out,
                             bool *at_start, ax_error *err) {
    for (size_t at = 0; at < in.bytes;) {
        const size_t matched = match(s, in, at);
        if (matched) {
            /* What replaces several characters counts as the last of them. */
            const size_t first = ax_utf8_length((unsigned char)in.text[0]);
            if (at == 0 && (matched > first || !*s->content)) *at_start = false;
            AX_TRY(add(out, s->content, err));
            at += matched;
        } else {
            const size_t length = ax_utf8_length((unsigned char)in.text[at]);
            AX_TRY(ax_text_buffer_add(out, in.text + at, length, err));
            at += length;
        }
    }
    return AX_OK;
}

static bool is_space_at(span in, size_t at) {
    uint32_t code = 0;
    (void)ax_utf8_decode((const unsigned char *)in.text + at, in.bytes - at, &code);
    return ax_is_white_space(code);
}

static ax_status run_strip(const step *s, span in, ax_text_buffer *out, bool *at_start,
                           ax_error *err) {
    size_t first = 0, end = in.bytes;
    while (s->left && first < end && is_space_at(in, first))
        first += ax_utf8_length((unsigned char)in.text[first]);
    while (s->right && end > first) {
        size_t last = end - 1;
        while (((unsigned char)in.text[last] & 0xC0) == 0x80) last--;
        if (!is_space_at(in, last)) break;
        end = last;
    }
    if (first) *at_start = false;
    return ax_text_buffer_add(out, in.text + first, end - first, err);
}

static ax_status run_step(const step *s, span in, ax_text_buffer *out, bool *at_start,
                          ax_error *err) {
    switch (s->kind) {
    case CHARSMAP:
        return run_charsmap(s, in, out, err);
    case STRIP:
        return run_strip(s, in, out, at_start, err);
    case PREPEND:
        if (in.bytes) AX_TRY(add(out, s->content, err));
        return ax_text_buffer_add(out, in.text, in.bytes, err);
    case REPLACE:
    case REPLACE_SPACES:
    case REPLACE_ENDS:
    case REPLACE_BEGIN:
        break;
    }
    return run_replace(s, in, out, at_start, err);
}

ax_status ax_normalizer_run(const ax_normalizer *n, const char *text, size_t bytes,
                            ax_text_buffer *out, bool *at_start, ax_error *err) {
    ax_text_buffer next = {0};
    out->length = 0;
    ax_status status = ax_text_buffer_add(out, text, bytes, err);
    for (int i = 0; status == AX_OK && i < n->count; i++) {
        next.length = 0;
        status = run_step(&n->steps[i], (span){out->data, out->length}, &next, at_start,
                          err);
        const ax_text_buffer before = *out;
        *out = next;
        next = before;
    }
    ax_text_buffer_free(&next);
    return status;
}
