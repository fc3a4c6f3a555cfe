/* The CUDA backend on a machine of stubs, stub_machine.h: what it refuses, opens,
 * launches and frees. Failing calls: test_failures.c. */
#include <sys/stat.h>
#include <unistd.h>

#include "animax_advanced.h"
#include "cuda_numbers.h"
#include "stub_machine.h"

static void test_open(void **state) {
    (void)state;
    const ax_ops *ops = table();
    ax_device *dev = opened(ops, AX_PRECISION_AUTO);
    print_message("  %s\n", ops->describe(dev));
    assert_non_null(strstr(ops->describe(dev), "Stub, sm_90, bf16"));
    assert_int_equal(ops->compute_dtype(dev), AX_BF16);
    ops->close(dev);
    ops->close(NULL);
    assert_all_returned();
}

/* Every unsuitable machine is refused with the reason. */
static void test_refusals(void **state) {
    const ax_ops *ops = table();
    const struct {
        int *setting, value;
        const char *said;
    } cases[] = {
        {&driver->begins, STUB_NO_DEVICE, "finds no graphics card"},
        {&driver->begins, STUB_UNKNOWN, "does not start"},
        {&driver->cards, 0, "finds no graphics card"},
        {&driver->version, 1000 * AX_NVCC_MAJOR - 920, "update the driver"},
        {&driver->architecture, 75, "architecture 7.5"},
        {&blas->version, 111103, "cuBLASLt 11"},
        {&blas->begins, 1, "Starting cuBLASLt"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ax_error err = {0};
        ax_device *dev = NULL;
        reset(state);
        *cases[i].setting = cases[i].value;
        assert_int_equal(ops->open(NULL, &dev, &err), AX_ERR_RESOURCE);
        print_message("  %s\n", err.message);
        assert_non_null(strstr(err.message, cases[i].said));
        assert_null(dev);
        assert_all_returned();
    }
}

/* Sets an environment variable, and restores it. */
static ax_status open_with(const char *name, const char *value, ax_error *err) {
    char *before = strdup(getenv(name));
    ax_device *dev = NULL;
    const ax_ops *ops = NULL;
    setenv(name, value, 1);
    ax_status status = ax_backend_find(AX_DEVICE_CUDA, &ops, err);
    if (status == AX_OK) status = ops->open(NULL, &dev, err);
    if (status == AX_OK) ops->close(dev);
    setenv(name, before, 1);
    free(before);
    return status;
}

static void test_missing_libraries(void **state) {
    (void)state;
    const struct {
        const char *variable, *value, *said;
    } cases[] = {
        {"ANIMAX_CUDA_BACKEND", "/nowhere/libanimax_cuda.so", "not installed"},
        {"ANIMAX_CUDA_DRIVER", "/nowhere/libcuda.so.1", "No CUDA driver"},
        /* A library that is not CUDA's. */
        {"ANIMAX_CUDA_DRIVER", getenv("ANIMAX_CUDA_BACKEND"), "has no cuInit"},
        {"ANIMAX_CUDA_BACKEND", getenv("ANIMAX_CUDA_DRIVER"), "does not match"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ax_error err = {0};
        assert_int_equal(open_with(cases[i].variable, cases[i].value, &err),
                         AX_ERR_RESOURCE);
        print_message("  %s\n", err.message);
        assert_non_null(strstr(err.message, cases[i].said));
        assert_all_returned();
    }
}

static void copy_file(const char *from, const char *to) {
    static char bytes[1 << 16];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t count;
    assert_true(in && out);
    while ((count = fread(bytes, 1, sizeof bytes, in)) > 0)
        assert_int_equal(fwrite(bytes, 1, count, out), count);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

/* cuBLASLt from NVIDIA's wheel next to the package, of CUDA 13 and of CUDA 12. */
static void test_wheels(void **state) {
    const struct {
        const char *folder, *file;
    } wheels[] = {{"cu13", "libcublasLt.so.13"}, {"cublas", "libcublasLt.so.12"}};
    for (size_t i = 0; i < 2; i++) {
        char site[] = "/tmp/animax-wheels-XXXXXX", backend[256], made[4][256];
        char *elsewhere = strdup(getenv("ANIMAX_CUDA_LIBRARIES"));
        ax_error err = {0};
        reset(state);
        assert_non_null(mkdtemp(site));
        (void)snprintf(backend, sizeof backend, "%s/libanimax_cuda.so", site);
        (void)snprintf(made[0], sizeof made[0], "%s/nvidia", site);
        (void)snprintf(made[1], sizeof made[1], "%s/nvidia/%s", site, wheels[i].folder);
        (void)snprintf(made[2], sizeof made[2], "%s/nvidia/%s/lib", site,
                       wheels[i].folder);
        (void)snprintf(made[3], sizeof made[3], "%s/nvidia/%s/lib/%s", site,
                       wheels[i].folder, wheels[i].file);
        for (int folder = 0; folder < 3; folder++)
            assert_int_equal(mkdir(made[folder], 0700), 0);
        copy_file(getenv("ANIMAX_CUDA_BACKEND"),
                  backend); /* dladdr() gives the path of the link */
        assert_int_equal(symlink(getenv("STUB_BLAS"), made[3]), 0);
        unsetenv("ANIMAX_CUDA_LIBRARIES");
        TEST_OK(open_with("ANIMAX_CUDA_BACKEND", backend, &err));
        setenv("ANIMAX_CUDA_LIBRARIES", elsewhere, 1);
        assert_true(blas->calls > 0); /* and not the system's cuBLASLt */
        assert_all_returned();
        free(elsewhere);
        remove(backend);
        for (int at = 3; at >= 0; at--) remove(made[at]);
        assert_int_equal(rmdir(site), 0);
    }
}

/* Scratch memory is freed after a job, weights are kept. */
static void test_trim(void **state) {
    (void)state;
    const ax_ops *ops = table();
    ax_device *dev = opened(ops, AX_PRECISION_BF16);
    ax_error err = {0};
    everything e = {0};
    TEST_OK(pack(ops, dev, &e, &err));
    const long before = driver->memory;
    for (int i = 0; i < 2; i++) {
        TEST_OK(compute(ops, dev, &e, &err));
        assert_true(driver->memory > before);
        ops->trim(dev);
        assert_int_equal(driver->memory, before);
    }
    drop(ops, dev, &e);
    ops->close(dev);
    assert_all_returned();
}

/* FP8 needs a card that has it; where cuBLASLt does not compute GELU together with the
 * product, it is a separate pass. */
static void test_fp8(void **state) {
    const ax_ops *ops = table();
    ax_device *dev = NULL;
    ax_error err = {0};
    const ax_device_options options = {sizeof options, 0, AX_PRECISION_FP8};
    driver->architecture = 86;
    assert_int_equal(ops->open(&options, &dev, &err), AX_ERR_RESOURCE);
    print_message("  %s\n", err.message);
    assert_non_null(strstr(err.message, "8.9"));
    assert_all_returned();
    const struct {
        ax_precision precision;
        int no_gelu;
        const char *launches[4];
    } cases[] = {{AX_PRECISION_BF16, 0, {NULL}},
                 {AX_PRECISION_FP8, 0, {"ax_absmax", "ax_quantize", NULL}},
                 {AX_PRECISION_FP8, 1, {"ax_absmax", "ax_quantize", "ax_activate"}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        everything e = {0};
        reset(state);
        blas->no_gelu = cases[i].no_gelu;
        dev = opened(ops, cases[i].precision);
        TEST_OK(pack(ops, dev, &e, &err));
        const ax_mat x = ax_mat_of(e.a, AX_BF16, ROWS, COLS);
        const ax_mat y = ax_mat_of(e.b, AX_BF16, ROWS, COLS);
        TEST_OK(ax_op_linear(ops, dev, e.linear, x, AX_ACT_GELU_TANH, y, &err));
        long n = 0;
        for (; cases[i].launches[n]; n++)
            assert_string_equal(driver->launch[n].kernel, cases[i].launches[n]);
        assert_int_equal(driver->launches, n);
        assert_int_equal(blas->launches, 1);
        drop(ops, dev, &e);
        ops->close(dev);
        assert_all_returned();
    }
}

static void test_graphs(void **state) {
    const ax_ops *ops = table();
    ax_error err = {0};
    everything e = {0};
    ax_graph *graph = NULL;
    bool launched = false;
    ax_device *dev = opened(ops, AX_PRECISION_BF16);
    TEST_OK(pack(ops, dev, &e, &err));
    const ax_mat a = ax_mat_of(e.a, AX_F32, ROWS, COLS);
    const ax_mat b = ax_mat_of(e.b, AX_F32, ROWS, COLS);
    /* A product needs scratch memory, which cannot be allocated during a capture. */
    assert_true(ops->capture_begin(dev));
    assert_int_equal(ax_op_linear(ops, dev, e.linear, a, AX_ACT_NONE, b, &err),
                     AX_ERR_RESOURCE);
    ops->capture_end(dev, NULL);
    assert_int_equal(driver->graphs, 0);
    TEST_OK(ax_op_linear(ops, dev, e.linear, a, AX_ACT_NONE, b, &err));
    /* Now there is some; captured operators are not run. */
    const long launches = driver->launches;
    assert_true(ops->capture_begin(dev));
    TEST_OK(ax_op_linear(ops, dev, e.linear, a, AX_ACT_NONE, b, &err));
    TEST_OK(ax_op_activate(ops, dev, a, AX_ACT_SILU, b, &err));
    ops->capture_end(dev, &graph);
    assert_non_null(graph);
    assert_int_equal(driver->launches, launches);
    assert_int_equal(driver->captured, 2); /* x to bf16, SiLU; and a product */
    for (int i = 1; i <= 3; i++) {
        TEST_OK(ops->graph_launch(dev, graph, &launched, &err));
        assert_true(launched && driver->replayed == i);
    }
    /* Freeing scratch memory makes graphs out of date. */
    ops->trim(dev);
    TEST_OK(ops->graph_launch(dev, graph, &launched, &err));
    assert_true(!launched && driver->replayed == 3);
    ops->graph_free(dev, graph);
    ops->graph_free(dev, NULL);
    drop(ops, dev, &e);
    ops->close(dev);
    assert_all_returned();
    /* No graphs where they are switched off or each operator is waited for. */
    const char *const set[][2] = {{"ANIMAX_CUDA_GRAPHS", "0"},
                                  {"ANIMAX_CUDA_SYNC", "1"}};
    for (int i = 0; i < 2; i++) {
        setenv(set[i][0], set[i][1], 1);
        dev = opened(ops, AX_PRECISION_BF16);
        unsetenv(set[i][0]);
        assert_false(ops->capture_begin(dev));
        ops->close(dev);
    }
    /* A driver that cannot capture is asked once. */
    reset(state);
    dev = opened(ops, AX_PRECISION_BF16);
    driver->fail_at = driver->calls + 2; /* enter, then begin */
    driver->fail_with = STUB_NOT_SUPPORTED;
    assert_false(ops->capture_begin(dev));
    const long calls = driver->calls;
    assert_false(ops->capture_begin(dev));
    assert_int_equal(driver->calls, calls + 2); /* enter and leave */
    ops->close(dev);
    assert_all_returned();
}

/* ---- launches ---- */

static const stub_launch *launch(long back) {
    assert_true(driver->launches >= back && driver->launches <= STUB_LAUNCHES);
    return &driver->launch[driver->launches - back];
}

static void test_grids(void **state) {
    (void)state;
    const ax_ops *ops = table();
    ax_device *dev = opened(ops, AX_PRECISION_BF16);
    ax_error err = {0};
    void *memory = NULL;
    enum { B = 5, S = 130 };
    TEST_OK(ops->alloc(dev, B * S * COLS * 4, "a test", &memory, &err));
    const ax_mat x = ax_mat_of(memory, AX_F32, B * S, COLS);
    TEST_OK(ax_op_layer_norm(ops, dev, x, NULL, NULL, NULL, NULL, NULL, NULL, 1e-6f, x,
                             &err));
    assert_string_equal(launch(1)->kernel, "ax_layer_norm");
    assert_int_equal(launch(1)->grid[0], B * S); /* one block per row */
    TEST_OK(ax_op_activate(ops, dev, x, AX_ACT_SILU, x, &err));
    assert_int_equal(launch(1)->grid[0], (B * S * COLS / 4 + 255) / 256);
    /* Neighbours with the same number of keys are one launch: 7, 7 | 9 | 7, 7. */
    const ax_heads h = {memory, AX_F32, B, S, HEADS, HEAD, S * COLS, COLS};
    const int32_t keys[B] = {7, 7, 9, 7, 7};
    TEST_OK(ax_op_attention(ops, dev, h, h, h, keys, 0.1f, h, &err));
    const unsigned batches[] = {2, 1, 2};
    for (long i = 0; i < 3; i++) {
        assert_string_equal(launch(3 - i)->kernel, "ax_attention_32");
        assert_int_equal(launch(3 - i)->grid[0], (S + 63) / 64);
        assert_int_equal(launch(3 - i)->grid[1], HEADS);
        assert_int_equal(launch(3 - i)->grid[2], batches[i]);
    }
    /* Heads of an unusual size, and F32, use another kernel. */
    const ax_heads odd = {memory, AX_F32, 1, S, 2, 48, S * COLS, COLS};
    TEST_OK(ax_op_attention(ops, dev, odd, odd, odd, NULL, 0.1f, odd, &err));
    assert_string_equal(launch(1)->kernel, "ax_attention_any");
    ops->release(dev, memory);
    ops->close(dev);
    assert_all_returned();
}

/* Neighbourhoods that do not fit in scratch memory are unfolded in parts, which
 * together cover all pixels. */
static void test_large_convolution(void **state) {
    (void)state;
    const ax_ops *ops = table();
    ax_device *dev = opened(ops, AX_PRECISION_BF16);
    ax_error err = {0};
    enum { I = 512, SIZE = 128 };
    float *weight = calloc((size_t)I * 9, sizeof *weight);
    const ax_tensor k = {
        .data = weight, .dtype = AX_F32, .rank = 4, .shape = {1, I, 3, 3}};
    ax_conv *conv = NULL;
    void *in = NULL, *out = NULL;
    TEST_OK(ax_op_conv_pack(ops, dev, &k, NULL, (ax_conv_desc){1, 1, 1, 1, 1, 1, 1},
                            &conv, &err));
    TEST_OK(ops->alloc(dev, (size_t)3 * SIZE * SIZE * I * 2, "x", &in, &err));
    TEST_OK(ops->alloc(dev, (size_t)3 * SIZE * SIZE * 4, "y", &out, &err));
    const ax_frames x = {in, AX_BF16, 3, SIZE, SIZE, I};
    const ax_frames y = {out, AX_F32, 3, SIZE, SIZE, 1};
    TEST_OK(ax_op_conv(ops, dev, conv, x, 0, y, &err));
    uint64_t blocks = 0;
    for (long i = 1; i <= driver->launches; i++) {
        assert_string_equal(launch(i)->kernel, "ax_unfold");
        blocks += launch(i)->grid[0];
    }
    const uint64_t values = (uint64_t)3 * SIZE * SIZE * I * 9;
    print_message("  %ld parts\n", driver->launches);
    assert_true(driver->launches > 1 && blocks >= values / 256 &&
                blocks <= values / 256 + (uint64_t)driver->launches);
    assert_int_equal(blas->launches, driver->launches);
    ops->conv_free(dev, conv);
    ops->release(dev, in);
    ops->release(dev, out);
    ops->close(dev);
    free(weight);
    assert_all_returned();
}

/* The engine from end to end: the stub's device addresses are invalid in this process,
 * so that any access to device memory by the host would crash. */
static void test_engine(void **state) {
    (void)state;
    ax_error err = {0};
    ax_engine *engine = NULL;
    ax_engine_options options = ax_engine_options_default();
    options.device = AX_DEVICE_CUDA;
    TEST_OK(ax_engine_open(TEST_MODEL, &options, &engine, &err));
    ax_generate_request request = {.size = sizeof request,
                                   .views = 4,
                                   .latent_frames = 9,
                                   .steps = 4,
                                   .guidance_text = 2.0,
                                   .guidance_template = 1.0};
    enum { GRID = 16, CHANNELS = 4, WIDTH = 384, TOKENS = 5 };
    static float templates[4 * 2 * CHANNELS * GRID * GRID];
    static float plucker[4 * 6 * GRID * GRID], text[TOKENS * WIDTH];
    static float latents[4 * CHANNELS * 9 * GRID * GRID];
    request.templates = templates;
    request.plucker = plucker;
    request.text = text;
    request.text_tokens = TOKENS;
    request.text_width = WIDTH;
    TEST_OK(ax_engine_generate(engine, &request, latents, &err));
    print_message("  %ld launches, %ld captured, %ld graph launches\n",
                  driver->launches, driver->captured, driver->replayed);
    /* With and without the text, the first of four steps runs without a graph. */
    assert_true(driver->launches > 200 && driver->captured > 200);
    assert_int_equal(driver->replayed, 2 * 3);
    ax_engine_close(engine);
    assert_all_returned();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_open, reset),
        cmocka_unit_test_setup(test_refusals, reset),
        cmocka_unit_test_setup(test_missing_libraries, reset),
        cmocka_unit_test_setup(test_wheels, reset),
        cmocka_unit_test_setup(test_trim, reset),
        cmocka_unit_test_setup(test_fp8, reset),
        cmocka_unit_test_setup(test_graphs, reset),
        cmocka_unit_test_setup(test_grids, reset),
        cmocka_unit_test_setup(test_large_convolution, reset),
        cmocka_unit_test_setup(test_engine, reset),
    };
    return cmocka_run_group_tests(tests, find_stubs, NULL);
}
