/* Images to latents, as the transformer makes them, and back: through the VAE and,
 * where the model has one, the compressor. */
#include <string.h>

#include "animate/engine.h"
#include "base/memory.h"

/* ---- sizes ---- */

ax_latent_shape ax_engine_vae_shape(const ax_engine *engine, int frames) {
    if (!engine->vae) return (ax_latent_shape){0, frames, 0, 0};
    ax_clips latent = ax_vae_latent_size(
        engine->vae,
        (ax_clips){1, frames, engine->config.video.height, engine->config.video.width});
    return (ax_latent_shape){ax_vae_latent_channels(engine->vae), latent.frames,
                             latent.height, latent.width};
}

ax_latent_shape ax_engine_latent_shape(const ax_engine *engine, int frames) {
    ax_latent_shape shape = ax_engine_vae_shape(engine, frames);
    if (engine->config.field.grid) {
        const int grid = engine->config.field.grid;
        return (ax_latent_shape){2 * engine->config.field.layers, frames, grid, grid};
    }
    if (engine->compressor) {
        const ax_compressor_info *info = ax_compressor_describe(engine->compressor);
        shape.channels = info->code;
        shape.height = info->rows;
        shape.width = info->columns;
    }
    return shape;
}

int ax_engine_template_channels(const ax_engine *engine) {
    const ax_transformer_info *info = ax_transformer_describe(engine->transformer);
    return (int)(info->beside ? info->beside : info->channels);
}

int ax_engine_temporal_factor(const ax_engine *engine) {
    if (!engine->vae) return 1;
    return ax_vae_temporal_factor(engine->vae);
}

ax_status ax_engine_latent_frames(const ax_engine *engine, int frames,
                                  int *latent_frames, ax_error *err) {
    int most = engine->config.video.frames;
    int factor = ax_engine_temporal_factor(engine);
    if (frames < 1 || frames > most)
        return ax_fail(err, AX_ERR_USAGE,
                       "%d frames were asked for; this model makes 1 to %d (%.2f s at "
                       "%.4g frames a second).",
                       frames, most, most / engine->config.video.fps,
                       engine->config.video.fps);
    if ((frames - 1) % factor)
        return ax_fail(
            err, AX_ERR_USAGE,
            "%d frames were asked for; this model makes 1 + a multiple of %d.", frames,
            factor);
    *latent_frames = 1 + (frames - 1) / factor;
    return AX_OK;
}

static ax_clips vae_clips(const ax_engine *engine, int batch, int frames) {
    const ax_latent_shape one = ax_engine_vae_shape(engine, 1);
    return (ax_clips){batch, frames, one.height, one.width};
}

/* Numbers of latents [batch, C, frames, h, w] of that shape (its own frames are not
 * looked at); false where they cannot be counted. */
static bool count_numbers(ax_latent_shape shape, int batch, int frames, size_t *count) {
    const int64_t sizes[] = {batch, frames, shape.channels, shape.height, shape.width};
    size_t total = 1;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (sizes[i] < 0 || !ax_size_mul(total, (size_t)sizes[i], &total)) return false;
    *count = total;
    return true;
}

/* ---- memory ---- */

/* The VAE's part and the compressor's run one after the other, with the VAE's latents
 * between them. */
static size_t with_compressor(const ax_engine *engine, size_t vae, size_t compressor,
                              int batch, int frames) {
    size_t most = vae > compressor ? vae : compressor, numbers, bytes;
    if (!engine->compressor) return vae;
    if (!count_numbers(ax_engine_vae_shape(engine, 1), batch, frames, &numbers) ||
        !ax_size_mul(numbers, sizeof(float), &bytes) ||
        !ax_size_add(most, bytes, &most))
        return SIZE_MAX;
    return most;
}

size_t ax_engine_encode_bytes(const ax_engine *engine, int batch) {
    if (!engine->vae) return 0;
    const ax_clips image = {batch, 1, engine->config.video.height,
                            engine->config.video.width};
    const size_t codes = engine->compressor
                             ? ax_compressor_encode_bytes(engine->compressor, batch, 1)
                             : 0;
    return with_compressor(engine, ax_vae_encode_bytes(engine->vae, image), codes,
                           batch, 1);
}

size_t ax_engine_decode_bytes(const ax_engine *engine, int batch, int frames) {
    if (!engine->vae) return 0;
    const size_t codes =
        engine->compressor
            ? ax_compressor_decode_bytes(engine->compressor, batch, frames)
            : 0;
    const ax_clips latent = vae_clips(engine, batch, frames);
    return with_compressor(engine, ax_vae_decode_bytes(engine->vae, latent), codes,
                           batch, frames);
}

/* ---- encoding ---- */

static ax_status need_vae(const ax_engine *engine, ax_error *err) {
    if (engine->vae) return AX_OK;
    return ax_fail(err, AX_ERR_USAGE,
                   "This model makes displacement fields of pose maps and has no VAE: "
                   "there are no latents of images (see field_encode, field_decode).");
}

static ax_status new_vae_latents(const ax_engine *engine, int batch, int frames,
                                 float **out, ax_error *err) {
    size_t numbers;
    if (batch < 1 || frames < 1 ||
        !count_numbers(ax_engine_vae_shape(engine, 1), batch, frames, &numbers))
        return ax_fail(err, AX_ERR_USAGE,
                       "%d clips of %d latent frames cannot be made.", batch, frames);
    return AX_NEW(float, numbers, "the VAE's latents", out, err);
}

ax_status ax_engine_encode_vae(ax_engine *engine, const uint8_t *images, int batch,
                               int frames, float *vae_latents, ax_progress *progress,
                               ax_error *err) {
    AX_TRY(need_vae(engine, err));
    ax_clips size = {batch, frames, engine->config.video.height,
                     engine->config.video.width};
    return ax_vae_encode(engine->vae, images, size, vae_latents, progress, err);
}

ax_status ax_engine_compress(ax_engine *engine, const float *vae_latents, int batch,
                             int frames, float *latents, ax_progress *progress,
                             ax_error *err) {
    AX_TRY(need_vae(engine, err));
    if (engine->compressor)
        return ax_compressor_encode(engine->compressor, vae_latents, batch, frames,
                                    latents, progress, err);
    size_t numbers;
    if (!count_numbers(ax_engine_vae_shape(engine, 1), batch, frames, &numbers))
        return ax_fail(err, AX_ERR_USAGE,
                       "%d clips of %d latent frames cannot be made.", batch, frames);
    memcpy(latents, vae_latents, numbers * sizeof *latents);
    return AX_OK;
}

ax_status ax_engine_encode(ax_engine *engine, const uint8_t *images, int batch,
                           int frames, float *latents, ax_progress *progress,
                           ax_error *err) {
    if (!engine->compressor)
        return ax_engine_encode_vae(engine, images, batch, frames, latents, progress,
                                    err);
    const int made = (int)ax_engine_vae_shape(engine, frames).frames;
    float *between = NULL;
    AX_TRY(new_vae_latents(engine, batch, made, &between, err));
    ax_status status =
        ax_engine_encode_vae(engine, images, batch, frames, between, progress, err);
    if (status == AX_OK)
        status =
            ax_engine_compress(engine, between, batch, made, latents, progress, err);
    ax_free(between);
    return status;
}

/* ---- decoding ---- */

ax_status ax_engine_decode(ax_engine *engine, const ax_latent_clips *clips,
                           uint8_t *images, ax_progress *progress, ax_error *err) {
    AX_TRY(need_vae(engine, err));
    const ax_clips size = vae_clips(engine, clips->batch, clips->frames);
    if (!engine->compressor)
        return ax_vae_decode(engine->vae, clips->latents, size, images, progress, err);
    if (!clips->templates)
        return ax_fail(
            err, AX_ERR_USAGE,
            "This model's latents are codes of a compressor: to decode them, "
            "give the templates (the VAE's latents of each clip's template).");
    float *between = NULL;
    AX_TRY(new_vae_latents(engine, clips->batch, clips->frames, &between, err));
    ax_status status =
        ax_compressor_decode(engine->compressor, clips->latents, clips->templates,
                             clips->batch, clips->frames, between, progress, err);
    if (status == AX_OK)
        status = ax_vae_decode(engine->vae, between, size, images, progress, err);
    ax_free(between);
    return status;
}
