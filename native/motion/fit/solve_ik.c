#include "motion/fit/solve_ik.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "motion/fit/ik_solver.h"
#include "motion/math/geometry.h"
#include "motion/rig/bend.h"

/* Passes over all frames; after each, more bones may be found to translate. */
enum { MAX_PASSES = 3 };

/* Bones beyond the last joint take over a part of their parent's rotation. */
static void follow(ax_ik *k, int frame, int bone, double q[4]) {
    const int p = k->skeleton->parents[bone];
    if (p < 0) {
        ax_ik_droop_foot(k, frame, bone, q);
        return;
    }
    const size_t row = (size_t)frame * (size_t)k->skeleton->bones;
    ax_bend_follow(k->skeleton, bone, k->out->rotation + 4 * (row + (size_t)p), q);
}

/* ---- which bones translate ---- */

static bool starts_at_tail(const ax_skeleton *s, int bone, int parent,
                           double max_distance) {
    double head[3], tail[3];
    ax_bone_head(s, bone, head);
    ax_bone_tail(s, parent, tail);
    return ax_distance3(head, tail) < max_distance;
}

/* Roots, and children of roots away from their tails. Measured on 50 skeletons, roots
 * translate in 3 of 5, children of roots (hips and feet) in 2 of 3, all other bones in
 * 1 of 18: those are found from the motion (mark_observed_translations). */
static void mark_translating(ax_ik *k) {
    const ax_skeleton *s = k->skeleton;
    for (int n = 0; n < s->bones; n++) {
        int p = s->parents[n];
        if (k->joints->bone_joint[n] < 0 || s->flags[n] & AX_BONE_LOCATION_LOCKED)
            continue;
        /* A child that shares its parent's joint would translate twice. */
        if (p >= 0 && k->joints->bone_joint[p] == k->joints->bone_joint[n]) continue;
        k->translates[n] =
            p < 0 || (s->parents[p] < 0 &&
                      !starts_at_tail(s, n, p, connected_distance * k->diagonal));
    }
}

/* Bones whose joints the pass before missed by more than the threshold; true if any. */
static bool mark_observed_translations(ax_ik *k) {
    bool any = false;
    for (int n = 0; n < k->skeleton->bones; n++) {
        int p = k->skeleton->parents[n], joint = k->joints->bone_joint[n];
        if (k->translates[n] || joint < 0 || p < 0 ||
            k->joints->bone_joint[p] == joint || k->joints->bone[joint] != n ||
            k->joints->tail[joint] || k->skeleton->flags[n] & AX_BONE_LOCATION_LOCKED)
            continue;
        double frames = k->motion->frames;
        if (k->error_sum[n] / frames > translation_threshold * k->diagonal &&
            k->confidence_sum[n] / frames > translation_confidence) {
            k->translates[n] = 1;
            any = true;
        }
    }
    return any;
}

/* ---- one bone in one frame ---- */

/* Weight of an effector; never 0, so that a bone follows even uncertain joints. */
static double weight_of(const ax_ik *k, int frame, int joint) {
    double c =
        (double)k->motion
            ->confidence[(size_t)frame * (size_t)k->joints->count + (size_t)joint];
    return 0.05 + fmin(fmax(c, 0), 1);
}

/* The effectors of a bone in one frame, in its rest frame, relative to its head. */
typedef struct alignment {
    double b[9];    /* sum of weight x found position x rest position^T */
    double total;   /* sum of weight x |rest position|^2 */
    int fitted;     /* effectors ... */
    int directions; /* ... without a marker */
    /* Of the last effector that is no marker, or of a marker alone: */
    const ax_ik_effector *effector;
    double cosine;         /* between its rest and its found direction */
    double from[3], to[3]; /* rest and found position */
} alignment;

static void collect_effectors(const ax_ik *k, int frame, int bone,
                              const double to_local[16], const double head[3],
                              alignment *a) {
    *a = (alignment){.cosine = 1};
    for (int i = k->first[bone]; i < k->first[bone + 1]; i++) {
        const ax_ik_effector *e = &k->effectors[i];
        double to[3];
        /* A chain's first bone has the rotation of its bend: the bundle adjusts it. */
        if (e->marker && k->chain_next[bone] >= 0) continue;
        a->fitted++;
        a->directions += !e->marker;
        ax_matrix4_transform(to_local, ax_ik_target(k, frame, e->joint), to);
        for (int r = 0; r < 3; r++) to[r] -= head[r];
        double lengths = sqrt(ax_dot3(e->local, e->local) * ax_dot3(to, to));
        if (!(lengths > 0) || !isfinite(lengths)) continue;
        double w = weight_of(k, frame, e->joint);
        a->total += w * ax_dot3(e->local, e->local);
        for (int r = 0; r < 3; r++)
            for (int c = 0; c < 3; c++) a->b[3 * r + c] += w * to[r] * e->local[c];
        if (e->marker && a->effector) continue;
        a->effector = e;
        a->cosine = ax_dot3(e->local, to) / lengths;
        for (int r = 0; r < 3; r++) {
            a->from[r] = e->local[r];
            a->to[r] = to[r];
        }
    }
}

/* The rest rotation; near half a turn from it, where it does not determine the twist,
 * the frame before has increasing weight. */
static void rotation_prior(const ax_ik *k, int frame, int bone, double cosine,
                           double prior[9]) {
    double before[9] = {0}, blend = pow(0.5 * (1 - cosine), 4);
    if (frame > 0)
        ax_quaternion_to_matrix3(
            k->out->rotation +
                4 * (((size_t)frame - 1) * (size_t)k->skeleton->bones + (size_t)bone),
            before);
    for (int i = 0; i < 9; i++) prior[i] = (i % 4 == 0) + 2 * blend * before[i];
}

/* The rotation of the bone in its own rest frame. to_local: from world to that frame;
 * head: where the bone's head is in it. */
static void fit_rotation(ax_ik *k, int frame, int bone, const double to_local[16],
                         const double head[3], double q[4]) {
    double prior[9];
    alignment a;
    q[0] = 1;
    q[1] = q[2] = q[3] = 0;
    collect_effectors(k, frame, bone, to_local, head, &a);
    if (!(a.total > 0)) return;
    rotation_prior(k, frame, bone, a.cosine, prior);
    /* The prior is moved to what was found, so that it decides only what the effectors
     * leave open, and does not bias what they determine. */
    for (int round = 0; round < (a.fitted == 1 ? 1 : 3); round++) {
        double b[9];
        for (int i = 0; i < 9; i++) b[i] = a.b[i] + rest_prior * a.total * prior[i];
        ax_rotation_fit(b, q);
        ax_quaternion_to_matrix3(q, prior);
    }
    if (a.directions > 1) return;
    /* A single direction, which the prior has biased a little, is made exact. */
    double r[9], swing[9], from[3];
    ax_quaternion_to_matrix3(q, r);
    for (int i = 0; i < 3; i++) from[i] = ax_dot3(r + 3 * i, a.from);
    ax_rotation_swing(from, a.to, swing);
    ax_matrix3_multiply(swing, r, r);
    ax_quaternion_from_matrix3(r, q);
    if (k->chain_next[bone] >= 0) ax_ik_bend_chain(k, bone, a.effector, a.to, q);
}

static void rotate_bone(ax_ik *k, int frame, int bone, const double to_local[16],
                        const double head[3], double q[4]) {
    if (k->in_chain[bone]) {
        ax_ik_bend_bone(k, bone, q);
        return;
    }
    if (!k->observable[bone]) {
        follow(k, frame, bone, q);
        return;
    }
    /* If this frame cannot bend the chain, the bend of the frame before must not
     * stay. */
    for (int n = k->chain_next[bone]; n >= 0; n = k->chain_next[n])
        k->bend_angle[n] = 0;
    fit_rotation(k, frame, bone, to_local, head, q);
}

/* Sets the bone's channels and its pose. A translating bone needs two rounds: where its
 * head is depends on its rotation, by the offset of its joint. */
static void place_bone(ax_ik *k, int frame, int bone) {
    size_t n = (size_t)bone, at = (size_t)frame * (size_t)k->skeleton->bones + n;
    double *q = k->out->rotation + 4 * at, *location = k->out->location + 3 * at;
    double local[16], to_local[16], basis[16], head[3] = {0}, offset[3] = {0};
    int parent = k->skeleton->parents[bone], joint = k->joints->bone_joint[bone];
    if (parent < 0)
        memcpy(local, k->rest_relative + 16 * n, sizeof local);
    else
        ax_matrix4_multiply(k->pose + 16 * (size_t)parent, k->rest_relative + 16 * n,
                            local);
    ax_matrix4_invert(local, to_local);
    q[0] = 1;
    q[1] = q[2] = q[3] = 0;
    /* A merged joint is a little away from the head. */
    if (k->translates[bone])
        ax_matrix4_transform(k->rest_inverse + 16 * n, k->joints->position + 3 * joint,
                             offset);
    for (int round = 0; round < 2; round++) {
        if (k->translates[bone]) {
            double r[9], to[3];
            ax_quaternion_to_matrix3(q, r);
            ax_matrix4_transform(to_local, ax_ik_target(k, frame, joint), to);
            for (int a = 0; a < 3; a++) head[a] = to[a] - ax_dot3(r + 3 * a, offset);
            ax_clamp_location(k->skeleton, bone, head);
        }
        if (round == 0 && ax_ik_rotates(k, bone))
            rotate_bone(k, frame, bone, to_local, head, q);
    }
    memcpy(location, head, sizeof head);
    ax_matrix4_compose(location, q, basis);
    ax_matrix4_multiply(local, basis, k->pose + 16 * n);
    if (joint >= 0) {
        double reached[3];
        ax_matrix4_transform(k->pose + 16 * n, offset, reached);
        k->error_sum[bone] += ax_distance3(reached, ax_ik_target(k, frame, joint));
        k->confidence_sum[bone] += fmin(weight_of(k, frame, joint), 1);
    }
}

static ax_status ik_alloc(ax_ik *k, ax_error *err) {
    size_t bones = (size_t)k->skeleton->bones, joints = (size_t)k->joints->count;
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &k->rest_relative, err));
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &k->rest_inverse, err));
    AX_TRY(AX_NEW(double, 16 * bones, "pose matrices", &k->pose, err));
    AX_TRY(AX_NEW(ax_ik_effector, 2 * bones + joints + 1, "effectors", &k->effectors,
                  err));
    AX_TRY(AX_NEW(int32_t, bones + 1, "effectors", &k->first, err));
    AX_TRY(AX_NEW(int32_t, bones, "bends", &k->chain_next, err));
    AX_TRY(AX_NEW(uint8_t, bones, "bends", &k->in_chain, err));
    AX_TRY(AX_NEW(uint8_t, bones, "effectors", &k->observable, err));
    AX_TRY(AX_NEW(double, bones, "bends", &k->bend_angle, err));
    AX_TRY(AX_NEW(double, 3 * bones, "bends", &k->bend_axis, err));
    AX_TRY(AX_NEW(uint8_t, bones, "translating bones", &k->translates, err));
    AX_TRY(AX_NEW(double, bones, "distances", &k->error_sum, err));
    return AX_NEW(double, bones, "confidences", &k->confidence_sum, err);
}

static void ik_free(ax_ik *k) {
    ax_free(k->rest_relative);
    ax_free(k->rest_inverse);
    ax_free(k->pose);
    ax_free(k->effectors);
    ax_free(k->first);
    ax_free(k->chain_next);
    ax_free(k->in_chain);
    ax_free(k->observable);
    ax_free(k->bend_angle);
    ax_free(k->bend_axis);
    ax_free(k->translates);
    ax_free(k->error_sum);
    ax_free(k->confidence_sum);
}

ax_status ax_solve_ik(const ax_skeleton *skeleton, const ax_joints *joints,
                      const ax_joint_motion *motion, const ax_keyframes *out,
                      ax_error *err) {
    AX_TRY(ax_skeleton_check(skeleton, err));
    AX_TRY(ax_joints_check(joints, skeleton, err));
    AX_TRY(ax_joint_motion_check(motion, joints, out, err));
    ax_ik k = {.skeleton = skeleton, .joints = joints, .motion = motion, .out = out};
    ax_status status = ik_alloc(&k, err);
    if (status != AX_OK) goto done;
    size_t bones = (size_t)skeleton->bones;
    k.diagonal = ax_box_diagonal(joints->position, joints->count);
    ax_rest_relative(skeleton, k.rest_relative);
    for (size_t n = 0; n < bones; n++)
        ax_matrix4_invert(skeleton->rest + 16 * n, k.rest_inverse + 16 * n);
    ax_ik_attach(&k);
    ax_ik_find_chains(&k);
    ax_ik_sort_effectors(&k);
    mark_translating(&k);
    for (int pass = 0; pass < MAX_PASSES; pass++) {
        memset(k.error_sum, 0, bones * sizeof *k.error_sum);
        memset(k.confidence_sum, 0, bones * sizeof *k.confidence_sum);
        for (int f = 0; f < motion->frames; f++)
            for (int n = 0; n < skeleton->bones; n++) place_bone(&k, f, n);
        if (!mark_observed_translations(&k)) break;
    }
    ax_keyframes_align_signs(out);
done:
    ik_free(&k);
    return status;
}
