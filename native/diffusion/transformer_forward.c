/* One forward through the transformer (docs/model-format.md, "The sequence"). */
#include <math.h>
#include <string.h>

#include "diffusion/transformer_impl.h"
#include "tensor/dispatch.h"

/* ---- time and modality ---- */

/* Adds the learnt tables to what all layers share: modulation [L, G, 6 D] and, for the
 * head, which takes temb itself, [G, 2 D]. In F32 on the host: a few thousand sums. */
static void spread_modulation(ax_run *r) {
    const ax_transformer *t = r->t;
    int64_t D = t->info.width, L = t->info.layers, G = r->G;
    float *to = r->modulation_host;
    for (int64_t l = 0; l < L; l++) {
        const float *table = t->tables + l * 6 * D;
        for (int64_t g = 0; g < G; g++)
            for (int64_t d = 0; d < 6 * D; d++)
                *to++ = table[d] + r->raw_host[g * 6 * D + d];
    }
    const float *head = t->tables + L * 6 * D;
    for (int64_t g = 0; g < G; g++)
        for (int64_t d = 0; d < 2 * D; d++)
            *to++ = head[d] + r->temb_host[g * D + d % D];
}

ax_status ax_run_modulate(ax_run *r, int text_slot, int timestep, ax_error *err) {
    const ax_transformer *t = r->t;
    const ax_ops *ops = t->ops;
    int64_t D = t->info.width, F = t->info.frequencies, G = r->G;
    const bool same_text = !t->info.has_pooled_text || r->modulated_text == text_slot;
    if (r->modulated_for == timestep && same_text) return AX_OK;
    r->modulated_for = -1;
    for (int64_t g = 0; g < G; g++) {
        bool is_template = t->info.has_template_frame && g % 2 == 0;
        ax_timestep_sinusoid(is_template ? 0.0 : timestep, F, r->sinusoid_host + g * F);
    }
    AX_TRY(ops->upload(t->dev, r->sinusoid, r->sinusoid_host,
                       (size_t)(G * F) * sizeof(float), err));
    ax_mat hidden = ax_mat_of(r->time_hidden, AX_F32, G, D);
    ax_mat temb = ax_mat_of(r->temb, AX_F32, G, D);
    ax_mat act = ax_mat_of(r->temb_act, AX_F32, G, D);
    AX_TRY(ax_op_linear(ops, t->dev, t->time_1, ax_mat_of(r->sinusoid, AX_F32, G, F),
                        AX_ACT_SILU, hidden, err));
    AX_TRY(ax_op_linear(ops, t->dev, t->time_2, hidden, AX_ACT_NONE, temb, err));
    if (t->info.has_modality_embedding)
        AX_TRY(ax_op_add_rows(ops, t->dev, temb, ax_mat_of(r->modality, AX_F32, G, D),
                              NULL, NULL, NULL, err));
    if (t->info.has_pooled_text)
        AX_TRY(ax_op_add_rows(ops, t->dev, temb,
                              ax_mat_of(r->pooled_text[text_slot], AX_F32, G, D), NULL,
                              NULL, NULL, err));
    AX_TRY(ax_op_activate(ops, t->dev, temb, AX_ACT_SILU, act, err));
    AX_TRY(ax_op_linear(ops, t->dev, t->time_proj, act, AX_ACT_NONE,
                        ax_mat_of(r->modulation_raw, AX_F32, G, 6 * D), err));
    AX_TRY(ops->download(t->dev, r->temb_host, r->temb, (size_t)(G * D) * sizeof(float),
                         err));
    AX_TRY(ops->download(t->dev, r->raw_host, r->modulation_raw,
                         (size_t)(G * 6 * D) * sizeof(float), err));
    spread_modulation(r);
    AX_TRY(ops->upload(t->dev, r->modulation, r->modulation_host,
                       (size_t)((t->info.layers * 6 + 2) * G * D) * sizeof(float),
                       err));
    r->modulated_for = timestep;
    r->modulated_text = text_slot;
    return AX_OK;
}

/* Vector `index` of layer l's six: [G, D]. */
static ax_mat modulation(const ax_run *r, int64_t l, int64_t index) {
    int64_t D = r->t->info.width;
    ax_mat layer = ax_mat_of(r->modulation + l * r->G * 6 * D, AX_F32, r->G, 6 * D);
    return ax_mat_cols(layer, index * D, D);
}

/* ---- a block ---- */

static ax_mat stream(const ax_run *r) {
    return ax_mat_of(r->h, AX_F32, r->N, r->t->info.width);
}

static ax_mat inputs(const ax_run *r) {
    return ax_mat_of(r->x, r->c, r->N, r->t->info.width);
}

static ax_heads heads_of(const ax_run *r, ax_mat m, int64_t batch) {
    const ax_transformer_info *i = &r->t->info;
    int64_t tokens = m.rows / batch;
    return (ax_heads){.data = m.data,
                      .dtype = m.dtype,
                      .batch = batch,
                      .tokens = tokens,
                      .heads = i->heads,
                      .head_dim = i->head_dim,
                      .stride_batch = tokens * m.stride,
                      .stride_token = m.stride};
}

static float attention_scale(const ax_run *r) {
    return (float)(1.0 / sqrt((double)r->t->info.head_dim));
}

/* x [N, D] -> its attention within `batch` equal runs of rows -> projected, in `wide`.
 * `rope_rows` names each row's place in the rotary table. */
static ax_status self_attention(const ax_run *r, const attention_weights *a,
                                int64_t batch, const int32_t *rope_rows,
                                ax_mat *projected, ax_error *err) {
    const ax_transformer *t = r->t;
    const ax_ops *ops = t->ops;
    int64_t D = t->info.width;
    ax_mat x = inputs(r), qkv = ax_mat_of(r->wide, r->c, r->N, 3 * D);
    ax_mat q = ax_mat_cols(qkv, 0, D), k = ax_mat_cols(qkv, D, D);
    ax_mat v = ax_mat_cols(qkv, 2 * D, D);
    AX_TRY(ax_op_linear(ops, t->dev, a->qkv, x, AX_ACT_NONE, qkv, err));
    AX_TRY(ax_op_norm_rope(ops, t->dev, q, a->norm_q, t->eps, (int)t->info.heads,
                           r->rope, rope_rows, err));
    AX_TRY(ax_op_norm_rope(ops, t->dev, k, a->norm_k, t->eps, (int)t->info.heads,
                           r->rope, rope_rows, err));
    AX_TRY(ax_op_attention(ops, t->dev, heads_of(r, q, batch), heads_of(r, k, batch),
                           heads_of(r, v, batch), NULL, attention_scale(r),
                           heads_of(r, x, batch), err));
    /* q, k and v are spent: the projection takes their place. */
    *projected = ax_mat_of(r->wide, r->c, r->N, D);
    return ax_op_linear(ops, t->dev, a->out, x, AX_ACT_NONE, *projected, err);
}

static ax_status attend_in_view(const ax_run *r, int64_t l, ax_error *err) {
    const ax_transformer *t = r->t;
    ax_mat shift = modulation(r, l, 0), scale = modulation(r, l, 1);
    ax_mat gate = modulation(r, l, 2), y;
    AX_TRY(ax_op_layer_norm(t->ops, t->dev, stream(r), NULL, NULL, &shift, &scale,
                            r->group, NULL, t->eps, inputs(r), err));
    AX_TRY(
        self_attention(r, &t->blocks[l].self, r->shape.views, r->rope_rows, &y, err));
    return ax_op_add_rows(t->ops, t->dev, stream(r), y, &gate, r->group, NULL, err);
}

/* Rows go through this part in the order ((m T + t) V + v) S + s, in which the tokens
 * of a latent frame in all views lie together. */
static ax_status attend_across_views(const ax_run *r, int64_t l, ax_error *err) {
    const ax_transformer *t = r->t;
    const block_weights *b = &t->blocks[l];
    ax_mat y;
    AX_TRY(ax_op_layer_norm(t->ops, t->dev, stream(r), b->norm_mv_weight,
                            b->norm_mv_bias, NULL, NULL, NULL, r->view_rows, t->eps,
                            inputs(r), err));
    AX_TRY(self_attention(r, &b->multi_view, t->info.modalities * r->T,
                          r->view_rope_rows, &y, err));
    return ax_op_add_rows(t->ops, t->dev, stream(r), y, NULL, NULL, r->view_rows, err);
}

/* All tokens ask the same text: one batch entry. */
static ax_status attend_to_text(const ax_run *r, int64_t l, int slot, ax_error *err) {
    const ax_transformer *t = r->t;
    const ax_ops *ops = t->ops;
    const block_weights *b = &t->blocks[l];
    int64_t D = t->info.width;
    ax_mat x = inputs(r), q = ax_mat_of(r->wide, r->c, r->N, D);
    ax_mat all = ax_mat_of(r->text_kv[slot], r->c, t->info.layers * r->X, 2 * D);
    ax_mat kv = ax_mat_rows(all, l * r->X, r->X);
    AX_TRY(ax_op_layer_norm(ops, t->dev, stream(r), b->norm2_weight, b->norm2_bias,
                            NULL, NULL, NULL, NULL, t->eps, x, err));
    AX_TRY(ax_op_linear(ops, t->dev, b->cross.qkv, x, AX_ACT_NONE, q, err));
    AX_TRY(ax_op_rms_norm(ops, t->dev, q, b->cross.norm_q, t->eps, q, err));
    AX_TRY(ax_op_attention(ops, t->dev, heads_of(r, q, 1),
                           heads_of(r, ax_mat_cols(kv, 0, D), 1),
                           heads_of(r, ax_mat_cols(kv, D, D), 1), NULL,
                           attention_scale(r), heads_of(r, x, 1), err));
    AX_TRY(ax_op_linear(ops, t->dev, b->cross.out, x, AX_ACT_NONE, q, err));
    return ax_op_add_rows(ops, t->dev, stream(r), q, NULL, NULL, NULL, err);
}

static ax_status feed_forward(const ax_run *r, int64_t l, ax_error *err) {
    const ax_transformer *t = r->t;
    const ax_ops *ops = t->ops;
    const block_weights *b = &t->blocks[l];
    int64_t D = t->info.width, ffn = t->info.ffn;
    ax_mat shift = modulation(r, l, 3), scale = modulation(r, l, 4);
    ax_mat gate = modulation(r, l, 5);
    for (int64_t from = 0; from < r->N; from += r->ffn_rows) {
        int64_t rows = r->N - from < r->ffn_rows ? r->N - from : r->ffn_rows;
        ax_mat h = ax_mat_rows(stream(r), from, rows);
        ax_mat x = ax_mat_rows(inputs(r), 0, rows);
        ax_mat hidden = ax_mat_of(r->wide, r->c, rows, ffn);
        ax_mat y = ax_mat_of((char *)r->wide +
                                 (size_t)(r->ffn_rows * ffn) * ax_dtype_size(r->c),
                             r->c, rows, D);
        const int32_t *group = r->group + from;
        AX_TRY(ax_op_layer_norm(ops, t->dev, h, NULL, NULL, &shift, &scale, group, NULL,
                                t->eps, x, err));
        AX_TRY(ax_op_linear(ops, t->dev, b->up, x, AX_ACT_GELU_TANH, hidden, err));
        AX_TRY(ax_op_linear(ops, t->dev, b->down, hidden, AX_ACT_NONE, y, err));
        AX_TRY(ax_op_add_rows(ops, t->dev, h, y, &gate, group, NULL, err));
    }
    return AX_OK;
}

/* ---- the ends ---- */

/* A frame's tokens [S, I]: the template's map beside each cell's own numbers (NULL:
 * zeros), which is what a convolution over concatenated channels would see. */
static void set_beside(const ax_run *r, const float *own, const float *still,
                       float *to) {
    const size_t C = (size_t)r->t->info.channels, B = (size_t)r->t->info.beside;
    const size_t cells = (size_t)(r->S * r->P) / C;
    for (size_t k = 0; k < cells; k++) {
        float *cell = to + k * (C + B);
        if (own)
            memcpy(cell, own + k * C, C * sizeof(float));
        else
            memset(cell, 0, C * sizeof(float));
        memcpy(cell + C, still + k * B, B * sizeof(float));
    }
}

/* Template and video tokens, brought together on the host in the order of the sequence.
 */
static ax_status load_tokens(const ax_run *r, int template_slot, const float *x,
                             ax_error *err) {
    const ax_transformer *t = r->t;
    int64_t frame = r->S * r->P, video = r->shape.frames * frame;
    int64_t template_size = (r->T - r->shape.frames) * frame;
    const float *template_tokens = r->templates[template_slot];
    float *to = r->stage;
    for (int64_t vm = 0; vm < r->shape.views * t->info.modalities; vm++) {
        if (t->info.beside) {
            const float *still = template_tokens + vm * r->S * (r->I - r->P);
            const int64_t before = r->T - r->shape.frames;
            if (before) set_beside(r, NULL, still, to);
            for (int64_t f = 0; f < r->shape.frames; f++)
                set_beside(r, x + vm * video + f * frame, still,
                           to + (before + f) * r->S * r->I);
            to += r->T * r->S * r->I;
            continue;
        }
        if (template_size)
            memcpy(to, template_tokens + vm * frame,
                   (size_t)template_size * sizeof(float));
        to += template_size;
        memcpy(to, x + vm * video, (size_t)video * sizeof(float));
        to += video;
    }
    return t->ops->upload(t->dev, r->tokens, r->stage,
                          (size_t)(r->N * r->I) * sizeof(float), err);
}

static ax_status embed(const ax_run *r, ax_error *err) {
    const ax_transformer *t = r->t;
    int64_t VS = r->shape.views * r->S;
    AX_TRY(ax_op_linear(t->ops, t->dev, t->patch,
                        ax_mat_of(r->tokens, AX_F32, r->N, r->I), AX_ACT_NONE,
                        stream(r), err));
    if (!t->info.has_plucker) return AX_OK;
    ax_mat rays = ax_mat_of(r->rays, AX_F32, VS, t->info.width);
    /* All frames of a view have its rays; a stretch of view_rows is one frame's. */
    for (int64_t f = 0; f < t->info.modalities * r->T; f++)
        AX_TRY(ax_op_add_rows(t->ops, t->dev, stream(r), rays, NULL, NULL,
                              r->view_rows + f * VS, err));
    return AX_OK;
}

static ax_status project(const ax_run *r, ax_error *err) {
    const ax_transformer *t = r->t;
    int64_t D = t->info.width;
    ax_mat head =
        ax_mat_of(r->modulation + t->info.layers * r->G * 6 * D, AX_F32, r->G, 2 * D);
    ax_mat shift = ax_mat_cols(head, 0, D), scale = ax_mat_cols(head, D, D);
    ax_mat x = ax_mat_rows(inputs(r), 0, r->Q);
    ax_mat out = ax_mat_of(r->tokens, AX_F32, r->Q, r->P);
    AX_TRY(ax_op_layer_norm(t->ops, t->dev, stream(r), NULL, NULL, &shift, &scale,
                            r->group, r->target_rows, t->eps, x, err));
    return ax_op_linear(t->ops, t->dev, t->proj_out, x, AX_ACT_NONE, out, err);
}

static ax_status check_ready(const ax_run *r, int text_slot, int template_slot,
                             int timestep, ax_error *err) {
    const ax_transformer_info *i = &r->t->info;
    if (text_slot < 0 || text_slot >= r->shape.texts || !r->has_text[text_slot])
        return ax_fail(err, AX_ERR_USAGE, "Text slot %d has not been set.", text_slot);
    if (template_slot < 0 || template_slot > 1 ||
        (i->has_template && !r->has_template[template_slot]))
        return ax_fail(err, AX_ERR_USAGE, "Template slot %d has not been set.",
                       template_slot);
    if (i->has_plucker && !r->has_rays)
        return ax_fail(err, AX_ERR_USAGE, "The model's camera rays have not been set.");
    if (timestep < 0 || timestep > 1000)
        return ax_fail(err, AX_ERR_USAGE,
                       "A timestep lies between 0 and 1000, not at %d.", timestep);
    return AX_OK;
}

/* Blocks from (of 0) to. */
static ax_status blocks(const ax_run *r, int64_t from, int64_t to, int text_slot,
                        const ax_progress *progress, ax_error *err) {
    for (int64_t l = from; l < to; l++) {
        AX_TRY(ax_progress_check(progress, err));
        AX_TRY(attend_in_view(r, l, err));
        if (r->t->info.has_multi_view) AX_TRY(attend_across_views(r, l, err));
        AX_TRY(attend_to_text(r, l, text_slot, err));
        AX_TRY(feed_forward(r, l, err));
    }
    return AX_OK;
}

/* From r->tokens to r->tokens. */
static ax_status compute(ax_run *r, int text_slot, int template_slot,
                         const ax_progress *progress, ax_error *err) {
    bool known = false;
    AX_TRY(embed(r, err));
    ax_run_branch *branch = ax_cache_branch(r, text_slot, template_slot);
    AX_TRY(ax_cache_begin(r, branch, err));
    AX_TRY(blocks(r, 0, 1, text_slot, progress, err));
    AX_TRY(ax_cache_ask(r, branch, &known, err));
    if (!known) {
        AX_TRY(blocks(r, 1, r->t->info.layers, text_slot, progress, err));
        AX_TRY(ax_cache_keep(r, branch, err));
    }
    return project(r, err);
}

/* The second forward with a text is recorded: the first one has found all scratch and
 * all algorithms. Where that does not succeed, it is not tried again. */
static void record(ax_run *r, int text_slot, int template_slot) {
    const ax_transformer *t = r->t;
    r->plainly[text_slot]++;
    if (!t->ops->record(t->dev)) return;
    const ax_status status = compute(r, text_slot, template_slot, NULL, NULL);
    t->ops->recorded(t->dev, status == AX_OK ? &r->recordings[text_slot] : NULL);
}

/* The block cache looks at numbers in between, which a recording cannot. */
static ax_status compute_again(ax_run *r, int text_slot, int template_slot, bool *done,
                               ax_error *err) {
    const ax_transformer *t = r->t;
    ax_recording **kept = &r->recordings[text_slot];
    if (!t->ops->record || r->shape.branches) return AX_OK;
    if (!*kept && r->plainly[text_slot] == 1) record(r, text_slot, template_slot);
    if (!*kept) return AX_OK;
    AX_TRY(t->ops->replay(t->dev, *kept, done, err));
    if (*done) return AX_OK;
    t->ops->recording_free(t->dev, *kept);
    *kept = NULL;
    r->plainly[text_slot] = 0;
    return AX_OK;
}

ax_status ax_run_forward(ax_run *r, int text_slot, int template_slot, int timestep,
                         const float *x, float *velocity, const ax_progress *progress,
                         ax_error *err) {
    const ax_transformer *t = r->t;
    bool done = false;
    AX_TRY(check_ready(r, text_slot, template_slot, timestep, err));
    AX_TRY(ax_run_modulate(r, text_slot, timestep, err));
    AX_TRY(load_tokens(r, template_slot, x, err));
    AX_TRY(ax_progress_check(progress, err));
    AX_TRY(compute_again(r, text_slot, template_slot, &done, err));
    if (!done) {
        AX_TRY(compute(r, text_slot, template_slot, progress, err));
        r->plainly[text_slot]++;
    }
    return t->ops->download(t->dev, velocity, r->tokens,
                            (size_t)(r->Q * r->P) * sizeof(float), err);
}
