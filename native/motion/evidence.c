#include "motion/evidence.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "motion/colours.h"

/* How much a pixel that cannot lie on the disc counts against one that does. */
static const double against = 0.4;
/* A colour farther than this from a joint's says nothing for it; in sigmas, squared. */
static const double reach_squared = 9;

ax_status ax_evidence_alloc(const ax_map_style *style, ax_evidence *out,
                            ax_error *err) {
    ax_evidence made = {.style = *style};
    size_t pixels = (size_t)style->width * (size_t)style->height;
    made.stride = style->radius > 3.75 ? (int)lround(style->radius / 2.5) : 1;
    ax_status status = AX_NEW(int16_t, pixels, "pixel labels", &made.label, err);
    if (status == AX_OK)
        status = AX_NEW(float, pixels, "pixel labels", &made.near, err);
    if (status == AX_OK)
        status = AX_NEW(float, pixels, "joint scores", &made.grid, err);
    if (status != AX_OK) {
        ax_evidence_free(&made);
        return status;
    }
    *out = made;
    return AX_OK;
}

void ax_evidence_free(ax_evidence *evidence) {
    ax_free(evidence->label);
    ax_free(evidence->near);
    ax_free(evidence->grid);
    *evidence = (ax_evidence){0};
}

static inline int squared_to(const uint8_t *p, int r, int g, int b) {
    return (p[0] - r) * (p[0] - r) + (p[1] - g) * (p[1] - g) + (p[2] - b) * (p[2] - b);
}

void ax_evidence_read(ax_evidence *e, const uint8_t *pixels) {
    const ax_map_style *s = &e->style;
    size_t count = (size_t)s->width * (size_t)s->height;
    e->pixels = pixels;
    for (size_t i = 0; i < count; i++, pixels += 3) {
        int best = AX_LABEL_WHITE, near = squared_to(pixels, 255, 255, 255);
        if (near > 48) {
            int grey = squared_to(pixels, AX_LINE_GREY, AX_LINE_GREY, AX_LINE_GREY);
            if (grey < near) {
                near = grey;
                best = AX_LABEL_LINE;
            }
            const uint8_t *c = s->colours;
            for (int j = 0; j < s->joints; j++, c += 3) {
                int d = squared_to(pixels, c[0], c[1], c[2]);
                if (d < near) {
                    near = d;
                    best = j;
                }
            }
        }
        e->label[i] = (int16_t)best;
        e->near[i] = (float)near;
    }
}

/* How likely the pixel shows the joint: its colour's likelihood, shared with the
 * nearest colour if that is another one. */
static double likeness(const ax_evidence *e, int joint, size_t pixel) {
    double twice = 2 * e->style.sigma * e->style.sigma;
    const uint8_t *c = e->style.colours + 3 * joint;
    if (e->label[pixel] == AX_LABEL_WHITE && e->near[pixel] <= 48) return 0;
    double d = squared_to(e->pixels + 3 * pixel, c[0], c[1], c[2]);
    if (d > reach_squared * 0.5 * twice) return 0;
    double own = exp(-d / twice);
    if (e->label[pixel] == joint) return own;
    return own / (1 + exp((d - (double)e->near[pixel]) / twice));
}

/* How likely the pixel shows what a disc of the joint would have covered. */
static double unlikeness(const ax_evidence *e, int joint, size_t pixel) {
    if (e->label[pixel] >= joint) return 0;
    double twice = 2 * e->style.sigma * e->style.sigma;
    return exp(-(double)e->near[pixel] / twice);
}

static inline double disc_cover(double dx, double dy, double radius, double edge) {
    double cover = (radius - sqrt(dx * dx + dy * dy)) / edge + 0.5;
    return cover < 0 ? 0 : cover > 1 ? 1 : cover;
}

double ax_evidence_score(const ax_evidence *e, int joint, const double at[2]) {
    const ax_map_style *s = &e->style;
    double sum = 0, area = 0, radius = s->radius;
    if (!(at[0] > -radius && at[0] < s->width + radius && at[1] > -radius &&
          at[1] < s->height + radius))
        return 0;
    int half = (int)floor((radius + 0.5) / e->stride);
    for (int oy = -half; oy <= half; oy++)
        for (int ox = -half; ox <= half; ox++) {
            int x = (int)floor(at[0]) + ox * e->stride;
            int y = (int)floor(at[1]) + oy * e->stride;
            double cover =
                disc_cover(x + 0.5 - at[0], y + 0.5 - at[1], radius, e->stride);
            if (cover == 0) continue;
            area += cover;
            if (x < 0 || y < 0 || x >= s->width || y >= s->height) continue;
            size_t pixel = (size_t)y * (size_t)s->width + (size_t)x;
            sum += cover *
                   (likeness(e, joint, pixel) - against * unlikeness(e, joint, pixel));
        }
    return area > 0 ? sum / area : 0;
}

typedef struct window_grid {
    int x0, y0, columns, rows; /* samples x0 + column * stride */
} window_grid;

static bool place_window(const ax_evidence *e, const double centre[2], double window,
                         window_grid *g) {
    double size[2] = {e->style.width, e->style.height};
    int first[2], last[2];
    for (int i = 0; i < 2; i++) {
        if (!isfinite(centre[i])) return false;
        double low = fmax(centre[i] - window, 0),
               high = fmin(centre[i] + window, size[i]);
        if (!(low < high)) return false;
        first[i] = (int)low;
        last[i] = (int)fmin(high, size[i] - 1);
    }
    *g = (window_grid){first[0], first[1], (last[0] - first[0]) / e->stride + 1,
                       (last[1] - first[1]) / e->stride + 1};
    return true;
}

/* Sums of likeness over discs around every sample of the window, by scattering the few
 * pixels that have any. */
static void scatter(ax_evidence *e, int joint, const window_grid *g) {
    int stride = e->stride, half = (int)floor((e->style.radius + 0.5) / stride);
    double radius = e->style.radius / stride;
    memset(e->grid, 0, (size_t)g->columns * (size_t)g->rows * sizeof *e->grid);
    for (int row = -half; row < g->rows + half; row++) {
        int y = g->y0 + row * stride;
        if (y < 0 || y >= e->style.height) continue;
        for (int column = -half; column < g->columns + half; column++) {
            int x = g->x0 + column * stride;
            if (x < 0 || x >= e->style.width) continue;
            double own =
                likeness(e, joint, (size_t)y * (size_t)e->style.width + (size_t)x);
            if (own < 0.02) continue;
            for (int r = row - half; r <= row + half; r++)
                for (int c = column - half; c <= column + half; c++)
                    if (r >= 0 && c >= 0 && r < g->rows && c < g->columns)
                        e->grid[r * g->columns + c] +=
                            (float)(own * disc_cover(c - column, r - row, radius, 1));
        }
    }
}

static double disc_area(double radius, int stride) {
    double r = radius / stride;
    return 3.14159265358979 * r * r;
}

int ax_evidence_peaks(ax_evidence *e, int joint, const double centre[2], double window,
                      double prior, int most, ax_peak *peaks) {
    window_grid g;
    if (!place_window(e, centre, window, &g)) return 0;
    scatter(e, joint, &g);
    double area = disc_area(e->style.radius, e->stride);
    int half = (int)ceil(1.5 * e->style.radius / e->stride), found = 0;
    for (int row = 0; row < g.rows; row++)
        for (int column = 0; column < g.columns; column++) {
            float *value = &e->grid[row * g.columns + column];
            if (*value < 0.06 * area) {
                *value = 0;
                continue;
            }
            double at[2] = {g.x0 + column * e->stride + 0.5,
                            g.y0 + row * e->stride + 0.5};
            double dx = (at[0] - centre[0]) / window, dy = (at[1] - centre[1]) / window;
            double score =
                ax_evidence_score(e, joint, at) - prior * (dx * dx + dy * dy);
            *value = (float)(score + 1); /* 0: none */
        }
    while (found < most) {
        int best = -1;
        for (int i = 0; i < g.rows * g.columns; i++)
            if (e->grid[i] > 0 && (best < 0 || e->grid[i] > e->grid[best])) best = i;
        if (best < 0) break;
        int row = best / g.columns, column = best % g.columns;
        peaks[found++] =
            (ax_peak){{g.x0 + column * e->stride + 0.5, g.y0 + row * e->stride + 0.5},
                      e->grid[best] - 1.0};
        for (int r = row - half; r <= row + half; r++)
            for (int c = column - half; c <= column + half; c++)
                if (r >= 0 && c >= 0 && r < g.rows && c < g.columns)
                    e->grid[r * g.columns + c] = 0;
    }
    return found;
}

/* The share of the pixel that the joint's colour covers, the rest being white: exact at
 * the rim of a disc, where mixed colours are like neither. Negative: no mixture of
 * these, or hidden by a later disc. */
static double mixture(const ax_evidence *e, int joint, size_t pixel) {
    const uint8_t *p = e->pixels + 3 * pixel, *c = e->style.colours + 3 * joint;
    int label = e->label[pixel];
    if (label > joint) return -1;
    double along = 0, whole = 0, d[3];
    for (int i = 0; i < 3; i++) {
        along += (255.0 - p[i]) * (255.0 - c[i]);
        whole += (255.0 - c[i]) * (255.0 - c[i]);
    }
    double share = whole > 0 ? along / whole : 0, off = 0; /* a white joint: none */
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    for (int i = 0; i < 3; i++) {
        d[i] = p[i] - (255 + share * (c[i] - 255.0));
        off += d[i] * d[i];
    }
    /* Not on the way from white to the colour: another disc or a line, so not this one.
     */
    return off > reach_squared * e->style.sigma * e->style.sigma * 0.5
               ? (label == joint ? 1 : 0)
               : share;
}

/* One step of least squares between the pixels' shares and a disc with an edge that is
 * `edge` wide; returns the step's length. */
static double fit_step(const ax_evidence *e, int joint, double at[2], double edge) {
    const ax_map_style *s = &e->style;
    double reach = s->radius + 0.5 * edge + 0.5;
    double xx = 0, xy = 0, yy = 0, bx = 0, by = 0;
    int x0 = (int)fmax(floor(at[0] - reach), 0),
        x1 = (int)fmin(at[0] + reach, s->width - 1);
    int y0 = (int)fmax(floor(at[1] - reach), 0),
        y1 = (int)fmin(at[1] + reach, s->height - 1);
    for (int y = y0; y <= y1; y++)
        for (int x = x0; x <= x1; x++) {
            double dx = x + 0.5 - at[0], dy = y + 0.5 - at[1];
            double length = sqrt(dx * dx + dy * dy);
            double cover = (s->radius - length) / edge + 0.5;
            if (cover <= 0 || cover >= 1 || length < 1e-9) continue; /* flat there */
            double share = mixture(e, joint, (size_t)y * (size_t)s->width + (size_t)x);
            if (share < 0) continue;
            double gx = dx / (length * edge), gy = dy / (length * edge);
            xx += gx * gx;
            xy += gx * gy;
            yy += gy * gy;
            bx += gx * (share - cover);
            by += gy * (share - cover);
        }
    /* The ridge keeps a disc of which only a sliver is seen from sliding along it. */
    double ridge = 0.05 * s->radius / edge;
    double det = (xx + ridge) * (yy + ridge) - xy * xy;
    double sx = ((yy + ridge) * bx - xy * by) / det,
           sy = ((xx + ridge) * by - xy * bx) / det;
    double step = sqrt(sx * sx + sy * sy), most = 0.5 * s->radius;
    double shrink = step > most ? most / step : 1;
    at[0] += sx * shrink;
    at[1] += sy * shrink;
    return step * shrink;
}

/* The share of the disc's inner pixels that show the joint. */
static double visible_share(const ax_evidence *e, int joint, const double at[2]) {
    const ax_map_style *s = &e->style;
    double inner = fmax(s->radius - 0.6, 0.5), sum = 0, count = 0;
    for (int y = (int)floor(at[1] - inner); y <= (int)ceil(at[1] + inner); y++)
        for (int x = (int)floor(at[0] - inner); x <= (int)ceil(at[0] + inner); x++) {
            double dx = x + 0.5 - at[0], dy = y + 0.5 - at[1];
            if (dx * dx + dy * dy > inner * inner) continue;
            count++;
            if (x >= 0 && y >= 0 && x < s->width && y < s->height)
                sum += likeness(e, joint, (size_t)y * (size_t)s->width + (size_t)x);
        }
    return count > 0 ? sum / count : 0;
}

double ax_evidence_covered(const ax_evidence *e, int joint, const double at[2]) {
    const ax_map_style *s = &e->style;
    double covered = 0, count = 0;
    if (!isfinite(at[0]) || !isfinite(at[1]) || fabs(at[0]) > 2.0 * s->width ||
        fabs(at[1]) > 2.0 * s->height)
        return 0;
    for (int y = (int)floor(at[1] - s->radius); y <= (int)ceil(at[1] + s->radius); y++)
        for (int x = (int)floor(at[0] - s->radius); x <= (int)ceil(at[0] + s->radius);
             x++) {
            if (hypot(x + 0.5 - at[0], y + 0.5 - at[1]) > s->radius) continue;
            count++;
            if (x >= 0 && y >= 0 && x < s->width && y < s->height)
                covered += e->label[(size_t)y * (size_t)s->width + (size_t)x] > joint;
        }
    return count > 0 ? covered / count : 0;
}

double ax_evidence_refine(const ax_evidence *e, int joint, double at[2]) {
    double start[2] = {at[0], at[1]}, radius = e->style.radius;
    if (!isfinite(at[0]) || !isfinite(at[1]) || at[0] < -radius || at[1] < -radius ||
        at[0] > e->style.width + radius || at[1] > e->style.height + radius)
        return 0;
    if (visible_share(e, joint, at) < 0.05) return 0;
    double edge = fmax(radius * 0.8, 1);
    for (int step = 0; step < 6; step++) {
        double moved = fit_step(e, joint, at, edge);
        if (edge == 1 && moved < 0.01) break;
        edge = fmax(edge * 0.6, 1);
    }
    double drift = hypot(at[0] - start[0], at[1] - start[1]);
    double seen = visible_share(e, joint, at);
    if (seen < 0.05 || drift > 2 * radius) {
        memcpy(at, start, sizeof start);
        return 0;
    }
    return fmin(seen, 1);
}
