/* A run: opened and closed, with the index arrays that say which token is which. */
#include <string.h>

#include "base/memory.h"
#include "diffusion/transformer_impl.h"
#include "tensor/dispatch.h"

/* ---- index arrays ---- */

typedef struct token_maps {
    int32_t *mod_group, *rope_rows, *view_rows, *view_rope_rows, *target_rows;
} token_maps;

bool ax_run_has_clean_frames(const ax_run *r) {
    return r->t->info.has_template_frame || r->shape.given;
}

/* The modulation group of a frame of the sequence. */
static int32_t group_of(const ax_run *r, int64_t modality, int64_t t,
                        const uint8_t *given) {
    const int64_t template_frames = r->sequence_frames - r->shape.frames; /* 0 or 1 */
    if (!ax_run_has_clean_frames(r)) return (int32_t)modality;
    const bool clean = t < template_frames || (given && given[t - template_frames]);
    return (int32_t)(2 * modality + (clean ? 0 : 1));
}

static void fill_maps(const ax_run *r, token_maps m) {
    const int64_t V = r->shape.views, M = r->t->info.modalities;
    const int64_t frames = r->sequence_frames, frame_tokens = r->frame_tokens;
    const int64_t template_frames = frames - r->shape.frames; /* 0 or 1 */
    int64_t n = 0, targets = 0;
    for (int64_t v = 0; v < V; v++) {
        for (int64_t mt = 0; mt < M * frames; mt++) {
            const int64_t modality = mt / frames, t = mt % frames;
            for (int64_t s = 0; s < frame_tokens; s++, n++) {
                const bool target = t >= template_frames;
                m.mod_group[n] = group_of(r, modality, t, NULL);
                m.rope_rows[n] = (int32_t)(t * frame_tokens + s);
                const int64_t w = (mt * V + v) * frame_tokens + s;
                m.view_rows[w] = (int32_t)n;
                m.view_rope_rows[w] = (int32_t)s;
                if (target) m.target_rows[targets++] = (int32_t)n;
            }
        }
    }
}

ax_status ax_run_upload(const ax_run *r, void *dst, const void *src, int64_t count,
                        size_t size, ax_error *err) {
    return r->t->ops->upload(r->t->dev, dst, src, (size_t)count * size, err);
}

static ax_status upload_maps(ax_run *r, ax_error *err) {
    const ax_transformer_info *i = &r->t->info;
    const size_t i32 = sizeof(int32_t);
    int32_t *maps = NULL;
    float *table = NULL;
    ax_status status = ax_malloc((size_t)(4 * r->tokens + r->target_tokens), i32,
                                 "token maps", (void **)&maps, err);
    if (status == AX_OK)
        status = ax_malloc((size_t)(r->sequence_frames * r->frame_tokens),
                           (size_t)i->head_dim * sizeof(float), "rotary table",
                           (void **)&table, err);
    if (status != AX_OK) goto done;
    token_maps m = {maps, maps + r->tokens, maps + 2 * r->tokens, maps + 3 * r->tokens,
                    maps + 4 * r->tokens};
    fill_maps(r, m);
    ax_rope_table(table, i->head_dim, r->sequence_frames, r->shape.height / i->patch_h,
                  r->shape.width / i->patch_w, r->t->rope_theta);
    status = ax_run_upload(r, r->mod_group, m.mod_group, r->tokens, i32, err);
    if (status == AX_OK)
        status = ax_run_upload(r, r->rope_rows, m.rope_rows, r->tokens, i32, err);
    if (status == AX_OK)
        status = ax_run_upload(r, r->view_rows, m.view_rows, r->tokens, i32, err);
    if (status == AX_OK)
        status =
            ax_run_upload(r, r->view_rope_rows, m.view_rope_rows, r->tokens, i32, err);
    if (status == AX_OK)
        status =
            ax_run_upload(r, r->target_rows, m.target_rows, r->target_tokens, i32, err);
    if (status == AX_OK)
        status = ax_run_upload(r, r->rope, table,
                               r->sequence_frames * r->frame_tokens * i->head_dim,
                               sizeof(float), err);
done:
    ax_free(maps);
    ax_free(table);
    return status;
}

ax_status ax_run_set_given(ax_run *r, const uint8_t *given, ax_error *err) {
    const int64_t frames = r->sequence_frames, modalities = r->t->info.modalities;
    if (!r->shape.given)
        return ax_fail(err, AX_ERR_USAGE, "The run was opened without given frames.");
    ax_cache_forget(r);
    if (given)
        memcpy(r->given, given, (size_t)r->shape.frames);
    else
        memset(r->given, 0, (size_t)r->shape.frames);
    for (int64_t n = 0; n < r->tokens; n++) {
        const int64_t t = n / r->frame_tokens % frames;
        const int64_t modality = n / (r->frame_tokens * frames) % modalities;
        r->mod_group_host[n] = group_of(r, modality, t, r->given);
    }
    return ax_run_upload(r, r->mod_group, r->mod_group_host, r->tokens, sizeof(int32_t),
                         err);
}

/* r->modality, once: the modalities of a model do not change. */
static ax_status embed_modalities(ax_run *r, ax_error *err) {
    const ax_transformer *t = r->t;
    const int64_t D = t->info.width, frequencies = t->info.frequencies;
    if (!t->info.has_modality_embedding) return AX_OK;
    const int64_t each = r->mod_groups / t->info.modalities;
    for (int64_t g = 0; g < r->mod_groups; g++)
        ax_timestep_sinusoid(1000.0 * (double)t->modality[g / each], frequencies,
                             r->sinusoid_host + g * frequencies);
    AX_TRY(ax_run_upload(r, r->sinusoid, r->sinusoid_host, r->mod_groups * frequencies,
                         sizeof(float), err));
    ax_mat hidden = ax_mat_of(r->time_hidden, AX_F32, r->mod_groups, D);
    AX_TRY(ax_op_linear(t->ops, t->dev, t->modality_1,
                        ax_mat_of(r->sinusoid, AX_F32, r->mod_groups, frequencies),
                        AX_ACT_SILU, hidden, err));
    return ax_op_linear(t->ops, t->dev, t->modality_2, hidden, AX_ACT_NONE,
                        ax_mat_of(r->modality, AX_F32, r->mod_groups, D), err);
}

static ax_status start_cache(const ax_run *r, ax_error *err) {
    const int64_t D = r->t->info.width;
    if (!r->shape.branches) return AX_OK;
    for (int64_t d = 0; d < D; d++) r->probe_host[d] = -1.0f;
    return ax_run_upload(r, r->minus_one_gate, r->probe_host, D, sizeof(float), err);
}

static ax_status start(ax_run *r, const ax_shape *shape, ax_error *err) {
    const ax_transformer *t = r->t;
    size_t device = 0, host = 0;
    AX_TRY(ax_run_measure(r, shape, &device, &host, err));
    AX_TRY(t->ops->alloc(t->dev, device, "the transformer's scratch", &r->device_block,
                         err));
    AX_TRY(ax_malloc(host, 1, "the transformer's host memory", &r->host_block, err));
    ax_arena arena = ax_arena_over(r->device_block, device);
    AX_TRY(ax_run_take_device(r, &arena, err));
    arena = ax_arena_over(r->host_block, host);
    AX_TRY(ax_run_take_host(r, &arena, err));
    if (shape->given) memset(r->given, 0, (size_t)shape->frames);
    AX_TRY(upload_maps(r, err));
    AX_TRY(start_cache(r, err));
    return embed_modalities(r, err);
}

ax_status ax_run_open(ax_transformer *t, const ax_shape *shape, ax_run **out,
                      ax_error *err) {
    ax_run *r = NULL;
    AX_TRY(AX_NEW(ax_run, 1, "a transformer run", &r, err));
    r->t = t;
    r->modulation_timestep = -1;
    ax_status status = start(r, shape, err);
    if (status == AX_OK)
        *out = r;
    else
        ax_run_close(r);
    return status;
}

void ax_run_close(ax_run *r) {
    if (!r) return;
    for (int slot = 0; slot < 2; slot++)
        if (r->graphs[slot]) r->t->ops->graph_free(r->t->dev, r->graphs[slot]);
    r->t->ops->release(r->t->dev, r->device_block);
    ax_free(r->host_block);
    ax_free(r);
}
