#include "motion/rig/amplify.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"

/* Part of a motion's reach by which its end must lie off its beginning for it to be a
 * change from one pose to another. */
static const double CHANGE = 0.5;
/* Directions are not turned further than this from their centre, radians; beyond it
 * elbows and knees bend the wrong way. What a motion has by itself is kept. */
static const double MOST_ANGLE = 1.8;
/* Directions whose mean is shorter have no middle to speak of: they go round. */
static const double LEAST_MEAN = 0.2;
static const double LEAST_LENGTH = 1e-9;

typedef struct motion {
    int frames, joints;
    const double *before; /* [F, J, 3] */
    double *after;        /* [F, J, 3] */
    const double *gain;   /* [F] */
    bool from_first;      /* its centre is its first frame */
} motion;

static size_t place(const motion *m, int frame, int joint) {
    return 3 * ((size_t)frame * (size_t)m->joints + (size_t)joint);
}

/* Mean distance of the joints between two frames. */
static double apart(const motion *m, int a, int b) {
    double sum = 0;
    for (int k = 0; k < m->joints; k++)
        sum += ax_distance3(m->before + place(m, a, k), m->before + place(m, b, k));
    return sum / m->joints;
}

static bool changes(const motion *m) {
    double reach = 0;
    for (int f = 1; f < m->frames; f++) reach = fmax(reach, apart(m, f, 0));
    return apart(m, m->frames - 1, 0) > CHANGE * reach;
}

static void move_root(const motion *m, int joint) {
    double centre[3] = {0};
    const int count = m->from_first ? 1 : m->frames;
    for (int f = 0; f < count; f++)
        for (int a = 0; a < 3; a++)
            centre[a] += m->before[place(m, f, joint) + (size_t)a] / count;
    for (int f = 0; f < m->frames; f++)
        for (size_t a = 0; a < 3; a++) {
            const size_t at = place(m, f, joint) + a;
            m->after[at] = centre[a] + m->gain[f] * (m->before[at] - centre[a]);
        }
}

/* From its parent; false, with zeros, where they coincide. */
static bool direction_of(const motion *m, int f, int joint, int parent, double out[3],
                         double *length) {
    const double *p = m->before + place(m, f, joint);
    const double *q = m->before + place(m, f, parent);
    for (int a = 0; a < 3; a++) out[a] = p[a] - q[a];
    *length = sqrt(ax_dot3(out, out));
    const bool has = *length > LEAST_LENGTH;
    for (int a = 0; a < 3; a++) out[a] = has ? out[a] / *length : 0;
    return has;
}

/* The unit vector in the middle of a joint's directions; false: there is none. */
static bool middle_of(const motion *m, int joint, int parent, double out[3]) {
    double sum[3] = {0}, direction[3], length;
    const int count = m->from_first ? 1 : m->frames;
    for (int f = 0; f < count; f++) {
        direction_of(m, f, joint, parent, direction, &length);
        for (int a = 0; a < 3; a++) sum[a] += direction[a] / count;
    }
    const double size = sqrt(ax_dot3(sum, sum));
    for (int a = 0; a < 3; a++) out[a] = size > 0 ? sum[a] / size : 0;
    return size >= LEAST_MEAN;
}

/* Turns `direction` to so many times its angle from `middle`. */
static void turn_further(const double middle[3], double gain, double direction[3]) {
    const double cosine = ax_dot3(direction, middle);
    double across[3];
    for (int a = 0; a < 3; a++) across[a] = direction[a] - cosine * middle[a];
    const double sine = sqrt(ax_dot3(across, across));
    if (sine < LEAST_LENGTH) return; /* along it, or opposite */
    const double angle = atan2(sine, cosine);
    const double wanted = fmin(gain * angle, fmax(angle, MOST_ANGLE));
    for (int a = 0; a < 3; a++)
        direction[a] = cos(wanted) * middle[a] + sin(wanted) * across[a] / sine;
}

static void move_joint(const motion *m, int joint, int parent) {
    double middle[3], direction[3], length;
    const bool turns = middle_of(m, joint, parent, middle);
    for (int f = 0; f < m->frames; f++) {
        const bool has = direction_of(m, f, joint, parent, direction, &length);
        if (turns && has) turn_further(middle, m->gain[f], direction);
        for (size_t a = 0; a < 3; a++)
            m->after[place(m, f, joint) + a] =
                m->after[place(m, f, parent) + a] + length * direction[a];
    }
}

ax_status ax_amplify_motion(int frames, int joints, const int32_t *parent,
                            const double *gain, bool cyclic, double *positions,
                            ax_error *err) {
    double *before = NULL;
    size_t values;
    if (frames < 1 || joints < 1) return AX_OK;
    if (!ax_size_mul(3 * (size_t)joints, (size_t)frames, &values))
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The size of a motion is too large to be addressed.");
    AX_TRY(AX_NEW(double, values, "a motion", &before, err));
    memcpy(before, positions, values * sizeof *before);
    motion m = {frames, joints, before, positions, gain, false};
    m.from_first = !cyclic && changes(&m);
    for (int k = 0; k < joints; k++)
        if (parent[k] < 0)
            move_root(&m, k);
        else
            move_joint(&m, k, parent[k]);
    ax_free(before);
    return AX_OK;
}
