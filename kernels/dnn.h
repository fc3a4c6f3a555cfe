/* cuDNN's attention, where there is a cuDNN 9.13.1 or later: looked for at run time and
 * never needed, attention.cu does the same. Through the backend API, whose description
 * of one operation ("unified SDPA") this is; NVIDIA's cudnn-frontend shows its use. */
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

/* bf16 tensors [batch, heads, tokens, dim] with strides; compared bytewise. */
typedef struct ax_dnn_key {
    int64_t batch, heads, queries, keys, dim;
    int64_t strides[4][2]; /* batch and token, of q, k, v and out */
} ax_dnn_key;

typedef struct ax_dnn_plan {
    ax_dnn_key key;
    cudnnBackendDescriptor_t plan; /* NULL: cuDNN has none, which is remembered */
    int64_t workspace;
    bool used;
} ax_dnn_plan;

enum { AX_DNN_PLANS = 32 };

typedef struct ax_dnn {
    void *library; /* NULL: no cuDNN, or one that is too old */
#define AX_DNN_FIELD(name) __typeof__(&name) name;
    AX_DNN_CALLS(AX_DNN_FIELD)
#undef AX_DNN_FIELD
    cudnnHandle_t handle;
    cudnnBackendDescriptor_t properties; /* NULL, or of a card that is not here */
    size_t version;
    ax_dnn_plan plans[AX_DNN_PLANS];
    int next; /* the plan that the next new one replaces */
} ax_dnn;

/* Never fails: without cuDNN `library` stays NULL. */
void ax_dnn_open(ax_dnn *out, void *stream);
void ax_dnn_close(ax_dnn *dnn);
/* For a card that is not here, described as cuDNN (9.11 or later) describes one in
 * JSON: plans can be made and not run. False where cuDNN does not know the card. */
bool ax_dnn_open_for(ax_dnn *out, const char *card);

/* The plan for a key, made on first use; NULL where cuDNN does not do that. */
const ax_dnn_plan *ax_dnn_attention_plan(ax_dnn *dnn, const ax_dnn_key *key);

/* pointers: q, k, v, out. AX_ERR_RESOURCE if cuDNN refuses. */
ax_status ax_dnn_attention(ax_dnn *dnn, const ax_dnn_plan *plan,
                           void *const pointers[4], float scale, void *workspace,
                           ax_error *err);

#endif
