#include "motion/maps/soft_map.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/maps/colours.h"
#include "motion/maps/pose_map.h"

static const double most_blur = 2;
static const double tail = 2.5;      /* sigmas, from where on a blurred rim is 0 */
static const double too_long = 20e3; /* pixels: such a line comes from nowhere */
static const uint8_t grey[3] = {AX_LINE_GREY, AX_LINE_GREY, AX_LINE_GREY};

/* ---- shapes ---- */

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

static void set_shape(ax_soft_shape *s, double radius, double blur, bool line) {
    const double rim = 0.5 + tail * blur;
    s->inner = fmax(radius - rim, 0);
    s->reach = radius + rim;
    /* Without a step at the reach, nor one at a middle that is covered in full. */
    const double least = soft_cover(radius, blur, line, s->reach);
    for (int i = 0; i < AX_SOFT_ENTRIES; i++) {
        const double d = s->inner + (double)i / AX_SOFT_STEPS;
        const double cover = soft_cover(radius, blur, line, d) - least;
        s->cover[i] = d < s->reach ? (float)fmax(cover / (1 - least), 0) : 0;
    }
}

void ax_soft_style_blur(ax_soft_style *style, double blur) {
    set_shape(&style->disc, style->radius, fmin(blur, most_blur), false);
    set_shape(&style->line, 0.5 * style->line_width, fmin(blur, most_blur), true);
}

static float look_up(const ax_soft_shape *s, double d, float *slope) {
    *slope = 0;
    if (d <= s->inner) return s->cover[0];
    const double x = (d - s->inner) * AX_SOFT_STEPS;
    const int i = x < AX_SOFT_ENTRIES - 2 ? (int)x : AX_SOFT_ENTRIES - 2;
    const float rise = s->cover[i + 1] - s->cover[i];
    *slope = rise * AX_SOFT_STEPS;
    return s->cover[i] + (float)(x - i) * rise;
}

/* ---- drawing ---- */

/* A canvas being drawn on. */
typedef struct brush {
    ax_soft_map *map;
    const ax_soft_style *style;
    const ax_soft_shape *shape;
    const uint8_t *colour;
    int a, b;
} brush;

/* (ex, ey): from the shape's middle to the pixel's. */
static void touch(const brush *k, int x, int y, double ex, double ey, double share) {
    ax_soft_map *m = k->map;
    const double d = sqrt(ex * ex + ey * ey), inverse = d > 1e-9 ? 1 / d : 0;
    float slope;
    if (d >= k->shape->reach || m->count == m->room) return;
    const float cover = look_up(k->shape, d, &slope);
    ax_soft_fragment *f = &m->fragments[m->count++];
    *f = (ax_soft_fragment){.pixel = (uint32_t)(y * k->style->width + x),
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

static void draw_disc(const brush *k) {
    const double *at = k->map->at + 2 * k->a, r = k->shape->reach;
    int x0, x1, y0, y1;
    if (!ax_pixel_range(at[0] - r, at[0] + r, k->style->width, &x0, &x1) ||
        !ax_pixel_range(at[1] - r, at[1] + r, k->style->height, &y0, &y1))
        return;
    for (int y = y0; y <= y1; y++)
        for (int x = x0; x <= x1; x++)
            touch(k, x, y, x + 0.5 - at[0], y + 0.5 - at[1], 0);
}

static double clamp01(double t) {
    return t < 0 ? 0 : t > 1 ? 1 : t;
}

static void draw_line(const brush *k) {
    const double *a = k->map->at + 2 * k->a, *b = k->map->at + 2 * k->b;
    const double dx = b[0] - a[0], dy = b[1] - a[1], squared = dx * dx + dy * dy;
    const double r = k->shape->reach;
    int x0, x1, y0, y1;
    if (!(squared < too_long * too_long) ||
        !ax_pixel_range(fmin(a[1], b[1]) - r, fmax(a[1], b[1]) + r, k->style->height,
                        &y0, &y1))
        return;
    for (int y = y0; y <= y1; y++) {
        /* Where the row's strip, widened by the reach, crosses the segment. */
        const double ey = y + 0.5 - a[1], even = fabs(dy) > 1e-9 ? dy : 0;
        const double s0 = even != 0 ? (ey - r) / even : 0;
        const double s1 = even != 0 ? (ey + r) / even : 1;
        const double one = a[0] + clamp01(s0) * dx, two = a[0] + clamp01(s1) * dx;
        if (!ax_pixel_range(fmin(one, two) - r, fmax(one, two) + r, k->style->width,
                            &x0, &x1))
            continue;
        for (int x = x0; x <= x1; x++) {
            const double ex = x + 0.5 - a[0];
            const double t = squared > 0 ? clamp01((ex * dx + ey * dy) / squared) : 0;
            touch(k, x, y, ex - t * dx, ey - t * dy, t);
        }
    }
}

void ax_soft_map_draw(ax_soft_map *m, const ax_soft_style *style,
                      const ax_camera *camera, const double *joints) {
    brush k = {.map = m, .style = style, .shape = &style->line, .colour = grey};
    m->count = 0;
    for (int j = 0; j < style->joints; j++)
        if (!ax_camera_linearise(camera, joints + 3 * j, m->at + 2 * j,
                                 m->slope + 6 * j))
            m->at[2 * j] = NAN;
    for (int j = 0; style->line_width > 0 && j < style->joints; j++) {
        k.a = style->parent[j];
        k.b = j;
        if (k.a >= 0 && isfinite(m->at[2 * k.a]) && isfinite(m->at[2 * j]))
            draw_line(&k);
    }
    k.shape = &style->disc;
    k.b = -1;
    for (int j = 0; j < style->joints; j++) m->order[j].joint = j;
    if (style->version > 1) ax_draw_order(camera, joints, style->joints, m->order);
    for (int n = 0; n < style->joints; n++) {
        const int j = m->order[n].joint;
        k.a = j;
        k.colour = style->colours + 3 * j;
        if (isfinite(m->at[2 * j])) draw_disc(&k);
    }
}

void ax_soft_map_wipe(ax_soft_map *m) {
    for (size_t i = 0; i < m->count; i++) {
        const size_t at = m->fragments[i].pixel;
        for (size_t c = 0; c < 3; c++) m->canvas[3 * at + c] = 255;
        m->through[at] = 1;
    }
    m->count = 0;
}

const uint8_t *ax_soft_colour(const ax_soft_style *style, const ax_soft_fragment *f) {
    return f->b < 0 ? style->colours + 3 * f->a : grey;
}

/* ---- memory ---- */

/* A disc's square, and the longest line that the image holds. */
size_t ax_soft_room(const ax_soft_style *style) {
    const double rim = 1 + 2 * tail * most_blur, w = style->width, h = style->height;
    const double disc = 2 * style->radius + rim + 1, band = style->line_width + rim + 1;
    const double line = style->line_width > 0 ? (hypot(w, h) + band) * band : 0;
    const double each = fmin(disc * disc, w * h) + fmin(line, w * h);
    return (size_t)(each * style->joints);
}

ax_status ax_soft_map_alloc(const ax_soft_style *style, ax_soft_map *out,
                            ax_error *err) {
    const size_t pixels = (size_t)style->width * (size_t)style->height;
    const size_t joints = (size_t)style->joints;
    *out = (ax_soft_map){.room = ax_soft_room(style)};
    AX_TRY(AX_NEW(float, 3 * pixels, "soft pose map", &out->canvas, err));
    AX_TRY(AX_NEW(float, pixels, "soft pose map", &out->through, err));
    AX_TRY(AX_NEW(double, 2 * joints, "soft pose map", &out->at, err));
    AX_TRY(AX_NEW(double, 6 * joints, "soft pose map", &out->slope, err));
    AX_TRY(AX_NEW(ax_drawn_joint, joints, "soft pose map", &out->order, err));
    AX_TRY(AX_NEW(ax_soft_fragment, out->room, "soft pose map", &out->fragments, err));
    for (size_t i = 0; i < 3 * pixels; i++) out->canvas[i] = 255;
    for (size_t i = 0; i < pixels; i++) out->through[i] = 1;
    return AX_OK;
}

void ax_soft_map_free(ax_soft_map *m) {
    ax_free(m->canvas);
    ax_free(m->through);
    ax_free(m->at);
    ax_free(m->slope);
    ax_free(m->order);
    ax_free(m->fragments);
    *m = (ax_soft_map){.count = 0};
}
