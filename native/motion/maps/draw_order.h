/* In which order a pose map's discs lie over each other: motion/maps/pose_map.h. */
#ifndef AX_MOTION_DRAW_ORDER_H
#define AX_MOTION_DRAW_ORDER_H

#include <stdint.h>

#include "motion/math/camera.h"

/* A joint and how far in front of the camera it is, world units. */
typedef struct ax_drawn_joint {
    double depth;
    int32_t joint;
} ax_drawn_joint;

/* Along the camera's axis; infinite if that is not a number. */
double ax_camera_depth(const ax_camera *camera, const double point[3]);

/* The joints in the order AX_DISCS_FAR_TO_NEAR: far to near, and of those equally far
 * the first one first. points: [J, 3] world; out: [J]. */
void ax_draw_order(const ax_camera *camera, const double *points, int joints,
                   ax_drawn_joint *out);

#endif
