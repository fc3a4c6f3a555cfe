/* Inverse kinematics in closed form: the start of the bundle adjustment.
 *
 * From root to leaves, each bone is rotated so that its effectors, the joints that it
 * moves, reach the positions where they were found. A rig with its joints (a) to (f):
 *
 *            (d)
 *             |             bone     head    effectors   note
 *             | head        hips     (a)     (b)         root: translates to (a)
 *             |             spine1   (b)     (c)         bends evenly with spine2
 *   (e)------(c)            spine2    -       -          no joint at its head
 *       arm   |             head     (c)     (d)         (d) is its tail
 *             | spine2      arm      (c)     (e)         (e) is its tail
 *             |             fingers   -       -          beyond (e): follow the arm
 *             | spine1      foot     (f)      -          root: translates to (f),
 *             |                                          droops while it is lifted
 *            (b)
 *             | hips
 *            (a)        (f)___ foot
 *   ------------------------------- floor, z = 0
 */
#ifndef AX_MOTION_SOLVE_IK_H
#define AX_MOTION_SOLVE_IK_H

#include "base/status.h"
#include "motion/rig/joint_motion.h"
#include "motion/rig/keyframes.h"

/* out: rotations that bring effectors to motion->joints, weighted by their confidence:
 * two that are not in line with the bone's head determine its twist, one leaves the
 * twist as close to the rest pose's as it can be. Bones between a joint and its
 * effector bend evenly (motion/rig/bend.h); bones beyond the last joint follow their
 * parents; a foot that is a root without an effector droops while it is lifted (z is
 * up). Locations are zero except for roots, children of roots that do not start at
 * their parent's tail (hips and feet under a root), and bones whose joints are found
 * away from where the rotations alone put them, with confidence. Signs of quaternions
 * are continuous in time.
 *
 * Errors as ax_skeleton_check, ax_joints_check and ax_joint_motion_check;
 * AX_ERR_RESOURCE without memory. Keeps nothing; may run in several threads at a
 * time. */
ax_status ax_solve_ik(const ax_skeleton *skeleton, const ax_joints *joints,
                      const ax_joint_motion *motion, const ax_keyframes *out,
                      ax_error *err);

#endif
