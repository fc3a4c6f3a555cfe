/* Builds descriptions for cuDNN's backend API. */
#ifndef AX_KERNELS_DNN_BUILD_H
#define AX_KERNELS_DNN_BUILD_H

#include "dnn.h"

enum { AX_DNN_PARTS = 16 };

/* A plan takes a hundred calls, and any failure means the same: `ok` becomes false at
 * the first call that fails, and later ones do nothing. In the end all parts are
 * destroyed. */
typedef struct ax_dnn_builder {
    ax_dnn *d;
    bool ok;
    cudnnBackendDescriptor_t part[AX_DNN_PARTS];
    int parts;
} ax_dnn_builder;

cudnnBackendDescriptor_t ax_dnn_make(ax_dnn_builder *b,
                                     cudnnBackendDescriptorType_t type);
void ax_dnn_set(ax_dnn_builder *b, cudnnBackendDescriptor_t to,
                cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
                int64_t count, const void *values);
void ax_dnn_set_part(ax_dnn_builder *b, cudnnBackendDescriptor_t to,
                     cudnnBackendAttributeName_t name, cudnnBackendDescriptor_t part);
void ax_dnn_finish(ax_dnn_builder *b, cudnnBackendDescriptor_t what);

typedef enum ax_dnn_where { AX_DNN_MEMORY, AX_DNN_VALUE, AX_DNN_VIRTUAL } ax_dnn_where;

/* A tensor: in device memory, a number passed by the host, or between two operations.
 * `name` is its position among a plan's pointers, counted from 1. */
cudnnBackendDescriptor_t ax_dnn_tensor(ax_dnn_builder *b, int64_t name,
                                       cudnnDataType_t type, int rank,
                                       const int64_t *size, const int64_t *stride,
                                       ax_dnn_where where);

/* Destroys all parts but `kept`, which may be NULL. */
void ax_dnn_drop_parts(ax_dnn_builder *b, cudnnBackendDescriptor_t kept);

/* dnn_attention.c, dnn_conv.c: fills the operations of a plan, at most two, and returns
 * their number. */
int ax_dnn_describe_attention(ax_dnn_builder *b, const ax_dnn_attention *a,
                              cudnnBackendDescriptor_t operations[2]);
int ax_dnn_describe_conv(ax_dnn_builder *b, const ax_dnn_conv *c,
                         cudnnBackendDescriptor_t operations[2]);

#endif
