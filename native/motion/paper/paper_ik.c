#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/paper/paper_solver.h"

/* Of the box's diagonal: an end this near to its target has reached it. */
static const double reached = 1e-5;
/* Keeps a fit open to one plane or line from turning about it. */
static const double rest_pull = 1e-4;
enum { ROUNDS = 32 };

typedef struct fabrik {
    const ax_skeleton *skeleton;
    const ax_joints *joints;
    double *length;                    /* [J] to the parent, at rest */
    double *place;                     /* [J, 3] */
    double *sum;                       /* [J, 3] where the children want the joint */
    int32_t *wishes;                   /* [J] how many children there are in sum */
    int32_t *first;                    /* [N] joint that hangs on the bone, or -1 */
    int32_t *next;                     /* [J] the one after it on the same bone */
    double *relative, *inverse, *pose; /* [N, 4, 4] */
} fabrik;

/* The point at the rest length from `from`, towards `to`. */
static void draw_to(const fabrik *k, int joint, const double from[3],
                    const double to[3], double out[3]) {
    double gap = ax_distance3(from, to);
    for (int i = 0; i < 3; i++)
        out[i] = from[i] + (gap > 0 ? k->length[joint] * (to[i] - from[i]) / gap : 0);
}

static void backward(const fabrik *k, const double *target) {
    const ax_joints *joints = k->joints;
    size_t count = (size_t)joints->count;
    memset(k->sum, 0, 3 * count * sizeof *k->sum);
    memset(k->wishes, 0, count * sizeof *k->wishes);
    for (int j = joints->count - 1; j >= 0; j--) {
        double *at = k->place + 3 * j, wish[3];
        int p = joints->parent[j];
        for (int i = 0; i < 3; i++)
            at[i] = k->wishes[j] ? k->sum[3 * j + i] / k->wishes[j] : target[3 * j + i];
        if (p < 0) continue;
        draw_to(k, j, at, k->place + 3 * p, wish);
        for (int i = 0; i < 3; i++) k->sum[3 * p + i] += wish[i];
        k->wishes[p]++;
    }
}

/* Returns how far the end that is farthest from its target is. */
static double forward(const fabrik *k, const double *target) {
    const ax_joints *joints = k->joints;
    double worst = 0;
    for (int j = 0; j < joints->count; j++) {
        double *at = k->place + 3 * j;
        int p = joints->parent[j];
        if (p < 0)
            memcpy(at, target + 3 * j, 3 * sizeof *at);
        else
            draw_to(k, j, k->place + 3 * p, at, at);
        if (!k->wishes[j]) worst = fmax(worst, ax_distance3(at, target + 3 * j));
    }
    return worst;
}

static void reach(const fabrik *k, const double *target, double near) {
    double last = INFINITY;
    memcpy(k->place, target, 3 * (size_t)k->joints->count * sizeof *k->place);
    for (int round = 0; round < ROUNDS; round++) {
        backward(k, target);
        double worst = forward(k, target);
        if (worst < near || !(worst < last - near)) break;
        last = worst;
    }
}

/* ---- from places to turns ---- */

/* The nearest bone above joint j whose head is the joint's parent. */
static int carrier(const fabrik *k, int j) {
    const ax_joints *joints = k->joints;
    if (joints->parent[j] < 0) return -1;
    int n = joints->bone[j];
    if (!joints->tail[j]) n = k->skeleton->parents[n];
    while (n >= 0 && joints->bone_joint[n] != joints->parent[j])
        n = k->skeleton->parents[n];
    return n;
}

static void turn_to(const fabrik *k, int bone, const double into[16], double q[4]) {
    const ax_joints *joints = k->joints;
    double b[9] = {0}, from[3] = {0}, to[3] = {0}, r[9], total = 0;
    int count = 0;
    const double *inverse = k->inverse + 16 * (size_t)bone;
    for (int j = k->first[bone]; j >= 0; j = k->next[j], count++) {
        int p = joints->parent[j];
        double rest[3], now[3];
        for (int i = 0; i < 3; i++) {
            rest[i] = joints->position[3 * j + i] - joints->position[3 * p + i];
            now[i] = k->place[3 * j + i] - k->place[3 * p + i];
        }
        for (int i = 0; i < 3; i++) {
            from[i] = ax_dot3(inverse + 4 * i, rest);
            to[i] = ax_dot3(into + 4 * i, now);
        }
        total += ax_dot3(from, from);
        for (int a = 0; a < 3; a++)
            for (int c = 0; c < 3; c++) b[3 * a + c] += to[a] * from[c];
    }
    if (count == 1) {
        ax_rotation_swing(from, to, r);
        ax_quaternion_from_matrix3(r, q);
    } else if (count > 1) {
        for (int a = 0; a < 3; a++) b[4 * a] += rest_pull * total;
        ax_rotation_fit(b, q);
    }
}

static void place_bones(const fabrik *k, int frame, const ax_keyframes *out) {
    const ax_skeleton *s = k->skeleton;
    for (int n = 0; n < s->bones; n++) {
        size_t at = (size_t)frame * (size_t)s->bones + (size_t)n;
        double *q = out->rotation + 4 * at, *location = out->location + 3 * at;
        double base[16], into[16], basis[16];
        int parent = s->parents[n], joint = k->joints->bone_joint[n];
        memcpy(base, k->relative + 16 * (size_t)n, sizeof base);
        if (parent >= 0) ax_matrix4_multiply(k->pose + 16 * (size_t)parent, base, base);
        ax_matrix4_invert(base, into);
        memcpy(q, (const double[4]){1, 0, 0, 0}, 4 * sizeof *q);
        memset(location, 0, 3 * sizeof *location);
        if (!(s->flags[n] & AX_BONE_ROTATION_LOCKED)) turn_to(k, n, into, q);
        if (joint >= 0 && k->joints->parent[joint] < 0 && !k->joints->tail[joint] &&
            k->joints->bone[joint] == n && !(s->flags[n] & AX_BONE_LOCATION_LOCKED))
            ax_matrix4_transform(into, k->place + 3 * joint, location);
        ax_matrix4_compose(location, q, basis);
        ax_matrix4_multiply(base, basis, k->pose + 16 * (size_t)n);
    }
}

static ax_status fabrik_alloc(fabrik *k, ax_error *err) {
    size_t bones = (size_t)k->skeleton->bones, joints = (size_t)k->joints->count;
    AX_TRY(AX_NEW(double, joints, "bone lengths", &k->length, err));
    AX_TRY(AX_NEW(double, 3 * joints, "joints", &k->place, err));
    AX_TRY(AX_NEW(double, 3 * joints, "joints", &k->sum, err));
    AX_TRY(AX_NEW(int32_t, joints, "joints", &k->wishes, err));
    AX_TRY(AX_NEW(int32_t, bones, "joints of bones", &k->first, err));
    AX_TRY(AX_NEW(int32_t, joints, "joints of bones", &k->next, err));
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &k->relative, err));
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &k->inverse, err));
    return AX_NEW(double, 16 * bones, "pose matrices", &k->pose, err);
}

static void fabrik_free(fabrik *k) {
    double *numbers[] = {k->length, k->place, k->sum, k->relative, k->inverse, k->pose};
    int32_t *indices[] = {k->wishes, k->first, k->next};
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
        int bone = carrier(k, j);
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
    double near = reached * ax_box_diagonal(joints->position, joints->count);
    ax_status status = fabrik_alloc(&k, err);
    if (status != AX_OK) goto done;
    prepare(&k);
    for (int f = 0; f < motion->frames; f++) {
        reach(&k, motion->joints + 3 * (size_t)f * (size_t)joints->count, near);
        place_bones(&k, f, out);
    }
    ax_keyframes_align_signs(out);
done:
    fabrik_free(&k);
    return status;
}
