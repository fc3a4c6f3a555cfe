#include "dnn.h"

#include <stdlib.h>
#include <string.h>

#include "libraries.h"

/* The first with the operation that describes all of attention at once. */
enum { LEAST_VERSION = 91301 };
/* Names of the tensors in a plan. */
enum { Q, K, V, OUT, SCALE, TENSORS };

#define STRING(name) #name
#define NAME_OF(name) STRING(name)

static bool look_up(ax_dnn *d) {
    ax_error err = {0};
#define LOOK_UP(name)                                                                  \
    if (ax_library_symbol(d->library, "cuDNN library", NAME_OF(name), &d->name,        \
                          sizeof d->name, &err) != AX_OK)                              \
        return false;
    AX_DNN_CALLS(LOOK_UP)
#undef LOOK_UP
    return true;
}

/* False, and nothing is open, where there is none that will do. */
static bool load(ax_dnn *out) {
    static const char *const names[] = {"libcudnn.so.9", NULL};
    const char *wanted = getenv("ANIMAX_CUDNN");
    memset(out, 0, sizeof *out);
    if (wanted && !strcmp(wanted, "0")) return false; /* to compare with our own */
    out->library = ax_library_open(names, "cudnn");
    if (out->library && look_up(out)) out->version = out->cudnnGetVersion();
    if (out->version >= LEAST_VERSION) return true;
    memset(out, 0, sizeof *out);
    return false;
}

void ax_dnn_open(ax_dnn *out, void *stream) {
    if (load(out) && (out->cudnnCreate(&out->handle) != CUDNN_STATUS_SUCCESS ||
                      out->cudnnSetStream(out->handle, stream) != CUDNN_STATUS_SUCCESS))
        ax_dnn_close(out);
}

void ax_dnn_close(ax_dnn *d) {
    for (int i = 0; i < AX_DNN_PLANS; i++)
        if (d->plans[i].plan) (void)d->cudnnBackendDestroyDescriptor(d->plans[i].plan);
    if (d->properties) (void)d->cudnnBackendDestroyDescriptor(d->properties);
    if (d->handle) (void)d->cudnnDestroy(d->handle);
    memset(d, 0, sizeof *d);
}

/* ---- descriptors ---- `ok` turns false at the first call that fails, and then nothing
 * more is done: a plan is made of fifty calls, and any failure means the same. */
typedef struct builder {
    ax_dnn *d;
    bool ok;
} builder;

static cudnnBackendDescriptor_t make(builder *b, cudnnBackendDescriptorType_t type) {
    cudnnBackendDescriptor_t out = NULL;
    b->ok =
        b->ok && b->d->cudnnBackendCreateDescriptor(type, &out) == CUDNN_STATUS_SUCCESS;
    return out;
}

static void set(builder *b, cudnnBackendDescriptor_t to,
                cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
                int64_t count, const void *values) {
    b->ok = b->ok && b->d->cudnnBackendSetAttribute(to, name, type, count, values) ==
                         CUDNN_STATUS_SUCCESS;
}

static void set_part(builder *b, cudnnBackendDescriptor_t to,
                     cudnnBackendAttributeName_t name, cudnnBackendDescriptor_t part) {
    set(b, to, name, CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &part);
}

static void finish(builder *b, cudnnBackendDescriptor_t what) {
    b->ok = b->ok && b->d->cudnnBackendFinalize(what) == CUDNN_STATUS_SUCCESS;
}

static void drop(builder *b, cudnnBackendDescriptor_t what) {
    if (what) (void)b->d->cudnnBackendDestroyDescriptor(what);
}

/* Which card a part is for: the handle's, or one that is described. */
static void set_card(builder *b, cudnnBackendDescriptor_t to,
                     cudnnBackendAttributeName_t handle,
                     cudnnBackendAttributeName_t properties) {
    if (b->d->properties)
        set_part(b, to, properties, b->d->properties);
    else
        set(b, to, handle, CUDNN_TYPE_HANDLE, 1, &b->d->handle);
}

bool ax_dnn_open_for(ax_dnn *out, const char *card) {
    if (!load(out)) return false;
    builder b = {out, true};
    out->properties = make(&b, CUDNN_BACKEND_DEVICEPROP_DESCRIPTOR);
    set(&b, out->properties, CUDNN_ATTR_DEVICEPROP_JSON_REPRESENTATION, CUDNN_TYPE_CHAR,
        (int64_t)strlen(card), card);
    finish(&b, out->properties);
    if (!b.ok) ax_dnn_close(out);
    return b.ok;
}

static cudnnBackendDescriptor_t tensor(builder *b, int64_t name, cudnnDataType_t type,
                                       const int64_t size[4], const int64_t stride[4],
                                       bool by_value) {
    const int64_t alignment = 16;
    const bool not_virtual = false;
    cudnnBackendDescriptor_t t = make(b, CUDNN_BACKEND_TENSOR_DESCRIPTOR);
    set(b, t, CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE, 1, &type);
    set(b, t, CUDNN_ATTR_TENSOR_DIMENSIONS, CUDNN_TYPE_INT64, 4, size);
    set(b, t, CUDNN_ATTR_TENSOR_STRIDES, CUDNN_TYPE_INT64, 4, stride);
    set(b, t, CUDNN_ATTR_TENSOR_UNIQUE_ID, CUDNN_TYPE_INT64, 1, &name);
    set(b, t, CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, CUDNN_TYPE_INT64, 1, &alignment);
    set(b, t, CUDNN_ATTR_TENSOR_IS_VIRTUAL, CUDNN_TYPE_BOOLEAN, 1, &not_virtual);
    set(b, t, CUDNN_ATTR_TENSOR_IS_BY_VALUE, CUDNN_TYPE_BOOLEAN, 1, &by_value);
    finish(b, t);
    return t;
}

static cudnnBackendDescriptor_t operation(builder *b, const ax_dnn_key *key,
                                          cudnnBackendDescriptor_t tensors[TENSORS]) {
    static const cudnnBackendAttributeName_t names[] = {
        CUDNN_ATTR_OPERATION_SDPA_FWD_QDESC, CUDNN_ATTR_OPERATION_SDPA_FWD_KDESC,
        CUDNN_ATTR_OPERATION_SDPA_FWD_VDESC, CUDNN_ATTR_OPERATION_SDPA_FWD_ODESC,
        CUDNN_ATTR_OPERATION_SDPA_FWD_SCALEDESC};
    const int64_t one[4] = {1, 1, 1, 1};
    for (int i = 0; i < SCALE; i++) {
        const int64_t tokens = i == K || i == V ? key->keys : key->queries;
        const int64_t size[4] = {key->batch, key->heads, tokens, key->dim};
        const int64_t stride[4] = {key->strides[i][0], key->dim, key->strides[i][1], 1};
        tensors[i] = tensor(b, 1 + i, CUDNN_DATA_BFLOAT16, size, stride, false);
    }
    tensors[SCALE] = tensor(b, 1 + SCALE, CUDNN_DATA_FLOAT, one, one, true);
    cudnnBackendDescriptor_t op = make(b, CUDNN_BACKEND_OPERATION_SDPA_FWD_DESCRIPTOR);
    for (int i = 0; i < TENSORS; i++) set_part(b, op, names[i], tensors[i]);
    finish(b, op);
    return op;
}

/* The engine that cuDNN's heuristic puts first; made, not yet finished by it. */
static cudnnBackendDescriptor_t engine_for(builder *b, cudnnBackendDescriptor_t graph) {
    const cudnnBackendHeurMode_t mode = CUDNN_HEUR_MODE_A;
    int64_t count = 0;
    cudnnBackendDescriptor_t heuristic = make(b, CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
    cudnnBackendDescriptor_t engine = make(b, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
    set_part(b, heuristic, CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph);
    if (b->d->properties)
        set_part(b, heuristic, CUDNN_ATTR_ENGINEHEUR_DEVICEPROP, b->d->properties);
    set(b, heuristic, CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, 1, &mode);
    finish(b, heuristic);
    b->ok = b->ok &&
            b->d->cudnnBackendGetAttribute(heuristic, CUDNN_ATTR_ENGINEHEUR_RESULTS,
                                           CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &count,
                                           &engine) == CUDNN_STATUS_SUCCESS;
    b->ok = b->ok && count > 0;
    drop(b, heuristic);
    return engine;
}

static void build(ax_dnn *d, ax_dnn_plan *plan) {
    builder b = {d, true};
    cudnnBackendDescriptor_t tensors[TENSORS] = {NULL};
    cudnnBackendDescriptor_t op = operation(&b, &plan->key, tensors);
    cudnnBackendDescriptor_t graph = make(&b, CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR);
    if (d->handle)
        set(&b, graph, CUDNN_ATTR_OPERATIONGRAPH_HANDLE, CUDNN_TYPE_HANDLE, 1,
            &d->handle);
    set_part(&b, graph, CUDNN_ATTR_OPERATIONGRAPH_OPS, op);
    finish(&b, graph);
    cudnnBackendDescriptor_t engine = engine_for(&b, graph);
    cudnnBackendDescriptor_t made = make(&b, CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
    set_card(&b, made, CUDNN_ATTR_EXECUTION_PLAN_HANDLE,
             CUDNN_ATTR_EXECUTION_PLAN_DEVICEPROP);
    set_part(&b, made, CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, engine);
    finish(&b, made);
    b.ok = b.ok && d->cudnnBackendGetAttribute(
                       made, CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE, CUDNN_TYPE_INT64,
                       1, NULL, &plan->workspace) == CUDNN_STATUS_SUCCESS;
    if (b.ok && plan->workspace >= 0)
        plan->plan = made;
    else
        drop(&b, made);
    drop(&b, engine);
    drop(&b, graph);
    drop(&b, op);
    for (int i = 0; i < TENSORS; i++) drop(&b, tensors[i]);
}

const ax_dnn_plan *ax_dnn_attention_plan(ax_dnn *d, const ax_dnn_key *key) {
    if (!d->library) return NULL;
    ax_dnn_plan *plan = NULL;
    for (int i = 0; i < AX_DNN_PLANS && !plan; i++)
        if (d->plans[i].used && !memcmp(&d->plans[i].key, key, sizeof *key))
            plan = &d->plans[i];
    if (!plan) {
        plan = &d->plans[d->next];
        d->next = (d->next + 1) % AX_DNN_PLANS;
        if (plan->plan) (void)d->cudnnBackendDestroyDescriptor(plan->plan);
        memset(plan, 0, sizeof *plan);
        plan->key = *key;
        plan->used = true;
        build(d, plan);
    }
    return plan->plan ? plan : NULL;
}

ax_status ax_dnn_attention(ax_dnn *d, const ax_dnn_plan *plan, void *const pointers[4],
                           float scale, void *workspace, ax_error *err) {
    const int64_t names[TENSORS] = {1 + Q, 1 + K, 1 + V, 1 + OUT, 1 + SCALE};
    void *values[TENSORS] = {pointers[0], pointers[1], pointers[2], pointers[3],
                             &scale};
    builder b = {d, true};
    cudnnBackendDescriptor_t pack = make(&b, CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
    set(&b, pack, CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, CUDNN_TYPE_INT64, TENSORS, names);
    set(&b, pack, CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, TENSORS,
        values);
    set(&b, pack, CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, 1,
        &workspace);
    finish(&b, pack);
    b.ok = b.ok &&
           d->cudnnBackendExecute(d->handle, plan->plan, pack) == CUDNN_STATUS_SUCCESS;
    drop(&b, pack);
    return b.ok
               ? AX_OK
               : ax_fail(err, AX_ERR_RESOURCE,
                         "cuDNN %zu failed at attention: set ANIMAX_CUDNN=0, or choose "
                         "the device \"cpu\".",
                         d->version);
}
