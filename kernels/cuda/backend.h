/* What libanimax_cuda.so exports (native/animate/backends.c looks it up). */
#ifndef AX_KERNELS_BACKEND_H
#define AX_KERNELS_BACKEND_H

#include "tensor/ops.h"

__attribute__((visibility("default"))) const ax_ops *ax_ops_cuda(void);

#endif
