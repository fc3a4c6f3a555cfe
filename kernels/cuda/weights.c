/* The weights of layers in device memory. */
#include <math.h>

#include "base/memory.h"
#include "device.h"
#include "tensor/fp8.h"

static ax_status put(ax_device *dev, const void *host, size_t bytes, const char *what,
                     CUdeviceptr *out, ax_error *err) {
    CUdeviceptr memory = 0;
    AX_TRY(ax_cuda_alloc(dev, bytes, what, &memory, err));
    const ax_status status =
        ax_cuda_upload(dev, (void *)(uintptr_t)memory, host, bytes, err);
    if (status == AX_OK)
        *out = memory;
    else
        ax_cuda_release(dev, memory);
    return status;
}

static ax_status put_bf16(ax_device *dev, const float *host, size_t count,
                          const char *what, CUdeviceptr *out, ax_error *err) {
    uint16_t *rounded;
    AX_TRY(ax_malloc(count, sizeof *rounded, what, (void **)&rounded, err));
    for (size_t i = 0; i < count; i++) rounded[i] = ax_f32_to_bf16(host[i]);
    const ax_status status = put(dev, rounded, count * sizeof *rounded, what, out, err);
    ax_free(rounded);
    return status;
}

/* With the scale that maps the largest absolute value to the largest of E4M3. */
static ax_status put_e4m3(ax_device *dev, const float *host, size_t count,
                          ax_cuda_weights *out, ax_error *err) {
    float max = 0;
    uint8_t *rounded;
    for (size_t i = 0; i < count; i++) max = fmaxf(max, fabsf(host[i]));
    const float scale = max > 0 ? max / AX_E4M3_MAX : 1.0f;
    AX_TRY(ax_malloc(count, sizeof *rounded, "a weight", (void **)&rounded, err));
    for (size_t i = 0; i < count; i++) rounded[i] = ax_f32_to_e4m3(host[i] / scale);
    ax_status status = put(dev, rounded, count, "a weight", &out->weights, err);
    if (status == AX_OK)
        status = put(dev, &scale, sizeof scale, "a weight's scale", &out->scale, err);
    ax_free(rounded);
    return status;
}

ax_status ax_cuda_weights_put(ax_device *dev, const float *weights, size_t count,
                              const float *bias, size_t outputs, bool fp8,
                              ax_cuda_weights *out, ax_error *err) {
    const bool bf16 = dev->dtype == AX_BF16;
    ax_status status =
        fp8    ? put_e4m3(dev, weights, count, out, err)
        : bf16 ? put_bf16(dev, weights, count, "a weight", &out->weights, err)
               : put(dev, weights, count * sizeof *weights, "a weight", &out->weights,
                     err);
    if (status == AX_OK && bias)
        status = put(dev, bias, outputs * sizeof *bias, "a bias", &out->bias_f32, err);
    if (status == AX_OK && bias && bf16)
        status = put_bf16(dev, bias, outputs, "a bias", &out->bias_bf16, err);
    return status;
}

void ax_cuda_weights_drop(ax_device *dev, const ax_cuda_weights *weights) {
    ax_cuda_release(dev, weights->weights);
    ax_cuda_release(dev, weights->bias_f32);
    ax_cuda_release(dev, weights->bias_bf16);
    ax_cuda_release(dev, weights->scale);
}

CUdeviceptr ax_cuda_bias(const ax_cuda_weights *weights, ax_dtype dtype) {
    return dtype == AX_BF16 ? weights->bias_bf16 : weights->bias_f32;
}
