/* A set of pose maps, all views and frames, and how they are to be read. */
#ifndef AX_MOTION_POSE_MAPS_H
#define AX_MOTION_POSE_MAPS_H

#include <stdint.h>

#include "base/status.h"
#include "motion/math/camera.h"

/* Pose maps and how they are to be read; arrays borrowed. */
typedef struct ax_pose_maps {
    int views, frames, height, width, joints;
    const uint8_t *pixels;  /* [V, F, H, W, 3] */
    const uint8_t *colours; /* [J, 3] */
    double radius;          /* of a disc, pixels; 0: 2.5 at a width of 128 */
    double sigma;           /* spread of a colour, RGB units; 0: 30 */
    double window;          /* how far a joint may move in a frame, pixels; 0: 14 at a
                             * width of 128 */
    double line_width;      /* of bones, pixels; 0: 1.5; negative: there are no lines */
    int version;            /* their style: motion/rig/pose_map_style.h; 0: 1 */
} ax_pose_maps;

/* AX_ERR_USAGE or AX_ERR_MODEL unless all numbers are within their bounds. */
ax_status ax_pose_maps_check(const ax_pose_maps *maps, ax_error *err);
/* The same, and that these cameras took them. */
ax_status ax_pose_maps_check_cameras(const ax_pose_maps *maps,
                                     const ax_cameras *cameras, ax_error *err);
/* The same with zeros replaced by defaults. */
ax_pose_maps ax_pose_maps_defaults(const ax_pose_maps *maps);

#endif
