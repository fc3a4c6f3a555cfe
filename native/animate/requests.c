/* What a request must be: sizes and numbers of the caller. */
#include <math.h>

#include "animate/job.h"
#include "motion/fit/bundle.h"
#include "motion/math/geometry.h"
#include "motion/rig/skeleton.h"

static ax_status check_views(job *j, ax_error *err) {
    const ax_request *r = j->request;
    const ax_model_config *config = &j->engine->config;
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
    return AX_OK;
}

/* ---- prompts ---- */

int job_segment_of(const job *j, int frame) {
    int n = 0;
    while (n + 1 < j->request->segment_count &&
           frame >= j->request->segments[n].until_frame)
        n++;
    return n;
}

/* Before the number of frames is known, which may follow from the segments. */
static ax_status check_segments(const job *j, ax_error *err) {
    const ax_request *r = j->request;
    if (r->segment_count < 0 || r->segment_count > AX_MODEL_MAX_FRAMES ||
        (r->segment_count > 0 && !r->segments))
        return ax_fail(err, AX_ERR_USAGE, "%d segments: choose 0 to %d, and list them.",
                       r->segment_count, (int)AX_MODEL_MAX_FRAMES);
    int before = 0;
    for (int n = 0; n < r->segment_count; n++) {
        const ax_segment *s = &r->segments[n];
        const bool last = n + 1 == r->segment_count;
        if (!s->prompt)
            return ax_fail(err, AX_ERR_USAGE, "Segment %d has no prompt.", n + 1);
        if (last && s->until_frame == 0) break;
        if (s->until_frame <= before)
            return ax_fail(
                err, AX_ERR_USAGE,
                "Segment %d (\"%.60s\") ends at frame %d, and the one before "
                "it at frame %d: each must end later than the one before.",
                n + 1, s->prompt, s->until_frame, before);
        before = s->until_frame;
    }
    return AX_OK;
}

static ax_status check_last_segment(const job *j, ax_error *err) {
    const ax_request *r = j->request;
    const int count = r->segment_count;
    if (!count) return AX_OK;
    const int last = r->segments[count - 1].until_frame;
    const int before = count > 1 ? r->segments[count - 2].until_frame : 0;
    if ((last && last != j->frames) || before >= j->frames)
        return ax_fail(err, AX_ERR_USAGE,
                       "The segments end at frame %d, but the take has %d frames: the "
                       "last one must end with the take.",
                       last ? last : before, j->frames);
    return AX_OK;
}

static ax_status check_frames(job *j, ax_error *err) {
    const ax_request *r = j->request;
    const int count = r->segment_count;
    AX_TRY(check_segments(j, err));
    const int of_segments = count ? r->segments[count - 1].until_frame : 0;
    j->frames = r->frames     ? r->frames
                : of_segments ? of_segments
                              : j->engine->config.video.frames;
    AX_TRY(ax_engine_latent_frames(j->engine, j->frames, &j->latent_frames, err));
    return check_last_segment(j, err);
}

/* ---- given frames ---- */

static ax_status check_keys(const job *j, int frame, ax_error *err) {
    const ax_request *r = j->request;
    const size_t bones = (size_t)r->skeleton->bones;
    for (size_t n = 0; n < bones; n++) {
        const size_t at = (size_t)frame * bones + n;
        const double *q = r->given_rotation + 4 * at, *l = r->given_location + 3 * at;
        const double square = ax_dot3(q, q) + q[3] * q[3];
        if (!(fabs(square - 1) < 0.02))
            return ax_fail(
                err, AX_ERR_USAGE,
                "Given frame %d: the rotation of bone %d is (%g, %g, %g, %g), "
                "which is not a unit quaternion.",
                frame, (int)n, q[0], q[1], q[2], q[3]);
        if (!ax_is_finite_in_range(l, 3))
            return ax_fail(err, AX_ERR_USAGE,
                           "Given frame %d: the location of bone %d, (%g, %g, %g), is "
                           "not finite or beyond %g.",
                           frame, (int)n, l[0], l[1], l[2], AX_MAX_COORDINATE);
    }
    return AX_OK;
}

static ax_status check_given(job *j, ax_error *err) {
    const ax_request *r = j->request;
    const ax_model_config *config = &j->engine->config;
    int count = 0;
    for (int f = 0; r->given && f < j->frames; f++) count += r->given[f] != 0;
    if (!count) return AX_OK;
    if (!config->given_frames) return ax_engine_refuse_given(j->engine, err);
    if (!r->given_rotation || !r->given_location)
        return ax_fail(err, AX_ERR_USAGE,
                       "%d frames are given, but their rotations or locations are not.",
                       count);
    if (ax_engine_temporal_factor(j->engine) > 1)
        return ax_fail(
            err, AX_ERR_USAGE,
            "The VAE of the model \"%.60s\" compresses frames in time: single "
            "frames cannot be given.",
            config->name);
    if (config->transformer.modalities > 1)
        return ax_fail(
            err, AX_ERR_USAGE,
            "The model \"%.60s\" generates pictures beside pose maps: frames "
            "cannot be given by their poses alone.",
            config->name);
    if (count == j->frames)
        return ax_fail(
            err, AX_ERR_USAGE,
            "All %d frames are given: nothing is left to be generated. Leave "
            "out at least one.",
            j->frames);
    /* Copied: what is counted now must not change. */
    AX_TRY(AX_NEW(uint8_t, j->frames, "given frames", &j->given, err));
    for (int f = 0; f < j->frames; f++) {
        if (!r->given[f]) continue;
        AX_TRY(check_keys(j, f, err));
        j->given[f] = 1;
        j->given_count++;
    }
    return AX_OK;
}

/* ---- windows ---- */

static ax_status check_windows(const job *j, int window, int context, ax_error *err) {
    const ax_request *r = j->request;
    if (r->context < 0 || r->context >= window)
        return ax_fail(err, AX_ERR_USAGE,
                       "A context of %d frames: choose 1 to %d, or 0 for the model's.",
                       r->context, window - 1);
    if (!r->loop) return AX_OK;
    if (j->frames < 4)
        return ax_fail(err, AX_ERR_USAGE,
                       "A loop of %d frames: choose 4 or more, or no loop.", j->frames);
    if (window <= context + AX_LOOP_FRAMES)
        return ax_fail(
            err, AX_ERR_USAGE,
            "A loop needs windows longer than %d frames of context and %d of "
            "the beginning; this model's have %d. Choose a smaller context.",
            context, (int)AX_LOOP_FRAMES, window);
    return AX_OK;
}

/* All frames of a long take are solved at once. */
static ax_status check_solvable(const job *j, ax_error *err) {
    const int bones = j->request->skeleton->bones, most = AX_BUNDLE_LIMIT / bones;
    if (j->frames <= j->engine->config.video.frames || j->frames <= most) return AX_OK;
    return ax_fail(err, AX_ERR_USAGE,
                   "%d frames of a rig of %d bones are too many to be solved at once: "
                   "choose at most %d frames, or leave out bones.",
                   j->frames, bones, most);
}

ax_status job_plan_windows(job *j, ax_error *err) {
    const ax_request *r = j->request;
    const ax_model_config *config = &j->engine->config;
    int changes[AX_MODEL_MAX_FRAMES], window = 0;
    AX_TRY(ax_engine_latent_frames(j->engine, config->video.frames, &window, err));
    if (!config->given_frames && (r->segment_count > 1 || r->loop || r->context))
        return ax_engine_refuse_given(j->engine, err);
    if (j->latent_frames != j->frames && (r->segment_count > 1 || r->loop))
        return ax_fail(
            err, AX_ERR_USAGE,
            "The VAE of the model \"%.60s\" compresses frames in time: it makes "
            "neither loops nor several segments.",
            config->name);
    const int context = r->context ? r->context : config->context_frames;
    if (config->given_frames) AX_TRY(check_windows(j, window, context, err));
    for (int n = 0; n + 1 < r->segment_count; n++)
        changes[n] = r->segments[n].until_frame;
    const ax_layout layout = {.frames = j->latent_frames,
                              .window = window,
                              .context = context,
                              .loop = r->loop,
                              .given = j->given,
                              .changes = changes,
                              .change_count =
                                  r->segment_count ? r->segment_count - 1 : 0};
    AX_TRY(check_solvable(j, err));
    AX_TRY(ax_windows_plan(&layout, &j->windows, &j->window_count, err));
    j->longest = j->latent_frames;
    for (int n = 0; n < j->window_count; n++)
        if (j->windows[n].length > j->longest) j->longest = j->windows[n].length;
    return AX_OK;
}

static ax_status check_amplitude(const job *j, ax_error *err) {
    const double wanted = j->request->amplitude;
    if (isnan(wanted) || wanted == 1) return AX_OK;
    if (!(wanted >= 0 && wanted <= AX_MAX_AMPLITUDE))
        return ax_fail(err, AX_ERR_USAGE, "Amplitude %g: choose 0 to %d.", wanted,
                       (int)AX_MAX_AMPLITUDE);
    if (job_uses_fields(j)) return AX_OK;
    return ax_fail(err, AX_ERR_USAGE,
                   "The model \"%.60s\" has no pose fields, so its motions cannot be "
                   "made larger or smaller: leave the amplitude at 1.",
                   j->engine->config.name);
}

ax_status job_check_request(job *j, ax_error *err) {
    const ax_request *r = j->request;
    if (!r || r->size != sizeof *r)
        return ax_fail(err, AX_ERR_USAGE, "ax_request of another version.");
    AX_TRY(ax_engine_check_modalities(j->engine, err));
    AX_TRY(check_views(j, err));
    AX_TRY(ax_skeleton_check(r->skeleton, err));
    AX_TRY(check_frames(j, err));
    AX_TRY(check_given(j, err));
    AX_TRY(check_amplitude(j, err));
    return job_plan_windows(j, err);
}
