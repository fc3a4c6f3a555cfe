/* Operators over the rows of a matrix (tensor/ops.h): one block per row for norms, one
 * thread per piece for the rest. All are limited by memory bandwidth, so each value
 * should be read once from memory (the second pass over a row hits the cache), and in
 * wide pieces, which needs columns, strides and addresses that are multiples of
 * four. */
#include <cuda_fp8.h>

#include "device.cuh"

/* Loops over this thread's pieces of a row. */
#define FOR_PIECES(at, N, cols)                                                        \
    for (long long at = (N) * (long long)threadIdx.x; at < (cols);                     \
         at += (N)*AX_ROW_THREADS)

/* The modulation of a row; NULL where there is none. */
struct modulation {
    const float *weight, *bias, *shift, *scale;
};

template <int N>
static __device__ __forceinline__ void layer_norm(const float *in, modulation by,
                                                  float eps, ax_kernel_rows y,
                                                  long long to, long long cols) {
    float sum = 0, squares = 0;
    FOR_PIECES(at, N, cols) {
        const piece<N> p = load_piece<N>(in, F32, at);
        for (int i = 0; i < N; i++) sum += p.v[i];
    }
    const float mean = block_sum(sum) / (float)cols;
    FOR_PIECES(at, N, cols) {
        const piece<N> p = load_piece<N>(in, F32, at);
        for (int i = 0; i < N; i++) squares += (p.v[i] - mean) * (p.v[i] - mean);
    }
    const float inverse = rsqrtf(block_sum(squares) / (float)cols + eps);
    FOR_PIECES(at, N, cols) {
        piece<N> p = load_piece<N>(in, F32, at);
        for (int i = 0; i < N; i++) {
            p.v[i] = (p.v[i] - mean) * inverse;
            if (by.weight) p.v[i] *= by.weight[at + i];
            if (by.bias) p.v[i] += by.bias[at + i];
            if (by.scale)
                p.v[i] = p.v[i] * (1.0f + by.scale[at + i]) + by.shift[at + i];
        }
        store_piece<N>(y.data, y.dtype, to + at, p);
    }
}

extern "C" __global__ void __launch_bounds__(AX_ROW_THREADS)
    ax_layer_norm(ax_kernel_rows x, const float *weight, const float *bias,
                  const float *shift, long long shift_stride, const float *scale,
                  long long scale_stride, const int *group, const int *rows, float eps,
                  ax_kernel_rows y, long long cols) {
    const long long m = blockIdx.x, from = rows ? rows[m] : m;
    const float *in = (const float *)x.data + from * x.stride;
    const long long g = group ? group[from] : 0;
    const modulation by = {weight, bias, scale ? shift + g * shift_stride : nullptr,
                           scale ? scale + g * scale_stride : nullptr};
    if (x.vector && y.vector)
        layer_norm<4>(in, by, eps, y, m * y.stride, cols);
    else
        layer_norm<1>(in, by, eps, y, m * y.stride, cols);
}

/* 1 / sqrt(mean(x^2) + eps) of the block's row, which starts at `from`. */
template <int N>
static __device__ __forceinline__ float inverse_rms(ax_kernel_rows x, long long from,
                                                    float eps, long long cols) {
    float squares = 0;
    FOR_PIECES(at, N, cols) {
        const piece<N> p = load_piece<N>(x.data, x.dtype, from + at);
        for (int i = 0; i < N; i++) squares += p.v[i] * p.v[i];
    }
    return rsqrtf(block_sum(squares) / (float)cols + eps);
}

template <int N>
static __device__ __forceinline__ void rms_norm(ax_kernel_rows x, const float *weight,
                                                float eps, ax_kernel_rows y,
                                                long long cols) {
    const long long from = (long long)blockIdx.x * x.stride;
    const long long to = (long long)blockIdx.x * y.stride;
    const float inverse = inverse_rms<N>(x, from, eps, cols);
    FOR_PIECES(at, N, cols) {
        piece<N> p = load_piece<N>(x.data, x.dtype, from + at);
        for (int i = 0; i < N; i++) p.v[i] *= inverse * weight[at + i];
        store_piece<N>(y.data, y.dtype, to + at, p);
    }
}

extern "C" __global__ void __launch_bounds__(AX_ROW_THREADS)
    ax_rms_norm(ax_kernel_rows x, const float *weight, float eps, ax_kernel_rows y,
                long long cols) {
    if (x.vector && y.vector)
        rms_norm<4>(x, weight, eps, y, cols);
    else
        rms_norm<1>(x, weight, eps, y, cols);
}

template <int N>
static __device__ __forceinline__ void
add_row(float *x, ax_kernel_rows y, long long from, const float *gate, long long cols) {
    FOR_PIECES(at, N, cols) {
        piece<N> p = load_piece<N>(x, F32, at);
        const piece<N> add = load_piece<N>(y.data, y.dtype, from + at);
        for (int i = 0; i < N; i++) p.v[i] += add.v[i] * (gate ? gate[at + i] : 1.0f);
        store_piece<N>(x, F32, at, p);
    }
}

extern "C" __global__ void __launch_bounds__(AX_ROW_THREADS)
    ax_add_rows(ax_kernel_rows x, ax_kernel_rows y, const float *gate,
                long long gate_stride, const int *group, const int *rows,
                long long cols) {
    const long long m = blockIdx.x, to = rows ? rows[m] : m;
    const long long g = group ? group[to] : 0;
    float *out = (float *)x.data + to * x.stride;
    if (gate) gate += g * gate_stride;
    if (x.vector && y.vector)
        add_row<4>(out, y, m * y.stride, gate, cols);
    else
        add_row<1>(out, y, m * y.stride, gate, cols);
}

/* N is 4, or 2 where rows do not divide into pieces of four, so that pairs stay
 * together. */
template <int N>
static __device__ __forceinline__ void norm_rope(ax_kernel_rows x, const float *weight,
                                                 float eps, int head_dim,
                                                 const float *angles, long long cols) {
    const long long from = (long long)blockIdx.x * x.stride;
    const float inverse = inverse_rms<N>(x, from, eps, cols);
    FOR_PIECES(at, N, cols) {
        piece<N> p = load_piece<N>(x.data, x.dtype, from + at);
        for (int i = 0; i < N; i += 2) {
            const float *angle = angles + (int)(at + i) % head_dim;
            const float a = p.v[i] * inverse * weight[at + i];
            const float b = p.v[i + 1] * inverse * weight[at + i + 1];
            p.v[i] = a * angle[0] - b * angle[1];
            p.v[i + 1] = a * angle[1] + b * angle[0];
        }
        store_piece<N>(x.data, x.dtype, from + at, p);
    }
}

extern "C" __global__ void __launch_bounds__(AX_ROW_THREADS)
    ax_norm_rope(ax_kernel_rows x, const float *weight, float eps, int head_dim,
                 const float *table, const int *rows, long long cols) {
    const long long m = blockIdx.x;
    const float *angles = table + (rows ? rows[m] : m) * head_dim;
    if (x.vector)
        norm_rope<4>(x, weight, eps, head_dim, angles, cols);
    else
        norm_rope<2>(x, weight, eps, head_dim, angles, cols);
}

template <int N>
static __device__ __forceinline__ void
activate(ax_kernel_rows x, int act, ax_kernel_rows y, long long cols, long long i) {
    const long long m = i / (cols / N), col = N * (i % (cols / N));
    piece<N> p = load_piece<N>(x.data, x.dtype, m * x.stride + col);
    for (int e = 0; e < N; e++) p.v[e] = activated(act, p.v[e]);
    store_piece<N>(y.data, y.dtype, m * y.stride + col, p);
}

/* One thread per piece; count: number of threads. */
extern "C" __global__ void __launch_bounds__(AX_FLAT_THREADS)
    ax_activate(ax_kernel_rows x, int act, ax_kernel_rows y, long long cols,
                long long count) {
    const long long i = (long long)blockIdx.x * AX_FLAT_THREADS + threadIdx.x;
    if (i >= count) return;
    if (x.vector && y.vector)
        activate<4>(x, act, y, cols, i);
    else
        activate<1>(x, act, y, cols, i);
}

/* ---- quantization to E4M3 ---- in two passes: the largest absolute value of each
 * block's rows; then the largest of these, which is mapped to 448. Block b takes rows
 * b, b + blocks, ... */

template <int N>
static __device__ __forceinline__ float absmax(ax_kernel_rows x, int blocks,
                                               long long rows, long long cols) {
    float max = 0;
    for (long long m = blockIdx.x; m < rows; m += blocks) FOR_PIECES(at, N, cols) {
            const piece<N> p = load_piece<N>(x.data, x.dtype, m * x.stride + at);
            for (int i = 0; i < N; i++) max = fmaxf(max, fabsf(p.v[i]));
        }
    return block_max(max);
}

extern "C" __global__ void __launch_bounds__(AX_ROW_THREADS)
    ax_absmax(ax_kernel_rows x, float *max, int blocks, long long rows,
              long long cols) {
    const float found =
        x.vector ? absmax<4>(x, blocks, rows, cols) : absmax<1>(x, blocks, rows, cols);
    if (threadIdx.x == 0) max[blockIdx.x] = found;
}

static __device__ __forceinline__ unsigned pair_e4m3(float low, float high) {
    const float2 both = {low, high};
    return __nv_cvt_float2_to_fp8x2(both, __NV_SATFINITE, __NV_E4M3);
}

/* y: bytes [rows, cols], cols a multiple of 4; scale: the factor that restores x. */
extern "C" __global__ void __launch_bounds__(AX_ROW_THREADS)
    ax_quantize(ax_kernel_rows x, const float *max, int blocks, unsigned char *y,
                float *scale, long long rows, long long cols) {
    float all = 0;
    for (int i = (int)threadIdx.x; i < blocks; i += AX_ROW_THREADS)
        all = fmaxf(all, max[i]);
    all = block_max(all);
    const float by = all > 0 ? all / 448.0f : 1.0f, inverse = 1.0f / by;
    if (blockIdx.x == 0 && threadIdx.x == 0) *scale = by;
    for (long long m = blockIdx.x; m < rows; m += blocks) FOR_PIECES(at, 4, cols) {
            const long long from = m * x.stride + at;
            piece<4> p;
            if (x.vector)
                p = load_piece<4>(x.data, x.dtype, from);
            else
                for (int i = 0; i < 4; i++) p.v[i] = load(x.data, x.dtype, from + i);
            for (int i = 0; i < 4; i++) p.v[i] *= inverse;
            *(unsigned *)(y + m * cols + at) =
                pair_e4m3(p.v[0], p.v[1]) | pair_e4m3(p.v[2], p.v[3]) << 16;
        }
}
