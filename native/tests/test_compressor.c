/* The compressor against the PyTorch reference (golden/compressor.safetensors, see
 * README.md there), and files that are none. */
#include "support.h"

#include <unistd.h>

#include "diffusion/compressor.h"

#define GOLDEN "golden/compressor.safetensors"

/* Sums of some dozen products in another order; and in bf16 (2^-9 a rounding) through
 * two layers with about five roundings each. */
static const double f32_bound = 1e-5, bf16_bound = 2e-2;

enum { CLIPS = 2, FRAMES = 5, C = 3, H = 6, W = 4, K = 7, T = 6 };
enum { LATENTS = CLIPS * C * FRAMES * H * W, CODES = CLIPS * K * FRAMES * T };

typedef struct golden {
    ax_weights *file;
    ax_device *dev;
    ax_compressor *c;
    ax_compressor_options options;
    float *mean, *std, *template_latents, *latents, *encoded, *codes, *decoded;
} golden;

static golden open_golden(ax_precision precision, size_t scratch) {
    golden g = {.file = test_open_golden(GOLDEN)};
    ax_error err = {0};
    const int64_t latents[] = {CLIPS, C, FRAMES, H, W};
    const int64_t codes[] = {CLIPS, K, FRAMES, 3, 2};
    g.mean = test_golden_f32(g.file, "golden.code_mean", 1, (int64_t[]){K});
    g.std = test_golden_f32(g.file, "golden.code_std", 1, (int64_t[]){K});
    g.template_latents =
        test_golden_f32(g.file, "golden.template", 4, (int64_t[]){CLIPS, C, H, W});
    g.latents = test_golden_f32(g.file, "golden.latents", 5, latents);
    g.encoded = test_golden_f32(g.file, "golden.encoded", 5, codes);
    g.codes = test_golden_f32(g.file, "golden.codes", 5, codes);
    g.decoded = test_golden_f32(g.file, "golden.decoded", 5, latents);
    g.options =
        (ax_compressor_options){.size = sizeof g.options,
                                .heads = atoi(ax_weights_metadata(g.file, "heads")),
                                .eps = atof(ax_weights_metadata(g.file, "eps")),
                                .code_mean = g.mean,
                                .code_std = g.std,
                                .count = K,
                                .channels = C,
                                .height = H,
                                .width = W,
                                .scratch_limit = scratch};
    ax_device_options device = {sizeof device, 1, precision};
    TEST_OK(ax_ops_cpu()->open(&device, &g.dev, &err));
    TEST_OK(ax_compressor_open(ax_ops_cpu(), g.dev, GOLDEN, &g.options, &g.c, &err));
    return g;
}

static void close_golden(golden *g) {
    float *arrays[] = {g->mean,    g->std,   g->template_latents, g->latents,
                       g->encoded, g->codes, g->decoded};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) free(arrays[i]);
    ax_compressor_close(g->c);
    ax_ops_cpu()->close(g->dev);
    ax_weights_close(g->file);
}

static void check_golden(ax_precision precision, size_t scratch, const char *word) {
    golden g = open_golden(precision, scratch);
    ax_error err = {0};
    float codes[CODES], latents[LATENTS];
    char what[64];
    const bool bf16 = ax_ops_cpu()->compute_dtype(g.dev) == AX_BF16;
    const double bound = bf16 ? bf16_bound : f32_bound;
    TEST_OK(ax_compressor_encode(g.c, g.latents, CLIPS, FRAMES, codes, NULL, &err));
    (void)snprintf(what, sizeof what, "encode, %s", word);
    test_close(what, codes, g.encoded, CODES, bound);
    TEST_OK(ax_compressor_decode(g.c, g.codes, g.template_latents, CLIPS, FRAMES,
                                 latents, NULL, &err));
    (void)snprintf(what, sizeof what, "decode, %s", word);
    test_close(what, latents, g.decoded, LATENTS, bound);
    close_golden(&g);
}

static void agrees_with_the_reference(void **state) {
    (void)state;
    check_golden(AX_PRECISION_F32, 0, "F32");
    check_golden(AX_PRECISION_F32, 1, "F32, a frame at a time");
    check_golden(AX_PRECISION_F32, 20000, "F32, some frames at a time");
    check_golden(AX_PRECISION_BF16, 0, "bf16");
}

static void tells_sizes(void **state) {
    (void)state;
    golden g = open_golden(AX_PRECISION_F32, 0);
    const ax_compressor_info *info = ax_compressor_describe(g.c);
    assert_true(info->channels == C && info->height == H && info->width == W);
    assert_true(info->code == K && info->rows == 3 && info->columns == 2);
    assert_true(info->patch == 2 && info->dim == 40 && info->ffn == 72);
    /* Memory is what a call takes, and does not grow with the number of frames for
     * long. */
    float codes[CODES];
    ax_error err = {0};
    TEST_OK(ax_compressor_encode(g.c, g.latents, CLIPS, FRAMES, codes, NULL, &err));
    const size_t before = ax_memory_in_use();
    ax_memory_reset_peak();
    TEST_OK(ax_compressor_encode(g.c, g.latents, CLIPS, FRAMES, codes, NULL, &err));
    assert_int_equal(ax_memory_in_use(), before);
    const size_t took = ax_memory_peak() - before;
    const size_t told = ax_compressor_encode_bytes(g.c, CLIPS, FRAMES);
    assert_true(took >= told && took <= told + 2 * 64);
    assert_true(ax_compressor_decode_bytes(g.c, 1, 1) > 0);
    assert_true(ax_compressor_decode_bytes(g.c, 1 << 20, 1 << 20) <= (size_t)16 << 20);
    assert_int_equal(ax_compressor_encode_bytes(g.c, 0, 1), 0);
    assert_int_equal(ax_compressor_decode_bytes(g.c, 1, INT64_MAX), 0);
    TEST_FAILS(ax_compressor_encode(g.c, g.latents, 0, 1, codes, NULL, &err),
               AX_ERR_USAGE, "clips");
    close_golden(&g);
}

static void stops_when_asked(void **state) {
    (void)state;
    golden g = open_golden(AX_PRECISION_F32, 0);
    float codes[CODES];
    ax_error err = {0};
    atomic_bool cancel;
    atomic_init(&cancel, true);
    ax_progress progress = {.cancel = &cancel};
    /* once before memory is counted: a device keeps scratch of its own */
    TEST_OK(ax_compressor_encode(g.c, g.latents, CLIPS, FRAMES, codes, NULL, &err));
    const size_t before = ax_memory_in_use();
    assert_int_equal(
        ax_compressor_encode(g.c, g.latents, CLIPS, FRAMES, codes, &progress, &err),
        AX_ERR_CANCELLED);
    assert_int_equal(ax_memory_in_use(), before);
    close_golden(&g);
}

/* ---- files that lie ---- */

static char path[] = "/tmp/ax_test_compressor_XXXXXX";

static int make_path(void **state) {
    (void)state;
    const int file = mkstemp(path);
    if (file >= 0) close(file);
    return file < 0;
}
static int remove_path(void **state) {
    (void)state;
    return unlink(path);
}

/* The golden file with `from` in its header made `to`, of the same length. */
static void write_changed(const char *from, const char *to) {
    FILE *file = fopen(GOLDEN, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long size = ftell(file);
    assert_true(size > 0 && strlen(from) == strlen(to));
    rewind(file);
    char *data = malloc((size_t)size + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, (size_t)size, file), (size_t)size);
    (void)fclose(file);
    data[size] = '\0'; /* the header's length ends with zeros: look behind it */
    char *at = strstr(data + 8, from);
    if (!at) fail_msg("%s is not in the header", from);
    memcpy(at, to, strlen(to));
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, (size_t)size, file), (size_t)size);
    assert_int_equal(fclose(file), 0);
    free(data);
}

static void refuse_file(const golden *g, const char *says) {
    ax_error err = {0};
    ax_compressor *c = NULL;
    const size_t before = ax_memory_in_use();
    TEST_FAILS(ax_compressor_open(ax_ops_cpu(), g->dev, path, &g->options, &c, &err),
               AX_ERR_MODEL, says);
    assert_null(c);
    assert_int_equal(ax_memory_in_use(), before);
}

static void refuses_files(void **state) {
    (void)state;
    golden g = open_golden(AX_PRECISION_F32, 0);
    int refused = 0;
    const char *name;
    for (size_t i = 0; (name = ax_weights_name(g.file, i)) != NULL; i++) {
        char from[128], to[128];
        if (strncmp(name, "golden.", 7) == 0) continue;
        (void)snprintf(from, sizeof from, "\"%s\"", name);
        (void)snprintf(to, sizeof to, "\"X%s\"", name + 1);
        write_changed(from, to);
        refuse_file(&g, name[0] == 'e' || name[0] == 'd' || name[0] == 't' ? name : "");
        refused++;
    }
    printf("%d files with a tensor missing refused\n", refused);
    static const char *const changes[][3] = {
        {"encoder.position\":{\"dtype\":\"F32\",\"shape\":[6,40]",
         "encoder.position\":{\"dtype\":\"F32\",\"shape\":[40,6]", "encoder.position"},
        {"encoder.position\":{\"dtype\":\"F32\",\"shape\":[6,40]",
         "encoder.position\":{\"dtype\":\"F32\",\"shape\":[240] ", "encoder.position"},
        {"decoder.position\":{\"dtype\":\"F32\",\"shape\":[6,40]",
         "decoder.position\":{\"dtype\":\"F32\",\"shape\":[3,80]", "decoder.position"},
        {"template_in.weight\":{\"dtype\":\"F32\",\"shape\":[40,12]",
         "template_in.weight\":{\"dtype\":\"F32\",\"shape\":[12,40]", "template_in"},
        {"encoder.proj_in.weight\":{\"dtype\":\"F32\",\"shape\":[40,12]",
         "encoder.proj_in.weight\":{\"dtype\":\"F32\",\"shape\":[80,6] ", "proj_"},
        {"encoder.proj_out.weight\":{\"dtype\":\"F32\",\"shape\":[7,40]",
         "encoder.proj_out.weight\":{\"dtype\":\"F32\",\"shape\":[40,7]", "proj_out"},
        {"linear_1.weight\":{\"dtype\":\"F32\",\"shape\":[72,40]",
         "linear_1.weight\":{\"dtype\":\"F32\",\"shape\":[40,72]", "linear_1"},
        {"norm1.bias\":{\"dtype\":\"F32\"", "norm1.bias\":{\"dtype\":\"I32\"", "norm1"},
        {"decoder.layers.1.norm2.bias", "decoder.layers.9.norm2.bias",
         "decoder.layers.1.norm2.bias"},
        {"decoder.layers.1.norm2.bias", "decoder.layers.999norm2bias",
         "decoder.layers.1.norm2.bias"},
        {"decoder.layers.1.norm2.bias", "decoder.layers.99999.2.bias", "layers"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        write_changed(changes[i][0], changes[i][1]);
        refuse_file(&g, changes[i][2]);
    }
    close_golden(&g);
}

/* What does not come from the file comes from model.json or the VAE. */
static void refuses_options(void **state) {
    (void)state;
    golden g = open_golden(AX_PRECISION_F32, 0);
    const float good_std = g.std[3], good_mean = g.mean[2];
    const float stds[] = {NAN, 0.0f, -1.0f, INFINITY};
    write_changed("", "");
    for (size_t i = 0; i < sizeof stds / sizeof *stds; i++) {
        g.std[3] = stds[i];
        refuse_file(&g, "code_std");
    }
    g.std[3] = good_std;
    g.mean[2] = NAN;
    refuse_file(&g, "mean");
    g.mean[2] = good_mean;

    const ax_compressor_options good = g.options;
    const struct {
        ptrdiff_t field; /* an int, or an int64_t where wide */
        bool wide;
        int64_t value;
        const char *says;
    } wrong[] = {
        {offsetof(ax_compressor_options, heads), false, 3, "heads"},
        {offsetof(ax_compressor_options, heads), false, 0, "heads"},
        {offsetof(ax_compressor_options, count), false, 6, "code channels"},
        {offsetof(ax_compressor_options, count), false, 0, "code channels"},
        {offsetof(ax_compressor_options, count), false, 1000000, "code channels"},
        {offsetof(ax_compressor_options, channels), false, 4, "another VAE"},
        {offsetof(ax_compressor_options, channels), false, 12, "positions"},
        {offsetof(ax_compressor_options, channels), false, 0, "channels"},
        {offsetof(ax_compressor_options, height), true, 5, "patches"},
        {offsetof(ax_compressor_options, height), true, 8, "another size"},
        {offsetof(ax_compressor_options, height), true, INT64_MAX, "cells"},
        {offsetof(ax_compressor_options, width), true, 0, "cells"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const int narrow = (int)wrong[i].value;
        char *field = (char *)&g.options + wrong[i].field;
        if (wrong[i].wide)
            memcpy(field, &wrong[i].value, sizeof wrong[i].value);
        else
            memcpy(field, &narrow, sizeof narrow);
        refuse_file(&g, wrong[i].says);
        g.options = good;
    }
    g.options.eps = NAN;
    refuse_file(&g, "eps");
    close_golden(&g);
}

/* ---- every allocation fails once ---- */

static void survives_lack_of_memory(void **state) {
    (void)state;
    golden g = open_golden(AX_PRECISION_F32, 0);
    float latents[LATENTS];
    int failures = 0;
    ax_status status = AX_ERR_RESOURCE;
    for (long n = 0; status != AX_OK; n++) {
        ax_compressor *c = NULL;
        ax_error err = {0};
        test_fail_after(n);
        status = ax_compressor_open(ax_ops_cpu(), g.dev, GOLDEN, &g.options, &c, &err);
        if (status == AX_OK)
            status = ax_compressor_decode(c, g.codes, g.template_latents, CLIPS, FRAMES,
                                          latents, NULL, &err);
        ax_compressor_close(c);
        test_fail_never();
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_int_equal(err.code, AX_ERR_RESOURCE);
        failures++;
    }
    printf("%d allocations failed one by one\n", failures);
    assert_true(failures > 50);
    test_close("decode after the failures", latents, g.decoded, LATENTS, f32_bound);
    close_golden(&g);
    assert_int_equal(ax_memory_in_use(), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_reference),
        cmocka_unit_test(tells_sizes),
        cmocka_unit_test(stops_when_asked),
        cmocka_unit_test(refuses_files),
        cmocka_unit_test(refuses_options),
        cmocka_unit_test(survives_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
