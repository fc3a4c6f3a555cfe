/* 3D joints from 2D joints, over all frames at once. */
#ifndef AX_MOTION_TRIANGULATE_H
#define AX_MOTION_TRIANGULATE_H

#include "motion/pose_solver.h"

/* joints: [F, J, 3] world; confidence: [F, J], 1 where two views agree fully;
 * residual_px: [F, J], root mean square reprojection error of the views that count. A
 * joint that nothing sees follows its parent, its bone's length and its own past and
 * future, with confidence 0, or a little between frames that see it. */
ax_status ax_triangulate(const ax_observations *observations, double *joints,
                         float *confidence, float *residual_px, ax_error *err);

/* The last part of the above for joints that are given: solves and judges. */
ax_status ax_triangulate_from(const ax_observations *observations, double *joints,
                              float *confidence, float *residual_px, ax_error *err);

/* How much joints that are given [F, J, 3] are believed, as above. */
void ax_joints_judge(const ax_observations *observations, const double *joints,
                     float *confidence, float *residual_px);

#endif
