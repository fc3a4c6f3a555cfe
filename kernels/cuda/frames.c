/* Operators over frames of images: launches the kernels of frames.cu. */
#include "device.h"

static int64_t pixels_of(ax_frames f) {
    return f.frames * f.height * f.width;
}

ax_status ax_cuda_pixel_norm(ax_device *dev, ax_frames x, const float *gamma,
                             ax_act act, ax_frames y, ax_error *err) {
    if ((unsigned)act > AX_ACT_GELU_ERF)
        return ax_fail(err, AX_ERR_INTERNAL, "pixel_norm: activation %d", (int)act);
    int in = (int)x.dtype, out = (int)y.dtype, kind = (int)act;
    int channels = (int)x.channels;
    long long pixels = pixels_of(x);
    const ax_cuda_grid grid = {(pixels + AX_PIXEL_WARPS - 1) / AX_PIXEL_WARPS, 1, 1,
                               32 * AX_PIXEL_WARPS};
    return AX_LAUNCH(dev, AX_KERNEL_ax_pixel_norm, grid, err, &x.data, &in, &gamma,
                     &kind, &y.data, &out, &channels, &pixels);
}

ax_status ax_cuda_upsample2(ax_device *dev, ax_frames x, ax_frames y, ax_error *err) {
    int size = (int)ax_dtype_size(x.dtype), height = (int)x.height;
    int width = (int)x.width, channels = (int)x.channels;
    long long count = pixels_of(y) * y.channels;
    return AX_LAUNCH(dev, AX_KERNEL_ax_upsample2, ax_cuda_flat(count), err, &x.data,
                     &y.data, &size, &height, &width, &channels, &count);
}

ax_status ax_cuda_add_frames(ax_device *dev, ax_frames x, ax_frames y, ax_error *err) {
    int in = (int)x.dtype, add = (int)y.dtype;
    long long count = pixels_of(x) * x.channels;
    return AX_LAUNCH(dev, AX_KERNEL_ax_add_frames, ax_cuda_flat(count), err, &x.data,
                     &in, &y.data, &add, &count);
}
