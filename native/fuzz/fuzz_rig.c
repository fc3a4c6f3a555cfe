/* Rigs as a glTF file can carry them, as the arrays that the engine reads: chains,
 * stars and combs of up to thousands of bones, cycles, flat and empty matrices, numbers
 * that are none, counts that are none. What is accepted becomes joints, with markers,
 * colours and the frame of normalised coordinates. */
#include "fuzz/rig.h"
#include "motion/maps/colours.h"

enum { MANY_BONES = 3000 };

/* A rig of this many bones whose parents follow a pattern, all alike but for noise. */
static ax_skeleton make_large(fuzz_bytes *in) {
    const int bones = fuzz_flag(in, 4) ? fuzz_int(in, 1, MANY_BONES)
                                       : fuzz_int(in, 1, MANY_BONES / 10);
    const uint64_t pattern = fuzz_bits(in, 1) % 4;
    const size_t n = fuzz_size(bones);
    const double unit = fuzz_unit(in), step = fuzz_double(in, 0, 0.2);
    uint32_t state = (uint32_t)fuzz_bits(in, 4) | 1;
    int32_t *parents = fuzz_array(in, n, sizeof *parents);
    double *rest = fuzz_array(in, 16 * n, sizeof *rest);
    double *lengths = fuzz_array(in, n, sizeof *lengths);
    uint8_t *flags = fuzz_array(in, n, 1);
    for (int b = 0; b < bones; b++) {
        state = state * 1664525 + 1013904223;
        const int32_t of[4] = {b - 1, b ? 0 : -1, b % 2 ? b - 1 : b - 2,
                               b ? (int32_t)((state >> 8) % (uint32_t)b) : -1};
        double *m = rest + 16 * (size_t)b;
        parents[b] = of[pattern] < -1 ? -1 : of[pattern];
        for (int i = 0; i < 4; i++) m[5 * i] = i < 3 ? unit : 1;
        for (int a = 0; a < 3; a++) {
            const double before =
                parents[b] < 0 ? 0 : rest[16 * (size_t)parents[b] + 4 * (size_t)a + 3];
            const double away = (double)(state >> (8 * a) & 255) / 255 - 0.5;
            m[4 * a + 3] = before + unit * step * away;
        }
        lengths[b] = unit * step;
        flags[b] = (uint8_t)(state >> 24 & AX_BONE_DEFORMS);
    }
    for (int spoilt = in->wild ? fuzz_int(in, 0, 8) : 0; spoilt > 0; spoilt--) {
        const size_t b = fuzz_bits(in, 2) % n;
        switch (fuzz_bits(in, 1) % 4) {
        case 0:
            parents[b] = fuzz_int(in, -3, bones);
            break;
        case 1:
            rest[16 * b + fuzz_bits(in, 1) % 16] = fuzz_strange(in);
            break;
        case 2:
            lengths[b] = fuzz_strange(in);
            break;
        default:
            memset(rest + 16 * b, 0, 12 * sizeof *rest);
        }
    }
    return (ax_skeleton){bones, parents, rest, lengths, flags, NULL, NULL, NULL};
}

static void check_joints(const ax_joints *j, int version) {
    const size_t count = fuzz_size(j->count);
    int32_t *base = calloc(count, sizeof *base);
    uint8_t *colours = calloc(count, 3);
    FUZZ_REQUIRE(base && colours, "no memory");
    ax_joints_bases(j, base);
    for (int k = 0; k < j->count; k++) {
        FUZZ_REQUIRE(base[k] >= -1 && base[k] < ax_joints_without_markers(j),
                     "marker %d moves with %d", k, (int)base[k]);
        FUZZ_REQUIRE((j->tail[k] == AX_JOINT_MARKER) == (base[k] >= 0), "joint %d", k);
    }
    ax_error err = {0};
    ax_frame frame = {.scale = 1};
    /* The first version's colours push each other apart, pair by pair: legal, and
     * seconds where they are thousands. */
    if (j->count > 500) version = 2;
    if (fuzz_succeeded(ax_joint_colours(j->position, j->count, version, colours, &err),
                       &err) &&
        fuzz_succeeded(
            ax_normalise(j->position, ax_joints_without_markers(j), 1.2, &frame, &err),
            &err))
        FUZZ_REQUIRE(isfinite(frame.scale) && frame.scale > 0, "scale %g", frame.scale);
    free(colours);
    free(base);
}

/* The rest pose by its own keys: what the rig says of itself must come back. */
static void check_rest(fuzz_bytes *in, const ax_skeleton *s) {
    const ax_keyframes keys = fuzz_keys(in, 1, s->bones);
    const size_t n = fuzz_size(s->bones);
    double *pose = fuzz_array(in, 16 * n, sizeof *pose);
    double *relative = fuzz_array(in, 16 * n, sizeof *relative);
    for (size_t b = 0; b < n; b++) keys.rotation[4 * b] = 1;
    ax_error err = {0};
    ax_rest_relative(s, relative);
    if (fuzz_succeeded(ax_forward(s, &keys, pose, &err), &err))
        fuzz_finite(pose, 16 * n, "rest pose");
    for (int b = 0; b < s->bones; b++) {
        double ends[6];
        ax_bone_head(s, b, ends);
        ax_bone_tail(s, b, ends + 3);
        fuzz_finite(ends, 6, "a bone's ends");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(data, size);
    ax_skeleton s = fuzz_flag(&in, 2) ? make_large(&in) : fuzz_skeleton(&in);
    if (in.wild && fuzz_flag(&in, 64)) s.bones = fuzz_nonsense(&in);
    const int most[] = {0, 1, 2, 32, 64, AX_MAX_JOINTS, -1};
    const int max_joints = most[fuzz_bits(&in, 1) % 7];
    const int max_markers = fuzz_flag(&in, 2) ? fuzz_int(&in, 0, 32) : 0;
    const int version = fuzz_int(&in, 1, 2);
    const double merge = fuzz_flag(&in, 2) ? fuzz_double(&in, 0, 0.5) : 0.01;
    ax_joints j = {0};
    ax_error err = {0};
    if (fuzz_succeeded(ax_skeleton_check(&s, &err), &err)) {
        check_rest(&in, &s);
        if (fuzz_succeeded(
                ax_joints_select(&s, max_joints, merge, version, max_markers, &j, &err),
                &err)) {
            fuzz_check_selection(&s, &j, max_joints, max_markers);
            check_joints(&j, version);
        }
    }
    ax_joints_free(&j);
    fuzz_end(&in);
    return 0;
}
