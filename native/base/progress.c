#include "base/progress.h"

#include "base/clock.h"

void ax_cancel_set(ax_cancel *cancel) {
    __atomic_store_n(&cancel->requested, 1, __ATOMIC_RELEASE);
}

int ax_cancel_is_set(const ax_cancel *cancel) {
    return __atomic_load_n(&cancel->requested, __ATOMIC_ACQUIRE);
}

static void report(const ax_progress *p, int step, double seconds_left) {
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
    report(p, 0, -1.0);
    return ax_progress_check(p, err);
}

ax_status ax_progress_step(ax_progress *p, int step, ax_error *err) {
    if (!p) return AX_OK;
    double left = -1.0;
    if (step > 0 && step <= p->total) {
        left = (ax_clock_seconds() - p->started) * (p->total - step) / step;
    }
    report(p, step, left);
    return ax_progress_check(p, err);
}
