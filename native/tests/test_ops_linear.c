/* Linear layers and attention against sums in double. */
#include "test_ops.h"

static const struct {
    int64_t m, k, n;
    bool bias;
} linear_cases[] = {{640, 192, 576, true}, {1, 192, 1152, true},  {7, 5, 3, true},
                    {33, 100, 65, false},  {160, 768, 192, true}, {4, 1, 1, true},
                    {129, 384, 17, true},  {64, 128, 3, false}};

static double act_of(ax_act act, double x) {
    switch (act) {
    case AX_ACT_SILU:
        return x / (1 + exp(-x));
    case AX_ACT_GELU_TANH:
        return 0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)));
    case AX_ACT_GELU_ERF:
        return 0.5 * x * (1 + erf(x * 0.7071067811865476));
    default:
        return x;
    }
}

static void check_linear(const test_device *t, size_t index, ax_act act, ax_dtype in,
                         ax_dtype out) {
    ax_error err = {0};
    const int64_t m = linear_cases[index].m, k = linear_cases[index].k;
    /* Rows of FP8 products must begin at multiples of 16 bytes. */
    const int64_t n = linear_cases[index].n, x_stride = k + 3;
    const int64_t y_stride = n + (t->fp8 ? 16 - n % 8 : 5);
    float *w = test_random(1, (size_t)(n * k)), *b = test_random(2, (size_t)n);
    float *x = test_random(3, (size_t)(m * x_stride));
    float *y = calloc((size_t)(m * y_stride), sizeof *y);
    float *dense = malloc((size_t)(m * n) * sizeof *dense);
    float *expected = malloc((size_t)(m * n) * sizeof *expected);
    for (int64_t i = 0; i < n * k; i++) w[i] /= sqrtf((float)k);
    for (int64_t i = 0; i < m; i++) {
        for (int64_t j = 0; j < n; j++) {
            double sum = linear_cases[index].bias ? (double)b[j] : 0.0;
            for (int64_t l = 0; l < k; l++) {
                sum += (double)x[i * x_stride + l] * (double)w[j * k + l];
            }
            expected[i * n + j] = (float)act_of(act, sum);
        }
    }
    ax_tensor wt = test_tensor(w, 2, (int64_t[]){n, k});
    ax_tensor bt = test_tensor(b, 1, (int64_t[]){n});
    const ax_tensor *ws[] = {&wt}, *bs[] = {linear_cases[index].bias ? &bt : NULL};
    ax_linear *linear = NULL;
    TEST_OK(ax_op_linear_pack(t->ops, t->dev, 1, ws, bs, true, &linear, &err));
    void *xd = test_upload(t, x, (size_t)(m * x_stride), in);
    void *yd = test_upload(t, y, (size_t)(m * y_stride), out);
    ax_mat xm = {xd, in, m, k, x_stride}, ym = {yd, out, m, n, y_stride};
    for (int run = 0; run < 2; run++) { /* the second one out of the cache */
        TEST_OK(ax_op_linear(t->ops, t->dev, linear, xm, act, ym, &err));
    }
    test_download(t, yd, y, (size_t)(m * y_stride), out);
    for (int64_t i = 0; i < m; i++) {
        memcpy(dense + i * n, y + i * y_stride, (size_t)n * sizeof *y);
        for (int64_t j = n; j < y_stride; j++) assert_true(y[i * y_stride + j] == 0.0f);
    }
    char what[96];
    (void)snprintf(what, sizeof what, "linear %s %ldx%ldx%ld act %d %s->%s", t->name,
                   (long)m, (long)k, (long)n, (int)act, in ? "bf16" : "f32",
                   out ? "bf16" : "f32");
    test_close(what, dense, expected, (size_t)(m * n), t->bound);
    t->ops->linear_free(t->dev, linear);
    t->ops->release(t->dev, xd);
    t->ops->release(t->dev, yd);
    free(w), free(b), free(x), free(y), free(dense), free(expected);
}

/* A weight that is used once, as the file has it, is the same as a packed one. */
static void test_linear_once(void **state) {
    const test_device *t = *state;
    ax_error err = {0};
    static const int64_t sizes[][3] = {{33, 100, 65}, {1, 128, 192}, {130, 64, 3}};
    for (size_t i = 0; i < 3; i++) {
        const int64_t m = sizes[i][0], k = sizes[i][1], n = sizes[i][2], wide = n + 7;
        float *w = test_random(1, (size_t)(n * k)),
              *x = test_random(3, (size_t)(m * k));
        float *y = calloc((size_t)(m * wide), sizeof *y);
        float *once = calloc((size_t)(m * wide), sizeof *once);
        uint16_t *half = malloc((size_t)(n * k) * sizeof *half);
        for (int64_t j = 0; j < n * k; j++) half[j] = ax_f32_to_bf16(w[j]);
        for (int64_t j = 0; j < n * k; j++) w[j] = ax_bf16_to_f32(half[j]);
        ax_tensor f32 = test_tensor(w, 2, (int64_t[]){n, k}), bf16 = f32;
        bf16.data = half;
        bf16.dtype = AX_BF16;
        const ax_tensor *ws = &f32, *none = NULL;
        ax_linear *packed = NULL;
        void *xd = test_upload(t, x, (size_t)(m * k), AX_F32);
        void *yd = test_upload(t, y, (size_t)(m * wide), AX_F32);
        const ax_mat xm = ax_mat_of(xd, AX_F32, m, k), ym = {yd, AX_F32, m, n, wide};
        TEST_OK(ax_op_linear_pack(t->ops, t->dev, 1, &ws, &none, false, &packed, &err));
        TEST_OK(ax_op_linear(t->ops, t->dev, packed, xm, AX_ACT_GELU_TANH, ym, &err));
        test_download(t, yd, y, (size_t)(m * wide), AX_F32);
        for (int type = 0; type < 2; type++) {
            TEST_OK(ax_op_linear_once(t->ops, t->dev, type ? &bf16 : &f32, xm,
                                      AX_ACT_GELU_TANH, ym, &err));
            test_download(t, yd, once, (size_t)(m * wide), AX_F32);
            test_close("linear_once", once, y, (size_t)(m * wide), 1e-5);
        }
        half[n * k - 1] = 0x7FC0; /* NaN */
        TEST_FAILS(ax_op_linear_once(t->ops, t->dev, &bf16, xm, AX_ACT_NONE, ym, &err),
                   AX_ERR_MODEL, "weights are finite");
        t->ops->linear_free(t->dev, packed);
        t->ops->release(t->dev, xd);
        t->ops->release(t->dev, yd);
        free(w), free(x), free(y), free(once), free(half);
    }
}

static void test_linear(void **state) {
    const test_device *t = *state;
    for (size_t i = 0; i < sizeof linear_cases / sizeof *linear_cases; i++) {
        check_linear(t, i, AX_ACT_NONE, AX_F32, AX_F32);
        check_linear(t, i, AX_ACT_GELU_TANH, t->dtype, t->dtype);
    }
    check_linear(t, 0, AX_ACT_SILU, AX_F32, t->dtype);
    check_linear(t, 3, AX_ACT_GELU_ERF, t->dtype, AX_F32);
}

/* q, k and v packed as one product give what three products give. */
static void test_linear_side_by_side(void **state) {
    const test_device *t = *state;
    ax_error err = {0};
    enum { M = 20, K = 48, N = 24 };
    float *w = test_random(4, 3 * N * K), *b = test_random(5, 3 * N);
    float *x = test_random(6, M * K), joint[M * 3 * N], single[M * N], part[M * N];
    ax_tensor wt[3], bt[3];
    const ax_tensor *ws[3], *bs[3];
    for (int i = 0; i < 3; i++) {
        wt[i] = test_tensor(w + i * N * K, 2, (int64_t[]){N, K});
        bt[i] = test_tensor(b + i * N, 1, (int64_t[]){N});
        ws[i] = &wt[i];
        bs[i] = i == 1 ? NULL : &bt[i];
    }
    ax_linear *all = NULL;
    TEST_OK(ax_op_linear_pack(t->ops, t->dev, 3, ws, bs, false, &all, &err));
    assert_int_equal(ax_linear_shape_of(all)->out, 3 * N);
    void *xd = test_upload(t, x, M * K, AX_F32),
         *yd = test_upload(t, joint, M * 3 * N, AX_F32);
    TEST_OK(ax_op_linear(t->ops, t->dev, all, ax_mat_of(xd, AX_F32, M, K), AX_ACT_NONE,
                         ax_mat_of(yd, AX_F32, M, 3 * N), &err));
    test_download(t, yd, joint, M * 3 * N, AX_F32);
    for (int i = 0; i < 3; i++) {
        ax_linear *one = NULL;
        TEST_OK(
            ax_op_linear_pack(t->ops, t->dev, 1, ws + i, bs + i, false, &one, &err));
        TEST_OK(ax_op_linear(t->ops, t->dev, one, ax_mat_of(xd, AX_F32, M, K),
                             AX_ACT_NONE, ax_mat_of(yd, AX_F32, M, N), &err));
        test_download(t, yd, single, M * N, AX_F32);
        for (int m = 0; m < M; m++) {
            memcpy(part + m * N, joint + m * 3 * N + i * N, N * sizeof *part);
        }
        test_close("linear side by side", part, single, M * N, 1e-6);
        t->ops->linear_free(t->dev, one);
    }
    t->ops->linear_free(t->dev, all);
    t->ops->release(t->dev, xd);
    t->ops->release(t->dev, yd);
    free(w), free(b), free(x);
}

typedef struct attention_case {
    int64_t batch, queries, keys, heads, dim;
    const int32_t *limits;
} attention_case;

static void reference_attention(const attention_case *c, const float *q, const float *k,
                                const float *v, float scale, float *out) {
    const int64_t row = c->heads * c->dim;
    double *p = malloc((size_t)c->keys * sizeof *p);
    for (int64_t b = 0; b < c->batch; b++) {
        const int64_t keys = c->limits ? c->limits[b] : c->keys;
        for (int64_t i = 0; i < c->queries * c->heads; i++) {
            const int64_t h = i % c->heads, s = i / c->heads;
            const float *qs = q + (b * c->queries + s) * row + h * c->dim;
            double max = -1e300, total = 0;
            for (int64_t j = 0; j < keys; j++) {
                const float *ks = k + (b * c->keys + j) * row + h * c->dim;
                p[j] = 0;
                for (int64_t d = 0; d < c->dim; d++)
                    p[j] += (double)qs[d] * (double)ks[d];
                p[j] *= (double)scale;
                max = fmax(max, p[j]);
            }
            for (int64_t j = 0; j < keys; j++) total += p[j] = exp(p[j] - max);
            for (int64_t d = 0; d < c->dim; d++) {
                double sum = 0;
                for (int64_t j = 0; j < keys; j++) {
                    sum += p[j] * (double)v[(b * c->keys + j) * row + h * c->dim + d];
                }
                out[(b * c->queries + s) * row + h * c->dim + d] = (float)(sum / total);
            }
        }
    }
    free(p);
}

static ax_heads heads_of(const attention_case *c, void *data, ax_dtype dtype,
                         int64_t tokens) {
    const int64_t row = c->heads * c->dim;
    return (ax_heads){data,     dtype,  c->batch,     tokens,
                      c->heads, c->dim, tokens * row, row};
}

static void check_attention(const test_device *t, const attention_case *c,
                            float spread) {
    ax_error err = {0};
    const size_t row = (size_t)(c->heads * c->dim);
    const size_t nq = (size_t)(c->batch * c->queries) * row;
    const size_t nk = (size_t)(c->batch * c->keys) * row;
    float *q = test_random(11, nq), *k = test_random(12, nk), *v = test_random(13, nk);
    float *y = malloc(nq * sizeof *y), *expected = malloc(nq * sizeof *y);
    for (size_t i = 0; i < nq; i++) q[i] *= spread;
    if (t->dtype == AX_BF16) {
        test_round_bf16(q, nq);
        test_round_bf16(k, nk);
        test_round_bf16(v, nk);
    }
    const float scale = 1.0f / sqrtf((float)c->dim);
    reference_attention(c, q, k, v, scale, expected);
    void *qd = test_upload(t, q, nq, t->dtype), *kd = test_upload(t, k, nk, t->dtype);
    void *vd = test_upload(t, v, nk, t->dtype), *yd = test_upload(t, y, nq, t->dtype);
    TEST_OK(ax_op_attention(t->ops, t->dev, heads_of(c, qd, t->dtype, c->queries),
                            heads_of(c, kd, t->dtype, c->keys),
                            heads_of(c, vd, t->dtype, c->keys), c->limits, scale,
                            heads_of(c, yd, t->dtype, c->queries), &err));
    test_download(t, yd, y, nq, t->dtype);
    char what[96];
    (void)snprintf(what, sizeof what, "attention %s %ldx%ldx%ldx%ldx%ld", t->name,
                   (long)c->batch, (long)c->queries, (long)c->keys, (long)c->heads,
                   (long)c->dim);
    test_close(what, y, expected, nq, t->bound);
    t->ops->release(t->dev, qd);
    t->ops->release(t->dev, kd);
    t->ops->release(t->dev, vd);
    t->ops->release(t->dev, yd);
    free(q), free(k), free(v), free(y), free(expected);
}

static void test_attention(void **state) {
    static const int32_t limits[] = {1, 33, 70};
    const attention_case cases[] = {
        {4, 160, 160, 3, 64, NULL}, {2, 64, 64, 3, 64, NULL},
        {1, 1, 1, 1, 8, NULL},      {3, 5, 70, 2, 12, limits},
        {1, 70, 700, 2, 128, NULL}, {2, 33, 32, 4, 32, NULL},
        {1, 300, 257, 1, 40, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_attention(*state, &cases[i], 1.0f);
        check_attention(*state, &cases[i],
                        20.0f); /* the maximum moves from block to block */
    }
}

/* A score far above the others takes all the weight, without overflow. */
static void test_attention_extremes(void **state) {
    const test_device *t = *state;
    ax_error err = {0};
    enum { S = 40, D = 32 };
    float q[S * D], k[S * D], v[S * D], y[S * D], expected[S * D];
    for (int i = 0; i < S * D; i++) {
        q[i] = 100.0f;
        k[i] = i / D == 7 ? 100.0f : -100.0f;
        v[i] = (float)(i / D);
        expected[i] = 7.0f;
    }
    const attention_case c = {1, S, S, 1, D, NULL};
    void *qd = test_upload(t, q, S * D, t->dtype),
         *kd = test_upload(t, k, S * D, t->dtype);
    void *vd = test_upload(t, v, S * D, t->dtype),
         *yd = test_upload(t, y, S * D, AX_F32);
    TEST_OK(ax_op_attention(
        t->ops, t->dev, heads_of(&c, qd, t->dtype, S), heads_of(&c, kd, t->dtype, S),
        heads_of(&c, vd, t->dtype, S), NULL, 1.0f, heads_of(&c, yd, AX_F32, S), &err));
    test_download(t, yd, y, S * D, AX_F32);
    test_close("attention, scores of +-320,000", y, expected, S * D, 1e-6);
    t->ops->release(t->dev, qd);
    t->ops->release(t->dev, kd);
    t->ops->release(t->dev, vd);
    t->ops->release(t->dev, yd);
}

/* A flag that is set stops operators that would take long; without it they go on. */
static void test_cancel(void **state) {
    const test_device *t = *state;
    ax_error err = {0};
    ax_cancel cancel = {0};
    enum { ROWS = 300, WIDTH = 64 };
    if (!t->ops->watch) skip();
    float *x = test_random(1, ROWS * WIDTH);
    void *in = test_upload(t, x, ROWS * WIDTH, t->dtype);
    void *out = test_upload(t, x, ROWS * WIDTH, t->dtype);
    const ax_heads h = {in, t->dtype, 1, ROWS, 2, WIDTH / 2, ROWS * WIDTH, WIDTH};
    ax_heads o = h;
    o.data = out;
    t->ops->watch(t->dev, &cancel);
    TEST_OK(ax_op_attention(t->ops, t->dev, h, h, h, NULL, 0.1f, o, &err));
    ax_cancel_set(&cancel);
    TEST_FAILS(ax_op_attention(t->ops, t->dev, h, h, h, NULL, 0.1f, o, &err),
               AX_ERR_CANCELLED, "cancelled");
    const ax_mat m = ax_mat_of(in, t->dtype, ROWS, WIDTH);
    TEST_FAILS(ax_op_activate(t->ops, t->dev, m, AX_ACT_SILU, m, &err),
               AX_ERR_CANCELLED, "cancelled");
    t->ops->watch(t->dev, NULL);
    TEST_OK(ax_op_attention(t->ops, t->dev, h, h, h, NULL, 0.1f, o, &err));
    t->ops->release(t->dev, in);
    t->ops->release(t->dev, out);
    free(x);
}

static void test_mismatch_is_refused(void **state) {
    const test_device *t = *state;
    ax_error err = {0};
    float w[12] = {0}, x[12] = {0}, y[12] = {0};
    ax_tensor wt = test_tensor(w, 2, (int64_t[]){3, 4});
    const ax_tensor *ws[] = {&wt};
    ax_linear *linear = NULL;
    TEST_OK(ax_op_linear_pack(t->ops, t->dev, 1, ws, NULL, false, &linear, &err));
    TEST_FAILS(ax_op_linear(t->ops, t->dev, linear, ax_mat_of(x, AX_F32, 3, 3),
                            AX_ACT_NONE, ax_mat_of(y, AX_F32, 3, 3), &err),
               AX_ERR_INTERNAL, "K 4, N 3");
    TEST_FAILS(ax_op_linear(t->ops, t->dev, linear, ax_mat_of(x, AX_F32, 3, 4),
                            AX_ACT_NONE, ax_mat_of(y, AX_F32, 2, 3), &err),
               AX_ERR_INTERNAL, "x [3, 4]");
    t->ops->linear_free(t->dev, linear);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_linear),
        cmocka_unit_test(test_linear_once),
        cmocka_unit_test(test_linear_side_by_side),
        cmocka_unit_test(test_attention),
        cmocka_unit_test(test_attention_extremes),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_mismatch_is_refused),
    };
    return test_run_on_devices(tests, sizeof tests / sizeof *tests);
}
