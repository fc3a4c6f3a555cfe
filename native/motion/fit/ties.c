#include "motion/fit/ties.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/rig/skeleton.h"

static const double max_length = 0.02;  /* diagonals, at rest */
static const double tie_spread = 0.001; /* diagonals: h; well below what views err by */

/* ---- which joints ---- */

static int root_of(const ax_skeleton *s, int bone) {
    while (s->parents[bone] >= 0) bone = s->parents[bone];
    return bone;
}

static bool is_leaf(const ax_skeleton *s, int bone) {
    for (int n = bone + 1; n < s->bones; n++)
        if (s->parents[n] == bone) return false;
    return true;
}

/* The nearest end of a limb of another root; -1: none within max_length. */
static int nearest_end(const ax_skeleton *s, const ax_joints *joints, int root,
                       double longest, double *length) {
    const int joint = joints->bone_joint[root];
    int best = -1;
    for (int j = 0; j < joints->count; j++) {
        const int bone = joints->bone[j];
        if (root_of(s, bone) == root || joints->tail[j] == AX_JOINT_MARKER ||
            !(joints->tail[j] == AX_JOINT_TAIL || is_leaf(s, bone)))
            continue;
        const double distance =
            ax_distance3(joints->position + 3 * j, joints->position + 3 * joint);
        if (distance > longest) continue;
        longest = *length = distance;
        best = j;
    }
    return best;
}

ax_status ax_ties_find(const ax_skeleton *skeleton, const ax_joints *joints,
                       size_t frames, double diagonal, ax_ties *ties, ax_error *err) {
    const size_t bones = (size_t)skeleton->bones;
    *ties = (ax_ties){.frames = frames, .joints = (size_t)joints->count};
    ties->weight = 1 / (tie_spread * tie_spread * diagonal * diagonal);
    AX_TRY(AX_NEW(int32_t, 2 * bones, "ties", &ties->joint, err));
    AX_TRY(AX_NEW(double, bones, "ties", &ties->length, err));
    for (int n = 0; n < skeleton->bones; n++) {
        const int joint = joints->bone_joint[n];
        double length = 0;
        if (skeleton->parents[n] >= 0 || joint < 0 || joints->bone[joint] != n ||
            skeleton->flags[n] & AX_BONE_LOCATION_LOCKED)
            continue;
        const int end =
            nearest_end(skeleton, joints, n, max_length * diagonal, &length);
        if (end < 0) continue;
        ties->joint[2 * ties->count] = joint;
        ties->joint[2 * ties->count + 1] = end;
        ties->length[ties->count++] = length;
    }
    return AX_NEW(double, 3 * frames * ties->count, "ties", &ties->direction, err);
}

void ax_ties_free(ax_ties *ties) {
    ax_free(ties->joint);
    ax_free(ties->length);
    ax_free(ties->direction);
}

/* ---- the term ---- */

/* Indices of the tie's ends in [F, J, 3]. */
static size_t end_of(const ax_ties *t, size_t frame, size_t tie, size_t end) {
    return 3 * (frame * t->joints + (size_t)t->joint[2 * tie + end]);
}

/* By how much the tie is longer than at rest, 0 where it is not; direction: unit, from
 * b to a. */
static double excess(const ax_ties *t, const double *x, size_t frame, size_t tie,
                     double direction[3]) {
    const double *a = x + end_of(t, frame, tie, 0), *b = x + end_of(t, frame, tie, 1);
    const double distance = ax_distance3(a, b);
    if (!(distance > t->length[tie])) return 0;
    for (size_t i = 0; i < 3; i++) direction[i] = (a[i] - b[i]) / distance;
    return distance - t->length[tie];
}

double ax_ties_cost(const ax_ties *t, const double *x) {
    double cost = 0, direction[3];
    for (size_t f = 0; f < t->frames; f++)
        for (size_t n = 0; n < t->count; n++) {
            const double over = excess(t, x, f, n, direction);
            cost += t->weight * over * over;
        }
    return cost;
}

void ax_ties_linearise(ax_ties *t, const double *x, double *neg_gradient,
                       double *hessian) {
    memset(t->direction, 0, 3 * t->frames * t->count * sizeof *t->direction);
    for (size_t at = 0; at < t->frames * t->count; at++) {
        const size_t f = at / t->count, n = at % t->count;
        double *direction = t->direction + 3 * at;
        const double force = t->weight * excess(t, x, f, n, direction);
        for (size_t end = 0; end < 2; end++) {
            const size_t to = end_of(t, f, n, end);
            for (size_t i = 0; i < 3; i++) {
                neg_gradient[to + i] += (end == 0 ? -force : force) * direction[i];
                for (size_t k = 0; k < 3; k++)
                    hessian[3 * to + 3 * i + k] +=
                        t->weight * direction[i] * direction[k];
            }
        }
    }
}

void ax_ties_multiply(const ax_ties *t, const double *x, double *out) {
    for (size_t at = 0; at < t->frames * t->count; at++) {
        const size_t f = at / t->count, n = at % t->count;
        const size_t a = end_of(t, f, n, 0), b = end_of(t, f, n, 1);
        const double *direction = t->direction + 3 * at;
        double stretch = 0;
        for (size_t i = 0; i < 3; i++) stretch += direction[i] * (x[a + i] - x[b + i]);
        for (size_t i = 0; i < 3; i++) {
            out[a + i] += t->weight * stretch * direction[i];
            out[b + i] -= t->weight * stretch * direction[i];
        }
    }
}

/* ---- roots whose joint is another's ---- */

/* Moves the root's head towards the joint until it is at most `length` away. */
static void pull(const double inverse[16], const double head[3], const double joint[3],
                 double length, double location[3]) {
    const double distance = ax_distance3(head, joint);
    double to[3];
    if (!(distance > length)) return;
    for (int i = 0; i < 3; i++)
        to[i] = joint[i] + (head[i] - joint[i]) * length / distance;
    ax_matrix4_transform(inverse, to, location);
}

void ax_ties_pull_roots(const ax_skeleton *skeleton, const ax_joints *joints,
                        size_t frames, const double *x, const double *head,
                        double *location) {
    const size_t bones = (size_t)skeleton->bones, count = (size_t)joints->count;
    for (int n = 0; n < skeleton->bones; n++) {
        const int joint = joints->bone_joint[n];
        double inverse[16], rest[3];
        if (skeleton->parents[n] >= 0 || joint < 0 ||
            root_of(skeleton, joints->bone[joint]) == n ||
            skeleton->flags[n] & AX_BONE_LOCATION_LOCKED)
            continue;
        ax_bone_head(skeleton, n, rest);
        const double length = ax_distance3(rest, joints->position + 3 * joint);
        ax_matrix4_invert(skeleton->rest + 16 * (size_t)n, inverse);
        for (size_t f = 0; f < frames; f++) {
            const size_t at = 3 * (f * bones + (size_t)n);
            pull(inverse, head + at, x + 3 * (f * count + (size_t)joint), length,
                 location + at);
            ax_clamp_location(skeleton, n, location + at);
        }
    }
}
