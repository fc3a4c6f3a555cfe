#include "motion/rig/bend.h"

#include <math.h>
#include <stdbool.h>

#include "motion/math/geometry.h"

enum { MAX_STEPS = 12 };

/* Part of the parent's rotation that a bone beyond the last joint takes over, in a
 * chain and at a branch. Chosen by eye: nothing observes such bones. */
static const double chain_share = 0.6, branch_share = 0.1;

/* v rotated about a unit axis (Rodrigues' formula). */
static void rotate_about(const double v[3], const double axis[3], double angle,
                         double out[3]) {
    const double c = cos(angle), s = sin(angle);
    const double along = ax_dot3(axis, v) * (1 - c);
    for (int i = 0; i < 3; i++) {
        const int j = (i + 1) % 3, k = (i + 2) % 3;
        out[i] = v[i] * c + (axis[j] * v[k] - axis[k] * v[j]) * s + axis[i] * along;
    }
}

void ax_bend_end(const double *heads, size_t count, const double axis[3],
                 double bone_angle, double end[3]) {
    end[0] = end[1] = end[2] = 0;
    for (size_t i = 0; i < count; i++) {
        double bone[3], bent[3];
        for (size_t a = 0; a < 3; a++)
            bone[a] = heads[3 * (i + 1) + a] - heads[3 * i + a];
        rotate_about(bone, axis, (double)(i + 1) * bone_angle, bent);
        for (size_t a = 0; a < 3; a++) end[a] += bent[a];
    }
}

/* The angle about the axis from `from` to `to`, -pi..pi. */
static double angle_about(const double axis[3], const double from[3],
                          const double to[3]) {
    const double f = ax_dot3(axis, from), t = ax_dot3(axis, to);
    double u[3], v[3], cross[3];
    for (int i = 0; i < 3; i++) {
        u[i] = from[i] - f * axis[i];
        v[i] = to[i] - t * axis[i];
    }
    for (int i = 0; i < 3; i++) {
        const int j = (i + 1) % 3, k = (i + 2) % 3;
        cross[i] = u[j] * v[k] - u[k] * v[j];
    }
    return atan2(ax_dot3(axis, cross), ax_dot3(u, v));
}

double ax_bend_angle(const double *heads, size_t count, const double axis[3],
                     double angle) {
    const double *rest = heads + 3 * count;
    const double max_angle = fabs(angle), difference = 1e-4;
    double bone_angle = count ? 2 * angle / ((double)count + 1) : 0;
    /* Newton's method with a finite difference: the end's angle is smooth and nearly
     * linear in the bones'. */
    for (int step = 0; step < MAX_STEPS; step++) {
        double end[3], shifted[3];
        ax_bend_end(heads, count, axis, bone_angle, end);
        ax_bend_end(heads, count, axis, bone_angle + difference, shifted);
        const double error =
            remainder(angle_about(axis, rest, end) - angle, 2 * acos(-1));
        const double slope = angle_about(axis, end, shifted) / difference;
        if (!(fabs(slope) > 0.1) || !isfinite(error)) return 0;
        bone_angle -= error / slope;
        if (fabs(error) < 1e-12) break;
    }
    /* Without an even bend, callers rotate the first bone alone. */
    return isfinite(bone_angle) && fabs(bone_angle) <= max_angle ? bone_angle : 0;
}

static bool only_child(const ax_skeleton *s, int bone) {
    for (int n = s->parents[bone] + 1; n < s->bones; n++)
        if (n != bone && s->parents[n] == s->parents[bone]) return false;
    return s->parents[bone] >= 0;
}

static double share_of(const ax_skeleton *s, int bone) {
    const int p = s->parents[bone];
    return p >= 0 && s->parents[p] >= 0 && only_child(s, bone) ? chain_share
                                                               : branch_share;
}

void ax_bend_follow(const ax_skeleton *s, int bone, const double parent_q[4],
                    double q[4]) {
    const double sine = sqrt(ax_dot3(parent_q + 1, parent_q + 1));
    const double *up = s->rest + 16 * (size_t)s->parents[bone];
    const double *rest = s->rest + 16 * (size_t)bone;
    const double half = share_of(s, bone) * atan2(sine, fabs(parent_q[0]));
    double world[3], own[3] = {0};
    q[0] = 1;
    q[1] = q[2] = q[3] = 0;
    for (int i = 0; i < 3; i++) world[i] = ax_dot3(up + 4 * i, parent_q + 1);
    for (int i = 0; i < 3; i++)
        for (int a = 0; a < 3; a++) own[i] += rest[4 * a + i] * world[a];
    const double length = sqrt(ax_dot3(own, own));
    if (!(length > 0)) return;
    q[0] = cos(half);
    for (int i = 0; i < 3; i++)
        q[1 + i] = (parent_q[0] < 0 ? -1 : 1) * sin(half) * own[i] / length;
}
