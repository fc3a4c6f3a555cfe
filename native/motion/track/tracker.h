/* From pose maps to 3D joints, frame by frame with all views together: a joint is
 * searched in all views about its predicted place in space, and a place is taken only
 * if the views agree on it (candidates.h). Finds joints that are lost when ax_extract
 * reads each view alone and ax_triangulate follows. */
#ifndef AX_MOTION_TRACKER_H
#define AX_MOTION_TRACKER_H

#include "motion/track/extract.h"
#include "motion/track/triangulate.h"

/* What is found; arrays of the caller. Confidences here are weights for solvers:
 * motion/track/confidence.h. */
typedef struct ax_tracks {
    double *joints;          /* [F, J, 3] world */
    float *confidence;       /* [F, J] */
    float *residual_px;      /* [F, J] */
    double *points;          /* [V, F, J, 2] pixels */
    float *point_confidence; /* [V, F, J] the share of the disc that is seen; negative:
                              * the share that other joints' discs hide, at the place
                              * that the other views imply; 0: neither */
} ax_tracks;

/* parent: [J], precedes its children; rest: [J, 3] world. The cameras' image size is
 * that of the maps. */
ax_status ax_joints_track(const ax_pose_maps *maps, const ax_cameras *cameras,
                          const int32_t *parent, const double *rest,
                          const ax_tracks *out, ax_error *err);

/* Detects the joints once more, where solved joints project to: points and
 * point_confidence of `tracks` are replaced where its joints (read only) are seen
 * better than before, or hidden. */
ax_status ax_redetect(const ax_pose_maps *maps, const ax_cameras *cameras,
                      const ax_tracks *tracks, ax_error *err);

#endif
