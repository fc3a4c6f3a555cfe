/* Rays from cameras through pixels. */
#ifndef AX_MOTION_RAYS_H
#define AX_MOTION_RAYS_H

#include <stdbool.h>

#include "motion/math/camera.h"

typedef struct ax_ray {
    double origin[3], direction[3]; /* world; the direction has length 1 */
} ax_ray;

ax_ray ax_ray_through(const ax_camera *camera, const double pixel[2]);

/* The point of the ray's line that is nearest to `point`. */
void ax_ray_nearest(const ax_ray *ray, const double point[3], double out[3]);

/* The middle of the shortest link between two rays' lines; false, and `out` untouched,
 * if they are nearly parallel. */
bool ax_rays_midpoint(const ax_ray *a, const ax_ray *b, double out[3]);

#endif
