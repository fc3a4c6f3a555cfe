/* A critic's file, with tensors of any sizes, and what it says of a motion: a verdict
 * of numbers, or a sentence. */
#include "animate/critic.h"
#include "fuzz/memory_file.h"

typedef struct tensor {
    const char *name;
    int rows, columns; /* columns 0: a bias */
} tensor;

enum { TENSORS = 14, HEADER = 4096, MAX_BYTES = 1 << 18 };

/* A safetensors file; returns its size, 0 where it would be too large. */
static size_t write_file(fuzz_bytes *in, const tensor *all, uint8_t *out) {
    size_t header = 8, at = 0;
    out[header++] = '{';
    for (int i = 0; i < TENSORS; i++) {
        const tensor *t = &all[i];
        if (in->wild && fuzz_flag(in, 128)) continue;
        const size_t bytes =
            4 * (size_t)t->rows * (size_t)(t->columns ? t->columns : 1);
        const bool flat = t->columns == 0;
        char shape[40];
        (void)snprintf(shape, sizeof shape, flat ? "[%d]" : "[%d,%d]", t->rows,
                       t->columns);
        header += (size_t)snprintf(
            (char *)out + header, HEADER - header,
            "%s\"%s.%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%zu,%zu]}",
            at ? "," : "", t->name, flat ? "bias" : "weight", shape, at, at + bytes);
        at += bytes;
        if (at > MAX_BYTES) return 0;
    }
    out[header++] = '}';
    for (int i = 0; i < 8; i++) out[i] = (uint8_t)((header - 8) >> (8 * i));
    uint32_t state = (uint32_t)fuzz_bits(in, 4) | 1;
    const double size = fuzz_double(in, 0, 2);
    for (size_t i = 0; i < at / 4; i++) {
        state = state * 1664525 + 1013904223;
        float value = (float)(size * ((double)(state >> 8) / 0x1p24 - 0.5));
        if (in->wild && (state >> 8) % 256 == 0) value = (float)fuzz_strange(in);
        memcpy(out + header + 4 * i, &value, sizeof value);
    }
    return header + at;
}

/* Mostly those that fit each other. */
static int off(fuzz_bytes *in, int size) {
    return in->wild && fuzz_flag(in, 64) ? fuzz_int(in, 0, 5000) : size;
}

static size_t make_file(fuzz_bytes *in, int text, uint8_t *out) {
    const int frames = fuzz_int(in, 1, 12), width = fuzz_int(in, 1, 24);
    const int shared = fuzz_int(in, 1, 24);
    const int sizes[7][2] = {
        {width, 4 + 3 * frames}, {width, width},  {width, 2 * width}, {shared, width},
        {width, text},           {shared, width}, {1, width}};
    const char *names[7] = {"joint_1", "joint_2", "motion_1", "motion_2",
                            "text_1",  "text_2",  "speed"};
    tensor all[TENSORS];
    for (int i = 0; i < 7; i++) {
        all[2 * i] = (tensor){names[i], off(in, sizes[i][0]), off(in, sizes[i][1])};
        all[2 * i + 1] = (tensor){names[i], off(in, sizes[i][0]), 0};
    }
    return write_file(in, all, out);
}

static void judge(fuzz_bytes *in, ax_critic *c, int text) {
    const int joints = fuzz_int(in, 1, 6), frames = fuzz_int(in, 1, 30);
    const int tokens = fuzz_int(in, 0, 4);
    const size_t row = 3 * fuzz_size(joints);
    ax_critic_motion m = {joints, frames, fuzz_doubles(in, row, -1, 1),
                          fuzz_octets(in, fuzz_size(joints)),
                          fuzz_doubles(in, row * fuzz_size(frames), -1, 1)};
    const float *states = fuzz_floats(in, fuzz_size(tokens * text), -2, 2);
    if (in->wild && fuzz_flag(in, 32)) m.frames = fuzz_nonsense(in);
    if (in->wild && fuzz_flag(in, 32)) m.joints = fuzz_nonsense(in);
    ax_critic_verdict said;
    ax_error err = {0};
    if (!fuzz_succeeded(ax_critic_judge(c, &m, states, tokens, &said, &err), &err))
        return;
    FUZZ_REQUIRE(m.frames >= ax_critic_frames(c), "%d frames", m.frames);
    fuzz_between(&said.match, 1, -1.001, 1.001, "match");
    fuzz_between(&said.speed, 1, 0, (double)FLT_MAX, "speed");
    fuzz_between(&said.expected_speed, 1, 0, (double)FLT_MAX, "expected speed");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(data, size);
    const int text = fuzz_int(&in, 1, 16);
    uint8_t *bytes = fuzz_array(&in, HEADER + MAX_BYTES + 64, 1);
    const size_t written = make_file(&in, text, bytes);
    memory_file file = memory_file_open(bytes, written);
    ax_critic *c = NULL;
    ax_error err = {0};
    if (fuzz_succeeded(ax_critic_open(file.path, text, &c, &err), &err))
        judge(&in, c, text);
    ax_critic_close(c);
    memory_file_close(&file);
    fuzz_end(&in);
    return 0;
}
