/* The CUDA backend's operator table: the one thing this library exports. */
#include "backend.h"

#include "device.h"

/* An operator's call with the card's context current around it. */
#define WITH_CARD(call)                                                                \
    do {                                                                               \
        AX_TRY(ax_cuda_enter(dev, err));                                               \
        ax_status status_ = (call);                                                    \
        if (status_ == AX_OK && dev->synchronous)                                      \
            status_ = ax_cuda_wait(dev, __func__, err);                                \
        ax_cuda_leave(dev);                                                            \
        return status_;                                                                \
    } while (0)
/* On a lost card the driver refuses, and host memory is freed all the same. */
#define WITH_CARD_FREE(call)                                                           \
    do {                                                                               \
        (void)ax_cuda_enter(dev, NULL);                                                \
        call;                                                                          \
        ax_cuda_leave(dev);                                                            \
    } while (0)

static const char *describe(const ax_device *dev) {
    return dev->line;
}
static ax_dtype compute_dtype(const ax_device *dev) {
    return dev->dtype;
}
static ax_status alloc(ax_device *dev, size_t bytes, const char *what, void **out,
                       ax_error *err) {
    WITH_CARD(ax_cuda_alloc(dev, bytes, what, (CUdeviceptr *)out, err));
}
static void release(ax_device *dev, void *memory) {
    WITH_CARD_FREE(ax_cuda_release(dev, (CUdeviceptr)(uintptr_t)memory));
}
static ax_status upload(ax_device *dev, void *dst, const void *src, size_t bytes,
                        ax_error *err) {
    WITH_CARD(ax_cuda_upload(dev, dst, src, bytes, err));
}
static ax_status download(ax_device *dev, void *dst, const void *src, size_t bytes,
                          ax_error *err) {
    WITH_CARD(ax_cuda_download(dev, dst, src, bytes, err));
}
static void trim(ax_device *dev) {
    WITH_CARD_FREE(ax_cuda_trim(dev));
}
static bool capture_begin(ax_device *dev) {
    bool begun = false;
    WITH_CARD_FREE(begun = ax_cuda_capture_begin(dev));
    return begun;
}
static void capture_end(ax_device *dev, ax_graph **out) {
    WITH_CARD_FREE(ax_cuda_capture_end(dev, out));
}
static ax_status graph_launch(ax_device *dev, const ax_graph *graph, bool *launched,
                              ax_error *err) {
    WITH_CARD(ax_cuda_graph_launch(dev, graph, launched, err));
}
static void graph_free(ax_device *dev, ax_graph *graph) {
    WITH_CARD_FREE(ax_cuda_graph_free(dev, graph));
}
static ax_status linear_pack(ax_device *dev, int count, const ax_tensor *const *weights,
                             const ax_tensor *const *biases, bool allow_fp8,
                             ax_linear **out, ax_error *err) {
    WITH_CARD(ax_cuda_linear_pack(dev, count, weights, biases, allow_fp8, out, err));
}
static void linear_free(ax_device *dev, ax_linear *linear) {
    WITH_CARD_FREE(ax_cuda_linear_free(dev, linear));
}
static ax_status linear(ax_device *dev, const ax_linear *layer, ax_mat x, ax_act act,
                        ax_mat y, ax_error *err) {
    WITH_CARD(ax_cuda_linear(dev, layer, x, act, y, err));
}
static ax_status attention(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                           const int32_t *key_tokens, float scale, ax_heads out,
                           ax_error *err) {
    WITH_CARD(ax_cuda_attention(dev, q, k, v, key_tokens, scale, out, err));
}
static ax_status layer_norm(ax_device *dev, ax_mat x, const float *weight,
                            const float *bias, const ax_mat *shift, const ax_mat *scale,
                            const int32_t *group, const int32_t *rows, float eps,
                            ax_mat y, ax_error *err) {
    WITH_CARD(ax_cuda_layer_norm(dev, x, weight, bias, shift, scale, group, rows, eps,
                                 y, err));
}
static ax_status rms_norm(ax_device *dev, ax_mat x, const float *weight, float eps,
                          ax_mat y, ax_error *err) {
    WITH_CARD(ax_cuda_rms_norm(dev, x, weight, eps, y, err));
}
static ax_status add_rows(ax_device *dev, ax_mat x, ax_mat y, const ax_mat *gate,
                          const int32_t *group, const int32_t *rows, ax_error *err) {
    WITH_CARD(ax_cuda_add_rows(dev, x, y, gate, group, rows, err));
}
static ax_status norm_rope(ax_device *dev, ax_mat x, const float *weight, float eps,
                           int heads, const float *table, const int32_t *rows,
                           ax_error *err) {
    WITH_CARD(ax_cuda_norm_rope(dev, x, weight, eps, heads, table, rows, err));
}
static ax_status activate(ax_device *dev, ax_mat x, ax_act act, ax_mat y,
                          ax_error *err) {
    WITH_CARD(ax_cuda_activate(dev, x, act, y, err));
}
static ax_status conv_pack(ax_device *dev, const ax_tensor *weight,
                           const ax_tensor *bias, ax_conv_desc desc, ax_conv **out,
                           ax_error *err) {
    WITH_CARD(ax_cuda_conv_pack(dev, weight, bias, desc, out, err));
}
static void conv_free(ax_device *dev, ax_conv *conv) {
    WITH_CARD_FREE(ax_cuda_conv_free(dev, conv));
}
static ax_status conv(ax_device *dev, const ax_conv *layer, ax_frames x, int pad_front,
                      ax_frames y, ax_error *err) {
    WITH_CARD(ax_cuda_conv(dev, layer, x, pad_front, y, err));
}
static ax_status pixel_norm(ax_device *dev, ax_frames x, const float *gamma, ax_act act,
                            ax_frames y, ax_error *err) {
    WITH_CARD(ax_cuda_pixel_norm(dev, x, gamma, act, y, err));
}
static ax_status upsample2(ax_device *dev, ax_frames x, ax_frames y, ax_error *err) {
    WITH_CARD(ax_cuda_upsample2(dev, x, y, err));
}
static ax_status add_frames(ax_device *dev, ax_frames x, ax_frames y, ax_error *err) {
    WITH_CARD(ax_cuda_add_frames(dev, x, y, err));
}

const ax_ops *ax_ops_cuda(void) {
    static const ax_ops table = {
        .abi = AX_OPS_ABI,
        .name = "cuda",
        .open = ax_cuda_open,
        .close = ax_cuda_close,
        .describe = describe,
        .compute_dtype = compute_dtype,
        .alloc = alloc,
        .release = release,
        .upload = upload,
        .download = download,
        .trim = trim,
        .capture_begin = capture_begin,
        .capture_end = capture_end,
        .graph_launch = graph_launch,
        .graph_free = graph_free,
        .linear_pack = linear_pack,
        .linear_free = linear_free,
        .linear = linear,
        .attention = attention,
        .layer_norm = layer_norm,
        .rms_norm = rms_norm,
        .add_rows = add_rows,
        .norm_rope = norm_rope,
        .activate = activate,
        .conv_pack = conv_pack,
        .conv_free = conv_free,
        .conv = conv,
        .pixel_norm = pixel_norm,
        .upsample2 = upsample2,
        .add_frames = add_frames,
    };
    return &table;
}
