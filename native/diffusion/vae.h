/* Wan's causal 3D VAE: images to latents and back, clip by clip, frame chunk by frame
 * chunk, so that memory does not grow with the length of a clip.
 *
 *     ax_vae_options options = {.size = sizeof options, .latents_mean = mean,
 *                               .latents_std = std, .count = 8};
 *     AX_TRY(ax_vae_open(ops, dev, "vae.safetensors", &options, &vae, err));
 *     ax_clips latent = {1, 9, 16, 16};
 *     ax_clips image = ax_vae_image_size(vae, latent);
 *     ... room for image.clips * frames * height * width * 3 bytes ...
 *     ax_vae_decode(vae, latents, latent, images, progress, err);
 *     ax_vae_close(vae);
 *
 * Structure, widths and strides come from the tensor names and shapes of the file
 * (diffusers' AutoencoderKLWan). A model whose convolutions all have a temporal extent
 * of 1 and that has no `time_conv` treats frames independently; then the frames of all
 * clips run several to a pass. One thread at a time per ax_vae and per ax_device. */
#ifndef AX_DIFFUSION_VAE_H
#define AX_DIFFUSION_VAE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/progress.h"
#include "base/status.h"
#include "tensor/ops.h"

typedef struct ax_vae ax_vae;

typedef struct ax_vae_options {
    size_t size;               /* sizeof(ax_vae_options) */
    const float *latents_mean; /* [count]; copied */
    const float *latents_std;  /* [count]; copied; none may be 0 */
    int count;                 /* the latent channels, or 0: mean 0, deviation 1 */
    /* How much scratch a pass over independent frames may use; a single frame may use
     * more, if it must. 0: a size that suits a processor's caches. */
    size_t scratch_limit;
} ax_vae_options;

/* Clips of images or of latents; the channels come from the model. */
typedef struct ax_clips {
    int64_t clips, frames, height, width;
} ax_clips;

ax_status ax_vae_open(const ax_ops *ops, ax_device *dev, const char *path,
                      const ax_vae_options *options, ax_vae **out, ax_error *err);
void ax_vae_close(ax_vae *vae); /* accepts NULL */

int ax_vae_latent_channels(const ax_vae *vae);
int ax_vae_spatial_factor(const ax_vae *vae); /* pixels to a latent cell, each way */
int ax_vae_temporal_factor(
    const ax_vae *vae); /* frames to a latent frame, save the first */
bool ax_vae_frames_independent(const ax_vae *vae);

/* Sizes of the other side. F image frames are 1 + (F - 1) / temporal latent frames. */
ax_clips ax_vae_latent_size(const ax_vae *vae, ax_clips image);
ax_clips ax_vae_image_size(const ax_vae *vae, ax_clips latent);

/* Device and host memory that encoding or decoding will take beside the weights, and
 * the caller's arrays; known before any work. 0 when the size is not one that can run.
 */
size_t ax_vae_encode_bytes(const ax_vae *vae, ax_clips image);
size_t ax_vae_decode_bytes(const ax_vae *vae, ax_clips latent);

/* images uint8 [B, F, H, W, 3] (host) -> latents float [B, C, f, h, w] (host),
 * normalised: (the posterior's mean - latents_mean) / latents_std. H and W must be
 * multiples of the spatial factor, F - 1 of the temporal one (AX_ERR_USAGE). Progress
 * stage "encode", a step an image frame. */
ax_status ax_vae_encode(ax_vae *vae, const uint8_t *images, ax_clips image,
                        float *latents, ax_progress *progress, ax_error *err);
/* latents float [B, C, f, h, w] (host) -> images uint8 [B, F, H, W, 3] (host). Progress
 * stage "decode", a step a latent frame. */
ax_status ax_vae_decode(ax_vae *vae, const float *latents, ax_clips latent,
                        uint8_t *images, ax_progress *progress, ax_error *err);

/* The same with float images [B, F, H, W, 3] in [-1, 1] (clamped on the way out). */
ax_status ax_vae_encode_f32(ax_vae *vae, const float *images, ax_clips image,
                            float *latents, ax_progress *progress, ax_error *err);
ax_status ax_vae_decode_f32(ax_vae *vae, const float *latents, ax_clips latent,
                            float *images, ax_progress *progress, ax_error *err);

#endif
