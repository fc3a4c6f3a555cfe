#include "base/json_scan.h"

#include <string.h>

enum { MAX_NUMBER = 1000 }; /* bytes; Python reads no integers of 4300 digits */

ax_status ax_json_scan_fail(const ax_json_scan *s, const char *why, ax_error *err) {
    if (!s->key_bytes)
        return ax_fail(err, AX_ERR_MODEL, "%s: invalid JSON at byte %zu: %s", s->name,
                       s->at, why);
    const int most = 60;
    return ax_fail(err, AX_ERR_MODEL, "%s: invalid JSON at byte %zu (\"%.*s\"): %s",
                   s->name, s->at,
                   s->key_bytes < (size_t)most ? (int)s->key_bytes : most,
                   s->text + s->key, why);
}

int ax_json_scan_peek(ax_json_scan *s) {
    while (s->at < s->bytes) {
        char c = s->text[s->at];
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return (unsigned char)c;
        s->at++;
    }
    return -1;
}

bool ax_json_scan_take(ax_json_scan *s, char byte) {
    if (ax_json_scan_peek(s) != (unsigned char)byte) return false;
    s->at++;
    return true;
}

ax_status ax_json_scan_expect(ax_json_scan *s, char byte, ax_error *err) {
    if (ax_json_scan_take(s, byte)) return AX_OK;
    char why[] = "expected '?'";
    why[sizeof why - 3] = byte;
    return ax_json_scan_fail(s, why, err);
}

ax_status ax_json_scan_end(ax_json_scan *s, ax_error *err) {
    if (ax_json_scan_peek(s) < 0) return AX_OK;
    return ax_json_scan_fail(s, "something follows the value", err);
}

/* Length of the UTF-8 sequence at p (at most `left` bytes), 0 if it is not one: no
 * overlong forms, surrogates or code points above U+10FFFF. */
static size_t utf8_length(const unsigned char *p, size_t left) {
    if (p[0] < 0x80) return 1;
    size_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || length > left) return 0;
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80) return 0;
    }
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F)) return 0;
    if ((p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F)) return 0;
    return length;
}

static bool hex4(const ax_json_scan *s, size_t at, uint32_t *out) {
    if (s->bytes < 4 || at > s->bytes - 4) return false;
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        char c = s->text[at + i];
        uint32_t digit;
        if (c >= '0' && c <= '9') {
            digit = (uint32_t)(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            digit = (uint32_t)(c - 'a') + 10;
        } else if (c >= 'A' && c <= 'F') {
            digit = (uint32_t)(c - 'A') + 10;
        } else {
            return false;
        }
        value = value * 16 + digit;
    }
    *out = value;
    return true;
}

static size_t encode_utf8(uint32_t point, char out[4]) {
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    out[0] = (char)(lead[length] | point);
    return length;
}

/* s->at stands on the backslash; consumes the escape. */
static ax_status scan_escape(ax_json_scan *s, char out[4], size_t *length,
                             ax_error *err) {
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char kind = s->at + 1 < s->bytes ? s->text[s->at + 1] : 0;
    const char *found = kind ? strchr(from, kind) : NULL;
    if (found) {
        out[0] = to[found - from];
        *length = 1;
        s->at += 2;
        return AX_OK;
    }
    uint32_t point, low;
    if (kind != 'u' || !hex4(s, s->at + 2, &point)) {
        return ax_json_scan_fail(s, "unknown escape", err);
    }
    if (point == 0) return ax_json_scan_fail(s, "NUL inside a string", err);
    size_t used = 6;
    if (point >= 0xD800 && point <= 0xDFFF) {
        bool pair = point < 0xDC00 && s->at + 7 < s->bytes &&
                    s->text[s->at + 6] == '\\' && s->text[s->at + 7] == 'u' &&
                    hex4(s, s->at + 8, &low) && low >= 0xDC00 && low <= 0xDFFF;
        if (!pair) return ax_json_scan_fail(s, "half of a surrogate pair", err);
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        used = 12;
    }
    *length = encode_utf8(point, out);
    s->at += used;
    return AX_OK;
}

ax_status ax_json_scan_string(ax_json_scan *s, char *dst, size_t capacity,
                              size_t *length, ax_error *err) {
    AX_TRY(ax_json_scan_expect(s, '"', err));
    size_t used = 0;
    while (s->at < s->bytes && s->text[s->at] != '"') {
        char decoded[4];
        size_t n = 0;
        const unsigned char *p = (const unsigned char *)s->text + s->at;
        if (*p == '\\') {
            AX_TRY(scan_escape(s, decoded, &n, err));
        } else {
            if (*p < 0x20) return ax_json_scan_fail(s, "control character", err);
            n = utf8_length(p, s->bytes - s->at);
            if (n == 0) return ax_json_scan_fail(s, "not UTF-8", err);
            memcpy(decoded, p, n);
            s->at += n;
        }
        if (dst) {
            if (used + n >= capacity)
                return ax_json_scan_fail(s, "string too long", err);
            memcpy(dst + used, decoded, n);
        }
        used += n;
    }
    if (s->at >= s->bytes) return ax_json_scan_fail(s, "a string does not end", err);
    s->at++;
    if (dst) {
        if (capacity == 0) return ax_json_scan_fail(s, "string too long", err);
        dst[used] = 0;
    }
    if (length) *length = used;
    return AX_OK;
}

static bool is_digit(const ax_json_scan *s, size_t at) {
    return at < s->bytes && s->text[at] >= '0' && s->text[at] <= '9';
}

ax_status ax_json_scan_size(ax_json_scan *s, uint64_t *out, ax_error *err) {
    (void)ax_json_scan_peek(s);
    uint64_t value = 0;
    size_t start = s->at;
    while (is_digit(s, s->at)) {
        value = value * 10 + (uint64_t)(s->text[s->at] - '0');
        if (value >= (UINT64_C(1) << 53)) {
            return ax_json_scan_fail(s, "a size of 2^53 or more", err);
        }
        s->at++;
    }
    bool exact = s->at > start && !(s->text[start] == '0' && s->at - start > 1) &&
                 !(s->at < s->bytes && strchr(".eE+-", s->text[s->at]));
    if (!exact) {
        s->at = start;
        return ax_json_scan_fail(s, "expected a size (digits alone)", err);
    }
    *out = value;
    return AX_OK;
}

static ax_status scan_number(ax_json_scan *s, ax_error *err) {
    size_t at = s->at;
    if (at < s->bytes && s->text[at] == '-') at++;
    if (!is_digit(s, at)) return ax_json_scan_fail(s, "expected a value", err);
    if (s->text[at] == '0') {
        at++;
    } else {
        while (is_digit(s, at)) at++;
    }
    if (at < s->bytes && s->text[at] == '.') {
        if (!is_digit(s, ++at)) return ax_json_scan_fail(s, "unfinished number", err);
        while (is_digit(s, at)) at++;
    }
    if (at < s->bytes && (s->text[at] == 'e' || s->text[at] == 'E')) {
        at++;
        if (at < s->bytes && (s->text[at] == '+' || s->text[at] == '-')) at++;
        if (!is_digit(s, at)) return ax_json_scan_fail(s, "unfinished number", err);
        while (is_digit(s, at)) at++;
    }
    if (is_digit(s, at)) return ax_json_scan_fail(s, "a number starts with 0", err);
    if (at - s->at > MAX_NUMBER)
        return ax_json_scan_fail(s, "a number of too many digits", err);
    s->at = at;
    return AX_OK;
}

static ax_status scan_word(ax_json_scan *s, const char *word, ax_error *err) {
    size_t length = strlen(word);
    if (s->bytes - s->at < length || memcmp(s->text + s->at, word, length) != 0) {
        return ax_json_scan_fail(s, "expected a value", err);
    }
    s->at += length;
    return AX_OK;
}

static ax_status scan_key(ax_json_scan *s, ax_error *err) {
    (void)ax_json_scan_peek(s);
    const size_t start = s->at + 1;
    AX_TRY(ax_json_scan_string(s, NULL, 0, NULL, err));
    s->key = start;
    s->key_bytes = s->at - 1 - start;
    return ax_json_scan_expect(s, ':', err);
}

static ax_status scan_container(ax_json_scan *s, int depth, bool object,
                                ax_error *err) {
    if (depth >= s->max_depth) return ax_json_scan_fail(s, "nested too deep", err);
    char end = object ? '}' : ']';
    s->at++;
    if (ax_json_scan_take(s, end)) return AX_OK;
    do {
        if (object) {
            AX_TRY(scan_key(s, err));
        }
        AX_TRY(ax_json_scan_value(s, depth + 1, err));
    } while (ax_json_scan_take(s, ','));
    return ax_json_scan_expect(s, end, err);
}

ax_status ax_json_scan_value(ax_json_scan *s, int depth, ax_error *err) {
    switch (ax_json_scan_peek(s)) {
    case '{':
        return scan_container(s, depth, true, err);
    case '[':
        return scan_container(s, depth, false, err);
    case '"':
        return ax_json_scan_string(s, NULL, 0, NULL, err);
    case 't':
        return scan_word(s, "true", err);
    case 'f':
        return scan_word(s, "false", err);
    case 'n':
        return scan_word(s, "null", err);
    case -1:
        return ax_json_scan_fail(s, "the text ends early", err);
    default:
        return scan_number(s, err);
    }
}
