#include "motion/gait/gait.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"

/* Seconds: of a window, and from one to the next. */
static const double window_seconds = 2, hop_seconds = 0.5;
/* What is a gait, measured on 700 clips of 140 rigs: so fast at least (diagonals a
 * second); */
static const double min_speed = 0.04;
/* low feet do not go against the ground; */
static const double min_correlation = -0.1;
/* planted feet explain this much, so much more than if the ground went the other way,
 * and so many times as much as with ground that stands; */
static const double min_saved = 0.05, min_contrast = 0.04, min_advantage = 1.3;
/* what a foot swings back while it is not planted is this part of what it goes while it
 * is, at least, and at most the inverse (takes end in the middle of a step). */
static const double min_return = 0.25;
/* The cost of a step, at 24 frames a second: 1 for a standing foot that goes this part
 * of the ground's velocity faster or slower, or is this part of its range too high */
static const double velocity_spread = 1, height_spread = 0.2;
static const double min_height_spread = 0.006; /* diagonals */
/* ... so much for a swinging one, while the ground is looked for and then: what is low
 * is held; and for each change. */
static const double swing_cost = 2, hold_cost = 3, change_cost = 1.5;
/* Seconds that a foot stands at least. */
static const double min_stance = 0.07;
enum { ROUNDS = 4 };

ax_status ax_gait_alloc(size_t feet, size_t frames, ax_gait *out, ax_error *err) {
    *out = (ax_gait){.feet = feet, .frames = frames};
    AX_TRY(AX_NEW(double, feet *frames, "feet", &out->height, err));
    AX_TRY(AX_NEW(double, 2 * feet * frames, "feet", &out->step, err));
    AX_TRY(AX_NEW(double, 2 * frames, "feet", &out->velocity, err));
    AX_TRY(AX_NEW(uint8_t, feet * frames, "feet", &out->planted, err));
    AX_TRY(AX_NEW(double, 2 * frames, "feet", &out->window_velocity, err));
    return AX_NEW(uint8_t, 2 * frames, "feet", &out->from, err);
}

void ax_gait_free(ax_gait *gait) {
    ax_free(gait->height);
    ax_free(gait->step);
    ax_free(gait->velocity);
    ax_free(gait->planted);
    ax_free(gait->window_velocity);
    ax_free(gait->from);
    *gait = (ax_gait){.feet = 0};
}

/* Frames [first, last): steps between them are last - first - 1. */
typedef struct window {
    size_t first, last;
} window;

static double step_height(const ax_gait *g, size_t foot, size_t f) {
    const double *h = g->height + foot * g->frames + f;
    return 0.5 * (h[0] + h[1]);
}

static double dot2(const double a[2], const double b[2]) {
    return a[0] * b[0] + a[1] * b[1];
}

/* ---- one window ---- */

/* Lowest and highest of a foot but for the extremes: a tenth of the frames. */
static void height_range(const ax_gait *g, window w, size_t foot, double *low,
                         double *high) {
    /* By bisection: heights are many in long takes, and need not be sorted. */
    const double *h = g->height + foot * g->frames;
    double bottom = INFINITY, top = -INFINITY;
    for (size_t f = w.first; f < w.last; f++) {
        bottom = fmin(bottom, h[f]);
        top = fmax(top, h[f]);
    }
    const double count = (double)(w.last - w.first);
    for (int end = 0; end < 2; end++) {
        double a = bottom, b = top;
        for (int i = 0; i < 24; i++) {
            const double middle = 0.5 * (a + b);
            double below = 0;
            for (size_t f = w.first; f < w.last; f++) below += h[f] <= middle;
            if (below < (end ? 0.9 : 0.2) * count)
                a = middle;
            else
                b = middle;
        }
        *(end ? high : low) = b;
    }
}

/* The axis that most of the feet's steps go along. */
static void main_axis(const ax_gait *g, window w, double axis[2]) {
    double xx = 0, xy = 0, yy = 0;
    for (size_t k = 0; k < g->feet; k++)
        for (size_t f = w.first; f + 1 < w.last; f++) {
            const double *step = g->step + 2 * (k * g->frames + f);
            xx += step[0] * step[0];
            xy += step[0] * step[1];
            yy += step[1] * step[1];
        }
    const double angle = 0.5 * atan2(2 * xy, xx - yy);
    axis[0] = cos(angle);
    axis[1] = sin(angle);
}

/* How well heights and steps along a direction correlate over all feet, -1 to 1: feet
 * that are lower than usual go along it more than usual. */
static double low_and_along(const ax_gait *g, window w, const double direction[2]) {
    const double count = (double)(w.last - w.first - 1);
    double together = 0, apart = 0;
    for (size_t k = 0; k < g->feet; k++) {
        double mean = 0, height2 = 0, step2 = 0;
        for (size_t f = w.first; f + 1 < w.last; f++) mean += step_height(g, k, f);
        mean /= count;
        for (size_t f = w.first; f + 1 < w.last; f++) {
            const double along = dot2(g->step + 2 * (k * g->frames + f), direction);
            const double h = step_height(g, k, f) - mean;
            together -= h * along;
            height2 += h * h;
            step2 += along * along;
        }
        apart += sqrt(height2 * step2);
    }
    return apart > 0 ? together / apart : 0;
}

/* The first guess: the mean step, along the direction, of feet that go with it and are
 * in the lower half. Per frame. */
static double first_speed(const ax_gait *g, window w, const double direction[2]) {
    double sum = 0, weight = 0;
    for (size_t k = 0; k < g->feet; k++) {
        double low, high;
        height_range(g, w, k, &low, &high);
        for (size_t f = w.first; f + 1 < w.last; f++) {
            const double along = dot2(g->step + 2 * (k * g->frames + f), direction);
            if (!(along > 0) || step_height(g, k, f) > 0.6 * low + 0.4 * high) continue;
            sum += along * along;
            weight += along;
        }
    }
    return weight > 0 ? sum / weight : 0;
}

/* Which steps of a foot are planted on ground that moves by part x velocity[f] (per
 * second); returns what that costs less than if the foot always swung. */
static double plant_foot(ax_gait *g, window w, size_t foot, const double *velocity,
                         size_t stride, double part, double swing) {
    const double share = 24 / g->fps;
    double low, high, cost[2] = {0, 0};
    height_range(g, w, foot, &low, &high);
    const double spread =
        fmax(height_spread * (high - low), min_height_spread * g->diagonal);
    for (size_t f = w.first; f + 1 < w.last; f++) {
        const double *v = velocity + stride * f;
        const double *step = g->step + 2 * (foot * g->frames + f);
        double own[2] = {INFINITY, share * swing};
        if (dot2(v, v) > 0) {
            const double speed = sqrt(dot2(v, v)) / g->fps * velocity_spread;
            const double off[2] = {(step[0] - part * v[0] / g->fps) / speed,
                                   (step[1] - part * v[1] / g->fps) / speed};
            const double h = fmax(0, step_height(g, foot, f) - low) / spread;
            own[0] = share * (dot2(off, off) + h * h);
        }
        double next[2];
        for (int to = 0; to < 2; to++) {
            const int other = cost[1 - to] + change_cost < cost[to];
            g->from[2 * f + (size_t)to] = (uint8_t)(other ? 1 - to : to);
            next[to] = own[to] + (other ? cost[1 - to] + change_cost : cost[to]);
        }
        memcpy(cost, next, sizeof cost);
    }
    const double saved =
        share * swing * (double)(w.last - w.first - 1) - fmin(cost[0], cost[1]);
    int state = cost[0] < cost[1] ? 0 : 1;
    uint8_t *planted = g->planted + foot * g->frames;
    for (size_t f = w.last - 1; f-- > w.first;) {
        planted[f] = state == 0;
        state = g->from[2 * f + (size_t)state];
    }
    planted[w.last - 1] = 0;
    /* Too short to be a stance; at the ends of the take it may be cut. */
    for (size_t f = w.first; f < w.last;) {
        size_t end = f;
        while (end < w.last && planted[end]) end++;
        if ((double)(end - f) < min_stance * g->fps && f > w.first && end + 1 < w.last)
            memset(planted + f, 0, end - f);
        f = end + 1;
    }
    return saved;
}

/* Whether a planted step is neither the first nor the last of a stance, in which the
 * foot comes down or lifts off. */
static bool is_inside(const ax_gait *g, window w, size_t foot, size_t f) {
    const uint8_t *planted = g->planted + foot * g->frames;
    return planted[f] && (f == w.first || planted[f - 1]) &&
           (f + 2 == w.last || planted[f + 1]);
}

/* The mean of planted steps, per second; false without any. */
static bool mean_velocity(const ax_gait *g, window w, double velocity[2]) {
    double sum[2] = {0}, count = 0;
    for (size_t k = 0; k < g->feet; k++)
        for (size_t f = w.first; f + 1 < w.last; f++) {
            const size_t at = k * g->frames + f;
            if (!is_inside(g, w, k, f)) continue;
            for (size_t i = 0; i < 2; i++) sum[i] += g->step[2 * at + i];
            count++;
        }
    for (int i = 0; i < 2; i++) velocity[i] = count > 0 ? sum[i] / count * g->fps : 0;
    return count > 0;
}

/* Does the foot stand at times and swing back at others? */
static bool walks(const ax_gait *g, window w, size_t foot, const double velocity[2]) {
    double stood = 0, swung = 0;
    for (size_t f = w.first; f + 1 < w.last; f++) {
        const size_t at = foot * g->frames + f;
        const double along = dot2(g->step + 2 * at, velocity);
        if (g->planted[at]) stood += along;
        if (!g->planted[at]) swung -= along;
    }
    return stood > 0 && swung > min_return * stood && swung * min_return < stood;
}

typedef struct guess {
    double velocity[2]; /* per second */
    /* What feet that stand at times cost less than feet that always swing, 0 to 1: on
     * ground of this velocity, and on ground that stands. */
    double saved, saved_still;
    double correlation; /* -1 to 1 */
    size_t walking;     /* feet */
} guess;

static double plant_all(ax_gait *g, window w, const double v[2], double part) {
    const double steps = (double)((w.last - w.first - 1) * g->feet);
    double saved = 0;
    for (size_t k = 0; k < g->feet; k++)
        saved += plant_foot(g, w, k, v, 0, part, swing_cost);
    return saved / (24 / g->fps * swing_cost * steps);
}

static guess guess_velocity(ax_gait *g, window w, const double direction[2]) {
    guess r = {.correlation = low_and_along(g, w, direction)};
    const double speed = first_speed(g, w, direction) * g->fps;
    double *v = r.velocity;
    for (int i = 0; i < 2; i++) v[i] = speed * direction[i];
    for (int round = 0; round < ROUNDS && dot2(v, v) > 0; round++) {
        r.saved = plant_all(g, w, v, 1);
        if (!mean_velocity(g, w, v)) break;
    }
    for (size_t k = 0; k < g->feet; k++) r.walking += walks(g, w, k, v);
    if (!(dot2(v, direction) > 0)) r.saved = 0;
    if (r.saved > 0) r.saved_still = plant_all(g, w, v, 0);
    return r;
}

static bool is_gait(const ax_gait *g, const guess *r) {
    return r->saved > min_saved && r->saved > min_advantage * r->saved_still &&
           r->correlation > min_correlation && r->walking >= 2 &&
           2 * r->walking >= g->feet &&
           sqrt(dot2(r->velocity, r->velocity)) >= min_speed * g->diagonal;
}

/* The velocity of the ground in a window, 0 without a gait; returns how much planted
 * feet explain, 0 to 1. */
static double window_velocity(ax_gait *g, window w, double velocity[2]) {
    double axis[2];
    velocity[0] = velocity[1] = 0;
    main_axis(g, w, axis);
    const guess one = guess_velocity(g, w, axis);
    for (int i = 0; i < 2; i++) axis[i] = -axis[i];
    const guess other = guess_velocity(g, w, axis);
    const guess *better = one.saved > other.saved ? &one : &other;
    if (!is_gait(g, better) || fabs(one.saved - other.saved) < min_contrast) return 0;
    memcpy(velocity, better->velocity, sizeof better->velocity);
    return better->saved;
}

/* ---- all windows ---- */

/* A window without a gait between two with one was misjudged. */
static void fill_gaps(double *velocity, size_t windows) {
    for (size_t i = 1; i + 1 < windows; i++) {
        const double *before = velocity + 2 * i - 2, *after = velocity + 2 * i + 2;
        double *v = velocity + 2 * i;
        if (dot2(v, v) > 0 || !(dot2(before, after) > 0)) continue;
        for (int a = 0; a < 2; a++) v[a] = 0.5 * (before[a] + after[a]);
    }
}

size_t ax_gait_frames(const ax_gait *g, double seconds) {
    return (size_t)fmin(seconds * g->fps, (double)g->frames);
}

void ax_gait_find(ax_gait *g, bool steady) {
    const size_t length = ax_gait_frames(g, window_seconds) + 2;
    const size_t wanted = ax_gait_frames(g, hop_seconds), hop = wanted ? wanted : 1;
    const window all = {0, g->frames};
    memset(g->velocity, 0, 2 * g->frames * sizeof *g->velocity);
    memset(g->planted, 0, g->feet * g->frames);
    g->confidence = 0;
    if (g->feet < 2 || g->frames < 4) return;
    const bool one = steady || g->frames < length + hop;
    const size_t windows = one ? 1 : (g->frames - length) / hop + 1;
    size_t walking = 0;
    for (size_t i = 0; i < windows; i++) {
        const size_t first = i * hop;
        const window w = {first, i + 1 == windows ? g->frames : first + length};
        const double saved = window_velocity(g, w, g->window_velocity + 2 * i);
        g->confidence += saved;
        walking += saved > 0;
    }
    if (walking == 0) return;
    fill_gaps(g->window_velocity, windows);
    for (size_t f = 0; f < g->frames; f++) {
        /* Between the middles of two windows. */
        const double at = fmax(0, ((double)f - 0.5 * (double)length) / (double)hop);
        const size_t i = (size_t)fmin(at, (double)(windows - 1));
        const size_t next = i + 1 < windows ? i + 1 : i;
        for (size_t a = 0; a < 2; a++)
            g->velocity[2 * f + a] =
                g->window_velocity[2 * i + a] +
                (at - (double)i) * (i == next ? 0 : 1) *
                    (g->window_velocity[2 * next + a] - g->window_velocity[2 * i + a]);
    }
    for (size_t k = 0; k < g->feet; k++)
        plant_foot(g, all, k, g->velocity, 2, 1, hold_cost);
    /* A perfect gait saves about half. */
    g->confidence = fmin(1, 2 * g->confidence / (double)walking);
}
