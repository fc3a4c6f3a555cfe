/* From noise to latents: the denoising loop.
 *
 *     ax_sample_request r = ax_sample_request_of(&config);
 *     r.views = 4; r.frames = 9; r.height = r.width = 16;
 *     r.template_latents = ...; r.plucker = ...; r.text = ...;
 *     AX_TRY(ax_sample(transformer, &r, progress, latents, err));
 */
#ifndef AX_DIFFUSION_SAMPLE_H
#define AX_DIFFUSION_SAMPLE_H

#include "diffusion/transformer.h"

/* Changes the latents [V, M, C, F, h, w] in place. */
typedef ax_status ax_correct_latents(void *context, float *latents, ax_error *err);

/* All arrays are host F32, borrowed, never written. */
typedef struct ax_sample_request {
    int64_t views, frames, height, width; /* latent frames and size */
    /* [V, M, C, h, w] normalised; of a model with conditioning channels
     * [V, M, conditioning_channels, h, w]. NULL: no template */
    const float *template_latents;
    const float *plucker;   /* [V, 6, h, w]; needed where the model has camera rays */
    const float *text;      /* [text_tokens, text width] */
    const float *null_text; /* states of "": only read when guidance needs them */
    int64_t text_tokens, null_tokens; /* true lengths */

    ax_sampler_type sampler;
    bool predicts_sample; /* the model's output: the latents instead of the velocity,
                             noise less latents */
    int steps;
    double shift, guidance_text, guidance_template;
    double guidance_until; /* text guidance is 1 in steps that begin below this sigma
                              (Kynkaanniemi et al. 2024) */
    double block_cache;    /* threshold (ax_shape); 0: off */
    uint64_t seed;
    const float *noise; /* [V, M, C, F, h, w] in place of the seed's; usually NULL */
    size_t memory_limit_bytes; /* 0: none */
    uint64_t noise_stream;     /* of the seed's Philox; usually 0 */

    /* [F]: which frames are given; NULL: none. Their latents are those of `clean`, [V,
     * M, C, F, h, w], throughout; the others in `clean` are not read. */
    const uint8_t *given;
    const float *clean;
    /* Where the sampling is a part of something longer: steps before it, and in all. */
    int first_step, total_steps; /* total_steps 0: it is all there is */

    /* Called in each step but the last with the prediction of the final latents, which
     * it may change; usually NULL */
    ax_correct_latents *correct;
    void *correct_context;
} ax_sample_request;

/* The model's own sampler settings; the rest zero. */
ax_sample_request ax_sample_request_of(const ax_model_config *config);

/* Host and device bytes that ax_sample would take. */
ax_status ax_sample_bytes(const ax_transformer *t, const ax_sample_request *r,
                          size_t *bytes, ax_error *err);

/* Of a transformer that was opened on the counting backend, `dev` (tensor/counting.h):
 * counts what ax_sample would take, and its forward passes. The block cache may save
 * some of these. */
ax_status ax_sample_count(ax_transformer *t, ax_device *dev, const ax_sample_request *r,
                          int *forwards, ax_error *err);

/* Fills latents, host F32 [V, M, C, F, h, w], normalised. The noise is a stream
 * of Philox with the seed, in that layout, so it is the same on every backend. Progress
 * stage "denoise", one progress step for each sampler step. AX_ERR_CANCELLED within the
 * time of a layer; AX_ERR_RESOURCE before the first step if more memory is needed than
 * memory_limit_bytes. */
ax_status ax_sample(ax_transformer *t, const ax_sample_request *r,
                    ax_progress *progress, float *latents, ax_error *err);

#endif
