/* One-pass row kernels for training the transformer on a CPU: numbers in and out,
 * float32 inside. Rows are tokens, d wide, a multiple of 16; `group` tells which
 * vector of a table a row takes, tables being `step` floats from one to the next (0:
 * one vector for all). What is named d... and is no row is added to. */
#include "lanes.h"

#include <math.h>

enum { MAX_WIDTH = 4096 };

static const float *of_group(const float *table, const int32_t *group, size_t r,
                             int64_t step) {
    return table + group[r] * step;
}

static void normed(const float *row, const float *w, const float *b, num *x,
                   float *stats, int d, float eps) {
    lanes sum = {0}, squares = {0};
    for (int i = 0; i < d; i += LANES) sum += load(row + i);
    float mean = sum_of(sum) / d;
    for (int i = 0; i < d; i += LANES) {
        lanes v = load(row + i) - mean;
        squares += v * v;
    }
    float inverse = 1 / sqrtf(sum_of(squares) / d + eps);
    stats[0] = mean;
    stats[1] = inverse;
    for (int i = 0; i < d; i += LANES)
        narrow(x + i, (load(row + i) - mean) * inverse * load(w + i) + load(b + i));
}

typedef struct gate {
    const num *y;      /* [rows, d] what is added to h; NULL: nothing */
    const float *bias; /* [d] of y */
    const float *gate; /* table; NULL: 1 */
    num *dy;
    float *dbias, *dgate;
    int64_t step;
} gate;

typedef struct norm {
    const float *w, *b; /* tables; NULL: no norm */
    float *dw, *db;
    float *stats; /* [rows, 2] */
    int64_t step;
} norm;

/* out = h + gate (y + bias); x = norm(out). Without y out is h, and not written. */
void gate_norm(const float *h, const gate *g, const norm *n, const int32_t *group,
               float *out, num *x, size_t rows, int d, float eps) {
    for (size_t r = 0; r < rows; r++) {
        const float *row = h + r * d;
        if (g->y) {
            const num *y = g->y + r * d;
            const float *of = g->gate ? of_group(g->gate, group, r, g->step) : NULL;
            for (int i = 0; i < d; i += LANES) {
                lanes t = widen(y + i) + load(g->bias + i);
                if (of) t *= load(of + i);
                store(out + r * d + i, load(row + i) + t);
            }
            row = out + r * d;
        }
        if (n->w)
            normed(row, of_group(n->w, group, r, n->step),
                   of_group(n->b, group, r, n->step), x + r * d, n->stats + 2 * r, d,
                   eps);
    }
}

static void norm_back(const float *row, const num *dx, const float *w, float *dw,
                      float *db, const float *stats, const float *dout, float *dh,
                      int d) {
    float mean = stats[0], inverse = stats[1];
    lanes a = {0}, b = {0};
    for (int i = 0; i < d; i += LANES) {
        lanes v = (load(row + i) - mean) * inverse, g = widen(dx + i);
        store(dw + i, load(dw + i) + g * v);
        store(db + i, load(db + i) + g);
        g *= load(w + i);
        a += g;
        b += g * v;
    }
    float first = sum_of(a) / d, second = sum_of(b) / d;
    for (int i = 0; i < d; i += LANES) {
        lanes v = (load(row + i) - mean) * inverse, g = widen(dx + i) * load(w + i);
        store(dh + i, load(dout + i) + inverse * (g - first - v * second));
    }
}

static void gate_back(const gate *g, const float *dh, const int32_t *group, size_t r,
                      int d) {
    num *dy = g->dy + r * d;
    if (!g->gate) {
        for (int i = 0; i < d; i += LANES) {
            lanes t = load(dh + i);
            store(g->dbias + i, load(g->dbias + i) + t);
            narrow(dy + i, t);
        }
        return;
    }
    const num *y = g->y + r * d;
    const float *of = of_group(g->gate, group, r, g->step);
    float *dgate = g->dgate + group[r] * g->step;
    for (int i = 0; i < d; i += LANES) {
        lanes t = load(dh + i);
        store(dgate + i, load(dgate + i) + t * (widen(y + i) + load(g->bias + i)));
        t *= load(of + i);
        store(g->dbias + i, load(g->dbias + i) + t);
        narrow(dy + i, t);
    }
}

/* The reverse: dh = dout + what dx is of gate_norm's `out`, here h; then g->dy of it.
 * Without a norm dh is dout, and not written; without g->dy there is no gate. */
void gate_norm_backward(const float *dout, const num *dx, const float *h, const gate *g,
                        const norm *n, const int32_t *group, float *dh, size_t rows,
                        int d) {
    for (size_t r = 0; r < rows; r++) {
        const float *slope = dout + r * d;
        if (n->w) {
            int64_t at = group[r] * n->step;
            norm_back(h + r * d, dx + r * d, n->w + at, n->dw + at, n->db + at,
                      n->stats + 2 * r, slope, dh + r * d, d);
            slope = dh + r * d;
        }
        if (g->dy) gate_back(g, slope, group, r, d);
    }
}

/* Where head 0 of a row goes, the step from head to head, and the turn of its pairs. */
typedef struct split {
    const int64_t *place;   /* [rows] */
    const int32_t *turn;    /* [rows], row of cos and sin; NULL: no turn */
    const float *cos, *sin; /* [.., hd], each angle twice; sin first with a minus */
    int64_t head_step;
    int32_t heads, head_dim; /* a multiple of 16 */
} split;

/* A product's parts q, k and v, those that are there: rows [rows, parts d]. */
typedef struct heads {
    int32_t parts;
    const float *bias;    /* [parts d] */
    const float *gain[3]; /* of the rms norm; NULL: the part stays as it is */
    num *out[3];          /* [B, H, S, hd] */
    float *dbias, *dgain[3];
} heads;

static lanes swapped(lanes x) {
#ifdef __clang__
    return __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12,
                                   15, 14);
#else
    return __builtin_shuffle(
        x, (ints){1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14});
#endif
}

static void part_forward(const num *x, const float *bias, const float *gain,
                         const split *s, size_t r, num *out, float eps) {
    int hd = s->head_dim, d = s->heads * hd;
    lanes squares = {0};
    float t[MAX_WIDTH];
    for (int i = 0; i < d; i += LANES) {
        lanes v = widen(x + i) + load(bias + i);
        squares += v * v;
        store(t + i, v);
    }
    float scale = gain ? 1 / sqrtf(sum_of(squares) / d + eps) : 1;
    const float *c = NULL, *n = NULL;
    if (gain && s->turn) {
        c = s->cos + (size_t)s->turn[r] * (size_t)hd;
        n = s->sin + (size_t)s->turn[r] * (size_t)hd;
    }
    for (int h = 0; h < s->heads; h++)
        for (int i = 0; i < hd; i += LANES) {
            lanes v = load(t + h * hd + i);
            if (gain) v *= scale * load(gain + h * hd + i);
            if (c) v = v * load(c + i) + swapped(v) * load(n + i);
            narrow(out + s->place[r] + h * s->head_step + i, v);
        }
}

void heads_forward(const num *x, const heads *p, const split *s, size_t rows,
                   float eps) {
    int d = s->heads * s->head_dim;
    for (size_t r = 0; r < rows; r++)
        for (int k = 0; k < p->parts; k++)
            part_forward(x + (r * (size_t)p->parts + (size_t)k) * (size_t)d,
                         p->bias + k * d, p->gain[k], s, r, p->out[k], eps);
}

/* A part without a norm: gathered as it is. */
static void part_gather(const num *slopes, const split *s, size_t r, num *dx,
                        float *dbias) {
    int hd = s->head_dim;
    for (int h = 0; h < s->heads; h++)
        for (int i = 0; i < hd; i += LANES) {
            lanes g = widen(slopes + s->place[r] + h * s->head_step + i);
            store(dbias + h * hd + i, load(dbias + h * hd + i) + g);
            narrow(dx + h * hd + i, g);
        }
}

static void part_backward(const num *x, const float *bias, const float *gain,
                          const split *s, size_t r, const num *slopes, num *dx,
                          float *dbias, float *dgain, float eps) {
    int hd = s->head_dim, d = s->heads * hd;
    const float *c = NULL, *n = NULL;
    float t[MAX_WIDTH], g[MAX_WIDTH];
    lanes squares = {0}, along = {0};
    if (s->turn) {
        c = s->cos + (size_t)s->turn[r] * (size_t)hd;
        n = s->sin + (size_t)s->turn[r] * (size_t)hd;
    }
    for (int h = 0; h < s->heads; h++)
        for (int i = 0; i < hd; i += LANES) {
            int at = h * hd + i;
            lanes v = widen(x + at) + load(bias + at);
            lanes u = widen(slopes + s->place[r] + h * s->head_step + i);
            if (c) u = u * load(c + i) - swapped(u) * load(n + i);
            squares += v * v;
            along += u * load(gain + at) * v;
            store(t + at, v);
            store(g + at, u);
        }
    float scale = 1 / sqrtf(sum_of(squares) / d + eps);
    float back = sum_of(along) * scale * scale * scale / d;
    for (int i = 0; i < d; i += LANES) {
        lanes v = load(t + i), u = load(g + i);
        store(dgain + i, load(dgain + i) + u * v * scale);
        u = u * load(gain + i) * scale - v * back;
        store(dbias + i, load(dbias + i) + u);
        narrow(dx + i, u);
    }
}

/* p->out: the slopes. */
void heads_backward(const num *x, const heads *p, const split *s, num *dx, size_t rows,
                    float eps) {
    int d = s->heads * s->head_dim;
    for (size_t r = 0; r < rows; r++)
        for (int k = 0; k < p->parts; k++) {
            size_t at = (r * (size_t)p->parts + (size_t)k) * (size_t)d;
            if (p->gain[k])
                part_backward(x + at, p->bias + k * d, p->gain[k], s, r, p->out[k],
                              dx + at, p->dbias + k * d, p->dgain[k], eps);
            else
                part_gather(p->out[k], s, r, dx + at, p->dbias + k * d);
        }
}

/* Heads back to rows, and its reverse. */
void merge_heads(const num *in, const split *s, num *out, size_t rows) {
    size_t hd = (size_t)s->head_dim;
    for (size_t r = 0; r < rows; r++)
        for (int h = 0; h < s->heads; h++, out += hd)
            memcpy(out, in + s->place[r] + h * s->head_step, hd * sizeof(num));
}

void split_heads(const num *in, const split *s, num *out, size_t rows) {
    size_t hd = (size_t)s->head_dim;
    for (size_t r = 0; r < rows; r++)
        for (int h = 0; h < s->heads; h++, in += hd)
            memcpy(out + s->place[r] + h * s->head_step, in, hd * sizeof(num));
}

/* tanh GELU of x + bias: x sigmoid(2 u), u = sqrt(2 / pi) (x + 0.044715 x^3). */
static const float TWICE = 1.5957691216f;

static lanes sigmoid_of(lanes x) {
    lanes low = {0};
    return inverse_of(1 + exp_of(-larger(x, low - 80)));
}

void gelu_forward(const num *x, const float *bias, num *y, size_t rows, int d) {
    for (size_t r = 0; r < rows; r++)
        for (int i = 0; i < d; i += LANES) {
            lanes t = widen(x + r * d + i) + load(bias + i);
            lanes u = TWICE * t * (1 + 0.044715f * t * t);
            narrow(y + r * d + i, t * sigmoid_of(u));
        }
}

void gelu_backward(const num *x, const float *bias, num *dy, float *dbias, size_t rows,
                   int d) {
    for (size_t r = 0; r < rows; r++)
        for (int i = 0; i < d; i += LANES) {
            lanes t = widen(x + r * d + i) + load(bias + i), square = t * t;
            lanes s = sigmoid_of(TWICE * t * (1 + 0.044715f * square));
            lanes slope = TWICE * (1 + 0.134145f * square);
            lanes g = widen(dy + r * d + i) * (s + t * s * (1 - s) * slope);
            store(dbias + i, load(dbias + i) + g);
            narrow(dy + r * d + i, g);
        }
}

/* Scores to probabilities, in place; rows n wide, any n. */
void softmax_forward(num *x, size_t rows, int n, float scale) {
    float t[MAX_WIDTH];
    int whole = n / LANES * LANES;
    for (size_t r = 0; r < rows; r++, x += n) {
        lanes most = {0}, sum = {0};
        num last[LANES] = {0};
        memcpy(last, x + whole, (size_t)(n - whole) * sizeof *x);
        for (int i = 0; i < whole; i += LANES) store(t + i, widen(x + i));
        store(t + whole, widen(last));
        for (int i = n; i < whole + LANES; i++) t[i] = -1e30f;
        most += -1e30f;
        for (int i = 0; i < n; i += LANES) most = larger(most, load(t + i));
        float top = most[0];
        for (int i = 1; i < LANES; i++) top = most[i] > top ? most[i] : top;
        for (int i = 0; i < n; i += LANES) {
            lanes v = exp_of((load(t + i) - top) * scale);
            sum += v;
            store(t + i, v);
        }
        float part = 1 / sum_of(sum);
        for (int i = 0; i < whole; i += LANES) narrow(x + i, load(t + i) * part);
        narrow(last, load(t + whole) * part);
        memcpy(x + whole, last, (size_t)(n - whole) * sizeof *x);
    }
}

/* dp becomes the slope of the scores. */
void softmax_backward(const num *p, num *dp, size_t rows, int n, float scale) {
    int whole = n / LANES * LANES;
    size_t rest = (size_t)(n - whole) * sizeof *p;
    for (size_t r = 0; r < rows; r++, p += n, dp += n) {
        num last[LANES] = {0}, slope[LANES] = {0};
        lanes along = {0};
        memcpy(last, p + whole, rest);
        memcpy(slope, dp + whole, rest);
        for (int i = 0; i < whole; i += LANES) along += widen(p + i) * widen(dp + i);
        float dot = sum_of(along + widen(last) * widen(slope));
        for (int i = 0; i < whole; i += LANES)
            narrow(dp + i, widen(p + i) * (widen(dp + i) - dot) * scale);
        narrow(slope, widen(last) * (widen(slope) - dot) * scale);
        memcpy(dp + whole, slope, rest);
    }
}
