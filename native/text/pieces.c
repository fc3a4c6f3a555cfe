#include "text/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static int compare(const void *a, const void *b) {
    const ax_piece *x = a, *y = b;
    const size_t both = x->length < y->length ? x->length : y->length;
    const int order = both ? memcmp(x->text, y->text, both) : 0;
    if (order) return order;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static bool same(const ax_piece *a, const ax_piece *b) {
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

void ax_pieces_sort(ax_pieces *p) {
    size_t kept = 0;
    if (p->count) qsort(p->pieces, p->count, sizeof *p->pieces, compare);
    for (size_t i = 0; i < p->count; i++) {
        const ax_piece *piece = &p->pieces[i];
        if (piece->length == 0) continue;
        if (kept && same(piece, &p->pieces[kept - 1])) kept--;
        p->pieces[kept++] = *piece;
    }
    p->count = kept;
}

void ax_pieces_free(ax_pieces *p) {
    ax_free(p->pieces);
    *p = (ax_pieces){0};
}

/* The first piece of [low, high) whose byte at `depth` is at least `byte`; all of them
 * are longer than that. */
static size_t lower_bound(const ax_piece_search *s, size_t low, size_t high, int byte) {
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if ((unsigned char)s->of->pieces[middle].text[s->depth] < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool ax_piece_search_step(ax_piece_search *s, char byte) {
    size_t low = s->low;
    const int wanted = (unsigned char)byte;
    if (low < s->high && s->of->pieces[low].length == s->depth) low++;
    low = lower_bound(s, low, s->high, wanted);
    s->high = lower_bound(s, low, s->high, wanted + 1);
    s->low = low;
    s->depth++;
    return s->low < s->high;
}

int32_t ax_piece_search_id(const ax_piece_search *s) {
    const ax_piece *first = &s->of->pieces[s->low];
    return s->low < s->high && s->depth && first->length == s->depth ? first->id : -1;
}

int32_t ax_pieces_find(const ax_pieces *p, const char *text, size_t bytes) {
    ax_piece_search search = ax_piece_search_begin(p);
    for (size_t i = 0; i < bytes; i++)
        if (!ax_piece_search_step(&search, text[i])) return -1;
    return ax_piece_search_id(&search);
}
