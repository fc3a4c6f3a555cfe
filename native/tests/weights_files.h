/* Writes safetensors files and others into a folder of the test's own. */
#ifndef AX_TESTS_WEIGHTS_FILES_H
#define AX_TESTS_WEIGHTS_FILES_H

#include <inttypes.h>
#include <unistd.h>

#include "support.h"

/* An F32 tensor: of data, or of elements base, base + step, ...; rank 0: one
 * number. */
typedef struct test_tensor {
    const char *name;
    int rank;
    int64_t shape[AX_MAX_RANK];
    float base, step;
    const float *data; /* instead of them, where it is not NULL */
} test_tensor;

static char test_folder[] = "/tmp/ax_test_weights_XXXXXX";
static char test_written[64][160];
static int test_written_count;

static inline int test_make_folder(void **state) {
    (void)state;
    return mkdtemp(test_folder) == NULL;
}
static inline int test_remove_folder(void **state) {
    (void)state;
    for (int i = 0; i < test_written_count; i++) (void)unlink(test_written[i]);
    return rmdir(test_folder);
}

/* The path of a file in the folder, which is removed with it. */
static inline const char *test_path(const char *name) {
    char path[160];
    (void)snprintf(path, sizeof path, "%s/%s", test_folder, name);
    for (int i = 0; i < test_written_count; i++)
        if (strcmp(test_written[i], path) == 0) return test_written[i];
    assert_true(test_written_count < 64);
    memcpy(test_written[test_written_count], path, sizeof path);
    return test_written[test_written_count++];
}

static inline const char *test_write(const char *name, const void *bytes,
                                     size_t count) {
    const char *path = test_path(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
    return path;
}
static inline const char *test_write_text(const char *name, const char *text) {
    return test_write(name, text, strlen(text));
}

/* `metadata`: the text of the __metadata__ object, or NULL. */
static inline const char *test_write_weights(const char *name, const char *metadata,
                                             int count, const test_tensor *tensors) {
    const char *path = test_path(name);
    static char header[1 << 17];
    size_t at = 0, offset = 0;
    at += (size_t)snprintf(header, sizeof header, "{");
    if (metadata)
        at += (size_t)snprintf(header + at, sizeof header - at, "\"__metadata__\":%s%s",
                               metadata, count ? "," : "");
    for (int i = 0; i < count; i++) {
        const test_tensor *t = &tensors[i];
        size_t elements = 1;
        at += (size_t)snprintf(header + at, sizeof header - at,
                               "%s\"%s\":{\"dtype\":\"F32\",\"shape\":[", i ? "," : "",
                               t->name);
        for (int d = 0; d < t->rank; d++) {
            elements *= (size_t)t->shape[d];
            at += (size_t)snprintf(header + at, sizeof header - at, "%s%" PRId64,
                                   d ? "," : "", t->shape[d]);
        }
        at += (size_t)snprintf(header + at, sizeof header - at,
                               "],\"data_offsets\":[%zu,%zu]}", offset,
                               offset + 4 * elements);
        offset += 4 * elements;
    }
    at += (size_t)snprintf(header + at, sizeof header - at, "}");
    while (at % 8) header[at++] = ' ';
    assert_true(at < sizeof header);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (int i = 0; i < 8; i++) fputc((int)(at >> (8 * i) & 255), file);
    assert_int_equal(fwrite(header, 1, at, file), at);
    for (int i = 0; i < count; i++) {
        size_t elements = 1;
        for (int d = 0; d < tensors[i].rank; d++)
            elements *= (size_t)tensors[i].shape[d];
        for (size_t k = 0; k < elements; k++) {
            const float value = tensors[i].data
                                    ? tensors[i].data[k]
                                    : tensors[i].base + (float)k * tensors[i].step;
            assert_int_equal(fwrite(&value, 1, 4, file), 4);
        }
    }
    assert_int_equal(fclose(file), 0);
    return path;
}

#endif
