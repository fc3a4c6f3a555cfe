/* Attention of short sequences on AMX, forwards and back, a head at a time in a
 * processor's cache. Scores are not kept: their logarithmic sums are. */
#include "tiles.h"

#ifdef HAS_TILES
#include <math.h>

typedef struct sequences {
    const num *q, *k, *v; /* [count, queries or keys, width], width a multiple of 32 */
    const int64_t *row;   /* [count / heads, queries]: row of a query, of all heads */
    int64_t count;        /* of sequences times heads */
    int32_t heads, queries, keys, width;
    float scale; /* of scores */
} sequences;

/* Room for one head. n and m: queries and keys, rounded up to 32. */
typedef struct room {
    int n, m;
    num *keys, *values;         /* second operands: products over columns */
    num *key_rows, *value_rows; /* over rows */
    num *q_rows, *dout_rows, *dout;
    num *p, *ds, *turned_p, *turned_ds;
    float *scores, *slopes; /* [16][m] */
    float *sums;            /* [16][width] */
    float *delta;           /* [n] */
    num *spare;             /* [16][width] */
} room;

static int rounded(int n) {
    return (n + 31) / 32 * 32;
}

/* Floats of room; *r is laid out at `work` unless that is NULL. */
static size_t lay_out(const sequences *s, float *work, room *r) {
    int n = rounded(s->queries), m = rounded(s->keys), w = s->width;
    size_t of_keys = (size_t)(m * w / 2), of_queries = (size_t)(n * w / 2);
    size_t matrix = (size_t)n * (size_t)m / 2, at = 0;
    num **parts[] = {&r->keys,   &r->values,    &r->key_rows, &r->value_rows,
                     &r->q_rows, &r->dout_rows, &r->dout,     &r->p,
                     &r->ds,     &r->turned_p,  &r->turned_ds};
    float **floats[] = {&r->scores, &r->slopes, &r->sums, &r->delta};
    size_t sizes[] = {(size_t)(16 * m), (size_t)(16 * m), (size_t)(16 * w), (size_t)n};
    r->n = n;
    r->m = m;
    for (int i = 0; i < 11; i++) {
        *parts[i] = work ? (num *)(work + at) : NULL;
        at += i < 4 ? of_keys : i < 7 ? of_queries : matrix;
    }
    for (int i = 0; i < 4; i++) {
        *floats[i] = work ? work + at : NULL;
        at += sizes[i];
    }
    r->spare = work ? (num *)(work + at) : NULL;
    return at + (size_t)(8 * w);
}

size_t attend_room(const sequences *s) {
    room r;
    return lay_out(s, NULL, &r);
}

/* What a first operand is: rows `step` bf16 apart, its next 32 columns `next` on. */
typedef struct operand {
    const num *a;
    size_t step, next;
} operand;

/* out[16][16 tiles] = the operand's 16 rows times packed tiles; b's are `next` apart
 * along the sum and `beside` across. `tiles` is even. */
static void strip(operand o, int chunks, const num *b, size_t next, size_t beside,
                  int tiles, float *out) {
    size_t a_bytes = o.step * sizeof *o.a, bytes = (size_t)tiles * 64;
    BARRIER();
    for (int t = 0; t < tiles; t += 4, b += 4 * beside, out += 64) {
        const num *a = o.a, *c0 = b;
        int four = t + 4 <= tiles;
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
        for (int c = 0; c < chunks; c++, a += o.next, c0 += next) {
            _tile_loadd(4, a, a_bytes);
            _tile_loadd(5, c0, 64);
            _tile_loadd(6, c0 + beside, 64);
            _tile_dpbf16ps(0, 4, 5);
            _tile_dpbf16ps(1, 4, 6);
            if (!four) continue;
            _tile_loadd(5, c0 + 2 * beside, 64);
            _tile_loadd(6, c0 + 3 * beside, 64);
            _tile_dpbf16ps(2, 4, 5);
            _tile_dpbf16ps(3, 4, 6);
        }
        _tile_stored(0, out, bytes);
        _tile_stored(1, out + 16, bytes);
        if (!four) continue;
        _tile_stored(2, out + 32, bytes);
        _tile_stored(3, out + 48, bytes);
    }
    BARRIER();
}

/* Rows [count, width] as tiles of products over columns: [group of 16 rows][chunk]. */
static void pack_over_columns(const num *from, int count, int padded, int width,
                              num *to) {
    for (int i = 0; i < padded; i += 16)
        for (int c = 0; c < width; c += 32, to += TILE)
            pack_columns(from + (size_t)i * (size_t)width + c, (size_t)width, count - i,
                         to);
}

/* And of products over rows: [chunk of 32 rows][group of 16 columns]. */
static void pack_over_rows(const num *from, int count, int padded, int width, num *to) {
    for (int i = 0; i < padded; i += 32)
        for (int c = 0; c < width; c += 32, to += 2 * TILE)
            pack_rows(from + (size_t)i * (size_t)width + c, (size_t)width, count - i,
                      to);
}

/* Rows of 16 at `i`; where fewer are left, padded in `spare`. */
static const num *sixteen(const num *rows, int i, int count, int width, num *spare) {
    size_t w = (size_t)width;
    if (i + 16 <= count) return rows + (size_t)i * w;
    memset(spare, 0, 16 * w * sizeof *spare);
    memcpy(spare, rows + (size_t)i * w, (size_t)(count - i) * w * sizeof *spare);
    return spare;
}

static void narrow_rows(const float *from, float factor, int width, num *to) {
    for (int i = 0; i < width; i += LANES) narrow(to + i, load(from + i) * factor);
}

/* Exponentials of a row of scores; returns their sum, *top the largest score. */
static float exponentials(float *row, int keys, int m, float scale, num *p,
                          float *top) {
    lanes most = {0}, sum = {0};
    for (int i = keys; i < m; i++) row[i] = -1e30f;
    most += -1e30f;
    for (int i = 0; i < m; i += LANES) most = larger(most, load(row + i));
    *top = _mm512_reduce_max_ps((__m512)most);
    for (int i = 0; i < m; i += LANES) {
        lanes e = exp_of((load(row + i) - *top) * scale);
        sum += e;
        narrow(p + i, e);
    }
    return sum_of(sum);
}

/* out: rows [.., heads width]; sums [count, queries]: of exp(scores), logarithmic. */
void attend_forward(const sequences *s, num *out, float *sums, float *work) {
    room r;
    int w = s->width, tiles = w / 16;
    size_t stride = (size_t)(s->heads * w);
    lay_out(s, work, &r);
    tiles_begin();
    for (int64_t at = 0; at < s->count; at++, sums += s->queries) {
        const num *q = s->q + at * s->queries * w, *k = s->k + at * s->keys * w;
        const int64_t *row = s->row + at / s->heads * s->queries;
        num *head = out + at % s->heads * w;
        pack_over_columns(k, s->keys, r.m, w, r.keys);
        pack_over_rows(s->v + at * s->keys * w, s->keys, r.m, w, r.value_rows);
        for (int i = 0; i < s->queries; i += 16) {
            int left = s->queries - i < 16 ? s->queries - i : 16;
            float part[16];
            operand asks = {sixteen(q, i, s->queries, w, r.spare), (size_t)w, 32};
            strip(asks, w / 32, r.keys, TILE, (size_t)(w / 32) * TILE, r.m / 16,
                  r.scores);
            for (int j = 0; j < 16; j++) {
                float top, sum = exponentials(r.scores + j * r.m, s->keys, r.m,
                                              s->scale, r.p + j * r.m, &top);
                part[j] = 1 / sum;
                if (j < left) sums[i + j] = top * s->scale + logf(sum);
            }
            operand p = {r.p, (size_t)r.m, 32};
            strip(p, r.m / 32, r.value_rows, (size_t)tiles * TILE, TILE, tiles, r.sums);
            for (int j = 0; j < left; j++)
                narrow_rows(r.sums + j * w, part[j], w,
                            head + (size_t)row[i + j] * stride);
        }
    }
    tiles_end();
}

/* A row of scores and of slopes of p to p and the slopes of scores. */
static void score_slopes(const float *score, const float *slope, int keys, int m,
                         float scale, float log_sum, float delta, num *p, num *ds) {
    for (int i = 0; i < m; i += LANES) {
        lanes e = exp_of(load(score + i) * scale - log_sum);
        if (i + LANES > keys)
            for (int j = 0; j < LANES; j++)
                if (i + j >= keys) e[j] = 0;
        narrow(p + i, e);
        narrow(ds + i, e * (load(slope + i) - delta) * scale);
    }
}

/* The head's rows of dout, and delta, their products with those of out. */
static void gather(const sequences *s, const num *out, const num *dout,
                   const int64_t *row, room *r) {
    int w = s->width;
    size_t stride = (size_t)(s->heads * w);
    memset(r->dout, 0, (size_t)(r->n * w) * sizeof *r->dout);
    for (int i = 0; i < s->queries; i++) {
        size_t at = (size_t)row[i] * stride;
        lanes sum = {0};
        for (int j = 0; j < w; j += LANES)
            sum += widen(out + at + j) * widen(dout + at + j);
        r->delta[i] = sum_of(sum);
        memcpy(r->dout + i * w, dout + at, (size_t)w * sizeof *dout);
    }
}

/* p and ds of all queries, and dq. */
static void back_of_queries(const sequences *s, const num *q, const float *sums,
                            room *r, num *dq) {
    int w = s->width, m = r->m, tiles = w / 16;
    for (int i = 0; i < s->queries; i += 16) {
        int left = s->queries - i < 16 ? s->queries - i : 16;
        operand asks = {sixteen(q, i, s->queries, w, r->spare), (size_t)w, 32};
        operand slopes = {r->dout + i * w, (size_t)w, 32};
        strip(asks, w / 32, r->keys, TILE, (size_t)(w / 32) * TILE, m / 16, r->scores);
        strip(slopes, w / 32, r->values, TILE, (size_t)(w / 32) * TILE, m / 16,
              r->slopes);
        for (int j = 0; j < left; j++)
            score_slopes(r->scores + j * m, r->slopes + j * m, s->keys, m, s->scale,
                         sums[i + j], r->delta[i + j], r->p + (i + j) * m,
                         r->ds + (i + j) * m);
        operand ds = {r->ds + i * m, (size_t)m, 32};
        strip(ds, m / 32, r->key_rows, (size_t)tiles * TILE, TILE, tiles, r->sums);
        for (int j = 0; j < left; j++)
            narrow_rows(r->sums + j * w, 1, w, dq + (i + j) * w);
    }
}

/* out [keys, w] = turned^T rows: turned by pack_turned, [group of 16 keys][chunk]. */
static void back_of_keys(const sequences *s, const num *turned, const num *rows,
                         room *r, num *out) {
    int w = s->width, chunks = r->n / 32, tiles = w / 16;
    for (int i = 0; i < s->keys; i += 16) {
        operand o = {turned + (size_t)(i / 16 * chunks) * TILE, 32, TILE};
        strip(o, chunks, rows, (size_t)tiles * TILE, TILE, tiles, r->sums);
        for (int j = 0; j < 16 && i + j < s->keys; j++)
            narrow_rows(r->sums + j * w, 1, w, out + (i + j) * w);
    }
}

static void turn_all(const num *from, const room *r, num *to) {
    int chunks = r->n / 32;
    num pair[2 * TILE];
    for (int j = 0; j < r->m; j += 32)
        for (int c = 0; c < chunks; c++) {
            pack_turned(from + (size_t)(32 * c * r->m + j), (size_t)r->m, 32, pair);
            for (int half = 0; half < 2; half++)
                memcpy(to + (size_t)((j / 16 + half) * chunks + c) * TILE,
                       pair + half * TILE, TILE * sizeof *to);
        }
}

void attend_backward(const sequences *s, const num *out, const num *dout,
                     const float *sums, num *dq, num *dk, num *dv, float *work) {
    room r;
    int w = s->width;
    lay_out(s, work, &r);
    tiles_begin();
    for (int64_t at = 0; at < s->count; at++, sums += s->queries) {
        int64_t of_q = at * s->queries * w, of_k = at * s->keys * w;
        const num *q = s->q + of_q, *k = s->k + of_k, *v = s->v + of_k;
        gather(s, out + at % s->heads * w, dout + at % s->heads * w,
               s->row + at / s->heads * s->queries, &r);
        pack_over_columns(k, s->keys, r.m, w, r.keys);
        pack_over_columns(v, s->keys, r.m, w, r.values);
        pack_over_rows(k, s->keys, r.m, w, r.key_rows);
        pack_over_rows(q, s->queries, r.n, w, r.q_rows);
        pack_over_rows(r.dout, r.n, r.n, w, r.dout_rows);
        memset(r.p, 0, (size_t)(r.n * r.m) * sizeof *r.p);
        memset(r.ds, 0, (size_t)(r.n * r.m) * sizeof *r.ds);
        back_of_queries(s, q, sums, &r, dq + of_q);
        turn_all(r.p, &r, r.turned_p);
        back_of_keys(s, r.turned_p, r.dout_rows, &r, dv + of_k);
        turn_all(r.ds, &r, r.turned_ds);
        back_of_keys(s, r.turned_ds, r.q_rows, &r, dk + of_k);
    }
    tiles_end();
}

#endif
