/* Where confidence comes from:
 *
 * 1. A 2D joint's weight, -1..1, is the share of its disc that a view shows
 *    (ax_disc_fit; with a model of pose fields: ax_pose_field_decode). Negative: the
 *    share that other discs hide where the other views put the joint (tracker.h).
 * 2. A 3D joint's weight, 0..1, is what solvers use among themselves: how far the views
 *    agree on its place, 1 for two views that do. ax_joint_weights.
 * 3. A probability is what callers get, from tables measured on real clips
 *    (confidence.c). ax_joint_probabilities gives it for 3D joints at the end of
 *    ax_solve_motion and ax_solve_points (motion/fit/solve_motion.c),
 *    ax_point_probability for 2D joints. How often it is right is in
 *    docs/motion-accuracy.md; `make bench-motion ARGS="--only calibration --clips 120"`
 *    measures it and prints new tables.
 *
 * A report's `confidence` is the mean of 3 over a take's frames and joints. */
#ifndef AX_MOTION_CONFIDENCE_H
#define AX_MOTION_CONFIDENCE_H

#include "motion/track/observations.h"

/* Weights. joints: [F, J, 3] world, as solved; confidence: [F, J] 0..1; residual_px:
 * [F, J], root mean square reprojection error of the views that count. A joint that no
 * view shows has 0, or a little between frames in which one does. */
void ax_joint_weights(const ax_observations *observations, const double *joints,
                      float *confidence, float *residual_px);

/* Probabilities, with shapes as above: that the joint lies within 2 % of the rest
 * pose's box diagonal of the truth. A joint that no view shows has 0, or a
 * little between frames in which views show it. */
void ax_joint_probabilities(const ax_observations *observations, const double *joints,
                            float *confidence, float *residual_px);

/* The probability that a 2D joint lies within 2 px, of an image 128 px wide, of the
 * truth. point_confidence: its weight; beyond -1..1 as -1 and 1, NaN as 0. */
float ax_point_probability(float point_confidence);

#endif
