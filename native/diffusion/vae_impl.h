/* Shared by the vae*.c files. A network is a list of layers: vae_load.c finds them in
 * the checkpoint, vae_run.c plans memory and runs them on a chunk of frames, vae.c runs
 * whole clips. */
#ifndef AX_DIFFUSION_VAE_IMPL_H
#define AX_DIFFUSION_VAE_IMPL_H

#include "diffusion/checkpoint.h"
#include "diffusion/vae.h"

enum {
    VAE_MAX_LAYERS = 128,
    VAE_LAYER_CACHES = 2,
    VAE_MAX_SEGMENTS = 8,
    VAE_IMAGE_CHANNELS = 3
};

typedef enum vae_layer_kind {
    VAE_CONV,      /* (norm1, SiLU,) conv1 */
    VAE_RESIDUAL,  /* x' = shortcut(x) + conv2(silu(norm2(conv1(silu(norm1(x)))))) */
    VAE_ATTENTION, /* within a frame, one head: x += proj(attention(qkv(norm1(x)))) */
    VAE_DOWN,      /* conv1 with stride 2, then `time` with temporal stride 2 */
    VAE_UP         /* `time` makes two frames of one; upsampling 2 x 2, then conv1 */
} vae_layer_kind;

typedef struct vae_layer {
    vae_layer_kind kind;
    int64_t in, out;      /* channels */
    float *norm1, *norm2; /* device [in], [out]; or NULL */
    ax_conv *conv1, *conv2, *shortcut, *time;
    ax_linear *qkv, *proj;
} vae_layer;

typedef struct vae_net {
    int count;
    int space, time;  /* factor between images and latents */
    bool independent; /* frames do not depend on one another */
    vae_layer layer[VAE_MAX_LAYERS];
} vae_net;

struct ax_vae {
    const ax_ops *ops;
    ax_device *dev;
    vae_net encoder, decoder;
    int channels;      /* latent */
    float *mean, *std; /* [channels], host */
    size_t scratch_limit;
    bool together;
};

/* ---- vae_load.c ---- */
ax_status vae_load(ax_vae *vae, ax_checkpoint *weights, const char *path,
                   ax_error *err);
void vae_net_free(const ax_ops *ops, ax_device *dev, vae_net *net);

/* ---- vae_run.c ---- */

/* The frames that a causal convolution keeps for the next chunk. */
typedef struct vae_cache {
    char *data;           /* NULL: no frame comes after */
    size_t offset, bytes; /* of data in the run's block */
    int64_t held;         /* number of frames in it */
} vae_cache;

/* Layers that take the same frames. After the first segment each takes one frame of
 * what the one before has made, and is done with it before it takes the next. */
typedef struct vae_segment {
    int from, to; /* layers; without `to` */
    /* The residual stream, F32: alternately input and output. The first segment's input
     * is in stream[0]; that of the others is a part of the one before. */
    size_t bytes[2];
    char *stream[2];
} vae_segment;

typedef struct vae_run {
    const ax_ops *ops;
    ax_device *dev;
    const vae_net *net;
    ax_dtype dtype;                /* of what feeds convolutions */
    int64_t frames, height, width; /* of a chunk's input, at most */
    size_t bytes;                  /* of block, which has the parts below */
    size_t a_bytes, b_bytes;
    char *block;
    vae_segment segment[VAE_MAX_SEGMENTS];
    int segments;
    char *a, *b; /* inputs and outputs of convolutions */
    vae_cache cache[VAE_MAX_LAYERS][VAE_LAYER_CACHES];
    ax_progress *progress;
    int part, parts; /* of a chunk: layers that have been run, and all */
} vae_run;

/* Plans a run over chunks of at most `frames` frames (`first`: of frames that each
 * start a clip). False if sizes overflow. Allocates nothing. */
bool vae_run_plan(const ax_vae *vae, const vae_net *net, int64_t frames, int64_t height,
                  int64_t width, bool first, vae_run *run);
ax_status vae_run_begin(vae_run *run, ax_error *err);
void vae_run_end(vae_run *run);

/* Starts a new clip: drops the cached frames. */
void vae_run_reset(vae_run *run);
/* input: host F32 [frames, h, w, in]; output: host F32, large enough for the whole
 * chunk; *out: the output's shape (data NULL). `first`: the clip's first chunk. */
ax_status vae_run_chunk(vae_run *run, const float *input, int64_t frames, bool first,
                        float *output, ax_frames *out, ax_error *err);
/* The shape of vae_run_chunk's output for so many frames. */
ax_frames vae_net_output(const vae_net *net, int64_t frames, int64_t height,
                         int64_t width, bool first);

#endif
