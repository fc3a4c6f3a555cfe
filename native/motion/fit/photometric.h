/* The photometric term: how well joints explain the pixels of pose maps, by comparing a
 * rendering of them (motion/maps/soft_renderer.h), as blurred and as pale as the maps
 * are, with the maps themselves. Where discs overlap or are blurred, the centres that
 * the tracker finds are biased; the whole image is not.
 *
 *   sum_vf, pixels   k s^2 log(1 + |rendered - map|^2 / s^2)
 *
 * A vector over joints is [F, J, 3], world. Derivatives are analytic; the Gauss-Newton
 * Hessian leaves out what couples two joints in one pixel. */
#ifndef AX_MOTION_PHOTOMETRIC_H
#define AX_MOTION_PHOTOMETRIC_H

#include "motion/maps/pose_maps.h"
#include "motion/math/camera.h"

typedef struct ax_photometric ax_photometric;

/* Borrows all arguments until it is closed. parent: [J], as drawn. `out` is NULL,
 * without an error, for maps so large that their renderings would not fit in memory
 * (AX_SOFT_MAX_FRAGMENTS). Not for use by two threads at once; uses several itself
 * (OpenMP), with the same result for any number. Errors as ax_pose_maps_check_cameras;
 * AX_ERR_RESOURCE without memory. */
ax_status ax_photometric_open(const ax_pose_maps *maps, const ax_cameras *cameras,
                              const int32_t *parent, ax_photometric **out,
                              ax_error *err);
void ax_photometric_close(ax_photometric *p); /* accepts NULL */

/* Estimates the maps' blur and contrast, given approximate joints, and sets the weight
 * k: a whole disc constrains its joint as much as two observed points with this spread
 * (pixels) do. To be called before the functions below. */
void ax_photometric_calibrate(ax_photometric *p, const double *joints, double spread);

/* Coloured pixels of the maps where nothing is rendered count as well. */
double ax_photometric_cost(ax_photometric *p, const double *joints);

/* Adds minus half of the cost's derivative to `neg_gradient` [F, J, 3], and the blocks
 * of its Gauss-Newton Hessian to `hessian` [F, J, 3, 3]. */
void ax_photometric_linearise(ax_photometric *p, const double *joints,
                              double *neg_gradient, double *hessian);

/* The blur that calibration found, pixels (a Gaussian's sigma). */
double ax_photometric_blur(const ax_photometric *p);

#endif
