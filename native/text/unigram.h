/* A unigram language model of pieces (SentencePiece; Kudo 2018): the most probable
 * segmentation of a text, as the reference library computes it. */
#ifndef AX_TEXT_UNIGRAM_H
#define AX_TEXT_UNIGRAM_H

#include "text/pieces.h"

/* The longest piece in bytes: it bounds the time of a step. */
enum { AX_PIECE_BYTES = 512, AX_PIECES = 1 << 21 };

typedef struct ax_unigram {
    ax_pieces pieces; /* ids from 0 to count - 1 */
    double *scores;   /* of ids: log probabilities */
    int32_t count;
    int32_t unknown; /* the id of <unk> */
    double least;    /* of scores */
    bool byte_fallback;
    int32_t bytes[256]; /* ids of <0x00> to <0xFF>, or -1 */
} ax_unigram;

/* Sorts the pieces, and finds what follows from them. */
void ax_unigram_index(ax_unigram *u);
void ax_unigram_free(ax_unigram *u);

typedef struct ax_unigram_sink {
    int32_t *ids;          /* NULL: they are only counted */
    size_t count, most;    /* what is more than `most` is lost */
    size_t unknown, bytes; /* of the ids: <unk>, and bytes */
    bool lost;
} ax_unigram_sink;
void ax_unigram_sink_add(ax_unigram_sink *sink, int32_t id);

/* Appends the ids of text[bytes], valid UTF-8 of at most AX_TEXT_BYTES. */
ax_status ax_unigram_segment(const ax_unigram *u, const char *text, size_t bytes,
                             ax_unigram_sink *sink, ax_error *err);

#endif
