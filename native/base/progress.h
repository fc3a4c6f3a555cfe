/* Reporting progress and checking for cancellation (ax_progress: animax/types.h). Every
 * stage of the pipeline is given the caller's ax_progress, calls ax_progress_step() at
 * least once a step and returns at once if that does not return AX_OK. */
#ifndef AX_BASE_PROGRESS_H
#define AX_BASE_PROGRESS_H

#include "base/status.h"

/* Names the stage and its number of steps and reports step 0. `p` may be NULL. */
ax_status ax_progress_begin(ax_progress *p, const char *stage, int total,
                            ax_error *err);
/* Reports that `step` of the stage's steps are done; AX_ERR_CANCELLED if the flag is
 * set. */
ax_status ax_progress_step(ax_progress *p, int step, ax_error *err);
/* Within a step: `done` of `count` parts, such as layers, are done. Reports that about
 * once a second. AX_ERR_CANCELLED as above. */
ax_status ax_progress_part(ax_progress *p, int done, int count, ax_error *err);
/* What reports parts from now on is number `index` of `count` in the step, such as
 * passes of guidance. Until the next step. */
void ax_progress_share(ax_progress *p, int index, int count);
/* Only checks the cancel flag: for use inside a step (between layers). */
ax_status ax_progress_check(const ax_progress *p, ax_error *err);

#endif
