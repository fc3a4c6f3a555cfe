/* Matrix products by cuBLASLt. */
#include <string.h>

#include "base/memory.h"
#include "device.h"
#include "tensor/dispatch.h"

struct ax_linear {
    ax_linear_shape shape;   /* first: tensor/ops.h */
    ax_cuda_weights on_card; /* weights [N, K] */
};

ax_status ax_cuda_linear_pack(ax_device *dev, int count,
                              const ax_tensor *const *weights,
                              const ax_tensor *const *biases, ax_linear **out,
                              ax_error *err) {
    float *plain = NULL, *bias = NULL;
    ax_linear *linear;
    AX_TRY(AX_NEW(ax_linear, 1, "a linear layer", &linear, err));
    const ax_linear_shape *s = &linear->shape;
    ax_status status =
        ax_linear_gather(count, weights, biases, &linear->shape, &plain, &bias, err);
    if (status == AX_OK)
        status = ax_cuda_weights_put(dev, plain, (size_t)(s->in * s->out), bias,
                                     (size_t)s->out, &linear->on_card, err);
    ax_free(plain);
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

/* Of an address: the largest power of two up to 256 that divides it. */
static int32_t alignment(const void *memory) {
    const uintptr_t bits = (uintptr_t)memory | 256;
    return (int32_t)(bits & (~bits + 1));
}

ax_status ax_cuda_multiply(ax_device *dev, const ax_cuda_weights *weights, ax_mat x,
                           ax_act act, ax_mat y, ax_error *err) {
    const CUdeviceptr bias = ax_cuda_bias(weights, y.dtype);
    const bool fused = act == AX_ACT_GELU_TANH;
    ax_blas_key key;
    ax_blas_plan *plan;
    void *workspace;
    memset(&key, 0, sizeof key);
    key.m = x.rows;
    key.n = y.cols;
    key.k = x.cols;
    key.x_stride = x.stride;
    key.y_stride = y.stride;
    key.compute = (int32_t)x.dtype;
    key.y = (int32_t)y.dtype;
    key.act = (int32_t)(fused ? act : AX_ACT_NONE);
    key.bias = bias != 0;
    key.x_alignment = alignment(x.data);
    key.y_alignment = alignment(y.data);
    AX_TRY(ax_blas_find(&dev->blas, &key, &plan, err));
    AX_TRY(ax_cuda_scratch(dev, AX_CUDA_SLOT_BLAS, plan->workspace, &workspace, err));
    AX_TRY(ax_blas_run(&dev->blas, plan, (const void *)(uintptr_t)weights->weights,
                       x.data, (const void *)(uintptr_t)bias, y.data, workspace,
                       dev->stream, err));
    return fused || act == AX_ACT_NONE ? AX_OK : ax_cuda_activate(dev, y, act, y, err);
}

ax_status ax_cuda_linear(ax_device *dev, const ax_linear *linear, ax_mat x, ax_act act,
                         ax_mat y, ax_error *err) {
    ax_mat in;
    AX_TRY(ax_cuda_as_compute(dev, x, &in, err));
    return ax_cuda_multiply(dev, &linear->on_card, in, act, y, err);
}
