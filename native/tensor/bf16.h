/* Conversions between float and the 16-bit formats, one value at a time; inlined into
 * loops, which gcc then vectorises. */
#ifndef AX_TENSOR_BF16_H
#define AX_TENSOR_BF16_H

#include <stdint.h>
#include <string.h>

static inline uint32_t ax_float_bits(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
static inline float ax_float_of_bits(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline float ax_bf16_to_f32(uint16_t x) {
    return ax_float_of_bits((uint32_t)x << 16);
}

/* Round to nearest, ties to even; a NaN stays one. */
static inline uint16_t ax_f32_to_bf16(float x) {
    uint32_t bits = ax_float_bits(x);
    uint32_t rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
    uint32_t nan = (bits >> 16) | 0x40u;
    return (uint16_t)((bits & 0x7FFFFFFFu) > 0x7F800000u ? nan : rounded);
}

static inline float ax_f16_to_f32(uint16_t x) {
    uint32_t sign = (uint32_t)(x & 0x8000u) << 16;
    uint32_t exponent = (x >> 10) & 0x1Fu, fraction = x & 0x3FFu;
    if (exponent == 0x1F)
        return ax_float_of_bits(sign | 0x7F800000u | (fraction << 13));
    if (exponent == 0) { /* zero or subnormal: fraction x 2^-24, exact in float */
        float magnitude = (float)fraction * 0x1p-24f;
        return sign ? -magnitude : magnitude;
    }
    return ax_float_of_bits(sign | ((exponent + 112u) << 23) | (fraction << 13));
}

#endif
