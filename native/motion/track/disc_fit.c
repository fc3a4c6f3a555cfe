#include "motion/track/disc_fit.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* A disc of which less is seen is not fitted. */
static const double min_visible_share = 0.05;
/* A fit that leads farther than so many radii has found another disc. */
static const double max_shift_radii = 2;
enum { MAX_STEPS = 6 };

/* The line in RGB space from white to a joint's colour, which the pixels at a disc's
 * edge lie on. */
typedef struct mixing_line {
    int joint;
    int from_white[3];         /* 255 - colour */
    double per_length2;        /* 1 / squared distance to white; a white joint: 0 */
    double max_line_distance2; /* from the line, squared, of what counts as on it */
} mixing_line;

static mixing_line mixing_line_of(const ax_joint_likelihood *l, int joint) {
    const uint8_t *c = l->classes.colours + 3 * joint;
    const int d[3] = {255 - c[0], 255 - c[1], 255 - c[2]};
    const int length2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    const double sigma = l->classes.sigma;
    return (mixing_line){joint,
                         {d[0], d[1], d[2]},
                         length2 > 0 ? 1.0 / length2 : 0,
                         4.5 * sigma * sigma};
}

/* The share of the pixel that the joint's colour covers, the rest being white: exact at
 * a disc's edge, where a mixed colour is unlikely for both. Negative: unknown, for a
 * disc drawn later may hide it. */
static double pixel_cover(const ax_joint_likelihood *l, const mixing_line *line,
                          size_t pixel) {
    const uint8_t *p = l->classes.pixels + 3 * pixel;
    const int label = l->classes.label[pixel], *c = line->from_white;
    if (ax_label_may_hide(l, label, line->joint)) return -1;
    const int d[3] = {255 - p[0], 255 - p[1], 255 - p[2]};
    if ((d[0] | d[1] | d[2]) == 0) return 0;
    double share = (d[0] * c[0] + d[1] * c[1] + d[2] * c[2]) * line->per_length2;
    double distance2 = 0;
    share = share > 1 ? 1 : share;
    for (int i = 0; i < 3; i++)
        distance2 += (d[i] - share * c[i]) * (d[i] - share * c[i]);
    if (distance2 <= line->max_line_distance2) return share;
    /* Another disc or a line, so nothing of this one; or a damaged pixel of it. */
    return label == line->joint ? 1 : 0;
}

/* The pixels of a square about a place, cut to the image. */
typedef struct square {
    int x0, x1, y0, y1;
} square;

static square square_about(const ax_class_map *m, const double at[2], double reach) {
    return (square){
        (int)fmax(floor(at[0] - reach), 0), (int)fmin(at[0] + reach, m->width - 1),
        (int)fmax(floor(at[1] - reach), 0), (int)fmin(at[1] + reach, m->height - 1)};
}

/* Normal equations of a step of the centre: matrix and right-hand side. */
typedef struct normal_equations {
    double xx, xy, yy, bx, by;
} normal_equations;

/* The damped solution, cut to `max_length`; returns its length. */
static double solve_step(const normal_equations *n, double damping, double max_length,
                         double at[2]) {
    const double det = (n->xx + damping) * (n->yy + damping) - n->xy * n->xy;
    const double sx = ((n->yy + damping) * n->bx - n->xy * n->by) / det,
                 sy = ((n->xx + damping) * n->by - n->xy * n->bx) / det;
    const double length = sqrt(sx * sx + sy * sy);
    const double shrink = length > max_length ? max_length / length : 1;
    at[0] += sx * shrink;
    at[1] += sy * shrink;
    return length * shrink;
}

/* One Gauss-Newton step between the pixels' cover and that of a disc with an edge that
 * is `edge` wide; returns the step's length. */
static double fit_step(const ax_joint_likelihood *l, const mixing_line *line,
                       double at[2], double edge) {
    const double radius = l->radius, out = radius + 0.5 * edge;
    const double in = fmax(radius - 0.5 * edge, 1e-9);
    normal_equations n = {0};
    const square s = square_about(&l->classes, at, out + 0.5);
    for (int y = s.y0; y <= s.y1; y++)
        for (int x = s.x0; x <= s.x1; x++) {
            const double dx = x + 0.5 - at[0], dy = y + 0.5 - at[1];
            const double d2 = dx * dx + dy * dy;
            if (d2 >= out * out || d2 <= in * in) continue; /* flat there */
            const double seen =
                pixel_cover(l, line, (size_t)y * (size_t)l->classes.width + (size_t)x);
            if (seen < 0) continue;
            const double length = sqrt(d2), cover = (radius - length) / edge + 0.5;
            const double gx = dx / (length * edge), gy = dy / (length * edge);
            n.xx += gx * gx;
            n.xy += gx * gy;
            n.yy += gy * gy;
            n.bx += gx * (seen - cover);
            n.by += gy * (seen - cover);
        }
    /* The damping keeps a disc of which only a sliver is seen from sliding along it. */
    return solve_step(&n, 0.05 * radius / edge, 0.5 * radius, at);
}

/* The share of the disc's inner pixels that show the joint. */
static double visible_share(const ax_joint_likelihood *l, int joint,
                            const double at[2]) {
    const ax_class_map *m = &l->classes;
    const double inner = fmax(l->radius - 0.6, 0.5);
    double sum = 0, count = 0;
    for (int y = (int)floor(at[1] - inner); y <= (int)ceil(at[1] + inner); y++)
        for (int x = (int)floor(at[0] - inner); x <= (int)ceil(at[0] + inner); x++) {
            const double dx = x + 0.5 - at[0], dy = y + 0.5 - at[1];
            if (dx * dx + dy * dy > inner * inner) continue;
            count++;
            if (x >= 0 && y >= 0 && x < m->width && y < m->height)
                sum += (double)ax_pixel_likelihood(
                    l, joint, (size_t)y * (size_t)m->width + (size_t)x);
        }
    return count > 0 ? sum / count : 0;
}

double ax_disc_hidden_share(const ax_joint_likelihood *l, int joint,
                            const double at[2]) {
    const ax_class_map *m = &l->classes;
    const double radius = l->radius;
    double hidden = 0, count = 0;
    if (!isfinite(at[0]) || !isfinite(at[1]) || fabs(at[0]) > 2.0 * m->width ||
        fabs(at[1]) > 2.0 * m->height)
        return 0;
    for (int y = (int)floor(at[1] - radius); y <= (int)ceil(at[1] + radius); y++)
        for (int x = (int)floor(at[0] - radius); x <= (int)ceil(at[0] + radius); x++) {
            const double dx = x + 0.5 - at[0], dy = y + 0.5 - at[1];
            if (dx * dx + dy * dy > radius * radius) continue;
            count++;
            if (x >= 0 && y >= 0 && x < m->width && y < m->height)
                hidden += ax_label_may_hide(
                    l, m->label[(size_t)y * (size_t)m->width + (size_t)x], joint);
        }
    return count > 0 ? hidden / count : 0;
}

double ax_disc_fit(const ax_joint_likelihood *l, int joint, double at[2]) {
    const double start[2] = {at[0], at[1]}, radius = l->radius;
    if (!isfinite(at[0]) || !isfinite(at[1]) || at[0] < -radius || at[1] < -radius ||
        at[0] > l->classes.width + radius || at[1] > l->classes.height + radius)
        return 0;
    if (visible_share(l, joint, at) < min_visible_share) return 0;
    const mixing_line line = mixing_line_of(l, joint);
    double edge = fmax(radius * 0.8, 1);
    for (int step = 0; step < MAX_STEPS; step++) {
        const double moved = fit_step(l, &line, at, edge);
        if (edge == 1 && moved < 0.01) break;
        edge = fmax(edge * 0.6, 1);
    }
    const double dx = at[0] - start[0], dy = at[1] - start[1];
    const double seen = visible_share(l, joint, at);
    const double max_shift2 = max_shift_radii * max_shift_radii * radius * radius;
    if (seen < min_visible_share || dx * dx + dy * dy > max_shift2) {
        memcpy(at, start, sizeof start);
        return 0;
    }
    return fmin(seen, 1);
}
