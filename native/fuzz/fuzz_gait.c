/* Keys to feet on the ground, and to fewer keys: rigs that walk and rigs that do
 * anything. */
#include "fuzz/rig.h"
#include "motion/gait/plant.h"
#include "motion/rig/reduce.h"

enum { LEG = 3 }; /* bones: upper, lower, foot */

/* A body with legs that hang from it. */
static ax_skeleton make_walker(fuzz_bytes *in) {
    const int legs = fuzz_int(in, 1, 6), bones = 1 + LEG * legs;
    const size_t n = fuzz_size(bones);
    const double unit = fuzz_unit(in);
    int32_t *parents = fuzz_array(in, n, sizeof *parents);
    double *rest = fuzz_array(in, 16 * n, sizeof *rest);
    double *lengths = fuzz_array(in, n, sizeof *lengths);
    uint8_t *flags = fuzz_array(in, n, 1);
    for (int b = 0; b < bones; b++) {
        double *m = rest + 16 * (size_t)b;
        const int leg = (b - 1) / LEG, part = b ? (b - 1) % LEG : 0;
        /* Bones of legs point down, or feet to the front: y axes are columns. */
        const double down[9] = {1, 0, 0, 0, 0, 1, 0, -1, 0};
        for (int i = 0; i < 9; i++) m[4 * (i / 3) + i % 3] = unit * down[i];
        m[15] = 1;
        m[3] = unit * (b ? 0.2 * (leg % 2) - 0.1 : 0);
        m[7] = unit * (b ? 0.2 * (leg / 2) : 0);
        m[11] = unit * (b == 0 ? 1.1 : 1.0 - 0.5 * part + fuzz_double(in, 0, 0.02));
        parents[b] = b == 0 ? -1 : part == 0 ? 0 : b - 1;
        lengths[b] = unit * (part == 2 ? 0.1 : 0.5);
        flags[b] = AX_BONE_DEFORMS | (b ? AX_BONE_LOCATION_LOCKED : 0);
    }
    if (in->wild && fuzz_flag(in, 8))
        rest[fuzz_bits(in, 2) % (16 * n)] = fuzz_strange(in);
    return (ax_skeleton){bones, parents, rest, lengths, flags, NULL, NULL, NULL};
}

/* Swings each leg by a wave of its own, and adds noise. */
static ax_keyframes make_walk(fuzz_bytes *in, const ax_skeleton *s, int frames) {
    const ax_keyframes keys = fuzz_keys(in, frames, s->bones);
    const double period = fuzz_double(in, 3, 30), noise = fuzz_double(in, 0, 0.2);
    const bool alike = fuzz_flag(in, 8);
    for (int f = 0; f < frames; f++)
        for (int b = 0; b < s->bones; b++) {
            const size_t at = (size_t)f * fuzz_size(s->bones) + (size_t)b;
            const double phase = alike ? 0 : 3.14159265 * ((b - 1) / LEG);
            const double wave = sin(6.2831853 * f / period + phase);
            double *q = keys.rotation + 4 * at;
            q[0] = 1;
            q[1] = b == 0 ? 0 : 0.3 * wave * (b % LEG == 0 ? -1 : 1);
            q[2] = fuzz_double(in, -noise, noise);
            ax_quaternion_normalise(q);
            keys.location[3 * at + 2] = b == 0 ? 0.02 * fabs(wave) : 0;
        }
    return keys;
}

static void plant(fuzz_bytes *in, const ax_skeleton *s, ax_keyframes *keys) {
    const double fps = fuzz_double(in, 1, 120);
    const bool hold = !fuzz_flag(in, 4), steady = fuzz_flag(in, 3);
    if (in->wild && fuzz_flag(in, 64)) keys->frames = fuzz_nonsense(in);
    ax_planting made = {0};
    ax_error err = {0};
    if (fuzz_succeeded(ax_plant_feet(s, keys, fps, hold, steady, &made, &err), &err)) {
        const size_t frames = fuzz_size(made.frames);
        FUZZ_REQUIRE(made.frames == keys->frames && made.feet >= 0 &&
                         made.feet <= AX_MAX_FEET,
                     "%d feet, %d frames", made.feet, made.frames);
        fuzz_finite(made.travel, 3 * frames, "travel");
        FUZZ_REQUIRE(made.confidence >= 0 && made.confidence <= 1, "confidence %g",
                     made.confidence);
        for (size_t i = 0; i < fuzz_size(made.feet) * frames; i++)
            FUZZ_REQUIRE(made.planted[i] <= 1, "planted %d", made.planted[i]);
        for (int k = 0; k < made.feet; k++)
            FUZZ_REQUIRE(made.foot_bone[k] >= 0 && made.foot_bone[k] < s->bones,
                         "foot %d is bone %d", k, (int)made.foot_bone[k]);
        fuzz_check_keys(keys, "planted");
    }
    ax_planting_free(&made);
}

/* What is kept must describe the curve: ascending frames from the first to the last. */
static void reduce(fuzz_bytes *in) {
    const int frames = fuzz_int(in, 1, 60), channels = fuzz_int(in, 1, AX_MAX_CHANNELS);
    const size_t count = fuzz_size(frames) * fuzz_size(channels);
    ax_curve curve = {frames,
                      channels,
                      fuzz_int(in, 0, channels),
                      fuzz_doubles(in, count, -1, 1),
                      {fuzz_double(in, 0, 0.5), fuzz_double(in, 0, 0.5)}};
    ax_reduced out = {0, fuzz_array(in, fuzz_size(frames), sizeof(int32_t)),
                      fuzz_array(in, count, sizeof(double)),
                      fuzz_array(in, count, sizeof(double))};
    int *sizes[] = {&curve.frames, &curve.channels, &curve.split};
    if (in->wild && fuzz_flag(in, 16)) *sizes[fuzz_bits(in, 1) % 3] = fuzz_nonsense(in);
    ax_error err = {0};
    if (!fuzz_succeeded(ax_reduce_keys(&curve, &out, &err), &err)) return;
    FUZZ_REQUIRE(out.count >= 1 && out.count <= frames, "%d keys of %d", out.count,
                 frames);
    FUZZ_REQUIRE(out.frame[0] == 0, "the first key is at %d", (int)out.frame[0]);
    FUZZ_REQUIRE(out.count == 1 || out.frame[out.count - 1] == frames - 1,
                 "the last key is at %d", (int)out.frame[out.count - 1]);
    for (int i = 1; i < out.count; i++)
        FUZZ_REQUIRE(out.frame[i] > out.frame[i - 1], "key %d", i);
    fuzz_finite(out.before, fuzz_size(out.count * channels), "slopes");
    fuzz_finite(out.after, fuzz_size(out.count * channels), "slopes");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(data, size);
    const uint64_t kind = fuzz_bits(&in, 1) % 4;
    const int frames = fuzz_int(&in, 1, 40);
    if (kind == 0) {
        reduce(&in);
    } else {
        const ax_skeleton s = kind == 1 ? fuzz_skeleton(&in) : make_walker(&in);
        ax_keyframes keys =
            kind == 1 ? fuzz_keys(&in, frames, s.bones) : make_walk(&in, &s, frames);
        if (kind == 1) {
            const size_t count = fuzz_size(frames) * fuzz_size(s.bones);
            for (size_t i = 0; i < 4 * count; i++)
                keys.rotation[i] = fuzz_double(&in, -1, 1);
            for (size_t i = 0; i < 3 * count; i++)
                keys.location[i] = fuzz_double(&in, -1, 1);
            /* Without a gait they come back as they are. */
            for (size_t i = 0; i < count; i++)
                ax_quaternion_normalise(keys.rotation + 4 * i);
        }
        plant(&in, &s, &keys);
    }
    fuzz_end(&in);
    return 0;
}
