#include "base/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char *ax_status_name(ax_status status) {
    switch (status) {
    case AX_OK:
        return "AX_OK";
    case AX_ERR_INTERNAL:
        return "AX_ERR_INTERNAL";
    case AX_ERR_USAGE:
        return "AX_ERR_USAGE";
    case AX_ERR_INPUT:
        return "AX_ERR_INPUT";
    case AX_ERR_MODEL:
        return "AX_ERR_MODEL";
    case AX_ERR_RESOURCE:
        return "AX_ERR_RESOURCE";
    case AX_ERR_CANCELLED:
        return "AX_ERR_CANCELLED";
    }
    return "an unknown status";
}

static bool is_continuation(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Bytes of the character at s, or 0 where there is none: overlong forms, surrogates and
 * what lies beyond U+10FFFF are none. *started: how many bytes of one are there. */
static size_t character_at(const char *s, size_t *started) {
    const unsigned char first = (unsigned char)s[0], second = (unsigned char)s[1];
    *started = 0;
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4) return 0;
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
        return 0;
    const size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    size_t n = 1;
    while (n < length && is_continuation(s[n])) n++;
    *started = n;
    return n == length ? length : 0;
}

/* Those of ASCII, and of Latin 1 (U+0080 to U+009F). */
static bool is_control(const char *s, size_t length) {
    const unsigned char first = (unsigned char)s[0];
    if (length == 1) return first < 0x20 || first == 0x7F;
    return first == 0xC2 && (unsigned char)s[1] < 0xA0;
}

void ax_utf8_tidy(char *text) {
    const char *from = text;
    char *to = text;
    while (*from) {
        size_t started;
        const size_t length = character_at(from, &started);
        if (length && is_control(from, length)) {
            *to++ = '?';
            from += length;
        } else if (length) {
            memmove(to, from, length);
            to += length;
            from += length;
        } else if (started) {
            from += started;
        } else {
            *to++ = '?';
            from++;
        }
    }
    *to = 0;
}

ax_status ax_fail_at(ax_error *err, ax_status code, const char *file, int line,
                     const char *format, ...) {
    if (err && err->code == AX_OK) {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(err->message, sizeof err->message, format, args);
        va_end(args);
        ax_utf8_tidy(err->message);
        err->code = code;
        err->file = file;
        err->line = line;
    }
    return code;
}
