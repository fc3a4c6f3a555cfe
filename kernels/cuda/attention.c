/* Attention: cuDNN's if available; otherwise on tensor cores if head_dim is 32, 64 or
 * 128, and else without them. */
#include <string.h>

#include "device.h"

static const float log2_e = 1.44269504f;

static ax_kernel_heads heads_of(ax_heads m, int64_t batch) {
    char *data =
        (char *)m.data + batch * m.stride_batch * (int64_t)ax_dtype_size(m.dtype);
    const bool vector = m.dtype == AX_BF16 && m.stride_token % 8 == 0 &&
                        m.stride_batch % 8 == 0 && m.head_dim % 8 == 0 &&
                        (uintptr_t)data % 16 == 0;
    return (ax_kernel_heads){data, m.stride_batch, m.stride_token, (int)m.dtype,
                             vector};
}

static bool on_tensor_cores(const ax_device *dev, int64_t dim, ax_cuda_kernel *kernel) {
    *kernel = dim == 32   ? AX_KERNEL_ax_attention_32
              : dim == 64 ? AX_KERNEL_ax_attention_64
                          : AX_KERNEL_ax_attention_128;
    return dev->dtype == AX_BF16 && (dim == 32 || dim == 64 || dim == 128);
}

/* False, and nothing was run, if cuDNN is missing or does not support it. */
static bool by_cudnn(ax_device *dev, const ax_kernel_heads m[4], ax_heads q,
                     int64_t count, int64_t keys, float scale, ax_status *status,
                     ax_error *err) {
    ax_dnn_key key;
    void *pointers[AX_DNN_POINTERS], *workspace = NULL;
    memset(&key, 0, sizeof key);
    key.kind = AX_DNN_ATTENTION;
    key.attention.batch = count;
    key.attention.heads = q.heads;
    key.attention.queries = q.tokens;
    key.attention.keys = keys;
    key.attention.dim = q.head_dim;
    for (int i = 0; i < 4; i++) {
        if (!m[i].vector) return false;
        key.attention.strides[i][0] = m[i].stride_batch;
        key.attention.strides[i][1] = m[i].stride_token;
        pointers[i] = m[i].data;
    }
    pointers[4] = &scale;
    const ax_dnn_plan *plan = ax_dnn_find(&dev->dnn, &key);
    if (!plan) return false;
    *status = ax_cuda_scratch(dev, AX_CUDA_SLOT_BLAS, (size_t)plan->workspace,
                              &workspace, err);
    if (*status == AX_OK)
        *status = ax_dnn_run(&dev->dnn, plan, 5, pointers, workspace, err);
    return true;
}

/* Batch entries [first, first + count), which have the same number of keys. */
static ax_status attend(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                        int64_t first, int64_t count, int keys, float scale,
                        ax_heads out, ax_error *err) {
    ax_kernel_heads qs = heads_of(q, first), ks = heads_of(k, first);
    ax_kernel_heads vs = heads_of(v, first), os = heads_of(out, first);
    int dim = (int)q.head_dim, queries = (int)q.tokens;
    float scale_log2 = scale * log2_e;
    ax_cuda_kernel kernel;
    ax_status status = AX_OK;
    if (by_cudnn(dev, (ax_kernel_heads[]){qs, ks, vs, os}, q, count, keys, scale,
                 &status, err))
        return status;
    if (on_tensor_cores(dev, q.head_dim, &kernel)) {
        const ax_cuda_grid grid = {(q.tokens + AX_ATTENTION_QUERIES - 1) /
                                       AX_ATTENTION_QUERIES,
                                   q.heads, count, AX_ATTENTION_THREADS};
        return AX_LAUNCH(dev, kernel, grid, err, &qs, &ks, &vs, &os, &queries, &keys,
                         &scale_log2);
    }
    if (q.head_dim > AX_ANY_MAX_DIM)
        return ax_fail(err, AX_ERR_MODEL,
                       "Attention heads of %d values are more than the graphics card's "
                       "%d: choose the device \"cpu\".",
                       dim, AX_ANY_MAX_DIM);
    const ax_cuda_grid grid = {(q.tokens + AX_ANY_WARPS - 1) / AX_ANY_WARPS, q.heads,
                               count, 32 * AX_ANY_WARPS};
    return AX_LAUNCH(dev, AX_KERNEL_ax_attention_any, grid, err, &qs, &ks, &vs, &os,
                     &dim, &queries, &keys, &scale_log2);
}

ax_status ax_cuda_attention(ax_device *dev, ax_heads q, ax_heads k, ax_heads v,
                            const int32_t *key_tokens, float scale, ax_heads out,
                            ax_error *err) {
    for (int64_t first = 0, next; first < q.batch; first = next) {
        const int64_t keys = key_tokens ? key_tokens[first] : k.tokens;
        next = first + 1;
        while (next < q.batch && (!key_tokens || key_tokens[next] == keys)) next++;
        AX_TRY(attend(dev, q, k, v, first, next - first, (int)keys, scale, out, err));
    }
    return AX_OK;
}
