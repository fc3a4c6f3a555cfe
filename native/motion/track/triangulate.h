/* 3D joints from 2D joints, over all frames at once. */
#ifndef AX_MOTION_TRIANGULATE_H
#define AX_MOTION_TRIANGULATE_H

#include "motion/track/observations.h"

/* joints: [F, J, 3] world; confidence and residual_px: [F, J], as ax_joint_weights
 * gives them. A joint that no view shows follows its parent, its bone's length and its
 * own past and future. */
ax_status ax_triangulate(const ax_observations *observations, double *joints,
                         float *confidence, float *residual_px, ax_error *err);

/* The last part of the above, from a start in `joints`: solves and sets weights. */
ax_status ax_triangulate_from(const ax_observations *observations, double *joints,
                              float *confidence, float *residual_px, ax_error *err);

#endif
