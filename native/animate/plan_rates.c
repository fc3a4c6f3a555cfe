#include "animate/plan_rates.h"

#include "base/clock.h"
#include "base/memory.h"
#include "tensor/dispatch.h"

/* Reading a file that may be in the cache, or on a disk. */
static const double READ_RATE = 1.5e9;
static const double ENOUGH_SECONDS = 0.04;
enum { ROWS = 2048, KEYS = 2048, CHANNELS = 96, SIDE = 64, FRAMES = 3 };

ax_rates ax_rates_usual(ax_dtype dtype) {
    const double product = dtype == AX_BF16 ? 4e11 : 1e11;
    return (ax_rates){.linear = product,
                      .once = product / 4,
                      .conv = product / 3,
                      .attention = product / 4,
                      .rows = 1e9,
                      .frames = 1e9,
                      .read = READ_RATE};
}

double ax_rates_seconds(const ax_rates *r, const ax_work *w) {
    return w->linear / r->linear + w->once / r->once + w->conv / r->conv +
           w->attention / r->attention + w->rows / r->rows + w->frames / r->frames +
           w->read / r->read;
}

/* What is timed, and the arrays that all of it shares. */
typedef struct probe {
    const ax_ops *ops;
    ax_device *dev;
    ax_rate_shapes s;
    ax_dtype dtype;
    int64_t rows, wide; /* of the products */
    float *weights;     /* host [wide, width], or more */
    void *x, *y, *f;    /* device: [rows, 3 width], [rows, wide], F32 [rows, width] */
    ax_linear *linear;
    ax_conv *conv;
    ax_error *err;
} probe;

static ax_status run_linear(probe *p) {
    return ax_op_linear(p->ops, p->dev, p->linear,
                        ax_mat_of(p->x, p->dtype, p->rows, p->s.width), AX_ACT_NONE,
                        ax_mat_of(p->y, p->dtype, p->rows, p->wide), p->err);
}

static ax_tensor weight_of(const probe *p, int64_t rows) {
    return (ax_tensor){
        .data = p->weights, .rank = 2, .shape = {rows, p->s.width}, .dtype = AX_F32};
}

static ax_heads heads_of(const probe *p, int64_t part, int64_t tokens) {
    const int64_t dim = p->s.width / p->s.heads, stride = 3 * p->s.width;
    const ax_mat m = ax_mat_cols(ax_mat_of(p->x, p->dtype, tokens, stride),
                                 part * p->s.width, p->s.width);
    return (ax_heads){m.data, p->dtype, 1, tokens, p->s.heads, dim, stride, stride};
}

static int64_t keys_of(const probe *p) {
    return p->s.tokens < KEYS ? p->s.tokens : KEYS;
}

static ax_status run_attention(probe *p) {
    const int64_t n = keys_of(p);
    ax_heads out = heads_of(p, 0, n);
    out.data = p->y;
    out.stride_token = out.stride_batch = p->s.width;
    return ax_op_attention(p->ops, p->dev, heads_of(p, 0, n), heads_of(p, 1, n),
                           heads_of(p, 2, n), NULL, 0.1f, out, p->err);
}

static ax_status run_rows(probe *p) {
    return ax_op_layer_norm(p->ops, p->dev,
                            ax_mat_of(p->f, AX_F32, p->rows, p->s.width), NULL, NULL,
                            NULL, NULL, NULL, NULL, 1e-6f,
                            ax_mat_of(p->y, p->dtype, p->rows, p->s.width), p->err);
}

static ax_status run_conv(probe *p) {
    const ax_frames x = {p->x, p->dtype, FRAMES, SIDE, SIDE, CHANNELS};
    const ax_frames y = {p->y, p->dtype, FRAMES, SIDE, SIDE, CHANNELS};
    return ax_op_conv(p->ops, p->dev, p->conv, x, 2, y, p->err);
}

/* Seconds of one run, after one that makes what later ones share. */
static ax_status time_one(probe *p, ax_status (*run)(probe *), double *seconds) {
    AX_TRY(run(p));
    double spent = 0;
    int n = 0;
    for (; n < 2 || (spent < ENOUGH_SECONDS && n < 50); n++) {
        const double start = ax_clock_seconds();
        AX_TRY(run(p));
        /* Devices that work while the host goes on have done so after a copy. */
        float one;
        AX_TRY(p->ops->download(p->dev, &one, p->f, sizeof one, p->err));
        spent += ax_clock_seconds() - start;
    }
    *seconds = spent > 1e-9 ? spent / n : 1e-9; /* the mean: others work here, too */
    return AX_OK;
}

static ax_status open_probe(probe *p) {
    const size_t cd = ax_dtype_size(p->dtype), D = (size_t)p->s.width;
    const size_t rows = (size_t)p->rows, wide = (size_t)p->wide;
    const size_t conv_weight = (size_t)CHANNELS * CHANNELS * 27;
    const size_t image = (size_t)FRAMES * SIDE * SIDE * CHANNELS * cd;
    size_t count = wide * D > conv_weight ? wide * D : conv_weight;
    size_t x = rows * 3 * D * cd, y = rows * wide * cd, f = rows * D * sizeof(float);
    x = x > image ? x : image;
    y = y > image ? y : image;
    const size_t most = x > f ? x : f;
    if (count * sizeof(float) < most) count = most / sizeof(float);
    AX_TRY(ax_malloc(count, sizeof(float), "products to be timed", (void **)&p->weights,
                     p->err));
    for (size_t i = 0; i < count; i++)
        p->weights[i] = (float)((i * 2654435761u >> 16) % 1024) / 4096.0f - 0.125f;
    AX_TRY(p->ops->alloc(p->dev, x, "products to be timed", &p->x, p->err));
    AX_TRY(p->ops->alloc(p->dev, y, "products to be timed", &p->y, p->err));
    AX_TRY(p->ops->alloc(p->dev, f, "products to be timed", &p->f, p->err));
    AX_TRY(p->ops->upload(p->dev, p->f, p->weights, f, p->err));
    AX_TRY(ax_op_activate(p->ops, p->dev, ax_mat_of(p->f, AX_F32, p->rows, p->s.width),
                          AX_ACT_NONE, ax_mat_of(p->y, p->dtype, p->rows, p->s.width),
                          p->err));
    for (int64_t part = 0; part < 3; part++)
        AX_TRY(ax_op_activate(
            p->ops, p->dev, ax_mat_of(p->f, AX_F32, p->rows, p->s.width), AX_ACT_NONE,
            ax_mat_cols(ax_mat_of(p->x, p->dtype, p->rows, 3 * p->s.width),
                        part * p->s.width, p->s.width),
            p->err));
    const ax_tensor weight = weight_of(p, p->wide), *w = &weight, *none = NULL;
    AX_TRY(ax_op_linear_pack(p->ops, p->dev, 1, &w, &none, false, &p->linear, p->err));
    const ax_tensor kernel = {.data = p->weights,
                              .rank = 5,
                              .shape = {CHANNELS, CHANNELS, 3, 3, 3},
                              .dtype = AX_F32};
    return ax_op_conv_pack(p->ops, p->dev, &kernel, NULL,
                           (ax_conv_desc){1, 1, 1, 1, 1, 1, 1}, &p->conv, p->err);
}

static void close_probe(probe *p) {
    p->ops->linear_free(p->dev, p->linear);
    p->ops->conv_free(p->dev, p->conv);
    p->ops->release(p->dev, p->x);
    p->ops->release(p->dev, p->y);
    p->ops->release(p->dev, p->f);
    ax_free(p->weights);
    p->ops->trim(p->dev);
}

static ax_status time_all(probe *p, ax_rates *out) {
    double linear, attention, rows, conv;
    const double D = (double)p->s.width, keys = (double)keys_of(p);
    AX_TRY(open_probe(p));
    AX_TRY(time_one(p, run_linear, &linear));
    AX_TRY(time_one(p, run_attention, &attention));
    AX_TRY(time_one(p, run_rows, &rows));
    AX_TRY(time_one(p, run_conv, &conv));
    out->linear = (double)p->rows * (double)p->wide * D / linear;
    out->once = out->linear / 4; /* weights are read as the file has them */
    out->attention = 2 * D * keys * keys / attention;
    out->rows = out->frames = (double)p->rows * D / rows;
    out->conv = (double)CHANNELS * CHANNELS * 27 * FRAMES * SIDE * SIDE / conv;
    out->read = READ_RATE;
    return AX_OK;
}

ax_status ax_rates_measure(const ax_ops *ops, ax_device *dev,
                           const ax_rate_shapes *shapes, ax_rates *out, ax_error *err) {
    probe p = {.ops = ops,
               .dev = dev,
               .s = *shapes,
               .dtype = ops->compute_dtype(dev),
               .rows = ROWS,
               .wide = shapes->ffn < 4096 ? shapes->ffn : 4096,
               .err = err};
    if (p.wide < p.s.width) p.wide = p.s.width;
    const ax_status status = time_all(&p, out);
    close_probe(&p);
    return status;
}
