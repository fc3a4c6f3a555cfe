/* Cameras, joints and bones from a fuzzer's bytes: like those of a rig, except what a
 * wild input replaces by arbitrary numbers. */
#ifndef AX_FUZZ_SCENE_H
#define AX_FUZZ_SCENE_H

#include "fuzz/bytes.h"
#include "motion/math/camera.h"
#include "motion/math/geometry.h"
#include "motion/rig/skeleton.h"

/* -1 or any joint before; in a wild input now and then any number. */
static inline int32_t *fuzz_parents(fuzz_bytes *in, int count) {
    int32_t *parent = fuzz_array(in, fuzz_size(count), sizeof *parent);
    for (int j = 0; j < count; j++) {
        parent[j] = fuzz_int(in, -1, j - 1);
        if (in->wild && fuzz_flag(in, 32)) parent[j] = fuzz_int(in, -3, count + 1);
        if (in->wild && fuzz_flag(in, 64)) parent[j] = fuzz_nonsense(in);
    }
    return parent;
}

/* The size of the scene, world units: 1, or in a wild input 1e-16 to 1e10. */
static inline double fuzz_unit(fuzz_bytes *in) {
    return in->wild && fuzz_flag(in, 4) ? pow(10, fuzz_int(in, -16, 10)) : 1;
}

static inline ax_camera fuzz_camera(fuzz_bytes *in, double unit, int width,
                                    int height) {
    ax_camera c = {.width = width, .height = height};
    const double azimuth = fuzz_double(in, -4, 4), roll = fuzz_double(in, -0.5, 0.5);
    const double s = sin(azimuth), k = cos(azimuth), sr = sin(roll), kr = cos(roll);
    const double turn[9] = {k, s, 0, 0, 0, -1, -s, k, 0};
    const double tilt[9] = {1, 0, 0, 0, kr, -sr, 0, sr, kr};
    double m[9];
    ax_matrix3_multiply(tilt, turn, m);
    for (int i = 0; i < 3; i++) {
        memcpy(c.world_to_camera + 4 * i, m + 3 * i, 3 * sizeof *m);
        c.world_to_camera[4 * i + 3] =
            unit * (i < 2 ? fuzz_double(in, -0.5, 0.5) : fuzz_double(in, -1, 9));
    }
    c.fx = fuzz_double(in, 0.2, 4) * width;
    c.fy = fuzz_flag(in, 4) ? fuzz_double(in, 0.2, 4) * height : c.fx;
    c.cx = fuzz_double(in, 0.3, 0.7) * width;
    c.cy = fuzz_double(in, 0.3, 0.7) * height;
    if (in->wild && fuzz_flag(in, 16)) {
        double *any = (double *)&c + fuzz_int(in, 0, 15);
        *any = fuzz_strange(in);
    }
    if (in->wild && fuzz_flag(in, 64)) c.height = (double)fuzz_nonsense(in);
    return c;
}

/* Some are the same as the one before. */
static inline ax_cameras fuzz_cameras(fuzz_bytes *in, double unit, int views, int width,
                                      int height) {
    ax_camera *camera = fuzz_array(in, fuzz_size(views), sizeof *camera);
    for (int v = 0; v < views; v++)
        camera[v] = v > 0 && fuzz_flag(in, 8) ? camera[v - 1]
                                              : fuzz_camera(in, unit, width, height);
    return (ax_cameras){camera, views};
}

/* [F, J, 3]: `rest` [J, 3] and a movement. */
static inline double *fuzz_movement(fuzz_bytes *in, const double *rest, int frames,
                                    int joints) {
    const size_t row = 3 * fuzz_size(joints), count = fuzz_size(frames) * row;
    double *made = fuzz_doubles(in, count, -0.3, 0.3);
    for (size_t i = 0; i < count; i++) made[i] += rest[i % row];
    return made;
}

#endif
