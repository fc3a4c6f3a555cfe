/* What a take would take, before it is made: the model is opened on the backend that
 * only counts (tensor/counting.h), and the stages of ax_animate go through the motions
 * on it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "animate/job.h"
#include "animate/plan_rates.h"
#include "base/available.h"
#include "tensor/counting.h"

/* About what solving takes: seconds for each joint of a frame in a view, from points
 * and from pose maps. */
static const double POINT_SECONDS = 4e-6, MAP_SECONDS = 8e-4;
enum { USUAL_BONES = 100 };

ax_plan_request ax_plan_request_default(void) {
    return (ax_plan_request){.size = sizeof(ax_plan_request),
                             .guidance_text = NAN,
                             .guidance_template = NAN};
}

typedef struct planner {
    ax_engine *engine;
    ax_plan_request r;
    ax_plan *plan;
    ax_rates rates;
    size_t held_bytes; /* by the engines of this process */
    int stages;
} planner;

/* ---- one take ---- */

/* Ends a stage: what it took at most, and how long. */
static void note_stage(planner *p, const char *name, double more_seconds) {
    ax_engine *e = p->engine;
    ax_plan *plan = p->plan;
    if (p->stages == AX_PLAN_STAGES) return;
    const uint64_t bytes = ax_account_peak(e->account);
    const uint64_t device = ax_counting_peak(e->dev);
    plan->stage_names[p->stages] = name;
    plan->stage_bytes[p->stages] = bytes;
    plan->stage_seconds[p->stages] =
        ax_rates_seconds(&p->rates, ax_counting_work(e->dev)) + more_seconds;
    plan->seconds += plan->stage_seconds[p->stages++];
    if (bytes > plan->peak_bytes) plan->peak_bytes = bytes;
    if (!e->charges && device > plan->device_bytes) plan->device_bytes = device;
    ax_account_reset_peak(e->account);
    ax_counting_reset(e->dev);
}

static ax_status size_job(job *j, ax_error *err) {
    const ax_model_config *config = &j->engine->config;
    const ax_request *r = j->request;
    j->frames = r->frames ? r->frames : config->video.frames;
    j->latent = ax_engine_latent_shape(j->engine, 1);
    j->modalities = config->transformer.modalities;
    AX_TRY(ax_engine_latent_frames(j->engine, j->frames, &j->latent_frames, err));
    return job_plan_windows(j, err);
}

static ax_status keep_context(void *context, float *latents, ax_error *err) {
    (void)context, (void)latents, (void)err;
    return AX_OK;
}

/* The stages of ax_animate, in its order. */
static ax_status count_stages(planner *p, job *j, ax_error *err) {
    ax_engine *e = p->engine;
    const bool fields = job_uses_fields(j);
    AX_TRY(size_job(j, err));
    AX_TRY(job_allocate_arrays(j, err));
    note_stage(p, "prepare", 0);
    AX_TRY(ax_engine_prompt_text(e, "a", err));
    j->texts[0] = (job_text){e->prompt_text, e->prompt_tokens, NULL};
    p->plan->streamed_bytes = (uint64_t)ax_counting_work(e->dev)->read;
    note_stage(p, "text", 0);
    if (!fields) AX_TRY(job_encode_template(j, err));
    note_stage(p, "encode", 0);
    AX_TRY(job_generate(j, NULL, fields ? keep_context : NULL, err));
    note_stage(p, "denoise", 0);
    if (!fields) AX_TRY(job_decode_images(j, err));
    note_stage(p, "decode", 0);
    const size_t solver = job_solver_bytes(j);
    ax_account_count(solver);
    ax_account_discount(solver);
    const double points =
        (double)j->result->joints * (double)j->frames * (double)j->cameras.count;
    note_stage(p, "joints", points * (fields ? POINT_SECONDS : MAP_SECONDS));
    p->plan->windows = j->window_count;
    return AX_OK;
}

/* Drops what a take leaves to the next one, so that each is counted in full. */
static void forget_texts(ax_engine *e) {
    ax_free(e->null_text);
    ax_free(e->prompt_text);
    ax_free(e->prompt);
    e->null_text = e->prompt_text = NULL;
    e->prompt = NULL;
    e->forwards = 0;
}

static ax_status count_take(planner *p, ax_error *err) {
    ax_engine *e = p->engine;
    const ax_plan_request *r = &p->r;
    const ax_model_config *config = &e->config;
    ax_camera cameras[AX_MODEL_MAX_VIEWS];
    const ax_skeleton skeleton = {.bones = r->bones ? r->bones : USUAL_BONES};
    ax_request take = ax_request_default();
    take.views = r->views ? r->views : config->cameras.count;
    take.frames = r->frames;
    take.steps = r->steps;
    take.guidance_text = r->guidance_text;
    take.guidance_template = r->guidance_template;
    take.skeleton = &skeleton;
    take.preview = r->preview;
    job j = {.engine = e, .request = &take};
    if (take.views < config->cameras.min_views ||
        take.views > config->cameras.max_views)
        return ax_fail(
            err, AX_ERR_USAGE, "%d views were requested; this model takes %d to %d.",
            take.views, config->cameras.min_views, config->cameras.max_views);
    memset(cameras, 0, sizeof cameras); /* which are not looked at */
    j.cameras = (ax_cameras){cameras, take.views};
    forget_texts(e);
    AX_TRY(AX_NEW(ax_result, 1, "the result", &j.result, err));
    const int most = config->pose_map.max_joints;
    j.result->selection.count = r->joints ? r->joints
                                : most    ? most
                                          : 2 * skeleton.bones;
    const ax_status status = count_stages(p, &j, err);
    p->plan->views = take.views;
    p->plan->frames = j.frames;
    p->plan->width = config->video.width;
    p->plan->height = config->video.height;
    p->plan->steps = r->steps ? r->steps : config->sampler.steps;
    p->plan->forwards = e->forwards;
    job_free(&j);
    ax_account_reset_peak(e->account);
    return status;
}

/* ---- what would fit ---- */

/* Whether the take of a changed request fits; false where it cannot be made at all. */
static bool fits(const planner *p, const ax_plan_request *changed) {
    ax_plan plan = {0};
    planner other = {.engine = p->engine, .r = *changed, .plan = &plan};
    other.rates = p->rates;
    ax_model_config *config = &p->engine->config;
    const int width = config->video.width, height = config->video.height;
    if (changed->width) config->video.width = changed->width;
    if (changed->height) config->video.height = changed->height;
    const bool made = count_take(&other, NULL) == AX_OK;
    config->video.width = width;
    config->video.height = height;
    return made && plan.peak_bytes + p->plan->library_bytes <= p->plan->room_bytes;
}

/* The largest n of 1..most for which fits() holds of the request that set() makes. */
static int largest(const planner *p, int most,
                   void (*set)(const planner *, int, ax_plan_request *)) {
    int low = 0, high = most;
    while (low < high) {
        const int middle = (low + high + 1) / 2;
        ax_plan_request r = p->r;
        set(p, middle, &r);
        if (fits(p, &r))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static void set_frames(const planner *p, int n, ax_plan_request *r) {
    r->frames = 1 + (n - 1) * ax_engine_temporal_factor(p->engine);
}
static void set_views(const planner *p, int n, ax_plan_request *r) {
    r->views = p->engine->config.cameras.min_views + n - 1;
}

/* Pixels of a patch. */
static int unit_of(const planner *p) {
    const ax_transformer_info *info = ax_transformer_describe(p->engine->transformer);
    return p->engine->vae ? ax_vae_spatial_factor(p->engine->vae) * (int)info->patch_h
                          : (int)info->patch_h;
}
static void set_size(const planner *p, int n, ax_plan_request *r) {
    const int unit = unit_of(p), w = p->plan->width, h = p->plan->height;
    const int side = w < h ? w : h;
    r->width = w * n / (side / unit) / unit * unit;
    r->height = h * n / (side / unit) / unit * unit;
}

static void find_what_fits(planner *p) {
    ax_plan *plan = p->plan;
    ax_plan_request r = p->r;
    const int factor = ax_engine_temporal_factor(p->engine);
    int n = largest(p, (plan->frames - 1) / factor, set_frames);
    set_frames(p, n, &r);
    if (n && r.frames > 1) plan->fit_frames = r.frames; /* one is no motion */
    r.frames = p->r.frames;
    n = largest(p, plan->views - p->engine->config.cameras.min_views, set_views);
    if (n) {
        set_views(p, n, &r);
        plan->fit_views = r.views;
    }
    if (!p->engine->vae) return; /* fields have no other size */
    const int side = plan->width < plan->height ? plan->width : plan->height;
    n = largest(p, side / unit_of(p) - 1, set_size);
    if (n) {
        set_size(p, n, &r);
        plan->fit_width = r.width;
        plan->fit_height = r.height;
    }
}

/* "A, B or C". */
static void add_choice(char *text, size_t size, const char *choice) {
    const size_t used = strlen(text);
    (void)snprintf(text + used, size - used, "%s%s", used ? ", or " : "", choice);
}

static void advise(ax_plan *plan) {
    char choices[200] = "", one[80];
    const double weights = (double)(plan->transformer_bytes + plan->vae_bytes +
                                    plan->text_bytes + plan->other_bytes);
    if (plan->fit_frames) {
        (void)snprintf(one, sizeof one, "with %d frames", plan->fit_frames);
        add_choice(choices, sizeof choices, one);
    }
    if (plan->fit_views) {
        (void)snprintf(one, sizeof one, "with %d views", plan->fit_views);
        add_choice(choices, sizeof choices, one);
    }
    if (plan->fit_width) {
        (void)snprintf(one, sizeof one,
                       "with frames of %d x %d pixels (\"video\" in model.json)",
                       plan->fit_width, plan->fit_height);
        add_choice(choices, sizeof choices, one);
    }
    const int used = snprintf(
        plan->advice, sizeof plan->advice,
        "This take needs %.0f MB of memory, and %.0f MB are available (%d views, %d "
        "frames of %d x %d pixels; the weights take %.0f MB). ",
        (double)(plan->peak_bytes + plan->library_bytes) / 1e6,
        (double)plan->room_bytes / 1e6, plan->views, plan->frames, plan->width,
        plan->height, weights / 1e6);
    if (used < 0 || (size_t)used >= sizeof plan->advice) return;
    if (choices[0])
        (void)snprintf(plan->advice + used, sizeof plan->advice - (size_t)used,
                       "It would fit %s; or close other programs or raise the limit.",
                       choices);
    else
        (void)snprintf(plan->advice + used, sizeof plan->advice - (size_t)used,
                       "No smaller take of this model fits: close other programs, "
                       "raise the limit or choose a smaller model.");
}

/* ---- all of it ---- */

static ax_status check_request(const ax_plan_request *r, ax_error *err) {
    if (r->size != sizeof *r)
        return ax_fail(err, AX_ERR_USAGE, "ax_plan_request of another version.");
    if (r->bones < 0 || r->bones > AX_MAX_BONES || r->joints < 0 ||
        r->joints > AX_MAX_JOINTS)
        return ax_fail(err, AX_ERR_USAGE, "A rig of %d bones and %d joints.", r->bones,
                       r->joints);
    return AX_OK;
}

static ax_status set_video(planner *p, ax_error *err) {
    ax_model_config *config = &p->engine->config;
    const int unit = unit_of(p);
    const int width = p->r.width ? p->r.width : config->video.width;
    const int height = p->r.height ? p->r.height : config->video.height;
    if ((width != config->video.width || height != config->video.height) &&
        (!p->engine->vae || width < unit || height < unit || width > 4096 ||
         height > 4096 || width % unit || height % unit))
        return ax_fail(err, AX_ERR_USAGE,
                       "Frames of %d x %d pixels: this model's are multiples of %d, at "
                       "most 4096.",
                       width, height, unit);
    config->video.width = width;
    config->video.height = height;
    p->r.width = p->r.height = 0;
    return AX_OK;
}

static ax_status set_rates(planner *p, ax_error *err) {
    ax_engine *e = p->engine;
    const ax_transformer_info *info = ax_transformer_describe(e->transformer);
    p->rates = ax_rates_usual(e->ops->compute_dtype(e->dev));
    if (!p->r.timed || !e->timed_ops) return AX_OK;
    const ax_latent_shape one = ax_engine_latent_shape(e, 1);
    const ax_rate_shapes shapes = {.width = info->width,
                                   .ffn = info->ffn,
                                   .heads = info->heads,
                                   .tokens = one.height * one.width /
                                             (info->patch_h * info->patch_w) *
                                             (e->config.video.frames + 1)};
    AX_CHARGE(NULL); /* not of the plan */
    return ax_rates_measure(e->timed_ops, e->timed_dev, &shapes, &p->rates, err);
}

/* What has been opened. */
static void note_weights(planner *p, uint64_t load_bytes) {
    const ax_engine_parts *parts = &p->engine->parts;
    ax_plan *plan = p->plan;
    plan->transformer_bytes = parts->transformer;
    plan->vae_bytes = parts->vae;
    plan->text_bytes = parts->text;
    plan->other_bytes = parts->other;
    note_stage(p, "load", 0);
    plan->stage_bytes[0] = load_bytes;
    if (load_bytes > plan->peak_bytes) plan->peak_bytes = load_bytes;
}

/* Plans the take on an engine that is opened for it. */
static ax_status make_plan(planner *p, const ax_engine_options *options,
                           ax_error *err) {
    ax_plan *plan = p->plan;
    AX_CHARGE(p->engine->account);
    const uint64_t load = ax_account_peak(p->engine->account);
    AX_TRY(set_video(p, err));
    AX_TRY(set_rates(p, err));
    note_weights(p, load);
    AX_TRY(count_take(p, err));
    plan->stream = options->stream;
    plan->library_bytes = p->engine->charges ? ax_counting_code(p->engine->dev) : 0;
    /* What engines of this process hold already is this one's too. */
    const size_t available = ax_memory_available();
    const uint64_t limit = options->memory_limit_bytes;
    plan->room_bytes = available ? available + p->held_bytes : 0;
    if (limit && (!plan->room_bytes || limit < plan->room_bytes))
        plan->room_bytes = limit;
    if (p->r.room_bytes) plan->room_bytes = p->r.room_bytes;
    plan->fits =
        !plan->room_bytes || plan->peak_bytes + plan->library_bytes <= plan->room_bytes;
    return AX_OK;
}

static ax_status find_plan(planner *p, const char *model_dir,
                           const ax_engine_options *asked, ax_error *err) {
    const ax_plan_request r = p->r;
    const uint64_t process = p->plan->process_bytes;
    ax_engine_options options = asked ? *asked : ax_engine_options_default();
    for (;;) {
        AX_TRY(ax_engine_open_counting(model_dir, &options, &p->engine, err));
        AX_TRY(make_plan(p, &options, err));
        if (p->plan->fits) return AX_OK;
        if (options.stream) break;
        ax_engine_close(p->engine);
        p->engine = NULL;
        *p->plan = (ax_plan){.process_bytes = process};
        p->stages = 0;
        p->r = r;
        options.stream = true;
    }
    AX_CHARGE(p->engine->account);
    find_what_fits(p);
    advise(p->plan);
    return AX_OK;
}

ax_status ax_model_plan(const char *model_dir, const ax_engine_options *options,
                        const ax_plan_request *request, ax_plan *out, ax_error *err) {
    ax_plan plan = {.process_bytes = ax_memory_resident()};
    planner p = {.plan = &plan, .held_bytes = ax_memory_in_use()};
    p.r = request ? *request : ax_plan_request_default();
    AX_TRY(check_request(&p.r, err));
    const ax_status status = find_plan(&p, model_dir, options, err);
    ax_engine_close(p.engine);
    if (status == AX_OK) *out = plan;
    return status;
}
