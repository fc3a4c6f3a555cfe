/* Classifier-free guidance on text and template: which forward passes a step needs, and
 * the weights of their sum (docs/model-format.md). */
#ifndef AX_DIFFUSION_GUIDANCE_H
#define AX_DIFFUSION_GUIDANCE_H

#include <stdbool.h>

enum { AX_GUIDANCE_MAX_PASSES = 3 };

typedef struct ax_guidance_pass {
    bool text, has_template; /* false: the empty prompt; a template of zeros */
    float weight;
} ax_guidance_pass;

/* With text guidance g and template guidance k,
 *     v = v00 + k (v01 - v00) + g (v11 - v01)   (first index text, second template)
 *       = (1 - k) v00 + (k - g) v01 + g v11.
 * Fills the passes whose weight is not zero, in this order, and returns their number;
 * the weights add up to 1. Without a template (`has_template` false) k is 1. */
int ax_guidance_plan(double text, double template_guidance, bool has_template,
                     ax_guidance_pass passes[AX_GUIDANCE_MAX_PASSES]);

#endif
