/* SentencePiece's precompiled map of characters: a double-array trie of byte strings
 * (Darts-clone) and the strings that replace them. */
#ifndef AX_TEXT_CHARSMAP_H
#define AX_TEXT_CHARSMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct ax_charsmap ax_charsmap;

/* `field` names it in messages. AX_ERR_MODEL unless it is a trie's size, as many bytes
 * of trie, and UTF-8. */
ax_status ax_charsmap_from_bytes(const char *field, const unsigned char *map,
                                 size_t bytes, ax_charsmap **out, ax_error *err);
ax_status ax_charsmap_from_base64(const char *field, const char *text,
                                  ax_charsmap **out, ax_error *err);
void ax_charsmap_free(ax_charsmap *map); /* accepts NULL */

/* What replaces the shortest (`longest`: the longest) key that text[bytes] begins with.
 * *found is false where there is none; *key is the key's length. AX_ERR_MODEL where the
 * trie points nowhere. */
ax_status ax_charsmap_find(const ax_charsmap *map, const char *text, size_t bytes,
                           bool longest, bool *found, size_t *key, const char **value,
                           size_t *length, ax_error *err);

#endif
