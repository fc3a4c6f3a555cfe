/* A oneDNN without a CPU engine, as the wheel for SYCL is until its OpenCL driver is named:
 * the message says what to do. */
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

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_engine)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
