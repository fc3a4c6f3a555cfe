/* An adapter with keys of all writers and of none, of right shapes and others, on a
 * small transformer: it is refused, or every change that was planned can be made, and
 * the result is finite. */
#include <string.h>

#include "diffusion/checkpoint.h"
#include "fuzz/memory_file.h"

enum { MOST_KEYS = 24, WIDTH = 4, HEADER = 1 << 14, ELEMENTS = 1 << 14 };

typedef struct builder {
    char header[HEADER];
    size_t at, elements;
    int keys;
    float data[ELEMENTS];
} builder;

static void begin(builder *b) {
    b->at = (size_t)snprintf(b->header, sizeof b->header, "{");
    b->elements = 0;
    b->keys = 0;
}

static void add(builder *b, fuzz_bytes *in, const char *key, int rank,
                const int64_t *shape) {
    size_t count = 1;
    for (int i = 0; i < rank; i++) count *= (size_t)shape[i];
    if (b->elements + count > ELEMENTS || b->at + 400 > HEADER) return;
    b->at += (size_t)snprintf(b->header + b->at, sizeof b->header - b->at,
                              "%s\"%s\":{\"dtype\":\"F32\",\"shape\":[",
                              b->keys++ ? "," : "", key);
    for (int i = 0; i < rank; i++)
        b->at += (size_t)snprintf(b->header + b->at, sizeof b->header - b->at, "%s%d",
                                  i ? "," : "", (int)shape[i]);
    b->at += (size_t)snprintf(b->header + b->at, sizeof b->header - b->at,
                              "],\"data_offsets\":[%zu,%zu]}", 4 * b->elements,
                              4 * (b->elements + count));
    for (size_t i = 0; i < count; i++)
        b->data[b->elements++] = (float)fuzz_double(in, -2, 2);
}

static memory_file finish(builder *b) {
    b->at += (size_t)snprintf(b->header + b->at, sizeof b->header - b->at, "}");
    uint8_t *bytes = malloc(8 + b->at + 4 * b->elements);
    for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)((uint64_t)b->at >> (8 * i));
    memcpy(bytes + 8, b->header, b->at);
    memcpy(bytes + 8 + b->at, b->data, 4 * b->elements);
    const memory_file file = memory_file_open(bytes, 8 + b->at + 4 * b->elements);
    free(bytes);
    return file;
}

static const char *const tensors[] = {
    "blocks.0.attn1.to_q.weight", "blocks.0.attn1.to_q.bias", "blocks.0.norm2.weight",
    "blocks.0.scale_shift_table", "patch_embedding.weight"};
static const struct {
    int rank;
    int64_t shape[5];
} shapes[] = {{2, {WIDTH, WIDTH}},
              {1, {WIDTH}},
              {1, {WIDTH}},
              {3, {1, 6, WIDTH}},
              {5, {WIDTH, 2, 1, 2, 2}}};
enum { TENSORS = sizeof tensors / sizeof *tensors };

static memory_file write_base(builder *b) {
    fuzz_bytes none = {0};
    begin(b);
    for (int i = 0; i < TENSORS; i++)
        add(b, &none, tensors[i], shapes[i].rank, shapes[i].shape);
    return finish(b);
}

static void add_key(builder *b, fuzz_bytes *in) {
    static const char *const before[] = {
        "", "transformer.", "diffusion_model.", "lora_unet_", "base_model.model.", "?"};
    static const char *const modules[] = {
        "blocks.0.attn1.to_q",  "blocks.0.self_attn.q",
        "blocks_0_self_attn_q", "blocks.0.norm3",
        "blocks.0.modulation",  "patch_embedding",
        "blocks.9.attn1.to_q",  "x"};
    static const char *const ends[] = {".lora_A.weight",
                                       ".lora_B.weight",
                                       ".lora_A.default.weight",
                                       ".lora_up.weight",
                                       ".lora_down.weight",
                                       ".lora_B.default.weight",
                                       ".alpha",
                                       ".lora_alpha",
                                       ".diff",
                                       ".diff_b",
                                       ".lora_B.bias",
                                       ".weight",
                                       ".bias",
                                       ".hada_w1_a",
                                       ".dora_scale",
                                       ".hada_w1_b",
                                       ".hada_w2_a",
                                       ".hada_w2_b",
                                       ".lokr_w1",
                                       ".lokr_w2",
                                       ".lokr_w2_a",
                                       ".lokr_w2_b",
                                       ".lora_magnitude_vector"};
    enum { ENDS = sizeof ends / sizeof *ends };
    char key[160];
    int64_t shape[4];
    const int rank = fuzz_int(in, 0, 4);
    for (int i = 0; i < rank; i++)
        shape[i] = fuzz_flag(in, 8) ? fuzz_int(in, 0, 9) : fuzz_flag(in, 2) ? 4 : 2;
    (void)snprintf(key, sizeof key, "%s%s%s", before[fuzz_int(in, 0, 5)],
                   modules[fuzz_int(in, 0, 7)], ends[fuzz_int(in, 0, ENDS - 1)]);
    add(b, in, key, rank, shape);
}

/* A pair of one writer that fits. */
static void add_pair(builder *b, fuzz_bytes *in) {
    static const char *const pairs[][2] = {
        {"transformer.blocks.0.attn1.to_q.lora_A.weight",
         "transformer.blocks.0.attn1.to_q.lora_B.weight"},
        {"lora_unet_blocks_0_self_attn_q.lora_down.weight",
         "lora_unet_blocks_0_self_attn_q.lora_up.weight"},
        {"blocks.0.self_attn.q.lora_A.default.weight",
         "blocks.0.self_attn.q.lora_B.default.weight"}};
    const int p = fuzz_int(in, 0, 2), rank = fuzz_int(in, 1, 6);
    add(b, in, pairs[p][0], 2, (int64_t[]){rank, WIDTH});
    add(b, in, pairs[p][1], 2, (int64_t[]){WIDTH, rank});
}

static void read_all(ax_checkpoint *c) {
    for (int i = 0; i < TENSORS; i++) {
        ax_error err = {0};
        ax_tensor t;
        if (!fuzz_succeeded(ax_checkpoint_find(c, tensors[i], -1, NULL, &t, &err),
                            &err))
            continue;
        const int64_t count = ax_tensor_count(&t);
        for (int64_t k = 0; t.dtype == AX_F32 && k < count; k++)
            FUZZ_REQUIRE(((const float *)t.data)[k] < 1e9f, "a large weight");
    }
    const ax_adapter_report *r = ax_checkpoint_adapter(c, 0);
    FUZZ_REQUIRE(r->changed + r->added > 0, "an adapter that does nothing");
    ax_checkpoint_release(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static builder b;
    fuzz_bytes in = fuzz_begin(data, size);
    memory_file base = write_base(&b);
    begin(&b);
    if (fuzz_flag(&in, 2)) add_pair(&b, &in);
    const int keys = fuzz_int(&in, 0, MOST_KEYS);
    for (int i = 0; i < keys; i++) add_key(&b, &in);
    memory_file file = finish(&b);
    const ax_adapter_config adapter = {file.path, fuzz_double(&in, -10, 10)};
    char *const files[] = {base.path};
    ax_checkpoint *c = NULL;
    ax_error err = {0};
    if (fuzz_succeeded(ax_checkpoint_open(1, files, 1, &adapter, &c, &err), &err))
        read_all(c);
    ax_checkpoint_close(c);
    memory_file_close(&file);
    memory_file_close(&base);
    fuzz_end(&in);
    return 0;
}
