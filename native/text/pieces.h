/* A set of strings with ids, searched byte by byte: the vocabulary of a tokenizer, and
 * its added tokens. Sorted strings and binary searches, so that no choice of strings
 * makes it slow. */
#ifndef AX_TEXT_PIECES_H
#define AX_TEXT_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct ax_piece {
    const char *text; /* the caller's */
    uint32_t length;
    int32_t id;
} ax_piece;

typedef struct ax_pieces {
    ax_piece *pieces; /* ax_malloc memory; sorted by ax_pieces_sort */
    size_t count;
} ax_pieces;

/* Sorts them; of equal ones the largest id counts, and empty ones are left out. */
void ax_pieces_sort(ax_pieces *p);
void ax_pieces_free(ax_pieces *p);

/* The pieces that begin with the bytes so far. */
typedef struct ax_piece_search {
    const ax_pieces *of;
    size_t low, high;
    uint32_t depth; /* bytes so far */
} ax_piece_search;

static inline ax_piece_search ax_piece_search_begin(const ax_pieces *p) {
    return (ax_piece_search){p, 0, p->count, 0};
}
/* Goes on by a byte; false where no piece begins like that. */
bool ax_piece_search_step(ax_piece_search *s, char byte);
/* The id of the piece that is equal to the bytes so far, or -1. */
int32_t ax_piece_search_id(const ax_piece_search *s);

/* The id of the piece text[bytes], or -1. */
int32_t ax_pieces_find(const ax_pieces *p, const char *text, size_t bytes);

#endif
