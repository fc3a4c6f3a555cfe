/* Attention on any processor: blocks of queries against blocks of keys with an online
 * softmax (Milakov and Gimelshein 2018), in F32, so that each thread needs memory for
 * one block of scores only. attention_amx.c does the same on bf16 tiles where there are
 * any. */
#include <math.h>
#include <omp.h>

#include "base/memory.h"
#include "cpu/attention.h"
#include "cpu/device.h"
#include "cpu/kernels.h"

enum { Q_BLOCK = 64, K_BLOCK = 256 };

/* One thread's scratch memory; its size below, in floats. */
typedef struct work {
    float *q, *k, *v, *scores, *sums;
    float max[Q_BLOCK], total[Q_BLOCK]; /* running maximum, and sum of exponentials */
    bool failed;                        /* a product of oneDNN's */
} work;

static size_t work_floats(int64_t dim) {
    return (size_t)(2 * Q_BLOCK * dim + 2 * K_BLOCK * dim + Q_BLOCK * K_BLOCK);
}

static work work_at(float *memory, int64_t dim) {
    work w;
    w.q = memory;
    w.k = w.q + Q_BLOCK * dim;
    w.v = w.k + K_BLOCK * dim;
    w.scores = w.v + K_BLOCK * dim;
    w.sums = w.scores + Q_BLOCK * K_BLOCK;
    w.failed = false;
    return w;
}

static const char *head_at(ax_heads m, int64_t b, int64_t h, int64_t token) {
    const int64_t at = b * m.stride_batch + token * m.stride_token + h * m.head_dim;
    return (const char *)m.data + at * (int64_t)ax_dtype_size(m.dtype);
}

AX_TARGET_CLONES
static void load_row(const void *row, ax_dtype dtype, int64_t n, float *out) {
    for (int64_t at = 0; at < n; at += CHUNK) {
        load_chunk(row, dtype, at, chunk_size(n - at), out + at);
    }
}

AX_TARGET_CLONES
static void store_scaled(void *row, ax_dtype dtype, int64_t n, float factor,
                         const float *in) {
    float buffer[CHUNK];
    for (int64_t at = 0; at < n; at += CHUNK) {
        const int64_t c = chunk_size(n - at);
        for (int64_t i = 0; i < c; i++) buffer[i] = in[at + i] * factor;
        store_chunk(row, dtype, at, c, buffer);
    }
}

/* Rows of one head as floats: where they are for F32 (*stride then), else converted
 * into `buffer`. */
static const float *rows_of(ax_heads m, int64_t b, int64_t h, int64_t from,
                            int64_t count, float *buffer, int64_t *stride) {
    if (m.dtype == AX_F32) {
        *stride = m.stride_token;
        return (const float *)(const void *)head_at(m, b, h, from);
    }
    for (int64_t i = 0; i < count; i++) {
        load_row(head_at(m, b, h, from + i), m.dtype, m.head_dim,
                 buffer + i * m.head_dim);
    }
    *stride = m.head_dim;
    return buffer;
}

/* Replaces the scores s of one row by e^(s - max), and rescales the row's sums so far
 * to the new maximum. */
AX_TARGET_CLONES
static void softmax_row(float *scores, int64_t keys, float *max, float *total,
                        float *sums, int64_t dim) {
    float top = *max, sum = 0;
#pragma omp simd reduction(max : top)
    for (int64_t i = 0; i < keys; i++) top = scores[i] > top ? scores[i] : top;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < keys; i++) {
        const float e = fast_exp(scores[i] - top);
        scores[i] = e;
        sum += e;
    }
    const float keep = fast_exp(*max - top);
    for (int64_t i = 0; i < dim; i++) sums[i] *= keep;
    *total = *total * keep + sum;
    *max = top;
}

static void query_block(ax_heads q, ax_heads k, ax_heads v, ax_heads out, int64_t b,
                        int64_t h, int64_t first, int64_t keys, float scale, work *w) {
    const int64_t dim = q.head_dim;
    const int64_t left = q.tokens - first, rows = left < Q_BLOCK ? left : Q_BLOCK;
    int64_t q_stride, k_stride, v_stride;
    const float *qs = rows_of(q, b, h, first, rows, w->q, &q_stride);
    for (int64_t i = 0; i < rows; i++) {
        w->max[i] = -3e38f;
        w->total[i] = 0;
    }
    memset(w->sums, 0, (size_t)(rows * dim) * sizeof *w->sums);
    for (int64_t at = 0; at < keys; at += K_BLOCK) {
        const int64_t n = keys - at < K_BLOCK ? keys - at : K_BLOCK;
        const float *ks = rows_of(k, b, h, at, n, w->k, &k_stride);
        const float *vs = rows_of(v, b, h, at, n, w->v, &v_stride);
        bool good = ax_dnnl_sgemm(true, rows, n, dim, scale, qs, q_stride, ks, k_stride,
                                  0.0f, w->scores, K_BLOCK);
        for (int64_t i = 0; i < rows; i++) {
            softmax_row(w->scores + i * K_BLOCK, n, &w->max[i], &w->total[i],
                        w->sums + i * dim, dim);
        }
        good = ax_dnnl_sgemm(false, rows, dim, n, 1.0f, w->scores, K_BLOCK, vs,
                             v_stride, 1.0f, w->sums, dim) &&
               good;
        if (!good) w->failed = true;
    }
    for (int64_t i = 0; i < rows; i++) {
        store_scaled((char *)(uintptr_t)head_at(out, b, h, first + i), out.dtype, dim,
                     1.0f / w->total[i], w->sums + i * dim);
    }
}

size_t ax_cpu_attention_scratch(const ax_device *dev, ax_heads q, ax_heads k) {
    if (dev->amx && q.dtype == AX_BF16) return ax_cpu_attention_amx_scratch(dev, q, k);
    return work_floats(q.head_dim) * sizeof(float) * (size_t)dev->threads;
}

ax_status ax_cpu_attention(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                           const int32_t *key_tokens, float scale, ax_heads out,
                           ax_error *err) {
    if (dev->amx && q.dtype == AX_BF16) {
        return ax_cpu_attention_amx(dev, q, k, v, key_tokens, scale, out, err);
    }
    const int64_t blocks = (q.tokens + Q_BLOCK - 1) / Q_BLOCK;
    const int64_t tasks = q.batch * q.heads * blocks;
    const size_t floats = work_floats(q.head_dim);
    size_t bytes;
    void *scratch;
    if (!ax_size_mul(floats * sizeof(float), (size_t)dev->threads, &bytes)) {
        return ax_fail(err, AX_ERR_RESOURCE, "attention scratch too large to address");
    }
    AX_TRY(ax_cpu_scratch(dev, AX_CPU_SLOT_SCORES, bytes, &scratch, err));
    int failed = 0;
#pragma omp parallel reduction(| : failed)
    {
        float *memory = (float *)scratch + floats * (size_t)omp_get_thread_num();
        work w = work_at(memory, q.head_dim);
#pragma omp for schedule(dynamic)
        for (int64_t task = 0; task < tasks; task++) {
            const int64_t block = task % blocks, head = task / blocks % q.heads;
            const int64_t b = task / blocks / q.heads;
            query_block(q, k, v, out, b, head, block * Q_BLOCK,
                        key_tokens ? key_tokens[b] : k.tokens, scale, &w);
        }
        failed |= w.failed;
    }
    if (!failed) return AX_OK;
    return ax_fail(err, AX_ERR_RESOURCE,
                   "out of memory in oneDNN: a matrix product of attention");
}
