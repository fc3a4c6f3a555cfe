/* Matrix products by cuBLASLt. */
#include <string.h>

#include "base/memory.h"
#include "device.h"
#include "tensor/bf16.h"
#include "tensor/safetensors.h"

struct ax_linear {
    ax_linear_shape shape; /* first: tensor/ops.h */
    CUdeviceptr weights;   /* [N, K], compute dtype */
    /* cuBLASLt wants the bias in the output's dtype, which either may be. */
    CUdeviceptr bias_f32, bias_bf16; /* 0 where no weight has one */
};

ax_status ax_cuda_put_weights(ax_device *dev, const float *host, size_t count,
                              const char *what, CUdeviceptr *out, ax_error *err) {
    const size_t bytes = count * ax_dtype_size(dev->dtype); /* <= what host takes */
    const void *source = host;
    uint16_t *rounded = NULL;
    CUdeviceptr memory = 0;
    ax_status status = AX_OK;
    if (dev->dtype == AX_BF16) {
        status = ax_malloc(count, sizeof *rounded, what, (void **)&rounded, err);
        if (status != AX_OK) return status;
        for (size_t i = 0; i < count; i++) rounded[i] = ax_f32_to_bf16(host[i]);
        source = rounded;
    }
    status = ax_cuda_alloc(dev, bytes, what, &memory, err);
    if (status == AX_OK)
        status = ax_cuda_upload(dev, (void *)(uintptr_t)memory, source, bytes, err);
    ax_free(rounded);
    if (status == AX_OK)
        *out = memory;
    else
        ax_cuda_release(dev, memory);
    return status;
}

static ax_status put_bias(ax_device *dev, const float *host, size_t count,
                          CUdeviceptr *f32, CUdeviceptr *bf16, ax_error *err) {
    AX_TRY(ax_cuda_alloc(dev, count * sizeof *host, "a bias", f32, err));
    AX_TRY(
        ax_cuda_upload(dev, (void *)(uintptr_t)*f32, host, count * sizeof *host, err));
    return dev->dtype == AX_BF16
               ? ax_cuda_put_weights(dev, host, count, "a bias", bf16, err)
               : AX_OK;
}

/* Weights and biases below one another. */
static void gather(int count, const ax_tensor *const *weights,
                   const ax_tensor *const *biases, int64_t in, float *plain,
                   float *bias) {
    for (int i = 0; i < count; i++) {
        ax_tensor_to_f32(weights[i], plain);
        plain += weights[i]->shape[0] * in;
        if (!bias) continue;
        if (biases[i]) ax_tensor_to_f32(biases[i], bias);
        bias += weights[i]->shape[0]; /* zero where there is none */
    }
}

ax_status ax_cuda_linear_pack(ax_device *dev, int count,
                              const ax_tensor *const *weights,
                              const ax_tensor *const *biases, ax_linear **out,
                              ax_error *err) {
    float *plain = NULL, *bias = NULL;
    ax_linear *linear = NULL;
    size_t elements;
    bool has_bias = false;
    ax_status status = AX_NEW(ax_linear, 1, "a linear layer", &linear, err);
    if (status != AX_OK) goto done;
    linear->shape.in = weights[0]->shape[1];
    for (int i = 0; i < count; i++) {
        linear->shape.out += weights[i]->shape[0];
        has_bias = has_bias || (biases && biases[i]);
    }
    if (!ax_size_mul((size_t)linear->shape.in, (size_t)linear->shape.out, &elements)) {
        status = ax_fail(err, AX_ERR_RESOURCE, "a linear layer too large to address");
        goto done;
    }
    status = ax_malloc(elements, sizeof *plain, "a weight", (void **)&plain, err);
    if (status == AX_OK && has_bias)
        status = AX_NEW(float, linear->shape.out, "a bias", &bias, err);
    if (status != AX_OK) goto done;
    gather(count, weights, biases, linear->shape.in, plain, bias);
    status =
        ax_cuda_put_weights(dev, plain, elements, "a weight", &linear->weights, err);
    if (status == AX_OK && has_bias)
        status = put_bias(dev, bias, (size_t)linear->shape.out, &linear->bias_f32,
                          &linear->bias_bf16, err);
    if (status != AX_OK) goto done;
    *out = linear;
    linear = NULL;
done:
    ax_free(plain);
    ax_free(bias);
    ax_cuda_linear_free(dev, linear);
    return status;
}

void ax_cuda_linear_free(ax_device *dev, ax_linear *linear) {
    if (!linear) return;
    ax_cuda_release(dev, linear->weights);
    ax_cuda_release(dev, linear->bias_f32);
    ax_cuda_release(dev, linear->bias_bf16);
    ax_free(linear);
}

ax_status ax_cuda_multiply(ax_device *dev, CUdeviceptr weights, CUdeviceptr bias,
                           ax_mat x, ax_act act, ax_mat y, ax_error *err) {
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
    AX_TRY(ax_blas_find(&dev->blas, &key, &plan, err));
    AX_TRY(ax_cuda_scratch(dev, AX_CUDA_SLOT_BLAS, plan->workspace, &workspace, err));
    AX_TRY(ax_blas_run(&dev->blas, plan, (const void *)(uintptr_t)weights, x.data,
                       (const void *)(uintptr_t)bias, y.data, workspace, dev->stream,
                       err));
    return fused || act == AX_ACT_NONE ? AX_OK : ax_cuda_activate(dev, y, act, y, err);
}

ax_status ax_cuda_linear(ax_device *dev, const ax_linear *linear, ax_mat x, ax_act act,
                         ax_mat y, ax_error *err) {
    ax_mat in;
    AX_TRY(ax_cuda_as_compute(dev, x, &in, err));
    return ax_cuda_multiply(dev, linear->weights,
                            y.dtype == AX_BF16 ? linear->bias_bf16 : linear->bias_f32,
                            in, act, y, err);
}
