/* What model code calls: each ax_op_* checks shapes, strides and dtypes and calls the
 * backend's table. A mismatch is a bug in the engine: AX_ERR_INTERNAL, with both
 * shapes. Row indices lie in device memory and are not checked; the caller keeps them
 * in range.
 *
 *     AX_TRY(ax_op_linear(ops, dev, block->qkv, x, AX_ACT_NONE, qkv, err));
 */
#ifndef AX_TENSOR_DISPATCH_H
#define AX_TENSOR_DISPATCH_H

#include "base/status.h"
#include "tensor/ops.h"

ax_status ax_op_linear_pack(const ax_ops *ops, ax_device *dev, int count,
                            const ax_tensor *const *weights,
                            const ax_tensor *const *biases, bool allow_fp8,
                            ax_linear **out, ax_error *err);
ax_status ax_op_linear(const ax_ops *ops, ax_device *dev, const ax_linear *linear,
                       ax_mat x, ax_act act, ax_mat y, ax_error *err);
/* The same with a host weight [N, K] of any float dtype that is used this once. */
ax_status ax_op_linear_once(const ax_ops *ops, ax_device *dev, const ax_tensor *weight,
                            ax_mat x, ax_act act, ax_mat y, ax_error *err);
ax_status ax_op_attention(const ax_ops *ops, ax_device *dev, ax_heads q, ax_heads k,
                          ax_heads v, const int32_t *key_tokens, float scale,
                          ax_heads out, ax_error *err);
ax_status ax_op_layer_norm(const ax_ops *ops, ax_device *dev, ax_mat x,
                           const float *weight, const float *bias, const ax_mat *shift,
                           const ax_mat *scale, const int32_t *group,
                           const int32_t *rows, float eps, ax_mat y, ax_error *err);
ax_status ax_op_rms_norm(const ax_ops *ops, ax_device *dev, ax_mat x,
                         const float *weight, float eps, ax_mat y, ax_error *err);
ax_status ax_op_add_rows(const ax_ops *ops, ax_device *dev, ax_mat x, ax_mat y,
                         const ax_mat *gate, const int32_t *group, const int32_t *rows,
                         ax_error *err);
ax_status ax_op_norm_rope(const ax_ops *ops, ax_device *dev, ax_mat x,
                          const float *weight, float eps, int heads, const float *table,
                          const int32_t *rows, ax_error *err);
ax_status ax_op_activate(const ax_ops *ops, ax_device *dev, ax_mat x, ax_act act,
                         ax_mat y, ax_error *err);
ax_status ax_op_conv_pack(const ax_ops *ops, ax_device *dev, const ax_tensor *weight,
                          const ax_tensor *bias, ax_conv_desc desc, ax_conv **out,
                          ax_error *err);
ax_status ax_op_conv(const ax_ops *ops, ax_device *dev, const ax_conv *conv,
                     ax_frames x, int pad_front, ax_frames y, ax_error *err);
ax_status ax_op_pixel_norm(const ax_ops *ops, ax_device *dev, ax_frames x,
                           const float *gamma, ax_act act, ax_frames y, ax_error *err);
ax_status ax_op_upsample2(const ax_ops *ops, ax_device *dev, ax_frames x, ax_frames y,
                          ax_error *err);
ax_status ax_op_add_frames(const ax_ops *ops, ax_device *dev, ax_frames x, ax_frames y,
                           ax_error *err);

/* Frames, height and width of conv()'s output for x; false where none is left. */
bool ax_conv_output(const ax_conv_shape *conv, const ax_frames *x, int pad_front,
                    int64_t *frames, int64_t *height, int64_t *width);

/* For backends: the weights of linear_pack() stacked to one matrix, row-major F32 [N,
 * K], and their biases [N], in new memory that the caller frees; *bias is NULL where no
 * weight has one. Fills *shape. `weight` may be NULL: then
 * only the biases, and the weights are checked where they are. */
ax_status ax_linear_gather(int count, const ax_tensor *const *weights,
                           const ax_tensor *const *biases, ax_linear_shape *shape,
                           float **weight, float **bias, ax_error *err);

/* A copy of a host array in device memory, to be released by the caller. */
ax_status ax_device_copy(const ax_ops *ops, ax_device *dev, const void *src,
                         size_t bytes, const char *what, void **out, ax_error *err);
/* Likewise a tensor, as F32 (norm weights, tables). */
ax_status ax_device_f32(const ax_ops *ops, ax_device *dev, const ax_tensor *t,
                        const char *what, float **out, ax_error *err);

#endif
