/* The skeleton of one frame as an articulated system: its Jacobian J, from small
 * rotations and translations of bones to displacements of joints, and an exact solver
 * of (J^T H J + prior) step = b. Featherstone's articulated-body recursion (Rigid Body
 * Dynamics Algorithms, chapter 7), with Hessian blocks of joints in the place of
 * masses: linear in bones and joints where a dense factorisation would be cubic.
 *
 * Frames are independent of each other here, so AX_LANES of them are computed side by
 * side, one in each lane of a vector.
 *
 * A vector over bones is [N, 6]: a rotation vector about the bone's head (radians,
 * world axes), then a translation (world units); the whole subtree moves along. A
 * vector over joints is [J, 3], world axes. */
#ifndef AX_MOTION_ARTICULATED_H
#define AX_MOTION_ARTICULATED_H

#include <stdint.h>

/* Degrees of freedom of a bone; bits of dof_mask. */
enum { AX_DOF_ROTATION = 1, AX_DOF_TRANSLATION = 2 };

enum { AX_LANES = 8 };

/* One number of AX_LANES frames; may be read as doubles as well. */
typedef double ax_lanes
    __attribute__((vector_size(AX_LANES * sizeof(double)), may_alias));

/* Borrowed arrays. */
typedef struct ax_articulated {
    int bones, joints;
    const int32_t *parents;    /* [N], -1 for a root; precedes its children */
    const int32_t *joint_bone; /* [J], the bone that carries the joint */
    const uint8_t *dof_mask;   /* [N], AX_DOF_...; other degrees of freedom stay 0 */
    const ax_lanes *parent_offset; /* [N, 3] world, parent's head to the bone's */
    const ax_lanes *joint_offset;  /* [J, 3] world, bone's head to the joint */
} ax_articulated;

/* A quadratic prior on one bone's own degrees of freedom, positive definite: symmetric
 * 3x3 blocks for rotation and for translation. */
typedef struct ax_bone_prior {
    ax_lanes rotation[9], translation[9];
} ax_bone_prior;

/* A bone's part of the factorisation; m is its number of degrees of freedom, 3 or 6. */
typedef struct ax_bone_factor {
    ax_lanes inverse[36];  /* [m, m] inverse of the block of its degrees of freedom */
    ax_lanes response[36]; /* [6, m] columns of its articulated Hessian */
} ax_bone_factor;

/* joint_delta [J, 3] = J step. scratch: [N, 6]. */
void ax_articulated_apply_jacobian(const ax_articulated *system, const ax_lanes *step,
                                   ax_lanes *scratch, ax_lanes *joint_delta);

/* out [N, 6] = J^T joint_vector, 0 for degrees of freedom that dof_mask leaves out. */
void ax_articulated_apply_transpose(const ax_articulated *system,
                                    const ax_lanes *joint_vector, ax_lanes *out);

/* Factors J^T H J + prior. hessian: H, [J, 3, 3] blocks, symmetric, positive
 * semidefinite; prior, factor: [N]; scratch: [N, 36]. */
void ax_articulated_factorise(const ax_articulated *system, const ax_lanes *hessian,
                              const ax_bone_prior *prior, ax_bone_factor *factor,
                              ax_lanes *scratch);

/* out [N, 6] += prior [N] x step [N, 6]. */
void ax_articulated_add_prior(int bones, const ax_bone_prior *prior,
                              const ax_lanes *step, ax_lanes *out);

/* Solves the factored system for the right-hand side b [N, 6].
 * step, scratch: [N, 6]. */
void ax_articulated_solve(const ax_articulated *system, const ax_bone_factor *factor,
                          const ax_lanes *b, ax_lanes *step, ax_lanes *scratch);

#endif
