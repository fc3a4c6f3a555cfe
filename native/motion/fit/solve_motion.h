/* From pose maps to keyframes, the whole way. */
#ifndef AX_MOTION_SOLVE_MOTION_H
#define AX_MOTION_SOLVE_MOTION_H

#include <stdbool.h>

#include "motion/rig/keyframes.h"
#include "motion/track/tracker.h"

/* Joints are searched in the maps (ax_joints_track), bones turned to them (ax_solve_ik), and
 * both refined together (ax_bundle_adjust); then the maps are looked at once more where
 * the skeleton now puts its joints, which finds or explains most that were lost, and
 * the refinement is repeated; and then once more against the pixels themselves, which
 * finds what the centres of blurred and overlapping discs cannot tell. found: as
 * ax_joints_track's, but the joints lie where the keys put them. contacts: joints that stand
 * still are held (motion/fit/contacts.h). */
ax_status ax_solve_motion(const ax_pose_maps *maps, const ax_cameras *cameras,
                          const ax_skeleton *skeleton, const ax_joints *joints,
                          const ax_tracks *found, const ax_keyframes *keys,
                          bool contacts, ax_error *err);

/* The same from joints that are already found in the views (a model of fields): found's
 * points and point_confidence are read, the rest is filled. There are no pixels to look
 * at again. */
ax_status ax_solve_points(int frames, const ax_cameras *cameras,
                          const ax_skeleton *skeleton, const ax_joints *joints,
                          const ax_tracks *found, const ax_keyframes *keys,
                          bool contacts, ax_error *err);

#endif
