#include "tensor/safetensors.h"

#include <string.h>

#include "base/simd_dispatch.h"
#include "tensor/bf16.h"

/* Elements that are checked and then converted: they stay in the first-level cache. */
enum { BLOCK = 4096 };

int64_t ax_tensor_count(const ax_tensor *t) {
    int64_t count = 1;
    for (int i = 0; i < t->rank; i++) count *= t->shape[i];
    return count;
}

static const void *element(const ax_tensor *t, size_t i) {
    return (const char *)t->data + i * ax_dtype_size(t->dtype);
}

AX_TARGET_CLONES
static void convert(const void *from, ax_dtype dtype, size_t count, float *dst) {
    const uint16_t *half = from;
    switch (dtype) {
    case AX_F32:
        memcpy(dst, from, count * sizeof *dst);
        break;
    case AX_BF16:
        for (size_t i = 0; i < count; i++) dst[i] = ax_bf16_to_f32(half[i]);
        break;
    case AX_F16:
        for (size_t i = 0; i < count; i++) dst[i] = ax_f16_to_f32(half[i]);
        break;
    case AX_I32:
        for (size_t i = 0; i < count; i++) dst[i] = (float)((const int32_t *)from)[i];
        break;
    }
}

void ax_tensor_to_f32(const ax_tensor *t, float *dst) {
    convert(t->data, t->dtype, (size_t)ax_tensor_count(t), dst);
}

/* ---- weights ---- */

/* Floats are read as what they are made of. */
typedef int32_t __attribute__((may_alias)) bits_32;
typedef int16_t __attribute__((may_alias)) bits_16;

/* Floats without their sign are in the order of their bits, and those that are not
 * finite come last. */
AX_TARGET_CLONES
static bool exceeds_32(const bits_32 *bits, size_t count, int32_t limit) {
    int32_t found = 0;
    for (size_t i = 0; i < count; i++) found |= (bits[i] & INT32_MAX) > limit;
    return found != 0;
}

AX_TARGET_CLONES
static bool exceeds_16(const bits_16 *bits, size_t count, int16_t limit) {
    int16_t found = 0;
    for (size_t i = 0; i < count; i++)
        found = (int16_t)(found | ((int16_t)(bits[i] & INT16_MAX) > limit));
    return found != 0;
}

static bool exceeds(const ax_tensor *t, size_t first, size_t count) {
    const uint32_t limit = ax_float_bits(AX_WEIGHT_MAX);
    const int16_t f16_max = 0x7BFF; /* below it, all are finite and small enough */
    const void *from = element(t, first);
    switch (t->dtype) {
    case AX_F32:
        return exceeds_32(from, count, (int32_t)limit);
    case AX_BF16:
        return exceeds_16(from, count, (int16_t)(limit >> 16));
    case AX_F16:
        return exceeds_16(from, count, f16_max);
    case AX_I32:
        break;
    }
    return false;
}

static ax_status fail_weight(const ax_tensor *t, size_t at, ax_error *err) {
    float value;
    while (!exceeds(t, at, 1)) at++;
    convert(element(t, at), t->dtype, 1, &value);
    return ax_fail(
        err, AX_ERR_MODEL,
        "%.300s: element %zu of the tensor \"%.100s\" is %g: weights are "
        "finite and at most %g. The file is damaged, or its training failed; "
        "fetch it again or choose another model",
        t->file ? t->file : "the model", at, t->name ? t->name : "without a name",
        (double)value, (double)AX_WEIGHT_MAX);
}

/* Both in one pass. */
AX_TARGET_CLONES
static bool exceeding_copy_32(const bits_32 *bits, size_t count, int32_t limit,
                              bits_32 *restrict dst) {
    int32_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const int32_t value = bits[i];
        dst[i] = value;
        found |= (value & INT32_MAX) > limit;
    }
    return found != 0;
}

AX_TARGET_CLONES
static bool exceeding_copy_16(const bits_16 *bits, size_t count, int16_t limit,
                              bits_32 *restrict dst) {
    int16_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const int16_t value = bits[i];
        dst[i] = (int32_t)((uint32_t)(uint16_t)value << 16);
        found = (int16_t)(found | ((int16_t)(value & INT16_MAX) > limit));
    }
    return found != 0;
}

/* Converts elements; true if one exceeds the limit. */
static bool convert_checked(const ax_tensor *t, size_t first, size_t count,
                            float *dst) {
    const uint32_t limit = ax_float_bits(AX_WEIGHT_MAX);
    bits_32 *bits = (bits_32 *)(void *)dst;
    if (t->dtype == AX_F32)
        return exceeding_copy_32(element(t, first), count, (int32_t)limit, bits);
    if (t->dtype == AX_BF16)
        return exceeding_copy_16(element(t, first), count, (int16_t)(limit >> 16),
                                 bits);
    if (exceeds(t, first, count)) return true;
    convert(element(t, first), t->dtype, count, dst);
    return false;
}

ax_status ax_weights_to_f32(const ax_tensor *t, float *dst, ax_error *err) {
    const size_t count = (size_t)ax_tensor_count(t);
    if (!t->data) memset(dst, 0, count * sizeof *dst);
    for (size_t at = 0; t->data && at < count; at += BLOCK) {
        const size_t n = count - at < BLOCK ? count - at : BLOCK;
        if (convert_checked(t, at, n, dst + at)) return fail_weight(t, at, err);
    }
    return AX_OK;
}

ax_status ax_weights_check(const ax_tensor *t, ax_error *err) {
    const size_t count = (size_t)ax_tensor_count(t);
    for (size_t at = 0; t->data && at < count; at += BLOCK) {
        const size_t n = count - at < BLOCK ? count - at : BLOCK;
        if (exceeds(t, at, n)) return fail_weight(t, at, err);
    }
    return AX_OK;
}

bool ax_all_within(const float *x, size_t count, float limit) {
    for (size_t at = 0; at < count; at += BLOCK) {
        const size_t n = count - at < BLOCK ? count - at : BLOCK;
        if (exceeds_32((const bits_32 *)(const void *)(x + at), n,
                       (int32_t)ax_float_bits(limit)))
            return false;
    }
    return true;
}
