/* E4M3 by its definition. */
#include "support.h"
#include "tensor/fp8.h"

/* Every code against the formula of the definition. */
static void codes(void **state) {
    (void)state;
    for (int code = 0; code < 256; code++) {
        const int exponent = code >> 3 & 15, fraction = code & 7;
        const float found = ax_e4m3_to_f32((uint8_t)code);
        if ((code & 127) == 127) {
            assert_true(isnan(found));
            continue;
        }
        const double size = exponent ? ldexp(1 + fraction / 8.0, exponent - 7)
                                     : ldexp(fraction / 8.0, -6);
        assert_true((double)found == (code & 128 ? -size : size));
        assert_int_equal(ax_f32_to_e4m3(found), code);
    }
    assert_true(ax_e4m3_to_f32(0x7E) == AX_E4M3_MAX);
}

/* Rounds to the nearer neighbour, halfway to the even one; saturates at the largest. */
static void rounding(void **state) {
    (void)state;
    for (uint8_t code = 0; code < 0x7E; code++) {
        const float low = ax_e4m3_to_f32(code), high = ax_e4m3_to_f32(code + 1);
        const float middle = (low + high) / 2; /* exact */
        const uint8_t even = code % 2 ? code + 1 : code;
        assert_int_equal(ax_f32_to_e4m3(middle), even);
        assert_int_equal(ax_f32_to_e4m3(-middle), even | 128);
        assert_int_equal(ax_f32_to_e4m3(nextafterf(middle, 0)), code);
        assert_int_equal(ax_f32_to_e4m3(nextafterf(middle, 1e9f)), code + 1);
    }
    const float large[] = {448.1f, 500, 1e30f, INFINITY};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(ax_f32_to_e4m3(large[i]), 0x7E);
        assert_int_equal(ax_f32_to_e4m3(-large[i]), 0xFE);
    }
    assert_int_equal(ax_f32_to_e4m3(NAN) & 127, 127);
    assert_int_equal(ax_f32_to_e4m3(-0.0f), 128);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(codes),
                                       cmocka_unit_test(rounding)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
