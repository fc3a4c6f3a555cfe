#include "animate/windows.h"

#include <math.h>

#include "base/memory.h"

/* Costs beside that of a window, 1. */
static const double given_window = 0.01; /* nothing is generated */
static const double unevenness = 1e-4;   /* times the new frames, squared */
static const double excess_context = 0.02;
static const double short_approach = 2; /* a border just before a given frame */

static int least(int a, int b) {
    return a < b ? a : b;
}

/* The window that keeps [from, until). */
static ax_window window_of(const ax_layout *l, int from, int until) {
    const int total = l->frames + (l->loop && from > 0 ? AX_LOOP_FRAMES : 0);
    const int length = least(l->window, total);
    const int start = from > l->context ? from - l->context : 0;
    return (ax_window){least(start, total - length), length, from, until};
}

static bool is_given(const ax_layout *l, int frame) {
    return l->given && l->given[frame];
}

static bool all_given(const ax_layout *l, int from, int until) {
    for (int f = from; f < until; f++)
        if (!is_given(l, f)) return false;
    return true;
}

/* May a window keep [from, until)? */
static bool is_possible(const ax_layout *l, int from, int until) {
    const int room = l->window - least(from, l->context);
    for (int i = 0; i < l->change_count; i++)
        if (from < l->changes[i] && l->changes[i] < until) return false;
    if (!l->loop) return until - from <= room;
    if (until < l->frames) return until - from <= room;
    return from >= AX_LOOP_FRAMES && until - from <= room - AX_LOOP_FRAMES;
}

/* next: for each frame the first given one from it on, F if there is none. */
static double cost_of(const ax_layout *l, const int *next, int from, int until) {
    const ax_window w = window_of(l, from, until);
    const int step = until - from, excess = from - w.start - l->context;
    const double enough = 0.5 * (l->window - l->context);
    double cost = unevenness * step * step;
    cost += all_given(l, from, until) ? given_window : 1;
    if (excess > 0) cost += excess_context * excess;
    if (until == l->frames || is_given(l, until - 1)) return cost;
    /* The next window has to reach a known pose that this one does not see. */
    const int goal = next[until];
    if (goal == l->frames && !l->loop) return cost;
    if (goal >= w.start + w.length) {
        const double share = (goal - until) / enough;
        if (share < 1) cost += short_approach * (1 - share);
    }
    return cost;
}

/* best: [F + 1] cost of the layouts that end at a frame; before: where their last
 * window's new frames begin. */
static void find_layout(const ax_layout *l, const int *next, double *best,
                        int *before) {
    best[0] = 0;
    for (int until = 1; until <= l->frames; until++) {
        best[until] = INFINITY;
        before[until] = until - 1;
        const int most = least(until, l->window);
        for (int from = until - most; from < until; from++) {
            if (!(best[from] < INFINITY) || !is_possible(l, from, until)) continue;
            const double cost = best[from] + cost_of(l, next, from, until);
            if (cost < best[until]) {
                best[until] = cost;
                before[until] = from;
            }
        }
    }
}

/* Fills `windows`, which are `count`, or counts them if it is NULL. */
static int list_windows(const ax_layout *l, const int *before, int count,
                        ax_window *windows) {
    for (int until = l->frames; until > 0; until = before[until]) {
        if (all_given(l, before[until], until)) continue;
        if (windows)
            windows[--count] = window_of(l, before[until], until);
        else
            count++;
    }
    return count;
}

ax_status ax_windows_plan(const ax_layout *l, ax_window **windows, int *count,
                          ax_error *err) {
    const size_t frames = (size_t)l->frames;
    double *best = NULL;
    int *before = NULL, *next = NULL;
    ax_window *made = NULL;
    ax_status status = AX_NEW(double, frames + 1, "windows", &best, err);
    if (status == AX_OK) status = AX_NEW(int, frames + 1, "windows", &before, err);
    if (status == AX_OK) status = AX_NEW(int, frames + 1, "windows", &next, err);
    if (status != AX_OK) goto done;
    next[frames] = l->frames;
    for (int f = l->frames - 1; f >= 0; f--) next[f] = is_given(l, f) ? f : next[f + 1];
    find_layout(l, next, best, before);
    if (!(best[frames] < INFINITY)) {
        status = ax_fail(err, AX_ERR_INTERNAL,
                         "%d frames do not divide into windows of %d with a context of "
                         "%d: please report this.",
                         l->frames, l->window, l->context);
        goto done;
    }
    const int found = list_windows(l, before, 0, NULL);
    status = AX_NEW(ax_window, (size_t)found, "windows", &made, err);
    if (status != AX_OK) goto done;
    (void)list_windows(l, before, found, made);
    *count = found;
    *windows = made;
done:
    ax_free(best);
    ax_free(before);
    ax_free(next);
    return status;
}
