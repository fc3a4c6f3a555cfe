/* Failures in the CUDA backend, with stubs of the driver, cuBLASLt and cuDNN that
 * compute nothing, count open resources and can fail at any call. Tests are without
 * cuDNN ($ANIMAX_CUDNN is 0) unless their setup is with_dnn(). */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "animate/backends.h"
#include "animax_advanced.h"
#include "cuda_numbers.h"
#include "stub.h"
#include "support.h"
#include "tensor/dispatch.h"

static stub_state *driver, *blas, *dnn;

static void *state_of(const char *library, const char *name) {
    void *handle = dlopen(getenv(library), RTLD_NOW);
    return handle ? dlsym(handle, name) : NULL;
}

/* The pretended machine at the start of each test. */
static int reset(void **state) {
    (void)state;
    *driver =
        (stub_state){.version = 1000 * AX_NVCC_MAJOR, .cards = 1, .architecture = 90};
    *blas = (stub_state){.version = 130000, .cards = 1};
    *dnn = (stub_state){.version = 91900, .cards = 1};
    setenv("ANIMAX_CUDNN", "0", 1);
    return 0;
}

static int with_dnn(void **state) {
    reset(state);
    return setenv("ANIMAX_CUDNN", "1", 1);
}

static void assert_all_returned(void) {
    assert_int_equal(driver->memory, 0);
    assert_int_equal(driver->contexts, 0);
    assert_int_equal(driver->entered, 0);
    assert_int_equal(driver->streams, 0);
    assert_int_equal(driver->modules, 0);
    assert_int_equal(driver->graphs, 0);
    assert_int_equal(driver->capturing, 0);
    assert_int_equal(blas->handles, 0);
    assert_int_equal(blas->descriptions, 0);
    assert_int_equal(dnn->handles, 0);
    assert_int_equal(dnn->descriptions, 0);
    assert_int_equal(driver->wrong, 0);
    assert_int_equal(blas->wrong, 0);
    assert_int_equal(dnn->wrong, 0);
}

static const ax_ops *table(void) {
    ax_error err = {0};
    const ax_ops *ops = NULL;
    TEST_OK(ax_backend_find(AX_DEVICE_CUDA, &ops, &err));
    return ops;
}

static ax_device *opened(const ax_ops *ops, ax_precision precision) {
    ax_error err = {0};
    ax_device *dev = NULL;
    const ax_device_options options = {sizeof options, 0, precision};
    TEST_OK(ops->open(&options, &dev, &err));
    return dev;
}

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
        {"ANIMAX_CUDA_BACKEND", getenv("ANIMAX_CUDA_DRIVER"), "another version"},
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

/* ---- every operator once ---- */
enum { ROWS = 70, COLS = 96, HEADS = 3, HEAD = 32, SIDE = 6 };

typedef struct everything {
    void *a, *b, *table;
    ax_linear *linear;
    ax_conv *conv;
} everything;

static ax_status pack(const ax_ops *ops, ax_device *dev, everything *e, ax_error *err) {
    static float weight[COLS * COLS], bias[COLS], kernel[COLS * COLS * 9];
    const ax_tensor w = {weight, AX_F32, 2, {COLS, COLS}},
                    b = {bias, AX_F32, 1, {COLS}};
    const ax_tensor k = {kernel, AX_F32, 4, {COLS, COLS, 3, 3}};
    AX_TRY(ops->alloc(dev, ROWS * COLS * 4, "a", &e->a, err));
    AX_TRY(ops->alloc(dev, ROWS * COLS * 4, "b", &e->b, err));
    AX_TRY(ops->alloc(dev, ROWS * COLS * 4, "a table", &e->table, err));
    AX_TRY(ops->upload(dev, e->a, weight, sizeof weight / 2, err));
    AX_TRY(ax_op_linear_pack(ops, dev, 1, (const ax_tensor *[]){&w},
                             (const ax_tensor *[]){&b}, true, &e->linear, err));
    return ax_op_conv_pack(ops, dev, &k, &b, (ax_conv_desc){1, 1, 1, 1, 1, 1, 1},
                           &e->conv, err);
}

/* Captures a kernel and a product and launches them; a failed capture is no error. */
static ax_status compute_captured(const ax_ops *ops, ax_device *dev, everything *e,
                                  ax_error *err) {
    const ax_mat a = ax_mat_of(e->a, AX_F32, ROWS, COLS);
    const ax_mat b = ax_mat_of(e->b, AX_F32, ROWS, COLS);
    ax_graph *graph = NULL;
    bool launched = false;
    if (!ops->capture_begin(dev)) return AX_OK;
    ax_status status = ax_op_activate(ops, dev, a, AX_ACT_SILU, b, err);
    if (status == AX_OK)
        status = ax_op_linear(ops, dev, e->linear, a, AX_ACT_NONE, b, err);
    ops->capture_end(dev, status == AX_OK ? &graph : NULL);
    if (graph) status = ops->graph_launch(dev, graph, &launched, err);
    ops->graph_free(dev, graph);
    return status;
}

static ax_status compute(const ax_ops *ops, ax_device *dev, everything *e,
                         ax_error *err) {
    static float back[ROWS * COLS];
    const ax_mat a = ax_mat_of(e->a, AX_F32, ROWS, COLS);
    const ax_mat b = ax_mat_of(e->b, AX_F32, ROWS, COLS);
    const ax_heads h = {e->a, AX_F32, 1, ROWS, HEADS, HEAD, ROWS * COLS, COLS};
    ax_heads out = h;
    const ax_frames x = {e->a, AX_F32, 1, SIDE, SIDE, COLS};
    const ax_frames y = {e->b, AX_F32, 1, SIDE, SIDE, COLS};
    ax_heads half = h, half_out = h; /* bf16, for cuDNN */
    ax_frames x16 = x, y16 = y;
    out.data = half_out.data = e->b;
    half.dtype = half_out.dtype = x16.dtype = y16.dtype = AX_BF16;
    AX_TRY(ax_op_linear(ops, dev, e->linear, a, AX_ACT_SILU, b, err));
    AX_TRY(ax_op_linear(ops, dev, e->linear, a, AX_ACT_GELU_TANH, b, err));
    AX_TRY(ax_op_attention(ops, dev, h, h, h, NULL, 0.1f, out, err));
    AX_TRY(ax_op_layer_norm(ops, dev, a, NULL, NULL, NULL, NULL, NULL, NULL, 1e-6f, b,
                            err));
    AX_TRY(ax_op_rms_norm(ops, dev, a, e->table, 1e-6f, b, err));
    AX_TRY(ax_op_add_rows(ops, dev, a, b, NULL, NULL, NULL, err));
    AX_TRY(ax_op_norm_rope(ops, dev, a, e->table, 1e-6f, HEADS, e->table, NULL, err));
    AX_TRY(ax_op_activate(ops, dev, a, AX_ACT_SILU, b, err));
    AX_TRY(ax_op_attention(ops, dev, half, half, half, NULL, 0.1f, half_out, err));
    AX_TRY(ax_op_conv(ops, dev, e->conv, x, 0, y, err));
    AX_TRY(ax_op_conv(ops, dev, e->conv, x16, 0, y16, err));
    AX_TRY(ax_op_pixel_norm(ops, dev, x, e->table, AX_ACT_SILU, y, err));
    AX_TRY(ax_op_add_frames(ops, dev, x, y, err));
    AX_TRY(compute_captured(ops, dev, e, err));
    return ops->download(dev, back, e->b, sizeof back, err);
}

static void drop(const ax_ops *ops, ax_device *dev, everything *e) {
    ops->release(dev, e->a);
    ops->release(dev, e->b);
    ops->release(dev, e->table);
    ops->linear_free(dev, e->linear);
    ops->conv_free(dev, e->conv);
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

/* Opens, computes twice, closes; returns the status of the first call that fails. */
static ax_status use_everything_in(ax_precision precision, ax_error *err) {
    const ax_ops *ops = table();
    const ax_device_options options = {sizeof options, 0, precision};
    ax_device *dev = NULL;
    everything e = {0};
    ax_status status = ops->open(&options, &dev, err);
    if (status != AX_OK) return status;
    status = pack(ops, dev, &e, err);
    for (int i = 0; i < 2 && status == AX_OK; i++) status = compute(ops, dev, &e, err);
    drop(ops, dev, &e);
    ops->close(dev);
    return status;
}

static ax_status use_everything(ax_error *err) {
    return use_everything_in(AX_PRECISION_BF16, err);
}

/* Every call fails in turn, each in several ways: the failure is reported, nothing
 * leaks, and the next run works. */
static long fail_each(stub_state *stub, int how, ax_precision precision) {
    long n = 1;
    for (;; n++) {
        ax_error err = {0};
        stub->calls = 0;
        stub->fail_at = n;
        stub->fail_with = how;
        const ax_status status = use_everything_in(precision, &err);
        assert_all_returned();
        if (stub->calls < n) break;
        /* Failures while closing are not reported. */
        if (status == AX_OK) continue;
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_true(strlen(err.message) > 40);
    }
    stub->fail_at = 0;
    ax_error err = {0};
    TEST_OK(use_everything_in(precision, &err));
    assert_all_returned();
    return n - 1;
}

/* Likewise cuDNN's; most failures only mean that the backend's own kernels are used. */
static void test_every_call_of_dnn_fails(void **state) {
    (void)state;
    const long calls = fail_each(dnn, STUB_DNN_FAILED, AX_PRECISION_BF16);
    print_message("  cuDNN: each of %ld calls\n", calls);
    assert_true(calls > 100);
    assert_true(dnn->launches > 0);
}

/* The backend's own kernels are used if cuDNN has no engine for a plan, is too old or
 * does not start. */
static void test_dnn_that_will_not_do(void **state) {
    const struct {
        int *setting, value;
    } cases[] = {{&dnn->cards, 0}, {&dnn->version, 91300}, {&dnn->begins, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ax_error err = {0};
        with_dnn(state);
        *cases[i].setting = cases[i].value;
        TEST_OK(use_everything(&err));
        assert_int_equal(dnn->launches, 0);
        assert_all_returned();
    }
}

static void test_every_call_fails(void **state) {
    const struct {
        stub_state *stub;
        int how;
        const char *name;
    } cases[] = {{driver, STUB_OUT_OF_MEMORY, "driver: out of memory"},
                 {driver, STUB_LAUNCH_FAILED, "driver: launch failed, device lost"},
                 {driver, STUB_NOT_SUPPORTED, "driver: not supported"},
                 {blas, STUB_BLAS_FAILED, "cuBLASLt: failed"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (ax_precision p = AX_PRECISION_BF16; p <= AX_PRECISION_FP8; p++) {
            reset(state);
            const long calls = fail_each(cases[i].stub, cases[i].how, p);
            print_message("  %s, %s: each of %ld calls\n", cases[i].name,
                          p == AX_PRECISION_FP8 ? "fp8" : "bf16", calls);
            assert_true(calls > 20);
        }
    }
}

/* No algorithm for a product. */
static void test_no_algorithm(void **state) {
    (void)state;
    ax_error err = {0};
    blas->cards = 0;
    assert_int_equal(use_everything(&err), AX_ERR_RESOURCE);
    assert_non_null(strstr(err.message, "no algorithm"));
    err = (ax_error){0};
    assert_int_equal(use_everything_in(AX_PRECISION_FP8, &err), AX_ERR_RESOURCE);
    print_message("  %s\n", err.message);
    assert_non_null(strstr(err.message, "choose the precision"));
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

/* After the card is lost, no call reaches the driver. */
static void test_lost(void **state) {
    (void)state;
    const ax_ops *ops = table();
    ax_device *dev = opened(ops, AX_PRECISION_BF16);
    ax_error err = {0};
    void *memory = NULL;
    driver->fail_at = driver->calls + 2; /* enter, then the allocation */
    driver->fail_with = STUB_LAUNCH_FAILED;
    assert_int_equal(ops->alloc(dev, 64, "a test", &memory, &err), AX_ERR_RESOURCE);
    assert_non_null(strstr(err.message, "stopped working"));
    const long calls = driver->calls;
    for (int i = 0; i < 3; i++) {
        ax_error again = {0};
        assert_int_equal(ops->alloc(dev, 64, "a test", &memory, &again),
                         AX_ERR_RESOURCE);
        assert_non_null(strstr(again.message, "restart Blender"));
    }
    assert_int_equal(driver->calls, calls);
    ops->close(dev);
    assert_all_returned();
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

/* An asynchronous error is reported by a later call, unless each call is waited for. */
static void test_late_error(void **state) {
    (void)state;
    const ax_ops *ops = table();
    for (int synchronous = 0; synchronous < 2; synchronous++) {
        ax_error err = {0};
        everything e = {0};
        if (synchronous) setenv("ANIMAX_CUDA_SYNC", "1", 1);
        ax_device *dev = opened(ops, AX_PRECISION_BF16);
        unsetenv("ANIMAX_CUDA_SYNC");
        TEST_OK(pack(ops, dev, &e, &err));
        driver->late_from = "ax_pixel_norm";
        assert_int_equal(compute(ops, dev, &e, &err), AX_ERR_RESOURCE);
        print_message("  %s\n", err.message);
        assert_non_null(strstr(err.message, synchronous ? "pixel_norm" : "copying"));
        driver->late_from = NULL;
        drop(ops, dev, &e);
        ops->close(dev);
        assert_all_returned();
    }
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
    const ax_tensor k = {weight, AX_F32, 4, {1, I, 3, 3}};
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
    driver = state_of("ANIMAX_CUDA_DRIVER", "stub_state_driver");
    blas = state_of("STUB_BLAS", "stub_state_blas");
    dnn = state_of("STUB_DNN", "stub_state_dnn");
    if (!driver || !blas || !dnn) {
        print_error("the stubs were not found\n");
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_open, reset),
        cmocka_unit_test_setup(test_refusals, reset),
        cmocka_unit_test_setup(test_missing_libraries, reset),
        cmocka_unit_test_setup(test_wheels, reset),
        cmocka_unit_test_setup(test_trim, reset),
        cmocka_unit_test_setup(test_every_call_fails, reset),
        cmocka_unit_test_setup(test_every_call_of_dnn_fails, with_dnn),
        cmocka_unit_test_setup(test_dnn_that_will_not_do, with_dnn),
        cmocka_unit_test_setup(test_no_algorithm, reset),
        cmocka_unit_test_setup(test_fp8, reset),
        cmocka_unit_test_setup(test_lost, reset),
        cmocka_unit_test_setup(test_graphs, reset),
        cmocka_unit_test_setup(test_late_error, reset),
        cmocka_unit_test_setup(test_grids, reset),
        cmocka_unit_test_setup(test_large_convolution, reset),
        cmocka_unit_test_setup(test_engine, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
