/* 3D joints over time from 2D observations: robust non-linear least squares.
 *
 * Minimised over all frames at once, X[f, j], with d = X_j - X_parent:
 *   sum_vfj  w rho(|project_v(X) - p|^2 / s^2)      reprojection; s is measured
 * + sum_fj   k rho((|d| - L_j)^2 / (k b^2))         soft bone lengths
 * + sum_fj   q rho(|d(f-1) - 2 d(f) + d(f+1)|^2 / (q a^2))   smoothness
 * + sum_fj   |d - d_rest|^2 / t^2                   a weak prior
 * with rho(r) = log(1 + r) (Cauchy). Levenberg-Marquardt steps, solved by conjugate
 * gradients on the block-sparse normal equations; all derivatives are analytic. */
#ifndef AX_MOTION_POSE_SOLVER_H
#define AX_MOTION_POSE_SOLVER_H

#include "motion/track/observations.h"

/* joints: [F, J, 3] world, the start in, the solution out. */
ax_status ax_pose_solve(const ax_observations *o, int max_steps, double *joints,
                        ax_error *err);

#endif
