#include "text/sentencepiece.h"

#include "text/sentencepiece_impl.h"
#include "text/utf8.h"

/* ---- opening ---- */

ax_status ax_sentencepiece_open(const char *path, ax_sentencepiece **out,
                                ax_error *err) {
    ax_sentencepiece *s = NULL;
    const size_t length = strlen(path) + 1;
    AX_TRY(AX_NEW(ax_sentencepiece, 1, "the tokenizer", &s, err));
    ax_status status = ax_malloc(length, 1, "a path", (void **)&s->path, err);
    if (status == AX_OK) {
        memcpy(s->path, path, length);
        status = ax_sentencepiece_read_json(s, err);
    }
    if (status == AX_OK)
        *out = s;
    else
        ax_sentencepiece_close(s);
    return status;
}

void ax_sentencepiece_close(ax_sentencepiece *s) {
    if (!s) return;
    for (size_t i = 0; i < s->added_count; i++) ax_free(s->added_names[i]);
    ax_free(s->added_names);
    ax_free(s->added);
    ax_pieces_free(&s->raw);
    ax_pieces_free(&s->normalized);
    ax_normalizer_close(s->normalizer);
    ax_unigram_free(&s->model);
    ax_free(s->names);
    ax_free(s->path);
    ax_free(s);
}

int32_t ax_sentencepiece_vocabulary(const ax_sentencepiece *s) {
    return s->ids;
}

int ax_sentencepiece_added(const ax_sentencepiece *s) {
    return s->before_count + s->after_count;
}

/* ---- encoding ---- */

typedef struct run {
    const ax_sentencepiece *s;
    ax_unigram_sink *sink;
    ax_text_buffer clean, normal, marked;
} run;

static void run_free(run *r) {
    ax_text_buffer_free(&r->clean);
    ax_text_buffer_free(&r->normal);
    ax_text_buffer_free(&r->marked);
}

static bool begins_with(const char *text, size_t bytes, const char *with) {
    const size_t length = strlen(with);
    return bytes >= length && memcmp(text, with, length) == 0;
}

/* Metaspace: marks for spaces, and a part from each mark to the next. */
static ax_status add_marked(run *r, const char *text, size_t bytes, bool at_start,
                            ax_error *err) {
    const ax_sentencepiece *s = r->s;
    const size_t length = strlen(s->mark);
    ax_text_buffer *m = &r->marked;
    if (!s->marks) return ax_unigram_segment(&s->model, text, bytes, r->sink, err);
    m->length = 0;
    const bool prepend =
        s->prepend == AX_PREPEND_ALWAYS || (s->prepend == AX_PREPEND_FIRST && at_start);
    if (prepend && text[0] != ' ' && !begins_with(text, bytes, s->mark))
        AX_TRY(ax_text_buffer_add(m, s->mark, length, err));
    for (size_t at = 0; at < bytes;) {
        const char *space = memchr(text + at, ' ', bytes - at);
        const size_t end = space ? (size_t)(space - text) : bytes;
        AX_TRY(ax_text_buffer_add(m, text + at, end - at, err));
        if (space) AX_TRY(ax_text_buffer_add(m, s->mark, length, err));
        at = end + (space ? 1 : 0);
    }
    for (size_t at = 0; at < m->length && !r->sink->lost;) {
        size_t end = m->length;
        if (s->split_marks) {
            end = at + ax_utf8_length((unsigned char)m->data[at]);
            while (end < m->length &&
                   !begins_with(m->data + end, m->length - end, s->mark))
                end += ax_utf8_length((unsigned char)m->data[end]);
        }
        AX_TRY(ax_unigram_segment(&s->model, m->data + at, end - at, r->sink, err));
        at = end;
    }
    return AX_OK;
}

static size_t space_length(const char *text, size_t bytes) {
    uint32_t code = 0;
    const size_t length = ax_utf8_decode((const unsigned char *)text, bytes, &code);
    return ax_is_white_space(code) ? length : 0;
}

/* Text without added tokens. */
static ax_status add_text(run *r, const char *text, size_t bytes, bool at_start,
                          ax_error *err) {
    if (!r->s->split_spaces)
        return bytes ? add_marked(r, text, bytes, at_start, err) : AX_OK;
    for (size_t at = 0; at < bytes && !r->sink->lost;) {
        const size_t space = space_length(text + at, bytes - at);
        size_t end = at + space;
        if (!space) {
            while (end < bytes && !space_length(text + end, bytes - end))
                end += ax_utf8_length((unsigned char)text[end]);
            AX_TRY(add_marked(r, text + at, end - at, at_start && at == 0, err));
        }
        at = end;
    }
    return AX_OK;
}

/* The added token that begins at `at`, the longest one. */
static const ax_added_token *token_at(const ax_sentencepiece *s, const ax_pieces *set,
                                      const char *text, size_t bytes, size_t at,
                                      size_t *end) {
    const ax_added_token *found = NULL;
    ax_piece_search search = ax_piece_search_begin(set);
    for (size_t i = at; i < bytes && ax_piece_search_step(&search, text[i]); i++) {
        const int32_t index = ax_piece_search_id(&search);
        if (index < 0) continue;
        found = &s->added[index];
        *end = i + 1;
    }
    return found;
}

static size_t strip_left(const char *text, size_t from, size_t start) {
    while (start > from) {
        size_t last = start - 1;
        while (last > from && ((unsigned char)text[last] & 0xC0) == 0x80) last--;
        if (!space_length(text + last, start - last)) break;
        start = last;
    }
    return start;
}

typedef ax_status add_part(run *r, const char *text, size_t bytes, bool at_start,
                           ax_error *err);

/* Splits off the tokens of a set; what is between them goes to `add`. */
static ax_status split_tokens(run *r, const ax_pieces *set, const char *text,
                              size_t bytes, bool at_start, add_part *add,
                              ax_error *err) {
    size_t from = 0; /* what is before it has been added */
    for (size_t at = 0; at < bytes && !r->sink->lost;) {
        size_t end = 0;
        const ax_added_token *t = token_at(r->s, set, text, bytes, at, &end);
        if (!t) {
            at += ax_utf8_length((unsigned char)text[at]);
            continue;
        }
        const size_t next = end;
        size_t start = at < from ? from : at;
        if (t->strip_left) start = strip_left(text, from, start);
        while (t->strip_right && end < bytes && space_length(text + end, bytes - end))
            end += space_length(text + end, bytes - end);
        if (start > from)
            AX_TRY(add(r, text + from, start - from, at_start && from == 0, err));
        ax_unigram_sink_add(r->sink, t->id);
        from = end;
        at = next;
    }
    if (from >= bytes || r->sink->lost) return AX_OK;
    return add(r, text + from, bytes - from, at_start && from == 0, err);
}

static ax_status add_raw(run *r, const char *text, size_t bytes, bool at_start,
                         ax_error *err) {
    AX_TRY(
        ax_normalizer_run(r->s->normalizer, text, bytes, &r->normal, &at_start, err));
    return split_tokens(r, &r->s->normalized, r->normal.data, r->normal.length,
                        at_start, add_text, err);
}

/* Without what is no UTF-8. */
static ax_status add_clean(ax_text_buffer *clean, const char *text, size_t bytes,
                           ax_error *err) {
    for (size_t at = 0; at < bytes;) {
        uint32_t code;
        const unsigned char *from = (const unsigned char *)text + at;
        const size_t length = ax_utf8_decode(from, bytes - at, &code);
        if (length) AX_TRY(ax_text_buffer_add(clean, text + at, length, err));
        at += length ? length : 1;
    }
    return AX_OK;
}

/* The ids of a text without those of the template. */
static ax_status encode(const ax_sentencepiece *s, const char *text, size_t bytes,
                        ax_unigram_sink *sink, ax_error *err) {
    run r = {.s = s, .sink = sink};
    ax_status status = add_clean(&r.clean, text, bytes, err);
    if (status == AX_OK)
        status =
            split_tokens(&r, &s->raw, r.clean.data, r.clean.length, true, add_raw, err);
    run_free(&r);
    return status;
}

static ax_status room(const ax_sentencepiece *s, int max_tokens, size_t *most,
                      ax_error *err) {
    const int added = ax_sentencepiece_added(s);
    if (max_tokens <= added)
        return ax_fail(err, AX_ERR_USAGE, "text needs %d tokens at least, not %d",
                       added + 1, max_tokens);
    *most = (size_t)(max_tokens - added);
    return AX_OK;
}

ax_status ax_sentencepiece_encode(const ax_sentencepiece *s, const char *text,
                                  size_t bytes, int max_tokens, int32_t *ids,
                                  int *count, ax_error *err) {
    ax_unigram_sink sink = {.ids = ids + s->before_count};
    AX_TRY(room(s, max_tokens, &sink.most, err));
    AX_TRY(encode(s, text, bytes, &sink, err));
    for (int i = 0; i < s->before_count; i++) ids[i] = s->before[i];
    int32_t *end = sink.ids + sink.count;
    for (int i = 0; i < s->after_count; i++) end[i] = s->after[i];
    *count = ax_sentencepiece_added(s) + (int)sink.count;
    return AX_OK;
}

/* A mark for a space before bytes makes no word of them. */
static void count_word(const ax_unigram_sink *word, size_t at, size_t bytes,
                       ax_prompt_reading *out) {
    const size_t pieces = word->count - (word->unknown + word->bytes);
    out->words++;
    if (!word->unknown && (!word->bytes || pieces > 1)) return;
    if (out->unknown++) return;
    out->unknown_at = at;
    out->unknown_bytes = bytes;
}

/* Counts the words that the tokens before the limit stand for. */
static ax_status count_words(const ax_sentencepiece *s, const char *text, size_t bytes,
                             size_t tokens, ax_prompt_reading *out, ax_error *err) {
    size_t used = 0;
    for (size_t at = 0; at < bytes && used < tokens;) {
        size_t end = at;
        while (end < bytes && !space_length(text + end, bytes - end)) end++;
        if (end == at) {
            at += space_length(text + at, bytes - at);
            continue;
        }
        ax_unigram_sink word = {.most = tokens - used};
        AX_TRY(encode(s, text + at, end - at, &word, err));
        used += word.count;
        if (word.count) count_word(&word, at, end - at, out);
        at = end;
    }
    return AX_OK;
}

ax_status ax_sentencepiece_read(const ax_sentencepiece *s, const char *text,
                                size_t bytes, int max_tokens, ax_prompt_reading *out,
                                ax_error *err) {
    ax_unigram_sink sink = {0};
    ax_prompt_reading reading = {0};
    AX_TRY(room(s, max_tokens, &sink.most, err));
    AX_TRY(encode(s, text, bytes, &sink, err));
    reading.tokens = (int)sink.count;
    reading.cut = sink.lost;
    AX_TRY(count_words(s, text, bytes, sink.count, &reading, err));
    *out = reading;
    return AX_OK;
}
