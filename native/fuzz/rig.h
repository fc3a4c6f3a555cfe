/* Skeletons, selections and keys from a fuzzer's bytes, and what must hold of those
 * that the engine makes. */
#ifndef AX_FUZZ_RIG_H
#define AX_FUZZ_RIG_H

#include "fuzz/scene.h"
#include "motion/rig/keyframes.h"
#include "motion/rig/skeleton.h"

static inline ax_skeleton fuzz_skeleton(fuzz_bytes *in) {
    const int bones = fuzz_int(in, 1, 12);
    const size_t n = fuzz_size(bones);
    int32_t *parents = fuzz_parents(in, bones);
    double *rest = fuzz_array(in, 16 * n, sizeof *rest);
    const double unit = fuzz_unit(in);
    for (size_t b = 0; b < n; b++) {
        double place[3], q[4], *m = rest + 16 * b;
        for (int i = 0; i < 3; i++) place[i] = fuzz_double(in, -1, 1);
        for (int i = 0; i < 4; i++) q[i] = fuzz_double(in, -1, 1);
        ax_quaternion_normalise(q);
        ax_matrix4_compose(place, q, m);
        const double scale = fuzz_double(in, 0.01, 2);
        for (int i = 0; i < 12; i++) m[i] *= i % 4 < 3 ? scale * unit : unit;
        /* A place in a chain, rather than anywhere. */
        if (parents[b] >= 0 && (size_t)parents[b] < b && fuzz_flag(in, 2))
            for (int i = 3; i < 12; i += 4)
                m[i] = rest[16 * parents[b] + i] + 0.1 * unit;
        if (in->wild && fuzz_flag(in, 16)) m[fuzz_bits(in, 1) % 16] = fuzz_strange(in);
        if (in->wild && fuzz_flag(in, 32)) memcpy(m + 4, m, 4 * sizeof *m);
    }
    double *lengths = fuzz_doubles(in, n, 0, unit);
    uint8_t *flags = fuzz_octets(in, n);
    double *limits = NULL;
    if (fuzz_flag(in, 3)) {
        limits = fuzz_doubles(in, 6 * n, 0, 3);
        for (size_t i = 0; i < 6 * n; i++)
            if (i % 6 < 3) limits[i] = -limits[i];
    }
    double *directions = fuzz_flag(in, 3) ? fuzz_doubles(in, 3 * n, -1, 1) : NULL;
    double *location_limits = NULL;
    if (fuzz_flag(in, 3)) {
        location_limits = fuzz_doubles(in, 6 * n, 0, 0.1);
        for (size_t i = 0; i < 6 * n; i++)
            if (i % 6 < 3) location_limits[i] = -location_limits[i];
    }
    ax_skeleton made = {bones, parents, rest,       lengths,
                        flags, limits,  directions, location_limits};
    if (in->wild && fuzz_flag(in, 32)) made.bones = -fuzz_int(in, 0, 1);
    return made;
}

static inline void fuzz_check_selection(const ax_skeleton *s, const ax_joints *j,
                                        int max_joints, int max_markers) {
    const int joints = ax_joints_without_markers(j);
    FUZZ_REQUIRE(j->bones == s->bones && joints >= 1 && joints <= 2 * s->bones &&
                     (max_joints == 0 || joints <= max_joints) &&
                     j->count - joints <= max_markers,
                 "%d joints, at most %d, and %d in all", joints, max_joints, j->count);
    ax_error err = {0};
    FUZZ_REQUIRE(ax_joints_check(j, s, &err) == AX_OK, "%s", err.message);
    fuzz_finite(j->position, 3 * fuzz_size(j->count), "position");
}

static inline ax_keyframes fuzz_keys(fuzz_bytes *in, int frames, int bones) {
    const size_t count = fuzz_size(frames) * fuzz_size(bones);
    return (ax_keyframes){frames, bones, fuzz_array(in, 4 * count, sizeof(double)),
                          fuzz_array(in, 3 * count, sizeof(double))};
}

static inline void fuzz_check_keys(const ax_keyframes *keys, const char *what) {
    const size_t count = fuzz_size(keys->frames) * fuzz_size(keys->bones);
    fuzz_finite(keys->rotation, 4 * count, what);
    fuzz_finite(keys->location, 3 * count, what);
    for (size_t i = 0; i < count; i++) {
        const double *q = keys->rotation + 4 * i;
        const double length = q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3];
        FUZZ_REQUIRE(fabs(length - 1) < 1e-6, "%s: a rotation of length %g", what,
                     sqrt(length));
    }
}

#endif
