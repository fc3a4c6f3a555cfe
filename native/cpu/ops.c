/* The CPU's operator table. Each entry sets the number of OpenMP threads of the calling
 * thread for the duration of the call, so that neither Blender nor a second engine in
 * the process sees a change: the device's number, or fewer for small operations. */
#include <omp.h>
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"
#include "cpu/device.h"

/* The least work for which another thread is used. On a busy machine a barrier waits
 * for the scheduler, which takes a thousand times the 10 microseconds of an idle
 * one. */
static const double min_thread_ns = 10e3;

/* Estimated time on one thread in ns (an Intel core of 2023); only the order of
 * magnitude matters. */
static double product_ns(const ax_device *dev, double macs) {
    return macs * (dev->dtype == AX_BF16 ? 0.002 : 0.02);
}
static double attention_ns(const ax_device *dev, ax_heads q, ax_heads k) {
    const double pairs = (double)(q.batch * q.heads) * (double)(q.tokens * k.tokens);
    return pairs * (0.4 + (dev->amx ? 0.004 : 0.04) * (double)q.head_dim);
}
static double rows_ns(ax_mat m) {
    return 0.4 * (double)m.rows * (double)m.cols;
}
static double frames_ns(ax_frames f) {
    return 0.8 * (double)(f.frames * f.height * f.width) * (double)f.channels;
}
static double conv_ns(const ax_device *dev, const ax_conv *conv, ax_frames y) {
    const ax_conv_shape *s = ax_conv_shape_of(conv);
    const double outputs = (double)(y.frames * y.height * y.width) * (double)s->out;
    return product_ns(dev, outputs * (double)s->in * (double)(s->kt * s->kh * s->kw));
}

static int threads_for(const ax_device *dev, double ns) {
    const double useful = ns / min_thread_ns;
    return useful >= (double)dev->threads ? dev->threads
           : useful < 1.0                 ? 1
                                          : (int)useful;
}

/* Before an operator, and after one that stops in the middle. */
static ax_status check_cancel(const ax_device *dev, ax_error *err) {
    if (!ax_cpu_cancelled(dev)) return AX_OK;
    return ax_fail(err, AX_ERR_CANCELLED, "cancelled");
}

#define WITH_THREADS(ns, call)                                                         \
    do {                                                                               \
        AX_TRY(check_cancel(dev, err));                                                \
        const int before_ = omp_get_max_threads(), now_ = threads_for(dev, (ns));      \
        AX_TRY(ax_team_begin(now_, err));                                              \
        if (before_ != now_) omp_set_num_threads(now_);                                \
        const ax_status status_ = (call);                                              \
        if (before_ != now_) omp_set_num_threads(before_);                             \
        return status_;                                                                \
    } while (0)

static const char *describe(const ax_device *dev) {
    return dev->line;
}
static ax_dtype compute_dtype(const ax_device *dev) {
    return dev->dtype;
}

static ax_status device_alloc(ax_device *dev, size_t bytes, const char *what,
                              void **out, ax_error *err) {
    (void)dev;
    return ax_malloc(bytes, 1, what, out, err);
}

static void device_release(ax_device *dev, void *memory) {
    (void)dev;
    ax_free(memory);
}

static ax_status device_copy(ax_device *dev, void *dst, const void *src, size_t bytes,
                             ax_error *err) {
    (void)dev;
    (void)err;
    if (bytes) memcpy(dst, src, bytes);
    return AX_OK;
}

/* The few megabytes of scratch memory are kept for the next take. */
static void trim(ax_device *dev) {
    (void)dev;
}

static void watch(ax_device *dev, const ax_cancel *cancel) {
    dev->cancel = cancel;
}

static ax_status linear_pack(ax_device *dev, int count, const ax_tensor *const *weights,
                             const ax_tensor *const *biases, bool allow_fp8,
                             ax_linear **out, ax_error *err) {
    (void)allow_fp8; /* not supported by this backend */
    const double elements = (double)weights[0]->shape[0] * (double)weights[0]->shape[1];
    WITH_THREADS(0.5 * elements,
                 ax_cpu_linear_pack(dev, count, weights, biases, out, err));
}
static ax_status linear_rows(ax_device *dev, const ax_linear *layer, ax_mat x,
                             ax_act act, ax_mat y, ax_error *err) {
    WITH_THREADS(product_ns(dev, (double)x.rows * (double)x.cols * (double)y.cols),
                 ax_cpu_linear(dev, layer, x, act, y, err));
}

/* Long products are computed a part of the rows at a time: in between, they can be
 * cancelled. */
static ax_status linear(ax_device *dev, const ax_linear *layer, ax_mat x, ax_act act,
                        ax_mat y, ax_error *err) {
    int64_t most = (int64_t)(dev->long_macs / ((double)x.cols * (double)y.cols));
    most = most < 256 ? 256 : most / 256 * 256;
    for (int64_t at = 0; at < x.rows; at += most) {
        const int64_t rows = x.rows - at < most ? x.rows - at : most;
        AX_TRY(linear_rows(dev, layer, ax_mat_rows(x, at, rows), act,
                           ax_mat_rows(y, at, rows), err));
    }
    return AX_OK;
}
static ax_status linear_once(ax_device *dev, const ax_tensor *weight, ax_mat x,
                             ax_act act, ax_mat y, ax_error *err) {
    WITH_THREADS(product_ns(dev, (double)x.rows * (double)x.cols * (double)y.cols),
                 ax_cpu_linear_once(dev, weight, x, act, y, err));
}
static ax_status attend(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                        const int32_t *key_tokens, float scale, ax_heads out,
                        ax_error *err) {
    WITH_THREADS(attention_ns(dev, q, k),
                 ax_cpu_attention(dev, q, k, v, key_tokens, scale, out, err));
}
static ax_status attention(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                           const int32_t *key_tokens, float scale, ax_heads out,
                           ax_error *err) {
    AX_TRY(attend(dev, q, k, v, key_tokens, scale, out, err));
    return check_cancel(dev, err);
}
static ax_status layer_norm(ax_device *dev, ax_mat x, const float *weight,
                            const float *bias, const ax_mat *shift, const ax_mat *scale,
                            const int32_t *group, const int32_t *rows, float eps,
                            ax_mat y, ax_error *err) {
    WITH_THREADS(rows_ns(y), ax_cpu_layer_norm(dev, x, weight, bias, shift, scale,
                                               group, rows, eps, y, err));
}
static ax_status rms_norm(ax_device *dev, ax_mat x, const float *weight, float eps,
                          ax_mat y, ax_error *err) {
    WITH_THREADS(rows_ns(y), ax_cpu_rms_norm(dev, x, weight, eps, y, err));
}
static ax_status add_rows(ax_device *dev, ax_mat x, ax_mat y, const ax_mat *gate,
                          const int32_t *group, const int32_t *rows, ax_error *err) {
    WITH_THREADS(rows_ns(y), ax_cpu_add_rows(dev, x, y, gate, group, rows, err));
}
static ax_status norm_rope(ax_device *dev, ax_mat x, const float *weight, float eps,
                           int heads, const float *table, const int32_t *rows,
                           ax_error *err) {
    WITH_THREADS(rows_ns(x),
                 ax_cpu_norm_rope(dev, x, weight, eps, heads, table, rows, err));
}
static ax_status activate(ax_device *dev, ax_mat x, ax_act act, ax_mat y,
                          ax_error *err) {
    WITH_THREADS(rows_ns(x), ax_cpu_activate(dev, x, act, y, err));
}
static ax_status conv_pack(ax_device *dev, const ax_tensor *weight,
                           const ax_tensor *bias, ax_conv_desc desc, ax_conv **out,
                           ax_error *err) {
    WITH_THREADS(0.0, ax_cpu_conv_pack(dev, weight, bias, desc, out, err));
}
static ax_status conv_frames(ax_device *dev, const ax_conv *layer, ax_frames x,
                             int pad_front, ax_frames y, ax_error *err) {
    WITH_THREADS(conv_ns(dev, layer, y), ax_cpu_conv(dev, layer, x, pad_front, y, err));
}

static ax_frames some_frames(ax_frames f, int64_t from, int64_t count) {
    const int64_t frame = f.height * f.width * f.channels;
    f.data = (char *)f.data + (size_t)(from * frame) * ax_dtype_size(f.dtype);
    f.frames = count;
    return f;
}

/* Long convolutions a part of the frames at a time. */
static ax_status conv(ax_device *dev, const ax_conv *layer, ax_frames x, int pad_front,
                      ax_frames y, ax_error *err) {
    const ax_conv_shape *s = ax_conv_shape_of(layer);
    const double frame_macs = (double)(y.height * y.width * s->out) * (double)s->in *
                              (double)(s->kt * s->kh * s->kw);
    int64_t most = (int64_t)(dev->long_macs / frame_macs);
    if (most < 1) most = 1;
    if (most >= y.frames || s->desc.stride_t != 1 || pad_front >= s->kt)
        return conv_frames(dev, layer, x, pad_front, y, err);
    for (int64_t at = 0; at < y.frames; at += most) {
        const int64_t n = y.frames - at < most ? y.frames - at : most;
        const int64_t pad = pad_front > at ? pad_front - at : 0;
        const int64_t from = at > pad_front ? at - pad_front : 0;
        /* y's frame f is made of x's frames f - pad_front to that + kt - 1. */
        const int64_t until = at + n - 1 - pad_front + s->kt;
        AX_TRY(conv_frames(dev, layer, some_frames(x, from, until - from), (int)pad,
                           some_frames(y, at, n), err));
    }
    return AX_OK;
}
static ax_status pixel_norm(ax_device *dev, ax_frames x, const float *gamma, ax_act act,
                            ax_frames y, ax_error *err) {
    WITH_THREADS(frames_ns(x), ax_cpu_pixel_norm(dev, x, gamma, act, y, err));
}
static ax_status upsample2(ax_device *dev, ax_frames x, ax_frames y, ax_error *err) {
    WITH_THREADS(frames_ns(x), ax_cpu_upsample2(dev, x, y, err));
}
static ax_status add_frames(ax_device *dev, ax_frames x, ax_frames y, ax_error *err) {
    WITH_THREADS(frames_ns(x), ax_cpu_add_frames(dev, x, y, err));
}

const ax_ops *ax_ops_cpu(void) {
    static const ax_ops table = {
        .abi = AX_OPS_ABI,
        .name = "cpu",
        .open = ax_cpu_open,
        .close = ax_cpu_close,
        .describe = describe,
        .compute_dtype = compute_dtype,
        .alloc = device_alloc,
        .release = device_release,
        .upload = device_copy,
        .download = device_copy,
        .trim = trim,
        .linear_pack = linear_pack,
        .linear_free = ax_cpu_linear_free,
        .linear = linear,
        .attention = attention,
        .layer_norm = layer_norm,
        .rms_norm = rms_norm,
        .add_rows = add_rows,
        .norm_rope = norm_rope,
        .activate = activate,
        .conv_pack = conv_pack,
        .conv_free = ax_cpu_conv_free,
        .conv = conv,
        .pixel_norm = pixel_norm,
        .upsample2 = upsample2,
        .add_frames = add_frames,
        .linear_once = linear_once,
        .watch = watch,
    };
    return &table;
}
