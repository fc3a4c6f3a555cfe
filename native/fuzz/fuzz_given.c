/* Requests with given frames, segments, loops and contexts: checked, posed and put back
 * into a solution, without a model. */
#include "animate/job.h"
#include "fuzz/rig.h"

enum { MAX_SEGMENTS = 8 };

/* ---- what the job asks of an engine, of one that has nothing but a config ---- */

ax_status job_allocate(size_t item, const char *what, const int64_t *sizes, int count,
                       void *out, ax_error *err) {
    size_t total = 1;
    for (int i = 0; i < count; i++) total *= (size_t)sizes[i];
    return ax_calloc(total, item, what, out, err);
}

int ax_engine_temporal_factor(const ax_engine *engine) {
    (void)engine;
    return 1;
}

ax_status ax_engine_latent_frames(const ax_engine *engine, int frames,
                                  int *latent_frames, ax_error *err) {
    const ax_model_config *c = &engine->config;
    const int most = c->given_frames ? AX_MODEL_MAX_FRAMES : c->video.frames;
    if (frames < 1 || frames > most)
        return ax_fail(err, AX_ERR_USAGE, "%d frames: choose 1 to %d.", frames, most);
    *latent_frames = frames;
    return AX_OK;
}

ax_status ax_engine_check_modalities(const ax_engine *engine, ax_error *err) {
    (void)engine;
    (void)err;
    return AX_OK;
}

ax_status ax_engine_refuse_given(const ax_engine *engine, ax_error *err) {
    (void)engine;
    return ax_fail(err, AX_ERR_USAGE, "The model takes no given frames.");
}

/* ---- the request ---- */

static int off(fuzz_bytes *in, int right) {
    if (!in->wild || !fuzz_flag(in, 16)) return right;
    return fuzz_flag(in, 2) ? fuzz_nonsense(in) : fuzz_int(in, -2, 1100);
}

static ax_engine make_engine(fuzz_bytes *in) {
    static char name[] = "fuzz";
    ax_engine e = {0};
    e.config.name = name;
    e.config.video.width = e.config.video.height = 64;
    e.config.video.frames = fuzz_int(in, 2, 12);
    e.config.video.fps = fuzz_double(in, 1, 30);
    if (!(e.config.video.fps >= 0.1 && e.config.video.fps <= 240))
        e.config.video.fps = 7.5; /* as model.json is checked */
    e.config.cameras.min_views = 2;
    e.config.cameras.max_views = 4;
    e.config.transformer.modalities = 1;
    e.config.given_frames = !fuzz_flag(in, 16);
    e.config.context_frames = fuzz_int(in, 1, e.config.video.frames - 1);
    return e;
}

static void make_given(fuzz_bytes *in, ax_request *r, int frames, int bones) {
    const size_t count = fuzz_size(frames) * fuzz_size(bones);
    uint8_t *given = fuzz_array(in, fuzz_size(frames), 1);
    double *rotation = fuzz_array(in, 4 * count, sizeof *rotation);
    double *location = fuzz_array(in, 3 * count, sizeof *location);
    for (int f = 0; f < frames; f++) given[f] = fuzz_flag(in, 4);
    for (size_t i = 0; i < count; i++) {
        double *q = rotation + 4 * i;
        q[0] = 1;
        for (int k = 1; k < 4; k++) q[k] = fuzz_double(in, -0.5, 0.5);
        if (!in->wild || !fuzz_flag(in, 32)) ax_quaternion_normalise(q);
        for (size_t k = 0; k < 3; k++) location[3 * i + k] = fuzz_double(in, -0.1, 0.1);
    }
    r->given = given;
    r->given_rotation = fuzz_flag(in, 64) ? NULL : rotation;
    r->given_location = fuzz_flag(in, 64) ? NULL : location;
}

static void make_segments(fuzz_bytes *in, ax_request *r, int frames) {
    ax_segment *segments = fuzz_array(in, MAX_SEGMENTS, sizeof *segments);
    const int count = fuzz_int(in, 1, MAX_SEGMENTS);
    for (int n = 0, until = 0; n < count; n++) {
        until += fuzz_int(in, in->wild ? 0 : 1, 8);
        segments[n] = (ax_segment){"walks", until};
        if (in->wild && fuzz_flag(in, 32)) segments[n].prompt = NULL;
    }
    segments[count - 1].until_frame = fuzz_flag(in, 2) ? 0 : frames;
    r->segments = segments;
    r->segment_count = count;
}

/* ---- its way ---- */

static ax_status allocate_result(job *j, ax_error *err) {
    ax_result *r = j->result;
    const int64_t F = j->frames, N = j->request->skeleton->bones;
    const int64_t J = r->selection.count;
    r->frames = j->frames;
    r->bones = (int)N;
    r->joints = (int)J;
    r->fps = j->engine->config.video.fps;
    AX_TRY(ALLOCATE(double, &r->rotation, "rotations", err, F, N, 4));
    AX_TRY(ALLOCATE(double, &r->location, "locations", err, F, N, 3));
    AX_TRY(ALLOCATE(double, &r->positions, "joints", err, F, J, 3));
    AX_TRY(ALLOCATE(float, &r->confidence, "confidences", err, F, J));
    return ALLOCATE(float, &r->residual_px, "residuals", err, F, J);
}

/* What the solver might have found. */
static void solve(fuzz_bytes *in, const ax_result *r) {
    for (size_t i = 0; i < fuzz_size(r->frames) * fuzz_size(r->bones); i++) {
        double *q = r->rotation + 4 * i;
        q[0] = 1;
        q[1] = (double)fuzz_bits(in, 1) / 128 - 1;
        ax_quaternion_normalise(q);
        r->location[3 * i] = (double)fuzz_bits(in, 1) / 1024;
    }
}

static ax_status run(fuzz_bytes *in, job *j, ax_error *err) {
    ax_result *r = j->result;
    AX_TRY(job_check_request(j, err));
    FUZZ_REQUIRE(j->frames >= 1 && j->window_count >= 1, "%d frames in %d windows",
                 j->frames, j->window_count);
    for (int f = 0; f < j->frames; f++) {
        const int segment = job_segment_of(j, f);
        FUZZ_REQUIRE(segment >= 0 && segment <= j->request->segment_count, "frame %d",
                     f);
    }
    AX_TRY(ax_joints_select(j->request->skeleton, 16, 0.01, 2, 4, &r->selection, err));
    AX_TRY(allocate_result(j, err));
    AX_TRY(job_pose_given(j, err));
    solve(in, r);
    AX_TRY(job_keep_given(j, err));
    const ax_keyframes keys = {r->frames, r->bones, r->rotation, r->location};
    const size_t joints = fuzz_size(r->frames) * fuzz_size(r->joints);
    fuzz_check_keys(&keys, "kept");
    if (j->given_count) fuzz_finite(r->positions, 3 * joints, "kept joints");
    return AX_OK;
}

static void job_end(job *j) {
    ax_result *r = j->result;
    void *arrays[] = {j->windows,  j->given,     j->given_joints, r->rotation,
                      r->location, r->positions, r->confidence,   r->residual_px};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) ax_free(arrays[i]);
    ax_joints_free(&r->selection);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(data, size);
    const ax_engine engine = make_engine(&in);
    const ax_skeleton s = fuzz_skeleton(&in);
    const int frames = fuzz_int(&in, 1, 40);
    const ax_cameras cameras = fuzz_cameras(&in, 1, fuzz_int(&in, 2, 4), 64, 64);
    const uint8_t white = 255; /* only looked at by an engine */
    ax_request r = {.size = sizeof r, .views = cameras.count, .templates = &white};
    r.cameras = cameras.view;
    r.skeleton = &s;
    r.prompt = "walks";
    r.frames = frames;
    if (fuzz_flag(&in, 2)) make_given(&in, &r, frames, s.bones);
    if (fuzz_flag(&in, 2)) make_segments(&in, &r, frames);
    r.loop = fuzz_flag(&in, 3);
    r.context = off(&in, fuzz_flag(&in, 2) ? fuzz_int(&in, 0, 8) : 0);
    if (!r.given) r.frames = off(&in, fuzz_flag(&in, 8) ? 0 : frames);
    if (in.wild && fuzz_flag(&in, 32)) r.segment_count = fuzz_nonsense(&in);
    if (in.wild && fuzz_flag(&in, 32)) r.views = fuzz_int(&in, 0, cameras.count);
    ax_result result = {0};
    ax_engine held = engine;
    job j = {.engine = &held, .request = &r, .result = &result};
    ax_error err = {0};
    (void)fuzz_succeeded(run(&in, &j, &err), &err);
    job_end(&j);
    fuzz_end(&in);
    return 0;
}
