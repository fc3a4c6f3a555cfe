/* The state and the parts of ax_solve_ik: ik_attach.c (which joints are whose
 * effectors), ik_chains.c (bones that bend together), ik_feet.c (feet that are roots),
 * solve_ik.c (one bone in one frame, and which bones translate). Private to them. */
#ifndef AX_MOTION_IK_SOLVER_H
#define AX_MOTION_IK_SOLVER_H

#include <stdbool.h>
#include <stdint.h>

#include "motion/rig/joint_motion.h"
#include "motion/rig/keyframes.h"
#include "motion/rig/skeleton.h"

/* Constants. Lengths are fractions of the rest pose's box diagonal. "Fitted": to data,
 * as given; "tolerance": geometric, decides what counts as one place; "chosen": no
 * measurement is recorded.
 *
 *   constant                value  unit       source and meaning
 *   translation_threshold   0.006  diagonals  chosen: mean distance of a joint from its
 *                                             bone above which the bone translates
 *   translation_confidence  0.85   0..1       chosen: ... at this mean confidence
 *   rest_prior              3e-4   -          chosen: weight of the rest rotation, of
 *                                             the effectors'
 *   foot_droop_per_lift     3.5    rad per    fitted: walks and gallops of nine
 *                                  diagonal   quadrupeds (2.4 to 5.9 each), where it
 *                                             explains a third to half of what feet
 *                                             without a joint beyond their head do
 *   max_foot_droop          0.9    rad        chosen: upper bound of that
 *   max_foot_height         0.2    box height chosen: of a foot's head at rest
 *   leaf_tail_distance      0.02   diagonals  tolerance: a leaf's tail at a joint
 *   shared_pivot_distance   0.01   diagonals  tolerance: heads that are one pivot
 *   min_effector_distance   2e-3   diagonals  tolerance: a joint nearer to the bone's
 *                                             head gives no direction
 *   connected_distance      1e-3   diagonals  tolerance: a head at its parent's tail */
static const double translation_threshold = 0.006, translation_confidence = 0.85;
static const double rest_prior = 3e-4;
static const double foot_droop_per_lift = 3.5, max_foot_droop = 0.9;
static const double max_foot_height = 0.2;
static const double leaf_tail_distance = 0.02, shared_pivot_distance = 0.01;
static const double min_effector_distance = 2e-3, connected_distance = 1e-3;
enum { AX_IK_MAX_CHAIN = 16 }; /* bones */

/* A joint that is attached rigidly to a bone: the bone's rotation moves it. */
typedef struct ax_ik_effector {
    int32_t bone, joint;
    int32_t owner_bone; /* last bone before the joint, `bone` or below it; -1: none */
    bool marker;        /* shows the twist: directions and bends are the others' */
    double local[3];    /* the joint, in the bone's rest frame */
} ax_ik_effector;

/* N bones, F frames. */
typedef struct ax_ik {
    const ax_skeleton *skeleton;
    const ax_joints *joints;
    const ax_joint_motion *motion;
    const ax_keyframes *out;
    double diagonal;
    double *rest_relative; /* [N, 4, 4] parent_rest^-1 rest */
    double *rest_inverse;  /* [N, 4, 4] */
    double *pose;          /* [N, 4, 4] of the current frame */

    ax_ik_effector *effectors; /* sorted by bone */
    int effector_count;
    int32_t *first;      /* [N + 1] range in effectors */
    uint8_t *observable; /* [N] the bone or one below it has an effector */

    int32_t *chain_next; /* [N] the bone that bends evenly with this one; -1 */
    uint8_t *in_chain;   /* [N] bends evenly with the one above */
    double *bend_angle;  /* [N] radians, in the current frame */
    double *bend_axis;   /* [N, 3] world, rest pose, unit */

    uint8_t *translates;                /* [N] carries location */
    double *error_sum, *confidence_sum; /* [N] over frames: distance of its joint */
} ax_ik;

static inline bool ax_ik_rotates(const ax_ik *k, int bone) {
    return !(k->skeleton->flags[bone] & AX_BONE_ROTATION_LOCKED);
}

/* Where the joint was found in the frame. */
static inline const double *ax_ik_target(const ax_ik *k, int frame, int joint) {
    return k->motion->joints +
           3 * ((size_t)frame * (size_t)k->joints->count + (size_t)joint);
}

/* ---- ik_attach.c ---- */

/* Lists the effectors, in the order in which they are found, and which bones are
 * observable. */
void ax_ik_attach(ax_ik *k);
/* How many effectors the bone has, without markers; before they are sorted, too. */
int ax_ik_effectors_of(const ax_ik *k, int bone);
void ax_ik_sort_effectors(ax_ik *k);

/* ---- ik_chains.c ---- */

/* Finds the bones that bend evenly with the ones above them. */
void ax_ik_find_chains(ax_ik *k);
/* q: the rotation by bend_angle about bend_axis, in the bone's rest frame. */
void ax_ik_bend_bone(const ax_ik *k, int bone, double q[4]);
/* Bends the chain that starts at `bone` so that its effector points at `to`, in the
 * bone's rest frame, and sets the bone's rotation q. */
void ax_ik_bend_chain(ax_ik *k, int bone, const ax_ik_effector *effector,
                      const double to[3], double q[4]);

/* ---- ik_feet.c ---- */

/* Sets q to the droop of a root that is a foot; leaves it for any other root. */
void ax_ik_droop_foot(ax_ik *k, int frame, int bone, double q[4]);

#endif
