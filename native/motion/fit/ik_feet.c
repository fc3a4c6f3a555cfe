/* Feet that are roots and have no effector, as on IK rigs: nothing observes their
 * rotation, but lifted feet droop. */
#include <math.h>

#include "motion/fit/ik_solver.h"
#include "motion/math/geometry.h"

/* The horizontal axis (world) about which the foot droops; false for what is no foot: a
 * root that translates, near the floor (z is up), with a horizontal direction. */
static bool foot_axis(const ax_ik *k, int bone, double axis[3]) {
    const ax_skeleton *s = k->skeleton;
    double head[3], end[3], floor = INFINITY, top = -INFINITY;
    if (!k->translates[bone] || s->parents[bone] >= 0 || !ax_ik_rotates(k, bone))
        return false;
    for (int j = 0; j < k->joints->count; j++) {
        floor = fmin(floor, k->joints->position[3 * j + 2]);
        top = fmax(top, k->joints->position[3 * j + 2]);
    }
    ax_bone_head(s, bone, head);
    ax_bone_tail(s, bone, end);
    for (int n = s->bones - 1; n > bone; n--)
        if (s->parents[n] == bone) ax_bone_head(s, n, end);
    const double ahead[2] = {end[0] - head[0], end[1] - head[1]};
    const double length = hypot(ahead[0], ahead[1]);
    if (head[2] > floor + max_foot_height * (top - floor) ||
        length < min_effector_distance * k->diagonal)
        return false;
    axis[0] = -ahead[1] / length;
    axis[1] = ahead[0] / length;
    axis[2] = 0;
    return true;
}

void ax_ik_droop_foot(ax_ik *k, int frame, int bone, double q[4]) {
    const int joint = k->joints->bone_joint[bone];
    if (joint < 0 || !foot_axis(k, bone, k->bend_axis + 3 * (size_t)bone)) return;
    const double lift =
        ax_ik_target(k, frame, joint)[2] - k->joints->position[3 * joint + 2];
    k->bend_angle[bone] =
        fmin(fmax(foot_droop_per_lift * lift / k->diagonal, 0), max_foot_droop);
    ax_ik_bend_bone(k, bone, q);
}
