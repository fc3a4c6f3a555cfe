/* The term of motion/fit/bundle.h that holds together what touches at rest but hangs on
 * different roots, as a lower leg and its foot do on rigs made for inverse kinematics:
 *
 *   sum_ft  max(0, |X_a - X_b| - l)^2 / h^2,  l = their distance at rest
 *
 * Without it each part follows its own observations, and where those are wrong the foot
 * floats beside the leg. */
#ifndef AX_MOTION_TIES_H
#define AX_MOTION_TIES_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* F frames, T ties, J joints; vectors over joints are [F, J, 3], world units. */
typedef struct ax_ties {
    size_t frames, joints;
    size_t count;
    int32_t *joint; /* [T, 2] a: a root's head; b: the end of a limb of another root */
    double *length; /* [T] l */
    double weight;  /* 1 / h^2 */
    double *direction; /* [F, T, 3] from b to a where the tie is too long, else 0; of
                          ax_ties_linearise */
} ax_ties;

/* Finds the ties of a skeleton: for every root's head that has a joint, the nearest end
 * of a limb (a tail's joint, or that of a leaf's head) that hangs on another root,
 * within a fiftieth of the diagonal. diagonal: of the rest pose's box. To be freed in
 * any case. */
ax_status ax_ties_find(const ax_skeleton *skeleton, const ax_joints *joints,
                       size_t frames, double diagonal, ax_ties *ties, ax_error *err);
void ax_ties_free(ax_ties *ties);

double ax_ties_cost(const ax_ties *ties, const double *x);

/* Sets the directions at x; adds minus half of the cost's derivative to `neg_gradient`,
 * and the diagonal blocks of the Gauss-Newton Hessian to `hessian` [F, J, 3, 3]. */
void ax_ties_linearise(ax_ties *ties, const double *x, double *neg_gradient,
                       double *hessian);

/* out += that Gauss-Newton Hessian, all of it, times x */
void ax_ties_multiply(const ax_ties *ties, const double *x, double *out);

/* Where the joint at a root's head is the end of another root's limb (they touch so
 * closely that one joint stands for both), no tie can hold the root: moves its location
 * [F, N, 3] so that its head lies no further from that joint than at rest. x: the
 * joints; head: [F, N, 3] world. */
void ax_ties_pull_roots(const ax_skeleton *skeleton, const ax_joints *joints,
                        size_t frames, const double *x, const double *head,
                        double *location);

#endif
