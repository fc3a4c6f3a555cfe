/* Operators over frames of images that are not convolutions. */
#include <math.h>

#include "cpu/device.h"
#include "cpu/kernels.h"

static char *pixel_of(ax_frames f, int64_t pixel) {
    return (char *)f.data + pixel * f.channels * (int64_t)ax_dtype_size(f.dtype);
}

/* One pixel, for more channels than a chunk holds. */
AX_TARGET_CLONES
static void pixel_norm_wide(const void *in, ax_dtype in_type, void *out,
                            ax_dtype out_type, int64_t channels, const float *gamma,
                            ax_act act) {
    float squares = 0, buffer[CHUNK];
    for (int64_t at = 0; at < channels; at += CHUNK) {
        const int64_t c = chunk_size(channels - at);
        load_chunk(in, in_type, at, c, buffer);
#pragma omp simd reduction(+ : squares)
        for (int64_t i = 0; i < c; i++) squares += buffer[i] * buffer[i];
    }
    const float norm = sqrtf(squares);
    const float factor = sqrtf((float)channels) / (norm > 1e-12f ? norm : 1e-12f);
    for (int64_t at = 0; at < channels; at += CHUNK) {
        const int64_t c = chunk_size(channels - at);
        load_chunk(in, in_type, at, c, buffer);
        for (int64_t i = 0; i < c; i++) buffer[i] *= factor * gamma[at + i];
        act_chunk(act, buffer, c);
        store_chunk(out, out_type, at, c, buffer);
    }
}

/* As many whole pixels at a time as a chunk holds. Only the norm is computed pixel by
 * pixel: with few channels, short loops would cost most of the time. */
AX_TARGET_CLONES
static void pixel_norm_narrow(const void *in, ax_dtype in_type, void *out,
                              ax_dtype out_type, int64_t pixels, int64_t channels,
                              const float *gamma, ax_act act) {
    const float root = sqrtf((float)channels);
    const int64_t max_pixels = CHUNK / channels;
    float buffer[CHUNK], factors[CHUNK];
    for (int64_t p = 0; p < pixels; p += max_pixels) {
        const int64_t n = pixels - p < max_pixels ? pixels - p : max_pixels;
        load_chunk(in, in_type, p * channels, n * channels, buffer);
        for (int64_t k = 0; k < n; k++) {
            const float *x = buffer + k * channels;
            float squares = 0;
#pragma omp simd reduction(+ : squares)
            for (int64_t i = 0; i < channels; i++) squares += x[i] * x[i];
            factors[k] = squares;
        }
        for (int64_t k = 0; k < n; k++) {
            const float norm = sqrtf(factors[k]);
            factors[k] = root / (norm > 1e-12f ? norm : 1e-12f);
        }
        for (int64_t k = 0; k < n; k++) {
            float *x = buffer + k * channels;
            const float factor = factors[k];
            for (int64_t i = 0; i < channels; i++) x[i] *= factor * gamma[i];
        }
        act_chunk(act, buffer, n * channels);
        store_chunk(out, out_type, p * channels, n * channels, buffer);
    }
}

ax_status ax_cpu_pixel_norm(ax_device *dev, ax_frames x, const float *gamma, ax_act act,
                            ax_frames y, ax_error *err) {
    (void)dev;
    if ((unsigned)act > AX_ACT_GELU_ERF) {
        return ax_fail(err, AX_ERR_INTERNAL, "pixel_norm: activation %d", (int)act);
    }
#pragma omp parallel for schedule(static)
    for (int64_t line = 0; line < x.frames * x.height; line++) {
        const int64_t first = line * x.width;
        if (x.channels <= CHUNK) {
            pixel_norm_narrow(pixel_of(x, first), x.dtype, pixel_of(y, first), y.dtype,
                              x.width, x.channels, gamma, act);
            continue;
        }
        for (int64_t p = first; p < first + x.width; p++) {
            pixel_norm_wide(pixel_of(x, p), x.dtype, pixel_of(y, p), y.dtype,
                            x.channels, gamma, act);
        }
    }
    return AX_OK;
}

ax_status ax_cpu_upsample2(ax_device *dev, ax_frames x, ax_frames y, ax_error *err) {
    (void)dev;
    (void)err;
    const size_t pixel = (size_t)x.channels * ax_dtype_size(x.dtype);
    const size_t row = pixel * (size_t)x.width;
#pragma omp parallel for schedule(static)
    for (int64_t line = 0; line < x.frames * x.height; line++) {
        const char *in = (const char *)x.data + (size_t)line * row;
        char *out = (char *)y.data + (size_t)line * 4 * row;
        for (int64_t j = 0; j < x.width; j++) {
            memcpy(out + 2 * (size_t)j * pixel, in + (size_t)j * pixel, pixel);
            memcpy(out + (2 * (size_t)j + 1) * pixel, in + (size_t)j * pixel, pixel);
        }
        memcpy(out + 2 * row, out, 2 * row);
    }
    return AX_OK;
}

AX_TARGET_CLONES
static void add_span(void *x, ax_dtype x_type, const void *y, ax_dtype y_type,
                     int64_t count) {
    float a[CHUNK], b[CHUNK];
    for (int64_t at = 0; at < count; at += CHUNK) {
        const int64_t c = chunk_size(count - at);
        load_chunk(x, x_type, at, c, a);
        load_chunk(y, y_type, at, c, b);
        for (int64_t i = 0; i < c; i++) a[i] += b[i];
        store_chunk(x, x_type, at, c, a);
    }
}

ax_status ax_cpu_add_frames(ax_device *dev, ax_frames x, ax_frames y, ax_error *err) {
    (void)dev;
    (void)err;
    const int64_t row = x.width * x.channels;
#pragma omp parallel for schedule(static)
    for (int64_t line = 0; line < x.frames * x.height; line++) {
        add_span(pixel_of(x, line * x.width), x.dtype, pixel_of(y, line * x.width),
                 y.dtype, row);
    }
    return AX_OK;
}
