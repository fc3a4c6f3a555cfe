/* Convolutions and the other operators over frames, against sums in double. */
#include "test_ops.h"

typedef struct conv_case {
    int64_t frames, height, width, in, out;
    int kt, kh, kw, pad_front;
    ax_conv_desc desc;
    bool bias, rank4;
} conv_case;

static const conv_case conv_cases[] = {
    {3, 16, 16, 48, 64, 1, 3, 3, 0, {1, 1, 1, 1, 1, 1, 1}, true, true},
    {2, 9, 11, 3, 20, 1, 3, 3, 0, {1, 1, 1, 1, 1, 1, 1}, true, true},
    {2, 16, 12, 20, 3, 1, 3, 3, 0, {1, 1, 1, 1, 1, 1, 1}, false, false},
    /* Wan's halving: */
    {2, 16, 16, 24, 40, 1, 3, 3, 0, {1, 2, 2, 0, 1, 0, 1}, true, true},
    {4, 6, 7, 16, 8, 1, 1, 1, 0, {1, 1, 1, 0, 0, 0, 0}, true, false},
    {1, 5, 5, 1, 1, 1, 5, 3, 0, {1, 1, 1, 2, 2, 1, 1}, true, true},
    {4, 8, 6, 16, 24, 3, 3, 3, 2, {1, 1, 1, 1, 1, 1, 1}, true, false}, /* causal */
    {3, 8, 6, 5, 7, 3, 3, 3, 0, {1, 1, 1, 1, 1, 1, 1}, true, false},
    {5, 4, 4, 32, 32, 3, 1, 1, 0, {2, 1, 1, 0, 0, 0, 0}, true, false}, /* Wan's
                                                                          time_conv */
    /* frames of bias: */
    {3, 6, 5, 8, 16, 1, 3, 3, 2, {1, 1, 1, 1, 1, 1, 1}, true, false},
    {1, 4, 4, 16, 8, 3, 3, 3, 2, {1, 1, 1, 1, 1, 1, 1}, true, false},
};

static double conv_at(const conv_case *c, const float *x, const float *w, int64_t t,
                      int64_t i, int64_t j, int64_t o) {
    double sum = 0;
    for (int a = 0; a < c->kt; a++) {
        const int64_t frame = t * c->desc.stride_t + a - c->pad_front;
        for (int b = 0; b < c->kh; b++) {
            const int64_t row = i * c->desc.stride_h + b - c->desc.pad_top;
            for (int d = 0; d < c->kw; d++) {
                const int64_t col = j * c->desc.stride_w + d - c->desc.pad_left;
                if (frame < 0 || frame >= c->frames || row < 0 || row >= c->height ||
                    col < 0 || col >= c->width) {
                    continue;
                }
                const float *in =
                    x + ((frame * c->height + row) * c->width + col) * c->in;
                for (int64_t k = 0; k < c->in; k++) {
                    const int64_t at = ((o * c->in + k) * c->kt + a) * c->kh + b;
                    sum += (double)in[k] * (double)w[at * c->kw + d];
                }
            }
        }
    }
    return sum;
}

static void check_conv(const test_device *t, const conv_case *c, ax_dtype in,
                       ax_dtype out) {
    ax_error err = {0};
    const int64_t weights = c->out * c->in * c->kt * c->kh * c->kw;
    const size_t nx = (size_t)(c->frames * c->height * c->width * c->in);
    float *w = test_random(1, (size_t)weights), *b = test_random(2, (size_t)c->out);
    float *x = test_random(3, nx);
    for (int64_t i = 0; i < weights; i++) w[i] /= sqrtf((float)(weights / c->out));
    const ax_tensor flat = test_tensor(w, 4, (int64_t[]){c->out, c->in, c->kh, c->kw});
    const ax_tensor deep =
        test_tensor(w, 5, (int64_t[]){c->out, c->in, c->kt, c->kh, c->kw});
    const ax_tensor bias = test_tensor(b, 1, (int64_t[]){c->out});
    ax_conv *conv = NULL;
    TEST_OK(ax_op_conv_pack(t->ops, t->dev, c->rank4 ? &flat : &deep,
                            c->bias ? &bias : NULL, c->desc, &conv, &err));
    ax_frames xf = {
        test_upload(t, x, nx, in), in, c->frames, c->height, c->width, c->in};
    ax_frames yf = {NULL, out, 0, 0, 0, c->out};
    assert_true(ax_conv_output(ax_conv_shape_of(conv), &xf, c->pad_front, &yf.frames,
                               &yf.height, &yf.width));
    const size_t ny = (size_t)(yf.frames * yf.height * yf.width * c->out);
    float *y = calloc(ny, sizeof *y), *expected = malloc(ny * sizeof *expected);
    yf.data = test_upload(t, y, ny, out);
    for (size_t n = 0; n < ny; n++) {
        const int64_t o = (int64_t)n % c->out, pixel = (int64_t)n / c->out;
        const int64_t row = pixel / yf.width;
        expected[n] = (float)(conv_at(c, x, w, row / yf.height, row % yf.height,
                                      pixel % yf.width, o) +
                              (c->bias ? (double)b[o] : 0.0));
    }
    for (int run = 0; run < 2; run++) {
        TEST_OK(ax_op_conv(t->ops, t->dev, conv, xf, c->pad_front, yf, &err));
    }
    test_download(t, yf.data, y, ny, out);
    char what[96];
    (void)snprintf(what, sizeof what, "conv %s %ldx%ldx%ld %ld->%ld k %d,%d,%d %s->%s",
                   t->name, (long)c->frames, (long)c->height, (long)c->width,
                   (long)c->in, (long)c->out, c->kt, c->kh, c->kw, in ? "bf16" : "f32",
                   out ? "bf16" : "f32");
    test_close(what, y, expected, ny, t->bound);
    t->ops->conv_free(t->dev, conv);
    t->ops->release(t->dev, xf.data);
    t->ops->release(t->dev, yf.data);
    free(w), free(b), free(x), free(y), free(expected);
}

static void test_conv(void **state) {
    const test_device *t = *state;
    for (size_t i = 0; i < sizeof conv_cases / sizeof *conv_cases; i++) {
        check_conv(t, &conv_cases[i], t->dtype, t->dtype);
        check_conv(t, &conv_cases[i], AX_F32, AX_F32);
    }
}

/* One packed convolution at several sizes, and again at the first. */
static void test_conv_sizes(void **state) {
    const test_device *t = *state;
    ax_error err = {0};
    enum { I = 32, O = 32, MAX_SIDE = 64 };
    float *w = test_random(4, O * I * 9), *x = test_random(5, MAX_SIDE * MAX_SIDE * I);
    float *first = calloc(16 * 16 * O, sizeof *first),
          *last = calloc(16 * 16 * O, sizeof *last);
    const ax_tensor wt = test_tensor(w, 4, (int64_t[]){O, I, 3, 3});
    ax_conv *conv = NULL;
    TEST_OK(ax_op_conv_pack(t->ops, t->dev, &wt, NULL,
                            (ax_conv_desc){1, 1, 1, 1, 1, 1, 1}, &conv, &err));
    void *xd = test_upload(t, x, MAX_SIDE * MAX_SIDE * I, AX_F32);
    void *yd = test_upload(t, x, MAX_SIDE * MAX_SIDE * O, AX_F32);
    static const int64_t sizes[] = {16, 64, 1, 5, 32, 7, 16};
    for (int i = 0; i < 7; i++) {
        ax_frames xf = {xd, AX_F32, 1, sizes[i], sizes[i], I};
        ax_frames yf = {yd, AX_F32, 1, sizes[i], sizes[i], O};
        TEST_OK(ax_op_conv(t->ops, t->dev, conv, xf, 0, yf, &err));
        if (i == 0) test_download(t, yd, first, 16 * 16 * O, AX_F32);
        if (i == 6) test_download(t, yd, last, 16 * 16 * O, AX_F32);
    }
    test_close("conv at 16, other sizes, 16", last, first, 16 * 16 * O, 1e-9);
    t->ops->conv_free(t->dev, conv);
    t->ops->release(t->dev, xd);
    t->ops->release(t->dev, yd);
    free(w), free(x), free(first), free(last);
}

static void check_pixel_norm(const test_device *t, int64_t channels, ax_act act,
                             ax_dtype dtype, bool in_place) {
    ax_error err = {0};
    enum { F = 2, H = 5, W = 7 };
    const size_t n = (size_t)(F * H * W * channels);
    float *x = test_random(6, n), *gamma = test_random(7, (size_t)channels);
    float *y = malloc(n * sizeof *y), *expected = malloc(n * sizeof *expected);
    for (int64_t c = 0; c < channels; c++) x[c] = 0.0f; /* a pixel of length 0 */
    if (dtype == AX_BF16) test_round_bf16(x, n);
    for (int64_t p = 0; p < F * H * W; p++) {
        double squares = 0;
        for (int64_t c = 0; c < channels; c++)
            squares += pow((double)x[p * channels + c], 2);
        for (int64_t c = 0; c < channels; c++) {
            const double v = (double)x[p * channels + c] / fmax(sqrt(squares), 1e-12) *
                             sqrt((double)channels) * (double)gamma[c];
            expected[p * channels + c] =
                (float)(act == AX_ACT_SILU ? v / (1 + exp(-v)) : v);
        }
    }
    ax_frames xf = {test_upload(t, x, n, dtype), dtype, F, H, W, channels}, yf = xf;
    if (!in_place) yf.data = test_upload(t, x, n, dtype);
    float *gamma_d = test_upload(t, gamma, (size_t)channels, AX_F32);
    TEST_OK(ax_op_pixel_norm(t->ops, t->dev, xf, gamma_d, act, yf, &err));
    test_download(t, yf.data, y, n, dtype);
    char what[96];
    (void)snprintf(what, sizeof what, "pixel_norm %s %ld channels", t->name,
                   (long)channels);
    test_close(what, y, expected, n, dtype == AX_F32 ? 1e-5 : t->bound);
    if (!in_place) t->ops->release(t->dev, yf.data);
    t->ops->release(t->dev, xf.data);
    t->ops->release(t->dev, gamma_d);
    free(x), free(gamma), free(y), free(expected);
}

static void test_pixel_norm(void **state) {
    const test_device *t = *state;
    static const int64_t channels[] = {1, 24, 96, 256, 257, 384};
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
        check_pixel_norm(t, channels[i], AX_ACT_SILU, t->dtype, i % 2 == 0);
        check_pixel_norm(t, channels[i], AX_ACT_NONE, AX_F32, i % 2 == 1);
    }
}

static void test_upsample_and_add(void **state) {
    const test_device *t = *state;
    ax_error err = {0};
    enum { F = 2, H = 3, W = 5, C = 7, N = F * H * W * C };
    float *x = test_random(8, N), *z = test_random(9, 4 * N), y[4 * N], expected[4 * N];
    if (t->dtype == AX_BF16) {
        test_round_bf16(x, N);
        test_round_bf16(z, 4 * N);
    }
    for (int n = 0; n < 4 * N; n++) {
        const int c = n % C, j = n / C % (2 * W), i = n / C / (2 * W) % (2 * H);
        const int f = n / C / (2 * W) / (2 * H);
        expected[n] = x[((f * H + i / 2) * W + j / 2) * C + c];
    }
    ax_frames xf = {test_upload(t, x, N, t->dtype), t->dtype, F, H, W, C};
    ax_frames yf = {test_upload(t, z, 4 * N, t->dtype), t->dtype, F, 2 * H, 2 * W, C};
    ax_frames zf = {test_upload(t, z, 4 * N, AX_F32), AX_F32, F, 2 * H, 2 * W, C};
    TEST_OK(ax_op_upsample2(t->ops, t->dev, xf, yf, &err));
    test_download(t, yf.data, y, 4 * N, t->dtype);
    test_close("upsample2", y, expected, 4 * N, 1e-12);
    for (int n = 0; n < 4 * N; n++) expected[n] += z[n];
    TEST_OK(ax_op_add_frames(t->ops, t->dev, yf, zf, &err));
    test_download(t, yf.data, y, 4 * N, t->dtype);
    test_close("add_frames", y, expected, 4 * N, t->bound);
    TEST_FAILS(ax_op_upsample2(t->ops, t->dev, yf, xf, &err), AX_ERR_INTERNAL,
               "upsample2");
    t->ops->release(t->dev, xf.data);
    t->ops->release(t->dev, yf.data);
    t->ops->release(t->dev, zf.data);
    free(x), free(z);
}

/* After the first call nothing is allocated, whatever the operator. */
static void test_no_allocation(void **state) {
    const test_device *t = *state;
    ax_error err = {0};
    enum { M = 96, D = 64, S = 16 };
    float *w = test_random(10, D * D * 9), *x = test_random(11, M * D * 4);
    const ax_tensor lt = test_tensor(w, 2, (int64_t[]){D, D});
    const ax_tensor ct = test_tensor(w, 4, (int64_t[]){D, D, 3, 3});
    const ax_tensor *lts[] = {&lt};
    ax_linear *linear = NULL;
    ax_conv *conv = NULL;
    TEST_OK(ax_op_linear_pack(t->ops, t->dev, 1, lts, NULL, false, &linear, &err));
    TEST_OK(ax_op_conv_pack(t->ops, t->dev, &ct, NULL,
                            (ax_conv_desc){1, 1, 1, 1, 1, 1, 1}, &conv, &err));
    void *a = test_upload(t, x, M * D * 4, AX_F32),
         *b = test_upload(t, x, M * D * 4, AX_F32);
    for (int run = 0; run < 3; run++) {
        if (run == 1) test_fail_after(0);
        ax_heads heads = {a, t->dtype, 2, M / 2, 2, D / 2, M / 2 * D, D}, out = heads;
        out.data = b;
        ax_frames frames = {a, AX_F32, 1, 4, S, D}, made = {b, t->dtype, 1, 4, S, D};
        TEST_OK(ax_op_linear(t->ops, t->dev, linear, ax_mat_of(a, AX_F32, M, D),
                             AX_ACT_GELU_TANH, ax_mat_of(b, t->dtype, M, D), &err));
        TEST_OK(ax_op_attention(t->ops, t->dev, heads, heads, heads, NULL, 0.1f, out,
                                &err));
        TEST_OK(ax_op_conv(t->ops, t->dev, conv, frames, 0, made, &err));
    }
    test_fail_never();
    t->ops->linear_free(t->dev, linear);
    t->ops->conv_free(t->dev, conv);
    t->ops->release(t->dev, a);
    t->ops->release(t->dev, b);
    free(w), free(x);
}

/* Each allocation of packing and first use fails in turn; the device stays usable. (For
 * CUDA, kernels/cuda/tests/test_failures.c does the same.) */
static void test_no_memory(void **state) {
    const test_device *t = *state;
    if (t->ops != ax_ops_cpu()) skip();
    enum { D = 24 };
    float *w = test_random(12, D * D * 9), *x = test_random(13, D * 36);
    const ax_tensor ct = test_tensor(w, 4, (int64_t[]){D, D, 3, 3});
    const size_t before = ax_memory_in_use();
    long n = 0;
    for (;; n++) {
        ax_error err = {0};
        ax_conv *conv = NULL;
        float y[D * 36];
        ax_frames in = {x, AX_F32, 1, 6, 6, D}, out = {y, AX_F32, 1, 6, 6, D};
        test_fail_after(n);
        ax_status status =
            ax_op_conv_pack(t->ops, t->dev, &ct, NULL,
                            (ax_conv_desc){1, 1, 1, 1, 1, 1, 1}, &conv, &err);
        if (status == AX_OK)
            status = ax_op_conv(t->ops, t->dev, conv, in, 0, out, &err);
        test_fail_never();
        t->ops->conv_free(t->dev, conv);
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
    }
    print_message("  %ld allocations failed in turn, %zu bytes of scratch kept\n", n,
                  ax_memory_in_use() - before);
    assert_true(n >= 4);
    free(w), free(x);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conv),          cmocka_unit_test(test_conv_sizes),
        cmocka_unit_test(test_pixel_norm),    cmocka_unit_test(test_upsample_and_add),
        cmocka_unit_test(test_no_allocation), cmocka_unit_test(test_no_memory),
    };
    return test_run_on_devices(tests, sizeof tests / sizeof *tests);
}
