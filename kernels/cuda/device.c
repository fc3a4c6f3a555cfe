#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "images.h"

/* The first with bf16 tensor cores and asynchronous copies (Ampere); and with FP8
 * tensor cores (Ada). */
enum { MIN_ARCHITECTURE = 80, MIN_FP8_ARCHITECTURE = 89 };

static const char *const module_names[] = {
#define MODULE_NAME(name) #name,
    AX_MODULES(MODULE_NAME)
#undef MODULE_NAME
};
static const struct {
    ax_cuda_module module;
    const char *name;
} kernel_names[] = {
#define KERNEL_NAME(module, name) {AX_MODULE_##module, #name},
    AX_KERNELS(KERNEL_NAME)
#undef KERNEL_NAME
};

/* ---- errors ---- */

/* After these the context is unusable: every later call of the process fails. */
static bool loses_the_device(CUresult result) {
    switch (result) {
    case CUDA_ERROR_ILLEGAL_ADDRESS:
    case CUDA_ERROR_LAUNCH_FAILED:
    case CUDA_ERROR_LAUNCH_TIMEOUT:
    case CUDA_ERROR_ILLEGAL_INSTRUCTION:
    case CUDA_ERROR_MISALIGNED_ADDRESS:
    case CUDA_ERROR_INVALID_ADDRESS_SPACE:
    case CUDA_ERROR_INVALID_PC:
    case CUDA_ERROR_HARDWARE_STACK_ERROR:
    case CUDA_ERROR_ASSERT:
    case CUDA_ERROR_ECC_UNCORRECTABLE:
    case CUDA_ERROR_CONTEXT_IS_DESTROYED:
    case CUDA_ERROR_DEVICE_UNAVAILABLE:
    case CUDA_ERROR_SYSTEM_NOT_READY:
    case CUDA_ERROR_UNKNOWN:
        return true;
    default:
        return false;
    }
}

ax_status ax_cuda_check(ax_device *dev, CUresult result, const char *what,
                        ax_error *err) {
    const char *text = NULL;
    if (result == CUDA_SUCCESS) return AX_OK;
    if (result == CUDA_ERROR_OUT_OF_MEMORY)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The graphics card's memory is full (%s): close what else uses "
                       "it, use fewer views or frames, or choose the device \"cpu\".",
                       what);
    if (dev->driver.cuGetErrorString(result, &text) != CUDA_SUCCESS) text = NULL;
    if (loses_the_device(result)) {
        dev->lost = true;
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The graphics card stopped working (%s: %s): save your work, "
                       "restart Blender, or choose the device \"cpu\".",
                       what, text ? text : "unknown error");
    }
    return ax_fail(err, AX_ERR_RESOURCE,
                   "The graphics card failed (%s: %s, %d): choose the device \"cpu\".",
                   what, text ? text : "unknown error", (int)result);
}

ax_status ax_cuda_enter(ax_device *dev, ax_error *err) {
    if (dev->lost)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The graphics card stopped working before: restart Blender, or "
                       "choose the device \"cpu\".");
    AX_TRY(ax_cuda_check(dev, dev->driver.cuCtxPushCurrent(dev->context),
                         "using the card", err));
    dev->entered = true;
    return AX_OK;
}

void ax_cuda_leave(ax_device *dev) {
    CUcontext before;
    if (dev->entered) (void)dev->driver.cuCtxPopCurrent(&before);
    dev->entered = false;
}

/* ---- open, close ---- */

static ax_status find_card(ax_device *dev, ax_error *err) {
    ax_driver *d = &dev->driver;
    int major = 0, minor = 0;
    AX_TRY(ax_cuda_check(dev, d->cuDeviceGet(&dev->card, 0), "finding the card", err));
    AX_TRY(ax_cuda_check(
        dev,
        d->cuDeviceGetAttribute(&major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR,
                                dev->card),
        "asking for the card's architecture", err));
    AX_TRY(ax_cuda_check(
        dev,
        d->cuDeviceGetAttribute(&minor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR,
                                dev->card),
        "asking for the card's architecture", err));
    dev->architecture = 10 * major + minor;
    if (dev->architecture < MIN_ARCHITECTURE)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The graphics card is of architecture %d.%d; 8.0 (Ampere) or "
                       "later is needed: choose the device \"cpu\".",
                       major, minor);
    if (dev->fp8 && dev->architecture < MIN_FP8_ARCHITECTURE)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The graphics card is of architecture %d.%d; 8.9 (Ada) or later "
                       "has FP8: choose the precision \"bf16\".",
                       major, minor);
    return ax_cuda_check(dev, d->cuDevicePrimaryCtxRetain(&dev->context, dev->card),
                         "opening the card", err);
}

static ax_status load_kernels(ax_device *dev, ax_error *err) {
    for (int m = 0; m < AX_MODULE_COUNT; m++)
        AX_TRY(ax_cuda_check(
            dev, dev->driver.cuModuleLoadData(&dev->modules[m], ax_cuda_image(m)),
            module_names[m], err));
    for (int k = 0; k < AX_KERNEL_COUNT; k++)
        AX_TRY(ax_cuda_check(dev,
                             dev->driver.cuModuleGetFunction(
                                 &dev->kernels[k], dev->modules[kernel_names[k].module],
                                 kernel_names[k].name),
                             kernel_names[k].name, err));
    return AX_OK;
}

static ax_status start(ax_device *dev, ax_error *err) {
    AX_TRY(ax_cuda_check(
        dev, dev->driver.cuStreamCreate(&dev->stream, CU_STREAM_NON_BLOCKING),
        "opening a stream", err));
    AX_TRY(load_kernels(dev, err));
    AX_TRY(ax_blas_open(&dev->blas, err));
    if (dev->dtype == AX_BF16) ax_dnn_open(&dev->dnn, dev->stream);
    return AX_OK;
}

static void fill_line(ax_device *dev) {
    char name[64] = "graphics card", cudnn[32] = "no cuDNN";
    size_t free = 0, total = 0;
    (void)dev->driver.cuDeviceGetName(name, (int)sizeof name, dev->card);
    (void)dev->driver.cuMemGetInfo(&free, &total);
    if (dev->dnn.library)
        (void)snprintf(cudnn, sizeof cudnn, "cuDNN %zu", dev->dnn.version);
    (void)snprintf(dev->line, sizeof dev->line,
                   "CUDA: %s, sm_%d, %s, %s, %.1f of %.1f GiB free, driver for CUDA "
                   "%d.%d",
                   name, dev->architecture,
                   dev->fp8                ? "fp8"
                   : dev->dtype == AX_BF16 ? "bf16"
                                           : "f32",
                   cudnn, (double)free / (1 << 30), (double)total / (1 << 30),
                   dev->driver.version / 1000, dev->driver.version % 1000 / 10);
}

ax_status ax_cuda_open(const ax_device_options *options, ax_device **out,
                       ax_error *err) {
    static const ax_device_options defaults = {sizeof(ax_device_options), 0,
                                               AX_PRECISION_AUTO};
    const ax_device_options *o = options ? options : &defaults;
    ax_device *dev;
    if (o->size != sizeof *o || (unsigned)o->precision > AX_PRECISION_FP8)
        return ax_fail(err, AX_ERR_USAGE, "device options: precision %d",
                       (int)o->precision);
    AX_TRY(AX_NEW(ax_device, 1, "the CUDA backend", &dev, err));
    dev->dtype = o->precision == AX_PRECISION_F32 ? AX_F32 : AX_BF16;
    dev->fp8 = o->precision == AX_PRECISION_FP8;
    dev->synchronous = getenv("ANIMAX_CUDA_SYNC") != NULL;
    const char *graphs = getenv("ANIMAX_CUDA_GRAPHS");
    dev->graphs_enabled = !dev->synchronous && !(graphs && !strcmp(graphs, "0"));
    ax_status status = ax_driver_open(&dev->driver, err);
    if (status == AX_OK) status = find_card(dev, err);
    if (status == AX_OK) status = ax_cuda_enter(dev, err);
    if (status == AX_OK) status = start(dev, err);
    if (status == AX_OK) fill_line(dev);
    ax_cuda_leave(dev);
    if (status != AX_OK) {
        ax_cuda_close(dev);
        return status;
    }
    *out = dev;
    return AX_OK;
}

/* Failures are ignored: there is nobody to report them to, and the end of the context
 * frees what is left. */
void ax_cuda_close(ax_device *dev) {
    if (!dev) return;
    ax_driver *d = &dev->driver;
    if (dev->context) {
        dev->entered = d->cuCtxPushCurrent(dev->context) == CUDA_SUCCESS;
        if (dev->entered && dev->stream) (void)d->cuStreamSynchronize(dev->stream);
        ax_cuda_trim(dev);
        ax_dnn_close(&dev->dnn);
        ax_blas_close(&dev->blas);
        for (int m = 0; m < AX_MODULE_COUNT; m++)
            if (dev->modules[m]) (void)d->cuModuleUnload(dev->modules[m]);
        if (dev->stream) (void)d->cuStreamDestroy(dev->stream);
        ax_cuda_leave(dev);
        (void)d->cuDevicePrimaryCtxRelease(dev->card);
    }
    ax_driver_close(d);
    ax_free(dev);
}

/* ---- memory ---- */

ax_status ax_cuda_alloc(ax_device *dev, size_t bytes, const char *what,
                        CUdeviceptr *out, ax_error *err) {
    char text[160];
    (void)snprintf(text, sizeof text, "%zu bytes for %s", bytes, what);
    return ax_cuda_check(dev, dev->driver.cuMemAlloc(out, bytes ? bytes : 1), text,
                         err);
}

void ax_cuda_release(ax_device *dev, CUdeviceptr memory) {
    if (memory) (void)dev->driver.cuMemFree(memory);
}

static CUdeviceptr address(const void *memory) {
    return (CUdeviceptr)(uintptr_t)memory;
}

ax_status ax_cuda_wait(ax_device *dev, const char *what, ax_error *err) {
    return ax_cuda_check(dev, dev->driver.cuStreamSynchronize(dev->stream), what, err);
}

/* Both copies wait for the stream, so that the caller may use the host array again. */
ax_status ax_cuda_upload(ax_device *dev, void *dst, const void *src, size_t bytes,
                         ax_error *err) {
    ax_driver *d = &dev->driver;
    if (!bytes) return AX_OK;
    AX_TRY(ax_cuda_check(dev,
                         d->cuMemcpyHtoDAsync(address(dst), src, bytes, dev->stream),
                         "copying to the card", err));
    return ax_cuda_wait(dev, "copying to the card", err);
}

ax_status ax_cuda_download(ax_device *dev, void *dst, const void *src, size_t bytes,
                           ax_error *err) {
    ax_driver *d = &dev->driver;
    if (!bytes) return AX_OK;
    AX_TRY(ax_cuda_check(dev,
                         d->cuMemcpyDtoHAsync(dst, address(src), bytes, dev->stream),
                         "copying from the card", err));
    return ax_cuda_wait(dev, "copying from the card", err);
}

ax_status ax_cuda_scratch(ax_device *dev, ax_cuda_slot slot, size_t bytes, void **out,
                          ax_error *err) {
    ax_cuda_block *block = &dev->scratch[slot];
    if (bytes > block->bytes || !block->data) {
        if (dev->capturing)
            return ax_fail(
                err, AX_ERR_RESOURCE,
                "an operator needs more scratch memory than before the capture");
        dev->generation++;
        /* Freeing waits for queued work. Freed first, since both might not fit. */
        ax_cuda_release(dev, block->data);
        *block = (ax_cuda_block){0};
        AX_TRY(ax_cuda_alloc(dev, bytes, "operator scratch", &block->data, err));
        block->bytes = bytes;
    }
    *out = (void *)(uintptr_t)block->data;
    return AX_OK;
}

void ax_cuda_trim(ax_device *dev) {
    dev->generation++;
    for (int i = 0; i < AX_CUDA_SLOTS; i++) {
        ax_cuda_release(dev, dev->scratch[i].data);
        dev->scratch[i] = (ax_cuda_block){0};
    }
}

/* ---- launches ---- */

ax_status ax_cuda_launch(ax_device *dev, ax_cuda_kernel kernel, ax_cuda_grid grid,
                         void **arguments, ax_error *err) {
    if (grid.x < 1 || grid.y < 1 || grid.z < 1) return AX_OK;
    if (grid.x > INT32_MAX || grid.y > UINT16_MAX || grid.z > UINT16_MAX)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "%s: %lld x %lld x %lld blocks are more than the card takes: "
                       "use fewer views or frames.",
                       kernel_names[kernel].name, (long long)grid.x, (long long)grid.y,
                       (long long)grid.z);
    return ax_cuda_check(dev,
                         dev->driver.cuLaunchKernel(dev->kernels[kernel],
                                                    (unsigned)grid.x, (unsigned)grid.y,
                                                    (unsigned)grid.z, grid.threads, 1,
                                                    1, 0, dev->stream, arguments, NULL),
                         kernel_names[kernel].name, err);
}

ax_kernel_rows ax_cuda_rows(ax_mat m) {
    const uintptr_t bytes = 4 * ax_dtype_size(m.dtype);
    const bool vector =
        m.cols % 4 == 0 && m.stride % 4 == 0 && (uintptr_t)m.data % bytes == 0;
    return (ax_kernel_rows){m.data, m.stride, (int)m.dtype, vector};
}

ax_cuda_grid ax_cuda_flat(int64_t count) {
    return (ax_cuda_grid){(count + AX_FLAT_THREADS - 1) / AX_FLAT_THREADS, 1, 1,
                          AX_FLAT_THREADS};
}
