/* Finds the sizes of a compressor in the shapes of its tensors, and loads them. */
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "diffusion/compressor_impl.h"
#include "diffusion/model_config.h"
#include "tensor/dispatch.h"
#include "tensor/safetensors.h"

enum { NAME = 96, MAX_PATCH = 64, MAX_WIDTH = 1 << 14, MAX_FFN = 1 << 17 };

typedef struct loader {
    ax_compressor *c;
    const ax_weights *weights;
    const char *path;
    ax_error *err;
} loader;

typedef struct name {
    char text[NAME];
} name;

__attribute__((format(printf, 1, 2))) static name name_of(const char *format, ...) {
    name n;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(n.text, sizeof n.text, format, args);
    va_end(args);
    return n;
}

static ax_status find(const loader *l, name n, int rank, const int64_t *shape,
                      ax_tensor *out) {
    AX_TRY(ax_weights_find(l->weights, n.text, rank, shape, out, l->err));
    if (out->dtype == AX_I32)
        return ax_fail(l->err, AX_ERR_MODEL, "%s: %s holds integers", l->path, n.text);
    return AX_OK;
}

/* ---- tensors ---- */

static ax_status load_linear(const loader *l, const char *module, int64_t rows,
                             int64_t cols, ax_linear **out) {
    ax_tensor weight, bias;
    AX_TRY(find(l, name_of("%s.weight", module), 2, (int64_t[]){rows, cols}, &weight));
    AX_TRY(find(l, name_of("%s.bias", module), 1, (int64_t[]){rows}, &bias));
    return ax_op_linear_pack(l->c->ops, l->c->dev, 1, &(const ax_tensor *){&weight},
                             &(const ax_tensor *){&bias}, out, l->err);
}

static ax_status load_norm(const loader *l, const char *module, float **weight,
                           float **bias) {
    const name names[] = {name_of("%s.weight", module), name_of("%s.bias", module)};
    float **outs[] = {weight, bias};
    for (int i = 0; i < 2; i++) {
        ax_tensor t;
        AX_TRY(find(l, names[i], 1, &l->c->info.dim, &t));
        AX_TRY(ax_device_f32(l->c->ops, l->c->dev, &t, names[i].text, outs[i], l->err));
    }
    return AX_OK;
}

/* A table of positions [T, D], on the host as F32. */
static ax_status load_position(const loader *l, const char *table, float **out) {
    const ax_compressor *c = l->c;
    ax_tensor t;
    AX_TRY(find(l, name_of("%s", table), 2, (int64_t[]){c->tokens, c->info.dim}, &t));
    AX_TRY(AX_NEW(float, ax_tensor_count(&t), "positions", out, l->err));
    ax_tensor_to_f32(&t, *out);
    return AX_OK;
}

static ax_status load_layer(const loader *l, const char *module,
                            compressor_layer *layer) {
    const int64_t D = l->c->info.dim, ffn = l->c->info.ffn;
    const struct {
        const char *name;
        int64_t rows, cols;
        ax_linear **out;
    } linears[] = {{"to_qkv", 3 * D, D, &layer->qkv},
                   {"to_out", D, D, &layer->out},
                   {"linear_1", ffn, D, &layer->up},
                   {"linear_2", D, ffn, &layer->down}};
    AX_TRY(load_norm(l, name_of("%s.norm1", module).text, &layer->norm1_weight,
                     &layer->norm1_bias));
    AX_TRY(load_norm(l, name_of("%s.norm2", module).text, &layer->norm2_weight,
                     &layer->norm2_bias));
    for (size_t i = 0; i < sizeof linears / sizeof *linears; i++)
        AX_TRY(load_linear(l, name_of("%s.%s", module, linears[i].name).text,
                           linears[i].rows, linears[i].cols, linears[i].out));
    return AX_OK;
}

/* One more than the highest layer that any tensor is of, so that a layer with a tensor
 * missing is a layer all the same. */
static ax_status count_layers(const loader *l, const char *part, int *layers) {
    const name prefix = name_of("%s.layers.", part);
    const size_t length = strlen(prefix.text);
    long most = -1;
    const char *text;
    for (size_t i = 0; (text = ax_weights_name(l->weights, i)) != NULL; i++) {
        if (strncmp(text, prefix.text, length) != 0) continue;
        char *end;
        const long index = strtol(text + length, &end, 10);
        if (end != text + length && *end == '.' && index > most) most = index;
    }
    if (most < 0 || most >= COMPRESSOR_MAX_LAYERS)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s: the compressor's %s has %ld layers, expected 1 to %d: the "
                       "file is none of this kind, or of a newer version",
                       l->path, part, most < LONG_MAX ? most + 1 : most,
                       (int)COMPRESSOR_MAX_LAYERS);
    *layers = (int)most + 1;
    return AX_OK;
}

static ax_status load_half(const loader *l, const char *part, int64_t in, int64_t out,
                           compressor_half *half) {
    const int64_t D = l->c->info.dim;
    int layers = 0;
    AX_TRY(count_layers(l, part, &layers));
    AX_TRY(load_linear(l, name_of("%s.proj_in", part).text, D, in, &half->proj_in));
    AX_TRY(load_position(l, name_of("%s.position", part).text, &half->position));
    for (int i = 0; i < layers; i++) {
        half->layers = i + 1; /* so that what it has is freed */
        AX_TRY(load_layer(l, name_of("%s.layers.%d", part, i).text, &half->layer[i]));
    }
    AX_TRY(load_norm(l, name_of("%s.norm_out", part).text, &half->norm_weight,
                     &half->norm_bias));
    return load_linear(l, name_of("%s.proj_out", part).text, out, D, &half->proj_out);
}

/* ---- sizes ---- */

static ax_status check_options(const loader *l, const ax_compressor_options *o) {
    if (o->heads < 1 || o->heads > 256 || !(o->eps > 0.0 && o->eps <= 0.1))
        return ax_fail(l->err, AX_ERR_MODEL,
                       "model.json: \"compressor\" has %d heads and eps %g; 1 to 256 "
                       "and above 0 to 0.1 are allowed",
                       o->heads, o->eps);
    if (o->count < 1 || o->count > AX_MODEL_MAX_CHANNELS || o->channels < 1 ||
        o->channels > 1024 || o->height < 1 || o->height > 4096 || o->width < 1 ||
        o->width > 4096)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s: a compressor of %d code channels (1 to %d can run) for "
                       "latents of %d channels and %" PRId64 " x %" PRId64 " cells",
                       l->path, o->count, (int)AX_MODEL_MAX_CHANNELS, o->channels,
                       o->width, o->height);
    for (int i = 0; i < o->count; i++)
        if (!isfinite(o->code_mean[i]) || !isfinite(o->code_std[i]) ||
            o->code_std[i] <= 0.0f)
            return ax_fail(l->err, AX_ERR_MODEL,
                           "code channel %d has mean %g and deviation %g; model.json's "
                           "compressor.code_std must be above 0",
                           i, (double)o->code_mean[i], (double)o->code_std[i]);
    return AX_OK;
}

/* Width, feed-forward, codes and patch. */
static ax_status tell_sizes(const loader *l, const ax_compressor_options *o) {
    ax_compressor_info *info = &l->c->info;
    ax_tensor t;
    AX_TRY(find(l, name_of("encoder.proj_in.weight"), 2, (int64_t[]){-1, -1}, &t));
    info->dim = t.shape[0];
    l->c->numbers = t.shape[1];
    AX_TRY(
        find(l, name_of("encoder.proj_out.weight"), 2, (int64_t[]){-1, info->dim}, &t));
    info->code = t.shape[0];
    AX_TRY(find(l, name_of("decoder.layers.0.linear_1.weight"), 2,
                (int64_t[]){-1, info->dim}, &t));
    info->ffn = t.shape[0];
    if (info->dim < 1 || info->dim > MAX_WIDTH || info->ffn < 1 || info->ffn > MAX_FFN)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s: layers of width %" PRId64 " and feed-forward %" PRId64
                       "; at most %d and %d can run",
                       l->path, info->dim, info->ffn, (int)MAX_WIDTH, (int)MAX_FFN);
    if (info->dim % o->heads)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "model.json: \"compressor.heads\" is %d, but a width of %" PRId64
                       " does not split into that many heads",
                       o->heads, info->dim);
    if (info->code != o->count)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s makes %" PRId64 " code channels, but model.json's "
                       "compressor.code_mean and code_std have %d numbers",
                       l->path, info->code, o->count);
    info->heads = o->heads;
    info->channels = o->channels;
    info->height = o->height;
    info->width = o->width;
    return AX_OK;
}

/* The patch from the numbers of a token, and from it rows and columns. */
static ax_status tell_grid(const loader *l) {
    ax_compressor *c = l->c;
    ax_compressor_info *info = &c->info;
    int64_t patch = 1;
    while (patch < MAX_PATCH && info->channels * patch * patch < c->numbers) patch++;
    if (info->channels * patch * patch != c->numbers)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s takes %" PRId64 " numbers a token, which is no square patch "
                       "of the VAE's %" PRId64 " latent channels: it was trained for "
                       "another VAE",
                       l->path, c->numbers, info->channels);
    if (info->height % patch || info->width % patch)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s: latents of %" PRId64 " x %" PRId64
                       " cells do not divide into patches of %" PRId64 " x %" PRId64
                       ": change \"video\" in model.json",
                       l->path, info->width, info->height, patch, patch);
    info->patch = patch;
    info->rows = info->height / patch;
    info->columns = info->width / patch;
    c->tokens = info->rows * info->columns;
    ax_tensor t;
    AX_TRY(find(l, name_of("encoder.position"), 2, (int64_t[]){-1, info->dim}, &t));
    if (t.shape[0] != c->tokens)
        return ax_fail(l->err, AX_ERR_MODEL,
                       "%s has %" PRId64 " positions, but frames of model.json's "
                       "\"video\" make %" PRId64 " x %" PRId64
                       " codes: it was trained for another size",
                       l->path, t.shape[0], info->columns, info->rows);
    return AX_OK;
}

static ax_status load_all(const loader *l, const ax_compressor_options *o) {
    ax_compressor *c = l->c;
    const ax_compressor_info *info = &c->info;
    AX_TRY(check_options(l, o));
    AX_TRY(tell_sizes(l, o));
    AX_TRY(tell_grid(l));
    c->eps = (float)o->eps;
    AX_TRY(AX_NEW(float, o->count, "the codes' mean", &c->mean, l->err));
    AX_TRY(AX_NEW(float, o->count, "the codes' deviation", &c->std, l->err));
    memcpy(c->mean, o->code_mean, (size_t)o->count * sizeof(float));
    memcpy(c->std, o->code_std, (size_t)o->count * sizeof(float));
    AX_TRY(load_half(l, "encoder", c->numbers, info->code, &c->encoder));
    AX_TRY(load_half(l, "decoder", info->code, c->numbers, &c->decoder));
    AX_TRY(load_linear(l, "template_in", info->dim, c->numbers, &c->template_in));
    return load_position(l, "template_position", &c->template_position);
}

ax_status compressor_load(ax_compressor *c, const char *path,
                          const ax_compressor_options *options, ax_error *err) {
    ax_weights *weights = NULL;
    AX_TRY(ax_weights_open(path, &weights, err));
    const loader l = {c, weights, path, err};
    const ax_status status = load_all(&l, options);
    ax_weights_close(weights);
    return status;
}

void compressor_free_half(const ax_compressor *c, compressor_half *half) {
    c->ops->linear_free(c->dev, half->proj_in);
    c->ops->linear_free(c->dev, half->proj_out);
    c->ops->release(c->dev, half->norm_weight);
    c->ops->release(c->dev, half->norm_bias);
    ax_free(half->position);
    for (int i = 0; i < half->layers; i++) {
        compressor_layer *l = &half->layer[i];
        ax_linear *linears[] = {l->qkv, l->out, l->up, l->down};
        float *vectors[] = {l->norm1_weight, l->norm1_bias, l->norm2_weight,
                            l->norm2_bias};
        for (int k = 0; k < 4; k++) {
            c->ops->linear_free(c->dev, linears[k]);
            c->ops->release(c->dev, vectors[k]);
        }
    }
}
