/* Decoding UTF-8, strictly. */
#ifndef AX_TEXT_UTF8_H
#define AX_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one character of s[bytes] (not empty) and returns its length in bytes, or 0
 * if there is no valid one: overlong forms, surrogates and values beyond U+10FFFF are
 * invalid. */
static inline size_t ax_utf8_decode(const unsigned char *s, size_t bytes,
                                    uint32_t *code) {
    static const uint32_t min_value[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length;
    uint32_t value;
    if (s[0] < 0x80) {
        *code = s[0];
        return 1;
    }
    if ((s[0] & 0xE0) == 0xC0) {
        length = 2;
        value = s[0] & 0x1Fu;
    } else if ((s[0] & 0xF0) == 0xE0) {
        length = 3;
        value = s[0] & 0x0Fu;
    } else if ((s[0] & 0xF8) == 0xF0) {
        length = 4;
        value = s[0] & 0x07u;
    } else {
        return 0;
    }
    if (bytes < length) return 0;
    for (size_t i = 1; i < length; ++i) {
        if ((s[i] & 0xC0) != 0x80) return 0;
        value = value << 6 | (s[i] & 0x3Fu);
    }
    if (value < min_value[length] || value > 0x10FFFF) return 0;
    if (value >= 0xD800 && value < 0xE000) return 0;
    *code = value;
    return length;
}

/* Bytes of the character that begins with `lead` in valid UTF-8. */
static inline size_t ax_utf8_length(unsigned char lead) {
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* Unicode's White_Space, which is char::is_whitespace of the reference library. */
static inline bool ax_is_white_space(uint32_t code) {
    return (code >= 9 && code <= 13) || code == ' ' || code == 0x85 || code == 0xA0 ||
           code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
           code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

#endif
