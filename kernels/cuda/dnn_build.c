#include "dnn_build.h"

cudnnBackendDescriptor_t ax_dnn_make(ax_dnn_builder *b,
                                     cudnnBackendDescriptorType_t type) {
    cudnnBackendDescriptor_t out = NULL;
    b->ok = b->ok && b->parts < AX_DNN_PARTS &&
            b->d->cudnnBackendCreateDescriptor(type, &out) == CUDNN_STATUS_SUCCESS;
    if (b->ok) b->part[b->parts++] = out;
    return out;
}

void ax_dnn_set(ax_dnn_builder *b, cudnnBackendDescriptor_t to,
                cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
                int64_t count, const void *values) {
    b->ok = b->ok && b->d->cudnnBackendSetAttribute(to, name, type, count, values) ==
                         CUDNN_STATUS_SUCCESS;
}

void ax_dnn_set_part(ax_dnn_builder *b, cudnnBackendDescriptor_t to,
                     cudnnBackendAttributeName_t name, cudnnBackendDescriptor_t part) {
    ax_dnn_set(b, to, name, CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &part);
}

void ax_dnn_finish(ax_dnn_builder *b, cudnnBackendDescriptor_t what) {
    b->ok = b->ok && b->d->cudnnBackendFinalize(what) == CUDNN_STATUS_SUCCESS;
}

cudnnBackendDescriptor_t ax_dnn_tensor(ax_dnn_builder *b, int64_t name,
                                       cudnnDataType_t type, int rank,
                                       const int64_t *size, const int64_t *stride,
                                       ax_dnn_where where) {
    const int64_t alignment = 16;
    const bool is_virtual = where == AX_DNN_VIRTUAL, by_value = where == AX_DNN_VALUE;
    cudnnBackendDescriptor_t t = ax_dnn_make(b, CUDNN_BACKEND_TENSOR_DESCRIPTOR);
    ax_dnn_set(b, t, CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE, 1, &type);
    ax_dnn_set(b, t, CUDNN_ATTR_TENSOR_DIMENSIONS, CUDNN_TYPE_INT64, rank, size);
    ax_dnn_set(b, t, CUDNN_ATTR_TENSOR_STRIDES, CUDNN_TYPE_INT64, rank, stride);
    ax_dnn_set(b, t, CUDNN_ATTR_TENSOR_UNIQUE_ID, CUDNN_TYPE_INT64, 1, &name);
    ax_dnn_set(b, t, CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, CUDNN_TYPE_INT64, 1, &alignment);
    ax_dnn_set(b, t, CUDNN_ATTR_TENSOR_IS_VIRTUAL, CUDNN_TYPE_BOOLEAN, 1, &is_virtual);
    ax_dnn_set(b, t, CUDNN_ATTR_TENSOR_IS_BY_VALUE, CUDNN_TYPE_BOOLEAN, 1, &by_value);
    ax_dnn_finish(b, t);
    return t;
}

void ax_dnn_drop_parts(ax_dnn_builder *b, cudnnBackendDescriptor_t kept) {
    while (b->parts > 0) {
        cudnnBackendDescriptor_t part = b->part[--b->parts];
        if (part != kept) (void)b->d->cudnnBackendDestroyDescriptor(part);
    }
}
