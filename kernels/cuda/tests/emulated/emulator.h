/* CUDA C++ on the CPU, as far as the kernels use it. They are compiled as C++; every
 * thread of a block is a fiber, and warps are scheduled at random. It is slow and says
 * nothing about speed or memory ordering, but barriers, indexing, reductions, masks and
 * the layout of tensor-core fragments are those of a card, so that results can be
 * compared with the definition. It does not replace `make gpu-check` on a card. */
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#include "tensor/fp8.h"

/* ---- nvcc's built-in names ---- */
#define __global__
#define __device__
#define __forceinline__ inline
#define __launch_bounds__(n)
#define __align__(n) __attribute__((aligned(n)))
#define __shared__ static /* blocks run one after another */

struct emulated_index {
    unsigned x, y, z;
};
extern emulated_index emulated_thread, emulated_block;
#define threadIdx emulated_thread
#define blockIdx emulated_block

struct float2 {
    float x, y;
};
struct alignas(16) float4 {
    float x, y, z, w;
};
struct alignas(8) uint2 {
    unsigned x, y;
};
struct alignas(16) uint4 {
    unsigned x, y, z, w;
};
static inline float4 make_float4(float x, float y, float z, float w) {
    return {x, y, z, w};
}
static inline uint2 make_uint2(unsigned x, unsigned y) {
    return {x, y};
}
static inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) {
    return {x, y, z, w};
}

static inline float __uint_as_float(unsigned bits) {
    float out;
    memcpy(&out, &bits, sizeof out);
    return out;
}
static inline unsigned emulated_bits(float x) {
    unsigned out;
    memcpy(&out, &x, sizeof out);
    return out;
}

/* ---- bf16 and half ---- */
struct __nv_bfloat16 {
    uint16_t bits;
};
struct __nv_bfloat162 {
    __nv_bfloat16 x, y;
};
struct __half {
    uint16_t bits;
};
struct __half2 {
    __half x, y;
};

static inline float __bfloat162float(__nv_bfloat16 v) {
    return __uint_as_float((unsigned)v.bits << 16);
}
static inline __nv_bfloat16 __float2bfloat16_rn(float v) {
    const unsigned bits = emulated_bits(v);
    if (v != v) return {0x7fff};
    return {(uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16)};
}
static inline __nv_bfloat162 __floats2bfloat162_rn(float x, float y) {
    return {__float2bfloat16_rn(x), __float2bfloat16_rn(y)};
}
static inline float __half2float(__half v) {
    const unsigned sign = (unsigned)(v.bits >> 15) << 31, exponent = v.bits >> 10 & 31;
    const unsigned mantissa = v.bits & 1023;
    if (exponent == 31) return __uint_as_float(sign | 0x7f800000u | mantissa << 13);
    const float size =
        exponent ? std::ldexp(1.0f + (float)mantissa / 1024.0f, (int)exponent - 15)
                 : std::ldexp((float)mantissa, -24);
    return sign ? -size : size;
}
static inline float2 __half22float2(__half2 v) {
    return {__half2float(v.x), __half2float(v.y)};
}

/* ---- FP8 ---- */
enum { __NV_SATFINITE, __NV_E4M3 };
static inline unsigned short __nv_cvt_float2_to_fp8x2(float2 v, int, int) {
    return (unsigned short)(ax_f32_to_e4m3(v.x) | ax_f32_to_e4m3(v.y) << 8);
}

/* ---- functions ---- */
#define __expf(x) std::exp(x) /* the C library keeps the name for itself */
static inline float rsqrtf(float x) {
    return 1.0f / std::sqrt(x);
}

/* ---- synchronisation of threads (driver.cpp) ---- */
void __syncthreads();
float __shfl_xor_sync(unsigned mask, float value, int step);

/* Shows `value` (words of 4 bytes) to the other lanes of the warp and waits for them;
 * emulated_seen() reads theirs until the next call. */
void emulated_show(const void *value, int words);
const unsigned *emulated_seen(int lane);

/* ---- tensor cores: replaces tensor_core.cuh ---- */
#define AX_KERNELS_TENSOR_CORE_CUH

static inline unsigned emulated_pair(const uint16_t *low, const uint16_t *high) {
    return (unsigned)*low | (unsigned)*high << 16;
}

/* ldmatrix.x4: lane 8 m + r gives the address of row r of matrix m; a lane receives two
 * neighbours of a row or, transposed, of a column. */
static inline void load_matrices(unsigned out[4], const __nv_bfloat16 *row) {
    const int lane = (int)(threadIdx.x % 32);
    emulated_show(&row, 2);
    for (int m = 0; m < 4; m++) {
        const uint16_t *from;
        memcpy(&from, emulated_seen(8 * m + lane / 4), sizeof from);
        out[m] = emulated_pair(from + 2 * (lane % 4), from + 2 * (lane % 4) + 1);
    }
}
static inline void load_transposed(unsigned out[4], const __nv_bfloat16 *row) {
    const int lane = (int)(threadIdx.x % 32);
    emulated_show(&row, 2);
    for (int m = 0; m < 4; m++) {
        const uint16_t *low, *high;
        memcpy(&low, emulated_seen(8 * m + 2 * (lane % 4)), sizeof low);
        memcpy(&high, emulated_seen(8 * m + 2 * (lane % 4) + 1), sizeof high);
        out[m] = emulated_pair(low + lane / 4, high + lane / 4);
    }
}

/* mma.m16n8k16: fragments are distributed over the lanes as in the PTX manual. */
static inline void multiply(float c[4], const unsigned a[4], unsigned b0, unsigned b1) {
    const int lane = (int)(threadIdx.x % 32);
    const unsigned mine[6] = {a[0], a[1], a[2], a[3], b0, b1};
    emulated_show(mine, 6);
    for (int e = 0; e < 4; e++) {
        const int row = lane / 4 + e / 2 * 8, col = 2 * (lane % 4) + e % 2;
        float sum = c[e];
        for (int k = 0; k < 16; k++) {
            const unsigned left =
                emulated_seen(row % 8 * 4 + k % 8 / 2)[row / 8 + k / 8 * 2];
            const unsigned right = emulated_seen(col * 4 + k % 8 / 2)[4 + k / 8];
            const int shift = k % 2 ? 0 : 16;
            sum += __uint_as_float(left << shift & 0xffff0000u) *
                   __uint_as_float(right << shift & 0xffff0000u);
        }
        c[e] = sum;
    }
}
