/* The VAE's norm and activation in one pass: y = silu(x / |x| sqrt(d) gain), rows of
 * any width d. */
#include "lanes.h"

#include <math.h>

enum { MAX_WIDTH = 4096 };

static inline void widen_row(const num *from, float *to, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) store(to + i, widen(from + i));
    if (i < n) {
        num part[LANES] = {0};
        memcpy(part, from + i, (size_t)(n - i) * sizeof *from);
        lanes last = widen(part);
        memcpy(to + i, &last, (size_t)(n - i) * sizeof *to);
    }
}

static inline void narrow_row(const float *from, num *to, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) narrow(to + i, load(from + i));
    if (i < n) {
        lanes last = {0};
        num part[LANES];
        memcpy(&last, from + i, (size_t)(n - i) * sizeof *from);
        narrow(part, last);
        memcpy(to + i, part, (size_t)(n - i) * sizeof *to);
    }
}

static inline float sigmoid_of(float x) {
    return 1 / (1 + expf(-fminf(fmaxf(x, -87), 87)));
}

void norm_silu_forward(const num *x, const float *gain, num *y, size_t rows, int d) {
    float t[MAX_WIDTH], root = sqrtf((float)d);
    for (size_t r = 0; r < rows; r++) {
        float squares = 0;
        widen_row(x + r * d, t, d);
        for (int i = 0; i < d; i++) squares += t[i] * t[i];
        float scale = root / fmaxf(sqrtf(squares), 1e-12f);
        for (int i = 0; i < d; i++) {
            float z = t[i] * scale * gain[i];
            t[i] = z * sigmoid_of(z);
        }
        narrow_row(t, y + r * d, d);
    }
}

/* dgain is added to. */
void norm_silu_backward(const num *x, const float *gain, const num *dy, num *dx,
                        float *dgain, size_t rows, int d) {
    float t[MAX_WIDTH], g[MAX_WIDTH], root = sqrtf((float)d);
    for (size_t r = 0; r < rows; r++) {
        float squares = 0, dot = 0;
        widen_row(x + r * d, t, d);
        widen_row(dy + r * d, g, d);
        for (int i = 0; i < d; i++) squares += t[i] * t[i];
        squares = fmaxf(squares, 1e-24f);
        float scale = root / sqrtf(squares);
        for (int i = 0; i < d; i++) {
            float n = t[i] * scale, z = n * gain[i], q = sigmoid_of(z);
            float dz = g[i] * q * (1 + z * (1 - q));
            dgain[i] += dz * n;
            g[i] = dz * gain[i];
            dot += g[i] * t[i];
        }
        dot /= squares;
        for (int i = 0; i < d; i++) g[i] = scale * (g[i] - dot * t[i]);
        narrow_row(g, dx + r * d, d);
    }
}
