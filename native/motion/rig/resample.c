#include <math.h>
#include <string.h>

#include "motion/math/frame_count.h"
#include "motion/math/geometry.h"
#include "motion/rig/keyframes.h"

/* Cubic Hermite basis at t for start, end and their tangents (per key interval). */
static double hermite(double t, double a, double b, double ta, double tb) {
    double t2 = t * t, t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * a + (t3 - 2 * t2 + t) * ta + (3 * t2 - 2 * t3) * b +
           (t3 - t2) * tb;
}

/* Fritsch and Butland: the harmonic mean of the slopes, zero at an extremum, so that
 * the curve never overshoots its keys (a foot on the floor stays on it). */
static double monotone_tangent(double before, double after) {
    return before * after > 0 ? 2 * before * after / (before + after) : 0;
}

static size_t clamp(int key, int last) {
    return (size_t)(key < 0 ? 0 : key > last ? last : key);
}

static void resample_location(const ax_keyframes *in, int bone, int key, double t,
                              double out[3]) {
    const double *p[4];
    for (int k = 0; k < 4; k++)
        p[k] =
            in->location +
            3 * (clamp(key + k - 1, in->frames - 1) * (size_t)in->bones + (size_t)bone);
    for (int i = 0; i < 3; i++) {
        double slope = p[2][i] - p[1][i];
        double start = key == 0 ? slope : monotone_tangent(p[1][i] - p[0][i], slope);
        double end =
            key + 2 >= in->frames ? slope : monotone_tangent(slope, p[3][i] - p[2][i]);
        out[i] = hermite(t, p[1][i], p[2][i], start, end);
    }
}

/* Catmull-Rom on quaternions of one hemisphere, normalised: between keys that are less
 * than a quarter turn apart it keeps within a fraction of a degree of the geodesic. */
static void resample_rotation(const ax_keyframes *in, int bone, int key, double t,
                              double out[4]) {
    double q[4][4];
    for (int k = 0; k < 4; k++) {
        memcpy(q[k],
               in->rotation +
                   4 * (clamp(key + k - 1, in->frames - 1) * (size_t)in->bones +
                        (size_t)bone),
               sizeof q[k]);
        ax_quaternion_normalise(q[k]);
    }
    for (int k = 0; k < 4; k++) { /* towards the interval's first key */
        double dot = 0;
        for (int i = 0; i < 4; i++) dot += q[k][i] * q[1][i];
        if (dot < 0)
            for (int i = 0; i < 4; i++) q[k][i] = -q[k][i];
    }
    for (int i = 0; i < 4; i++) {
        double slope = q[2][i] - q[1][i];
        double start = key == 0 ? slope : 0.5 * (q[2][i] - q[0][i]);
        double end = key + 2 >= in->frames ? slope : 0.5 * (q[3][i] - q[1][i]);
        out[i] = hermite(t, q[1][i], q[2][i], start, end);
    }
    ax_quaternion_normalise(out);
}

static void align_sign(double *q, const double *before) {
    double dot = 0;
    for (int i = 0; i < 4; i++) dot += q[i] * before[i];
    if (dot < 0)
        for (int i = 0; i < 4; i++) q[i] = -q[i];
}

ax_status ax_resample(const ax_keyframes *in, double fps_in, double fps_out,
                      const ax_keyframes *out, ax_error *err) {
    AX_TRY(ax_frame_count_check(in->frames, 1, err));
    AX_TRY(ax_frame_count_check(out->frames, 0, err));
    if (in->bones < 1 || out->bones != in->bones)
        return ax_fail(err, AX_ERR_USAGE,
                       "%d keyframes of %d bones cannot be resampled to %d of %d",
                       in->frames, in->bones, out->frames, out->bones);
    if (!(fps_in > 0) || !(fps_out > 0) || !isfinite(fps_in) || !isfinite(fps_out))
        return ax_fail(err, AX_ERR_USAGE,
                       "keyframes cannot be resampled from %g to %g a second", fps_in,
                       fps_out);
    AX_TRY(ax_keyframes_check(in, err));
    size_t bones = (size_t)in->bones;
    for (int f = 0; f < out->frames; f++) {
        double time = fmin(f * (fps_in / fps_out), in->frames - 1);
        /* Rounding must not move a key's own time. */
        if (fabs(time - round(time)) < 1e-9) time = round(time);
        int key = (int)fmin(floor(time), fmax(in->frames - 2, 0));
        for (size_t n = 0; n < bones; n++) {
            size_t at = (size_t)f * bones + n;
            resample_location(in, (int)n, key, time - key, out->location + 3 * at);
            resample_rotation(in, (int)n, key, time - key, out->rotation + 4 * at);
            if (f > 0)
                align_sign(out->rotation + 4 * at, out->rotation + 4 * (at - bones));
        }
    }
    return AX_OK;
}
