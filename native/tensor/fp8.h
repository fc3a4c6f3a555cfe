/* E4M3, the FP8 format of matrix products (Micikevicius et al. 2022): sign, 4 bits of
 * exponent with a bias of 7, 3 of fraction; no infinities, one NaN, 448 at most. */
#ifndef AX_TENSOR_FP8_H
#define AX_TENSOR_FP8_H

#include "tensor/bf16.h"

#define AX_E4M3_MAX 448.0f

/* Rounds to nearest, ties to even; saturates at +-448; a NaN stays one. */
static inline uint8_t ax_f32_to_e4m3(float x) {
    const uint32_t bits = ax_float_bits(x), sign = bits >> 24 & 0x80u;
    const uint32_t size = bits & 0x7FFFFFFFu;
    if (size > 0x7F800000u) return (uint8_t)(sign | 0x7Fu);
    if (size > ax_float_bits(AX_E4M3_MAX)) return (uint8_t)(sign | 0x7Eu);
    if (size < ax_float_bits(0x1p-6f)) { /* multiples of 2^-9, as floats at 2^14 are */
        const float shifted = ax_float_of_bits(size) + 0x1p14f;
        return (uint8_t)(sign | (ax_float_bits(shifted) - ax_float_bits(0x1p14f)));
    }
    const uint32_t rounded = size + 0x7FFFFu + (size >> 20 & 1u);
    return (uint8_t)(sign | ((rounded >> 20) - (120u << 3)));
}

static inline float ax_e4m3_to_f32(uint8_t code) {
    const uint32_t exponent = code >> 3 & 15u, fraction = code & 7u;
    const uint32_t sign = (uint32_t)(code & 0x80u) << 24;
    if ((code & 0x7Fu) == 0x7Fu) return ax_float_of_bits(sign | 0x7FC00000u);
    if (exponent == 0) {
        const float size = (float)fraction * 0x1p-9f;
        return sign ? -size : size;
    }
    return ax_float_of_bits(sign | (exponent + 120u) << 23 | fraction << 20);
}

#endif
