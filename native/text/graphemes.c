#include "text/graphemes.h"

#include <stdbool.h>

#include "text/utf8.h"

enum { ZWJ = 0x200D, COPYRIGHT = 0xA9, REGISTERED = 0xAE };

static bool in_ranges(const ax_code_range *ranges, size_t count, uint32_t code) {
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (code > ranges[middle].last)
            low = middle + 1;
        else if (code < ranges[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}
#define IN(name, code) in_ranges(ax_grapheme_##name, ax_grapheme_##name##_count, code)

typedef enum hangul { NONE, LEADING, VOWEL, TRAILING, LV, LVT } hangul;

static hangul hangul_of(uint32_t c) {
    if ((c >= 0x1100 && c <= 0x115F) || (c >= 0xA960 && c <= 0xA97C)) return LEADING;
    if ((c >= 0x1160 && c <= 0x11A7) || (c >= 0xD7B0 && c <= 0xD7C6)) return VOWEL;
    if ((c >= 0x11A8 && c <= 0x11FF) || (c >= 0xD7CB && c <= 0xD7FB)) return TRAILING;
    if (c < 0xAC00 || c > 0xD7A3) return NONE;
    return (c - 0xAC00) % 28 ? LVT : LV;
}

static bool joins_hangul(uint32_t before, uint32_t after) {
    const hangul a = hangul_of(before), b = hangul_of(after);
    if (a == LEADING) return b == LEADING || b == VOWEL || b == LV || b == LVT;
    if (a == VOWEL || a == LV) return b == VOWEL || b == TRAILING;
    return (a == TRAILING || a == LVT) && b == TRAILING;
}

/* Flags, which are pairs of four bytes each, and Indic conjuncts, of three bytes each,
 * make no cluster of fewer than six bytes, and nothing of them is taken for one. */
size_t ax_grapheme_end(const char *text, size_t bytes, size_t at) {
    const unsigned char *s = (const unsigned char *)text;
    uint32_t first = 0, before, code = 0;
    size_t end = at + ax_utf8_decode(s + at, bytes - at, &first);
    before = first;
    while (end < bytes) {
        const size_t length = ax_utf8_decode(s + end, bytes - end, &code);
        bool joined = before == '\r' && code == '\n';
        if (!joined && !IN(control, before) && !IN(control, code)) {
            joined = IN(attached, code) || IN(prepend, before) ||
                     joins_hangul(before, code) ||
                     (before == ZWJ && (first == COPYRIGHT || first == REGISTERED) &&
                      IN(pictograph, code));
        }
        if (!joined) break;
        end += length;
        before = code;
    }
    return end;
}
