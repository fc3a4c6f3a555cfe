/* The pipeline, stage by stage: template -> latents -> generated latents -> pose maps
 * -> joints -> keyframes. */
#include <math.h>
#include <string.h>

#include "animate/job.h"
#include "base/clock.h"
#include "motion/fit/bundle.h"
#include "motion/gait/plant.h"
#include "motion/maps/colours.h"
#include "motion/track/triangulate.h"

ax_request ax_request_default(void) {
    return (ax_request){.size = sizeof(ax_request),
                        .guidance_text = NAN,
                        .guidance_template = NAN,
                        .amplitude = NAN,
                        .contacts = true};
}

void ax_result_free(ax_result *result) {
    if (!result) return;
    ax_free(result->rotation);
    ax_free(result->location);
    ax_free(result->positions);
    ax_free(result->confidence);
    ax_free(result->residual_px);
    ax_free(result->pose_template);
    ax_free(result->pose_preview);
    ax_free(result->points);
    ax_free(result->point_confidence);
    ax_free(result->rgb_preview);
    ax_free(result->travel);
    ax_free(result->first_frame);
    ax_joints_free(&result->selection);
    ax_free(result);
}

static int text_count(const job *j) {
    return j->request->segment_count > 0 ? j->request->segment_count : 1;
}

void job_free(job *j) {
    ax_free(j->colours);
    ax_free(j->base);
    ax_free(j->plucker);
    ax_free(j->template_latents);
    ax_free(j->latents);
    ax_free(j->one_modality);
    ax_free(j->pose);
    ax_free(j->rgb);
    ax_free(j->points);
    ax_free(j->point_confidence);
    ax_free(j->windows);
    ax_free(j->given);
    ax_free(j->known);
    ax_free(j->given_joints);
    ax_free(j->shown);
    for (int n = 0; j->texts && n < text_count(j); n++) ax_free(j->texts[n].own);
    ax_free(j->texts);
    ax_result_free(j->result);
}

/* Ends the stage that ran and names the next; NULL ends the last. */
static void begin_stage(job *j, const char *name) {
    double now = ax_clock_seconds();
    if (j->stages > 0) j->result->stage_seconds[j->stages - 1] = now - j->stage_started;
    j->stage_started = now;
    if (name && j->stages < AX_STAGE_COUNT) j->result->stage_names[j->stages++] = name;
}

ax_status job_allocate(size_t item, const char *what, const int64_t *sizes, int count,
                       void *out, ax_error *err) {
    size_t total = 1;
    for (int i = 0; i < count; i++)
        if (sizes[i] < 0 || !ax_size_mul(total, (size_t)sizes[i], &total))
            return ax_fail(err, AX_ERR_RESOURCE,
                           "The size of %s is too large to be addressed.", what);
    return ax_calloc(total, item, what, out, err);
}

/* ---- memory ---- */

bool job_needs_images(const job *j) {
    return !job_uses_fields(j) || j->request->preview;
}

/* About what the solver takes: its arrays are [F, N] and [F, J], and most of them those
 * of ax_bundle_adjust, which leaves out what is larger. */
size_t job_solver_bytes(const job *j) {
    const size_t bone_bytes = 1400, joint_bytes = 600;
    const size_t frames = (size_t)j->frames,
                 bones = (size_t)j->request->skeleton->bones;
    const size_t rows = frames * bones < AX_BUNDLE_LIMIT ? frames * bones : 0;
    const int most = j->engine->config.pose_map.max_joints;
    const size_t joints = most ? (size_t)most : 2 * bones;
    return rows * bone_bytes + frames * joints * joint_bytes;
}

/* Refuses a job beyond the memory limit before any time is spent on it. The largest
 * stage's scratch, and images and latents of all stages, are what it needs. */
static ax_status check_memory(job *j, ax_error *err) {
    ax_engine *e = j->engine;
    const ax_model_config *config = &e->config;
    int window = 1;
    for (int n = 0; n < j->window_count; n++)
        if (j->windows[n].length > window) window = j->windows[n].length;
    ax_generate_request g = {.size = sizeof g,
                             .views = j->cameras.count,
                             .latent_frames = window,
                             .text_width = ax_text_width(e->text),
                             .steps = j->request->steps,
                             .guidance_text = j->request->guidance_text,
                             .guidance_template = j->request->guidance_template};
    size_t stage_bytes, need;
    AX_TRY(ax_engine_generate_bytes(e, &g, &stage_bytes, err));
    const size_t others[] = {
        ax_engine_encode_bytes(e, j->cameras.count),
        ax_engine_decode_bytes(e, j->cameras.count, j->latent_frames),
        job_solver_bytes(j)};
    for (int i = 0; i < 3; i++)
        stage_bytes = others[i] > stage_bytes ? others[i] : stage_bytes;
    size_t images = (size_t)j->cameras.count * (size_t)j->frames *
                    (size_t)config->video.width * (size_t)config->video.height * 3;
    if (!job_needs_images(j)) images = 0;
    size_t latents = (size_t)j->cameras.count * (size_t)j->modalities *
                     (size_t)(j->longest + window + 2) * (size_t)j->latent.channels *
                     (size_t)j->latent.height * (size_t)j->latent.width * sizeof(float);
    if (!ax_size_add(stage_bytes, 2 * images + 3 * latents, &need))
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The job's size is too large to be addressed.");
    return ax_engine_reserve(e, need, err);
}

ax_status job_allocate_arrays(job *j, ax_error *err) {
    const ax_model_config *config = &j->engine->config;
    ax_result *r = j->result;
    r->views = j->cameras.count;
    r->frames = j->frames;
    r->bones = j->request->skeleton->bones;
    r->joints = r->selection.count;
    r->width = config->video.width;
    r->height = config->video.height;
    r->fps = config->video.fps;
    int64_t V = r->views, F = r->frames, N = r->bones, J = r->joints;
    int64_t C = j->latent.channels, h = j->latent.height, w = j->latent.width;
    int64_t M = j->modalities, f = j->latent_frames;
    /* Frames that arrays have room for which windows use, too. */
    const int64_t room = j->frames > j->longest ? j->frames : j->longest;
    AX_TRY(ALLOCATE(double, &r->rotation, "rotations", err, F, N, 4));
    AX_TRY(ALLOCATE(double, &r->location, "locations", err, F, N, 3));
    AX_TRY(ALLOCATE(double, &r->positions, "joints", err, room, J, 3));
    AX_TRY(ALLOCATE(float, &r->confidence, "confidences", err, room, J));
    AX_TRY(ALLOCATE(float, &r->residual_px, "residuals", err, room, J));
    AX_TRY(ALLOCATE(uint8_t, &r->pose_template, "template pose maps", err, V, r->height,
                    r->width, 3));
    AX_TRY(ALLOCATE(uint8_t, &j->colours, "colours", err, J, 3));
    AX_TRY(ALLOCATE(int32_t, &j->base, "markers", err, J));
    AX_TRY(ALLOCATE(float, &j->plucker, "Plücker maps", err, V, 6, h, w));
    AX_TRY(ALLOCATE(float, &j->template_latents, "template latents", err, V, M,
                    ax_engine_template_channels(j->engine), h, w));
    AX_TRY(ALLOCATE(float, &j->latents, "latents", err, V, M, C, f, h, w));
    AX_TRY(ALLOCATE(float, &j->one_modality, "latents", err, V, C, j->longest, h, w));
    AX_TRY(ALLOCATE(double, &j->points, "tracks", err, V, room, J, 2));
    AX_TRY(ALLOCATE(float, &j->point_confidence, "tracks", err, V, room, J));
    AX_TRY(ALLOCATE(int32_t, &r->first_frame, "windows", err, j->window_count));
    AX_TRY(ALLOCATE(uint8_t, &j->known, "known frames", err, f));
    AX_TRY(ALLOCATE(job_text, &j->texts, "prompts", err, text_count(j)));
    if (!job_needs_images(j)) return AX_OK;
    return ALLOCATE(uint8_t, &j->pose, "pose maps", err, V, F, r->height, r->width, 3);
}

static ax_status prepare(job *j, ax_error *err) {
    const ax_model_config *config = &j->engine->config;
    ax_result *r = j->result;
    j->latent = ax_engine_latent_shape(j->engine, 1);
    j->modalities = config->transformer.modalities;
    AX_TRY(check_memory(j, err));
    AX_TRY(ax_joints_select(j->request->skeleton, config->pose_map.max_joints,
                            config->pose_map.merge, config->pose_map.version,
                            config->pose_map.max_markers, &r->selection, err));
    AX_TRY(job_allocate_arrays(j, err));
    ax_joints_bases(&r->selection, j->base);
    return AX_OK;
}

/* ---- stages ---- */

static ax_status draw_template(job *j, ax_error *err) {
    const ax_model_config *config = &j->engine->config;
    const ax_joints *joints = &j->result->selection;
    AX_TRY(ax_joint_colours(joints->position, joints->count, config->pose_map.version,
                            j->colours, err));
    ax_pose_scene scene = {1, joints->count, joints->position, joints->parent,
                           j->colours};
    ax_draw_params params = job_draw_params(j);
    if (j->request->pose_templates && !job_uses_fields(j))
        memcpy(j->result->pose_template, j->request->pose_templates,
               (size_t)j->result->views * (size_t)j->result->height *
                   (size_t)j->result->width * 3);
    else
        AX_TRY(ax_pose_maps_draw(&j->cameras, &scene, &params, j->result->pose_template,
                                 err));
    /* Cameras are placed around the joints, without the markers beside them. */
    AX_TRY(ax_normalise(joints->position, ax_joints_without_markers(joints),
                        config->cameras.margin, &j->frame, err));
    return ax_plucker(&j->cameras, &j->frame, (int)j->latent.height,
                      (int)j->latent.width, j->plucker, err);
}

/* Copies modality m of [V, M, n] to [V, n]; below, the way back. */
static void gather_modality(const job *j, int m, size_t n, const float *all,
                            float *one) {
    for (int v = 0; v < j->cameras.count; v++)
        memcpy(one + (size_t)v * n,
               all + ((size_t)v * (size_t)j->modalities + (size_t)m) * n,
               n * sizeof *one);
}
static void scatter_modality(const job *j, int m, size_t n, const float *one,
                             float *all) {
    for (int v = 0; v < j->cameras.count; v++)
        memcpy(all + ((size_t)v * (size_t)j->modalities + (size_t)m) * n,
               one + (size_t)v * n, n * sizeof *one);
}

static size_t values_per_frame(const job *j) {
    return (size_t)(j->latent.channels * j->latent.height * j->latent.width);
}

static ax_field_joints field_joints(const job *j) {
    const ax_joints *joints = &j->result->selection;
    return (ax_field_joints){joints->count, joints->position, j->base};
}

/* Of a model of pose fields: the template's map takes the place of its latents. */
static ax_status draw_field(job *j, ax_error *err) {
    const ax_field_joints joints = field_joints(j);
    const ax_pose_field field = ax_engine_field(j->engine);
    return ax_pose_field_template(&j->cameras, &j->frame, &joints, &field,
                                  j->template_latents, err);
}

ax_status job_encode_template(job *j, ax_error *err) {
    for (int m = 0; m < j->modalities; m++) {
        bool rgb = j->engine->config.transformer.modality[m] == AX_MODALITY_RGB;
        const uint8_t *images = rgb ? j->request->templates : j->result->pose_template;
        /* `one_modality` has room for at least one latent frame a view. */
        AX_TRY(ax_engine_encode(j->engine, images, j->cameras.count, 1, j->one_modality,
                                j->request->progress, err));
        scatter_modality(j, m, values_per_frame(j), j->one_modality,
                         j->template_latents);
    }
    return AX_OK;
}

static size_t latent_values(const job *j) {
    return (size_t)j->cameras.count * (size_t)j->modalities * (size_t)j->f *
           values_per_frame(j);
}

/* The 2D joints that the fields encode, in each view. */
static ax_status decode_fields(job *j, const float *latents, ax_error *err) {
    const ax_field_joints joints = field_joints(j);
    const ax_pose_field field = ax_engine_field(j->engine);
    for (size_t i = 0; i < latent_values(j); i++)
        j->one_modality[i] = latents[i] * (float)j->engine->config.field.std;
    return ax_pose_field_decode(&j->cameras, &joints, j->one_modality, j->f, &field,
                                j->points, j->point_confidence, err);
}

/* How far each view's field moves towards the fields of the joints triangulated from
 * all views, 0 to 1. Measured (docs/nano-training.md): at 0 the views contradict each
 * other, at 1 motions become small. */
static const float VIEW_CONSISTENCY = 0.5f;

ax_status job_locate_joints(job *j, const float *latents, ax_error *err) {
    const ax_result *r = j->result;
    const ax_joints *joints = &r->selection;
    const ax_observations observations = {.cameras = j->cameras,
                                          .frames = j->f,
                                          .joints = joints->count,
                                          .points = j->points,
                                          .confidence = j->point_confidence,
                                          .parent = joints->parent,
                                          .rest = joints->position};
    AX_TRY(decode_fields(j, latents, err));
    return ax_triangulate(&observations, r->positions, r->confidence, r->residual_px,
                          err);
}

/* Moves each view's field by `part` towards the fields of the joints triangulated from
 * all views. latents: [V, M, C, f, h, w], in place. */
static ax_status draw_views_together(job *j, float part, float *latents,
                                     ax_error *err) {
    const ax_result *r = j->result;
    const ax_field_joints coded = field_joints(j);
    const ax_pose_field field = ax_engine_field(j->engine);
    AX_TRY(job_locate_joints(j, latents, err));
    AX_TRY(ax_pose_field_encode(&j->cameras, &coded, r->positions, j->f, &field,
                                j->one_modality, err));
    const float std = (float)j->engine->config.field.std;
    for (size_t i = 0; i < latent_values(j); i++)
        latents[i] += part * (j->one_modality[i] / std - latents[i]);
    return AX_OK;
}

/* The multi-view consistency step: corrects the estimate of the result at each sampling
 * step but the last, so that errors of single views are averaged before later steps
 * build on them. */
static ax_status make_views_consistent(void *context, float *latents, ax_error *err) {
    AX_TRY(draw_views_together(context, VIEW_CONSISTENCY, latents, err));
    return job_tell_poses(context, err);
}

/* What a window has generated, as the next one is given it: fields on which all views
 * agree, as in training. */
static ax_status make_context(void *context, float *latents, ax_error *err) {
    return draw_views_together(context, 1, latents, err);
}

/* ---- given frames ---- */

/* Their fields, [V, C, n, h, w]; positions: [n, J, 3]. */
static ax_status encode_given_fields(job *j, const double *positions, int n,
                                     ax_error *err) {
    const ax_field_joints joints = field_joints(j);
    const ax_pose_field field = ax_engine_field(j->engine);
    j->f = n;
    AX_TRY(ax_pose_field_encode(&j->cameras, &joints, positions, n, &field,
                                j->one_modality, err));
    for (size_t i = 0; i < latent_values(j); i++)
        j->one_modality[i] /= (float)j->engine->config.field.std;
    return AX_OK;
}

/* The same of their pose maps. */
static ax_status encode_given_maps(job *j, const double *positions, int n,
                                   ax_error *err) {
    const ax_result *r = j->result;
    const ax_pose_scene scene = {n, r->joints, positions, r->selection.parent,
                                 j->colours};
    const ax_draw_params params = job_draw_params(j);
    /* j->pose has room for all frames, and is decoded into later. */
    AX_TRY(ax_pose_maps_draw(&j->cameras, &scene, &params, j->pose, err));
    return ax_engine_encode(j->engine, j->pose, j->cameras.count, n, j->one_modality,
                            j->request->progress, err);
}

/* The latents of given frames. One modality: check_given has seen to that. */
static ax_status encode_given(job *j, ax_error *err) {
    const size_t pose = 3 * (size_t)j->result->joints;
    double *positions = NULL;
    int n = 0;
    if (!j->given_count) return AX_OK;
    AX_TRY(ALLOCATE(double, &positions, "given joints", err, j->given_count,
                    (int64_t)pose));
    for (int f = 0; f < j->frames; f++)
        if (job_is_given(j, f))
            memcpy(positions + pose * (size_t)n++, j->given_joints + pose * (size_t)f,
                   pose * sizeof *positions);
    ax_status status = job_uses_fields(j) ? encode_given_fields(j, positions, n, err)
                                          : encode_given_maps(j, positions, n, err);
    ax_free(positions);
    AX_TRY(status);
    for (int f = 0, i = 0; f < j->frames; f++) {
        if (!job_is_given(j, f)) continue;
        job_copy_frame(j, j->one_modality, n, i++, j->latents, j->latent_frames, f);
        j->known[f] = 1;
    }
    return AX_OK;
}

/* Where the views show the joints of given frames, exactly. */
static ax_status set_given_points(job *j, ax_error *err) {
    const size_t joints = (size_t)j->result->joints, frames = (size_t)j->frames;
    for (size_t f = 0; f < frames; f++) {
        if (!job_is_given(j, (int)f)) continue;
        for (int v = 0; v < j->cameras.count; v++) {
            const ax_cameras one = {j->cameras.view + v, 1};
            const size_t at = ((size_t)v * frames + f) * joints;
            AX_TRY(ax_project(&one, j->given_joints + 3 * f * joints, joints,
                              j->points + 2 * at, err));
            for (size_t k = at; k < at + joints; k++)
                j->point_confidence[k] = isfinite(j->points[2 * k]) ? 1 : 0;
        }
    }
    return AX_OK;
}

static ax_status read_prompts(job *j, ax_error *err) {
    const ax_request *r = j->request;
    int width;
    if (!r->segment_count) {
        AX_TRY(ax_engine_check_prompt(j->engine, r->prompt, err));
        AX_TRY(ax_engine_prompt_text(j->engine, r->prompt, err));
        j->texts[0] =
            (job_text){j->engine->prompt_text, j->engine->prompt_tokens, NULL};
        return AX_OK;
    }
    for (int n = 0; n < r->segment_count; n++) {
        job_text *text = &j->texts[n];
        int same = 0;
        while (strcmp(r->segments[same].prompt, r->segments[n].prompt) != 0) same++;
        if (same == n) {
            AX_TRY(ax_engine_check_prompt(j->engine, r->segments[n].prompt, err));
            AX_TRY(ax_engine_encode_text(j->engine, r->segments[n].prompt, &text->own,
                                         &text->tokens, &width, err));
            text->states = text->own;
        } else {
            text->states = j->texts[same].states;
            text->tokens = j->texts[same].tokens;
        }
    }
    return AX_OK;
}

ax_status job_decode_images(job *j, ax_error *err) {
    const ax_result *r = j->result;
    size_t n = values_per_frame(j) * (size_t)j->latent_frames;
    for (int m = 0; m < j->modalities; m++) {
        bool pose = j->engine->config.transformer.modality[m] == AX_MODALITY_POSE;
        if (!pose && !j->request->preview) continue;
        if (!pose)
            AX_TRY(ALLOCATE(uint8_t, &j->rgb, "preview frames", err, r->views,
                            r->frames, r->height, r->width, 3));
        gather_modality(j, m, n, j->latents, j->one_modality);
        AX_TRY(ax_engine_decode(j->engine, j->one_modality, j->cameras.count,
                                j->latent_frames, pose ? j->pose : j->rgb,
                                j->request->progress, err));
    }
    return AX_OK;
}

static ax_status decode(job *j, ax_error *err) {
    if (!job_uses_fields(j)) return job_decode_images(j, err);
    AX_TRY(job_locate_joints(j, j->latents, err));
    AX_TRY(job_amplify(j, err));
    return set_given_points(j, err);
}

/* Of the prompts the one that is known least; none is of a prompt that says nothing. */
static void look_up_prompts(job *j) {
    ax_known_prompts *known = j->engine->known_prompts;
    j->result->prompt_known = NAN;
    for (int n = 0; known && n < text_count(j); n++)
        j->result->prompt_known = fminf(
            j->result->prompt_known,
            ax_known_prompts_nearest(known, j->texts[n].states, j->texts[n].tokens));
}

int job_segment_end(const job *j, int first) {
    const int segment = job_segment_of(j, first);
    int end = first + 1;
    while (end < j->result->frames && job_segment_of(j, end) == segment) end++;
    return end;
}

ax_status job_ask_critic(const job *j, int first, int end, ax_critic_verdict *verdict,
                         ax_error *err) {
    const ax_result *r = j->result;
    const job_text *text = &j->texts[job_segment_of(j, first)];
    const ax_critic_motion motion = {.joints = r->joints,
                                     .frames = end - first,
                                     .rest = r->selection.position,
                                     .kind = r->selection.tail,
                                     .positions = r->positions + 3 * (size_t)first *
                                                                     (size_t)r->joints};
    return ax_critic_judge(j->engine->critic, &motion, text->states, text->tokens,
                           verdict, err);
}

/* Asks the critic, segment by segment, and keeps the verdict on the worst one. */
static ax_status judge(job *j, ax_error *err) {
    ax_result *r = j->result;
    ax_critic *critic = j->engine->critic;
    r->match = r->speed = r->expected_speed = NAN;
    if (!critic) return AX_OK;
    for (int first = 0, end; first < r->frames; first = end) {
        end = job_segment_end(j, first);
        if (end - first < ax_critic_frames(critic)) continue;
        ax_critic_verdict verdict;
        AX_TRY(job_ask_critic(j, first, end, &verdict, err));
        if (!(verdict.match >= r->match)) {
            r->match = verdict.match;
            r->speed = verdict.speed;
            r->expected_speed = verdict.expected_speed;
        }
    }
    return AX_OK;
}

/* How far the rig goes if its feet are to stand; keys stay as they are. */
static ax_status find_travel(job *j, ax_error *err) {
    ax_result *r = j->result;
    const ax_keyframes keys = {r->frames, r->bones, r->rotation, r->location};
    ax_planting found = {.feet = 0};
    const ax_status status =
        ax_plant_feet(j->request->skeleton, &keys, r->fps, false, false, &found, err);
    if (status == AX_OK) {
        r->travel = found.travel;
        r->travel_confidence = found.confidence;
        found.travel = NULL;
    }
    ax_planting_free(&found);
    return status;
}

static ax_status run(job *j, ax_error *err) {
    ax_result *r = j->result;
    AX_TRY(job_check_request(j, err));
    begin_stage(j, "prepare");
    AX_TRY(prepare(j, err));
    AX_TRY(draw_template(j, err));
    AX_TRY(job_pose_given(j, err));
    begin_stage(j, "text");
    AX_TRY(read_prompts(j, err));
    begin_stage(j, "encode");
    AX_TRY(job_uses_fields(j) ? draw_field(j, err) : job_encode_template(j, err));
    AX_TRY(encode_given(j, err));
    begin_stage(j, "denoise");
    AX_TRY(job_uses_fields(j)
               ? job_generate(j, make_views_consistent, make_context, err)
               : job_generate(j, NULL, NULL, err));
    begin_stage(j, "decode");
    AX_TRY(decode(j, err));
    begin_stage(j, "joints");
    AX_TRY(job_solve(j, err));
    AX_TRY(find_travel(j, err));
    AX_TRY(judge(j, err));
    look_up_prompts(j);
    begin_stage(j, NULL);
    if (j->request->preview) {
        r->pose_preview = j->pose;
        r->points = j->points;
        r->point_confidence = j->point_confidence;
        j->points = NULL;
        j->point_confidence = NULL;
        r->rgb_preview = j->rgb;
        j->pose = j->rgb = NULL;
    }
    r->peak_memory_bytes = ax_account_peak(j->engine->account);
    return ax_progress_check(j->request->progress, err);
}

ax_status ax_animate(ax_engine *engine, const ax_request *request, ax_result **out,
                     ax_error *err) {
    job j = {.engine = engine, .request = request};
    AX_TRY(ax_engine_begin(err));
    AX_CHARGE(engine->account);
    ax_account_reset_peak(engine->account);
    AX_TRY(AX_NEW(ax_result, 1, "the result", &j.result, err));
    ax_engine_watch(engine, request ? request->progress : NULL);
    ax_status status = run(&j, err);
    ax_engine_watch(engine, NULL);
    if (status == AX_OK) {
        *out = j.result;
        j.result = NULL;
    }
    job_free(&j);
    engine->ops->trim(engine->dev);
    return status;
}
