/* The transformer and the denoising loop against the PyTorch reference and diffusers.
 *
 * golden/transformer_*.safetensors hold a small random model together with inputs and
 * answers: tensors "golden.template" [V, M, C, h, w], "golden.plucker" [V, 6, h, w],
 * "golden.text" and "golden.null_text" [T, text], "golden.x" (the noise too) and
 * "golden.velocity" and "golden.sample" [V, M, C, F, h, w]; the rest in the
 * metadata. */
#include "diffusion/sample.h"
#include "test_backend.h"

static const char *const golden_files[] = {
    "golden/transformer_joint.safetensors", "golden/transformer_pose.safetensors",
    "golden/transformer_wan.safetensors", "golden/transformer_conditioning.safetensors",
    "golden/transformer_pooled.safetensors"};
enum { FILES = 5 };

typedef struct golden {
    ax_weights *file;
    ax_transformer_config config;
    ax_device *dev;
    ax_transformer *t;
    const ax_transformer_info *info;
    float *template_latents, *plucker, *text, *null_text, *x, *velocity, *sample;
    int64_t views, frames, height, width, text_tokens, null_tokens, count;
    int timestep;
} golden;

static double metadata(const golden *g, const char *key, double fallback) {
    const char *text = ax_weights_metadata(g->file, key);
    return text ? atof(text) : fallback;
}

/* NULL where the file has no such tensor. */
static float *load(const golden *g, const char *name, ax_tensor *t) {
    ax_tensor tensor = {0};
    float *out = NULL;
    if (!ax_weights_has(g->file, name)) return NULL;
    assert_int_equal(ax_weights_find(g->file, name, -1, NULL, &tensor, NULL), AX_OK);
    assert_int_equal(AX_NEW(float, ax_tensor_count(&tensor), "golden", &out, NULL),
                     AX_OK);
    ax_tensor_to_f32(&tensor, out);
    if (t) *t = tensor;
    return out;
}

static bool open_golden(golden *g, const char *path, ax_precision precision) {
    *g = (golden){0};
    ax_error err = {0};
    FILE *there = fopen(path, "rb");
    if (!there) return false;
    (void)fclose(there);
    if (ax_weights_open(path, &g->file, &err) != AX_OK) fail_msg("%s", err.message);
    const char *modalities = ax_weights_metadata(g->file, "modalities");
    assert_non_null(modalities);
    ax_transformer_config *c = &g->config;
    *c = (ax_transformer_config){.files = 1,
                                 .file = {(char *)(uintptr_t)path},
                                 .heads = (int)metadata(g, "heads", 0),
                                 .rope_theta = 10000.0,
                                 .eps = 1e-6,
                                 .has_template = metadata(g, "template", 1) != 0.0,
                                 .has_template_frame =
                                     metadata(g, "template_frame", 1) != 0.0,
                                 .max_text_tokens = (int)metadata(g, "max_tokens", 0)};
    if (strstr(modalities, "rgb")) c->modality[c->modalities++] = AX_MODALITY_RGB;
    if (strstr(modalities, "pose")) c->modality[c->modalities++] = AX_MODALITY_POSE;
    ax_device_options options = {sizeof options, 1, precision};
    if (test_backend()->open(&options, &g->dev, &err) != AX_OK)
        fail_msg("%s", err.message);
    if (ax_transformer_open(test_backend(), g->dev, c, &g->t, &err) != AX_OK)
        fail_msg("%s", err.message);
    g->info = ax_transformer_describe(g->t);
    ax_tensor x = {0}, text = {0}, null_text = {0};
    g->x = load(g, "golden.x", &x);
    g->template_latents = load(g, "golden.template", NULL);
    g->plucker = load(g, "golden.plucker", NULL);
    g->text = load(g, "golden.text", &text);
    g->null_text = load(g, "golden.null_text", &null_text);
    g->velocity = load(g, "golden.velocity", NULL);
    g->sample = load(g, "golden.sample", NULL);
    assert_true(g->x && g->text && g->velocity);
    g->views = x.shape[0];
    g->frames = x.shape[3];
    g->height = x.shape[4];
    g->width = x.shape[5];
    g->text_tokens = text.shape[0];
    g->null_tokens = null_text.shape[0];
    g->count = ax_tensor_count(&x);
    g->timestep = (int)metadata(g, "timestep", 0);
    return true;
}

static void close_golden(golden *g) {
    float *arrays[] = {g->template_latents, g->plucker, g->text, g->null_text, g->x,
                       g->velocity,         g->sample};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) ax_free(arrays[i]);
    ax_transformer_close(g->t);
    test_backend()->close(g->dev);
    ax_weights_close(g->file);
}

static ax_run *open_run_with(const golden *g, double cache, int branches) {
    ax_shape shape = {g->views, g->frames, g->height, g->width, 1, cache, branches};
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
        const double off = test_error(out[1], out[0], count);
        printf("%s: taken from the cache, %.1e off\n", golden_files[f], off);
        assert_true(off < 1e-5);
        /* A slightly different input reuses the cache, and so is not exact. */
        for (size_t n = 0; n < count; n++) g.x[n] *= 1.05f;
        forward(&g, run, out[1]);
        assert_int_equal(ax_run_reused(run), 2);
        ax_run *plain = open_run(&g);
        forward(&g, plain, out[0]);
        const double missed = test_error(out[1], out[0], count);
        printf("  5%% further: %.1e off\n", missed);
        assert_true(missed < 0.1 && (g.info->layers < 2 || missed > 1e-7));
        ax_run_close(plain);
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

static ax_sample_request request_of(const golden *g) {
    return (ax_sample_request){.views = g->views,
                               .frames = g->frames,
                               .height = g->height,
                               .width = g->width,
                               .template_latents = g->template_latents,
                               .plucker = g->plucker,
                               .text = g->text,
                               .null_text = g->null_text,
                               .text_tokens = g->text_tokens,
                               .null_tokens = g->null_tokens,
                               .sampler = AX_SAMPLER_UNIPC,
                               .steps = (int)metadata(g, "steps", 3),
                               .shift = metadata(g, "shift", 1.0),
                               .guidance_text = metadata(g, "guidance_text", 1.0),
                               .guidance_template =
                                   metadata(g, "guidance_template", 1.0),
                               .noise = g->x};
}

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

static void need(golden *g) {
    if (!open_golden(g, golden_files[0], AX_PRECISION_F32)) skip();
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
    float *plain = sample(&g, &r, NULL, AX_OK, NULL);
    assert_memory_equal(never, plain, (size_t)g.count * sizeof(float));
    const double from_always = test_error(early, always, (size_t)g.count);
    const double from_never = test_error(early, never, (size_t)g.count);
    printf("guidance at first: %.2f from always, %.2f from never\n", from_always,
           from_never);
    assert_true(from_always > 1e-2 && from_never > 1e-2);
    float *all[] = {always, early, never, plain};
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
    float *plain = sample(&g, &r, NULL, AX_OK, NULL);
    r.block_cache = 1e-9;
    float *same = sample(&g, &r, NULL, AX_OK, NULL);
    assert_memory_equal(same, plain, (size_t)g.count * sizeof(float));
    r.block_cache = 0.3;
    float *near = sample(&g, &r, NULL, AX_OK, NULL);
    const double off = test_error(near, plain, (size_t)g.count);
    printf("12 steps with a block cache: %.3f off\n", off);
    assert_true(off > 1e-5 && off < 0.3);
    float *all[] = {plain, same, near};
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
    float *plain = sample(&g, &r, NULL, AX_OK, NULL);
    corrector c = {.by = 1, .count = g.count};
    r.correct = correct;
    r.correct_context = &c;
    float *same = sample(&g, &r, NULL, AX_OK, NULL);
    assert_int_equal(c.calls, 2);
    assert_true(test_error(same, plain, (size_t)g.count) < 1e-4);
    c = (corrector){.by = 0.5f, .count = g.count};
    float *other = sample(&g, &r, NULL, AX_OK, NULL);
    assert_true(test_error(other, plain, (size_t)g.count) > 1e-2);
    c = (corrector){.by = 1, .count = g.count, .fail_at = 2};
    ax_free(sample(&g, &r, NULL, AX_ERR_INPUT, &err));
    assert_non_null(strstr(err.message, "no more"));
    float *all[] = {plain, same, other};
    for (int i = 0; i < 3; i++) ax_free(all[i]);
    close_golden(&g);
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
    if (test_on_cuda()) skip(); /* kernels/cuda/tests/test_backend.c does the same */
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
                                       cmocka_unit_test(sample_f32),
                                       cmocka_unit_test(sample_bf16),
                                       cmocka_unit_test(seeds),
                                       cmocka_unit_test(guidance_ends),
                                       cmocka_unit_test(forward_cached),
                                       cmocka_unit_test(forward_fp8),
                                       cmocka_unit_test(samples_cached),
                                       cmocka_unit_test(corrections),
                                       cmocka_unit_test(no_allocation_in_a_step),
                                       cmocka_unit_test(progress_and_cancel),
                                       cmocka_unit_test(refuses_requests),
                                       cmocka_unit_test(refuses_models),
                                       cmocka_unit_test(later_files_override),
                                       cmocka_unit_test(survives_lack_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
