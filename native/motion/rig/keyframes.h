/* Keyframes: the pose channels of bones over time. Blender's convention:
 *   basis = T(location) R(rotation),  pose = parent_pose parent_rest^-1 rest basis.
 * Frames are numbered from 0; what a frame's time is, the caller knows. */
#ifndef AX_MOTION_KEYFRAMES_H
#define AX_MOTION_KEYFRAMES_H

#include <stdint.h>

#include "base/status.h"
#include "motion/rig/skeleton.h"

/* Arrays of the caller. */
typedef struct ax_keyframes {
    int frames, bones;
    double *rotation; /* [F, N, 4] unit quaternions w, x, y, z */
    double *location; /* [F, N, 3] in the bone's rest axes and scale */
} ax_keyframes;

/* AX_ERR_INPUT for a location that is not finite, or so large that its squares are not.
 * A rotation that is zero or not finite is read as the identity. */
ax_status ax_keyframes_check(const ax_keyframes *keys, ax_error *err);

/* Gives each quaternion the sign that is nearer to the one before it in time. */
void ax_keyframes_align_signs(const ax_keyframes *keys);

/* Forward kinematics. pose: [F, N, 4, 4] world. Errors as ax_skeleton_check and
 * ax_keyframes_check; AX_ERR_USAGE for sizes that do not fit. */
ax_status ax_forward(const ax_skeleton *skeleton, const ax_keyframes *keys,
                     double *pose, ax_error *err);

/* Keyframes at another rate, by cubic interpolation: monotone in each location
 * channel (never beyond the keys), Catmull-Rom and normalised for rotations. `in`
 * starts at time 0, as does `out`; beyond the last key the pose holds. fps_in,
 * fps_out: positive. */
ax_status ax_resample(const ax_keyframes *in, double fps_in, double fps_out,
                      const ax_keyframes *out, ax_error *err);

#endif
