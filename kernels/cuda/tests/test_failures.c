/* Failures in the CUDA backend, on a machine of stubs: stub_machine.h. */
#include "cuda_numbers.h"
#include "stub_machine.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_every_call_fails, reset),
        cmocka_unit_test_setup(test_every_call_of_dnn_fails, with_dnn),
        cmocka_unit_test_setup(test_dnn_that_will_not_do, with_dnn),
        cmocka_unit_test_setup(test_no_algorithm, reset),
        cmocka_unit_test_setup(test_lost, reset),
        cmocka_unit_test_setup(test_late_error, reset),
    };
    return cmocka_run_group_tests(tests, find_stubs, NULL);
}
