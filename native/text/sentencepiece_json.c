/* Reads a tokenizer.json. Its vocabulary, 16 MB for umT5, is scanned without a tree. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "base/json_scan.h"
#include "text/sentencepiece_impl.h"
#include "text/utf8.h"

enum { MAX_FILE = 1 << 26, MAX_ID = 1 << 24, MAX_DEPTH = 32, MESSAGE = 200 };

typedef struct slice {
    const char *text; /* NULL: not there */
    size_t bytes;
} slice;

static ax_status fail_field(const ax_sentencepiece *s, const char *field,
                            const char *expected, ax_error *err) {
    return ax_fail(err, AX_ERR_MODEL,
                   "%s: \"%s\": expected %s; another file, or a tokenizer that this "
                   "version does not know",
                   s->path, field, expected);
}

/* ---- objects without a tree ---- */

/* The values of some keys of an object; others are checked and skipped. */
static ax_status scan_object(ax_json_scan *s, int count, const char *const *names,
                             slice *values, ax_error *err) {
    AX_TRY(ax_json_scan_expect(s, '{', err));
    if (ax_json_scan_take(s, '}')) return AX_OK;
    do {
        slice *value = NULL;
        (void)ax_json_scan_peek(s);
        const size_t key = s->at;
        AX_TRY(ax_json_scan_string(s, NULL, 0, NULL, err));
        for (int i = 0; i < count; i++) {
            const size_t length = strlen(names[i]);
            if (s->at - key == length + 2 &&
                memcmp(s->text + key + 1, names[i], length) == 0)
                value = &values[i];
        }
        if (value && value->text) return ax_json_scan_fail(s, "duplicate key", err);
        AX_TRY(ax_json_scan_expect(s, ':', err));
        (void)ax_json_scan_peek(s);
        const size_t begin = s->at;
        AX_TRY(ax_json_scan_value(s, 1, err));
        if (value) *value = (slice){s->text + begin, s->at - begin};
    } while (ax_json_scan_take(s, ','));
    return ax_json_scan_expect(s, '}', err);
}

/* ---- the vocabulary ---- */

/* ["piece", -3.5], into `pool` at *used. */
static ax_status scan_piece(ax_sentencepiece *s, ax_json_scan *scan, char *pool,
                            size_t capacity, size_t *used, ax_error *err) {
    ax_unigram *u = &s->model;
    size_t length;
    if (u->count == AX_PIECES) return fail_field(s, "model.vocab", "fewer pieces", err);
    AX_TRY(ax_json_scan_expect(scan, '[', err));
    char *text = pool + *used;
    AX_TRY(ax_json_scan_string(scan, text, capacity - *used, &length, err));
    if (length > AX_PIECE_BYTES)
        return fail_field(s, "model.vocab", "pieces of at most 512 bytes", err);
    *used += length + 1;
    AX_TRY(ax_json_scan_expect(scan, ',', err));
    const int first = ax_json_scan_peek(scan);
    const char *number = scan->text + scan->at;
    AX_TRY(ax_json_scan_value(scan, 2, err));
    const double score = strtod(number, NULL);
    if ((first != '-' && (first < '0' || first > '9')) || !isfinite(score))
        return fail_field(s, "model.vocab", "pairs of a piece and a number", err);
    u->pieces.pieces[u->count] = (ax_piece){text, (uint32_t)length, u->count};
    u->scores[u->count++] = score;
    return ax_json_scan_expect(scan, ']', err);
}

static ax_status scan_vocabulary(ax_sentencepiece *s, slice vocabulary, char *pool,
                                 size_t *used, ax_error *err) {
    ax_unigram *u = &s->model;
    size_t most = 0;
    ax_json_scan scan = {.name = s->path,
                         .text = vocabulary.text,
                         .bytes = vocabulary.bytes,
                         .max_depth = MAX_DEPTH};
    for (size_t i = 0; i < vocabulary.bytes; i++) most += vocabulary.text[i] == '[';
    if (most > AX_PIECES) most = AX_PIECES;
    AX_TRY(AX_NEW(ax_piece, most, "the vocabulary", &u->pieces.pieces, err));
    AX_TRY(AX_NEW(double, most, "the vocabulary", &u->scores, err));
    AX_TRY(ax_json_scan_expect(&scan, '[', err));
    if (ax_json_scan_take(&scan, ']'))
        return fail_field(s, "model.vocab", "pieces", err);
    do AX_TRY(scan_piece(s, &scan, pool, vocabulary.bytes, used, err));
    while (ax_json_scan_take(&scan, ','));
    AX_TRY(ax_json_scan_expect(&scan, ']', err));
    u->pieces.count = (size_t)u->count;
    return AX_OK;
}

static ax_status read_vocabulary(ax_sentencepiece *s, slice vocabulary, ax_error *err) {
    char *pool = NULL;
    size_t used = 0;
    AX_TRY(ax_malloc(vocabulary.bytes, 1, "a vocabulary", (void **)&pool, err));
    ax_status status = scan_vocabulary(s, vocabulary, pool, &used, err);
    if (status == AX_OK)
        status = ax_malloc(used, 1, "the vocabulary", (void **)&s->names, err);
    if (status == AX_OK) {
        memcpy(s->names, pool, used);
        for (int32_t i = 0; i < s->model.count; i++) {
            ax_piece *p = &s->model.pieces.pieces[i];
            p->text = s->names + (p->text - pool);
        }
        ax_unigram_index(&s->model);
    }
    ax_free(pool);
    return status;
}

static bool is_text(slice value, const char *text) {
    const size_t length = strlen(text);
    return value.bytes == length && memcmp(value.text, text, length) == 0;
}

static ax_status read_model(ax_sentencepiece *s, slice model, ax_error *err) {
    enum { TYPE, UNKNOWN, VOCABULARY, FALLBACK, FIELDS };
    static const char *const names[] = {"type", "unk_id", "vocab", "byte_fallback"};
    slice at[FIELDS] = {0};
    uint64_t unknown = 0;
    if (!model.text || model.text[0] != '{')
        return fail_field(s, "model", "a Unigram model", err);
    ax_json_scan scan = {.name = s->path,
                         .text = model.text,
                         .bytes = model.bytes,
                         .max_depth = MAX_DEPTH};
    AX_TRY(scan_object(&scan, FIELDS, names, at, err));
    if (at[TYPE].text && !is_text(at[TYPE], "\"Unigram\""))
        return fail_field(s, "model.type", "\"Unigram\"", err);
    if (!at[VOCABULARY].text || at[VOCABULARY].text[0] != '[')
        return fail_field(s, "model.vocab", "a list of pieces", err);
    AX_TRY(read_vocabulary(s, at[VOCABULARY], err));
    scan = (ax_json_scan){.name = s->path,
                          .text = at[UNKNOWN].text,
                          .bytes = at[UNKNOWN].bytes,
                          .max_depth = MAX_DEPTH};
    if (!at[UNKNOWN].text || at[UNKNOWN].text[0] < '0' || at[UNKNOWN].text[0] > '9' ||
        ax_json_scan_size(&scan, &unknown, NULL) != AX_OK ||
        unknown >= (uint64_t)s->model.count)
        return fail_field(s, "model.unk_id", "the number of a piece", err);
    s->model.unknown = (int32_t)unknown;
    s->model.byte_fallback = at[FALLBACK].text && is_text(at[FALLBACK], "true");
    if (at[FALLBACK].text && !s->model.byte_fallback && !is_text(at[FALLBACK], "false"))
        return fail_field(s, "model.byte_fallback", "true or false", err);
    s->ids = s->model.count;
    return AX_OK;
}

/* ---- added tokens ---- */

static bool flag(const cJSON *node, const char *name) {
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(node, name));
}

static ax_status read_id(ax_sentencepiece *s, const cJSON *node, const char *field,
                         int32_t *out, ax_error *err) {
    if (!cJSON_IsNumber(node) || !(node->valuedouble >= 0) ||
        node->valuedouble >= MAX_ID || node->valuedouble != floor(node->valuedouble))
        return fail_field(s, field, "the number of a token", err);
    *out = (int32_t)node->valuedouble;
    if (*out >= s->ids) s->ids = *out + 1;
    return AX_OK;
}

/* Added tokens that are not special are looked for in what the normaliser makes, as it
 * makes of them. */
static ax_status read_added_token(ax_sentencepiece *s, const cJSON *node,
                                  ax_error *err) {
    const char *content =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(node, "content"));
    ax_added_token *t = &s->added[s->added_count];
    bool at_start = true;
    ax_text_buffer name = {0};
    if (!content) return fail_field(s, "added_tokens.content", "a text", err);
    if (flag(node, "single_word"))
        return fail_field(s, "added_tokens.single_word", "false", err);
    AX_TRY(read_id(s, cJSON_GetObjectItemCaseSensitive(node, "id"), "added_tokens.id",
                   &t->id, err));
    /* The reference library gives such a token another number than the file. */
    const int32_t piece = ax_pieces_find(&s->model.pieces, content, strlen(content));
    if (piece >= 0 ? t->id != piece : t->id < s->model.count)
        return fail_field(s, "added_tokens.id",
                          "the number of the piece, or one beyond the vocabulary", err);
    t->strip_left = flag(node, "lstrip");
    t->strip_right = flag(node, "rstrip");
    const bool normalized = flag(node, "normalized");
    ax_status status = normalized
                           ? ax_normalizer_run(s->normalizer, content, strlen(content),
                                               &name, &at_start, err)
                           : ax_text_buffer_add(&name, content, strlen(content), err);
    if (status == AX_OK && name.length > AX_PIECE_BYTES)
        status = fail_field(s, "added_tokens.content", "at most 512 bytes", err);
    if (status != AX_OK) {
        ax_text_buffer_free(&name);
        return status;
    }
    ax_pieces *set = normalized ? &s->normalized : &s->raw;
    set->pieces[set->count++] =
        (ax_piece){name.data, (uint32_t)name.length, (int32_t)s->added_count};
    s->added_names[s->added_count++] = name.data;
    return AX_OK;
}

static ax_status read_added(ax_sentencepiece *s, const cJSON *list, ax_error *err) {
    if (!list || cJSON_IsNull(list)) return AX_OK;
    if (!cJSON_IsArray(list)) return fail_field(s, "added_tokens", "a list", err);
    size_t count = 0;
    for (const cJSON *e = list->child; e; e = e->next) count++;
    AX_TRY(AX_NEW(ax_added_token, count, "added tokens", &s->added, err));
    AX_TRY(AX_NEW(char *, count, "added tokens", &s->added_names, err));
    AX_TRY(AX_NEW(ax_piece, count, "added tokens", &s->raw.pieces, err));
    AX_TRY(AX_NEW(ax_piece, count, "added tokens", &s->normalized.pieces, err));
    for (const cJSON *e = list->child; e; e = e->next)
        AX_TRY(read_added_token(s, e, err));
    ax_pieces_sort(&s->raw);
    ax_pieces_sort(&s->normalized);
    return AX_OK;
}

/* ---- splitting ---- */

static const char *type_of(const cJSON *node) {
    const char *type =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(node, "type"));
    return type ? type : "";
}

static ax_status read_metaspace(ax_sentencepiece *s, const cJSON *node, ax_error *err) {
    const char *mark =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(node, "replacement"));
    const char *scheme =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(node, "prepend_scheme"));
    const cJSON *prefix = cJSON_GetObjectItemCaseSensitive(node, "add_prefix_space");
    const cJSON *split = cJSON_GetObjectItemCaseSensitive(node, "split");
    const size_t length = mark ? strlen(mark) : 0;
    if (length < 1 || length > AX_MARK_BYTES ||
        ax_utf8_length((unsigned char)mark[0]) != length)
        return fail_field(s, "pre_tokenizer.replacement", "one character", err);
    memcpy(s->mark, mark, length + 1);
    if (!scheme) scheme = cJSON_IsFalse(prefix) ? "never" : "always";
    if (strcmp(scheme, "always") == 0)
        s->prepend = AX_PREPEND_ALWAYS;
    else if (strcmp(scheme, "first") == 0)
        s->prepend = AX_PREPEND_FIRST;
    else if (strcmp(scheme, "never") == 0)
        s->prepend = AX_PREPEND_NEVER;
    else
        return fail_field(s, "pre_tokenizer.prepend_scheme",
                          "\"always\", \"first\" or \"never\"", err);
    s->marks = true;
    s->split_marks = !cJSON_IsFalse(split);
    return AX_OK;
}

/* WhitespaceSplit and then Metaspace, or one of them, or none. */
static ax_status read_splitting(ax_sentencepiece *s, const cJSON *node, ax_error *err) {
    if (!node || cJSON_IsNull(node)) return AX_OK;
    const char *type = type_of(node);
    if (strcmp(type, "Sequence") == 0) {
        const cJSON *list = cJSON_GetObjectItemCaseSensitive(node, "pretokenizers");
        if (!cJSON_IsArray(list))
            return fail_field(s, "pre_tokenizer.pretokenizers", "a list", err);
        for (const cJSON *e = list->child; e; e = e->next)
            AX_TRY(read_splitting(s, e, err));
        return AX_OK;
    }
    if (strcmp(type, "WhitespaceSplit") == 0 && !s->marks) {
        s->split_spaces = true;
        return AX_OK;
    }
    if (strcmp(type, "Metaspace") == 0 && !s->marks)
        return read_metaspace(s, node, err);
    return fail_field(s, "pre_tokenizer", "WhitespaceSplit and Metaspace", err);
}

/* ---- what is put around a text ---- */

static ax_status read_special(ax_sentencepiece *s, const cJSON *specials,
                              const cJSON *item, int32_t *ids, int *count,
                              ax_error *err) {
    const char *name =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "id"));
    const cJSON *special =
        name ? cJSON_GetObjectItemCaseSensitive(specials, name) : NULL;
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(special, "ids");
    const char *field = "post_processor.special_tokens";
    if (!cJSON_IsArray(list)) return fail_field(s, field, "a token of \"single\"", err);
    for (const cJSON *e = list->child; e; e = e->next) {
        if (*count == AX_TEMPLATE_TOKENS)
            return fail_field(s, field, "fewer tokens", err);
        AX_TRY(read_id(s, e, field, &ids[*count], err));
        ++*count;
    }
    return AX_OK;
}

static ax_status read_template(ax_sentencepiece *s, const cJSON *node, ax_error *err) {
    int texts = 0;
    if (!node || cJSON_IsNull(node)) return AX_OK;
    const cJSON *specials = cJSON_GetObjectItemCaseSensitive(node, "special_tokens");
    const cJSON *single = cJSON_GetObjectItemCaseSensitive(node, "single");
    if (strcmp(type_of(node), "TemplateProcessing") != 0)
        return fail_field(s, "post_processor", "TemplateProcessing", err);
    if (!cJSON_IsArray(single))
        return fail_field(s, "post_processor.single", "a list", err);
    for (const cJSON *e = single->child; e; e = e->next) {
        const cJSON *special = cJSON_GetObjectItemCaseSensitive(e, "SpecialToken");
        const cJSON *text = cJSON_GetObjectItemCaseSensitive(e, "Sequence");
        if (text) {
            texts++;
        } else if (special && texts) {
            AX_TRY(read_special(s, specials, special, s->after, &s->after_count, err));
        } else if (special) {
            AX_TRY(
                read_special(s, specials, special, s->before, &s->before_count, err));
        }
    }
    if (texts != 1) return fail_field(s, "post_processor.single", "one text", err);
    return AX_OK;
}

/* ---- the file ---- */

enum { MODEL, NORMALIZER, ADDED, SPLITTING, TEMPLATE, PARTS };
static const char *const part_names[] = {"model", "normalizer", "added_tokens",
                                         "pre_tokenizer", "post_processor"};

static ax_status read_part(ax_sentencepiece *s, int part, const cJSON *node,
                           ax_error *err) {
    switch (part) {
    case NORMALIZER:
        return ax_normalizer_open(s->path, node, &s->normalizer, err);
    case ADDED:
        return read_added(s, node, err);
    case SPLITTING:
        return read_splitting(s, node, err);
    default:
        return read_template(s, node, err);
    }
}

static ax_status read_parts(ax_sentencepiece *s, const char *text, size_t bytes,
                            ax_error *err) {
    slice at[PARTS] = {0};
    ax_json_scan scan = {
        .name = s->path, .text = text, .bytes = bytes, .max_depth = MAX_DEPTH};
    AX_TRY(scan_object(&scan, PARTS, part_names, at, err));
    AX_TRY(ax_json_scan_end(&scan, err));
    AX_TRY(read_model(s, at[MODEL], err));
    for (int part = NORMALIZER; part < PARTS; part++) {
        const slice value = at[part].text ? at[part] : (slice){"null", 4};
        ax_json *doc = NULL;
        AX_TRY(ax_json_parse(s->path, value.text, value.bytes, &doc, err));
        const ax_status status = read_part(s, part, ax_json_find(doc, ""), err);
        ax_json_close(doc);
        AX_TRY(status);
    }
    return AX_OK;
}

ax_status ax_sentencepiece_read_json(ax_sentencepiece *s, ax_error *err) {
    char *text = NULL;
    size_t bytes = 0;
    AX_TRY(ax_read_file(s->path, MAX_FILE, AX_ERR_MODEL, &text, &bytes, err));
    const ax_status status = read_parts(s, text, bytes, err);
    ax_free(text);
    return status;
}
