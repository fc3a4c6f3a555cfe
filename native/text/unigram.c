#include "text/unigram.h"

#include <stdio.h>

#include "base/memory.h"
#include "text/utf8.h"

/* The penalty of an unknown character below the least probable piece. */
static const double unknown_penalty = 10.0;

void ax_unigram_index(ax_unigram *u) {
    u->least = u->count ? u->scores[0] : 0.0;
    for (int32_t i = 1; i < u->count; i++)
        if (u->scores[i] < u->least) u->least = u->scores[i];
    ax_pieces_sort(&u->pieces);
    for (unsigned byte = 0; byte < 256; byte++) {
        char name[8];
        const int length = snprintf(name, sizeof name, "<0x%02X>", byte);
        u->bytes[byte] = ax_pieces_find(&u->pieces, name, (size_t)length);
    }
}

void ax_unigram_free(ax_unigram *u) {
    ax_pieces_free(&u->pieces);
    ax_free(u->scores);
    *u = (ax_unigram){0};
}

void ax_unigram_sink_add(ax_unigram_sink *s, int32_t id) {
    if (s->count >= s->most) {
        s->lost = true;
        return;
    }
    if (s->ids) s->ids[s->count] = id;
    s->count++;
}

/* The best way to the end of a prefix: its score and its last piece. */
typedef struct node {
    double score;
    int32_t start, id; /* start -1: not reached yet */
} node;

static void reach(node *nodes, size_t start, size_t end, int32_t id, double score) {
    const double total = nodes[start].score + score;
    node *n = &nodes[end];
    if (n->start >= 0 && total <= n->score) return;
    *n = (node){total, (int32_t)start, id};
}

static void forward(const ax_unigram *u, const char *text, size_t bytes, node *nodes) {
    for (size_t at = 0; at < bytes;) {
        const size_t length = ax_utf8_length((unsigned char)text[at]);
        bool single = false;
        ax_piece_search search = ax_piece_search_begin(&u->pieces);
        for (size_t end = at; end < bytes && ax_piece_search_step(&search, text[end]);
             end++) {
            const int32_t id = ax_piece_search_id(&search);
            if (id < 0) continue;
            reach(nodes, at, end + 1, id, u->scores[id]);
            single = single || end + 1 - at == length;
        }
        if (!single)
            reach(nodes, at, at + length, u->unknown, u->least - unknown_penalty);
        at += length;
    }
}

/* A run of unknown characters counts as one: as a piece, if it is one, as bytes, or as
 * <unk>. */
static void add_unknown(const ax_unigram *u, const char *text, size_t bytes,
                        ax_unigram_sink *sink) {
    const int32_t whole = ax_pieces_find(&u->pieces, text, bytes);
    bool fallback = whole < 0 && u->byte_fallback;
    for (size_t i = 0; fallback && i < bytes; i++)
        fallback = u->bytes[(unsigned char)text[i]] >= 0;
    if (!fallback) {
        const int32_t id = whole >= 0 ? whole : u->unknown;
        sink->unknown += id == u->unknown;
        ax_unigram_sink_add(sink, id);
        return;
    }
    sink->bytes += bytes;
    for (size_t i = 0; i < bytes && !sink->lost; i++)
        ax_unigram_sink_add(sink, u->bytes[(unsigned char)text[i]]);
}

/* Turns the chain of last pieces round: `start` of a node is then where the piece that
 * begins at it ends. */
static void turn(node *nodes, size_t bytes) {
    int32_t end = (int32_t)bytes;
    int32_t next = -1, next_id = -1;
    for (;;) {
        const int32_t start = nodes[end].start, id = nodes[end].id;
        nodes[end].start = next;
        nodes[end].id = next_id;
        if (end == 0) return;
        next = end;
        next_id = id;
        end = start;
    }
}

ax_status ax_unigram_segment(const ax_unigram *u, const char *text, size_t bytes,
                             ax_unigram_sink *sink, ax_error *err) {
    node *nodes = NULL;
    if (bytes == 0) return AX_OK;
    AX_TRY(ax_malloc(bytes + 1, sizeof *nodes, "a prompt's segments", (void **)&nodes,
                     err));
    for (size_t i = 0; i <= bytes; i++) nodes[i] = (node){0.0, -1, 0};
    forward(u, text, bytes, nodes);
    turn(nodes, bytes);
    for (size_t at = 0; at < bytes && !sink->lost;) {
        size_t end = (size_t)nodes[at].start;
        if (nodes[at].id != u->unknown) {
            ax_unigram_sink_add(sink, nodes[at].id);
        } else {
            while (end < bytes && nodes[end].id == u->unknown)
                end = (size_t)nodes[end].start;
            add_unknown(u, text + at, end - at, sink);
        }
        at = end;
    }
    ax_free(nodes);
    return AX_OK;
}
