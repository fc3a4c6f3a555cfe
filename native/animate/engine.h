/* What the engine holds, for the files of this layer only. */
#ifndef AX_ANIMATE_ENGINE_H
#define AX_ANIMATE_ENGINE_H

#include "animate/critic.h"
#include "animate/known_prompts.h"
#include "animax_advanced.h"
#include "base/memory.h"
#include "diffusion/model_config.h"
#include "diffusion/sample.h"
#include "diffusion/transformer.h"
#include "diffusion/vae.h"
#include "motion/maps/pose_field.h"
#include "tensor/ops.h"
#include "text/text.h"

/* Bytes of what an engine has opened, on the host and on the device. */
typedef struct ax_engine_parts {
    size_t transformer, vae, text, other;
} ax_engine_parts;

struct ax_engine {
    ax_account *account; /* charged by every public function, see AX_CHARGE */
    const ax_ops *ops;
    ax_device *dev;
    ax_model_config config;
    bool has_config;
    ax_transformer *transformer;
    ax_vae *vae; /* NULL: a model of fields */
    ax_text *text;
    ax_critic *critic;               /* NULL: the model has none */
    ax_known_prompts *known_prompts; /* likewise */
    size_t memory_limit_bytes;       /* 0: none */
    float *null_text;                /* states of "", for guidance; made at first use */
    int null_tokens;
    float *prompt_text; /* states of the last prompt, for more takes of it */
    int prompt_tokens;
    char *prompt;
    ax_engine_parts parts; /* of an engine that only counts, as what follows */
    bool charges;          /* its device's memory is the host's */
    /* The device that it stands for, or NULL; the transformer's forward passes so far
     * (plan.c). */
    const ax_ops *timed_ops;
    ax_device *timed_dev;
    int forwards;
};

/* Opens a model for counting what it would take (tensor/counting.h): the functions
 * below and of animax_advanced.h that compute then only count, and what they return
 * means nothing. Weights are not read. */
ax_status ax_engine_open_counting(const char *model_dir,
                                  const ax_engine_options *options, ax_engine **out,
                                  ax_error *err);

/* First of all in a public function: AX_ERR_RESOURCE where memory is too short even for
 * the libraries (base/threads.h), AX_ERR_USAGE in a child of fork(). */
ax_status ax_engine_begin(ax_error *err);

/* The states of "" and of `prompt`, from the cache or made now; owned by the
 * engine. */
ax_status ax_engine_null_text(ax_engine *engine, ax_error *err);
ax_status ax_engine_prompt_text(ax_engine *engine, const char *prompt, ax_error *err);

/* AX_ERR_MODEL where the model makes no pose maps, from which keys are solved. */
ax_status ax_engine_check_modalities(const ax_engine *engine, ax_error *err);
/* AX_ERR_USAGE where the text encoder reads nothing of a prompt that is not "". */
ax_status ax_engine_check_prompt(const ax_engine *engine, const char *prompt,
                                 ax_error *err);

/* The parameters of the pose fields; grid 0 where the model has none. */
ax_pose_field ax_engine_field(const ax_engine *engine);

/* AX_ERR_USAGE: the model takes no given frames. */
ax_status ax_engine_refuse_given(const ax_engine *engine, ax_error *err);

/* The longest take: of one window, or of several where the model takes given frames. */
int ax_engine_max_frames(const ax_engine *engine);

/* Latent frames of `frames` video frames, or AX_ERR_USAGE with what the model can
 * do. */
ax_status ax_engine_latent_frames(const ax_engine *engine, int frames,
                                  int *latent_frames, ax_error *err);

/* The scratch, in bytes, for encoding one frame of each of `batch` clips, or decoding
 * `frames` latent frames of each: without weights and the caller's arrays. 0 for a
 * model of pose fields. */
size_t ax_engine_encode_bytes(const ax_engine *engine, int batch);
size_t ax_engine_decode_bytes(const ax_engine *engine, int batch, int frames);

/* The scratch, in bytes, for generating. */
ax_status ax_engine_generate_bytes(ax_engine *engine,
                                   const ax_generate_request *request, size_t *bytes,
                                   ax_error *err);

/* ax_engine_generate with a function that corrects the estimate of the result at each
 * step but the last (ax_sample_request.correct in sample.h); NULL: none. */
ax_status ax_engine_generate_with(ax_engine *engine, const ax_generate_request *request,
                                  ax_correct_latents *correct, void *context,
                                  float *latents, ax_error *err);

/* AX_ERR_RESOURCE if `need` bytes more than the engine uses now exceed its limit. */
ax_status ax_engine_reserve(const ax_engine *engine, size_t need, ax_error *err);

#endif
