#include "motion/fit/contacts.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/track/reprojection.h"

static const double lowest = 0.12;     /* of the rest box's height: feet */
static const double farthest = 0.03;   /* diagonals that one may seem to stray */
static const double per_place = 3 * 3; /* what a place must gain, for 3 coordinates */
static const double hopeless = 2;      /* times that: a longer stretch fits no better */
/* The spread that residuals are measured in is twice their median: 2.36 deviations of a
 * noise in two dimensions. */
static const double deviations = 2 * 1.18;
enum { LONGEST = 128, SHORTEST = 4 };

/* Misfit of one place for some frames, as a quadratic form of it: y' m y - 2 y' b + c.
 */
typedef struct quadratic {
    double m[9], b[3], c;
} quadratic;

static void add(quadratic *q, const quadratic *more) {
    for (int i = 0; i < 9; i++) q->m[i] += more->m[i];
    for (int i = 0; i < 3; i++) q->b[i] += more->b[i];
    q->c += more->c;
}

/* The least value, and where; false if the views do not fix a place. */
static bool least(const quadratic *q, double place[3], double *value) {
    double m[9];
    memcpy(m, q->m, sizeof m);
    const double ridge = 1e-9 * (m[0] + m[4] + m[8]);
    for (int i = 0; i < 3; i++) m[4 * i] += ridge;
    if (!(ridge > 0) || !ax_matrix3_solve(m, q->b, place)) return false;
    *value = q->c - ax_dot3(q->b, place);
    return true;
}

/* Of one frame, less its own least. Places are relative to `origin`, for precision. */
static void of_frame(const double *x, const double *block, const double *pull,
                     const double origin[3], quadratic *q) {
    const double unit = deviations * deviations;
    double at[3], place[3], own;
    for (int i = 0; i < 3; i++) at[i] = x[i] - origin[i];
    for (int i = 0; i < 9; i++) q->m[i] = unit * block[i];
    for (int i = 0; i < 3; i++) q->b[i] = ax_dot3(q->m + 3 * i, at) + unit * pull[i];
    q->c = 0;
    if (least(q, place, &own)) q->c = -own;
}

static bool strays(const ax_observations *o, const double *joints, int joint, int first,
                   int last, const double place[3], double far) {
    for (int f = first; f <= last; f++)
        if (ax_distance3(joints + 3 * ((size_t)f * (size_t)o->joints + (size_t)joint),
                         place) > far)
            return true;
    return false;
}

typedef struct track {
    quadratic *frame; /* [F] */
    double *cost;     /* [F + 1] least cost of the frames before */
    int *from;        /* [F + 1] where the last stretch of that begins */
} track;

static void cut(const ax_observations *o, const double *joints, int joint, double far,
                const track *t) {
    t->cost[0] = 0;
    for (int end = 1; end <= o->frames; end++) {
        quadratic sum = {{0}, {0}, 0};
        t->cost[end] = t->cost[end - 1] + per_place;
        t->from[end] = end - 1;
        for (int f = end - 1; f >= 0 && end - f <= LONGEST; f--) {
            double place[3], misfit;
            add(&sum, &t->frame[f]);
            if (end - f < SHORTEST) continue;
            if (!least(&sum, place, &misfit)) break;
            if (misfit > hopeless * per_place * (end - f)) break;
            const double cost = t->cost[f] + per_place + misfit;
            for (int i = 0; i < 3; i++) place[i] += o->rest[3 * joint + i];
            if (cost >= t->cost[end] ||
                strays(o, joints, joint, f, end - 1, place, far))
                continue;
            t->cost[end] = cost;
            t->from[end] = f;
        }
    }
}

static void hold(const ax_observations *o, int joint, const track *t, uint8_t *held) {
    for (int end = o->frames; end > 0; end = t->from[end])
        for (int f = t->from[end]; f + 1 < end; f++)
            held[(size_t)f * (size_t)o->joints + (size_t)joint] = 1;
}

ax_status ax_contacts_find(const ax_observations *o, const double *joints,
                           const double *blocks, const double *pull, uint8_t *held,
                           ax_error *err) {
    const size_t frames = (size_t)o->frames, row = (size_t)o->joints;
    double floor = INFINITY, top = -INFINITY;
    track t = {0};
    memset(held, 0, frames * row);
    for (size_t j = 0; j < row; j++) {
        floor = fmin(floor, o->rest[3 * j + 2]);
        top = fmax(top, o->rest[3 * j + 2]);
    }
    ax_status status = AX_NEW(quadratic, frames, "contacts", &t.frame, err);
    if (status == AX_OK) status = AX_NEW(double, frames + 1, "contacts", &t.cost, err);
    if (status == AX_OK) status = AX_NEW(int, frames + 1, "contacts", &t.from, err);
    for (size_t j = 0; status == AX_OK && j < row; j++) {
        const double *rest = o->rest + 3 * j;
        if (rest[2] > floor + lowest * (top - floor)) continue;
        for (size_t f = 0; f < frames; f++) {
            const size_t at = f * row + j;
            of_frame(joints + 3 * at, blocks + 9 * at, pull + 3 * at, rest,
                     &t.frame[f]);
        }
        cut(o, joints, (int)j, farthest * ax_rest_diagonal(o), &t);
        hold(o, (int)j, &t, held);
    }
    ax_free(t.frame);
    ax_free(t.cost);
    ax_free(t.from);
    return status;
}
