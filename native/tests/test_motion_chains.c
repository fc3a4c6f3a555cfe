/* IK of bones that have no joint of their own. */
#include "support.h"

#include "motion/fit/solve_ik.h"
#include "motion/math/geometry.h"
#include "motion/rig/keyframes.h"
#include "motion/rig/skeleton.h"

enum { BONES = 10, JOINTS = 5, FRAMES = 2 };

/* root, a chain of four upwards (bones 1 to 4) and its end (5), what lies beyond (6), a
 * side branch of that (7), and a foot that is a root (8) with toes (9). Joints: heads
 * of 0, 1, 5 and 8, and the place where 6 begins. */
typedef struct rig {
    int32_t parents[BONES], bone[JOINTS], parent[JOINTS], bone_joint[BONES];
    uint8_t flags[BONES], tail[JOINTS];
    double rest[BONES][16], lengths[BONES], position[JOINTS][3];
    ax_skeleton skeleton;
    ax_joints joints;
} rig;

static void make_rig(rig *r) {
    static const int32_t parents[BONES] = {-1, 0, 1, 2, 3, 4, 5, 5, -1, 8};
    static const double head[BONES][3] = {
        {0, 0, 1}, {0, 0, 2}, {0, 0, 3}, {0, 0, 4},   {0, 0, 5},
        {0, 0, 6}, {0, 0, 7}, {0, 1, 7}, {1, 0, 0.1}, {1, -0.5, 0}};
    static const int32_t bone[JOINTS] = {0, 1, 5, 6, 8}, up[JOINTS] = {-1, 0, 1, 2, -1};
    memset(r, 0, sizeof *r);
    for (int n = 0; n < BONES; n++) {
        /* y up along the chain: x stays, y -> z, z -> -y */
        const double turned[16] = {1, 0, 0, head[n][0], 0, 0, -1, head[n][1],
                                   0, 1, 0, head[n][2], 0, 0, 0,  1};
        memcpy(r->rest[n], turned, sizeof turned);
        r->parents[n] = parents[n];
        r->lengths[n] = 1;
        r->flags[n] = AX_BONE_DEFORMS;
        r->bone_joint[n] = -1;
    }
    for (int j = 0; j < JOINTS; j++) {
        r->bone[j] = bone[j];
        r->parent[j] = up[j];
        memcpy(r->position[j], head[bone[j]], sizeof head[0]);
        r->bone_joint[bone[j]] = j;
    }
    r->skeleton = (ax_skeleton){BONES,    r->parents, &r->rest[0][0], r->lengths,
                                r->flags, NULL,       NULL,           NULL};
    r->joints = (ax_joints){JOINTS,    BONES,         r->bone,       r->tail,
                            r->parent, r->bone_joint, r->position[0]};
}

typedef struct keys {
    double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    ax_keyframes view;
} keys;

static void solve(const rig *r, double joints[FRAMES][JOINTS][3], keys *k) {
    ax_error err = {0};
    static float confidence[FRAMES][JOINTS];
    for (int i = 0; i < FRAMES * JOINTS; i++) (&confidence[0][0])[i] = 1;
    memset(k, 0, sizeof *k);
    k->view = (ax_keyframes){FRAMES, BONES, k->rotation[0][0], k->location[0][0]};
    const ax_joint_motion motion = {FRAMES, joints[0][0], confidence[0]};
    TEST_OK(ax_solve_ik(&r->skeleton, &r->joints, &motion, &k->view, &err));
}

/* Signed angle of a rotation about the bone's x axis; nothing about the others. */
static double bend_about_x(const double q[4]) {
    assert_true(fabs(q[2]) < 1e-6 && fabs(q[3]) < 1e-6);
    return 2 * atan2(q[1], q[0]);
}

static void rest_everywhere(const rig *r, double joints[FRAMES][JOINTS][3]) {
    for (int f = 0; f < FRAMES; f++) memcpy(joints[f], r->position, sizeof joints[f]);
}

/* A chain that bent evenly is found as it was, from its two ends. */
static void even_bend(void **state) {
    (void)state;
    rig r;
    keys k;
    const double each = 0.15;
    double joints[FRAMES][JOINTS][3], at[3] = {0, 0, 2};
    make_rig(&r);
    rest_everywhere(&r, joints);
    for (int n = 1; n <= 4; n++) {
        at[1] -= sin(n * each);
        at[2] += cos(n * each);
    }
    memcpy(joints[1][2], at, sizeof at);
    joints[1][3][1] = at[1] - sin(4 * each);
    joints[1][3][2] = at[2] + cos(4 * each);
    solve(&r, joints, &k);
    for (int n = 1; n <= 4; n++) {
        assert_true(fabs(bend_about_x(k.rotation[0][n])) < 1e-6);
        assert_true(fabs(bend_about_x(k.rotation[1][n]) - each) < 1e-4);
    }
    assert_true(fabs(bend_about_x(k.rotation[1][5])) < 1e-3);
}

/* A frame that does not determine the chain's direction does not keep the last bend. */
static void bend_is_not_kept(void **state) {
    (void)state;
    rig r;
    keys k;
    double joints[FRAMES][JOINTS][3];
    make_rig(&r);
    rest_everywhere(&r, joints);
    joints[0][2][1] = -2;
    joints[0][3][1] = -3;
    memcpy(joints[1][2], r.position[1],
           sizeof joints[1][2]); /* onto the chain's head */
    solve(&r, joints, &k);
    for (int n = 2; n <= 4; n++) {
        assert_true(bend_about_x(k.rotation[0][n]) > 0.05);
        assert_true(fabs(bend_about_x(k.rotation[1][n])) < 1e-9);
    }
}

/* Bones beyond the last joint follow their parent, by less than it rotates. */
static void beyond_the_last_joint(void **state) {
    (void)state;
    rig r;
    keys k;
    double joints[FRAMES][JOINTS][3];
    const double angle = 0.6;
    make_rig(&r);
    rest_everywhere(&r, joints);
    joints[1][3][1] = -sin(angle);
    joints[1][3][2] = 6 + cos(angle);
    solve(&r, joints, &k);
    assert_true(fabs(bend_about_x(k.rotation[1][5]) - angle) < 1e-3);
    for (int n = 6; n <= 7; n++) {
        const double own = bend_about_x(k.rotation[1][n]);
        assert_true(own > 0.05 * angle && own < 0.7 * angle);
        assert_true(fabs(bend_about_x(k.rotation[0][n])) < 1e-6);
    }
}

/* A foot that is a root is flat on the floor, and droops, toes down, while it is
 * lifted. */
static void foot_that_is_a_root(void **state) {
    (void)state;
    rig r;
    keys k;
    double joints[FRAMES][JOINTS][3], pose[FRAMES][BONES][16];
    ax_error err = {0};
    make_rig(&r);
    rest_everywhere(&r, joints);
    joints[1][4][2] += 0.7;
    solve(&r, joints, &k);
    TEST_OK(ax_forward(&r.skeleton, &k.view, pose[0][0], &err));
    for (int i = 0; i < 3; i++)
        assert_true(fabs(pose[1][8][4 * i + 3] - joints[1][4][i]) < 1e-9);
    assert_true(fabs(pose[0][9][11]) < 1e-9);
    const double drop = pose[1][8][11] - pose[1][9][11];
    assert_true(drop > 0.15 && drop < 0.5); /* 0.1 at rest */
    assert_true(pose[1][9][7] < -0.3);      /* toes still ahead */
    assert_true(bend_about_x(k.rotation[1][9]) > 0.005);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(even_bend),
        cmocka_unit_test(bend_is_not_kept),
        cmocka_unit_test(beyond_the_last_joint),
        cmocka_unit_test(foot_that_is_a_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
