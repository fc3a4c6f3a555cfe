#include <string.h>

#include "diffusion/transformer_impl.h"

/* Copies one frame's patches, image to tokens or, if `back`, tokens to image. `plane`
 * is the distance between the image's channels. One loop for both directions guarantees
 * that they are inverse to each other. */
static void move_frame(ax_patches p, float *image, int64_t plane, float *tokens,
                       int back) {
    for (int64_t y = 0; y < p.height; y++) {
        for (int64_t x = 0; x < p.width; x++) {
            int64_t token = (y / p.patch_h) * (p.width / p.patch_w) + x / p.patch_w;
            int64_t cell = (y % p.patch_h) * p.patch_w + x % p.patch_w;
            float *t = tokens + (token * p.patch_h * p.patch_w + cell) * p.channels;
            float *i = image + y * p.width + x;
            for (int64_t c = 0; c < p.channels; c++) {
                if (back)
                    i[c * plane] = t[c];
                else
                    t[c] = i[c * plane];
            }
        }
    }
}

static void move_all(ax_patches p, float *images, float *tokens, int back) {
    int64_t area = p.height * p.width;
    for (int64_t n = 0; n < p.n; n++) {
        for (int64_t f = 0; f < p.frames; f++) {
            move_frame(p, images + (n * p.channels * p.frames + f) * area,
                       p.frames * area, tokens + (n * p.frames + f) * area * p.channels,
                       back);
        }
    }
}

/* The casts are safe: move_frame only reads the source. */
void ax_patches_gather(ax_patches p, const float *images, float *tokens) {
    move_all(p, (float *)(uintptr_t)images, tokens, 0);
}

void ax_patches_scatter(ax_patches p, const float *tokens, float *images) {
    move_all(p, images, (float *)(uintptr_t)tokens, 1);
}

static ax_patches of(const ax_transformer_info *info, int64_t n, int64_t frames,
                     int64_t height, int64_t width) {
    return (ax_patches){n,     info->channels, frames,       height,
                        width, info->patch_h,  info->patch_w};
}

void ax_patchify(const ax_transformer_info *info, int64_t n, int64_t frames,
                 int64_t height, int64_t width, const float *latents, float *tokens) {
    ax_patches_gather(of(info, n, frames, height, width), latents, tokens);
}

void ax_unpatchify(const ax_transformer_info *info, int64_t n, int64_t frames,
                   int64_t height, int64_t width, const float *tokens, float *latents) {
    ax_patches_scatter(of(info, n, frames, height, width), tokens, latents);
}
