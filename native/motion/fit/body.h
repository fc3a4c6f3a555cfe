/* The skeleton of a frame as a linear machine: from small turns and shifts of bones to
 * the movements of joints, back, and through the normal equations of both. Frames do
 * not know of each other here, so AX_LANES of them are done at once, a lane each.
 *
 * A step is [N, 6]: a turn about the bone's head (radians, world axes), then a shift of
 * the bone (world units); all that hangs on the bone goes along. Cost of every
 * function: linear in bones and joints. (Featherstone's articulated-body recursion,
 * with the joints' stiffness in the place of mass.) */
#ifndef AX_MOTION_BODY_H
#define AX_MOTION_BODY_H

#include <stdint.h>

enum { AX_BODY_TURNS = 1, AX_BODY_SHIFTS = 2, AX_LANES = 8 };

/* The same number of AX_LANES frames; may also be looked at as doubles. */
typedef double ax_lanes
    __attribute__((vector_size(AX_LANES * sizeof(double)), may_alias));

/* Borrowed arrays. */
typedef struct ax_body {
    int bones, joints;
    const int32_t *parents; /* [N], -1 for a root; precedes its children */
    const int32_t *bone;    /* [J], what the joint hangs on */
    const uint8_t *free;    /* [N], AX_BODY_...; what is not free stays */
    const ax_lanes *arm;    /* [N, 3] world, from the parent's head to the bone's */
    const ax_lanes *lever;  /* [J, 3] world, from the bone's head to the joint */
} ax_body;

/* What ax_body_factor leaves of a bone for ax_body_solve. */
typedef struct ax_body_factor_row {
    ax_lanes inverse[36], response[36];
} ax_body_factor_row;

/* moved [J, 3] = Jacobian x step. scratch: [N, 6]. */
void ax_body_move(const ax_body *body, const ax_lanes *step, ax_lanes *scratch,
                  ax_lanes *moved);

/* out [N, 6] = Jacobian^T x pull, 0 where a bone is not free. */
void ax_body_pull(const ax_body *body, const ax_lanes *pull, ax_lanes *out);

/* What holds a bone by itself: positive definite where it is free. */
typedef struct ax_body_ridge {
    ax_lanes turn[9], shift; /* symmetric 3x3, and the same in all directions */
} ax_body_ridge;

/* Factors Jacobian^T B Jacobian + ridge, B = blocks [J, 3, 3] (symmetric, not
 * negative), ridge [N]. factor: [N]; scratch: [N, 36]. */
void ax_body_factor(const ax_body *body, const ax_lanes *blocks,
                    const ax_body_ridge *ridge, ax_body_factor_row *factor,
                    ax_lanes *scratch);

/* out [N, 6] += ridge [N] x step [N, 6]. */
void ax_body_add_ridge(int bones, const ax_body_ridge *ridge, const ax_lanes *step,
                       ax_lanes *out);

/* Solves that system for the right side `b` [N, 6]. step: [N, 6]; scratch: [N, 6]. */
void ax_body_solve(const ax_body *body, const ax_body_factor_row *factor,
                   const ax_lanes *b, ax_lanes *step, ax_lanes *scratch);

#endif
