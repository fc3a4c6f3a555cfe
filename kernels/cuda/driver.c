#include "driver.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "libraries.h"

static ax_status look_up(ax_driver *d, ax_error *err) {
#define LOOK_UP(name)                                                                  \
    AX_TRY(ax_library_symbol(d->library, "CUDA driver", AX_NAME_OF(name), &d->name,    \
                             sizeof d->name, err));
    AX_DRIVER_CALLS(LOOK_UP)
#undef LOOK_UP
    return AX_OK;
}

static ax_status start(ax_driver *d, ax_error *err) {
    const CUresult begun = d->cuInit(0);
    int cards = 0;
    if (begun == CUDA_ERROR_NO_DEVICE || begun == CUDA_ERROR_OPERATING_SYSTEM ||
        (begun == CUDA_SUCCESS &&
         (d->cuDeviceGetCount(&cards) != CUDA_SUCCESS || cards < 1)))
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The CUDA driver finds no graphics card: choose the device "
                       "\"cpu\".");
    if (begun != CUDA_SUCCESS)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The CUDA driver does not start (error %d): restart the "
                       "computer, or choose the device \"cpu\".",
                       (int)begun);
    if (d->cuDriverGetVersion(&d->version) != CUDA_SUCCESS ||
        d->version < AX_DRIVER_MIN)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The graphics driver runs CUDA %d.%d; version %d.%d is needed: "
                       "update the driver, or choose the device \"cpu\".",
                       d->version / 1000, d->version % 1000 / 10, AX_DRIVER_MIN / 1000,
                       AX_DRIVER_MIN % 1000 / 10);
    return AX_OK;
}

ax_status ax_driver_open(ax_driver *out, ax_error *err) {
    const char *named = getenv("ANIMAX_CUDA_DRIVER");
    memset(out, 0, sizeof *out);
    out->library = dlopen(named ? named : "libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!out->library)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "No CUDA driver was found (%s): install NVIDIA's driver, or "
                       "choose the device \"cpu\".",
                       named ? named : "libcuda.so.1");
    ax_status status = look_up(out, err);
    if (status == AX_OK) status = start(out, err);
    if (status != AX_OK) ax_driver_close(out);
    return status;
}

void ax_driver_close(ax_driver *driver) {
    /* Not unloaded: CUDA's libraries leave threads and exit handlers behind. */
    memset(driver, 0, sizeof *driver);
}
