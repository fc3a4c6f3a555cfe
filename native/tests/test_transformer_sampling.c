/* The denoising loop against the PyTorch reference and diffusers. */
#include "transformer_golden.h"

static float *sample(const golden *g, const ax_sample_request *r, ax_progress *progress,
                     ax_status expected, ax_error *err) {
    float *out = NULL;
    ax_error local = {0};
    if (!err) err = &local;
    assert_int_equal(AX_NEW(float, g->count, "latents", &out, NULL), AX_OK);
    ax_status status = ax_sample(g->t, r, progress, out, err);
    if (status != expected) fail_msg("status %d: %s", (int)status, err->message);
    return out;
}

static void check_sample(ax_precision precision, const char *word, double bound) {
    int found = 0;
    for (int f = 0; f < FILES; f++) {
        golden g;
        if (!open_golden(&g, golden_files[f], precision)) continue;
        if (g.sample) {
            ax_sample_request r = request_of(&g);
            float *out = sample(&g, &r, NULL, AX_OK, NULL);
            double error = test_error(out, g.sample, (size_t)g.count);
            printf("%s, %s, %d steps: sample off by %.2e of %.0e\n", golden_files[f],
                   word, r.steps, error, bound);
            assert_true(error < bound);
            ax_free(out);
            found++;
        }
        close_golden(&g);
    }
    if (!found) skip();
}

/* The same with given frames, whose latents come out as they went in. */
static void check_given(ax_precision precision, double bound, double cache) {
    int found = 0;
    for (int f = 0; f < FILES; f++) {
        golden g;
        if (!open_golden(&g, golden_files[f], precision)) continue;
        if (g.clean) {
            ax_sample_request r = request_of(&g);
            r.given = g.given;
            r.clean = g.clean;
            r.block_cache = cache;
            float *out = sample(&g, &r, NULL, AX_OK, NULL);
            const double error = test_error(out, g.given_sample, (size_t)g.count);
            printf("%s: given frames, sample off by %.2e of %.0e\n", golden_files[f],
                   error, bound);
            assert_true(error < bound);
            for (int64_t n = 0; n < g.count; n++)
                if (g.given[n / (g.height * g.width) % g.frames])
                    assert_true(out[n] == g.clean[n]);
            r.clean = NULL;
            ax_free(sample(&g, &r, NULL, AX_ERR_USAGE, NULL));
            ax_free(out);
            found++;
        }
        close_golden(&g);
    }
    if (!found) skip();
}

static void given_frames(void **state) {
    (void)state;
    check_given(AX_PRECISION_F32, 1e-4, 0);
    check_given(AX_PRECISION_F32, 1e-4, 1e-9);
    check_given(AX_PRECISION_BF16, 3e-2, 0);
}

static void sample_f32(void **state) {
    (void)state;
    check_sample(AX_PRECISION_F32, "F32", 1e-4);
}

/* A random network is far from a contraction: steps and guidance enlarge its
 * rounding. */
static void sample_bf16(void **state) {
    (void)state;
    check_sample(AX_PRECISION_BF16, "bf16", 2e-2);
}

static void seeds(void **state) {
    (void)state;
    golden g;
    need(&g);
    ax_sample_request r = request_of(&g);
    r.noise = NULL;
    r.steps = 2;
    r.seed = 7;
    float *a = sample(&g, &r, NULL, AX_OK, NULL),
          *b = sample(&g, &r, NULL, AX_OK, NULL);
    r.seed = 8;
    float *c = sample(&g, &r, NULL, AX_OK, NULL);
    assert_memory_equal(a, b, (size_t)g.count * sizeof(float));
    double apart = test_error(c, a, (size_t)g.count);
    printf("another seed: %.2f apart\n", apart);
    assert_true(apart > 0.1);
    /* Without a template the template's guidance means nothing. */
    r.template_latents = NULL;
    r.guidance_template = 5.0;
    float *d = sample(&g, &r, NULL, AX_OK, NULL);
    r.guidance_template = 1.0;
    float *e = sample(&g, &r, NULL, AX_OK, NULL);
    assert_memory_equal(d, e, (size_t)g.count * sizeof(float));
    assert_true(test_error(d, c, (size_t)g.count) > 1e-3);
    float *all[] = {a, b, c, d, e};
    for (int i = 0; i < 5; i++) ax_free(all[i]);
    close_golden(&g);
}

/* Steps below guidance_until are those of a guidance of 1. */
static void guidance_ends(void **state) {
    (void)state;
    golden g;
    need(&g);
    ax_sample_request r = request_of(&g);
    r.steps = 3;
    r.guidance_text = 4.0;
    float *always = sample(&g, &r, NULL, AX_OK, NULL);
    r.guidance_until = 0.9; /* the first of three steps only */
    float *early = sample(&g, &r, NULL, AX_OK, NULL);
    r.guidance_until = 1.0;
    float *never = sample(&g, &r, NULL, AX_OK, NULL);
    r.guidance_text = 1.0;
    float *uncached = sample(&g, &r, NULL, AX_OK, NULL);
    assert_memory_equal(never, uncached, (size_t)g.count * sizeof(float));
    const double from_always = test_error(early, always, (size_t)g.count);
    const double from_never = test_error(early, never, (size_t)g.count);
    printf("guidance at first: %.2f from always, %.2f from never\n", from_always,
           from_never);
    assert_true(from_always > 1e-2 && from_never > 1e-2);
    float *all[] = {always, early, never, uncached};
    for (int i = 0; i < 4; i++) ax_free(all[i]);
    close_golden(&g);
}

/* With a threshold below every difference, the cache changes nothing. */
static void samples_cached(void **state) {
    (void)state;
    golden g;
    need(&g);
    ax_sample_request r = request_of(&g);
    r.steps = 12;
    float *uncached = sample(&g, &r, NULL, AX_OK, NULL);
    r.block_cache = 1e-9;
    float *same = sample(&g, &r, NULL, AX_OK, NULL);
    assert_memory_equal(same, uncached, (size_t)g.count * sizeof(float));
    r.block_cache = 0.3;
    float *near = sample(&g, &r, NULL, AX_OK, NULL);
    const double error = test_error(near, uncached, (size_t)g.count);
    printf("12 steps with a block cache: %.3f off\n", error);
    assert_true(error > 1e-5 && error < 0.3);
    float *all[] = {uncached, same, near};
    for (int i = 0; i < 3; i++) ax_free(all[i]);
    r.block_cache = 2;
    ax_free(sample(&g, &r, NULL, AX_ERR_USAGE, NULL));
    close_golden(&g);
}

typedef struct corrector {
    int calls, fail_at;
    float by;
    int64_t count;
} corrector;

static ax_status correct(void *context, float *latents, ax_error *err) {
    corrector *c = context;
    if (++c->calls == c->fail_at) return ax_fail(err, AX_ERR_INPUT, "no more");
    for (int64_t n = 0; n < c->count; n++) latents[n] *= c->by;
    return AX_OK;
}

/* A correction by 1 changes nothing, another one does, a failing one ends the sampling;
 * it is not called for the last step. */
static void corrections(void **state) {
    (void)state;
    golden g;
    need(&g);
    ax_error err = {0};
    ax_sample_request r = request_of(&g);
    r.steps = 3;
    float *uncached = sample(&g, &r, NULL, AX_OK, NULL);
    corrector c = {.by = 1, .count = g.count};
    r.correct = correct;
    r.correct_context = &c;
    float *same = sample(&g, &r, NULL, AX_OK, NULL);
    assert_int_equal(c.calls, 2);
    assert_true(test_error(same, uncached, (size_t)g.count) < 1e-4);
    c = (corrector){.by = 0.5f, .count = g.count};
    float *other = sample(&g, &r, NULL, AX_OK, NULL);
    assert_true(test_error(other, uncached, (size_t)g.count) > 1e-2);
    c = (corrector){.by = 1, .count = g.count, .fail_at = 2};
    ax_free(sample(&g, &r, NULL, AX_ERR_INPUT, &err));
    assert_non_null(strstr(err.message, "no more"));
    float *all[] = {uncached, same, other};
    for (int i = 0; i < 3; i++) ax_free(all[i]);
    close_golden(&g);
}

typedef struct watch {
    ax_cancel cancel;
    int calls, cancel_at, last_step, total;
} watch;

static void on_progress(void *user, const char *stage, int step, int total,
                        double left) {
    watch *w = user;
    (void)left;
    assert_string_equal(stage, "denoise");
    w->calls++;
    w->last_step = step;
    w->total = total;
    if (step == w->cancel_at) ax_cancel_set(&w->cancel);
}

static void progress_and_cancel(void **state) {
    (void)state;
    golden g;
    need(&g);
    ax_sample_request r = request_of(&g);
    watch w = {.cancel_at = -1};
    ax_progress p = {.report = on_progress, .user = &w, .cancel = &w.cancel};
    r.steps = 3;
    ax_free(sample(&g, &r, &p, AX_OK, NULL));
    assert_int_equal(w.calls, 4);
    assert_int_equal(w.last_step, 3);
    assert_int_equal(w.total, 3);
    size_t before = ax_memory_in_use();
    for (int step = 0; step < 3; step++) {
        w = (watch){.cancel_at = step};
        ax_free(sample(&g, &r, &p, AX_ERR_CANCELLED, NULL));
        assert_int_equal(w.last_step, step);
        assert_int_equal(ax_memory_in_use(), before);
    }
    w = (watch){.cancel_at = -1};
    ax_free(sample(&g, &r, &p, AX_OK, NULL)); /* usable afterwards */
    close_golden(&g);
}

static void refuses_requests(void **state) {
    (void)state;
    golden g;
    need(&g);
    const ax_sample_request good = request_of(&g);
    struct {
        ax_sample_request r;
        ax_status status;
        const char *says;
    } bad[12];
    for (int i = 0; i < 12; i++) bad[i].r = good;
    int n = 0;
#define BAD(change, code, word)                                                        \
    (bad[n].r.change, bad[n].status = (code), bad[n].says = (word), n++)
    BAD(views = 0, AX_ERR_USAGE, "views");
    BAD(views = 17, AX_ERR_USAGE, "views");
    BAD(frames = 0, AX_ERR_USAGE, "frames");
    BAD(height = 5, AX_ERR_USAGE, "multiples");
    BAD(width = 1 << 20, AX_ERR_USAGE, "multiples");
    BAD(steps = 0, AX_ERR_USAGE, "steps");
    BAD(guidance_text = NAN, AX_ERR_USAGE, "Guidance");
    BAD(text = NULL, AX_ERR_USAGE, "text");
    BAD(null_text = NULL, AX_ERR_USAGE, "empty text");
    BAD(plucker = NULL, AX_ERR_USAGE, "rays");
    BAD(text_tokens = 100000, AX_ERR_USAGE, "at most");
    BAD(memory_limit_bytes = 1 << 16, AX_ERR_RESOURCE, "allowed");
    /* One forward first, in which the backend fills its caches. */
    ax_free(sample(&g, &good, NULL, AX_OK, NULL));
    for (int i = 0; i < n; i++) {
        ax_error err = {0};
        size_t before = ax_memory_in_use();
        ax_free(sample(&g, &bad[i].r, NULL, bad[i].status, &err));
        if (!strstr(err.message, bad[i].says)) fail_msg("case %d: %s", i, err.message);
        assert_int_equal(ax_memory_in_use(), before);
    }
    size_t bytes = 0;
    assert_int_equal(ax_sample_bytes(g.t, &good, &bytes, NULL), AX_OK);
    ax_account *account = NULL;
    assert_int_equal(ax_account_open(&account, NULL), AX_OK);
    {
        AX_CHARGE(account);
        ax_free(sample(&g, &good, NULL, AX_OK, NULL));
    }
    size_t took = ax_account_peak(account);
    ax_account_close(account);
    printf("predicted %zu bytes, used %zu\n", bytes, took);
    /* Used but not predicted: the answer's array, the backend's scratch memory. */
    if (!test_on_cuda()) /* device memory is not counted here */
        assert_true(took >= bytes - bytes / 8 && took < bytes + (8u << 20));
    close_golden(&g);
}

/* Numbers that are not finite end the sampling; they would be a take in which nothing
 * moves. */
static void stops_at_what_is_not_finite(void **state) {
    (void)state;
    golden g;
    if (!open_golden(&g, golden_files[0], AX_PRECISION_F32)) skip();
    ax_sample_request r = request_of(&g);
    float *noise = NULL;
    ax_error err = {0};
    TEST_OK(AX_NEW(float, g.count, "noise", &noise, &err));
    ax_philox_normal(3, 0, noise, (size_t)g.count);
    r.noise = noise;
    ax_free(sample(&g, &r, NULL, AX_OK, &err));
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const float before = noise[g.count / 2];
        noise[g.count / 2] = bad[i];
        ax_free(sample(&g, &r, NULL, AX_ERR_MODEL, &err));
        TEST_FAILS(err.code, AX_ERR_MODEL, "no finite numbers");
        noise[g.count / 2] = before;
    }
    ax_free(noise);
    close_golden(&g);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(sample_f32),
                                       cmocka_unit_test(sample_bf16),
                                       cmocka_unit_test(given_frames),
                                       cmocka_unit_test(seeds),
                                       cmocka_unit_test(guidance_ends),
                                       cmocka_unit_test(samples_cached),
                                       cmocka_unit_test(corrections),
                                       cmocka_unit_test(progress_and_cancel),
                                       cmocka_unit_test(refuses_requests),
                                       cmocka_unit_test(stops_at_what_is_not_finite)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
