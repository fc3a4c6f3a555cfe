/* The one function that libanimax_cuda.so exports. Backend libraries follow the pattern
 * libanimax_<name>.so and ax_ops_<name>, which native/animate/backends.c looks for. */
#ifndef AX_KERNELS_BACKEND_H
#define AX_KERNELS_BACKEND_H

#include "tensor/ops.h"

__attribute__((visibility("default"))) const ax_ops *ax_ops_cuda(void);

#endif
