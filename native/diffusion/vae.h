/* Wan's causal 3D VAE: images to latents and back. Clips are processed in chunks of
 * frames, so that memory does not grow with the length of a clip.
 *
 *     ax_vae_options options = {.size = sizeof options, .latents_mean = mean,
 *                               .latents_std = std, .count = 8};
 *     AX_TRY(ax_vae_open(ops, dev, "vae.safetensors", &options, &vae, err));
 *     ax_clips latent = {1, 9, 16, 16};
 *     ax_clips image = ax_vae_image_size(vae, latent);
 *     ... allocate image.clips * frames * height * width * 3 bytes ...
 *     ax_vae_decode(vae, latents, latent, images, progress, err);
 *     ax_vae_close(vae);
 *
 * Structure, widths and strides come from the tensor names and shapes of the file
 * (diffusers' AutoencoderKLWan). A model whose convolutions all have a temporal extent
 * of 1 and that has no `time_conv` treats frames independently; then a pass takes
 * several frames, of any clips. One thread at a time per ax_vae and per ax_device. */
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
    /* Scratch memory in bytes that a pass over several independent frames may use; one
     * frame may need more. 0: a size that fits a processor's caches. */
    size_t scratch_limit;
    /* Frames that one latent frame has become go through the layers after it together.
     * Default false: one after another, which is the same to the bit, and of a latent
     * frame that becomes four a third less memory. For devices on which a frame's
     * products are too small. */
    bool together;
} ax_vae_options;

/* Clips of images or of latents; the channels come from the model. */
typedef struct ax_clips {
    int64_t clips, frames, height, width;
} ax_clips;

ax_status ax_vae_open(const ax_ops *ops, ax_device *dev, const char *path,
                      const ax_vae_options *options, ax_vae **out, ax_error *err);
void ax_vae_close(ax_vae *vae); /* accepts NULL */

int ax_vae_latent_channels(const ax_vae *vae);
/* Pixels per latent cell, in each direction; frames per latent frame, except the
 * first. */
int ax_vae_spatial_factor(const ax_vae *vae);
int ax_vae_temporal_factor(const ax_vae *vae);
bool ax_vae_frames_independent(const ax_vae *vae);

/* The sizes of the latents of images, and of the images of latents. F image frames are
 * 1 + (F - 1) / temporal factor latent frames. */
ax_clips ax_vae_latent_size(const ax_vae *vae, ax_clips image);
ax_clips ax_vae_image_size(const ax_vae *vae, ax_clips latent);

/* Device and host bytes that encoding or decoding needs in addition to the weights and
 * the caller's arrays. 0 if clips of this size cannot be processed. */
size_t ax_vae_encode_bytes(const ax_vae *vae, ax_clips image);
size_t ax_vae_decode_bytes(const ax_vae *vae, ax_clips latent);

/* Of a VAE that was opened on the counting backend (tensor/counting.h): counts what the
 * functions below would take. */
ax_status ax_vae_encode_count(ax_vae *vae, ax_clips image, ax_error *err);
ax_status ax_vae_decode_count(ax_vae *vae, ax_clips latent, ax_error *err);

/* images uint8 [B, F, H, W, 3] (host) -> latents float [B, C, f, h, w] (host),
 * normalised: (the posterior's mean - latents_mean) / latents_std. H and W must be
 * multiples of the spatial factor, F - 1 of the temporal one (AX_ERR_USAGE). Progress
 * stage "encode", one step for each image frame. */
ax_status ax_vae_encode(ax_vae *vae, const uint8_t *images, ax_clips image,
                        float *latents, ax_progress *progress, ax_error *err);
/* latents float [B, C, f, h, w] (host) -> images uint8 [B, F, H, W, 3] (host). Progress
 * stage "decode", one step for each latent frame. */
ax_status ax_vae_decode(ax_vae *vae, const float *latents, ax_clips latent,
                        uint8_t *images, ax_progress *progress, ax_error *err);

/* The same with float images [B, F, H, W, 3] in [-1, 1] (clamped on the way out). */
ax_status ax_vae_encode_f32(ax_vae *vae, const float *images, ax_clips image,
                            float *latents, ax_progress *progress, ax_error *err);
ax_status ax_vae_decode_f32(ax_vae *vae, const float *latents, ax_clips latent,
                            float *images, ax_progress *progress, ax_error *err);

#endif
