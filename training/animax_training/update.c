/* What Muon does to a matrix beside its products, one pass each over memory. */
#include "lanes.h"

#include <math.h>

/* Of g, times `factor`: momentum += (1 - keep) (g - momentum); out, if any: g + keep
 * (momentum - g), scaled to the norm `size`. work: room for n numbers. */
void muon_direction(const float *g, float *momentum, num *out, float *work, size_t n,
                    float keep, float size, float factor) {
    if (!out) {
        for (size_t i = 0; i < n; i++)
            momentum[i] += (1 - keep) * (g[i] * factor - momentum[i]);
        return;
    }
    float squares = 0;
    for (size_t i = 0; i < n; i++) {
        float slope = g[i] * factor;
        float m = momentum[i] + (1 - keep) * (slope - momentum[i]);
        float d = slope + keep * (m - slope);
        momentum[i] = m;
        work[i] = d;
        squares += d * d;
    }
    float scale = size / (sqrtf(squares) + 1e-7f);
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) narrow(out + i, load(work + i) * scale);
    if (i < n) {
        lanes rest = {0};
        num last[LANES];
        memcpy(&rest, work + i, (n - i) * sizeof *work);
        narrow(last, rest * scale);
        memcpy(out + i, last, (n - i) * sizeof *out);
    }
}

/* p = decay p + size u */
void muon_apply(float *p, const num *u, size_t n, float size, float decay) {
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        store(p + i, load(p + i) * decay + widen(u + i) * size);
    for (; i < n; i++) {
        num one[LANES] = {u[i]};
        p[i] = p[i] * decay + widen(one)[0] * size;
    }
}
