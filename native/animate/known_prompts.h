/* How near a prompt is to the sentences that the model learnt from: a model answers any
 * sentence with some motion, also one about nothing that it has seen.
 *
 * A sentence is the mean of its token states, scaled to length 1; the nearest of the
 * known ones counts, by cosine (nearest neighbours for inputs out of distribution: Sun
 * et al. 2022). The file holds a selection of the sentences
 * (training/write_known_prompts.py).
 *
 * Not thread safe: it has scratch memory of its own. */
#ifndef AX_ANIMATE_KNOWN_PROMPTS_H
#define AX_ANIMATE_KNOWN_PROMPTS_H

#include "base/status.h"

typedef struct ax_known_prompts ax_known_prompts;

/* path: a safetensors file; text_width: numbers of a token's state. AX_ERR_MODEL where
 * the tensor is missing, does not fit or has rows that are not of length 1. */
ax_status ax_known_prompts_open(const char *path, int text_width,
                                ax_known_prompts **out, ax_error *err);
void ax_known_prompts_close(ax_known_prompts *known); /* accepts NULL */

/* Cosine of the prompt and the nearest known sentence, -1..1. states: [tokens,
 * text_width] of the prompt, finite; tokens >= 1. NaN for states that are all 0. */
float ax_known_prompts_nearest(ax_known_prompts *known, const float *states,
                               int tokens);

#endif
