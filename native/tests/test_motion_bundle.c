/* Bundle adjustment of keyframes to observations. */
#include "support.h"
#include "turntable.h"

#include "motion/fit/bundle.h"
#include "motion/fit/solve_ik.h"
#include "motion/math/geometry.h"

enum { BONES = 6, FRAMES = 8, VIEWS = 4, SIZE = 128, JOINTS = 8 };

/* root -> spine -> (head, arm -> forearm), and a foot that is a root. Joints: all heads
 * and the tails of the head and the forearm. */
typedef struct fixture {
    int32_t parents[BONES], bone[JOINTS], parent[JOINTS], bone_joint[BONES];
    uint8_t flags[BONES], tail[JOINTS];
    double rest[BONES][16], lengths[BONES], position[JOINTS][3];
    ax_camera camera[VIEWS];
    double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3]; /* the truth */
    double truth[FRAMES][JOINTS][3];
    double points[VIEWS][FRAMES][JOINTS][2];
    float confidence[VIEWS][FRAMES][JOINTS];
    ax_skeleton skeleton;
    ax_joints joints;
    ax_observations views;
} fixture;

static fixture w;

static void make_rig(void) {
    static const int32_t parents[BONES] = {-1, 0, 1, 1, 3, -1};
    static const double head[BONES][3] = {{0, 0, 0.8},   {0, 0, 1.2},   {0, 0, 1.8},
                                          {0.2, 0, 1.7}, {0.8, 0, 1.7}, {0.2, 0, 0}};
    static const int32_t bone[JOINTS] = {0, 1, 2, 2, 3, 4, 4, 5};
    static const int32_t up[JOINTS] = {-1, 0, 1, 2, 1, 4, 5, -1};
    static const uint8_t tail[JOINTS] = {0, 0, 0, 1, 0, 0, 1, 0};
    for (int n = 0; n < BONES; n++) {
        /* y up for the trunk, along x for the arm */
        const int arm = n == 3 || n == 4;
        const double turned[16] = {arm ? 0 : 1,
                                   arm ? 1 : 0,
                                   0,
                                   head[n][0],
                                   arm ? -1 : 0,
                                   0,
                                   arm ? 0 : -1,
                                   head[n][1],
                                   0,
                                   arm ? 0 : 1,
                                   arm ? 1 : 0,
                                   head[n][2],
                                   0,
                                   0,
                                   0,
                                   1};
        memcpy(w.rest[n], turned, sizeof turned);
        w.parents[n] = parents[n];
        w.lengths[n] = 0.5;
        w.flags[n] = AX_BONE_DEFORMS;
    }
    for (int j = 0; j < JOINTS; j++) {
        w.bone[j] = bone[j];
        w.parent[j] = up[j];
        w.tail[j] = tail[j];
        memcpy(w.position[j], head[bone[j]], sizeof head[0]);
        if (tail[j])
            for (int i = 0; i < 3; i++)
                w.position[j][i] += 0.5 * w.rest[bone[j]][4 * i + 1];
        else
            w.bone_joint[bone[j]] = j;
    }
    w.skeleton = (ax_skeleton){BONES,   w.parents, w.rest[0], w.lengths,
                               w.flags, NULL,      NULL,      NULL};
    w.joints = (ax_joints){JOINTS,   BONES,        w.bone,       w.tail,
                           w.parent, w.bone_joint, w.position[0]};
}

/* A swaying trunk, a swinging arm, a root that travels. */
static void make_motion(void) {
    ax_error err = {0};
    static double pose[FRAMES][BONES][16];
    for (int f = 0; f < FRAMES; f++) {
        const double t = 0.5 * f, rotvecs[BONES][3] = {{0.1 * sin(t), 0, 0.2 * sin(t)},
                                                       {0.2 * sin(t), 0, 0.1 * cos(t)},
                                                       {0.3 * cos(t), 0, 0},
                                                       {0, 0, 0.6 * sin(t)},
                                                       {0.5 + 0.3 * sin(t), 0, 0},
                                                       {0, 0, 0}};
        for (int n = 0; n < BONES; n++) {
            double *q = w.rotation[f][n];
            q[0] = 1;
            for (int i = 0; i < 3; i++) q[1 + i] = 0.5 * rotvecs[n][i];
            ax_quaternion_normalise(q);
        }
        w.location[f][0][2] = -0.05 * f;
        w.location[f][5][1] = 0.04 * f;
    }
    const ax_keyframes keys = {FRAMES, BONES, w.rotation[0][0], w.location[0][0]};
    TEST_OK(ax_forward(&w.skeleton, &keys, pose[0][0], &err));
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++) {
            const double at[3] = {0, w.tail[j] ? 0.5 : 0, 0};
            ax_matrix4_transform(pose[f][w.bone[j]], at, w.truth[f][j]);
        }
}

static void make_fixture(void) {
    ax_error err = {0};
    memset(&w, 0, sizeof w);
    make_rig();
    make_motion();
    for (int v = 0; v < VIEWS; v++)
        w.camera[v] = test_camera_at(0.8 + 1.5707963 * v, SIZE);
    const ax_cameras cameras = {w.camera, VIEWS};
    TEST_OK(
        ax_project(&cameras, w.truth[0][0], FRAMES * JOINTS, w.points[0][0][0], &err));
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++) (&w.confidence[0][0][0])[i] = 1;
    w.views = (ax_observations){
        cameras,  FRAMES,        JOINTS, w.points[0][0][0], w.confidence[0][0],
        w.parent, w.position[0], NULL};
}

typedef struct keys {
    double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    double joints[FRAMES][JOINTS][3];
    ax_keyframes view;
} keys;

/* The truth, disturbed by up to `amount` radians and a tenth of that in world
 * units. */
static void start_near(keys *k, double amount) {
    uint64_t chance = 5;
    for (int f = 0; f < FRAMES; f++)
        for (int n = 0; n < BONES; n++) {
            double offset[4] = {1, 0, 0, 0};
            for (int i = 0; i < 3; i++) {
                chance = chance * 6364136223846793005u + 1442695040888963407u;
                const double r = (double)(chance >> 11) / 9007199254740992.0 - 0.5;
                offset[1 + i] = amount * r;
                k->location[f][n][i] =
                    w.parents[n] < 0 ? w.location[f][n][i] + 0.1 * amount * r : 0;
            }
            ax_quaternion_multiply(offset, w.rotation[f][n], k->rotation[f][n]);
            ax_quaternion_normalise(k->rotation[f][n]);
        }
    k->view = (ax_keyframes){FRAMES, BONES, k->rotation[0][0], k->location[0][0]};
}

static double max_joint_error(const keys *k) {
    double worst = 0;
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++)
            worst = fmax(worst, ax_distance3(k->joints[f][j], w.truth[f][j]));
    return worst;
}

static void adjust(keys *k) {
    ax_error err = {0};
    TEST_OK(ax_bundle_adjust(&w.skeleton, &w.joints, &w.views, &k->view, true,
                             k->joints[0][0], &err));
}

/* Exact observations: the joints are recovered (within 0.6 % of the rig's height of
 * 2.3, which the temporal terms and the prior may cost), and the positions returned are
 * those of the keys. */
static void finds_the_motion(void **state) {
    (void)state;
    static double pose[FRAMES][BONES][16];
    ax_error err = {0};
    keys k;
    make_fixture();
    start_near(&k, 0.5);
    adjust(&k);
    print_message("worst joint: %.5f\n", max_joint_error(&k));
    assert_true(max_joint_error(&k) < 0.014);
    TEST_OK(ax_forward(&w.skeleton, &k.view, pose[0][0], &err));
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++) {
            const double at[3] = {0, w.tail[j] ? 0.5 : 0, 0};
            double returned[3];
            ax_matrix4_transform(pose[f][w.bone[j]], at, returned);
            assert_true(ax_distance3(returned, k.joints[f][j]) < 1e-9);
        }
}

/* One view is off by 30 pixels for one joint, and another does not observe it: the
 * other views and the skeleton determine the joint. */
static void resists_an_outlier_view(void **state) {
    (void)state;
    keys k;
    make_fixture();
    for (int f = 2; f < 6; f++) {
        w.points[0][f][5][0] += 30;
        w.confidence[1][f][5] = 0;
    }
    start_near(&k, 0.3);
    adjust(&k);
    print_message("worst joint: %.5f\n", max_joint_error(&k));
    assert_true(max_joint_error(&k) < 0.03);
}

/* A bone's head is where its parent puts it, observed or not. */
static void unobserved_joints_follow(void **state) {
    (void)state;
    keys k;
    make_fixture();
    for (int v = 0; v < VIEWS; v++)
        for (int f = 0; f < FRAMES; f++) w.confidence[v][f][4] = 0; /* the arm's head */
    start_near(&k, 0.3);
    adjust(&k);
    print_message("worst joint: %.5f\n", max_joint_error(&k));
    assert_true(max_joint_error(&k) < 0.05);
}

/* No observations at all: the solution is finite and near the rest pose. */
static void handles_no_observations(void **state) {
    (void)state;
    keys k;
    make_fixture();
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++) (&w.confidence[0][0][0])[i] = 0;
    start_near(&k, 0.3);
    adjust(&k);
    for (int i = 0; i < 4 * FRAMES * BONES; i++)
        assert_true(isfinite((&k.rotation[0][0][0])[i]));
    assert_true(fabs(k.rotation[3][1][0]) > 0.999);
}

static void locks_hold(void **state) {
    (void)state;
    keys k;
    make_fixture();
    w.flags[3] |= AX_BONE_ROTATION_LOCKED;
    w.flags[5] |= AX_BONE_LOCATION_LOCKED;
    start_near(&k, 0.2);
    const keys before = k;
    adjust(&k);
    for (int f = 0; f < FRAMES; f++) {
        double gap = 0;
        for (int i = 0; i < 4; i++)
            gap += fabs(fabs(k.rotation[f][3][i]) - fabs(before.rotation[f][3][i]));
        assert_true(gap < 1e-12);
        for (int i = 0; i < 3; i++) assert_true(k.location[f][5][i] == 0);
    }
}

/* How much the distances of bones' heads to their parents' differ from rest. */
static double max_stretch(const keys *k) {
    static double pose[FRAMES][BONES][16];
    ax_error err = {0};
    double worst = 0;
    TEST_OK(ax_forward(&w.skeleton, &k->view, pose[0][0], &err));
    for (int f = 0; f < FRAMES; f++)
        for (int n = 0; n < BONES; n++) {
            const int p = w.parents[n];
            double a[3], b[3], rest_a[3], rest_b[3];
            if (p < 0) continue;
            for (int i = 0; i < 3; i++) {
                a[i] = pose[f][n][4 * i + 3];
                b[i] = pose[f][p][4 * i + 3];
            }
            ax_bone_head(&w.skeleton, n, rest_a);
            ax_bone_head(&w.skeleton, p, rest_b);
            worst =
                fmax(worst, fabs(ax_distance3(a, b) - ax_distance3(rest_a, rest_b)));
        }
    return worst;
}

/* An arm that is observed half as long again as it is: 0.9 instead of 0.6. */
static void see_long_arm(double seen[FRAMES][JOINTS][3]) {
    static const int arm[] = {5, 6}; /* joints: the forearm's head and tail */
    ax_error err = {0};
    memcpy(seen, w.truth, sizeof w.truth);
    for (int f = 0; f < FRAMES; f++)
        for (int i = 0; i < 3; i++) {
            const double shoulder = w.truth[f][4][i], elbow = w.truth[f][5][i];
            for (int j = 0; j < 2; j++) seen[f][arm[j]][i] += 0.5 * (elbow - shoulder);
        }
    TEST_OK(ax_project(&w.views.cameras, seen[0][0], FRAMES * JOINTS, w.points[0][0][0],
                       &err));
}

/* From the inverse kinematics to the bundle. */
static void solve(double seen[FRAMES][JOINTS][3], keys *k) {
    static float confidence[FRAMES][JOINTS];
    ax_error err = {0};
    for (int i = 0; i < FRAMES * JOINTS; i++) (&confidence[0][0])[i] = 1;
    k->view = (ax_keyframes){FRAMES, BONES, k->rotation[0][0], k->location[0][0]};
    const ax_joint_motion motion = {FRAMES, seen[0][0], confidence[0]};
    TEST_OK(ax_solve_ik(&w.skeleton, &w.joints, &motion, &k->view, &err));
    adjust(k);
}

/* The long arm only rotates where locations are locked, also while the foot stands; its
 * other joints are found as well as ever, and it points about where it is observed.
 * Free, it goes there. */
static void locked_bones_only_rotate(void **state) {
    (void)state;
    static const int arm[] = {5, 6};
    for (int locked = 0; locked < 2; locked++) {
        static double seen[FRAMES][JOINTS][3];
        keys k;
        make_fixture();
        for (int n = 0; n < BONES; n++)
            if (locked && w.parents[n] >= 0) w.flags[n] |= AX_BONE_LOCATION_LOCKED;
        see_long_arm(seen);
        solve(seen, &k);
        double elsewhere = 0, aside = 0;
        for (int f = 0; f < FRAMES; f++)
            for (int j = 0; j < JOINTS; j++) {
                double way[3], want[3];
                if (j != arm[0] && j != arm[1]) {
                    elsewhere =
                        fmax(elsewhere, ax_distance3(k.joints[f][j], w.truth[f][j]));
                    continue;
                }
                for (int i = 0; i < 3; i++) {
                    way[i] = k.joints[f][5][i] - k.joints[f][4][i];
                    want[i] = w.truth[f][5][i] - w.truth[f][4][i];
                }
                aside = fmax(aside, 1 - ax_dot3(way, want) / sqrt(ax_dot3(way, way) *
                                                                  ax_dot3(want, want)));
            }
        print_message("%s: stretched by %.4f, others off by %.4f, cosine 1 - %.4f\n",
                      locked ? "locked" : "free", max_stretch(&k), elsewhere, aside);
        if (locked)
            assert_true(max_stretch(&k) < 1e-9 && elsewhere < 0.05 && aside < 0.06);
        else
            assert_true(max_stretch(&k) > 0.2);
    }
}

static void make_unlimited(double limits[BONES][6]) {
    for (int n = 0; n < BONES; n++)
        for (int i = 0; i < 6; i++) limits[n][i] = i < 3 ? -INFINITY : INFINITY;
}

/* The forearm of the long arm, seen 0.3 along its y axis away from the elbow, goes as
 * far as it may and no farther, and no other way; within wider limits it goes there,
 * and the rest of the body is found as well as ever. The root is free. */
static void locations_stay_within_limits(void **state) {
    (void)state;
    static const double reaches[] = {0.1, 0.4};
    for (int wide = 0; wide < 2; wide++) {
        static double seen[FRAMES][JOINTS][3];
        double limits[BONES][6], low = INFINITY, high = -INFINITY, off = 0;
        ax_error err = {0};
        keys k;
        make_fixture();
        for (int n = 1; n < 4; n++) w.flags[n] |= AX_BONE_LOCATION_LOCKED;
        make_unlimited(limits);
        w.skeleton.location_limits = limits[0];
        memset(limits[4], 0, sizeof limits[4]);
        limits[4][0] = limits[4][2] = -0.02;
        limits[4][3] = limits[4][5] = 0.02;
        limits[4][4] = reaches[wide];
        see_long_arm(seen);
        solve(seen, &k);
        for (int f = 0; f < FRAMES; f++) {
            const double *l = k.location[f][4];
            assert_true(fmax(fabs(l[0]), fabs(l[2])) <= 0.02);
            low = fmin(low, l[1]);
            high = fmax(high, l[1]);
            for (int j = 0; j < JOINTS; j++)
                if (wide || (j != 5 && j != 6))
                    off = fmax(off, ax_distance3(k.joints[f][j], seen[f][j]));
        }
        print_message("moves by %.4f to %.4f, joints off by %.4f\n", low, high, off);
        if (wide)
            assert_true(low > 0.27 && high < 0.33 && off < 0.03);
        else
            assert_true(low > 0.0999 && high <= 0.1 && off < 0.05);
        limits[4][1] = 0.01;
        TEST_FAILS(ax_bundle_adjust(&w.skeleton, &w.joints, &w.views, &k.view, true,
                                    k.joints[0][0], &err),
                   AX_ERR_INPUT, "no range around 0");
    }
}

/* An elbow that is observed beyond its rotation limit stops at the limit, and its other
 * axes, which are locked, stay. */
static void limits_hold(void **state) {
    (void)state;
    double limits[BONES][6];
    ax_error err = {0};
    keys k;
    make_fixture();
    make_unlimited(limits);
    const double elbow[6] = {0, 0, 0, 0.4, 0, 0};
    memcpy(limits[4], elbow, sizeof elbow);
    w.skeleton.limits = limits[0];
    start_near(&k, 0.2);
    adjust(&k);
    double bend = 0, aside = 0;
    for (int f = 0; f < FRAMES; f++) {
        const double *q = k.rotation[f][4];
        bend = fmax(bend, 2 * asin(fabs(q[1])));
        aside = fmax(aside, 2 * asin(fmax(fabs(q[2]), fabs(q[3]))));
    }
    print_message("bends %.3f, aside %.3f radians\n", bend, aside); /* true: 0.8 */
    assert_true(bend > 0.38 && bend < 0.45 && aside < 0.03);
    limits[2][0] = NAN;
    TEST_FAILS(ax_bundle_adjust(&w.skeleton, &w.joints, &w.views, &k.view, true,
                                k.joints[0][0], &err),
               AX_ERR_INPUT, "no range");
}

static void rejects_invalid_input(void **state) {
    (void)state;
    ax_error err = {0};
    keys k;
    make_fixture();
    start_near(&k, 0.2);
    k.rotation[2][1][0] = NAN;
    TEST_FAILS(ax_bundle_adjust(&w.skeleton, &w.joints, &w.views, &k.view, true,
                                k.joints[0][0], &err),
               AX_ERR_INPUT, "not finite");
    start_near(&k, 0.2);
    k.view.frames = FRAMES - 1;
    TEST_FAILS(ax_bundle_adjust(&w.skeleton, &w.joints, &w.views, &k.view, true,
                                k.joints[0][0], &err),
               AX_ERR_USAGE, "do not fit");
}

static void survives_allocation_failures(void **state) {
    (void)state;
    const size_t before = ax_memory_in_use();
    ax_error err = {0};
    keys k, start;
    make_fixture();
    start_near(&k, 0.2);
    start_near(&start, 0.2);
    long n = 0;
    for (;; n++) {
        test_fail_after(n);
        ax_status status = ax_bundle_adjust(&w.skeleton, &w.joints, &w.views, &k.view,
                                            true, k.joints[0][0], &err);
        test_fail_never();
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_int_equal(ax_memory_in_use(), before);
        assert_memory_equal(k.rotation, start.rotation, sizeof k.rotation);
        err = (ax_error){0};
    }
    assert_true(n > 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_motion),
        cmocka_unit_test(resists_an_outlier_view),
        cmocka_unit_test(unobserved_joints_follow),
        cmocka_unit_test(handles_no_observations),
        cmocka_unit_test(locks_hold),
        cmocka_unit_test(locked_bones_only_rotate),
        cmocka_unit_test(locations_stay_within_limits),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(rejects_invalid_input),
        cmocka_unit_test(survives_allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
