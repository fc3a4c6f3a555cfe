/* How well points in space explain what the views show: the part that all solvers
 * share. A point is a joint in a frame; P = F J of them, F outermost. */
#ifndef AX_MOTION_REPROJECTION_H
#define AX_MOTION_REPROJECTION_H

#include <stddef.h>

#include "motion/track/observations.h"

/* 0 where the view shows nothing that counts, else at most 1. */
double ax_observation_weight(const ax_observations *o, int view, size_t point);
const double *ax_observation_at(const ax_observations *o, int view, size_t point);

/* The point nearest to the rays, in the observations of one frame and joint, pulled to
 * `guess` as far as the rays leave it open. Returns the sum of the confidences. */
double ax_intersect_rays(const ax_observations *o, int frame, int joint,
                         const double guess[3], double out[3]);

/* Sum over views and points of weight x log(1 + r^2 / spread^2), r in pixels. joints:
 * [P, 3]. */
double ax_reprojection_cost(const ax_observations *o, const double *joints,
                            double spread);

/* Adds half of minus the cost's derivative to `pull` [P, 3], and its Gauss-Newton
 * matrix to `blocks` [P, 3, 3]. */
void ax_reprojection_linearise(const ax_observations *o, const double *joints,
                               double spread, double *pull, double *blocks);

/* The spread of the observations about the joints, in pixels: twice their median
 * residual, made robust against both too good and too bad a start. */
double ax_reprojection_spread(const ax_observations *o, const double *joints);

/* The diagonal of the rest pose's box; 1 if it has none. */
double ax_rest_diagonal(const ax_observations *o);

/* How far a joint's path may bend from frame to frame, in diagonals: less where the
 * maps hardly show a disc, because they say little about fast motion then. */
double ax_smooth_spread(const ax_observations *o);

#endif
