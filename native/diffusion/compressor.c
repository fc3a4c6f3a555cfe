/* Runs a compressor over frames, some at a time. */
#include "diffusion/compressor.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "diffusion/compressor_impl.h"
#include "tensor/dispatch.h"

enum { MAX_FRAMES = 1 << 20 };
static const size_t default_scratch = (size_t)4 << 20;

/* ---- opening ---- */

ax_status ax_compressor_open(const ax_ops *ops, ax_device *dev, const char *path,
                             const ax_compressor_options *options, ax_compressor **out,
                             ax_error *err) {
    ax_compressor *c = NULL;
    AX_TRY(AX_NEW(ax_compressor, 1, "the compressor", &c, err));
    c->ops = ops;
    c->dev = dev;
    c->scratch_limit =
        options->scratch_limit ? options->scratch_limit : default_scratch;
    const ax_status status = compressor_load(c, path, options, err);
    if (status != AX_OK) {
        ax_compressor_close(c);
        return status;
    }
    *out = c;
    return AX_OK;
}

void ax_compressor_close(ax_compressor *c) {
    if (!c) return;
    compressor_free_half(c, &c->encoder);
    compressor_free_half(c, &c->decoder);
    c->ops->linear_free(c->dev, c->template_in);
    ax_free(c->template_position);
    ax_free(c->mean);
    ax_free(c->std);
    ax_free(c);
}

const ax_compressor_info *ax_compressor_describe(const ax_compressor *c) {
    return &c->info;
}

/* ---- memory of a run ---- */

/* T tokens of codes or patches a frame go in and come out; S a frame attend to one
 * another (in the decoder the template's come behind the codes'). "c" marks the compute
 * dtype, D the width. */
typedef struct run {
    const ax_compressor *c;
    const compressor_half *half;
    const ax_progress *progress;
    bool decodes;
    int64_t S, chunk; /* frames at a time */
    ax_dtype dtype;
    void *device_block, *host_block;
    float *x;               /* [chunk S, D] the residual stream */
    float *start;           /* [chunk S, D] positions: what x begins as */
    void *in;               /* c [chunk S, D] what feeds a product */
    void *wide;             /* c: q k v [chunk S, 3 D]; hidden [chunk S, ffn] */
    float *tokens;          /* [chunk T, numbers or K] in, then out */
    int32_t *code_rows;     /* [chunk T] rows of x that are codes; NULL: all */
    int32_t *template_rows; /* [chunk T] and those that are the template's, or NULL */
    float *stage;           /* host, as tokens; then, once, as x */
} run;

/* No overflow: a frame has at most 2^25 tokens S and D, ffn and numbers are below 2^23;
 * more than one frame is taken only where a frame's bytes fit the scratch limit. */
static ax_status plan_device(run *r, ax_arena *arena, ax_error *err) {
    const ax_compressor_info *info = &r->c->info;
    const int64_t codes = r->chunk * r->c->tokens, rows = r->chunk * r->S;
    const int64_t D = info->dim, wide = info->ffn > 3 * D ? info->ffn : 3 * D;
    const int64_t number = info->code > r->c->numbers ? info->code : r->c->numbers;
    const size_t c = ax_dtype_size(r->dtype), f = sizeof(float), n = sizeof(int32_t);
    const struct {
        void *where; /* address of a pointer in the run */
        int64_t count;
        size_t size;
    } parts[] = {{&r->x, rows * D, f},
                 {&r->start, rows * D, f},
                 {&r->in, rows * D, c},
                 {&r->wide, rows * wide, c},
                 {&r->tokens, codes * number, f},
                 {&r->code_rows, r->decodes ? codes : 0, n},
                 {&r->template_rows, r->decodes ? codes : 0, n}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        void *memory = NULL;
        AX_TRY(ax_arena_take(arena, (size_t)parts[i].count, parts[i].size,
                             "the compressor's scratch", &memory, err));
        memcpy(parts[i].where, &memory, sizeof memory);
    }
    if (!r->decodes) r->code_rows = r->template_rows = NULL;
    return AX_OK;
}

static size_t stage_bytes(const run *r) {
    const ax_compressor_info *info = &r->c->info;
    const int64_t number = info->code > r->c->numbers ? info->code : r->c->numbers;
    const int64_t tokens = r->chunk * r->c->tokens * number;
    const int64_t start = r->chunk * r->S * info->dim;
    return (size_t)(tokens > start ? tokens : start) * sizeof(float);
}

/* Bytes of the device's block and of everything, with `chunk` frames at a time. */
static ax_status measure(run *r, int64_t chunk, size_t *device, size_t *all,
                         ax_error *err) {
    r->chunk = chunk;
    ax_arena dry = ax_arena_measuring();
    AX_TRY(plan_device(r, &dry, err));
    *device = dry.high;
    if (!ax_size_add(dry.high, stage_bytes(r), all))
        return ax_fail(err, AX_ERR_RESOURCE, "the compressor's scratch is too large");
    return AX_OK;
}

/* Chooses the chunk: as many frames as the scratch limit allows, spread evenly over the
 * passes. */
static ax_status plan(run *r, const ax_compressor *c, bool decodes, int64_t clips,
                      int64_t frames, size_t *device, size_t *all, ax_error *err) {
    if (clips < 1 || clips > MAX_FRAMES || frames < 1 || frames > MAX_FRAMES)
        return ax_fail(err, AX_ERR_USAGE,
                       "the compressor cannot take %" PRId64 " clips of %" PRId64
                       " latent frames: 1 to %d of each",
                       clips, frames, (int)MAX_FRAMES);
    *r = (run){.c = c,
               .half = decodes ? &c->decoder : &c->encoder,
               .decodes = decodes,
               .S = decodes ? 2 * c->tokens : c->tokens,
               .dtype = c->ops->compute_dtype(c->dev)};
    const int64_t total = clips * frames;
    AX_TRY(measure(r, 1, device, all, err));
    int64_t most = (int64_t)(c->scratch_limit / *all);
    if (most > total) most = total;
    if (most > INT32_MAX / r->S) most = INT32_MAX / r->S; /* rows have int32 numbers */
    if (most <= 1) return AX_OK;
    const int64_t passes = (total + most - 1) / most;
    return measure(r, (total + passes - 1) / passes, device, all, err);
}

static size_t bytes_of(const ax_compressor *c, bool decodes, int64_t clips,
                       int64_t frames) {
    run r;
    size_t device, all;
    return plan(&r, c, decodes, clips, frames, &device, &all, NULL) == AX_OK ? all : 0;
}

size_t ax_compressor_encode_bytes(const ax_compressor *c, int64_t clips,
                                  int64_t frames) {
    return bytes_of(c, false, clips, frames);
}

size_t ax_compressor_decode_bytes(const ax_compressor *c, int64_t clips,
                                  int64_t frames) {
    return bytes_of(c, true, clips, frames);
}

static ax_status upload(const run *r, void *to, const void *from, int64_t count,
                        size_t size, ax_error *err) {
    return r->c->ops->upload(r->c->dev, to, from, (size_t)count * size, err);
}

/* Rows `first`, first + 1, ... of every frame of S, T of each, made in the stage. */
static ax_status set_rows(const run *r, int64_t first, int32_t *rows, ax_error *err) {
    const int64_t T = r->c->tokens, codes = r->chunk * T;
    int32_t *made = (int32_t *)r->host_block;
    for (int64_t i = 0; i < codes; i++)
        made[i] = (int32_t)(i / T * r->S + first + i % T);
    return upload(r, rows, made, codes, sizeof *made, err);
}

/* The positions of a frame's tokens, once for each frame of a chunk. */
static ax_status set_start(const run *r, ax_error *err) {
    const size_t one = (size_t)(r->c->tokens * r->c->info.dim);
    float *to = r->stage;
    for (int64_t n = 0; n < r->chunk; n++, to += one) {
        memcpy(to, r->half->position, one * sizeof *to);
        if (!r->decodes) continue;
        to += one;
        memcpy(to, r->c->template_position, one * sizeof *to);
    }
    return upload(r, r->start, r->stage, to - r->stage, sizeof *to, err);
}

static ax_status begin(run *r, size_t device, ax_error *err) {
    const ax_compressor *c = r->c;
    AX_TRY(c->ops->alloc(c->dev, device, "the compressor's scratch", &r->device_block,
                         err));
    AX_TRY(ax_malloc(stage_bytes(r), 1, "the compressor's host memory", &r->host_block,
                     err));
    ax_arena arena = ax_arena_over(r->device_block, device);
    AX_TRY(plan_device(r, &arena, err));
    r->stage = r->host_block;
    if (r->decodes) {
        AX_TRY(set_rows(r, 0, r->code_rows, err));
        AX_TRY(set_rows(r, c->tokens, r->template_rows, err));
    }
    return set_start(r, err);
}

static void end(run *r) {
    r->c->ops->release(r->c->dev, r->device_block);
    ax_free(r->host_block);
}

/* ---- layers ---- */

/* The first `tokens` of each frame's rows of m, of which it has `of`. */
static ax_heads heads_of(const run *r, ax_mat m, int64_t frames, int64_t tokens,
                         int64_t of) {
    const ax_compressor_info *info = &r->c->info;
    return (ax_heads){.data = m.data,
                      .dtype = m.dtype,
                      .batch = frames,
                      .tokens = tokens,
                      .heads = info->heads,
                      .head_dim = info->dim / info->heads,
                      .stride_batch = of * m.stride,
                      .stride_token = m.stride};
}

/* Where `rows` is given, only the codes' rows are brought on: nobody will look at the
 * template's after the last layer. Rows that are brought on lie close together in `in`
 * and `wide`. */
static ax_status run_layer(const run *r, const compressor_layer *l, int64_t frames,
                           const int32_t *rows, ax_error *err) {
    const ax_compressor *c = r->c;
    const ax_ops *ops = c->ops;
    const int64_t D = c->info.dim, S = r->S, kept = rows ? c->tokens : S;
    const float scale = 1.0f / sqrtf((float)(D / c->info.heads));
    ax_mat x = ax_mat_of(r->x, AX_F32, frames * S, D);
    ax_mat in = ax_mat_of(r->in, r->dtype, frames * S, D);
    ax_mat qkv = ax_mat_of(r->wide, r->dtype, frames * S, 3 * D);
    ax_mat k = ax_mat_cols(qkv, D, D), v = ax_mat_cols(qkv, 2 * D, D);
    AX_TRY(ax_progress_check(r->progress, err));
    AX_TRY(ax_op_layer_norm(ops, c->dev, x, l->norm1_weight, l->norm1_bias, NULL, NULL,
                            NULL, NULL, c->eps, in, err));
    AX_TRY(ax_op_linear(ops, c->dev, l->qkv, in, AX_ACT_NONE, qkv, err));
    in.rows = frames * kept;
    AX_TRY(ax_op_attention(ops, c->dev,
                           heads_of(r, ax_mat_cols(qkv, 0, D), frames, kept, S),
                           heads_of(r, k, frames, S, S), heads_of(r, v, frames, S, S),
                           NULL, scale, heads_of(r, in, frames, kept, kept), err));
    /* q, k and v are spent: the projection takes their place. */
    ax_mat y = ax_mat_of(r->wide, r->dtype, in.rows, D);
    AX_TRY(ax_op_linear(ops, c->dev, l->out, in, AX_ACT_NONE, y, err));
    AX_TRY(ax_op_add_rows(ops, c->dev, x, y, NULL, NULL, rows, err));

    ax_mat hidden = ax_mat_of(r->wide, r->dtype, in.rows, c->info.ffn);
    AX_TRY(ax_op_layer_norm(ops, c->dev, x, l->norm2_weight, l->norm2_bias, NULL, NULL,
                            NULL, rows, c->eps, in, err));
    AX_TRY(ax_op_linear(ops, c->dev, l->up, in, AX_ACT_GELU_TANH, hidden, err));
    AX_TRY(ax_op_linear(ops, c->dev, l->down, hidden, AX_ACT_NONE, in, err));
    return ax_op_add_rows(ops, c->dev, x, in, NULL, NULL, rows, err);
}

/* x[rows] += linear(stage); `wide` has room for F32 [frames T, D], as D <= 3 D / 2. */
static ax_status embed(const run *r, const ax_linear *linear, int64_t frames,
                       const int32_t *rows, ax_error *err) {
    const ax_compressor *c = r->c;
    const int64_t codes = frames * c->tokens, in = ax_linear_shape_of(linear)->in;
    ax_mat y = ax_mat_of(r->wide, AX_F32, codes, c->info.dim);
    AX_TRY(upload(r, r->tokens, r->stage, codes * in, sizeof(float), err));
    AX_TRY(ax_op_linear(c->ops, c->dev, linear, ax_mat_of(r->tokens, AX_F32, codes, in),
                        AX_ACT_NONE, y, err));
    return ax_op_add_rows(c->ops, c->dev,
                          ax_mat_of(r->x, AX_F32, frames * r->S, c->info.dim), y, NULL,
                          NULL, rows, err);
}

/* After embed(): the layers, and what comes out into the stage. */
static ax_status run_half(const run *r, int64_t frames, ax_error *err) {
    const ax_compressor *c = r->c;
    const compressor_half *half = r->half;
    const int64_t codes = frames * c->tokens;
    const int64_t out = ax_linear_shape_of(half->proj_out)->out;
    for (int i = 0; i < half->layers; i++)
        AX_TRY(run_layer(r, &half->layer[i], frames,
                         i + 1 == half->layers ? r->code_rows : NULL, err));
    ax_mat in = ax_mat_of(r->in, r->dtype, codes, c->info.dim);
    AX_TRY(ax_op_layer_norm(c->ops, c->dev,
                            ax_mat_of(r->x, AX_F32, frames * r->S, c->info.dim),
                            half->norm_weight, half->norm_bias, NULL, NULL, NULL,
                            r->code_rows, c->eps, in, err));
    AX_TRY(ax_op_linear(c->ops, c->dev, half->proj_out, in, AX_ACT_NONE,
                        ax_mat_of(r->tokens, AX_F32, codes, out), err));
    return c->ops->download(c->dev, r->stage, r->tokens,
                            (size_t)(codes * out) * sizeof(float), err);
}

static ax_status reset(const run *r, int64_t frames, ax_error *err) {
    const int64_t rows = frames * r->S, D = r->c->info.dim;
    return ax_op_activate(r->c->ops, r->c->dev, ax_mat_of(r->start, AX_F32, rows, D),
                          AX_ACT_NONE, ax_mat_of(r->x, AX_F32, rows, D), err);
}

/* ---- the caller's arrays ---- */

/* A frame's patches, T x (C, ph, pw), from or (`back`) to its latents; `plane` is the
 * distance between channels. One loop nest for both ways keeps them inverse. */
static void move_patches(const ax_compressor_info *info, float *latents, int64_t plane,
                         float *tokens, bool back) {
    const int64_t p = info->patch;
    for (int64_t row = 0; row < info->rows; row++)
        for (int64_t column = 0; column < info->columns; column++)
            for (int64_t c = 0; c < info->channels; c++)
                for (int64_t y = 0; y < p; y++, tokens += p) {
                    float *at =
                        latents + c * plane + (row * p + y) * info->width + column * p;
                    memcpy(back ? at : tokens, back ? tokens : at,
                           (size_t)p * sizeof *at);
                }
}

/* Latents [B, C, f, h, w] of frame `n`, counted over all clips. */
static float *frame_of(const ax_compressor_info *info, const float *latents,
                       int64_t frames, int64_t n) {
    const int64_t cells = info->height * info->width;
    const int64_t at = (n / frames * info->channels * frames + n % frames) * cells;
    return (float *)(uintptr_t)latents + at;
}

static void read_latents(const run *r, const float *latents, int64_t frames, int64_t at,
                         int64_t count) {
    const ax_compressor_info *info = &r->c->info;
    const int64_t one = r->c->tokens * r->c->numbers;
    for (int64_t i = 0; i < count; i++)
        move_patches(info, frame_of(info, latents, frames, at + i),
                     frames * info->height * info->width, r->stage + i * one, false);
}

static void write_latents(const run *r, float *latents, int64_t frames, int64_t at,
                          int64_t count) {
    const ax_compressor_info *info = &r->c->info;
    const int64_t one = r->c->tokens * r->c->numbers;
    for (int64_t i = 0; i < count; i++)
        move_patches(info, frame_of(info, latents, frames, at + i),
                     frames * info->height * info->width, r->stage + i * one, true);
}

/* Each frame's own clip's template, [B, C, h, w]. */
static void read_templates(const run *r, const float *templates, int64_t frames,
                           int64_t at, int64_t count) {
    const ax_compressor_info *info = &r->c->info;
    const int64_t one = r->c->tokens * r->c->numbers;
    for (int64_t i = 0; i < count; i++)
        move_patches(info, frame_of(info, templates, 1, (at + i) / frames),
                     info->height * info->width, r->stage + i * one, false);
}

/* Codes are [B, K, f, T] outside and normalised, [frames, T, K] inside and not. */
static void read_codes(const run *r, const float *codes, int64_t frames, int64_t at,
                       int64_t count) {
    const int64_t K = r->c->info.code, T = r->c->tokens;
    for (int64_t i = 0; i < count; i++) {
        const int64_t clip = (at + i) / frames, frame = (at + i) % frames;
        for (int64_t k = 0; k < K; k++) {
            const float *from = codes + ((clip * K + k) * frames + frame) * T;
            float *to = r->stage + i * T * K + k;
            for (int64_t t = 0; t < T; t++)
                to[t * K] = from[t] * r->c->std[k] + r->c->mean[k];
        }
    }
}

static void write_codes(const run *r, float *codes, int64_t frames, int64_t at,
                        int64_t count) {
    const int64_t K = r->c->info.code, T = r->c->tokens;
    for (int64_t i = 0; i < count; i++) {
        const int64_t clip = (at + i) / frames, frame = (at + i) % frames;
        for (int64_t k = 0; k < K; k++) {
            const float *from = r->stage + i * T * K + k;
            float *to = codes + ((clip * K + k) * frames + frame) * T;
            for (int64_t t = 0; t < T; t++)
                to[t] = (from[t * K] - r->c->mean[k]) / r->c->std[k];
        }
    }
}

/* ---- both ways ---- */

static ax_status encode_chunk(const run *r, const float *latents, int64_t frames,
                              int64_t at, int64_t count, float *codes, ax_error *err) {
    AX_TRY(reset(r, count, err));
    read_latents(r, latents, frames, at, count);
    AX_TRY(embed(r, r->half->proj_in, count, NULL, err));
    AX_TRY(run_half(r, count, err));
    write_codes(r, codes, frames, at, count);
    return AX_OK;
}

ax_status ax_compressor_encode(const ax_compressor *c, const float *latents,
                               int64_t clips, int64_t frames, float *codes,
                               const ax_progress *progress, ax_error *err) {
    run r;
    size_t device, all;
    AX_TRY(plan(&r, c, false, clips, frames, &device, &all, err));
    r.progress = progress;
    ax_status status = begin(&r, device, err);
    const int64_t total = clips * frames;
    for (int64_t at = 0; status == AX_OK && at < total; at += r.chunk) {
        const int64_t count = total - at < r.chunk ? total - at : r.chunk;
        status = encode_chunk(&r, latents, frames, at, count, codes, err);
    }
    end(&r);
    return status;
}

static ax_status decode_chunk(const run *r, const float *codes, const float *templates,
                              int64_t frames, int64_t at, int64_t count, float *latents,
                              ax_error *err) {
    AX_TRY(reset(r, count, err));
    read_codes(r, codes, frames, at, count);
    AX_TRY(embed(r, r->half->proj_in, count, r->code_rows, err));
    read_templates(r, templates, frames, at, count);
    AX_TRY(embed(r, r->c->template_in, count, r->template_rows, err));
    AX_TRY(run_half(r, count, err));
    write_latents(r, latents, frames, at, count);
    return AX_OK;
}

ax_status ax_compressor_decode(const ax_compressor *c, const float *codes,
                               const float *templates, int64_t clips, int64_t frames,
                               float *latents, const ax_progress *progress,
                               ax_error *err) {
    run r;
    size_t device, all;
    AX_TRY(plan(&r, c, true, clips, frames, &device, &all, err));
    r.progress = progress;
    ax_status status = begin(&r, device, err);
    const int64_t total = clips * frames;
    for (int64_t at = 0; status == AX_OK && at < total; at += r.chunk) {
        const int64_t count = total - at < r.chunk ? total - at : r.chunk;
        status = decode_chunk(&r, codes, templates, frames, at, count, latents, err);
    }
    end(&r);
    return status;
}
