#include <string.h>

#include "base/memory.h"
#include "cpu/device.h"
#include "tensor/safetensors.h"

struct ax_conv {
    ax_conv_shape shape; /* first: tensor/ops.h */
    bool planar;         /* 2D: the frames are its batch */
    ax_dnnl_weights *weights;
    float *bias;
};

ax_status ax_cpu_conv_pack(ax_device *dev, const ax_tensor *weight,
                           const ax_tensor *bias, ax_conv_desc desc, ax_conv **out,
                           ax_error *err) {
    float *row_major = NULL;
    ax_conv *conv = NULL;
    const int64_t *kernel = weight->shape + weight->rank - 2;
    ax_status status = AX_NEW(ax_conv, 1, "a convolution", &conv, err);
    if (status != AX_OK) goto done;
    int64_t kt = weight->rank == 5 ? weight->shape[2] : 1;
    conv->shape = (ax_conv_shape){weight->shape[1], weight->shape[0], (int)kt,
                                  (int)kernel[0],   (int)kernel[1],   desc};
    conv->planar = kt == 1 && desc.stride_t == 1;
    status = ax_malloc((size_t)ax_tensor_count(weight), sizeof *row_major, "a weight",
                       (void **)&row_major, err);
    if (status != AX_OK) goto done;
    status = ax_weights_to_f32(weight, row_major, err);
    if (status != AX_OK) goto done;
    if (bias) {
        status = AX_NEW(float, conv->shape.out, "a bias", &conv->bias, err);
        if (status != AX_OK) goto done;
        status = ax_weights_to_f32(bias, conv->bias, err);
        if (status != AX_OK) goto done;
    }
    status = ax_dnnl_pack_conv(dev->dnnl, &conv->shape, conv->planar, row_major,
                               dev->dtype, &conv->weights, err);
    if (status != AX_OK) goto done;
    *out = conv;
    conv = NULL;
done:
    ax_free(row_major);
    ax_cpu_conv_free(dev, conv);
    return status;
}

void ax_cpu_conv_free(ax_device *dev, ax_conv *conv) {
    (void)dev;
    if (!conv) return;
    ax_dnnl_weights_free(conv->weights);
    ax_free(conv->bias);
    ax_free(conv);
}

static ax_mat pixels_of(ax_frames f) {
    return ax_mat_of(f.data, f.dtype, f.frames * f.height * f.width, f.channels);
}

static ax_status run(ax_device *dev, const ax_conv *conv, ax_frames x, int pad_front,
                     ax_frames y, ax_error *err) {
    ax_cpu_primitive_key key;
    memset(&key, 0, sizeof key);
    key.conv = 1;
    ax_dnnl_conv *c = &key.convolution;
    memcpy(&c->shape, &conv->shape, sizeof c->shape);
    c->x_frames = x.frames;
    c->x_height = x.height;
    c->x_width = x.width;
    c->y_frames = y.frames;
    c->y_height = y.height;
    c->y_width = y.width;
    c->pad_front = pad_front;
    c->x = x.dtype;
    c->y = y.dtype;
    c->bias = conv->bias != NULL;
    c->planar = conv->planar;
    ax_dnnl_primitive *primitive;
    void *scratch;
    AX_TRY(ax_cpu_primitive(dev, &key, &primitive, err));
    AX_TRY(ax_cpu_scratch(dev, AX_CPU_SLOT_DNNL, ax_dnnl_primitive_scratch(primitive),
                          &scratch, err));
    return ax_dnnl_primitive_run(dev->dnnl, primitive, conv->weights, x.data,
                                 conv->bias, y.data, scratch, err);
}

/* The output of padding frames in a 2D convolution, in which frames are independent:
 * computed for one frame of zeros and then copied. */
static ax_status run_padding(ax_device *dev, const ax_conv *conv, ax_frames x,
                             int count, ax_frames y, ax_error *err) {
    size_t zeros_bytes =
        (size_t)(x.height * x.width * x.channels) * ax_dtype_size(x.dtype);
    size_t frame_bytes =
        (size_t)(y.height * y.width * y.channels) * ax_dtype_size(y.dtype);
    AX_TRY(ax_cpu_scratch(dev, AX_CPU_SLOT_KEYS, zeros_bytes, &x.data, err));
    memset(x.data, 0, zeros_bytes);
    x.frames = y.frames = 1;
    AX_TRY(run(dev, conv, x, 0, y, err));
    for (int i = 1; i < count; i++) {
        memcpy((char *)y.data + (size_t)i * frame_bytes, y.data, frame_bytes);
    }
    return AX_OK;
}

ax_status ax_cpu_conv(ax_device *dev, const ax_conv *conv, ax_frames x, int pad_front,
                      ax_frames y, ax_error *err) {
    ax_mat pixels;
    AX_TRY(ax_cpu_as_compute(dev, pixels_of(x), &pixels, err));
    x.data = pixels.data;
    x.dtype = pixels.dtype;
    if (!conv->planar || pad_front == 0) return run(dev, conv, x, pad_front, y, err);
    AX_TRY(run_padding(dev, conv, x, pad_front, y, err));
    y.data = (char *)y.data + (size_t)(pad_front * y.height * y.width * y.channels) *
                                  ax_dtype_size(y.dtype);
    y.frames -= pad_front;
    return run(dev, conv, x, 0, y, err);
}
