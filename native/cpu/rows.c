/* Operators over the rows of a matrix: norms, gated sums, rotary embedding,
 * activation. */
#include <math.h>

#include "cpu/device.h"
#include "cpu/kernels.h"

/* ---- norms ---- */

typedef struct norm_row {
    const float *weight, *bias, *shift, *scale; /* NULL where there is none */
    float eps;
    int64_t cols;
    ax_dtype out;
} norm_row;

AX_TARGET_CLONES
static void layer_norm_row(const float *x, const norm_row *n, void *y) {
    float sum = 0, squares = 0, buffer[CHUNK];
    const int64_t cols = n->cols;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < cols; i++) sum += x[i];
    const float mean = sum / (float)cols;
#pragma omp simd reduction(+ : squares)
    for (int64_t i = 0; i < cols; i++) squares += (x[i] - mean) * (x[i] - mean);
    const float inverse = 1.0f / sqrtf(squares / (float)cols + n->eps);
    for (int64_t at = 0; at < cols; at += CHUNK) {
        const int64_t c = chunk_size(cols - at);
        for (int64_t i = 0; i < c; i++) buffer[i] = (x[at + i] - mean) * inverse;
        if (n->weight) {
            for (int64_t i = 0; i < c; i++) buffer[i] *= n->weight[at + i];
        }
        if (n->bias) {
            for (int64_t i = 0; i < c; i++) buffer[i] += n->bias[at + i];
        }
        if (n->scale) {
            for (int64_t i = 0; i < c; i++) {
                buffer[i] = buffer[i] * (1.0f + n->scale[at + i]) + n->shift[at + i];
            }
        }
        store_chunk(y, n->out, at, c, buffer);
    }
}

ax_status ax_cpu_layer_norm(ax_device *dev, ax_mat x, const float *weight,
                            const float *bias, const ax_mat *shift, const ax_mat *scale,
                            const int32_t *group, const int32_t *rows, float eps,
                            ax_mat y, ax_error *err) {
    (void)dev;
    (void)err;
#pragma omp parallel for schedule(static)
    for (int64_t m = 0; m < y.rows; m++) {
        const int64_t from = rows ? rows[m] : m;
        const int64_t g = group ? group[from] : 0;
        norm_row n = {weight, bias, NULL, NULL, eps, x.cols, y.dtype};
        if (scale) {
            n.shift = (const float *)(void *)row_of(*shift, g);
            n.scale = (const float *)(void *)row_of(*scale, g);
        }
        layer_norm_row((const float *)(void *)row_of(x, from), &n, row_of(y, m));
    }
    return AX_OK;
}

/* 1 / sqrt(mean(x^2) + eps) of a row. */
AX_INLINE float inverse_rms(const void *x, ax_dtype dtype, int64_t cols, float eps) {
    float squares = 0, buffer[CHUNK];
    for (int64_t at = 0; at < cols; at += CHUNK) {
        const int64_t c = chunk_size(cols - at);
        load_chunk(x, dtype, at, c, buffer);
#pragma omp simd reduction(+ : squares)
        for (int64_t i = 0; i < c; i++) squares += buffer[i] * buffer[i];
    }
    return 1.0f / sqrtf(squares / (float)cols + eps);
}

AX_TARGET_CLONES
static void rms_norm_row(const void *x, ax_dtype in, const norm_row *n, void *y) {
    float buffer[CHUNK];
    const float inverse = inverse_rms(x, in, n->cols, n->eps);
    for (int64_t at = 0; at < n->cols; at += CHUNK) {
        const int64_t c = chunk_size(n->cols - at);
        load_chunk(x, in, at, c, buffer);
        for (int64_t i = 0; i < c; i++) buffer[i] *= inverse * n->weight[at + i];
        store_chunk(y, n->out, at, c, buffer);
    }
}

ax_status ax_cpu_rms_norm(ax_device *dev, ax_mat x, const float *weight, float eps,
                          ax_mat y, ax_error *err) {
    (void)dev;
    (void)err;
    const norm_row n = {weight, NULL, NULL, NULL, eps, x.cols, y.dtype};
#pragma omp parallel for schedule(static)
    for (int64_t m = 0; m < y.rows; m++) {
        rms_norm_row(row_of(x, m), x.dtype, &n, row_of(y, m));
    }
    return AX_OK;
}

/* ---- sums ---- */

AX_TARGET_CLONES
static void add_row(float *x, const void *y, ax_dtype dtype, const float *gate,
                    int64_t cols) {
    float buffer[CHUNK];
    for (int64_t at = 0; at < cols; at += CHUNK) {
        const int64_t c = chunk_size(cols - at);
        load_chunk(y, dtype, at, c, buffer);
        if (gate) {
            for (int64_t i = 0; i < c; i++) x[at + i] += buffer[i] * gate[at + i];
        } else {
            for (int64_t i = 0; i < c; i++) x[at + i] += buffer[i];
        }
    }
}

ax_status ax_cpu_add_rows(ax_device *dev, ax_mat x, ax_mat y, const ax_mat *gate,
                          const int32_t *group, const int32_t *rows, ax_error *err) {
    (void)dev;
    (void)err;
#pragma omp parallel for schedule(static)
    for (int64_t m = 0; m < y.rows; m++) {
        const int64_t to = rows ? rows[m] : m;
        const int64_t g = group ? group[to] : 0;
        add_row((float *)(void *)row_of(x, to), row_of(y, m), y.dtype,
                gate ? (const float *)(void *)row_of(*gate, g) : NULL, x.cols);
    }
    return AX_OK;
}

/* ---- queries and keys ---- */

/* RMS norm over the row, then rotation of pairs; `angles` has cos, sin interleaved for
 * the `dim` values of one head, the same for all heads. */
AX_TARGET_CLONES
static void norm_rope_row(void *x, const norm_row *n, const float *angles,
                          int64_t dim) {
    float in[CHUNK], out[CHUNK];
    const float inverse = inverse_rms(x, n->out, n->cols, n->eps);
    for (int64_t head = 0; head < n->cols; head += dim) {
        for (int64_t at = 0; at < dim; at += CHUNK) {
            const int64_t c = chunk_size(dim - at);
            const float *weight = n->weight + head + at, *angle = angles + at;
            load_chunk(x, n->out, head + at, c, in);
            for (int64_t i = 0; i < c; i++) in[i] *= inverse * weight[i];
            for (int64_t i = 0; i < c; i += 2) {
                out[i] = in[i] * angle[i] - in[i + 1] * angle[i + 1];
                out[i + 1] = in[i] * angle[i + 1] + in[i + 1] * angle[i];
            }
            store_chunk(x, n->out, head + at, c, out);
        }
    }
}

ax_status ax_cpu_norm_rope(ax_device *dev, ax_mat x, const float *weight, float eps,
                           int heads, const float *table, const int32_t *rows,
                           ax_error *err) {
    (void)dev;
    (void)err;
    const norm_row n = {weight, NULL, NULL, NULL, eps, x.cols, x.dtype};
    const int64_t dim = x.cols / heads;
#pragma omp parallel for schedule(static)
    for (int64_t m = 0; m < x.rows; m++)
        norm_rope_row(row_of(x, m), &n, table + (rows ? rows[m] : m) * dim, dim);
    return AX_OK;
}

/* ---- activation and conversion ---- */

AX_TARGET_CLONES
static void act_row(const void *x, ax_dtype in, ax_act act, void *y, ax_dtype out,
                    int64_t cols) {
    float buffer[CHUNK];
    for (int64_t at = 0; at < cols; at += CHUNK) {
        const int64_t c = chunk_size(cols - at);
        load_chunk(x, in, at, c, buffer);
        act_chunk(act, buffer, c);
        store_chunk(y, out, at, c, buffer);
    }
}

ax_status ax_cpu_activate(ax_device *dev, ax_mat x, ax_act act, ax_mat y,
                          ax_error *err) {
    (void)dev;
    if (y.dtype == AX_F16 || (unsigned)act > AX_ACT_GELU_ERF) {
        return ax_fail(err, AX_ERR_INTERNAL, "activate: dtype %d, activation %d",
                       (int)y.dtype, (int)act);
    }
#pragma omp parallel for schedule(static)
    for (int64_t m = 0; m < y.rows; m++) {
        act_row(row_of(x, m), x.dtype, act, row_of(y, m), y.dtype, x.cols);
    }
    return AX_OK;
}
