/* How fast the CUDA backend's operators are: bench_cuda [small]. Sizes are those of a
 * Wan2.1-1.3B clip (a view's 37,800 tokens: 21 latent frames of 30 x 30 patches, RGB
 * and pose) and of the nano. `small` is for a look without a card. One line an
 * operator: milliseconds, the best of five rounds, and TFLOP/s or GB/s. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "animate/backends.h"
#include "base/clock.h"
#include "tensor/dispatch.h"

enum { ROUNDS = 5 };

typedef struct bench {
    const ax_ops *ops;
    ax_device *dev;
    ax_error err;
    int shrink; /* divides rows and tokens */
} bench;

/* Device memory that holds small numbers: what is timed must not meet NaN or denormals.
 */
static void *filled(bench *b, int64_t count) {
    void *memory = NULL;
    uint16_t *host = malloc((size_t)count * sizeof *host);
    for (int64_t i = 0; i < count; i++)
        host[i] = (uint16_t)(0x3c00 + (i * 2654435761u >> 7) % 512); /* 0.008 to 0.03 */
    if (ax_device_copy(b->ops, b->dev, host, (size_t)count * sizeof *host, "numbers",
                       &memory, &b->err) != AX_OK)
        exit((fprintf(stderr, "%s\n", b->err.message), 1));
    free(host);
    return memory;
}

/* Waits for all that is queued. */
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
            if ((call) != AX_OK) exit((fprintf(stderr, "%s\n", (b)->err.message), 1)); \
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
    const ax_tensor w = {weight, AX_F32, 2, {n, k}};
    ax_linear *layer = NULL;
    if (ax_op_linear_pack(b->ops, b->dev, 1, (const ax_tensor *[]){&w}, NULL, &layer,
                          &b->err) != AX_OK)
        exit((fprintf(stderr, "%s\n", b->err.message), 1));
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

int main(int argc, char **argv) {
    bench b = {.shrink = argc > 1 && !strcmp(argv[1], "small") ? 1000 : 1};
    const ax_device_options options = {sizeof options, 0, AX_PRECISION_BF16};
    if (ax_backend_find(AX_DEVICE_CUDA, &b.ops, &b.err) != AX_OK ||
        b.ops->open(&options, &b.dev, &b.err) != AX_OK) {
        fprintf(stderr, "%s\n", b.err.message);
        return 5;
    }
    printf("%s\n\n| operator | ms | rate |\n|---|---|---|\n", b.ops->describe(b.dev));
    linear(&b, "Wan: q, k, v", 37800, 1536, 4608, AX_ACT_NONE);
    linear(&b, "Wan: out", 37800, 1536, 1536, AX_ACT_NONE);
    linear(&b, "Wan: feed-forward up, GELU", 37800, 1536, 8960, AX_ACT_GELU_TANH);
    linear(&b, "Wan: feed-forward down", 37800, 8960, 1536, AX_ACT_NONE);
    attention(&b, "Wan: attention of a view", 1, 12, 37800, 37800, 128);
    attention(&b, "Wan: attention to 512 words", 1, 12, 37800, 512, 128);
    attention(&b, "nano: attention of all views", 1, 3, 576, 576, 64);
    rows(&b, 37800, 1536);
    b.ops->close(b.dev);
    return 0;
}
