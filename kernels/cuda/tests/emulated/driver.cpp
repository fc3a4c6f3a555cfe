/* A CUDA driver and a cuBLASLt that run the kernels on the CPU (emulator.h), so that
 * the operator tests can test the CUDA backend without a card. */
#include <cublasLt.h>
#include <cuda.h>
#include <setjmp.h>
#include <stdlib.h>
#include <ucontext.h>

#include <climits>
#include <cmath>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kernel_entry.h"
#include "tensor/fp8.h"

/* Not emulator.h: it has types of its own under CUDA's names. */
struct emulated_index {
    unsigned x, y, z;
};
emulated_index emulated_thread, emulated_block;

#define EXPORT extern "C" __attribute__((visibility("default")))

/* ---- fibers ---- begun once by makecontext(), then switched by longjmp(), which asks
 * the kernel for nothing; a fiber serves thread i of block after block. */
namespace {
enum { STACK = 256 << 10, WORDS = 8, WARP = 32, MOST_THREADS = 1024 };

struct barrier {
    int waiting = 0;
    unsigned generation = 0;
};
struct fiber {
    ucontext_t context;
    jmp_buf place;
    std::vector<char> stack;
    bool begun = false, done = true;
};

std::deque<fiber> fibers; /* a deque: their addresses do not change */
jmp_buf scheduler;
int current, living, threads;
std::vector<int> living_of_warp, at_barrier; /* per warp of the block */
unsigned shown[MOST_THREADS][2]
              [WORDS];        /* the words that a thread shows to other lanes */
unsigned shows[MOST_THREADS]; /* how often it showed something */
barrier block_barrier;
unsigned released; /* the barrier's generation whose end has been seen */
std::vector<barrier> warp_barrier;
void (*body)(void **);
void **body_arguments;

void yield() {
    if (!_setjmp(fibers[current].place)) _longjmp(scheduler, 1);
}
void wait(barrier &b, const int &expected) {
    const unsigned generation = b.generation;
    b.waiting++;
    while (b.generation == generation) {
        if (b.waiting >= expected) {
            b.waiting = 0;
            b.generation++;
            break;
        }
        yield();
    }
}
void run_fiber() {
    for (;;) {
        body(body_arguments);
        fibers[current].done = true;
        living--;
        living_of_warp[current / WARP]--;
        yield();
    }
}
[[noreturn]] void begin(fiber &f) {
    f.begun = true;
    f.stack.resize(STACK);
    getcontext(&f.context);
    f.context.uc_stack.ss_sp = f.stack.data();
    f.context.uc_stack.ss_size = STACK;
    f.context.uc_link = NULL;
    makecontext(&f.context, run_fiber, 0);
    setcontext(&f.context);
    abort(); /* setcontext() returns only if it fails */
}
void resume(int i) {
    current = i;
    emulated_thread = {(unsigned)i, 0, 0};
    if (_setjmp(scheduler)) return;
    if (fibers[i].begun) _longjmp(fibers[i].place, 1);
    begin(fibers[i]);
}
unsigned chance() {
    static uint32_t state = 1; /* the same sequence in every run */
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}
/* A random warp that can run. */
int some_warp() {
    std::vector<int> ready;
    for (int w = 0; w < (int)living_of_warp.size(); w++)
        if (living_of_warp[w] > at_barrier[w]) ready.push_back(w);
    if (!ready.empty()) return ready[chance() % ready.size()];
    at_barrier.assign(at_barrier.size(), 0); /* those they waited for have ended */
    return some_warp();
}
/* Warps are scheduled at random, one may be far ahead of another, and lanes start in
 * any order, so that a missing barrier gives wrong results. */
void run_block() {
    living = threads;
    living_of_warp.assign((threads + WARP - 1) / WARP, 0);
    warp_barrier.assign(living_of_warp.size(), barrier());
    at_barrier.assign(living_of_warp.size(), 0);
    block_barrier = barrier();
    released = UINT_MAX; /* none */
    if ((int)fibers.size() < threads) fibers.resize(threads);
    for (int i = 0; i < threads; i++) {
        living_of_warp[i / WARP]++;
        fibers[i].done = false;
        shows[i] = 0;
    }
    while (living > 0) {
        const int first = WARP * some_warp();
        const unsigned from = chance();
        for (unsigned i = 0; i < WARP; i++) {
            const int thread = first + (int)((from + i) % WARP);
            if (thread < threads && !fibers[thread].done) resume(thread);
        }
    }
}
} // namespace

void __syncthreads() {
    const unsigned generation = block_barrier.generation;
    at_barrier[current / WARP]++;
    wait(block_barrier, living);
    /* Only the last to arrive finds the counts of the previous barrier. */
    if (released == generation) return;
    released = generation;
    at_barrier.assign(at_barrier.size(), 0);
}

/* Two buffers alternate, so that a thread one call ahead does not overwrite what is
 * being read. */
void emulated_show(const void *value, int words) {
    const unsigned turn = ++shows[current] % 2;
    memcpy(shown[current][turn], value, (size_t)words * 4);
    wait(warp_barrier[current / WARP], living_of_warp[current / WARP]);
}
const unsigned *emulated_seen(int lane) {
    return shown[current / WARP * WARP + lane][shows[current] % 2];
}
float __shfl_xor_sync(unsigned, float value, int step) {
    emulated_show(&value, 1);
    float out;
    memcpy(&out, emulated_seen(current % WARP ^ step), sizeof out);
    return out;
}

/* ---- the driver ---- */
std::map<std::string, emulated_kernel> &emulated_kernels() {
    static std::map<std::string, emulated_kernel> all;
    return all;
}

/* Queued work runs at once, or is recorded while a graph is captured. */
using graph = std::vector<std::function<void()>>;
static std::unique_ptr<graph> capture;
static void queue(std::function<void()> work) {
    if (capture)
        capture->push_back(work);
    else
        work();
}

EXPORT CUresult cuInit(unsigned) {
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDriverGetVersion(int *version) {
    *version = 99000; /* newer than any nvcc */
    return CUDA_SUCCESS;
}
EXPORT CUresult cuGetErrorString(CUresult, const char **text) {
    *text = "an error of the emulator";
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDeviceGetCount(int *count) {
    *count = 1;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDeviceGet(CUdevice *card, int) {
    *card = 0;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDeviceGetName(char *name, int, CUdevice) {
    strcpy(name, "emulated");
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDeviceGetAttribute(int *value, CUdevice_attribute which, CUdevice) {
    *value = which == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR ? 8 : 9;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice) {
    *context = (CUcontext)&fibers;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuDevicePrimaryCtxRelease(CUdevice) {
    return CUDA_SUCCESS;
}
EXPORT CUresult cuCtxPushCurrent(CUcontext) {
    return CUDA_SUCCESS;
}
EXPORT CUresult cuCtxPopCurrent(CUcontext *) {
    return CUDA_SUCCESS;
}
EXPORT CUresult cuStreamCreate(CUstream *stream, unsigned) {
    *stream = (CUstream)&fibers;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuStreamDestroy(CUstream) {
    return CUDA_SUCCESS;
}
EXPORT CUresult cuStreamSynchronize(CUstream) {
    return CUDA_SUCCESS;
}
EXPORT CUresult cuMemGetInfo(size_t *available, size_t *total) {
    *available = *total = (size_t)1 << 30;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuMemAlloc(CUdeviceptr *address, size_t bytes) {
    void *memory = aligned_alloc(256, (bytes + 255) / 256 * 256);
    if (!memory) return CUDA_ERROR_OUT_OF_MEMORY;
    memset(memory, 0xff, bytes); /* NaN, so that reading unwritten memory shows */
    *address = (CUdeviceptr)memory;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuMemFree(CUdeviceptr address) {
    free((void *)address);
    return CUDA_SUCCESS;
}
EXPORT CUresult cuMemcpyHtoDAsync(CUdeviceptr to, const void *from, size_t bytes,
                                  CUstream) {
    if (capture) return CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
    memcpy((void *)to, from, bytes);
    return CUDA_SUCCESS;
}
EXPORT CUresult cuMemcpyDtoHAsync(void *to, CUdeviceptr from, size_t bytes, CUstream) {
    if (capture) return CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
    memcpy(to, (void *)from, bytes);
    return CUDA_SUCCESS;
}
EXPORT CUresult cuModuleLoadData(CUmodule *module, const void *image) {
    *module = (CUmodule)image;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuModuleUnload(CUmodule) {
    return CUDA_SUCCESS;
}
EXPORT CUresult cuModuleGetFunction(CUfunction *kernel, CUmodule, const char *name) {
    const auto found = emulated_kernels().find(name);
    if (found == emulated_kernels().end()) return CUDA_ERROR_NOT_FOUND;
    *kernel = (CUfunction)&found->second;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuLaunchKernel(CUfunction kernel, unsigned x, unsigned y, unsigned z,
                               unsigned block, unsigned, unsigned, unsigned, CUstream,
                               void **arguments, void **) {
    const emulated_kernel *entry = (const emulated_kernel *)kernel;
    const auto kept = entry->keep(arguments);
    queue([=] {
        body = entry->run;
        body_arguments = kept.get();
        threads = (int)block;
        for (unsigned k = 0; k < z; k++)
            for (unsigned j = 0; j < y; j++)
                for (unsigned i = 0; i < x; i++) {
                    emulated_block = {i, j, k};
                    run_block();
                }
    });
    return CUDA_SUCCESS;
}
EXPORT CUresult cuStreamBeginCapture(CUstream, CUstreamCaptureMode) {
    capture = std::make_unique<graph>();
    return CUDA_SUCCESS;
}
EXPORT CUresult cuStreamEndCapture(CUstream, CUgraph *out) {
    *out = (CUgraph)capture.release();
    return CUDA_SUCCESS;
}
EXPORT CUresult cuGraphInstantiate(CUgraphExec *out, CUgraph g, unsigned long long) {
    *out = (CUgraphExec) new graph(*(graph *)g);
    return CUDA_SUCCESS;
}
EXPORT CUresult cuGraphDestroy(CUgraph g) {
    delete (graph *)g;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuGraphExecDestroy(CUgraphExec g) {
    delete (graph *)g;
    return CUDA_SUCCESS;
}
EXPORT CUresult cuGraphLaunch(CUgraphExec g, CUstream) {
    for (const auto &work : *(graph *)g) work();
    return CUDA_SUCCESS;
}

/* ---- cuBLASLt: y^T = w x^T, column-major, with bias and GELU; FP8 factors by their
 * scales ---- */
struct product {
    cublasLtEpilogue_t end;
    const void *bias;
    const float *w_scale, *x_scale;
    cudaDataType bias_type;
    bool has_bias_type;
};
struct layout {
    cudaDataType type;
    int64_t rows, cols, leading;
};

static float bf16(uint16_t bits) {
    const uint32_t wide = (uint32_t)bits << 16;
    float out;
    memcpy(&out, &wide, sizeof out);
    return out;
}
static float at(const void *data, cudaDataType type, int64_t i) {
    if (type == CUDA_R_8F_E4M3) return ax_e4m3_to_f32(((const uint8_t *)data)[i]);
    return type == CUDA_R_32F ? ((const float *)data)[i]
                              : bf16(((const uint16_t *)data)[i]);
}
static void put(void *data, cudaDataType type, int64_t i, float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (type == CUDA_R_32F)
        ((float *)data)[i] = value;
    else
        ((uint16_t *)data)[i] = (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

EXPORT size_t cublasLtGetVersion(void) {
    return 130000;
}
EXPORT cublasStatus_t cublasLtCreate(cublasLtHandle_t *handle) {
    *handle = (cublasLtHandle_t)&fibers;
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtDestroy(cublasLtHandle_t) {
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t *out,
                                               cublasComputeType_t, cudaDataType_t) {
    *out = (cublasLtMatmulDesc_t)calloc(1, sizeof(product));
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t p) {
    free(p);
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatmulDescSetAttribute(
    cublasLtMatmulDesc_t p, cublasLtMatmulDescAttributes_t which, const void *value,
    size_t bytes) {
    product *to = (product *)p;
    if (which == CUBLASLT_MATMUL_DESC_EPILOGUE) memcpy(&to->end, value, bytes);
    if (which == CUBLASLT_MATMUL_DESC_BIAS_POINTER) memcpy(&to->bias, value, bytes);
    if (which == CUBLASLT_MATMUL_DESC_A_SCALE_POINTER)
        memcpy(&to->w_scale, value, bytes);
    if (which == CUBLASLT_MATMUL_DESC_B_SCALE_POINTER)
        memcpy(&to->x_scale, value, bytes);
    if (which == CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE) {
        memcpy(&to->bias_type, value, bytes);
        to->has_bias_type = true;
    }
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t *out,
                                                 cudaDataType type, uint64_t rows,
                                                 uint64_t cols, int64_t leading) {
    *out = (cublasLtMatrixLayout_t) new layout{type, (int64_t)rows, (int64_t)cols,
                                               leading};
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t l) {
    delete (layout *)l;
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t *out) {
    *out = (cublasLtMatmulPreference_t)calloc(1, 1);
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t p) {
    free(p);
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatmulPreferenceSetAttribute(
    cublasLtMatmulPreference_t, cublasLtMatmulPreferenceAttributes_t, const void *,
    size_t) {
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatmulAlgoGetHeuristic(
    cublasLtHandle_t, cublasLtMatmulDesc_t, cublasLtMatrixLayout_t,
    cublasLtMatrixLayout_t, cublasLtMatrixLayout_t, cublasLtMatrixLayout_t,
    cublasLtMatmulPreference_t, int, cublasLtMatmulHeuristicResult_t *found,
    int *count) {
    memset(found, 0, sizeof *found);
    *count = 1;
    return CUBLAS_STATUS_SUCCESS;
}
static void multiply(const product &how, const void *w, const layout &a, const void *x,
                     const layout &b, void *y, const layout &d) {
    const bool biased =
        how.end == CUBLASLT_EPILOGUE_BIAS || how.end == CUBLASLT_EPILOGUE_GELU_BIAS;
    const bool gelu =
        how.end == CUBLASLT_EPILOGUE_GELU || how.end == CUBLASLT_EPILOGUE_GELU_BIAS;
    for (int64_t m = 0; m < d.cols; m++)
        for (int64_t n = 0; n < d.rows; n++) {
            float sum = 0;
            for (int64_t k = 0; k < a.rows; k++)
                sum +=
                    at(w, a.type, n * a.leading + k) * at(x, b.type, m * b.leading + k);
            if (a.type == CUDA_R_8F_E4M3) sum *= *how.w_scale * *how.x_scale;
            if (biased)
                sum += at(how.bias, how.has_bias_type ? how.bias_type : d.type, n);
            if (gelu)
                sum = 0.5f * sum *
                      (1 + tanhf(0.7978845608f * (sum + 0.044715f * sum * sum * sum)));
            put(y, d.type, m * d.leading + n, sum);
        }
}
EXPORT cublasStatus_t cublasLtMatmul(cublasLtHandle_t, cublasLtMatmulDesc_t p,
                                     const void *, const void *w,
                                     cublasLtMatrixLayout_t w_layout, const void *x,
                                     cublasLtMatrixLayout_t x_layout, const void *,
                                     const void *, cublasLtMatrixLayout_t, void *y,
                                     cublasLtMatrixLayout_t y_layout,
                                     const cublasLtMatmulAlgo_t *, void *, size_t,
                                     cudaStream_t) {
    const product how = *(const product *)p;
    const layout a = *(const layout *)w_layout, b = *(const layout *)x_layout;
    const layout d = *(const layout *)y_layout;
    queue([=] { multiply(how, w, a, x, b, y, d); });
    return CUBLAS_STATUS_SUCCESS;
}
