#include "motion/track/confidence.h"

#include <math.h>
#include <stdbool.h>

#include "motion/math/geometry.h"
#include "motion/track/reprojection.h"

/* Observations of less weight say nothing. */
static const double min_weight = 0.02;
/* A weight from which a joint counts as seen in a frame. */
static const double min_seen_weight = 0.1;
/* What a view counts in which other discs hide the joint, of one that shows it: nothing
 * speaks against its place, but only the skeleton for it. For weights, and for
 * probabilities. */
static const double hidden_view_weight = 0.1, hidden_view_support = 0.3;
/* Residuals at which a view counts half, pixels of an image 128 px wide. */
static const double weight_spread_px128 = 2, support_spread_px128 = 1;

/* How many views speak for a joint's place in a frame, each from 0 to the number of
 * views. */
typedef struct view_support {
    double seen, hidden;
    double residual_px; /* of those that see it */
} view_support;

/* A view counts as far as its residual is small against `spread`, pixels of an image
 * 128 px wide. point: frame times joints plus joint. */
static view_support support_of(const ax_observations *o, const double *joints,
                               size_t point, double spread) {
    const size_t points = (size_t)o->frames * (size_t)o->joints;
    const double unit = spread * o->cameras.view[0].width / 128;
    double squares = 0;
    view_support out = {0};
    for (int v = 0; v < o->cameras.count; v++) {
        const size_t at = (size_t)v * points + point;
        const double *p = o->points + 2 * at, w = (double)o->confidence[at];
        double projected[2];
        if (!(fabs(w) > min_weight) || !ax_is_finite_in_range(p, 2) ||
            !ax_camera_project(&o->cameras.view[v], joints + 3 * point, projected))
            continue;
        const double dx = projected[0] - p[0], dy = projected[1] - p[1];
        const double r2 = dx * dx + dy * dy;
        const double counts = fmin(fabs(w), 1) / (1 + r2 / (unit * unit));
        if (w < 0) {
            out.hidden += counts;
            continue;
        }
        out.seen += counts;
        squares += counts * r2;
    }
    if (out.seen > 0) out.residual_px = sqrt(squares / out.seen);
    return out;
}

/* A joint that no view shows for a few frames, but before and after, is interpolated,
 * not lost: it gets half of the smaller support, at most of `max_support`, and less
 * with every frame. min_support: from which a frame counts as seen. */
static void fill_gaps(const ax_observations *o, double min_support, double max_support,
                      float *support) {
    const size_t row = (size_t)o->joints;
    for (size_t j = 0; j < row; j++)
        for (int f = 1, before = 0; f < o->frames; f++) {
            const double b = (double)support[(size_t)f * row + j];
            if (!(b >= min_support)) continue;
            const double a = (double)support[(size_t)before * row + j];
            for (int g = before + 1; g < f && a >= min_support; g++) {
                float *c = &support[(size_t)g * row + j];
                const int gap = g - before < f - g ? g - before : f - g;
                const double both = fmin(fmin(a, b), max_support);
                *c = fmaxf(*c, (float)(0.5 * both * pow(0.7, gap)));
            }
            before = f;
        }
}

void ax_joint_weights(const ax_observations *o, const double *joints, float *confidence,
                      float *residual_px) {
    const size_t points = (size_t)o->frames * (size_t)o->joints;
    for (size_t i = 0; i < points; i++) {
        const view_support views = support_of(o, joints, i, weight_spread_px128);
        const double weight = fmax(0.5 * views.seen, hidden_view_weight * views.hidden);
        confidence[i] = (float)fmin(weight, 1);
        residual_px[i] = (float)views.residual_px;
    }
    fill_gaps(o, min_seen_weight, 1, confidence);
}

/* ---- probabilities ---- */

typedef struct knot {
    float at, probability;
} knot;

static float interpolate(const knot *knots, int count, float at) {
    if (!(at > knots[0].at)) return knots[0].probability;
    for (int i = 1; i < count; i++)
        if (at < knots[i].at) {
            const knot a = knots[i - 1], b = knots[i];
            const float t = (at - a.at) / (b.at - a.at);
            return a.probability + t * (b.probability - a.probability);
        }
    return knots[count - 1].probability;
}

/* Measured on every other clip of each pack, through nano-joint's VAE and damaged in
 * three ways, by
 *
 *     make bench-motion ARGS="--only calibration --clips 120"
 *
 * which prints the tables to put here. They hold for this tracker, these weights and
 * this support_of: run it again after a change of any of them. */
static const knot by_support[] = {{0, 0},        {0.01f, 0.25f}, {0.1f, 0.39f},
                                  {0.2f, 0.53f}, {0.5f, 0.71f},  {1, 0.87f},
                                  {1.5f, 0.94f}, {2, 0.973f},    {2.5f, 0.99f},
                                  {3, 0.997f},   {4, 0.999f}};
static const knot by_seen[] = {{0, 0.44f},     {0.05f, 0.67f}, {0.25f, 0.725f},
                               {0.4f, 0.77f},  {0.55f, 0.84f}, {0.7f, 0.94f},
                               {0.8f, 0.972f}, {0.9f, 0.99f},  {1, 0.999f}};
static const knot by_hidden[] = {
    {0, 0.44f}, {0.3f, 0.57f}, {0.5f, 0.67f}, {0.7f, 0.81f}, {1, 0.875f}};

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

/* ---- joints that the skeleton cannot bring to where the views show them ---- */

/* A right joint is at most so far off, in diagonals. */
static const double right_distance = 0.02;
/* What a view's point is taken to be off by before the views are compared, in pixels of
 * an image 128 px wide; counts as much as so many coordinates. */
static const double prior_error_px128 = 1, prior_coordinates = 2;

static const double root_two = 1.4142135623730951, root_two_pi = 2.5066282746310002;

/* Where the views alone would place a joint: its squared distance from where the joint
 * is, and the variance of that place along an axis; world units. */
typedef struct free_place {
    double square, variance;
} free_place;

/* One Gauss-Newton step from the joint, by the points that are seen; the variance is
 * that of a least squares solution, from the residuals. False if the views do not
 * determine a place. */
static bool place_freely(const ax_observations *o, const double *joints, size_t point,
                         free_place *out) {
    double a[9] = {0}, b[3] = {0}, step[3], squares = 0, coordinates = -3, trace = 0;
    for (int v = 0; v < o->cameras.count; v++) {
        const double w = ax_observation_weight(o, v, point);
        const double *seen = ax_observation_at(o, v, point);
        double at[2], jacobian[6];
        if (w == 0 ||
            !ax_camera_linearise(&o->cameras.view[v], joints + 3 * point, at, jacobian))
            continue;
        coordinates += 2 * w;
        for (int r = 0; r < 2; r++) {
            const double *j = jacobian + 3 * r, miss = seen[r] - at[r];
            squares += w * miss * miss;
            for (int i = 0; i < 3; i++) {
                b[i] += w * j[i] * miss;
                for (int c = 0; c < 3; c++) a[3 * i + c] += w * j[i] * j[c];
            }
        }
    }
    if (!(coordinates > 0) || !ax_matrix3_solve(a, b, step)) return false;
    for (int i = 0; i < 3; i++) {
        const double axis[3] = {i == 0, i == 1, i == 2};
        double column[3];
        if (!ax_matrix3_solve(a, axis, column)) return false;
        trace += column[i];
    }
    const double unit = prior_error_px128 * o->cameras.view[0].width / 128;
    const double left = fmax(squares - ax_dot3(b, step), 0);
    out->square = ax_dot3(step, step);
    out->variance = (left + prior_coordinates * unit * unit) /
                    (coordinates + prior_coordinates) * trace / 3;
    return isfinite(out->square) && isfinite(out->variance) && out->variance > 0;
}

/* The probability that a point, normally distributed in space with deviation 1 along
 * each axis, lies within `radius` of a place `distance` from its mean. */
static double probability_within(double radius, double distance) {
    const double near = radius - distance, far = radius + distance;
    if (distance < 1e-3)
        return erf(radius / root_two) -
               2 * radius / root_two_pi * exp(-0.5 * radius * radius);
    return 0.5 * (erf(near / root_two) + erf(far / root_two)) -
           (exp(-0.5 * near * near) - exp(-0.5 * far * far)) / (distance * root_two_pi);
}

/* The variance, along an axis, of a joint's misses: how far the views place it from
 * where it is in the mean over the frames, less what their own errors explain. */
static double variance_of_misses(const ax_observations *o, const double *joints,
                                 size_t joint) {
    double sum = 0, weights = 0;
    for (size_t f = 0; f < (size_t)o->frames; f++) {
        free_place views;
        if (!place_freely(o, joints, f * (size_t)o->joints + joint, &views)) continue;
        const double weight = 1 / views.variance;
        sum += weight * (views.square / 3 - views.variance);
        weights += weight;
    }
    return weights > 0 ? fmax(sum / weights, 0) : 0;
}

/* The probability that a joint is within right_distance of its true place, as far as
 * only the skeleton keeps it away: views and the variance of misses are combined as
 * normal distributions (empirical Bayes), so that a miss that the views' errors explain
 * is none. */
static double reach(const ax_observations *o, const double *joints, size_t point,
                    double misses) {
    const double right = right_distance * ax_rest_diagonal(o);
    free_place views;
    if (!(misses > 0) || !(right > 0) || !place_freely(o, joints, point, &views))
        return 1;
    const double shrinkage = misses / (misses + views.variance);
    const double deviation = sqrt(shrinkage * views.variance);
    const double distance = shrinkage * sqrt(views.square);
    if (deviation < 1e-3 * right) return distance < right;
    return fmin(fmax(probability_within(right / deviation, distance / deviation), 0),
                1);
}

void ax_joint_probabilities(const ax_observations *o, const double *joints,
                            float *confidence, float *residual_px) {
    const size_t points = (size_t)o->frames * (size_t)o->joints;
    for (size_t i = 0; i < points; i++) {
        const view_support views = support_of(o, joints, i, support_spread_px128);
        confidence[i] = (float)(views.seen + hidden_view_support * views.hidden);
        residual_px[i] =
            (float)support_of(o, joints, i, weight_spread_px128).residual_px;
    }
    fill_gaps(o, 2 * min_seen_weight, 2, confidence);
    for (size_t j = 0; j < (size_t)o->joints; j++) {
        const double misses = variance_of_misses(o, joints, j);
        for (size_t i = j; i < points; i += (size_t)o->joints)
            confidence[i] = interpolate(by_support, COUNT(by_support), confidence[i]) *
                            (float)reach(o, joints, i, misses);
    }
}

float ax_point_probability(float point_confidence) {
    return point_confidence < 0
               ? interpolate(by_hidden, COUNT(by_hidden), -point_confidence)
               : interpolate(by_seen, COUNT(by_seen), point_confidence);
}
