/* Sizes and memory of a run: every array is listed once, and the same list measures the
 * two blocks and then divides them (base/arena.h). */
#include <string.h>

#include "base/memory.h"
#include "diffusion/transformer_impl.h"

/* The feed-forward takes so many tokens at a time that its hidden layer stays below
 * FFN_BYTES, or fits in the memory that attention needs for q, k and v anyway; but at
 * least FFN_MIN_ROWS, with which a matrix product is still efficient. */
enum { FFN_BYTES = 64 << 20, FFN_MIN_ROWS = 1024 };

static ax_status check_shape(const ax_transformer *t, const ax_shape *s,
                             ax_error *err) {
    const ax_transformer_info *i = &t->info;
    if (s->views < 1 || s->views > AX_MODEL_MAX_VIEWS)
        return ax_fail(err, AX_ERR_USAGE,
                       "There must be between 1 and %d views, not %lld.",
                       AX_MODEL_MAX_VIEWS, (long long)s->views);
    if (s->frames < 1 || s->frames > 1024)
        return ax_fail(err, AX_ERR_USAGE,
                       "There must be between 1 and 1024 latent frames, not %lld.",
                       (long long)s->frames);
    if (s->height < i->patch_h || s->width < i->patch_w || s->height > 4096 ||
        s->width > 4096 || s->height % i->patch_h || s->width % i->patch_w)
        return ax_fail(
            err, AX_ERR_USAGE,
            "Latents of %lld x %lld do not suit this model: width and height "
            "must be multiples of %lld and %lld, and at most 4096.",
            (long long)s->width, (long long)s->height, (long long)i->patch_w,
            (long long)i->patch_h);
    if (s->texts < 1 || s->texts > 2)
        return ax_fail(err, AX_ERR_USAGE, "A run holds 1 or 2 texts, not %d.",
                       s->texts);
    if (s->branches < 0 || s->branches > AX_MAX_BRANCHES)
        return ax_fail(err, AX_ERR_USAGE,
                       "The block cache keeps at most %d pairs of text and template, "
                       "not %d.",
                       AX_MAX_BRANCHES, s->branches);
    if (!(s->block_cache >= 0.0 && s->block_cache <= 1.0))
        return ax_fail(err, AX_ERR_USAGE,
                       "The block cache's threshold lies between 0 and 1, not at %g.",
                       s->block_cache);
    return AX_OK;
}

static ax_status set_sizes(ax_run *r, ax_error *err) {
    const ax_transformer_info *i = &r->t->info;
    const ax_shape *s = &r->shape;
    int64_t template_frames = i->has_template_frame ? 1 : 0;
    r->sequence_frames = s->frames + template_frames;
    r->frame_tokens = (s->height / i->patch_h) * (s->width / i->patch_w);
    r->out_features = i->patch_h * i->patch_w * i->channels;
    r->in_features =
        r->out_features + i->patch_h * i->patch_w * i->conditioning_channels;
    r->tokens = s->views * i->modalities * r->sequence_frames * r->frame_tokens;
    r->target_tokens = s->views * i->modalities * s->frames * r->frame_tokens;
    r->mod_groups = i->modalities * (ax_run_has_clean_frames(r) ? 2 : 1);
    r->text_len = i->max_text_tokens;
    if (r->tokens > INT32_MAX)
        return ax_fail(
            err, AX_ERR_RESOURCE,
            "%lld tokens are more than can be handled at once; use fewer views, "
            "fewer frames or a smaller picture.",
            (long long)r->tokens);
    int64_t row_bytes = (i->ffn + i->width) * (int64_t)ax_dtype_size(r->compute_dtype);
    const int64_t qkv_rows = 3 * r->tokens * i->width / (i->ffn + i->width);
    int64_t max_rows =
        FFN_BYTES / row_bytes > FFN_MIN_ROWS ? FFN_BYTES / row_bytes : FFN_MIN_ROWS;
    if (max_rows < qkv_rows) max_rows = qkv_rows;
    int64_t chunks = (r->tokens + max_rows - 1) / max_rows;
    r->ffn_rows = (r->tokens + chunks - 1) / chunks;
    return AX_OK;
}

/* An array of the run: its pointer, and how many elements of which size it has. */
typedef struct array {
    void *pointer; /* address of a pointer in the run */
    int64_t count;
    size_t size;
    const char *what;
} array;

static ax_status take_all(ax_arena *arena, const array *arrays, size_t count,
                          ax_error *err) {
    for (size_t i = 0; i < count; i++) {
        void *memory = NULL;
        AX_TRY(ax_arena_take(arena, (size_t)arrays[i].count, arrays[i].size,
                             arrays[i].what, &memory, err));
        memcpy(arrays[i].pointer, &memory, sizeof memory);
    }
    return AX_OK;
}

ax_status ax_run_take_device(ax_run *r, ax_arena *arena, ax_error *err) {
    const ax_transformer_info *i = &r->t->info;
    int64_t D = i->width, view_tokens = r->shape.views * r->frame_tokens;
    int64_t qkv = 3 * r->tokens * D, ffn = r->ffn_rows * (i->ffn + D);
    int64_t kv = i->layers * r->text_len * 2 * D,
            pooled = i->has_pooled_text ? r->mod_groups : 0;
    const size_t cd = ax_dtype_size(r->compute_dtype), f32 = sizeof(float);
    const size_t i32 = sizeof(int32_t);
    const array arrays[] = {
        {&r->residual, r->tokens * D, f32, "the residual stream"},
        {&r->layer_input, r->tokens * D, cd, "layer inputs"},
        {&r->workspace, qkv > ffn ? qkv : ffn, cd, "queries, keys and values"},
        {&r->patches, r->tokens * r->in_features, f32, "latents"},
        {&r->rays, i->has_plucker ? view_tokens * D : 0, f32, "camera rays"},
        {&r->ray_tokens, i->has_plucker ? view_tokens * 6 * i->patch_h * i->patch_w : 0,
         f32, "camera rays"},
        {&r->rope, r->sequence_frames * r->frame_tokens * i->head_dim, f32,
         "rotary table"},
        {&r->mod_group, r->tokens, i32, "token maps"},
        {&r->rope_rows, r->tokens, i32, "token maps"},
        {&r->view_rows, r->tokens, i32, "token maps"},
        {&r->view_rope_rows, r->tokens, i32, "token maps"},
        {&r->target_rows, r->target_tokens, i32, "token maps"},
        {&r->sinusoid, r->mod_groups * i->frequencies, f32, "time embedding"},
        {&r->time_hidden, r->mod_groups * D, f32, "time embedding"},
        {&r->temb, r->mod_groups * D, f32, "time embedding"},
        {&r->temb_act, r->mod_groups * D, f32, "time embedding"},
        {&r->modulation_raw, r->mod_groups * 6 * D, f32, "modulation"},
        {&r->modality, r->mod_groups * D, f32, "modality embedding"},
        {&r->modulation, (i->layers * 6 + 2) * r->mod_groups * D, f32, "modulation"},
        {&r->text_states, r->text_len * i->text_width, f32, "text states"},
        {&r->text_hidden, r->text_len * D, cd, "text states"},
        {&r->text_context, r->text_len * D, cd, "text states"},
        {&r->text_kv[0], kv, cd, "keys and values of the text"},
        {&r->text_kv[1], r->shape.texts > 1 ? kv : 0, cd,
         "keys and values of the text"},
        {&r->pooled_states, pooled * i->text_width, f32, "text states"},
        {&r->pooled_text[0], pooled * D, f32, "pooled text"},
        {&r->pooled_text[1], pooled * D, f32, "pooled text"},
        {&r->probe, r->shape.branches ? 2 * ax_cache_rows(r) * D : 0, f32,
         "block cache"},
        {&r->minus_one_gate, r->shape.branches ? D : 0, f32, "block cache"},
    };
    AX_TRY(take_all(arena, arrays, sizeof arrays / sizeof *arrays, err));
    for (int b = 0; b < r->shape.branches; b++) {
        const array residual = {&r->branches[b].cached_residual, r->tokens * D, f32,
                                "block cache"};
        AX_TRY(take_all(arena, &residual, 1, err));
    }
    return AX_OK;
}

ax_status ax_run_take_host(ax_run *r, ax_arena *arena, ax_error *err) {
    const ax_transformer_info *i = &r->t->info;
    const int64_t D = i->width;
    const int64_t features =
        i->conditioning_channels ? r->in_features - r->out_features : r->out_features;
    const size_t f32 = sizeof(float);
    const int64_t maps =
        i->has_template ? r->shape.views * i->modalities * r->frame_tokens * features
                        : 0;
    const int64_t probe = r->shape.branches ? ax_cache_rows(r) * D : 0;
    const array arrays[] = {
        {&r->host_patches, r->tokens * r->in_features, f32, "latents"},
        {&r->templates[0], maps, f32, "templates"},
        {&r->templates[1], maps, f32, "templates"},
        {&r->sinusoid_host, r->mod_groups * i->frequencies, f32, "time embedding"},
        {&r->temb_host, r->mod_groups * D, f32, "time embedding"},
        {&r->modulation_raw_host, r->mod_groups * 6 * D, f32, "modulation"},
        {&r->modulation_host, (i->layers * 6 + 2) * r->mod_groups * D, f32,
         "modulation"},
        {&r->text_host, r->text_len * i->text_width, f32, "text states"},
        {&r->pooled_host, i->has_pooled_text ? r->mod_groups * i->text_width : 0, f32,
         "text states"},
        {&r->probe_host, 2 * probe, f32, "block cache"},
        {&r->mod_group_host, r->shape.given ? r->tokens : 0, sizeof(int32_t),
         "token maps"},
        {&r->given, r->shape.given ? r->shape.frames : 0, 1, "given frames"},
    };
    AX_TRY(take_all(arena, arrays, sizeof arrays / sizeof *arrays, err));
    for (int b = 0; b < r->shape.branches; b++) {
        const array added = {&r->branches[b].first_block, probe, f32, "block cache"};
        AX_TRY(take_all(arena, &added, 1, err));
    }
    return AX_OK;
}

ax_status ax_run_measure(ax_run *r, const ax_shape *shape, size_t *device, size_t *host,
                         ax_error *err) {
    AX_TRY(check_shape(r->t, shape, err));
    r->shape = *shape;
    r->compute_dtype = r->t->ops->compute_dtype(r->t->dev);
    AX_TRY(set_sizes(r, err));
    ax_arena dry = ax_arena_measuring();
    AX_TRY(ax_run_take_device(r, &dry, err));
    *device = dry.high;
    dry = ax_arena_measuring();
    AX_TRY(ax_run_take_host(r, &dry, err));
    *host = dry.high;
    return AX_OK;
}

ax_status ax_transformer_run_bytes(const ax_transformer *t, const ax_shape *shape,
                                   size_t *bytes, ax_error *err) {
    ax_run r = {.t = (ax_transformer *)(uintptr_t)t}; /* only read: nothing is run */
    size_t device = 0, host = 0, sum = 0;
    AX_TRY(ax_run_measure(&r, shape, &device, &host, err));
    if (!ax_size_add(device, host, &sum))
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The run needs more memory than can be addressed.");
    *bytes = sum;
    return AX_OK;
}
