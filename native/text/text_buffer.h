/* Text that grows, up to a limit. */
#ifndef AX_TEXT_TEXT_BUFFER_H
#define AX_TEXT_TEXT_BUFFER_H

#include <string.h>

#include "base/memory.h"

/* A prompt, or what a normaliser makes of a part of one. Beyond it, what is made is not
 * a prompt: a tokenizer's file may replace every character by a megabyte. */
enum { AX_TEXT_BYTES = 1 << 20 };

typedef struct ax_text_buffer {
    char *data;
    size_t length, capacity;
} ax_text_buffer;

static inline void ax_text_buffer_free(ax_text_buffer *b) {
    ax_free(b->data);
    *b = (ax_text_buffer){0};
}

/* AX_ERR_USAGE beyond AX_TEXT_BYTES. */
static inline ax_status ax_text_buffer_add(ax_text_buffer *b, const char *text,
                                           size_t bytes, ax_error *err) {
    if (bytes > AX_TEXT_BYTES - b->length)
        return ax_fail(err, AX_ERR_USAGE,
                       "The prompt, or what the text encoder's normaliser makes of it, "
                       "is longer than %d bytes: shorten it.",
                       (int)AX_TEXT_BYTES);
    if (b->length + bytes > b->capacity) {
        size_t more = b->capacity ? 2 * b->capacity : 256;
        while (more < b->length + bytes) more *= 2;
        char *grown;
        AX_TRY(ax_malloc(more, 1, "a prompt", (void **)&grown, err));
        if (b->length) memcpy(grown, b->data, b->length);
        ax_free(b->data);
        b->data = grown;
        b->capacity = more;
    }
    if (bytes) memcpy(b->data + b->length, text, bytes);
    b->length += bytes;
    return AX_OK;
}

#endif
