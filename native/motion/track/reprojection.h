/* The reprojection term, which all solvers share: how far joints in space project from
 * where the views show them. A point is a joint in a frame; P = F J of them, F
 * outermost. */
#ifndef AX_MOTION_REPROJECTION_H
#define AX_MOTION_REPROJECTION_H

#include <stddef.h>

#include "motion/track/observations.h"

/* 0 where the view does not show the joint (a hidden one, too), else up to 1. */
double ax_observation_weight(const ax_observations *o, int view, size_t point);
const double *ax_observation_at(const ax_observations *o, int view, size_t point);

/* The point nearest to the rays (least squares) of one joint in one frame; along what
 * they leave undetermined the one nearest to `guess`. Returns the weights' sum. */
double ax_intersect_rays(const ax_observations *o, int frame, int joint,
                         const double guess[3], double out[3]);

/* Sum over views and points of weight x log(1 + r^2 / spread^2), r in pixels. joints:
 * [P, 3]. */
double ax_reprojection_cost(const ax_observations *o, const double *joints,
                            double spread);

/* Adds half of minus the cost's derivative to `gradient` [P, 3], and its Gauss-Newton
 * matrix to `blocks` [P, 3, 3]. */
void ax_reprojection_linearise(const ax_observations *o, const double *joints,
                               double spread, double *gradient, double *blocks);

/* The spread of the observations about the joints, in pixels: twice their median
 * residual, within 0.05 and 2 px of an image 128 px wide, whatever the start. */
double ax_reprojection_spread(const ax_observations *o, const double *joints);

/* The diagonal of the rest pose's box; 1 if it has none. */
double ax_rest_diagonal(const ax_observations *o);

/* The standard deviation of a joint's second difference from frame to frame, in
 * diagonals: less where the maps hardly show a disc, because they say little about fast
 * motion then. */
double ax_smooth_spread(const ax_observations *o);

#endif
