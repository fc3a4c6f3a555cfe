#include "motion/fit/solve_motion.h"

#include "motion/fit/bundle.h"
#include "motion/fit/photometric.h"
#include "motion/fit/solve_ik.h"
#include "motion/track/confidence.h"
#include "motion/track/triangulate.h"

/* The last refinement: against the maps' pixels. */
static ax_status refine(const ax_pose_maps *maps, const ax_skeleton *skeleton,
                        const ax_joints *joints, const ax_observations *seen,
                        const ax_tracks *found, const ax_keyframes *keys, bool contacts,
                        ax_error *err) {
    ax_observations with_pixels = *seen;
    AX_TRY(ax_photometric_open(maps, &seen->cameras, seen->parent,
                               &with_pixels.photometric, err));
    ax_status status = AX_OK;
    if (with_pixels.photometric)
        status = ax_bundle_adjust(skeleton, joints, &with_pixels, keys, contacts,
                                  found->joints, err);
    ax_photometric_close(with_pixels.photometric);
    return status;
}

ax_status ax_solve_motion(const ax_pose_maps *maps, const ax_cameras *cameras,
                          const ax_skeleton *skeleton, const ax_joints *joints,
                          const ax_tracks *found, const ax_keyframes *keys,
                          bool contacts, ax_error *err) {
    const ax_observations seen = {
        .cameras = *cameras,
        .frames = maps->frames,
        .joints = maps->joints,
        .points = found->points,
        .confidence = found->point_confidence,
        .parent = joints->parent,
        .rest = joints->position,
    };
    const ax_joint_motion motion = {maps->frames, found->joints, found->confidence};
    AX_TRY(
        ax_joints_track(maps, cameras, joints->parent, joints->position, found, err));
    AX_TRY(ax_solve_ik(skeleton, joints, &motion, keys, err));
    for (int pass = 0; pass < 2; pass++) {
        if (pass > 0) AX_TRY(ax_redetect(maps, cameras, found, err));
        AX_TRY(ax_bundle_adjust(skeleton, joints, &seen, keys, contacts, found->joints,
                                err));
    }
    AX_TRY(refine(maps, skeleton, joints, &seen, found, keys, contacts, err));
    ax_joint_probabilities(&seen, found->joints, found->confidence, found->residual_px);
    return AX_OK;
}

ax_status ax_solve_points(int frames, const ax_cameras *cameras,
                          const ax_skeleton *skeleton, const ax_joints *joints,
                          const ax_tracks *found, const ax_keyframes *keys,
                          bool contacts, ax_error *err) {
    const ax_observations seen = {
        .cameras = *cameras,
        .frames = frames,
        .joints = joints->count,
        .points = found->points,
        .confidence = found->point_confidence,
        .parent = joints->parent,
        .rest = joints->position,
    };
    const ax_joint_motion motion = {frames, found->joints, found->confidence};
    AX_TRY(ax_triangulate(&seen, found->joints, found->confidence, found->residual_px,
                          err));
    AX_TRY(ax_solve_ik(skeleton, joints, &motion, keys, err));
    AX_TRY(
        ax_bundle_adjust(skeleton, joints, &seen, keys, contacts, found->joints, err));
    ax_joint_probabilities(&seen, found->joints, found->confidence, found->residual_px);
    return AX_OK;
}
