#include "motion/rig/reduce.h"
#include "motion/math/frame_count.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/rig/skeleton.h"

enum {
    MAX_PIECE = 128,  /* frames */
    MAX_FAILURES = 8, /* pieces that fail in a row; longer ones are not tried */
    MAX_REWEIGHTS = 12
};
/* Least squares leaves a worst sample that other slopes would improve, but not by more
 * than this factor. */
static const double max_improvement = 1.5;
/* Between frames so many times the curve's bend is allowed on top of the tolerance, so
 * that a corner in a frame passes although the cubic through the frames is rounded. */
static const double bend_slack = 1.1;
/* Weight of slopes near the chord's, for those that the samples do not determine. */
static const double chord_weight = 1e-7;

/* S = 2 F - 1 samples: frame f is sample 2 f; between frames, a sample of the smooth
 * curve through them. Errors are relative to what is allowed, so 1 is the bound. C
 * channels. */
typedef struct reducer {
    const ax_curve *curve;
    size_t frames, samples, channels;
    double *value;   /* [S, C] */
    double *allowed; /* [S, 2] of both groups of channels, as ax_curve's tolerance */
    int32_t *from;   /* [F] the key before, on the best path to a key in this frame */
    int32_t *key_count;             /* [F] keys of that path, without the first */
    double *cost;                   /* [F] sum of squared errors of that path */
    double *error;                  /* [S] of the piece that was evaluated last */
    double *weight;                 /* [S] of the piece that is fitted */
    double *lower, *middle, *right; /* [F], [F], [F, C]: a tridiagonal system */
} reducer;

static const double *value(const reducer *r, size_t frame) {
    return r->value + 2 * frame * r->channels;
}

/* Cubic Hermite basis at t, 0..1: weights of both values and of both slopes (times the
 * length). */
static void basis(double t, double h[4]) {
    const double s = 1 - t;
    h[0] = (1 + 2 * t) * s * s;
    h[1] = t * t * (3 - 2 * t);
    h[2] = t * s * s;
    h[3] = -t * t * s;
}

/* A sample's error, relative to what is allowed there; difference: [C]. */
static double relative_error(const reducer *r, size_t sample,
                             const double *difference) {
    const double *allowed = r->allowed + 2 * sample;
    double square[2] = {0, 0};
    for (size_t c = 0; c < r->channels; c++)
        square[c >= (size_t)r->curve->split] += difference[c] * difference[c];
    return fmax(sqrt(square[0]) / allowed[0], sqrt(square[1]) / allowed[1]);
}

/* The sample between frame f and the next: on the cubic through four frames, at the
 * ends on the parabola through three. The motion there is unknown, so more error is
 * allowed the more it bends at the two frames: a corner in one of them must not be
 * rounded. */
static void interpolate_between(const reducer *r, size_t f) {
    const size_t sample = 2 * f + 1;
    const bool before = f > 0, after = f + 2 < r->frames;
    const double share = before && after ? 1.0 / 16 : 1.0 / 8;
    double square[2][2] = {{0}};
    for (size_t c = 0; c < r->channels; c++) {
        const double a = value(r, f)[c], b = value(r, f + 1)[c];
        const double left = before ? share * (value(r, f - 1)[c] - 2 * a + b) : 0;
        const double right = after ? share * (a - 2 * b + value(r, f + 2)[c]) : 0;
        const size_t group = c >= (size_t)r->curve->split;
        r->value[sample * r->channels + c] = 0.5 * (a + b) - left - right;
        square[group][0] += left * left;
        square[group][1] += right * right;
    }
    for (size_t i = 0; i < 2; i++)
        r->allowed[2 * sample + i] =
            r->curve->tolerance[i] +
            bend_slack * (sqrt(square[i][0]) + sqrt(square[i][1]));
}

static void make_samples(const reducer *r) {
    for (size_t f = 0; f < r->frames; f++) {
        memcpy(r->value + 2 * f * r->channels, r->curve->values + f * r->channels,
               r->channels * sizeof *r->value);
        for (size_t i = 0; i < 2; i++) r->allowed[4 * f + i] = r->curve->tolerance[i];
    }
    for (size_t f = 0; f + 1 < r->frames; f++) interpolate_between(r, f);
}

/* The largest error of a piece with these slopes; adds all squared errors to *cost. */
static double evaluate_piece(const reducer *r, size_t first, size_t last,
                             const double *start, const double *end, double *cost) {
    const double length = (double)(last - first);
    double max_error = 0;
    for (size_t s = 2 * first + 1; s < 2 * last; s++) {
        const double *here = r->value + s * r->channels;
        double h[4], difference[AX_MAX_CHANNELS];
        basis((double)(s - 2 * first) / (2 * length), h);
        for (size_t c = 0; c < r->channels; c++)
            difference[c] = h[0] * value(r, first)[c] + h[1] * value(r, last)[c] +
                            length * (h[2] * start[c] + h[3] * end[c]) - here[c];
        r->error[s] = relative_error(r, s, difference);
        max_error = fmax(max_error, r->error[s]);
        *cost += r->error[s] * r->error[s];
    }
    return max_error;
}

/* Weighted least-squares slopes of one piece by itself. */
static void fit_slopes(const reducer *r, size_t first, size_t last, double *start,
                       double *end) {
    const double length = (double)(last - first);
    double a = chord_weight, b = 0, d = chord_weight;
    double p[AX_MAX_CHANNELS], q[AX_MAX_CHANNELS];
    for (size_t c = 0; c < r->channels; c++)
        p[c] = q[c] = chord_weight * (value(r, last)[c] - value(r, first)[c]);
    for (size_t s = 2 * first + 1; s < 2 * last; s++) {
        const double *here = r->value + s * r->channels;
        double h[4];
        basis((double)(s - 2 * first) / (2 * length), h);
        const double w = r->weight[s], start_part = w * h[2], end_part = w * h[3];
        a += start_part * h[2];
        b += start_part * h[3];
        d += end_part * h[3];
        for (size_t c = 0; c < r->channels; c++) {
            const double gap =
                here[c] - h[0] * value(r, first)[c] - h[1] * value(r, last)[c];
            p[c] += start_part * gap;
            q[c] += end_part * gap;
        }
    }
    const double det = (a * d - b * b) * length;
    for (size_t c = 0; c < r->channels; c++) {
        start[c] = (d * p[c] - b * q[c]) / det;
        end[c] = (a * q[c] - b * p[c]) / det;
    }
}

/* 1 for a frame; less for a sample between frames the less it is known. */
static double initial_weight(const reducer *r, size_t sample) {
    if (sample % 2 == 0) return 1;
    const double *allowed = r->allowed + 2 * sample, *min = r->curve->tolerance;
    return 0.25 * fmin(min[0] / allowed[0], min[1] / allowed[1]);
}

/* Slopes with which no error of the piece exceeds 1, by iteratively reweighted least
 * squares towards the minimal largest error (Lawson's algorithm); adds the squared
 * errors to *cost. False if there are none. */
static bool fit_piece(const reducer *r, size_t first, size_t last, double *start,
                      double *end, double *cost) {
    for (size_t s = 2 * first + 1; s < 2 * last; s++)
        r->weight[s] = initial_weight(r, s);
    for (int round = 0; round < MAX_REWEIGHTS; round++) {
        double squares = 0;
        fit_slopes(r, first, last, start, end);
        const double max_error = evaluate_piece(r, first, last, start, end, &squares);
        if (max_error <= 1) {
            *cost += squares;
            return true;
        }
        if (max_error > max_improvement) return false;
        for (size_t s = 2 * first + 1; s < 2 * last; s++)
            r->weight[s] *= r->error[s] / max_error;
    }
    return false;
}

/* Shortest path over pieces: fewest keys, then least squared errors. */
static void find_fewest_keys(const reducer *r) {
    for (size_t last = 1; last < r->frames; last++) {
        int failures = 0;
        r->key_count[last] = INT32_MAX;
        for (size_t n = 1; n <= last && n <= MAX_PIECE && failures < MAX_FAILURES;
             n++) {
            const size_t first = last - n;
            double start[AX_MAX_CHANNELS], end[AX_MAX_CHANNELS], cost = r->cost[first];
            if (!fit_piece(r, first, last, start, end, &cost)) {
                failures++;
                continue;
            }
            failures = 0;
            const int32_t keys = r->key_count[first] + 1;
            if (keys < r->key_count[last] ||
                (keys == r->key_count[last] && cost < r->cost[last])) {
                r->key_count[last] = keys;
                r->from[last] = (int32_t)first;
                r->cost[last] = cost;
            }
        }
    }
}

static bool is_constant(const reducer *r) {
    for (size_t f = 1; f < r->frames; f++) {
        double difference[AX_MAX_CHANNELS];
        for (size_t c = 0; c < r->channels; c++)
            difference[c] = value(r, f)[c] - value(r, 0)[c];
        if (relative_error(r, 2 * f, difference) > 1) return false;
    }
    return true;
}

static void list_keys(const reducer *r, ax_reduced *out) {
    out->count = r->key_count[r->frames - 1] + 1;
    int32_t frame = (int32_t)r->frames - 1;
    for (int k = out->count - 1; k >= 0; k--) {
        out->frame[k] = frame;
        frame = r->from[frame];
    }
}

/* One slope for both sides of each key: least squares over all pieces together, a
 * tridiagonal system. */
static void smooth_slopes(const reducer *r, const ax_reduced *out, double *slope) {
    const size_t keys = (size_t)out->count, channels = r->channels;
    memset(r->lower, 0, keys * sizeof *r->lower);
    memset(r->middle, 0, keys * sizeof *r->middle);
    memset(slope, 0, keys * channels * sizeof *slope);
    for (size_t k = 0; k + 1 < keys; k++) {
        const size_t first = (size_t)out->frame[k], last = (size_t)out->frame[k + 1];
        const double length = (double)(last - first),
                     regularisation = chord_weight * length;
        double *p = slope + k * channels, *q = p + channels;
        r->middle[k] += regularisation * length;
        r->middle[k + 1] += regularisation * length;
        for (size_t c = 0; c < channels; c++) {
            const double chord = value(r, last)[c] - value(r, first)[c];
            p[c] += regularisation * chord;
            q[c] += regularisation * chord;
        }
        for (size_t s = 2 * first + 1; s < 2 * last; s++) {
            const double *here = r->value + s * channels;
            double h[4];
            basis((double)(s - 2 * first) / (2 * length), h);
            const double start = length * h[2], end = length * h[3];
            r->middle[k] += start * start;
            r->lower[k + 1] += start * end;
            r->middle[k + 1] += end * end;
            for (size_t c = 0; c < channels; c++) {
                const double gap =
                    here[c] - h[0] * value(r, first)[c] - h[1] * value(r, last)[c];
                p[c] += start * gap;
                q[c] += end * gap;
            }
        }
    }
    for (size_t k = 1; k < keys; k++) {
        const double factor = r->lower[k] / r->middle[k - 1];
        r->middle[k] -= factor * r->lower[k];
        for (size_t c = 0; c < channels; c++)
            slope[k * channels + c] -= factor * slope[(k - 1) * channels + c];
    }
    for (size_t k = keys; k-- > 0;)
        for (size_t c = 0; c < channels; c++) {
            double *s = slope + k * channels + c;
            if (k + 1 < keys) *s -= r->lower[k + 1] * s[channels];
            *s /= r->middle[k];
        }
}

/* Smooth slopes where they stay within the tolerance, else each piece's own. */
static void set_slopes(const reducer *r, const ax_reduced *out) {
    const size_t channels = r->channels, keys = (size_t)out->count;
    smooth_slopes(r, out, r->right);
    memcpy(out->before, r->right, keys * channels * sizeof *out->before);
    memcpy(out->after, r->right, keys * channels * sizeof *out->after);
    for (size_t k = 0; k + 1 < keys; k++) {
        const size_t first = (size_t)out->frame[k], last = (size_t)out->frame[k + 1];
        double *start = out->after + k * channels;
        double *end = out->before + (k + 1) * channels, cost = 0;
        if (evaluate_piece(r, first, last, start, end, &cost) > 1)
            (void)fit_piece(r, first, last, start, end, &cost);
    }
}

static ax_status check(const ax_curve *c, ax_error *err) {
    AX_TRY(ax_frame_count_check(c->frames, 1, err));
    if (c->channels < 1 || c->channels > AX_MAX_CHANNELS || c->split < 0 ||
        c->split > c->channels || !(c->tolerance[0] > 0) || !(c->tolerance[1] > 0))
        return ax_fail(
            err, AX_ERR_USAGE,
            "a curve of %d frames and %d channels, of which %d are rotation, "
            "cannot be reduced to within %g and %g",
            c->frames, c->channels, c->split, c->tolerance[0], c->tolerance[1]);
    if (!ax_is_finite_in_range(c->values, (size_t)c->frames * (size_t)c->channels))
        return ax_fail(err, AX_ERR_INPUT,
                       "the curve holds a value that is not finite or beyond %g",
                       AX_MAX_COORDINATE);
    return AX_OK;
}

ax_status ax_reduce_keys(const ax_curve *curve, ax_reduced *out, ax_error *err) {
    AX_TRY(check(curve, err));
    reducer r = {.curve = curve,
                 .frames = (size_t)curve->frames,
                 .samples = 2 * (size_t)curve->frames - 1,
                 .channels = (size_t)curve->channels};
    const size_t frames = r.frames, numbers = frames * r.channels;
    ax_status status = AX_NEW(int32_t, frames, "keys", &r.from, err);
    if (status == AX_OK) status = AX_NEW(int32_t, frames, "keys", &r.key_count, err);
    if (status == AX_OK) status = AX_NEW(double, frames, "keys", &r.cost, err);
    if (status == AX_OK) status = AX_NEW(double, r.samples, "samples", &r.error, err);
    if (status == AX_OK) status = AX_NEW(double, r.samples, "samples", &r.weight, err);
    if (status == AX_OK)
        status = AX_NEW(double, 2 * r.samples, "samples", &r.allowed, err);
    if (status == AX_OK)
        status = AX_NEW(double, r.samples *r.channels, "samples", &r.value, err);
    if (status == AX_OK) status = AX_NEW(double, frames, "slopes", &r.lower, err);
    if (status == AX_OK) status = AX_NEW(double, frames, "slopes", &r.middle, err);
    if (status == AX_OK) status = AX_NEW(double, numbers, "slopes", &r.right, err);
    if (status != AX_OK) goto done;
    make_samples(&r);
    if (is_constant(&r)) {
        out->count = 1;
        out->frame[0] = 0;
        memset(out->before, 0, r.channels * sizeof *out->before);
        memset(out->after, 0, r.channels * sizeof *out->after);
        goto done;
    }
    find_fewest_keys(&r);
    list_keys(&r, out);
    set_slopes(&r, out);
done:
    ax_free(r.from);
    ax_free(r.key_count);
    ax_free(r.cost);
    ax_free(r.value);
    ax_free(r.allowed);
    ax_free(r.error);
    ax_free(r.weight);
    ax_free(r.lower);
    ax_free(r.middle);
    ax_free(r.right);
    return status;
}
