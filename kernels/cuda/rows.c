/* Row operators: launches the kernels of rows.cu. */
#include "base/memory.h"
#include "device.h"

static ax_cuda_grid row_grid(ax_mat y) {
    return (ax_cuda_grid){y.rows, 1, 1, AX_ROW_THREADS};
}

ax_status ax_cuda_layer_norm(ax_device *dev, ax_mat x, const float *weight,
                             const float *bias, const ax_mat *shift,
                             const ax_mat *scale, const int32_t *group,
                             const int32_t *rows, float eps, ax_mat y, ax_error *err) {
    ax_kernel_rows in = ax_cuda_rows(x), out = ax_cuda_rows(y);
    const void *shifts = shift ? shift->data : NULL;
    const void *scales = scale ? scale->data : NULL;
    long long shift_stride = shift ? shift->stride : 0, cols = x.cols;
    long long scale_stride = scale ? scale->stride : 0;
    return AX_LAUNCH(dev, AX_KERNEL_ax_layer_norm, row_grid(y), err, &in, &weight,
                     &bias, &shifts, &shift_stride, &scales, &scale_stride, &group,
                     &rows, &eps, &out, &cols);
}

ax_status ax_cuda_rms_norm(ax_device *dev, ax_mat x, const float *weight, float eps,
                           ax_mat y, ax_error *err) {
    ax_kernel_rows in = ax_cuda_rows(x), out = ax_cuda_rows(y);
    long long cols = x.cols;
    return AX_LAUNCH(dev, AX_KERNEL_ax_rms_norm, row_grid(y), err, &in, &weight, &eps,
                     &out, &cols);
}

ax_status ax_cuda_add_rows(ax_device *dev, ax_mat x, ax_mat y, const ax_mat *gate,
                           const int32_t *group, const int32_t *rows, ax_error *err) {
    ax_kernel_rows in = ax_cuda_rows(x), add = ax_cuda_rows(y);
    const void *gates = gate ? gate->data : NULL;
    long long gate_stride = gate ? gate->stride : 0, cols = x.cols;
    return AX_LAUNCH(dev, AX_KERNEL_ax_add_rows, row_grid(y), err, &in, &add, &gates,
                     &gate_stride, &group, &rows, &cols);
}

ax_status ax_cuda_norm_rope(ax_device *dev, ax_mat x, const float *weight, float eps,
                            int heads, const float *table, const int32_t *rows,
                            ax_error *err) {
    ax_kernel_rows in = ax_cuda_rows(x);
    int head_dim = (int)(x.cols / heads);
    long long cols = x.cols;
    return AX_LAUNCH(dev, AX_KERNEL_ax_norm_rope, row_grid(x), err, &in, &weight, &eps,
                     &head_dim, &table, &rows, &cols);
}

ax_status ax_cuda_activate(ax_device *dev, ax_mat x, ax_act act, ax_mat y,
                           ax_error *err) {
    if (y.dtype == AX_F16 || (unsigned)act > AX_ACT_GELU_ERF)
        return ax_fail(err, AX_ERR_INTERNAL, "activate: dtype %d, activation %d",
                       (int)y.dtype, (int)act);
    ax_kernel_rows in = ax_cuda_rows(x), out = ax_cuda_rows(y);
    int kind = (int)act;
    long long cols = x.cols;
    long long count = y.rows * (in.vector && out.vector ? cols / 4 : cols);
    return AX_LAUNCH(dev, AX_KERNEL_ax_activate, ax_cuda_flat(count), err, &in, &kind,
                     &out, &cols, &count);
}

ax_status ax_cuda_as_compute(ax_device *dev, ax_mat x, ax_mat *out, ax_error *err) {
    size_t count, bytes;
    void *data;
    if (x.dtype == dev->dtype) {
        *out = x;
        return AX_OK;
    }
    if (!ax_size_mul((size_t)x.rows, (size_t)x.cols, &count) ||
        !ax_size_mul(count, ax_dtype_size(dev->dtype), &bytes))
        return ax_fail(err, AX_ERR_RESOURCE, "a matrix too large to convert");
    AX_TRY(ax_cuda_scratch(dev, AX_CUDA_SLOT_INPUT, bytes, &data, err));
    *out = ax_mat_of(data, dev->dtype, x.rows, x.cols);
    return ax_cuda_activate(dev, x, AX_ACT_NONE, *out, err);
}
