/* What adapters change, computed in F32 and added to a tensor's numbers. */
#include "diffusion/adapter_impl.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/simd_dispatch.h"

/* Places of factors. */
enum { W1_A, W1_B, W2_A, W2_B, W1, W2 };

/* ---- shapes ---- */

/* A factor as a matrix: what is beyond the first dimension is columns. */
typedef struct extent {
    int64_t rows, columns;
} extent;

static ax_status extent_of(const ax_adapter *a, long key, extent *out, ax_error *err) {
    ax_tensor t;
    AX_TRY(ax_shards_shape(a->file, adapter_key(a, key), -1, NULL, &t, err));
    const int64_t count = ax_tensor_count(&t);
    if (t.rank >= 2 && t.shape[0] > 0 && count > 0) {
        *out = (extent){t.shape[0], count / t.shape[0]};
        return AX_OK;
    }
    return ax_fail(err, AX_ERR_MODEL,
                   "The adapter %.200s: \"%.120s\" is no matrix; the file is damaged: "
                   "fetch it again.",
                   a->report.file, adapter_key(a, key));
}

/* A matrix that is whole, or the product of two; *rank: theirs, or 0. */
static ax_status factor_extent(const ax_adapter *a, const change *c, int whole,
                               int left, extent *out, int64_t *rank, ax_error *err) {
    extent one, two;
    *rank = 0;
    if (c->factor[whole] != NONE) return extent_of(a, c->factor[whole], out, err);
    const long first = c->factor[left], second = c->factor[left + 1];
    if (first == NONE && second == NONE) {
        for (int i = 0; i < FACTORS; i++)
            if (c->factor[i] != NONE) return adapter_fail_half(a, c->factor[i], err);
    }
    if (first == NONE || second == NONE)
        return adapter_fail_half(a, first == NONE ? second : first, err);
    AX_TRY(extent_of(a, first, &one, err));
    AX_TRY(extent_of(a, second, &two, err));
    if (one.columns != two.rows || two.rows > AX_ADAPTER_MAX_RANK)
        return ax_fail(err, AX_ERR_MODEL,
                       "The adapter %.200s: \"%.100s\" and its other half do not fit "
                       "each other, or have a rank above %d.",
                       a->report.file, adapter_key(a, first), (int)AX_ADAPTER_MAX_RANK);
    *rank = two.rows;
    *out = (extent){one.rows, two.columns};
    return AX_OK;
}

/* The factors of a product, and the rank that its scale is of; 0: the scale is 1. */
static ax_status product_extents(const ax_adapter *a, const change *c, extent e[2],
                                 int64_t *rank, ax_error *err) {
    int64_t first, second;
    AX_TRY(factor_extent(a, c, W1, W1_A, &e[0], &first, err));
    AX_TRY(factor_extent(a, c, W2, W2_A, &e[1], &second, err));
    *rank = c->kind == KRONECKER && second ? second : first;
    return AX_OK;
}

ax_status adapter_check_product(const ax_adapter *a, const char *name, const change *c,
                                const ax_tensor *shape, ax_error *err) {
    extent e[2];
    int64_t rank;
    if (a->scaling.doc)
        return ax_fail(err, AX_ERR_MODEL,
                       "The adapter %.200s has LoHa or LoKr in PEFT's own form, which "
                       "this version cannot scale; merge it into the checkpoint with "
                       "PEFT (merge_and_unload).",
                       a->report.file);
    AX_TRY(product_extents(a, c, e, &rank, err));
    const int64_t rows = shape->shape[0];
    const int64_t columns = rows > 0 ? ax_tensor_count(shape) / rows : 0;
    bool fits;
    if (c->kind == HADAMARD)
        fits = e[0].rows == rows && e[0].columns == columns && e[1].rows == rows &&
               e[1].columns == columns;
    else
        fits = rows % e[0].rows == 0 && rows / e[0].rows == e[1].rows &&
               columns % e[0].columns == 0 && columns / e[0].columns == e[1].columns;
    if (fits && shape->rank >= 2) return AX_OK;
    long key = NONE;
    for (int i = 0; i < FACTORS && key == NONE; i++) key = c->factor[i];
    ax_tensor found;
    AX_TRY(ax_shards_shape(a->file, adapter_key(a, key), -1, NULL, &found, err));
    return adapter_fail_shape(a, key, &found, name, shape, err);
}

/* Are DoRA's lengths those of rows? Else of columns: of the second dimension. */
static bool of_rows(const ax_tensor *length, const ax_tensor *shape) {
    return length->shape[0] == shape->shape[0] &&
           ax_tensor_count(length) == shape->shape[0];
}

ax_status adapter_check_length(const ax_adapter *a, const char *name, const change *c,
                               const ax_tensor *shape, ax_error *err) {
    ax_tensor t;
    if (c->kind == LOW_RANK && c->down == NONE)
        return adapter_fail_half(a, c->length, err);
    AX_TRY(ax_shards_shape(a->file, adapter_key(a, c->length), -1, NULL, &t, err));
    if (t.rank >= 1 && shape->rank >= 2 &&
        (of_rows(&t, shape) ||
         (t.shape[0] == 1 && ax_tensor_count(&t) == shape->shape[1])))
        return AX_OK;
    return adapter_fail_shape(a, c->length, &t, name, shape, err);
}

/* ---- low rank ---- */

/* Four rows of w[4, columns] += up[4, rank] down[4 of rank, columns]: `down`, which the
 * second-level cache holds, is read once for all four. */
AX_TARGET_CLONES
static void add_four(float *restrict w, const float *up, const float *restrict down,
                     int64_t columns, int64_t rank) {
    const float *u0 = up, *u1 = up + rank, *u2 = u1 + rank, *u3 = u2 + rank;
    float *restrict w1 = w + columns, *restrict w2 = w1 + columns,
                    *restrict w3 = w2 + columns;
    const float *d1 = down + columns, *d2 = d1 + columns, *d3 = d2 + columns;
    for (int64_t j = 0; j < columns; j++) {
        const float a = down[j], b = d1[j], c = d2[j], d = d3[j];
        w[j] += u0[0] * a + u0[1] * b + u0[2] * c + u0[3] * d;
        w1[j] += u1[0] * a + u1[1] * b + u1[2] * c + u1[3] * d;
        w2[j] += u2[0] * a + u2[1] * b + u2[2] * c + u2[3] * d;
        w3[j] += u3[0] * a + u3[1] * b + u3[2] * c + u3[3] * d;
    }
}

AX_TARGET_CLONES
static void add_scaled(float *restrict w, float by, const float *restrict x,
                       int64_t count) {
    for (int64_t j = 0; j < count; j++) w[j] += by * x[j];
}

/* w[rows, columns] += up[rows, rank] down[rank, columns] */
static void add_product(float *w, const float *up, const float *down, int64_t rows,
                        int64_t columns, int64_t rank) {
    const int64_t whole_rows = rows - rows % 4, whole_rank = rank - rank % 4;
    for (int64_t i = 0; i < whole_rows; i += 4)
        for (int64_t k = 0; k < whole_rank; k += 4)
            add_four(w + i * columns, up + i * rank + k, down + k * columns, columns,
                     rank);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t k = i < whole_rows ? whole_rank : 0; k < rank; k++)
            add_scaled(w + i * columns, up[i * rank + k], down + k * columns, columns);
}

/* A key's numbers, checked, in memory of the caller's. */
static ax_status read_key(ax_adapter *a, long key, float **out, ax_tensor *t,
                          ax_error *err) {
    AX_TRY(ax_shards_find(a->file, adapter_key(a, key), -1, NULL, t, err));
    float *values;
    AX_TRY(ax_malloc((size_t)ax_tensor_count(t), sizeof *values, "an adapter",
                     (void **)&values, err));
    const ax_status status = ax_weights_to_f32(t, values, err);
    if (status == AX_OK)
        *out = values;
    else
        ax_free(values);
    return status;
}

static ax_status add_key(ax_adapter *a, long key, double scale, float *values,
                         ax_error *err) {
    ax_tensor t;
    float *change_values = NULL;
    AX_TRY(read_key(a, key, &change_values, &t, err));
    const int64_t count = ax_tensor_count(&t);
    for (int64_t i = 0; i < count; i++) values[i] += (float)scale * change_values[i];
    ax_free(change_values);
    return AX_OK;
}

static ax_status add_low_rank(ax_adapter *a, const char *name, const change *c,
                              const ax_tensor *shape, double weight, float *values,
                              ax_error *err) {
    float *down = NULL, *up = NULL;
    ax_tensor t = {0};
    double scale = 0;
    ax_status status = read_key(a, c->down, &down, &t, err);
    const int64_t rank = t.shape[0], rows = shape->shape[0];
    if (status == AX_OK) status = read_key(a, c->up, &up, &t, err);
    if (status == AX_OK) status = adapter_scale(a, name, c, (double)rank, &scale, err);
    if (status == AX_OK) {
        for (int64_t i = 0; i < rows * rank; i++) up[i] *= (float)(weight * scale);
        add_product(values, up, down, rows, ax_tensor_count(shape) / rows, rank);
    }
    ax_free(down);
    ax_free(up);
    return status;
}

/* ---- LoHa and LoKr ---- */

/* A matrix that is whole, or the product of two; of the caller's. */
static ax_status read_factor(ax_adapter *a, const change *c, int whole, int left,
                             extent e, float **out, ax_error *err) {
    ax_tensor t;
    if (c->factor[whole] != NONE) return read_key(a, c->factor[whole], out, &t, err);
    float *one = NULL, *two = NULL;
    ax_status status = read_key(a, c->factor[left], &one, &t, err);
    const int64_t rank = status == AX_OK ? ax_tensor_count(&t) / e.rows : 0;
    if (status == AX_OK) status = read_key(a, c->factor[left + 1], &two, &t, err);
    if (status == AX_OK)
        status = AX_NEW(float, (size_t)(e.rows * e.columns), "an adapter", out, err);
    if (status == AX_OK) add_product(*out, one, two, e.rows, e.columns, rank);
    ax_free(one);
    ax_free(two);
    return status;
}

static ax_status add_factors(ax_adapter *a, const char *name, const change *c,
                             const ax_tensor *shape, double weight, float *values,
                             ax_error *err) {
    extent e[2];
    int64_t rank;
    double scale = 1;
    float *one = NULL, *two = NULL;
    AX_TRY(product_extents(a, c, e, &rank, err));
    if (rank) AX_TRY(adapter_scale(a, name, c, (double)rank, &scale, err));
    const float by = (float)(weight * scale);
    ax_status status = read_factor(a, c, W1, W1_A, e[0], &one, err);
    if (status == AX_OK) status = read_factor(a, c, W2, W2_A, e[1], &two, err);
    const int64_t rows = shape->shape[0], columns = ax_tensor_count(shape) / rows;
    for (int64_t i = 0; i < rows && status == AX_OK; i++) {
        float *row = values + i * columns;
        if (c->kind == HADAMARD) {
            const float *x = one + i * columns, *y = two + i * columns;
            for (int64_t j = 0; j < columns; j++) row[j] += by * x[j] * y[j];
            continue;
        }
        const float *x = one + i / e[1].rows * e[0].columns;
        const float *y = two + i % e[1].rows * e[1].columns;
        for (int64_t j = 0; j < e[0].columns; j++)
            add_scaled(row + j * e[1].columns, by * x[j], y, e[1].columns);
    }
    ax_free(one);
    ax_free(two);
    return status;
}

/* ---- DoRA ---- */

/* Gives the rows of a matrix, or what belongs to each of its second dimension, DoRA's
 * lengths, as in training: those of the changed weight are divided out, to which
 * LyCORIS adds the epsilon of F32. */
static ax_status set_lengths(ax_adapter *a, const change *c, const ax_tensor *shape,
                             float *values, ax_error *err) {
    ax_tensor t;
    float *lengths = NULL;
    double *squares = NULL;
    AX_TRY(read_key(a, c->length, &lengths, &t, err));
    const int64_t rows = shape->shape[0], columns = ax_tensor_count(shape) / rows;
    const bool by_row = of_rows(&t, shape);
    const int64_t groups = by_row ? rows : shape->shape[1], each = columns / groups;
    ax_status status = AX_NEW(double, (size_t)groups, "an adapter", &squares, err);
    for (int pass = 0; pass < 2 && status == AX_OK; pass++)
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < columns; j++) {
                const int64_t g = by_row ? i : j / each;
                float *v = values + i * columns + j;
                if (pass == 0) {
                    squares[g] += (double)*v * (double)*v;
                } else {
                    const double norm = sqrt(squares[g]) + (double)FLT_EPSILON;
                    *v = (float)((double)*v * (double)lengths[g] / norm);
                }
            }
    ax_free(squares);
    ax_free(lengths);
    return status;
}

static ax_status add_change(ax_adapter *a, const char *name, const change *c,
                            const ax_tensor *shape, double weight, float *values,
                            ax_error *err) {
    if (c->kind != LOW_RANK) return add_factors(a, name, c, shape, weight, values, err);
    if (c->down == NONE) return AX_OK;
    return add_low_rank(a, name, c, shape, weight, values, err);
}

/* W + weight (W' - W), where W' has the lengths of the whole change. */
static ax_status add_with_lengths(ax_adapter *a, const char *name, const change *c,
                                  const ax_tensor *shape, float *values,
                                  ax_error *err) {
    const size_t count = (size_t)ax_tensor_count(shape);
    float *before = NULL;
    AX_TRY(ax_malloc(count, sizeof *before, "an adapter", (void **)&before, err));
    memcpy(before, values, count * sizeof *before);
    ax_status status = add_change(a, name, c, shape, 1, values, err);
    if (status == AX_OK) status = set_lengths(a, c, shape, values, err);
    const float weight = (float)a->report.weight;
    for (size_t i = 0; i < count && weight != 1.0f; i++)
        values[i] = before[i] + weight * (values[i] - before[i]);
    ax_free(before);
    return status;
}

ax_status ax_adapter_apply(ax_adapter *a, const char *name, const ax_tensor *shape,
                           float *values, ax_error *err) {
    const change c = adapter_find(a, name);
    const double weight = a->report.weight;
    if (adapter_is_bias(name)) {
        if (c.bias != NONE) {
            ax_tensor down;
            double scale;
            AX_TRY(
                ax_shards_shape(a->file, adapter_key(a, c.down), -1, NULL, &down, err));
            AX_TRY(adapter_scale(a, name, &c, (double)down.shape[0], &scale, err));
            AX_TRY(add_key(a, c.bias, weight * scale, values, err));
        }
    } else if (c.length != NONE) {
        AX_TRY(add_with_lengths(a, name, &c, shape, values, err));
    } else {
        AX_TRY(add_change(a, name, &c, shape, weight, values, err));
    }
    if (c.difference != NONE) AX_TRY(add_key(a, c.difference, weight, values, err));
    return AX_OK;
}
