/* Attention without cuDNN: blocks of queries against blocks of keys with an online
 * softmax, on tensor cores, after FlashAttention-2 (Dao 2023): scores stay in
 * registers. A block of four warps computes 64 queries of one head, 16 in each warp;
 * four lanes share the softmax of a row. */
#include "device.cuh"
#include "tensor_core.cuh"

enum { QUERIES = AX_ATTENTION_QUERIES, KEYS = 64, THREADS = AX_ATTENTION_THREADS };

/* Rows [first, first + 64) of a head into shared memory; zeros beyond `tokens`. */
template <int D>
static __device__ __forceinline__ void load_tile(__nv_bfloat16 *tile, ax_kernel_heads m,
                                                 long long head, int first,
                                                 int tokens) {
    constexpr int PIECES = D / 8, PITCH = D + 8;
    for (int i = threadIdx.x; i < KEYS * PIECES; i += THREADS) {
        const int row = i / PIECES, piece = i % PIECES, token = first + row;
        uint4 bits = make_uint4(0, 0, 0, 0);
        if (token < tokens) {
            const long long at = head + token * m.stride_token + 8 * piece;
            if (m.vector) {
                bits = *(const uint4 *)((const __nv_bfloat16 *)m.data + at);
            } else {
                float v[8];
                for (int e = 0; e < 8; e++) v[e] = load(m.data, m.dtype, at + e);
                bits = make_uint4(pack_bf16(v[0], v[1]), pack_bf16(v[2], v[3]),
                                  pack_bf16(v[4], v[5]), pack_bf16(v[6], v[7]));
            }
        }
        *(uint4 *)(tile + row * PITCH + 8 * piece) = bits;
    }
}

/* scale: that of the scores times log2(e). keys >= 1. */
template <int D>
static __device__ __forceinline__ void attend(ax_kernel_heads q, ax_kernel_heads k,
                                              ax_kernel_heads v, ax_kernel_heads out,
                                              int queries, int keys, float scale) {
    constexpr int PITCH = D + 8; /* 16 bytes more than a row avoid bank conflicts */
    __shared__ __align__(16) __nv_bfloat16 key_tile[KEYS * PITCH];
    __shared__ __align__(16) __nv_bfloat16 value_tile[KEYS * PITCH];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    const int first = blockIdx.x * QUERIES;
    const long long h = (long long)blockIdx.y * D, b = blockIdx.z;
    unsigned query[D / 16][4];
    load_tile<D>(key_tile, q, b * q.stride_batch + h, first, queries);
    __syncthreads();
#pragma unroll
    for (int i = 0; i < D / 16; i++)
        load_matrices(query[i], key_tile + (16 * warp + lane % 16) * PITCH + 16 * i +
                                    lane / 16 * 8);
    float sums[D / 8][4] = {}, total[2] = {0, 0};
    float max[2] = {-INFINITY, -INFINITY}; /* of rows lane / 4 and lane / 4 + 8 */
    for (int at = 0; at < keys; at += KEYS) {
        __syncthreads(); /* the tiles have been read */
        load_tile<D>(key_tile, k, b * k.stride_batch + h, at, keys);
        load_tile<D>(value_tile, v, b * v.stride_batch + h, at, keys);
        __syncthreads();
        float score[KEYS / 8][4] = {};
#pragma unroll
        for (int i = 0; i < D / 16; i++)
#pragma unroll
            for (int n = 0; n < KEYS / 16; n++) {
                unsigned key[4];
                load_matrices(key, key_tile +
                                       (16 * n + lane / 16 * 8 + lane % 8) * PITCH +
                                       16 * i + lane / 8 % 2 * 8);
                multiply(score[2 * n], query[i], key[0], key[1]);
                multiply(score[2 * n + 1], query[i], key[2], key[3]);
            }
        if (at + KEYS > keys) {
#pragma unroll
            for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
                for (int e = 0; e < 4; e++)
                    if (at + 8 * n + 2 * (lane % 4) + e % 2 >= keys)
                        score[n][e] = -INFINITY;
        }
#pragma unroll
        for (int r = 0; r < 2; r++) {
            float top = max[r];
#pragma unroll
            for (int n = 0; n < KEYS / 8; n++)
                top = fmaxf(top, fmaxf(score[n][2 * r], score[n][2 * r + 1]));
            top = fmaxf(top, __shfl_xor_sync(0xffffffffu, top, 1));
            top = fmaxf(top, __shfl_xor_sync(0xffffffffu, top, 2));
            const float keep = exp2f((max[r] - top) * scale);
            max[r] = top;
            total[r] *= keep;
#pragma unroll
            for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
                for (int e = 2 * r; e < 2 * r + 2; e++) {
                    score[n][e] = exp2f((score[n][e] - top) * scale);
                    total[r] += score[n][e];
                }
#pragma unroll
            for (int j = 0; j < D / 8; j++) {
                sums[j][2 * r] *= keep;
                sums[j][2 * r + 1] *= keep;
            }
        }
#pragma unroll
        for (int i = 0; i < KEYS / 16; i++) {
            const unsigned weight[4] = {
                pack_bf16(score[2 * i][0], score[2 * i][1]),
                pack_bf16(score[2 * i][2], score[2 * i][3]),
                pack_bf16(score[2 * i + 1][0], score[2 * i + 1][1]),
                pack_bf16(score[2 * i + 1][2], score[2 * i + 1][3])};
#pragma unroll
            for (int j = 0; j < D / 16; j++) {
                unsigned value[4];
                load_transposed(value, value_tile + (16 * i + lane % 16) * PITCH +
                                           16 * j + lane / 16 * 8);
                multiply(sums[2 * j], weight, value[0], value[1]);
                multiply(sums[2 * j + 1], weight, value[2], value[3]);
            }
        }
    }
#pragma unroll
    for (int r = 0; r < 2; r++) {
        float sum = total[r];
        sum += __shfl_xor_sync(0xffffffffu, sum, 1);
        sum += __shfl_xor_sync(0xffffffffu, sum, 2);
        const int token = first + 16 * warp + lane / 4 + 8 * r;
        if (token >= queries) continue;
        const float inverse = 1.0f / sum;
        const long long row = b * out.stride_batch + token * out.stride_token + h;
#pragma unroll
        for (int j = 0; j < D / 8; j++) {
            const long long place = row + 8 * j + 2 * (lane % 4);
            store(out.data, out.dtype, place, sums[j][2 * r] * inverse);
            store(out.data, out.dtype, place + 1, sums[j][2 * r + 1] * inverse);
        }
    }
}

#define ATTENTION(D)                                                                   \
    extern "C" __global__ void __launch_bounds__(AX_ATTENTION_THREADS)                 \
        ax_attention_##D(ax_kernel_heads q, ax_kernel_heads k, ax_kernel_heads v,      \
                         ax_kernel_heads out, int queries, int keys, float scale) {    \
        attend<D>(q, k, v, out, queries, keys, scale);                                 \
    }
ATTENTION(32)
ATTENTION(64)
ATTENTION(128)

/* Any head_dim up to AX_ANY_MAX_DIM, in F32, one query per warp: for F32 and for
 * unusual sizes. */
extern "C" __global__ void __launch_bounds__(32 * AX_ANY_WARPS)
    ax_attention_any(ax_kernel_heads q, ax_kernel_heads k, ax_kernel_heads v,
                     ax_kernel_heads out, int dim, int queries, int keys, float scale) {
    constexpr int EACH = AX_ANY_MAX_DIM / 32;
    const int lane = threadIdx.x % 32;
    const int token = blockIdx.x * AX_ANY_WARPS + threadIdx.x / 32;
    const long long h = (long long)blockIdx.y * dim, b = blockIdx.z;
    if (token >= queries) return; /* whole warps only */
    float query[EACH], sums[EACH] = {}, max = -INFINITY, total = 0;
#pragma unroll
    for (int e = 0; e < EACH; e++) {
        const int d = lane + 32 * e;
        const long long at = b * q.stride_batch + token * q.stride_token + h + d;
        query[e] = d < dim ? load(q.data, q.dtype, at) : 0.0f;
    }
    for (int key = 0; key < keys; key++) {
        const long long key_at = b * k.stride_batch + key * k.stride_token + h;
        const long long value_at = b * v.stride_batch + key * v.stride_token + h;
        float score = 0;
#pragma unroll
        for (int e = 0; e < EACH; e++)
            if (lane + 32 * e < dim)
                score += query[e] * load(k.data, k.dtype, key_at + lane + 32 * e);
        score = warp_sum(score) * scale;
        const float top = fmaxf(max, score);
        const float keep = exp2f(max - top), weight = exp2f(score - top);
        max = top;
        total = total * keep + weight;
#pragma unroll
        for (int e = 0; e < EACH; e++)
            if (lane + 32 * e < dim)
                sums[e] = sums[e] * keep +
                          weight * load(v.data, v.dtype, value_at + lane + 32 * e);
    }
#pragma unroll
    for (int e = 0; e < EACH; e++)
        if (lane + 32 * e < dim)
            store(out.data, out.dtype,
                  b * out.stride_batch + token * out.stride_token + h + lane + 32 * e,
                  sums[e] / total);
}
