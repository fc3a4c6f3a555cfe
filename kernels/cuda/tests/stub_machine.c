#include "stub_machine.h"

#include <dlfcn.h>

#include "cuda_numbers.h"

stub_state *driver, *blas, *dnn;

static void *state_of(const char *library, const char *name) {
    void *handle = dlopen(getenv(library), RTLD_NOW);
    return handle ? dlsym(handle, name) : NULL;
}

int find_stubs(void **state) {
    (void)state;
    driver = state_of("ANIMAX_CUDA_DRIVER", "stub_state_driver");
    blas = state_of("STUB_BLAS", "stub_state_blas");
    dnn = state_of("STUB_DNN", "stub_state_dnn");
    if (driver && blas && dnn) return 0;
    print_error("the stubs were not found\n");
    return 1;
}

/* The pretended machine at the start of each test. */
int reset(void **state) {
    (void)state;
    *driver =
        (stub_state){.version = 1000 * AX_NVCC_MAJOR, .cards = 1, .architecture = 90};
    *blas = (stub_state){.version = 130000, .cards = 1};
    *dnn = (stub_state){.version = 91900, .cards = 1};
    setenv("ANIMAX_CUDNN", "0", 1);
    return 0;
}

int with_dnn(void **state) {
    reset(state);
    return setenv("ANIMAX_CUDNN", "1", 1);
}

void assert_all_returned(void) {
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

const ax_ops *table(void) {
    ax_error err = {0};
    const ax_ops *ops = NULL;
    TEST_OK(ax_backend_find(AX_DEVICE_CUDA, &ops, &err));
    return ops;
}

ax_device *opened(const ax_ops *ops, ax_precision precision) {
    ax_error err = {0};
    ax_device *dev = NULL;
    const ax_device_options options = {sizeof options, 0, precision};
    TEST_OK(ops->open(&options, &dev, &err));
    return dev;
}

ax_status pack(const ax_ops *ops, ax_device *dev, everything *e, ax_error *err) {
    static float weight[COLS * COLS], bias[COLS], kernel[COLS * COLS * 9];
    const ax_tensor w = {.data = weight,
                         .dtype = AX_F32,
                         .rank = 2,
                         .shape = {COLS, COLS}},
                    b = {.data = bias, .dtype = AX_F32, .rank = 1, .shape = {COLS}};
    const ax_tensor k = {
        .data = kernel, .dtype = AX_F32, .rank = 4, .shape = {COLS, COLS, 3, 3}};
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

ax_status compute(const ax_ops *ops, ax_device *dev, everything *e, ax_error *err) {
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

void drop(const ax_ops *ops, ax_device *dev, everything *e) {
    ops->release(dev, e->a);
    ops->release(dev, e->b);
    ops->release(dev, e->table);
    ops->linear_free(dev, e->linear);
    ops->conv_free(dev, e->conv);
}
