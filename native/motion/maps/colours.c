#include "motion/maps/colours.h"

#include <math.h>
#include <stddef.h>

#include "base/memory.h"
#include "motion/rig/skeleton.h"

/* Distances, RGB units. */
static const double min_distance = 48;       /* between two joints */
static const double min_distance_fixed = 75; /* from white and from the grey of lines */
static const double rounding = 1.8; /* of two colours to integers: at most sqrt(3) */

/* Stretched to the cube axis by axis; an axis with little extent is stretched at most
 * fourfold, so that noise across a flat rig does not become colour. */
static void target_colours(const double *position, int joints, double *rgb) {
    double min[3], max[3], longest = 0;
    for (int i = 0; i < 3; i++) {
        min[i] = max[i] = position[i];
        for (int j = 1; j < joints; j++) {
            min[i] = fmin(min[i], position[3 * j + i]);
            max[i] = fmax(max[i], position[3 * j + i]);
        }
        longest = fmax(longest, max[i] - min[i]);
    }
    for (int i = 0; i < 3; i++) {
        double extent = fmax(max[i] - min[i], 0.25 * longest);
        double centre = 0.5 * (min[i] + max[i]);
        for (int j = 0; j < joints; j++) {
            double at = extent > 0 ? (position[3 * j + i] - centre) / extent : 0;
            rgb[3 * j + i] = 120 + 210 * at;
        }
    }
}

/* A direction for two colours that coincide: all pairs differ, none is random. */
static void split_direction(int a, int b, double out[3]) {
    double turn = 2.399963 * a + 0.7 * b, height = 0.3 + 0.4 * ((a + b) % 2);
    out[0] = cos(turn) * 0.8;
    out[1] = sin(turn) * 0.8;
    out[2] = height;
}

static int push_pair(double *a, double *b, int ia, int ib, double wanted) {
    double d[3] = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
    double length = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    if (length >= wanted) return 0;
    double step = 0.5 * (wanted - length) + 0.1;
    if (length < 1e-6) {
        split_direction(ia, ib, d);
        length = 1;
    }
    for (int i = 0; i < 3; i++) {
        a[i] -= d[i] / length * step;
        b[i] += d[i] / length * step;
    }
    return 1;
}

static int push_from_grey(double *a, double grey, int index) {
    double d[3] = {a[0] - grey, a[1] - grey, a[2] - grey};
    double length = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    double wanted = min_distance_fixed + rounding;
    if (length >= wanted) return 0;
    if (length < 1e-6) {
        split_direction(index, 1, d);
        length = 1;
    }
    for (int i = 0; i < 3; i++) a[i] += d[i] / length * (wanted - length + 0.1);
    return 1;
}

static int repel_once(double *rgb, int joints, double wanted) {
    int moved = 0;
    for (int a = 0; a < joints; a++)
        for (int b = a + 1; b < joints; b++)
            moved += push_pair(rgb + 3 * a, rgb + 3 * b, a, b, wanted);
    for (int a = 0; a < joints; a++) {
        moved += push_from_grey(rgb + 3 * a, AX_LINE_GREY, a);
        moved += push_from_grey(rgb + 3 * a, 255, a);
        for (int i = 0; i < 3; i++) rgb[3 * a + i] = fmin(fmax(rgb[3 * a + i], 0), 255);
    }
    return moved;
}

ax_status ax_joint_colours(const double *position, int joints, int version,
                           uint8_t *colours, ax_error *err) {
    AX_TRY(ax_pose_map_version_check(version, err));
    if (joints < 1 || joints > AX_MAX_JOINTS)
        return ax_fail(err, AX_ERR_INPUT,
                       "colours for %d joints were requested; 1 to %d "
                       "are possible",
                       joints, AX_MAX_JOINTS);
    for (size_t i = 0; i < 3 * (size_t)joints; i++)
        if (!isfinite(position[i]))
            return ax_fail(err, AX_ERR_INPUT,
                           "joint %d has a position that is not finite", (int)(i / 3));
    double *rgb = NULL;
    AX_TRY(AX_NEW(double, 3 * (size_t)joints, "joint colours", &rgb, err));
    target_colours(position, joints, rgb);
    if (ax_pose_map_style_of(version).palette == AX_PALETTE_SPREAD) {
        const ax_status status = ax_spread_colours(rgb, joints, colours, err);
        ax_free(rgb);
        return status;
    }
    /* The cube holds about 75 colours at the full distance with ease. */
    double wanted = fmin(min_distance, 204 / cbrt(joints)) + rounding;
    int rounds = joints > 500 ? 200 : 3000;
    while (rounds-- > 0 && repel_once(rgb, joints, wanted)) {
    }
    for (size_t i = 0; i < 3 * (size_t)joints; i++)
        colours[i] = (uint8_t)lround(rgb[i]);
    ax_free(rgb);
    return AX_OK;
}
