#include "tensor/dispatch.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/memory.h"
#include "tensor/safetensors.h"

#define MAT "[%" PRId64 ", %" PRId64 "]"

static ax_status fail_mats(const char *op, const char *what, ax_mat x, ax_mat y,
                           ax_error *err) {
    return ax_fail(err, AX_ERR_INTERNAL,
                   "%s: %s (x " MAT " stride %" PRId64 ", y " MAT " stride %" PRId64
                   ")",
                   op, what, x.rows, x.cols, x.stride, y.rows, y.cols, y.stride);
}

static bool is_float(ax_dtype dtype) {
    return dtype == AX_F32 || dtype == AX_BF16 || dtype == AX_F16;
}

/* F32 or the device's compute dtype. */
static bool is_activation(const ax_ops *ops, const ax_device *dev, ax_dtype dtype) {
    return dtype == AX_F32 || dtype == ops->compute_dtype(dev);
}

static bool good_mat(ax_mat m) {
    return is_float(m.dtype) && m.rows >= 0 && m.cols > 0 && m.stride >= m.cols &&
           (m.data || m.rows == 0);
}

/* ---- matrix products ---- */

ax_status ax_op_linear_pack(const ax_ops *ops, ax_device *dev, int count,
                            const ax_tensor *const *weights,
                            const ax_tensor *const *biases, bool allow_fp8,
                            ax_linear **out, ax_error *err) {
    if (count < 1) return ax_fail(err, AX_ERR_INTERNAL, "linear_pack: no weight");
    for (int i = 0; i < count; i++) {
        const ax_tensor *w = weights[i], *b = biases ? biases[i] : NULL;
        bool good = w->rank == 2 && is_float(w->dtype) && w->shape[0] > 0 &&
                    w->shape[1] > 0 && w->shape[1] == weights[0]->shape[1];
        if (good && b)
            good = b->rank == 1 && is_float(b->dtype) && b->shape[0] == w->shape[0];
        if (!good) {
            return ax_fail(err, AX_ERR_MODEL,
                           "linear_pack: weight %d of rank %d is " MAT
                           ", bias [%" PRId64 "], K of the first is %" PRId64,
                           i, w->rank, w->shape[0], w->shape[1], b ? b->shape[0] : -1,
                           weights[0]->shape[1]);
        }
    }
    return ops->linear_pack(dev, count, weights, biases, allow_fp8, out, err);
}

static ax_status gather_rows(int count, const ax_tensor *const *weights,
                             const ax_tensor *const *biases, int64_t in, float *weight,
                             float *bias, ax_error *err) {
    for (int i = 0; i < count; i++) {
        if (weight) {
            AX_TRY(ax_weights_to_f32(weights[i], weight, err));
            weight += weights[i]->shape[0] * in;
        } else {
            AX_TRY(ax_weights_check(weights[i], err));
        }
        if (!bias) continue;
        if (biases[i]) AX_TRY(ax_weights_to_f32(biases[i], bias, err));
        bias += weights[i]->shape[0]; /* stays zero where a weight has none */
    }
    return AX_OK;
}

ax_status ax_linear_gather(int count, const ax_tensor *const *weights,
                           const ax_tensor *const *biases, ax_linear_shape *shape,
                           float **weight, float **bias, ax_error *err) {
    bool has_bias = false;
    size_t elements;
    *bias = NULL;
    if (weight) *weight = NULL;
    *shape = (ax_linear_shape){.in = weights[0]->shape[1]};
    for (int i = 0; i < count; i++) {
        shape->out += weights[i]->shape[0];
        has_bias = has_bias || (biases && biases[i]);
    }
    if (!ax_size_mul((size_t)shape->in, (size_t)shape->out, &elements))
        return ax_fail(err, AX_ERR_RESOURCE, "a linear layer too large to address");
    if (has_bias) AX_TRY(AX_NEW(float, shape->out, "a bias", bias, err));
    ax_status status =
        weight ? ax_malloc(elements, sizeof **weight, "a weight", (void **)weight, err)
               : AX_OK;
    if (status == AX_OK)
        status = gather_rows(count, weights, biases, shape->in, weight ? *weight : NULL,
                             *bias, err);
    if (status == AX_OK) return AX_OK;
    if (weight) {
        ax_free(*weight);
        *weight = NULL;
    }
    ax_free(*bias);
    *bias = NULL;
    return status;
}

ax_status ax_op_linear(const ax_ops *ops, ax_device *dev, const ax_linear *linear,
                       ax_mat x, ax_act act, ax_mat y, ax_error *err) {
    const ax_linear_shape *shape = ax_linear_shape_of(linear);
    if (!good_mat(x) || !good_mat(y) || x.rows != y.rows || x.cols != shape->in ||
        y.cols != shape->out || !is_activation(ops, dev, x.dtype) ||
        !is_activation(ops, dev, y.dtype)) {
        char what[80];
        (void)snprintf(what, sizeof what, "K %" PRId64 ", N %" PRId64, shape->in,
                       shape->out);
        return fail_mats("linear", what, x, y, err);
    }
    return x.rows == 0 ? AX_OK : ops->linear(dev, linear, x, act, y, err);
}

ax_status ax_op_linear_once(const ax_ops *ops, ax_device *dev, const ax_tensor *weight,
                            ax_mat x, ax_act act, ax_mat y, ax_error *err) {
    if (!ops->linear_once || weight->dtype != ops->compute_dtype(dev)) {
        const ax_tensor *bias = NULL;
        ax_linear *packed = NULL;
        AX_TRY(ax_op_linear_pack(ops, dev, 1, &weight, &bias, false, &packed, err));
        const ax_status status = ax_op_linear(ops, dev, packed, x, act, y, err);
        ops->linear_free(dev, packed);
        return status;
    }
    if (!good_mat(x) || !good_mat(y) || x.rows != y.rows || weight->rank != 2 ||
        x.cols != weight->shape[1] || y.cols != weight->shape[0] ||
        !is_activation(ops, dev, x.dtype) || !is_activation(ops, dev, y.dtype))
        return fail_mats("linear_once", "another weight", x, y, err);
    AX_TRY(ax_weights_check(weight, err));
    return x.rows == 0 ? AX_OK : ops->linear_once(dev, weight, x, act, y, err);
}

static bool good_heads(ax_heads h) {
    return is_float(h.dtype) && h.batch >= 0 && h.tokens >= 0 && h.heads > 0 &&
           h.head_dim > 0 && h.stride_token >= h.heads * h.head_dim && h.data;
}

ax_status ax_op_attention(const ax_ops *ops, ax_device *dev, ax_heads q, ax_heads k,
                          ax_heads v, const int32_t *key_tokens, float scale,
                          ax_heads out, ax_error *err) {
    bool good =
        good_heads(q) && good_heads(k) && good_heads(v) && good_heads(out) &&
        q.dtype == k.dtype && k.dtype == v.dtype && is_activation(ops, dev, q.dtype) &&
        is_activation(ops, dev, out.dtype) && q.batch == k.batch &&
        k.batch == v.batch && q.batch == out.batch && q.heads == k.heads &&
        k.heads == v.heads && q.heads == out.heads && q.head_dim == k.head_dim &&
        k.head_dim == v.head_dim && q.head_dim == out.head_dim &&
        k.tokens == v.tokens && q.tokens == out.tokens && k.tokens > 0 && scale > 0.0f;
    for (int64_t b = 0; good && key_tokens && b < k.batch; b++) {
        good = key_tokens[b] > 0 && key_tokens[b] <= k.tokens;
    }
    if (!good) {
        return ax_fail(err, AX_ERR_INTERNAL,
                       "attention: q %" PRId64 " x %" PRId64 " tokens x %" PRId64
                       " heads x %" PRId64 ", k %" PRId64 " x %" PRId64 " x %" PRId64
                       " x %" PRId64 ", v %" PRId64 " tokens, out %" PRId64,
                       q.batch, q.tokens, q.heads, q.head_dim, k.batch, k.tokens,
                       k.heads, k.head_dim, v.tokens, out.tokens);
    }
    if (q.batch == 0 || q.tokens == 0) return AX_OK;
    return ops->attention(dev, q, k, v, key_tokens, scale, out, err);
}

/* ---- rows ---- */

static bool good_groups(const ax_mat *m, int64_t cols) {
    return !m || (good_mat(*m) && m->dtype == AX_F32 && m->cols == cols && m->rows > 0);
}

ax_status ax_op_layer_norm(const ax_ops *ops, ax_device *dev, ax_mat x,
                           const float *weight, const float *bias, const ax_mat *shift,
                           const ax_mat *scale, const int32_t *group,
                           const int32_t *rows, float eps, ax_mat y, ax_error *err) {
    bool good = good_mat(x) && good_mat(y) && x.cols == y.cols && x.dtype == AX_F32 &&
                is_activation(ops, dev, y.dtype) && (rows || x.rows == y.rows) &&
                !shift == !scale && good_groups(shift, x.cols) &&
                good_groups(scale, x.cols);
    if (!good) return fail_mats("layer_norm", "shapes differ", x, y, err);
    if (y.rows == 0) return AX_OK;
    return ops->layer_norm(dev, x, weight, bias, shift, scale, group, rows, eps, y,
                           err);
}

ax_status ax_op_rms_norm(const ax_ops *ops, ax_device *dev, ax_mat x,
                         const float *weight, float eps, ax_mat y, ax_error *err) {
    bool good = good_mat(x) && good_mat(y) && x.cols == y.cols && x.rows == y.rows &&
                is_activation(ops, dev, x.dtype) && is_activation(ops, dev, y.dtype) &&
                (x.data != y.data || (x.dtype == y.dtype && x.stride == y.stride)) &&
                weight;
    if (!good) return fail_mats("rms_norm", "shapes differ", x, y, err);
    return x.rows == 0 ? AX_OK : ops->rms_norm(dev, x, weight, eps, y, err);
}

ax_status ax_op_add_rows(const ax_ops *ops, ax_device *dev, ax_mat x, ax_mat y,
                         const ax_mat *gate, const int32_t *group, const int32_t *rows,
                         ax_error *err) {
    bool good = good_mat(x) && good_mat(y) && x.cols == y.cols && x.dtype == AX_F32 &&
                is_activation(ops, dev, y.dtype) &&
                (rows ? y.rows <= x.rows : y.rows == x.rows) &&
                good_groups(gate, x.cols);
    if (!good) return fail_mats("add_rows", "shapes differ", x, y, err);
    return y.rows == 0 ? AX_OK : ops->add_rows(dev, x, y, gate, group, rows, err);
}

ax_status ax_op_norm_rope(const ax_ops *ops, ax_device *dev, ax_mat x,
                          const float *weight, float eps, int heads, const float *table,
                          const int32_t *rows, ax_error *err) {
    bool good = good_mat(x) && is_activation(ops, dev, x.dtype) && weight && table &&
                heads > 0 && x.cols % heads == 0 && x.cols / heads % 2 == 0;
    if (!good)
        return fail_mats("norm_rope", "heads do not divide the columns", x, x, err);
    if (x.rows == 0) return AX_OK;
    return ops->norm_rope(dev, x, weight, eps, heads, table, rows, err);
}

ax_status ax_op_activate(const ax_ops *ops, ax_device *dev, ax_mat x, ax_act act,
                         ax_mat y, ax_error *err) {
    bool good = good_mat(x) && good_mat(y) && x.cols == y.cols && x.rows == y.rows;
    if (!good) return fail_mats("activate", "shapes differ", x, y, err);
    return x.rows == 0 ? AX_OK : ops->activate(dev, x, act, y, err);
}

/* ---- frames ---- */

#define FRAMES "[%" PRId64 ", %" PRId64 ", %" PRId64 ", %" PRId64 "]"

static ax_status fail_frames(const char *op, ax_frames x, ax_frames y, ax_error *err) {
    return ax_fail(err, AX_ERR_INTERNAL, "%s: x is " FRAMES ", y is " FRAMES, op,
                   x.frames, x.height, x.width, x.channels, y.frames, y.height, y.width,
                   y.channels);
}

static bool good_frames(const ax_ops *ops, const ax_device *dev, ax_frames f) {
    return is_activation(ops, dev, f.dtype) && f.frames >= 0 && f.height > 0 &&
           f.width > 0 && f.channels > 0 && (f.data || f.frames == 0);
}

ax_status ax_op_conv_pack(const ax_ops *ops, ax_device *dev, const ax_tensor *weight,
                          const ax_tensor *bias, ax_conv_desc desc, ax_conv **out,
                          ax_error *err) {
    bool good = (weight->rank == 4 || weight->rank == 5) && is_float(weight->dtype) &&
                ax_tensor_count(weight) > 0 && desc.stride_t > 0 && desc.stride_h > 0 &&
                desc.stride_w > 0 && desc.pad_top >= 0 && desc.pad_bottom >= 0 &&
                desc.pad_left >= 0 && desc.pad_right >= 0;
    if (good && bias) {
        good = bias->rank == 1 && is_float(bias->dtype) &&
               bias->shape[0] == weight->shape[0];
    }
    for (int i = 0; good && i < weight->rank; i++) good = weight->shape[i] < (1 << 24);
    if (!good) {
        return ax_fail(err, AX_ERR_MODEL,
                       "conv_pack: a weight of rank %d, [%" PRId64 ", %" PRId64
                       ", ...], and a bias that does not fit or a stride below 1",
                       weight->rank, weight->shape[0], weight->shape[1]);
    }
    return ops->conv_pack(dev, weight, bias, desc, out, err);
}

bool ax_conv_output(const ax_conv_shape *conv, const ax_frames *x, int pad_front,
                    int64_t *frames, int64_t *height, int64_t *width) {
    const ax_conv_desc *d = &conv->desc;
    int64_t t = x->frames + pad_front - conv->kt;
    int64_t h = x->height + d->pad_top + d->pad_bottom - conv->kh;
    int64_t w = x->width + d->pad_left + d->pad_right - conv->kw;
    if (t < 0 || h < 0 || w < 0) return false;
    *frames = t / d->stride_t + 1;
    *height = h / d->stride_h + 1;
    *width = w / d->stride_w + 1;
    return true;
}

ax_status ax_op_conv(const ax_ops *ops, ax_device *dev, const ax_conv *conv,
                     ax_frames x, int pad_front, ax_frames y, ax_error *err) {
    const ax_conv_shape *shape = ax_conv_shape_of(conv);
    int64_t frames, height, width;
    bool good = good_frames(ops, dev, x) && good_frames(ops, dev, y) &&
                x.channels == shape->in && y.channels == shape->out && pad_front >= 0 &&
                x.frames > 0 &&
                ax_conv_output(shape, &x, pad_front, &frames, &height, &width) &&
                y.frames == frames && y.height == height && y.width == width;
    if (!good) return fail_frames("conv", x, y, err);
    return ops->conv(dev, conv, x, pad_front, y, err);
}

ax_status ax_op_pixel_norm(const ax_ops *ops, ax_device *dev, ax_frames x,
                           const float *gamma, ax_act act, ax_frames y, ax_error *err) {
    bool good = good_frames(ops, dev, x) && good_frames(ops, dev, y) && gamma &&
                x.frames == y.frames && x.height == y.height && x.width == y.width &&
                x.channels == y.channels;
    if (!good) return fail_frames("pixel_norm", x, y, err);
    return x.frames == 0 ? AX_OK : ops->pixel_norm(dev, x, gamma, act, y, err);
}

ax_status ax_op_upsample2(const ax_ops *ops, ax_device *dev, ax_frames x, ax_frames y,
                          ax_error *err) {
    bool good = good_frames(ops, dev, x) && good_frames(ops, dev, y) &&
                x.dtype == y.dtype && x.frames == y.frames &&
                2 * x.height == y.height && 2 * x.width == y.width &&
                x.channels == y.channels;
    if (!good) return fail_frames("upsample2", x, y, err);
    return x.frames == 0 ? AX_OK : ops->upsample2(dev, x, y, err);
}

ax_status ax_op_add_frames(const ax_ops *ops, ax_device *dev, ax_frames x, ax_frames y,
                           ax_error *err) {
    bool good = good_frames(ops, dev, x) && good_frames(ops, dev, y) &&
                x.frames == y.frames && x.height == y.height && x.width == y.width &&
                x.channels == y.channels;
    if (!good) return fail_frames("add_frames", x, y, err);
    return x.frames == 0 ? AX_OK : ops->add_frames(dev, x, y, err);
}

/* ---- device memory ---- */

ax_status ax_device_copy(const ax_ops *ops, ax_device *dev, const void *src,
                         size_t bytes, const char *what, void **out, ax_error *err) {
    void *memory;
    AX_TRY(ops->alloc(dev, bytes, what, &memory, err));
    ax_status status = ops->upload(dev, memory, src, bytes, err);
    if (status != AX_OK) {
        ops->release(dev, memory);
        return status;
    }
    *out = memory;
    return AX_OK;
}

ax_status ax_device_f32(const ax_ops *ops, ax_device *dev, const ax_tensor *t,
                        const char *what, float **out, ax_error *err) {
    size_t count = (size_t)ax_tensor_count(t);
    float *host;
    AX_TRY(ax_malloc(count, sizeof *host, what, (void **)&host, err));
    ax_status status = ax_weights_to_f32(t, host, err);
    if (status == AX_OK)
        status = ax_device_copy(ops, dev, host, count * sizeof *host, what,
                                (void **)out, err);
    ax_free(host);
    return status;
}
