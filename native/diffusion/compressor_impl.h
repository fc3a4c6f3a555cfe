/* Shared by the compressor*.c files only. */
#ifndef AX_DIFFUSION_COMPRESSOR_IMPL_H
#define AX_DIFFUSION_COMPRESSOR_IMPL_H

#include "diffusion/compressor.h"

enum { COMPRESSOR_MAX_LAYERS = 64 };

/* x += out(attention(qkv(norm1(x)))); x += down(gelu(up(norm2(x)))). Vectors are device
 * F32 [D]. */
typedef struct compressor_layer {
    float *norm1_weight, *norm1_bias, *norm2_weight, *norm2_bias;
    ax_linear *qkv, *out, *up, *down;
} compressor_layer;

/* The encoder or the decoder. */
typedef struct compressor_half {
    ax_linear *proj_in, *proj_out;
    float *position; /* host [T, D] */
    float *norm_weight, *norm_bias;
    int layers;
    compressor_layer layer[COMPRESSOR_MAX_LAYERS];
} compressor_half;

struct ax_compressor {
    const ax_ops *ops;
    ax_device *dev;
    ax_compressor_info info;
    int64_t tokens;  /* T = r c */
    int64_t numbers; /* of a token's patch: C patch^2, in the order (C, ph, pw) */
    float eps;
    float *mean, *std; /* [K], host */
    compressor_half encoder, decoder;
    ax_linear *template_in;
    float *template_position; /* host [T, D] */
    size_t scratch_limit;
};

/* compressor_load.c */
ax_status compressor_load(ax_compressor *c, const char *path,
                          const ax_compressor_options *options, ax_error *err);
void compressor_free_half(const ax_compressor *c, compressor_half *half);

#endif
