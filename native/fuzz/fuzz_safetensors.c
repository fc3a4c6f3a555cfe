/* A file of weights: opened, listed, every tensor read to its last element. */
#include "fuzz/memory_file.h"
#include "tensor/safetensors.h"

static void read_tensor(ax_weights *w, const char *name) {
    ax_error err = {0};
    ax_tensor t;
    FUZZ_REQUIRE(ax_weights_has(w, name), "%s", name);
    if (!fuzz_succeeded(ax_weights_find(w, name, -1, NULL, &t, &err), &err)) return;
    const int64_t count = ax_tensor_count(&t);
    FUZZ_REQUIRE(count >= 0 && count < 1 << 24, "%lld elements", (long long)count);
    float *values = malloc((size_t)count * sizeof *values + 1);
    ax_tensor_to_f32(&t, values);
    free(values);
    const int64_t other[AX_MAX_RANK] = {-1, 7, -1, 9007199254740991, 1, 0};
    for (int rank = 0; rank <= AX_MAX_RANK; rank++) {
        err = (ax_error){0};
        (void)fuzz_succeeded(ax_weights_find(w, name, rank, other, &t, &err), &err);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(NULL, 0);
    memory_file file = memory_file_open(data, size);
    ax_error err = {0};
    ax_weights *w = NULL;
    if (fuzz_succeeded(ax_weights_open(file.path, &w, &err), &err)) {
        for (size_t i = 0; i < ax_weights_count(w); i++)
            read_tensor(w, ax_weights_name(w, i));
        FUZZ_REQUIRE(!ax_weights_name(w, ax_weights_count(w)), "a name too many");
        (void)ax_weights_metadata(w, "format");
        ax_tensor none;
        (void)fuzz_succeeded(ax_weights_find(w, "no such", -1, NULL, &none, &err),
                             &err);
    }
    ax_weights_close(w);
    memory_file_close(&file);
    fuzz_end(&in);
    return 0;
}
