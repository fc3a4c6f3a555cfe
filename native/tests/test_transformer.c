/* The transformer against the PyTorch reference and diffusers. */
#include "transformer_golden.h"

static ax_run *open_run_with(const golden *g, double cache, int branches) {
    ax_shape shape = {g->views, g->frames, g->height, g->width,
                      1,        cache,     branches,  g->clean != NULL};
    ax_run *run = NULL;
    ax_error err = {0};
    if (ax_run_open(g->t, &shape, &run, &err) != AX_OK) fail_msg("%s", err.message);
    if (g->plucker) assert_int_equal(ax_run_set_plucker(run, g->plucker, &err), AX_OK);
    if (g->template_latents)
        assert_int_equal(ax_run_set_template(run, 0, g->template_latents, &err), AX_OK);
    assert_int_equal(ax_run_set_text(run, 0, g->text, g->text_tokens, &err), AX_OK);
    return run;
}

static ax_run *open_run(const golden *g) {
    return open_run_with(g, 0, 0);
}

/* Velocity of golden.x in the layout of latents. */
static void forward(const golden *g, ax_run *run, float *out) {
    float *tokens = NULL;
    ax_error err = {0};
    int64_t images = g->views * g->info->modalities;
    assert_int_equal(AX_NEW(float, g->count, "tokens", &tokens, NULL), AX_OK);
    ax_patchify(g->info, images, g->frames, g->height, g->width, g->x, tokens);
    if (ax_run_forward(run, 0, 0, g->timestep, tokens, tokens, NULL, &err) != AX_OK)
        fail_msg("%s", err.message);
    ax_unpatchify(g->info, images, g->frames, g->height, g->width, tokens, out);
    ax_free(tokens);
}

/* F32: the two differ in the order of sums only. bf16 keeps 8 bits: half a percent a
 * rounding, of which a residual branch has about five. */
static void check_forward(ax_precision precision, const char *word, double bound) {
    int found = 0;
    for (int f = 0; f < FILES; f++) {
        golden g;
        if (!open_golden(&g, golden_files[f], precision)) continue;
        float *out = NULL;
        assert_int_equal(AX_NEW(float, g.count, "velocity", &out, NULL), AX_OK);
        ax_run *run = open_run(&g);
        forward(&g, run, out);
        double error = test_error(out, g.velocity, (size_t)g.count);
        printf("%s, %s: velocity off by %.2e of %.0e\n", golden_files[f], word, error,
               bound);
        assert_true(error < bound);
        /* The same run again gives the same bits: no state is left in scratch memory.
         * With CUDA the second forward is captured as a graph, which later ones
         * launch. */
        float *again = NULL;
        assert_int_equal(AX_NEW(float, g.count, "velocity", &again, NULL), AX_OK);
        for (int i = 0; i < 3; i++) {
            memset(again, 0, (size_t)g.count * sizeof(float));
            forward(&g, run, again);
            assert_memory_equal(out, again, (size_t)g.count * sizeof(float));
        }
        ax_free(again);
        ax_free(out);
        ax_run_close(run);
        close_golden(&g);
        found++;
    }
    if (!found) skip();
}

/* Given frames in the place of noisy ones; with NULL all are noisy again. */
static void check_given(ax_precision precision, double bound) {
    int found = 0;
    for (int f = 0; f < FILES; f++) {
        golden g;
        if (!open_golden(&g, golden_files[f], precision)) continue;
        float *out = NULL;
        const int64_t cells = g.height * g.width, frames = g.frames;
        ax_run *run = g.clean ? open_run(&g) : NULL;
        assert_int_equal(AX_NEW(float, g.count, "velocity", &out, NULL), AX_OK);
        if (run) {
            float *noisy = g.x;
            assert_int_equal(AX_NEW(float, g.count, "latents", &g.x, NULL), AX_OK);
            for (int64_t n = 0; n < g.count; n++)
                g.x[n] = g.given[n / cells % frames] ? g.clean[n] : noisy[n];
            assert_int_equal(ax_run_set_given(run, g.given, NULL), AX_OK);
            forward(&g, run, out);
            const double error = test_error(out, g.given_velocity, (size_t)g.count);
            printf("%s: given frames, off by %.2e of %.0e\n", golden_files[f], error,
                   bound);
            assert_true(error < bound);
            ax_free(g.x);
            g.x = noisy;
            assert_int_equal(ax_run_set_given(run, NULL, NULL), AX_OK);
            forward(&g, run, out);
            assert_true(test_error(out, g.velocity, (size_t)g.count) < bound);
            found++;
        }
        ax_run_close(run);
        ax_free(out);
        close_golden(&g);
    }
    if (!found) skip();
}

static void forward_given_f32(void **state) {
    (void)state;
    check_given(AX_PRECISION_F32, 1e-5);
}

static void forward_given_bf16(void **state) {
    (void)state;
    check_given(AX_PRECISION_BF16, 2e-2);
}

static void forward_f32(void **state) {
    (void)state;
    check_forward(AX_PRECISION_F32, "F32", 1e-5);
}

static void forward_bf16(void **state) {
    (void)state;
    check_forward(AX_PRECISION_BF16, "bf16", 2e-2);
}

/* FP8, where the device has it. */
static void forward_fp8(void **state) {
    (void)state;
    if (!test_has_fp8()) skip();
    check_forward(AX_PRECISION_FP8, "fp8", 1e-1);
}

/* The block cache returns what it has kept, forgets it when a text changes, and is not
 * used where the first block's input differs too much. */
static void forward_cached(void **state) {
    (void)state;
    int found = 0;
    for (int f = 0; f < FILES; f++) {
        golden g;
        if (!open_golden(&g, golden_files[f], AX_PRECISION_F32)) continue;
        const size_t count = (size_t)g.count;
        float *out[2] = {NULL, NULL};
        ax_error err = {0};
        for (int i = 0; i < 2; i++)
            assert_int_equal(AX_NEW(float, count, "velocity", &out[i], NULL), AX_OK);
        ax_run *run = open_run_with(&g, 0.2, 1);
        forward(&g, run, out[0]);
        assert_true(test_error(out[0], g.velocity, count) < 1e-5);
        assert_int_equal(ax_run_reused(run), 0);
        forward(&g, run, out[1]);
        assert_int_equal(ax_run_reused(run), 1);
        const double error = test_error(out[1], out[0], count);
        printf("%s: taken from the cache, %.1e off\n", golden_files[f], error);
        assert_true(error < 1e-5);
        /* A slightly different input reuses the cache, and so is not exact. */
        for (size_t n = 0; n < count; n++) g.x[n] *= 1.05f;
        forward(&g, run, out[1]);
        assert_int_equal(ax_run_reused(run), 2);
        ax_run *uncached = open_run(&g);
        forward(&g, uncached, out[0]);
        const double missed = test_error(out[1], out[0], count);
        printf("  5%% further: %.1e off\n", missed);
        assert_true(missed < 0.1 && (g.info->layers < 2 || missed > 1e-7));
        ax_run_close(uncached);
        for (size_t n = 0; n < count; n++) g.x[n] = (float)(n % 7) - 3;
        forward(&g, run, out[1]);
        assert_int_equal(ax_run_reused(run), 2);
        assert_int_equal(ax_run_set_text(run, 0, g.text, g.text_tokens, &err), AX_OK);
        forward(&g, run, out[1]);
        assert_int_equal(ax_run_reused(run), 2);
        for (int i = 0; i < 2; i++) ax_free(out[i]);
        ax_run_close(run);
        close_golden(&g);
        found++;
    }
    if (!found) skip();
}

static int allocations;

static void *counting_alloc(size_t size) {
    allocations++;
    return aligned_alloc(64, size);
}

static void no_allocation_in_a_step(void **state) {
    (void)state;
    golden g;
    need(&g);
    float *tokens = NULL;
    assert_int_equal(AX_NEW(float, g.count, "tokens", &tokens, NULL), AX_OK);
    ax_run *run = open_run(&g);
    /* One forward first, in which the backend fills its caches. */
    assert_int_equal(ax_run_forward(run, 0, 0, 500, tokens, tokens, NULL, NULL), AX_OK);
    allocations = 0;
    ax_memory_set_hooks(counting_alloc, free);
    ax_status status = ax_run_forward(run, 0, 0, 400, tokens, tokens, NULL, NULL);
    ax_memory_set_hooks(NULL, NULL);
    printf("%d allocations in a forward\n", allocations);
    assert_int_equal(status, AX_OK);
    assert_int_equal(allocations, 0);
    ax_run_close(run);
    ax_free(tokens);
    close_golden(&g);
}

/* Opens `config` and expects a refusal whose sentence has `says` in it. */
static void refuse_model(const golden *g, ax_transformer_config config,
                         const char *says) {
    ax_error err = {0};
    ax_transformer *t = NULL;
    size_t before = ax_memory_in_use();
    ax_status status = ax_transformer_open(test_backend(), g->dev, &config, &t, &err);
    if (status != AX_ERR_MODEL || !strstr(err.message, says))
        fail_msg("status %d: %s", (int)status, err.message);
    assert_null(t);
    assert_int_equal(ax_memory_in_use(), before);
}

static void refuses_models(void **state) {
    (void)state;
    golden g;
    need(&g);
    ax_transformer_config c = g.config;
    c.heads = 7;
    refuse_model(&g, c, "heads");
    c = g.config;
    c.file[0] = (char *)(uintptr_t) "golden/none.safetensors";
    refuse_model(&g, c, "golden/none");
    /* Plain Wan cannot tell two modalities apart. */
    c.file[0] = (char *)(uintptr_t)golden_files[2];
    c.heads = 2;
    refuse_model(&g, c, "modality_embedder");
    /* Tensors that Wan does not override have another width. */
    c.files = 2;
    c.file[0] = (char *)(uintptr_t)golden_files[1];
    c.file[1] = (char *)(uintptr_t)golden_files[2];
    refuse_model(&g, c, "plucker_embedding");
    close_golden(&g);
}

/* A backbone and an adapter: tensors of the later file win. */
static void later_files_override(void **state) {
    (void)state;
    golden g;
    need(&g);
    ax_transformer_config c = g.config;
    c.files = 2;
    c.file[0] = (char *)(uintptr_t)golden_files[2];
    c.file[1] = (char *)(uintptr_t)golden_files[0];
    ax_transformer_close(g.t);
    g.t = NULL;
    ax_error err = {0};
    if (ax_transformer_open(test_backend(), g.dev, &c, &g.t, &err) != AX_OK)
        fail_msg("%s", err.message);
    g.info = ax_transformer_describe(g.t);
    float *out = NULL;
    assert_int_equal(AX_NEW(float, g.count, "velocity", &out, NULL), AX_OK);
    ax_run *run = open_run(&g);
    forward(&g, run, out);
    assert_true(test_error(out, g.velocity, (size_t)g.count) < 1e-5);
    ax_run_close(run);
    ax_free(out);
    close_golden(&g);
}

static int countdown;

static void *failing_alloc(size_t size) {
    return countdown-- > 0 ? aligned_alloc(64, size) : NULL;
}

/* The n-th allocation fails, n = 0, 1, ...: a code, nothing leaked, nothing broken. */
static void survives_lack_of_memory(void **state) {
    (void)state;
    golden g;
    if (test_on_cuda()) skip(); /* kernels/cuda/tests/test_failures.c does the same */
    need(&g);
    ax_sample_request r = request_of(&g);
    r.steps = 1;
    int failures = 0;
    ax_status status = AX_ERR_RESOURCE;
    float *out = NULL;
    assert_int_equal(AX_NEW(float, g.count, "latents", &out, NULL), AX_OK);
    for (int n = 0; n < 4000 && status != AX_OK; n++) {
        ax_device *dev = NULL;
        ax_transformer *t = NULL;
        size_t before = ax_memory_in_use();
        ax_device_options options = {sizeof options, 1, AX_PRECISION_F32};
        countdown = n;
        ax_memory_set_hooks(failing_alloc, free);
        status = test_backend()->open(&options, &dev, NULL);
        if (status == AX_OK)
            status = ax_transformer_open(test_backend(), dev, &g.config, &t, NULL);
        if (status == AX_OK) status = ax_sample(t, &r, NULL, out, NULL);
        ax_transformer_close(t);
        test_backend()->close(dev);
        ax_memory_set_hooks(NULL, NULL);
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_int_equal(ax_memory_in_use(), before);
        failures++;
    }
    printf("%d allocations failed one by one\n", failures);
    assert_int_equal(status, AX_OK);
    assert_true(failures > 50);
    ax_free(out);
    close_golden(&g);
}

/* test_transformer [PATTERN]: only tests whose names match. */
int main(int argc, char **argv) {
    if (argc > 1) cmocka_set_test_filter(argv[1]);
    const struct CMUnitTest tests[] = {cmocka_unit_test(forward_f32),
                                       cmocka_unit_test(forward_bf16),
                                       cmocka_unit_test(forward_given_f32),
                                       cmocka_unit_test(forward_given_bf16),
                                       cmocka_unit_test(forward_cached),
                                       cmocka_unit_test(forward_fp8),
                                       cmocka_unit_test(no_allocation_in_a_step),
                                       cmocka_unit_test(refuses_models),
                                       cmocka_unit_test(later_files_override),
                                       cmocka_unit_test(survives_lack_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
