#include "dnn_build.h"

int ax_dnn_describe_attention(ax_dnn_builder *b, const ax_dnn_attention *a,
                              cudnnBackendDescriptor_t operations[2]) {
    enum { K = 1, V = 2, OUT = 3 };
    static const cudnnBackendAttributeName_t names[] = {
        CUDNN_ATTR_OPERATION_SDPA_FWD_QDESC, CUDNN_ATTR_OPERATION_SDPA_FWD_KDESC,
        CUDNN_ATTR_OPERATION_SDPA_FWD_VDESC, CUDNN_ATTR_OPERATION_SDPA_FWD_ODESC};
    const int64_t one[4] = {1, 1, 1, 1};
    operations[0] = ax_dnn_make(b, CUDNN_BACKEND_OPERATION_SDPA_FWD_DESCRIPTOR);
    for (int i = 0; i <= OUT; i++) {
        const int64_t tokens = i == K || i == V ? a->keys : a->queries;
        const int64_t size[4] = {a->batch, a->heads, tokens, a->dim};
        const int64_t stride[4] = {a->strides[i][0], a->dim, a->strides[i][1], 1};
        ax_dnn_set_part(b, operations[0], names[i],
                        ax_dnn_tensor(b, 1 + i, CUDNN_DATA_BFLOAT16, 4, size, stride,
                                      AX_DNN_MEMORY));
    }
    ax_dnn_set_part(
        b, operations[0], CUDNN_ATTR_OPERATION_SDPA_FWD_SCALEDESC,
        ax_dnn_tensor(b, 2 + OUT, CUDNN_DATA_FLOAT, 4, one, one, AX_DNN_VALUE));
    ax_dnn_finish(b, operations[0]);
    return 1;
}
