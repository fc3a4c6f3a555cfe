/* AnimaX: the engine's public face. A rig's template views and a sentence go in;
 * keyframes for that rig come out.
 *
 *     ax_error err = {0};
 *     ax_engine *engine = NULL;
 *     ax_engine_options options = ax_engine_options_default();
 *     if (ax_engine_open("assets/nano", &options, &engine, &err) != AX_OK)
 * say(err.message);
 *
 *     ax_request request = ax_request_default();
 *     request.prompt = "a dog wagging its tail";
 *     ... views, cameras, skeleton: borrowed until ax_animate returns ...
 *     ax_result *result = NULL;
 *     if (ax_animate(engine, &request, &result, &err) == AX_OK) {
 *         ... result->rotation, result->location ...
 *     }
 *     ax_result_free(result);
 *     ax_engine_close(engine);
 *
 * Threads: one call at a time on an engine; several engines in one process are fine.
 * The cancel flag of a request may be set from any thread. Failure: every function
 * returns an ax_status, leaves its last out-parameter untouched and writes a sentence
 * into err. After out-of-memory or cancellation the engine is usable.
 */
#ifndef ANIMAX_H
#define ANIMAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/progress.h"
#include "base/status.h"
#include "motion/math/camera.h"
#include "motion/rig/skeleton.h"

#define AX_VERSION "0.1.0"

typedef struct ax_engine ax_engine;

typedef enum ax_device_kind {
    AX_DEVICE_AUTO = 0,
    AX_DEVICE_CPU,
    AX_DEVICE_CUDA
} ax_device_kind;

typedef struct ax_engine_options {
    size_t size;                 /* sizeof(ax_engine_options) */
    ax_device_kind device;       /* AUTO: the CPU, until a card has run CUDA */
    int threads;                 /* 0: as many as the process may use */
    int precision;               /* an ax_precision; 0: the quicker one here */
    uint64_t memory_limit_bytes; /* 0: none. A job that needs more is refused at once */
} ax_engine_options;

ax_engine_options ax_engine_options_default(void);

/* Opens a model folder (docs/model-format.md). AX_ERR_MODEL when it cannot be loaded,
 * AX_ERR_RESOURCE when it does not fit or the device is missing. */
ax_status ax_engine_open(const char *model_dir, const ax_engine_options *options,
                         ax_engine **out, ax_error *err);
void ax_engine_close(ax_engine *engine); /* accepts NULL */

/* What the model is made for; lives as long as the engine. */
const struct ax_model_config *ax_engine_config(const ax_engine *engine);
/* One line for the artist: processor, instruction set, dtype, threads. */
const char *ax_engine_describe(const ax_engine *engine);

/* ---- the whole way ---- */

typedef struct ax_request {
    size_t size;                 /* sizeof(ax_request) */
    int views;                   /* V */
    const uint8_t *templates;    /* [V, H, W, 3] RGB renders of the rest pose */
    const ax_camera *cameras;    /* [V], all of the model's width and height */
    const ax_skeleton *skeleton; /* in the cameras' world */
    const char *prompt;          /* UTF-8, zero-terminated */
    int frames;                  /* F, at the model's fps; 0: the model's own */
    int steps;                   /* 0: the model's default */
    float guidance_text;         /* NaN: the model's default */
    float guidance_template;     /* NaN: the model's default */
    uint64_t seed;
    bool preview;          /* keep the decoded frames */
    bool contacts;         /* feet that stand still stay put; the default */
    ax_progress *progress; /* may be NULL */
} ax_request;

ax_request ax_request_default(void);

enum { AX_STAGE_COUNT = 8 };

typedef struct ax_result {
    int views, frames, bones, joints, width, height;
    double fps;
    double *rotation;       /* [F, N, 4] w x y z: Blender's pose channels */
    double *location;       /* [F, N, 3] */
    double *positions;      /* [F, J, 3] world, where the keys put them */
    float *confidence;      /* [F, J] 0..1, probabilities: motion/track/confidence.h */
    float *residual_px;     /* [F, J] reprojection error */
    ax_joints selection;    /* which bones the joints stand for */
    uint8_t *pose_template; /* [V, H, W, 3] the pose maps of the rest pose */
    uint8_t *pose_preview;  /* [V, F, H, W, 3] or NULL */
    /* With previews, where joints were found in the views and how surely, before
     * anything was solved; else NULL. */
    double *points;                          /* [V, F, J, 2] pixels */
    float *point_confidence;                 /* [V, F, J] */
    uint8_t *rgb_preview;                    /* likewise; NULL for a pose-only model */
    const char *stage_names[AX_STAGE_COUNT]; /* static; NULL beyond the last */
    double stage_seconds[AX_STAGE_COUNT];
    size_t peak_memory_bytes; /* of the engine's own allocations */
} ax_result;

/* AX_ERR_USAGE: views, frames or guidance out of the model's range; AX_ERR_INPUT: a rig
 * that cannot be animated; AX_ERR_RESOURCE; AX_ERR_CANCELLED. */
ax_status ax_animate(ax_engine *engine, const ax_request *request, ax_result **out,
                     ax_error *err);
void ax_result_free(ax_result *result); /* accepts NULL */

/* ---- its parts, for training, tests and benchmarks (all arrays on the host) ---- */

/* Token states [*tokens, *width] of a sentence; *states is the caller's to ax_free. */
ax_status ax_engine_encode_text(ax_engine *engine, const char *prompt, float **states,
                                int *tokens, int *width, ax_error *err);

/* [B, C, f, h, w] normalised latents, of a model of fields [B, 2 L, F, G, G]: sizes for
 * `frames` frames of the model's size. */
typedef struct ax_latent_shape {
    int64_t channels, frames, height, width;
} ax_latent_shape;
ax_latent_shape ax_engine_latent_shape(const ax_engine *engine, int frames);
/* Channels of what a request gives as `templates`: of latents, or of a field's map. */
int ax_engine_template_channels(const ax_engine *engine);
/* Video frames to a latent frame, save the first: F = 1 + (f - 1) * factor. */
int ax_engine_temporal_factor(const ax_engine *engine);

/* images uint8 [B, F, H, W, 3] of the model's size -> latents [B, C, f, h, w].
 * AX_ERR_USAGE, as for the way back, where the model has no VAE. */
ax_status ax_engine_encode(ax_engine *engine, const uint8_t *images, int batch,
                           int frames, float *latents, ax_progress *progress,
                           ax_error *err);
/* The way back; `frames` counts latent frames. */
ax_status ax_engine_decode(ax_engine *engine, const float *latents, int batch,
                           int frames, uint8_t *images, ax_progress *progress,
                           ax_error *err);

/* Generates latents [V, M, C, f, h, w] from template latents [V, M, C, h, w], Plücker
 * maps [V, 6, h, w] and token states [tokens, width]. */
typedef struct ax_generate_request {
    size_t size; /* sizeof(ax_generate_request) */
    int views;
    int latent_frames;
    const float *templates;
    const float *plucker;
    const float *text;
    int text_tokens;
    int text_width;          /* the model's */
    int steps;               /* 0: the model's default */
    float guidance_text;     /* NaN: the model's default */
    float guidance_template; /* NaN: the model's default */
    uint64_t seed;
    ax_progress *progress;
} ax_generate_request;
ax_status ax_engine_generate(ax_engine *engine, const ax_generate_request *request,
                             float *latents, ax_error *err);

#endif
