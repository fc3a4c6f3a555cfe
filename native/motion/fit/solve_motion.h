/* From pose maps to keyframes, all steps. */
#ifndef AX_MOTION_SOLVE_MOTION_H
#define AX_MOTION_SOLVE_MOTION_H

#include <stdbool.h>

#include "motion/rig/keyframes.h"
#include "motion/track/tracker.h"

/* The steps:
 *   1. joints are tracked in the maps                               ax_joints_track
 *   2. inverse kinematics gives a start                             ax_solve_ik
 *   3. all rotations of all frames are adjusted jointly             ax_bundle_adjust
 *   4. joints are detected again near where the skeleton now puts   ax_redetect
 *      them, which finds most that were lost or hidden; 3 again
 *   5. 3 once more, with the photometric term, which corrects the   ax_photometric
 *      bias of blurred and overlapping discs
 *
 * tracks: as ax_joints_track's, but its joints are those of the keys and its confidence
 * are probabilities (motion/track/confidence.h). keys: F frames of the maps, N bones,
 * arrays of the caller. contacts: detect and hold joints that stand still
 * (motion/fit/contacts.h). Errors are those of the functions named. Keeps nothing; may
 * run in several threads at a time. */
ax_status ax_solve_motion(const ax_pose_maps *maps, const ax_cameras *cameras,
                          const ax_skeleton *skeleton, const ax_joints *joints,
                          const ax_tracks *tracks, const ax_keyframes *keys,
                          bool contacts, ax_error *err);

/* The same from joints that are already found in the views (a model that generates pose
 * fields): points and point_confidence of `tracks` are read, the rest is filled. There
 * are no pixels to detect in or to compare with. */
ax_status ax_solve_points(int frames, const ax_cameras *cameras,
                          const ax_skeleton *skeleton, const ax_joints *joints,
                          const ax_tracks *tracks, const ax_keyframes *keys,
                          bool contacts, ax_error *err);

#endif
