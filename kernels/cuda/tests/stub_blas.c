/* A stub of cuBLASLt: computes nothing, counts calls and fails on request. */
#include <cublasLt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stub.h"

EXPORT stub_state stub_state_blas = {.version = 130000, .cards = 1};

#define S stub_state_blas
#define CALL() STUB_CALL(S, cublasStatus_t)
#define WRONG(condition) STUB_WRONG(S, condition, CUBLAS_STATUS_INVALID_VALUE)

static cublasLtEpilogue_t epilogue; /* the last one set */

/* Descriptions are opaque to the library's users; here each is one byte. */
static cublasStatus_t made(void **out) {
    *out = malloc(1);
    S.descriptions++;
    return *out ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_ALLOC_FAILED;
}
static cublasStatus_t gone(void *description) {
    WRONG(!description || S.descriptions < 1);
    free(description);
    S.descriptions--;
    CALL();
    return CUBLAS_STATUS_SUCCESS;
}

EXPORT size_t cublasLtGetVersion(void) {
    return (size_t)S.version;
}
EXPORT cublasStatus_t cublasLtCreate(cublasLtHandle_t *handle) {
    CALL();
    if (S.begins) return (cublasStatus_t)S.begins;
    S.handles++;
    *handle = (cublasLtHandle_t)&S;
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle) {
    WRONG(handle != (cublasLtHandle_t)&S || S.handles < 1);
    S.handles--;
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t *out,
                                               cublasComputeType_t compute,
                                               cudaDataType_t scale) {
    CALL();
    WRONG(compute != CUBLAS_COMPUTE_32F || scale != CUDA_R_32F);
    return made((void **)out);
}
EXPORT cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t description) {
    return gone(description);
}
EXPORT cublasStatus_t cublasLtMatmulDescSetAttribute(
    cublasLtMatmulDesc_t description, cublasLtMatmulDescAttributes_t which,
    const void *value, size_t bytes) {
    CALL();
    WRONG(!description || !value || bytes > 8);
    if (which == CUBLASLT_MATMUL_DESC_EPILOGUE) memcpy(&epilogue, value, bytes);
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t *out,
                                                 cudaDataType type, uint64_t rows,
                                                 uint64_t cols, int64_t leading) {
    CALL();
    WRONG(!rows || !cols || leading < (int64_t)rows ||
          (type != CUDA_R_16BF && type != CUDA_R_32F && type != CUDA_R_8F_E4M3));
    return made((void **)out);
}
EXPORT cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t layout) {
    return gone(layout);
}
EXPORT cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t *out) {
    CALL();
    return made((void **)out);
}
EXPORT cublasStatus_t
cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t preference) {
    return gone(preference);
}
EXPORT cublasStatus_t cublasLtMatmulPreferenceSetAttribute(
    cublasLtMatmulPreference_t preference, cublasLtMatmulPreferenceAttributes_t which,
    const void *value, size_t bytes) {
    CALL();
    uint32_t small = 256; /* alignments: powers of two up to this */
    if (which != CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES && value)
        memcpy(&small, value, sizeof small);
    WRONG(!preference || !value || small < 1 || small > 256 || (small & (small - 1)) ||
          bytes != (which == CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES ? sizeof(size_t)
                                                                      : sizeof small));
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t cublasLtMatmulAlgoGetHeuristic(
    cublasLtHandle_t handle, cublasLtMatmulDesc_t product, cublasLtMatrixLayout_t a,
    cublasLtMatrixLayout_t b, cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d,
    cublasLtMatmulPreference_t preference, int wanted,
    cublasLtMatmulHeuristicResult_t *found, int *count) {
    CALL();
    WRONG(handle != (cublasLtHandle_t)&S || !product || !a || !b || !c || !d ||
          !preference || wanted != 1);
    memset(found, 0, sizeof *found);
    found->workspaceSize = 1 << 20;
    const bool is_gelu =
        epilogue == CUBLASLT_EPILOGUE_GELU || epilogue == CUBLASLT_EPILOGUE_GELU_BIAS;
    *count = S.no_gelu && is_gelu ? 0 : S.cards;
    return CUBLAS_STATUS_SUCCESS;
}
EXPORT cublasStatus_t
cublasLtMatmul(cublasLtHandle_t handle, cublasLtMatmulDesc_t product, const void *alpha,
               const void *a, cublasLtMatrixLayout_t a_layout, const void *b,
               cublasLtMatrixLayout_t b_layout, const void *beta, const void *c,
               cublasLtMatrixLayout_t c_layout, void *d,
               cublasLtMatrixLayout_t d_layout, const cublasLtMatmulAlgo_t *algorithm,
               void *workspace, size_t bytes, cudaStream_t stream) {
    CALL();
    WRONG(handle != (cublasLtHandle_t)&S || !product || !alpha || !beta || !a || !b ||
          !c || !d || !a_layout || !b_layout || !c_layout || !d_layout || !algorithm ||
          !workspace || bytes != 1 << 20 || !stream);
    S.launches++;
    return CUBLAS_STATUS_SUCCESS;
}
