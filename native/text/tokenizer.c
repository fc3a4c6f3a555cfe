#include "text/tokenizer.h"

#include <stdbool.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "text/unicode_tables.h"
#include "text/utf8.h"

enum {
    MAX_VOCABULARY_BYTES = 1 << 26,
    WORD_CHARACTERS = 100, /* BERT's limit: longer words become [UNK] */
    WORD_BYTES = 4 * WORD_CHARACTERS,
    MOST_STEPS = 64, /* of a search for a line, on average: twice is usual */
    SPELLED = 4, /* characters of a word from which on it may be one that is unknown */
    NOT_FOUND = -1
};

struct ax_tokenizer {
    char *text; /* the file; tokens are slices of it */
    uint32_t *start, *length;
    uint32_t *slots; /* open addressing; id + 1, 0 is empty */
    uint32_t mask;
    int32_t count;
    int32_t cls, sep, unk;
    size_t longest; /* bytes of the longest token */
};

/* ---- the vocabulary ---- */

static uint32_t hash_bytes(const char *bytes, size_t length) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < length; ++i) {
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
    }
    return hash;
}

/* The slot where the token is, or the empty one where it would be; counts the steps to
 * it. */
static uint32_t find_slot(const ax_tokenizer *t, const char *bytes, size_t length,
                          uint64_t *steps) {
    uint32_t at = hash_bytes(bytes, length) & t->mask;
    for (;; at = (at + 1) & t->mask) {
        ++*steps;
        const uint32_t entry = t->slots[at];
        if (entry == 0) return at;
        const uint32_t id = entry - 1;
        if (t->length[id] == length &&
            memcmp(t->text + t->start[id], bytes, length) == 0) {
            return at;
        }
    }
}

static int32_t find_token(const ax_tokenizer *t, const char *bytes, size_t length) {
    uint64_t steps = 0;
    const uint32_t entry = t->slots[find_slot(t, bytes, length, &steps)];
    return entry ? (int32_t)(entry - 1) : NOT_FOUND;
}

static ax_status read_file(const char *path, char **out, size_t *size, ax_error *err) {
    char *text = NULL;
    size_t bytes = 0;
    AX_TRY(ax_read_file(path, MAX_VOCABULARY_BYTES, AX_ERR_MODEL, &text, &bytes, err));
    if (bytes == 0) {
        ax_free(text);
        return ax_fail(err, AX_ERR_MODEL, "the vocabulary %s is empty", path);
    }
    *out = text;
    *size = bytes;
    return AX_OK;
}

/* One token per line; of equal lines the last one counts, as in Python's dict. */
static ax_status index_lines(ax_tokenizer *t, const char *path, size_t size,
                             ax_error *err) {
    size_t lines = 0;
    uint64_t steps = 0;
    for (size_t i = 0; i < size; ++i) lines += t->text[i] == '\n';
    if (t->text[size - 1] != '\n') ++lines;
    uint32_t slots = 16;
    while (slots < 2 * lines) slots *= 2;
    t->mask = slots - 1;
    AX_TRY(AX_NEW(uint32_t, lines, "the vocabulary's index", &t->start, err));
    AX_TRY(AX_NEW(uint32_t, lines, "the vocabulary's index", &t->length, err));
    AX_TRY(AX_NEW(uint32_t, slots, "the vocabulary's index", &t->slots, err));

    size_t from = 0;
    for (size_t id = 0; id < lines; ++id) {
        const char *newline = memchr(t->text + from, '\n', size - from);
        const size_t end = newline ? (size_t)(newline - t->text) : size;
        size_t length = end - from;
        if (length && t->text[from + length - 1] == '\r') --length;
        t->start[id] = (uint32_t)from;
        t->length[id] = (uint32_t)length;
        if (length > t->longest) t->longest = length;
        t->slots[find_slot(t, t->text + from, length, &steps)] = (uint32_t)id + 1;
        from = end + 1;
        /* Lines can be chosen so that the index takes hours. */
        if (steps > (uint64_t)MOST_STEPS * (lines + 64))
            return ax_fail(err, AX_ERR_MODEL,
                           "the vocabulary %s has lines that cannot be told apart "
                           "quickly; fetch the model again",
                           path);
    }
    t->count = (int32_t)lines;
    return AX_OK;
}

static ax_status special_token(const ax_tokenizer *t, const char *path,
                               const char *name, int32_t *out, ax_error *err) {
    *out = find_token(t, name, strlen(name));
    if (*out == NOT_FOUND) {
        return ax_fail(err, AX_ERR_MODEL,
                       "the vocabulary %s (%d lines) has no token %s", path,
                       (int)t->count, name);
    }
    return AX_OK;
}

ax_status ax_tokenizer_open(const char *path, ax_tokenizer **out, ax_error *err) {
    ax_tokenizer *t = NULL;
    size_t size = 0;
    AX_TRY(AX_NEW(ax_tokenizer, 1, "the tokenizer", &t, err));
    ax_status status = read_file(path, &t->text, &size, err);
    if (status == AX_OK) status = index_lines(t, path, size, err);
    if (status == AX_OK) status = special_token(t, path, "[CLS]", &t->cls, err);
    if (status == AX_OK) status = special_token(t, path, "[SEP]", &t->sep, err);
    if (status == AX_OK) status = special_token(t, path, "[UNK]", &t->unk, err);
    if (status != AX_OK) {
        ax_tokenizer_close(t);
        return status;
    }
    *out = t;
    return AX_OK;
}

void ax_tokenizer_close(ax_tokenizer *t) {
    if (!t) return;
    ax_free(t->slots);
    ax_free(t->length);
    ax_free(t->start);
    ax_free(t->text);
    ax_free(t);
}

int32_t ax_tokenizer_vocabulary(const ax_tokenizer *t) {
    return t->count;
}

/* ---- characters ---- */

static size_t encode_utf8(uint32_t code, char *out) {
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

static bool in_ranges(const ax_unicode_range *ranges, size_t count, uint32_t code) {
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (code > ranges[middle].last) {
            low = middle + 1;
        } else if (code < ranges[middle].first) {
            high = middle;
        } else {
            return true;
        }
    }
    return false;
}

static bool is_space(uint32_t code) {
    return code == ' ' || code == '\t' || code == '\n' || code == '\r' ||
           code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
           code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
           code == 0x3000;
}

/* The blocks that BERT treats as Chinese; kana and hangul are not among them. */
static bool is_chinese(uint32_t code) {
    return (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3400 && code <= 0x4DBF) ||
           (code >= 0x20000 && code <= 0x2A6DF) ||
           (code >= 0x2A700 && code <= 0x2B73F) ||
           (code >= 0x2B740 && code <= 0x2B81F) ||
           (code >= 0x2B820 && code <= 0x2CEAF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0x2F800 && code <= 0x2FA1F);
}

static bool is_punctuation(uint32_t code) {
    return in_ranges(ax_unicode_punctuation, ax_unicode_punctuation_count, code);
}

/* Unicode, chapter 3.12: a syllable is a leading consonant, a vowel and sometimes a
 * trailing consonant. */
static int fold_hangul(uint32_t code, uint32_t out[3]) {
    const uint32_t index = code - 0xAC00;
    out[0] = 0x1100 + index / 588;
    out[1] = 0x1161 + index % 588 / 28;
    out[2] = 0x11A7 + index % 28;
    return index % 28 ? 3 : 2;
}

/* Lower-cases and strips accents; writes up to three characters, returns how many. */
static int fold(uint32_t code, uint32_t out[3]) {
    out[0] = code;
    if (code < 0x80) {
        if (code >= 'A' && code <= 'Z') out[0] = code + ('a' - 'A');
        return 1;
    }
    if (code >= 0xAC00 && code <= 0xD7A3) return fold_hangul(code, out);
    size_t low = 0, high = ax_unicode_fold_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const ax_unicode_run *run = &ax_unicode_fold[middle];
        if (code > run->last) {
            low = middle + 1;
        } else if (code < run->first) {
            high = middle;
        } else {
            const uint32_t distance = code - run->first;
            if (distance % run->step == 0) out[0] = run->target + distance;
            return 1;
        }
    }
    for (size_t i = 0; i < ax_unicode_fold_several_count; ++i) {
        const ax_unicode_several *several = &ax_unicode_fold_several[i];
        if (several->code != code) continue;
        memcpy(out, several->target, sizeof several->target);
        return several->target[2] ? 3 : 2;
    }
    return 1;
}

/* ---- words to pieces ---- */

typedef struct writer {
    const ax_tokenizer *t;
    int32_t *ids;        /* NULL: they are only counted */
    int capacity, count; /* capacity: what fits before [SEP] */
    bool lost;           /* there was more than fits */
    int words, unknown;
    bool mark;                        /* the word is a punctuation mark */
    size_t at, next;                  /* bytes of the current character in the text */
    size_t word_at, word_end;         /* of the current word */
    size_t unknown_at, unknown_bytes; /* of the first unknown word */
    char word[WORD_BYTES];
    uint16_t
        starts[WORD_CHARACTERS + 1]; /* byte offset of each character, and the end */
    int characters;                  /* more than WORD_CHARACTERS: too long */
} writer;

static void write_id(writer *w, int32_t id) {
    if (w->count >= w->capacity) {
        w->lost = true;
        return;
    }
    if (w->ids) w->ids[w->count] = id;
    w->count++;
}

static void count_word(writer *w, bool known) {
    if (w->mark || w->count >= w->capacity) return;
    w->words++;
    if (known) return;
    if (!w->unknown++) {
        w->unknown_at = w->word_at;
        w->unknown_bytes = w->word_end - w->word_at;
    }
}

/* The longest piece that starts at character `from`; *to: where it ends. */
static int32_t longest_piece(const writer *w, int from, int *to) {
    char key[2 + WORD_BYTES] = "##";
    const size_t prefix = from ? 2 : 0;
    const size_t start = w->starts[from];
    memcpy(key + prefix, w->word + start, w->starts[w->characters] - start);
    for (int end = w->characters; end > from; --end) {
        const size_t length = prefix + w->starts[end] - start;
        if (length > w->t->longest) continue;
        const int32_t id = find_token(w->t, key, length);
        if (id != NOT_FOUND) {
            *to = end;
            return id;
        }
    }
    return NOT_FOUND;
}

/* Two pieces or more for three characters: the vocabulary has the letters, as it has
 * those of most scripts, but not the word. English words are never counted as such. */
static bool is_spelled(const writer *w, int pieces) {
    const bool ascii = w->starts[w->characters] == w->characters;
    return !ascii && w->characters >= SPELLED && 3 * pieces >= 2 * w->characters;
}

static void end_word(writer *w) {
    int32_t pieces[WORD_CHARACTERS];
    int count = 0;
    const int characters = w->characters;
    if (characters == 0) return;
    bool known = characters <= WORD_CHARACTERS;
    for (int at = 0; known && at < characters;) {
        pieces[count] = longest_piece(w, at, &at);
        known = pieces[count++] != NOT_FOUND;
    }
    count_word(w, known && !is_spelled(w, count));
    if (known) {
        for (int i = 0; i < count; ++i) write_id(w, pieces[i]);
    } else {
        write_id(w, w->t->unk);
    }
    w->characters = 0;
}

static void add_to_word(writer *w, uint32_t code) {
    if (w->characters == 0) w->word_at = w->at;
    w->word_end = w->next;
    if (w->characters < WORD_CHARACTERS) {
        const size_t at = w->characters ? w->starts[w->characters] : 0;
        w->starts[w->characters] = (uint16_t)at;
        w->starts[w->characters + 1] = (uint16_t)(at + encode_utf8(code, w->word + at));
    }
    if (w->characters <= WORD_CHARACTERS) ++w->characters;
}

static void add_character(writer *w, uint32_t code) {
    if (is_space(code)) {
        end_word(w);
        return;
    }
    if (code == 0 || in_ranges(ax_unicode_vanish, ax_unicode_vanish_count, code))
        return;
    uint32_t folded[3];
    const int count = fold(code, folded);
    const bool apart = is_chinese(code);
    if (apart) end_word(w);
    for (int i = 0; i < count; ++i) {
        const bool alone = is_punctuation(folded[i]);
        if (alone) end_word(w);
        add_to_word(w, folded[i]);
        w->mark = alone;
        if (alone) end_word(w);
        w->mark = false;
    }
    if (apart) end_word(w);
}

/* Writes all but [SEP]. */
static ax_status write_all(writer *w, const char *text, size_t bytes, int max_tokens,
                           ax_error *err) {
    if (max_tokens < 2) {
        return ax_fail(err, AX_ERR_USAGE, "text needs 2 tokens at least, not %d",
                       max_tokens);
    }
    w->capacity = max_tokens - 1;
    write_id(w, w->t->cls);
    while (w->next < bytes && !w->lost) {
        uint32_t code;
        w->at = w->next;
        const unsigned char *from = (const unsigned char *)text + w->at;
        const size_t length = ax_utf8_decode(from, bytes - w->at, &code);
        w->next += length ? length : 1;
        if (length) add_character(w, code); /* invalid UTF-8 is skipped */
    }
    end_word(w);
    return AX_OK;
}

ax_status ax_tokenizer_encode(const ax_tokenizer *t, const char *text, size_t bytes,
                              int max_tokens, int32_t *ids, int *count, ax_error *err) {
    writer w = {.t = t, .ids = ids};
    AX_TRY(write_all(&w, text, bytes, max_tokens, err));
    ids[w.count++] = t->sep;
    *count = w.count;
    return AX_OK;
}

ax_status ax_tokenizer_read(const ax_tokenizer *t, const char *text, size_t bytes,
                            int max_tokens, ax_prompt_reading *out, ax_error *err) {
    writer w = {.t = t};
    AX_TRY(write_all(&w, text, bytes, max_tokens, err));
    *out = (ax_prompt_reading){.tokens = w.count - 1,
                               .words = w.words,
                               .unknown = w.unknown,
                               .cut = w.lost,
                               .unknown_at = w.unknown_at,
                               .unknown_bytes = w.unknown_bytes};
    return AX_OK;
}
