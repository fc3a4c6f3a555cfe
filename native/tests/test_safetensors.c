/* Valid safetensors files, and invalid ones. */
#include "support.h"

#include <unistd.h>

static char path[] = "/tmp/ax_test_safetensors_XXXXXX";

static int make_path(void **state) {
    (void)state;
    const int file = mkstemp(path);
    if (file >= 0) close(file);
    return file < 0;
}
static int remove_path(void **state) {
    (void)state;
    return unlink(path);
}

/* Writes a file: `header_length` (if negative the true one, padded with spaces so that
 * the data is aligned), header and data. */
static void write_file(const char *header, long long header_length, size_t data_bytes) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    const int padding = header_length < 0 ? 7 - (int)((strlen(header) + 7) % 8) : 0;
    uint64_t length = header_length < 0 ? strlen(header) + (uint64_t)padding
                                        : (uint64_t)header_length;
    for (int i = 0; i < 8; i++) fputc((int)(length >> (8 * i) & 255), file);
    fprintf(file, "%s%*s", header, padding, "");
    for (size_t i = 0; i < data_bytes; i++) fputc((int)(i & 127), file);
    assert_int_equal(fclose(file), 0);
}

static const char good[] =
    "{\"__metadata__\":{\"format\":\"pt\",\"who\":\"us\"},"
    "\"b\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[24,32]},"
    "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
    "\"i\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[32,40]},"
    "\"s\":{\"dtype\":\"F16\",\"shape\":[],\"data_offsets\":[40,42]},"
    "\"z\":{\"dtype\":\"F32\",\"shape\":[0,7],\"data_offsets\":[42,42]}}     ";

static void test_good_file(void **state) {
    (void)state;
    ax_error err = {0};
    ax_weights *w = NULL;
    ax_tensor t;
    write_file(good, -1, 42);
    TEST_OK(ax_weights_open(path, &w, &err));
    assert_int_equal(ax_weights_count(w), 5);
    assert_string_equal(ax_weights_name(w, 0), "a");
    assert_null(ax_weights_name(w, 5));
    assert_string_equal(ax_weights_metadata(w, "who"), "us");
    assert_null(ax_weights_metadata(w, "whom"));
    assert_true(ax_weights_has(w, "s") && !ax_weights_has(w, "__metadata__"));
    TEST_OK(ax_weights_find(w, "a", 2, (int64_t[]){-1, 3}, &t, &err));
    assert_true(t.rank == 2 && t.shape[0] == 2 && t.dtype == AX_F32);
    assert_int_equal(((const unsigned char *)t.data)[5], 5);
    TEST_OK(ax_weights_find(w, "b", -1, NULL, &t, &err));
    assert_true(t.dtype == AX_BF16 && ax_tensor_count(&t) == 4);
    assert_int_equal(((const unsigned char *)t.data)[0], 24);
    TEST_OK(ax_weights_find(w, "s", 0, NULL, &t, &err));
    assert_int_equal(ax_tensor_count(&t), 1);
    TEST_FAILS(ax_weights_find(w, "c", -1, NULL, &t, &err), AX_ERR_MODEL,
               "no tensor \"c\"");
    TEST_FAILS(ax_weights_find(w, "a", 2, (int64_t[]){-1, 4}, &t, &err), AX_ERR_MODEL,
               "\"a\" is [2, 3], expected [?, 4]");
    TEST_FAILS(ax_weights_find(w, "a", 1, (int64_t[]){6}, &t, &err), AX_ERR_MODEL,
               "expected [6]");
    TEST_FAILS(ax_weights_find(w, "i", -1, NULL, &t, &err), AX_ERR_MODEL, "is I64");
    ax_weights_close(w);
    write_file("{}", -1, 0);
    TEST_OK(ax_weights_open(path, &w, &err));
    assert_false(ax_weights_has(w, "a"));
    ax_weights_close(w);
}

static void test_conversion(void **state) {
    (void)state;
    const float f[2] = {1.5f, -2.0f};
    const uint16_t b[2] = {0x3FC0, 0xC000}, h[2] = {0x3E00, 0xC000};
    const int32_t n[2] = {3, -4};
    float out[2];
    ax_tensor t = {.data = f, .dtype = AX_F32, .rank = 1, .shape = {2}};
    ax_tensor_to_f32(&t, out);
    assert_memory_equal(out, f, sizeof f);
    t.data = b, t.dtype = AX_BF16;
    ax_tensor_to_f32(&t, out);
    assert_memory_equal(out, f, sizeof f);
    t.data = h, t.dtype = AX_F16;
    ax_tensor_to_f32(&t, out);
    assert_memory_equal(out, f, sizeof f);
    t.data = n, t.dtype = AX_I32;
    ax_tensor_to_f32(&t, out);
    assert_true(out[0] == 3.0f && out[1] == -4.0f);
}

#define ENTRY(dtype, shape, offsets)                                                   \
    "{\"dtype\":\"" dtype "\",\"shape\":[" shape "],\"data_offsets\":[" offsets "]}"
#define ONE(dtype, shape, offsets) "{\"a\":" ENTRY(dtype, shape, offsets) "}"

static const struct {
    const char *header, *part; /* of the message */
    long long header_length;   /* -1: the true one */
    size_t data;
} bad[] = {
    {ONE("F32", "2", "0,8"), "truncated", -1, 7},
    {ONE("F32", "2", "0,8"), "9 bytes of data", -1, 9},
    {ONE("F32", "2", "0,8"), "a header of", 1000, 8},
    {ONE("F32", "2", "0,8"), "a header of", 100000001, 8},
    {ONE("F32", "2", "0,8"), "a header of 9223372036854775807", INT64_MAX, 8},
    {ONE("F32", "2", "0,8"), "expected '\"'", 6, 60},
    {ONE("F32", "2", "0,4"), "needs 8 bytes", -1, 4},
    {ONE("F32", "2", "8,0"), "needs 8 bytes", -1, 8},
    {ONE("F32", "1", "4,8"), "starts at 4", -1, 8},
    {ONE("F32", "9007199254740991,9007199254740991", "0,8"), "overflows", -1, 8},
    {ONE("F32", "9007199254740992", "0,8"), "2^53", -1, 8},
    {ONE("F32", "9223372036854775808", "0,8"), "2^53", -1, 8},
    {ONE("F32", "18446744073709551618", "0,8"), "2^53", -1, 8},
    {ONE("F32", "-2", "0,8"), "digits alone", -1, 8},
    {ONE("F32", "2.0", "0,8"), "digits alone", -1, 8},
    {ONE("F32", "2e0", "0,8"), "digits alone", -1, 8},
    {ONE("F32", "02", "0,8"), "digits alone", -1, 8},
    {ONE("F32", "NaN", "0,8"), "digits alone", -1, 8},
    {ONE("F32", "\"2\"", "0,8"), "digits alone", -1, 8},
    {ONE("F32", "[2]", "0,8"), "digits alone", -1, 8},
    {ONE("F32", "2", "0,8,9"), "expected ']'", -1, 8},
    {ONE("F33", "2", "0,8"), "unknown dtype", -1, 8},
    {ONE("a name longer than any dtype", "2", "0,8"), "too long", -1, 8},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", "without", -1, 8},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}}",
     "duplicate", -1, 8},
    {ONE("F4_E2M1", "2", "0,1"), "unknown dtype", -1, 1},
    {ONE("F4", "3", "0,2"), "3 elements of 4 bits, which end within a byte", -1, 2},
    {ONE("F4", "", "0,1"), "1 elements of 4 bits", -1, 1},
    {ONE("F6_E2M3", "2", "0,2"), "2 elements of 6 bits", -1, 2},
    {ONE("F6_E3M2", "6", "0,5"), "6 elements of 6 bits", -1, 5},
    {ONE("F6_E3M2", "8", "0,8"), "needs 6 bytes", -1, 8},
    {ONE("F4", "4", "0,4"), "needs 2 bytes", -1, 4},
    {ONE("C64", "2", "0,8"), "needs 16 bytes", -1, 8},
    {ONE("F64", "4503599627370496,1024", "0,8"), "overflows", -1, 8},
    {ONE("F32", "1,1,1,1,1,1,2", "0,4"), "needs 8 bytes", -1, 4},
    {ONE("F32", "9007199254740991,1,1,1,1,1,1,9007199254740991", "0,8"), "overflows",
     -1, 8},
    {"{\"a\":null}", "expected '{'", -1, 0},
    {"{\"a\":{\"dtype\":null,\"shape\":[2],\"data_offsets\":[0,8]}}", "expected '\"'",
     -1, 8},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"more\":[[[[[[[1]]]]]]],"
     "\"data_offsets\":[0,8]}}",
     "nested", -1, 8},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"more\":tru,\"data_offsets\":[0,8]}}",
     "invalid JSON", -1, 8},
    {"{\"a\":{\"dtype\":\"F32\",\"more\":1,\"data_offsets\":[0,8]}}", "without", -1, 8},
    {"{\"__metadata__\":null,\"__metadata__\":null}", "duplicate", -1, 0},
    {"{\"__metadata__\":nul}", "invalid JSON", -1, 0},
    {"{\"__metadata__\":{\"k\":null}}", "expected '\"'", -1, 0},
    {"{\"a\":" ENTRY("F32", "2", "0,8") ",\"b\":" ENTRY("F32", "2", "4,12") "}",
     "overlap", -1, 12},
    {"{\"a\":" ENTRY("F32", "2", "0,8") ",\"b\":" ENTRY("F32", "1", "12,16") "}", "gap",
     -1, 16},
    {"{\"a\":" ENTRY("F32", "1", "0,4") ",\"\\u0061\":" ENTRY("F32", "1", "4,8") "}",
     "\"a\" occurs twice", -1, 8},
    {"{\"__metadata__\":{},\"__metadata__\":{}}", "duplicate", -1, 0},
    {"{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "\"k\" occurs twice", -1, 0},
    {"{\"__metadata__\":{\"k\":1}}", "expected '\"'", -1, 0},
    {"{\"__metadata__\":{\"k\":[[[[[[[[[[1]]]]]]]]]]}}", "expected '\"'", -1, 0},
    {"{\"a\":[[[[[[[[[[[[]]]]]]]]]]]]}", "expected '{'", -1, 0},
    {"{\"a\xff\":1}", "UTF-8", -1, 0},
    {"{\"a\\u0000\":1}", "NUL", -1, 0},
    {" {}", "starts with '{'", -1, 0},
    {"[]", "starts with '{'", -1, 0},
    {"{}x", "follows", -1, 0},
    {"{\"a\":" ENTRY("F32", "1", "0,4") ",}", "expected '\"'", -1, 4},
};

/* Any place of a wrong number in a tensor of more than a block, and what its type
 * calls the largest numbers. */
static void test_weights_are_finite(void **state) {
    (void)state;
    enum { COUNT = 9001 };
    static uint32_t memory[COUNT];
    static float out[COUNT];
    static const size_t places[] = {0, 31, 4095, 4096, COUNT - 1};
    static const struct {
        ax_dtype dtype;
        uint32_t bits;
        const char *says; /* NULL: it is allowed */
    } cases[] = {{AX_F32, 0x7FC00000, "nan"},   {AX_F32, 0xFFFFFFFF, "nan"},
                 {AX_F32, 0x7F800001, "nan"},   {AX_F32, 0xFF800000, "-inf"},
                 {AX_F32, 0x7149F2CA, "1e+30"}, {AX_F32, 0xC9742400, NULL},
                 {AX_F32, 0x49742401, "1e+06"}, {AX_F32, 0x80000001, NULL},
                 {AX_BF16, 0x7FC0, "nan"},      {AX_BF16, 0xFF80, "-inf"},
                 {AX_BF16, 0xFFFF, "nan"},      {AX_BF16, 0x714A, "e+30"},
                 {AX_BF16, 0xC974, NULL},       {AX_F16, 0x7C00, "inf"},
                 {AX_F16, 0xFE00, "nan"},       {AX_F16, 0xFBFF, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
            ax_error err = {0};
            const ax_tensor t = {.data = memory,
                                 .dtype = cases[i].dtype,
                                 .rank = 1,
                                 .shape = {COUNT},
                                 .file = "f",
                                 .name = "t"};
            memset(memory, 0, sizeof memory);
            if (t.dtype == AX_F32)
                memory[places[k]] = cases[i].bits;
            else
                ((uint16_t *)memory)[places[k]] = (uint16_t)cases[i].bits;
            if (cases[i].says) {
                char where[64];
                (void)snprintf(where, sizeof where,
                               "f: element %zu of the tensor \"t\"", places[k]);
                assert_int_equal(ax_weights_to_f32(&t, out, &err), AX_ERR_MODEL);
                assert_non_null(strstr(err.message, where));
                TEST_FAILS(err.code, AX_ERR_MODEL, cases[i].says);
            } else {
                TEST_OK(ax_weights_to_f32(&t, out, &err));
                float expected[1];
                const ax_tensor one = {.data = (const char *)memory +
                                               places[k] * ax_dtype_size(t.dtype),
                                       .dtype = t.dtype,
                                       .rank = 0};
                ax_tensor_to_f32(&one, expected);
                assert_true(out[places[k]] == expected[0] && expected[0] != 0);
            }
        }
    out[7] = NAN;
    assert_false(ax_all_within(out, 8, 1e30f));
    assert_true(ax_all_within(out, 7, 1e30f));
    out[7] = -5;
    assert_true(ax_all_within(out, 8, 5));
    assert_false(ax_all_within(out, 8, 4.9f));
}

static void test_bad_files(void **state) {
    (void)state;
    ax_error err = {0};
    const size_t before = ax_memory_in_use();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ax_weights *w = NULL;
        write_file(bad[i].header, bad[i].header_length, bad[i].data);
        TEST_FAILS(ax_weights_open(path, &w, &err), AX_ERR_MODEL, bad[i].part);
        assert_null(w);
        assert_int_equal(ax_memory_in_use(), before);
    }
    print_message("  %zu invalid files refused\n", sizeof bad / sizeof *bad);
    ax_weights *w = NULL;
    TEST_FAILS(ax_weights_open("/tmp", &w, &err), AX_ERR_MODEL, "regular file");
    TEST_FAILS(ax_weights_open("/tmp/no/such/file", &w, &err), AX_ERR_MODEL,
               "cannot open");
    for (size_t size = 0; size < 10; size++) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        for (size_t i = 0; i < size; i++) fputc(0, file);
        fclose(file);
        TEST_FAILS(ax_weights_open(path, &w, &err), AX_ERR_MODEL, path);
    }
    assert_null(w);
}

/* What safetensors 0.8.0 reads and the engine does not use: sizes as it counts them. */
static const struct {
    const char *dtype, *shape;
    size_t bytes;
} others[] = {{"F64", "3", 24},        {"C64", "2", 16},
              {"I64", "[]", 8},        {"U64", "1,2", 16},
              {"I32", "3", 12},        {"U32", "3", 12},
              {"I16", "3", 6},         {"U16", "3", 6},
              {"I8", "3", 3},          {"U8", "3", 3},
              {"BOOL", "3", 3},        {"F8_E4M3", "3", 3},
              {"F8_E5M2", "3", 3},     {"F8_E8M0", "3", 3},
              {"F8_E4M3FNUZ", "3", 3}, {"F8_E5M2FNUZ", "5", 5},
              {"F6_E2M3", "4", 3},     {"F6_E3M2", "8,2", 12},
              {"F4", "2", 1},          {"F4", "4,3", 6},
              {"F4", "0", 0},          {"F32", "1,1,1,1,1,1,2", 8}};

/* They lie between two tensors that are read, in a header without metadata and with
 * keys of another's. */
static void test_not_asked_for(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char header[800];
        ax_error err = {0};
        ax_weights *w = NULL;
        ax_tensor t;
        const size_t end = 4 + others[i].bytes;
        const char *shape = strcmp(others[i].shape, "[]") == 0 ? "" : others[i].shape;
        snprintf(
            header, sizeof header,
            "{\"__metadata__\":null,"
            "\"a\":{\"a key of more than sixteen bytes\":{\"shape\":[1,{\"x\":null}]},"
            "\"dtype\":\"BF16\",\"shape\":[2],\"more\":-1.5e3,\"more\":\"\","
            "\"data_offsets\":[0,4]},"
            "\"b\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[4,%zu]},"
            "\"c\":{\"data_offsets\":[%zu,%zu],\"shape\":[1,2],\"dtype\":\"BF16\"}}",
            others[i].dtype, shape, end, end, end + 4);
        write_file(header, -1, end + 4);
        TEST_OK(ax_weights_open(path, &w, &err));
        assert_int_equal(ax_weights_count(w), 3);
        assert_null(ax_weights_metadata(w, "format"));
        TEST_OK(ax_weights_find(w, "a", 1, (int64_t[]){2}, &t, &err));
        assert_int_equal(((const unsigned char *)t.data)[3], 3);
        if (end % 2 == 0) {
            TEST_OK(ax_weights_find(w, "c", 2, (int64_t[]){1, 2}, &t, &err));
            assert_int_equal(((const unsigned char *)t.data)[1], end + 1);
        }
        TEST_FAILS(ax_weights_find(w, "b", -1, NULL, &t, &err), AX_ERR_MODEL,
                   strlen(shape) > 10 ? "more than 6 dimensions" : others[i].dtype);
        ax_weights_close(w);
    }
    print_message("  %zu kinds of tensors are let be\n",
                  sizeof others / sizeof *others);
}

/* Each prefix of a good file, and each byte of its header changed, is refused or read;
 * never a crash or a leak (under the sanitizers). */
static void test_mutations(void **state) {
    (void)state;
    const size_t before = ax_memory_in_use();
    size_t refused = 0, accepted = 0;
    for (size_t at = 0; at < sizeof good - 1; at++) {
        for (int change = 0; change < 5; change++) {
            static const char with[] = {'"', '9', '}', 0x00, (char)0x80};
            char header[sizeof good];
            memcpy(header, good, sizeof good);
            header[at] = with[change];
            FILE *file = fopen(path, "wb");
            assert_non_null(file);
            const uint64_t length = sizeof good - 1;
            assert_int_equal(fwrite(&length, 1, 8, file), 8);
            assert_int_equal(fwrite(header, 1, length, file), length);
            for (int i = 0; i < 42; i++) fputc(i, file);
            fclose(file);
            ax_error err = {0};
            ax_weights *w = NULL;
            ax_status status = ax_weights_open(path, &w, &err);
            assert_true(status == AX_OK || status == AX_ERR_MODEL);
            status == AX_OK ? accepted++ : refused++;
            for (size_t i = 0; w && i < ax_weights_count(w); i++) {
                ax_tensor t;
                float out[16];
                if (ax_weights_find(w, ax_weights_name(w, i), -1, NULL, &t, &err) ==
                    AX_OK) {
                    assert_true(ax_tensor_count(&t) <= 16);
                    ax_tensor_to_f32(&t, out);
                }
            }
            ax_weights_close(w);
        }
    }
    print_message("  %zu refused, %zu accepted\n", refused, accepted);
    assert_true(refused > 10 * accepted / 4 && accepted > 0);
    assert_int_equal(ax_memory_in_use(), before);
}

/* What has been found stays where it is until the release, and its memory is used again
 * after that. */
static void test_reading(void **state) {
    (void)state;
    ax_error err = {0};
    ax_weights *w = NULL;
    ax_tensor a, b, again;
    const size_t before = ax_memory_in_use();
    write_file(good, -1, 42);
    TEST_OK(ax_weights_open(path, &w, &err));
    const size_t open = ax_memory_in_use();
    TEST_OK(ax_weights_shape(w, "a", 2, (int64_t[]){2, -1}, &a, &err));
    assert_true(!a.data && a.shape[1] == 3 && ax_memory_in_use() == open);
    TEST_FAILS(ax_weights_shape(w, "a", 1, (int64_t[]){-1}, &a, &err), AX_ERR_MODEL,
               "expected [?]");
    for (int round = 0; round < 3; round++) {
        TEST_OK(ax_weights_find(w, "a", -1, NULL, &a, &err));
        TEST_OK(ax_weights_find(w, "b", -1, NULL, &b, &err));
        TEST_OK(ax_weights_find(w, "a", -1, NULL, &again, &err));
        assert_ptr_equal(again.data, a.data);
        for (int i = 0; i < 24; i++)
            assert_int_equal(((const unsigned char *)a.data)[i], i);
        for (int i = 0; i < 8; i++)
            assert_int_equal(((const unsigned char *)b.data)[i], 24 + i);
        ax_weights_release(w);
    }
    ax_weights_trim(w);
    assert_int_equal(ax_memory_in_use(), open);

    unsigned char row[12];
    TEST_OK(ax_weights_read_rows(w, "a", 1, 1, row, &err));
    for (int i = 0; i < 12; i++) assert_int_equal(row[i], 12 + i);
    TEST_FAILS(ax_weights_read_rows(w, "a", 1, 2, row, &err), AX_ERR_INTERNAL,
               "rows 1");
    TEST_FAILS(ax_weights_read_rows(w, "b", 0, 1, row, &err), AX_ERR_MODEL, "\"b\" is");

    assert_int_equal(truncate(path, 400), 0);
    TEST_FAILS(ax_weights_find(w, "a", -1, NULL, &a, &err), AX_ERR_MODEL,
               "was changed");
    TEST_FAILS(ax_weights_read_rows(w, "a", 0, 1, row, &err), AX_ERR_MODEL,
               "was changed");
    ax_weights_close(w);
    assert_int_equal(ax_memory_in_use(), before);
}

static void test_no_memory(void **state) {
    (void)state;
    const size_t before = ax_memory_in_use();
    write_file(good, -1, 42);
    long n = 0;
    for (;; n++) {
        ax_error err = {0};
        ax_weights *w = NULL;
        test_fail_after(n);
        ax_tensor t;
        ax_status status = ax_weights_open(path, &w, &err);
        for (int i = 0; i < 2 && status == AX_OK; i++) {
            status = ax_weights_find(w, i ? "b" : "a", -1, NULL, &t, &err);
            if (status == AX_OK) ax_weights_release(w);
        }
        test_fail_never();
        ax_weights_close(w);
        assert_int_equal(ax_memory_in_use(), before);
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
    }
    print_message("  %ld allocations failed in turn\n", n);
    assert_true(n >= 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_file),          cmocka_unit_test(test_conversion),
        cmocka_unit_test(test_weights_are_finite), cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_not_asked_for),      cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_no_memory),          cmocka_unit_test(test_reading),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
