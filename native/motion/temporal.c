#include "motion/temporal.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

/* Paths may bend this much more than those that the spreads were measured on; of a
 * joint's own bending so much counts, the rest is the mean of all. */
static const double share = 2.5, own_share = 0.95;

static const double least_spread = 0.001; /* diagonals */
static const double patience = 30;        /* spreads: beyond, a leap is meant */
static const double hold_spread = 0.001;  /* diagonals a frame, of what stands */

ax_status ax_temporal_alloc(ax_temporal *t, ax_error *err) {
    const size_t rows = t->frames * t->joints;
    t->spread = t->even = NULL;
    t->held = NULL;
    AX_TRY(AX_NEW(double, t->joints, "smoothness", &t->spread, err));
    AX_TRY(AX_NEW(double, rows, "smoothness", &t->even, err));
    return AX_NEW(uint8_t, rows, "contacts", &t->held, err);
}

void ax_temporal_free(ax_temporal *t) {
    ax_free(t->spread);
    ax_free(t->even);
    ax_free(t->held);
}

/* How far it is from a joint's numbers back to its parent's; 0: a root. */
static size_t to_parent(const ax_temporal *t, size_t joint) {
    const int p = t->parent[joint];
    return p < 0 ? 0 : 3 * (joint - (size_t)p);
}

/* The bend of the path of joint number `at` (of F J) from its parent. */
static void bend(const ax_temporal *t, const double *x, size_t at, double out[3]) {
    const size_t row = 3 * t->joints, up = to_parent(t, at % t->joints);
    for (size_t i = 3 * at; i < 3 * at + 3; i++) {
        double a = x[i - row] - 2 * x[i] + x[i + row];
        if (up > 0) a -= x[i - up - row] - 2 * x[i - up] + x[i - up + row];
        out[i - 3 * at] = a;
    }
}

static void add_bend(const ax_temporal *t, const double a[3], double weight, size_t at,
                     double *out) {
    const size_t row = 3 * t->joints, up = to_parent(t, at % t->joints);
    for (size_t i = 3 * at; i < 3 * at + 3; i++) {
        const double pull = weight * a[i - 3 * at];
        out[i - row] += pull;
        out[i] -= 2 * pull;
        out[i + row] += pull;
        if (up == 0) continue;
        out[i - up - row] -= pull;
        out[i - up] += 2 * pull;
        out[i - up + row] -= pull;
    }
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
    for (size_t at = t->joints; at + t->joints < rows; at++) {
        double a[3];
        bend(t, x, at, a);
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
    for (size_t at = t->joints; at + t->joints < rows; at++) {
        const double spread = t->spread[at % t->joints];
        bend(t, x, at, a);
        cost += patience * log1p(square(a) / (patience * spread * spread));
    }
    for (size_t at = 0; at + t->joints < rows; at++) {
        if (!t->held[at]) continue;
        for (size_t i = 0; i < 3; i++) a[i] = x[3 * at + row + i] - x[3 * at + i];
        cost += hold * square(a);
    }
    return cost;
}

/* out += sign x matrix x */
static void apply(const ax_temporal *t, const double *x, double sign, double *out) {
    const size_t rows = t->frames * t->joints, row = 3 * t->joints;
    const double hold = sign * holding(t);
    for (size_t at = t->joints; at + t->joints < rows; at++) {
        double a[3];
        bend(t, x, at, a);
        add_bend(t, a, sign * t->even[at], at, out);
    }
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
    for (size_t at = t->joints; at + t->joints < rows; at++) {
        const double spread = t->spread[at % t->joints];
        double a[3];
        bend(t, x, at, a);
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
