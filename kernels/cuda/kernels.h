/* The names of the kernels, and structures that host and device share. Included by C
 * and by CUDA. */
#ifndef AX_KERNELS_KERNELS_H
#define AX_KERNELS_KERNELS_H

/* module (a .cu file), kernel */
#define AX_KERNELS(X)                                                                  \
    X(rows, ax_layer_norm)                                                             \
    X(rows, ax_rms_norm)                                                               \
    X(rows, ax_add_rows)                                                               \
    X(rows, ax_norm_rope)                                                              \
    X(rows, ax_activate)                                                               \
    X(rows, ax_absmax)                                                                 \
    X(rows, ax_quantize)                                                               \
    X(frames, ax_pixel_norm)                                                           \
    X(frames, ax_upsample2)                                                            \
    X(frames, ax_add_frames)                                                           \
    X(frames, ax_unfold)                                                               \
    X(attention, ax_attention_32)                                                      \
    X(attention, ax_attention_64)                                                      \
    X(attention, ax_attention_128)                                                     \
    X(attention, ax_attention_any)

#define AX_MODULES(X) X(rows) X(frames) X(attention)

/* A matrix, and heads, as arguments of kernels; dtype is an ax_dtype. */
typedef struct ax_kernel_rows {
    void *data;
    long long stride; /* elements from row to row */
    int dtype;
    int vector; /* 1: cols, stride and address allow four elements at a time */
} ax_kernel_rows;

typedef struct ax_kernel_heads {
    void *data;
    long long stride_batch, stride_token; /* elements */
    int dtype;
    int vector; /* 1: bf16 in pieces of 16 aligned bytes */
} ax_kernel_heads;

/* x and y of a convolution, channels last. */
typedef struct ax_kernel_unfold {
    int frames, height, width, channels; /* of x */
    int out_height, out_width;           /* of y */
    int kt, kh, kw, stride_t, stride_h, stride_w;
    int pad_front, pad_top, pad_left;
} ax_kernel_unfold;

enum {
    AX_ROW_THREADS = 256,      /* a block of the row kernels, one row each */
    AX_ABSMAX_BLOCKS = 1024,   /* at most, in ax_absmax and ax_quantize */
    AX_PIXEL_WARPS = 8,        /* per block, one pixel each */
    AX_FLAT_THREADS = 256,     /* a block of kernels with one element per thread */
    AX_ATTENTION_QUERIES = 64, /* per block of tensor-core attention */
    AX_ATTENTION_THREADS = 128,
    AX_ANY_WARPS = 4,    /* ax_attention_any: one query each */
    AX_ANY_MAX_DIM = 256 /* its largest head_dim */
};

#endif
