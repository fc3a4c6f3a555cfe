/* Convolutions: cuDNN's if available; otherwise matrix products (im2col): the
 * neighbourhoods of as many pixels as fit in scratch memory, one per row, times the
 * weights. */
#include <string.h>

#include "base/memory.h"
#include "device.h"
#include "tensor/safetensors.h"

/* Scratch memory for neighbourhoods: large enough that one product occupies the
 * card. */
static const int64_t unfold_bytes = (int64_t)256 << 20;

struct ax_conv {
    ax_conv_shape shape;     /* first: tensor/ops.h */
    ax_cuda_weights on_card; /* weights [O, kt, kh, kw, I] */
};

/* From [O, I, kt, kh, kw] to [O, kt, kh, kw, I]. */
static void to_channels_last(const ax_conv_shape *s, const float *in, float *out) {
    const int64_t taps = (int64_t)s->kt * s->kh * s->kw;
    for (int64_t o = 0; o < s->out; o++)
        for (int64_t i = 0; i < s->in; i++)
            for (int64_t t = 0; t < taps; t++)
                out[(o * taps + t) * s->in + i] = in[(o * s->in + i) * taps + t];
}

ax_status ax_cuda_conv_pack(ax_device *dev, const ax_tensor *weight,
                            const ax_tensor *bias, ax_conv_desc desc, ax_conv **out,
                            ax_error *err) {
    const int64_t *kernel = weight->shape + weight->rank - 2;
    const size_t count = (size_t)ax_tensor_count(weight);
    float *row_major = NULL, *channels_last = NULL, *biases = NULL;
    ax_conv *conv;
    AX_TRY(AX_NEW(ax_conv, 1, "a convolution", &conv, err));
    const int64_t kt = weight->rank == 5 ? weight->shape[2] : 1;
    conv->shape = (ax_conv_shape){weight->shape[1], weight->shape[0], (int)kt,
                                  (int)kernel[0],   (int)kernel[1],   desc};
    const size_t outputs = (size_t)conv->shape.out;
    ax_status status =
        ax_malloc(count, sizeof *row_major, "a weight", (void **)&row_major, err);
    if (status == AX_OK)
        status = ax_malloc(count, sizeof *channels_last, "a weight",
                           (void **)&channels_last, err);
    if (status == AX_OK && bias)
        status = ax_malloc(outputs, sizeof *biases, "a bias", (void **)&biases, err);
    if (status == AX_OK) status = ax_weights_to_f32(weight, row_major, err);
    if (status == AX_OK && bias) status = ax_weights_to_f32(bias, biases, err);
    if (status == AX_OK) {
        to_channels_last(&conv->shape, row_major, channels_last);
        status = ax_cuda_weights_put(dev, channels_last, count, biases, outputs, false,
                                     &conv->on_card, err);
    }
    ax_free(row_major);
    ax_free(channels_last);
    ax_free(biases);
    if (status == AX_OK)
        *out = conv;
    else
        ax_cuda_conv_free(dev, conv);
    return status;
}

void ax_cuda_conv_free(ax_device *dev, ax_conv *conv) {
    if (!conv) return;
    ax_cuda_weights_drop(dev, &conv->on_card);
    ax_free(conv);
}

static ax_kernel_unfold unfolding(const ax_conv_shape *s, ax_frames x, int pad_front,
                                  ax_frames y) {
    return (ax_kernel_unfold){.frames = (int)x.frames,
                              .height = (int)x.height,
                              .width = (int)x.width,
                              .channels = (int)x.channels,
                              .out_height = (int)y.height,
                              .out_width = (int)y.width,
                              .kt = s->kt,
                              .kh = s->kh,
                              .kw = s->kw,
                              .stride_t = s->desc.stride_t,
                              .stride_h = s->desc.stride_h,
                              .stride_w = s->desc.stride_w,
                              .pad_front = pad_front,
                              .pad_top = s->desc.pad_top,
                              .pad_left = s->desc.pad_left};
}

static ax_dnn_key key_of(const ax_conv_shape *s, ax_frames x, int pad_front,
                         ax_frames y, bool has_bias) {
    ax_dnn_key key;
    memset(&key, 0, sizeof key);
    key.kind = AX_DNN_CONV;
    key.conv = (ax_dnn_conv){
        .x = {x.frames, x.height, x.width, x.channels},
        .y = {y.frames, y.height, y.width, y.channels},
        .kernel = {s->kt, s->kh, s->kw},
        .stride = {s->desc.stride_t, s->desc.stride_h, s->desc.stride_w},
        .before = {pad_front, s->desc.pad_top, s->desc.pad_left},
        .after = {0, s->desc.pad_bottom, s->desc.pad_right},
        .y_is_f32 = y.dtype == AX_F32,
        .has_bias = has_bias,
    };
    return key;
}

/* False, and nothing was run, if cuDNN is missing or does not support it. */
static bool by_cudnn(ax_device *dev, const ax_conv *conv, ax_frames x, int pad_front,
                     ax_frames y, ax_status *status, ax_error *err) {
    const CUdeviceptr bias = ax_cuda_bias(&conv->on_card, y.dtype);
    /* Plans assume that addresses are multiples of 16. */
    if (dev->dtype != AX_BF16 || x.dtype != AX_BF16 ||
        ((uintptr_t)x.data | (uintptr_t)y.data) % 16)
        return false;
    const ax_dnn_key key = key_of(&conv->shape, x, pad_front, y, bias != 0);
    const ax_dnn_plan *plan = ax_dnn_find(&dev->dnn, &key);
    if (!plan) return false;
    void *workspace = NULL;
    void *const pointers[] = {x.data, (void *)(uintptr_t)conv->on_card.weights, y.data,
                              (void *)(uintptr_t)bias};
    *status = ax_cuda_scratch(dev, AX_CUDA_SLOT_BLAS, (size_t)plan->workspace,
                              &workspace, err);
    if (*status == AX_OK)
        *status = ax_dnn_run(&dev->dnn, plan, bias ? 4 : 3, pointers, workspace, err);
    return true;
}

/* Whether it is a 1 x 1 x 1 convolution, whose output pixels are its input pixels. */
static bool is_product(const ax_conv_shape *s, int pad_front, ax_frames x,
                       ax_frames y) {
    return s->kt == 1 && s->kh == 1 && s->kw == 1 && pad_front == 0 &&
           x.frames == y.frames && x.height == y.height && x.width == y.width &&
           s->desc.pad_top == 0 && s->desc.pad_left == 0;
}

ax_status ax_cuda_conv(ax_device *dev, const ax_conv *conv, ax_frames x, int pad_front,
                       ax_frames y, ax_error *err) {
    const ax_conv_shape *s = &conv->shape;
    const int64_t pixels = y.frames * y.height * y.width;
    const ax_mat in =
        ax_mat_of(x.data, x.dtype, x.frames * x.height * x.width, x.channels);
    ax_mat out = ax_mat_of(y.data, y.dtype, pixels, y.channels);
    if (is_product(s, pad_front, x, y)) {
        ax_mat ready;
        AX_TRY(ax_cuda_as_compute(dev, in, &ready, err));
        return ax_cuda_multiply(dev, &conv->on_card, ready, AX_ACT_NONE, out, err);
    }
    ax_status status = AX_OK;
    if (by_cudnn(dev, conv, x, pad_front, y, &status, err)) return status;
    const int64_t cols = (int64_t)s->kt * s->kh * s->kw * s->in;
    const int64_t row_bytes = cols * (int64_t)ax_dtype_size(dev->dtype);
    int64_t max_pixels = unfold_bytes / row_bytes;
    if (max_pixels < 1) max_pixels = 1;
    if (max_pixels > pixels) max_pixels = pixels;
    ax_kernel_unfold unfold = unfolding(s, x, pad_front, y);
    int in_type = (int)x.dtype, out_type = (int)dev->dtype;
    void *rows;
    AX_TRY(ax_cuda_scratch(dev, AX_CUDA_SLOT_UNFOLD, (size_t)(max_pixels * row_bytes),
                           &rows, err));
    for (int64_t first = 0; first < pixels; first += max_pixels) {
        const int64_t n = pixels - first < max_pixels ? pixels - first : max_pixels;
        long long from = first, count = n * cols;
        AX_TRY(AX_LAUNCH(dev, AX_KERNEL_ax_unfold, ax_cuda_flat(count), err, &x.data,
                         &in_type, &unfold, &from, &rows, &out_type, &count));
        AX_TRY(ax_cuda_multiply(dev, &conv->on_card,
                                ax_mat_of(rows, dev->dtype, n, cols), AX_ACT_NONE,
                                ax_mat_rows(out, first, n), err));
    }
    return AX_OK;
}
