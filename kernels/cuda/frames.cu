/* Operators over frames of images, channels last (tensor/ops.h). */
#include "device.cuh"

/* Wan VAE's norm: one warp per pixel. */
extern "C" __global__ void __launch_bounds__(32 * AX_PIXEL_WARPS)
    ax_pixel_norm(const void *x, int x_dtype, const float *gamma, int act, void *y,
                  int y_dtype, int channels, long long pixels) {
    const int lane = threadIdx.x % 32;
    const long long pixel = (long long)blockIdx.x * AX_PIXEL_WARPS + threadIdx.x / 32;
    if (pixel >= pixels) return; /* whole warps only */
    const long long first = pixel * channels;
    float squares = 0;
    for (int c = lane; c < channels; c += 32) {
        const float v = load(x, x_dtype, first + c);
        squares += v * v;
    }
    const float norm = sqrtf(warp_sum(squares));
    const float factor = sqrtf((float)channels) / fmaxf(norm, 1e-12f);
    for (int c = lane; c < channels; c += 32)
        store(y, y_dtype, first + c,
              activated(act, load(x, x_dtype, first + c) * factor * gamma[c]));
}

/* One thread per element of y; x and y have the same dtype of `size` bytes. */
extern "C" __global__ void __launch_bounds__(AX_FLAT_THREADS)
    ax_upsample2(const void *x, void *y, int size, int height, int width, int channels,
                 long long count) {
    const long long i = (long long)blockIdx.x * AX_FLAT_THREADS + threadIdx.x;
    if (i >= count) return;
    const long long c = i % channels, column = i / channels % (2 * width);
    const long long line = i / channels / (2 * width);
    const long long frame = line / (2 * height), row = line % (2 * height);
    const long long from =
        ((frame * height + row / 2) * width + column / 2) * channels + c;
    if (size == 4)
        ((unsigned *)y)[i] = ((const unsigned *)x)[from];
    else
        ((unsigned short *)y)[i] = ((const unsigned short *)x)[from];
}

extern "C" __global__ void __launch_bounds__(AX_FLAT_THREADS)
    ax_add_frames(void *x, int x_dtype, const void *y, int y_dtype, long long count) {
    const long long i = (long long)blockIdx.x * AX_FLAT_THREADS + threadIdx.x;
    if (i < count) store(x, x_dtype, i, load(x, x_dtype, i) + load(y, y_dtype, i));
}

/* im2col: the neighbourhoods of pixels [first, first + ...) of y, one per row, with
 * columns in the order kt, kh, kw, channels. One thread per element. */
extern "C" __global__ void __launch_bounds__(AX_FLAT_THREADS)
    ax_unfold(const void *x, int x_dtype, ax_kernel_unfold u, long long first,
              void *out, int out_dtype, long long count) {
    const long long i = (long long)blockIdx.x * AX_FLAT_THREADS + threadIdx.x;
    if (i >= count) return;
    const long long cols = (long long)u.kt * u.kh * u.kw * u.channels;
    const long long pixel = first + i / cols;
    long long rest = i % cols;
    const int c = (int)(rest % u.channels);
    rest /= u.channels;
    const int dx = (int)(rest % u.kw), dy = (int)(rest / u.kw % u.kh);
    const int dt = (int)(rest / u.kw / u.kh);
    const int ox = (int)(pixel % u.out_width);
    const int oy = (int)(pixel / u.out_width % u.out_height);
    const long long ot = pixel / u.out_width / u.out_height;
    const long long t = ot * u.stride_t + dt - u.pad_front;
    const int row = oy * u.stride_h + dy - u.pad_top;
    const int column = ox * u.stride_w + dx - u.pad_left;
    float v = 0;
    if (t >= 0 && t < u.frames && row >= 0 && row < u.height && column >= 0 &&
        column < u.width)
        v = load(x, x_dtype,
                 ((t * u.height + row) * u.width + column) * u.channels + c);
    store(out, out_dtype, i, v);
}
