/* Checks skeletons (ax_skeleton) and chooses the joints (ax_joints) that stand for them
 * in pose maps; both types: animax/types.h.
 *
 *     ax_joints joints = {0};
 *     AX_TRY(ax_joints_select(&skeleton, 32, 0.01, 1, 0, &joints, err));
 *     ...
 *     ax_joints_free(&joints);
 *
 * N bones, J joints. Everything is in world units; matrices are row-major 4x4. */
#ifndef AX_MOTION_SKELETON_H
#define AX_MOTION_SKELETON_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* AX_ERR_INPUT for a parent that does not precede its child (so also for a cycle), for
 * a number that is not finite or beyond AX_MAX_COORDINATE, and for a matrix that is
 * flat, without extent or not affine, or for limits that cross or are NaN. */
ax_status ax_skeleton_check(const ax_skeleton *skeleton, ax_error *err);

void ax_bone_head(const ax_skeleton *skeleton, int bone, double head[3]);
void ax_bone_tail(const ax_skeleton *skeleton, int bone, double tail[3]);

/* Moves a location onto the limits of the bone's location, if the rig has some. */
void ax_clamp_location(const ax_skeleton *skeleton, int bone, double location[3]);

/* parent_rest^-1 rest of every bone (rest itself for roots). relative: [N, 4, 4]. */
void ax_rest_relative(const ax_skeleton *skeleton, double *relative);

/* Chooses the joints: heads of bones that deform or have a deforming descendant (all
 * bones if none deforms), tails of the leaves among them. Joints closer than `merge` x
 * the diagonal of their box are one, represented by the first head among them. If more
 * than `max_joints` are left (0: no limit), the pose loses those that cost it least, by
 * the thinning of the pose maps' version (motion/rig/pose_map_style.h): one shortens
 * long chains from their tips, the other thins them evenly.
 *
 * Then at most `max_markers` markers (0: none) are added at the end of the list, for
 * bones whose head is a joint and whose twist the joints do not show: those that the
 * bone's rotation alone moves lie on one line through its head. A marker lies a quarter
 * of the way along that line and 5 to 10 % of the longest side of the joints' box
 * beside it, in front of the bone (-Y) or, where the bone itself points to the front or
 * back, above; its parent is the joint at the bone's head. If there are more such
 * bones, those get one that leave the least twist unseen in the whole rig, by the
 * bones' lengths, and of mirrored bones both or none.
 *
 * The caller frees `out`; it is untouched on failure. */
ax_status ax_joints_select(const ax_skeleton *skeleton, int max_joints, double merge,
                           int version, int max_markers, ax_joints *out, ax_error *err);
/* The joint that a marker moves with, -1 for any other joint. base: [J]. */
void ax_joints_bases(const ax_joints *joints, int32_t *base);
/* How many joints come before the first marker. */
int ax_joints_without_markers(const ax_joints *joints);
ax_status ax_joints_alloc(int joints, int bones, ax_joints *out, ax_error *err);
void ax_joints_free(ax_joints *joints);

/* AX_ERR_INPUT unless every bone and parent of the selection exists and every position
 * is one. */
ax_status ax_joints_check(const ax_joints *joints, const ax_skeleton *skeleton,
                          ax_error *err);

#endif
