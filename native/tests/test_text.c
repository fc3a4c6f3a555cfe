/* The text encoder: a small BERT with its own vocabulary against transformers
 * (golden/bert), and errors. */
#include "support.h"

#include <sys/stat.h>
#include <unistd.h>

#include "text/bert.h"
#include "text/text.h"

#define GOLDEN "golden/bert"
#define MINILM "../../assets/minilm-l6-v2"
enum { TEXTS = 3, TOKENS = 24, WIDTH = 48, MINILM_WIDTH = 384 };

/* Roundings of 2^-24 or 2^-9 at each product of two to six layers. */
static const double f32_bound = 1e-4, bf16_bound = 2e-2;

static ax_device *open_device(ax_precision precision) {
    ax_error err = {0};
    ax_device *dev = NULL;
    ax_device_options options = {sizeof options, 1, precision};
    if (ax_ops_cpu()->open(&options, &dev, &err) != AX_OK) fail_msg("%s", err.message);
    return dev;
}

static double bound_of(const ax_device *dev) {
    return ax_ops_cpu()->compute_dtype(dev) == AX_F32 ? f32_bound : bf16_bound;
}

/* |a - b| / |b| */
static double relative_error(const float *a, const float *b, size_t count) {
    double difference = 0.0, size = 0.0;
    for (size_t i = 0; i < count; i++) {
        const double d = (double)a[i] - (double)b[i];
        difference += d * d;
        size += (double)b[i] * (double)b[i];
    }
    return sqrt(difference / size);
}

/* "golden.<what>.<i>" into out[limit]; the rows. */
static int64_t load(ax_weights *w, const char *what, int i, float *out, int64_t limit) {
    char name[64];
    ax_tensor t;
    (void)snprintf(name, sizeof name, "golden.%s.%d", what, i);
    assert_int_equal(ax_weights_find(w, name, -1, NULL, &t, NULL), AX_OK);
    assert_true(ax_tensor_count(&t) <= limit);
    ax_tensor_to_f32(&t, out);
    return t.shape[0];
}

static void check_golden(ax_precision precision) {
    ax_error err = {0};
    ax_device *dev = open_device(precision);
    ax_weights *w = NULL;
    ax_text *text = NULL;
    ax_bert *bert = NULL;
    static float expected[TOKENS * WIDTH], states[(TOKENS + 1) * WIDTH], ids[TOKENS];
    if (ax_weights_open(GOLDEN "/model.safetensors", &w, &err) != AX_OK ||
        ax_text_open(ax_ops_cpu(), dev, "bert", GOLDEN, TOKENS, &text, &err) != AX_OK ||
        ax_bert_open(ax_ops_cpu(), dev, GOLDEN, &bert, &err) != AX_OK) {
        fail_msg("%s", err.message);
    }
    print_message("%s\n", ax_ops_cpu()->describe(dev));
    assert_int_equal(ax_text_width(text), WIDTH);
    assert_int_equal(ax_text_max_tokens(text), TOKENS);
    assert_int_equal(ax_bert_max_tokens(bert), TOKENS);
    assert_int_equal(ax_bert_vocabulary(bert), 40);
    for (int i = 0; i < TEXTS; i++) {
        char key[16];
        int32_t whole[TOKENS];
        int tokens = -1;
        (void)snprintf(key, sizeof key, "text.%d", i);
        const char *prompt = ax_weights_metadata(w, key);
        assert_non_null(prompt);
        const int64_t count = load(w, "ids", i, ids, TOKENS);
        assert_int_equal(load(w, "states", i, expected, TOKENS * WIDTH), count);
        const size_t numbers = (size_t)count * WIDTH;

        states[numbers] = 77.0f; /* rows beyond the text must stay */
        if (ax_text_encode(text, prompt, states, &tokens, &err) != AX_OK)
            fail_msg("%s", err.message);
        assert_int_equal(tokens, count);
        assert_true(states[numbers] == 77.0f);
        const double error = relative_error(states, expected, numbers);
        print_message("\"%s\": %d tokens, relative error %.2e\n", prompt, tokens,
                      error);
        assert_true(error <= bound_of(dev));

        for (int k = 0; k < tokens; k++) whole[k] = (int32_t)ids[k];
        assert_int_equal(ax_bert_forward(bert, whole, tokens, states, &err), AX_OK);
        assert_true(relative_error(states, expected, numbers) <= bound_of(dev));
    }
    ax_bert_close(bert);
    ax_text_close(text);
    ax_weights_close(w);
    ax_ops_cpu()->close(dev);
}

static void test_states_f32(void **state) {
    (void)state;
    check_golden(AX_PRECISION_F32);
}

static void test_golden_bf16(void **state) {
    (void)state;
    check_golden(AX_PRECISION_BF16);
}

static void test_limits(void **state) {
    (void)state;
    ax_device *dev = open_device(AX_PRECISION_F32);
    ax_text *text = NULL;
    ax_bert *bert = NULL;
    ax_error err = {0};
    float states[4 * WIDTH];
    int tokens = 0;
    assert_int_equal(ax_text_open(ax_ops_cpu(), dev, "bert", GOLDEN, 4, &text, &err),
                     AX_OK);
    assert_int_equal(
        ax_text_encode(text, "the bird runs and the dog runs", states, &tokens, &err),
        AX_OK);
    assert_int_equal(tokens, 4);
    ax_text_close(text);
    text = NULL;
    for (int i = 0; i < 2; i++) {
        err = (ax_error){0};
        assert_int_equal(ax_text_open(ax_ops_cpu(), dev, "bert", GOLDEN,
                                      i ? TOKENS + 1 : 1, &text, &err),
                         AX_ERR_MODEL);
        print_message("%s\n", err.message);
    }
    assert_null(text);

    assert_int_equal(ax_bert_open(ax_ops_cpu(), dev, GOLDEN, &bert, NULL), AX_OK);
    const int32_t bad[] = {40, -1};
    for (int i = 0; i < 2; i++) {
        err = (ax_error){0};
        assert_int_equal(ax_bert_forward(bert, &bad[i], 1, states, &err), AX_ERR_USAGE);
        print_message("%s\n", err.message);
    }
    assert_int_equal(ax_bert_forward(bert, bad, 0, states, NULL), AX_ERR_USAGE);
    assert_int_equal(ax_bert_forward(bert, bad, TOKENS + 1, states, NULL),
                     AX_ERR_USAGE);
    ax_bert_close(bert);
    ax_ops_cpu()->close(dev);
}

/* ---- wrong types and folders ---- */

static void copy(const char *from, const char *to, size_t max_bytes) {
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in && out);
    for (int c; max_bytes-- > 0 && (c = fgetc(in)) != EOF;) (void)fputc(c, out);
    (void)fclose(in);
    (void)fclose(out);
}

static void expect_model_error(ax_device *dev, const char *dir, const char *words) {
    ax_text *text = NULL;
    ax_error err = {0};
    const ax_status status =
        ax_text_open(ax_ops_cpu(), dev, "bert", dir, 8, &text, &err);
    print_message("%s\n", err.message);
    assert_int_equal(status, AX_ERR_MODEL);
    assert_null(text);
    assert_non_null(strstr(err.message, words));
}

/* An unknown type is refused with the list of known ones. */
static void test_types(void **state) {
    (void)state;
    ax_text *text = NULL;
    ax_error err = {0}, err_open = {0};
    assert_int_equal(ax_text_check_type("bert", &err), AX_OK);
    assert_int_equal(ax_text_check_type("t6", &err), AX_ERR_MODEL);
    print_message("%s\n", err.message);
    assert_non_null(strstr(err.message, "\"t6\""));
    assert_non_null(strstr(err.message, "supports \"bert\", \"umt5\"."));
    ax_device *dev = open_device(AX_PRECISION_F32);
    assert_int_equal(ax_text_open(ax_ops_cpu(), dev, "t6", GOLDEN, 8, &text, &err_open),
                     AX_ERR_MODEL);
    assert_null(text);
    assert_string_equal(err_open.message, err.message);
    ax_ops_cpu()->close(dev);
}

static void test_bad_folders(void **state) {
    (void)state;
    ax_device *dev = open_device(AX_PRECISION_F32);
    char dir[] = "/tmp/ax_text_XXXXXX", model[64], vocabulary[64], config[64];
    assert_non_null(mkdtemp(dir));
    (void)snprintf(model, sizeof model, "%s/model.safetensors", dir);
    (void)snprintf(vocabulary, sizeof vocabulary, "%s/vocab.txt", dir);
    (void)snprintf(config, sizeof config, "%s/config.json", dir);

    expect_model_error(dev, "/nonexistent", "make setup");
    copy(GOLDEN "/model.safetensors", model, SIZE_MAX);
    expect_model_error(dev, dir, "vocab.txt");
    copy("golden/tokenizer.txt", vocabulary, SIZE_MAX);
    expect_model_error(dev, dir, "[CLS]");
    copy(GOLDEN "/vocab.txt", vocabulary, SIZE_MAX);
    expect_model_error(dev, dir, "heads"); /* 48 is not whole heads of 32 */
    copy("golden/README.md", config, SIZE_MAX);
    expect_model_error(dev, dir, "config.json");
    copy(GOLDEN "/config.json", config, SIZE_MAX);
    FILE *file = fopen(vocabulary, "a");
    assert_non_null(file);
    for (int i = 0; i < 40; i++) (void)fprintf(file, "word%d\n", i);
    (void)fclose(file);
    expect_model_error(dev, dir, "tokens");
    copy(GOLDEN "/vocab.txt", vocabulary, SIZE_MAX);
    copy(GOLDEN "/model.safetensors", model, 5000);
    expect_model_error(dev, dir, "model.safetensors");

    unlink(model);
    unlink(vocabulary);
    unlink(config);
    rmdir(dir);
    ax_ops_cpu()->close(dev);
}

/* Whatever happens to the file of an open encoder, a prompt is encoded as before or
 * refused. */
static void test_changed_file(void **state) {
    (void)state;
    ax_device *dev = open_device(AX_PRECISION_F32);
    char dir[] = "/tmp/ax_text_XXXXXX", name[3][64];
    static const char *const files[] = {"model.safetensors", "vocab.txt",
                                        "config.json"};
    float before[8 * WIDTH], after[8 * WIDTH];
    ax_error err = {0};
    int tokens;
    assert_non_null(mkdtemp(dir));
    for (int i = 0; i < 3; i++) {
        char from[64];
        (void)snprintf(name[i], sizeof name[i], "%s/%s", dir, files[i]);
        (void)snprintf(from, sizeof from, GOLDEN "/%s", files[i]);
        copy(from, name[i], SIZE_MAX);
    }
    for (int way = 0; way < 2; way++) {
        ax_text *text = NULL;
        TEST_OK(ax_text_open(ax_ops_cpu(), dev, "bert", dir, 8, &text, &err));
        TEST_OK(ax_text_encode(text, "a dog", before, &tokens, &err));
        if (way == 0) { /* another file in its place */
            assert_int_equal(unlink(name[0]), 0);
            copy(GOLDEN "/model.safetensors", name[0], SIZE_MAX);
            TEST_OK(ax_text_encode(text, "a dog", after, &tokens, &err));
            assert_memory_equal(before, after, (size_t)tokens * WIDTH * sizeof *after);
        } else {
            assert_int_equal(truncate(name[0], 4096), 0);
            TEST_FAILS(ax_text_encode(text, "a dog", after, &tokens, &err),
                       AX_ERR_MODEL, "was changed after it was opened");
        }
        ax_text_close(text);
    }
    for (int i = 0; i < 3; i++) unlink(name[i]);
    rmdir(dir);
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
    float states[8 * WIDTH];
    ax_memory_set_hooks(failing_alloc, free);
    ax_device *dev = open_device(AX_PRECISION_F32);
    int done = -1;
    for (int n = 0; done < 0; n++) {
        ax_text *text = NULL;
        ax_error err = {0};
        int tokens;
        allocations_left = n;
        ax_status status =
            ax_text_open(ax_ops_cpu(), dev, "bert", GOLDEN, 8, &text, &err);
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
    assert_true(done > 30);
    ax_ops_cpu()->close(dev);
    assert_int_equal(ax_memory_in_use(), 0);
    ax_memory_set_hooks(NULL, NULL);
}

/* ---- all-MiniLM-L6-v2, if it is installed ---- */

/* First numbers of transformers' states for "a dog wagging its tail", per token. */
static const float minilm_states[8][4] = {
    {0.0740162f, 0.2112174f, 0.5819759f, 0.0446429f},
    {-0.0972419f, -0.0712695f, 0.0669183f, 0.3220381f},
    {0.3781157f, -0.2160987f, 0.3723071f, 0.7777939f},
    {0.1759277f, -0.0685843f, 0.5699903f, -0.3315092f},
    {0.1851616f, 0.2821957f, 0.4736939f, 0.3747168f},
    {0.0506265f, 0.1468880f, 0.3018968f, 0.1481112f},
    {0.3618682f, 0.6232257f, 0.7069259f, -0.4098780f},
    {0.1047299f, 0.0976765f, 0.4387144f, 0.4166475f},
};

static void test_minilm(void **state) {
    (void)state;
    if (access(MINILM "/model.safetensors", R_OK) != 0) {
        print_message("skipped: no %s (make setup)\n", MINILM);
        skip();
    }
    static float states[32 * MINILM_WIDTH];
    for (int p = AX_PRECISION_F32; p <= AX_PRECISION_BF16; p++) {
        ax_error err = {0};
        ax_device *dev = open_device((ax_precision)p);
        ax_text *text = NULL;
        int tokens = 0;
        float found[8][4];
        if (ax_text_open(ax_ops_cpu(), dev, "bert", MINILM, 32, &text, &err) != AX_OK ||
            ax_text_encode(text, "a dog wagging its tail", states, &tokens, &err) !=
                AX_OK) {
            fail_msg("%s", err.message);
        }
        assert_int_equal(ax_text_width(text), MINILM_WIDTH);
        assert_int_equal(tokens, 8);
        for (int i = 0; i < tokens; i++)
            memcpy(found[i], states + i * MINILM_WIDTH, sizeof found[i]);
        const double error = relative_error(found[0], minilm_states[0], 32);
        print_message("MiniLM, %s: relative error %.2e\n", ax_ops_cpu()->describe(dev),
                      error);
        assert_true(error <= bound_of(dev));
        ax_text_close(text);
        ax_ops_cpu()->close(dev);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states_f32),
        cmocka_unit_test(test_golden_bf16),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_bad_folders),
        cmocka_unit_test(test_changed_file),
        cmocka_unit_test(test_allocation_failures),
        cmocka_unit_test(test_minilm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
