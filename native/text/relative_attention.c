#include "text/relative_attention.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/simd_dispatch.h"

/* In float, as the reference computes it: a bucket more or less at a border would be
 * another bias. */
int64_t ax_relative_bucket(int64_t buckets, int64_t max_distance, int64_t distance) {
    const int64_t half = buckets / 2, exact = half / 2;
    const int64_t after = distance > 0 ? half : 0;
    const int64_t far = distance < 0 ? -distance : distance;
    if (far < exact) return after + far;
    const float range = (float)log((double)max_distance / (double)exact);
    const float ratio = logf((float)far / (float)exact) / range * (float)(half - exact);
    const int64_t bucket = exact + (int64_t)ratio;
    return after + (bucket < half ? bucket : half - 1);
}

/* Loops over keys and over a head's values, not sums, which are not vectorised without
 * another order of additions. Four at a time: a row is read and written once for four
 * products. */
AX_TARGET_CLONES
static void score_row(const float *q, const float *keys, int64_t tokens, int64_t dim,
                      float *restrict scores) {
    int64_t c = 0;
    for (; c + 4 <= dim; c += 4) {
        const float *a = keys + c * tokens, *b = a + tokens, *d = b + tokens;
        const float *e = d + tokens;
        for (int64_t j = 0; j < tokens; j++)
            scores[j] +=
                q[c] * a[j] + q[c + 1] * b[j] + q[c + 2] * d[j] + q[c + 3] * e[j];
    }
    for (; c < dim; c++) {
        const float *k = keys + c * tokens;
        for (int64_t j = 0; j < tokens; j++) scores[j] += q[c] * k[j];
    }
}

static float softmax_row(float *scores, int64_t tokens) {
    float top = scores[0], sum = 0;
    for (int64_t j = 1; j < tokens; j++) top = scores[j] > top ? scores[j] : top;
    for (int64_t j = 0; j < tokens; j++) {
        scores[j] = expf(scores[j] - top);
        sum += scores[j];
    }
    return 1.0f / sum;
}

AX_TARGET_CLONES
static void mix_row(const float *weights, float scale, const float *values,
                    int64_t stride, int64_t tokens, int64_t dim, float *restrict out) {
    int64_t j = 0;
    for (int64_t c = 0; c < dim; c++) out[c] = 0;
    for (; j + 4 <= tokens; j += 4) {
        const float *w = weights + j, *a = values + j * stride, *b = a + stride;
        const float *d = b + stride, *e = d + stride;
        for (int64_t c = 0; c < dim; c++)
            out[c] += w[0] * a[c] + w[1] * b[c] + w[2] * d[c] + w[3] * e[c];
    }
    for (; j < tokens; j++) {
        const float w = weights[j], *v = values + j * stride;
        for (int64_t c = 0; c < dim; c++) out[c] += w * v[c];
    }
    for (int64_t c = 0; c < dim; c++) out[c] *= scale;
}

ax_status ax_relative_attention(const float *qkv, int64_t tokens, int64_t dim,
                                const ax_relative_bias *bias, float *out,
                                ax_error *err) {
    const int64_t inner = bias->heads * dim, stride = 3 * inner;
    float *scratch = NULL;
    /* Scores, the biases of all distances, and a head's keys as columns. */
    AX_TRY(AX_NEW(float, (size_t)tokens *(size_t)(3 + dim), "attention scores",
                  &scratch, err));
    float *scores = scratch, *biases = scores + tokens, *keys = biases + 2 * tokens;
    for (int64_t h = 0; h < bias->heads; h++) {
        const float *q = qkv + h * dim, *k = q + inner, *v = k + inner;
        for (int64_t d = 1 - tokens; d < tokens; d++) {
            const int64_t bucket =
                ax_relative_bucket(bias->buckets, bias->max_distance, d);
            biases[d + tokens - 1] = bias->table[bucket * bias->heads + h];
        }
        for (int64_t j = 0; j < tokens; j++)
            for (int64_t c = 0; c < dim; c++) keys[c * tokens + j] = k[j * stride + c];
        for (int64_t i = 0; i < tokens; i++) {
            memcpy(scores, biases + tokens - 1 - i, (size_t)tokens * sizeof *scores);
            score_row(q + i * stride, keys, tokens, dim, scores);
            const float scale = softmax_row(scores, tokens);
            mix_row(scores, scale, v, stride, tokens, dim, out + i * inner + h * dim);
        }
    }
    ax_free(scratch);
    return AX_OK;
}
