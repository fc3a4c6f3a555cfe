/* From pose maps to 3D joints with the third dimension in the loop: a joint is searched
 * in all views about its predicted place in space, and a place is taken only if the
 * views agree on it. Finds joints that extract and triangulate one after the other
 * lose. */
#ifndef AX_MOTION_TRACKER_H
#define AX_MOTION_TRACKER_H

#include "motion/track/extract.h"
#include "motion/track/triangulate.h"

/* What is found; arrays of the caller. */
typedef struct ax_tracks {
    double *joints;          /* [F, J, 3] world */
    float *confidence;       /* [F, J] */
    float *residual_px;      /* [F, J] */
    double *points;          /* [V, F, J, 2] pixels */
    float *point_confidence; /* [V, F, J]; negative: hidden by other joints' discs at
                              * the place that the other views tell, so much of it */
} ax_tracks;

/* parent: [J], precedes its children; rest: [J, 3]. The cameras' image size is that of
 * the maps. */
ax_status ax_joints_track(const ax_pose_maps *maps, const ax_cameras *cameras,
                          const int32_t *parent, const double *rest,
                          const ax_tracks *out, ax_error *err);

/* Looks again at where the solved joints are: points and point_confidence of `found`
 * are replaced where its joints (in) are seen better than before, or hidden. */
ax_status ax_redetect(const ax_pose_maps *maps, const ax_cameras *cameras,
                      const ax_tracks *found, ax_error *err);

#endif
