/* What the caller is shown while a take is made: the joints of each step, as the views
 * were made to agree on them. */
#include <string.h>

#include "animate/job.h"

static bool wanted(const job *j) {
    return j->request->poses && job_uses_fields(j);
}

static size_t pose_values(const job *j) {
    return 3 * (size_t)j->result->joints;
}

static double *shown(const job *j, int frame) {
    return j->shown + (size_t)frame * pose_values(j);
}

ax_status job_begin_poses(job *j, ax_error *err) {
    if (!wanted(j)) return AX_OK;
    AX_TRY(ALLOCATE(double, &j->shown, "poses", err, j->frames, j->result->joints, 3));
    for (int f = 0; f < j->frames; f++)
        if (job_is_given(j, f))
            memcpy(shown(j, f), j->given_joints + (size_t)f * pose_values(j),
                   pose_values(j) * sizeof(double));
    return AX_OK;
}

/* What the model makes of frames that it is given is put aside, so it is not shown. */
static void set_known(const job *j) {
    for (int n = 0; n < j->window->length; n++) {
        const int f = (j->window->start + n) % j->frames;
        if (j->known[f])
            memcpy(j->result->positions + (size_t)n * pose_values(j), shown(j, f),
                   pose_values(j) * sizeof(double));
    }
}

ax_status job_tell_poses(job *j, ax_error *err) {
    if (!j->shown) return AX_OK;
    set_known(j);
    const ax_poses poses = {.size = sizeof poses,
                            .step = ++j->step,
                            .steps = j->window_count * job_steps(j),
                            .first_frame = j->window->start,
                            .frames = j->window->length,
                            .joints = j->result->joints,
                            .take_frames = j->frames,
                            .positions = j->result->positions,
                            .selection = &j->result->selection};
    j->request->poses(j->request->poses_user, &poses);
    return ax_progress_check(j->request->progress, err);
}

void job_keep_poses(job *j) {
    if (!j->shown) return;
    for (int f = j->window->from; f < j->window->until; f++)
        if (!j->known[f])
            memcpy(shown(j, f),
                   j->result->positions +
                       (size_t)(f - j->window->start) * pose_values(j),
                   pose_values(j) * sizeof(double));
}
