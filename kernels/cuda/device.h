/* The CUDA backend's state, and what its operator files share. Operators are in rows.c,
 * frames.c, linear.c, conv.c and attention.c; backend.c is the table, and makes the
 * CUDA context current around each call. */
#ifndef AX_KERNELS_DEVICE_H
#define AX_KERNELS_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blas.h"
#include "dnn.h"
#include "driver.h"
#include "kernels.h"
#include "tensor/ops.h"

typedef enum ax_cuda_kernel {
#define AX_KERNEL_ID(module, name) AX_KERNEL_##name,
    AX_KERNELS(AX_KERNEL_ID)
#undef AX_KERNEL_ID
        AX_KERNEL_COUNT
} ax_cuda_kernel;

typedef enum ax_cuda_module {
#define AX_MODULE_ID(name) AX_MODULE_##name,
    AX_MODULES(AX_MODULE_ID)
#undef AX_MODULE_ID
        AX_MODULE_COUNT
} ax_cuda_module;

/* Scratch memory that grows to the largest size requested and is kept until trim(). */
typedef enum ax_cuda_slot {
    AX_CUDA_SLOT_INPUT = 0, /* x converted to the compute dtype */
    AX_CUDA_SLOT_BLAS,      /* cuBLASLt's or cuDNN's workspace */
    AX_CUDA_SLOT_UNFOLD,    /* neighbourhoods of pixels (im2col) */
    AX_CUDA_SLOT_SCALE,     /* the scale of x in FP8, and maxima to compute it */
    AX_CUDA_SLOTS
} ax_cuda_slot;

typedef struct ax_cuda_block {
    CUdeviceptr data;
    size_t bytes;
} ax_cuda_block;

struct ax_device {
    ax_driver driver;
    CUdevice card;
    CUcontext context; /* the primary one, which cuBLASLt and cuDNN use too */
    CUstream stream;
    CUmodule modules[AX_MODULE_COUNT];
    CUfunction kernels[AX_KERNEL_COUNT];
    ax_blas blas;
    ax_dnn dnn;
    ax_dtype dtype;      /* compute */
    int architecture;    /* 10 major + minor: 90 is Hopper */
    bool fp8;            /* weights packed with allow_fp8 are kept in FP8 */
    bool entered;        /* the context is current: calls are inside an operator */
    bool lost;           /* an error after which no call of this process succeeds */
    bool graphs_enabled; /* neither $ANIMAX_CUDA_GRAPHS=0 nor synchronous */
    bool capturing;      /* a graph is being captured: queued work is not run */
    unsigned long generation; /* of scratch memory: changes when some is freed */
    bool synchronous;         /* $ANIMAX_CUDA_SYNC: waits for each operator, so that an
                                 asynchronous error names the one that caused it */
    ax_cuda_block scratch[AX_CUDA_SLOTS];
    char line[192];
};

ax_status ax_cuda_open(const ax_device_options *options, ax_device **out,
                       ax_error *err);
void ax_cuda_close(ax_device *dev);

/* Makes the context current for this thread; leave() restores the previous one. */
ax_status ax_cuda_enter(ax_device *dev, ax_error *err);
void ax_cuda_leave(ax_device *dev);

/* A result of the driver as a status; `what` says what failed ("copying to the
 * card"). */
ax_status ax_cuda_check(ax_device *dev, CUresult result, const char *what,
                        ax_error *err);

/* The following are called between enter() and leave(). */

/* Waits for all queued work; a failure of it is reported as `what`'s. */
ax_status ax_cuda_wait(ax_device *dev, const char *what, ax_error *err);
ax_status ax_cuda_alloc(ax_device *dev, size_t bytes, const char *what,
                        CUdeviceptr *out, ax_error *err);
void ax_cuda_release(ax_device *dev, CUdeviceptr memory);
ax_status ax_cuda_upload(ax_device *dev, void *dst, const void *src, size_t bytes,
                         ax_error *err);
ax_status ax_cuda_download(ax_device *dev, void *dst, const void *src, size_t bytes,
                           ax_error *err);
ax_status ax_cuda_scratch(ax_device *dev, ax_cuda_slot slot, size_t bytes, void **out,
                          ax_error *err);
void ax_cuda_trim(ax_device *dev);

/* Queues a kernel. `arguments`: the addresses of its arguments, as for cuLaunchKernel.
 * Queues nothing if a dimension of the grid is 0. */
typedef struct ax_cuda_grid {
    int64_t x, y, z;
    unsigned threads;
} ax_cuda_grid;
ax_status ax_cuda_launch(ax_device *dev, ax_cuda_kernel kernel, ax_cuda_grid grid,
                         void **arguments, ax_error *err);
#define AX_LAUNCH(dev, kernel, grid, err, ...)                                         \
    ax_cuda_launch((dev), (kernel), (grid), (void *[]){__VA_ARGS__}, (err))

ax_kernel_rows ax_cuda_rows(ax_mat m);
/* A grid of at least `count` threads in blocks of AX_FLAT_THREADS. */
ax_cuda_grid ax_cuda_flat(int64_t count);

/* `x` in the compute dtype: itself, or a copy in AX_CUDA_SLOT_INPUT. */
ax_status ax_cuda_as_compute(ax_device *dev, ax_mat x, ax_mat *out, ax_error *err);

/* A layer's memory on the card: weights in the compute dtype or in E4M3, and the bias
 * in both F32 and bf16, since cuBLASLt and cuDNN take it in the output's dtype. 0:
 * none. */
typedef struct ax_cuda_weights {
    CUdeviceptr weights, bias_f32, bias_bf16;
    CUdeviceptr scale; /* F32: the factor that restores weights in E4M3 */
} ax_cuda_weights;
/* Copies `count` weights and, unless `bias` is NULL, `outputs` biases to the card. Call
 * ax_cuda_weights_drop even after a failure. */
ax_status ax_cuda_weights_put(ax_device *dev, const float *weights, size_t count,
                              const float *bias, size_t outputs, bool fp8,
                              ax_cuda_weights *out, ax_error *err);
void ax_cuda_weights_drop(ax_device *dev, const ax_cuda_weights *weights);
CUdeviceptr ax_cuda_bias(const ax_cuda_weights *weights, ax_dtype dtype);

/* ---- as tensor/ops.h defines them ---- */
bool ax_cuda_capture_begin(ax_device *dev);
void ax_cuda_capture_end(ax_device *dev, ax_graph **out);
ax_status ax_cuda_graph_launch(ax_device *dev, const ax_graph *graph, bool *launched,
                               ax_error *err);
void ax_cuda_graph_free(ax_device *dev, ax_graph *graph);
ax_status ax_cuda_linear_pack(ax_device *dev, int count,
                              const ax_tensor *const *weights,
                              const ax_tensor *const *biases, bool allow_fp8,
                              ax_linear **out, ax_error *err);
void ax_cuda_linear_free(ax_device *dev, ax_linear *linear);
ax_status ax_cuda_linear(ax_device *dev, const ax_linear *linear, ax_mat x, ax_act act,
                         ax_mat y, ax_error *err);
/* A product for convolutions: x is in the compute dtype, weights are not FP8. */
ax_status ax_cuda_multiply(ax_device *dev, const ax_cuda_weights *weights, ax_mat x,
                           ax_act act, ax_mat y, ax_error *err);
ax_status ax_cuda_attention(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                            const int32_t *key_tokens, float scale, ax_heads out,
                            ax_error *err);
ax_status ax_cuda_layer_norm(ax_device *dev, ax_mat x, const float *weight,
                             const float *bias, const ax_mat *shift,
                             const ax_mat *scale, const int32_t *group,
                             const int32_t *rows, float eps, ax_mat y, ax_error *err);
ax_status ax_cuda_rms_norm(ax_device *dev, ax_mat x, const float *weight, float eps,
                           ax_mat y, ax_error *err);
ax_status ax_cuda_add_rows(ax_device *dev, ax_mat x, ax_mat y, const ax_mat *gate,
                           const int32_t *group, const int32_t *rows, ax_error *err);
ax_status ax_cuda_norm_rope(ax_device *dev, ax_mat x, const float *weight, float eps,
                            int heads, const float *table, const int32_t *rows,
                            ax_error *err);
ax_status ax_cuda_activate(ax_device *dev, ax_mat x, ax_act act, ax_mat y,
                           ax_error *err);
ax_status ax_cuda_conv_pack(ax_device *dev, const ax_tensor *weight,
                            const ax_tensor *bias, ax_conv_desc desc, ax_conv **out,
                            ax_error *err);
void ax_cuda_conv_free(ax_device *dev, ax_conv *conv);
ax_status ax_cuda_conv(ax_device *dev, const ax_conv *conv, ax_frames x, int pad_front,
                       ax_frames y, ax_error *err);
ax_status ax_cuda_pixel_norm(ax_device *dev, ax_frames x, const float *gamma,
                             ax_act act, ax_frames y, ax_error *err);
ax_status ax_cuda_upsample2(ax_device *dev, ax_frames x, ax_frames y, ax_error *err);
ax_status ax_cuda_add_frames(ax_device *dev, ax_frames x, ax_frames y, ax_error *err);

#endif
