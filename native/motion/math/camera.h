/* The cameras of the views. ax_camera, its axes and units: animax/types.h. */
#ifndef AX_MOTION_CAMERA_H
#define AX_MOTION_CAMERA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef struct ax_cameras {
    const ax_camera *view; /* [count], borrowed */
    int count;
} ax_cameras;

/* Normalised coordinates: (world - centre) * scale. */
typedef struct ax_frame {
    double centre[3];
    double scale;
} ax_frame;

/* AX_ERR_USAGE unless there are 1..AX_MAX_VIEWS cameras, all numbers are finite and at
 * most AX_MAX_COORDINATE, rotations are orthonormal, focal lengths positive, and image
 * sizes equal, whole and in 1..AX_MAX_IMAGE. */
ax_status ax_cameras_check(const ax_cameras *cameras, ax_error *err);

/* Projects a point, world to pixels. False, and `out` NaN, for a point at or behind the
 * camera or not finite. */
bool ax_camera_project(const ax_camera *camera, const double point[3], double out[2]);
/* Projection and its Jacobian [2, 3]; false, with nothing written, behind the
 * camera. */
bool ax_camera_linearise(const ax_camera *camera, const double point[3], double out[2],
                         double jacobian[6]);
/* The camera's centre, world. */
void ax_camera_origin(const ax_camera *camera, double origin[3]);

/* points: [count, 3] world; out: [V, count, 2] pixels, NaN for points that are not in
 * front of the camera. */
ax_status ax_project(const ax_cameras *cameras, const double *points, size_t count,
                     double *out, ax_error *err);

/* The coordinates in which the longest side of the joints' box times `margin` is 1.
 * position: [J, 3] world. AX_ERR_INPUT if the joints have no extent or a position is
 * not finite or too large. */
ax_status ax_normalise(const double *position, int joints, double margin, ax_frame *out,
                       ax_error *err);

/* Plücker coordinates of the rays through the centres of height x width cells that
 * divide the image evenly: unit direction d and moment o x d, o being the camera's
 * centre in normalised coordinates. out: [V, 6, height, width]. AX_ERR_USAGE for sizes
 * beyond AX_MAX_IMAGE and cameras out of range. */
ax_status ax_plucker(const ax_cameras *cameras, const ax_frame *frame, int height,
                     int width, float *out, ax_error *err);

#endif
