/* A stub of the CUDA driver: computes nothing, counts calls, records launches and fails
 * on request. Device memory is memory of this process, but at addresses moved far away,
 * so that a host that accesses it directly crashes at once. */
#include <cuda.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stub.h"

EXPORT stub_state stub_state_driver = {
    .version = 13000, .cards = 1, .architecture = 90};

#define S stub_state_driver

enum { BLOCKS = 65536 };
static const uint64_t far_away = (uint64_t)1 << 52; /* no user address has this bit */
static struct {
    char *memory;
    size_t bytes;
} block[BLOCKS];

#define CALL() STUB_CALL(S, CUresult)
#define WRONG(condition) STUB_WRONG(S, condition, CUDA_ERROR_INVALID_VALUE)

/* The `bytes` bytes at a device address, or NULL if they are not allocated. */
static char *on_card(CUdeviceptr address, size_t bytes) {
    char *at = (char *)(uintptr_t)(address - far_away);
    for (int i = 0; i < BLOCKS; i++)
        if (block[i].memory && at >= block[i].memory &&
            at + bytes <= block[i].memory + block[i].bytes)
            return at;
    return NULL;
}

EXPORT CUresult cuInit(unsigned flags) {
    CALL();
    WRONG(flags != 0);
    return (CUresult)S.begins;
}
EXPORT CUresult cuDriverGetVersion(int *version) {
    CALL();
    *version = S.version;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuGetErrorString(CUresult error, const char **text) {
    (void)error; /* not counted: it is called to report a failure */
    *text = "a failure of the stub";
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDeviceGetCount(int *count) {
    CALL();
    *count = S.cards;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDeviceGet(CUdevice *card, int number) {
    CALL();
    WRONG(number >= S.cards);
    *card = number;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDeviceGetName(char *name, int capacity, CUdevice card) {
    CALL();
    WRONG(card != 0 || capacity < 16);
    memcpy(name, "Stub", 5);
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDeviceGetAttribute(int *value, CUdevice_attribute which,
                                     CUdevice card) {
    CALL();
    WRONG(card != 0);
    *value = which == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
                 ? S.architecture / 10
                 : S.architecture % 10;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice card) {
    CALL();
    WRONG(card != 0);
    S.contexts++;
    *context = (CUcontext)&S;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDevicePrimaryCtxRelease(CUdevice card) {
    WRONG(card != 0 || S.contexts < 1);
    S.contexts--;
    CALL();
    return CUDA_SUCCESS;
}
EXPORT CUresult cuCtxPushCurrent(CUcontext context) {
    CALL();
    WRONG(context != (CUcontext)&S);
    S.entered++;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuCtxPopCurrent(CUcontext *context) {
    WRONG(S.entered < 1);
    S.entered--;
    *context = (CUcontext)&S;
    CALL();
    return CUDA_SUCCESS;
}
EXPORT CUresult cuStreamCreate(CUstream *stream, unsigned flags) {
    CALL();
    WRONG(!S.entered || flags != CU_STREAM_NON_BLOCKING);
    S.streams++;
    *stream = (CUstream)&S;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuStreamDestroy(CUstream stream) {
    WRONG(stream != (CUstream)&S || S.streams < 1);
    S.streams--;
    CALL();
    return CUDA_SUCCESS;
}
EXPORT CUresult cuStreamSynchronize(CUstream stream) {
    CALL();
    WRONG(S.capturing || !S.entered || stream != (CUstream)&S);
    if (S.late) {
        S.late = 0;
        return CUDA_ERROR_ILLEGAL_ADDRESS;
    }
    return CUDA_SUCCESS;
}
EXPORT CUresult cuMemGetInfo(size_t *free_bytes, size_t *total) {
    CALL();
    *free_bytes = *total = (size_t)80 << 30;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuMemAlloc(CUdeviceptr *address, size_t bytes) {
    CALL();
    WRONG(S.capturing || !S.entered || bytes == 0);
    for (int i = 0; i < BLOCKS; i++) {
        if (block[i].memory) continue;
        /* Aligned like the driver's, and filled with numbers near 0.75: kernels do not
         * run, and results that are huge or not finite are refused. */
        block[i].memory = aligned_alloc(256, (bytes + 255) / 256 * 256);
        if (!block[i].memory) return CUDA_ERROR_OUT_OF_MEMORY;
        memset(block[i].memory, 0x3f, bytes);
        block[i].bytes = bytes;
        S.memory++;
        *address = (CUdeviceptr)(uintptr_t)block[i].memory + far_away;
        return CUDA_SUCCESS;
    }
    return CUDA_ERROR_OUT_OF_MEMORY;
}
EXPORT CUresult cuMemFree(CUdeviceptr address) {
    WRONG(S.capturing);
    for (int i = 0; i < BLOCKS; i++) {
        if (!block[i].memory ||
            (CUdeviceptr)(uintptr_t)block[i].memory + far_away != address)
            continue;
        free(block[i].memory);
        block[i].memory = NULL;
        S.memory--;
        CALL();
        return CUDA_SUCCESS;
    }
    WRONG(1);
}
EXPORT CUresult cuMemcpyHtoDAsync(CUdeviceptr to, const void *from, size_t bytes,
                                  CUstream stream) {
    CALL();
    char *at = on_card(to, bytes);
    WRONG(S.capturing || !S.entered || !at || stream != (CUstream)&S);
    memcpy(at, from, bytes);
    return CUDA_SUCCESS;
}
EXPORT CUresult cuMemcpyDtoHAsync(void *to, CUdeviceptr from, size_t bytes,
                                  CUstream stream) {
    CALL();
    const char *at = on_card(from, bytes);
    WRONG(S.capturing || !S.entered || !at || stream != (CUstream)&S);
    memcpy(to, at, bytes);
    return CUDA_SUCCESS;
}
EXPORT CUresult cuModuleLoadData(CUmodule *module, const void *image) {
    const unsigned char magic[] = {0x50, 0xed, 0x55, 0xba}; /* of a fat binary */
    CALL();
    WRONG(!S.entered || memcmp(image, magic, sizeof magic) != 0);
    S.modules++;
    *module = (CUmodule)(uintptr_t)image;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuModuleUnload(CUmodule module) {
    WRONG(!module || S.modules < 1);
    S.modules--;
    CALL();
    return CUDA_SUCCESS;
}
/* The handle of a kernel is its name. */
EXPORT CUresult cuModuleGetFunction(CUfunction *kernel, CUmodule module,
                                    const char *name) {
    CALL();
    WRONG(!module || strlen(name) >= STUB_NAME);
    *kernel = (CUfunction)(uintptr_t)name;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuLaunchKernel(CUfunction kernel, unsigned x, unsigned y, unsigned z,
                               unsigned threads, unsigned threads_y, unsigned threads_z,
                               unsigned shared, CUstream stream, void **arguments,
                               void **extra) {
    CALL();
    WRONG(!S.entered || !x || !y || !z || !threads || threads > 1024 ||
          threads_y != 1 || threads_z != 1 || shared > 48 * 1024 ||
          stream != (CUstream)&S || !arguments || extra || y > 65535 || z > 65535);
    if (S.capturing) {
        S.captured++;
        return CUDA_SUCCESS;
    }
    if (S.launches < STUB_LAUNCHES) {
        stub_launch *l = &S.launch[S.launches];
        strncpy(l->kernel, (const char *)kernel, STUB_NAME - 1);
        l->grid[0] = x;
        l->grid[1] = y;
        l->grid[2] = z;
        l->threads = threads;
    }
    S.launches++;
    if (S.late_from && !strcmp((const char *)kernel, S.late_from)) S.late = 1;
    return CUDA_SUCCESS;
}

/* A graph is represented by one byte. */
EXPORT CUresult cuStreamBeginCapture(CUstream stream, CUstreamCaptureMode mode) {
    CALL();
    WRONG(S.capturing || !S.entered || stream != (CUstream)&S ||
          mode != CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
    S.capturing = 1;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuStreamEndCapture(CUstream stream, CUgraph *graph) {
    WRONG(!S.capturing || stream != (CUstream)&S);
    S.capturing = 0;
    *graph = NULL;
    CALL();
    *graph = (CUgraph)malloc(1);
    S.graphs++;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuGraphInstantiate(CUgraphExec *out, CUgraph graph,
                                   unsigned long long flags) {
    CALL();
    WRONG(!S.entered || !graph || flags);
    *out = (CUgraphExec)malloc(1);
    S.graphs++;
    return CUDA_SUCCESS;
}
static CUresult graph_gone(void *graph) {
    WRONG(!graph || S.graphs < 1);
    free(graph);
    S.graphs--;
    CALL();
    return CUDA_SUCCESS;
}
EXPORT CUresult cuGraphDestroy(CUgraph graph) {
    return graph_gone(graph);
}
EXPORT CUresult cuGraphExecDestroy(CUgraphExec graph) {
    return graph_gone(graph);
}
EXPORT CUresult cuGraphLaunch(CUgraphExec graph, CUstream stream) {
    CALL();
    WRONG(S.capturing || !S.entered || !graph || stream != (CUstream)&S);
    S.replayed++;
    return CUDA_SUCCESS;
}
