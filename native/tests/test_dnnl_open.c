/* What oneDNN itself would not survive.
 *
 * A oneDNN without a CPU engine, as the wheel for SYCL is until its OpenCL driver is
 * named: the message says what to do. */
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cpu/dnnl_compat.h"
#include "support.h"

/* Instead of oneDNN's: the program's own comes first. Its argument is an enum. */
static size_t engines;
size_t dnnl_engine_get_count(int kind);
size_t dnnl_engine_get_count(int kind) {
    (void)kind;
    return engines;
}

static void test_no_engine(void **state) {
    (void)state;
    ax_error err = {0};
    ax_dnnl *dnnl = NULL;
    const size_t before = ax_memory_in_use();
    engines = 0;
    TEST_FAILS(ax_dnnl_open(&dnnl, &err), AX_ERR_RESOURCE, "set OCL_ICD_FILENAMES to");
    assert_null(dnnl);
    engines = 1;
    TEST_OK(ax_dnnl_open(&dnnl, &err));
    ax_dnnl_close(dnnl);
    assert_int_equal(ax_memory_in_use(), before);
}

/* Bytes of address space that this process has mapped. */
static rlim_t mapped(void) {
    unsigned long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    assert_non_null(statm);
    assert_int_equal(fscanf(statm, "%lu", &pages), 1);
    (void)fclose(statm);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* The address space is used up after oneDNN was opened, as by a thread's arena. */
static void test_no_room(void **state) {
    (void)state;
    ax_error err = {0};
    ax_dnnl *dnnl = NULL;
    ax_dnnl_primitive *product = NULL;
    ax_dnnl_weights *packed = NULL;
    float weights[32 * 24] = {0};
    const ax_dnnl_matmul desc = {64, 24, 32, 24, 32, AX_F32, AX_F32, true, false};
    engines = 1;
    TEST_OK(ax_dnnl_open(&dnnl, &err));
    const size_t before = ax_memory_in_use();
    struct rlimit all, none;
    assert_int_equal(getrlimit(RLIMIT_AS, &all), 0);
    none = (struct rlimit){mapped(), all.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_AS, &none), 0);
    const ax_status made = ax_dnnl_matmul_new(dnnl, &desc, &product, &err);
    ax_error pack_err = {0};
    const ax_status packs =
        ax_dnnl_pack_matmul(dnnl, 32, 24, weights, AX_F32, &packed, &pack_err);
    assert_int_equal(setrlimit(RLIMIT_AS, &all), 0);
    TEST_FAILS(made, AX_ERR_RESOURCE, "address space");
    assert_int_equal(packs, AX_ERR_RESOURCE);
    assert_null(product);
    assert_null(packed);
    assert_int_equal(ax_memory_in_use(), before);
    ax_error again = {0};
    TEST_OK(ax_dnnl_matmul_new(dnnl, &desc, &product, &again));
    ax_dnnl_primitive_free(product);
    ax_dnnl_close(dnnl);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_engine),
                                       cmocka_unit_test(test_no_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
