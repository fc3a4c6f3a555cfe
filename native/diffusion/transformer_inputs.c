/* What is set once before the steps of a run: camera rays, templates, texts. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "diffusion/transformer_impl.h"
#include "tensor/dispatch.h"

ax_status ax_run_set_plucker(ax_run *r, const float *plucker, ax_error *err) {
    const ax_transformer *t = r->t;
    const ax_transformer_info *i = &t->info;
    ax_cache_forget(r);
    if (!i->has_plucker)
        return ax_fail(err, AX_ERR_USAGE, "This model takes no camera rays.");
    int64_t rows = r->shape.views * r->frame_tokens, cols = 6 * i->patch_h * i->patch_w;
    float *tokens = NULL;
    AX_TRY(ax_malloc((size_t)rows, (size_t)cols * sizeof(float), "camera rays",
                     (void **)&tokens, err));
    ax_patches_gather((ax_patches){r->shape.views, 6, 1, r->shape.height,
                                   r->shape.width, i->patch_h, i->patch_w},
                      plucker, tokens);
    ax_status status =
        ax_run_upload(r, r->ray_tokens, tokens, rows * cols, sizeof(float), err);
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
    const bool channels = i->conditioning_channels > 0;
    const int64_t features =
        channels ? r->in_features - r->out_features : r->out_features;
    if (latents)
        ax_patches_gather(
            (ax_patches){images, channels ? i->conditioning_channels : i->channels, 1,
                         r->shape.height, r->shape.width, i->patch_h, i->patch_w},
            latents, r->templates[slot]);
    else
        memset(r->templates[slot], 0,
               (size_t)(images * r->frame_tokens * features) * sizeof(float));
    r->has_template[slot] = true;
    return AX_OK;
}

/* The mean of `count` states, scaled to a mean square of 1, through the pooled
 * embedder; one copy for every modulation group. */
static ax_status pool_text(ax_run *r, int slot, const float *states, int64_t count,
                           ax_error *err) {
    const ax_transformer *t = r->t;
    const int64_t D = t->info.width, width = t->info.text_width;
    float *mean = r->pooled_host;
    double square = 0;
    for (int64_t w = 0; w < width; w++) {
        double sum = 0;
        for (int64_t x = 0; x < count; x++) sum += (double)states[x * width + w];
        mean[w] = (float)(sum / (double)(count > 0 ? count : 1));
        square += (double)mean[w] * (double)mean[w] / (double)width;
    }
    for (int64_t w = 0; w < width; w++) mean[w] *= (float)(1 / sqrt(square + 1e-12));
    for (int64_t g = 1; g < r->mod_groups; g++)
        memcpy(mean + g * width, mean, (size_t)width * sizeof *mean);
    AX_TRY(ax_run_upload(r, r->pooled_states, mean, r->mod_groups * width,
                         sizeof(float), err));
    ax_mat hidden = ax_mat_of(r->time_hidden, AX_F32, r->mod_groups, D);
    AX_TRY(ax_op_linear(t->ops, t->dev, t->pooled_1,
                        ax_mat_of(r->pooled_states, AX_F32, r->mod_groups, width),
                        AX_ACT_SILU, hidden, err));
    r->modulation_timestep = -1;
    return ax_op_linear(t->ops, t->dev, t->pooled_2, hidden, AX_ACT_NONE,
                        ax_mat_of(r->pooled_text[slot], AX_F32, r->mod_groups, D), err);
}

ax_status ax_run_set_text(ax_run *r, int slot, const float *states, int64_t count,
                          ax_error *err) {
    ax_transformer *t = r->t;
    const int64_t D = t->info.width, width = t->info.text_width;
    ax_cache_forget(r);
    if (slot < 0 || slot >= r->shape.texts)
        return ax_fail(err, AX_ERR_USAGE, "There is no text slot %d.", slot);
    if (count < 0 || count > r->text_len)
        return ax_fail(err, AX_ERR_USAGE,
                       "A text has %lld tokens; this model takes at most %lld.",
                       (long long)count, (long long)r->text_len);
    memset(r->text_host, 0, (size_t)(r->text_len * width) * sizeof(float));
    if (count > 0)
        memcpy(r->text_host, states, (size_t)(count * width) * sizeof(float));
    AX_TRY(ax_run_upload(r, r->text_states, r->text_host, r->text_len * width,
                         sizeof(float), err));
    ax_mat hidden = ax_mat_of(r->text_hidden, r->compute_dtype, r->text_len, D);
    ax_mat context = ax_mat_of(r->text_context, r->compute_dtype, r->text_len, D);
    AX_TRY(ax_op_linear(t->ops, t->dev, t->text_1,
                        ax_mat_of(r->text_states, AX_F32, r->text_len, width),
                        AX_ACT_GELU_TANH, hidden, err));
    AX_TRY(ax_op_linear(t->ops, t->dev, t->text_2, hidden, AX_ACT_NONE, context, err));
    const ax_mat all = ax_mat_of(r->text_kv[slot], r->compute_dtype,
                                 t->info.layers * r->text_len, 2 * D);
    for (int64_t l = 0; l < t->info.layers; l++) {
        const attention_weights *a = &t->blocks[l].cross;
        ax_mat kv = ax_mat_rows(all, l * r->text_len, r->text_len);
        ax_mat k = ax_mat_cols(kv, 0, D);
        AX_TRY(ax_transformer_hold_text(t, l, err));
        const ax_status status =
            ax_op_linear(t->ops, t->dev, a->kv, context, AX_ACT_NONE, kv, err);
        ax_transformer_release_text(t, l);
        AX_TRY(status);
        AX_TRY(ax_op_rms_norm(t->ops, t->dev, k, a->norm_k, t->eps, k, err));
    }
    if (t->info.has_pooled_text) AX_TRY(pool_text(r, slot, r->text_host, count, err));
    r->has_text[slot] = true;
    return AX_OK;
}
