/* Matrix products by cuBLASLt, which is loaded at run time. */
#ifndef AX_KERNELS_BLAS_H
#define AX_KERNELS_BLAS_H

#include <cublasLt.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "tensor/ops.h"

#define AX_BLAS_CALLS(X)                                                               \
    X(cublasLtCreate)                                                                  \
    X(cublasLtDestroy)                                                                 \
    X(cublasLtGetVersion)                                                              \
    X(cublasLtMatmulDescCreate)                                                        \
    X(cublasLtMatmulDescDestroy)                                                       \
    X(cublasLtMatmulDescSetAttribute)                                                  \
    X(cublasLtMatrixLayoutCreate)                                                      \
    X(cublasLtMatrixLayoutDestroy)                                                     \
    X(cublasLtMatmulPreferenceCreate)                                                  \
    X(cublasLtMatmulPreferenceDestroy)                                                 \
    X(cublasLtMatmulPreferenceSetAttribute)                                            \
    X(cublasLtMatmulAlgoGetHeuristic)                                                  \
    X(cublasLtMatmul)

/* `compute` of FP8 products; otherwise it is an ax_dtype. */
enum { AX_BLAS_E4M3 = 100 };

/* Everything that a product's algorithm depends on; compared bytewise, so zero it
 * first. */
typedef struct ax_blas_key {
    int64_t m, n, k, x_stride, y_stride;
    int32_t compute, y, act, bias;    /* dtypes, ax_act, 1 if there is a bias */
    int32_t x_alignment, y_alignment; /* of the addresses, bytes: a power of two */
} ax_blas_key;

typedef struct ax_blas_plan {
    ax_blas_key key;
    cublasLtMatmulDesc_t product;
    cublasLtMatrixLayout_t w, x, y;
    cublasLtMatmulAlgo_t algorithm;
    size_t workspace;
    bool made;
    bool separate_activation; /* not computed together with the product */
} ax_blas_plan;

/* Device addresses. */
typedef struct ax_blas_operands {
    const void *w, *x, *bias;
    const void *w_scale, *x_scale; /* F32, FP8 products only */
    void *y, *workspace;
} ax_blas_operands;

enum { AX_BLAS_PLANS = 256 }; /* a power of two */

typedef struct ax_blas {
    void *library;
#define AX_BLAS_FIELD(name) __typeof__(&name) name;
    AX_BLAS_CALLS(AX_BLAS_FIELD)
#undef AX_BLAS_FIELD
    cublasLtHandle_t handle;
    ax_blas_plan *plans; /* [AX_BLAS_PLANS], open addressing */
    int count;
} ax_blas;

/* The card's context must be current. AX_ERR_RESOURCE where cuBLASLt 12 or 13 is not
 * found; *out is then closed. */
ax_status ax_blas_open(ax_blas *out, ax_error *err);
void ax_blas_close(ax_blas *blas);

/* The plan of a product, made on first use, for which the addresses of the operands'
 * bias and scales are needed. Valid until the next call, which may empty the cache. */
ax_status ax_blas_find(ax_blas *blas, const ax_blas_key *key,
                       const ax_blas_operands *operands, ax_blas_plan **out,
                       ax_error *err);
/* y = act(x w^T + bias) on the stream; without act if it is separate. */
ax_status ax_blas_run(ax_blas *blas, const ax_blas_plan *plan,
                      const ax_blas_operands *operands, void *stream, ax_error *err);

#endif
