#include "motion/track/joint_likelihood.h"

#include <float.h>
#include <math.h>

#include "base/memory.h"

/* A colour farther than so many sigmas from a joint's says nothing for it. */
static const double max_sigmas_squared = 9;
/* Discs beyond this radius are sampled at about the density of one of 2.5 px. */
static const double dense_radius_px = 3.75;
enum { FARTHEST_COLOUR = 3 * 255 * 255 };

static inline float disc_cover(float dx, float dy, float radius, float edge) {
    const float d2 = dx * dx + dy * dy, in = radius - 0.5f * edge,
                out = radius + 0.5f * edge;
    if (d2 >= out * out) return 0;
    if (in > 0 && d2 <= in * in) return 1;
    return fminf((radius - sqrtf(d2)) / edge + 0.5f, 1);
}

/* Without a margin of zeros. */
static void make_kernel(double radius_px, ax_disc_kernel *k) {
    k->stride = radius_px > dense_radius_px ? (int)lround(radius_px / 2.5) : 1;
    const float step = (float)k->stride, radius = (float)radius_px;
    int half = (int)floor((radius_px + 0.5) / k->stride);
    while (half > 0 && disc_cover((float)half * step, 0, radius, step) == 0) half--;
    k->half = half < AX_DISC_HALF ? half : AX_DISC_HALF;
    float *cover = k->cover;
    for (int y = -k->half; y <= k->half; y++)
        for (int x = -k->half; x <= k->half; x++) {
            *cover = disc_cover((float)x * step, (float)y * step, radius, step);
            k->area += *cover++;
        }
}

ax_status ax_joint_likelihood_alloc(const ax_pose_maps *maps, ax_joint_likelihood *out,
                                    ax_error *err) {
    const double variance = maps->sigma * maps->sigma;
    *out = (ax_joint_likelihood){
        .radius = maps->radius,
        .max_distance2 = (int)fmin(max_sigmas_squared * variance, FARTHEST_COLOUR),
        .disc_order = ax_pose_map_style_of(maps->version).disc_order};
    make_kernel(maps->radius, &out->disc);
    AX_TRY(ax_class_map_alloc(maps, &out->classes, err));
    AX_TRY(AX_NEW(float, maps->joints + 2, "the order of discs", &out->drawn, err));
    AX_TRY(AX_NEW(float, out->max_distance2 + 1, "likelihoods", &out->likelihood_lut,
                  err));
    /* As long as no depths are known, all joints count as drawn at once: any may hide
     * any other. */
    const bool by_index = out->disc_order == AX_DISCS_BY_INDEX;
    for (int label = AX_LABEL_LINE; label < maps->joints; label++)
        out->drawn[label + 2] = (float)(by_index || label < 0 ? label : 0);
    for (int d = 0; d <= out->max_distance2; d++)
        out->likelihood_lut[d] = expf((float)(-0.5 * d / variance));
    return AX_OK;
}

void ax_joint_likelihood_free(ax_joint_likelihood *likelihood) {
    ax_class_map_free(&likelihood->classes);
    ax_free(likelihood->drawn);
    ax_free(likelihood->likelihood_lut);
    *likelihood = (ax_joint_likelihood){.max_distance2 = 0};
}

void ax_joint_likelihood_read(ax_joint_likelihood *likelihood, const uint8_t *pixels) {
    ax_class_map_read(&likelihood->classes, pixels);
}

void ax_joint_likelihood_set_depths(ax_joint_likelihood *l, const double *depth,
                                    double margin) {
    if (l->disc_order != AX_DISCS_FAR_TO_NEAR) return;
    l->drawn[AX_LABEL_LINE + 2] = l->drawn[AX_LABEL_WHITE + 2] = -INFINITY;
    l->order_margin = (float)margin;
    for (int j = 0; j < l->classes.joints; j++)
        l->drawn[j + 2] = (float)-fmin(fmax(depth[j], -FLT_MAX), FLT_MAX);
}

double ax_disc_score(const ax_joint_likelihood *l, int joint, const double at[2]) {
    const ax_class_map *m = &l->classes;
    const double radius = l->radius;
    const int stride = l->disc.stride;
    float sum = 0, area = 0;
    if (!(at[0] > -radius && at[0] < m->width + radius && at[1] > -radius &&
          at[1] < m->height + radius))
        return 0;
    const int half = (int)floor((radius + 0.5) / stride);
    const int x0 = (int)floor(at[0]), y0 = (int)floor(at[1]);
    const float fx = (float)(x0 + 0.5 - at[0]), fy = (float)(y0 + 0.5 - at[1]);
    for (int oy = -half; oy <= half; oy++)
        for (int ox = -half; ox <= half; ox++) {
            const int x = x0 + ox * stride, y = y0 + oy * stride;
            const float cover =
                disc_cover(fx + (float)(ox * stride), fy + (float)(oy * stride),
                           (float)radius, (float)stride);
            if (cover == 0) continue;
            area += cover;
            if (x < 0 || y < 0 || x >= m->width || y >= m->height) continue;
            const size_t pixel = (size_t)y * (size_t)m->width + (size_t)x;
            sum += cover * (ax_pixel_likelihood(l, joint, pixel) -
                            ax_pixel_penalty(l, joint, pixel));
        }
    return area > 0 ? (double)(sum / area) : 0;
}
