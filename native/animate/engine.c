/* Opening a model, and the parts of the pipeline one by one. */
#include "animate/engine.h"

#include <math.h>
#include <string.h>

#include "animate/backends.h"
#include "base/threads.h"
#include "cpu/attention.h"
#include "diffusion/sample.h"
#include "tensor/counting.h"

const char *ax_version(void) {
    return AX_VERSION;
}

ax_engine_options ax_engine_options_default(void) {
    return (ax_engine_options){.size = sizeof(ax_engine_options)};
}

/* In the order of the enum. */
static const char *const precision_names[] = {"auto", "f32", "bf16", "fp8"};

ax_status ax_precision_of(const char *name, ax_precision *out, ax_error *err) {
    for (int p = AX_PRECISION_AUTO; p <= AX_PRECISION_FP8; p++)
        if (strcmp(name, precision_names[p]) == 0) {
            *out = (ax_precision)p;
            return AX_OK;
        }
    return ax_fail(err, AX_ERR_USAGE,
                   "precision \"%.40s\": choose auto, f32, bf16 or fp8.", name);
}

static ax_status open_device(ax_engine *engine, const ax_engine_options *options,
                             ax_error *err) {
    if (options->threads < 0 || options->threads > AX_MAX_THREADS)
        return ax_fail(err, AX_ERR_USAGE, "%d threads: choose 1 to %d, or 0 for all.",
                       options->threads, (int)AX_MAX_THREADS);
    AX_TRY(ax_backend_find(options->device, &engine->ops, err));
    ax_device_options device = {.size = sizeof device,
                                .threads = options->threads,
                                .precision = options->precision};
    return engine->ops->open(&device, &engine->dev, err);
}

/* The backend that counts what the device would take, in the device's place. CUDA's may
 * be missing: it computes in bf16. */
static ax_status open_counting(ax_engine *engine, const ax_engine_options *options,
                               ax_error *err) {
    const bool host = options->device != AX_DEVICE_CUDA;
    const ax_status status = open_device(engine, options, host ? err : NULL);
    if (host) AX_TRY(status);
    ax_counting_options o = {.size = sizeof o, .dtype = AX_BF16, .charges = host};
    if (status == AX_OK) {
        engine->timed_ops = engine->ops;
        engine->timed_dev = engine->dev;
        o.dtype = engine->ops->compute_dtype(engine->dev);
        o.other = engine->dev;
        if (host) o.attention_scratch = ax_cpu_attention_scratch;
    } else if (options->precision == AX_PRECISION_F32) {
        o.dtype = AX_F32;
    }
    engine->charges = host;
    engine->dev = NULL;
    engine->ops = ax_ops_counting();
    return ax_counting_open(&o, &engine->dev, err);
}

ax_pose_field ax_engine_field(const ax_engine *engine) {
    const ax_model_config *config = &engine->config;
    return (ax_pose_field){.grid = config->field.grid,
                           .layers = config->field.layers,
                           .length = config->field.length,
                           .noise = config->field.noise,
                           .marker_layers = config->field.marker_layers,
                           .marker_gain = config->field.marker_gain};
}

static ax_status check_channels(const ax_engine *engine, ax_error *err) {
    const ax_model_config *config = &engine->config;
    const ax_transformer_info *info = ax_transformer_describe(engine->transformer);
    const int channels = ax_vae_latent_channels(engine->vae);
    if (channels == info->channels && channels == config->latent_channels) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "%s: the VAE has %d latent channels, the transformer %d, "
                   "model.json %d: they must be equal.",
                   config->dir, channels, (int)info->channels, config->latent_channels);
}

static ax_status check_field(const ax_engine *engine, ax_error *err) {
    const ax_model_config *config = &engine->config;
    const ax_transformer_info *info = ax_transformer_describe(engine->transformer);
    const ax_pose_field field = ax_engine_field(engine);
    const int layers = ax_pose_field_layers(&field), grid = field.grid;
    AX_TRY(ax_pose_field_check(&field, err));
    if (info->channels != 2 * layers || info->conditioning_channels != 4 * layers)
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: a field of %d layers has %d channels and a template of %d, "
                       "but the transformer takes %d and %d.",
                       config->dir, layers, 2 * layers, 4 * layers, (int)info->channels,
                       (int)info->conditioning_channels);
    if (grid % (int)info->patch_w || grid % (int)info->patch_h ||
        config->video.width != config->video.height)
        return ax_fail(
            err, AX_ERR_MODEL,
            "%s: a field of %d x %d cells does not divide into patches of %d "
            "x %d cells, or frames of %d x %d pixels are not square.",
            config->dir, grid, grid, (int)info->patch_w, (int)info->patch_h,
            config->video.width, config->video.height);
    return AX_OK;
}

static ax_status check_text(const ax_engine *engine, ax_error *err) {
    const ax_model_config *config = &engine->config;
    const ax_transformer_info *info = ax_transformer_describe(engine->transformer);
    if (ax_text_width(engine->text) != info->text_width)
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: the text encoder's states are %d wide, the transformer "
                       "expects %d.",
                       config->dir, ax_text_width(engine->text), (int)info->text_width);
    return AX_OK;
}

static ax_status check_parts_agree(const ax_engine *engine, ax_error *err) {
    const ax_model_config *config = &engine->config;
    const ax_transformer_info *info = ax_transformer_describe(engine->transformer);
    AX_TRY(check_text(engine, err));
    if (config->field.grid) return check_field(engine, err);
    AX_TRY(check_channels(engine, err));
    if (info->conditioning_channels)
        return ax_fail(
            err, AX_ERR_MODEL,
            "%s: the transformer takes %d channels beside its latents. Only models "
            "with \"pose_field\" do, for a template's map; image-to-video "
            "checkpoints, as Wan2.2 I2V-A14B, cannot be run: choose a "
            "text-to-video one.",
            config->dir, (int)info->conditioning_channels);
    int factor = ax_vae_spatial_factor(engine->vae);
    if (config->video.width % (factor * (int)info->patch_w) ||
        config->video.height % (factor * (int)info->patch_h))
        return ax_fail(
            err, AX_ERR_MODEL,
            "%s: frames of %d x %d pixels do not divide into patches of %d x "
            "%d pixels.",
            config->dir, config->video.width, config->video.height,
            factor * (int)info->patch_w, factor * (int)info->patch_h);
    int unused;
    return ax_engine_latent_frames(engine, config->video.frames, &unused, err);
}

static ax_status open_critic(ax_engine *engine, ax_error *err) {
    const ax_model_config *config = &engine->config;
    if (!config->critic_file) return AX_OK;
    AX_TRY(ax_critic_open(config->critic_file, ax_text_width(engine->text),
                          &engine->critic, err));
    const int frames = ax_critic_frames(engine->critic);
    if (frames <= config->video.frames) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "%s judges %d frames, more than the model's %d (\"video.frames\").",
                   config->critic_file, frames, config->video.frames);
}

/* What an engine that only counts has counted since then, which is moved on. */
static size_t counted_since(const ax_engine *engine, size_t *then) {
    if (!ax_is_counting(engine->ops)) return 0;
    const size_t device = engine->charges ? 0 : ax_counting_bytes(engine->dev);
    const size_t now = ax_account_in_use(engine->account) + device, before = *then;
    *then = now;
    return now - before;
}

/* Everything but the engine itself; a failure leaves what was opened to the caller. */
static ax_status load(ax_engine *engine, const char *model_dir,
                      const ax_engine_options *options, bool counts, ax_error *err) {
    ax_model_config *config = &engine->config;
    AX_TRY(ax_model_config_read(model_dir, config, err));
    engine->has_config = true;
    config->transformer.stream = options->stream;
    AX_TRY(ax_text_check_type(config->text_type, err));
    AX_TRY(counts ? open_counting(engine, options, err)
                  : open_device(engine, options, err));
    ax_engine_parts *parts = &engine->parts;
    size_t then = 0;
    (void)counted_since(engine, &then);
    AX_TRY(ax_transformer_open(engine->ops, engine->dev, &config->transformer,
                               &engine->transformer, err));
    parts->transformer = counted_since(engine, &then);
    const ax_vae_options vae = {.size = sizeof vae,
                                .latents_mean = config->latents_mean,
                                .latents_std = config->latents_std,
                                .count = config->latent_channels,
                                .together = options->device == AX_DEVICE_CUDA};
    if (config->vae_file)
        AX_TRY(ax_vae_open(engine->ops, engine->dev, config->vae_file, &vae,
                           &engine->vae, err));
    parts->vae = counted_since(engine, &then);
    AX_TRY(ax_text_open(engine->ops, engine->dev, config->text_type, config->text_dir,
                        config->transformer.max_text_tokens, &engine->text, err));
    parts->text = counted_since(engine, &then);
    AX_TRY(open_critic(engine, err));
    if (config->known_prompts_file)
        AX_TRY(ax_known_prompts_open(config->known_prompts_file,
                                     ax_text_width(engine->text),
                                     &engine->known_prompts, err));
    parts->other = counted_since(engine, &then);
    return check_parts_agree(engine, err);
}

ax_status ax_engine_begin(ax_error *err) {
    AX_TRY(ax_headroom_check(err));
    return ax_threads_check(err);
}

static ax_status open_engine(const char *model_dir, const ax_engine_options *options,
                             bool counts, ax_engine **out, ax_error *err) {
    ax_engine_options chosen = options ? *options : ax_engine_options_default();
    if (chosen.size != sizeof chosen)
        return ax_fail(err, AX_ERR_USAGE, "ax_engine_options of another version.");
    if (!model_dir) return ax_fail(err, AX_ERR_USAGE, "No model folder was named.");
    AX_TRY(ax_engine_begin(err));
    ax_engine *engine = NULL;
    ax_account *account = NULL;
    AX_TRY(ax_account_open(&account, err));
    if (counts) ax_account_only_count(account);
    AX_CHARGE(account);
    ax_status status = AX_NEW(ax_engine, 1, "the engine", &engine, err);
    if (status != AX_OK) {
        ax_account_close(account);
        return status;
    }
    engine->account = account;
    if (!counts) engine->memory_limit_bytes = (size_t)chosen.memory_limit_bytes;
    status = load(engine, model_dir, &chosen, counts, err);
    if (status != AX_OK) {
        ax_engine_close(engine);
        return status;
    }
    *out = engine;
    return AX_OK;
}

ax_status ax_engine_open(const char *model_dir, const ax_engine_options *options,
                         ax_engine **out, ax_error *err) {
    return open_engine(model_dir, options, false, out, err);
}

ax_status ax_engine_open_counting(const char *model_dir,
                                  const ax_engine_options *options, ax_engine **out,
                                  ax_error *err) {
    return open_engine(model_dir, options, true, out, err);
}

void ax_engine_close(ax_engine *engine) {
    if (!engine) return;
    ax_account *account = engine->account;
    AX_CHARGE(account); /* a plan discounts what it counted */
    ax_free(engine->null_text);
    ax_free(engine->prompt_text);
    ax_free(engine->prompt);
    ax_critic_close(engine->critic);
    ax_known_prompts_close(engine->known_prompts);
    ax_text_close(engine->text);
    ax_vae_close(engine->vae);
    ax_transformer_close(engine->transformer);
    if (engine->ops) engine->ops->close(engine->dev);
    if (engine->timed_ops) engine->timed_ops->close(engine->timed_dev);
    if (engine->has_config) ax_model_config_free(&engine->config);
    ax_free(engine);
    ax_account_close(account);
}

ax_model_info ax_engine_model_info(const ax_engine *engine) {
    const ax_model_config *c = &engine->config;
    ax_model_info info = {.size = sizeof info,
                          .name = c->name,
                          .version = c->version,
                          .licence = c->licence,
                          .description = c->description,
                          .width = c->video.width,
                          .height = c->video.height,
                          .frames = c->video.frames,
                          .fps = c->video.fps,
                          .views = c->cameras.count,
                          .min_views = c->cameras.min_views,
                          .max_views = c->cameras.max_views,
                          .elevation_deg = c->cameras.elevation_deg,
                          .fov_deg = c->cameras.fov_deg,
                          .radius = c->cameras.radius,
                          .margin = c->cameras.margin,
                          .max_joints = c->pose_map.max_joints,
                          .steps = c->sampler.steps,
                          .guidance_text = c->sampler.guidance_text,
                          .guidance_template = c->sampler.guidance_template,
                          .max_frames = ax_engine_max_frames(engine),
                          .given_frames = c->given_frames,
                          .context = c->context_frames};
    memcpy(info.azimuth_deg, c->cameras.azimuth_deg, sizeof info.azimuth_deg);
    for (int m = 0; m < c->transformer.modalities; m++)
        info.uses_templates |= c->transformer.modality[m] == AX_MODALITY_RGB;
    return info;
}

const char *ax_engine_describe(const ax_engine *engine) {
    return engine->ops->describe(engine->dev);
}

ax_status ax_engine_judge(ax_engine *engine, const ax_judge_request *r, float *match,
                          float *speed, float *expected_speed, ax_error *err) {
    if (r->size != sizeof *r)
        return ax_fail(err, AX_ERR_USAGE, "ax_judge_request of another version.");
    if (!engine->critic)
        return ax_fail(err, AX_ERR_USAGE,
                       "The model \"%.60s\" has no critic (\"critic\" in model.json).",
                       engine->config.name);
    AX_TRY(ax_engine_begin(err));
    AX_CHARGE(engine->account);
    const ax_critic_motion motion = {r->joints, r->frames, r->rest, r->kind,
                                     r->positions};
    ax_critic_verdict verdict;
    float *states = NULL;
    int tokens, width;
    AX_TRY(ax_engine_encode_text(engine, r->prompt, &states, &tokens, &width, err));
    const ax_status status =
        ax_critic_judge(engine->critic, &motion, states, tokens, &verdict, err);
    ax_free(states);
    AX_TRY(status);
    *match = verdict.match;
    *speed = verdict.speed;
    *expected_speed = verdict.expected_speed;
    return AX_OK;
}

/* ---- text ---- */

ax_status ax_engine_encode_text(ax_engine *engine, const char *prompt, float **states,
                                int *tokens, int *width, ax_error *err) {
    if (!prompt) return ax_fail(err, AX_ERR_USAGE, "There is no prompt.");
    AX_TRY(ax_engine_begin(err));
    AX_CHARGE(engine->account);
    float *made = NULL;
    int columns = ax_text_width(engine->text), count = 0;
    size_t numbers;
    if (!ax_size_mul((size_t)ax_text_max_tokens(engine->text), (size_t)columns,
                     &numbers))
        return ax_fail(err, AX_ERR_MODEL, "The text encoder's sizes are too large.");
    AX_TRY(AX_NEW(float, numbers, "token states", &made, err));
    ax_status status;
    if (ax_is_counting(engine->ops)) {
        count = ax_text_max_tokens(engine->text);
        status = ax_text_count(engine->text, count, made, err);
    } else {
        status = ax_text_encode(engine->text, prompt, made, &count, err);
    }
    if (status != AX_OK) {
        ax_free(made);
        return status;
    }
    *states = made;
    *tokens = count;
    *width = columns;
    return AX_OK;
}

void ax_engine_watch(ax_engine *engine, const ax_progress *progress) {
    if (engine->ops->watch)
        engine->ops->watch(engine->dev, progress ? progress->cancel : NULL);
}

ax_status ax_engine_null_text(ax_engine *engine, ax_error *err) {
    int width;
    if (engine->null_text) return AX_OK;
    return ax_engine_encode_text(engine, "", &engine->null_text, &engine->null_tokens,
                                 &width, err);
}

ax_status ax_engine_prompt_text(ax_engine *engine, const char *prompt, ax_error *err) {
    if (prompt && engine->prompt && strcmp(prompt, engine->prompt) == 0) return AX_OK;
    float *states = NULL;
    char *copy = NULL;
    int tokens, width;
    AX_TRY(ax_engine_encode_text(engine, prompt, &states, &tokens, &width, err));
    size_t length = strlen(prompt) + 1;
    ax_status status = AX_NEW(char, length, "the prompt", &copy, err);
    if (status != AX_OK) {
        ax_free(states);
        return status;
    }
    memcpy(copy, prompt, length);
    ax_free(engine->prompt_text);
    ax_free(engine->prompt);
    engine->prompt_text = states;
    engine->prompt_tokens = tokens;
    engine->prompt = copy;
    return AX_OK;
}

/* ---- sampling ---- */

ax_status ax_engine_refuse_given(const ax_engine *engine, ax_error *err) {
    return ax_fail(
        err, AX_ERR_USAGE,
        "The model \"%.60s\" was not trained with given frames (\"given_frames\" "
        "in its model.json): it makes single takes of at most %d frames from "
        "one prompt. Choose a model that was.",
        engine->config.name, engine->config.video.frames);
}

static ax_status check_range(const char *what, double value, double low, double high,
                             ax_error *err) {
    if (value >= low && value <= high) return AX_OK;
    return ax_fail(err, AX_ERR_USAGE, "%s %g: choose %g to %g.", what, value, low,
                   high);
}

static ax_status check_given(const ax_engine *engine,
                             const ax_generate_request *request, ax_error *err) {
    if (!request->given) return AX_OK;
    if (!engine->config.given_frames) return ax_engine_refuse_given(engine, err);
    for (int f = 0; f < request->latent_frames; f++)
        if (!request->given[f]) return AX_OK;
    return ax_fail(err, AX_ERR_USAGE,
                   "All %d latent frames are given: there is nothing to generate.",
                   request->latent_frames);
}

/* Turns the public request into the sampler's, defaults filled in. Text is left to the
 * caller, who knows whether guidance needs the empty prompt's too. */
static ax_status sampler_request(const ax_engine *engine,
                                 const ax_generate_request *request,
                                 ax_sample_request *out, ax_error *err) {
    const ax_model_config *config = &engine->config;
    if (!request || request->size != sizeof *request)
        return ax_fail(err, AX_ERR_USAGE, "ax_generate_request of another version.");
    if (request->views < config->cameras.min_views ||
        request->views > config->cameras.max_views)
        return ax_fail(
            err, AX_ERR_USAGE, "%d views were requested; this model takes %d to %d.",
            request->views, config->cameras.min_views, config->cameras.max_views);
    if (request->steps < 0 || request->steps > AX_SAMPLER_MAX_STEPS)
        return ax_fail(err, AX_ERR_USAGE,
                       "%d steps: choose 1 to %d, or 0 for the "
                       "model's own.",
                       request->steps, (int)AX_SAMPLER_MAX_STEPS);
    if (request->text_width != ax_text_width(engine->text))
        return ax_fail(err, AX_ERR_USAGE,
                       "Text states are %d wide; this model takes %d.",
                       request->text_width, ax_text_width(engine->text));
    AX_TRY(check_given(engine, request, err));
    ax_latent_shape one = ax_engine_latent_shape(engine, 1);
    ax_sample_request r = ax_sample_request_of(config);
    r.views = request->views;
    r.frames = request->latent_frames;
    r.height = one.height;
    r.width = one.width;
    r.template_latents = request->templates;
    r.plucker = ax_transformer_describe(engine->transformer)->has_plucker
                    ? request->plucker
                    : NULL;
    r.text = request->text;
    r.text_tokens = request->text_tokens;
    if (request->steps) r.steps = request->steps;
    if (!isnan(request->guidance_text))
        r.guidance_text = (double)request->guidance_text;
    if (!isnan(request->guidance_template))
        r.guidance_template = (double)request->guidance_template;
    AX_TRY(check_range("Text guidance", r.guidance_text, 0.0, AX_MAX_GUIDANCE, err));
    AX_TRY(check_range("Template guidance", r.guidance_template, 0.0, AX_MAX_GUIDANCE,
                       err));
    r.seed = request->seed;
    r.noise_stream = request->window;
    r.given = request->given;
    r.clean = request->clean;
    r.first_step = request->first_step;
    r.total_steps = request->total_steps;
    r.null_text = engine->null_text;
    r.null_tokens = engine->null_tokens;
    *out = r;
    return AX_OK;
}

ax_status ax_engine_generate_bytes(ax_engine *engine,
                                   const ax_generate_request *request, size_t *bytes,
                                   ax_error *err) {
    ax_sample_request r;
    AX_TRY(sampler_request(engine, request, &r, err));
    return ax_sample_bytes(engine->transformer, &r, bytes, err);
}

ax_status ax_engine_generate(ax_engine *engine, const ax_generate_request *request,
                             float *latents, ax_error *err) {
    return ax_engine_generate_with(engine, request, NULL, NULL, latents, err);
}

static ax_status generate(ax_engine *engine, const ax_generate_request *request,
                          ax_correct_latents *correct, void *context, float *latents,
                          ax_error *err) {
    ax_sample_request r;
    AX_TRY(ax_engine_null_text(engine, err));
    AX_TRY(sampler_request(engine, request, &r, err));
    r.correct = correct;
    r.correct_context = context;
    size_t need;
    AX_TRY(ax_sample_bytes(engine->transformer, &r, &need, err));
    AX_TRY(ax_engine_reserve(engine, need, err));
    if (ax_is_counting(engine->ops)) {
        int forwards = 0;
        AX_TRY(ax_sample_count(engine->transformer, engine->dev, &r, &forwards, err));
        engine->forwards += forwards;
        return AX_OK;
    }
    return ax_sample(engine->transformer, &r, request->progress, latents, err);
}

ax_status ax_engine_generate_with(ax_engine *engine, const ax_generate_request *request,
                                  ax_correct_latents *correct, void *context,
                                  float *latents, ax_error *err) {
    AX_TRY(ax_engine_begin(err));
    AX_CHARGE(engine->account);
    ax_engine_watch(engine, request ? request->progress : NULL);
    const ax_status status = generate(engine, request, correct, context, latents, err);
    ax_engine_watch(engine, NULL);
    return status;
}

ax_status ax_engine_reserve(const ax_engine *engine, size_t need, ax_error *err) {
    size_t limit = engine->memory_limit_bytes,
           used = ax_account_in_use(engine->account);
    if (!limit || (used <= limit && need <= limit - used)) return AX_OK;
    return ax_fail(
        err, AX_ERR_RESOURCE,
        "This job needs %.0f MB besides the %.0f MB in use, and the limit is "
        "%.0f MB: choose fewer frames or views, or raise the limit.",
        (double)need / 1e6, (double)used / 1e6, (double)limit / 1e6);
}
