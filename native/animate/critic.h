/* The critic: how well a motion shows what a sentence asks for. A small network beside
 * the transformer (training/animax_training/critic.py), run on the host in F32.
 *
 * A motion is a set of joints: each joint's rest place and path go through an MLP, and
 * their mean and maximum through another one (Zaheer et al. 2017, "Deep Sets").
 * Sentences are embedded in the same space (Radford et al. 2021, "CLIP").
 *
 * Not thread safe: an open critic has scratch memory of its own. */
#ifndef AX_ANIMATE_CRITIC_H
#define AX_ANIMATE_CRITIC_H

#include "base/status.h"

typedef struct ax_critic ax_critic;

/* A motion: `frames` of the critic's window or more (longer ones are judged window by
 * window, and the mean counts). Arrays are the caller's. */
typedef struct ax_critic_motion {
    int joints, frames;
    const double *rest;      /* [J, 3] */
    const uint8_t *kind;     /* [J], as ax_joints.tail */
    const double *positions; /* [F, J, 3], of the same world and unit */
} ax_critic_motion;

/* What it says of a motion and a sentence. */
typedef struct ax_critic_verdict {
    float match;          /* cosine of the two embeddings, -1..1 */
    float speed;          /* mean joint speed, longest sides of the rest box a frame */
    float expected_speed; /* what the sentence suggests, in the same unit */
} ax_critic_verdict;

/* path: a safetensors file; text_width: numbers of a token's state. AX_ERR_MODEL where
 * a tensor is missing or does not fit. */
ax_status ax_critic_open(const char *path, int text_width, ax_critic **out,
                         ax_error *err);
void ax_critic_close(ax_critic *critic); /* accepts NULL */

/* Frames of a window. */
int ax_critic_frames(const ax_critic *critic);

/* states: [tokens, text_width] of the sentence. AX_ERR_USAGE: fewer frames than a
 * window has, no joint. AX_ERR_INPUT: a place is not finite or beyond 1e12. */
ax_status ax_critic_judge(ax_critic *critic, const ax_critic_motion *motion,
                          const float *states, int tokens, ax_critic_verdict *verdict,
                          ax_error *err);

#endif
