/* The compressor: a second stage behind the VAE. Of every frame's latents it makes
 * codes with fewer numbers, frame by frame, and latents again of codes and the frame's
 * template (training/animax_training/compressor.py is the reference). What the
 * transformer of such a model makes is codes.
 *
 *     ax_compressor_options options = {.size = sizeof options, .heads = 3, .eps = 1e-5,
 *                                      .code_mean = mean, .code_std = std, .count = 48,
 *                                      .channels = 8, .height = 16, .width = 16};
 *     AX_TRY(ax_compressor_open(ops, dev, "compressor.safetensors", &options, &c,
 * err)); AX_TRY(ax_compressor_encode(c, latents, 4, 9, codes, progress, err));
 *     AX_TRY(ax_compressor_decode(c, codes, templates, 4, 9, latents, progress, err));
 *     ax_compressor_close(c);
 *
 * Letters: B clips, f latent frames of a clip, C latent channels, h w latent size,
 * K code channels, r c rows and columns of codes. Latents are the VAE's, normalised by
 * model.json's latents_mean and latents_std; codes likewise by code_mean and code_std.
 * One thread at a time per ax_compressor and per ax_device. */
#ifndef AX_DIFFUSION_COMPRESSOR_H
#define AX_DIFFUSION_COMPRESSOR_H

#include <stdint.h>

#include "base/progress.h"
#include "base/status.h"
#include "tensor/ops.h"

typedef struct ax_compressor ax_compressor;

typedef struct ax_compressor_options {
    size_t size;            /* sizeof(ax_compressor_options) */
    int heads;              /* of the attention; divides the width */
    double eps;             /* of the layer norms, above 0 */
    const float *code_mean; /* [count]; copied */
    const float *code_std;  /* [count]; copied; all above 0 */
    int count;              /* K, which the file's must be */
    int channels;           /* C of the VAE */
    int64_t height, width;  /* h w: the positions are learnt for one size */
    /* How much scratch a pass over frames may use; a single frame may use more, if it
     * must. 0: a size that suits a processor's caches. */
    size_t scratch_limit;
} ax_compressor_options;

/* Told from the file's shapes and the options. */
typedef struct ax_compressor_info {
    int64_t channels, height, width; /* C h w of a frame's latents */
    int64_t code, rows, columns;     /* K r c of its codes */
    int64_t patch;                   /* latent cells a code stands for, each way */
    int64_t dim, heads, ffn;         /* of the layers */
} ax_compressor_info;

/* AX_ERR_MODEL with what was found and what was expected: a tensor is missing or of
 * another shape, the sizes do not suit the options, or the options themselves are out
 * of range (they come from model.json). */
ax_status ax_compressor_open(const ax_ops *ops, ax_device *dev, const char *path,
                             const ax_compressor_options *options, ax_compressor **out,
                             ax_error *err);
void ax_compressor_close(ax_compressor *c); /* accepts NULL */

const ax_compressor_info *ax_compressor_describe(const ax_compressor *c);

/* Device and host memory that a call below will take beside weights and the caller's
 * arrays. 0 when the size is not one that can run. */
size_t ax_compressor_encode_bytes(const ax_compressor *c, int64_t clips,
                                  int64_t frames);
size_t ax_compressor_decode_bytes(const ax_compressor *c, int64_t clips,
                                  int64_t frames);

/* latents float [B, C, f, h, w] (host) -> codes float [B, K, f, r, c] (host). A few
 * milliseconds, so no stage of its own: `progress` (may be NULL) is only asked whether
 * to stop, layer by layer. AX_ERR_USAGE for a size that cannot run. */
ax_status ax_compressor_encode(const ax_compressor *c, const float *latents,
                               int64_t clips, int64_t frames, float *codes,
                               const ax_progress *progress, ax_error *err);
/* The way back, with the latents of each clip's template, float [B, C, h, w] (host). */
ax_status ax_compressor_decode(const ax_compressor *c, const float *codes,
                               const float *templates, int64_t clips, int64_t frames,
                               float *latents, const ax_progress *progress,
                               ax_error *err);

#endif
