#include "blas.h"

#include <string.h>

#include "base/memory.h"
#include "libraries.h"

/* NVIDIA's recommendation for Hopper; algorithms that need more are not used. */
static const size_t max_workspace = 32u << 20;

static ax_status check(cublasStatus_t status, const char *what, ax_error *err) {
    if (status == CUBLAS_STATUS_SUCCESS) return AX_OK;
    return ax_fail(err, AX_ERR_RESOURCE,
                   "%s failed on the graphics card (cuBLASLt's status %d): choose the "
                   "device \"cpu\".",
                   what, (int)status);
}

static ax_status look_up(ax_blas *b, ax_error *err) {
#define LOOK_UP(name)                                                                  \
    AX_TRY(ax_library_symbol(b->library, "cuBLASLt library", AX_NAME_OF(name),         \
                             &b->name, sizeof b->name, err));
    AX_BLAS_CALLS(LOOK_UP)
#undef LOOK_UP
    return AX_OK;
}

/* The enumerations of the header used at compile time hold from cuBLASLt 12 on. */
static ax_status start(ax_blas *b, ax_error *err) {
    const size_t version = b->cublasLtGetVersion();
    const size_t major = version >= 100000 ? version / 10000 : version / 1000;
    if (major < 12)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "cuBLASLt %zu was found, 12 or later is needed: update it, or "
                       "choose the device \"cpu\".",
                       major);
    AX_TRY(check(b->cublasLtCreate(&b->handle), "Starting cuBLASLt", err));
    return AX_NEW(ax_blas_plan, AX_BLAS_PLANS, "the cache of products", &b->plans, err);
}

ax_status ax_blas_open(ax_blas *out, ax_error *err) {
    static const char *const names[] = {"libcublasLt.so.13", "libcublasLt.so.12", NULL};
    memset(out, 0, sizeof *out);
    out->library = ax_library_open(names, "cublas");
    if (!out->library)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "cuBLASLt (libcublasLt.so.13 or .12) was not found: install "
                       "NVIDIA's CUDA libraries (docs/cuda.md), or choose the device "
                       "\"cpu\".");
    ax_status status = look_up(out, err);
    if (status == AX_OK) status = start(out, err);
    if (status != AX_OK) ax_blas_close(out);
    return status;
}

static void plan_free(ax_blas *b, ax_blas_plan *plan) {
    if (plan->product) (void)b->cublasLtMatmulDescDestroy(plan->product);
    if (plan->w) (void)b->cublasLtMatrixLayoutDestroy(plan->w);
    if (plan->x) (void)b->cublasLtMatrixLayoutDestroy(plan->x);
    if (plan->y) (void)b->cublasLtMatrixLayoutDestroy(plan->y);
    memset(plan, 0, sizeof *plan);
}

static void clear(ax_blas *b) {
    for (int i = 0; b->plans && i < AX_BLAS_PLANS; i++) plan_free(b, &b->plans[i]);
    b->count = 0;
}

void ax_blas_close(ax_blas *b) {
    clear(b);
    ax_free(b->plans);
    if (b->handle) (void)b->cublasLtDestroy(b->handle);
    /* Not unloaded: CUDA's libraries leave threads and exit handlers behind. */
    memset(b, 0, sizeof *b);
}

static cudaDataType type_of(int dtype) {
    if (dtype == AX_BLAS_E4M3) return CUDA_R_8F_E4M3;
    return dtype == AX_BF16 ? CUDA_R_16BF : CUDA_R_32F;
}

/* The activation that cuBLASLt computes with the product; others are separate
 * passes. */
static cublasLtEpilogue_t epilogue(const ax_blas_plan *plan) {
    const ax_blas_key *key = &plan->key;
    if (key->act == AX_ACT_GELU_TANH && !plan->separate_activation)
        return key->bias ? CUBLASLT_EPILOGUE_GELU_BIAS : CUBLASLT_EPILOGUE_GELU;
    return key->bias ? CUBLASLT_EPILOGUE_BIAS : CUBLASLT_EPILOGUE_DEFAULT;
}

static ax_status set(ax_blas *b, const ax_blas_plan *plan,
                     cublasLtMatmulDescAttributes_t name, const void *value,
                     size_t bytes, ax_error *err) {
    return check(b->cublasLtMatmulDescSetAttribute(plan->product, name, value, bytes),
                 "Describing a product", err);
}

/* FP8 products take their bias in bf16 whatever the output's dtype, and may accumulate
 * with less precision, since their factors have little. */
static ax_status describe_e4m3(ax_blas *b, const ax_blas_plan *plan, ax_error *err) {
    const int8_t fast = 1;
    const cudaDataType bias = CUDA_R_16BF;
    AX_TRY(set(b, plan, CUBLASLT_MATMUL_DESC_FAST_ACCUM, &fast, sizeof fast, err));
    if (!plan->key.bias) return AX_OK;
    return set(b, plan, CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE, &bias, sizeof bias, err);
}

/* cuBLASLt's matrices are column-major: y^T [n, m] = w [n, k] x^T [k, m], where a
 * row-major [rows, cols] is a column-major [cols, rows]. */
static ax_status describe(ax_blas *b, ax_blas_plan *plan, ax_error *err) {
    const ax_blas_key *key = &plan->key;
    const cublasOperation_t transposed = CUBLAS_OP_T;
    const cublasLtEpilogue_t end = epilogue(plan);
    const cudaDataType in = type_of(key->compute), out = type_of(key->y);
    AX_TRY(check(
        b->cublasLtMatmulDescCreate(&plan->product, CUBLAS_COMPUTE_32F, CUDA_R_32F),
        "Describing a product", err));
    AX_TRY(
        set(b, plan, CUBLASLT_MATMUL_DESC_TRANSA, &transposed, sizeof transposed, err));
    AX_TRY(set(b, plan, CUBLASLT_MATMUL_DESC_EPILOGUE, &end, sizeof end, err));
    if (key->compute == AX_BLAS_E4M3) AX_TRY(describe_e4m3(b, plan, err));
    AX_TRY(check(b->cublasLtMatrixLayoutCreate(&plan->w, in, (uint64_t)key->k,
                                               (uint64_t)key->n, key->k),
                 "Describing a weight", err));
    AX_TRY(check(b->cublasLtMatrixLayoutCreate(&plan->x, in, (uint64_t)key->k,
                                               (uint64_t)key->m, key->x_stride),
                 "Describing an input", err));
    return check(b->cublasLtMatrixLayoutCreate(&plan->y, out, (uint64_t)key->n,
                                               (uint64_t)key->m, key->y_stride),
                 "Describing an output", err);
}

static ax_status choose(ax_blas *b, ax_blas_plan *plan, ax_error *err) {
    cublasLtMatmulPreference_t preference = NULL;
    cublasLtMatmulHeuristicResult_t found;
    const uint32_t x = (uint32_t)plan->key.x_alignment;
    const uint32_t y = (uint32_t)plan->key.y_alignment;
    /* Other alignments default to 256 bytes, which new memory has. */
    const struct {
        cublasLtMatmulPreferenceAttributes_t name;
        const void *value;
        size_t bytes;
    } preferences[] = {
        {CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &max_workspace,
         sizeof max_workspace},
        {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, &x, sizeof x},
        {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, &y, sizeof y},
        {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, &y, sizeof y},
    };
    int count = 0;
    memset(&found, 0, sizeof found);
    AX_TRY(check(b->cublasLtMatmulPreferenceCreate(&preference),
                 "Choosing an algorithm", err));
    cublasStatus_t status = CUBLAS_STATUS_SUCCESS;
    for (size_t i = 0; i < sizeof preferences / sizeof *preferences &&
                       status == CUBLAS_STATUS_SUCCESS;
         i++)
        status = b->cublasLtMatmulPreferenceSetAttribute(
            preference, preferences[i].name, preferences[i].value,
            preferences[i].bytes);
    if (status == CUBLAS_STATUS_SUCCESS)
        status = b->cublasLtMatmulAlgoGetHeuristic(b->handle, plan->product, plan->w,
                                                   plan->x, plan->y, plan->y,
                                                   preference, 1, &found, &count);
    (void)b->cublasLtMatmulPreferenceDestroy(preference);
    AX_TRY(check(status, "Choosing an algorithm", err));
    const bool fp8 = plan->key.compute == AX_BLAS_E4M3;
    if (count < 1)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "cuBLASLt has no algorithm for a product of %lld x %lld x "
                       "%lld%s: choose the %s.",
                       (long long)plan->key.m, (long long)plan->key.n,
                       (long long)plan->key.k, fp8 ? " in FP8" : "",
                       fp8 ? "precision \"bf16\"" : "device \"cpu\"");
    plan->algorithm = found.algo;
    plan->workspace = found.workspaceSize;
    plan->made = true;
    return AX_OK;
}

static uint64_t hash_key(const ax_blas_key *key) {
    uint64_t words[sizeof *key / 8], hash = 1469598103934665603u; /* FNV-1a */
    _Static_assert(sizeof *key % 8 == 0, "the hash reads whole words");
    memcpy(words, key, sizeof *key);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        hash = (hash ^ words[i]) * 1099511628211u;
        hash ^= hash >> 29;
    }
    return hash;
}

/* Sets the operands that are part of the description. */
static ax_status set_operands(ax_blas *b, const ax_blas_plan *plan,
                              const ax_blas_operands *o, ax_error *err) {
    if (plan->key.bias)
        AX_TRY(set(b, plan, CUBLASLT_MATMUL_DESC_BIAS_POINTER, &o->bias, sizeof o->bias,
                   err));
    if (plan->key.compute != AX_BLAS_E4M3) return AX_OK;
    AX_TRY(set(b, plan, CUBLASLT_MATMUL_DESC_A_SCALE_POINTER, &o->w_scale,
               sizeof o->w_scale, err));
    return set(b, plan, CUBLASLT_MATMUL_DESC_B_SCALE_POINTER, &o->x_scale,
               sizeof o->x_scale, err);
}

/* The heuristic needs valid addresses: those of this call. */
static ax_status make(ax_blas *b, ax_blas_plan *plan, const ax_blas_operands *o,
                      ax_error *err) {
    ax_status status = describe(b, plan, err);
    if (status == AX_OK) status = set_operands(b, plan, o, err);
    if (status == AX_OK) status = choose(b, plan, err);
    return status;
}

ax_status ax_blas_find(ax_blas *b, const ax_blas_key *key, const ax_blas_operands *o,
                       ax_blas_plan **out, ax_error *err) {
    if (b->count >= AX_BLAS_PLANS / 2) clear(b);
    size_t at = (size_t)hash_key(key) & (AX_BLAS_PLANS - 1);
    while (b->plans[at].made && memcmp(&b->plans[at].key, key, sizeof *key) != 0)
        at = (at + 1) & (AX_BLAS_PLANS - 1);
    ax_blas_plan *plan = &b->plans[at];
    if (!plan->made) {
        memcpy(&plan->key, key, sizeof *key);
        /* Not every version computes GELU together with an FP8 product. */
        const bool may_differ = key->act && key->compute == AX_BLAS_E4M3;
        ax_status status = make(b, plan, o, may_differ ? NULL : err);
        if (status != AX_OK && may_differ) {
            plan_free(b, plan);
            memcpy(&plan->key, key, sizeof *key);
            plan->separate_activation = true;
            status = make(b, plan, o, err);
        }
        if (status != AX_OK) {
            plan_free(b, plan);
            return status;
        }
        b->count++;
    }
    *out = plan;
    return AX_OK;
}

ax_status ax_blas_run(ax_blas *b, const ax_blas_plan *plan, const ax_blas_operands *o,
                      void *stream, ax_error *err) {
    const float one = 1.0f, zero = 0.0f;
    AX_TRY(set_operands(b, plan, o, err));
    return check(b->cublasLtMatmul(b->handle, plan->product, &one, o->w, plan->w, o->x,
                                   plan->x, &zero, o->y, plan->y, o->y, plan->y,
                                   &plan->algorithm, o->workspace, plan->workspace,
                                   (cudaStream_t)stream),
                 "A product", err);
}
