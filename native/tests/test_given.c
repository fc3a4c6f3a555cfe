/* Given frames, takes of several windows, loops and segments, as C programs see
 * them. */
#include "given_model.h"

#include "animate/job.h"
#include "motion/math/geometry.h"
#include "motion/rig/keyframes.h"

static ax_result *make(given_model *m, const ax_request *r) {
    ax_error err = {0};
    ax_result *out = NULL;
    TEST_OK(ax_animate(m->engine, r, &out, &err));
    return out;
}

/* Keys of frames that are far from the rest pose. */
typedef struct keys {
    uint8_t given[40];
    double rotation[40 * BONES * 4], location[40 * BONES * 3];
} keys;

static keys *bent_keys(ax_request *r) {
    static keys k;
    memset(&k, 0, sizeof k);
    for (int at = 0; at < 40 * BONES; at++) {
        const double half = 0.1 * (1 + at % BONES) + 0.01 * (at / BONES);
        k.rotation[4 * at] = cos(half);
        k.rotation[4 * at + 1] = sin(half);
        k.location[3 * at + 1] = at % BONES == 0 ? 0.05 : 0;
    }
    r->given = k.given;
    r->given_rotation = k.rotation;
    r->given_location = k.location;
    return &k;
}

static double difference(const double *a, const double *b, size_t count) {
    double most = 0;
    for (size_t i = 0; i < count; i++) most = fmax(most, fabs(a[i] - b[i]));
    return most;
}

/* How far apart two takes are in the points of the frames [from, until). */
static double points_apart(const ax_result *a, const ax_result *b, int from,
                           int until) {
    double most = 0;
    const size_t joints = (size_t)a->joints;
    for (int v = 0; v < a->views; v++) {
        const double *x = a->points + 2 * joints * (size_t)(v * a->frames + from);
        const double *y = b->points + 2 * joints * (size_t)(v * b->frames + from);
        most = fmax(most, difference(x, y, 2 * joints * (size_t)(until - from)));
    }
    return most;
}

static void given_poses_come_back(void **state) {
    (void)state;
    given_model m;
    open_given_model(&m, true, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    r.frames = 20;
    keys *k = bent_keys(&r);
    const int which[] = {0, 6, 19};
    for (int i = 0; i < 3; i++) k->given[which[i]] = 1;
    ax_result *take = make(&m, &r);
    for (int i = 0; i < 3; i++) {
        const size_t f = (size_t)which[i], joints = (size_t)take->joints;
        double pose[BONES * 16];
        ax_keyframes one = {1, BONES, k->rotation + 4 * f * BONES,
                            k->location + 3 * f * BONES};
        assert_memory_equal(take->location + 3 * f * BONES, one.location,
                            3 * BONES * sizeof(double));
        for (size_t n = 0; n < BONES; n++) {
            const double *q = take->rotation + 4 * (f * BONES + n);
            const double sign = q[0] * one.rotation[4 * n] < 0 ? -1 : 1;
            for (int a = 0; a < 4; a++)
                assert_true(sign * q[a] == one.rotation[4 * n + (size_t)a]);
        }
        assert_int_equal(ax_forward(&rig, &one, pose, NULL), AX_OK);
        for (size_t j = 0; j < joints; j++) {
            if (take->selection.tail[j]) continue;
            double head[3];
            for (int a = 0; a < 3; a++)
                head[a] = pose[16 * take->selection.bone[j] + 4 * a + 3];
            assert_true(difference(head, take->positions + 3 * (f * joints + j), 3) <
                        1e-9);
            assert_true(take->confidence[f * joints + j] == 1.0f);
        }
    }
    /* The bone that no joint stands for goes from each given pose to the next. */
    for (size_t f = 1; f < 20; f++) {
        const double *q = take->rotation + 4 * (f * BONES + 3);
        const double *before = q - 4 * BONES;
        double dot = 0;
        for (int a = 0; a < 4; a++) dot += q[a] * before[a];
        assert_true(fabs(dot) > cos(0.05));
    }
    ax_result_free(take);
    close_given_model(&m);
}

/* Mean of the joints' steps. */
static double speed_of(const ax_result *r) {
    double sum = 0;
    const size_t joints = (size_t)r->joints, steps = joints * (size_t)(r->frames - 1);
    for (size_t i = 0; i < steps; i++)
        sum += ax_distance3(r->positions + 3 * i, r->positions + 3 * (i + joints));
    return sum / (double)steps;
}

static void takes_move_as_far_as_is_asked(void **state) {
    (void)state;
    given_model m;
    ax_error err = {0};
    open_given_model(&m, true, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    r.amplitude = NAN;
    r.contacts = false;                       /* which hold what moves little */
    r.prompt = "a dog gallops at full speed"; /* in one step, the mean of all gallops */
    ax_result *by_itself = make(&m, &r);
    r.amplitude = 1;
    ax_result *plain = make(&m, &r);
    r.amplitude = 2;
    ax_result *twice = make(&m, &r);
    r.amplitude = 0;
    ax_result *still = make(&m, &r);
    print_message("speed %g, of twice %g, of none %g, by itself %g (x %g; expected "
                  "%g)\n",
                  speed_of(plain), speed_of(twice), speed_of(still),
                  speed_of(by_itself), (double)by_itself->amplified,
                  (double)by_itself->expected_speed);
    assert_true(plain->amplified == 1 && twice->amplified == 2);
    /* The solver smooths small motions more than large ones. */
    assert_true(fabs(speed_of(twice) / speed_of(plain) - 2) < 0.5);
    /* What the views disagree about stays. */
    assert_true(speed_of(still) < 0.15 * speed_of(plain));
    /* The model's own choice: no faster than expected, and no further than it may. */
    assert_true(by_itself->amplified > 1.05f && by_itself->amplified <= 2.5f);
    assert_true(by_itself->speed > 1.03f * plain->speed);
    assert_true(by_itself->speed < 0.9f * by_itself->expected_speed);
    r.amplitude = 4.1;
    TEST_FAILS(ax_animate(m.engine, &r, &still, &err), AX_ERR_USAGE, "Amplitude 4.1");
    r.amplitude = -1;
    TEST_FAILS(ax_animate(m.engine, &r, &still, &err), AX_ERR_USAGE, "0 to 4");
    ax_result_free(by_itself);
    ax_result_free(plain);
    ax_result_free(twice);
    ax_result_free(still);
    close_given_model(&m);
}

/* Beside given frames the gain grows from 1. */
static void given_frames_are_not_amplified(void **state) {
    (void)state;
    given_model m;
    open_given_model(&m, true, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    r.frames = 20;
    keys *k = bent_keys(&r);
    k->given[0] = k->given[12] = 1;
    r.amplitude = 1;
    ax_result *plain = make(&m, &r);
    r.amplitude = 3;
    ax_result *more = make(&m, &r);
    double off[20];
    for (int f = 0; f < 20; f++) off[f] = points_apart(plain, more, f, f + 1);
    print_message("pixels: %g %g %g %g %g ... %g\n", off[0], off[1], off[2], off[3],
                  off[4], off[12]);
    assert_true(off[0] == 0 && off[12] == 0);
    assert_true(off[16] > 0.5 && off[13] < 0.6 * off[16]);
    ax_result_free(plain);
    ax_result_free(more);
    close_given_model(&m);
}

typedef struct watch {
    ax_cancel cancel;
    int last, total, cancel_at;
    bool knows_time;
} watch;

static void on_progress(void *user, const char *stage, int step, int total,
                        double left) {
    watch *w = user;
    if (strcmp(stage, "denoise") != 0) return;
    assert_true(step == 0 || step == w->last + 1);
    w->last = step;
    w->total = total;
    w->knows_time = w->knows_time || left > 0;
    if (step == w->cancel_at) ax_cancel_set(&w->cancel);
}

static void long_takes(void **state) {
    (void)state;
    given_model m;
    ax_error err = {0};
    open_given_model(&m, true, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    watch w = {.cancel_at = -1};
    ax_progress progress = {.report = on_progress, .user = &w, .cancel = &w.cancel};
    ax_result *brief = make(&m, &r), *out = NULL;
    assert_int_equal(brief->frames, FRAMES);
    r.frames = 38;
    r.progress = &progress;
    ax_result *take = make(&m, &r);
    assert_int_equal(take->frames, 38);
    assert_int_equal(w.last, 6);
    assert_int_equal(w.total, 6);
    assert_true(w.knows_time);
    assert_int_equal(take->windows, 6);
    assert_int_equal(take->first_frame[0], 0);
    /* The first window keeps eight frames. */
    assert_int_equal(take->first_frame[1], 8);
    assert_true(points_apart(take, brief, 0, 8) == 0);
    assert_true(points_apart(take, brief, 8, 9) > 1e-3);
    const size_t before = ax_memory_in_use();
    w = (watch){.cancel_at = 3};
    TEST_FAILS(ax_animate(m.engine, &r, &out, &err), AX_ERR_CANCELLED, "cancelled");
    assert_int_equal(w.last, 3);
    assert_int_equal(ax_memory_in_use(), before);
    ax_result_free(brief);
    ax_result_free(take);
    close_given_model(&m);
}

static void segments_take_turns(void **state) {
    (void)state;
    given_model m;
    open_given_model(&m, true, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    r.frames = 12;
    ax_result *rises = make(&m, &r);
    ax_segment list[] = {{"a snake rises", 5}, {"a worm falls asleep", 0}};
    r.segments = list;
    r.segment_count = 2;
    r.prompt = NULL;
    ax_result *both = make(&m, &r);
    assert_true(points_apart(both, rises, 0, 5) == 0);
    assert_true(points_apart(both, rises, 5, 12) > 0.1);
    /* The frames follow from the segments; both of one prompt change nothing. */
    list[1] = (ax_segment){"a snake rises", 12};
    r.frames = 0;
    ax_result *same = make(&m, &r);
    assert_int_equal(same->frames, 12);
    r.segment_count = 1;
    list[0].until_frame = 12;
    ax_result *one = make(&m, &r);
    assert_true(points_apart(one, rises, 0, 12) == 0);
    ax_result_free(rises);
    ax_result_free(both);
    ax_result_free(same);
    ax_result_free(one);
    close_given_model(&m);
}

static int looked, wrong; /* calls of `look`, frames that were not as they must be */

/* In a loop's last window, the last two frames must be the take's first two. */
static ax_status look(void *context, float *latents, ax_error *err) {
    (void)err;
    const job *j = context;
    const ax_window *w = &j->windows[j->window_count - 1];
    const int64_t plane = j->latent.height * j->latent.width;
    if (++looked < j->window_count) return AX_OK;
    for (int64_t row = 0; row < VIEWS * j->latent.channels; row++)
        for (int f = 0; f < AX_LOOP_FRAMES; f++)
            wrong += memcmp(latents + (row * w->length + w->length - 2 + f) * plane,
                            j->latents + (row * j->frames + f) * plane,
                            (size_t)plane * sizeof *latents) != 0;
    return AX_OK;
}

static void loops_see_their_beginning(void **state) {
    (void)state;
    given_model m;
    ax_error err = {0};
    open_given_model(&m, true, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    r.frames = 12;
    r.steps = 2; /* the callback is called in each step but the last */
    r.loop = true;
    job_text text = {0};
    int width = 0;
    int32_t first_frame[8] = {0};
    ax_result result = {.first_frame = first_frame};
    job j = {.engine = m.engine,
             .request = &r,
             .result = &result,
             .modalities = 1,
             .texts = &text};
    TEST_OK(job_check_request(&j, &err));
    assert_true(j.window_count >= 2);
    j.latent = ax_engine_latent_shape(m.engine, 1);
    TEST_OK(
        ax_engine_encode_text(m.engine, "up", &text.own, &text.tokens, &width, &err));
    text.states = text.own;
    const int64_t C = j.latent.channels, cells = j.latent.height * j.latent.width;
    TEST_OK(ALLOCATE(float, &j.latents, "latents", &err, VIEWS, C, 12, cells));
    TEST_OK(
        ALLOCATE(float, &j.template_latents, "template", &err, VIEWS, 2 * C, cells));
    TEST_OK(ALLOCATE(float, &j.plucker, "rays", &err, VIEWS, 6, cells));
    TEST_OK(ALLOCATE(uint8_t, &j.known, "known", &err, 12));
    looked = wrong = 0;
    TEST_OK(job_generate(&j, look, NULL, &err));
    assert_int_equal(looked, j.window_count);
    assert_int_equal(wrong, 0);
    assert_true(fabsf(j.latents[0]) + fabsf(j.latents[1]) > 0);
    void *arrays[] = {j.latents, j.template_latents, j.plucker,
                      j.known,   j.windows,          text.own};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) ax_free(arrays[i]);
    close_given_model(&m);
}

static void refuses(void **state) {
    (void)state;
    given_model m;
    ax_error err = {0};
    ax_result *out = NULL;
    open_given_model(&m, true, 0);
    const ax_skeleton rig = given_rig();
    const ax_request good = given_request(&rig);
    const size_t before = ax_memory_in_use();
    ax_request r;
#define BAD(part, ...)                                                                 \
    do {                                                                               \
        r = good;                                                                      \
        __VA_ARGS__;                                                                   \
        TEST_FAILS(ax_animate(m.engine, &r, &out, &err), AX_ERR_USAGE, part);          \
        assert_null(out);                                                              \
        assert_int_equal(ax_memory_in_use(), before);                                  \
    } while (0)
    BAD("makes 1 to 1024", r.frames = 1025);
    BAD("context of 9", r.context = 9);
    BAD("context of -1", r.context = -1);
    BAD("4 or more", r.loop = true, r.frames = 3);
    BAD("smaller context", r.loop = true, r.context = 8);
    BAD("rotations or locations", bent_keys(&r)->given[0] = 1, r.given_rotation = NULL);
    BAD("All 9 frames", memset(bent_keys(&r)->given, 1, FRAMES));
    keys *k;
    BAD("not a unit quaternion", k = bent_keys(&r), k->given[2] = 1,
        k->rotation[2 * BONES * 4 + 6] = NAN);
    BAD("not a unit quaternion", k = bent_keys(&r), k->given[2] = 1,
        k->rotation[2 * BONES * 4 + 4] = 3);
    BAD("not finite", k = bent_keys(&r), k->given[2] = 1,
        k->location[2 * BONES * 3 + 3] = INFINITY);
    BAD("outside the views", k = bent_keys(&r), k->given[2] = 1,
        k->location[2 * BONES * 3] = 40);
    static int32_t parents[500];
    static double rest[500 * 16], lengths[500];
    static uint8_t flags[500];
    for (int n = 0; n < 500; n++) {
        parents[n] = n - 1;
        lengths[n] = 0.01;
        for (int i = 0; i < 4; i++) rest[16 * n + 5 * i] = 1;
        rest[16 * n + 11] = 0.004 * n;
    }
    const ax_skeleton many = {500, parents, rest, lengths, flags, NULL, NULL, NULL};
    BAD("at most 800 frames", r.skeleton = &many, r.frames = 801);
    ax_segment list[] = {{"up", 4}, {"down", 4}, {"up", 9}};
    BAD("end later", r.segments = list, r.segment_count = 3);
    BAD("end at frame 4", r.segments = list, r.segment_count = 1, r.frames = 9);
    BAD("has no prompt", list[1].prompt = NULL, r.segments = list, r.segment_count = 2);
    BAD("segments", r.segment_count = 2);
    list[1] = (ax_segment){"down", 12};
    BAD("end at frame 12", r.segments = list, r.segment_count = 2, r.frames = 9);
    close_given_model(&m);

    /* The nano as it is. */
    open_given_model(&m, false, 0);
    r = good;
    TEST_FAILS(ax_animate(m.engine, (r.loop = true, &r), &out, &err), AX_ERR_USAGE,
               "not trained with given frames");
    r = good;
    bent_keys(&r)->given[3] = 1;
    TEST_FAILS(ax_animate(m.engine, &r, &out, &err), AX_ERR_USAGE, "given frames");
    r = good;
    r.frames = 10;
    TEST_FAILS(ax_animate(m.engine, &r, &out, &err), AX_ERR_USAGE, "makes 1 to 9");
    close_given_model(&m);

    open_given_model(&m, true, 300u << 20);
    r.frames = 1024; /* with a preview of 302 MB */
    TEST_FAILS(ax_animate(m.engine, &r, &out, &err), AX_ERR_RESOURCE, "the limit is");
    r.frames = FRAMES;
    ax_result_free(make(&m, &r));
    close_given_model(&m);
}

static void survives_lack_of_memory(void **state) {
    (void)state;
    given_model m;
    open_given_model(&m, true, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    const ax_segment list[] = {{"up", 3}, {"down", 0}};
    bent_keys(&r)->given[4] = 1;
    r.frames = 6;
    r.loop = true;
    r.segments = list;
    r.segment_count = 2;
    ax_result_free(make(&m, &r));
    const size_t before = ax_memory_in_use();
    int failures = 0;
    for (long n = 0;; n += 9) {
        ax_error err = {0};
        ax_result *out = NULL;
        test_fail_after(n);
        const ax_status status = ax_animate(m.engine, &r, &out, &err);
        test_fail_never();
        ax_result_free(out);
        assert_int_equal(ax_memory_in_use(), before);
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        failures++;
    }
    printf("%d allocations failed\n", failures);
    assert_true(failures > 10);
    close_given_model(&m);
}

/* ---- corrections, without a model ---- */

enum { LONG = 24, AT = 12 };

static void rotate(double q[4], int axis, double angle) {
    double by[4] = {cos(angle / 2)};
    by[1 + axis] = sin(angle / 2);
    ax_quaternion_multiply(q, by, q);
}

/* Of a swinging chain one pose is given with 70 degrees of twist, which no joint shows,
 * in its first bone. The pose comes out exactly, its neighbours follow, no frame turns
 * much faster than others, and the joints stay on their paths. */
static void corrections_spread(void **state) {
    (void)state;
    ax_error err = {0};
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    ax_result result = {.frames = LONG, .bones = BONES, .fps = 7.5};
    static double solved[LONG * BONES * 4], location[LONG * BONES * 3];
    static double rotation[LONG * BONES * 4], positions[LONG * 16 * 3];
    static float confidence[LONG * 16], residual[LONG * 16];
    static double given_rotation[LONG * BONES * 4];
    uint8_t given[LONG] = {0};
    /* Heads, and the tail of the last bone of the chain. */
    int32_t bone[4] = {0, 1, 2, 2}, parent[4] = {-1, 0, 1, 2},
            heads[BONES] = {0, 1, 2, 1};
    uint8_t tail[4] = {0, 0, 0, 1};
    double place[12] = {0, 0, 0.1, 0, 0, 0.7, 0, 0, 1.3, 0, 0, 1.9};
    result.selection = (ax_joints){4, BONES, bone, tail, parent, heads, place};
    result.joints = 4;
    for (int at = 0; at < LONG * BONES; at++) {
        double *q = solved + 4 * at;
        q[0] = 1;
        q[1] = q[2] = q[3] = 0;
        if (at % BONES < 3) rotate(q, 0, 0.4 * sin(0.4 * (at / BONES)));
    }
    memcpy(rotation, solved, sizeof solved);
    memcpy(given_rotation, solved, sizeof solved);
    given[AT] = 1;
    rotate(given_rotation + 4 * (AT * BONES), 1, 1.2);     /* about the bone */
    rotate(given_rotation + 4 * (AT * BONES + 3), 2, 0.8); /* seen by no joint */
    result.rotation = rotation;
    result.location = location;
    result.positions = positions;
    result.confidence = confidence;
    result.residual_px = residual;
    r.given_rotation = given_rotation;
    r.given_location = location;
    job j = {.request = &r,
             .result = &result,
             .frames = LONG,
             .given = given,
             .given_count = 1};
    TEST_OK(job_keep_given(&j, &err));
    assert_memory_equal(rotation + 4 * AT * BONES, given_rotation + 4 * AT * BONES,
                        4 * BONES * sizeof(double));
    double turned = 0, loose = 0;
    for (int f = 1; f < LONG; f++) {
        double dot[BONES] = {0};
        for (int i = 0; i < 4 * BONES; i++)
            dot[i / 4] +=
                rotation[4 * BONES * f + i] * rotation[4 * BONES * (f - 1) + i];
        turned = fmax(turned, 2 * acos(fmin(fabs(dot[0]), 1)));
        loose = fmax(loose, 2 * acos(fmin(fabs(dot[3]), 1)));
    }
    printf("a twist of 1.2: at most %.2f a frame, where the swing alone has 0.16\n",
           turned);
    assert_true(turned < 0.5);            /* 1.2 over four frames, and the swing */
    assert_true(loose < 1e-6);            /* held: no joint says anything else */
    for (int i = 0; i < 4 * BONES; i++) { /* far from it nothing has changed */
        if (i / 4 == 3) continue;
        assert_true(rotation[i] == solved[i]);
        assert_true(rotation[4 * BONES * (AT + 4) + i] ==
                    solved[4 * BONES * (AT + 4) + i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corrections_spread),
        cmocka_unit_test(given_poses_come_back),
        cmocka_unit_test(takes_move_as_far_as_is_asked),
        cmocka_unit_test(given_frames_are_not_amplified),
        cmocka_unit_test(long_takes),
        cmocka_unit_test(segments_take_turns),
        cmocka_unit_test(loops_see_their_beginning),
        cmocka_unit_test(refuses),
        cmocka_unit_test(survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
