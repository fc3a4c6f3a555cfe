/* Shared by the kernels: loads and stores of any dtype, reductions, activations. */
#ifndef AX_KERNELS_DEVICE_CUH
#define AX_KERNELS_DEVICE_CUH

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "kernels.h"

enum { F32 = 0, BF16 = 1, F16 = 2 }; /* ax_dtype (tensor/tensor.h) */

static __device__ __forceinline__ float load(const void *data, int dtype,
                                             long long at) {
    if (dtype == F32) return ((const float *)data)[at];
    if (dtype == BF16) return __bfloat162float(((const __nv_bfloat16 *)data)[at]);
    return __half2float(((const __half *)data)[at]);
}

static __device__ __forceinline__ void store(void *data, int dtype, long long at,
                                             float value) {
    if (dtype == F32)
        ((float *)data)[at] = value;
    else
        ((__nv_bfloat16 *)data)[at] = __float2bfloat16_rn(value);
}

/* Four neighbours; `at` and the address are multiples of four elements. */
static __device__ __forceinline__ float4 load4(const void *data, int dtype,
                                               long long at) {
    if (dtype == F32) return *(const float4 *)((const float *)data + at);
    const uint2 bits = *(const uint2 *)((const unsigned short *)data + at);
    if (dtype == BF16)
        return make_float4(
            __uint_as_float(bits.x << 16), __uint_as_float(bits.x & 0xffff0000u),
            __uint_as_float(bits.y << 16), __uint_as_float(bits.y & 0xffff0000u));
    const float2 a = __half22float2(*(const __half2 *)&bits.x);
    const float2 b = __half22float2(*(const __half2 *)&bits.y);
    return make_float4(a.x, a.y, b.x, b.y);
}

static __device__ __forceinline__ unsigned pack_bf16(float low, float high) {
    const __nv_bfloat162 both = __floats2bfloat162_rn(low, high);
    return *(const unsigned *)&both;
}

static __device__ __forceinline__ void store4(void *data, int dtype, long long at,
                                              float4 v) {
    if (dtype == F32)
        *(float4 *)((float *)data + at) = v;
    else
        *(uint2 *)((unsigned short *)data + at) =
            make_uint2(pack_bf16(v.x, v.y), pack_bf16(v.z, v.w));
}

/* N neighbours (1, 2 or 4) in a row, which a thread processes together. */
template <int N> struct piece { float v[N]; };
template <int N>
static __device__ __forceinline__ piece<N> load_piece(const void *data, int dtype,
                                                      long long at) {
    piece<N> p;
    if constexpr (N == 4) {
        const float4 v = load4(data, dtype, at);
        p = {{v.x, v.y, v.z, v.w}};
    } else {
        for (int i = 0; i < N; i++) p.v[i] = load(data, dtype, at + i);
    }
    return p;
}
template <int N>
static __device__ __forceinline__ void store_piece(void *data, int dtype, long long at,
                                                   piece<N> p) {
    if constexpr (N == 4)
        store4(data, dtype, at, make_float4(p.v[0], p.v[1], p.v[2], p.v[3]));
    else
        for (int i = 0; i < N; i++) store(data, dtype, at + i, p.v[i]);
}

static __device__ __forceinline__ float warp_sum(float x) {
    for (int step = 16; step; step /= 2) x += __shfl_xor_sync(0xffffffffu, x, step);
    return x;
}

struct sum_of {
    __device__ __forceinline__ float operator()(float a, float b) const {
        return a + b;
    }
};
struct larger_of {
    __device__ __forceinline__ float operator()(float a, float b) const {
        return fmaxf(a, b);
    }
};

/* Over a block of AX_ROW_THREADS; every thread receives the result. */
template <class Both>
static __device__ __forceinline__ float block_reduce(float x, Both both) {
    __shared__ float parts[AX_ROW_THREADS / 32];
    for (int step = 16; step; step /= 2)
        x = both(x, __shfl_xor_sync(0xffffffffu, x, step));
    __syncthreads(); /* until the previous call's parts have been read */
    if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = x;
    __syncthreads();
    float all = parts[0];
    for (int i = 1; i < AX_ROW_THREADS / 32; i++) all = both(all, parts[i]);
    return all;
}
static __device__ __forceinline__ float block_sum(float x) {
    return block_reduce(x, sum_of());
}
static __device__ __forceinline__ float block_max(float x) {
    return block_reduce(x, larger_of());
}

/* ax_act (tensor/ops.h) */
static __device__ __forceinline__ float activated(int act, float x) {
    if (act == 1) return x / (1.0f + __expf(-x));
    if (act == 2) {
        const float u = 0.7978845608f * (x + 0.044715f * x * x * x);
        return x / (1.0f + __expf(-2.0f * u));
    }
    if (act == 3) return 0.5f * x * (1.0f + erff(x * 0.70710678118f));
    return x;
}

#endif
