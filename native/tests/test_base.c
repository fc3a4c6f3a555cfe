/* The lowest layer: memory, accounts, arena, Philox, progress, JSON. */
#include "support.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/progress.h"

static void test_memory_accounts(void **state) {
    (void)state;
    ax_error err = {0};
    const size_t before = ax_memory_in_use();
    void *a = NULL, *b = NULL;
    TEST_OK(ax_malloc(1000, 1, "a", &a, &err));
    TEST_OK(ax_calloc(10, 100, "b", &b, &err));
    assert_int_equal((uintptr_t)a % 64, 0);
    assert_int_equal((uintptr_t)b % 64, 0);
    for (int i = 0; i < 1000; i++) assert_int_equal(((char *)b)[i], 0);
    assert_true(ax_memory_in_use() >= before + 2000);
    ax_free(a);
    ax_free(b);
    ax_free(NULL);
    assert_int_equal(ax_memory_in_use(), before);
    void *none = NULL;
    TEST_OK(ax_malloc(0, 8, "nothing", &none, &err));
    assert_non_null(none);
    ax_free(none);
}

/* A block is charged to whom its thread worked for, and outlives its account. */
static void test_accounts(void **state) {
    (void)state;
    ax_error err = {0};
    const size_t before = ax_memory_in_use();
    ax_account *one = NULL, *two = NULL;
    void *a = NULL, *b = NULL, *c = NULL, *d = NULL;
    TEST_OK(ax_account_open(&one, &err));
    TEST_OK(ax_account_open(&two, &err));
    {
        AX_CHARGE(one);
        TEST_OK(ax_malloc(1000, 1, "a", &a, &err));
        {
            AX_CHARGE(two);
            TEST_OK(ax_malloc(5000, 1, "b", &b, &err));
        }
        TEST_OK(ax_malloc(300, 1, "c", &c, &err));
    }
    TEST_OK(ax_malloc(70000, 1, "d", &d, &err)); /* nobody's */
    const size_t both = ax_account_in_use(one);
    assert_in_range(both, 1300, 1300 + 2 * 128);
    assert_in_range(ax_account_in_use(two), 5000, 5000 + 128);
    ax_free(a);
    assert_true(ax_account_in_use(one) <= both - 1000);
    assert_int_equal(ax_account_peak(one), both);
    ax_account_reset_peak(one);
    assert_int_equal(ax_account_peak(one), ax_account_in_use(one));
    ax_account_close(one); /* c is still charged to it */
    ax_account_close(two);
    ax_account_close(NULL);
    ax_free(b);
    ax_free(c);
    ax_free(d);
    assert_int_equal(ax_memory_in_use(), before);
}

static void test_memory_refuses(void **state) {
    (void)state;
    ax_error err = {0};
    char mark;
    void *out = &mark;
    TEST_FAILS(ax_malloc(SIZE_MAX / 2, 3, "scores", &out, &err), AX_ERR_RESOURCE,
               "scores needs");
    TEST_FAILS(ax_malloc(SIZE_MAX - 8, 1, "scores", &out, &err), AX_ERR_RESOURCE,
               "more than can be addressed");
    test_fail_after(0);
    TEST_FAILS(ax_calloc(1, 1, "a byte", &out, &err), AX_ERR_RESOURCE,
               "out of memory: a byte");
    test_fail_never();
    assert_ptr_equal(out, &mark);
}

static void test_arena(void **state) {
    (void)state;
    ax_error err = {0};
    void *p = &err, *block = NULL;
    ax_arena arena = ax_arena_measuring();
    TEST_OK(ax_arena_take(&arena, 3, 5, "a", &p, &err));
    assert_null(p);
    const size_t mark = ax_arena_mark(&arena);
    TEST_OK(ax_arena_take(&arena, 100, 4, "b", &p, &err));
    ax_arena_rewind(&arena, mark);
    TEST_OK(ax_arena_take(&arena, 8, 8, "c", &p, &err));
    assert_int_equal(arena.high, 64 + 448);
    TEST_FAILS(ax_arena_take(&arena, SIZE_MAX, 2, "d", &p, &err), AX_ERR_RESOURCE,
               "d needs");
    TEST_OK(ax_malloc(128, 1, "block", &block, &err));
    arena = ax_arena_over(block, 128);
    TEST_OK(ax_arena_take(&arena, 1, 1, "a", &p, &err));
    assert_ptr_equal(p, block);
    TEST_OK(ax_arena_take(&arena, 1, 64, "b", &p, &err));
    assert_ptr_equal(p, (char *)block + 64);
    TEST_FAILS(ax_arena_take(&arena, 1, 1, "c", &p, &err), AX_ERR_RESOURCE,
               "does not fit");
    ax_free(block);
}

/* Known answers of the Random123 distribution for philox4x32-10. */
static void test_philox_known_answers(void **state) {
    (void)state;
    static const uint32_t cases[3][10] = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
         0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0,
         0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}};
    for (int i = 0; i < 3; i++) {
        uint32_t out[4];
        ax_philox4x32(cases[i], cases[i] + 4, out);
        assert_memory_equal(out, cases[i] + 6, sizeof out);
    }
}

static void test_philox_normal(void **state) {
    (void)state;
    enum { COUNT = 400000 };
    float *x = test_random(7, COUNT), part[13];
    double moment[5] = {0};
    for (int i = 0; i < COUNT; i++) {
        for (int m = 1; m <= 4; m++) moment[m] += pow((double)x[i], m) / COUNT;
    }
    print_message("  moments %.4f %.4f %.4f %.4f\n", moment[1], moment[2], moment[3],
                  moment[4]);
    /* Standard errors at 400,000: 0.0016, 0.0022, 0.0061, 0.0155; bounds are four. */
    assert_true(fabs(moment[1]) < 0.0064 && fabs(moment[2] - 1) < 0.0090);
    assert_true(fabs(moment[3]) < 0.0245 && fabs(moment[4] - 3) < 0.0620);
    for (uint64_t first = 0; first < 9; first++) {
        ax_philox_normal_at(7, 0, first, part, 13);
        assert_memory_equal(part, x + first, sizeof part);
    }
    ax_philox_normal(7, 1, part, 13);
    assert_memory_not_equal(part, x, sizeof part);
    ax_philox_normal(8, 0, part, 13);
    assert_memory_not_equal(part, x, sizeof part);
    free(x);
}

static void count_reports(void *user, const char *stage, int step, int total,
                          double left) {
    assert_string_equal(stage, "denoise");
    assert_int_equal(total, 4);
    assert_true(step == 0 ? left < 0 : left >= 0);
    *(int *)user += 1;
}

static void test_progress(void **state) {
    (void)state;
    ax_error err = {0};
    int reports = 0;
    ax_cancel cancel = {0};
    ax_progress p = {.report = count_reports, .user = &reports, .cancel = &cancel};
    TEST_OK(ax_progress_begin(&p, "denoise", 4, &err));
    TEST_OK(ax_progress_step(&p, 1, &err));
    TEST_OK(ax_progress_check(&p, &err));
    /* Parts of a step are told about once a second, with the same step. */
    const int told = reports;
    assert_int_equal(told, 2);
    TEST_OK(ax_progress_part(&p, 1, 2, &err));
    assert_int_equal(reports, told);
    p.reported -= 2;
    p.started -= 10;
    ax_progress_share(&p, 1, 2);
    TEST_OK(ax_progress_part(&p, 1, 2, &err));
    assert_int_equal(reports, told + 1);
    ax_cancel_set(&cancel);
    TEST_FAILS(ax_progress_check(&p, &err), AX_ERR_CANCELLED, "denoise");
    TEST_FAILS(ax_progress_step(&p, 2, &err), AX_ERR_CANCELLED, "denoise");
    TEST_OK(ax_progress_begin(NULL, "nothing", 1, &err));
    TEST_OK(ax_progress_step(NULL, 1, &err));
    const double start = ax_clock_seconds();
    assert_true(start > 0 && ax_clock_seconds() >= start);
}

static ax_status parse(const char *text, ax_json **doc, ax_error *err) {
    return ax_json_parse("m.json", text, strlen(text), doc, err);
}

static void test_json_reads(void **state) {
    (void)state;
    ax_error err = {0};
    ax_json *doc = NULL;
    TEST_OK(parse("{\"a\": {\"b\": 1.5e1, \"n\": 7, \"s\": \"x\\u00e9\\ud83d\\ude00\"},"
                  " \"v\": [1, -2.5], \"w\": [\"p\", \"q\"], \"e\": []}",
                  &doc, &err));
    double number = 0, numbers[2] = {0};
    int64_t integer = 0;
    const char *text = NULL, *texts[2] = {0};
    size_t count = 9;
    TEST_OK(ax_json_number(doc, "a.b", 0, 20, &number, &err));
    assert_true(number == 15);
    TEST_OK(ax_json_integer(doc, "a.n", 7, 7, &integer, &err));
    assert_int_equal(integer, 7);
    TEST_OK(ax_json_string(doc, "a.s", &text, &err));
    assert_string_equal(text, "x\xc3\xa9\xf0\x9f\x98\x80");
    TEST_OK(ax_json_numbers(doc, "v", 2, numbers, &count, &err));
    assert_true(count == 2 && numbers[1] == -2.5);
    TEST_OK(ax_json_strings(doc, "w", 2, texts, &count, &err));
    assert_string_equal(texts[1], "q");
    TEST_OK(ax_json_strings(doc, "e", 0, NULL, &count, &err));
    assert_int_equal(count, 0);
    assert_true(ax_json_has(doc, "a.b") && !ax_json_has(doc, "a.b.c"));
    TEST_FAILS(ax_json_number(doc, "a.b", 0, 14, &number, &err), AX_ERR_MODEL,
               "0 to 14");
    TEST_FAILS(ax_json_number(doc, "a.z", 0, 1, &number, &err), AX_ERR_MODEL,
               "m.json: \"a.z\" is missing");
    TEST_FAILS(ax_json_integer(doc, "v", 0, 1, &integer, &err), AX_ERR_MODEL, "\"v\"");
    TEST_FAILS(ax_json_string(doc, "a", &text, &err), AX_ERR_MODEL,
               "expected a string");
    TEST_FAILS(ax_json_numbers(doc, "v", 1, numbers, &count, &err), AX_ERR_MODEL,
               "2 elements");
    TEST_FAILS(ax_json_numbers(doc, "w", 2, numbers, &count, &err), AX_ERR_MODEL,
               "array of numbers");
    ax_json_close(doc);
    ax_json_close(NULL);
    TEST_FAILS(ax_json_open("golden/no such file", &doc, &err), AX_ERR_MODEL,
               "cannot open");
    TEST_FAILS(ax_json_open(".", &doc, &err), AX_ERR_MODEL, "is a folder");
}

static void test_json_refuses(void **state) {
    (void)state;
    static const char *const bad[][2] = {
        {"", "ends early"},
        {"{\"a\": 1", "expected '}'"},
        {"{\"a\": 1,}", "expected '\"'"},
        {"[1 2]", "expected ']'"},
        {"{} {}", "follows"},
        {"01", "starts with 0"},
        {"+1", "expected a value"},
        {"NaN", "expected a value"},
        {"-Infinity", "expected a value"},
        {"1.", "unfinished"},
        {"1e", "unfinished"},
        {"nul", "expected a value"},
        {"\"a", "does not end"},
        {"\"\\x\"", "escape"},
        {"\"\\u12\"", "escape"},
        {"\"\\u0000\"", "NUL"},
        {"\"\\ud800\"", "surrogate"},
        {"\"\\ud800\\u0041\"", "surrogate"},
        {"\"\x01\"", "control"},
        {"\"\xff\"", "UTF-8"},
        {"\"\xc0\x80\"", "UTF-8"},
        {"\"\xed\xa0\x80\"", "UTF-8"},
        {"\"\xf4\x90\x80\x80\"", "UTF-8"},
        {"\"\xe2\x82", "UTF-8"},
        {"{\"a\": 1, \"b\": {\"c\": 1, \"\\u0063\": 2}}", "\"c\" is there twice"},
        {"\xef\xbb\xbf{}", "expected a value"},
    };
    ax_error err = {0};
    ax_json *doc = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        TEST_FAILS(parse(bad[i][0], &doc, &err), AX_ERR_MODEL, bad[i][1]);
        assert_null(doc);
    }
    char deep[101];
    memset(deep, '[', 50);
    memset(deep + 50, ']', 50);
    deep[100] = 0;
    TEST_FAILS(parse(deep, &doc, &err), AX_ERR_MODEL, "too deep");
}

static void test_json_survives_no_memory(void **state) {
    (void)state;
    ax_error err = {0};
    const size_t before = ax_memory_in_use();
    long n = 0;
    for (;; n++) {
        ax_json *doc = NULL;
        test_fail_after(n);
        ax_status status =
            parse("{\"a\": [1, 2], \"b\": {\"c\": 1, \"d\": 2}}", &doc, &err);
        test_fail_never();
        ax_json_close(doc);
        assert_int_equal(ax_memory_in_use(), before);
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        err = (ax_error){0};
    }
    print_message("  %ld allocations failed in turn\n", n);
    assert_true(n >= 3);
}

static void test_half_floats(void **state) {
    (void)state;
    assert_int_equal(ax_f32_to_bf16(1.0f), 0x3F80);
    assert_int_equal(ax_f32_to_bf16(ax_float_of_bits(0x3F808000)),
                     0x3F80); /* tie: even */
    assert_int_equal(ax_f32_to_bf16(ax_float_of_bits(0x3F818000)), 0x3F82);
    assert_int_equal(ax_f32_to_bf16(ax_float_of_bits(0x7F7FFFFF)),
                     0x7F80); /* infinity */
    assert_true(isnan(ax_bf16_to_f32(ax_f32_to_bf16(ax_float_of_bits(0x7F800001)))));
    assert_true(ax_f16_to_f32(0x3C00) == 1.0f && ax_f16_to_f32(0xC100) == -2.5f);
    assert_true(ax_f16_to_f32(0x0001) == 0x1p-24f &&
                ax_f16_to_f32(0x83FF) == -1023 * 0x1p-24f);
    assert_true(ax_f16_to_f32(0x7BFF) == 65504.0f && isinf(ax_f16_to_f32(0xFC00)));
    assert_true(isnan(ax_f16_to_f32(0x7E00)));
}

/* Messages quote names by their number of bytes, and are UTF-8 all the same. */
static void test_messages_are_utf8(void **state) {
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {{"plain", "plain"},
                 {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x95",
                  "\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x95"},
                 {"a\xc3", "a"},
                 {"a\xe2\x82\" b", "a\" b"},
                 {"\xf0\x9f\x90", ""},
                 {"mod\xff/x", "mod?/x"},
                 {"a\nb\t\x1b[31m\x7f", "a?b??[31m?"},
                 {"\xc2\x85\xc2\xa0", "?\xc2\xa0"},
                 {"\x80\xc0\xaf", "???"},
                 {"\xed\xa0\x80", "???"},
                 {"\xf4\x90\x80\x80", "????"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ax_error err = {0};
        assert_int_equal(ax_fail(&err, AX_ERR_USAGE, "%s", cases[i].from),
                         AX_ERR_USAGE);
        assert_string_equal(err.message, cases[i].to);
    }
    /* Cut at the end of the record. */
    char text[600];
    for (size_t i = 0; i < 300; i++) memcpy(text + 2 * i, "\xc3\xa9", 2);
    for (int from = 0; from < 2; from++) {
        ax_error err = {0};
        (void)ax_fail(&err, AX_ERR_USAGE, "%s%.598s", from ? "a" : "", text);
        assert_int_equal(strlen(err.message), from ? 511 : 510);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_accounts),
        cmocka_unit_test(test_accounts),
        cmocka_unit_test(test_memory_refuses),
        cmocka_unit_test(test_arena),
        cmocka_unit_test(test_philox_known_answers),
        cmocka_unit_test(test_philox_normal),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_json_reads),
        cmocka_unit_test(test_json_refuses),
        cmocka_unit_test(test_json_survives_no_memory),
        cmocka_unit_test(test_half_floats),
        cmocka_unit_test(test_messages_are_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
