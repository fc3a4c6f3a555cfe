/* The baseline: from pose maps to keyframes as the paper goes (arXiv 2506.19851), where
 * it says how; kept to be measured against. No map, view or frame knows of another one
 * until rays are crossed, and no frame of the next.
 *
 * All three functions check their arguments as their namesakes without `paper` do, keep
 * nothing, and may run in several threads at a time. */
#ifndef AX_MOTION_PAPER_SOLVER_H
#define AX_MOTION_PAPER_SOLVER_H

#include "motion/maps/pose_maps.h"
#include "motion/rig/joint_motion.h"
#include "motion/rig/keyframes.h"
#include "motion/track/observations.h"

/* Every pixel goes to the nearest colour among joints, lines and background; a joint is
 * the mean of its pixels that are at most maps->sigma (RGB units; 0: 20) off its
 * colour. points: [V, F, J, 2] pixels, NaN without such a pixel; confidence: [V, F, J],
 * 1 or 0. Of maps, radius and window count for nothing. */
ax_status ax_paper_extract(const ax_pose_maps *maps, double *points, float *confidence,
                           ax_error *err);

/* Each joint where its rays cross in the linear sense (DLT), or at its rest offset from
 * its parent where fewer than two views see it; then, frame by frame, minimised:
 *   sum_vj w rho(|project_v(X_j) - p|^2 / s^2) + sum_j (|X_j - X_parent| - L_j)^2 / b^2
 * with rho(r) = 2 c^2 (sqrt(1 + r / c^2) - 1) (soft L1), by Gauss-Newton steps, damped.
 * joints: [F, J, 3] world; confidence: [F, J], 1 where two views see the joint, else 0;
 * residual_px: [F, J], root mean square over the views that see it. */
ax_status ax_paper_triangulate(const ax_observations *observations, double *joints,
                               float *confidence, float *residual_px, ax_error *err);

/* FABRIK over the tree of joints, with the rest pose's lengths: the ends are drawn to
 * their targets, then the roots back to theirs, until both hold; the joints between
 * start at their own targets. Then, from root to leaves, a bone turns as its joint's
 * children went: the shortest way for one, the best fit for several. Only bones that
 * are root joints carry location. Arguments and result: ax_solve_ik; confidence counts
 * for nothing. */
ax_status ax_paper_ik(const ax_skeleton *skeleton, const ax_joints *joints,
                      const ax_joint_motion *motion, const ax_keyframes *out,
                      ax_error *err);

#endif
