/* One-pass row kernels for training the transformer on a CPU: bf16 (or float, with
 * ROWS_FLOAT) in and out, float32 inside. Rows are tokens; `group` tells which
 * modulation vector a row takes. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { MAX_WIDTH = 4096 };

/* What rows are kept in: bf16, or float where the processor is quicker at that. */
#ifdef ROWS_FLOAT
typedef float num;

static inline void widen(const num *from, float *to, int n) {
    memcpy(to, from, (size_t)n * sizeof *to);
}

static inline void narrow(const float *from, num *to, int n) {
    memcpy(to, from, (size_t)n * sizeof *to);
}
#else
typedef uint16_t num;

static inline void widen(const num *from, float *to, int n) {
    union {
        uint32_t u;
        float f;
    } c;
    for (int i = 0; i < n; i++) {
        c.u = (uint32_t)from[i] << 16;
        to[i] = c.f;
    }
}

static inline void narrow(const float *from, num *to, int n) {
    for (int i = 0; i < n; i++) {
        union {
            float f;
            uint32_t u;
        } c = {.f = from[i]};
        to[i] = (num)((c.u + 0x7fff + ((c.u >> 16) & 1)) >> 16);
    }
}
#endif

/* y = (x - mean) / std * w + b, rows of width d. */
void ln_forward(const float *x, const float *w, const float *b, const int32_t *group,
                num *y, float *stats, size_t rows, int d, float eps) {
    float t[MAX_WIDTH];
    for (size_t r = 0; r < rows; r++) {
        const float *row = x + r * d, *wr = w + (size_t)group[r] * d;
        const float *br = b + (size_t)group[r] * d;
        float sum = 0, squares = 0;
        for (int i = 0; i < d; i++) sum += row[i];
        float mean = sum / d;
        for (int i = 0; i < d; i++) squares += (row[i] - mean) * (row[i] - mean);
        float inverse = 1 / sqrtf(squares / d + eps);
        stats[2 * r] = mean;
        stats[2 * r + 1] = inverse;
        for (int i = 0; i < d; i++) t[i] = (row[i] - mean) * inverse * wr[i] + br[i];
        narrow(t, y + r * d, d);
    }
}

/* dw and db are added to. */
void ln_backward(const float *x, const float *w, const int32_t *group,
                 const float *stats, const num *dy, float *dx, float *dw, float *db,
                 size_t rows, int d) {
    float g[MAX_WIDTH], n[MAX_WIDTH];
    for (size_t r = 0; r < rows; r++) {
        const float *row = x + r * d, *wr = w + (size_t)group[r] * d;
        float *dwr = dw + (size_t)group[r] * d, *dbr = db + (size_t)group[r] * d;
        float mean = stats[2 * r], inverse = stats[2 * r + 1], a = 0, b = 0;
        widen(dy + r * d, g, d);
        for (int i = 0; i < d; i++) {
            n[i] = (row[i] - mean) * inverse;
            dwr[i] += g[i] * n[i];
            dbr[i] += g[i];
            g[i] *= wr[i];
            a += g[i];
            b += g[i] * n[i];
        }
        a /= d;
        b /= d;
        for (int i = 0; i < d; i++) dx[r * d + i] = inverse * (g[i] - a - n[i] * b);
    }
}

/* out = h + gate x; gate NULL: 1. */
void gate_forward(const float *h, const num *x, const float *gate, const int32_t *group,
                  float *out, size_t rows, int d) {
    float t[MAX_WIDTH];
    for (size_t r = 0; r < rows; r++) {
        widen(x + r * d, t, d);
        if (gate) {
            const float *g = gate + (size_t)group[r] * d;
            for (int i = 0; i < d; i++) t[i] *= g[i];
        }
        for (int i = 0; i < d; i++) out[r * d + i] = h[r * d + i] + t[i];
    }
}

void gate_backward(const float *dout, const num *x, const float *gate,
                   const int32_t *group, num *dx, float *dgate, size_t rows, int d) {
    float t[MAX_WIDTH];
    for (size_t r = 0; r < rows; r++) {
        const float *row = dout + r * d;
        if (gate) {
            const float *g = gate + (size_t)group[r] * d;
            float *dg = dgate + (size_t)group[r] * d;
            widen(x + r * d, t, d);
            for (int i = 0; i < d; i++) {
                dg[i] += row[i] * t[i];
                t[i] = row[i] * g[i];
            }
            narrow(t, dx + r * d, d);
        } else {
            narrow(row, dx + r * d, d);
        }
    }
}

/* Where head 0 of a row goes, the step from head to head, and the turn of its pairs. */
typedef struct split {
    const int64_t *place;   /* [rows] */
    const int32_t *turn;    /* [rows], row of cos and sin; NULL: no turn */
    const float *cos, *sin; /* [.., hd / 2] */
    int64_t head_step;
    int32_t heads, head_dim;
} split;

static void turn_pairs(const split *s, size_t r, float *t, float sign) {
    int half = s->head_dim / 2;
    const float *c = s->cos + (size_t)s->turn[r] * half;
    const float *n = s->sin + (size_t)s->turn[r] * half;
    for (int h = 0; h < s->heads; h++) {
        float *p = t + h * s->head_dim;
        for (int i = 0; i < half; i++) {
            float even = p[2 * i], odd = p[2 * i + 1];
            p[2 * i] = even * c[i] - sign * odd * n[i];
            p[2 * i + 1] = sign * even * n[i] + odd * c[i];
        }
    }
}

static void scatter(const split *s, size_t r, const num *row, num *out) {
    for (int h = 0; h < s->heads; h++)
        memcpy(out + s->place[r] + h * s->head_step, row + h * s->head_dim,
               (size_t)s->head_dim * sizeof(num));
}

static void gather(const split *s, size_t r, const num *in, num *row) {
    for (int h = 0; h < s->heads; h++)
        memcpy(row + h * s->head_dim, in + s->place[r] + h * s->head_step,
               (size_t)s->head_dim * sizeof(num));
}

/* x: rows `stride` wide, part at its start -> rms-normed, turned, split in heads. */
void head_forward(const num *x, int stride, const float *gain, const split *s, num *out,
                  size_t rows, float eps) {
    int d = s->heads * s->head_dim;
    float t[MAX_WIDTH];
    num n[MAX_WIDTH];
    for (size_t r = 0; r < rows; r++) {
        const num *row = x + r * stride;
        if (!gain) {
            scatter(s, r, row, out);
            continue;
        }
        float squares = 0;
        widen(row, t, d);
        for (int i = 0; i < d; i++) squares += t[i] * t[i];
        float scale = 1 / sqrtf(squares / d + eps);
        for (int i = 0; i < d; i++) t[i] *= scale * gain[i];
        if (s->turn) turn_pairs(s, r, t, 1);
        narrow(t, n, d);
        scatter(s, r, n, out);
    }
}

void head_backward(const num *x, int stride, const float *gain, const split *s,
                   const num *dout, num *dx, float *dgain, size_t rows, float eps) {
    int d = s->heads * s->head_dim;
    float t[MAX_WIDTH], g[MAX_WIDTH];
    num n[MAX_WIDTH];
    for (size_t r = 0; r < rows; r++) {
        if (!gain) {
            gather(s, r, dout, dx + r * stride);
            continue;
        }
        float squares = 0, dot = 0;
        gather(s, r, dout, n);
        widen(n, g, d);
        widen(x + r * stride, t, d);
        if (s->turn) turn_pairs(s, r, g, -1);
        for (int i = 0; i < d; i++) squares += t[i] * t[i];
        float scale = 1 / sqrtf(squares / d + eps);
        for (int i = 0; i < d; i++) {
            dgain[i] += g[i] * t[i] * scale;
            g[i] *= gain[i];
            dot += g[i] * t[i];
        }
        float back = dot * scale * scale * scale / d;
        for (int i = 0; i < d; i++) g[i] = g[i] * scale - t[i] * back;
        narrow(g, dx + r * stride, d);
    }
}

/* Heads back to rows, and its reverse. */
void merge_heads(const num *in, const split *s, num *out, size_t rows) {
    size_t d = (size_t)s->heads * (size_t)s->head_dim;
    for (size_t r = 0; r < rows; r++) gather(s, r, in, out + r * d);
}

void split_heads(const num *in, const split *s, num *out, size_t rows) {
    size_t d = (size_t)s->heads * (size_t)s->head_dim;
    for (size_t r = 0; r < rows; r++) scatter(s, r, in + r * d, out);
}

static inline float tanh_of(float x) {
    float e;
    x = fminf(fmaxf(x, -9), 9);
    e = expf(2 * x);
    return (e - 1) / (e + 1);
}

void gelu_forward(const num *x, num *y, size_t count) {
    enum { STEP = 256 };
    float t[STEP];
    for (size_t at = 0; at < count; at += STEP) {
        int n = count - at < STEP ? (int)(count - at) : STEP;
        widen(x + at, t, n);
        for (int i = 0; i < n; i++) {
            float u = 0.7978845608f * (t[i] + 0.044715f * t[i] * t[i] * t[i]);
            t[i] = 0.5f * t[i] * (1 + tanh_of(u));
        }
        narrow(t, y + at, n);
    }
}

void gelu_backward(const num *x, const num *dy, num *dx, size_t count) {
    enum { STEP = 256 };
    float t[STEP], g[STEP];
    for (size_t at = 0; at < count; at += STEP) {
        int n = count - at < STEP ? (int)(count - at) : STEP;
        widen(x + at, t, n);
        widen(dy + at, g, n);
        for (int i = 0; i < n; i++) {
            float square = t[i] * t[i];
            float u = 0.7978845608f * (t[i] + 0.044715f * t[i] * square);
            float h = tanh_of(u);
            float slope = 0.7978845608f * (1 + 0.134145f * square);
            g[i] *= 0.5f * (1 + h) + 0.5f * t[i] * (1 - h * h) * slope;
        }
        narrow(g, dx + at, n);
    }
}

/* Scores to probabilities, in place; rows n wide. */
void softmax_forward(num *x, size_t rows, int n, float scale) {
    float t[MAX_WIDTH];
    for (size_t r = 0; r < rows; r++) {
        float most = -INFINITY, sum = 0;
        widen(x + r * n, t, n);
        for (int i = 0; i < n; i++) most = t[i] > most ? t[i] : most;
        for (int i = 0; i < n; i++) {
            t[i] = expf((t[i] - most) * scale);
            sum += t[i];
        }
        sum = 1 / sum;
        for (int i = 0; i < n; i++) t[i] *= sum;
        narrow(t, x + r * n, n);
    }
}

/* dp becomes the slope of the scores. */
void softmax_backward(const num *p, num *dp, size_t rows, int n, float scale) {
    float t[MAX_WIDTH], g[MAX_WIDTH];
    for (size_t r = 0; r < rows; r++) {
        float dot = 0;
        widen(p + r * n, t, n);
        widen(dp + r * n, g, n);
        for (int i = 0; i < n; i++) dot += t[i] * g[i];
        for (int i = 0; i < n; i++) g[i] = t[i] * (g[i] - dot) * scale;
        narrow(g, dp + r * n, n);
    }
}
