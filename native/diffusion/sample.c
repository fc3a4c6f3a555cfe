#include "diffusion/sample.h"

#include <float.h>
#include <string.h>

#include "base/memory.h"
#include "base/philox.h"
#include "diffusion/guidance.h"
#include "tensor/counting.h"
#include "tensor/safetensors.h"

enum { TEXT = 0, NULL_TEXT = 1, TEMPLATE = 0, NO_TEMPLATE = 1 };

ax_sample_request ax_sample_request_of(const ax_model_config *c) {
    return (ax_sample_request){.sampler = c->sampler.type,
                               .predicts_sample = c->sampler.predicts_sample,
                               .steps = c->sampler.steps,
                               .shift = c->sampler.shift,
                               .guidance_text = c->sampler.guidance_text,
                               .guidance_template = c->sampler.guidance_template,
                               .guidance_until = c->sampler.guidance_until,
                               .block_cache = c->sampler.block_cache};
}

/* The forward passes of a step. */
typedef struct passes {
    ax_guidance_pass pass[AX_GUIDANCE_MAX_PASSES];
    int count;
} passes;

/* What a request requires: forward passes, sizes, memory. */
typedef struct sample_plan {
    passes guided, unguided; /* sigma from and below guidance_until */
    bool needs_text, needs_null_text;
    ax_shape shape;
    size_t count; /* numbers in a sample */
    size_t bytes;
} sample_plan;

static ax_status check_request(const ax_transformer_info *info,
                               const ax_sample_request *r, const sample_plan *p,
                               ax_error *err) {
    if (p->needs_text && !r->text)
        return ax_fail(err, AX_ERR_USAGE, "The text's states are missing.");
    if (p->needs_null_text && !r->null_text)
        return ax_fail(
            err, AX_ERR_USAGE,
            "Guidance %g on the text and %g on the template needs the states of "
            "the empty text, which are missing.",
            r->guidance_text, r->guidance_template);
    if (r->given && !r->clean)
        return ax_fail(err, AX_ERR_USAGE, "The latents of given frames are missing.");
    if (info->has_plucker && !r->plucker)
        return ax_fail(err, AX_ERR_USAGE, "The camera rays (Plücker map) are missing.");
    return AX_OK;
}

static void plan_passes(sample_plan *p, passes *out, double text,
                        double template_guidance, bool has_template) {
    out->count = ax_guidance_plan(text, template_guidance, has_template, out->pass);
    for (int i = 0; i < out->count; i++) {
        p->needs_text = p->needs_text || out->pass[i].text;
        p->needs_null_text = p->needs_null_text || !out->pass[i].text;
    }
}

static ax_status make_plan(const ax_transformer *t, const ax_sample_request *r,
                           sample_plan *p, ax_error *err) {
    const ax_transformer_info *info = ax_transformer_describe(t);
    if (!(r->guidance_text >= 0.0 && r->guidance_text <= 100.0) ||
        !(r->guidance_template >= 0.0 && r->guidance_template <= 100.0))
        return ax_fail(
            err, AX_ERR_USAGE,
            "Guidance must be between 0 and 100, found %g on the text and %g on "
            "the template.",
            r->guidance_text, r->guidance_template);
    /* Without template latents the passes with and without one are the same. */
    bool has_template = info->has_template && r->template_latents;
    plan_passes(p, &p->guided, r->guidance_text, r->guidance_template, has_template);
    plan_passes(p, &p->unguided, r->guidance_until > 0 ? 1.0 : r->guidance_text,
                r->guidance_template, has_template);
    p->shape = (ax_shape){.views = r->views,
                          .frames = r->frames,
                          .height = r->height,
                          .width = r->width,
                          .texts = 2,
                          .block_cache = r->block_cache,
                          .given = r->given != NULL,
                          .branches = r->block_cache > 0 ? p->guided.count : 0};
    size_t run = 0, samples = 0, sampler = 0;
    AX_TRY(ax_transformer_run_bytes(t, &p->shape, &run, err)); /* checks the shape */
    int64_t count = r->views * info->modalities * info->channels * r->frames *
                    r->height *
                    r->width; /* no overflow: the run has at most 2^31 tokens */
    p->count = (size_t)count;
    /* x, its velocity and that of one pass, given frames; UniPC's history. */
    bool fits =
        ax_size_mul(p->count, (r->given ? 4 : 3) * sizeof(float), &samples) &&
        ax_size_mul(p->count, (r->sampler == AX_SAMPLER_UNIPC ? 3 : 0) * sizeof(float),
                    &sampler) &&
        ax_size_add(samples, sampler, &samples) && ax_size_add(samples, run, &p->bytes);
    if (!fits)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The sample is larger than can be addressed.");
    return AX_OK;
}

ax_status ax_sample_bytes(const ax_transformer *t, const ax_sample_request *r,
                          size_t *bytes, ax_error *err) {
    sample_plan plan = {0};
    AX_TRY(make_plan(t, r, &plan, err));
    *bytes = plan.bytes;
    return AX_OK;
}

static ax_status set_conditions(ax_run *run, const ax_transformer_info *info,
                                const ax_sample_request *r, const sample_plan *p,
                                ax_error *err) {
    if (r->given) AX_TRY(ax_run_set_given(run, r->given, err));
    if (info->has_plucker) AX_TRY(ax_run_set_plucker(run, r->plucker, err));
    if (info->has_template) {
        AX_TRY(ax_run_set_template(run, TEMPLATE, r->template_latents, err));
        AX_TRY(ax_run_set_template(run, NO_TEMPLATE, NULL, err));
    }
    if (p->needs_text) AX_TRY(ax_run_set_text(run, TEXT, r->text, r->text_tokens, err));
    if (p->needs_null_text)
        AX_TRY(ax_run_set_text(run, NULL_TEXT, r->null_text, r->null_tokens, err));
    return AX_OK;
}

/* v = the weighted sum of the outputs of all passes. */
static ax_status predict(ax_run *run, const passes *p, size_t count, int timestep,
                         const float *x, float *pass_v, float *v, ax_progress *progress,
                         ax_error *err) {
    for (int i = 0; i < p->count; i++) {
        ax_progress_share(progress, i, p->count);
        const ax_guidance_pass *pass = &p->pass[i];
        float *to = i == 0 ? v : pass_v;
        AX_TRY(ax_run_forward(run, pass->text ? TEXT : NULL_TEXT,
                              pass->has_template ? TEMPLATE : NO_TEMPLATE, timestep, x,
                              to, progress, err));
        float w = pass->weight;
        if (i == 0 && p->count > 1)
            for (size_t n = 0; n < count; n++) v[n] *= w;
        else if (i > 0)
            for (size_t n = 0; n < count; n++) v[n] += w * pass_v[n];
    }
    return AX_OK;
}

/* Makes v, a prediction of the latents, the velocity that leads there. */
static void become_velocity(const ax_sample_request *r, size_t count, float sigma,
                            const float *x, float *v) {
    if (r->predicts_sample)
        for (size_t n = 0; n < count; n++) v[n] = (x[n] - v[n]) / sigma;
}

/* A trained model stays below a few thousand, even with a guidance of 100: normalised
 * latents have a deviation of about 1. */
static const float MAX_VELOCITY = 1e5f;

/* What is not finite would be seen by no view later on, and pass for a take in which
 * nothing moves. */
static ax_status check_numbers(const float *x, size_t count, float limit, int step,
                               int steps, ax_error *err) {
    if (ax_all_within(x, count, limit)) return AX_OK;
    return ax_fail(
        err, AX_ERR_MODEL,
        "The model made no finite numbers, or such as no trained model makes, "
        "in step %d of %d: its weights are damaged, or do not belong to its "
        "model.json. Fetch it again or choose another model.",
        step, steps);
}

/* The arrays of a sampling, tokens of `count` numbers each. */
typedef struct arrays {
    float *x, *v, *pass_v;
    float *clean; /* of given frames, or NULL */
} arrays;

/* Puts the clean tokens of given frames into tokens [V, M, F, S, P]. */
static void restore_given(const ax_transformer_info *info, const ax_sample_request *r,
                          size_t count, const float *clean, float *tokens) {
    if (!clean) return;
    const int64_t frames = r->views * info->modalities * r->frames;
    const size_t frame = count / (size_t)frames;
    for (int64_t n = 0; n < frames; n++)
        if (r->given[n % r->frames])
            memcpy(tokens + (size_t)n * frame, clean + (size_t)n * frame,
                   frame * sizeof *tokens);
}

/* Lets the caller correct the prediction x0 = x - sigma v, and makes v the velocity
 * that leads to the corrected one. */
static ax_status correct(const ax_transformer_info *info, const ax_sample_request *r,
                         size_t count, float sigma, const arrays *a, float *latents,
                         ax_error *err) {
    const int64_t images = r->views * info->modalities;
    const float *x = a->x;
    float *v = a->v, *x0 = a->pass_v;
    for (size_t n = 0; n < count; n++) x0[n] = x[n] - sigma * v[n];
    ax_unpatchify(info, images, r->frames, r->height, r->width, x0, latents);
    AX_TRY(r->correct(r->correct_context, latents, err));
    ax_patchify(info, images, r->frames, r->height, r->width, latents, x0);
    restore_given(info, r, count, a->clean, x0);
    for (size_t n = 0; n < count; n++) v[n] = (x[n] - x0[n]) / sigma;
    return AX_OK;
}

/* latents: scratch memory for a sample in the caller's layout. */
static ax_status denoise(ax_run *run, const ax_transformer_info *info,
                         const ax_sample_request *r, const sample_plan *p,
                         ax_sampler *sampler, const arrays *a, float *latents,
                         ax_progress *progress, ax_error *err) {
    const int steps = ax_sampler_steps(sampler);
    const int total = r->total_steps ? r->total_steps : steps;
    if (!r->first_step) AX_TRY(ax_progress_begin(progress, "denoise", total, err));
    restore_given(info, r, p->count, a->clean, a->x);
    for (int i = 0; i < steps; i++) {
        const float sigma = ax_sampler_sigma(sampler, i);
        const passes *step_passes =
            (double)sigma < r->guidance_until ? &p->unguided : &p->guided;
        AX_TRY(predict(run, step_passes, p->count, ax_sampler_timestep(sampler, i),
                       a->x, a->pass_v, a->v, progress, err));
        AX_TRY(check_numbers(a->v, p->count, MAX_VELOCITY, i + 1, steps, err));
        become_velocity(r, p->count, sigma, a->x, a->v);
        if (r->correct && i + 1 < steps)
            AX_TRY(correct(info, r, p->count, sigma, a, latents, err));
        AX_TRY(ax_sampler_step(sampler, a->v, a->x, err));
        restore_given(info, r, p->count, a->clean, a->x);
        AX_TRY(ax_progress_step(progress, r->first_step + i + 1, err));
    }
    return check_numbers(a->x, p->count, FLT_MAX, steps, steps, err);
}

/* What a sampling holds. */
typedef struct sampling {
    sample_plan plan;
    ax_sampler *sampler;
    ax_run *run;
    arrays a;
} sampling;

static ax_status open_sampling(ax_transformer *t, const ax_sample_request *r,
                               sampling *s, ax_error *err) {
    const ax_transformer_info *info = ax_transformer_describe(t);
    AX_TRY(make_plan(t, r, &s->plan, err));
    AX_TRY(check_request(info, r, &s->plan, err));
    const size_t bytes = s->plan.bytes, count = s->plan.count;
    if (r->memory_limit_bytes && bytes > r->memory_limit_bytes)
        return ax_fail(
            err, AX_ERR_RESOURCE,
            "Denoising needs %zu MB of memory, and %zu MB are allowed; use fewer "
            "views, fewer frames or a smaller picture.",
            bytes >> 20, r->memory_limit_bytes >> 20);
    AX_TRY(ax_sampler_new(r->sampler, r->steps, r->shift, count, &s->sampler, err));
    AX_TRY(ax_run_open(t, &s->plan.shape, &s->run, err));
    AX_TRY(set_conditions(s->run, info, r, &s->plan, err));
    AX_TRY(AX_NEW(float, count, "latents", &s->a.x, err));
    AX_TRY(AX_NEW(float, count, "a velocity", &s->a.v, err));
    AX_TRY(AX_NEW(float, count, "a velocity", &s->a.pass_v, err));
    return r->given ? AX_NEW(float, count, "given frames", &s->a.clean, err) : AX_OK;
}

static void close_sampling(sampling *s) {
    ax_free(s->a.x);
    ax_free(s->a.v);
    ax_free(s->a.pass_v);
    ax_free(s->a.clean);
    ax_run_close(s->run);
    ax_sampler_free(s->sampler);
}

ax_status ax_sample(ax_transformer *t, const ax_sample_request *r,
                    ax_progress *progress, float *latents, ax_error *err) {
    const ax_transformer_info *info = ax_transformer_describe(t);
    sampling s = {0};
    ax_status status = open_sampling(t, r, &s, err);
    if (status != AX_OK) goto done;
    /* Noise is defined in the caller's layout. v is unused until the first step. */
    const arrays *a = &s.a;
    int64_t images = r->views * info->modalities;
    if (!r->noise) ax_philox_normal(r->seed, r->noise_stream, a->v, s.plan.count);
    ax_patchify(info, images, r->frames, r->height, r->width,
                r->noise ? r->noise : a->v, a->x);
    if (r->given)
        ax_patchify(info, images, r->frames, r->height, r->width, r->clean, a->clean);
    status = denoise(s.run, info, r, &s.plan, s.sampler, a, latents, progress, err);
    if (status == AX_OK)
        ax_unpatchify(info, images, r->frames, r->height, r->width, a->x, latents);
done:
    close_sampling(&s);
    return status;
}

ax_status ax_sample_count(ax_transformer *t, ax_device *dev, const ax_sample_request *r,
                          int *forwards, ax_error *err) {
    sampling s = {0};
    ax_status status = open_sampling(t, r, &s, err);
    if (status != AX_OK) goto done;
    int total = 0;
    for (int i = 0; i < ax_sampler_steps(s.sampler); i++)
        total += (double)ax_sampler_sigma(s.sampler, i) < r->guidance_until
                     ? s.plan.unguided.count
                     : s.plan.guided.count;
    const ax_work before = *ax_counting_work(dev);
    const int text = s.plan.needs_text ? TEXT : NULL_TEXT;
    status = ax_run_forward(s.run, text, TEMPLATE, 999, s.a.x, s.a.v, NULL, err);
    ax_counting_repeat(dev, &before, total);
    *forwards = total;
done:
    close_sampling(&s);
    return status;
}
