/* A stub of the CUDA driver into which cuDNN loads what it compiles for a card that is
 * not present (test_dnn.c): every call succeeds, nothing can be run. Without CUDA's
 * headers, which rename some functions. */
#define EXPORT __attribute__((visibility("default")))

#define SUCCEEDS(name)                                                                 \
    EXPORT int name(void);                                                             \
    int name(void) {                                                                   \
        return 0;                                                                      \
    }
SUCCEEDS(cuDeviceGet)
SUCCEEDS(cuCtxGetCurrent)
SUCCEEDS(cuCtxGetLimit)
SUCCEEDS(cuCtxPopCurrent)
SUCCEEDS(cuCtxPushCurrent)
SUCCEEDS(cuDeviceGetAttribute)
SUCCEEDS(cuFuncGetAttribute)
SUCCEEDS(cuFuncSetAttribute)
SUCCEEDS(cuGetErrorName)
SUCCEEDS(cuGetErrorString)
SUCCEEDS(cuKernelGetAttribute)
SUCCEEDS(cuKernelGetFunction)
SUCCEEDS(cuKernelSetAttribute)
SUCCEEDS(cuLaunchCooperativeKernel)
SUCCEEDS(cuLaunchKernel)
SUCCEEDS(cuLaunchKernelEx)
SUCCEEDS(cuLibraryLoadFromFile)
SUCCEEDS(cuLibraryUnload)
SUCCEEDS(cuLinkAddData)
SUCCEEDS(cuLinkComplete)
SUCCEEDS(cuLinkCreate)
SUCCEEDS(cuLinkDestroy)
SUCCEEDS(cuModuleGetFunction)
SUCCEEDS(cuModuleLoadData)
SUCCEEDS(cuModuleUnload)
SUCCEEDS(cuOccupancyMaxActiveBlocksPerMultiprocessor)
SUCCEEDS(cuOccupancyMaxPotentialClusterSize)
SUCCEEDS(cuStreamGetCtx)
SUCCEEDS(cuTensorMapEncodeIm2col)
SUCCEEDS(cuTensorMapEncodeTiled)

EXPORT int cuDriverGetVersion(int *version);
int cuDriverGetVersion(int *version) {
    *version = 13000;
    return 0;
}
EXPORT int cuDeviceGetCount(int *count);
int cuDeviceGetCount(int *count) {
    *count = 1;
    return 0;
}

/* The first argument of both receives a handle. */
static int something;
#define GIVES(name)                                                                    \
    EXPORT int name(void **out);                                                       \
    int name(void **out) {                                                             \
        *out = &something;                                                             \
        return 0;                                                                      \
    }
GIVES(cuLibraryLoadData)
GIVES(cuLibraryGetKernel)
