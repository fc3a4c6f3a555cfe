/* model.json, read and checked (docs/model-format.md).
 *
 *     ax_model_config config;
 *     AX_TRY(ax_model_config_read("assets/nano", &config, err));
 *     ... config.sampler.steps, config.transformer.file[0] ...
 *     ax_model_config_free(&config);
 *
 * Every field is checked when read: what the struct holds lies in the ranges written
 * here. Paths are resolved against the model folder. */
#ifndef AX_DIFFUSION_MODEL_CONFIG_H
#define AX_DIFFUSION_MODEL_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "diffusion/adapter.h"
#include "diffusion/sampler.h"

enum {
    AX_MODEL_MAX_FILES = 8,
    AX_MODEL_MAX_CHANNELS = 128,
    AX_MODEL_MAX_MODALITIES = 2
};

/* The values are the ids that the modality embedding encodes. */
typedef enum ax_modality { AX_MODALITY_RGB = 0, AX_MODALITY_POSE = 1 } ax_modality;

/* What the transformer needs besides its tensors. */
typedef struct ax_transformer_config {
    int files;                      /* 1..AX_MODEL_MAX_FILES */
    char *file[AX_MODEL_MAX_FILES]; /* later files override earlier ones */
    int adapters;                   /* "adapters": 0..AX_MODEL_MAX_ADAPTERS, merged
                                       into the weights one after the other */
    ax_adapter_config adapter[AX_MODEL_MAX_ADAPTERS];
    int heads;               /* 1..256 */
    double rope_theta;       /* >= 1 */
    double eps;              /* 1e-12..0.1 */
    bool has_template;       /* "template"; default true. False: plain Wan */
    bool stream;             /* blocks are read when they are used: no part of
                                model.json, but the caller's choice */
    bool has_template_frame; /* "template_frame"; default true. False: the
                                       template is in conditioning channels only */
    int modalities;          /* 1..2 */
    ax_modality modality[AX_MODEL_MAX_MODALITIES];
    int max_text_tokens; /* "text.max_tokens", 3..4096 */
} ax_transformer_config;

typedef struct ax_model_config {
    char *json; /* the text of model.json; NULL where it was not read from a file */
    char *dir;
    char *name, *version, *licence, *description; /* never NULL */

    ax_transformer_config transformer;

    char *vae_file;      /* NULL: a model of fields */
    int latent_channels; /* length of both arrays below */
    float latents_mean[AX_MODEL_MAX_CHANNELS], latents_std[AX_MODEL_MAX_CHANNELS];

    /* Displacement fields of pose maps (motion/maps/pose_field.h) instead of a VAE's
     * latents; then vae_file is NULL and the only modality is pose. Fields are divided
     * by std. */
    struct {
        int grid, layers; /* 0: the model has none */
        double length, noise, std;
        int marker_layers;  /* 0 or 1; default 0 */
        double marker_gain; /* 0.1..100; default 3 */
    } field;

    char *critic_file; /* "critic.file": native/animate/critic.h; NULL: none */
    double critic_low, critic_high; /* "critic.low", "critic.high"; default -1 and 1 */
    double critic_amplify; /* "critic.amplify": the most that takes are amplified, 1 to
                              AX_MAX_AMPLITUDE; default 1 */

    char *known_prompts_file; /* "known_prompts.file": native/animate/known_prompts.h;
                                 NULL: none */
    double known_prompts_low; /* "known_prompts.low": -1..1, nearer prompts are known */

    char *text_type; /* not checked here: ax_text_check_type (text/text.h) */
    char *text_dir;

    struct {
        int width, height; /* 16..4096 pixels */
        int frames;        /* 1..AX_MODEL_MAX_FRAMES, without the template */
        double fps;        /* 0.1..240: the rate that the model was trained at */
    } video;

    bool
        given_frames; /* "given_frames": some of a window's frames may be given; default
                           false */
    int context_frames; /* "context_frames": of the window before, 1..frames - 1; by
                           default 3, or all that a shorter window has. 0 without
                           given_frames */

    struct {
        int count; /* of azimuths_deg, 2..AX_MODEL_MAX_VIEWS */
        double azimuth_deg[AX_MODEL_MAX_VIEWS];
        double elevation_deg;     /* -89..89 */
        double fov_deg;           /* 1..120 */
        double radius;            /* 0.1..100: units of the normalised cube */
        double margin;            /* 1..10 */
        int min_views, max_views; /* 2 <= min <= count <= max <= AX_MODEL_MAX_VIEWS */
    } cameras;

    struct {
        int version;       /* 1 or 2: motion/rig/pose_map_style.h */
        double radius;     /* 0.5..64 pixels at the model's own resolution */
        double line_width; /* 0..64 */
        int max_joints;    /* 0 (no limit), or 2..4096 */
        double merge;      /* 0..0.5, of the bounding box's diagonal */
        int max_markers;   /* 0 (none)..4096; default 0 */
    } pose_map;

    struct {
        ax_sampler_type type;
        bool predicts_sample;     /* "sampler.prediction": "sample", not the velocity */
        int steps;                /* 1..AX_SAMPLER_MAX_STEPS */
        double shift;             /* 0.01..100 */
        double guidance_text;     /* 0..100 */
        double guidance_template; /* 0..100 */
        double guidance_until;    /* 0..1; "sampler.guidance_until"; default 0 */
        double block_cache;       /* 0..1; "sampler.block_cache"; default 0 */
    } sampler;
} ax_model_config;

/* Reads `dir`/model.json. AX_ERR_MODEL with a sentence that names the field, what was
 * found and what is allowed; *out is then untouched. */
ax_status ax_model_config_read(const char *dir, ax_model_config *out, ax_error *err);
/* The same from text; `dir` is what paths are resolved against. */
ax_status ax_model_config_parse(const char *json, size_t length, const char *dir,
                                ax_model_config *out, ax_error *err);
void ax_model_config_free(ax_model_config *config); /* accepts NULL */

/* Azimuth of view `view` of `views` in degrees: as listed, or, where `views` differs
 * from the number listed, spaced evenly from the first. */
double ax_model_config_azimuth(const ax_model_config *config, int view, int views);

#endif
