/* The pipeline, stage by stage: template -> latents -> generated latents -> pose maps
 * -> joints -> keyframes. */
#include <math.h>
#include <string.h>

#include "animate/engine.h"
#include "base/clock.h"
#include "motion/fit/solve_motion.h"
#include "motion/gait/plant.h"
#include "motion/maps/colours.h"
#include "motion/maps/pose_map.h"
#include "motion/track/triangulate.h"

/* A call of ax_animate: what it borrows, its intermediate arrays, its result. */
typedef struct job {
    ax_engine *engine;
    const ax_request *request;
    ax_result *result;
    ax_cameras cameras;
    ax_frame frame; /* of normalised coordinates; set when the template is drawn */
    int modalities, latent_frames, frames;
    ax_latent_shape latent;  /* of one frame */
    uint8_t *colours;        /* [J, 3] */
    float *plucker;          /* [V, 6, h, w] */
    float *template_latents; /* [V, M, C, h, w] */
    float *latents;          /* [V, M, C, f, h, w] */
    float *one_modality;     /* [V, C, f, h, w]: one modality of `latents` */
    uint8_t *pose;           /* [V, F, H, W, 3]: decoded pose maps */
    uint8_t *rgb;            /* likewise, where it was asked for */
    double *points;          /* [V, F, J, 2]: joints found in the maps */
    float *point_confidence; /* [V, F, J] */
    int stages;
    double stage_started;
} job;

ax_request ax_request_default(void) {
    return (ax_request){.size = sizeof(ax_request),
                        .guidance_text = NAN,
                        .guidance_template = NAN,
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
    ax_joints_free(&result->selection);
    ax_free(result);
}

static void job_free(job *j) {
    ax_free(j->colours);
    ax_free(j->plucker);
    ax_free(j->template_latents);
    ax_free(j->latents);
    ax_free(j->one_modality);
    ax_free(j->pose);
    ax_free(j->rgb);
    ax_free(j->points);
    ax_free(j->point_confidence);
    ax_result_free(j->result);
}

/* Ends the stage that ran and names the next; NULL ends the last. */
static void begin_stage(job *j, const char *name) {
    double now = ax_clock_seconds();
    if (j->stages > 0) j->result->stage_seconds[j->stages - 1] = now - j->stage_started;
    j->stage_started = now;
    if (name && j->stages < AX_STAGE_COUNT) j->result->stage_names[j->stages++] = name;
}

/* Allocates an array, zeroed, of the product of `sizes` items; checks for overflow. */
static ax_status allocate(size_t item, const char *what, const int64_t *sizes,
                          int count, void *out, ax_error *err) {
    size_t total = 1;
    for (int i = 0; i < count; i++)
        if (sizes[i] < 0 || !ax_size_mul(total, (size_t)sizes[i], &total))
            return ax_fail(err, AX_ERR_RESOURCE,
                           "The size of %s is too large to be addressed.", what);
    return ax_calloc(total, item, what, out, err);
}
#define ALLOCATE(type, out, what, err, ...)                                            \
    allocate(sizeof(type), (what), (const int64_t[]){__VA_ARGS__},                     \
             (int)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), (out), (err))

/* ---- checks ---- */

static ax_status check_request(job *j, ax_error *err) {
    const ax_request *r = j->request;
    const ax_model_config *config = &j->engine->config;
    if (!r || r->size != sizeof *r)
        return ax_fail(err, AX_ERR_USAGE, "ax_request of another version.");
    if (!r->templates || !r->cameras || !r->skeleton)
        return ax_fail(err, AX_ERR_USAGE,
                       "A request needs template views, cameras and a skeleton.");
    if (r->views < config->cameras.min_views || r->views > config->cameras.max_views)
        return ax_fail(err, AX_ERR_USAGE,
                       "%d views were requested; this model takes %d to %d.", r->views,
                       config->cameras.min_views, config->cameras.max_views);
    j->cameras = (ax_cameras){r->cameras, r->views};
    AX_TRY(ax_cameras_check(&j->cameras, err));
    if ((int)r->cameras[0].width != config->video.width ||
        (int)r->cameras[0].height != config->video.height)
        return ax_fail(err, AX_ERR_USAGE,
                       "The views have %d x %d pixels; this model takes %d x %d.",
                       (int)r->cameras[0].width, (int)r->cameras[0].height,
                       config->video.width, config->video.height);
    AX_TRY(ax_skeleton_check(r->skeleton, err));
    j->frames = r->frames ? r->frames : config->video.frames;
    return ax_engine_latent_frames(j->engine, j->frames, &j->latent_frames, err);
}

/* Refuses a job beyond the memory limit before any time is spent on it. The largest
 * stage's scratch, and images and latents of all stages, are what it needs. */
static ax_status check_memory(job *j, ax_error *err) {
    ax_engine *e = j->engine;
    const ax_model_config *config = &e->config;
    ax_generate_request g = {.size = sizeof g,
                             .views = j->cameras.count,
                             .latent_frames = j->latent_frames,
                             .text_width = ax_text_width(e->text),
                             .steps = j->request->steps,
                             .guidance_text = j->request->guidance_text,
                             .guidance_template = j->request->guidance_template};
    size_t stage_bytes, need;
    AX_TRY(ax_engine_generate_bytes(e, &g, &stage_bytes, err));
    const size_t others[] = {
        ax_engine_encode_bytes(e, j->cameras.count),
        ax_engine_decode_bytes(e, j->cameras.count, j->latent_frames)};
    for (int i = 0; i < 2; i++)
        stage_bytes = others[i] > stage_bytes ? others[i] : stage_bytes;
    size_t images = (size_t)j->cameras.count * (size_t)j->frames *
                    (size_t)config->video.width * (size_t)config->video.height * 3;
    size_t latents = (size_t)j->cameras.count * (size_t)j->modalities *
                     (size_t)(j->latent_frames + 2) * (size_t)j->latent.channels *
                     (size_t)j->latent.height * (size_t)j->latent.width * sizeof(float);
    if (!ax_size_add(stage_bytes, 2 * images + 2 * latents, &need))
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The job's size is too large to be addressed.");
    return ax_engine_reserve(e, need, err);
}

static ax_status prepare(job *j, ax_error *err) {
    const ax_model_config *config = &j->engine->config;
    ax_result *r = j->result;
    j->latent = ax_engine_latent_shape(j->engine, 1);
    j->modalities = config->transformer.modalities;
    AX_TRY(check_memory(j, err));
    AX_TRY(ax_joints_select(j->request->skeleton, config->pose_map.max_joints,
                            config->pose_map.merge, config->pose_map.version,
                            &r->selection, err));
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
    AX_TRY(ALLOCATE(double, &r->rotation, "rotations", err, F, N, 4));
    AX_TRY(ALLOCATE(double, &r->location, "locations", err, F, N, 3));
    AX_TRY(ALLOCATE(double, &r->positions, "joints", err, F, J, 3));
    AX_TRY(ALLOCATE(float, &r->confidence, "confidences", err, F, J));
    AX_TRY(ALLOCATE(float, &r->residual_px, "residuals", err, F, J));
    AX_TRY(ALLOCATE(uint8_t, &r->pose_template, "template pose maps", err, V, r->height,
                    r->width, 3));
    AX_TRY(ALLOCATE(uint8_t, &j->colours, "colours", err, J, 3));
    AX_TRY(ALLOCATE(float, &j->plucker, "Plücker maps", err, V, 6, h, w));
    AX_TRY(ALLOCATE(float, &j->template_latents, "template latents", err, V, M,
                    ax_engine_template_channels(j->engine), h, w));
    AX_TRY(ALLOCATE(float, &j->latents, "latents", err, V, M, C, f, h, w));
    AX_TRY(ALLOCATE(float, &j->one_modality, "latents", err, V, C, f, h, w));
    AX_TRY(ALLOCATE(double, &j->points, "tracks", err, V, F, J, 2));
    AX_TRY(ALLOCATE(float, &j->point_confidence, "tracks", err, V, F, J));
    return ALLOCATE(uint8_t, &j->pose, "pose maps", err, V, F, r->height, r->width, 3);
}

/* ---- stages ---- */

static ax_draw_params draw_params(const ax_model_config *config) {
    return (ax_draw_params){config->pose_map.version, config->pose_map.radius,
                            config->pose_map.line_width};
}

static ax_status draw_template(job *j, ax_error *err) {
    const ax_model_config *config = &j->engine->config;
    const ax_joints *joints = &j->result->selection;
    AX_TRY(ax_joint_colours(joints->position, joints->count, config->pose_map.version,
                            j->colours, err));
    ax_pose_scene scene = {1, joints->count, joints->position, joints->parent,
                           j->colours};
    ax_draw_params params = draw_params(config);
    AX_TRY(
        ax_pose_maps_draw(&j->cameras, &scene, &params, j->result->pose_template, err));
    AX_TRY(ax_normalise(joints->position, joints->count, config->cameras.margin,
                        &j->frame, err));
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

static bool uses_pose_fields(const job *j) {
    return j->engine->config.field.grid > 0;
}

/* Of a model of pose fields: the template's map takes the place of its latents. */
static ax_status draw_field(job *j, ax_error *err) {
    const ax_joints *joints = &j->result->selection;
    const ax_pose_field field = ax_engine_field(j->engine);
    return ax_pose_field_template(&j->cameras, &j->frame, joints->position,
                                  joints->count, &field, j->template_latents, err);
}

static ax_status encode_template(job *j, ax_error *err) {
    if (uses_pose_fields(j)) return draw_field(j, err);
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
    return (size_t)j->cameras.count * (size_t)j->modalities * (size_t)j->latent_frames *
           values_per_frame(j);
}

/* The 2D joints that the fields encode, in each view. */
static ax_status decode_fields(job *j, const float *latents, ax_error *err) {
    const ax_joints *joints = &j->result->selection;
    const ax_pose_field field = ax_engine_field(j->engine);
    for (size_t i = 0; i < latent_values(j); i++)
        j->one_modality[i] = latents[i] * (float)j->engine->config.field.std;
    return ax_pose_field_decode(&j->cameras, joints->position, joints->count,
                                j->one_modality, j->latent_frames, &field, j->points,
                                j->point_confidence, err);
}

/* How far each view's field moves towards the fields of the joints triangulated from
 * all views, 0 to 1. Measured (docs/nano-training.md): at 0 the views contradict each
 * other, at 1 motions become small. */
static const float VIEW_CONSISTENCY = 0.5f;

/* The multi-view consistency step: corrects the estimate of the result at each sampling
 * step but the last, so that errors of single views are averaged before later steps
 * build on them. latents: [V, M, C, f, h, w], in place. */
static ax_status make_views_consistent(void *context, float *latents, ax_error *err) {
    job *j = context;
    const ax_result *r = j->result;
    const ax_joints *joints = &r->selection;
    const ax_pose_field field = ax_engine_field(j->engine);
    const ax_observations observations = {.cameras = j->cameras,
                                          .frames = j->frames,
                                          .joints = joints->count,
                                          .points = j->points,
                                          .confidence = j->point_confidence,
                                          .parent = joints->parent,
                                          .rest = joints->position};
    AX_TRY(decode_fields(j, latents, err));
    AX_TRY(ax_triangulate(&observations, r->positions, r->confidence, r->residual_px,
                          err));
    AX_TRY(ax_pose_field_encode(&j->cameras, joints->position, joints->count,
                                r->positions, j->frames, &field, j->one_modality, err));
    const float std = (float)j->engine->config.field.std;
    for (size_t i = 0; i < latent_values(j); i++)
        latents[i] += VIEW_CONSISTENCY * (j->one_modality[i] / std - latents[i]);
    return AX_OK;
}

static ax_status generate(job *j, ax_error *err) {
    const ax_request *r = j->request;
    ax_generate_request g = {.size = sizeof g,
                             .views = j->cameras.count,
                             .latent_frames = j->latent_frames,
                             .templates = j->template_latents,
                             .plucker = j->plucker,
                             .text = j->engine->prompt_text,
                             .text_tokens = j->engine->prompt_tokens,
                             .text_width = ax_text_width(j->engine->text),
                             .steps = r->steps,
                             .guidance_text = r->guidance_text,
                             .guidance_template = r->guidance_template,
                             .seed = r->seed,
                             .progress = r->progress};
    return ax_engine_generate_with(j->engine, &g,
                                   uses_pose_fields(j) ? make_views_consistent : NULL,
                                   j, j->latents, err);
}

static ax_status decode(job *j, ax_error *err) {
    if (uses_pose_fields(j)) return decode_fields(j, j->latents, err);
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

/* Pose fields have no pixels: the preview draws the solved joints as pose maps. */
static ax_status draw_preview(job *j, ax_error *err) {
    const ax_result *r = j->result;
    const ax_pose_scene scene = {r->frames, r->joints, r->positions,
                                 r->selection.parent, j->colours};
    const ax_draw_params params = draw_params(&j->engine->config);
    return ax_pose_maps_draw(&j->cameras, &scene, &params, j->pose, err);
}

static ax_status solve(job *j, ax_error *err) {
    const ax_result *r = j->result;
    const double line_width = j->engine->config.pose_map.line_width;
    ax_pose_maps maps = {.views = r->views,
                         .frames = r->frames,
                         .height = r->height,
                         .width = r->width,
                         .joints = r->joints,
                         .pixels = j->pose,
                         .colours = j->colours,
                         .radius = j->engine->config.pose_map.radius,
                         .version = j->engine->config.pose_map.version,
                         .line_width = line_width > 0 ? line_width : -1};
    ax_tracks found = {.joints = r->positions,
                       .confidence = r->confidence,
                       .residual_px = r->residual_px,
                       .points = j->points,
                       .point_confidence = j->point_confidence};
    const ax_keyframes keys = {r->frames, r->bones, r->rotation, r->location};
    if (uses_pose_fields(j)) {
        AX_TRY(ax_solve_points(r->frames, &j->cameras, j->request->skeleton,
                               &r->selection, &found, &keys, j->request->contacts,
                               err));
        return j->request->preview ? draw_preview(j, err) : AX_OK;
    }
    return ax_solve_motion(&maps, &j->cameras, j->request->skeleton, &r->selection,
                           &found, &keys, j->request->contacts, err);
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
    AX_TRY(check_request(j, err));
    begin_stage(j, "prepare");
    AX_TRY(prepare(j, err));
    AX_TRY(draw_template(j, err));
    begin_stage(j, "text");
    AX_TRY(ax_engine_prompt_text(j->engine, j->request->prompt, err));
    begin_stage(j, "encode");
    AX_TRY(encode_template(j, err));
    begin_stage(j, "denoise");
    AX_TRY(generate(j, err));
    begin_stage(j, "decode");
    AX_TRY(decode(j, err));
    begin_stage(j, "joints");
    AX_TRY(solve(j, err));
    AX_TRY(find_travel(j, err));
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
    AX_CHARGE(engine->account);
    ax_account_reset_peak(engine->account);
    AX_TRY(AX_NEW(ax_result, 1, "the result", &j.result, err));
    ax_status status = run(&j, err);
    if (status == AX_OK) {
        *out = j.result;
        j.result = NULL;
    }
    job_free(&j);
    engine->ops->trim(engine->dev);
    return status;
}
