/* Tensors and matrix views. Shape letters used in every comment of the engine:
 *   B batch   V views   F frames (latent frames in the transformer)   S tokens
 *   D width   H heads   h, w height and width   C channels   J joints   N bones
 *   M rows of a matrix   K its columns   G modulation groups
 */
#ifndef AX_TENSOR_TENSOR_H
#define AX_TENSOR_TENSOR_H

#include <stddef.h>
#include <stdint.h>

typedef enum ax_dtype { AX_F32 = 0, AX_BF16 = 1, AX_F16 = 2, AX_I32 = 3 } ax_dtype;

static inline size_t ax_dtype_size(ax_dtype t) {
    return t == AX_F32 || t == AX_I32 ? 4 : 2;
}

enum { AX_MAX_RANK = 6 };

/* A contiguous, row-major host tensor. Does not own its data, nor its names. */
typedef struct ax_tensor {
    const void *data;
    ax_dtype dtype;
    int rank;
    int64_t shape[AX_MAX_RANK];
    const char *file, *name; /* where it is from, for messages; or NULL */
} ax_tensor;

/* A matrix in device memory; rows lie `stride` elements apart (>= cols). The unit in
 * which operators take activations. Does not own its data. */
typedef struct ax_mat {
    void *data;
    ax_dtype dtype;
    int64_t rows, cols, stride;
} ax_mat;

static inline ax_mat ax_mat_of(void *data, ax_dtype dtype, int64_t rows, int64_t cols) {
    return (ax_mat){data, dtype, rows, cols, cols};
}
/* Columns [from, from + cols) of `m`: q, k or v inside a fused projection. */
static inline ax_mat ax_mat_cols(ax_mat m, int64_t from, int64_t cols) {
    m.data = (char *)m.data + (size_t)from * ax_dtype_size(m.dtype);
    m.cols = cols;
    return m;
}
/* Rows [from, from + rows) of `m`. */
static inline ax_mat ax_mat_rows(ax_mat m, int64_t from, int64_t rows) {
    m.data = (char *)m.data + (size_t)(from * m.stride) * ax_dtype_size(m.dtype);
    m.rows = rows;
    return m;
}

/* Frames of images in device memory: [frames, height, width, channels], contiguous. */
typedef struct ax_frames {
    void *data;
    ax_dtype dtype;
    int64_t frames, height, width, channels;
} ax_frames;

#endif
