/* Finds the tensors of a checkpoint by name and shape, and packs them for the
 * device. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "diffusion/checkpoint.h"
#include "diffusion/transformer_impl.h"
#include "tensor/counting.h"
#include "tensor/dispatch.h"

enum {
    MAX_NAME = 160,
    MAX_PREFIX = 96,
    MAX_LAYERS = 512,
    MAX_PATCH = 16,
    VECTORS_A_BLOCK = 10
};

typedef struct loader {
    ax_transformer *t;
    ax_checkpoint *file;
    float *scratch; /* host: the largest permuted weight, or a vector */
    size_t scratch_count;
    int64_t vectors_used; /* of t->vectors, in units of D */
    bool allow_fp8;       /* whether weights packed now may be kept in FP8 */
    ax_error *err;
} loader;

static bool has(const loader *l, const char *name) {
    return ax_checkpoint_has(l->file, name);
}

static ax_status find(loader *l, const char *name, int rank, const int64_t *shape,
                      ax_tensor *out) {
    AX_TRY(ax_checkpoint_find(l->file, name, rank, shape, out, l->err));
    if (out->dtype == AX_I32)
        return ax_fail(l->err, AX_ERR_MODEL, "The tensor %s holds integers.", name);
    l->t->info.parameters += ax_tensor_count(out);
    return AX_OK;
}

/* As find, for the shape alone. */
static ax_status find_shape(const loader *l, const char *name, int rank,
                            const int64_t *shape, ax_tensor *out) {
    return ax_checkpoint_shape(l->file, name, rank, shape, out, l->err);
}

/* What was found so far has been packed or copied. */
static void release_found(const loader *l) {
    ax_checkpoint_release(l->file);
}

static ax_status find_matrix(loader *l, const char *prefix, const char *name,
                             int64_t rows, int64_t cols, ax_tensor *weight,
                             ax_tensor *bias) {
    char full[MAX_NAME];
    snprintf(full, sizeof full, "%s%s.weight", prefix, name);
    AX_TRY(find(l, full, 2, (int64_t[]){rows, cols}, weight));
    snprintf(full, sizeof full, "%s%s.bias", prefix, name);
    return find(l, full, 1, (int64_t[]){rows}, bias);
}

/* `count` linear layers of the same shape as one product. */
static ax_status pack(loader *l, const char *prefix, int count,
                      const char *const *names, int64_t rows, int64_t cols,
                      ax_linear **out) {
    ax_tensor weight[3], bias[3];
    const ax_tensor *weights[3], *biases[3];
    for (int i = 0; i < count; i++) {
        AX_TRY(find_matrix(l, prefix, names[i], rows, cols, &weight[i], &bias[i]));
        weights[i] = &weight[i];
        biases[i] = &bias[i];
    }
    AX_TRY(ax_op_linear_pack(l->t->ops, l->t->dev, count, weights, biases, l->allow_fp8,
                             out, l->err));
    release_found(l);
    return AX_OK;
}

static ax_status pack_one(loader *l, const char *prefix, const char *name, int64_t rows,
                          int64_t cols, ax_linear **out) {
    return pack(l, prefix, 1, &name, rows, cols, out);
}

static ax_status reserve_scratch(loader *l, size_t count) {
    if (count <= l->scratch_count) return AX_OK;
    ax_free(l->scratch);
    l->scratch = NULL;
    l->scratch_count = 0;
    AX_TRY(ax_malloc(count, sizeof(float), "weights", (void **)&l->scratch, l->err));
    l->scratch_count = count;
    return AX_OK;
}

/* A patch embedding [D, C, 1, ph, pw] as a matrix product with tokens in the order (ph,
 * pw, C): its weight is treated as D images of one patch each. */
static ax_status pack_patches(loader *l, const char *name, int64_t channels,
                              bool has_bias, ax_linear **out) {
    const ax_transformer_info *info = &l->t->info;
    char full[MAX_NAME];
    ax_tensor weight, bias;
    snprintf(full, sizeof full, "%s.weight", name);
    AX_TRY(find(l, full, 5,
                (int64_t[]){info->width, channels, 1, info->patch_h, info->patch_w},
                &weight));
    snprintf(full, sizeof full, "%s.bias", name);
    if (has_bias) AX_TRY(find(l, full, 1, &info->width, &bias));
    size_t count = (size_t)ax_tensor_count(&weight);
    AX_TRY(reserve_scratch(l, 2 * count));
    AX_TRY(ax_weights_to_f32(&weight, l->scratch, l->err));
    ax_patches_gather((ax_patches){info->width, channels, 1, info->patch_h,
                                   info->patch_w, info->patch_h, info->patch_w},
                      l->scratch, l->scratch + count);
    ax_tensor matrix = {.data = l->scratch + count,
                        .dtype = AX_F32,
                        .rank = 2,
                        .shape = {info->width, (int64_t)count / info->width}};
    const ax_tensor *weights = &matrix, *biases = &bias;
    AX_TRY(ax_op_linear_pack(l->t->ops, l->t->dev, 1, &weights,
                             has_bias ? &biases : NULL, false, out, l->err));
    release_found(l);
    return AX_OK;
}

/* A vector [D] of the norms, on the device as F32. */
static ax_status load_vector(loader *l, const char *prefix, const char *name,
                             const float **out) {
    ax_transformer *t = l->t;
    char full[MAX_NAME];
    ax_tensor tensor;
    snprintf(full, sizeof full, "%s%s", prefix, name);
    AX_TRY(find(l, full, 1, &t->info.width, &tensor));
    AX_TRY(reserve_scratch(l, (size_t)t->info.width));
    AX_TRY(ax_weights_to_f32(&tensor, l->scratch, l->err));
    float *to = (float *)t->vectors + l->vectors_used++ * t->info.width;
    *out = to;
    return t->ops->upload(t->dev, to, l->scratch, (size_t)t->info.width * sizeof(float),
                          l->err);
}

static ax_status load_attention(loader *l, const char *block, const char *name,
                                attention_weights *a) {
    static const char *const qkv[] = {"to_q", "to_k", "to_v"};
    int64_t D = l->t->info.width;
    char prefix[MAX_NAME];
    snprintf(prefix, sizeof prefix, "%s%s.", block, name);
    if (strcmp(name, "attn2") == 0) {
        AX_TRY(pack_one(l, prefix, "to_q", D, D, &a->qkv));
        AX_TRY(pack(l, prefix, 2, qkv + 1, D, D, &a->kv));
    } else {
        AX_TRY(pack(l, prefix, 3, qkv, D, D, &a->qkv));
    }
    AX_TRY(pack_one(l, prefix, "to_out.0", D, D, &a->out));
    AX_TRY(load_vector(l, prefix, "norm_q.weight", &a->norm_q));
    return load_vector(l, prefix, "norm_k.weight", &a->norm_k);
}

static ax_status load_block(loader *l, int64_t i) {
    ax_transformer *t = l->t;
    block_weights *b = &t->blocks[i];
    int64_t D = t->info.width, ffn = t->info.ffn;
    char prefix[MAX_PREFIX], name[MAX_NAME];
    snprintf(prefix, sizeof prefix, "blocks.%lld.", (long long)i);
    l->allow_fp8 = true; /* the blocks have nearly all of the arithmetic */
    AX_TRY(load_attention(l, prefix, "attn1", &b->self));
    if (t->info.has_multi_view) {
        AX_TRY(load_attention(l, prefix, "attn_mv", &b->multi_view));
        AX_TRY(load_vector(l, prefix, "norm_mv.weight", &b->norm_mv_weight));
        AX_TRY(load_vector(l, prefix, "norm_mv.bias", &b->norm_mv_bias));
    }
    AX_TRY(load_attention(l, prefix, "attn2", &b->cross));
    AX_TRY(load_vector(l, prefix, "norm2.weight", &b->norm2_weight));
    AX_TRY(load_vector(l, prefix, "norm2.bias", &b->norm2_bias));
    AX_TRY(pack_one(l, prefix, "ffn.net.0.proj", ffn, D, &b->up));
    AX_TRY(pack_one(l, prefix, "ffn.net.2", D, ffn, &b->down));
    ax_tensor table;
    snprintf(name, sizeof name, "%sscale_shift_table", prefix);
    AX_TRY(find(l, name, 3, (int64_t[]){1, 6, D}, &table));
    return ax_weights_to_f32(&table, t->tables + i * 6 * D, l->err);
}

/* Reads the sizes from the shapes of a few tensors. */
static ax_status read_sizes(loader *l, const ax_transformer_config *config) {
    ax_transformer_info *info = &l->t->info;
    ax_tensor tensor;
    AX_TRY(find_shape(l, "patch_embedding.weight", 5, (int64_t[]){-1, -1, 1, -1, -1},
                      &tensor));
    info->width = tensor.shape[0];
    info->patch_h = tensor.shape[3];
    info->patch_w = tensor.shape[4];
    const int64_t in_channels = tensor.shape[1];
    if (info->patch_h < 1 || info->patch_h > MAX_PATCH || info->patch_w < 1 ||
        info->patch_w > MAX_PATCH)
        return ax_fail(l->err, AX_ERR_MODEL, "%s has patches of %lld x %lld latents.",
                       config->file[0], (long long)info->patch_w,
                       (long long)info->patch_h);
    AX_TRY(find_shape(l, "proj_out.weight", 2, (int64_t[]){-1, info->width}, &tensor));
    info->channels = tensor.shape[0] / (info->patch_h * info->patch_w);
    info->conditioning_channels =
        in_channels > info->channels ? in_channels - info->channels : 0;
    if (info->conditioning_channels && !config->has_template)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s takes %lld channels and predicts %lld: the others are "
                       "conditioning channels of the template, but model.json says "
                       "that there is no template.",
                       config->file[0], (long long)in_channels,
                       (long long)info->channels);
    if (!info->conditioning_channels && config->has_template &&
        !config->has_template_frame)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s has no input for the template: it has no conditioning "
                       "channels, and model.json says that there is no template "
                       "frame.",
                       config->file[0]);
    AX_TRY(find_shape(l, "condition_embedder.time_embedder.linear_1.weight", 2,
                      (int64_t[]){info->width, -1}, &tensor));
    info->frequencies = tensor.shape[1];
    AX_TRY(find_shape(l, "condition_embedder.text_embedder.linear_1.weight", 2,
                      (int64_t[]){info->width, -1}, &tensor));
    info->text_width = tensor.shape[1];
    AX_TRY(find_shape(l, "blocks.0.ffn.net.0.proj.weight", 2,
                      (int64_t[]){-1, info->width}, &tensor));
    info->ffn = tensor.shape[0];
    char name[MAX_NAME];
    do {
        snprintf(name, sizeof name, "blocks.%lld.attn1.to_q.weight",
                 (long long)info->layers);
    } while (has(l, name) && ++info->layers <= MAX_LAYERS);
    info->heads = config->heads;
    info->head_dim = info->width / info->heads;
    info->modalities = config->modalities;
    info->max_text_tokens = config->max_text_tokens;
    info->has_template = config->has_template;
    info->has_template_frame = config->has_template && config->has_template_frame;
    info->has_plucker = has(l, "plucker_embedding.weight");
    info->has_modality_embedding = has(l, "modality_embedder.linear_1.weight");
    info->has_pooled_text =
        has(l, "condition_embedder.pooled_embedder.linear_1.weight");
    info->has_multi_view = has(l, "blocks.0.attn_mv.to_q.weight");
    return AX_OK;
}

static ax_status check_sizes(loader *l, const ax_transformer_config *config) {
    const ax_transformer_info *i = &l->t->info;
    if (i->layers > MAX_LAYERS || i->width > 1 << 16 || i->ffn > 1 << 20 ||
        i->channels > AX_MODEL_MAX_CHANNELS ||
        i->conditioning_channels > AX_MODEL_MAX_CHANNELS || i->text_width > 1 << 16 ||
        i->frequencies > 1 << 16)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s is larger than this version can run (width %lld, "
                       "feed-forward %lld, %lld layers, %lld channels).",
                       config->file[0], (long long)i->width, (long long)i->ffn,
                       (long long)i->layers, (long long)i->channels);
    if (i->width < 1 || i->channels < 1 || i->patch_h < 1 || i->patch_w < 1 ||
        i->ffn < 1 || i->text_width < 1)
        return ax_fail(l->err, AX_ERR_MODEL, "%s has a tensor without elements.",
                       config->file[0]);
    if (i->width % i->heads || i->head_dim % 2 || i->head_dim < 6)
        return ax_fail(
            l->err, AX_ERR_MODEL,
            "model.json: \"transformer.heads\" is %lld, but a width of %lld "
            "does not split into that many heads of an even size of at least 6.",
            (long long)i->heads, (long long)i->width);
    if (i->frequencies < 2 || i->frequencies % 2)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s embeds timesteps with %lld frequencies; an even number is "
                       "needed.",
                       config->file[0], (long long)i->frequencies);
    if (i->modalities > 1 && !i->has_modality_embedding)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "model.json lists %lld modalities, but the checkpoint has no "
                       "modality_embedder to tell them apart.",
                       (long long)i->modalities);
    if (has(l, "blocks.0.attn2.add_k_proj.weight"))
        return ax_fail(
            l->err, AX_ERR_MODEL,
            "%s is an image-to-video checkpoint; a text-to-video one is needed.",
            config->file[0]);
    return AX_OK;
}

static ax_status load_outside_blocks(loader *l) {
    ax_transformer *t = l->t;
    const ax_transformer_info *i = &t->info;
    int64_t D = i->width;
    static const char time[] = "condition_embedder.time_embedder.";
    static const char text[] = "condition_embedder.text_embedder.";
    static const char pooled[] = "condition_embedder.pooled_embedder.";
    l->allow_fp8 = false; /* the rest is small, and sensitive: time and latents */
    AX_TRY(pack_patches(l, "patch_embedding", i->channels + i->conditioning_channels,
                        true, &t->patch));
    if (i->has_plucker)
        AX_TRY(pack_patches(l, "plucker_embedding", 6, false, &t->rays));
    AX_TRY(pack_one(l, time, "linear_1", D, i->frequencies, &t->time_1));
    AX_TRY(pack_one(l, time, "linear_2", D, D, &t->time_2));
    AX_TRY(pack_one(l, "condition_embedder.", "time_proj", 6 * D, D, &t->time_proj));
    AX_TRY(pack_one(l, text, "linear_1", D, i->text_width, &t->text_1));
    AX_TRY(pack_one(l, text, "linear_2", D, D, &t->text_2));
    if (i->has_modality_embedding) {
        AX_TRY(pack_one(l, "modality_embedder.", "linear_1", D, i->frequencies,
                        &t->modality_1));
        AX_TRY(pack_one(l, "modality_embedder.", "linear_2", D, D, &t->modality_2));
    }
    if (i->has_pooled_text) {
        AX_TRY(pack_one(l, pooled, "linear_1", D, i->text_width, &t->pooled_1));
        AX_TRY(pack_one(l, pooled, "linear_2", D, D, &t->pooled_2));
    }
    AX_TRY(pack_one(l, "", "proj_out", i->patch_h * i->patch_w * i->channels, D,
                    &t->proj_out));
    ax_tensor table;
    AX_TRY(find(l, "scale_shift_table", 3, (int64_t[]){1, 2, D}, &table));
    return ax_weights_to_f32(&table, t->tables + i->layers * 6 * D, l->err);
}

static ax_status load_all(loader *l, const ax_transformer_config *config) {
    ax_transformer *t = l->t;
    AX_TRY(read_sizes(l, config));
    AX_TRY(check_sizes(l, config));
    size_t D = (size_t)t->info.width, L = (size_t)t->info.layers;
    AX_TRY(AX_NEW(block_weights, L, "the transformer's layers", &t->blocks, l->err));
    AX_TRY(AX_NEW(float, (L * 6 + 2) * D, "modulation tables", &t->tables, l->err));
    AX_TRY(t->ops->alloc(t->dev, L * VECTORS_A_BLOCK * D * sizeof(float),
                         "norm weights", &t->vectors, l->err));
    AX_TRY(load_outside_blocks(l));
    for (int64_t i = 0; i < t->info.layers; i++) AX_TRY(load_block(l, i));
    return AX_OK;
}

static ax_status keep_reports(loader *l, const ax_transformer_config *config) {
    for (int i = 0; i < config->adapters; i++) {
        ax_adapter_report *r = &l->t->adapter[i];
        *r = *ax_checkpoint_adapter(l->file, i);
        const size_t bytes = strlen(r->file) + 1;
        r->file = NULL;
        AX_TRY(ax_malloc(bytes, 1, "a path", (void **)&l->t->adapter_file[i], l->err));
        memcpy(l->t->adapter_file[i], config->adapter[i].file, bytes);
        r->file = l->t->adapter_file[i];
        l->t->adapters = i + 1;
    }
    return AX_OK;
}

ax_status ax_transformer_open(const ax_ops *ops, ax_device *dev,
                              const ax_transformer_config *config, ax_transformer **out,
                              ax_error *err) {
    if (config->files < 1 || config->files > AX_MODEL_MAX_FILES || config->heads < 1 ||
        config->modalities < 1 || config->modalities > AX_MODEL_MAX_MODALITIES ||
        config->max_text_tokens < 1)
        return ax_fail(err, AX_ERR_USAGE,
                       "The transformer's description is not complete.");
    loader l = {.err = err};
    AX_TRY(AX_NEW(ax_transformer, 1, "transformer", &l.t, err));
    l.t->ops = ops;
    l.t->dev = dev;
    l.t->rope_theta = config->rope_theta;
    l.t->eps = (float)config->eps;
    memcpy(l.t->modality, config->modality, sizeof l.t->modality);
    ax_status status = ax_checkpoint_open(config->files, config->file, config->adapters,
                                          config->adapter, &l.file, err);
    if (status == AX_OK && ax_is_counting(ops)) ax_checkpoint_shapes_only(l.file);
    if (status == AX_OK) status = load_all(&l, config);
    if (status == AX_OK) status = keep_reports(&l, config);
    ax_checkpoint_close(l.file);
    ax_free(l.scratch);
    if (status == AX_OK)
        *out = l.t;
    else
        ax_transformer_close(l.t);
    return status;
}

static void free_attention(const ax_transformer *t, attention_weights *a) {
    t->ops->linear_free(t->dev, a->qkv);
    t->ops->linear_free(t->dev, a->kv);
    t->ops->linear_free(t->dev, a->out);
}

void ax_transformer_close(ax_transformer *t) {
    if (!t) return;
    ax_linear *const outer[] = {
        t->patch,      t->rays,   t->time_1, t->time_2,   t->time_proj, t->modality_1,
        t->modality_2, t->text_1, t->text_2, t->pooled_1, t->pooled_2,  t->proj_out};
    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++)
        t->ops->linear_free(t->dev, outer[i]);
    for (int64_t i = 0; t->blocks && i < t->info.layers; i++) {
        block_weights *b = &t->blocks[i];
        free_attention(t, &b->self);
        free_attention(t, &b->multi_view);
        free_attention(t, &b->cross);
        t->ops->linear_free(t->dev, b->up);
        t->ops->linear_free(t->dev, b->down);
    }
    for (int i = 0; i < AX_MODEL_MAX_ADAPTERS; i++) ax_free(t->adapter_file[i]);
    t->ops->release(t->dev, t->vectors);
    ax_free(t->blocks);
    ax_free(t->tables);
    ax_free(t);
}

const ax_adapter_report *ax_transformer_adapter(const ax_transformer *t, int i) {
    return i >= 0 && i < t->adapters ? &t->adapter[i] : NULL;
}

const ax_transformer_info *ax_transformer_describe(const ax_transformer *t) {
    return &t->info;
}
