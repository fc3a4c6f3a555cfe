#include "dnn.h"

#include <stdlib.h>
#include <string.h>

#include "dnn_build.h"
#include "libraries.h"

/* The first version in which one operation describes all of attention. */
enum { MIN_VERSION = 91301 };

static bool look_up(ax_dnn *d) {
    ax_error err = {0};
#define LOOK_UP(name)                                                                  \
    if (ax_library_symbol(d->library, "cuDNN library", AX_NAME_OF(name), &d->name,     \
                          sizeof d->name, &err) != AX_OK)                              \
        return false;
    AX_DNN_CALLS(LOOK_UP)
#undef LOOK_UP
    return true;
}

/* False, and nothing is open, without a suitable version. */
static bool load(ax_dnn *out) {
    static const char *const names[] = {"libcudnn.so.9", NULL};
    const char *wanted = getenv("ANIMAX_CUDNN");
    memset(out, 0, sizeof *out);
    if (wanted && !strcmp(wanted, "0")) return false;
    out->library = ax_library_open(names, "cudnn");
    if (out->library && look_up(out)) out->version = out->cudnnGetVersion();
    if (out->version >= MIN_VERSION) return true;
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

bool ax_dnn_open_for(ax_dnn *out, const char *card) {
    if (!load(out)) return false;
    ax_dnn_builder b = {.d = out, .ok = true};
    cudnnBackendDescriptor_t properties =
        ax_dnn_make(&b, CUDNN_BACKEND_DEVICEPROP_DESCRIPTOR);
    ax_dnn_set(&b, properties, CUDNN_ATTR_DEVICEPROP_JSON_REPRESENTATION,
               CUDNN_TYPE_CHAR, (int64_t)strlen(card), card);
    ax_dnn_finish(&b, properties);
    if (b.ok) out->properties = properties;
    ax_dnn_drop_parts(&b, out->properties);
    if (!b.ok) ax_dnn_close(out);
    return b.ok;
}

/* ---- plans ---- */

static cudnnBackendDescriptor_t graph_of(ax_dnn_builder *b, const ax_dnn_key *key) {
    cudnnBackendDescriptor_t operations[2] = {NULL, NULL};
    const int count = key->kind == AX_DNN_ATTENTION
                          ? ax_dnn_describe_attention(b, &key->attention, operations)
                          : ax_dnn_describe_conv(b, &key->conv, operations);
    cudnnBackendDescriptor_t graph =
        ax_dnn_make(b, CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR);
    if (b->d->handle)
        ax_dnn_set(b, graph, CUDNN_ATTR_OPERATIONGRAPH_HANDLE, CUDNN_TYPE_HANDLE, 1,
                   &b->d->handle);
    ax_dnn_set(b, graph, CUDNN_ATTR_OPERATIONGRAPH_OPS, CUDNN_TYPE_BACKEND_DESCRIPTOR,
               count, operations);
    ax_dnn_finish(b, graph);
    return graph;
}

/* The engine that cuDNN's heuristic puts first. */
static cudnnBackendDescriptor_t engine_for(ax_dnn_builder *b,
                                           cudnnBackendDescriptor_t graph) {
    const cudnnBackendHeurMode_t mode = CUDNN_HEUR_MODE_A;
    int64_t count = 0;
    cudnnBackendDescriptor_t heuristic =
        ax_dnn_make(b, CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
    cudnnBackendDescriptor_t engine =
        ax_dnn_make(b, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
    ax_dnn_set_part(b, heuristic, CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph);
    if (b->d->properties)
        ax_dnn_set_part(b, heuristic, CUDNN_ATTR_ENGINEHEUR_DEVICEPROP,
                        b->d->properties);
    ax_dnn_set(b, heuristic, CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, 1,
               &mode);
    ax_dnn_finish(b, heuristic);
    b->ok = b->ok &&
            b->d->cudnnBackendGetAttribute(heuristic, CUDNN_ATTR_ENGINEHEUR_RESULTS,
                                           CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &count,
                                           &engine) == CUDNN_STATUS_SUCCESS;
    b->ok = b->ok && count > 0;
    return engine;
}

static void build(ax_dnn *d, ax_dnn_plan *plan) {
    ax_dnn_builder b = {.d = d, .ok = true};
    cudnnBackendDescriptor_t engine = engine_for(&b, graph_of(&b, &plan->key));
    cudnnBackendDescriptor_t made =
        ax_dnn_make(&b, CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
    if (d->properties)
        ax_dnn_set_part(&b, made, CUDNN_ATTR_EXECUTION_PLAN_DEVICEPROP, d->properties);
    else
        ax_dnn_set(&b, made, CUDNN_ATTR_EXECUTION_PLAN_HANDLE, CUDNN_TYPE_HANDLE, 1,
                   &d->handle);
    ax_dnn_set_part(&b, made, CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, engine);
    ax_dnn_finish(&b, made);
    b.ok = b.ok && d->cudnnBackendGetAttribute(
                       made, CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE, CUDNN_TYPE_INT64,
                       1, NULL, &plan->workspace) == CUDNN_STATUS_SUCCESS;
    if (b.ok && plan->workspace >= 0) plan->plan = made;
    ax_dnn_drop_parts(&b, plan->plan);
}

const ax_dnn_plan *ax_dnn_find(ax_dnn *d, const ax_dnn_key *key) {
    if (!d->library) return NULL;
    ax_dnn_plan *plan = NULL;
    for (int i = 0; i < AX_DNN_PLANS && !plan; i++)
        if (d->plans[i].used && !memcmp(&d->plans[i].key, key, sizeof *key))
            plan = &d->plans[i];
    if (!plan) {
        plan = &d->plans[d->next];
        d->next = (d->next + 1) % AX_DNN_PLANS;
        if (plan->plan) {
            (void)d->cudnnBackendDestroyDescriptor(plan->plan);
            d->dropped++;
        }
        memset(plan, 0, sizeof *plan);
        memcpy(&plan->key, key, sizeof *key);
        plan->used = true;
        build(d, plan);
    }
    return plan->plan ? plan : NULL;
}

ax_status ax_dnn_run(ax_dnn *d, const ax_dnn_plan *plan, int count,
                     void *const pointers[], void *workspace, ax_error *err) {
    const int64_t names[AX_DNN_POINTERS] = {1, 2, 3, 4, 5};
    ax_dnn_builder b = {.d = d, .ok = count <= AX_DNN_POINTERS};
    cudnnBackendDescriptor_t pack =
        ax_dnn_make(&b, CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
    ax_dnn_set(&b, pack, CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, CUDNN_TYPE_INT64, count,
               names);
    ax_dnn_set(&b, pack, CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR,
               count, pointers);
    ax_dnn_set(&b, pack, CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, 1,
               &workspace);
    ax_dnn_finish(&b, pack);
    b.ok = b.ok &&
           d->cudnnBackendExecute(d->handle, plan->plan, pack) == CUDNN_STATUS_SUCCESS;
    ax_dnn_drop_parts(&b, NULL);
    return b.ok ? AX_OK
                : ax_fail(err, AX_ERR_RESOURCE,
                          "cuDNN %zu failed: set ANIMAX_CUDNN=0, or choose the device "
                          "\"cpu\".",
                          d->version);
}
