/* The VAE against diffusers' AutoencoderKLWan (golden/vae_*.safetensors, see README.md
 * there): a Wan-like one, streamed with its caches, and nano-like ones whose frames are
 * independent. */
#include "diffusion/vae.h"
#include "test_backend.h"

#define WAN "golden/vae_wan.safetensors"
#define NANO "golden/vae_nano.safetensors"
#define NANO_PLAIN "golden/vae_nano_plain.safetensors"

/* F32: sums of some thousand products in another order. bf16: roundings of 2^-9 through
 * about twenty layers. */
static const double f32_bound = 1e-4, bf16_bound = 2e-2;

/* More threads would be slow on a busy machine. */
static int threads = 1;

typedef struct golden {
    ax_weights *file;
    ax_device *dev;
    ax_vae *vae;
    ax_clips image, latent;
    float *images, *encoded, *latents, *decoded, *mean, *std;
    int channels;
} golden;

static float *load(const golden *g, const char *name, ax_tensor *t) {
    ax_tensor tensor = {0};
    float *out = NULL;
    assert_int_equal(ax_weights_find(g->file, name, -1, NULL, &tensor, NULL), AX_OK);
    assert_int_equal(AX_NEW(float, ax_tensor_count(&tensor), "golden", &out, NULL),
                     AX_OK);
    ax_tensor_to_f32(&tensor, out);
    if (t) *t = tensor;
    return out;
}

static ax_vae_options options_of(const golden *g, size_t scratch) {
    return (ax_vae_options){.size = sizeof(ax_vae_options),
                            .latents_mean = g->mean,
                            .latents_std = g->std,
                            .count = g->channels,
                            .scratch_limit = scratch};
}

static golden open_golden(const char *path, ax_precision precision, size_t scratch) {
    golden g = {0};
    ax_error err = {0};
    ax_tensor images, latents;
    if (ax_weights_open(path, &g.file, &err) != AX_OK) fail_msg("%s", err.message);
    g.images = load(&g, "golden.images", &images);
    g.decoded = load(&g, "golden.decoded", NULL);
    g.encoded = load(&g, "golden.encoded", NULL);
    g.latents = load(&g, "golden.latents", &latents);
    g.mean = load(&g, "golden.latents_mean", NULL);
    g.std = load(&g, "golden.latents_std", NULL);
    g.channels = (int)latents.shape[1];
    g.image =
        (ax_clips){images.shape[0], images.shape[1], images.shape[2], images.shape[3]};
    g.latent = (ax_clips){latents.shape[0], latents.shape[2], latents.shape[3],
                          latents.shape[4]};
    ax_device_options device = {sizeof device, threads, precision};
    if (test_backend()->open(&device, &g.dev, &err) != AX_OK)
        fail_msg("%s", err.message);
    const ax_vae_options options = options_of(&g, scratch);
    if (ax_vae_open(test_backend(), g.dev, path, &options, &g.vae, &err) != AX_OK)
        fail_msg("%s", err.message);
    return g;
}

static void close_golden(golden *g) {
    float *arrays[] = {g->images, g->encoded, g->latents, g->decoded, g->mean, g->std};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) ax_free(arrays[i]);
    ax_vae_close(g->vae);
    test_backend()->close(g->dev);
    ax_weights_close(g->file);
}

static size_t pixels(ax_clips c) {
    return (size_t)(c.clips * c.frames * c.height * c.width);
}

static void check(const char *what, const float *a, const float *b, size_t count,
                  double bound) {
    const double error = test_error(a, b, count);
    print_message("%s: relative error %.2e, %.0f %% of the bound\n", what, error,
                  100.0 * error / bound);
    assert_true(error <= bound);
}

static void check_golden(const char *path, ax_precision precision, size_t scratch) {
    golden g = open_golden(path, precision, scratch);
    ax_error err = {0};
    const bool bf16 = test_backend()->compute_dtype(g.dev) == AX_BF16;
    const double bound = bf16 ? bf16_bound : f32_bound;
    const size_t images = pixels(g.image) * 3;
    const size_t latents = pixels(g.latent) * (size_t)g.channels;
    float *image = malloc(images * sizeof *image);
    float *latent = malloc(latents * sizeof *latent);
    uint8_t *bytes = malloc(images);
    assert_true(image && latent && bytes);
    print_message("%s, %s\n", path, test_backend()->describe(g.dev));

    if (ax_vae_decode_f32(g.vae, g.latents, g.latent, image, NULL, &err) != AX_OK)
        fail_msg("%s", err.message);
    check("decode", image, g.decoded, images, bound);
    if (ax_vae_encode_f32(g.vae, g.images, g.image, latent, NULL, &err) != AX_OK)
        fail_msg("%s", err.message);
    check("encode", latent, g.encoded, latents, bound);

    /* as uint8: input images are exact, decoded ones rounded to nearest */
    assert_int_equal(ax_vae_decode(g.vae, g.latents, g.latent, bytes, NULL, &err),
                     AX_OK);
    for (size_t i = 0; i < images; i++) {
        const double expected = ((double)image[i] + 1.0) * 127.5;
        assert_true(fabs(expected - bytes[i]) <= 0.5 + 1e-4);
    }
    for (size_t i = 0; i < images; i++) {
        bytes[i] = (uint8_t)lrintf((g.images[i] + 1.0f) * 127.5f);
    }
    assert_int_equal(ax_vae_encode(g.vae, bytes, g.image, latent, NULL, &err), AX_OK);
    check("encode, 8 bits", latent, g.encoded, latents, bound);
    free(image);
    free(latent);
    free(bytes);
    close_golden(&g);
}

static void test_wan_f32(void **state) {
    (void)state;
    check_golden(WAN, AX_PRECISION_F32, 0);
}

/* Frames one by one: the same to the bit as together, in less memory. */
static void check_together(ax_precision precision) {
    golden g = open_golden(WAN, precision, 0);
    ax_error err = {0};
    ax_vae_options options = options_of(&g, 0);
    ax_vae *vae = NULL;
    options.together = true;
    assert_int_equal(ax_vae_open(test_backend(), g.dev, WAN, &options, &vae, &err),
                     AX_OK);
    const size_t images = pixels(g.image) * 3, bytes = images * sizeof(float);
    float *one = malloc(bytes), *all = malloc(bytes);
    assert_true(one && all && g.latent.frames > 2);
    assert_int_equal(ax_vae_decode_f32(g.vae, g.latents, g.latent, one, NULL, &err),
                     AX_OK);
    assert_int_equal(ax_vae_decode_f32(vae, g.latents, g.latent, all, NULL, &err),
                     AX_OK);
    assert_memory_equal(one, all, bytes);
    const size_t less = ax_vae_decode_bytes(g.vae, g.latent);
    const size_t more = ax_vae_decode_bytes(vae, g.latent);
    print_message("decode: %zu bytes of scratch, %zu together\n", less, more);
    assert_true(less < more);
    free(one);
    free(all);
    ax_vae_close(vae);
    close_golden(&g);
}

static void test_together(void **state) {
    (void)state;
    check_together(AX_PRECISION_F32);
    check_together(AX_PRECISION_BF16);
}

static void test_nano_f32(void **state) {
    (void)state;
    check_golden(NANO, AX_PRECISION_F32, 0); /* all frames in one pass */
    check_golden(NANO, AX_PRECISION_F32, 1); /* one at a time */
    check_golden(NANO_PLAIN, AX_PRECISION_F32, 0);
}

static void test_threads(void **state) {
    (void)state;
    threads = 2;
    check_golden(NANO, AX_PRECISION_F32, 0);
    threads = 1;
}

static void test_bf16(void **state) {
    (void)state;
    check_golden(WAN, AX_PRECISION_BF16, 0);
    check_golden(NANO, AX_PRECISION_BF16, 0);
    check_golden(NANO_PLAIN, AX_PRECISION_BF16, 0);
}

/* A causal model's first frames do not depend on later ones, nor on other clips. */
static void test_streaming(void **state) {
    (void)state;
    golden g = open_golden(WAN, AX_PRECISION_F32, 0);
    const ax_clips one = {1, 1, g.latent.height, g.latent.width};
    const size_t cells = pixels(one), frame = pixels(ax_vae_image_size(g.vae, one)) * 3;
    float latent[256], *image = malloc(frame * sizeof *image);
    assert_non_null(image);
    assert_true(cells * (size_t)g.channels <= 256);
    for (int64_t clip = 0; clip < g.latent.clips; clip++) {
        for (int c = 0; c < g.channels; c++) {
            const int64_t from = (clip * g.channels + c) * g.latent.frames;
            memcpy(latent + (size_t)c * cells, g.latents + (size_t)from * cells,
                   cells * sizeof(float));
        }
        assert_int_equal(ax_vae_decode_f32(g.vae, latent, one, image, NULL, NULL),
                         AX_OK);
        check("first frame alone", image,
              g.decoded + (size_t)(clip * g.image.frames) * frame, frame, f32_bound);
    }
    free(image);
    close_golden(&g);
}

static void test_sizes(void **state) {
    (void)state;
    golden g = open_golden(WAN, AX_PRECISION_F32, 0);
    assert_int_equal(ax_vae_spatial_factor(g.vae), 8);
    assert_int_equal(ax_vae_temporal_factor(g.vae), 4);
    assert_int_equal(ax_vae_latent_channels(g.vae), 3);
    assert_false(ax_vae_frames_independent(g.vae));
    const ax_clips long_clip = {2, 81, 32, 16};
    const ax_clips latent = ax_vae_latent_size(g.vae, long_clip);
    assert_int_equal(latent.frames, 21);
    assert_int_equal(latent.height, 4);
    assert_int_equal(latent.width, 2);
    const ax_clips back = ax_vae_image_size(g.vae, latent);
    assert_memory_equal(&back, &long_clip, sizeof back);
    /* memory does not grow with the length, and is as predicted */
    const ax_clips short_clip = {1, 2, 4, 2};
    assert_int_equal(ax_vae_decode_bytes(g.vae, short_clip),
                     ax_vae_decode_bytes(g.vae, latent));
    assert_int_equal(ax_vae_decode_bytes(g.vae, (ax_clips){1, 0, 4, 2}), 0);
    assert_int_equal(ax_vae_decode_bytes(g.vae, (ax_clips){1, 1, INT64_MAX, 2}), 0);
    assert_int_equal(ax_vae_encode_bytes(g.vae, (ax_clips){1, 1, 1 << 20, 8}), 0);
    close_golden(&g);

    g = open_golden(NANO, AX_PRECISION_F32, 0);
    assert_int_equal(ax_vae_spatial_factor(g.vae), 4);
    assert_int_equal(ax_vae_temporal_factor(g.vae), 1);
    assert_true(ax_vae_frames_independent(g.vae));
    close_golden(&g);
}

static void test_refuses(void **state) {
    (void)state;
    golden g = open_golden(WAN, AX_PRECISION_F32, 0);
    float out[64];
    const ax_clips wrong[] = {
        {1, 4, 16, 16}, {1, 1, 12, 16}, {1, 1, 16, 4}, {0, 1, 16, 16}, {1, 0, 16, 16},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ax_error err = {0};
        assert_int_equal(ax_vae_encode_f32(g.vae, g.images, wrong[i], out, NULL, &err),
                         AX_ERR_USAGE);
        if (i == 0) print_message("%s\n", err.message);
    }
    ax_vae *vae = NULL;
    ax_error err = {0};
    ax_vae_options options = options_of(&g, 0);
    options.count = 2;
    assert_int_equal(ax_vae_open(test_backend(), g.dev, WAN, &options, &vae, &err),
                     AX_ERR_MODEL);
    print_message("%s\n", err.message);
    options.count = g.channels;
    g.std[1] = 0.0f;
    err = (ax_error){0};
    assert_int_equal(ax_vae_open(test_backend(), g.dev, WAN, &options, &vae, &err),
                     AX_ERR_MODEL);
    print_message("%s\n", err.message);
    err = (ax_error){0};
    assert_int_equal(ax_vae_open(test_backend(), g.dev,
                                 "golden/transformer_wan.safetensors", &options, &vae,
                                 &err),
                     AX_ERR_MODEL);
    print_message("%s\n", err.message);
    assert_null(vae);
    close_golden(&g);
}

/* ---- progress and cancellation ---- */

typedef struct watcher {
    int calls, last, cancel_at;
    ax_cancel cancel;
} watcher;

static void watch(void *user, const char *stage, int step, int total, double left) {
    watcher *w = user;
    (void)left;
    assert_string_equal(stage, "decode");
    assert_int_equal(total, 6);
    assert_true(step >= w->last);
    w->last = step;
    w->calls++;
    if (step == w->cancel_at) ax_cancel_set(&w->cancel);
}

static void test_progress(void **state) {
    (void)state;
    golden g = open_golden(WAN, AX_PRECISION_F32, 0);
    float *image = malloc(pixels(g.image) * 3 * sizeof *image);
    assert_non_null(image);
    /* once before memory is counted: the device keeps its scratch memory */
    assert_int_equal(ax_vae_decode_f32(g.vae, g.latents, g.latent, image, NULL, NULL),
                     AX_OK);
    for (int at = 6; at >= 0; at--) {
        watcher w = {.cancel_at = at == 6 ? -1 : at};
        ax_progress progress = {.report = watch, .user = &w, .cancel = &w.cancel};
        ax_error err = {0};
        const size_t before = ax_memory_in_use();
        const ax_status status =
            ax_vae_decode_f32(g.vae, g.latents, g.latent, image, &progress, &err);
        assert_int_equal(status, at == 6 ? AX_OK : AX_ERR_CANCELLED);
        assert_int_equal(w.last, at);
        assert_int_equal(ax_memory_in_use(), before);
        if (at == 6) assert_int_equal(w.calls, 7);
    }
    free(image);
    close_golden(&g);
}

/* ---- every allocation fails once ---- */

static int allocations_left = -1;
static void *failing_alloc(size_t size) {
    if (allocations_left == 0) return NULL;
    if (allocations_left > 0) allocations_left--;
    return aligned_alloc(64, size ? size : 64);
}

static void test_allocation_failures(void **state) {
    (void)state;
    if (test_on_cuda()) skip(); /* kernels/cuda/tests/test_failures.c does the same */
    ax_memory_set_hooks(failing_alloc, free);
    golden g = open_golden(WAN, AX_PRECISION_F32, 0);
    float *image = malloc(pixels(g.image) * 3 * sizeof *image);
    assert_non_null(image);
    const ax_vae_options options = options_of(&g, 0);
    /* Each of the first ones, which differ; then every seventh, in the many layers. */
    int opened = -1, decoded = -1;
    for (int n = 0; decoded < 0; n += n < 30 || opened >= 0 ? 1 : 7) {
        ax_vae *vae = NULL;
        ax_error err = {0};
        allocations_left = n;
        ax_status status =
            ax_vae_open(test_backend(), g.dev, WAN, &options, &vae, &err);
        if (status == AX_OK) {
            if (opened < 0) opened = n;
            status = ax_vae_decode_f32(vae, g.latents, g.latent, image, NULL, &err);
            ax_vae_close(vae);
        }
        allocations_left = -1;
        if (status == AX_OK) {
            decoded = n;
        } else {
            assert_int_equal(status, AX_ERR_RESOURCE);
            assert_int_equal(err.code, AX_ERR_RESOURCE);
        }
    }
    print_message("opening takes %d allocations, decoding %d\n", opened,
                  decoded - opened);
    assert_true(opened > 100 && decoded > opened);
    check("decode after the failures", image, g.decoded, pixels(g.image) * 3,
          f32_bound);
    free(image);
    close_golden(&g);
    assert_int_equal(ax_memory_in_use(), 0);
    ax_memory_set_hooks(NULL, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wan_f32),  cmocka_unit_test(test_together),
        cmocka_unit_test(test_nano_f32), cmocka_unit_test(test_bf16),
        cmocka_unit_test(test_threads),  cmocka_unit_test(test_streaming),
        cmocka_unit_test(test_sizes),    cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_progress), cmocka_unit_test(test_allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
