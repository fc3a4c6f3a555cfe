/* What touches at rest but hangs on different roots stays together. */
#include "support.h"
#include "turntable.h"

#include "motion/fit/bundle.h"
#include "motion/fit/ties.h"
#include "motion/math/geometry.h"
#include "motion/rig/skeleton.h"

enum { BONES = 4, FRAMES = 6, VIEWS = 4, JOINTS = 6 };
/* Joints: the heads of hip, thigh and shin, the shin's tail, the foot's head and tail.
 */
enum { FOOT = 3, SHIN_END = 3, ANKLE = 4, TOE = 5 };
static const double gap = 0.01; /* from the shin's end to the foot's head, at rest */

/* A hip with a leg of two bones, and a foot without a parent below it. */
typedef struct fixture {
    int32_t parents[BONES], bone[JOINTS], parent[JOINTS], bone_joint[BONES];
    uint8_t flags[BONES], tail[JOINTS];
    double rest[BONES][16], lengths[BONES], position[JOINTS][3];
    ax_skeleton skeleton;
    ax_joints joints;
} fixture;

static fixture w;

static void make_rig(void) {
    /* y axes: up, down, down, and forward (-y of the world). */
    static const double axes[BONES][9] = {{1, 0, 0, 0, 0, -1, 0, 1, 0},
                                          {1, 0, 0, 0, 0, 1, 0, -1, 0},
                                          {1, 0, 0, 0, 0, 1, 0, -1, 0},
                                          {-1, 0, 0, 0, -1, 0, 0, 0, 1}};
    static const double head[BONES][3] = {
        {0, 0, 1}, {0.3, 0, 1}, {0.3, 0, 0.5}, {0.3 + gap, 0, 0}};
    static const int32_t bone[JOINTS] = {0, 1, 2, 2, 3, 3};
    memset(&w, 0, sizeof w);
    for (int n = 0; n < BONES; n++) {
        for (int i = 0; i < 3; i++) {
            memcpy(w.rest[n] + 4 * i, axes[n] + 3 * i, 3 * sizeof(double));
            w.rest[n][4 * i + 3] = head[n][i];
        }
        w.rest[n][15] = 1;
        w.parents[n] = n == FOOT ? -1 : n - 1;
        w.lengths[n] = n == FOOT ? 0.3 : 0.5;
        w.flags[n] = AX_BONE_DEFORMS;
    }
    w.skeleton = (ax_skeleton){BONES,   w.parents, w.rest[0], w.lengths,
                               w.flags, NULL,      NULL,      NULL};
    for (int j = 0; j < JOINTS; j++) {
        w.bone[j] = bone[j];
        w.parent[j] = j == ANKLE ? -1 : j - 1;
        w.tail[j] = j == SHIN_END || j == TOE;
        if (w.tail[j])
            ax_bone_tail(&w.skeleton, bone[j], w.position[j]);
        else
            memcpy(w.position[j], head[bone[j]], sizeof head[0]);
        if (!w.tail[j]) w.bone_joint[bone[j]] = j;
    }
    w.joints = (ax_joints){JOINTS,   BONES,        w.bone,       w.tail,
                           w.parent, w.bone_joint, w.position[0]};
}

static void finds_the_foot(void **state) {
    (void)state;
    ax_error err = {0};
    ax_ties t = {0};
    make_rig();
    TEST_OK(ax_ties_find(&w.skeleton, &w.joints, FRAMES, 1.2, &t, &err));
    assert_int_equal(t.count, 1);
    assert_int_equal(t.joint[0], ANKLE);
    assert_int_equal(t.joint[1], SHIN_END);
    assert_true(fabs(t.length[0] - gap) < 1e-12);
    ax_ties_free(&t);
    /* Further apart than a fiftieth of the diagonal. */
    TEST_OK(ax_ties_find(&w.skeleton, &w.joints, FRAMES, 0.4, &t, &err));
    assert_int_equal(t.count, 0);
    ax_ties_free(&t);
    /* A marker is no limb's end. */
    w.tail[SHIN_END] = AX_JOINT_MARKER;
    TEST_OK(ax_ties_find(&w.skeleton, &w.joints, FRAMES, 1.2, &t, &err));
    assert_int_equal(t.count, 0);
    ax_ties_free(&t);
    w.tail[SHIN_END] = AX_JOINT_TAIL;
    /* A foot that may not move keeps its place. */
    w.flags[FOOT] |= AX_BONE_LOCATION_LOCKED;
    TEST_OK(ax_ties_find(&w.skeleton, &w.joints, FRAMES, 1.2, &t, &err));
    assert_int_equal(t.count, 0);
    ax_ties_free(&t);
}

/* As of the temporal terms: slope and curvature of the cost along a line. */
static void derivatives_match(void **state) {
    (void)state;
    enum { NUMBERS = 3 * FRAMES * JOINTS };
    static double x[NUMBERS], along[NUMBERS], product[NUMBERS], force[NUMBERS],
        hessian[3 * NUMBERS], costs[3];
    const double step = 1e-5;
    ax_error err = {0};
    ax_ties t = {0};
    uint64_t chance = 7;
    make_rig();
    TEST_OK(ax_ties_find(&w.skeleton, &w.joints, FRAMES, 1.2, &t, &err));
    for (int i = 0; i < NUMBERS; i++) {
        chance = chance * 6364136223846793005u + 1442695040888963407u;
        along[i] = (double)(chance >> 11) / 9007199254740992.0 - 0.5;
        x[i] = w.position[i / 3 % JOINTS][i % 3];
        /* The first frame's tie is slack. */
        if (i / (3 * JOINTS) > 0 && i / 3 % JOINTS == ANKLE) x[i] += 1.0 + 0.1 * i;
    }
    x[3 * ANKLE] -= 0.5 * gap;
    ax_ties_linearise(&t, x, force, hessian);
    ax_ties_multiply(&t, along, product);
    double slope = 0, curvature = 0, diagonal = 0, expected = 0;
    for (int side = -1; side <= 1; side++) {
        double at[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) at[i] = x[i] + side * step * along[i];
        costs[side + 1] = ax_ties_cost(&t, at);
    }
    for (int i = 0; i < NUMBERS; i++) {
        slope -= 2 * force[i] * along[i];
        curvature += 2 * product[i] * along[i];
        diagonal += hessian[9 * (i / 3) + 4 * (i % 3)];
    }
    for (int f = 1; f < FRAMES; f++) expected += 2 * t.weight;
    const double told = (costs[2] - costs[0]) / (2 * step);
    const double bend = (costs[2] - 2 * costs[1] + costs[0]) / (step * step);
    print_message("slope %.6g told %.6g, curvature %.4g told %.4g\n", told, slope, bend,
                  curvature);
    assert_true(fabs(told - slope) < 1e-6 * fabs(slope));
    /* Gauss-Newton leaves out how the direction turns. */
    assert_true(curvature > 0 && curvature < 1.01 * bend);
    assert_true(fabs(diagonal - expected) < 1e-9 * expected);
    assert_true(force[3 * ANKLE] == 0 && force[3 * SHIN_END] == 0);
    ax_ties_free(&t);
}

/* All views show the foot 0.15 beside the end of the leg: it stays on the leg. */
static void foot_stays_on_the_leg(void **state) {
    (void)state;
    static ax_camera camera[VIEWS];
    static double seen[FRAMES][JOINTS][3], points[VIEWS][FRAMES][JOINTS][2];
    static double joints[FRAMES][JOINTS][3];
    static float confidence[VIEWS][FRAMES][JOINTS];
    static double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    ax_error err = {0};
    make_rig();
    for (int f = 0; f < FRAMES; f++) {
        memcpy(seen[f], w.position, sizeof w.position);
        seen[f][ANKLE][0] += 0.15;
        seen[f][TOE][0] += 0.15;
        /* In the bone's axes; the world's x is its -x. */
        location[f][FOOT][0] = -0.15;
        for (int n = 0; n < BONES; n++) rotation[f][n][0] = 1;
    }
    for (int v = 0; v < VIEWS; v++)
        camera[v] = test_camera_at(0.8 + 1.5707963 * v, 128);
    const ax_cameras cameras = {camera, VIEWS};
    TEST_OK(ax_project(&cameras, seen[0][0], FRAMES * JOINTS, points[0][0][0], &err));
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++) (&confidence[0][0][0])[i] = 1;
    const ax_observations views = {
        cameras,          FRAMES,   JOINTS,        points[0][0][0],
        confidence[0][0], w.parent, w.position[0], NULL};
    const ax_keyframes keys = {FRAMES, BONES, rotation[0][0], location[0][0]};
    TEST_OK(ax_bundle_adjust(&w.skeleton, &w.joints, &views, &keys, false, joints[0][0],
                             &err));
    double worst = 0;
    for (int f = 0; f < FRAMES; f++)
        worst = fmax(worst, ax_distance3(joints[f][ANKLE], joints[f][SHIN_END]));
    print_message("from the leg's end: %.4f\n", worst);
    assert_true(worst < 0.025);
}

/* One joint stands for the shin's end and for the foot's head, and belongs to the
 * shin. */
static void merged_foot_is_pulled(void **state) {
    (void)state;
    static double x[2][JOINTS][3], head[2][BONES][3], location[2][BONES][3];
    make_rig();
    w.bone_joint[FOOT] = SHIN_END;
    for (int f = 0; f < 2; f++) {
        memcpy(x[f], w.position, sizeof w.position);
        for (int n = 0; n < BONES; n++) ax_bone_head(&w.skeleton, n, head[f][n]);
    }
    /* In the first frame the shin's end moves away by 0.2; the other is as at rest. */
    x[0][SHIN_END][1] += 0.2;
    location[1][FOOT][2] = 0.125;
    ax_ties_pull_roots(&w.skeleton, &w.joints, 2, x[0][0], head[0][0], location[0][0]);
    double moved[3];
    ax_matrix4_transform(w.rest[FOOT], location[0][FOOT], moved);
    assert_true(fabs(ax_distance3(moved, x[0][SHIN_END]) - gap) < 1e-9);
    assert_true(moved[1] > 0.18);
    assert_true(location[1][FOOT][2] == 0.125);
}

static void survives_allocation_failures(void **state) {
    (void)state;
    const size_t before = ax_memory_in_use();
    make_rig();
    for (long n = 0;; n++) {
        ax_error err = {0};
        ax_ties t = {0};
        test_fail_after(n);
        const ax_status status =
            ax_ties_find(&w.skeleton, &w.joints, FRAMES, 1.2, &t, &err);
        test_fail_never();
        ax_ties_free(&t);
        assert_int_equal(ax_memory_in_use(), before);
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_foot),
        cmocka_unit_test(derivatives_match),
        cmocka_unit_test(foot_stays_on_the_leg),
        cmocka_unit_test(merged_foot_is_pulled),
        cmocka_unit_test(survives_allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
