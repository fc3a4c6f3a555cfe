#include "text/bert.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"
#include "tensor/counting.h"
#include "tensor/dispatch.h"
#include "tensor/safetensors.h"

enum {
    PATH = 4096,
    NAME = 160,
    MAX_LAYERS = 64,
    MAX_TOKENS = 8192,
    MAX_WIDTH = 1 << 16,
    DEFAULT_HEAD_DIM = 32 /* all-MiniLM-L6-v2's; used without a config.json */
};

static const char WORDS[] = "embeddings.word_embeddings.weight",
                  POSITIONS[] = "embeddings.position_embeddings.weight";

typedef struct bert_layer {
    ax_linear *qkv, *out, *up, *down;
    float *norm1_weight, *norm1_bias, *norm2_weight, *norm2_bias; /* device [D] */
} bert_layer;

struct ax_bert {
    const ax_ops *ops;
    ax_device *dev;
    ax_weights *weights; /* stays open: words are read from their table one by one */
    const char *prefix;
    char words_name[NAME];
    int64_t width, ffn, positions, vocabulary, heads;
    float eps;
    ax_tensor words;                /* data NULL */
    void *row;                      /* host: a row of `words` as the file has it */
    float *positions_table;         /* host [positions, D] */
    float *segment;                 /* host [D]: token type 0 */
    float *norm_weight, *norm_bias; /* device [D] */
    int layers;
    bert_layer layer[MAX_LAYERS];
};

/* ---- opening ---- */

static ax_status find(const ax_bert *b, const char *name, int rank,
                      const int64_t *shape, ax_tensor *out, ax_error *err) {
    char full[NAME];
    (void)snprintf(full, sizeof full, "%s%s", b->prefix, name);
    if (ax_is_counting(b->ops))
        return ax_weights_shape(b->weights, full, rank, shape, out, err);
    return ax_weights_find(b->weights, full, rank, shape, out, err);
}

/* As find, for the shape alone. */
static ax_status find_shape(const ax_bert *b, const char *name, int rank,
                            const int64_t *shape, ax_tensor *out, ax_error *err) {
    char full[NAME];
    (void)snprintf(full, sizeof full, "%s%s", b->prefix, name);
    return ax_weights_shape(b->weights, full, rank, shape, out, err);
}

/* `what` of layer i, or of the embeddings when i is negative. */
static void layer_name(char out[NAME], int i, const char *what) {
    if (i < 0) {
        (void)snprintf(out, NAME, "embeddings.%s", what);
    } else {
        (void)snprintf(out, NAME, "encoder.layer.%d.%s", i, what);
    }
}

static ax_status load_vector(const ax_bert *b, int i, const char *what, float **out,
                             ax_error *err) {
    char name[NAME];
    ax_tensor t;
    layer_name(name, i, what);
    AX_TRY(find(b, name, 1, &b->width, &t, err));
    return ax_device_f32(b->ops, b->dev, &t, name, out, err);
}

/* Linear layers with the same input, packed as one product. */
static ax_status load_linears(const ax_bert *b, int i, int count,
                              const char *const *names, int64_t out_width,
                              int64_t in_width, ax_linear **out, ax_error *err) {
    ax_tensor weight[3], bias[3];
    const ax_tensor *weights[3], *biases[3];
    for (int k = 0; k < count; k++) {
        char name[NAME], part[NAME / 2];
        (void)snprintf(part, sizeof part, "%s.weight", names[k]);
        layer_name(name, i, part);
        AX_TRY(find(b, name, 2, (int64_t[]){out_width, in_width}, &weight[k], err));
        (void)snprintf(part, sizeof part, "%s.bias", names[k]);
        layer_name(name, i, part);
        AX_TRY(find(b, name, 1, &out_width, &bias[k], err));
        weights[k] = &weight[k];
        biases[k] = &bias[k];
    }
    AX_TRY(ax_op_linear_pack(b->ops, b->dev, count, weights, biases, false, out, err));
    ax_weights_release(b->weights);
    return AX_OK;
}

static ax_status load_layer(ax_bert *b, int i, ax_error *err) {
    static const char *const qkv[] = {"attention.self.query", "attention.self.key",
                                      "attention.self.value"};
    bert_layer *l = &b->layer[i];
    const int64_t d = b->width, f = b->ffn;
    AX_TRY(load_linears(b, i, 3, qkv, d, d, &l->qkv, err));
    AX_TRY(load_linears(b, i, 1, &(const char *){"attention.output.dense"}, d, d,
                        &l->out, err));
    AX_TRY(load_linears(b, i, 1, &(const char *){"intermediate.dense"}, f, d, &l->up,
                        err));
    AX_TRY(load_linears(b, i, 1, &(const char *){"output.dense"}, d, f, &l->down, err));
    AX_TRY(
        load_vector(b, i, "attention.output.LayerNorm.weight", &l->norm1_weight, err));
    AX_TRY(load_vector(b, i, "attention.output.LayerNorm.bias", &l->norm1_bias, err));
    AX_TRY(load_vector(b, i, "output.LayerNorm.weight", &l->norm2_weight, err));
    return load_vector(b, i, "output.LayerNorm.bias", &l->norm2_bias, err);
}

/* Fills what tensor shapes do not determine. */
static ax_status read_config(ax_bert *b, const char *dir, ax_error *err) {
    char path[PATH];
    double eps = 1e-12;
    b->heads = b->width % DEFAULT_HEAD_DIM ? 0 : b->width / DEFAULT_HEAD_DIM;
    (void)snprintf(path, sizeof path, "%s/config.json", dir);
    if (access(path, F_OK) == 0) {
        ax_json *doc = NULL;
        AX_TRY(ax_json_open(path, &doc, err));
        ax_status status = AX_OK;
        if (ax_json_has(doc, "num_attention_heads")) {
            status = ax_json_integer(doc, "num_attention_heads", 1, b->width, &b->heads,
                                     err);
        }
        if (status == AX_OK && ax_json_has(doc, "layer_norm_eps")) {
            status = ax_json_number(doc, "layer_norm_eps", 0.0, 1.0, &eps, err);
        }
        ax_json_close(doc);
        AX_TRY(status);
    }
    b->eps = (float)eps;
    if (b->heads == 0 || b->width % b->heads != 0) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: config.json must give the number of heads for a width of "
                       "%" PRId64 " as num_attention_heads",
                       dir, b->width);
    }
    return AX_OK;
}

static ax_status load_sizes(ax_bert *b, const char *dir, ax_error *err) {
    ax_tensor t;
    b->prefix = ax_weights_has(b->weights, "bert.embeddings.word_embeddings.weight")
                    ? "bert."
                    : "";
    (void)snprintf(b->words_name, sizeof b->words_name, "%s%s", b->prefix, WORDS);
    AX_TRY(ax_weights_shape(b->weights, b->words_name, 2, (int64_t[]){-1, -1},
                            &b->words, err));
    b->vocabulary = b->words.shape[0];
    b->width = b->words.shape[1];
    AX_TRY(find_shape(b, POSITIONS, 2, (int64_t[]){-1, b->width}, &t, err));
    b->positions = t.shape[0];
    AX_TRY(find_shape(b, "encoder.layer.0.intermediate.dense.weight", 2,
                      (int64_t[]){-1, b->width}, &t, err));
    b->ffn = t.shape[0];
    if (b->width < 1 || b->width > MAX_WIDTH || b->ffn < 1 || b->ffn > MAX_WIDTH ||
        b->vocabulary < 1 || b->vocabulary > INT32_MAX || b->positions < 2) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: %" PRId64 " words of width %" PRId64 ", %" PRId64
                       " positions, feed-forward %" PRId64
                       ": not a BERT of a supported size",
                       dir, b->vocabulary, b->width, b->positions, b->ffn);
    }
    if (b->positions > MAX_TOKENS) b->positions = MAX_TOKENS;
    return AX_OK;
}

/* The first `rows` rows of an embedding table, as F32. */
static ax_status load_table(const ax_bert *b, const char *name, int64_t rows,
                            float **out, ax_error *err) {
    ax_tensor t;
    AX_TRY(find(b, name, 2, (int64_t[]){-1, b->width}, &t, err));
    if (t.shape[0] < rows)
        return ax_fail(err, AX_ERR_MODEL, "the table %s has %" PRId64 " rows", name,
                       t.shape[0]);
    t.shape[0] = rows;
    AX_TRY(
        ax_malloc((size_t)ax_tensor_count(&t), sizeof **out, name, (void **)out, err));
    AX_TRY(ax_weights_to_f32(&t, *out, err));
    ax_weights_release(b->weights);
    return AX_OK;
}

static ax_status load_tables(ax_bert *b, ax_error *err) {
    AX_TRY(load_table(b, POSITIONS, b->positions, &b->positions_table, err));
    AX_TRY(
        load_table(b, "embeddings.token_type_embeddings.weight", 1, &b->segment, err));
    return ax_malloc((size_t)b->width, ax_dtype_size(b->words.dtype), "a row of words",
                     &b->row, err);
}

static ax_status load(ax_bert *b, const char *dir, ax_error *err) {
    char path[PATH];
    if ((size_t)snprintf(path, sizeof path, "%s/model.safetensors", dir) >=
        sizeof path) {
        return ax_fail(err, AX_ERR_MODEL, "the text encoder's path is too long");
    }
    AX_TRY(ax_weights_open(path, &b->weights, err));
    AX_TRY(load_sizes(b, dir, err));
    AX_TRY(load_tables(b, err));
    AX_TRY(read_config(b, dir, err));
    AX_TRY(load_vector(b, -1, "LayerNorm.weight", &b->norm_weight, err));
    AX_TRY(load_vector(b, -1, "LayerNorm.bias", &b->norm_bias, err));
    for (;; b->layers++) {
        char name[NAME];
        (void)snprintf(name, sizeof name,
                       "%sencoder.layer.%d.intermediate.dense.weight", b->prefix,
                       b->layers);
        if (!ax_weights_has(b->weights, name)) return AX_OK;
        if (b->layers == MAX_LAYERS) {
            return ax_fail(err, AX_ERR_MODEL, "%s: more than %d layers", path,
                           (int)MAX_LAYERS);
        }
        const ax_status status = load_layer(b, b->layers, err);
        if (status != AX_OK) {
            b->layers++; /* so that ax_bert_close frees what was loaded */
            return status;
        }
    }
}

ax_status ax_bert_open(const ax_ops *ops, ax_device *dev, const char *dir,
                       ax_bert **out, ax_error *err) {
    ax_bert *b = NULL;
    AX_TRY(AX_NEW(ax_bert, 1, "the text encoder", &b, err));
    b->ops = ops;
    b->dev = dev;
    const ax_status status = load(b, dir, err);
    if (b->weights) ax_weights_trim(b->weights);
    if (status != AX_OK) {
        ax_bert_close(b);
        return status;
    }
    *out = b;
    return AX_OK;
}

void ax_bert_close(ax_bert *b) {
    if (!b) return;
    for (int i = 0; i < b->layers; i++) {
        bert_layer *l = &b->layer[i];
        ax_linear *linears[] = {l->qkv, l->out, l->up, l->down};
        float *vectors[] = {l->norm1_weight, l->norm1_bias, l->norm2_weight,
                            l->norm2_bias};
        for (int k = 0; k < 4; k++) {
            b->ops->linear_free(b->dev, linears[k]);
            b->ops->release(b->dev, vectors[k]);
        }
    }
    b->ops->release(b->dev, b->norm_weight);
    b->ops->release(b->dev, b->norm_bias);
    ax_free(b->row);
    ax_free(b->positions_table);
    ax_free(b->segment);
    ax_weights_close(b->weights);
    ax_free(b);
}

int ax_bert_width(const ax_bert *b) {
    return (int)b->width;
}
int ax_bert_max_tokens(const ax_bert *b) {
    return (int)b->positions;
}
int32_t ax_bert_vocabulary(const ax_bert *b) {
    return (int32_t)b->vocabulary;
}

/* ---- running ---- */

/* The matrices of one forward pass, in one block of memory. */
typedef struct bert_run {
    void *block;
    ax_mat x, y, sum; /* F32 [T, D] */
    ax_mat qkv, mixed, wide;
} bert_run;

static ax_status begin(const ax_bert *b, int count, bert_run *r, ax_error *err) {
    const ax_dtype t = b->ops->compute_dtype(b->dev);
    const int64_t d = b->width;
    struct {
        ax_mat *mat;
        ax_dtype dtype;
        int64_t cols;
    } const mats[] = {{&r->x, AX_F32, d},  {&r->y, AX_F32, d}, {&r->sum, AX_F32, d},
                      {&r->qkv, t, 3 * d}, {&r->mixed, t, d},  {&r->wide, t, b->ffn}};
    enum { MATS = sizeof mats / sizeof *mats };
    size_t offset[MATS], bytes = 0;
    for (size_t i = 0; i < MATS; i++) { /* at most 2^13 x 2^18 x 4 bytes each */
        offset[i] = bytes;
        bytes += (size_t)count * (size_t)mats[i].cols * ax_dtype_size(mats[i].dtype);
        bytes = (bytes + 63) & ~(size_t)63;
    }
    AX_TRY(b->ops->alloc(b->dev, bytes, "the text encoder's scratch", &r->block, err));
    for (size_t i = 0; i < MATS; i++) {
        *mats[i].mat =
            ax_mat_of((char *)r->block + offset[i], mats[i].dtype, count, mats[i].cols);
    }
    return AX_OK;
}

/* sums = word + position + token type embeddings, on the host. `word`: scratch memory
 * for one row. Words are checked when they are read: most never are. */
static ax_status embed(const ax_bert *b, const int32_t *ids, int count, float *sums,
                       float *word, ax_error *err) {
    const size_t d = (size_t)b->width;
    ax_tensor one = b->words;
    one.data = b->row;
    one.shape[0] = 1;
    for (size_t i = 0; i < (size_t)count; i++) {
        AX_TRY(ax_weights_read_rows(b->weights, b->words_name, ids[i], 1, b->row, err));
        AX_TRY(ax_weights_to_f32(&one, word, err));
        const float *position = b->positions_table + i * d;
        float *sum = sums + i * d;
        for (size_t c = 0; c < d; c++) sum[c] = b->segment[c] + word[c] + position[c];
    }
    return AX_OK;
}

static ax_heads heads_of(const ax_bert *b, ax_mat m) {
    return (ax_heads){m.data,   m.dtype, 1, m.rows, b->heads, b->width / b->heads,
                      m.stride, m.stride};
}

/* Post-norm: x = norm(x + attention(x)); x = norm(x + ffn(x)). */
static ax_status run_layer(const ax_bert *b, const bert_layer *l, const bert_run *r,
                           ax_error *err) {
    const ax_ops *ops = b->ops;
    ax_device *dev = b->dev;
    const int64_t d = b->width;
    const float scale = 1.0f / sqrtf((float)(d / b->heads));
    AX_TRY(ax_op_linear(ops, dev, l->qkv, r->x, AX_ACT_NONE, r->qkv, err));
    AX_TRY(ax_op_attention(ops, dev, heads_of(b, ax_mat_cols(r->qkv, 0, d)),
                           heads_of(b, ax_mat_cols(r->qkv, d, d)),
                           heads_of(b, ax_mat_cols(r->qkv, 2 * d, d)), NULL, scale,
                           heads_of(b, r->mixed), err));
    AX_TRY(ax_op_linear(ops, dev, l->out, r->mixed, AX_ACT_NONE, r->sum, err));
    AX_TRY(ax_op_add_rows(ops, dev, r->x, r->sum, NULL, NULL, NULL, err));
    AX_TRY(ax_op_layer_norm(ops, dev, r->x, l->norm1_weight, l->norm1_bias, NULL, NULL,
                            NULL, NULL, b->eps, r->y, err));
    AX_TRY(ax_op_linear(ops, dev, l->up, r->y, AX_ACT_GELU_ERF, r->wide, err));
    AX_TRY(ax_op_linear(ops, dev, l->down, r->wide, AX_ACT_NONE, r->sum, err));
    AX_TRY(ax_op_add_rows(ops, dev, r->y, r->sum, NULL, NULL, NULL, err));
    return ax_op_layer_norm(ops, dev, r->y, l->norm2_weight, l->norm2_bias, NULL, NULL,
                            NULL, NULL, b->eps, r->x, err);
}

static ax_status check_ids(const ax_bert *b, const int32_t *ids, int count,
                           ax_error *err) {
    if (count < 1 || count > b->positions) {
        return ax_fail(err, AX_ERR_USAGE,
                       "the text encoder takes 1 to %" PRId64 " tokens, not %d",
                       b->positions, count);
    }
    for (int i = 0; i < count; i++) {
        if (ids[i] < 0 || ids[i] >= b->vocabulary) {
            return ax_fail(err, AX_ERR_USAGE,
                           "token %d is outside the vocabulary of %" PRId64, ids[i],
                           b->vocabulary);
        }
    }
    return AX_OK;
}

ax_status ax_bert_forward(ax_bert *b, const int32_t *ids, int count, float *states,
                          ax_error *err) {
    bert_run r = {0};
    float *sums = NULL;
    AX_TRY(check_ids(b, ids, count, err));
    const size_t numbers = (size_t)count * (size_t)b->width;
    /* One row more, for embed(). */
    ax_status status = AX_NEW(float, numbers + (size_t)b->width,
                              "the text encoder's input", &sums, err);
    if (status != AX_OK) goto done;
    status = embed(b, ids, count, sums, sums + numbers, err);
    if (status != AX_OK) goto done;
    status = begin(b, count, &r, err);
    if (status != AX_OK) goto done;
    status = b->ops->upload(b->dev, r.y.data, sums, numbers * sizeof *sums, err);
    if (status != AX_OK) goto done;
    status = ax_op_layer_norm(b->ops, b->dev, r.y, b->norm_weight, b->norm_bias, NULL,
                              NULL, NULL, NULL, b->eps, r.x, err);
    for (int i = 0; status == AX_OK && i < b->layers; i++) {
        status = run_layer(b, &b->layer[i], &r, err);
    }
    if (status == AX_OK) {
        status =
            b->ops->download(b->dev, states, r.x.data, numbers * sizeof *states, err);
    }
done:
    b->ops->release(b->dev, r.block);
    ax_free(sums);
    return status;
}
