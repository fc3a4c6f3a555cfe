/* Files of weights that an index names, and files that are no weights. */
#include "weights_files.h"

#include "tensor/shards.h"

static void write_shards(void) {
    test_write_weights(
        "a.safetensors", "{\"format\":\"pt\"}", 2,
        (test_tensor[]){{"x", 2, {2, 3}, 0, 1, NULL}, {"unused", 1, {1}, 9, 0, NULL}});
    test_write_weights("b.safetensors", NULL, 1,
                       (test_tensor[]){{"y", 1, {2}, 5, 1, NULL}});
}

static const char *write_index(const char *map) {
    char text[4096];
    (void)snprintf(text, sizeof text,
                   "{\"metadata\":{\"total_size\":32},\"weight_map\":%s}", map);
    return test_write_text("model.safetensors.index.json", text);
}

static void test_index(void **state) {
    (void)state;
    ax_error err = {0};
    ax_shards *s = NULL;
    ax_tensor t;
    float rows[3];
    write_shards();
    const char *path = write_index("{\"y\":\"b.safetensors\",\"x\":\"a.safetensors\"}");
    TEST_OK(ax_shards_open(path, &s, &err));
    assert_int_equal(ax_shards_files(s), 2);
    assert_int_equal(ax_shards_count(s), 2);
    assert_string_equal(ax_shards_name(s, 0), "x");
    assert_null(ax_shards_name(s, 2));
    assert_true(ax_shards_has(s, "y") && !ax_shards_has(s, "unused"));
    assert_string_equal(ax_shards_metadata(s, "format"), "pt");
    TEST_OK(ax_shards_find(s, "y", 1, (int64_t[]){2}, &t, &err));
    assert_true(((const float *)t.data)[1] == 6.0f);
    TEST_OK(ax_shards_shape(s, "x", 2, (int64_t[]){-1, 3}, &t, &err));
    assert_true(t.shape[0] == 2 && !t.data);
    TEST_OK(ax_shards_read_rows(s, "x", 1, 1, rows, &err));
    assert_true(rows[0] == 3.0f && rows[2] == 5.0f);
    ax_shards_release(s);
    TEST_FAILS(ax_shards_find(s, "z", 1, (int64_t[]){2}, &t, &err), AX_ERR_MODEL,
               "index.json has no tensor \"z\"");
    ax_shards_close(s);
    TEST_OK(ax_shards_open(test_path("a.safetensors"), &s, &err));
    assert_int_equal(ax_shards_count(s), 2);
    assert_true(ax_shards_has(s, "unused"));
    TEST_OK(ax_shards_refuse_quantised(s, &err));
    ax_shards_close(s);
}

static void test_bad_indexes(void **state) {
    (void)state;
    static const struct {
        const char *map, *part;
    } bad[] = {
        {"{}", "no \"weight_map\""},
        {"[\"a.safetensors\"]", "no \"weight_map\""},
        {"null", "no \"weight_map\""},
        {"{\"x\":1}", "gives no file name for the tensor \"x\""},
        {"{\"x\":\"\"}", "no file name; the files must lie beside the index"},
        {"{\"x\":\"../a.safetensors\"}", "puts the tensor \"x\" into \"../a"},
        {"{\"x\":\"/etc/passwd\"}", "no file name"},
        {"{\"x\":\"..\"}", "no file name"},
        {"{\"x\":\".\"}", "no file name"},
        {"{\"x\":\"sub\\\\a.safetensors\"}", "no file name"},
        {"{\"x\":\"c.safetensors\"}", "all of its files are needed"},
        {"{\"y\":\"a.safetensors\"}", "\"y\" should be in a.safetensors, but is not"},
        {"{\"x\":\"a.safetensors\",\"x\":\"b.safetensors\"}",
         "should be in b.safetensors"},
        {"{\"x\":\"a.safetensors\",\"x\":\"a.safetensors\"}", "\"x\" twice"},
        {"{\"x\":\"twice.safetensors\",\"y\":\"b.safetensors\"}",
         "\"y\" is in b.safetensors and in twice.safetensors"},
        {"{\"x\":\"model.safetensors.index.json\"}", "is JSON"}};
    ax_error err = {0};
    ax_shards *s = NULL;
    write_shards();
    test_write_weights(
        "twice.safetensors", NULL, 2,
        (test_tensor[]){{"x", 1, {1}, 0, 0, NULL}, {"y", 1, {1}, 0, 0, NULL}});
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *path = write_index(bad[i].map);
        TEST_FAILS(ax_shards_open(path, &s, &err), AX_ERR_MODEL, bad[i].part);
    }
    assert_null(s);
    const char *path = test_write_text(
        "deep.json", "{\"metadata\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");
    TEST_FAILS(ax_shards_open(path, &s, &err), AX_ERR_MODEL, "nested");
}

static void test_many_files(void **state) {
    (void)state;
    char map[4096], *at = map;
    ax_error err = {0};
    ax_shards *s = NULL;
    const int before = test_written_count;
    at += snprintf(at, 3, "{");
    for (int i = 0; i < 40; i++) {
        char name[24];
        (void)snprintf(name, sizeof name, "n%d", i);
        const test_tensor one = {name, 1, {1}, (float)i, 0, NULL};
        char file[40];
        (void)snprintf(file, sizeof file, "many%d.safetensors", i);
        test_write_weights(file, NULL, 1, &one);
        at += sprintf(at, "%s\"%s\":\"%s\"", i ? "," : "", name, file);
    }
    (void)snprintf(at, 3, "}");
    TEST_OK(ax_shards_open(write_index(map), &s, &err));
    assert_int_equal(ax_shards_files(s), 40);
    ax_tensor t;
    TEST_OK(ax_shards_find(s, "n39", 1, (int64_t[]){1}, &t, &err));
    assert_true(((const float *)t.data)[0] == 39.0f);
    ax_shards_close(s);
    for (int i = before; i < test_written_count; i++) (void)unlink(test_written[i]);
    test_written_count = before;
}

/* What is told by content, whatever the file is called. */
static void test_other_kinds(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t count;
        const char *part;
    } kinds[] = {{"PK\003\004\000\000\010\010\000\000", 10, "PyTorch pickle"},
                 {"PK\003\004\000\000\010\010\000\000", 10, "FILE NEW.safetensors"},
                 {"\200\002\212\012\154\374\234\106\371 j\250P\031.", 15, "pickle"},
                 {"\200\004\225\012\000\000\000\000\000\000\000}.", 13, "pickle"},
                 {"\200\002}.", 4, "pickle"},
                 {"GGUF\003\000\000\000\000\000\000\000", 12, "GGUF"},
                 {"version https://git-lfs.github.com/spec/v1\n", 43, "git lfs pull"},
                 {"<!DOCTYPE html><html>", 21, "web page"},
                 {"{\"weight_map\":{}}", 17, "is JSON"}};
    ax_error err = {0};
    ax_weights *w = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *path =
            test_write("transformer.safetensors", kinds[i].bytes, kinds[i].count);
        TEST_FAILS(ax_weights_open(path, &w, &err), AX_ERR_MODEL, kinds[i].part);
    }

    ax_shards *s = NULL;
    const char *path = test_write_weights(
        "fp8.safetensors", NULL, 2,
        (test_tensor[]){{"blocks.0.ffn.0.scale_weight", 1, {1}, 1, 0, NULL},
                        {"blocks.0.ffn.0.weight", 1, {1}, 1, 0, NULL}});
    TEST_OK(ax_shards_open(path, &s, &err));
    TEST_FAILS(ax_shards_refuse_quantised(s, &err), AX_ERR_MODEL,
               "fp8 weights with scales (\"blocks.0.ffn.0.scale_weight\")");
    ax_shards_close(s);
}

static void test_no_memory(void **state) {
    (void)state;
    ax_error err = {0};
    ax_shards *s = NULL;
    write_shards();
    const char *path = write_index("{\"y\":\"b.safetensors\",\"x\":\"a.safetensors\"}");
    const size_t before = ax_memory_in_use();
    ax_status status = AX_ERR_RESOURCE;
    for (long n = 0; status != AX_OK; n++) {
        err = (ax_error){0};
        test_fail_after(n);
        status = ax_shards_open(path, &s, &err);
        test_fail_never();
        if (status != AX_OK) assert_int_equal(status, AX_ERR_RESOURCE);
        assert_true(n < 200);
    }
    ax_shards_close(s);
    assert_int_equal(ax_memory_in_use(), before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index), cmocka_unit_test(test_bad_indexes),
        cmocka_unit_test(test_many_files), cmocka_unit_test(test_other_kinds),
        cmocka_unit_test(test_no_memory)};
    return cmocka_run_group_tests(tests, test_make_folder, test_remove_folder);
}
