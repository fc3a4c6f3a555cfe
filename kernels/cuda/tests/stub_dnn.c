/* A stub of cuDNN: computes nothing, counts calls and fails on request. */
#include <cudnn.h>
#include <stdlib.h>

#include "stub.h"

EXPORT stub_state stub_state_dnn = {.version = 91900, .cards = 1};

#define S stub_state_dnn
#define CALL() STUB_CALL(S, cudnnStatus_t)
#define WRONG(condition) STUB_WRONG(S, condition, CUDNN_STATUS_BAD_PARAM)

/* Descriptors are opaque to the library's users. */
typedef struct description {
    cudnnBackendDescriptorType_t type;
    int finished;
} description;

EXPORT size_t cudnnGetVersion(void) {
    return (size_t)S.version;
}
EXPORT cudnnStatus_t cudnnCreate(cudnnHandle_t *handle) {
    CALL();
    if (S.begins) return (cudnnStatus_t)S.begins;
    S.handles++;
    *handle = (cudnnHandle_t)&S;
    return CUDNN_STATUS_SUCCESS;
}
EXPORT cudnnStatus_t cudnnDestroy(cudnnHandle_t handle) {
    WRONG(handle != (cudnnHandle_t)&S || S.handles < 1);
    S.handles--;
    CALL();
    return CUDNN_STATUS_SUCCESS;
}
EXPORT cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream) {
    CALL();
    WRONG(handle != (cudnnHandle_t)&S || !stream);
    return CUDNN_STATUS_SUCCESS;
}
EXPORT cudnnStatus_t cudnnBackendCreateDescriptor(cudnnBackendDescriptorType_t type,
                                                  cudnnBackendDescriptor_t *out) {
    CALL();
    description *made = calloc(1, sizeof *made);
    if (!made) return CUDNN_STATUS_ALLOC_FAILED;
    made->type = type;
    S.descriptions++;
    *out = made;
    return CUDNN_STATUS_SUCCESS;
}
EXPORT cudnnStatus_t cudnnBackendDestroyDescriptor(cudnnBackendDescriptor_t what) {
    WRONG(!what || S.descriptions < 1);
    free(what);
    S.descriptions--;
    CALL();
    return CUDNN_STATUS_SUCCESS;
}
EXPORT cudnnStatus_t cudnnBackendSetAttribute(cudnnBackendDescriptor_t to,
                                              cudnnBackendAttributeName_t name,
                                              cudnnBackendAttributeType_t type,
                                              int64_t count, const void *values) {
    CALL();
    (void)name, (void)type;
    WRONG(!to || ((description *)to)->finished || count < 1 || !values);
    return CUDNN_STATUS_SUCCESS;
}
EXPORT cudnnStatus_t cudnnBackendFinalize(cudnnBackendDescriptor_t what) {
    CALL();
    WRONG(!what || ((description *)what)->finished);
    ((description *)what)->finished = 1;
    return CUDNN_STATUS_SUCCESS;
}
/* As many engines as there are "cards"; a plan's workspace of 2 MB. */
EXPORT cudnnStatus_t cudnnBackendGetAttribute(cudnnBackendDescriptor_t const from,
                                              cudnnBackendAttributeName_t name,
                                              cudnnBackendAttributeType_t type,
                                              int64_t capacity, int64_t *count,
                                              void *values) {
    CALL();
    WRONG(!from || !((description *)from)->finished || capacity != 1 || !values);
    if (name == CUDNN_ATTR_ENGINEHEUR_RESULTS) {
        WRONG(type != CUDNN_TYPE_BACKEND_DESCRIPTOR || !count ||
              !*(cudnnBackendDescriptor_t *)values);
        *count = S.cards;
        return CUDNN_STATUS_SUCCESS;
    }
    WRONG(name != CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE || type != CUDNN_TYPE_INT64);
    *(int64_t *)values = 2 << 20;
    return CUDNN_STATUS_SUCCESS;
}
EXPORT cudnnStatus_t cudnnBackendExecute(cudnnHandle_t handle,
                                         cudnnBackendDescriptor_t plan,
                                         cudnnBackendDescriptor_t pack) {
    CALL();
    WRONG(handle != (cudnnHandle_t)&S || !plan || !pack);
    WRONG(((description *)plan)->type != CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR ||
          !((description *)plan)->finished);
    WRONG(((description *)pack)->type != CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR ||
          !((description *)pack)->finished);
    S.launches++;
    return CUDNN_STATUS_SUCCESS;
}
