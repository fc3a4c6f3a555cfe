/* The devices that operator tests run on: the CPU with F32 and bf16, one and two
 * threads, or the CUDA backend that $ANIMAX_CUDA_BACKEND names; the same cases on all
 * of them. Bounds: F32 rounds at 6e-8 in each step, and sums of a thousand terms stay
 * within 1e-5; bf16 rounds at 2e-3 (1/512), and each case rounds input, weight and
 * output once. / */
#ifndef AX_TESTS_TEST_OPS_H
#define AX_TESTS_TEST_OPS_H

#include "cpu/device.h" /* only to disable the AMX kernel */
#include "tensor/dispatch.h"
#include "test_backend.h"

typedef struct test_device {
    const ax_ops *ops;
    ax_device *dev;
    ax_dtype dtype;
    const char *name;
    double bound;
    bool fp8;
} test_device;

static inline ax_tensor test_tensor(const float *data, int rank, const int64_t *shape) {
    ax_tensor t = {.data = data, .dtype = AX_F32, .rank = rank};
    for (int i = 0; i < rank; i++) t.shape[i] = shape[i];
    return t;
}

/* Device memory with `count` values in `dtype`. */
static inline void *test_upload(const test_device *t, const float *values, size_t count,
                                ax_dtype dtype) {
    ax_error err = {0};
    void *memory = NULL;
    uint16_t *half = malloc(count * sizeof *half + 1);
    for (size_t i = 0; i < count; i++) half[i] = ax_f32_to_bf16(values[i]);
    TEST_OK(ax_device_copy(t->ops, t->dev,
                           dtype == AX_F32 ? (const void *)values : half,
                           count * ax_dtype_size(dtype), "test data", &memory, &err));
    free(half);
    return memory;
}

static inline void test_download(const test_device *t, const void *memory,
                                 float *values, size_t count, ax_dtype dtype) {
    ax_error err = {0};
    uint16_t *half = malloc(count * sizeof *half + 1);
    TEST_OK(t->ops->download(t->dev, dtype == AX_F32 ? (void *)values : half, memory,
                             count * ax_dtype_size(dtype), &err));
    for (size_t i = 0; i < count && dtype != AX_F32; i++) {
        values[i] = ax_bf16_to_f32(half[i]);
    }
    free(half);
}

/* One device of a run. */
typedef struct test_kind {
    ax_precision precision;
    int threads;
    const char *name;
    double bound;
    bool no_amx;   /* bf16 with the kernels for processors without AMX */
    bool in_parts; /* as long operators are computed */
} test_kind;

/* The number of tests that failed on a device. */
static inline int test_run_on(const ax_ops *ops, const test_kind *kind,
                              const struct CMUnitTest *tests, size_t count) {
    ax_error err = {0};
    ax_device_options options = {sizeof options, kind->threads, kind->precision};
    test_device t = {.ops = ops,
                     .name = kind->name,
                     .bound = kind->bound,
                     .fp8 = kind->precision == AX_PRECISION_FP8};
    const size_t before = ax_memory_in_use();
    if (t.ops->open(&options, &t.dev, &err) != AX_OK) {
        print_error("%s\n", err.message);
        return 1;
    }
    t.dtype = t.ops->compute_dtype(t.dev);
    if (t.dtype == AX_F32) t.bound = 1e-5; /* whatever the precision requested */
    if (kind->no_amx) t.dev->amx = false;
    if (kind->in_parts) t.dev->long_macs = 1;
    print_message("on %s\n", t.ops->describe(t.dev));
    struct CMUnitTest *with_state = malloc(count * sizeof *with_state);
    memcpy(with_state, tests, count * sizeof *with_state);
    for (size_t j = 0; j < count; j++) with_state[j].initial_state = &t;
    int failed = _cmocka_run_group_tests(kind->name, with_state, count, NULL, NULL);
    free(with_state);
    t.ops->close(t.dev);
    if (ax_memory_in_use() != before) {
        print_error("%zu bytes were not freed\n", ax_memory_in_use() - before);
        failed++;
    }
    return failed;
}

/* Runs the tests on every device; returns the number that failed. */
static inline int test_run_on_devices(const struct CMUnitTest *tests, size_t count) {
    static const test_kind cpu[] = {
        {AX_PRECISION_F32, 1, "F32", 1e-5, false, false},
        {AX_PRECISION_F32, 1, "F32 in parts", 1e-5, false, true},
        {AX_PRECISION_BF16, 1, "bf16", 1e-2, false, false},
        {AX_PRECISION_BF16, 2, "bf16 x2", 1e-2, false, false},
        {AX_PRECISION_BF16, 1, "bf16, no AMX", 1e-2, true, false}};
    /* E4M3 rounds at 1/16: of both factors at random, an error of 2.7% remains. */
    static const test_kind cuda[] = {
        {AX_PRECISION_F32, 1, "F32", 1e-5, false, false},
        {AX_PRECISION_BF16, 1, "bf16", 1e-2, false, false},
        {AX_PRECISION_FP8, 1, "fp8", 3.5e-2, false, false}};
    const test_kind *kinds = test_on_cuda() ? cuda : cpu;
    const size_t number =
        test_on_cuda() ? sizeof cuda / sizeof *cuda : sizeof cpu / sizeof *cpu;
    int failed = 0;
    for (size_t i = 0; i < number; i++)
        if (kinds[i].precision != AX_PRECISION_FP8 || test_has_fp8())
            failed += test_run_on(test_backend(), &kinds[i], tests, count);
    return failed;
}

#endif
