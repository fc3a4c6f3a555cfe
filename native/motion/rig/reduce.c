#include "motion/rig/reduce.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/rig/skeleton.h"

enum { LONGEST = 128, PATIENCE = 8, ROUNDS = 12 };
/* Least squares leaves a worst frame that other slopes would make better; not by more
 * than that. */
static const double hopeful = 1.5;
/* Of what is allowed between frames, so that a corner passes though they are rounded.
 */
static const double looser = 1.1;
/* Keeps the slopes near the chord's where the samples leave them open. */
static const double ridge = 1e-7;

/* S samples, two a frame: frame f is sample 2 f, and between frames stands what a
 * smooth curve through them says. */
typedef struct reducer {
    const ax_curve *curve;
    size_t frames, samples, channels;
    double *value;   /* [S, C] */
    double *allowed; /* [S, 2] how far a sample may be off, as ax_curve's tolerance */
    int32_t *from;   /* [F] the key before, on the best way to a key in this frame */
    int32_t *keys;   /* [F] how many it takes */
    double *cost;    /* [F] squares of what is missed on that way */
    double *off;     /* [S] how far those of the piece judged last are off */
    double *weight;  /* [S] of those of a piece */
    double *lower, *middle, *right; /* [F], [F], [F, C]: a tridiagonal system */
} reducer;

static const double *value(const reducer *r, size_t frame) {
    return r->value + 2 * frame * r->channels;
}

/* Hermite's basis at t: weights of both values and of both slopes (times the length).
 */
static void basis(double t, double h[4]) {
    const double s = 1 - t;
    h[0] = (1 + 2 * t) * s * s;
    h[1] = t * t * (3 - 2 * t);
    h[2] = t * s * s;
    h[3] = -t * t * s;
}

/* How far a sample is off, in what is allowed there. */
static double missed(const reducer *r, size_t sample, const double *off) {
    const double *allowed = r->allowed + 2 * sample;
    double square[2] = {0, 0};
    for (size_t c = 0; c < r->channels; c++)
        square[c >= (size_t)r->curve->split] += off[c] * off[c];
    return fmax(sqrt(square[0]) / allowed[0], sqrt(square[1]) / allowed[1]);
}

/* The sample between frame f and the next: on the cubic through four frames, at the
 * ends on the parabola through three. Nobody knows how the motion went there, so the
 * more it bends at the two frames, the more a curve may be off: a corner in one of them
 * must not be rounded. */
static void read_between(const reducer *r, size_t f) {
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
            r->curve->tolerance[i] + looser * (sqrt(square[i][0]) + sqrt(square[i][1]));
}

static void read_samples(const reducer *r) {
    for (size_t f = 0; f < r->frames; f++) {
        memcpy(r->value + 2 * f * r->channels, r->curve->values + f * r->channels,
               r->channels * sizeof *r->value);
        for (size_t i = 0; i < 2; i++) r->allowed[4 * f + i] = r->curve->tolerance[i];
    }
    for (size_t f = 0; f + 1 < r->frames; f++) read_between(r, f);
}

/* The piece's worst sample; adds the squares of all to *cost. */
static double judge(const reducer *r, size_t first, size_t last, const double *start,
                    const double *end, double *cost) {
    const double length = (double)(last - first);
    double worst = 0;
    for (size_t s = 2 * first + 1; s < 2 * last; s++) {
        const double *here = r->value + s * r->channels;
        double h[4], off[AX_MAX_CHANNELS];
        basis((double)(s - 2 * first) / (2 * length), h);
        for (size_t c = 0; c < r->channels; c++)
            off[c] = h[0] * value(r, first)[c] + h[1] * value(r, last)[c] +
                     length * (h[2] * start[c] + h[3] * end[c]) - here[c];
        r->off[s] = missed(r, s, off);
        worst = fmax(worst, r->off[s]);
        *cost += r->off[s] * r->off[s];
    }
    return worst;
}

/* The least-squares slopes of one piece by itself, its samples weighted. */
static void fit(const reducer *r, size_t first, size_t last, double *start,
                double *end) {
    const double length = (double)(last - first);
    double a = ridge, b = 0, d = ridge;
    double p[AX_MAX_CHANNELS], q[AX_MAX_CHANNELS];
    for (size_t c = 0; c < r->channels; c++)
        p[c] = q[c] = ridge * (value(r, last)[c] - value(r, first)[c]);
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

/* A frame counts 1, a sample between frames the less the less it is known. */
static double first_weight(const reducer *r, size_t sample) {
    if (sample % 2 == 0) return 1;
    const double *allowed = r->allowed + 2 * sample, *least = r->curve->tolerance;
    return 0.25 * fmin(least[0] / allowed[0], least[1] / allowed[1]);
}

/* Slopes with which no sample of the piece is off by more than 1, and true, if such are
 * found: least squares, then the samples that are off most made to count more (Lawson's
 * way to the smallest worst error). Adds to *cost what `judge` does. */
static bool fit_within(const reducer *r, size_t first, size_t last, double *start,
                       double *end, double *cost) {
    for (size_t s = 2 * first + 1; s < 2 * last; s++) r->weight[s] = first_weight(r, s);
    for (int round = 0; round < ROUNDS; round++) {
        double squares = 0;
        fit(r, first, last, start, end);
        const double worst = judge(r, first, last, start, end, &squares);
        if (worst <= 1) {
            *cost += squares;
            return true;
        }
        if (worst > hopeful) return false;
        for (size_t s = 2 * first + 1; s < 2 * last; s++)
            r->weight[s] *= r->off[s] / worst;
    }
    return false;
}

static void find_best_way(const reducer *r) {
    for (size_t last = 1; last < r->frames; last++) {
        int failures = 0;
        r->keys[last] = INT32_MAX;
        for (size_t n = 1; n <= last && n <= LONGEST && failures < PATIENCE; n++) {
            const size_t first = last - n;
            double start[AX_MAX_CHANNELS], end[AX_MAX_CHANNELS], cost = r->cost[first];
            if (!fit_within(r, first, last, start, end, &cost)) {
                failures++;
                continue;
            }
            failures = 0;
            const int32_t keys = r->keys[first] + 1;
            if (keys < r->keys[last] ||
                (keys == r->keys[last] && cost < r->cost[last])) {
                r->keys[last] = keys;
                r->from[last] = (int32_t)first;
                r->cost[last] = cost;
            }
        }
    }
}

static bool stands_still(const reducer *r) {
    for (size_t f = 1; f < r->frames; f++) {
        double off[AX_MAX_CHANNELS];
        for (size_t c = 0; c < r->channels; c++)
            off[c] = value(r, f)[c] - value(r, 0)[c];
        if (missed(r, 2 * f, off) > 1) return false;
    }
    return true;
}

static void list_keys(const reducer *r, ax_reduced *out) {
    out->count = r->keys[r->frames - 1] + 1;
    int32_t frame = (int32_t)r->frames - 1;
    for (int k = out->count - 1; k >= 0; k--) {
        out->frame[k] = frame;
        frame = r->from[frame];
    }
}

/* One slope a key for both sides: least squares over all pieces together. */
static void smooth_slopes(const reducer *r, const ax_reduced *out, double *slope) {
    const size_t keys = (size_t)out->count, channels = r->channels;
    memset(r->lower, 0, keys * sizeof *r->lower);
    memset(r->middle, 0, keys * sizeof *r->middle);
    memset(slope, 0, keys * channels * sizeof *slope);
    for (size_t k = 0; k + 1 < keys; k++) {
        const size_t first = (size_t)out->frame[k], last = (size_t)out->frame[k + 1];
        const double length = (double)(last - first), hold = ridge * length;
        double *p = slope + k * channels, *q = p + channels;
        r->middle[k] += hold * length;
        r->middle[k + 1] += hold * length;
        for (size_t c = 0; c < channels; c++) {
            const double chord = value(r, last)[c] - value(r, first)[c];
            p[c] += hold * chord;
            q[c] += hold * chord;
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

static void set_slopes(const reducer *r, const ax_reduced *out) {
    const size_t channels = r->channels, keys = (size_t)out->count;
    smooth_slopes(r, out, r->right);
    memcpy(out->before, r->right, keys * channels * sizeof *out->before);
    memcpy(out->after, r->right, keys * channels * sizeof *out->after);
    for (size_t k = 0; k + 1 < keys; k++) {
        const size_t first = (size_t)out->frame[k], last = (size_t)out->frame[k + 1];
        double *start = out->after + k * channels;
        double *end = out->before + (k + 1) * channels, cost = 0;
        if (judge(r, first, last, start, end, &cost) > 1)
            (void)fit_within(r, first, last, start, end, &cost);
    }
}

static ax_status check(const ax_curve *c, ax_error *err) {
    if (c->frames < 1 || c->frames > AX_MAX_FRAMES || c->channels < 1 ||
        c->channels > AX_MAX_CHANNELS || c->split < 0 || c->split > c->channels ||
        !(c->tolerance[0] > 0) || !(c->tolerance[1] > 0))
        return ax_fail(
            err, AX_ERR_USAGE,
            "a curve of %d frames and %d channels, of which %d are rotation, "
            "cannot be reduced to within %g and %g",
            c->frames, c->channels, c->split, c->tolerance[0], c->tolerance[1]);
    if (!ax_is_place(c->values, (size_t)c->frames * (size_t)c->channels))
        return ax_fail(err, AX_ERR_INPUT,
                       "the curve holds a value that is not finite or beyond %g",
                       AX_FARTHEST);
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
    if (status == AX_OK) status = AX_NEW(int32_t, frames, "keys", &r.keys, err);
    if (status == AX_OK) status = AX_NEW(double, frames, "keys", &r.cost, err);
    if (status == AX_OK) status = AX_NEW(double, r.samples, "samples", &r.off, err);
    if (status == AX_OK) status = AX_NEW(double, r.samples, "samples", &r.weight, err);
    if (status == AX_OK)
        status = AX_NEW(double, 2 * r.samples, "samples", &r.allowed, err);
    if (status == AX_OK)
        status = AX_NEW(double, r.samples *r.channels, "samples", &r.value, err);
    if (status == AX_OK) status = AX_NEW(double, frames, "slopes", &r.lower, err);
    if (status == AX_OK) status = AX_NEW(double, frames, "slopes", &r.middle, err);
    if (status == AX_OK) status = AX_NEW(double, numbers, "slopes", &r.right, err);
    if (status != AX_OK) goto done;
    read_samples(&r);
    if (stands_still(&r)) {
        out->count = 1;
        out->frame[0] = 0;
        memset(out->before, 0, r.channels * sizeof *out->before);
        memset(out->after, 0, r.channels * sizeof *out->after);
        goto done;
    }
    find_best_way(&r);
    list_keys(&r, out);
    set_slopes(&r, out);
done:
    ax_free(r.from);
    ax_free(r.keys);
    ax_free(r.cost);
    ax_free(r.value);
    ax_free(r.allowed);
    ax_free(r.off);
    ax_free(r.weight);
    ax_free(r.lower);
    ax_free(r.middle);
    ax_free(r.right);
    return status;
}
