/* One frame's skeleton as a linear machine: from small turns and shifts of bones to the
 * movements of joints, back, and through the normal equations of both.
 *
 * A step is [N, 6]: a turn about the bone's head (radians, world axes), then a shift of
 * the bone (world units); all that hangs on the bone goes along. Cost of every
 * function: linear in bones and joints. (Featherstone's articulated-body recursion,
 * with the joints' stiffness in the place of mass.) */
#ifndef AX_MOTION_BODY_H
#define AX_MOTION_BODY_H

#include <stdint.h>

enum { AX_BODY_TURNS = 1, AX_BODY_SHIFTS = 2 };

/* Borrowed arrays. */
typedef struct ax_body {
    int bones, joints;
    const int32_t *parents; /* [N], -1 for a root; precedes its children */
    const int32_t *bone;    /* [J], what the joint hangs on */
    const uint8_t *free;    /* [N], AX_BODY_...; what is not free stays */
    const double *head;     /* [N, 3] of this frame, world */
    const double *joint;    /* [J, 3] of this frame, world */
} ax_body;

/* What ax_body_factor leaves of a bone for ax_body_solve. */
typedef struct ax_body_factor_row {
    double inverse[36], response[36];
} ax_body_factor_row;

/* moved [J, 3] = Jacobian x step. scratch: [N, 6]. */
void ax_body_move(const ax_body *body, const double *step, double *scratch,
                  double *moved);

/* out [N, 6] = Jacobian^T x pull, 0 where a bone is not free. */
void ax_body_pull(const ax_body *body, const double *pull, double *out);

/* What holds a bone by itself: positive definite where it is free. */
typedef struct ax_body_ridge {
    double turn[9], shift; /* symmetric 3x3, and the same in all directions */
} ax_body_ridge;

/* Factors Jacobian^T B Jacobian + ridge, B = blocks [J, 3, 3] (symmetric, not
 * negative), ridge [N]. factor: [N]; scratch: [N, 36]. */
void ax_body_factor(const ax_body *body, const double *blocks,
                    const ax_body_ridge *ridge, ax_body_factor_row *factor,
                    double *scratch);

/* out += ridge x step, of one bone. */
void ax_body_add_ridge(const ax_body_ridge *ridge, const double step[6], double out[6]);

/* Solves that system for the right side `b` [N, 6]. step: [N, 6]; scratch: [N, 6]. */
void ax_body_solve(const ax_body *body, const ax_body_factor_row *factor,
                   const double *b, double *step, double *scratch);

#endif
