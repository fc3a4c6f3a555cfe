/* The text encoder "umt5": a small one against transformers (golden/umt5), and folders
 * that are wrong. */
#include "support.h"

#include <sys/stat.h>
#include <unistd.h>

#include "text/relative_attention.h"
#include "text/text.h"
#include "text/umt5.h"

#define GOLDEN "golden/umt5"
enum { TEXTS = 4, TOKENS = 512, WIDTH = 32, FILES = 5 };
static const char *const files[FILES] = {
    "tokenizer.json", "config.json", "model.safetensors.index.json",
    "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"};

/* Roundings of 2^-24 or 2^-9 at each product of two layers. */
static const double f32_bound = 1e-4, bf16_bound = 2e-2;

static ax_device *open_device(ax_precision precision) {
    ax_error err = {0};
    ax_device *dev = NULL;
    const ax_device_options options = {sizeof options, 1, precision};
    TEST_OK(ax_ops_cpu()->open(&options, &dev, &err));
    return dev;
}

static void check_golden(ax_precision precision) {
    ax_error err = {0};
    ax_device *dev = open_device(precision);
    ax_weights *w = NULL;
    ax_text *text = NULL;
    static float states[(TOKENS + 1) * WIDTH], expected[TOKENS * WIDTH];
    TEST_OK(ax_weights_open(GOLDEN "/model-00001-of-00002.safetensors", &w, &err));
    TEST_OK(ax_text_open(ax_ops_cpu(), dev, "umt5", GOLDEN, TOKENS, &text, &err));
    const bool f32 = ax_ops_cpu()->compute_dtype(dev) == AX_F32;
    assert_int_equal(ax_text_width(text), WIDTH);
    for (int i = 0; i < TEXTS; i++) {
        char name[32];
        ax_tensor t;
        int tokens = -1;
        (void)snprintf(name, sizeof name, "text.%d", i);
        const char *prompt = ax_weights_metadata(w, name);
        (void)snprintf(name, sizeof name, "golden.states.%d", i);
        TEST_OK(ax_weights_find(w, name, 2, (int64_t[]){-1, WIDTH}, &t, &err));
        const int64_t count = t.shape[0];
        assert_true(prompt && count <= TOKENS);
        ax_tensor_to_f32(&t, expected);
        states[count * WIDTH] = 77.0f; /* rows beyond the text must stay */
        TEST_OK(ax_text_encode(text, prompt, states, &tokens, &err));
        assert_int_equal(tokens, count);
        assert_true(states[count * WIDTH] == 77.0f);
        const double error = test_error(states, expected, (size_t)count * WIDTH);
        print_message("%d tokens, relative error %.2e\n", tokens, error);
        assert_true(error <= (f32 ? f32_bound : bf16_bound));
    }
    ax_text_close(text);
    ax_weights_close(w);
    ax_ops_cpu()->close(dev);
}

static void test_states_f32(void **state) {
    (void)state;
    check_golden(AX_PRECISION_F32);
}

static void test_states_bf16(void **state) {
    (void)state;
    check_golden(AX_PRECISION_BF16);
}

/* transformers' buckets for 32 of them and a distance of 128. */
static void test_buckets(void **state) {
    (void)state;
    static const struct {
        int64_t distance, bucket;
    } cases[] = {{0, 0},   {-1, 1},   {-7, 7},    {-8, 8},    {-11, 8},  {-12, 9},
                 {-15, 9}, {-16, 10}, {-127, 15}, {-500, 15}, {1, 17},   {8, 24},
                 {16, 26}, {32, 28},  {64, 30},   {128, 31},  {4095, 31}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(ax_relative_bucket(32, 128, cases[i].distance),
                         cases[i].bucket);
}

/* ---- folders that are wrong ---- */

static void copy(const char *from, const char *to) {
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in && out);
    for (int c; (c = fgetc(in)) != EOF;) (void)fputc(c, out);
    (void)fclose(in);
    (void)fclose(out);
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

static void expect_refused(ax_device *dev, const char *dir, int max_tokens,
                           const char *words) {
    ax_text *text = NULL;
    ax_error err = {0};
    TEST_FAILS(ax_text_open(ax_ops_cpu(), dev, "umt5", dir, max_tokens, &text, &err),
               AX_ERR_MODEL, words);
    assert_null(text);
}

static void test_wrong_folders(void **state) {
    (void)state;
    ax_device *dev = open_device(AX_PRECISION_F32);
    char dir[] = "/tmp/ax_umt5_XXXXXX", at[FILES][96], from[96];
    assert_non_null(mkdtemp(dir));
    expect_refused(dev, "/nonexistent", 8, "no tokenizer.json");
    for (int i = 0; i < FILES; i++)
        (void)snprintf(at[i], sizeof at[i], "%s/%s", dir, files[i]);
    for (int i = 0; i < FILES; i++) {
        (void)snprintf(from, sizeof from, GOLDEN "/%s", files[i]);
        copy(from, at[i]);
        if (i == 1) expect_refused(dev, dir, 8, "model.safetensors");
        if (i == 2) expect_refused(dev, dir, 8, "model-00001-of-00002.safetensors");
        if (i == 3) expect_refused(dev, dir, 8, "model-00002-of-00002.safetensors");
    }
    expect_refused(dev, dir, 1, "text.max_tokens");
    expect_refused(dev, dir, 5000, "text.max_tokens");
    write_file(at[1], "{\"model_type\":\"t5\"}");
    expect_refused(dev, dir, 8, "\"model_type\" is \"t5\"");
    write_file(at[1], "{\"num_heads\":4}");
    expect_refused(dev, dir, 8, "\"num_heads\" is 4");
    write_file(at[1], "{\"feed_forward_proj\":\"relu\"}");
    expect_refused(dev, dir, 8, "\"feed_forward_proj\"");
    write_file(at[1], "{\"relative_attention_max_distance\":8}");
    expect_refused(dev, dir, 8, "relative_attention_max_distance");
    write_file(at[1], "{}");
    write_file(at[2], "{\"weight_map\":{\"x\":\"../model.safetensors\"}}");
    expect_refused(dev, dir, 8, "\"weight_map\"");
    write_file(at[2], "{\"weight_map\":[]}");
    expect_refused(dev, dir, 8, "\"weight_map\"");
    write_file(at[2], "{\"weight_map\":{\"x\":\"model-00001-of-00002.safetensors\"}}");
    expect_refused(dev, dir, 8, "should be in");
    for (int i = 0; i < FILES; i++) (void)unlink(at[i]);
    (void)rmdir(dir);
    ax_ops_cpu()->close(dev);
}

static void test_ids(void **state) {
    (void)state;
    ax_device *dev = open_device(AX_PRECISION_F32);
    ax_umt5 *u = NULL;
    ax_error err = {0};
    float states[WIDTH];
    TEST_OK(ax_umt5_open(ax_ops_cpu(), dev, GOLDEN, &u, &err));
    const int32_t bad[] = {ax_umt5_vocabulary(u), -1};
    for (int i = 0; i < 2; i++)
        TEST_FAILS(ax_umt5_forward(u, &bad[i], 1, states, &err), AX_ERR_USAGE,
                   "outside the vocabulary");
    TEST_FAILS(ax_umt5_forward(u, bad, 0, states, &err), AX_ERR_USAGE, "tokens");
    ax_umt5_close(u);
    ax_ops_cpu()->close(dev);
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
    static float states[8 * WIDTH];
    ax_memory_set_hooks(failing_alloc, free);
    ax_device *dev = open_device(AX_PRECISION_F32);
    int done = -1;
    for (int n = 0; done < 0; n++) {
        ax_text *text = NULL;
        ax_error err = {0};
        int tokens;
        allocations_left = n;
        ax_status status =
            ax_text_open(ax_ops_cpu(), dev, "umt5", GOLDEN, 8, &text, &err);
        if (status == AX_OK) {
            status = ax_text_encode(text, "a dog", states, &tokens, &err);
            ax_text_close(text);
        }
        allocations_left = -1;
        if (status == AX_OK) {
            done = n;
        } else {
            assert_int_equal(status, AX_ERR_RESOURCE);
            assert_int_equal(err.code, AX_ERR_RESOURCE);
        }
    }
    print_message("%d allocations failed in turn\n", done);
    assert_true(done > 100);
    ax_ops_cpu()->close(dev);
    assert_int_equal(ax_memory_in_use(), 0);
    ax_memory_set_hooks(NULL, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states_f32), cmocka_unit_test(test_states_bf16),
        cmocka_unit_test(test_buckets),    cmocka_unit_test(test_wrong_folders),
        cmocka_unit_test(test_ids),        cmocka_unit_test(test_allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
