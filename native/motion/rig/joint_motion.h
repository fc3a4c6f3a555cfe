/* Joints in space over time: what inverse kinematics starts from. */
#ifndef AX_MOTION_JOINT_MOTION_H
#define AX_MOTION_JOINT_MOTION_H

#include "base/status.h"
#include "motion/rig/keyframes.h"
#include "motion/rig/skeleton.h"

/* Borrowed arrays. */
typedef struct ax_joint_motion {
    int frames;
    const double *joints;    /* [F, J, 3] world */
    const float *confidence; /* [F, J] 0..1 */
} ax_joint_motion;

/* AX_ERR_USAGE unless the sizes of the motion, the joints and `out` fit each other,
 * AX_ERR_INPUT for a position that is not finite or beyond AX_MAX_COORDINATE. The
 * arrays of `out` are not read. */
ax_status ax_joint_motion_check(const ax_joint_motion *motion, const ax_joints *joints,
                                const ax_keyframes *out, ax_error *err);

#endif
