/* The cameras that the tests of motion look through. */
#ifndef AX_TESTS_TURNTABLE_H
#define AX_TESTS_TURNTABLE_H

#include <math.h>

#include "motion/math/camera.h"

/* At distance 8, looking at (0, 0, 1); size: of the square image, pixels. */
static inline ax_camera test_camera_at(double azimuth, double size) {
    const double s = sin(azimuth), c = cos(azimuth), focal = 2.2 * size;
    /* position (8 s, -8 c, 1); right (c, s, 0); down (0, 0, -1); forward (-s, c, 0) */
    return (ax_camera){{c, s, 0, 0, 0, 0, -1, 1, -s, c, 0, 8},
                       focal,
                       focal,
                       0.5 * size,
                       0.5 * size,
                       size,
                       size};
}

/* Looks along +y from (0, -4, 0): x right, z up. */
static inline ax_camera test_front_camera(int size) {
    return (ax_camera){{1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 4},
                       2.0 * size,
                       2.0 * size,
                       0.5 * size,
                       0.5 * size,
                       size,
                       size};
}

#endif
