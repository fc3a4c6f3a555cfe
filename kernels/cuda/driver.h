/* The CUDA driver, loaded at run time: nothing here links against CUDA, so that the
 * add-on loads on machines without it. Calls go through a table whose entries have the
 * names and types of <cuda.h>:
 *
 *     ax_driver d;
 *     AX_TRY(ax_driver_open(&d, err));
 *     d.cuInit(0);
 *     ax_driver_close(&d);
 */
#ifndef AX_KERNELS_DRIVER_H
#define AX_KERNELS_DRIVER_H

#include <cuda.h>

#include "base/status.h"

/* <cuda.h> renames some of these by macros (cuMemAlloc is cuMemAlloc_v2); the new names
 * are looked up. */
#define AX_DRIVER_CALLS(X)                                                             \
    X(cuInit)                                                                          \
    X(cuDriverGetVersion)                                                              \
    X(cuGetErrorString)                                                                \
    X(cuDeviceGetCount)                                                                \
    X(cuDeviceGet)                                                                     \
    X(cuDeviceGetName)                                                                 \
    X(cuDeviceGetAttribute)                                                            \
    X(cuDevicePrimaryCtxRetain)                                                        \
    X(cuDevicePrimaryCtxRelease)                                                       \
    X(cuCtxPushCurrent)                                                                \
    X(cuCtxPopCurrent)                                                                 \
    X(cuStreamCreate)                                                                  \
    X(cuStreamDestroy)                                                                 \
    X(cuStreamSynchronize)                                                             \
    X(cuMemGetInfo)                                                                    \
    X(cuMemAlloc)                                                                      \
    X(cuMemFree)                                                                       \
    X(cuMemcpyHtoDAsync)                                                               \
    X(cuMemcpyDtoHAsync)                                                               \
    X(cuModuleLoadData)                                                                \
    X(cuModuleUnload)                                                                  \
    X(cuModuleGetFunction)                                                             \
    X(cuLaunchKernel)                                                                  \
    X(cuStreamBeginCapture)                                                            \
    X(cuStreamEndCapture)                                                              \
    X(cuGraphInstantiate)                                                              \
    X(cuGraphDestroy)                                                                  \
    X(cuGraphLaunch)                                                                   \
    X(cuGraphExecDestroy)

typedef struct ax_driver {
    void *library;
#define AX_DRIVER_FIELD(name) __typeof__(&name) name;
    AX_DRIVER_CALLS(AX_DRIVER_FIELD)
#undef AX_DRIVER_FIELD
    int version; /* the newest CUDA that the driver supports: 1000 major + 10 minor */
} ax_driver;

/* The oldest driver that runs the kernels of this nvcc: drivers support nvccs of their
 * own and earlier major versions. */
enum { AX_DRIVER_MIN = 1000 * AX_NVCC_MAJOR };

/* Loads libcuda.so.1 ($ANIMAX_CUDA_DRIVER names another file) and starts it.
 * AX_ERR_RESOURCE, with what to do, if it is missing, too old or finds no card; *out is
 * then closed. */
ax_status ax_driver_open(ax_driver *out, ax_error *err);
void ax_driver_close(ax_driver *driver);

#endif
