/* The spread palette. As many colours as there are joints, each as far as can be from
 * all before it (farthest point sampling), are assigned so that in sum they lie nearest
 * (in squares) to the joints' targets: neighbours on the rig stay neighbours in the
 * cube, and no two joints look alike. In whole numbers throughout, so that every
 * machine assigns them alike. */
#include <math.h>

#include "base/memory.h"
#include "motion/maps/colours.h"

enum { STEP = 15, STEPS = 18, GRID = STEPS * STEPS * STEPS, MIN_DISTANCE = 75 };

/* Up to so many joints the sum is minimal; above, where that would take seconds, every
 * joint in turn takes the nearest colour that is left. */
enum { MAX_OPTIMAL_JOINTS = 512 };

/* Colours in steps of 15, without those near white or the grey of lines. */
typedef struct grid {
    uint8_t (*rgb)[3];
    int32_t *nearest; /* squared distance to all that are taken */
    int count;
} grid;

static int32_t distance2(const uint8_t *a, const uint8_t *b) {
    const int r = a[0] - b[0], g = a[1] - b[1], h = a[2] - b[2];
    return r * r + g * g + h * h;
}

static void fill_grid(grid *g) {
    static const uint8_t white[3] = {255, 255, 255};
    static const uint8_t grey[3] = {AX_LINE_GREY, AX_LINE_GREY, AX_LINE_GREY};
    for (int i = 0; i < GRID; i++) {
        uint8_t *c = g->rgb[g->count];
        c[0] = (uint8_t)(i / (STEPS * STEPS) * STEP);
        c[1] = (uint8_t)(i / STEPS % STEPS * STEP);
        c[2] = (uint8_t)(i % STEPS * STEP);
        const int32_t to_white = distance2(c, white), to_grey = distance2(c, grey);
        const int32_t nearest = to_white < to_grey ? to_white : to_grey;
        if (nearest >= MIN_DISTANCE * MIN_DISTANCE) g->nearest[g->count++] = nearest;
    }
}

/* Each colour as far as can be from white, grey and all before it; of equals the first
 * of the grid. There are more than AX_MAX_JOINTS. */
static void take_farthest(grid *g, int joints, uint8_t *out) {
    for (int j = 0; j < joints; j++) {
        int best = 0;
        for (int i = 1; i < g->count; i++)
            if (g->nearest[i] > g->nearest[best]) best = i;
        const uint8_t *c = g->rgb[best];
        for (int i = 0; i < 3; i++) out[3 * j + i] = c[i];
        for (int i = 0; i < g->count; i++) {
            const int32_t d = distance2(g->rgb[i], c);
            if (d < g->nearest[i]) g->nearest[i] = d;
        }
    }
}

/* The target in whole numbers, 75 away from white and grey where it can be. */
static void round_target(const double *rgb, uint8_t out[3]) {
    static const double fixed[2] = {AX_LINE_GREY, 255};
    double c[3] = {rgb[0], rgb[1], rgb[2]};
    for (int t = 0; t < 2; t++) {
        double length = 0;
        for (int i = 0; i < 3; i++) length += (c[i] - fixed[t]) * (c[i] - fixed[t]);
        length = sqrt(length);
        if (length >= MIN_DISTANCE || length < 1e-6) continue;
        for (int i = 0; i < 3; i++)
            c[i] = fixed[t] + (c[i] - fixed[t]) / length * MIN_DISTANCE;
    }
    for (int i = 0; i < 3; i++) out[i] = (uint8_t)lround(fmin(fmax(c[i], 0), 255));
}

/* The assignment problem by shortest augmenting paths (Hungarian method): colours are
 * columns 1 .. n, column 0 holds the joint that is being placed. */
typedef struct assignment {
    int joints;
    const uint8_t *target, *colours; /* [n, 3] */
    int64_t *row_price, *price, *slack;
    int32_t *row, *from; /* by column: its joint, and the column before it */
    uint8_t *done;
} assignment;

/* Extends the tree by the nearest column; returns that. */
static int next_column(assignment *d, int column) {
    const int joint = d->row[column];
    int64_t min_slack = INT64_MAX;
    int next = 0;
    d->done[column] = 1;
    for (int c = 1; c <= d->joints; c++) {
        if (d->done[c]) continue;
        const int64_t cost =
            distance2(d->target + 3 * (joint - 1), d->colours + 3 * (c - 1)) -
            d->row_price[joint] - d->price[c];
        if (cost < d->slack[c]) {
            d->slack[c] = cost;
            d->from[c] = column;
        }
        if (d->slack[c] < min_slack) {
            min_slack = d->slack[c];
            next = c;
        }
    }
    for (int c = 0; c <= d->joints; c++) {
        if (d->done[c]) {
            d->row_price[d->row[c]] += min_slack;
            d->price[c] -= min_slack;
        } else {
            d->slack[c] -= min_slack;
        }
    }
    return next;
}

static void assign_optimally(assignment *d) {
    for (int joint = 1; joint <= d->joints; joint++) {
        for (int c = 0; c <= d->joints; c++) {
            d->slack[c] = INT64_MAX / 2;
            d->done[c] = 0;
        }
        int column = 0;
        d->row[0] = joint;
        do column = next_column(d, column);
        while (d->row[column] != 0);
        for (; column != 0; column = d->from[column])
            d->row[column] = d->row[d->from[column]];
    }
}

static void assign_greedily(assignment *d) {
    for (int joint = 1; joint <= d->joints; joint++) {
        const uint8_t *target = d->target + 3 * (joint - 1);
        int best = 0;
        for (int c = 1; c <= d->joints; c++)
            if (d->row[c] == 0 &&
                (best == 0 || distance2(target, d->colours + 3 * (c - 1)) <
                                  distance2(target, d->colours + 3 * (best - 1))))
                best = c;
        d->row[best] = joint;
    }
}

static ax_status assign(const uint8_t *target, const uint8_t *colours, int joints,
                        uint8_t *out, ax_error *err) {
    const size_t columns = (size_t)joints + 1;
    assignment d = {.joints = joints, .target = target, .colours = colours};
    ax_status status = AX_NEW(int64_t, 3 * columns, "colours", &d.row_price, err);
    if (status == AX_OK) status = AX_NEW(int32_t, 2 * columns, "colours", &d.row, err);
    if (status == AX_OK) status = AX_NEW(uint8_t, columns, "colours", &d.done, err);
    if (status != AX_OK) goto done;
    d.price = d.row_price + columns;
    d.slack = d.price + columns;
    d.from = d.row + columns;
    if (joints <= MAX_OPTIMAL_JOINTS)
        assign_optimally(&d);
    else
        assign_greedily(&d);
    for (int c = 0; c < joints; c++)
        for (int i = 0; i < 3; i++)
            out[3 * (d.row[c + 1] - 1) + i] = colours[3 * c + i];
done:
    ax_free(d.row_price);
    ax_free(d.row);
    ax_free(d.done);
    return status;
}

ax_status ax_spread_colours(const double *target, int joints, uint8_t *colours,
                            ax_error *err) {
    const size_t count = (size_t)joints;
    grid g = {.count = 0};
    uint8_t *both = NULL; /* [2, J, 3] targets, then those to assign */
    ax_status status = AX_NEW(*g.rgb, GRID, "colours", &g.rgb, err);
    if (status == AX_OK) status = AX_NEW(int32_t, GRID, "colours", &g.nearest, err);
    if (status == AX_OK) status = AX_NEW(uint8_t, 6 * count, "colours", &both, err);
    if (status != AX_OK) goto done;
    fill_grid(&g);
    take_farthest(&g, joints, both + 3 * count);
    for (int j = 0; j < joints; j++) round_target(target + 3 * j, both + 3 * j);
    status = assign(both, both + 3 * count, joints, colours, err);
done:
    ax_free(g.rgb);
    ax_free(g.nearest);
    ax_free(both);
    return status;
}
