/* Row operators against sums in double. */
#include "test_ops.h"

enum { ROWS = 37, GROUPS = 4 };

/* Widths below, at and above the kernels' chunk of 256; odd ones. */
static const int64_t widths[] = {2, 6, 192, 256, 258, 390, 1536};

/* A device copy of int32s. */
static int32_t *upload_indices(const test_device *t, const int32_t *values,
                               size_t count) {
    ax_error err = {0};
    void *memory = NULL;
    TEST_OK(ax_device_copy(t->ops, t->dev, values, count * sizeof *values, "indices",
                           &memory, &err));
    return memory;
}

/* F32 values and their device matrix, rows `pad` elements further apart than needed. */
typedef struct matrix {
    float *values;
    int64_t stride;
    ax_mat mat;
} matrix;

static matrix matrix_new(const test_device *t, uint64_t seed, int64_t rows,
                         int64_t cols, int64_t pad, ax_dtype dtype) {
    matrix m = {.stride = cols + pad};
    const size_t count = (size_t)(rows * m.stride);
    m.values = test_random(seed, count);
    if (dtype == AX_BF16) test_round_bf16(m.values, count);
    m.mat =
        (ax_mat){test_upload(t, m.values, count, dtype), dtype, rows, cols, m.stride};
    return m;
}

/* The device's rows, dense, in malloc memory. */
static float *matrix_read(const test_device *t, const matrix *m) {
    const size_t count = (size_t)(m->mat.rows * m->stride);
    float *all = malloc(count * sizeof *all);
    float *dense = malloc((size_t)(m->mat.rows * m->mat.cols) * sizeof *dense);
    test_download(t, m->mat.data, all, count, m->mat.dtype);
    for (int64_t i = 0; i < m->mat.rows; i++) {
        memcpy(dense + i * m->mat.cols, all + i * m->stride,
               (size_t)m->mat.cols * sizeof *all);
    }
    free(all);
    return dense;
}

static void matrix_free(const test_device *t, matrix *m) {
    t->ops->release(t->dev, m->mat.data);
    free(m->values);
}

static double bound_of(const test_device *t, ax_dtype out) {
    return out == AX_F32 ? 1e-5 : t->bound;
}

static void check_rows(const test_device *t, const char *op, const matrix *m,
                       const float *expected, ax_dtype out) {
    char what[96];
    float *actual = matrix_read(t, m);
    (void)snprintf(what, sizeof what, "%s %s width %ld", op, t->name,
                   (long)m->mat.cols);
    test_close(what, actual, expected, (size_t)(m->mat.rows * m->mat.cols),
               bound_of(t, out));
    free(actual);
}

static void check_layer_norm(const test_device *t, int64_t d, bool affine,
                             bool modulated, ax_dtype out) {
    ax_error err = {0};
    matrix x = matrix_new(t, 1, ROWS, d, 4, AX_F32);
    matrix shift = matrix_new(t, 2, GROUPS, d, 8, AX_F32);
    matrix scale = matrix_new(t, 3, GROUPS, d, 0, AX_F32);
    matrix affine_rows = matrix_new(t, 4, 2, d, 0, AX_F32);
    matrix y = matrix_new(t, 5, ROWS - 5, d, 2, out);
    const float *w = affine ? affine_rows.mat.data : NULL;
    const float *b = affine ? w + d : NULL;
    int32_t group[ROWS], rows[ROWS];
    for (int i = 0; i < ROWS; i++) {
        group[i] = i * 7 % GROUPS;
        rows[i] = (i * 11 + 3) % ROWS;
    }
    int32_t *group_d = upload_indices(t, group, ROWS),
            *rows_d = upload_indices(t, rows, ROWS);
    float *expected = malloc((size_t)(y.mat.rows * d) * sizeof *expected);
    for (int64_t m = 0; m < y.mat.rows; m++) {
        const float *in = x.values + rows[m] * x.stride;
        const int g = group[rows[m]];
        double mean = 0, variance = 0;
        for (int64_t i = 0; i < d; i++) mean += (double)in[i] / (double)d;
        for (int64_t i = 0; i < d; i++) {
            variance += ((double)in[i] - mean) * ((double)in[i] - mean) / (double)d;
        }
        for (int64_t i = 0; i < d; i++) {
            double v = ((double)in[i] - mean) / sqrt(variance + 1e-6);
            if (affine) v = v * (double)w[i] + (double)b[i];
            if (modulated) {
                v = v * (1 + (double)scale.values[g * scale.stride + i]) +
                    (double)shift.values[g * shift.stride + i];
            }
            expected[m * d + i] = (float)v;
        }
    }
    TEST_OK(ax_op_layer_norm(t->ops, t->dev, x.mat, w, b, modulated ? &shift.mat : NULL,
                             modulated ? &scale.mat : NULL, group_d, rows_d, 1e-6f,
                             y.mat, &err));
    check_rows(t, "layer_norm", &y, expected, out);
    t->ops->release(t->dev, group_d);
    t->ops->release(t->dev, rows_d);
    matrix_free(t, &x);
    matrix_free(t, &shift);
    matrix_free(t, &scale);
    matrix_free(t, &affine_rows);
    matrix_free(t, &y);
    free(expected);
}

static void test_layer_norm(void **state) {
    const test_device *t = *state;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        check_layer_norm(t, widths[i], false, true, t->dtype);
        check_layer_norm(t, widths[i], true, false, AX_F32);
        check_layer_norm(t, widths[i], true, true, AX_F32);
    }
}

static void check_rms_norm(const test_device *t, int64_t d, bool in_place) {
    ax_error err = {0};
    matrix x = matrix_new(t, 6, ROWS, d, 6, t->dtype),
           w = matrix_new(t, 7, 1, d, 0, AX_F32);
    matrix y = matrix_new(t, 8, ROWS, d, 2, AX_F32);
    float *expected = malloc((size_t)(ROWS * d) * sizeof *expected);
    for (int64_t m = 0; m < ROWS; m++) {
        double squares = 0;
        for (int64_t i = 0; i < d; i++) {
            squares += pow((double)x.values[m * x.stride + i], 2) / (double)d;
        }
        for (int64_t i = 0; i < d; i++) {
            expected[m * d + i] = (float)((double)x.values[m * x.stride + i] /
                                          sqrt(squares + 1e-5) * (double)w.values[i]);
        }
    }
    TEST_OK(ax_op_rms_norm(t->ops, t->dev, x.mat, w.mat.data, 1e-5f,
                           in_place ? x.mat : y.mat, &err));
    check_rows(t, "rms_norm", in_place ? &x : &y, expected,
               in_place ? t->dtype : AX_F32);
    matrix_free(t, &x);
    matrix_free(t, &w);
    matrix_free(t, &y);
    free(expected);
}

static void test_rms_norm(void **state) {
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        check_rms_norm(*state, widths[i], true);
        check_rms_norm(*state, widths[i], false);
    }
}

static void check_add_rows(const test_device *t, int64_t d, bool gated, bool indexed) {
    ax_error err = {0};
    const int64_t n = indexed ? ROWS - 9 : ROWS;
    matrix x = matrix_new(t, 9, ROWS, d, 2, AX_F32),
           y = matrix_new(t, 10, n, d, 4, t->dtype);
    matrix gate = matrix_new(t, 11, GROUPS, d, 6, AX_F32);
    int32_t group[ROWS], rows[ROWS];
    for (int i = 0; i < ROWS; i++) {
        group[i] = i * 5 % GROUPS;
        rows[i] = indexed ? (i * 11 + 3) % ROWS : i;
    }
    int32_t *group_d = upload_indices(t, group, ROWS),
            *rows_d = upload_indices(t, rows, ROWS);
    float *expected = matrix_read(t, &x);
    for (int64_t m = 0; m < n; m++) {
        for (int64_t i = 0; i < d; i++) {
            const int64_t g = group[rows[m]];
            const double factor =
                gated ? (double)gate.values[g * gate.stride + i] : 1.0;
            const double sum = (double)x.values[rows[m] * x.stride + i] +
                               factor * (double)y.values[m * y.stride + i];
            expected[rows[m] * d + i] = (float)sum;
        }
    }
    TEST_OK(ax_op_add_rows(t->ops, t->dev, x.mat, y.mat, gated ? &gate.mat : NULL,
                           gated ? group_d : NULL, indexed ? rows_d : NULL, &err));
    check_rows(t, "add_rows", &x, expected, AX_F32);
    t->ops->release(t->dev, group_d);
    t->ops->release(t->dev, rows_d);
    matrix_free(t, &x);
    matrix_free(t, &y);
    matrix_free(t, &gate);
    free(expected);
}

static void test_add_rows(void **state) {
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        check_add_rows(*state, widths[i], true, true);
        check_add_rows(*state, widths[i], false, false);
        check_add_rows(*state, widths[i], true, false);
    }
}

static void check_norm_rope(const test_device *t, int heads, int64_t dim,
                            ax_dtype dtype) {
    ax_error err = {0};
    const int64_t d = heads * dim;
    matrix x = matrix_new(t, 12, ROWS, d, 4, dtype),
           w = matrix_new(t, 7, 1, d, 0, AX_F32);
    matrix table = matrix_new(t, 13, 9, dim, 0, AX_F32);
    int32_t rows[ROWS];
    for (int i = 0; i < ROWS; i++) rows[i] = i * 4 % 9;
    int32_t *rows_d = upload_indices(t, rows, ROWS);
    float *expected = malloc((size_t)(ROWS * d) * sizeof *expected);
    for (int64_t m = 0; m < ROWS; m++) {
        const float *in = x.values + m * x.stride;
        double squares = 0;
        for (int64_t i = 0; i < d; i++) squares += pow((double)in[i], 2) / (double)d;
        for (int64_t i = 0; i < d; i += 2) {
            const float *angle = table.values + rows[m] * dim + i % dim;
            const double a = (double)in[i] / sqrt(squares + 1e-5) * (double)w.values[i];
            const double b =
                (double)in[i + 1] / sqrt(squares + 1e-5) * (double)w.values[i + 1];
            expected[m * d + i] = (float)(a * (double)angle[0] - b * (double)angle[1]);
            expected[m * d + i + 1] =
                (float)(a * (double)angle[1] + b * (double)angle[0]);
        }
    }
    TEST_OK(ax_op_norm_rope(t->ops, t->dev, x.mat, w.mat.data, 1e-5f, heads,
                            table.mat.data, rows_d, &err));
    check_rows(t, "norm_rope", &x, expected, dtype);
    t->ops->release(t->dev, rows_d);
    matrix_free(t, &x);
    matrix_free(t, &w);
    matrix_free(t, &table);
    free(expected);
}

static void test_norm_rope(void **state) {
    const test_device *t = *state;
    static const int64_t cases[][2] = {{3, 64},   {1, 2},  {5, 6},
                                       {12, 128}, {2, 34}, {2, 516}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_norm_rope(t, (int)cases[i][0], cases[i][1], t->dtype);
        check_norm_rope(t, (int)cases[i][0], cases[i][1], AX_F32);
    }
}

static double act_of(ax_act act, double x) {
    switch (act) {
    case AX_ACT_SILU:
        return x / (1 + exp(-x));
    case AX_ACT_GELU_TANH:
        return 0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)));
    case AX_ACT_GELU_ERF:
        return 0.5 * x * erfc(-x * 0.7071067811865476);
    default:
        return x;
    }
}

static void test_activate(void **state) {
    const test_device *t = *state;
    ax_error err = {0};
    for (int act = AX_ACT_NONE; act <= AX_ACT_GELU_ERF; act++) {
        for (int kind = 0; kind < 4; kind++) {
            const ax_dtype in = kind & 1 ? t->dtype : AX_F32;
            const ax_dtype out = kind & 2 ? t->dtype : AX_F32;
            matrix x = matrix_new(t, 14, ROWS, 523, 1, in);
            matrix y = matrix_new(t, 15, ROWS, 523, 5, out);
            float *expected = malloc(ROWS * 523 * sizeof *expected);
            for (int64_t m = 0; m < ROWS; m++) {
                for (int64_t i = 0; i < 523; i++) {
                    const double v = (double)x.values[m * x.stride + i];
                    expected[m * 523 + i] = (float)act_of((ax_act)act, v);
                }
            }
            TEST_OK(ax_op_activate(t->ops, t->dev, x.mat, (ax_act)act, y.mat, &err));
            check_rows(t, "activate", &y, expected, out);
            matrix_free(t, &x);
            matrix_free(t, &y);
            free(expected);
        }
    }
}

/* Activations at the ends of the range: no NaN, no overflow, zero where the limit
 * is. */
static void test_activate_extremes(void **state) {
    const test_device *t = *state;
    ax_error err = {0};
    float x[] = {-1e30f, -200.0f, -88.0f, -20.0f, -0.0f,
                 0.0f,   1e-30f,  20.0f,  88.0f,  1e15f};
    enum { N = sizeof x / sizeof *x };
    float y[N], expected[N];
    void *xd = test_upload(t, x, N, AX_F32), *yd = test_upload(t, x, N, AX_F32);
    for (int act = AX_ACT_SILU; act <= AX_ACT_GELU_ERF; act++) {
        for (int i = 0; i < N; i++)
            expected[i] = (float)act_of((ax_act)act, (double)x[i]);
        TEST_OK(ax_op_activate(t->ops, t->dev, ax_mat_of(xd, AX_F32, 1, N), (ax_act)act,
                               ax_mat_of(yd, AX_F32, 1, N), &err));
        test_download(t, yd, y, N, AX_F32);
        for (int i = 0; i < N; i++) {
            const double error = fabs((double)y[i] - (double)expected[i]);
            if (!(error <= 1e-6 * (1 + fabs((double)expected[i])))) {
                fail_msg("act %d of %g is %g, expected %g", act, (double)x[i],
                         (double)y[i], (double)expected[i]);
            }
        }
    }
    t->ops->release(t->dev, xd);
    t->ops->release(t->dev, yd);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layer_norm), cmocka_unit_test(test_rms_norm),
        cmocka_unit_test(test_add_rows),   cmocka_unit_test(test_norm_rope),
        cmocka_unit_test(test_activate),   cmocka_unit_test(test_activate_extremes),
    };
    return test_run_on_devices(tests, sizeof tests / sizeof *tests);
}
