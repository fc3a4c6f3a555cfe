/* The stages of ax_animate one by one, for training, tests and benchmarks. Shapes are
 * those of models (docs/model-format.md) and change with them: not for products. All
 * arrays are the caller's, on the host, C-contiguous.
 *
 * Letters: V views, M modalities (RGB, pose), F video frames, f latent frames, C latent
 * channels, h x w latent size, H x W image size, B batch. A model of pose fields has no
 * VAE; its "latents" are fields: C = 2 layers (that of markers included), f = F,
 * h = w = grid. */
#ifndef ANIMAX_ADVANCED_H
#define ANIMAX_ADVANCED_H

#include "animax.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Token states [*tokens, *width] of a sentence; the caller frees *states with
 * ax_free. */
AX_API ax_status ax_engine_encode_text(ax_engine *engine, const char *prompt,
                                       float **states, int *tokens, int *width,
                                       ax_error *err);

/* C, f, h and w of normalised latents for `frames` video frames of the model's size. */
typedef struct ax_latent_shape {
    int64_t channels, frames, height, width;
} ax_latent_shape;
AX_API ax_latent_shape ax_engine_latent_shape(const ax_engine *engine, int frames);
/* M. */
AX_API int ax_engine_modalities(const ax_engine *engine);
/* Channels of ax_generate_request.templates: C, or 4 layers for a model of fields. */
AX_API int ax_engine_template_channels(const ax_engine *engine);
/* Video frames to a latent frame, save the first: F = 1 + (f - 1) * factor. */
AX_API int ax_engine_temporal_factor(const ax_engine *engine);

/* images uint8 [B, F, H, W, 3], sRGB -> normalised latents [B, C, f, h, w].
 * AX_ERR_USAGE, as for the way back, where the model has no VAE. `progress` may be
 * NULL. */
AX_API ax_status ax_engine_encode(ax_engine *engine, const uint8_t *images, int batch,
                                  int frames, float *latents, ax_progress *progress,
                                  ax_error *err);
/* The way back; `frames` counts latent frames. */
AX_API ax_status ax_engine_decode(ax_engine *engine, const float *latents, int batch,
                                  int frames, uint8_t *images, ax_progress *progress,
                                  ax_error *err);

/* What to generate latents from; zero what is not set, guidance NaN for the model's. */
typedef struct ax_generate_request {
    size_t size; /* sizeof(ax_generate_request) */
    int views;
    int latent_frames;
    const float *templates; /* [V, M, template channels, h, w] normalised */
    const float *plucker;   /* [V, 6, h, w] the cameras' rays (docs/model-format.md) */
    const float *text;      /* [text_tokens, text_width] of ax_engine_encode_text */
    int text_tokens;
    int text_width;          /* the model's */
    int steps;               /* 0: the model's default */
    float guidance_text;     /* NaN: the model's default */
    float guidance_template; /* NaN: the model's default */
    uint64_t seed;
    ax_progress *progress; /* may be NULL */
    /* Of a model with given_frames: which latent frames are given, [f], and their
     * latents, [V, M, C, f, h, w], of which the others are not read. NULL: none. */
    const uint8_t *given;
    const float *clean;
    /* Of one window of several: its number; the steps of those before, and of all. */
    uint64_t window;
    int first_step, total_steps; /* total_steps 0: it is the only one */
} ax_generate_request;

/* latents: [V, M, C, f, h, w], written. Errors as for ax_animate. */
AX_API ax_status ax_engine_generate(ax_engine *engine,
                                    const ax_generate_request *request, float *latents,
                                    ax_error *err);

/* What the model's critic says of a motion (ax_result.match, speed, expected_speed). */
typedef struct ax_judge_request {
    size_t size; /* sizeof(ax_judge_request) */
    const char *prompt;
    int joints, frames;
    const double *rest;      /* [J, 3] */
    const uint8_t *kind;     /* [J], as ax_joints.tail */
    const double *positions; /* [F, J, 3], at the model's fps */
} ax_judge_request;

/* AX_ERR_USAGE where the model has no critic, or frames are fewer than its window. */
AX_API ax_status ax_engine_judge(ax_engine *engine, const ax_judge_request *request,
                                 float *match, float *speed, float *expected_speed,
                                 ax_error *err);

#ifdef __cplusplus
}
#endif

#endif
