/* The operator table: all that a backend implements (docs/extending/backend.md). Model
 * code (text, diffusion) computes through it and through nothing else; motion does not
 * use it.
 *
 * Operators read and write the backend's own memory ("device memory"), which is
 * allocated with alloc(), written with upload() and read with download(). On the CPU
 * that is ordinary memory, and copies are memcpy. All calls on one ax_device come from
 * one thread at a time. tensor/dispatch.h (ax_op_*) checks shapes, so a backend need
 * not.
 *
 * dtypes: the residual stream and everything that carries statistics are F32; the input
 * of a matrix product may be F32 or the device's compute dtype, and an operator
 * converts where the two differ. Accumulation is always F32. */
#ifndef AX_TENSOR_OPS_H
#define AX_TENSOR_OPS_H

#include <stdbool.h>

#include "base/status.h"
#include "tensor/tensor.h"

enum { AX_OPS_ABI = 7 };

typedef struct ax_device ax_device; /* a backend's state: threads, scratch, streams */
typedef struct ax_linear ax_linear; /* a packed weight with its bias */
typedef struct ax_conv ax_conv;     /* a packed convolution with its bias */
typedef struct ax_graph ax_graph;   /* captured operators, launched as one */

typedef struct ax_device_options {
    size_t size;            /* sizeof(ax_device_options) */
    int threads;            /* 0: as many as the process may use */
    ax_precision precision; /* AUTO: BF16 where the machine has it, else F32 */
} ax_device_options;

typedef enum ax_act {
    AX_ACT_NONE = 0,
    AX_ACT_SILU,
    AX_ACT_GELU_TANH, /* Wan's feed-forward, text embedder */
    AX_ACT_GELU_ERF   /* BERT */
} ax_act;

/* How a matrix's columns split into heads for attention: element (b, s, h, i) lies at
 * data[b * stride_batch + s * stride_token + h * head_dim + i]. */
typedef struct ax_heads {
    void *data;
    ax_dtype dtype;
    int64_t batch, tokens, heads, head_dim;
    int64_t stride_batch, stride_token; /* elements */
} ax_heads;

typedef struct ax_conv_desc {
    int stride_t, stride_h, stride_w;
    int pad_top, pad_bottom, pad_left, pad_right; /* zeros; time is padded per call */
} ax_conv_desc;

/* The first member of every backend's ax_linear and ax_conv: dispatch checks calls
 * against it, and model code may read it. */
typedef struct ax_linear_shape {
    int64_t in, out; /* K, N (all weights packed together) */
} ax_linear_shape;
typedef struct ax_conv_shape {
    int64_t in, out;
    int kt, kh, kw;
    ax_conv_desc desc;
} ax_conv_shape;
static inline const ax_linear_shape *ax_linear_shape_of(const ax_linear *linear) {
    return (const ax_linear_shape *)(const void *)linear;
}
static inline const ax_conv_shape *ax_conv_shape_of(const ax_conv *conv) {
    return (const ax_conv_shape *)(const void *)conv;
}

typedef struct ax_ops {
    unsigned abi;     /* AX_OPS_ABI */
    const char *name; /* "cpu", "cuda" */

    /* ---- the device ---- */
    ax_status (*open)(const ax_device_options *options, ax_device **out, ax_error *err);
    void (*close)(ax_device *dev); /* accepts NULL */
    /* One line for the user: processor, instruction set, dtype, threads. */
    const char *(*describe)(const ax_device *dev);
    ax_dtype (*compute_dtype)(const ax_device *dev);
    ax_status (*alloc)(ax_device *dev, size_t bytes, const char *what, void **out,
                       ax_error *err);
    void (*release)(ax_device *dev, void *memory); /* accepts NULL */
    ax_status (*upload)(ax_device *dev, void *dst, const void *src, size_t bytes,
                        ax_error *err);
    ax_status (*download)(ax_device *dev, void *dst, const void *src, size_t bytes,
                          ax_error *err);
    /* After a job: frees scratch memory that operators would allocate again, since
     * other programs may need it (the graphics card also renders). */
    void (*trim)(ax_device *dev);

    /* ---- graphs ---- optional: all four are NULL where a backend gains nothing by
     * them. After capture_begin() has returned true, operators are recorded and not
     * run, until capture_end(). In between, copies to or from the host fail, and so
     * does an operator that needs more scratch memory than it did before. */
    bool (*capture_begin)(ax_device *dev);
    /* *out: the graph, or NULL if the capture failed. `out` NULL: discards it. */
    void (*capture_end)(ax_device *dev, ax_graph **out);
    /* Runs the captured operators. *launched is false, and nothing was run, where the
     * graph is out of date: scratch memory that it uses has been reallocated since.
     * Then it must be captured again. */
    ax_status (*graph_launch)(ax_device *dev, const ax_graph *graph, bool *launched,
                              ax_error *err);
    void (*graph_free)(ax_device *dev, ax_graph *graph); /* accepts NULL */

    /* ---- matrix products ---- */
    /* weight [N, K] as PyTorch stores it (any float dtype), bias [N] or NULL; `count`
     * weights with the same K are packed as one product with their outputs side by side
     * (q, k, v). allow_fp8: the weights may be kept in FP8, if the device was opened
     * for it. Copies: the tensors are not needed afterwards. */
    ax_status (*linear_pack)(ax_device *dev, int count, const ax_tensor *const *weights,
                             const ax_tensor *const *biases, bool allow_fp8,
                             ax_linear **out, ax_error *err);
    void (*linear_free)(ax_device *dev, ax_linear *linear); /* accepts NULL */
    /* y[M, N] = act(x[M, K] W^T + b). x: F32 or compute dtype; y: F32 or compute
     * dtype. */
    ax_status (*linear)(ax_device *dev, const ax_linear *linear, ax_mat x, ax_act act,
                        ax_mat y, ax_error *err);
    /* out = softmax(scale q k^T) v, per batch and head, no mask; `key_tokens` (host
     * array of B, or NULL) limits how many keys of each batch entry take part. q, k, v
     * and out share batch, heads and head_dim; k and v share tokens; scale > 0. */
    ax_status (*attention)(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                           const int32_t *key_tokens, float scale, ax_heads out,
                           ax_error *err);

    /* ---- rows ---- `rows` (device int32[M of y], NULL: identity) gives for each row
     * of y the row of x that it is computed from; `group` (device int32[rows of x],
     * NULL: all 0) gives for each row of x its row of shift, scale or gate. */
    /* y = LayerNorm(x) * weight + bias (either NULL), then * (1 + scale[group]) +
     * shift[group] (both NULL or both F32 [G, D] matrices). x is F32. */
    ax_status (*layer_norm)(ax_device *dev, ax_mat x, const float *weight,
                            const float *bias, const ax_mat *shift, const ax_mat *scale,
                            const int32_t *group, const int32_t *rows, float eps,
                            ax_mat y, ax_error *err);
    /* y = x / sqrt(mean(x^2) + eps) * weight[K]; in place when y.data == x.data. */
    ax_status (*rms_norm)(ax_device *dev, ax_mat x, const float *weight, float eps,
                          ax_mat y, ax_error *err);
    /* x[rows[m]] += y[m] * gate[group[rows[m]]] (gate NULL: 1); rows are unique. x is
     * F32. */
    ax_status (*add_rows)(ax_device *dev, ax_mat x, ax_mat y, const ax_mat *gate,
                          const int32_t *group, const int32_t *rows, ax_error *err);
    /* In place: rms_norm over all columns, then rotary embedding of adjacent pairs in
     * every head. table F32 [any, head_dim] holds cos, sin interleaved per pair; row m
     * of x uses table row `rows[m]` (or m). */
    ax_status (*norm_rope)(ax_device *dev, ax_mat x, const float *weight, float eps,
                           int heads, const float *table, const int32_t *rows,
                           ax_error *err);
    /* y = act(x), any float dtypes; also the conversion between dtypes and strides. */
    ax_status (*activate)(ax_device *dev, ax_mat x, ax_act act, ax_mat y,
                          ax_error *err);

    /* ---- frames ---- */
    /* weight [O, I, kh, kw] or [O, I, kt, kh, kw], bias [O] or NULL. */
    ax_status (*conv_pack)(ax_device *dev, const ax_tensor *weight,
                           const ax_tensor *bias, ax_conv_desc desc, ax_conv **out,
                           ax_error *err);
    void (*conv_free)(ax_device *dev, ax_conv *conv); /* accepts NULL */
    /* y = conv(x) with `pad_front` zero frames before x's first. Frames of y:
     * (pad_front + x.frames - kt) / stride_t + 1. For a causal convolution the caller
     * puts cached frames in front of x. */
    ax_status (*conv)(ax_device *dev, const ax_conv *conv, ax_frames x, int pad_front,
                      ax_frames y, ax_error *err);
    /* Wan VAE's norm, per pixel: x / max(|x|_2, 1e-12) * sqrt(C) * gamma[C]; act. */
    ax_status (*pixel_norm)(ax_device *dev, ax_frames x, const float *gamma, ax_act act,
                            ax_frames y, ax_error *err);
    /* y[:, 2i+a, 2j+b, :] = x[:, i, j, :]. */
    ax_status (*upsample2)(ax_device *dev, ax_frames x, ax_frames y, ax_error *err);
    /* x += y elementwise. */
    ax_status (*add_frames)(ax_device *dev, ax_frames x, ax_frames y, ax_error *err);

    /* ---- weights that are used once ---- optional (NULL): a backend without it packs
     * them. y = act(x W^T) for a host weight [N, K] in the compute dtype, which is read
     * as it is: packing takes longer than a product of a few hundred rows. */
    ax_status (*linear_once)(ax_device *dev, const ax_tensor *weight, ax_mat x,
                             ax_act act, ax_mat y, ax_error *err);

    /* ---- cancellation ---- optional (NULL). From now on operators return
     * AX_ERR_CANCELLED when the flag is set, long ones within a second or two. NULL:
     * none, as in the beginning. */
    void (*watch)(ax_device *dev, const ax_cancel *cancel);
} ax_ops;

/* The CPU backend, which is always available and is the reference for the others. */
const ax_ops *ax_ops_cpu(void);

#endif
