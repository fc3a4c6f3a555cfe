#include "motion/fit/temporal.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

/* Paths may bend this much more than those that the spreads were measured on; of a
 * joint's own bending so much counts, the rest is the mean of all. */
static const double share = 2.5, own_share = 0.95;

static const double least_spread = 0.001; /* diagonals */
static const double patience = 30;        /* spreads: beyond, a leap is meant */
static const double hold_spread = 0.002;  /* diagonals a frame, of what stands */

ax_status ax_temporal_alloc(ax_temporal *t, ax_error *err) {
    const size_t rows = t->frames * t->joints;
    t->spread = t->even = t->offset = t->bends = NULL;
    t->held = NULL;
    AX_TRY(AX_NEW(double, t->joints, "smoothness", &t->spread, err));
    AX_TRY(AX_NEW(double, rows, "smoothness", &t->even, err));
    AX_TRY(AX_NEW(double, 3 * rows, "smoothness", &t->offset, err));
    AX_TRY(AX_NEW(double, 3 * rows, "smoothness", &t->bends, err));
    return AX_NEW(uint8_t, rows, "contacts", &t->held, err);
}

void ax_temporal_free(ax_temporal *t) {
    ax_free(t->spread);
    ax_free(t->even);
    ax_free(t->offset);
    ax_free(t->bends);
    ax_free(t->held);
}

/* d = x - x of the parent; of a root x itself. */
static void offsets(const ax_temporal *t, const double *x, double *d) {
    const size_t row = 3 * t->joints;
    for (size_t at = 0; at < t->frames * row; at += row)
        for (size_t j = 0; j < t->joints; j++) {
            const int p = t->parent[j];
            for (size_t i = 0; i < 3; i++)
                d[at + 3 * j + i] =
                    x[at + 3 * j + i] - (p < 0 ? 0 : x[at + 3 * (size_t)p + i]);
        }
}

/* The bend of the path of point `at` (of F J). */
static void bend(const ax_temporal *t, const double *d, size_t at, double out[3]) {
    const size_t row = 3 * t->joints;
    for (size_t i = 3 * at; i < 3 * at + 3; i++)
        out[i - 3 * at] = d[i - row] - 2 * d[i] + d[i + row];
}

static double square(const double a[3]) {
    return a[0] * a[0] + a[1] * a[1] + a[2] * a[2];
}

static double holding(const ax_temporal *t) {
    const double h = hold_spread * t->diagonal;
    return 1 / (h * h);
}

void ax_temporal_measure(ax_temporal *t, const double *x) {
    const size_t rows = t->frames * t->joints;
    double all = 0;
    memset(t->spread, 0, t->joints * sizeof *t->spread);
    offsets(t, x, t->offset);
    for (size_t at = t->joints; at + t->joints < rows; at++) {
        double a[3];
        bend(t, t->offset, at, a);
        t->spread[at % t->joints] += square(a);
        all += square(a);
    }
    const double inside = t->frames > 2 ? (double)t->frames - 2 : 1;
    all /= inside * (double)t->joints;
    for (size_t j = 0; j < t->joints; j++) {
        const double mean = own_share * t->spread[j] / inside + (1 - own_share) * all;
        const double wide = share * sqrt(mean) / t->diagonal;
        t->spread[j] =
            t->diagonal *
            (t->frames > 2 ? fmin(fmax(wide, least_spread), t->most) : t->most);
    }
}

double ax_temporal_cost(const ax_temporal *t, const double *x) {
    const size_t rows = t->frames * t->joints, row = 3 * t->joints;
    const double hold = holding(t);
    double cost = 0, a[3];
    offsets(t, x, t->offset);
    for (size_t at = t->joints; at + t->joints < rows; at++) {
        const double spread = t->spread[at % t->joints];
        bend(t, t->offset, at, a);
        cost += patience * log1p(square(a) / (patience * spread * spread));
    }
    for (size_t at = 0; at + t->joints < rows; at++) {
        if (!t->held[at]) continue;
        for (size_t i = 0; i < 3; i++) a[i] = x[3 * at + row + i] - x[3 * at + i];
        cost += hold * square(a);
    }
    return cost;
}

/* Bends, weighted, of the offsets: 0 in the first and the last frame. */
static void weigh_bends(const ax_temporal *t, const double *d, double *bends) {
    const size_t row = 3 * t->joints, all = t->frames * row;
    for (size_t at = t->joints; 3 * at + row < all; at++)
        for (size_t i = 3 * at; i < 3 * at + 3; i++)
            bends[i] = t->even[at] * (d[i - row] - 2 * d[i] + d[i + row]);
}

/* out += sign x what bends pull at points: their second difference again. */
static void pull_straight(const ax_temporal *t, const double *bends, double sign,
                          double *out) {
    const size_t row = 3 * t->joints;
    for (size_t f = 0; f < t->frames; f++)
        for (size_t j = 0; j < t->joints; j++) {
            const int p = t->parent[j];
            for (size_t i = 3 * j; i < 3 * j + 3; i++) {
                const size_t at = f * row + i;
                double force = -2 * bends[at];
                if (f > 0) force += bends[at - row];
                if (f + 1 < t->frames) force += bends[at + row];
                out[at] += sign * force;
                if (p >= 0) out[f * row + 3 * (size_t)p + i - 3 * j] -= sign * force;
            }
        }
}

/* out += sign x matrix x */
static void apply(const ax_temporal *t, const double *x, double sign, double *out) {
    const size_t rows = t->frames * t->joints, row = 3 * t->joints;
    const double hold = sign * holding(t);
    offsets(t, x, t->offset);
    weigh_bends(t, t->offset, t->bends);
    pull_straight(t, t->bends, sign, out);
    for (size_t at = 0; at + t->joints < rows; at++)
        for (size_t i = 3 * at; t->held[at] && i < 3 * at + 3; i++) {
            const double pull = hold * (x[i] - x[i + row]);
            out[i] += pull;
            out[i + row] -= pull;
        }
}

void ax_temporal_linearise(ax_temporal *t, const double *x, double *pull,
                           double *stiff) {
    const size_t rows = t->frames * t->joints;
    const double hold = holding(t);
    offsets(t, x, t->offset);
    for (size_t at = t->joints; at + t->joints < rows; at++) {
        const double spread = t->spread[at % t->joints];
        double a[3];
        bend(t, t->offset, at, a);
        t->even[at] = 1 / (spread * spread + square(a) / patience);
    }
    for (size_t at = 0; at < rows; at++) {
        const int ties = t->held[at] + (at >= t->joints && t->held[at - t->joints]);
        for (size_t a = 0; a < 3; a++)
            stiff[9 * at + 4 * a] += 6 * t->even[at] + ties * hold;
    }
    apply(t, x, -1, pull);
}

void ax_temporal_multiply(const ax_temporal *t, const double *x, double *out) {
    apply(t, x, 1, out);
}
