/* Where in a window a joint's disc may lie: a score for every sample at which there is
 * enough of its colour, then the best ones. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "motion/track/evidence.h"

/* A likeness below this is not worth spreading ... */
static const float faint = 0.02f;
/* ... and a place with less than this share of its disc is not worth a score. */
static const double least_share = 0.06;

/* Samples x0 + column * stride. `gain` has `half` more on each side. */
typedef struct window_grid {
    int x0, y0, columns, rows;
    int touched[4]; /* first column, first row, and the last ones, of what has likeness
                     */
} window_grid;

/* Cuts samples `first`, first + stride, ... `last` to those within `low`..`high`. */
static bool cut(int *first, int *last, int low, int high, int stride) {
    if (*first < low) *first += (low - *first + stride - 1) / stride * stride;
    if (*last > high) *last = high;
    return *first <= *last;
}

static bool place_window(const ax_evidence *e, const double centre[2], double window,
                         window_grid *g) {
    const int size[2] = {e->style.width, e->style.height};
    const int margin = e->half * e->stride;
    int first[2], last[2];
    for (int i = 0; i < 2; i++) {
        if (!isfinite(centre[i])) return false;
        const double low = fmax(centre[i] - window, 0);
        const double high = fmin(centre[i] + window, size[i]);
        if (!(low < high)) return false;
        first[i] = (int)low;
        last[i] = (int)fmin(high, size[i] - 1);
        /* Where no ink is near there is no peak. */
        if (!cut(&first[i], &last[i], e->box[i] - margin, e->box[2 + i] + margin,
                 e->stride))
            return false;
    }
    *g = (window_grid){first[0],
                       first[1],
                       (last[0] - first[0]) / e->stride + 1,
                       (last[1] - first[1]) / e->stride + 1,
                       {INT32_MAX, INT32_MAX, -1, -1}};
    return true;
}

/* What plain white paper says: against the joint; beyond the image there is nothing. */
static void fill_white(ax_evidence *e, const window_grid *g) {
    const int half = e->half, span = g->columns + 2 * half;
    const float *inside = NULL; /* a row like it */
    for (int r = 0; r < g->rows + 2 * half; r++) {
        const int y = g->y0 + (r - half) * e->stride;
        float *gain = e->gain + (size_t)r * (size_t)span;
        if (y < 0 || y >= e->style.height) {
            memset(gain, 0, (size_t)span * sizeof *gain);
        } else if (inside) {
            memcpy(gain, inside, (size_t)span * sizeof *gain);
        } else {
            for (int c = 0; c < span; c++) {
                const int x = g->x0 + (c - half) * e->stride;
                gain[c] = x < 0 || x >= e->style.width ? 0 : -AX_EVIDENCE_AGAINST;
            }
            inside = gain;
        }
    }
}

/* Adds a pixel's likeness to the sums of all places whose disc would cover it. */
static void spread(ax_evidence *e, window_grid *g, int column, int row, float own) {
    const int half = e->half, span = 2 * half + 1;
    const int c0 = column < half ? 0 : column - half;
    const int c1 = column + half < g->columns ? column + half : g->columns - 1;
    const int r0 = row < half ? 0 : row - half;
    const int r1 = row + half < g->rows ? row + half : g->rows - 1;
    if (c0 > c1 || r0 > r1) return;
    for (int r = r0; r <= r1; r++) {
        float *sum = e->sum + (size_t)r * (size_t)g->columns;
        const float *disc = e->disc + (r - row + half) * span + half - column;
        for (int c = c0; c <= c1; c++) sum[c] += own * disc[c];
    }
    if (c0 < g->touched[0]) g->touched[0] = c0;
    if (r0 < g->touched[1]) g->touched[1] = r0;
    if (c1 > g->touched[2]) g->touched[2] = c1;
    if (r1 > g->touched[3]) g->touched[3] = r1;
}

/* Fills `gain` and `sum` of the window from the ink in it. */
static void gather_ink(ax_evidence *e, int joint, window_grid *g) {
    const int half = e->half, stride = e->stride, width = e->style.width;
    const int left = g->x0 - half * stride, span = g->columns + 2 * half;
    memset(e->sum, 0, (size_t)g->columns * (size_t)g->rows * sizeof *e->sum);
    for (int row = -half; row < g->rows + half; row++) {
        const int y = g->y0 + row * stride;
        if (y < 0 || y >= e->style.height) continue;
        float *gain = e->gain + (size_t)(row + half) * (size_t)span;
        for (int32_t k = e->row[y]; k < e->row[y + 1]; k++) {
            const int off = e->ink[k] - left;
            if (off < 0) continue;
            if (off >= span * stride) break;
            const int c = off / stride;
            if (c * stride != off) continue; /* between two samples */
            const size_t pixel = (size_t)y * (size_t)width + e->ink[k];
            const float own = ax_evidence_likeness(e, joint, pixel);
            gain[c] = own - ax_evidence_against(e, joint, pixel);
            if (own >= faint) spread(e, g, c - half, row, own);
        }
    }
}

/* The score of a disc about a sample: ax_evidence_score, from `gain`. */
static float disc_score(const ax_evidence *e, const window_grid *g, int column,
                        int row) {
    const int side = 2 * e->half + 1, span = g->columns + 2 * e->half;
    const float *gain = e->gain + (size_t)row * (size_t)span + column, *disc = e->disc;
    float sum = 0;
    for (int y = 0; y < side; y++, gain += span, disc += side)
        for (int x = 0; x < side; x++) sum += disc[x] * gain[x];
    return sum / e->area;
}

static void place_of(const ax_evidence *e, const window_grid *g, int cell,
                     double at[2]) {
    at[0] = g->x0 + cell % g->columns * e->stride + 0.5;
    at[1] = g->y0 + cell / g->columns * e->stride + 0.5;
}

/* Replaces the sums of places with enough of the colour by 1 + their score, and lists
 * them in `candidate`; returns how many there are. */
static int score_places(ax_evidence *e, const window_grid *g, const double centre[2],
                        double window, double prior) {
    const double r = e->style.radius / e->stride;
    const float least = (float)(least_share * 3.14159265358979 * r * r);
    int count = 0;
    for (int row = g->touched[1]; row <= g->touched[3]; row++)
        for (int column = g->touched[0]; column <= g->touched[2]; column++) {
            const int cell = row * g->columns + column;
            double at[2];
            if (e->sum[cell] < least) continue;
            place_of(e, g, cell, at);
            const double dx = (at[0] - centre[0]) / window;
            const double dy = (at[1] - centre[1]) / window;
            const double score = (double)disc_score(e, g, column, row);
            e->sum[cell] = (float)(score - prior * (dx * dx + dy * dy) + 1);
            e->candidate[count++] = cell;
        }
    return count;
}

int ax_evidence_peaks(ax_evidence *e, int joint, const double centre[2], double window,
                      double prior, int most, ax_peak *peaks) {
    window_grid g;
    if (!place_window(e, centre, window, &g)) return 0;
    fill_white(e, &g);
    gather_ink(e, joint, &g);
    const int count = score_places(e, &g, centre, window, prior);
    const int apart = (int)ceil(1.5 * e->style.radius / e->stride);
    int found = 0;
    while (found < most) {
        int best = -1;
        float most_yet = 0;
        for (int i = 0; i < count; i++)
            if (e->sum[e->candidate[i]] > most_yet) {
                best = e->candidate[i];
                most_yet = e->sum[best];
            }
        if (best < 0) break;
        place_of(e, &g, best, peaks[found].at);
        peaks[found++].score = (double)most_yet - 1.0;
        for (int i = 0; i < count; i++) {
            const int cell = e->candidate[i];
            const int dx = cell % g.columns - best % g.columns;
            const int dy = cell / g.columns - best / g.columns;
            if (dx >= -apart && dx <= apart && dy >= -apart && dy <= apart)
                e->sum[cell] = 0;
        }
    }
    return found;
}
