/* Reading files: only regular ones, and never beyond what is there. */
#include "support.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "text/tokenizer.h"

static char folder[] = "/tmp/ax_test_file_XXXXXX";
static char path[64];

static int begin(void **state) {
    (void)state;
    if (!mkdtemp(folder)) return -1;
    (void)snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}
static int end(void **state) {
    (void)state;
    return rmdir(folder);
}

static void write_text(const char *text) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* All readers of the engine, which must refuse what is at `path` as `kind`. */
static void refuse(const char *kind) {
    ax_error err = {0};
    ax_file file;
    ax_json *doc = NULL;
    ax_weights *weights = NULL;
    ax_tokenizer *tokenizer = NULL;
    alarm(20); /* a reader that waits is ended, and the test with it */
    TEST_FAILS(ax_file_open(path, AX_ERR_INPUT, &file, &err), AX_ERR_INPUT, kind);
    TEST_FAILS(ax_json_open(path, &doc, &err), AX_ERR_MODEL, kind);
    TEST_FAILS(ax_weights_open(path, &weights, &err), AX_ERR_MODEL, kind);
    TEST_FAILS(ax_tokenizer_open(path, &tokenizer, &err), AX_ERR_MODEL, kind);
    alarm(0);
    assert_true(!doc && !weights && !tokenizer);
}

static void test_kinds(void **state) {
    (void)state;
    refuse("cannot open");
    assert_int_equal(mkdir(path, 0700), 0);
    refuse("a folder, not a regular file");
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    refuse("a FIFO, not a regular file");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/dev/zero", path), 0);
    refuse("a device, not a regular file");
    assert_int_equal(unlink(path), 0);

    struct sockaddr_un name = {.sun_family = AF_UNIX};
    (void)snprintf(name.sun_path, sizeof name.sun_path, "%s", path);
    const int server = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(server, (struct sockaddr *)&name, sizeof name), 0);
    refuse("a socket, not a regular file");
    close(server);
    assert_int_equal(unlink(path), 0);
}

static void test_whole_files(void **state) {
    (void)state;
    ax_error err = {0};
    char *text = NULL;
    size_t bytes = 7;
    write_text("some text");
    TEST_OK(ax_read_file(path, 9, AX_ERR_MODEL, &text, &bytes, &err));
    assert_int_equal(bytes, 9);
    assert_string_equal(text, "some text");
    ax_free(text);
    TEST_FAILS(ax_read_file(path, 8, AX_ERR_INPUT, &text, &bytes, &err), AX_ERR_INPUT,
               "larger than 8 bytes");
    write_text("");
    TEST_OK(ax_read_file(path, 9, AX_ERR_MODEL, &text, &bytes, &err));
    assert_true(bytes == 0 && text[0] == 0);
    ax_free(text);
    ax_tokenizer *tokenizer = NULL;
    TEST_FAILS(ax_tokenizer_open(path, &tokenizer, &err), AX_ERR_MODEL, "is empty");
    assert_int_equal(unlink(path), 0);
}

/* Another time of change than now, which the file may have been written at. */
static void set_time(void) {
    const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void test_changes(void **state) {
    (void)state;
    static const char changed[] = "changed after it was opened";
    ax_error err = {0};
    char bytes[8];
    ax_file file;
    write_text("0123456789");
    set_time();
    TEST_OK(ax_file_open(path, AX_ERR_MODEL, &file, &err));
    TEST_OK(ax_file_read(&file, path, AX_ERR_MODEL, 2, 8, bytes, &err));
    assert_memory_equal(bytes, "23456789", 8);
    TEST_FAILS(ax_file_read(&file, path, AX_ERR_MODEL, 3, 8, bytes, &err), AX_ERR_MODEL,
               changed); /* beyond the end */
    assert_int_equal(truncate(path, 4), 0);
    TEST_FAILS(ax_file_read(&file, path, AX_ERR_MODEL, 0, 2, bytes, &err), AX_ERR_MODEL,
               changed);
    TEST_FAILS(ax_file_read(&file, path, AX_ERR_MODEL, 4, 2, bytes, &err), AX_ERR_MODEL,
               changed);
    write_text("9876543210"); /* as long as before, in the same file */
    TEST_FAILS(ax_file_read(&file, path, AX_ERR_MODEL, 0, 2, bytes, &err), AX_ERR_MODEL,
               changed);
    ax_file_close(&file);

    write_text("0123456789"); /* replaced or removed: what is open stays as it was */
    TEST_OK(ax_file_open(path, AX_ERR_MODEL, &file, &err));
    assert_int_equal(unlink(path), 0);
    write_text("other");
    TEST_OK(ax_file_read(&file, path, AX_ERR_MODEL, 0, 8, bytes, &err));
    assert_memory_equal(bytes, "01234567", 8);
    ax_file_close(&file);
    assert_int_equal(unlink(path), 0);
}

static int open_files(void) {
    int count = 0;
    for (int i = 0; i < 256; i++) count += fcntl(i, F_GETFD) >= 0;
    return count;
}

static void test_descriptors(void **state) {
    (void)state;
    const int before = open_files();
    write_text("{\"a\": 1");
    for (int i = 0; i < 4; i++) {
        ax_error err = {0};
        ax_json *doc = NULL;
        ax_weights *weights = NULL;
        ax_tokenizer *tokenizer = NULL;
        assert_int_equal(ax_json_open(path, &doc, &err), AX_ERR_MODEL);
        assert_int_equal(ax_weights_open(path, &weights, &err), AX_ERR_MODEL);
        assert_int_equal(ax_tokenizer_open(path, &tokenizer, &err), AX_ERR_MODEL);
    }
    assert_int_equal(open_files(), before);
    assert_int_equal(unlink(path), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_whole_files),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_descriptors),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
