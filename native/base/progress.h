/* Progress and cancellation of long work. One of these travels down through every
 * stage; each stage calls ax_progress_step() at least once a step and returns at once
 * when it does not get AX_OK back. */
#ifndef AX_BASE_PROGRESS_H
#define AX_BASE_PROGRESS_H

#include "base/status.h"

/* Names the stage and its number of steps and reports step 0. `p` may be NULL. */
ax_status ax_progress_begin(ax_progress *p, const char *stage, int total,
                            ax_error *err);
/* Reports that `step` of the stage's steps are done; AX_ERR_CANCELLED if so asked. */
ax_status ax_progress_step(ax_progress *p, int step, ax_error *err);
/* Only looks at the cancel flag: for use inside a step (between layers). */
ax_status ax_progress_check(const ax_progress *p, ax_error *err);

#endif
