/* A run: its memory, the maps that tell tokens apart, and what is set once before the
 * steps (rays, templates, texts). */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "diffusion/transformer_impl.h"
#include "tensor/dispatch.h"

/* The feed-forward's hidden layer takes no more than this, or than the room that
 * attention needs for q, k and v anyway: it takes fewer tokens at a time. But never
 * fewer than FFN_MIN_ROWS, with which a product is still efficient. */
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
    if (s->branches < 0 || s->branches > AX_MOST_BRANCHES)
        return ax_fail(err, AX_ERR_USAGE,
                       "The block cache keeps at most %d pairs of text and template, "
                       "not %d.",
                       AX_MOST_BRANCHES, s->branches);
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
    r->T = s->frames + template_frames;
    r->S = (s->height / i->patch_h) * (s->width / i->patch_w);
    r->P = i->patch_h * i->patch_w * i->channels;
    r->I = r->P + i->patch_h * i->patch_w * i->beside;
    r->N = s->views * i->modalities * r->T * r->S;
    r->Q = s->views * i->modalities * s->frames * r->S;
    r->G = i->modalities * (1 + template_frames);
    r->X = i->max_text_tokens;
    if (r->N > INT32_MAX)
        return ax_fail(
            err, AX_ERR_RESOURCE,
            "%lld tokens are more than can be handled at once; use fewer views, "
            "fewer frames or a smaller picture.",
            (long long)r->N);
    int64_t a_row = (i->ffn + i->width) * (int64_t)ax_dtype_size(r->c);
    const int64_t there = 3 * r->N * i->width / (i->ffn + i->width);
    int64_t most = FFN_BYTES / a_row > FFN_MIN_ROWS ? FFN_BYTES / a_row : FFN_MIN_ROWS;
    if (most < there) most = there;
    int64_t chunks = (r->N + most - 1) / most;
    r->ffn_rows = (r->N + chunks - 1) / chunks;
    return AX_OK;
}

/* One entry of the plan: how many elements of which size go where. */
typedef struct part {
    void *where; /* address of a pointer in the run */
    int64_t count;
    size_t size;
    const char *what;
} part;

static ax_status take_all(ax_arena *arena, const part *parts, size_t count,
                          ax_error *err) {
    for (size_t i = 0; i < count; i++) {
        void *memory = NULL;
        AX_TRY(ax_arena_take(arena, (size_t)parts[i].count, parts[i].size,
                             parts[i].what, &memory, err));
        memcpy(parts[i].where, &memory, sizeof memory);
    }
    return AX_OK;
}

static ax_status plan_device(ax_run *r, ax_arena *arena, ax_error *err) {
    const ax_transformer_info *i = &r->t->info;
    int64_t D = i->width, VS = r->shape.views * r->S;
    int64_t wide = 3 * r->N * D, ffn = r->ffn_rows * (i->ffn + D);
    int64_t kv = i->layers * r->X * 2 * D, pooled = i->has_pooled_text ? r->G : 0;
    size_t c = ax_dtype_size(r->c), f = sizeof(float), n = sizeof(int32_t);
    const part parts[] = {
        {&r->h, r->N * D, f, "the residual stream"},
        {&r->x, r->N * D, c, "layer inputs"},
        {&r->wide, wide > ffn ? wide : ffn, c, "queries, keys and values"},
        {&r->tokens, r->N * r->I, f, "latents"},
        {&r->rays, i->has_plucker ? VS * D : 0, f, "camera rays"},
        {&r->ray_tokens, i->has_plucker ? VS * 6 * i->patch_h * i->patch_w : 0, f,
         "camera rays"},
        {&r->rope, r->T * r->S * i->head_dim, f, "rotary table"},
        {&r->group, r->N, n, "token maps"},
        {&r->rope_rows, r->N, n, "token maps"},
        {&r->view_rows, r->N, n, "token maps"},
        {&r->view_rope_rows, r->N, n, "token maps"},
        {&r->target_rows, r->Q, n, "token maps"},
        {&r->sinusoid, r->G * i->frequencies, f, "time embedding"},
        {&r->time_hidden, r->G * D, f, "time embedding"},
        {&r->temb, r->G * D, f, "time embedding"},
        {&r->temb_act, r->G * D, f, "time embedding"},
        {&r->modulation_raw, r->G * 6 * D, f, "modulation"},
        {&r->modality, r->G * D, f, "modality embedding"},
        {&r->modulation, (i->layers * 6 + 2) * r->G * D, f, "modulation"},
        {&r->text_states, r->X * i->text_width, f, "text states"},
        {&r->text_hidden, r->X * D, c, "text states"},
        {&r->text_context, r->X * D, c, "text states"},
        {&r->text_kv[0], kv, c, "keys and values of the text"},
        {&r->text_kv[1], r->shape.texts > 1 ? kv : 0, c, "keys and values of the text"},
        {&r->pooled_states, pooled * i->text_width, f, "text states"},
        {&r->pooled_text[0], pooled * D, f, "the text's mean"},
        {&r->pooled_text[1], pooled * D, f, "the text's mean"},
        {&r->probe, r->shape.branches ? 2 * ax_cache_rows(r) * D : 0, f, "block cache"},
        {&r->minus_one, r->shape.branches ? D : 0, f, "block cache"},
    };
    AX_TRY(take_all(arena, parts, sizeof parts / sizeof *parts, err));
    for (int b = 0; b < r->shape.branches; b++) {
        const part rest = {&r->branches[b].rest, r->N * D, f, "block cache"};
        AX_TRY(take_all(arena, &rest, 1, err));
    }
    return AX_OK;
}

static ax_status plan_host(ax_run *r, ax_arena *arena, ax_error *err) {
    const ax_transformer_info *i = &r->t->info;
    const int64_t D = i->width, still = i->beside ? r->I - r->P : r->P;
    size_t f = sizeof(float);
    int64_t kept = i->has_template ? r->shape.views * i->modalities * r->S * still : 0;
    const int64_t probe = r->shape.branches ? ax_cache_rows(r) * D : 0;
    const part parts[] = {
        {&r->stage, r->N * r->I, f, "latents"},
        {&r->templates[0], kept, f, "templates"},
        {&r->templates[1], kept, f, "templates"},
        {&r->sinusoid_host, r->G * i->frequencies, f, "time embedding"},
        {&r->temb_host, r->G * D, f, "time embedding"},
        {&r->raw_host, r->G * 6 * D, f, "modulation"},
        {&r->modulation_host, (i->layers * 6 + 2) * r->G * D, f, "modulation"},
        {&r->text_host, r->X * i->text_width, f, "text states"},
        {&r->pooled_host, i->has_pooled_text ? r->G * i->text_width : 0, f,
         "text states"},
        {&r->probe_host, 2 * probe, f, "block cache"},
    };
    AX_TRY(take_all(arena, parts, sizeof parts / sizeof *parts, err));
    for (int b = 0; b < r->shape.branches; b++) {
        const part first = {&r->branches[b].first, probe, f, "block cache"};
        AX_TRY(take_all(arena, &first, 1, err));
    }
    return AX_OK;
}

/* Sizes of both blocks, by a dry pass over the plan. */
static ax_status measure(ax_run *r, const ax_shape *shape, size_t *device, size_t *host,
                         ax_error *err) {
    AX_TRY(check_shape(r->t, shape, err));
    r->shape = *shape;
    r->c = r->t->ops->compute_dtype(r->t->dev);
    AX_TRY(set_sizes(r, err));
    ax_arena dry = ax_arena_measuring();
    AX_TRY(plan_device(r, &dry, err));
    *device = dry.high;
    dry = ax_arena_measuring();
    AX_TRY(plan_host(r, &dry, err));
    *host = dry.high;
    return AX_OK;
}

ax_status ax_transformer_run_bytes(const ax_transformer *t, const ax_shape *shape,
                                   size_t *bytes, ax_error *err) {
    ax_run r = {
        .t = (ax_transformer *)(uintptr_t)t}; /* measured, never written through */
    size_t device = 0, host = 0, sum = 0;
    AX_TRY(measure(&r, shape, &device, &host, err));
    if (!ax_size_add(device, host, &sum))
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The sizes add up to more than can be "
                       "addressed.");
    *bytes = sum;
    return AX_OK;
}

/* ---- maps ---- */

typedef struct token_maps {
    int32_t *group, *rope_rows, *view_rows, *view_rope_rows, *target_rows;
} token_maps;

static void fill_maps(const ax_run *r, token_maps m) {
    int64_t V = r->shape.views, M = r->t->info.modalities, T = r->T, S = r->S;
    int64_t extra = T - r->shape.frames; /* template frames: 0 or 1 */
    int64_t n = 0, q = 0;
    for (int64_t v = 0; v < V; v++) {
        for (int64_t mt = 0; mt < M * T; mt++) {
            int64_t modality = mt / T, t = mt % T;
            for (int64_t s = 0; s < S; s++, n++) {
                bool target = t >= extra;
                m.group[n] = (int32_t)(modality * (1 + extra) + (target ? extra : 0));
                m.rope_rows[n] = (int32_t)(t * S + s);
                int64_t w = (mt * V + v) * S + s;
                m.view_rows[w] = (int32_t)n;
                m.view_rope_rows[w] = (int32_t)s;
                if (target) m.target_rows[q++] = (int32_t)n;
            }
        }
    }
}

static ax_status upload(const ax_run *r, void *dst, const void *src, int64_t count,
                        size_t size, ax_error *err) {
    return r->t->ops->upload(r->t->dev, dst, src, (size_t)count * size, err);
}

static ax_status upload_maps(ax_run *r, ax_error *err) {
    const ax_transformer_info *i = &r->t->info;
    size_t n = sizeof(int32_t);
    int32_t *maps = NULL;
    float *table = NULL;
    ax_status status =
        ax_malloc((size_t)(4 * r->N + r->Q), n, "token maps", (void **)&maps, err);
    if (status == AX_OK)
        status = ax_malloc((size_t)(r->T * r->S), (size_t)i->head_dim * sizeof(float),
                           "rotary table", (void **)&table, err);
    if (status != AX_OK) goto done;
    token_maps m = {maps, maps + r->N, maps + 2 * r->N, maps + 3 * r->N,
                    maps + 4 * r->N};
    fill_maps(r, m);
    ax_rope_table(table, i->head_dim, r->T, r->shape.height / i->patch_h,
                  r->shape.width / i->patch_w, r->t->rope_theta);
    status = upload(r, r->group, m.group, r->N, n, err);
    if (status == AX_OK) status = upload(r, r->rope_rows, m.rope_rows, r->N, n, err);
    if (status == AX_OK) status = upload(r, r->view_rows, m.view_rows, r->N, n, err);
    if (status == AX_OK)
        status = upload(r, r->view_rope_rows, m.view_rope_rows, r->N, n, err);
    if (status == AX_OK)
        status = upload(r, r->target_rows, m.target_rows, r->Q, n, err);
    if (status == AX_OK)
        status =
            upload(r, r->rope, table, r->T * r->S * i->head_dim, sizeof(float), err);
done:
    ax_free(maps);
    ax_free(table);
    return status;
}

/* r->modality [G, D], once: the ids do not change. */
static ax_status embed_modalities(ax_run *r, ax_error *err) {
    const ax_transformer *t = r->t;
    int64_t D = t->info.width, F = t->info.frequencies;
    if (!t->info.has_modality_embedding) return AX_OK;
    int64_t each = r->G / t->info.modalities;
    for (int64_t g = 0; g < r->G; g++)
        ax_timestep_sinusoid(1000.0 * (double)t->modality[g / each], F,
                             r->sinusoid_host + g * F);
    AX_TRY(upload(r, r->sinusoid, r->sinusoid_host, r->G * F, sizeof(float), err));
    ax_mat hidden = ax_mat_of(r->time_hidden, AX_F32, r->G, D);
    AX_TRY(ax_op_linear(t->ops, t->dev, t->modality_1,
                        ax_mat_of(r->sinusoid, AX_F32, r->G, F), AX_ACT_SILU, hidden,
                        err));
    return ax_op_linear(t->ops, t->dev, t->modality_2, hidden, AX_ACT_NONE,
                        ax_mat_of(r->modality, AX_F32, r->G, D), err);
}

static ax_status start_cache(const ax_run *r, ax_error *err) {
    const int64_t D = r->t->info.width;
    if (!r->shape.branches) return AX_OK;
    for (int64_t d = 0; d < D; d++) r->probe_host[d] = -1.0f;
    return upload(r, r->minus_one, r->probe_host, D, sizeof(float), err);
}

static ax_status run_start(ax_run *r, const ax_shape *shape, ax_error *err) {
    const ax_transformer *t = r->t;
    size_t device = 0, host = 0;
    AX_TRY(measure(r, shape, &device, &host, err));
    AX_TRY(t->ops->alloc(t->dev, device, "the transformer's scratch", &r->device_block,
                         err));
    AX_TRY(ax_malloc(host, 1, "the transformer's host memory", &r->host_block, err));
    ax_arena arena = ax_arena_over(r->device_block, device);
    AX_TRY(plan_device(r, &arena, err));
    arena = ax_arena_over(r->host_block, host);
    AX_TRY(plan_host(r, &arena, err));
    AX_TRY(upload_maps(r, err));
    AX_TRY(start_cache(r, err));
    return embed_modalities(r, err);
}

ax_status ax_run_open(ax_transformer *t, const ax_shape *shape, ax_run **out,
                      ax_error *err) {
    ax_run *r = NULL;
    AX_TRY(AX_NEW(ax_run, 1, "a run", &r, err));
    r->t = t;
    r->modulated_for = -1;
    ax_status status = run_start(r, shape, err);
    if (status == AX_OK)
        *out = r;
    else
        ax_run_close(r);
    return status;
}

void ax_run_close(ax_run *r) {
    if (!r) return;
    for (int slot = 0; slot < 2; slot++)
        if (r->recordings[slot])
            r->t->ops->recording_free(r->t->dev, r->recordings[slot]);
    r->t->ops->release(r->t->dev, r->device_block);
    ax_free(r->host_block);
    ax_free(r);
}

/* ---- what is set once ---- */

ax_status ax_run_set_plucker(ax_run *r, const float *plucker, ax_error *err) {
    const ax_transformer *t = r->t;
    const ax_transformer_info *i = &t->info;
    ax_cache_forget(r);
    if (!i->has_plucker)
        return ax_fail(err, AX_ERR_USAGE, "This model takes no camera rays.");
    int64_t rows = r->shape.views * r->S, cols = 6 * i->patch_h * i->patch_w;
    float *tokens = NULL;
    AX_TRY(ax_malloc((size_t)rows, (size_t)cols * sizeof(float), "camera rays",
                     (void **)&tokens, err));
    ax_patches_gather((ax_patches){r->shape.views, 6, 1, r->shape.height,
                                   r->shape.width, i->patch_h, i->patch_w},
                      plucker, tokens);
    ax_status status =
        upload(r, r->ray_tokens, tokens, rows * cols, sizeof(float), err);
    ax_free(tokens);
    AX_TRY(status);
    AX_TRY(ax_op_linear(t->ops, t->dev, t->rays,
                        ax_mat_of(r->ray_tokens, AX_F32, rows, cols), AX_ACT_NONE,
                        ax_mat_of(r->rays, AX_F32, rows, i->width), err));
    r->has_rays = true;
    return AX_OK;
}

ax_status ax_run_set_template(ax_run *r, int slot, const float *latents,
                              ax_error *err) {
    const ax_transformer_info *i = &r->t->info;
    ax_cache_forget(r);
    if (!i->has_template)
        return ax_fail(err, AX_ERR_USAGE, "This model takes no template.");
    if (slot < 0 || slot > 1)
        return ax_fail(err, AX_ERR_USAGE, "There is no template slot %d.", slot);
    int64_t images = r->shape.views * i->modalities;
    const int64_t still = i->beside ? r->I - r->P : r->P;
    if (latents)
        ax_patches_gather((ax_patches){images, i->beside ? i->beside : i->channels, 1,
                                       r->shape.height, r->shape.width, i->patch_h,
                                       i->patch_w},
                          latents, r->templates[slot]);
    else
        memset(r->templates[slot], 0, (size_t)(images * r->S * still) * sizeof(float));
    r->has_template[slot] = true;
    return AX_OK;
}

/* The mean of `count` states, scaled so that its numbers have a mean square of 1, and
 * what the pooled embedder makes of it, once for every group. */
static ax_status pool_text(ax_run *r, int slot, const float *states, int64_t count,
                           ax_error *err) {
    const ax_transformer *t = r->t;
    const int64_t D = t->info.width, W = t->info.text_width;
    float *mean = r->pooled_host;
    double square = 0;
    for (int64_t w = 0; w < W; w++) {
        double sum = 0;
        for (int64_t x = 0; x < count; x++) sum += (double)states[x * W + w];
        mean[w] = (float)(sum / (double)(count > 0 ? count : 1));
        square += (double)mean[w] * (double)mean[w] / (double)W;
    }
    for (int64_t w = 0; w < W; w++) mean[w] *= (float)(1 / sqrt(square + 1e-12));
    for (int64_t g = 1; g < r->G; g++)
        memcpy(mean + g * W, mean, (size_t)W * sizeof *mean);
    AX_TRY(upload(r, r->pooled_states, mean, r->G * W, sizeof(float), err));
    ax_mat hidden = ax_mat_of(r->time_hidden, AX_F32, r->G, D);
    AX_TRY(ax_op_linear(t->ops, t->dev, t->pooled_1,
                        ax_mat_of(r->pooled_states, AX_F32, r->G, W), AX_ACT_SILU,
                        hidden, err));
    r->modulated_for = -1;
    return ax_op_linear(t->ops, t->dev, t->pooled_2, hidden, AX_ACT_NONE,
                        ax_mat_of(r->pooled_text[slot], AX_F32, r->G, D), err);
}

ax_status ax_run_set_text(ax_run *r, int slot, const float *states, int64_t count,
                          ax_error *err) {
    const ax_transformer *t = r->t;
    int64_t D = t->info.width, W = t->info.text_width;
    ax_cache_forget(r);
    if (slot < 0 || slot >= r->shape.texts)
        return ax_fail(err, AX_ERR_USAGE, "There is no text slot %d.", slot);
    if (count < 0 || count > r->X)
        return ax_fail(err, AX_ERR_USAGE,
                       "A text has %lld tokens; this model takes at most %lld.",
                       (long long)count, (long long)r->X);
    memset(r->text_host, 0, (size_t)(r->X * W) * sizeof(float));
    if (count > 0) memcpy(r->text_host, states, (size_t)(count * W) * sizeof(float));
    AX_TRY(upload(r, r->text_states, r->text_host, r->X * W, sizeof(float), err));
    ax_mat hidden = ax_mat_of(r->text_hidden, r->c, r->X, D);
    ax_mat context = ax_mat_of(r->text_context, r->c, r->X, D);
    AX_TRY(ax_op_linear(t->ops, t->dev, t->text_1,
                        ax_mat_of(r->text_states, AX_F32, r->X, W), AX_ACT_GELU_TANH,
                        hidden, err));
    AX_TRY(ax_op_linear(t->ops, t->dev, t->text_2, hidden, AX_ACT_NONE, context, err));
    ax_mat all = ax_mat_of(r->text_kv[slot], r->c, t->info.layers * r->X, 2 * D);
    for (int64_t l = 0; l < t->info.layers; l++) {
        const attention_weights *a = &t->blocks[l].cross;
        ax_mat kv = ax_mat_rows(all, l * r->X, r->X);
        ax_mat k = ax_mat_cols(kv, 0, D);
        AX_TRY(ax_op_linear(t->ops, t->dev, a->kv, context, AX_ACT_NONE, kv, err));
        AX_TRY(ax_op_rms_norm(t->ops, t->dev, k, a->norm_k, t->eps, k, err));
    }
    if (t->info.has_pooled_text) AX_TRY(pool_text(r, slot, r->text_host, count, err));
    r->has_text[slot] = true;
    return AX_OK;
}
