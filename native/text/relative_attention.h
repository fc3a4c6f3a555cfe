/* Attention with T5's relative position bias, on the host: no backend's operator adds
 * one to the scores. */
#ifndef AX_TEXT_RELATIVE_ATTENTION_H
#define AX_TEXT_RELATIVE_ATTENTION_H

#include <stdint.h>

#include "base/status.h"

typedef struct ax_relative_bias {
    const float *table; /* [buckets, heads] */
    int64_t buckets, heads, max_distance;
} ax_relative_bias;

/* The bucket of a key `distance` tokens after its query; bidirectional. */
int64_t ax_relative_bucket(int64_t buckets, int64_t max_distance, int64_t distance);

/* out[T, heads * dim] = softmax(q k^T + bias) v for qkv[T, 3 * heads * dim], F32. */
ax_status ax_relative_attention(const float *qkv, int64_t tokens, int64_t dim,
                                const ax_relative_bias *bias, float *out,
                                ax_error *err);

#endif
