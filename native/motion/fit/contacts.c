#include "motion/fit/contacts.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/track/reprojection.h"

/* Feet: joints in so low a part of the rest box's height. */
static const double max_height = 0.12;
/* Diagonals that observations of a standing joint may stray from its position. */
static const double max_stray = 0.03;
/* What a position must lower the misfit by: 3 for each coordinate (Akaike's criterion
 * has 2). */
static const double penalty = 3 * 3;
/* Penalties a frame: an interval that fits worse, and any longer one, is given up. */
static const double max_misfit = 2;
/* The spread that residuals are measured in is twice their median, which is so many
 * standard deviations of a Gaussian in two dimensions. */
static const double deviations = 2 * 1.18;
enum { MAX_INTERVAL = 128, MIN_INTERVAL = 4 }; /* frames */

/* Misfit of a position y for some frames: y' m y - 2 y' b + c. */
typedef struct quadratic {
    double m[9], b[3], c;
} quadratic;

static void add(quadratic *q, const quadratic *more) {
    for (int i = 0; i < 9; i++) q->m[i] += more->m[i];
    for (int i = 0; i < 3; i++) q->b[i] += more->b[i];
    q->c += more->c;
}

/* The minimum and where it is; false if the views do not determine a position. */
static bool minimum(const quadratic *q, double position[3], double *value) {
    double m[9];
    memcpy(m, q->m, sizeof m);
    const double regularisation = 1e-9 * (m[0] + m[4] + m[8]);
    for (int i = 0; i < 3; i++) m[4 * i] += regularisation;
    if (!(regularisation > 0) || !ax_matrix3_solve(m, q->b, position)) return false;
    *value = q->c - ax_dot3(q->b, position);
    return true;
}

/* Of one frame, less its own minimum. Positions are relative to `origin`, for
 * precision. */
static void frame_misfit(const double *x, const double *hessian,
                         const double *neg_gradient, const double origin[3],
                         quadratic *q) {
    const double unit = deviations * deviations;
    double at[3], position[3], own;
    for (int i = 0; i < 3; i++) at[i] = x[i] - origin[i];
    for (int i = 0; i < 9; i++) q->m[i] = unit * hessian[i];
    for (int i = 0; i < 3; i++)
        q->b[i] = ax_dot3(q->m + 3 * i, at) + unit * neg_gradient[i];
    q->c = 0;
    if (minimum(q, position, &own)) q->c = -own;
}

/* Whether the joint is further than max_distance from a position in any of the
 * frames. */
static bool strays(const ax_observations *o, const double *joints, int joint, int first,
                   int last, const double position[3], double max_distance) {
    for (int f = first; f <= last; f++)
        if (ax_distance3(joints + 3 * ((size_t)f * (size_t)o->joints + (size_t)joint),
                         position) > max_distance)
            return true;
    return false;
}

typedef struct segmentation {
    quadratic *frame; /* [F] */
    double *cost;     /* [F + 1] minimal cost of the frames before */
    int *from;        /* [F + 1] first frame of that cost's last interval */
} segmentation;

static void segment(const ax_observations *o, const double *joints, int joint,
                    double max_distance, const segmentation *s) {
    s->cost[0] = 0;
    for (int end = 1; end <= o->frames; end++) {
        quadratic sum = {{0}, {0}, 0};
        s->cost[end] = s->cost[end - 1] + penalty;
        s->from[end] = end - 1;
        for (int f = end - 1; f >= 0 && end - f <= MAX_INTERVAL; f--) {
            double position[3], misfit;
            add(&sum, &s->frame[f]);
            if (end - f < MIN_INTERVAL) continue;
            if (!minimum(&sum, position, &misfit)) break;
            if (misfit > max_misfit * penalty * (end - f)) break;
            const double cost = s->cost[f] + penalty + misfit;
            for (int i = 0; i < 3; i++) position[i] += o->rest[3 * joint + i];
            if (cost >= s->cost[end] ||
                strays(o, joints, joint, f, end - 1, position, max_distance))
                continue;
            s->cost[end] = cost;
            s->from[end] = f;
        }
    }
}

static void mark_contacts(const ax_observations *o, int joint, const segmentation *s,
                          uint8_t *in_contact) {
    for (int end = o->frames; end > 0; end = s->from[end])
        for (int f = s->from[end]; f + 1 < end; f++)
            in_contact[(size_t)f * (size_t)o->joints + (size_t)joint] = 1;
}

ax_status ax_contacts_find(const ax_observations *o, const double *joints,
                           const double *hessian, const double *neg_gradient,
                           uint8_t *in_contact, ax_error *err) {
    const size_t frames = (size_t)o->frames, row = (size_t)o->joints;
    double floor = INFINITY, top = -INFINITY;
    segmentation s = {0};
    memset(in_contact, 0, frames * row);
    for (size_t j = 0; j < row; j++) {
        floor = fmin(floor, o->rest[3 * j + 2]);
        top = fmax(top, o->rest[3 * j + 2]);
    }
    ax_status status = AX_NEW(quadratic, frames, "contacts", &s.frame, err);
    if (status == AX_OK) status = AX_NEW(double, frames + 1, "contacts", &s.cost, err);
    if (status == AX_OK) status = AX_NEW(int, frames + 1, "contacts", &s.from, err);
    for (size_t j = 0; status == AX_OK && j < row; j++) {
        const double *rest = o->rest + 3 * j;
        if (rest[2] > floor + max_height * (top - floor)) continue;
        for (size_t f = 0; f < frames; f++) {
            const size_t at = f * row + j;
            frame_misfit(joints + 3 * at, hessian + 9 * at, neg_gradient + 3 * at, rest,
                         &s.frame[f]);
        }
        segment(o, joints, (int)j, max_stray * ax_rest_diagonal(o), &s);
        mark_contacts(o, (int)j, &s, in_contact);
    }
    ax_free(s.frame);
    ax_free(s.cost);
    ax_free(s.from);
    return status;
}
