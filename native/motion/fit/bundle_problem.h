/* The least-squares problem behind motion/fit/bundle.h, shared by the files that make
 * it up: bundle_problem.c (memory, degrees of freedom, start), bundle_terms.c (pose,
 * cost and priors), bundle_linear.c (normal equations, conjugate gradients), bundle.c
 * (the Levenberg-Marquardt loop). Private to them.
 *
 * Names, beside those of Nocedal and Wright, Numerical Optimization, 2nd edition
 * (Levenberg-Marquardt: section 10.3, preconditioned CG: algorithm 5.3). Costs are sums
 * of squares, without the book's 1/2; so "gradient" means half of the cost's derivative
 * throughout. Robust terms are linearised by iteratively reweighted least squares
 * (IRLS), W being their weights.
 *
 *   symbol       field              the book's name
 *   x            current            iterate; rotations are updated on their manifold
 *   x + p        candidate          trial point
 *   f            cost               objective
 *   X(x)         joint              model prediction: joint positions
 *   J = dX/dx    parent_offset,     Jacobian; never stored, applied by
 *                joint_offset       motion/fit/articulated.h
 *   -g_X         joint_rhs          minus gradient by joint positions
 *   -g           rhs                minus gradient, -J^T W r: the right-hand side
 *   H_X          view_hessian       Gauss-Newton Hessian of the views' terms by joint
 *                                   positions: a 3x3 block for each joint and frame
 *   H_X + T      precond_hessian    the same and the diagonal of the temporal terms'
 *   D + lambda   bone_prior         Hessian of the priors, and damping
 *   lambda       damping            Levenberg-Marquardt parameter
 *   A            (bundle_linear.c)  damped Hessian J^T (H_X + temporal) J + D + lambda
 *   M            factor             preconditioner J^T (H_X + T) J + D + lambda, frame
 *                                   by frame
 *   p            step               step: solves A p = -g
 *   r            residual           residual -g - A p of that system
 *   y = M^-1 r   precond_residual   preconditioned residual
 *   p (of CG)    direction          conjugate direction
 *   A p (of CG)  product            its image
 *
 * F frames, N bones, J joints; G groups of AX_LANES frames. */
#ifndef AX_MOTION_BUNDLE_PROBLEM_H
#define AX_MOTION_BUNDLE_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#include "motion/fit/articulated.h"
#include "motion/fit/temporal.h"
#include "motion/fit/ties.h"
#include "motion/rig/keyframes.h"
#include "motion/track/observations.h"

/* An iterate: its variables, and what follows from them. */
typedef struct ax_bundle_state {
    double *rotation;   /* [F, N, 4] unit quaternions w, x, y, z */
    double *location;   /* [F, N, 3] in the bone's own scale */
    double *local_axes; /* [F, N, 9] world rotation before the bone's own rotation */
    double *head;       /* [F, N, 3] world */
    double *joint;      /* [F, J, 3] world */
    double cost;
} ax_bundle_state;

typedef struct ax_bundle {
    /* The problem; arrays borrowed. */
    const ax_skeleton *skeleton;
    const ax_joints *joints;
    const ax_observations *observations;
    bool detect_contacts;
    size_t frames, bones, joint_count, groups;
    double diagonal; /* of the rest pose's box, world units */

    /* Terms. */
    double view_spread;                 /* pixels, of the reprojection error */
    double rotation_prior, twist_prior; /* 1 / spread^2 */
    double *translation_prior;          /* [N] 1 / spread^2 */
    ax_temporal temporal;
    ax_ties ties;

    /* The rig. */
    double *rest_relative;   /* [N, 16] parent_rest^-1 rest */
    double *joint_local;     /* [J, 3] in the rest frame of the joint's bone */
    double *bone_scale;      /* [N] world units in one of the bone's */
    double *pose;            /* [N, 16] scratch: of one frame */
    uint8_t *dof_mask;       /* [N] AX_DOF_... */
    uint8_t *direction_rank; /* [N] directions from the head to its joints: 0, 1, 2 */
    double *twist_axis;      /* [N, 3] rest frame, unit; 0 if the twist is observed */

    ax_bundle_state current, candidate;

    /* Normal equations by joint positions. */
    double *view_hessian, *precond_hessian; /* [F, J, 9] */
    double *joint_rhs;                      /* [F, J, 3] */
    double *joint_delta;                    /* [F, J, 3] J x direction */

    /* ... and by bones, AX_LANES frames side by side. */
    double damping;
    size_t vector_size;                     /* G N 6 */
    ax_lanes *parent_offset, *joint_offset; /* [G, N, 3], [G, J, 3] */
    ax_bone_prior *bone_prior;              /* [G, N] */
    ax_bone_factor *factor;                 /* [G, N] */
    ax_lanes *rhs, *step;                   /* [G, N, 6] */
    ax_lanes *residual, *precond_residual;  /* [G, N, 6] */
    ax_lanes *direction, *product;          /* [G, N, 6] */
    ax_lanes *joint_lanes, *scratch;        /* [J, 9], [N, 36] */
} ax_bundle;

/* ---- bundle_problem.c ---- */

/* Allocates for the sizes that are set; ax_bundle_free in any case. */
ax_status ax_bundle_alloc(ax_bundle *b, ax_error *err);
void ax_bundle_free(ax_bundle *b);

/* Chooses the degrees of freedom and takes the start from `keys`. */
void ax_bundle_start(ax_bundle *b, const ax_keyframes *keys);

void ax_bundle_copy_keys(const ax_bundle *b, const ax_bundle_state *from,
                         const ax_bundle_state *to);

static inline bool ax_bundle_is_root(const ax_bundle *b, size_t bone) {
    return b->skeleton->parents[bone] < 0;
}

/* Index into arrays of [G, N], and the frame's lane there. */
static inline size_t ax_bundle_slot(const ax_bundle *b, size_t frame, size_t bone,
                                    size_t *lane) {
    *lane = frame % AX_LANES;
    return frame / AX_LANES * b->bones + bone;
}

/* ---- bundle_terms.c ---- */

/* Sets heads, joints and local axes of all frames from rotations and locations. */
void ax_bundle_pose(const ax_bundle *b, const ax_bundle_state *s);
/* Poses the start, and sets the spreads of the terms by it. */
void ax_bundle_set_spreads(ax_bundle *b);
/* Sets the cost of a posed state. */
void ax_bundle_evaluate_cost(const ax_bundle *b, ax_bundle_state *s);

/* joint_rhs and view_hessian of the observed points alone, at the current state. */
void ax_bundle_linearise_points(ax_bundle *b);
/* ... and of the photometric term, if there is one. */
void ax_bundle_linearise_views(ax_bundle *b);
/* Sets bone_prior, damping included; adds the priors' part to rhs. */
void ax_bundle_add_priors(ax_bundle *b);

/* ---- bundle_linear.c ---- */

/* Sets rhs and both Hessians at the current state; priors are added afterwards. */
void ax_bundle_linearise(ax_bundle *b);
void ax_bundle_factorise(ax_bundle *b);
/* step: of the system that was factored. */
void ax_bundle_solve(ax_bundle *b);

#endif
