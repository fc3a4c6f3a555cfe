/* Most places in a window have nothing of the joint's colour. So the pixels that do are
 * spread over the places whose disc would cover them, and only places that collect
 * enough get a score. */
#include "motion/track/peaks.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A pixel of less likelihood is not spread ... */
static const float min_likelihood = 0.02f;
/* ... and a place with less than this share of its disc gets no score. */
static const double min_disc_share = 0.06;

/* Samples x0 + column * stride, y0 + row * stride. `gain` has `half` more on each
 * side. */
typedef struct window_grid {
    int x0, y0, columns, rows;
    /* Places that a pixel was spread to: first column, first row, last ones. */
    int reached[4];
} window_grid;

/* One search in one window. */
typedef struct query {
    const ax_joint_likelihood *likelihood;
    const ax_disc_kernel *disc;
    ax_peak_search *grids;
    window_grid window;
} query;

ax_status ax_peak_search_alloc(const ax_joint_likelihood *likelihood,
                               ax_peak_search *out, ax_error *err) {
    const size_t stride = (size_t)likelihood->disc.stride;
    const size_t columns = (size_t)likelihood->classes.width / stride + 1;
    const size_t rows = (size_t)likelihood->classes.height / stride + 1;
    const size_t cells = (columns + AX_DISC_SPAN) * (rows + AX_DISC_SPAN);
    *out = (ax_peak_search){NULL, NULL, NULL};
    AX_TRY(AX_NEW(float, cells, "joint scores", &out->gain, err));
    AX_TRY(AX_NEW(float, cells, "joint scores", &out->sum, err));
    return AX_NEW(int32_t, cells, "joint scores", &out->place, err);
}

void ax_peak_search_free(ax_peak_search *search) {
    ax_free(search->gain);
    ax_free(search->sum);
    ax_free(search->place);
    *search = (ax_peak_search){NULL, NULL, NULL};
}

/* Cuts samples `first`, first + stride, ... `last` to those within `min`..`max`. */
static bool cut(int *first, int *last, int min, int max, int stride) {
    if (*first < min) *first += (min - *first + stride - 1) / stride * stride;
    if (*last > max) *last = max;
    return *first <= *last;
}

/* False if the window has no place within the image and near its foreground. */
static bool place_window(query *q, const double centre[2], double window) {
    const ax_class_map *m = &q->likelihood->classes;
    const int size[2] = {m->width, m->height}, stride = q->disc->stride;
    const int margin = q->disc->half * stride;
    int first[2], last[2];
    for (int i = 0; i < 2; i++) {
        if (!isfinite(centre[i])) return false;
        const double low = fmax(centre[i] - window, 0);
        const double high = fmin(centre[i] + window, size[i]);
        if (!(low < high)) return false;
        first[i] = (int)low;
        last[i] = (int)fmin(high, size[i] - 1);
        if (!cut(&first[i], &last[i], m->box[i] - margin, m->box[2 + i] + margin,
                 stride))
            return false;
    }
    q->window = (window_grid){first[0],
                              first[1],
                              (last[0] - first[0]) / stride + 1,
                              (last[1] - first[1]) / stride + 1,
                              {INT32_MAX, INT32_MAX, -1, -1}};
    return true;
}

/* What background says: against the joint. Beyond the image there is nothing. */
static void fill_background(const query *q) {
    const ax_class_map *m = &q->likelihood->classes;
    const window_grid *g = &q->window;
    const int half = q->disc->half, stride = q->disc->stride;
    const int span = g->columns + 2 * half;
    const float *inside = NULL; /* a row that lies in the image */
    for (int r = 0; r < g->rows + 2 * half; r++) {
        const int y = g->y0 + (r - half) * stride;
        float *gain = q->grids->gain + (size_t)r * (size_t)span;
        if (y < 0 || y >= m->height) {
            memset(gain, 0, (size_t)span * sizeof *gain);
        } else if (inside) {
            memcpy(gain, inside, (size_t)span * sizeof *gain);
        } else {
            for (int c = 0; c < span; c++) {
                const int x = g->x0 + (c - half) * stride;
                gain[c] = x < 0 || x >= m->width ? 0 : -AX_DISC_PENALTY;
            }
            inside = gain;
        }
    }
}

/* Adds a pixel's likelihood to the sums of all places whose disc would cover it. */
static void spread(query *q, int column, int row, float likelihood) {
    window_grid *g = &q->window;
    const int half = q->disc->half, span = 2 * half + 1;
    const int c0 = column < half ? 0 : column - half;
    const int c1 = column + half < g->columns ? column + half : g->columns - 1;
    const int r0 = row < half ? 0 : row - half;
    const int r1 = row + half < g->rows ? row + half : g->rows - 1;
    if (c0 > c1 || r0 > r1) return;
    for (int r = r0; r <= r1; r++) {
        float *sum = q->grids->sum + (size_t)r * (size_t)g->columns;
        const float *cover = q->disc->cover + (r - row + half) * span + half - column;
        for (int c = c0; c <= c1; c++) sum[c] += likelihood * cover[c];
    }
    if (c0 < g->reached[0]) g->reached[0] = c0;
    if (r0 < g->reached[1]) g->reached[1] = r0;
    if (c1 > g->reached[2]) g->reached[2] = c1;
    if (r1 > g->reached[3]) g->reached[3] = r1;
}

/* One row of samples: `gain`, and its pixels' part of `sum`. */
static void gather_row(query *q, int joint, int row, int y) {
    const ax_joint_likelihood *l = q->likelihood;
    const ax_class_map *m = &l->classes;
    const int half = q->disc->half, stride = q->disc->stride;
    const int left = q->window.x0 - half * stride, span = q->window.columns + 2 * half;
    float *gain = q->grids->gain + (size_t)(row + half) * (size_t)span;
    for (int32_t k = m->row[y]; k < m->row[y + 1]; k++) {
        const int from_left = m->foreground[k] - left;
        if (from_left < 0) continue;
        if (from_left >= span * stride) break;
        const int c = from_left / stride;
        if (c * stride != from_left) continue; /* between two samples */
        const size_t pixel = (size_t)y * (size_t)m->width + m->foreground[k];
        const float likelihood = ax_pixel_likelihood(l, joint, pixel);
        gain[c] = likelihood - ax_pixel_penalty(l, joint, pixel);
        if (likelihood >= min_likelihood) spread(q, c - half, row, likelihood);
    }
}

/* Fills `gain` and `sum` of the window from the foreground in it. */
static void gather_foreground(query *q, int joint) {
    const window_grid *g = &q->window;
    const int half = q->disc->half;
    memset(q->grids->sum, 0,
           (size_t)g->columns * (size_t)g->rows * sizeof *q->grids->sum);
    for (int row = -half; row < g->rows + half; row++) {
        const int y = g->y0 + row * q->disc->stride;
        if (y >= 0 && y < q->likelihood->classes.height) gather_row(q, joint, row, y);
    }
}

/* The score of a disc about a sample: ax_disc_score, from `gain`. */
static float disc_score(const query *q, int column, int row) {
    const int side = 2 * q->disc->half + 1,
              span = q->window.columns + 2 * q->disc->half;
    const float *gain = q->grids->gain + (size_t)row * (size_t)span + column;
    const float *cover = q->disc->cover;
    float sum = 0;
    for (int y = 0; y < side; y++, gain += span, cover += side)
        for (int x = 0; x < side; x++) sum += cover[x] * gain[x];
    return sum / q->disc->area;
}

static void pixel_of(const query *q, int place, double at[2]) {
    const window_grid *g = &q->window;
    at[0] = g->x0 + place % g->columns * q->disc->stride + 0.5;
    at[1] = g->y0 + place / g->columns * q->disc->stride + 0.5;
}

/* Replaces the sums of places with enough of the colour by 1 + their score, and lists
 * them in `place`; returns how many there are. */
static int score_places(const query *q, const double centre[2], double window) {
    const window_grid *g = &q->window;
    const double r = q->likelihood->radius / q->disc->stride;
    const float min_sum = (float)(min_disc_share * 3.14159265358979 * r * r);
    float *sum = q->grids->sum;
    int count = 0;
    for (int row = g->reached[1]; row <= g->reached[3]; row++)
        for (int column = g->reached[0]; column <= g->reached[2]; column++) {
            const int place = row * g->columns + column;
            double at[2];
            if (sum[place] < min_sum) continue;
            pixel_of(q, place, at);
            const double dx = (at[0] - centre[0]) / window;
            const double dy = (at[1] - centre[1]) / window;
            const double score = (double)disc_score(q, column, row);
            sum[place] =
                (float)(score - AX_WINDOW_EDGE_PENALTY * (dx * dx + dy * dy) + 1);
            q->grids->place[count++] = place;
        }
    return count;
}

/* The place of the greatest sum, or -1 if none is left above 0. */
static int best_place(const query *q, int count) {
    int best = -1;
    float max_sum = 0;
    for (int i = 0; i < count; i++)
        if (q->grids->sum[q->grids->place[i]] > max_sum) {
            best = q->grids->place[i];
            max_sum = q->grids->sum[best];
        }
    return best;
}

/* Non-maximum suppression: takes a place and those within `distance` samples out. */
static void suppress(const query *q, int count, int place, int distance) {
    const int columns = q->window.columns;
    for (int i = 0; i < count; i++) {
        const int other = q->grids->place[i];
        const int dx = other % columns - place % columns;
        const int dy = other / columns - place / columns;
        if (abs(dx) <= distance && abs(dy) <= distance) q->grids->sum[other] = 0;
    }
}

int ax_find_peaks(const ax_joint_likelihood *likelihood, ax_peak_search *search,
                  int joint, const double centre[2], double window, int max_peaks,
                  ax_peak *peaks) {
    query q = {.likelihood = likelihood, .disc = &likelihood->disc, .grids = search};
    if (!place_window(&q, centre, window)) return 0;
    fill_background(&q);
    gather_foreground(&q, joint);
    const int count = score_places(&q, centre, window);
    const int apart = (int)ceil(1.5 * likelihood->radius / q.disc->stride);
    int found = 0;
    for (; found < max_peaks; found++) {
        const int best = best_place(&q, count);
        if (best < 0) break;
        pixel_of(&q, best, peaks[found].at);
        peaks[found].score = (double)search->sum[best] - 1.0;
        suppress(&q, count, best, apart);
    }
    return found;
}
