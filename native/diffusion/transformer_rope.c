#include <math.h>

#include "diffusion/transformer_impl.h"

/* cos and sin of `count` pairs of one axis, of the angles
 *     position * theta^(-2i / (2 count));
 * returns the end of what was written. */
static float *put_angles(float *row, int64_t count, int64_t position, double theta) {
    for (int64_t i = 0; i < count; i++) {
        double angle = (double)position * pow(theta, -(double)i / (double)count);
        *row++ = (float)cos(angle);
        *row++ = (float)sin(angle);
    }
    return row;
}

void ax_rope_table(float *table, int64_t head_dim, int64_t frames, int64_t height,
                   int64_t width, double theta) {
    int64_t space =
        head_dim / 6; /* pairs for rows, and for columns; the rest is time */
    int64_t time = head_dim / 2 - 2 * space;
    for (int64_t t = 0; t < frames; t++) {
        for (int64_t y = 0; y < height; y++) {
            for (int64_t x = 0; x < width; x++) {
                table = put_angles(table, time, t, theta);
                table = put_angles(table, space, y, theta);
                table = put_angles(table, space, x, theta);
            }
        }
    }
}

void ax_timestep_sinusoid(double t, int64_t n, float *out) {
    int64_t half = n / 2;
    for (int64_t i = 0; i < half; i++) {
        double angle = t * pow(10000.0, -(double)i / (double)half);
        out[i] = (float)cos(angle);
        out[half + i] = (float)sin(angle);
    }
}
