#include "dnn_build.h"

/* cuDNN counts [batch, channels, time, height, width], wherever they lie. */
enum { RANK = 5, SPACE = 3 };
enum { X = 1, WEIGHTS, Y, BIAS, BETWEEN };

/* Channels last. */
static cudnnBackendDescriptor_t images(ax_dnn_builder *b, int64_t name,
                                       cudnnDataType_t type, int64_t batch,
                                       int64_t channels, const int64_t size[SPACE],
                                       ax_dnn_where where) {
    const int64_t line = size[2] * channels, frame = size[1] * line;
    return ax_dnn_tensor(b, name, type, RANK,
                         (int64_t[]){batch, channels, size[0], size[1], size[2]},
                         (int64_t[]){size[0] * frame, 1, frame, line, channels}, where);
}

static cudnnBackendDescriptor_t convolution(ax_dnn_builder *b, const ax_dnn_conv *c) {
    const int64_t space = SPACE, dilation[SPACE] = {1, 1, 1};
    const cudnnDataType_t compute = CUDNN_DATA_FLOAT;
    const cudnnConvolutionMode_t mode = CUDNN_CROSS_CORRELATION;
    cudnnBackendDescriptor_t d = ax_dnn_make(b, CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR);
    ax_dnn_set(b, d, CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, CUDNN_TYPE_INT64, 1, &space);
    ax_dnn_set(b, d, CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, 1,
               &compute);
    ax_dnn_set(b, d, CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE, 1,
               &mode);
    ax_dnn_set(b, d, CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, CUDNN_TYPE_INT64, SPACE,
               c->before);
    ax_dnn_set(b, d, CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, CUDNN_TYPE_INT64, SPACE,
               c->after);
    ax_dnn_set(b, d, CUDNN_ATTR_CONVOLUTION_DILATIONS, CUDNN_TYPE_INT64, SPACE,
               dilation);
    ax_dnn_set(b, d, CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, CUDNN_TYPE_INT64, SPACE,
               c->stride);
    ax_dnn_finish(b, d);
    return d;
}

static cudnnBackendDescriptor_t product(ax_dnn_builder *b, const ax_dnn_conv *c,
                                        cudnnBackendDescriptor_t y) {
    const float one = 1, zero = 0;
    cudnnBackendDescriptor_t op =
        ax_dnn_make(b, CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR);
    ax_dnn_set_part(b, op, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X,
                    images(b, X, CUDNN_DATA_BFLOAT16, 1, c->x[3], c->x, AX_DNN_MEMORY));
    ax_dnn_set_part(b, op, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W,
                    images(b, WEIGHTS, CUDNN_DATA_BFLOAT16, c->y[3], c->x[3], c->kernel,
                           AX_DNN_MEMORY));
    ax_dnn_set_part(b, op, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y, y);
    ax_dnn_set_part(b, op, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
                    convolution(b, c));
    ax_dnn_set(b, op, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA, CUDNN_TYPE_FLOAT,
               1, &one);
    ax_dnn_set(b, op, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA, CUDNN_TYPE_FLOAT,
               1, &zero);
    ax_dnn_finish(b, op);
    return op;
}

static cudnnBackendDescriptor_t sum(ax_dnn_builder *b, cudnnBackendDescriptor_t x,
                                    cudnnBackendDescriptor_t bias,
                                    cudnnBackendDescriptor_t y) {
    const cudnnPointwiseMode_t mode = CUDNN_POINTWISE_ADD;
    const cudnnDataType_t compute = CUDNN_DATA_FLOAT;
    cudnnBackendDescriptor_t how = ax_dnn_make(b, CUDNN_BACKEND_POINTWISE_DESCRIPTOR);
    ax_dnn_set(b, how, CUDNN_ATTR_POINTWISE_MODE, CUDNN_TYPE_POINTWISE_MODE, 1, &mode);
    ax_dnn_set(b, how, CUDNN_ATTR_POINTWISE_MATH_PREC, CUDNN_TYPE_DATA_TYPE, 1,
               &compute);
    ax_dnn_finish(b, how);
    cudnnBackendDescriptor_t op =
        ax_dnn_make(b, CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR);
    ax_dnn_set_part(b, op, CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, how);
    ax_dnn_set_part(b, op, CUDNN_ATTR_OPERATION_POINTWISE_XDESC, x);
    ax_dnn_set_part(b, op, CUDNN_ATTR_OPERATION_POINTWISE_BDESC, bias);
    ax_dnn_set_part(b, op, CUDNN_ATTR_OPERATION_POINTWISE_YDESC, y);
    ax_dnn_finish(b, op);
    return op;
}

int ax_dnn_describe_conv(ax_dnn_builder *b, const ax_dnn_conv *c,
                         cudnnBackendDescriptor_t operations[2]) {
    const cudnnDataType_t out = c->y_is_f32 ? CUDNN_DATA_FLOAT : CUDNN_DATA_BFLOAT16;
    const int64_t one[SPACE] = {1, 1, 1};
    cudnnBackendDescriptor_t y = images(b, Y, out, 1, c->y[3], c->y, AX_DNN_MEMORY);
    if (!c->has_bias) {
        operations[0] = product(b, c, y);
        return 1;
    }
    cudnnBackendDescriptor_t between =
        images(b, BETWEEN, CUDNN_DATA_FLOAT, 1, c->y[3], c->y, AX_DNN_VIRTUAL);
    cudnnBackendDescriptor_t bias =
        images(b, BIAS, out, 1, c->y[3], one, AX_DNN_MEMORY);
    operations[0] = product(b, c, between);
    operations[1] = sum(b, between, bias, y);
    return 2;
}
