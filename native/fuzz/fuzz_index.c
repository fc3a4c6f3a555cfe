/* An index of several files of weights, beside two that are right: what is opened has
 * every tensor that it names, each readable from one file of the folder. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/memory_file.h"
#include "tensor/shards.h"

static char folder[] = "/tmp/ax_fuzz_index_XXXXXX";
static char path[64];

static void write_file(const char *name, const void *bytes, size_t count) {
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    FUZZ_REQUIRE(file && fwrite(bytes, 1, count, file) == count && fclose(file) == 0,
                 "cannot write %s", path);
}

static void write_shard(const char *name, const char *header) {
    char bytes[256] = {0};
    const size_t length = (strlen(header) + 7) / 8 * 8; /* tensors are aligned */
    bytes[0] = (char)length;
    memset(bytes + 8, ' ', length);
    memcpy(bytes + 8, header, strlen(header));
    write_file(name, bytes, 8 + length + 8);
}

static void remove_folder(void) {
    static const char *const names[] = {"a", "b", "i.json"};
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

static void prepare(void) {
    static bool done;
    if (done) return;
    done = true;
    FUZZ_REQUIRE(mkdtemp(folder), "no folder");
    (void)atexit(remove_folder);
    write_shard("a", "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                     "\"z\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[4,8]}}");
    write_shard("b",
                "{\"y\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(NULL, 0);
    ax_error err = {0};
    ax_shards *s = NULL;
    prepare();
    write_file("i.json", data, size);
    if (fuzz_succeeded(ax_shards_open(path, &s, &err), &err)) {
        const size_t count = ax_shards_count(s);
        FUZZ_REQUIRE(count >= 1 && count <= 3, "%zu tensors", count);
        for (size_t i = 0; i < count; i++) {
            const char *name = ax_shards_name(s, i);
            ax_tensor t;
            FUZZ_REQUIRE(ax_shards_has(s, name), "%s", name);
            FUZZ_REQUIRE(ax_shards_find(s, name, -1, NULL, &t, &err) == AX_OK, "%s",
                         err.message);
        }
        FUZZ_REQUIRE(!ax_shards_has(s, "no such"), "a tensor too many");
    }
    ax_shards_close(s);
    fuzz_end(&in);
    return 0;
}
