/* The joint video-pose diffusion transformer (docs/model-format.md): Wan2.1's, with
 * AnimaX's Plücker embedding, modality embedding and multi-view attention where the
 * checkpoint has them.
 *
 *     ax_transformer *t = NULL;
 *     ax_run *run = NULL;
 *     AX_TRY(ax_transformer_open(ops, dev, &config.transformer, &t, err));
 *     ax_shape shape = {
 *         .views = 4, .frames = 9, .height = 16, .width = 16, .texts = 2};
 *     ax_transformer_run_bytes(t, &shape, &bytes, err); // before anything is allocated
 *     AX_TRY(ax_run_open(t, &shape, &run, err));
 *     ax_run_set_plucker(run, plucker, err);
 *     ax_run_set_template(run, 0, template_latents, err);
 *     ax_run_set_text(run, 0, states, count, err);
 *     ax_run_forward(run, 0, 0, timestep, x, v, progress, err);
 *     ax_run_close(run);
 *     ax_transformer_close(t);
 *
 * The transformer owns the weights; a run owns everything else, in one block of device
 * memory and one of host memory. After ax_run_open nothing is allocated except, with
 * CUDA, the graphs of forwards. One thread at a time may use a transformer and its
 * runs.
 *
 * Shape letters besides those of tensor/tensor.h: M modalities, L layers, C latent
 * channels, h w latent size, ph pw patch size, S = (h / ph)(w / pw) tokens of a frame,
 * P = ph pw C numbers of a token. Host "tokens" are F32 [..., S, P] with P in the order
 * (ph, pw, C), as the last layer gives them. */
#ifndef AX_DIFFUSION_TRANSFORMER_H
#define AX_DIFFUSION_TRANSFORMER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/progress.h"
#include "base/status.h"
#include "diffusion/model_config.h"
#include "tensor/ops.h"

typedef struct ax_transformer ax_transformer;
typedef struct ax_run ax_run;

/* Found from tensor names and shapes. */
typedef struct ax_transformer_info {
    int64_t width, heads, head_dim, ffn, layers, channels, patch_h, patch_w;
    int64_t text_width, frequencies;
    int64_t modalities, max_text_tokens;
    bool has_template, has_plucker, has_modality_embedding, has_multi_view;
    /* Channels of the template that are concatenated to the latent channels of every
     * frame, or 0. Where there are any, the template is a map of that many channels,
     * and the latents of its own frame in the sequence are 0. */
    int64_t conditioning_channels;
    bool has_template_frame; /* in the sequence, before a modality's frames */
    bool has_pooled_text;    /* the text's mean is part of the time embedding */
    int64_t parameters;      /* numbers in all tensors that are used */
} ax_transformer_info;

/* Loads the files of `config`, which are copied: `config` may be freed and the files
 * removed. `dev` must outlive the transformer. AX_ERR_MODEL names the tensor and both
 * shapes. */
ax_status ax_transformer_open(const ax_ops *ops, ax_device *dev,
                              const ax_transformer_config *config, ax_transformer **out,
                              ax_error *err);
void ax_transformer_close(ax_transformer *t); /* accepts NULL; close runs first */
const ax_transformer_info *ax_transformer_describe(const ax_transformer *t);
/* What became of adapter i; NULL beyond the last one. */
const ax_adapter_report *ax_transformer_adapter(const ax_transformer *t, int i);

/* The sizes that a run is opened for. */
typedef struct ax_shape {
    int64_t views;  /* 1..AX_MODEL_MAX_VIEWS */
    int64_t frames; /* latent frames of video, the template not counted; 1..1024 */
    int64_t height, width; /* latent; multiples of the patch, at most 4096 */
    int texts;             /* how many texts the run holds at once: 1 or 2 */
    /* Threshold of the block cache, 0..1; 0: off. A forward whose first block adds to
     * the residual stream what it added in an earlier forward, up to this relative
     * difference, reuses what the other blocks added then. */
    double block_cache;
    /* How many pairs of text and template slot have a cache of their own, F32 [all
     * tokens, D] each; 0..AX_MAX_BRANCHES. */
    int branches;
    bool given; /* some frames may be given (ax_run_set_given) */
} ax_shape;
enum { AX_MAX_BRANCHES = 4 };

/* Device and host bytes that a run of this shape takes (the backend's own scratch, a
 * few MB, not counted). AX_ERR_USAGE if the shape does not fit the model. */
ax_status ax_transformer_run_bytes(const ax_transformer *t, const ax_shape *shape,
                                   size_t *bytes, ax_error *err);
ax_status ax_run_open(ax_transformer *t, const ax_shape *shape, ax_run **out,
                      ax_error *err);
void ax_run_close(ax_run *run); /* accepts NULL */

/* Camera rays, host F32 [V, 6, h, w]. Needed once, before forward, where the model has
 * a Plücker embedding; AX_ERR_USAGE where it has none. */
ax_status ax_run_set_plucker(ax_run *run, const float *plucker, ax_error *err);
/* Template latents, host F32 [V, M, C, h, w], into `slot` 0 or 1; NULL: zeros ("no
 * template"). AX_ERR_USAGE where the model has no template. */
ax_status ax_run_set_template(ax_run *run, int slot, const float *latents,
                              ax_error *err);
/* Text states, host F32 [count, text_width], into `slot` (below shape.texts), padded
 * with zeros to the model's text length. Every layer's keys and values of the text are
 * computed here, once. AX_ERR_USAGE when count exceeds the text length. */
ax_status ax_run_set_text(ax_run *run, int slot, const float *states, int64_t count,
                          ax_error *err);

/* Which frames are given: [F], nonzero: the frame's latents in x are clean. Such a
 * frame is modulated as the template is, with timestep 0, and its velocity is 0. NULL,
 * and before the first call: none. AX_ERR_USAGE where the shape is not `given`. */
ax_status ax_run_set_given(ax_run *run, const uint8_t *given, ax_error *err);

/* One forward pass. x and velocity: host tokens [V, M, F, S, P], which may be the same
 * memory. `timestep` is that of the video frames, 0..1000. `progress` (may be NULL) is
 * told of the layers, and checked for cancellation between them. AX_ERR_USAGE if a slot
 * has not been set. */
ax_status ax_run_forward(ax_run *run, int text_slot, int template_slot, int timestep,
                         const float *x, float *velocity, ax_progress *progress,
                         ax_error *err);

/* How many forwards of the run reused the block cache. */
int ax_run_reused(const ax_run *run);

/* Between latents [n, C, frames, h, w] and tokens [n, frames, S, P]; not in place. */
void ax_patchify(const ax_transformer_info *info, int64_t n, int64_t frames,
                 int64_t height, int64_t width, const float *latents, float *tokens);
void ax_unpatchify(const ax_transformer_info *info, int64_t n, int64_t frames,
                   int64_t height, int64_t width, const float *tokens, float *latents);

#endif
