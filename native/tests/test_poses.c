/* ax_request.poses: what a caller is told of the poses while a take is made. */
#include "given_model.h"

#include <math.h>

#include "base/memory.h"
#include "motion/math/camera.h"
#include "motion/track/triangulate.h"

enum { MOST = 64, MOST_FRAMES = 40, MOST_JOINTS = 16 };

/* All that was told. */
typedef struct told {
    int calls;
    ax_poses poses[MOST]; /* their pointers are gone */
    double positions[MOST][MOST_FRAMES * MOST_JOINTS * 3];
    int cancel_at; /* of calls; 0: never */
    ax_cancel *cancel;
    int done; /* steps, as progress reports them */
} told;

static void note(void *user, const ax_poses *poses) {
    told *t = user;
    assert_true(t->calls < MOST);
    assert_int_equal(poses->size, sizeof *poses);
    assert_true(poses->frames <= MOST_FRAMES && poses->joints <= MOST_JOINTS);
    assert_int_equal(poses->selection->count, poses->joints);
    t->poses[t->calls] = *poses;
    memcpy(t->positions[t->calls++], poses->positions,
           (size_t)poses->frames * (size_t)poses->joints * 3 * sizeof(double));
    if (t->calls == t->cancel_at) ax_cancel_set(t->cancel);
}

static void count(void *user, const char *stage, int step, int total,
                  double seconds_left) {
    (void)total;
    (void)seconds_left;
    if (strcmp(stage, "denoise") == 0) ((told *)user)->done = step;
}

static const double *frame_of(const told *t, int call, int frame) {
    return t->positions[call] + (size_t)frame * (size_t)t->poses[call].joints * 3;
}

static double apart(const double *a, const double *b, size_t values) {
    double most = 0;
    for (size_t i = 0; i < values; i++) most = fmax(most, fabs(a[i] - b[i]));
    return most;
}

static ax_result *make(given_model *m, ax_request *r, told *t) {
    ax_error err = {0};
    ax_result *out = NULL;
    memset(t, 0, sizeof *t);
    r->poses = note;
    r->poses_user = t;
    TEST_OK(ax_animate(m->engine, r, &out, &err));
    return out;
}

/* The joints of the points that a take begins its solution with. */
static void triangulate_points(const ax_request *r, const ax_result *take,
                               double *positions) {
    ax_error err = {0};
    float confidence[MOST_FRAMES * MOST_JOINTS], residual[MOST_FRAMES * MOST_JOINTS];
    const ax_observations observations = {.cameras = {r->cameras, r->views},
                                          .frames = take->frames,
                                          .joints = take->joints,
                                          .points = take->points,
                                          .confidence = take->point_confidence,
                                          .parent = take->selection.parent,
                                          .rest = take->selection.position};
    TEST_OK(ax_triangulate(&observations, positions, confidence, residual, &err));
}

static void each_step_is_told(void **state) {
    (void)state;
    enum { STEPS = 4 };
    static told t;
    given_model m;
    open_given_model(&m, false, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    r.frames = FRAMES;
    r.steps = STEPS;
    ax_result *take = make(&m, &r, &t);
    const size_t values = (size_t)take->frames * (size_t)take->joints * 3;
    assert_int_equal(t.calls, STEPS);
    for (int n = 0; n < STEPS; n++) {
        const ax_poses *p = &t.poses[n];
        assert_int_equal(p->step, n + 1);
        assert_int_equal(p->steps, STEPS);
        assert_int_equal(p->first_frame, 0);
        assert_int_equal(p->frames, FRAMES);
        assert_int_equal(p->take_frames, FRAMES);
        assert_int_equal(p->joints, take->joints);
    }
    /* After the last one they are those of the take before bones are fitted. */
    double last[MOST_FRAMES * MOST_JOINTS * 3];
    triangulate_points(&r, take, last);
    assert_memory_equal(t.positions[STEPS - 1], last, values * sizeof *last);
    /* Those before are other estimates of it: nearer and nearer. */
    const double first = apart(t.positions[0], last, values),
                 later = apart(t.positions[STEPS - 2], last, values);
    print_message("  first estimate %.3f, last but one %.3f off\n", first, later);
    assert_true(later > 0 && later < first);
    ax_result_free(take);
    close_given_model(&m);
}

static void the_take_is_the_same(void **state) {
    (void)state;
    static told t;
    given_model m;
    open_given_model(&m, true, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    r.frames = 2 * FRAMES;
    r.steps = 3;
    ax_result *with = make(&m, &r, &t);
    assert_true(t.calls > 3);
    r.poses = NULL;
    ax_error err = {0};
    ax_result *without = NULL;
    TEST_OK(ax_animate(m.engine, &r, &without, &err));
    const size_t f = (size_t)with->frames, n = (size_t)with->bones;
    const size_t joints = f * (size_t)with->joints;
    assert_memory_equal(with->rotation, without->rotation, f * n * 4 * sizeof(double));
    assert_memory_equal(with->location, without->location, f * n * 3 * sizeof(double));
    assert_memory_equal(with->positions, without->positions,
                        joints * 3 * sizeof(double));
    assert_memory_equal(with->confidence, without->confidence, joints * sizeof(float));
    ax_result_free(with);
    ax_result_free(without);
    close_given_model(&m);
}

/* Windows of a loop with a given frame: given poses and those of the window before are
 * told as they are. */
static void known_frames_are_told_as_they_are(void **state) {
    (void)state;
    enum { LONG = 20, GIVEN = 3, STEPS = 2 };
    static told t;
    static uint8_t given[LONG];
    static double rotation[LONG * BONES * 4], location[LONG * BONES * 3];
    given_model m;
    open_given_model(&m, true, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    r.frames = LONG;
    r.steps = STEPS;
    r.loop = true;
    given[GIVEN] = 1;
    for (int n = 0; n < LONG * BONES; n++) {
        rotation[4 * n] = cos(0.2);
        rotation[4 * n + 1] = sin(0.2);
    }
    r.given = given;
    r.given_rotation = rotation;
    r.given_location = location;
    ax_result *take = make(&m, &r, &t);
    const size_t pose = (size_t)take->joints * 3;
    assert_int_equal(t.calls, take->windows * STEPS);
    assert_true(take->windows > 2);
    assert_int_equal(t.poses[t.calls - 1].step, t.poses[t.calls - 1].steps);
    int wrapped = 0, repeated = 0;
    for (int call = 0; call < t.calls; call++) {
        const ax_poses *p = &t.poses[call];
        const int window = call / STEPS, before = window * STEPS - 1;
        assert_int_equal(p->take_frames, LONG);
        for (int n = 0; n < p->frames; n++) {
            const int f = (p->first_frame + n) % LONG;
            wrapped += p->first_frame + n >= LONG;
            if (f == GIVEN)
                assert_true(apart(frame_of(&t, call, n),
                                  take->positions + (size_t)f * pose, pose) == 0);
            const int other = before >= 0 ? f - t.poses[before].first_frame : -1;
            if (f == GIVEN || other < 0 || f >= take->first_frame[window]) continue;
            if (other >= t.poses[before].frames) continue;
            assert_true(
                apart(frame_of(&t, call, n), frame_of(&t, before, other), pose) == 0);
            repeated++;
        }
    }
    assert_true(wrapped > 0 && repeated > 0);
    ax_result_free(take);
    close_given_model(&m);
}

static void poses_are_where_the_rig_is(void **state) {
    (void)state;
    static told here, there;
    static double rest[BONES * 16];
    static ax_camera cameras[VIEWS];
    const double way[3] = {30, -20, 5};
    given_model m;
    open_given_model(&m, false, 0);
    ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    ax_result_free(make(&m, &r, &here));
    memcpy(rest, rig.rest, sizeof rest);
    memcpy(cameras, r.cameras, sizeof cameras);
    for (int n = 0; n < BONES; n++)
        for (int a = 0; a < 3; a++) rest[16 * n + 4 * a + 3] += way[a];
    for (int v = 0; v < VIEWS; v++)
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++)
                cameras[v].world_to_camera[4 * a + 3] -=
                    cameras[v].world_to_camera[4 * a + b] * way[b];
    rig.rest = rest;
    r.cameras = cameras;
    ax_result_free(make(&m, &r, &there));
    assert_int_equal(there.calls, here.calls);
    double most = 0;
    const int values = 3 * here.poses[0].frames * here.poses[0].joints;
    for (int i = 0; i < values; i++)
        most =
            fmax(most, fabs(there.positions[0][i] - here.positions[0][i] - way[i % 3]));
    print_message("  moved, they are %.1e off\n", most);
    /* Camera rays are float32, of which a model makes about as much in its numbers. */
    assert_true(most < 1e-3);
    close_given_model(&m);
}

static void cancelling_from_it_ends_the_take(void **state) {
    (void)state;
    static told t;
    given_model m;
    open_given_model(&m, false, 0);
    const ax_skeleton rig = given_rig();
    ax_request r = given_request(&rig);
    r.steps = 4;
    ax_result_free(make(&m, &r, &t)); /* the engine keeps the prompt's states */
    const size_t before = ax_memory_in_use();
    for (int at = 1; at <= r.steps; at++) {
        ax_error err = {0};
        ax_result *out = NULL;
        ax_cancel cancel = {0};
        memset(&t, 0, sizeof t);
        t.cancel_at = at;
        t.cancel = &cancel;
        ax_progress progress = {.report = count, .user = &t, .cancel = &cancel};
        r.progress = &progress;
        r.poses = note;
        r.poses_user = &t;
        TEST_FAILS(ax_animate(m.engine, &r, &out, &err), AX_ERR_CANCELLED, "denoise");
        assert_null(out);
        assert_int_equal(t.calls, at);
        assert_int_equal(t.done, at == r.steps ? at : at - 1);
        assert_int_equal(ax_memory_in_use(), before);
    }
    r.progress = NULL;
    ax_result_free(make(&m, &r, &t));
    assert_int_equal(t.calls, r.steps);
    close_given_model(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_step_is_told),
        cmocka_unit_test(the_take_is_the_same),
        cmocka_unit_test(known_frames_are_told_as_they_are),
        cmocka_unit_test(poses_are_where_the_rig_is),
        cmocka_unit_test(cancelling_from_it_ends_the_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
