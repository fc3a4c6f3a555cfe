#include "base/progress.h"

#include "base/clock.h"

void ax_cancel_set(ax_cancel *cancel) {
    __atomic_store_n(&cancel->requested, 1, __ATOMIC_RELEASE);
}

int ax_cancel_is_set(const ax_cancel *cancel) {
    return __atomic_load_n(&cancel->requested, __ATOMIC_ACQUIRE);
}

/* Between two steps, so many seconds pass from report to report. */
static const double PART_SECONDS = 1.0;

static void report(ax_progress *p, int step, double seconds_left) {
    p->step = step;
    p->reported = ax_clock_seconds();
    if (p->report) p->report(p->user, p->stage, step, p->total, seconds_left);
}

ax_status ax_progress_check(const ax_progress *p, ax_error *err) {
    if (p && p->cancel && ax_cancel_is_set(p->cancel)) {
        return ax_fail(err, AX_ERR_CANCELLED, "cancelled during %s",
                       p->stage ? p->stage : "start");
    }
    return AX_OK;
}

ax_status ax_progress_begin(ax_progress *p, const char *stage, int total,
                            ax_error *err) {
    if (!p) return AX_OK;
    p->stage = stage;
    p->total = total;
    p->started = ax_clock_seconds();
    p->part_from = 0;
    p->part_share = 1;
    report(p, 0, -1.0);
    return ax_progress_check(p, err);
}

/* `done`: steps, the fraction of the one that runs included. */
static double seconds_left(const ax_progress *p, double done) {
    if (done <= 0 || done > p->total) return -1.0;
    return (ax_clock_seconds() - p->started) * (p->total - done) / done;
}

ax_status ax_progress_step(ax_progress *p, int step, ax_error *err) {
    if (!p) return AX_OK;
    p->part_from = 0;
    p->part_share = 1;
    report(p, step, seconds_left(p, step));
    return ax_progress_check(p, err);
}

void ax_progress_share(ax_progress *p, int index, int count) {
    if (!p) return;
    p->part_from = (double)index / count;
    p->part_share = 1.0 / count;
}

ax_status ax_progress_part(ax_progress *p, int done, int count, ax_error *err) {
    if (!p) return AX_OK;
    if (ax_clock_seconds() - p->reported >= PART_SECONDS) {
        const double part = p->part_from + p->part_share * done / count;
        report(p, p->step, seconds_left(p, p->step + part));
    }
    return ax_progress_check(p, err);
}
