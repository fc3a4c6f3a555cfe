/* Matrix products by cuBLASLt. */
#include <string.h>

#include "base/memory.h"
#include "device.h"
#include "tensor/dispatch.h"

struct ax_linear {
    ax_linear_shape shape;   /* first: tensor/ops.h */
    ax_cuda_weights on_card; /* weights [N, K] */
};

/* Tensor cores take FP8 in pieces of 16 elements. */
static bool fits_fp8(const ax_device *dev, bool allow_fp8, const ax_linear_shape *s) {
    return dev->fp8 && allow_fp8 && s->in % 16 == 0 && s->out % 16 == 0;
}

ax_status ax_cuda_linear_pack(ax_device *dev, int count,
                              const ax_tensor *const *weights,
                              const ax_tensor *const *biases, bool allow_fp8,
                              ax_linear **out, ax_error *err) {
    float *row_major = NULL, *bias = NULL;
    ax_linear *linear;
    AX_TRY(AX_NEW(ax_linear, 1, "a linear layer", &linear, err));
    const ax_linear_shape *s = &linear->shape;
    ax_status status = ax_linear_gather(count, weights, biases, &linear->shape,
                                        &row_major, &bias, err);
    if (status == AX_OK)
        status = ax_cuda_weights_put(dev, row_major, (size_t)(s->in * s->out), bias,
                                     (size_t)s->out, fits_fp8(dev, allow_fp8, s),
                                     &linear->on_card, err);
    ax_free(row_major);
    ax_free(bias);
    if (status == AX_OK)
        *out = linear;
    else
        ax_cuda_linear_free(dev, linear);
    return status;
}

void ax_cuda_linear_free(ax_device *dev, ax_linear *linear) {
    if (!linear) return;
    ax_cuda_weights_drop(dev, &linear->on_card);
    ax_free(linear);
}

/* The largest power of two up to 256 that divides the address. */
static int32_t alignment(const void *memory) {
    const uintptr_t bits = (uintptr_t)memory | 256;
    return (int32_t)(bits & (~bits + 1));
}

static const void *on_card(CUdeviceptr memory) {
    return (const void *)(uintptr_t)memory;
}

/* x_scale: the scale of an x in E4M3, whose dtype is then ignored; else NULL. */
static ax_status multiply(ax_device *dev, const ax_cuda_weights *weights, ax_mat x,
                          const void *x_scale, ax_act act, ax_mat y, ax_error *err) {
    ax_blas_key key;
    ax_blas_plan *plan;
    ax_blas_operands o = {
        .w = on_card(weights->weights),
        .x = x.data,
        .bias = on_card(ax_cuda_bias(weights, x_scale ? AX_BF16 : y.dtype)),
        .w_scale = on_card(weights->scale),
        .x_scale = x_scale,
        .y = y.data};
    memset(&key, 0, sizeof key);
    key.m = x.rows;
    key.n = y.cols;
    key.k = x.cols;
    key.x_stride = x.stride;
    key.y_stride = y.stride;
    key.compute = x_scale ? AX_BLAS_E4M3 : (int32_t)x.dtype;
    key.y = (int32_t)y.dtype;
    key.act = (int32_t)(act == AX_ACT_GELU_TANH ? act : AX_ACT_NONE);
    key.bias = o.bias != NULL;
    key.x_alignment = alignment(x.data);
    key.y_alignment = alignment(y.data);
    AX_TRY(ax_blas_find(&dev->blas, &key, &o, &plan, err));
    AX_TRY(ax_cuda_scratch(dev, AX_CUDA_SLOT_BLAS, plan->workspace, &o.workspace, err));
    AX_TRY(ax_blas_run(&dev->blas, plan, &o, dev->stream, err));
    const bool fused = key.act && !plan->separate_activation;
    return act == AX_ACT_NONE || fused ? AX_OK : ax_cuda_activate(dev, y, act, y, err);
}

ax_status ax_cuda_multiply(ax_device *dev, const ax_cuda_weights *weights, ax_mat x,
                           ax_act act, ax_mat y, ax_error *err) {
    return multiply(dev, weights, x, NULL, act, y, err);
}

/* x in E4M3, and its scale, both in scratch memory. */
static ax_status quantize(ax_device *dev, ax_mat x, ax_mat *out, const void **scale,
                          ax_error *err) {
    ax_kernel_rows in = ax_cuda_rows(x);
    int blocks = (int)(x.rows < AX_ABSMAX_BLOCKS ? x.rows : AX_ABSMAX_BLOCKS);
    long long rows = x.rows, cols = x.cols;
    const ax_cuda_grid grid = {blocks, 1, 1, AX_ROW_THREADS};
    size_t bytes;
    void *max, *data;
    if (!ax_size_mul((size_t)x.rows, (size_t)x.cols, &bytes))
        return ax_fail(err, AX_ERR_RESOURCE, "a matrix too large to convert");
    AX_TRY(ax_cuda_scratch(dev, AX_CUDA_SLOT_SCALE,
                           (AX_ABSMAX_BLOCKS + 1) * sizeof(float), &max, err));
    AX_TRY(ax_cuda_scratch(dev, AX_CUDA_SLOT_INPUT, bytes, &data, err));
    float *to = (float *)max + AX_ABSMAX_BLOCKS;
    AX_TRY(AX_LAUNCH(dev, AX_KERNEL_ax_absmax, grid, err, &in, &max, &blocks, &rows,
                     &cols));
    *out = (ax_mat){data, AX_BF16, x.rows, x.cols, x.cols};
    *scale = to;
    return AX_LAUNCH(dev, AX_KERNEL_ax_quantize, grid, err, &in, &max, &blocks, &data,
                     &to, &rows, &cols);
}

ax_status ax_cuda_linear(ax_device *dev, const ax_linear *linear, ax_mat x, ax_act act,
                         ax_mat y, ax_error *err) {
    const void *scale = NULL;
    ax_mat in;
    if (linear->on_card.scale)
        AX_TRY(quantize(dev, x, &in, &scale, err));
    else
        AX_TRY(ax_cuda_as_compute(dev, x, &in, err));
    return multiply(dev, &linear->on_card, in, scale, act, y, err);
}
