#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/paper/paper_solver.h"

/* Diagonals: an end effector so near to its target has reached it. */
static const double tolerance = 1e-5;
/* Weight of the rest rotation, of the data's: determines a fit that joints in one line
 * or plane leave open. */
static const double rest_prior = 1e-4;
enum { MAX_ITERATIONS = 32 };

typedef struct fabrik {
    const ax_skeleton *skeleton;
    const ax_joints *joints;
    double *length;   /* [J] to the parent, at rest */
    double *position; /* [J, 3] world, current */
    double *sum;      /* [J, 3] of positions that children ask for */
    int32_t *count;   /* [J] how many are in sum */
    int32_t *first;   /* [N] first effector of the bone, or -1 */
    int32_t *next;    /* [J] the next effector of the same bone, or -1 */
    double *relative, *inverse, *pose; /* [N, 4, 4] */
} fabrik;

/* out: the point at the joint's rest distance from `from`, towards `to`. */
static void at_rest_length(const fabrik *k, int joint, const double from[3],
                           const double to[3], double out[3]) {
    double gap = ax_distance3(from, to);
    for (int i = 0; i < 3; i++)
        out[i] = from[i] + (gap > 0 ? k->length[joint] * (to[i] - from[i]) / gap : 0);
}

/* From the ends to the roots: each joint moves to the mean of what its children ask. */
static void backward(const fabrik *k, const double *target) {
    const ax_joints *joints = k->joints;
    size_t count = (size_t)joints->count;
    memset(k->sum, 0, 3 * count * sizeof *k->sum);
    memset(k->count, 0, count * sizeof *k->count);
    for (int j = joints->count - 1; j >= 0; j--) {
        double *at = k->position + 3 * j, asked[3];
        int p = joints->parent[j];
        for (int i = 0; i < 3; i++)
            at[i] = k->count[j] ? k->sum[3 * j + i] / k->count[j] : target[3 * j + i];
        if (p < 0) continue;
        at_rest_length(k, j, at, k->position + 3 * p, asked);
        for (int i = 0; i < 3; i++) k->sum[3 * p + i] += asked[i];
        k->count[p]++;
    }
}

/* From the roots to the ends: each joint moves to its rest distance from its parent.
 * Returns the largest distance of an end effector from its target. */
static double forward(const fabrik *k, const double *target) {
    const ax_joints *joints = k->joints;
    double max_error = 0;
    for (int j = 0; j < joints->count; j++) {
        double *at = k->position + 3 * j;
        int p = joints->parent[j];
        if (p < 0)
            memcpy(at, target + 3 * j, 3 * sizeof *at);
        else
            at_rest_length(k, j, k->position + 3 * p, at, at);
        if (!k->count[j]) max_error = fmax(max_error, ax_distance3(at, target + 3 * j));
    }
    return max_error;
}

static void solve_frame(const fabrik *k, const double *target, double max_distance) {
    double before = INFINITY;
    memcpy(k->position, target, 3 * (size_t)k->joints->count * sizeof *k->position);
    for (int round = 0; round < MAX_ITERATIONS; round++) {
        backward(k, target);
        double max_error = forward(k, target);
        if (max_error < max_distance || !(max_error < before - max_distance)) break;
        before = max_error;
    }
}

/* ---- from positions to rotations ---- */

/* The nearest bone above joint j whose head is the joint's parent. */
static int driving_bone(const fabrik *k, int j) {
    const ax_joints *joints = k->joints;
    if (joints->parent[j] < 0) return -1;
    int n = joints->bone[j];
    if (!joints->tail[j]) n = k->skeleton->parents[n];
    while (n >= 0 && joints->bone_joint[n] != joints->parent[j])
        n = k->skeleton->parents[n];
    return n;
}

static void fit_rotation(const fabrik *k, int bone, const double to_local[16],
                         double q[4]) {
    const ax_joints *joints = k->joints;
    double b[9] = {0}, from[3] = {0}, to[3] = {0}, r[9], total = 0;
    int count = 0;
    const double *inverse = k->inverse + 16 * (size_t)bone;
    for (int j = k->first[bone]; j >= 0; j = k->next[j], count++) {
        int p = joints->parent[j];
        double rest[3], current[3];
        for (int i = 0; i < 3; i++) {
            rest[i] = joints->position[3 * j + i] - joints->position[3 * p + i];
            current[i] = k->position[3 * j + i] - k->position[3 * p + i];
        }
        for (int i = 0; i < 3; i++) {
            from[i] = ax_dot3(inverse + 4 * i, rest);
            to[i] = ax_dot3(to_local + 4 * i, current);
        }
        total += ax_dot3(from, from);
        for (int a = 0; a < 3; a++)
            for (int c = 0; c < 3; c++) b[3 * a + c] += to[a] * from[c];
    }
    if (count == 1) {
        ax_rotation_swing(from, to, r);
        ax_quaternion_from_matrix3(r, q);
    } else if (count > 1) {
        for (int a = 0; a < 3; a++) b[4 * a] += rest_prior * total;
        ax_rotation_fit(b, q);
    }
}

static void pose_bones(const fabrik *k, int frame, const ax_keyframes *out) {
    const ax_skeleton *s = k->skeleton;
    for (int n = 0; n < s->bones; n++) {
        size_t at = (size_t)frame * (size_t)s->bones + (size_t)n;
        double *q = out->rotation + 4 * at, *location = out->location + 3 * at;
        double local[16], to_local[16], basis[16];
        int parent = s->parents[n], joint = k->joints->bone_joint[n];
        memcpy(local, k->relative + 16 * (size_t)n, sizeof local);
        if (parent >= 0)
            ax_matrix4_multiply(k->pose + 16 * (size_t)parent, local, local);
        ax_matrix4_invert(local, to_local);
        memcpy(q, (const double[4]){1, 0, 0, 0}, 4 * sizeof *q);
        memset(location, 0, 3 * sizeof *location);
        if (!(s->flags[n] & AX_BONE_ROTATION_LOCKED)) fit_rotation(k, n, to_local, q);
        if (joint >= 0 && k->joints->parent[joint] < 0 && !k->joints->tail[joint] &&
            k->joints->bone[joint] == n && !(s->flags[n] & AX_BONE_LOCATION_LOCKED))
            ax_matrix4_transform(to_local, k->position + 3 * joint, location);
        ax_clamp_location(s, n, location);
        ax_matrix4_compose(location, q, basis);
        ax_matrix4_multiply(local, basis, k->pose + 16 * (size_t)n);
    }
}

static ax_status fabrik_alloc(fabrik *k, ax_error *err) {
    size_t bones = (size_t)k->skeleton->bones, joints = (size_t)k->joints->count;
    AX_TRY(AX_NEW(double, joints, "bone lengths", &k->length, err));
    AX_TRY(AX_NEW(double, 3 * joints, "joints", &k->position, err));
    AX_TRY(AX_NEW(double, 3 * joints, "joints", &k->sum, err));
    AX_TRY(AX_NEW(int32_t, joints, "joints", &k->count, err));
    AX_TRY(AX_NEW(int32_t, bones, "joints of bones", &k->first, err));
    AX_TRY(AX_NEW(int32_t, joints, "joints of bones", &k->next, err));
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &k->relative, err));
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &k->inverse, err));
    return AX_NEW(double, 16 * bones, "pose matrices", &k->pose, err);
}

static void fabrik_free(fabrik *k) {
    double *numbers[] = {k->length,   k->position, k->sum,
                         k->relative, k->inverse,  k->pose};
    int32_t *indices[] = {k->count, k->first, k->next};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) ax_free(numbers[i]);
    for (size_t i = 0; i < sizeof indices / sizeof *indices; i++) ax_free(indices[i]);
}

static void prepare(fabrik *k) {
    const ax_joints *joints = k->joints;
    ax_rest_relative(k->skeleton, k->relative);
    for (size_t n = 0; n < (size_t)k->skeleton->bones; n++) {
        ax_matrix4_invert(k->skeleton->rest + 16 * n, k->inverse + 16 * n);
        k->first[n] = -1;
    }
    for (int j = 0; j < joints->count; j++) {
        int bone = driving_bone(k, j);
        if (joints->parent[j] >= 0)
            k->length[j] = ax_distance3(joints->position + 3 * j,
                                        joints->position + 3 * joints->parent[j]);
        k->next[j] = bone >= 0 ? k->first[bone] : -1;
        if (bone >= 0) k->first[bone] = j;
    }
}

ax_status ax_paper_ik(const ax_skeleton *skeleton, const ax_joints *joints,
                      const ax_joint_motion *motion, const ax_keyframes *out,
                      ax_error *err) {
    AX_TRY(ax_skeleton_check(skeleton, err));
    AX_TRY(ax_joints_check(joints, skeleton, err));
    AX_TRY(ax_joint_motion_check(motion, joints, out, err));
    fabrik k = {.skeleton = skeleton, .joints = joints};
    double max_distance = tolerance * ax_box_diagonal(joints->position, joints->count);
    ax_status status = fabrik_alloc(&k, err);
    if (status != AX_OK) goto done;
    prepare(&k);
    for (int f = 0; f < motion->frames; f++) {
        solve_frame(&k, motion->joints + 3 * (size_t)f * (size_t)joints->count,
                    max_distance);
        pose_bones(&k, f, out);
    }
    ax_keyframes_align_signs(out);
done:
    fabrik_free(&k);
    return status;
}
