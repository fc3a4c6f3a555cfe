#include <string.h>

#include "base/memory.h"
#include "cpu/device.h"
#include "tensor/dispatch.h"

struct ax_linear {
    ax_linear_shape shape; /* first: tensor/ops.h */
    ax_dnnl_weights *weights;
    float *bias; /* NULL where no weight has one */
};

ax_status ax_cpu_linear_pack(ax_device *dev, int count, const ax_tensor *const *weights,
                             const ax_tensor *const *biases, ax_linear **out,
                             ax_error *err) {
    float *gathered = NULL;
    ax_linear *linear = NULL;
    ax_status status = AX_NEW(ax_linear, 1, "a linear layer", &linear, err);
    if (status != AX_OK) goto done;
    const bool in_place = count == 1 && weights[0]->dtype == AX_F32;
    status = ax_linear_gather(count, weights, biases, &linear->shape,
                              in_place ? NULL : &gathered, &linear->bias, err);
    if (status != AX_OK) goto done;
    status = ax_dnnl_pack_matmul(dev->dnnl, linear->shape.out, linear->shape.in,
                                 in_place ? weights[0]->data : gathered, dev->dtype,
                                 &linear->weights, err);
    if (status != AX_OK) goto done;
    *out = linear;
    linear = NULL;
done:
    ax_free(gathered);
    ax_cpu_linear_free(dev, linear);
    return status;
}

void ax_cpu_linear_free(ax_device *dev, ax_linear *linear) {
    (void)dev;
    if (!linear) return;
    ax_dnnl_weights_free(linear->weights);
    ax_free(linear->bias);
    ax_free(linear);
}

/* The activation is a separate pass, since oneDNN's fused GELU takes longer than the
 * product. */
static ax_status product(ax_device *dev, ax_dnnl_weights *weights, const float *bias,
                         bool plain, ax_mat x, ax_act act, ax_mat y, ax_error *err) {
    ax_mat in;
    ax_dnnl_primitive *primitive;
    void *scratch;
    AX_TRY(ax_cpu_as_compute(dev, x, &in, err));
    ax_cpu_primitive_key key;
    memset(&key, 0, sizeof key);
    key.matmul.m = in.rows;
    key.matmul.k = in.cols;
    key.matmul.n = y.cols;
    key.matmul.x_stride = in.stride;
    key.matmul.y_stride = y.stride;
    key.matmul.x = in.dtype;
    key.matmul.y = y.dtype;
    key.matmul.bias = bias != NULL;
    key.matmul.plain = plain;
    AX_TRY(ax_cpu_primitive(dev, &key, &primitive, err));
    AX_TRY(ax_cpu_scratch(dev, AX_CPU_SLOT_DNNL, ax_dnnl_primitive_scratch(primitive),
                          &scratch, err));
    AX_TRY(ax_dnnl_primitive_run(dev->dnnl, primitive, weights, in.data, bias, y.data,
                                 scratch, err));
    return act == AX_ACT_NONE ? AX_OK : ax_cpu_activate(dev, y, act, y, err);
}

ax_status ax_cpu_linear(ax_device *dev, const ax_linear *linear, ax_mat x, ax_act act,
                        ax_mat y, ax_error *err) {
    return product(dev, linear->weights, linear->bias, false, x, act, y, err);
}

ax_status ax_cpu_linear_once(ax_device *dev, const ax_tensor *weight, ax_mat x,
                             ax_act act, ax_mat y, ax_error *err) {
    ax_dnnl_weights *weights = NULL;
    AX_TRY(ax_dnnl_borrow_matmul(dev->dnnl, weight->shape[0], weight->shape[1],
                                 weight->data, weight->dtype, &weights, err));
    const ax_status status = product(dev, weights, NULL, true, x, act, y, err);
    ax_dnnl_weights_free(weights);
    return status;
}
