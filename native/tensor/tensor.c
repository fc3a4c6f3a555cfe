#include "tensor/safetensors.h"

#include "tensor/bf16.h"

int64_t ax_tensor_count(const ax_tensor *t) {
    int64_t count = 1;
    for (int i = 0; i < t->rank; i++) count *= t->shape[i];
    return count;
}

void ax_tensor_to_f32(const ax_tensor *t, float *dst) {
    size_t count = (size_t)ax_tensor_count(t);
    const uint16_t *half = t->data;
    switch (t->dtype) {
    case AX_F32:
        memcpy(dst, t->data, count * sizeof *dst);
        break;
    case AX_BF16:
        for (size_t i = 0; i < count; i++) dst[i] = ax_bf16_to_f32(half[i]);
        break;
    case AX_F16:
        for (size_t i = 0; i < count; i++) dst[i] = ax_f16_to_f32(half[i]);
        break;
    case AX_I32:
        for (size_t i = 0; i < count; i++)
            dst[i] = (float)((const int32_t *)t->data)[i];
        break;
    }
}
