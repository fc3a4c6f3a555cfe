#include "motion/track/confidence.h"

#include <math.h>

#include "motion/math/geometry.h"

static const double known = 0.1; /* weight from which a frame counts as seen */
/* What a view counts in which other discs hide the joint: nothing speaks against its
 * place, and nothing but the skeleton for it. */
static const double no_surprise = 0.1;
static const double hidden_support = 0.3; /* the same where probabilities are told */

/* What the views say about one joint in one frame, each from 0 to the number of views.
 */
typedef struct verdict {
    double seen, hidden;
    double residual; /* pixels */
} verdict;

/* A view counts as far as its residual is small against `spread`, in pixels of an image
 * 128 px wide. point: frame times joints plus joint. */
static verdict ask_views(const ax_observations *o, const double *joints, size_t point,
                         double spread) {
    const size_t points = (size_t)o->frames * (size_t)o->joints;
    const double unit = spread * o->cameras.view[0].width / 128;
    double squares = 0;
    verdict out = {0};
    for (int v = 0; v < o->cameras.count; v++) {
        const size_t at = (size_t)v * points + point;
        const double *p = o->points + 2 * at, w = (double)o->confidence[at];
        double seen[2];
        if (!(fabs(w) > 0.02) || !ax_is_place(p, 2) ||
            !ax_camera_project(&o->cameras.view[v], joints + 3 * point, seen))
            continue;
        const double dx = seen[0] - p[0], dy = seen[1] - p[1], r2 = dx * dx + dy * dy;
        const double counts = fmin(fabs(w), 1) / (1 + r2 / (unit * unit));
        if (w < 0) {
            out.hidden += counts;
            continue;
        }
        out.seen += counts;
        squares += counts * r2;
    }
    if (out.seen > 0) out.residual = sqrt(squares / out.seen);
    return out;
}

/* A joint that nothing sees for a frame or two between frames that see it is
 * interpolated, not lost: it is believed a little, and less with every frame. `least`:
 * from which a frame counts as seen; `full`: more counts no more. */
static void believe_between(const ax_observations *o, double least, double full,
                            float *belief) {
    const size_t row = (size_t)o->joints;
    for (size_t j = 0; j < row; j++)
        for (int f = 1, before = 0; f < o->frames; f++) {
            const double b = (double)belief[(size_t)f * row + j];
            if (!(b >= least)) continue;
            const double a = (double)belief[(size_t)before * row + j];
            for (int g = before + 1; g < f && a >= least; g++) {
                float *c = &belief[(size_t)g * row + j];
                const int gap = g - before < f - g ? g - before : f - g;
                const double most = fmin(fmin(a, b), full);
                *c = fmaxf(*c, (float)(0.5 * most * pow(0.7, gap)));
            }
            before = f;
        }
}

void ax_joint_weights(const ax_observations *o, const double *joints, float *confidence,
                      float *residual_px) {
    const size_t points = (size_t)o->frames * (size_t)o->joints;
    for (size_t i = 0; i < points; i++) {
        const verdict told = ask_views(o, joints, i, 2);
        const double sure = fmax(0.5 * told.seen, no_surprise * told.hidden);
        confidence[i] = (float)fmin(sure, 1);
        residual_px[i] = (float)told.residual;
    }
    believe_between(o, known, 1, confidence);
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

/* Measured by `bench_motion.py --only calibration --clips 120` on every other clip of
 * each pack, through nano's VAE and damaged in three ways; it prints what these should
 * be. To be measured anew when the tracker, the weights or ask_views change. */
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

void ax_joint_probabilities(const ax_observations *o, const double *joints,
                            float *confidence, float *residual_px) {
    const size_t points = (size_t)o->frames * (size_t)o->joints;
    for (size_t i = 0; i < points; i++) {
        const verdict told = ask_views(o, joints, i, 1);
        confidence[i] = (float)(told.seen + hidden_support * told.hidden);
        residual_px[i] = (float)ask_views(o, joints, i, 2).residual;
    }
    believe_between(o, 2 * known, 2, confidence);
    for (size_t i = 0; i < points; i++)
        confidence[i] = interpolate(by_support, COUNT(by_support), confidence[i]);
}

float ax_point_probability(float point_confidence) {
    return point_confidence < 0
               ? interpolate(by_hidden, COUNT(by_hidden), -point_confidence)
               : interpolate(by_seen, COUNT(by_seen), point_confidence);
}
