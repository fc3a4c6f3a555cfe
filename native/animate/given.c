/* Frames whose poses the caller gives: their joints before the generation, and their
 * keys after the solution. */
#include <math.h>
#include <string.h>

#include "animate/job.h"
#include "motion/math/geometry.h"
#include "motion/rig/keyframes.h"
#include "motion/rig/skeleton.h"

/* Time within which a given frame's correction of the solution fades out. Long against
 * a frame, so that nothing jumps; short, so that the motion stays what it was. */
static const double fade_seconds = 0.5;
enum { MIN_FADE_FRAMES = 2 };

/* Diagonals, as in motion/fit/bundle_problem.c: a nearer joint does not show the
 * bone's rotation. */
static const double min_joint_distance = 2e-3;

/* ---- poses ---- */

/* joints [J, 3] of one frame's keys; pose: scratch [N, 16]. */
static ax_status pose_joints(const job *j, const double *rotation,
                             const double *location, double *pose, double *joints,
                             ax_error *err) {
    const ax_skeleton *s = j->request->skeleton;
    const ax_joints *selection = &j->result->selection;
    const ax_keyframes keys = {1, s->bones, (double *)(uintptr_t)rotation,
                               (double *)(uintptr_t)location}; /* only read */
    AX_TRY(ax_forward(s, &keys, pose, err));
    for (int k = 0; k < selection->count; k++) {
        const size_t bone = (size_t)selection->bone[k];
        double inverse[16], local[3];
        ax_matrix4_invert(s->rest + 16 * bone, inverse);
        ax_matrix4_transform(inverse, selection->position + 3 * k, local);
        ax_matrix4_transform(pose + 16 * bone, local, joints + 3 * k);
    }
    return AX_OK;
}

/* The middle of what each view sees of the joints lies in its picture. */
static ax_status check_seen(const job *j, int frame, const double *joints,
                            ax_error *err) {
    const int count = j->result->joints;
    for (int v = 0; v < j->cameras.count; v++) {
        const ax_camera *camera = &j->cameras.view[v];
        double middle[2] = {0, 0};
        for (int k = 0; k < count; k++) {
            double at[2];
            (void)ax_camera_project(camera, joints + 3 * k, at);
            for (int i = 0; i < 2; i++) middle[i] += at[i] / count;
        }
        if (middle[0] >= 0 && middle[0] <= camera->width && middle[1] >= 0 &&
            middle[1] <= camera->height)
            continue;
        return ax_fail(err, AX_ERR_USAGE,
                       "In given frame %d the rig stands outside the views, which show "
                       "its rest pose: give poses near the place of the rest pose.",
                       frame);
    }
    return AX_OK;
}

ax_status job_pose_given(job *j, ax_error *err) {
    const ax_request *r = j->request;
    const size_t bones = (size_t)r->skeleton->bones, joints = (size_t)j->result->joints;
    double *pose = NULL;
    if (!j->given_count) return AX_OK;
    AX_TRY(ALLOCATE(double, &j->given_joints, "given joints", err, j->frames,
                    (int64_t)joints, 3));
    AX_TRY(AX_NEW(double, 16 * bones, "a pose", &pose, err));
    ax_status status = AX_OK;
    for (int f = 0; f < j->frames && status == AX_OK; f++) {
        double *at = j->given_joints + 3 * (size_t)f * joints;
        if (!j->given[f]) continue;
        status = pose_joints(j, r->given_rotation + 4 * (size_t)f * bones,
                             r->given_location + 3 * (size_t)f * bones, pose, at, err);
        if (status == AX_OK) status = check_seen(j, f, at, err);
    }
    ax_free(pose);
    return status;
}

/* ---- corrections ---- */

/* By how much the keys of given frames differ from the solution, and which bones the
 * solution does not know about. F frames, N bones. */
typedef struct corrections {
    double *rotation;            /* [F, N, 4]: solved^-1 given */
    double *location;            /* [F, N, 3]: given - solved */
    uint8_t *turns, *translates; /* [N] does the solution rotate, translate the bone? */
    double *pose;                /* [N, 16] scratch */
} corrections;

/* A bone turns if a joint below it shows that, and translates if it ever does. */
static void find_solved_bones(const job *j, const corrections *c) {
    const ax_skeleton *s = j->request->skeleton;
    const ax_joints *joints = &j->result->selection;
    const double least =
        min_joint_distance * ax_box_diagonal(joints->position, joints->count);
    for (int k = 0; k < joints->count; k++)
        for (int n = joints->bone[k]; n >= 0; n = s->parents[n]) {
            double head[3];
            ax_bone_head(s, n, head);
            if (!(s->flags[n] & AX_BONE_ROTATION_LOCKED) &&
                ax_distance3(head, joints->position + 3 * k) > least)
                c->turns[n] = 1;
        }
    const size_t bones = (size_t)s->bones;
    for (size_t at = 0; at < (size_t)j->frames * bones; at++) {
        const double *l = j->result->location + 3 * at;
        if (l[0] != 0 || l[1] != 0 || l[2] != 0) c->translates[at % bones] = 1;
    }
}

static void measure(const job *j, const corrections *c) {
    const ax_request *r = j->request;
    const ax_result *result = j->result;
    const size_t bones = (size_t)result->bones;
    for (size_t at = 0; at < (size_t)j->frames * bones; at++) {
        if (!j->given[at / bones]) continue;
        const double *q = result->rotation + 4 * at;
        const double inverse[4] = {q[0], -q[1], -q[2], -q[3]};
        double given[4], *out = c->rotation + 4 * at;
        memcpy(given, r->given_rotation + 4 * at, sizeof given);
        ax_quaternion_normalise(given);
        ax_quaternion_multiply(inverse, given, out);
        for (int i = 0; out[0] < 0 && i < 4; i++) given[i] = -given[i];
        ax_quaternion_multiply(inverse, given, out);
        for (size_t i = 0; i < 3; i++)
            c->location[3 * at + i] =
                r->given_location[3 * at + i] - result->location[3 * at + i];
    }
}

/* The nearest given frame before (step -1) or after (1) a frame; distance: how far, or
 * 0 if there is none. A loop's frames go on at its ends. */
static int find_given(const job *j, int frame, int step, int *distance) {
    const int frames = j->frames;
    *distance = 0;
    for (int n = 1; n < frames; n++) {
        int f = frame + step * n;
        if (j->request->loop)
            f = (f + frames) % frames;
        else if (f < 0 || f >= frames)
            return 0;
        if (!j->given[f]) continue;
        *distance = n;
        return f;
    }
    return 0;
}

/* Weights of the corrections of the given frames at distances `before` and `after` (0:
 * there is none). Of what the solution determines they fade out; what it does not
 * determine goes from the one to the other, or stays. */
static void weigh(const job *j, int before, int after, bool solved, double weight[2]) {
    const int distance[2] = {before, after}, gap = before + after;
    const bool between = before && after;
    int fade = (int)lround(fade_seconds * j->result->fps);
    if (fade < MIN_FADE_FRAMES) fade = MIN_FADE_FRAMES;
    if (between && gap < fade) fade = gap;
    for (int i = 0; i < 2; i++) {
        if (!distance[i])
            weight[i] = 0;
        else if (!solved)
            weight[i] = between ? 1 - (double)distance[i] / gap : 1;
        else
            weight[i] = distance[i] < fade
                            ? 0.5 + 0.5 * cos(3.14159265358979 * distance[i] / fade)
                            : 0;
    }
}

/* q = q correction^weight, for a correction with w >= 0. */
static void turn(double q[4], const double correction[4], double weight) {
    const double sine = sqrt(ax_dot3(correction + 1, correction + 1));
    if (!(sine > 1e-12) || weight == 0) return;
    const double half = weight * atan2(sine, correction[0]);
    double part[4] = {cos(half)};
    for (int i = 1; i < 4; i++) part[i] = correction[i] / sine * sin(half);
    ax_quaternion_multiply(q, part, q);
    ax_quaternion_normalise(q);
}

static void correct_frame(const job *j, const corrections *c, int frame) {
    const ax_skeleton *s = j->request->skeleton;
    const size_t bones = (size_t)s->bones;
    int before = 0, after = 0;
    const size_t sources[2] = {(size_t)find_given(j, frame, -1, &before) * bones,
                               (size_t)find_given(j, frame, 1, &after) * bones};
    for (size_t n = 0; n < bones; n++) {
        double *q = j->result->rotation + 4 * ((size_t)frame * bones + n);
        double *l = j->result->location + 3 * ((size_t)frame * bones + n);
        double turning[2], moving[2];
        bool moved = false;
        weigh(j, before, after, c->turns[n], turning);
        weigh(j, before, after, c->translates[n], moving);
        for (size_t i = 0; i < 2; i++) {
            const double *by = c->location + 3 * (sources[i] + n);
            turn(q, c->rotation + 4 * (sources[i] + n), turning[i]);
            for (size_t a = 0; a < 3; a++) {
                moved = moved || moving[i] * by[a] != 0;
                l[a] += moving[i] * by[a];
            }
        }
        if (moved) ax_clamp_location(s, (int)n, l);
    }
}

/* The caller's own numbers; what is within rounding of a unit quaternion stays. */
static void copy_given(const job *j, int frame) {
    const ax_request *r = j->request;
    const size_t bones = (size_t)j->result->bones, at = (size_t)frame * bones;
    memcpy(j->result->location + 3 * at, r->given_location + 3 * at,
           3 * bones * sizeof(double));
    memcpy(j->result->rotation + 4 * at, r->given_rotation + 4 * at,
           4 * bones * sizeof(double));
    for (size_t n = at; n < at + bones; n++) {
        double *q = j->result->rotation + 4 * n;
        if (fabs(ax_dot3(q, q) + q[3] * q[3] - 1) > 1e-6) ax_quaternion_normalise(q);
    }
}

static ax_status apply(const job *j, const corrections *c, ax_error *err) {
    const ax_result *r = j->result;
    const size_t bones = (size_t)r->bones, joints = (size_t)r->joints;
    const ax_keyframes keys = {r->frames, r->bones, r->rotation, r->location};
    find_solved_bones(j, c);
    measure(j, c);
    for (int f = 0; f < r->frames; f++)
        if (!j->given[f]) correct_frame(j, c, f);
    for (int f = 0; f < r->frames; f++)
        if (j->given[f]) copy_given(j, f);
    ax_keyframes_align_signs(&keys);
    for (size_t f = 0; f < (size_t)r->frames; f++) {
        AX_TRY(pose_joints(j, r->rotation + 4 * f * bones, r->location + 3 * f * bones,
                           c->pose, r->positions + 3 * f * joints, err));
        for (size_t k = f * joints; j->given[f] && k < (f + 1) * joints; k++) {
            r->confidence[k] = 1;
            r->residual_px[k] = 0;
        }
    }
    return AX_OK;
}

ax_status job_keep_given(job *j, ax_error *err) {
    const int64_t F = j->result->frames, N = j->result->bones;
    corrections c = {0};
    if (!j->given_count) return AX_OK;
    ax_status status = ALLOCATE(double, &c.rotation, "corrections", err, F, N, 4);
    if (status == AX_OK)
        status = ALLOCATE(double, &c.location, "corrections", err, F, N, 3);
    if (status == AX_OK) status = ALLOCATE(uint8_t, &c.turns, "corrections", err, N);
    if (status == AX_OK)
        status = ALLOCATE(uint8_t, &c.translates, "corrections", err, N);
    if (status == AX_OK) status = ALLOCATE(double, &c.pose, "a pose", err, N, 16);
    if (status == AX_OK) status = apply(j, &c, err);
    void *arrays[] = {c.rotation, c.location, c.turns, c.translates, c.pose};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) ax_free(arrays[i]);
    return status;
}
