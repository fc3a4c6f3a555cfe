/* The engine as C programs see it: descriptions and names, limits, and two engines that
 * work at the same time, with the small model of assets/nano. */
#include "support.h"

#include <pthread.h>

#include "animax.h"
#include "turntable.h"

static const char model[] = "../../assets/nano";

enum { SIZE = 128, MOST_VIEWS = 4, BONES = 3 };

/* A chain of three bones that points up, in front of the turntable's cameras. */
static ax_skeleton chain(void) {
    static const int32_t parents[BONES] = {-1, 0, 1};
    static const double lengths[BONES] = {0.6, 0.6, 0.6};
    static const uint8_t flags[BONES] = {AX_BONE_DEFORMS, AX_BONE_DEFORMS,
                                         AX_BONE_DEFORMS};
    /* y axis: world z */
    static const double rest[BONES][16] = {
        {1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0.1, 0, 0, 0, 1},
        {1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0.7, 0, 0, 0, 1},
        {1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 1.3, 0, 0, 0, 1}};
    return (ax_skeleton){BONES, parents, rest[0], lengths, flags, NULL, NULL, NULL};
}

/* One take on an engine of its own. */
typedef struct take {
    int views, frames, threads;
    bool preview;
    const char *prompt;
    pthread_barrier_t *start; /* NULL: at once */
    ax_status status;
    ax_error err;
    size_t peak;
    double rotation[BONES * 4]; /* of the last frame */
} take;

static ax_status animate(ax_engine *engine, const take *t, ax_result **out,
                         ax_error *err) {
    const ax_skeleton skeleton = chain();
    ax_camera cameras[MOST_VIEWS];
    for (int v = 0; v < t->views; v++)
        cameras[v] = test_camera_at(6.283185307179586 * v / t->views, SIZE);
    static uint8_t white[MOST_VIEWS * SIZE * SIZE * 3];
    ax_request request = ax_request_default();
    request.views = t->views;
    request.templates = white; /* which the nano does not look at */
    request.cameras = cameras;
    request.skeleton = &skeleton;
    request.prompt = t->prompt;
    request.frames = t->frames;
    request.preview = t->preview;
    request.seed = 5;
    return ax_animate(engine, &request, out, err);
}

static void *make_take(void *argument) {
    take *t = argument;
    ax_engine *engine = NULL;
    ax_result *result = NULL;
    ax_engine_options options = ax_engine_options_default();
    options.threads = t->threads;
    t->status = ax_engine_open(model, &options, &engine, &t->err);
    if (t->start) pthread_barrier_wait(t->start);
    if (t->status == AX_OK) t->status = animate(engine, t, &result, &t->err);
    ax_engine_close(engine); /* before the result, which outlives it */
    if (t->status == AX_OK) {
        t->peak = result->peak_memory_bytes;
        memcpy(t->rotation, result->rotation + (result->frames - 1) * BONES * 4,
               sizeof t->rotation);
    }
    ax_result_free(result);
    return NULL;
}

static void two_engines_at_once(void **state) {
    (void)state;
    const size_t before = ax_memory_in_use();
    const take takes[2] = {
        {.views = 4, .frames = 9, .threads = 2, .prompt = "a snake rises"},
        {.views = 3,
         .frames = 5,
         .threads = 1,
         .preview = true,
         .prompt = "a worm bends to the left and falls asleep"}};
    take alone[2], both[2];
    pthread_barrier_t start;
    assert_int_equal(pthread_barrier_init(&start, NULL, 2), 0);
    for (int i = 0; i < 2; i++) {
        alone[i] = both[i] = takes[i];
        (void)make_take(&alone[i]);
        if (alone[i].status != AX_OK) fail_msg("%s", alone[i].err.message);
        both[i].start = &start;
    }
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_take, &both[i]), 0);
    for (int i = 0; i < 2; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
    (void)pthread_barrier_destroy(&start);
    for (int i = 0; i < 2; i++) {
        if (both[i].status != AX_OK) fail_msg("%s", both[i].err.message);
        print_message("  peak alone %zu bytes, beside another engine %zu\n",
                      alone[i].peak, both[i].peak);
        assert_true(alone[i].peak > 1u << 20);
        assert_int_equal(both[i].peak, alone[i].peak);
        assert_memory_equal(both[i].rotation, alone[i].rotation,
                            sizeof alone[i].rotation);
    }
    assert_true(alone[0].peak != alone[1].peak);
    assert_int_equal(ax_memory_in_use(), before);
}

/* The limit counts what this engine uses: that others are open changes nothing. */
static void memory_limit_is_the_engines_own(void **state) {
    (void)state;
    ax_error err = {0};
    ax_engine *first = NULL, *second = NULL;
    ax_result *result = NULL;
    const take t = {.views = 3, .frames = 5, .prompt = "a worm bends"};
    ax_engine_options options = ax_engine_options_default();
    const size_t before = ax_memory_in_use();
    TEST_OK(ax_engine_open(model, &options, &first, &err));
    const size_t weights = ax_memory_in_use() - before;
    options.memory_limit_bytes = weights + (64u << 20);
    TEST_OK(ax_engine_open(model, &options, &second, &err));
    TEST_OK(animate(second, &t, &result, &err));
    ax_result_free(result);
    ax_engine_close(second);
    options.memory_limit_bytes = weights + 1000;
    TEST_OK(ax_engine_open(model, &options, &second, &err));
    result = NULL;
    TEST_FAILS(animate(second, &t, &result, &err), AX_ERR_RESOURCE, "the limit is");
    assert_null(result);
    ax_engine_close(second);
    ax_engine_close(first);
    assert_int_equal(ax_memory_in_use(), before);
}

static void opening_fails_at_any_allocation(void **state) {
    (void)state;
    const size_t before = ax_memory_in_use();
    for (long n = 0; n < 40; n++) {
        ax_error err = {0};
        ax_engine *engine = NULL;
        test_fail_after(n);
        const ax_status status = ax_engine_open(model, NULL, &engine, &err);
        test_fail_never();
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_null(engine);
        assert_int_equal(ax_memory_in_use(), before);
    }
}

static void describes_its_model(void **state) {
    (void)state;
    ax_error err = {0};
    ax_engine *engine = NULL;
    TEST_OK(ax_engine_open(model, NULL, &engine, &err));
    const ax_model_info info = ax_engine_model_info(engine);
    assert_int_equal(info.size, sizeof info);
    assert_string_equal(info.name, "nano");
    assert_true(info.version[0] && info.licence[0] && info.description[0]);
    assert_int_equal(info.width, SIZE);
    assert_int_equal(info.height, SIZE);
    assert_in_range(info.frames, 1, AX_MODEL_MAX_FRAMES);
    assert_in_range(info.views, info.min_views, info.max_views);
    assert_in_range(info.max_views, 1, AX_MODEL_MAX_VIEWS);
    assert_in_range(info.steps, 1, AX_SAMPLER_MAX_STEPS);
    assert_true(info.fps > 0 && info.fov_deg > 0 && info.radius > 0 && info.margin > 0);
    assert_true(info.azimuth_deg[1] != info.azimuth_deg[0]);
    assert_false(info.uses_templates);
    assert_non_null(strstr(ax_engine_describe(engine), "CPU"));
    ax_engine_close(engine);
}

static void names(void **state) {
    (void)state;
    ax_error err = {0};
    ax_device_kind device;
    ax_precision precision;
    assert_string_equal(ax_version(), AX_VERSION);
    assert_string_equal(ax_status_name(AX_OK), "AX_OK");
    assert_string_equal(ax_status_name(AX_ERR_CANCELLED), "AX_ERR_CANCELLED");
    assert_string_equal(ax_status_name((ax_status)77), "an unknown status");
    TEST_OK(ax_device_kind_of("auto", &device, &err));
    assert_int_equal(device, AX_DEVICE_AUTO);
    TEST_OK(ax_device_kind_of("cpu", &device, &err));
    assert_int_equal(device, AX_DEVICE_CPU);
    TEST_OK(ax_device_kind_of("cuda", &device, &err));
    assert_int_equal(device, AX_DEVICE_CUDA);
    TEST_FAILS(ax_device_kind_of("tpu", &device, &err), AX_ERR_USAGE,
               "device \"tpu\": choose auto, cpu or cuda.");
    TEST_OK(ax_precision_of("bf16", &precision, &err));
    assert_int_equal(precision, AX_PRECISION_BF16);
    TEST_FAILS(ax_precision_of("int4", &precision, &err), AX_ERR_USAGE, "\"int4\"");
    ax_engine *engine = NULL;
    ax_engine_options options = ax_engine_options_default();
    options.device = (ax_device_kind)9;
    TEST_FAILS(ax_engine_open(model, &options, &engine, &err), AX_ERR_USAGE, "device");
    options.device = AX_DEVICE_CPU;
    options.threads = AX_MAX_THREADS + 1;
    TEST_FAILS(ax_engine_open(model, &options, &engine, &err), AX_ERR_USAGE, "threads");
    TEST_FAILS(ax_engine_open(NULL, NULL, &engine, &err), AX_ERR_USAGE, "model folder");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(describes_its_model),
        cmocka_unit_test(two_engines_at_once),
        cmocka_unit_test(memory_limit_is_the_engines_own),
        cmocka_unit_test(opening_fails_at_any_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
