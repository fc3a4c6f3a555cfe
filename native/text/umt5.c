#include "text/umt5.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"
#include "tensor/counting.h"
#include "tensor/dispatch.h"
#include "tensor/shards.h"
#include "text/relative_attention.h"

enum {
    PATH = 4096,
    NAME = 160,
    MAX_LAYERS = 256,
    MAX_WIDTH = 1 << 17,
    BLOCK = 1 << 21
};

static const char Q[] = "layer.0.SelfAttention.q.weight",
                  K[] = "layer.0.SelfAttention.k.weight",
                  V[] = "layer.0.SelfAttention.v.weight",
                  O[] = "layer.0.SelfAttention.o.weight",
                  BIAS[] = "layer.0.SelfAttention.relative_attention_bias.weight",
                  NORM_1[] = "layer.0.layer_norm.weight",
                  GATE[] = "layer.1.DenseReluDense.wi_0.weight",
                  UP[] = "layer.1.DenseReluDense.wi_1.weight",
                  DOWN[] = "layer.1.DenseReluDense.wo.weight",
                  NORM_2[] = "layer.1.layer_norm.weight",
                  LAST_NORM[] = "encoder.final_layer_norm.weight";

struct ax_umt5 {
    const ax_ops *ops;
    ax_device *dev;
    ax_shards *files;
    const char *words_name;
    ax_tensor words; /* data NULL */
    void *row;       /* host: a row of `words` as the file has it */
    int64_t vocabulary, width, inner, heads, ffn, buckets, layers, max_distance;
    float eps;
};

/* ---- opening ---- */

/* `what` of layer i, or of the model when i is negative. */
static void layer_name(char out[NAME], int64_t i, const char *what) {
    if (i < 0)
        (void)snprintf(out, NAME, "%s", what);
    else
        (void)snprintf(out, NAME, "encoder.block.%" PRId64 ".%s", i, what);
}

static ax_status check_shape(const ax_umt5 *u, int64_t i, const char *what, int rank,
                             int64_t rows, int64_t cols, ax_tensor *out,
                             ax_error *err) {
    char name[NAME];
    ax_tensor t;
    layer_name(name, i, what);
    AX_TRY(ax_shards_shape(u->files, name, rank, (int64_t[]){rows, cols}, &t, err));
    if (out) *out = t;
    return AX_OK;
}

static ax_status check_layer(const ax_umt5 *u, int64_t i, ax_error *err) {
    const struct {
        const char *what;
        int rank;
        int64_t rows, cols;
    } tensors[] = {{Q, 2, u->inner, u->width},      {K, 2, u->inner, u->width},
                   {V, 2, u->inner, u->width},      {O, 2, u->width, u->inner},
                   {BIAS, 2, u->buckets, u->heads}, {NORM_1, 1, u->width, 0},
                   {GATE, 2, u->ffn, u->width},     {UP, 2, u->ffn, u->width},
                   {DOWN, 2, u->width, u->ffn},     {NORM_2, 1, u->width, 0}};
    for (size_t t = 0; t < sizeof tensors / sizeof *tensors; t++)
        AX_TRY(check_shape(u, i, tensors[t].what, tensors[t].rank, tensors[t].rows,
                           tensors[t].cols, NULL, err));
    return AX_OK;
}

static bool within(int64_t size, int64_t least, int64_t most) {
    return size >= least && size <= most;
}

static ax_status read_sizes(ax_umt5 *u, const char *dir, ax_error *err) {
    ax_tensor t;
    char name[NAME];
    u->words_name = ax_shards_has(u->files, "encoder.embed_tokens.weight")
                        ? "encoder.embed_tokens.weight"
                        : "shared.weight";
    AX_TRY(check_shape(u, -1, u->words_name, 2, -1, -1, &u->words, err));
    u->vocabulary = u->words.shape[0];
    u->width = u->words.shape[1];
    AX_TRY(check_shape(u, 0, Q, 2, -1, u->width, &t, err));
    u->inner = t.shape[0];
    AX_TRY(check_shape(u, 0, BIAS, 2, -1, -1, &t, err));
    u->buckets = t.shape[0];
    u->heads = t.shape[1];
    AX_TRY(check_shape(u, 0, GATE, 2, -1, u->width, &t, err));
    u->ffn = t.shape[0];
    if (!within(u->width, 1, MAX_WIDTH) || !within(u->ffn, 1, MAX_WIDTH) ||
        !within(u->inner, 1, MAX_WIDTH) || !within(u->vocabulary, 1, INT32_MAX) ||
        !within(u->buckets, 4, 4096) || !within(u->heads, 1, u->inner) ||
        u->inner % u->heads != 0)
        return ax_fail(err, AX_ERR_MODEL,
                       "%.200s: %" PRId64 " words of width %" PRId64 ", %" PRId64
                       " heads of %" PRId64 " together, %" PRId64 " in the middle, "
                       "%" PRId64 " buckets of positions: no umT5",
                       dir, u->vocabulary, u->width, u->heads, u->inner, u->ffn,
                       u->buckets);
    for (;; u->layers++) {
        layer_name(name, u->layers, Q);
        if (!ax_shards_has(u->files, name)) break;
        if (u->layers == MAX_LAYERS)
            return ax_fail(err, AX_ERR_MODEL, "%s: more than %d layers", dir,
                           (int)MAX_LAYERS);
        AX_TRY(check_layer(u, u->layers, err));
    }
    return check_shape(u, -1, LAST_NORM, 1, u->width, 0, NULL, err);
}

static ax_status check_size(const ax_json *doc, const char *path, const char *field,
                            int64_t found, ax_error *err) {
    int64_t size = 0;
    if (!ax_json_has(doc, field)) return AX_OK;
    AX_TRY(ax_json_integer(doc, field, 0, INT32_MAX, &size, err));
    if (size == found) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "%s: \"%s\" is %" PRId64 ", but the tensors beside it have %" PRId64
                   ": the two are of different models",
                   path, field, size, found);
}

static ax_status check_kind(const ax_json *doc, const char *path, const char *field,
                            const char *wanted, ax_error *err) {
    const char *found;
    if (!ax_json_has(doc, field)) return AX_OK;
    AX_TRY(ax_json_string(doc, field, &found, err));
    if (strcmp(found, wanted) == 0) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "%s: \"%s\" is \"%.40s\"; the text encoder \"umt5\" is \"%s\"", path,
                   field, found, wanted);
}

static ax_status read_fields(ax_umt5 *u, const ax_json *doc, const char *path,
                             ax_error *err) {
    double eps = 1e-6;
    AX_TRY(check_kind(doc, path, "model_type", "umt5", err));
    AX_TRY(check_kind(doc, path, "feed_forward_proj", "gated-gelu", err));
    AX_TRY(check_size(doc, path, "d_model", u->width, err));
    AX_TRY(check_size(doc, path, "d_kv", u->inner / u->heads, err));
    AX_TRY(check_size(doc, path, "d_ff", u->ffn, err));
    AX_TRY(check_size(doc, path, "num_heads", u->heads, err));
    AX_TRY(check_size(doc, path, "num_layers", u->layers, err));
    AX_TRY(check_size(doc, path, "relative_attention_num_buckets", u->buckets, err));
    if (ax_json_has(doc, "relative_attention_max_distance"))
        AX_TRY(ax_json_integer(doc, "relative_attention_max_distance", 1, 1 << 20,
                               &u->max_distance, err));
    if (ax_json_has(doc, "layer_norm_epsilon"))
        AX_TRY(ax_json_number(doc, "layer_norm_epsilon", 0.0, 1.0, &eps, err));
    u->eps = (float)eps;
    return AX_OK;
}

static ax_status read_config(ax_umt5 *u, const char *dir, ax_error *err) {
    char path[PATH];
    u->eps = 1e-6f;
    u->max_distance = 128;
    (void)snprintf(path, sizeof path, "%s/config.json", dir);
    if (access(path, F_OK) == 0) {
        ax_json *doc = NULL;
        AX_TRY(ax_json_open(path, &doc, err));
        const ax_status status = read_fields(u, doc, path, err);
        ax_json_close(doc);
        AX_TRY(status);
    }
    if (u->max_distance > u->buckets / 4) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "%s: \"relative_attention_max_distance\" is %" PRId64
                   ", too few for %" PRId64 " buckets",
                   path, u->max_distance, u->buckets);
}

static ax_status open_files(const char *dir, ax_shards **out, ax_error *err) {
    char path[PATH];
    const int length =
        snprintf(path, sizeof path, "%s/model.safetensors.index.json", dir);
    if (length < 0 || length >= PATH)
        return ax_fail(err, AX_ERR_MODEL, "the text encoder's path is too long");
    if (access(path, F_OK) != 0)
        (void)snprintf(path, sizeof path, "%s/model.safetensors", dir);
    AX_TRY(ax_shards_open(path, out, err));
    return ax_shards_refuse_quantised(*out, err);
}

ax_status ax_umt5_open(const ax_ops *ops, ax_device *dev, const char *dir,
                       ax_umt5 **out, ax_error *err) {
    ax_umt5 *u = NULL;
    AX_TRY(AX_NEW(ax_umt5, 1, "the text encoder", &u, err));
    u->ops = ops;
    u->dev = dev;
    ax_status status = open_files(dir, &u->files, err);
    if (status == AX_OK) status = read_sizes(u, dir, err);
    if (status == AX_OK) status = read_config(u, dir, err);
    if (status == AX_OK)
        status = ax_malloc((size_t)u->width, ax_dtype_size(u->words.dtype),
                           "a row of words", &u->row, err);
    if (status == AX_OK)
        *out = u;
    else
        ax_umt5_close(u);
    return status;
}

void ax_umt5_close(ax_umt5 *u) {
    if (!u) return;
    ax_free(u->row);
    ax_shards_close(u->files);
    ax_free(u);
}

int ax_umt5_width(const ax_umt5 *u) {
    return (int)u->width;
}
int32_t ax_umt5_vocabulary(const ax_umt5 *u) {
    return (int32_t)u->vocabulary;
}

/* ---- running ---- */

/* The matrices of one forward pass. */
typedef struct run {
    void *block;
    ax_mat x, sum;       /* F32 [T, D] */
    ax_mat qkv, mixed;   /* F32 [T, 3 I], [T, I] */
    ax_mat gate, up, ff; /* F32 [T, ffn] */
    ax_mat in;           /* compute dtype: what a linear layer is given */
    int32_t *rows;       /* device: 0, 1, ... */
    void *rows_read;     /* host: rows of a weight as the file has them */
    float *host;         /* qkv, then mixed; zeros of ff */
    float *bias;         /* host [buckets, heads] */
} run;

/* Of a matrix of so many columns. */
static int64_t block_rows(int64_t cols) {
    const int64_t rows = BLOCK / cols / 64 * 64;
    return rows < 64 ? 64 : rows;
}

static ax_status begin(const ax_umt5 *u, int64_t count, run *r, ax_error *err) {
    const ax_dtype t = u->ops->compute_dtype(u->dev);
    const int64_t d = u->width, inner = u->inner;
    const int64_t wide = u->ffn > inner ? u->ffn : inner, widest = wide > d ? wide : d;
    struct {
        ax_mat *mat;
        ax_dtype dtype;
        int64_t cols;
    } const mats[] = {{&r->x, AX_F32, u->width},     {&r->sum, AX_F32, u->width},
                      {&r->in, t, widest},           {&r->qkv, AX_F32, 3 * u->inner},
                      {&r->mixed, AX_F32, u->inner}, {&r->gate, AX_F32, u->ffn},
                      {&r->up, AX_F32, u->ffn},      {&r->ff, AX_F32, u->ffn}};
    enum { MATS = sizeof mats / sizeof *mats };
    size_t offset[MATS], bytes = 0;
    for (size_t i = 0; i < MATS; i++) { /* at most 2^12 x 2^19 x 4 bytes each */
        offset[i] = bytes;
        bytes += (size_t)count * (size_t)mats[i].cols * ax_dtype_size(mats[i].dtype);
        bytes = (bytes + 63) & ~(size_t)63;
    }
    const size_t rows = bytes;
    bytes += (size_t)count * sizeof(int32_t);
    AX_TRY(u->ops->alloc(u->dev, bytes, "the text encoder's scratch", &r->block, err));
    for (size_t i = 0; i < MATS; i++)
        *mats[i].mat =
            ax_mat_of((char *)r->block + offset[i], mats[i].dtype, count, mats[i].cols);
    r->rows = (int32_t *)(void *)((char *)r->block + rows);
    const int64_t read = 64 * widest > BLOCK ? 64 * widest : BLOCK;
    AX_TRY(
        ax_malloc((size_t)read, sizeof(float), "rows of weights", &r->rows_read, err));
    AX_TRY(AX_NEW(float, (size_t)u->buckets *(size_t)u->heads, "position biases",
                  &r->bias, err));
    const size_t attention = (size_t)count * 4 * (size_t)u->inner;
    const size_t middle = (size_t)count * (size_t)u->ffn;
    return AX_NEW(float, attention > middle ? attention : middle,
                  "the text encoder's scratch", &r->host, err);
}

/* Words and rows' numbers to the device. Words are checked when they are read: most
 * never are. */
static ax_status embed(const ax_umt5 *u, const int32_t *ids, int count, run *r,
                       float *states, ax_error *err) {
    const size_t d = (size_t)u->width;
    int32_t *numbers = NULL;
    ax_tensor one = u->words;
    one.data = u->row;
    one.shape[0] = 1;
    for (size_t i = 0; i < (size_t)count; i++) {
        AX_TRY(ax_shards_read_rows(u->files, u->words_name, ids[i], 1, u->row, err));
        AX_TRY(ax_weights_to_f32(&one, states + i * d, err));
    }
    AX_TRY(u->ops->upload(u->dev, r->x.data, states, (size_t)count * d * sizeof *states,
                          err));
    AX_TRY(AX_NEW(int32_t, count, "rows", &numbers, err));
    for (int i = 0; i < count; i++) numbers[i] = i;
    const ax_status status =
        u->ops->upload(u->dev, r->rows, numbers, (size_t)count * sizeof *numbers, err);
    ax_free(numbers);
    return status;
}

/* y = act(x W^T), a few rows of W at a time: read, used and let go. Blocks of
 * this size are given from memory that is there already; a whole layer's would come
 * from the system, page by page, which takes longer than all else. */
static ax_status linear(ax_umt5 *u, int64_t i, const char *what, const run *r, ax_mat x,
                        ax_act act, ax_mat y, ax_error *err) {
    char name[NAME];
    ax_tensor block;
    layer_name(name, i, what);
    AX_TRY(
        ax_shards_shape(u->files, name, 2, (int64_t[]){y.cols, x.cols}, &block, err));
    if (ax_is_counting(u->ops))
        return u->ops->linear_once(u->dev, &block, x, act, y, err);
    const int64_t most = block_rows(x.cols), all = y.cols;
    block.data = r->rows_read;
    for (int64_t at = 0; at < all; at += most) {
        block.shape[0] = all - at < most ? all - at : most;
        AX_TRY(
            ax_shards_read_rows(u->files, name, at, block.shape[0], r->rows_read, err));
        AX_TRY(ax_op_linear_once(u->ops, u->dev, &block, x, act,
                                 ax_mat_cols(y, at, block.shape[0]), err));
    }
    return AX_OK;
}

static ax_status find(ax_umt5 *u, const char *name, int rank, const int64_t *shape,
                      ax_tensor *out, ax_error *err) {
    if (ax_is_counting(u->ops))
        return ax_shards_shape(u->files, name, rank, shape, out, err);
    return ax_shards_find(u->files, name, rank, shape, out, err);
}

static ax_status norm(ax_umt5 *u, int64_t i, const char *what, ax_mat x, ax_mat y,
                      ax_error *err) {
    char name[NAME];
    ax_tensor t;
    float *weight = NULL;
    layer_name(name, i, what);
    AX_TRY(find(u, name, 1, &u->width, &t, err));
    AX_TRY(ax_device_f32(u->ops, u->dev, &t, name, &weight, err));
    ax_shards_release(u->files);
    const ax_status status = ax_op_rms_norm(u->ops, u->dev, x, weight, u->eps, y, err);
    u->ops->release(u->dev, weight);
    return status;
}

static ax_status attention(ax_umt5 *u, int64_t i, run *r, ax_error *err) {
    const size_t tokens = (size_t)r->x.rows, inner = (size_t)u->inner;
    float *mixed = r->host + tokens * 3 * inner;
    char name[NAME];
    ax_tensor t;
    layer_name(name, i, BIAS);
    AX_TRY(find(u, name, 2, (int64_t[]){u->buckets, u->heads}, &t, err));
    AX_TRY(ax_weights_to_f32(&t, r->bias, err));
    ax_shards_release(u->files);
    const ax_relative_bias bias = {r->bias, u->buckets, u->heads, u->max_distance};
    if (ax_is_counting(u->ops)) {
        ax_counting_work(u->dev)->attention +=
            2.0 * (double)tokens * (double)tokens * (double)inner;
        return AX_OK;
    }
    AX_TRY(u->ops->download(u->dev, r->host, r->qkv.data,
                            tokens * 3 * inner * sizeof(float), err));
    AX_TRY(ax_relative_attention(r->host, r->x.rows, u->inner / u->heads, &bias, mixed,
                                 err));
    return u->ops->upload(u->dev, r->mixed.data, mixed, tokens * inner * sizeof(float),
                          err);
}

/* ff = gate * up: the operator that adds rows times a gate, to zeros. */
static ax_status multiply(ax_umt5 *u, run *r, ax_error *err) {
    const size_t bytes = (size_t)r->ff.rows * (size_t)r->ff.cols * sizeof(float);
    if (!ax_is_counting(u->ops)) memset(r->host, 0, bytes);
    AX_TRY(u->ops->upload(u->dev, r->ff.data, r->host, bytes, err));
    return ax_op_add_rows(u->ops, u->dev, r->ff, r->up, &r->gate, r->rows, NULL, err);
}

/* `x` in the compute dtype, once for all the blocks of a linear layer. */
static ax_status convert(ax_umt5 *u, const run *r, ax_mat x, ax_mat *out,
                         ax_error *err) {
    *out = ax_mat_of(r->in.data, r->in.dtype, x.rows, x.cols);
    return ax_op_activate(u->ops, u->dev, x, AX_ACT_NONE, *out, err);
}

static ax_status run_layer(ax_umt5 *u, int64_t i, run *r, ax_error *err) {
    const int64_t n = u->inner;
    ax_mat in = ax_mat_of(r->in.data, r->in.dtype, r->x.rows, u->width);
    AX_TRY(norm(u, i, NORM_1, r->x, in, err));
    AX_TRY(linear(u, i, Q, r, in, AX_ACT_NONE, ax_mat_cols(r->qkv, 0, n), err));
    AX_TRY(linear(u, i, K, r, in, AX_ACT_NONE, ax_mat_cols(r->qkv, n, n), err));
    AX_TRY(linear(u, i, V, r, in, AX_ACT_NONE, ax_mat_cols(r->qkv, 2 * n, n), err));
    AX_TRY(attention(u, i, r, err));
    AX_TRY(convert(u, r, r->mixed, &in, err));
    AX_TRY(linear(u, i, O, r, in, AX_ACT_NONE, r->sum, err));
    AX_TRY(ax_op_add_rows(u->ops, u->dev, r->x, r->sum, NULL, NULL, NULL, err));
    in = ax_mat_of(r->in.data, r->in.dtype, r->x.rows, u->width);
    AX_TRY(norm(u, i, NORM_2, r->x, in, err));
    AX_TRY(linear(u, i, GATE, r, in, AX_ACT_GELU_TANH, r->gate, err));
    AX_TRY(linear(u, i, UP, r, in, AX_ACT_NONE, r->up, err));
    AX_TRY(multiply(u, r, err));
    AX_TRY(convert(u, r, r->ff, &in, err));
    AX_TRY(linear(u, i, DOWN, r, in, AX_ACT_NONE, r->sum, err));
    return ax_op_add_rows(u->ops, u->dev, r->x, r->sum, NULL, NULL, NULL, err);
}

static ax_status check_ids(const ax_umt5 *u, const int32_t *ids, int count,
                           ax_error *err) {
    if (count < 1 || count > AX_UMT5_TOKENS)
        return ax_fail(err, AX_ERR_USAGE,
                       "the text encoder takes 1 to %d tokens, not %d",
                       (int)AX_UMT5_TOKENS, count);
    for (int i = 0; i < count; i++)
        if (ids[i] < 0 || ids[i] >= u->vocabulary)
            return ax_fail(err, AX_ERR_USAGE,
                           "token %d is outside the vocabulary of %" PRId64, ids[i],
                           u->vocabulary);
    return AX_OK;
}

ax_status ax_umt5_forward(ax_umt5 *u, const int32_t *ids, int count, float *states,
                          ax_error *err) {
    run r = {0};
    AX_TRY(check_ids(u, ids, count, err));
    ax_status status = begin(u, count, &r, err);
    if (status == AX_OK) status = embed(u, ids, count, &r, states, err);
    for (int64_t i = 0; status == AX_OK && i < u->layers; i++)
        status = run_layer(u, i, &r, err);
    if (status == AX_OK) status = norm(u, -1, LAST_NORM, r.x, r.sum, err);
    if (status == AX_OK)
        status =
            u->ops->download(u->dev, states, r.sum.data,
                             (size_t)count * (size_t)u->width * sizeof *states, err);
    u->ops->release(u->dev, r.block);
    ax_free(r.rows_read);
    ax_free(r.host);
    ax_free(r.bias);
    ax_shards_trim(u->files);
    return status;
}
