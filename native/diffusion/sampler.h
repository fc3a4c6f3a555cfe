/* Solvers of the flow dx/dsigma = v from noise (sigma 1) to latents (sigma 0).
 *
 *     ax_sampler *s = NULL;
 *     AX_TRY(ax_sampler_new(AX_SAMPLER_UNIPC, 12, 1.0, count, &s, err));
 *     for (int i = 0; i < 12; i++) {
 *         velocity(x, ax_sampler_timestep(s, i), v);
 *         ax_sampler_step(s, v, x);
 *     }
 *     ax_sampler_free(s);
 *
 * The schedule of both types is that of diffusers' UniPCMultistepScheduler with flow
 * sigmas: evenly spaced from 1 down to, but without, 1/1000, then shifted, then a final
 * 0. The first is lowered by 1e-6 if it is 1, where the logarithmic signal-to-noise
 * ratio would be infinite. Sigmas are float32; the model's timestep is floor(1000
 * sigma) of the sigma before it is rounded to float32. */
#ifndef AX_DIFFUSION_SAMPLER_H
#define AX_DIFFUSION_SAMPLER_H

#include <stddef.h>

#include "base/status.h"

typedef enum ax_sampler_type {
    /* Order 2, bh2, predicting x0, first order in the last step. */
    AX_SAMPLER_UNIPC = 0,
    AX_SAMPLER_EULER /* x += (sigma_next - sigma) v */
} ax_sampler_type;

typedef struct ax_sampler ax_sampler;

/* `count`: numbers in a sample. The history (3 x count floats for UniPC, none for
 * Euler) is allocated here; steps allocate nothing. AX_ERR_USAGE unless 1 <= steps <=
 * AX_SAMPLER_MAX_STEPS and 0 < shift <= 100. */
ax_status ax_sampler_new(ax_sampler_type type, int steps, double shift, size_t count,
                         ax_sampler **out, ax_error *err);
void ax_sampler_free(ax_sampler *s); /* accepts NULL */

int ax_sampler_steps(const ax_sampler *s);
float ax_sampler_sigma(const ax_sampler *s, int step);  /* 0..steps; the last is 0 */
int ax_sampler_timestep(const ax_sampler *s, int step); /* 0..steps - 1 */

/* One step: `velocity` is the model's prediction for `x`, which is replaced by the next
 * sample. AX_ERR_USAGE after the last step. */
ax_status ax_sampler_step(ax_sampler *s, const float *velocity, float *x,
                          ax_error *err);

/* "unipc" or "euler", and back; AX_ERR_USAGE for another name. */
ax_status ax_sampler_type_of(const char *name, ax_sampler_type *out, ax_error *err);
const char *ax_sampler_type_name(ax_sampler_type type);

#endif
