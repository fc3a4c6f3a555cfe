#include "motion/maps/pose_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "motion/maps/colours.h"
#include "motion/maps/draw_order.h"
#include "motion/math/frame_count.h"
#include "motion/math/parallel.h"
#include "motion/rig/skeleton.h"

typedef struct canvas {
    uint8_t *pixels;
    int width, height;
} canvas;

static inline void blend(uint8_t *pixel, const uint8_t *colour, double cover) {
    int alpha = (int)(cover * 256 + 0.5);
    for (int i = 0; i < 3; i++)
        pixel[i] = (uint8_t)((pixel[i] * (256 - alpha) + colour[i] * alpha + 128) >> 8);
}

/* Compared as doubles: the point may be astronomically far outside. */
bool ax_pixel_range(double min, double max, int size, int *first, int *last) {
    if (!(max >= 0.5) || !(min <= size - 0.5)) return false;
    *first = min <= 0.5 ? 0 : (int)ceil(min - 0.5);
    *last = max >= size - 0.5 ? size - 1 : (int)floor(max - 0.5);
    return *first <= *last;
}

static void draw_disc(const canvas *c, const double at[2], double radius,
                      const uint8_t *colour) {
    int x0, x1, y0, y1;
    double reach = radius + 0.5;
    if (!ax_pixel_range(at[0] - reach, at[0] + reach, c->width, &x0, &x1) ||
        !ax_pixel_range(at[1] - reach, at[1] + reach, c->height, &y0, &y1))
        return;
    for (int y = y0; y <= y1; y++) {
        double dy = y + 0.5 - at[1];
        uint8_t *row = c->pixels + ((size_t)y * (size_t)c->width + (size_t)x0) * 3;
        for (int x = x0; x <= x1; x++, row += 3) {
            double dx = x + 0.5 - at[0];
            double cover = reach - sqrt(dx * dx + dy * dy);
            if (cover > 0) blend(row, colour, cover < 1 ? cover : 1);
        }
    }
}

/* Cuts a segment to the image and a border (Liang-Barsky); false if nothing is left. */
static bool clip(double a[2], double b[2], double border, const canvas *c) {
    double from = 0, to = 1, size[2] = {c->width, c->height};
    for (int i = 0; i < 2; i++) {
        double d = b[i] - a[i], low = -border - a[i], high = size[i] + border - a[i];
        if (d == 0) {
            if (low > 0 || high < 0) return false;
            continue;
        }
        double t0 = low / d, t1 = high / d;
        from = fmax(from, fmin(t0, t1));
        to = fmin(to, fmax(t0, t1));
    }
    if (!(from <= to)) return false;
    for (int i = 0; i < 2; i++) {
        double start = a[i], d = b[i] - start;
        a[i] = start + from * d;
        b[i] = start + to * d;
    }
    return true;
}

static void draw_line(const canvas *c, const double p[2], const double q[2],
                      double width) {
    static const uint8_t grey[3] = {AX_LINE_GREY, AX_LINE_GREY, AX_LINE_GREY};
    double a[2] = {p[0], p[1]}, b[2] = {q[0], q[1]}, reach = 0.5 * width + 0.5;
    if (!clip(a, b, reach + 1, c)) return;
    double d[2] = {b[0] - a[0], b[1] - a[1]}, squared = d[0] * d[0] + d[1] * d[1];
    int y0, y1;
    if (!ax_pixel_range(fmin(a[1], b[1]) - reach, fmax(a[1], b[1]) + reach, c->height,
                        &y0, &y1))
        return;
    for (int y = y0; y <= y1; y++) {
        /* Where the row's strip, widened by the reach, crosses the segment. */
        double t0 = 0, t1 = 1, cy = y + 0.5;
        if (fabs(d[1]) > 1e-9) {
            double s0 = (cy - reach - a[1]) / d[1], s1 = (cy + reach - a[1]) / d[1];
            t0 = fmax(0, fmin(s0, s1));
            t1 = fmin(1, fmax(s0, s1));
        }
        double left = a[0] + t0 * d[0], right = a[0] + t1 * d[0];
        int x0, x1;
        if (!ax_pixel_range(fmin(left, right) - reach, fmax(left, right) + reach,
                            c->width, &x0, &x1))
            continue;
        uint8_t *row = c->pixels + ((size_t)y * (size_t)c->width + (size_t)x0) * 3;
        for (int x = x0; x <= x1; x++, row += 3) {
            double ex = x + 0.5 - a[0], ey = cy - a[1];
            double t = squared > 0 ? (ex * d[0] + ey * d[1]) / squared : 0;
            t = t < 0 ? 0 : t > 1 ? 1 : t;
            ex -= t * d[0];
            ey -= t * d[1];
            double cover = reach - sqrt(ex * ex + ey * ey);
            if (cover > 0) blend(row, grey, cover < 1 ? cover : 1);
        }
    }
}

/* Borrowed by one map while it is drawn. */
typedef struct scratch {
    double *projected;     /* [J, 2] pixels; not finite: not drawn */
    ax_drawn_joint *order; /* [J] */
} scratch;

static void order_joints(const ax_camera *camera, const ax_pose_scene *scene,
                         ax_disc_order disc_order, const double *points,
                         ax_drawn_joint *order) {
    if (disc_order == AX_DISCS_FAR_TO_NEAR) {
        ax_draw_order(camera, points, scene->joints, order);
        return;
    }
    for (int j = 0; j < scene->joints; j++) order[j] = (ax_drawn_joint){0, j};
}

static void draw_map(const ax_camera *camera, const ax_pose_scene *scene,
                     const ax_draw_params *params, const double *points, scratch memory,
                     uint8_t *out) {
    canvas c = {out, (int)camera->width, (int)camera->height};
    const double *at = memory.projected;
    memset(out, 255, (size_t)c.width * (size_t)c.height * 3);
    for (int j = 0; j < scene->joints; j++)
        (void)ax_camera_project(camera, points + 3 * j, memory.projected + 2 * j);
    order_joints(camera, scene, ax_pose_map_style_of(params->version).disc_order,
                 points, memory.order);
    for (int i = 0; params->line_width > 0 && i < scene->joints; i++) {
        int j = memory.order[i].joint, p = scene->parent[j];
        if (p >= 0 && isfinite(at[2 * j]) && isfinite(at[2 * p]))
            draw_line(&c, at + 2 * p, at + 2 * j, params->line_width);
    }
    for (int i = 0; i < scene->joints; i++) {
        int j = memory.order[i].joint;
        if (isfinite(at[2 * j]))
            draw_disc(&c, at + 2 * j, params->radius, scene->colours + 3 * j);
    }
}

static ax_status check_scene(const ax_pose_scene *scene, const ax_draw_params *params,
                             ax_error *err) {
    AX_TRY(ax_pose_map_version_check(params->version, err));
    AX_TRY(ax_frame_count_check(scene->frames, 0, err));
    if (scene->joints < 1 || scene->joints > AX_MAX_JOINTS)
        return ax_fail(err, AX_ERR_USAGE, "%d joints in %d frames cannot be drawn",
                       scene->joints, scene->frames);
    if (!(params->radius > 0 && params->radius <= 1000) ||
        !(params->line_width >= 0 && params->line_width <= 1000))
        return ax_fail(err, AX_ERR_USAGE,
                       "discs of radius %g and lines of width %g cannot be drawn",
                       params->radius, params->line_width);
    for (int j = 0; j < scene->joints; j++)
        if (scene->parent[j] < -1 || scene->parent[j] >= scene->joints)
            return ax_fail(err, AX_ERR_USAGE,
                           "joint %d has joint %d as its parent, of %d", j,
                           (int)scene->parent[j], scene->joints);
    return AX_OK;
}

ax_status ax_pose_maps_draw(const ax_cameras *cameras, const ax_pose_scene *scene,
                            const ax_draw_params *params, uint8_t *out, ax_error *err) {
    AX_TRY(ax_cameras_check(cameras, err));
    AX_TRY(check_scene(scene, params, err));
    int maps = cameras->count * scene->frames;
    size_t joints = (size_t)scene->joints;
    size_t bytes = (size_t)cameras->view[0].width * (size_t)cameras->view[0].height * 3;
    scratch all = {NULL, NULL};
    ax_status status = AX_NEW(double, (size_t)maps *joints * 2, "projected joints",
                              &all.projected, err);
    if (status == AX_OK)
        status = AX_NEW(ax_drawn_joint, (size_t)maps * joints, "the order of discs",
                        &all.order, err);
    if (status == AX_OK) status = ax_parallel_begin(maps > 3, err);
    if (status != AX_OK) goto done;
#pragma omp parallel for schedule(static) if (maps > 3)
    for (int map = 0; map < maps; map++) {
        size_t first = (size_t)map * joints;
        scratch own = {all.projected + 2 * first, all.order + first};
        draw_map(&cameras->view[map / scene->frames], scene, params,
                 scene->points + (size_t)(map % scene->frames) * joints * 3, own,
                 out + (size_t)map * bytes);
    }
done:
    ax_free(all.projected);
    ax_free(all.order);
    return status;
}
