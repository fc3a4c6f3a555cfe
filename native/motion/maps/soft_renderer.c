#include "motion/maps/soft_renderer.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/maps/colours.h"
#include "motion/maps/pose_map.h"

static const double max_blur_px = 2;
static const double tail_sigmas = 2.5; /* from there on a blurred rim is 0 */
/* Longer lines are not drawn: an end lies next to the camera's plane. */
static const double max_line_px = 20e3;
static const uint8_t grey[3] = {AX_LINE_GREY, AX_LINE_GREY, AX_LINE_GREY};

/* ---- profiles ---- */

/* As ax_pose_maps_draw covers a pixel at distance d. */
static double sharp_cover(double radius, double d) {
    return fmin(fmax(radius + 0.5 - d, 0), 1);
}

/* Blurred by a Gaussian: in the plane, or across a line. */
static double soft_cover(double radius, double blur, bool line, double d) {
    enum { HALF = 9 };
    const double step = 3.0 / HALF;
    double sum = 0, whole = 0;
    if (!(blur > 0)) return sharp_cover(radius, fabs(d));
    for (int y = line ? 0 : -HALF; y <= (line ? 0 : HALF); y++)
        for (int x = -HALF; x <= HALF; x++) {
            const double u = step * x, v = step * y, g = exp(-0.5 * (u * u + v * v));
            whole += g;
            sum += g * sharp_cover(radius, hypot(d + blur * u, blur * v));
        }
    return sum / whole;
}

static void set_profile(ax_soft_profile *s, double radius, double blur, bool line) {
    const double rim = 0.5 + tail_sigmas * blur;
    s->inner = fmax(radius - rim, 0);
    s->reach = radius + rim;
    /* Shifted and scaled to be 0 at the reach and still 1 where all is covered: a step
     * would have no derivative. */
    const double at_reach = soft_cover(radius, blur, line, s->reach);
    for (int i = 0; i < AX_SOFT_TABLE_SIZE; i++) {
        const double d = s->inner + (double)i / AX_SOFT_STEPS_PER_PX;
        const double cover = soft_cover(radius, blur, line, d) - at_reach;
        s->cover[i] = d < s->reach ? (float)fmax(cover / (1 - at_reach), 0) : 0;
    }
}

ax_soft_params ax_soft_params_of(const ax_pose_maps *maps, const int32_t *parent) {
    return (ax_soft_params){
        .width = maps->width,
        .height = maps->height,
        .joints = maps->joints,
        .parent = parent,
        .colours = maps->colours,
        .radius = maps->radius,
        .line_width = maps->line_width,
        .disc_order = ax_pose_map_style_of(maps->version).disc_order,
    };
}

void ax_soft_params_blur(ax_soft_params *params, double blur_px) {
    set_profile(&params->disc, params->radius, fmin(blur_px, max_blur_px), false);
    set_profile(&params->line, 0.5 * params->line_width, fmin(blur_px, max_blur_px),
                true);
}

static float look_up(const ax_soft_profile *s, double d, float *slope) {
    *slope = 0;
    if (d <= s->inner) return s->cover[0];
    const double x = (d - s->inner) * AX_SOFT_STEPS_PER_PX;
    const int i = x < AX_SOFT_TABLE_SIZE - 2 ? (int)x : AX_SOFT_TABLE_SIZE - 2;
    const float step = s->cover[i + 1] - s->cover[i];
    *slope = step * AX_SOFT_STEPS_PER_PX;
    return s->cover[i] + (float)(x - i) * step;
}

/* ---- drawing ---- */

/* The shape being drawn: a disc, or the line from joint a to joint b. */
typedef struct shape {
    ax_soft_map *map;
    const ax_soft_params *params;
    const ax_soft_profile *profile;
    const uint8_t *colour;
    int a, b;
} shape;

/* (ex, ey): from the shape's middle to the pixel's. */
static void add_fragment(const shape *k, int x, int y, double ex, double ey,
                         double share) {
    ax_soft_map *m = k->map;
    const double d = sqrt(ex * ex + ey * ey), inverse = d > 1e-9 ? 1 / d : 0;
    float slope;
    if (d >= k->profile->reach || m->count == m->capacity) return;
    const float cover = look_up(k->profile, d, &slope);
    ax_soft_fragment *f = &m->fragments[m->count++];
    *f = (ax_soft_fragment){.pixel = (uint32_t)(y * k->params->width + x),
                            .a = k->a,
                            .b = k->b,
                            .share = (float)share,
                            .cover = cover,
                            .slope = slope,
                            .nx = (float)(ex * inverse),
                            .ny = (float)(ey * inverse)};
    float *c = m->canvas + 3 * (size_t)f->pixel;
    memcpy(f->below, c, sizeof f->below);
    for (int i = 0; i < 3; i++) c[i] += cover * ((float)k->colour[i] - c[i]);
}

static void draw_disc(const shape *k) {
    const double *at = k->map->projected + 2 * k->a, r = k->profile->reach;
    int x0, x1, y0, y1;
    if (!ax_pixel_range(at[0] - r, at[0] + r, k->params->width, &x0, &x1) ||
        !ax_pixel_range(at[1] - r, at[1] + r, k->params->height, &y0, &y1))
        return;
    for (int y = y0; y <= y1; y++)
        for (int x = x0; x <= x1; x++)
            add_fragment(k, x, y, x + 0.5 - at[0], y + 0.5 - at[1], 0);
}

static double clamp01(double t) {
    return t < 0 ? 0 : t > 1 ? 1 : t;
}

static void draw_line(const shape *k) {
    const double *a = k->map->projected + 2 * k->a, *b = k->map->projected + 2 * k->b;
    const double dx = b[0] - a[0], dy = b[1] - a[1], squared = dx * dx + dy * dy;
    const double r = k->profile->reach;
    int x0, x1, y0, y1;
    if (!(squared < max_line_px * max_line_px) ||
        !ax_pixel_range(fmin(a[1], b[1]) - r, fmax(a[1], b[1]) + r, k->params->height,
                        &y0, &y1))
        return;
    for (int y = y0; y <= y1; y++) {
        /* Where the row's strip, widened by the reach, crosses the segment. */
        const double ey = y + 0.5 - a[1], rise = fabs(dy) > 1e-9 ? dy : 0;
        const double s0 = rise != 0 ? (ey - r) / rise : 0;
        const double s1 = rise != 0 ? (ey + r) / rise : 1;
        const double x_s0 = a[0] + clamp01(s0) * dx, x_s1 = a[0] + clamp01(s1) * dx;
        if (!ax_pixel_range(fmin(x_s0, x_s1) - r, fmax(x_s0, x_s1) + r,
                            k->params->width, &x0, &x1))
            continue;
        for (int x = x0; x <= x1; x++) {
            const double ex = x + 0.5 - a[0];
            const double t = squared > 0 ? clamp01((ex * dx + ey * dy) / squared) : 0;
            add_fragment(k, x, y, ex - t * dx, ey - t * dy, t);
        }
    }
}

void ax_soft_map_draw(ax_soft_map *m, const ax_soft_params *params,
                      const ax_camera *camera, const double *joints) {
    shape k = {.map = m, .params = params, .profile = &params->line, .colour = grey};
    m->count = 0;
    for (int j = 0; j < params->joints; j++)
        if (!ax_camera_linearise(camera, joints + 3 * j, m->projected + 2 * j,
                                 m->jacobian + 6 * j))
            m->projected[2 * j] = NAN;
    for (int j = 0; params->line_width > 0 && j < params->joints; j++) {
        k.a = params->parent[j];
        k.b = j;
        if (k.a >= 0 && isfinite(m->projected[2 * k.a]) &&
            isfinite(m->projected[2 * j]))
            draw_line(&k);
    }
    k.profile = &params->disc;
    k.b = -1;
    for (int j = 0; j < params->joints; j++) m->order[j].joint = j;
    if (params->disc_order == AX_DISCS_FAR_TO_NEAR)
        ax_draw_order(camera, joints, params->joints, m->order);
    for (int n = 0; n < params->joints; n++) {
        const int j = m->order[n].joint;
        k.a = j;
        k.colour = params->colours + 3 * j;
        if (isfinite(m->projected[2 * j])) draw_disc(&k);
    }
}

void ax_soft_map_clear(ax_soft_map *m) {
    for (size_t i = 0; i < m->count; i++) {
        const size_t pixel = m->fragments[i].pixel;
        for (size_t c = 0; c < 3; c++) m->canvas[3 * pixel + c] = 255;
        m->transmittance[pixel] = 1;
    }
    m->count = 0;
}

const uint8_t *ax_soft_colour(const ax_soft_params *params, const ax_soft_fragment *f) {
    return f->b < 0 ? params->colours + 3 * f->a : grey;
}

/* ---- memory ---- */

/* Every joint's disc fills its square, every line is the longest the image holds. */
size_t ax_soft_fragment_bound(const ax_soft_params *params) {
    const double rim = 1 + 2 * tail_sigmas * max_blur_px, w = params->width,
                 h = params->height;
    const double disc = 2 * params->radius + rim + 1,
                 band = params->line_width + rim + 1;
    const double line = params->line_width > 0 ? (hypot(w, h) + band) * band : 0;
    const double each = fmin(disc * disc, w * h) + fmin(line, w * h);
    return (size_t)(each * params->joints);
}

ax_status ax_soft_map_alloc(const ax_soft_params *params, ax_soft_map *out,
                            ax_error *err) {
    const size_t pixels = (size_t)params->width * (size_t)params->height;
    const size_t joints = (size_t)params->joints;
    *out = (ax_soft_map){.capacity = ax_soft_fragment_bound(params)};
    AX_TRY(AX_NEW(float, 3 * pixels, "differentiable pose map", &out->canvas, err));
    AX_TRY(AX_NEW(float, pixels, "differentiable pose map", &out->transmittance, err));
    AX_TRY(AX_NEW(double, 2 * joints, "differentiable pose map", &out->projected, err));
    AX_TRY(AX_NEW(double, 6 * joints, "differentiable pose map", &out->jacobian, err));
    AX_TRY(AX_NEW(ax_drawn_joint, joints, "differentiable pose map", &out->order, err));
    AX_TRY(AX_NEW(ax_soft_fragment, out->capacity, "differentiable pose map",
                  &out->fragments, err));
    for (size_t i = 0; i < 3 * pixels; i++) out->canvas[i] = 255;
    for (size_t i = 0; i < pixels; i++) out->transmittance[i] = 1;
    return AX_OK;
}

void ax_soft_map_free(ax_soft_map *m) {
    ax_free(m->canvas);
    ax_free(m->transmittance);
    ax_free(m->projected);
    ax_free(m->jacobian);
    ax_free(m->order);
    ax_free(m->fragments);
    *m = (ax_soft_map){.count = 0};
}
