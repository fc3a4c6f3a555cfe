#include "motion/fit/temporal.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

/* A joint's spread: so many times the root mean square of the second differences that
 * it is estimated from, own_share of them the joint's own, the rest the mean of all
 * joints. */
static const double spread_factor = 2.5, own_share = 0.95;

static const double min_spread = 0.001; /* diagonals */
static const double robust_from =
    30; /* squared spreads, k: a leap beyond is taken as real */
static const double contact_spread = 0.002; /* diagonals a frame: h */

ax_status ax_temporal_alloc(ax_temporal *t, ax_error *err) {
    const size_t rows = t->frames * t->joints;
    t->spread = t->irls_weight = t->offset = t->second_difference = NULL;
    t->in_contact = NULL;
    AX_TRY(AX_NEW(double, t->joints, "smoothness", &t->spread, err));
    AX_TRY(AX_NEW(double, rows, "smoothness", &t->irls_weight, err));
    AX_TRY(AX_NEW(double, 3 * rows, "smoothness", &t->offset, err));
    AX_TRY(AX_NEW(double, 3 * rows, "smoothness", &t->second_difference, err));
    return AX_NEW(uint8_t, rows, "contacts", &t->in_contact, err);
}

void ax_temporal_free(ax_temporal *t) {
    ax_free(t->spread);
    ax_free(t->irls_weight);
    ax_free(t->offset);
    ax_free(t->second_difference);
    ax_free(t->in_contact);
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

/* The second difference of the path of point `at` (of F J). */
static void second_difference_at(const ax_temporal *t, const double *d, size_t at,
                                 double out[3]) {
    const size_t row = 3 * t->joints;
    for (size_t i = 3 * at; i < 3 * at + 3; i++)
        out[i - 3 * at] = d[i - row] - 2 * d[i] + d[i + row];
}

static double square(const double a[3]) {
    return a[0] * a[0] + a[1] * a[1] + a[2] * a[2];
}

/* 1 / h^2 */
static double contact_weight(const ax_temporal *t) {
    const double h = contact_spread * t->diagonal;
    return 1 / (h * h);
}

void ax_temporal_estimate_spread(ax_temporal *t, const double *x) {
    const size_t rows = t->frames * t->joints;
    double all = 0;
    memset(t->spread, 0, t->joints * sizeof *t->spread);
    offsets(t, x, t->offset);
    for (size_t at = t->joints; at + t->joints < rows; at++) {
        double a[3];
        second_difference_at(t, t->offset, at, a);
        t->spread[at % t->joints] += square(a);
        all += square(a);
    }
    const double inside = t->frames > 2 ? (double)t->frames - 2 : 1;
    all /= inside * (double)t->joints;
    for (size_t j = 0; j < t->joints; j++) {
        const double mean = own_share * t->spread[j] / inside + (1 - own_share) * all;
        const double estimate = spread_factor * sqrt(mean) / t->diagonal;
        t->spread[j] = t->diagonal *
                       (t->frames > 2 ? fmin(fmax(estimate, min_spread), t->max_spread)
                                      : t->max_spread);
    }
}

double ax_temporal_cost(const ax_temporal *t, const double *x) {
    const size_t rows = t->frames * t->joints, row = 3 * t->joints;
    const double contact = contact_weight(t);
    double cost = 0, a[3];
    offsets(t, x, t->offset);
    for (size_t at = t->joints; at + t->joints < rows; at++) {
        const double spread = t->spread[at % t->joints];
        second_difference_at(t, t->offset, at, a);
        cost += robust_from * log1p(square(a) / (robust_from * spread * spread));
    }
    for (size_t at = 0; at + t->joints < rows; at++) {
        if (!t->in_contact[at]) continue;
        for (size_t i = 0; i < 3; i++) a[i] = x[3 * at + row + i] - x[3 * at + i];
        cost += contact * square(a);
    }
    return cost;
}

/* out = W D d, D taking second differences: 0 in the first and the last frame. */
static void weighted_differences(const ax_temporal *t, const double *d, double *out) {
    const size_t row = 3 * t->joints, all = t->frames * row;
    for (size_t at = t->joints; 3 * at + row < all; at++)
        for (size_t i = 3 * at; i < 3 * at + 3; i++)
            out[i] = t->irls_weight[at] * (d[i - row] - 2 * d[i] + d[i + row]);
}

/* out += sign x (D S)^T difference, S taking offsets from parents. */
static void apply_transpose(const ax_temporal *t, const double *difference, double sign,
                            double *out) {
    const size_t row = 3 * t->joints;
    for (size_t f = 0; f < t->frames; f++)
        for (size_t j = 0; j < t->joints; j++) {
            const int p = t->parent[j];
            for (size_t i = 3 * j; i < 3 * j + 3; i++) {
                const size_t at = f * row + i;
                double force = -2 * difference[at];
                if (f > 0) force += difference[at - row];
                if (f + 1 < t->frames) force += difference[at + row];
                out[at] += sign * force;
                if (p >= 0) out[f * row + 3 * (size_t)p + i - 3 * j] -= sign * force;
            }
        }
}

/* out += sign x Hessian x */
static void apply(const ax_temporal *t, const double *x, double sign, double *out) {
    const size_t rows = t->frames * t->joints, row = 3 * t->joints;
    const double contact = sign * contact_weight(t);
    offsets(t, x, t->offset);
    weighted_differences(t, t->offset, t->second_difference);
    apply_transpose(t, t->second_difference, sign, out);
    for (size_t at = 0; at + t->joints < rows; at++)
        for (size_t i = 3 * at; t->in_contact[at] && i < 3 * at + 3; i++) {
            const double force = contact * (x[i] - x[i + row]);
            out[i] += force;
            out[i + row] -= force;
        }
}

void ax_temporal_linearise(ax_temporal *t, const double *x, double *neg_gradient,
                           double *hessian) {
    const size_t rows = t->frames * t->joints;
    const double contact = contact_weight(t);
    offsets(t, x, t->offset);
    for (size_t at = t->joints; at + t->joints < rows; at++) {
        const double spread = t->spread[at % t->joints];
        double a[3];
        second_difference_at(t, t->offset, at, a);
        t->irls_weight[at] = 1 / (spread * spread + square(a) / robust_from);
    }
    for (size_t at = 0; at < rows; at++) {
        const int contacts =
            t->in_contact[at] + (at >= t->joints && t->in_contact[at - t->joints]);
        for (size_t a = 0; a < 3; a++)
            hessian[9 * at + 4 * a] += 6 * t->irls_weight[at] + contacts * contact;
    }
    apply(t, x, -1, neg_gradient);
}

void ax_temporal_multiply(const ax_temporal *t, const double *x, double *out) {
    apply(t, x, 1, out);
}
