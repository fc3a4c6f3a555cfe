/* How far 2D and 3D joints are to be believed. Two scales: weights, which the solvers
 * use among themselves, and probabilities, which are what callers are told. */
#ifndef AX_MOTION_CONFIDENCE_H
#define AX_MOTION_CONFIDENCE_H

#include "motion/track/observations.h"

/* Weights. joints: [F, J, 3] world, as solved; confidence: [F, J] 0..1, 1 where two
 * views agree fully; residual_px: [F, J], root mean square reprojection error of the
 * views that count. A joint that nothing sees has 0, or a little between frames that
 * see it. */
void ax_joint_weights(const ax_observations *observations, const double *joints,
                      float *confidence, float *residual_px);

/* Probabilities, with shapes as above: that the joint lies within 2 % of the rest
 * pose's box diagonal of the truth. A joint that nothing sees has 0. Measured, see
 * docs/motion-accuracy.md; fails nothing. */
void ax_joint_probabilities(const ax_observations *observations, const double *joints,
                            float *confidence, float *residual_px);

/* The probability that a 2D joint lies within 2 px, of an image 128 px wide, of the
 * truth. point_confidence: -1..1, a weight as in ax_tracks: the share of the disc
 * that is seen; negative, the share that other discs hide; 0: neither. NaN counts as 0.
 */
float ax_point_probability(float point_confidence);

#endif
