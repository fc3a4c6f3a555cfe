/* Adapters without PyTorch: the sum, to the bit where it is exact, and a lack of memory
 * at any moment. What each writer's files give: training/tests/test_adapters.py. */
#include "weights_files.h"

#include "diffusion/checkpoint.h"

enum { ROWS = 6, COLUMNS = 7, RANK = 5 };
static const char weight[] = "blocks.0.attn1.to_q.weight";

static const char *write_base(void) {
    return test_write_weights(
        "base.safetensors", NULL, 2,
        (test_tensor[]){{"blocks.0.self_attn.q.weight", 2, {ROWS, COLUMNS}, 1, 1, NULL},
                        {"blocks.0.self_attn.q.bias", 1, {ROWS}, 0, 1, NULL}});
}

/* Small whole numbers, whose sums are exact; alpha 10 of rank 5. */
static const char *write_adapter(void) {
    return test_write_weights(
        "adapter.safetensors", NULL, 4,
        (test_tensor[]){{"lora_unet_blocks_0_self_attn_q.lora_down.weight",
                         2,
                         {RANK, COLUMNS},
                         -3,
                         1,
                         NULL},
                        {"lora_unet_blocks_0_self_attn_q.lora_up.weight",
                         2,
                         {ROWS, RANK},
                         2,
                         -1,
                         NULL},
                        {"lora_unet_blocks_0_self_attn_q.alpha", 0, {0}, 10, 0, NULL},
                        {"lora_te_text_model.alpha", 0, {0}, 1, 0, NULL}});
}

static float expected(int row, int column, double by) {
    double sum = 1 + row * COLUMNS + column;
    for (int k = 0; k < RANK; k++)
        sum += by * 2 * (2 - (row * RANK + k)) * (-3 + (k * COLUMNS + column));
    return (float)sum;
}

static void test_sum(void **state) {
    (void)state;
    ax_error err = {0};
    ax_checkpoint *c = NULL;
    ax_tensor t;
    char *const base[] = {(char *)(uintptr_t)write_base()};
    char *const file = (char *)(uintptr_t)write_adapter();
    /* The same twice: both are added. */
    const ax_adapter_config adapters[] = {{file, 1.0}, {file, -0.5}};
    TEST_OK(ax_checkpoint_open(1, base, 2, adapters, &c, &err));
    TEST_OK(ax_checkpoint_find(c, weight, 2, (int64_t[]){ROWS, COLUMNS}, &t, &err));
    assert_int_equal(t.dtype, AX_F32);
    for (int i = 0; i < ROWS; i++)
        for (int j = 0; j < COLUMNS; j++)
            assert_true(((const float *)t.data)[i * COLUMNS + j] ==
                        expected(i, j, 0.5));
    TEST_OK(ax_checkpoint_find(c, "blocks.0.attn1.to_q.bias", 1, (int64_t[]){ROWS}, &t,
                               &err));
    assert_true(((const float *)t.data)[5] == 5.0f);
    const ax_adapter_report *r = ax_checkpoint_adapter(c, 1);
    assert_true(r->changed == 1 && r->matched == 3 && r->unmatched == 1);
    assert_string_equal(r->first_unmatched, "lora_te_text_model.alpha");
    assert_null(ax_checkpoint_adapter(c, 2));
    ax_checkpoint_close(c);
}

static void test_no_memory(void **state) {
    (void)state;
    char *const base[] = {(char *)(uintptr_t)write_base()};
    const ax_adapter_config adapter = {(char *)(uintptr_t)write_adapter(), 1.0};
    const size_t before = ax_memory_in_use();
    ax_status status = AX_ERR_RESOURCE;
    long n = 0;
    for (; status != AX_OK; n++) {
        ax_error err = {0};
        ax_checkpoint *c = NULL;
        ax_tensor t;
        test_fail_after(n);
        status = ax_checkpoint_open(1, base, 1, &adapter, &c, &err);
        if (status == AX_OK) status = ax_checkpoint_find(c, weight, -1, NULL, &t, &err);
        test_fail_never();
        if (status != AX_OK) assert_int_equal(status, AX_ERR_RESOURCE);
        ax_checkpoint_close(c);
        assert_int_equal(ax_memory_in_use(), before);
        assert_true(n < 200);
    }
    print_message("  %ld allocations failed in turn\n", n);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sum),
                                       cmocka_unit_test(test_no_memory)};
    return cmocka_run_group_tests(tests, test_make_folder, test_remove_folder);
}
