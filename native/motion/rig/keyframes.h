/* Between joints in space and the pose channels of bones. Blender's convention:
 *   basis = T(location) R(rotation),  pose = parent_pose parent_rest^-1 rest basis. */
#ifndef AX_MOTION_KEYFRAMES_H
#define AX_MOTION_KEYFRAMES_H

#include <stdint.h>

#include "base/status.h"
#include "motion/rig/skeleton.h"

/* Arrays of the caller. */
typedef struct ax_keyframes {
    int frames, bones;
    double *rotation; /* [F, N, 4] w, x, y, z */
    double *location; /* [F, N, 3] */
} ax_keyframes;

/* AX_ERR_INPUT for a location that is not finite, or so large that its squares are not.
 * A rotation that is not finite counts as none. */
ax_status ax_keyframes_check(const ax_keyframes *keys, ax_error *err);

/* What the joints did; arrays borrowed. */
typedef struct ax_joint_motion {
    int frames;
    const double *joints;    /* [F, J, 3] world */
    const float *confidence; /* [F, J] */
} ax_joint_motion;

/* pose: [F, N, 4, 4] world. */
ax_status ax_forward(const ax_skeleton *skeleton, const ax_keyframes *keys,
                     double *pose, ax_error *err);

/* AX_ERR_USAGE unless the sizes fit each other, AX_ERR_INPUT for a joint at no finite
 * place. Of `out` only the sizes are looked at. */
ax_status ax_joint_motion_check(const ax_joint_motion *motion, const ax_joints *joints,
                                const ax_keyframes *out, ax_error *err);

/* From root to leaves: each bone turns so that the joints that hang on it come to lie
 * where they were found; two that are not in line fix its twist, one leaves the twist
 * as close to the rest pose's as it can be. Bones between a joint and the
 * one it hangs on bend evenly; what lies beyond the last joint follows, weakly;
 * a foot that is a root without a joint beyond it hangs while it is lifted (z is up).
 * Location is zero except for bones without a parent, children of such bones
 * that do not start at its tail (hips and feet under a root), and bones that the joints
 * show, with confidence, to leave their place. Signs of quaternions are continuous in
 * time. */
ax_status ax_solve_ik(const ax_skeleton *skeleton, const ax_joints *joints,
                      const ax_joint_motion *motion, const ax_keyframes *out,
                      ax_error *err);

/* Gives each quaternion the sign nearer to the one before it in time. */
void ax_quaternions_keep_signs(const ax_keyframes *keys);

/* Keyframes at another rate, by cubic interpolation (monotone in each location channel,
 * tangent-continuous and normalised for rotations). `in` starts at time 0, as does
 * `out`; beyond the last key the pose holds. */
ax_status ax_resample(const ax_keyframes *in, double fps_in, double fps_out,
                      const ax_keyframes *out, ax_error *err);

#endif
