/* Where exactly a disc lies, how much of it is seen, and how much is covered. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "motion/track/evidence.h"

/* The colour of a joint, and how far from white it is. */
typedef struct ink {
    int joint;
    int from_white[3]; /* 255 - colour */
    double per_whole;  /* 1 / squared distance to white; a white joint: 0 */
    double
        off; /* squared distance to the way from white from which on it is not on it */
} ink;

static ink ink_of(const ax_evidence *e, int joint) {
    const uint8_t *c = e->style.colours + 3 * joint;
    const int d[3] = {255 - c[0], 255 - c[1], 255 - c[2]};
    const int whole = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    const double sigma = e->style.sigma;
    return (ink){
        joint, {d[0], d[1], d[2]}, whole > 0 ? 1.0 / whole : 0, 4.5 * sigma * sigma};
}

/* The share of the pixel that the joint's colour covers, the rest being white: exact at
 * the rim of a disc, where mixed colours are like neither. Negative: no mixture of
 * these, or maybe hidden by a later disc. */
static double mixture(const ax_evidence *e, const ink *k, size_t pixel) {
    const uint8_t *p = e->pixels + 3 * pixel;
    const int label = e->label[pixel], *c = k->from_white;
    if (ax_evidence_over(e, label, k->joint)) return -1;
    const int d[3] = {255 - p[0], 255 - p[1], 255 - p[2]};
    if ((d[0] | d[1] | d[2]) == 0) return 0;
    double share = (d[0] * c[0] + d[1] * c[1] + d[2] * c[2]) * k->per_whole, off = 0;
    share = share > 1 ? 1 : share;
    for (int i = 0; i < 3; i++) off += (d[i] - share * c[i]) * (d[i] - share * c[i]);
    /* Not on the way from white to the colour: another disc or a line, so not this one.
     */
    return off > k->off ? (label == k->joint ? 1 : 0) : share;
}

/* The pixels of a square about a place, cut to the image. */
typedef struct square {
    int x0, x1, y0, y1;
} square;

static square square_about(const ax_evidence *e, const double at[2], double reach) {
    return (square){(int)fmax(floor(at[0] - reach), 0),
                    (int)fmin(at[0] + reach, e->style.width - 1),
                    (int)fmax(floor(at[1] - reach), 0),
                    (int)fmin(at[1] + reach, e->style.height - 1)};
}

/* One step of least squares between the pixels' shares and a disc with an edge that is
 * `edge` wide; returns the step's length. */
static double fit_step(const ax_evidence *e, const ink *k, double at[2], double edge) {
    const double radius = e->style.radius, out = radius + 0.5 * edge;
    const double in = fmax(radius - 0.5 * edge, 1e-9);
    double xx = 0, xy = 0, yy = 0, bx = 0, by = 0;
    const square s = square_about(e, at, out + 0.5);
    for (int y = s.y0; y <= s.y1; y++)
        for (int x = s.x0; x <= s.x1; x++) {
            const double dx = x + 0.5 - at[0], dy = y + 0.5 - at[1];
            const double d2 = dx * dx + dy * dy;
            if (d2 >= out * out || d2 <= in * in) continue; /* flat there */
            const double share =
                mixture(e, k, (size_t)y * (size_t)e->style.width + (size_t)x);
            if (share < 0) continue;
            const double length = sqrt(d2), cover = (radius - length) / edge + 0.5;
            const double gx = dx / (length * edge), gy = dy / (length * edge);
            xx += gx * gx;
            xy += gx * gy;
            yy += gy * gy;
            bx += gx * (share - cover);
            by += gy * (share - cover);
        }
    /* The ridge keeps a disc of which only a sliver is seen from sliding along it. */
    const double ridge = 0.05 * radius / edge;
    const double det = (xx + ridge) * (yy + ridge) - xy * xy;
    const double sx = ((yy + ridge) * bx - xy * by) / det,
                 sy = ((xx + ridge) * by - xy * bx) / det;
    const double step = sqrt(sx * sx + sy * sy), most = 0.5 * radius;
    const double shrink = step > most ? most / step : 1;
    at[0] += sx * shrink;
    at[1] += sy * shrink;
    return step * shrink;
}

/* The share of the disc's inner pixels that show the joint. */
static double visible_share(const ax_evidence *e, int joint, const double at[2]) {
    const ax_map_style *s = &e->style;
    const double inner = fmax(s->radius - 0.6, 0.5);
    double sum = 0, count = 0;
    for (int y = (int)floor(at[1] - inner); y <= (int)ceil(at[1] + inner); y++)
        for (int x = (int)floor(at[0] - inner); x <= (int)ceil(at[0] + inner); x++) {
            const double dx = x + 0.5 - at[0], dy = y + 0.5 - at[1];
            if (dx * dx + dy * dy > inner * inner) continue;
            count++;
            if (x >= 0 && y >= 0 && x < s->width && y < s->height)
                sum += (double)ax_evidence_likeness(
                    e, joint, (size_t)y * (size_t)s->width + (size_t)x);
        }
    return count > 0 ? sum / count : 0;
}

double ax_evidence_covered(const ax_evidence *e, int joint, const double at[2]) {
    const ax_map_style *s = &e->style;
    const double radius = s->radius;
    double covered = 0, count = 0;
    if (!isfinite(at[0]) || !isfinite(at[1]) || fabs(at[0]) > 2.0 * s->width ||
        fabs(at[1]) > 2.0 * s->height)
        return 0;
    for (int y = (int)floor(at[1] - radius); y <= (int)ceil(at[1] + radius); y++)
        for (int x = (int)floor(at[0] - radius); x <= (int)ceil(at[0] + radius); x++) {
            const double dx = x + 0.5 - at[0], dy = y + 0.5 - at[1];
            if (dx * dx + dy * dy > radius * radius) continue;
            count++;
            if (x >= 0 && y >= 0 && x < s->width && y < s->height)
                covered += ax_evidence_over(
                    e, e->label[(size_t)y * (size_t)s->width + (size_t)x], joint);
        }
    return count > 0 ? covered / count : 0;
}

double ax_evidence_refine(const ax_evidence *e, int joint, double at[2]) {
    const double start[2] = {at[0], at[1]}, radius = e->style.radius;
    if (!isfinite(at[0]) || !isfinite(at[1]) || at[0] < -radius || at[1] < -radius ||
        at[0] > e->style.width + radius || at[1] > e->style.height + radius)
        return 0;
    if (visible_share(e, joint, at) < 0.05) return 0;
    const ink k = ink_of(e, joint);
    double edge = fmax(radius * 0.8, 1);
    for (int step = 0; step < 6; step++) {
        const double moved = fit_step(e, &k, at, edge);
        if (edge == 1 && moved < 0.01) break;
        edge = fmax(edge * 0.6, 1);
    }
    const double dx = at[0] - start[0], dy = at[1] - start[1];
    const double seen = visible_share(e, joint, at);
    if (seen < 0.05 || dx * dx + dy * dy > 4 * radius * radius) {
        memcpy(at, start, sizeof start);
        return 0;
    }
    return fmin(seen, 1);
}
