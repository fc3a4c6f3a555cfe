/* Shared by the row kernels. A kernel is a C function over one row, compiled for
 * several instruction sets (base/simd_dispatch.h). It converts CHUNK values at a time
 * to float, so that the same code serves every dtype. */
#ifndef AX_CPU_KERNELS_H
#define AX_CPU_KERNELS_H

#include <stdint.h>
#include <string.h>

#include "base/simd_dispatch.h"
#include "tensor/bf16.h"
#include "tensor/ops.h"

enum { CHUNK = 256 };

AX_INLINE void load_chunk(const void *row, ax_dtype dtype, int64_t at, int64_t n,
                          float *out) {
    if (dtype == AX_F32) {
        memcpy(out, (const float *)row + at, (size_t)n * sizeof *out);
    } else if (dtype == AX_BF16) {
        const uint16_t *in = (const uint16_t *)row + at;
        for (int64_t i = 0; i < n; i++) out[i] = ax_bf16_to_f32(in[i]);
    } else {
        const uint16_t *in = (const uint16_t *)row + at;
        for (int64_t i = 0; i < n; i++) out[i] = ax_f16_to_f32(in[i]);
    }
}

/* F16 is read only, never written. */
AX_INLINE void store_chunk(void *row, ax_dtype dtype, int64_t at, int64_t n,
                           const float *in) {
    if (dtype == AX_F32) {
        memcpy((float *)row + at, in, (size_t)n * sizeof *in);
    } else {
        uint16_t *out = (uint16_t *)row + at;
        for (int64_t i = 0; i < n; i++) out[i] = ax_f32_to_bf16(in[i]);
    }
}

AX_INLINE int64_t chunk_size(int64_t left) {
    return left < CHUNK ? left : CHUNK;
}

/* e^x to 3 units in the last place for |x| < 86, the value at the nearer end beyond. x
 * = n ln2 + r, |r| <= ln2 / 2: e^r by a polynomial whose relative error is at
 * most 1.1e-7 (the coefficients of r^2 to r^5 fitted), 2^n by putting n into the
 * exponent's bits. */
AX_INLINE float fast_exp(float x) {
    const float round_bits = 12582912.0f; /* 1.5 x 2^23: its low bits then hold n */
    x = x < 86.0f ? x : 86.0f;
    x = x > -86.0f ? x : -86.0f;
    const float shifted = x * 1.44269504f + round_bits;
    const float n = shifted - round_bits;
    const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 8.3124781589e-3f;
    p = p * r + 4.1890551463e-2f;
    p = p * r + 1.6667116314e-1f;
    p = p * r + 4.9999228814e-1f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    return p * ax_float_of_bits((ax_float_bits(shifted) + 127u) << 23);
}

/* 1 / d to 2 units in the last place for 1e-37 < d < 1e37: a division is 16 cycles for
 * 16 values, this is 4. The first guess (12% off) negates the exponent; each of
 * Newton's steps squares the error. */
AX_INLINE float fast_inverse(float d) {
    float r = ax_float_of_bits(0x7EF311C7u - ax_float_bits(d));
    r = r * (2.0f - d * r);
    r = r * (2.0f - d * r);
    return r * (2.0f - d * r);
}

AX_INLINE void silu_chunk(float *x, int64_t n) {
    for (int64_t i = 0; i < n; i++) x[i] = x[i] * fast_inverse(1.0f + fast_exp(-x[i]));
}

/* 0.5 x (1 + tanh u) = x / (1 + e^-2u), u = sqrt(2 / pi) (x + 0.044715 x^3). */
AX_INLINE void gelu_tanh_chunk(float *x, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        const float v = x[i];
        const float e = fast_exp(v * (-1.5957691216f - 0.0713548162726f * v * v));
        x[i] = v * fast_inverse(1.0f + e);
    }
}

/* 0.5 x (1 + erf(x / sqrt 2)); erfc by Abramowitz and Stegun 7.1.26, |error| <
 * 1.5e-7. */
AX_INLINE void gelu_erf_chunk(float *x, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        const float v = x[i], a = (v < 0 ? -v : v) * 0.70710678118f;
        const float bounded = a < 1e18f ? a : 1e18f;
        const float t = fast_inverse(1.0f + 0.3275911f * bounded);
        float p = 1.061405429f;
        p = p * t - 1.453152027f;
        p = p * t + 1.421413741f;
        p = p * t - 0.284496736f;
        p = p * t + 0.254829592f;
        const float half_erfc = 0.5f * p * t * fast_exp(-bounded * bounded);
        x[i] = v * (v < 0 ? half_erfc : 1.0f - half_erfc);
    }
}

AX_INLINE void act_chunk(ax_act act, float *x, int64_t n) {
    switch (act) {
    case AX_ACT_NONE:
        break;
    case AX_ACT_SILU:
        silu_chunk(x, n);
        break;
    case AX_ACT_GELU_TANH:
        gelu_tanh_chunk(x, n);
        break;
    case AX_ACT_GELU_ERF:
        gelu_erf_chunk(x, n);
        break;
    }
}

/* Row `i` of a matrix. */
AX_INLINE char *row_of(ax_mat m, int64_t i) {
    return (char *)m.data + i * m.stride * (int64_t)ax_dtype_size(m.dtype);
}

#endif
