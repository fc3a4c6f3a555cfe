/* Images to latents and back through the VAE, where the model has one. */
#include "animate/engine.h"

#include "tensor/counting.h"

/* ---- sizes ---- */

ax_latent_shape ax_engine_latent_shape(const ax_engine *engine, int frames) {
    const ax_model_config *config = &engine->config;
    const ax_pose_field field = ax_engine_field(engine);
    if (field.grid)
        return (ax_latent_shape){2 * ax_pose_field_layers(&field), frames, field.grid,
                                 field.grid};
    ax_clips latent = ax_vae_latent_size(
        engine->vae, (ax_clips){1, frames, config->video.height, config->video.width});
    return (ax_latent_shape){ax_vae_latent_channels(engine->vae), latent.frames,
                             latent.height, latent.width};
}

int ax_engine_modalities(const ax_engine *engine) {
    return engine->config.transformer.modalities;
}

int ax_engine_template_channels(const ax_engine *engine) {
    const ax_transformer_info *info = ax_transformer_describe(engine->transformer);
    return (int)(info->conditioning_channels ? info->conditioning_channels
                                             : info->channels);
}

int ax_engine_temporal_factor(const ax_engine *engine) {
    if (!engine->vae) return 1;
    return ax_vae_temporal_factor(engine->vae);
}

int ax_engine_max_frames(const ax_engine *engine) {
    const ax_model_config *config = &engine->config;
    const bool windows = config->given_frames && ax_engine_temporal_factor(engine) == 1;
    return windows ? AX_MODEL_MAX_FRAMES : config->video.frames;
}

ax_status ax_engine_latent_frames(const ax_engine *engine, int frames,
                                  int *latent_frames, ax_error *err) {
    int max_frames = ax_engine_max_frames(engine);
    int factor = ax_engine_temporal_factor(engine);
    if (frames < 1 || frames > max_frames)
        return ax_fail(err, AX_ERR_USAGE,
                       "%d frames were requested; this model makes 1 to %d (%.2f s at "
                       "%.4g frames a second).",
                       frames, max_frames, max_frames / engine->config.video.fps,
                       engine->config.video.fps);
    if ((frames - 1) % factor)
        return ax_fail(
            err, AX_ERR_USAGE,
            "%d frames were requested; this model makes 1 + a multiple of %d.", frames,
            factor);
    *latent_frames = 1 + (frames - 1) / factor;
    return AX_OK;
}

static ax_clips image_clips(const ax_engine *engine, int batch, int frames) {
    return (ax_clips){batch, frames, engine->config.video.height,
                      engine->config.video.width};
}

static ax_clips latent_clips(const ax_engine *engine, int batch, int frames) {
    const ax_latent_shape one = ax_engine_latent_shape(engine, 1);
    return (ax_clips){batch, frames, one.height, one.width};
}

/* ---- memory ---- */

size_t ax_engine_encode_bytes(const ax_engine *engine, int batch) {
    if (!engine->vae) return 0;
    return ax_vae_encode_bytes(engine->vae, image_clips(engine, batch, 1));
}

size_t ax_engine_decode_bytes(const ax_engine *engine, int batch, int frames) {
    if (!engine->vae) return 0;
    return ax_vae_decode_bytes(engine->vae, latent_clips(engine, batch, frames));
}

/* ---- the VAE ---- */

static ax_status need_vae(const ax_engine *engine, ax_error *err) {
    if (engine->vae) return AX_OK;
    return ax_fail(err, AX_ERR_USAGE,
                   "This model makes displacement fields of pose maps and has no VAE: "
                   "there are no latents of images (see field_encode, field_decode).");
}

ax_status ax_engine_encode(ax_engine *engine, const uint8_t *images, int batch,
                           int frames, float *latents, ax_progress *progress,
                           ax_error *err) {
    AX_TRY(ax_engine_begin(err));
    AX_CHARGE(engine->account);
    AX_TRY(need_vae(engine, err));
    const ax_clips clips = image_clips(engine, batch, frames);
    if (ax_is_counting(engine->ops))
        return ax_vae_encode_count(engine->vae, clips, err);
    return ax_vae_encode(engine->vae, images, clips, latents, progress, err);
}

ax_status ax_engine_decode(ax_engine *engine, const float *latents, int batch,
                           int frames, uint8_t *images, ax_progress *progress,
                           ax_error *err) {
    AX_TRY(ax_engine_begin(err));
    AX_CHARGE(engine->account);
    AX_TRY(need_vae(engine, err));
    const ax_clips clips = latent_clips(engine, batch, frames);
    if (ax_is_counting(engine->ops))
        return ax_vae_decode_count(engine->vae, clips, err);
    return ax_vae_decode(engine->vae, latents, clips, images, progress, err);
}
