#include "text/charsmap.h"

#include <string.h>

#include "base/memory.h"
#include "text/utf8.h"

enum { SIZE_FIELD = 4, UNIT = 4 };

struct ax_charsmap {
    uint32_t *units;
    size_t count;
    char *values; /* each ends with a NUL; so does the last */
    size_t bytes;
};

static ax_status fail_map(const char *field, ax_error *err) {
    return ax_fail(err, AX_ERR_MODEL,
                   "%s is no map of characters: fetch the tokenizer again", field);
}

static uint32_t read_u32(const unsigned char *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static bool is_utf8(const unsigned char *s, size_t bytes) {
    for (size_t at = 0; at < bytes;) {
        uint32_t code;
        const size_t length = ax_utf8_decode(s + at, bytes - at, &code);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

static ax_status fill(ax_charsmap *m, const unsigned char *map, size_t trie,
                      size_t bytes, ax_error *err) {
    m->count = trie / UNIT;
    m->bytes = bytes - SIZE_FIELD - trie;
    AX_TRY(AX_NEW(uint32_t, m->count, "a map of characters", &m->units, err));
    AX_TRY(AX_NEW(char, m->bytes + 1, "a map of characters", &m->values, err));
    for (size_t i = 0; i < m->count; i++)
        m->units[i] = read_u32(map + SIZE_FIELD + UNIT * i);
    memcpy(m->values, map + SIZE_FIELD + trie, m->bytes);
    return AX_OK;
}

ax_status ax_charsmap_from_bytes(const char *field, const unsigned char *map,
                                 size_t bytes, ax_charsmap **out, ax_error *err) {
    ax_charsmap *m = NULL;
    if (bytes < SIZE_FIELD + UNIT) return fail_map(field, err);
    const size_t trie = read_u32(map);
    if (trie < UNIT || trie % UNIT || trie > bytes - SIZE_FIELD ||
        !is_utf8(map + SIZE_FIELD + trie, bytes - SIZE_FIELD - trie))
        return fail_map(field, err);
    AX_TRY(AX_NEW(ax_charsmap, 1, "a map of characters", &m, err));
    const ax_status status = fill(m, map, trie, bytes, err);
    if (status == AX_OK)
        *out = m;
    else
        ax_charsmap_free(m);
    return status;
}

static int base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Decodes text[length], a multiple of four with the padding. */
static bool decode_base64(const char *text, size_t length, unsigned char *out,
                          size_t *bytes) {
    size_t n = 0;
    if (length % 4) return false;
    for (size_t at = 0; at < length; at += 4) {
        uint32_t value = 0;
        int digits = 4;
        if (at + 4 == length) digits -= (text[at + 2] == '=') + (text[at + 3] == '=');
        for (int i = 0; i < 4; i++) {
            const int digit = i < digits ? base64_digit(text[at + (size_t)i]) : 0;
            if (digit < 0) return false;
            value = value << 6 | (uint32_t)digit;
        }
        for (int i = 0; i + 1 < digits; i++)
            out[n++] = (unsigned char)(value >> (16 - 8 * i));
    }
    *bytes = n;
    return true;
}

ax_status ax_charsmap_from_base64(const char *field, const char *text,
                                  ax_charsmap **out, ax_error *err) {
    const size_t length = strlen(text);
    unsigned char *bytes = NULL;
    size_t count = 0;
    AX_TRY(ax_malloc(length, 1, "a map of characters", (void **)&bytes, err));
    const ax_status status = decode_base64(text, length, bytes, &count)
                                 ? ax_charsmap_from_bytes(field, bytes, count, out, err)
                                 : fail_map(field, err);
    ax_free(bytes);
    return status;
}

void ax_charsmap_free(ax_charsmap *m) {
    if (!m) return;
    ax_free(m->units);
    ax_free(m->values);
    ax_free(m);
}

/* A unit: label in the bits 0 to 7 and 31, whether a value follows in bit 8, the
 * distance to its children in the bits 10 to 30, times 256 if bit 9 is set. */
static size_t offset_of(uint32_t unit) {
    return (size_t)(unit >> 10) << ((unit & 1u << 9) >> 6);
}

ax_status ax_charsmap_find(const ax_charsmap *m, const char *text, size_t bytes,
                           bool longest, bool *found, size_t *key, const char **value,
                           size_t *length, ax_error *err) {
    size_t node = offset_of(m->units[0]), at = 0, best = SIZE_MAX, best_key = 0;
    for (; at < bytes && text[at] != 0; at++) {
        const unsigned char byte = (unsigned char)text[at];
        node ^= byte;
        if (node >= m->count) break;
        const uint32_t unit = m->units[node];
        if ((unit & (1u << 31 | 0xFFu)) != byte) break;
        node ^= offset_of(unit);
        if (!(unit & 1u << 8)) continue;
        if (node >= m->count) return fail_map("precompiled_charsmap", err);
        best = m->units[node] & INT32_MAX;
        best_key = at + 1;
        if (!longest) break;
    }
    *found = best != SIZE_MAX;
    if (!*found) return AX_OK;
    /* A value begins with a character, or is empty. */
    if (best > m->bytes || ((unsigned char)m->values[best] & 0xC0) == 0x80)
        return fail_map("precompiled_charsmap", err);
    *key = best_key;
    *value = m->values + best;
    *length = strlen(*value);
    return AX_OK;
}
