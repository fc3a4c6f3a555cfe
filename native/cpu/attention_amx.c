/* Attention on AMX tiles: the same online softmax as attention.c, in bf16 with F32
 * sums.
 *
 * A tile is 16 rows of 64 bytes. tdpbf16ps multiplies A (16 rows of 32 bf16) with B in
 * pairs (row r holds, for each of 16 columns, elements 2r and 2r + 1) and adds to C (16
 * x 16 F32). Keys and values are packed into B tiles once per head, queries in blocks
 * of 32. Packed keys: [key group of 16][chunk of 32 of head_dim] tiles; packed values:
 * [chunk of 32 keys][group of 16 of head_dim] tiles. */
#include "cpu/device.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <omp.h>
#include <string.h>

#include "base/memory.h"

#define AMX                                                                            \
    __attribute__((target(                                                             \
        "avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,fma,amx-tile,amx-bf16")))

enum {
    Q_BLOCK = 32,
    K_BLOCK = 256,
    TILE_BYTES = 1024,
    TILE_HALVES = 512,
    PACKED_LIMIT = 64 << 20, /* bytes of packed keys and values at a time */
};

typedef struct tile_config {
    uint8_t palette, start_row, reserved[14];
    uint16_t bytes[16];
    uint8_t rows[16];
} tile_config;

/* gcc's tile intrinsics do not declare that they access memory, so that a store before
 * one may be moved behind it or dropped. This barrier, around every use, prevents
 * it. */
static inline void compiler_barrier(void) {
    __asm__ volatile("" ::: "memory");
}

/* Eight tiles of 16 rows of 64 bytes. */
AMX static void tiles_begin(void) {
    static const tile_config config = {
        .palette = 1,
        .bytes = {64, 64, 64, 64, 64, 64, 64, 64},
        .rows = {16, 16, 16, 16, 16, 16, 16, 16},
    };
    compiler_barrier();
    _tile_loadconfig(&config);
}
AMX static void tiles_end(void) {
    _tile_release();
}

typedef struct plan {
    ax_heads q, k, v, out;
    int64_t dim, keys;  /* padded to multiples of 32 */
    size_t pack_halves; /* of keys or values of one head */
    uint16_t *packed;   /* for each head: keys, then values */
    float scale;
} plan;

/* One thread's scratch memory. */
typedef struct work {
    uint16_t *q;                        /* [32][dim] */
    float *scores;                      /* [32][K_BLOCK] */
    uint16_t *weights;                  /* [32][K_BLOCK] exponentials of the scores */
    float *sums;                        /* [32][dim] */
    float max[Q_BLOCK], total[Q_BLOCK]; /* running maximum, and sum of weights */
} work;

static size_t work_bytes(int64_t dim) {
    return (size_t)(Q_BLOCK * (6 * dim + 6 * K_BLOCK)) + 64;
}

static work work_at(char *memory, int64_t dim) {
    work w;
    w.scores = (float *)(void *)memory;
    w.sums = w.scores + Q_BLOCK * K_BLOCK;
    w.weights = (uint16_t *)(w.sums + Q_BLOCK * dim);
    w.q = w.weights + Q_BLOCK * K_BLOCK;
    return w;
}

static const uint16_t *head_at(ax_heads m, int64_t b, int64_t h, int64_t token) {
    return (const uint16_t *)m.data + b * m.stride_batch + token * m.stride_token +
           h * m.head_dim;
}

/* ---- packing ---- */

/* Row `token` of a head into `out`, zero-padded; zeros beyond the last token. */
static void padded_row(ax_heads m, int64_t b, int64_t h, int64_t token, int64_t dim,
                       uint16_t *out) {
    const int64_t n = token < m.tokens ? m.head_dim : 0;
    if (n) memcpy(out, head_at(m, b, h, token), (size_t)n * sizeof *out);
    if (n < dim) memset(out + n, 0, (size_t)(dim - n) * sizeof *out);
}

/* 16 rows of 16 words, transposed: the four rounds exchange blocks of 1, 2, 4 and 8. */
AMX static void transpose16(__m512i r[16]) {
    __m512i t[16];
    for (int i = 0; i < 16; i += 2) {
        t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
    }
    for (int i = 0; i < 16; i += 4) {
        r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
        r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
        r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
        r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        t[i] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0x88);
        t[i + 4] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0xdd);
        t[i + 8] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0x88);
        t[i + 12] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0xdd);
    }
    for (int i = 0; i < 4; i++) {
        r[i] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88);
        r[i + 4] = _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0x88);
        r[i + 8] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0xdd);
        r[i + 12] = _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0xdd);
    }
}

/* Zero beyond the head's width and the last token, so that padding adds nothing. */
AMX static __m512i load_part(ax_heads m, int64_t b, int64_t h, int64_t token,
                             int64_t at, int64_t want) {
    const int64_t left = token < m.tokens ? m.head_dim - at : 0;
    const int64_t n = left < 0 ? 0 : left < want ? left : want;
    if (n == 0) return _mm512_setzero_si512();
    const __mmask32 mask = n >= 32 ? 0xFFFFFFFFu : (1u << n) - 1u;
    return _mm512_maskz_loadu_epi16(mask, head_at(m, b, h, token) + at);
}

AMX static void pack_head(const plan *p, int64_t b, int64_t h, uint16_t *keys,
                          uint16_t *values) {
    __m512i rows[16];
    for (int64_t group = 0; group < p->keys; group += 16) {
        for (int64_t at = 0; at < p->dim; at += 32, keys += TILE_HALVES) {
            for (int r = 0; r < 16; r++) {
                rows[r] = load_part(p->k, b, h, group + r, at, 32);
            }
            transpose16(rows);
            for (int r = 0; r < 16; r++) _mm512_storeu_si512(keys + 32 * r, rows[r]);
        }
    }
    const __m512i interleave =
        _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8,
                         23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    for (int64_t chunk = 0; chunk < p->keys; chunk += 32) {
        for (int64_t at = 0; at < p->dim; at += 16, values += TILE_HALVES) {
            for (int r = 0; r < 16; r++) {
                const int64_t token = chunk + 2 * r;
                const __m512i even = load_part(p->v, b, h, token, at, 16);
                const __m512i odd = load_part(p->v, b, h, token + 1, at, 16);
                const __m512i both =
                    _mm512_inserti64x4(even, _mm512_castsi512_si256(odd), 1);
                _mm512_storeu_si512(values + 32 * r,
                                    _mm512_permutexvar_epi16(interleave, both));
            }
        }
    }
}

/* ---- one block of queries ---- */

/* scores[32][K_BLOCK] = q[32][dim] k^T for `n` keys (a multiple of 32). */
AMX static void multiply_scores(const work *w, const uint16_t *keys, int64_t n,
                                int64_t dim) {
    const size_t q_stride = (size_t)dim * sizeof *w->q;
    const size_t stride = K_BLOCK * sizeof *w->scores;
    const int64_t group = dim / 32 * TILE_HALVES;
    for (int64_t at = 0; at < n; at += 32, keys += 2 * group) {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
        for (int64_t c = 0; c < dim / 32; c++) {
            _tile_loadd(4, w->q + 32 * c, q_stride);
            _tile_loadd(5, w->q + 16 * dim + 32 * c, q_stride);
            _tile_loadd(6, keys + c * TILE_HALVES, 64);
            _tile_loadd(7, keys + group + c * TILE_HALVES, 64);
            _tile_dpbf16ps(0, 4, 6);
            _tile_dpbf16ps(1, 4, 7);
            _tile_dpbf16ps(2, 5, 6);
            _tile_dpbf16ps(3, 5, 7);
        }
        _tile_stored(0, w->scores + at, stride);
        _tile_stored(1, w->scores + at + 16, stride);
        _tile_stored(2, w->scores + 16 * K_BLOCK + at, stride);
        _tile_stored(3, w->scores + 16 * K_BLOCK + at + 16, stride);
    }
}

/* sums[32][dim] (+)= weights[32][n] v. */
AMX static void multiply_values(const work *w, const uint16_t *values, int64_t n,
                                int64_t dim, bool first) {
    const size_t p_stride = K_BLOCK * sizeof *w->weights;
    const size_t stride = (size_t)dim * sizeof *w->sums;
    const int64_t chunk = dim / 16 * TILE_HALVES;
    for (int64_t at = 0; at < dim; at += 32) {
        float *top = w->sums + at, *bottom = top + 16 * dim;
        const uint16_t *v = values + at / 16 * TILE_HALVES;
        if (first) {
            _tile_zero(0);
            _tile_zero(1);
            _tile_zero(2);
            _tile_zero(3);
        } else {
            _tile_loadd(0, top, stride);
            _tile_loadd(1, top + 16, stride);
            _tile_loadd(2, bottom, stride);
            _tile_loadd(3, bottom + 16, stride);
        }
        for (int64_t c = 0; c < n; c += 32, v += chunk) {
            _tile_loadd(4, w->weights + c, p_stride);
            _tile_loadd(5, w->weights + 16 * K_BLOCK + c, p_stride);
            _tile_loadd(6, v, 64);
            _tile_loadd(7, v + TILE_HALVES, 64);
            _tile_dpbf16ps(0, 4, 6);
            _tile_dpbf16ps(1, 4, 7);
            _tile_dpbf16ps(2, 5, 6);
            _tile_dpbf16ps(3, 5, 7);
        }
        _tile_stored(0, top, stride);
        _tile_stored(1, top + 16, stride);
        _tile_stored(2, bottom, stride);
        _tile_stored(3, bottom + 16, stride);
    }
}

/* The first `left` lanes of 16. */
static inline __mmask16 mask_of(int64_t left) {
    if (left <= 0) return 0;
    return (__mmask16)(left >= 16 ? 0xFFFFu : (1u << left) - 1u);
}

/* 2^x for x <= 0: the polynomial is the Taylor series of 2^r, |r| <= 1/2, to r^5; its
 * error (2e-6) is far below a bf16's. */
AMX static __m512 exp2_512(__m512 x) {
    x = _mm512_max_ps(x, _mm512_set1_ps(-150.0f));
    const __m512 n =
        _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    const __m512 r = _mm512_sub_ps(x, n);
    __m512 p = _mm512_set1_ps(1.33335581e-3f);
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(9.61812911e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(5.55041087e-2f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(2.40226507e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(6.93147181e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
    return _mm512_scalef_ps(p, n);
}

/* Row i: the scores of the first `valid` of `n` keys become weights in bf16, the others
 * 0. Base 2 throughout: `factor` is scale x log2(e). */
AMX static void softmax_row(work *w, int i, int64_t valid, int64_t n, float factor,
                            int64_t dim, bool first) {
    const float *scores = w->scores + i * K_BLOCK;
    uint16_t *weights = w->weights + i * K_BLOCK;
    const __m512 lowest = _mm512_set1_ps(-3e38f), f = _mm512_set1_ps(factor);
    __m512 top = lowest, sum = _mm512_setzero_ps();
    for (int64_t at = 0; at < valid; at += 16) {
        const __mmask16 mask = mask_of(valid - at);
        const __m512 s = _mm512_mask_loadu_ps(lowest, mask, scores + at);
        top = _mm512_max_ps(top, s);
    }
    float max = _mm512_reduce_max_ps(top);
    if (!first && w->max[i] > max) max = w->max[i];
    /* Subtracted before the factor is applied, so that the largest score gives
     * exactly 1. */
    const __m512 max_all = _mm512_set1_ps(max);
    for (int64_t at = 0; at < n; at += 16) {
        const __mmask16 mask = mask_of(valid - at);
        const __m512 s = _mm512_loadu_ps(scores + at);
        const __m512 e = _mm512_maskz_mov_ps(
            mask, exp2_512(_mm512_mul_ps(_mm512_sub_ps(s, max_all), f)));
        sum = _mm512_add_ps(sum, e);
        const __m256bh half = _mm512_cvtneps_pbh(e);
        __m256i bits;
        memcpy(&bits, &half, sizeof bits);
        _mm256_storeu_si256((__m256i *)(void *)(weights + at), bits);
    }
    const float added = _mm512_reduce_add_ps(sum);
    if (first) {
        w->total[i] = added;
    } else if (max > w->max[i]) {
        const __m512 keep = exp2_512(_mm512_set1_ps((w->max[i] - max) * factor));
        for (int64_t at = 0; at < dim; at += 16) {
            float *s = w->sums + i * dim + at;
            _mm512_storeu_ps(s, _mm512_mul_ps(_mm512_loadu_ps(s), keep));
        }
        w->total[i] = w->total[i] * _mm512_cvtss_f32(keep) + added;
    } else {
        w->total[i] += added;
    }
    w->max[i] = max;
}

AMX static void store_row(const plan *p, int64_t b, int64_t h, int64_t token,
                          const float *sums, float factor) {
    const ax_heads *o = &p->out;
    const int64_t at = b * o->stride_batch + token * o->stride_token + h * o->head_dim;
    const __m512 f = _mm512_set1_ps(factor);
    for (int64_t i = 0; i < o->head_dim; i += 16) {
        const __mmask16 mask = mask_of(o->head_dim - i);
        const __m512 x = _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, sums + i), f);
        if (o->dtype == AX_F32) {
            _mm512_mask_storeu_ps((float *)o->data + at + i, mask, x);
        } else {
            const __m256bh half = _mm512_cvtneps_pbh(x);
            __m256i bits;
            memcpy(&bits, &half, sizeof bits);
            _mm256_mask_storeu_epi16((uint16_t *)o->data + at + i, mask, bits);
        }
    }
}

AMX static void query_block(const plan *p, work *w, int64_t b, int64_t h, int64_t first,
                            int64_t keys, const uint16_t *packed) {
    const int64_t left = p->q.tokens - first, rows = left < Q_BLOCK ? left : Q_BLOCK;
    const float factor = p->scale * 1.44269504f;
    for (int64_t i = 0; i < Q_BLOCK; i++) {
        padded_row(p->q, b, h, first + i, p->dim, w->q + i * p->dim);
    }
    for (int64_t at = 0; at < keys; at += K_BLOCK) {
        const int64_t valid = keys - at < K_BLOCK ? keys - at : K_BLOCK;
        const int64_t n = (valid + 31) / 32 * 32;
        compiler_barrier();
        multiply_scores(w, packed + at * p->dim, n, p->dim);
        compiler_barrier();
        for (int i = 0; i < Q_BLOCK; i++) {
            softmax_row(w, i, valid, n, factor, p->dim, at == 0);
        }
        compiler_barrier();
        multiply_values(w, packed + p->pack_halves + at * p->dim, n, p->dim, at == 0);
        compiler_barrier();
    }
    for (int64_t i = 0; i < rows; i++) {
        store_row(p, b, h, first + i, w->sums + i * p->dim, 1.0f / w->total[i]);
    }
}

/* ---- the operator ---- */

/* Heads [from, from + count) of all batch entries: packed, then all blocks of
 * queries. */
static void run_heads(const plan *p, int64_t from, int64_t count, int64_t blocks,
                      const int32_t *key_tokens, char *scratch) {
    const size_t bytes = work_bytes(p->dim), slot = 2 * p->pack_halves;
#pragma omp parallel
    {
        work w = work_at(scratch + bytes * (size_t)omp_get_thread_num(), p->dim);
        tiles_begin();
#pragma omp for schedule(static)
        for (int64_t i = 0; i < count; i++) {
            uint16_t *keys = p->packed + slot * (size_t)i;
            pack_head(p, (from + i) / p->q.heads, (from + i) % p->q.heads, keys,
                      keys + p->pack_halves);
        }
#pragma omp for schedule(dynamic)
        for (int64_t task = 0; task < count * blocks; task++) {
            const int64_t i = task / blocks, b = (from + i) / p->q.heads;
            query_block(p, &w, b, (from + i) % p->q.heads, task % blocks * Q_BLOCK,
                        key_tokens ? key_tokens[b] : p->k.tokens,
                        p->packed + slot * (size_t)i);
        }
        tiles_end();
    }
}

/* How many heads are packed at once, and what that takes. False on overflow. */
static bool plan_packing(const ax_device *dev, ax_heads q, ax_heads k, plan *p,
                         size_t *at_once, size_t *packed, size_t *scratch) {
    size_t slot, heads = (size_t)(q.batch * q.heads);
    p->dim = (q.head_dim + 31) / 32 * 32;
    p->keys = (k.tokens + 31) / 32 * 32;
    if (!ax_size_mul((size_t)p->dim, (size_t)p->keys, &p->pack_halves) ||
        !ax_size_mul(p->pack_halves, 2 * sizeof *p->packed, &slot) ||
        !ax_size_mul(work_bytes(p->dim), (size_t)dev->threads, scratch))
        return false;
    *at_once = slot ? PACKED_LIMIT / slot : heads;
    if (*at_once < 1) *at_once = 1;
    if (*at_once > heads) *at_once = heads;
    return ax_size_mul(slot, *at_once, packed);
}

size_t ax_cpu_attention_amx_scratch(const ax_device *dev, ax_heads q, ax_heads k) {
    plan p = {0};
    size_t at_once, packed, scratch;
    return plan_packing(dev, q, k, &p, &at_once, &packed, &scratch) ? packed + scratch
                                                                    : 0;
}

ax_status ax_cpu_attention_amx(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                               const int32_t *key_tokens, float scale, ax_heads out,
                               ax_error *err) {
    plan p = {.q = q, .k = k, .v = v, .out = out, .scale = scale};
    size_t at_once, packed_bytes, bytes, heads = (size_t)(q.batch * q.heads);
    void *packed, *scratch;
    if (!plan_packing(dev, q, k, &p, &at_once, &packed_bytes, &bytes))
        return ax_fail(err, AX_ERR_RESOURCE, "attention scratch too large to address");
    AX_TRY(ax_cpu_scratch(dev, AX_CPU_SLOT_KEYS, packed_bytes, &packed, err));
    AX_TRY(ax_cpu_scratch(dev, AX_CPU_SLOT_SCORES, bytes, &scratch, err));
    p.packed = packed;
    const int64_t blocks = (q.tokens + Q_BLOCK - 1) / Q_BLOCK;
    for (size_t from = 0; from < heads; from += at_once) {
        const size_t count = heads - from < at_once ? heads - from : at_once;
        run_heads(&p, (int64_t)from, (int64_t)count, blocks, key_tokens, scratch);
    }
    return AX_OK;
}

#else /* not x86-64 */

size_t ax_cpu_attention_amx_scratch(const ax_device *dev, ax_heads q, ax_heads k) {
    (void)dev, (void)q, (void)k;
    return 0;
}

ax_status ax_cpu_attention_amx(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                               const int32_t *key_tokens, float scale, ax_heads out,
                               ax_error *err) {
    (void)dev, (void)q, (void)k, (void)v, (void)key_tokens, (void)scale, (void)out;
    return ax_fail(err, AX_ERR_INTERNAL, "AMX attention on another processor");
}

#endif
