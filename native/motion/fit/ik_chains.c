/* Chains: bones without joints of their own that bend evenly towards one effector. */
#include <math.h>
#include <string.h>

#include "motion/fit/ik_solver.h"
#include "motion/math/geometry.h"
#include "motion/rig/bend.h"

/* Chains the bones from an effector's bone down to its owner, if all of them may rotate
 * and none has another effector or another chain. */
static void chain_to(ax_ik *k, const ax_ik_effector *effector) {
    int length = 1;
    for (int n = effector->owner_bone; n != effector->bone;
         n = k->skeleton->parents[n], length++)
        if (n < 0 || length >= AX_IK_MAX_CHAIN || !ax_ik_rotates(k, n) ||
            k->in_chain[n] || ax_ik_effectors_of(k, n) > 0)
            return;
    if (k->in_chain[effector->bone] || !ax_ik_rotates(k, effector->bone)) return;
    for (int n = effector->owner_bone; n != effector->bone;
         n = k->skeleton->parents[n]) {
        k->in_chain[n] = 1;
        k->chain_next[k->skeleton->parents[n]] = n;
    }
}

void ax_ik_find_chains(ax_ik *k) {
    for (int n = 0; n < k->skeleton->bones; n++) k->chain_next[n] = -1;
    for (int i = 0; i < k->effector_count; i++) {
        const ax_ik_effector *e = &k->effectors[i];
        if (!e->marker && e->owner_bone >= 0 && ax_ik_effectors_of(k, e->bone) == 1)
            chain_to(k, e);
    }
}

void ax_ik_bend_bone(const ax_ik *k, int bone, double q[4]) {
    const double *inverse = k->rest_inverse + 16 * (size_t)bone;
    const double *axis = k->bend_axis + 3 * (size_t)bone;
    double local[3], half = 0.5 * k->bend_angle[bone];
    for (int a = 0; a < 3; a++)
        local[a] = inverse[4 * a] * axis[0] + inverse[4 * a + 1] * axis[1] +
                   inverse[4 * a + 2] * axis[2];
    double length = sqrt(ax_dot3(local, local));
    q[0] = cos(half);
    for (int a = 0; a < 3; a++)
        q[1 + a] = length > 0 ? sin(half) * local[a] / length : 0;
    ax_quaternion_normalise(q);
}

/* Angle and axis (world, rest pose) of a rotation in the bone's rest frame. */
static double angle_and_axis(const ax_ik *k, int bone, const double q[4],
                             double axis[3]) {
    const double *rest = k->skeleton->rest + 16 * (size_t)bone;
    const double sine = sqrt(ax_dot3(q + 1, q + 1));
    for (int a = 0; a < 3; a++)
        axis[a] = rest[4 * a] * q[1] + rest[4 * a + 1] * q[2] + rest[4 * a + 2] * q[3];
    const double length = sqrt(ax_dot3(axis, axis));
    if (!(length > 0)) return 0;
    const double sign = q[0] < 0 ? -1 : 1;
    for (int a = 0; a < 3; a++) axis[a] *= sign / length;
    return 2 * atan2(sine, fabs(q[0]));
}

void ax_ik_bend_chain(ax_ik *k, int bone, const ax_ik_effector *effector,
                      const double to[3], double q[4]) {
    double axis[3], offsets[3 * (AX_IK_MAX_CHAIN + 1)], head[3], local[3], swing[9],
        q_swing[4];
    /* The swing alone: a twist about the chain's own direction does not bend it. */
    ax_rotation_swing(effector->local, to, swing);
    ax_quaternion_from_matrix3(swing, q_swing);
    const double angle = angle_and_axis(k, bone, q_swing, axis);
    size_t count = 0;
    ax_bone_head(k->skeleton, bone, head);
    for (int n = bone; n >= 0; n = k->chain_next[n], count++) {
        ax_bone_head(k->skeleton, n, offsets + 3 * count);
        for (int a = 0; a < 3; a++) offsets[3 * count + (size_t)a] -= head[a];
    }
    for (int a = 0; a < 3; a++)
        offsets[3 * count + (size_t)a] =
            k->joints->position[3 * effector->joint + a] - head[a];
    const double each = ax_bend_angle(offsets, count, axis, angle);
    for (int n = each != 0 ? bone : -1; n >= 0; n = k->chain_next[n]) {
        k->bend_angle[n] = each;
        memcpy(k->bend_axis + 3 * (size_t)n, axis, sizeof axis);
    }
    if (each == 0) return;
    /* The first bone corrects what the even bend misses, so that the direction is
     * exact. */
    double end[3], first[4], r[9];
    const double *inverse = k->rest_inverse + 16 * (size_t)bone;
    ax_bend_end(offsets, count, axis, each, end);
    for (int a = 0; a < 3; a++)
        local[a] = inverse[4 * a] * end[0] + inverse[4 * a + 1] * end[1] +
                   inverse[4 * a + 2] * end[2];
    ax_ik_bend_bone(k, bone, first);
    ax_quaternion_to_matrix3(first, r);
    ax_rotation_swing(local, to, swing);
    ax_matrix3_multiply(swing, r, r);
    ax_quaternion_from_matrix3(r, q);
}
