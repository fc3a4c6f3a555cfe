/* How well joints explain the pixels of pose maps: what the drawing would look like,
 * blurred and paled as the maps are, against the maps themselves. Of discs that overlap
 * or are soft, centres lie; the picture as a whole does not.
 *
 *   sum_vf, pixels   k s^2 log(1 + |drawn - map|^2 / s^2)
 *
 * A point is a joint in a frame; numbers of joints are [F, J, 3], world. Analytic
 * derivatives; of the Gauss-Newton matrix what discs share is left out. */
#ifndef AX_MOTION_PHOTOMETRIC_H
#define AX_MOTION_PHOTOMETRIC_H

#include "motion/maps/pose_maps.h"
#include "motion/math/camera.h"

typedef struct ax_photometric ax_photometric;

/* Borrows everything. parent: [J], as drawn. `out` is NULL, without an error, for maps
 * so large that soft ones would not fit in memory (AX_SOFT_MAX_FRAGMENTS). Not for use by two
 * threads at once; itself it uses several (OpenMP), with the same result for any
 * number. */
ax_status ax_photometric_open(const ax_pose_maps *maps, const ax_cameras *cameras,
                              const int32_t *parent, ax_photometric **out,
                              ax_error *err);
void ax_photometric_close(ax_photometric *p); /* accepts NULL */

/* Measures how soft and how pale the maps are, from about where the joints are, and
 * weighs pixels so that a whole disc fixes a joint as firmly as `trust` observations of
 * this spread (pixels) would. To be called before the questions below. */
void ax_photometric_calibrate(ax_photometric *p, const double *joints, double spread);

/* Where nothing is drawn, ink of the maps counts as unexplained. */
double ax_photometric_cost(ax_photometric *p, const double *joints);

/* Adds half of minus the cost's derivative to `pull` [F, J, 3], and the blocks of its
 * Gauss-Newton matrix to `blocks` [F, J, 3, 3]. */
void ax_photometric_linearise(ax_photometric *p, const double *joints, double *pull,
                              double *blocks);

/* The blur found, pixels (a Gaussian's sigma). */
double ax_photometric_blur(const ax_photometric *p);

#endif
