#include "motion/fit/solve_motion.h"

#include "motion/fit/bundle.h"
#include "motion/fit/photometric.h"
#include "motion/fit/solve_ik.h"
#include "motion/track/confidence.h"
#include "motion/track/triangulate.h"

/* The last adjustment, with the photometric term. */
static ax_status refine_by_pixels(const ax_pose_maps *maps, const ax_skeleton *skeleton,
                                  const ax_joints *joints,
                                  const ax_observations *observed,
                                  const ax_tracks *tracks, const ax_keyframes *keys,
                                  bool contacts, ax_error *err) {
    ax_observations with_pixels = *observed;
    AX_TRY(ax_photometric_open(maps, &observed->cameras, observed->parent,
                               &with_pixels.photometric, err));
    ax_status status = AX_OK;
    if (with_pixels.photometric)
        status = ax_bundle_adjust(skeleton, joints, &with_pixels, keys, contacts,
                                  tracks->joints, err);
    ax_photometric_close(with_pixels.photometric);
    return status;
}

ax_status ax_solve_motion(const ax_pose_maps *maps, const ax_cameras *cameras,
                          const ax_skeleton *skeleton, const ax_joints *joints,
                          const ax_tracks *tracks, const ax_keyframes *keys,
                          bool contacts, ax_error *err) {
    const ax_observations observed = {
        .cameras = *cameras,
        .frames = maps->frames,
        .joints = maps->joints,
        .points = tracks->points,
        .confidence = tracks->point_confidence,
        .parent = joints->parent,
        .rest = joints->position,
    };
    const ax_joint_motion motion = {maps->frames, tracks->joints, tracks->confidence};
    AX_TRY(
        ax_joints_track(maps, cameras, joints->parent, joints->position, tracks, err));
    AX_TRY(ax_solve_ik(skeleton, joints, &motion, keys, err));
    for (int pass = 0; pass < 2; pass++) {
        if (pass > 0) AX_TRY(ax_redetect(maps, cameras, tracks, err));
        AX_TRY(ax_bundle_adjust(skeleton, joints, &observed, keys, contacts,
                                tracks->joints, err));
    }
    AX_TRY(refine_by_pixels(maps, skeleton, joints, &observed, tracks, keys, contacts,
                            err));
    ax_joint_probabilities(&observed, tracks->joints, tracks->confidence,
                           tracks->residual_px);
    return AX_OK;
}

ax_status ax_solve_points(int frames, const ax_cameras *cameras,
                          const ax_skeleton *skeleton, const ax_joints *joints,
                          const ax_tracks *tracks, const ax_keyframes *keys,
                          bool contacts, ax_error *err) {
    const ax_observations observed = {
        .cameras = *cameras,
        .frames = frames,
        .joints = joints->count,
        .points = tracks->points,
        .confidence = tracks->point_confidence,
        .parent = joints->parent,
        .rest = joints->position,
    };
    const ax_joint_motion motion = {frames, tracks->joints, tracks->confidence};
    AX_TRY(ax_triangulate(&observed, tracks->joints, tracks->confidence,
                          tracks->residual_px, err));
    AX_TRY(ax_solve_ik(skeleton, joints, &motion, keys, err));
    AX_TRY(ax_bundle_adjust(skeleton, joints, &observed, keys, contacts, tracks->joints,
                            err));
    ax_joint_probabilities(&observed, tracks->joints, tracks->confidence,
                           tracks->residual_px);
    return AX_OK;
}
