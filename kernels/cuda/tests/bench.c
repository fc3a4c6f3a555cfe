/* Speed of the CUDA backend: bench_cuda [small] [MODEL]. Operators at the sizes of a
 * Wan2.1-1.3B clip (39,600 tokens in a view: the template and 21 latent frames of 30 x
 * 30 patches, RGB and pose) and of the nano; then a forward pass of a model folder's
 * transformer with all its views and frames. `small` is a trial run without a card. One
 * line each: milliseconds, the best of five rounds, and TFLOP/s or GB/s.
 * evaluation/pytorch/bench_cuda.py measures PyTorch for comparison, by the lines'
 * titles. $BENCH_FP8: FP8 operators only. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "animate/backends.h"
#include "base/clock.h"
#include "base/philox.h"
#include "diffusion/transformer.h"
#include "tensor/dispatch.h"

enum { ROUNDS = 5 };

typedef struct bench {
    const ax_ops *ops;
    ax_device *dev;
    ax_error err;
    int shrink; /* divides rows and tokens */
    bool fp8;
} bench;

static void must(const bench *b, ax_status status) {
    if (status != AX_OK) exit((fprintf(stderr, "%s\n", b->err.message), 1));
}

/* Device memory filled with small numbers, so that timing is not affected by NaN or
 * denormals. */
static void *filled(bench *b, int64_t count) {
    void *memory = NULL;
    uint16_t *host = malloc((size_t)count * sizeof *host);
    for (int64_t i = 0; i < count; i++)
        host[i] = (uint16_t)(0x3c00 + (i * 2654435761u >> 7) % 512); /* 0.008 to 0.03 */
    must(b, ax_device_copy(b->ops, b->dev, host, (size_t)count * sizeof *host,
                           "numbers", &memory, &b->err));
    free(host);
    return memory;
}

/* Waits for all queued work. */
static void wait(bench *b, const void *memory) {
    float value;
    (void)b->ops->download(b->dev, &value, memory, sizeof value, &b->err);
}

/* work: floating-point operations, or bytes where `unit` is "GB/s". */
#define TIME(b, title, memory, work, unit, call)                                       \
    do {                                                                               \
        double best_ = 1e30;                                                           \
        for (int round_ = 0; round_ <= ROUNDS; round_++) {                             \
            const double start_ = ax_clock_seconds();                                  \
            must((b), (call));                                                         \
            wait((b), (memory));                                                       \
            const double took_ = ax_clock_seconds() - start_;                          \
            if (round_ && took_ < best_) best_ = took_; /* the first one warms up */   \
        }                                                                              \
        printf("| %-34s | %10.3f | %8.1f %s |\n", (title), 1e3 * best_,                \
               (work) / best_ / (strcmp((unit), "GB/s") ? 1e12 : 1e9), (unit));        \
    } while (0)

static void linear(bench *b, const char *title, int64_t m, int64_t k, int64_t n,
                   ax_act act) {
    m /= b->shrink;
    float *weight = calloc((size_t)(k * n), sizeof *weight);
    for (int64_t i = 0; i < k * n; i++) weight[i] = 0.01f;
    const ax_tensor w = {.data = weight, .dtype = AX_F32, .rank = 2, .shape = {n, k}};
    ax_linear *layer = NULL;
    must(b, ax_op_linear_pack(b->ops, b->dev, 1, (const ax_tensor *[]){&w}, NULL, true,
                              &layer, &b->err));
    void *x = filled(b, m * k), *y = filled(b, m * n);
    TIME(b, title, y, 2.0 * (double)m * (double)k * (double)n, "TFLOP/s",
         ax_op_linear(b->ops, b->dev, layer, ax_mat_of(x, AX_BF16, m, k), act,
                      ax_mat_of(y, AX_BF16, m, n), &b->err));
    b->ops->linear_free(b->dev, layer);
    b->ops->release(b->dev, x);
    b->ops->release(b->dev, y);
    free(weight);
}

static void attention(bench *b, const char *title, int64_t batch, int64_t heads,
                      int64_t queries, int64_t keys, int64_t dim) {
    queries /= b->shrink;
    keys = keys > 1000 ? keys / b->shrink : keys;
    const int64_t width = heads * dim;
    void *q = filled(b, batch * queries * width), *k = filled(b, batch * keys * width);
    void *v = filled(b, batch * keys * width), *o = filled(b, batch * queries * width);
    const ax_heads qs = {q,     AX_BF16, batch,           queries,
                         heads, dim,     queries * width, width};
    const ax_heads ks = {k, AX_BF16, batch, keys, heads, dim, keys * width, width};
    ax_heads vs = ks, os = qs;
    vs.data = v;
    os.data = o;
    TIME(b, title, o,
         4.0 * (double)(batch * heads) * (double)queries * (double)keys * (double)dim,
         "TFLOP/s",
         ax_op_attention(b->ops, b->dev, qs, ks, vs, NULL, 0.1f, os, &b->err));
    b->ops->release(b->dev, q);
    b->ops->release(b->dev, k);
    b->ops->release(b->dev, v);
    b->ops->release(b->dev, o);
}

static void rows(bench *b, int64_t m, int64_t cols) {
    m /= b->shrink;
    void *x = filled(b, m * cols * 2), *y = filled(b, m * cols);
    void *weight = filled(b, cols * 2);
    const ax_mat wide = ax_mat_of(x, AX_F32, m, cols);
    const ax_mat narrow = ax_mat_of(y, AX_BF16, m, cols);
    const double size = (double)m * (double)cols;
    TIME(b, "layer norm, f32 to bf16", y, 6 * size, "GB/s",
         ax_op_layer_norm(b->ops, b->dev, wide, NULL, NULL, NULL, NULL, NULL, NULL,
                          1e-6f, narrow, &b->err));
    TIME(b, "RMS norm, bf16 in place", y, 4 * size, "GB/s",
         ax_op_rms_norm(b->ops, b->dev, narrow, weight, 1e-6f, narrow, &b->err));
    TIME(b, "gated sum, bf16 into f32", x, 10 * size, "GB/s",
         ax_op_add_rows(b->ops, b->dev, wide, narrow, NULL, NULL, NULL, &b->err));
    TIME(b, "SiLU, bf16", y, 4 * size, "GB/s",
         ax_op_activate(b->ops, b->dev, narrow, AX_ACT_SILU, narrow, &b->err));
    b->ops->release(b->dev, x);
    b->ops->release(b->dev, y);
    b->ops->release(b->dev, weight);
}

/* ---- a whole forward pass ---- */

/* Floating-point operations of a forward pass: matrix products and attention. */
static double forward_work(const ax_transformer_info *i, const ax_shape *s) {
    const double D = (double)i->width, V = (double)s->views;
    const double T = (double)(s->frames + i->has_template_frame);
    const double S = (double)(s->height / i->patch_h * (s->width / i->patch_w));
    const double N = V * (double)i->modalities * T * S;
    const double in_view = 8 * N * D * D + 4 * N * (N / V) * D;
    const double across = i->has_multi_view ? 8 * N * D * D + 4 * N * (V * S) * D : 0;
    const double text = 4 * N * D * D + 4 * N * (double)i->max_text_tokens * D;
    return (double)i->layers * (in_view + across + text + 4 * N * D * (double)i->ffn);
}

static float *numbers(int64_t count) {
    float *values = malloc((size_t)count * sizeof *values);
    if (!values) exit((fprintf(stderr, "out of memory\n"), 1));
    ax_philox_normal((uint64_t)count, 0, values, (size_t)count);
    return values;
}

static void forward(bench *b, const char *dir) {
    ax_model_config config;
    ax_transformer *t = NULL;
    ax_run *run = NULL;
    char title[64];
    must(b, ax_model_config_read(dir, &config, &b->err));
    must(b, ax_transformer_open(b->ops, b->dev, &config.transformer, &t, &b->err));
    const ax_transformer_info *i = ax_transformer_describe(t);
    /* Of a VAE like Wan's, or of displacement fields. */
    ax_shape s = {.views = config.cameras.count,
                  .frames = (config.video.frames - 1) / 4 + 1,
                  .height = config.video.height / 8,
                  .width = config.video.width / 8,
                  .texts = 1};
    if (!config.vae_file) {
        s.frames = config.video.frames;
        s.height = s.width = config.field.grid;
    }
    if (b->shrink > 1) s.frames = 1;
    const int64_t cells = s.views * i->modalities * s.height * s.width;
    float *still = numbers(cells * (i->channels + i->conditioning_channels));
    float *rays = numbers(s.views * 6 * s.height * s.width);
    float *text = numbers(i->max_text_tokens * i->text_width);
    float *x = numbers(cells * s.frames * i->channels);
    float *velocity = numbers(cells * s.frames * i->channels);
    must(b, ax_run_open(t, &s, &run, &b->err));
    if (i->has_template) must(b, ax_run_set_template(run, 0, still, &b->err));
    if (i->has_plucker) must(b, ax_run_set_plucker(run, rays, &b->err));
    must(b, ax_run_set_text(run, 0, text, i->max_text_tokens, &b->err));
    (void)snprintf(title, sizeof title, "%.24s: a forward%s", config.name,
                   b->fp8 ? ", fp8" : "");
    void *memory = filled(b, 2);
    TIME(b, title, memory, forward_work(i, &s), "TFLOP/s",
         ax_run_forward(run, 0, 0, 500, x, velocity, NULL, &b->err));
    b->ops->release(b->dev, memory);
    ax_run_close(run);
    ax_transformer_close(t);
    ax_model_config_free(&config);
    free(still), free(rays), free(text), free(x), free(velocity);
}

static void linears(bench *b) {
    const struct {
        const char *name;
        int64_t k, n;
        ax_act act;
    } all[] = {{"q, k, v", 1536, 4608, AX_ACT_NONE},
               {"out", 1536, 1536, AX_ACT_NONE},
               {"feed-forward up, GELU", 1536, 8960, AX_ACT_GELU_TANH},
               {"feed-forward down", 8960, 1536, AX_ACT_NONE}};
    char title[64];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        (void)snprintf(title, sizeof title, "Wan: %s%s", all[i].name,
                       b->fp8 ? ", fp8" : "");
        linear(b, title, 39600, all[i].k, all[i].n, all[i].act);
    }
}

int main(int argc, char **argv) {
    bench b = {.shrink = argc > 1 && !strcmp(argv[1], "small") ? 1000 : 1,
               .fp8 = getenv("BENCH_FP8") != NULL};
    const ax_device_options options = {sizeof options, 0,
                                       b.fp8 ? AX_PRECISION_FP8 : AX_PRECISION_BF16};
    const int first = b.shrink > 1 ? 2 : 1;
    if (ax_backend_find(AX_DEVICE_CUDA, &b.ops, &b.err) != AX_OK ||
        b.ops->open(&options, &b.dev, &b.err) != AX_OK) {
        fprintf(stderr, "%s\n", b.err.message);
        return 5;
    }
    printf("%s\n\n| operator | ms | rate |\n|---|---|---|\n", b.ops->describe(b.dev));
    linears(&b);
    if (!b.fp8) {
        attention(&b, "Wan: attention in a view", 1, 12, 39600, 39600, 128);
        attention(&b, "Wan: attention across views", 11, 12, 3600, 3600, 128);
        attention(&b, "Wan: attention to 512 words", 1, 12, 39600, 512, 128);
        attention(&b, "nano: attention of all views", 1, 3, 576, 576, 64);
        rows(&b, 39600, 1536);
    }
    for (int n = first; n < argc; n++) forward(&b, argv[n]);
    b.ops->close(b.dev);
    return 0;
}
