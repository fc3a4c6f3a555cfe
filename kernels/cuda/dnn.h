/* cuDNN 9.13.1 or later, loaded at run time if available: it is optional, since this
 * backend's own kernels compute the same. Used through its backend API, which makes a
 * plan for a graph of operations (NVIDIA's cudnn-frontend is an example of its use).
 * dnn.c loads the library and caches plans, dnn_build.c makes descriptors,
 * dnn_attention.c and dnn_conv.c describe the operations. */
#ifndef AX_KERNELS_DNN_H
#define AX_KERNELS_DNN_H

#include <cudnn.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

#define AX_DNN_CALLS(X)                                                                \
    X(cudnnGetVersion)                                                                 \
    X(cudnnCreate)                                                                     \
    X(cudnnDestroy)                                                                    \
    X(cudnnSetStream)                                                                  \
    X(cudnnBackendCreateDescriptor)                                                    \
    X(cudnnBackendDestroyDescriptor)                                                   \
    X(cudnnBackendSetAttribute)                                                        \
    X(cudnnBackendGetAttribute)                                                        \
    X(cudnnBackendFinalize)                                                            \
    X(cudnnBackendExecute)

typedef enum ax_dnn_kind { AX_DNN_ATTENTION = 1, AX_DNN_CONV } ax_dnn_kind;

/* bf16 tensors [batch, heads, tokens, dim]. */
typedef struct ax_dnn_attention {
    int64_t batch, heads, queries, keys, dim;
    int64_t strides[4][2]; /* elements: batch and token, of q, k, v and out */
} ax_dnn_attention;

/* x and y [frames, height, width, channels], weights [out, kt, kh, kw, in], all but y
 * bf16; the bias [out] of y's dtype. */
typedef struct ax_dnn_conv {
    int64_t x[4], y[4], kernel[3], stride[3], before[3],
        after[3]; /* time, height, width */
    int64_t y_is_f32, has_bias;
} ax_dnn_conv;

/* Everything that a plan depends on; compared bytewise, so zero it first. */
typedef struct ax_dnn_key {
    int64_t kind; /* ax_dnn_kind */
    union {
        ax_dnn_attention attention;
        ax_dnn_conv conv;
    };
} ax_dnn_key;

typedef struct ax_dnn_plan {
    ax_dnn_key key;
    cudnnBackendDescriptor_t plan; /* NULL: cuDNN has no plan, which is cached too */
    int64_t workspace;             /* bytes */
    bool used;
} ax_dnn_plan;

enum { AX_DNN_PLANS = 128 };

typedef struct ax_dnn {
    void *library; /* NULL: no cuDNN, or one that is too old */
#define AX_DNN_FIELD(name) __typeof__(&name) name;
    AX_DNN_CALLS(AX_DNN_FIELD)
#undef AX_DNN_FIELD
    cudnnHandle_t handle;
    cudnnBackendDescriptor_t
        properties; /* NULL, or of a described card (ax_dnn_open_for) */
    size_t version;
    ax_dnn_plan plans[AX_DNN_PLANS];
    int next;              /* the plan that the next new one replaces */
    unsigned long dropped; /* plans that were replaced */
} ax_dnn;

/* Cannot fail: without cuDNN `library` is NULL. */
void ax_dnn_open(ax_dnn *out, void *stream);
void ax_dnn_close(ax_dnn *dnn);
/* For a card that need not be present, described in cuDNN's JSON (9.11 or later): plans
 * can be made but not run. False if cuDNN does not know the card. */
bool ax_dnn_open_for(ax_dnn *out, const char *card);

/* The plan for a key, made on first use; NULL if cuDNN does not support it. */
const ax_dnn_plan *ax_dnn_find(ax_dnn *dnn, const ax_dnn_key *key);

/* Runs a plan. pointers: q, k, v, out and the scale's address on the host; or x,
 * weights, y and the bias. AX_ERR_RESOURCE if cuDNN refuses. */
enum { AX_DNN_POINTERS = 5 };
ax_status ax_dnn_run(ax_dnn *dnn, const ax_dnn_plan *plan, int count,
                     void *const pointers[], void *workspace, ax_error *err);

#endif
