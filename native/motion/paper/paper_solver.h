/* The baseline: from pose maps to keyframes as in the paper (arXiv 2506.19851), as far
 * as it is specified there; kept for comparison. Maps, views and frames are treated
 * independently of each other, but for triangulation.
 *
 * All three functions check their arguments as their counterparts without `paper` do
 * (ax_extract, ax_triangulate, ax_solve_ik), keep nothing, and may run in several
 * threads at a time. */
#ifndef AX_MOTION_PAPER_SOLVER_H
#define AX_MOTION_PAPER_SOLVER_H

#include "motion/maps/pose_maps.h"
#include "motion/rig/joint_motion.h"
#include "motion/rig/keyframes.h"
#include "motion/track/observations.h"

/* Each pixel is assigned to the nearest colour among joints, lines and background; a
 * joint is the mean of its pixels whose colour is within maps->sigma (RGB units; 0: 20)
 * of its own. points: [V, F, J, 2] pixels, NaN without such a pixel; confidence: [V, F,
 * J], 1 or 0. maps->radius and maps->window are not used. */
ax_status ax_paper_extract(const ax_pose_maps *maps, double *points, float *confidence,
                           ax_error *err);

/* Linear triangulation (DLT) of each joint; at its rest offset from its parent where
 * fewer than two views see it. Then, frame by frame, minimises by Levenberg-Marquardt
 *   sum_vj w rho(|project_v(X_j) - p|^2 / s^2) + sum_j (|X_j - X_parent| - L_j)^2 / b^2
 * with rho(r) = 2 c^2 (sqrt(1 + r / c^2) - 1) (soft L1). joints: [F, J, 3] world;
 * confidence: [F, J], 1 where two views see the joint, else 0; residual_px: [F, J],
 * root mean square over the views that see it. */
ax_status ax_paper_triangulate(const ax_observations *observations, double *joints,
                               float *confidence, float *residual_px, ax_error *err);

/* FABRIK (Aristidou and Lasenby) over the tree of joints, with the rest pose's lengths:
 * end effectors are moved to their targets, then roots back to theirs, until both are
 * reached; joints in between start at their own targets. Then, from root to leaves, a
 * bone rotates as its joint's children moved: by the smallest rotation for one child,
 * by the best fit for several. Only bones that are root joints translate. Arguments and
 * result as ax_solve_ik; confidence is not used. */
ax_status ax_paper_ik(const ax_skeleton *skeleton, const ax_joints *joints,
                      const ax_joint_motion *motion, const ax_keyframes *out,
                      ax_error *err);

#endif
