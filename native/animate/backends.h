/* The backends that a device's name stands for. */
#ifndef AX_ANIMATE_BACKENDS_H
#define AX_ANIMATE_BACKENDS_H

#include "animax.h"
#include "tensor/ops.h"

/* The CPU's table for AX_DEVICE_AUTO and AX_DEVICE_CPU. For the others that of a
 * library of the backend's own, which lies beside the file that holds this code
 * (libanimax.so, the Python module, a test) or is named by an environment variable
 * ($ANIMAX_CUDA_BACKEND); it stays loaded. AX_ERR_RESOURCE where it is missing or of
 * another version. */
ax_status ax_backend_find(ax_device_kind kind, const ax_ops **out, ax_error *err);

#endif
