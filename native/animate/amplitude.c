/* How far a take moves: as its prompt suggests. */
#include <math.h>
#include <string.h>

#include "animate/job.h"
#include "motion/rig/amplify.h"

/* Frames from one that is given, or from another prompt, over which the gain grows from
 * none to all. */
enum { RAMP = 4 };
/* Part of the speed that a prompt suggests to which slower takes are brought: clips
 * that one sentence is said of differ by about as much. Measured
 * (docs/nano-training.md). */
static const double ENOUGH = 0.75;

static bool is_fixed(const job *j, int frame, int segment) {
    return job_is_given(j, frame) || job_segment_of(j, frame) != segment;
}

/* 0 at a fixed frame, 1 where none is near. */
static double share_of(const job *j, int frame) {
    const int segment = job_segment_of(j, frame), frames = j->result->frames;
    for (int away = 0; away < RAMP; away++)
        for (int side = -1; side <= 1; side += 2) {
            int other = frame + side * away;
            if (j->request->loop) other = (other % frames + frames) % frames;
            if (other >= 0 && other < frames && is_fixed(j, other, segment))
                return (double)away / RAMP;
        }
    return 1;
}

/* The factor that a segment's motion lacks; 1: none. */
static ax_status lacking(const job *j, int first, int end, double *factor,
                         ax_error *err) {
    ax_critic *critic = j->engine->critic;
    const double most = j->engine->config.critic_amplify;
    ax_critic_verdict verdict;
    *factor = 1;
    if (!critic || most <= 1 || end - first < ax_critic_frames(critic)) return AX_OK;
    AX_TRY(job_ask_critic(j, first, end, &verdict, err));
    const double wanted = ENOUGH * verdict.expected_speed;
    if (verdict.speed > 0) *factor = fmin(most, fmax(1, wanted / verdict.speed));
    return AX_OK;
}

/* Moves where the views see a frame's joints as the joints moved, so that what the
 * views disagree about stays. */
static ax_status move_points(job *j, int frame, const double *before, double *scratch,
                             ax_error *err) {
    const size_t joints = (size_t)j->result->joints;
    const double *after = j->result->positions + 3 * joints * (size_t)frame;
    double *from = scratch, *to = scratch + 2 * joints;
    for (int v = 0; v < j->cameras.count; v++) {
        const ax_cameras one = {j->cameras.view + v, 1};
        double *points =
            j->points +
            2 * joints * ((size_t)v * (size_t)j->result->frames + (size_t)frame);
        AX_TRY(
            ax_project(&one, before + 3 * joints * (size_t)frame, joints, from, err));
        AX_TRY(ax_project(&one, after, joints, to, err));
        for (size_t i = 0; i < 2 * joints; i++)
            if (isfinite(to[i]) && isfinite(from[i])) points[i] += to[i] - from[i];
    }
    return AX_OK;
}

static ax_status amplify_segment(job *j, int first, int end, const double *gain,
                                 double *before, double *scratch, ax_error *err) {
    const ax_result *r = j->result;
    const bool cyclic = j->request->loop && end - first == r->frames;
    AX_TRY(ax_amplify_motion(
        end - first, r->joints, r->selection.parent, gain + first, cyclic,
        r->positions + 3 * (size_t)first * (size_t)r->joints, err));
    for (int f = first; f < end; f++) AX_TRY(move_points(j, f, before, scratch, err));
    return AX_OK;
}

static ax_status amplify(job *j, double *gain, double *before, double *scratch,
                         ax_error *err) {
    ax_result *r = j->result;
    memcpy(before, r->positions,
           3 * (size_t)r->frames * (size_t)r->joints * sizeof *before);
    for (int first = 0, end; first < r->frames; first = end) {
        double factor = j->request->amplitude;
        end = job_segment_end(j, first);
        if (isnan(factor)) AX_TRY(lacking(j, first, end, &factor, err));
        if (factor == 1) continue;
        if (fabs(factor - 1) > fabs(r->amplified - 1)) r->amplified = (float)factor;
        for (int f = first; f < end; f++) gain[f] = 1 + (factor - 1) * share_of(j, f);
        AX_TRY(amplify_segment(j, first, end, gain, before, scratch, err));
    }
    return AX_OK;
}

ax_status job_amplify(job *j, ax_error *err) {
    ax_result *r = j->result;
    double *gain = NULL, *before = NULL, *scratch = NULL;
    r->amplified = 1;
    if (!job_uses_fields(j) ||
        (isnan(j->request->amplitude)
             ? !j->engine->critic || j->engine->config.critic_amplify <= 1
             : j->request->amplitude == 1))
        return AX_OK;
    ax_status status = ALLOCATE(double, &gain, "gains", err, r->frames);
    if (status == AX_OK)
        status = ALLOCATE(double, &before, "joints", err, r->frames, r->joints, 3);
    if (status == AX_OK)
        status = ALLOCATE(double, &scratch, "points", err, r->joints, 4);
    if (status == AX_OK) status = amplify(j, gain, before, scratch, err);
    ax_free(gain);
    ax_free(before);
    ax_free(scratch);
    return status;
}
