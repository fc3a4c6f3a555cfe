/* One forward through the transformer (docs/model-format.md, "The sequence"). */
#include <math.h>
#include <string.h>

#include "diffusion/transformer_impl.h"
#include "tensor/dispatch.h"

/* ---- time and modality ---- */

/* Adds each layer's learnt table to the modulation that all layers share, [L,
 * mod_groups, 6 D], and the head's table to temb, [mod_groups, 2 D]. In F32 on the
 * host: a few thousand sums. */
static void add_modulation_tables(ax_run *r) {
    const ax_transformer *t = r->t;
    const int64_t D = t->info.width, L = t->info.layers, groups = r->mod_groups;
    float *to = r->modulation_host;
    for (int64_t l = 0; l < L; l++) {
        const float *table = t->tables + l * 6 * D;
        for (int64_t g = 0; g < groups; g++)
            for (int64_t d = 0; d < 6 * D; d++)
                *to++ = table[d] + r->modulation_raw_host[g * 6 * D + d];
    }
    const float *head = t->tables + L * 6 * D;
    for (int64_t g = 0; g < groups; g++)
        for (int64_t d = 0; d < 2 * D; d++)
            *to++ = head[d] + r->temb_host[g * D + d % D];
}

ax_status ax_run_modulate(ax_run *r, int text_slot, int timestep, ax_error *err) {
    const ax_transformer *t = r->t;
    const ax_ops *ops = t->ops;
    const int64_t D = t->info.width, frequencies = t->info.frequencies;
    const int64_t groups = r->mod_groups;
    const bool same_text =
        !t->info.has_pooled_text || r->modulation_text_slot == text_slot;
    if (r->modulation_timestep == timestep && same_text) return AX_OK;
    r->modulation_timestep = -1;
    for (int64_t g = 0; g < groups; g++) {
        bool is_clean = ax_run_has_clean_frames(r) && g % 2 == 0;
        ax_timestep_sinusoid(is_clean ? 0.0 : timestep, frequencies,
                             r->sinusoid_host + g * frequencies);
    }
    AX_TRY(ops->upload(t->dev, r->sinusoid, r->sinusoid_host,
                       (size_t)(groups * frequencies) * sizeof(float), err));
    ax_mat hidden = ax_mat_of(r->time_hidden, AX_F32, groups, D);
    ax_mat temb = ax_mat_of(r->temb, AX_F32, groups, D);
    ax_mat act = ax_mat_of(r->temb_act, AX_F32, groups, D);
    AX_TRY(ax_op_linear(ops, t->dev, t->time_1,
                        ax_mat_of(r->sinusoid, AX_F32, groups, frequencies),
                        AX_ACT_SILU, hidden, err));
    AX_TRY(ax_op_linear(ops, t->dev, t->time_2, hidden, AX_ACT_NONE, temb, err));
    if (t->info.has_modality_embedding)
        AX_TRY(ax_op_add_rows(ops, t->dev, temb,
                              ax_mat_of(r->modality, AX_F32, groups, D), NULL, NULL,
                              NULL, err));
    if (t->info.has_pooled_text)
        AX_TRY(ax_op_add_rows(ops, t->dev, temb,
                              ax_mat_of(r->pooled_text[text_slot], AX_F32, groups, D),
                              NULL, NULL, NULL, err));
    AX_TRY(ax_op_activate(ops, t->dev, temb, AX_ACT_SILU, act, err));
    AX_TRY(ax_op_linear(ops, t->dev, t->time_proj, act, AX_ACT_NONE,
                        ax_mat_of(r->modulation_raw, AX_F32, groups, 6 * D), err));
    AX_TRY(ops->download(t->dev, r->temb_host, r->temb,
                         (size_t)(groups * D) * sizeof(float), err));
    AX_TRY(ops->download(t->dev, r->modulation_raw_host, r->modulation_raw,
                         (size_t)(groups * 6 * D) * sizeof(float), err));
    add_modulation_tables(r);
    AX_TRY(ops->upload(t->dev, r->modulation, r->modulation_host,
                       (size_t)((t->info.layers * 6 + 2) * groups * D) * sizeof(float),
                       err));
    r->modulation_timestep = timestep;
    r->modulation_text_slot = text_slot;
    return AX_OK;
}

/* Vector `index` of layer l's six: [mod_groups, D]. */
static ax_mat modulation(const ax_run *r, int64_t l, int64_t index) {
    int64_t D = r->t->info.width;
    ax_mat layer = ax_mat_of(r->modulation + l * r->mod_groups * 6 * D, AX_F32,
                             r->mod_groups, 6 * D);
    return ax_mat_cols(layer, index * D, D);
}

/* ---- a block ---- */

static ax_mat stream(const ax_run *r) {
    return ax_mat_of(r->residual, AX_F32, r->tokens, r->t->info.width);
}

static ax_mat inputs(const ax_run *r) {
    return ax_mat_of(r->layer_input, r->compute_dtype, r->tokens, r->t->info.width);
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

/* Attention of layer_input within each of `batch` equal runs of rows, and its output
 * projection, in the workspace. `rope_rows` gives the row of the rotary table for each
 * row of the input. */
static ax_status self_attention(const ax_run *r, const attention_weights *a,
                                int64_t batch, const int32_t *rope_rows,
                                ax_mat *projected, ax_error *err) {
    const ax_transformer *t = r->t;
    const ax_ops *ops = t->ops;
    int64_t D = t->info.width;
    ax_mat x = inputs(r),
           qkv = ax_mat_of(r->workspace, r->compute_dtype, r->tokens, 3 * D);
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
    /* q, k and v are not needed any more: the projection overwrites them. */
    *projected = ax_mat_of(r->workspace, r->compute_dtype, r->tokens, D);
    return ax_op_linear(ops, t->dev, a->out, x, AX_ACT_NONE, *projected, err);
}

static ax_status attend_in_view(const ax_run *r, int64_t l, ax_error *err) {
    const ax_transformer *t = r->t;
    ax_mat shift = modulation(r, l, 0), scale = modulation(r, l, 1);
    ax_mat gate = modulation(r, l, 2), y;
    AX_TRY(ax_op_layer_norm(t->ops, t->dev, stream(r), NULL, NULL, &shift, &scale,
                            r->mod_group, NULL, t->eps, inputs(r), err));
    AX_TRY(
        self_attention(r, &t->blocks[l].self, r->shape.views, r->rope_rows, &y, err));
    return ax_op_add_rows(t->ops, t->dev, stream(r), y, &gate, r->mod_group, NULL, err);
}

/* Here rows are in multi-view order (transformer_impl.h), in which the tokens of a
 * latent frame in all views lie together. */
static ax_status attend_across_views(const ax_run *r, int64_t l, ax_error *err) {
    const ax_transformer *t = r->t;
    const block_weights *b = &t->blocks[l];
    ax_mat y;
    AX_TRY(ax_op_layer_norm(t->ops, t->dev, stream(r), b->norm_mv_weight,
                            b->norm_mv_bias, NULL, NULL, NULL, r->view_rows, t->eps,
                            inputs(r), err));
    AX_TRY(self_attention(r, &b->multi_view, t->info.modalities * r->sequence_frames,
                          r->view_rope_rows, &y, err));
    return ax_op_add_rows(t->ops, t->dev, stream(r), y, NULL, NULL, r->view_rows, err);
}

/* All tokens attend to the same text: one batch entry. */
static ax_status attend_to_text(const ax_run *r, int64_t l, int slot, ax_error *err) {
    const ax_transformer *t = r->t;
    const ax_ops *ops = t->ops;
    const block_weights *b = &t->blocks[l];
    int64_t D = t->info.width;
    ax_mat x = inputs(r), q = ax_mat_of(r->workspace, r->compute_dtype, r->tokens, D);
    ax_mat all = ax_mat_of(r->text_kv[slot], r->compute_dtype,
                           t->info.layers * r->text_len, 2 * D);
    ax_mat kv = ax_mat_rows(all, l * r->text_len, r->text_len);
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
    for (int64_t from = 0; from < r->tokens; from += r->ffn_rows) {
        int64_t rows = r->tokens - from < r->ffn_rows ? r->tokens - from : r->ffn_rows;
        ax_mat h = ax_mat_rows(stream(r), from, rows);
        ax_mat x = ax_mat_rows(inputs(r), 0, rows);
        ax_mat hidden = ax_mat_of(r->workspace, r->compute_dtype, rows, ffn);
        ax_mat y = ax_mat_of((char *)r->workspace + (size_t)(r->ffn_rows * ffn) *
                                                        ax_dtype_size(r->compute_dtype),
                             r->compute_dtype, rows, D);
        const int32_t *group = r->mod_group + from;
        AX_TRY(ax_op_layer_norm(ops, t->dev, h, NULL, NULL, &shift, &scale, group, NULL,
                                t->eps, x, err));
        AX_TRY(ax_op_linear(ops, t->dev, b->up, x, AX_ACT_GELU_TANH, hidden, err));
        AX_TRY(ax_op_linear(ops, t->dev, b->down, hidden, AX_ACT_NONE, y, err));
        AX_TRY(ax_op_add_rows(ops, t->dev, h, y, &gate, group, NULL, err));
    }
    return AX_OK;
}

/* ---- input and output ---- */

/* A frame's tokens [frame_tokens, in_features]: in each latent cell its latent channels
 * (`latents` NULL: zeros), then the template's conditioning channels, as a convolution
 * over concatenated channels would see them. */
static void concatenate_channels(const ax_run *r, const float *latents,
                                 const float *conditioning, float *to) {
    const size_t C = (size_t)r->t->info.channels;
    const size_t extra = (size_t)r->t->info.conditioning_channels;
    const size_t cells = (size_t)(r->frame_tokens * r->out_features) / C;
    for (size_t k = 0; k < cells; k++) {
        float *cell = to + k * (C + extra);
        if (latents)
            memcpy(cell, latents + k * C, C * sizeof(float));
        else
            memset(cell, 0, C * sizeof(float));
        memcpy(cell + C, conditioning + k * extra, extra * sizeof(float));
    }
}

/* One view's frames of one modality, [sequence_frames, frame_tokens, in_features]. */
static void load_conditioned(const ax_run *r, const float *video,
                             const float *conditioning, float *to) {
    const int64_t template_frames = r->sequence_frames - r->shape.frames;
    const int64_t frame = r->frame_tokens * r->out_features;
    if (template_frames) concatenate_channels(r, NULL, conditioning, to);
    for (int64_t f = 0; f < r->shape.frames; f++)
        concatenate_channels(r, video + f * frame, conditioning,
                             to + (template_frames + f) * r->frame_tokens *
                                      r->in_features);
}

/* Template and video tokens, interleaved on the host in the order of the sequence. */
static ax_status load_tokens(const ax_run *r, int template_slot, const float *x,
                             ax_error *err) {
    const ax_transformer *t = r->t;
    int64_t frame = r->frame_tokens * r->out_features, video = r->shape.frames * frame;
    int64_t template_size = (r->sequence_frames - r->shape.frames) * frame;
    const float *template_tokens = r->templates[template_slot];
    float *to = r->host_patches;
    for (int64_t vm = 0; vm < r->shape.views * t->info.modalities; vm++) {
        if (t->info.conditioning_channels) {
            load_conditioned(r, x + vm * video,
                             template_tokens + vm * r->frame_tokens *
                                                   (r->in_features - r->out_features),
                             to);
            to += r->sequence_frames * r->frame_tokens * r->in_features;
            continue;
        }
        if (template_size)
            memcpy(to, template_tokens + vm * frame,
                   (size_t)template_size * sizeof(float));
        to += template_size;
        memcpy(to, x + vm * video, (size_t)video * sizeof(float));
        to += video;
    }
    return t->ops->upload(t->dev, r->patches, r->host_patches,
                          (size_t)(r->tokens * r->in_features) * sizeof(float), err);
}

static ax_status embed(const ax_run *r, ax_error *err) {
    const ax_transformer *t = r->t;
    const int64_t view_tokens = r->shape.views * r->frame_tokens;
    AX_TRY(ax_op_linear(t->ops, t->dev, t->patch,
                        ax_mat_of(r->patches, AX_F32, r->tokens, r->in_features),
                        AX_ACT_NONE, stream(r), err));
    if (!t->info.has_plucker) return AX_OK;
    ax_mat rays = ax_mat_of(r->rays, AX_F32, view_tokens, t->info.width);
    /* All frames of a view have the same rays; a run of view_tokens rows of view_rows
     * is one frame in all views. */
    for (int64_t f = 0; f < t->info.modalities * r->sequence_frames; f++)
        AX_TRY(ax_op_add_rows(t->ops, t->dev, stream(r), rays, NULL, NULL,
                              r->view_rows + f * view_tokens, err));
    return AX_OK;
}

static ax_status project(const ax_run *r, ax_error *err) {
    const ax_transformer *t = r->t;
    int64_t D = t->info.width;
    ax_mat head = ax_mat_of(r->modulation + t->info.layers * r->mod_groups * 6 * D,
                            AX_F32, r->mod_groups, 2 * D);
    ax_mat shift = ax_mat_cols(head, 0, D), scale = ax_mat_cols(head, D, D);
    ax_mat x = ax_mat_rows(inputs(r), 0, r->target_tokens);
    ax_mat out = ax_mat_of(r->patches, AX_F32, r->target_tokens, r->out_features);
    AX_TRY(ax_op_layer_norm(t->ops, t->dev, stream(r), NULL, NULL, &shift, &scale,
                            r->mod_group, r->target_rows, t->eps, x, err));
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

/* Blocks [from, to). */
static ax_status run_blocks(const ax_run *r, int64_t from, int64_t to, int text_slot,
                            ax_progress *progress, ax_error *err) {
    for (int64_t l = from; l < to; l++) {
        AX_TRY(ax_progress_part(progress, (int)l, (int)r->t->info.layers, err));
        AX_TRY(ax_transformer_hold(r->t, l, err));
        AX_TRY(attend_in_view(r, l, err));
        if (r->t->info.has_multi_view) AX_TRY(attend_across_views(r, l, err));
        AX_TRY(attend_to_text(r, l, text_slot, err));
        AX_TRY(feed_forward(r, l, err));
    }
    return AX_OK;
}

/* From r->patches, the input, to r->patches, the output. */
static ax_status compute(ax_run *r, int text_slot, int template_slot,
                         ax_progress *progress, ax_error *err) {
    bool reused = false;
    AX_TRY(embed(r, err));
    ax_run_branch *branch = ax_cache_branch(r, text_slot, template_slot);
    AX_TRY(ax_cache_begin(r, branch, err));
    AX_TRY(run_blocks(r, 0, 1, text_slot, progress, err));
    AX_TRY(ax_cache_ask(r, branch, &reused, err));
    if (!reused) {
        AX_TRY(run_blocks(r, 1, r->t->info.layers, text_slot, progress, err));
        AX_TRY(ax_cache_keep(r, branch, err));
    }
    return project(r, err);
}

/* The second forward with a text is captured as a graph: by then the first has
 * allocated all scratch memory and chosen all algorithms. A capture that fails is not
 * tried again, since eager_runs is then past 1. */
static void capture(ax_run *r, int text_slot, int template_slot) {
    const ax_transformer *t = r->t;
    r->eager_runs[text_slot]++;
    if (!t->ops->capture_begin(t->dev)) return;
    const ax_status status = compute(r, text_slot, template_slot, NULL, NULL);
    t->ops->capture_end(t->dev, status == AX_OK ? &r->graphs[text_slot] : NULL);
}

/* Launches the graph of a forward with this text, if there is one or it can be captured
 * now; *launched is false where the forward must be run operator by operator. Not with
 * the block cache, which reads intermediate results on the host. */
static ax_status launch_graph(ax_run *r, int text_slot, int template_slot,
                              bool *launched, ax_error *err) {
    const ax_transformer *t = r->t;
    ax_graph **graph = &r->graphs[text_slot];
    if (!t->ops->capture_begin || r->shape.branches || t->file) return AX_OK;
    if (!*graph && r->eager_runs[text_slot] == 1) capture(r, text_slot, template_slot);
    if (!*graph) return AX_OK;
    AX_TRY(t->ops->graph_launch(t->dev, *graph, launched, err));
    if (*launched) return AX_OK;
    t->ops->graph_free(t->dev, *graph);
    *graph = NULL;
    r->eager_runs[text_slot] = 0;
    return AX_OK;
}

/* velocity: [V, M, F, S, P]. */
static void clear_given(const ax_run *r, float *velocity) {
    const size_t frame = (size_t)(r->frame_tokens * r->out_features);
    const int64_t frames = r->shape.frames;
    if (!r->shape.given) return;
    for (int64_t n = 0; n < r->shape.views * r->t->info.modalities * frames; n++)
        if (r->given[n % frames])
            memset(velocity + (size_t)n * frame, 0, frame * sizeof *velocity);
}

ax_status ax_run_forward(ax_run *r, int text_slot, int template_slot, int timestep,
                         const float *x, float *velocity, ax_progress *progress,
                         ax_error *err) {
    const ax_transformer *t = r->t;
    bool launched = false;
    AX_TRY(check_ready(r, text_slot, template_slot, timestep, err));
    AX_TRY(ax_run_modulate(r, text_slot, timestep, err));
    AX_TRY(load_tokens(r, template_slot, x, err));
    AX_TRY(ax_progress_check(progress, err));
    AX_TRY(launch_graph(r, text_slot, template_slot, &launched, err));
    if (!launched) {
        AX_TRY(compute(r, text_slot, template_slot, progress, err));
        r->eager_runs[text_slot]++;
    }
    AX_TRY(t->ops->download(
        t->dev, velocity, r->patches,
        (size_t)(r->target_tokens * r->out_features) * sizeof(float), err));
    clear_given(r, velocity);
    return AX_OK;
}
