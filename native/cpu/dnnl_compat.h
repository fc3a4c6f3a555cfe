/* The only file that uses oneDNN, whose 2.x and 3.x interfaces differ: matrix products
 * and convolutions with packed weights. A primitive (oneDNN's word for a compiled
 * operation) is made once for given shapes and then run on any pointers; running it
 * allocates nothing, since the caller passes its scratch memory. */
#ifndef AX_CPU_DNNL_COMPAT_H
#define AX_CPU_DNNL_COMPAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "tensor/ops.h"

typedef struct ax_dnnl ax_dnnl;                 /* engine and stream */
typedef struct ax_dnnl_weights ax_dnnl_weights; /* packed, in one or more layouts */
typedef struct ax_dnnl_primitive ax_dnnl_primitive;

ax_status ax_dnnl_open(ax_dnnl **out, ax_error *err);
void ax_dnnl_close(ax_dnnl *dnnl); /* accepts NULL */
/* Whether the processor has instructions for bf16 products (AVX512-BF16 or AMX). */
bool ax_dnnl_has_bf16(void);
/* Whether oneDNN uses AMX here. */
bool ax_dnnl_has_amx(void);
const char *ax_dnnl_isa(void);

typedef struct ax_dnnl_matmul {
    int64_t m, k, n, x_stride, y_stride;
    ax_dtype x, y; /* x is also the weights' type */
    bool bias;
    bool plain; /* the weights are [N, K] as PyTorch has them, not packed */
} ax_dnnl_matmul;

/* x_frames is without padding. A 2D convolution (kt 1) takes the frames as its
 * batch. */
typedef struct ax_dnnl_conv {
    ax_conv_shape shape;
    int64_t x_frames, x_height, x_width, y_frames, y_height, y_width;
    int pad_front;
    ax_dtype x, y;
    bool bias, planar; /* planar: 2D */
} ax_dnnl_conv;

/* `row_major`: F32 [N, K], or [O, I, kt, kh, kw] for a convolution. Copied and packed:
 * for a matrix product at once, for a convolution when its first primitive is run,
 * which determines the layout. */
ax_status ax_dnnl_pack_matmul(ax_dnnl *dnnl, int64_t n, int64_t k,
                              const float *row_major, ax_dtype dtype,
                              ax_dnnl_weights **out, ax_error *err);
ax_status ax_dnnl_pack_conv(ax_dnnl *dnnl, const ax_conv_shape *shape, bool planar,
                            const float *row_major, ax_dtype dtype,
                            ax_dnnl_weights **out, ax_error *err);
/* Borrows weights [N, K] of `dtype`, for primitives that are `plain`. */
ax_status ax_dnnl_borrow_matmul(ax_dnnl *dnnl, int64_t n, int64_t k, const void *data,
                                ax_dtype dtype, ax_dnnl_weights **out, ax_error *err);
void ax_dnnl_weights_free(ax_dnnl_weights *weights); /* accepts NULL */

ax_status ax_dnnl_matmul_new(ax_dnnl *dnnl, const ax_dnnl_matmul *desc,
                             ax_dnnl_primitive **out, ax_error *err);
ax_status ax_dnnl_conv_new(ax_dnnl *dnnl, const ax_dnnl_conv *desc,
                           ax_dnnl_primitive **out, ax_error *err);
void ax_dnnl_primitive_free(ax_dnnl_primitive *primitive); /* accepts NULL */
size_t ax_dnnl_primitive_scratch(const ax_dnnl_primitive *primitive);
const char *ax_dnnl_primitive_name(const ax_dnnl_primitive *primitive);

/* Packs the weights into the primitive's layout first, if they are not yet in it. */
ax_status ax_dnnl_primitive_run(ax_dnnl *dnnl, ax_dnnl_primitive *primitive,
                                ax_dnnl_weights *weights, const void *x,
                                const float *bias, void *y, void *scratch,
                                ax_error *err);

/* Row-major C = alpha A op(B) + beta C, one thread when called inside a parallel
 * region. False if it failed: for lack of memory. */
bool ax_dnnl_sgemm(bool b_transposed, int64_t m, int64_t n, int64_t k, float alpha,
                   const float *a, int64_t lda, const float *b, int64_t ldb, float beta,
                   float *c, int64_t ldc);

#endif
