/* The baseline: extraction, triangulation and FABRIK on a chain with a branch. */
#include "support.h"
#include "turntable.h"

#include "motion/maps/colours.h"
#include "motion/maps/pose_map.h"
#include "motion/math/geometry.h"
#include "motion/paper/paper_solver.h"

enum { VIEWS = 4, FRAMES = 5, BONES = 6, JOINTS = 8, SIZE = 256 };

/* A root with an arm of three bones and a leg of two, along x and down; the ends of arm
 * and leg are tails. */
typedef struct fixture {
    ax_skeleton skeleton;
    int32_t parents[BONES];
    double rest[BONES][16], lengths[BONES];
    uint8_t flags[BONES];
    ax_joints joints;
    ax_camera camera[VIEWS];
    ax_cameras cameras;
    double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    double pose[FRAMES][BONES][16], truth[FRAMES][JOINTS][3];
    double observed[VIEWS][FRAMES][JOINTS][2];
    float weight[VIEWS][FRAMES][JOINTS];
    uint8_t colours[JOINTS][3], maps[VIEWS][FRAMES][SIZE * SIZE * 3];
} fixture;

static fixture w;

static const int32_t bone_parents[BONES] = {-1, 0, 1, 2, 0, 4};
static const double heads[BONES][3] = {{0, 0, 1},     {0.3, 0, 1.5}, {0.7, 0, 1.5},
                                       {1, 0.1, 1.5}, {0, 0.1, 0.9}, {0, 0.1, 0.5}};
static const double along[BONES][3] = {{0.3, 0, 0.5}, {0.4, 0, 0},  {0.3, 0.1, 0},
                                       {0.3, 0, 0.1}, {0, 0, -0.4}, {0, 0, -0.4}};

static void make_rest(void) {
    memcpy(w.parents, bone_parents, sizeof w.parents);
    for (int n = 0; n < BONES; n++) {
        const double up[3] = {0, 1, 0};
        double r[9];
        ax_rotation_swing(up, along[n], r);
        for (int i = 0; i < 3; i++) {
            memcpy(w.rest[n] + 4 * i, r + 3 * i, 3 * sizeof *r);
            w.rest[n][4 * i + 3] = heads[n][i];
        }
        w.rest[n][15] = 1;
        w.lengths[n] = sqrt(ax_dot3(along[n], along[n]));
        w.flags[n] = AX_BONE_DEFORMS;
    }
    w.skeleton = (ax_skeleton){BONES,   w.parents, w.rest[0], w.lengths,
                               w.flags, NULL,      NULL,      NULL};
}

/* Rotations about axes across the bones, which the bones' ends determine. */
static void make_motion(void) {
    ax_error err = {0};
    const ax_keyframes keys = {FRAMES, BONES, w.rotation[0][0], w.location[0][0]};
    for (int f = 0; f < FRAMES; f++)
        for (int n = 0; n < BONES; n++) {
            double half = 0.5 * 0.2 * f * (n % 2 ? 1 : -0.7);
            w.rotation[f][n][0] = cos(half);
            w.rotation[f][n][n % 2 ? 1 : 3] = sin(half);
            if (n == 0) w.location[f][n][1] = 0.05 * f;
        }
    TEST_OK(ax_forward(&w.skeleton, &keys, w.pose[0][0], &err));
}

static void joints_of(double pose[FRAMES][BONES][16], double out[FRAMES][JOINTS][3]) {
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++) {
            int n = w.joints.bone[j];
            double end[3] = {0, w.joints.tail[j] ? w.lengths[n] : 0, 0};
            ax_matrix4_transform(pose[f][n], end, out[f][j]);
        }
}

static void make_fixture(void) {
    ax_error err = {0};
    ax_joints_free(&w.joints);
    memset(&w, 0, sizeof w);
    make_rest();
    TEST_OK(ax_joints_select(&w.skeleton, 0, 0.01, 1, 0, &w.joints, &err));
    assert_int_equal(w.joints.count, JOINTS);
    make_motion();
    joints_of(w.pose, w.truth);
    for (int v = 0; v < VIEWS; v++)
        w.camera[v] = test_camera_at(0.8 + 1.5707963 * v, SIZE);
    w.cameras = (ax_cameras){w.camera, VIEWS};
    TEST_OK(ax_project(&w.cameras, w.truth[0][0], FRAMES * JOINTS, w.observed[0][0][0],
                       &err));
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++) (&w.weight[0][0][0])[i] = 1;
    TEST_OK(ax_joint_colours(w.joints.position, JOINTS, 1, w.colours[0], &err));
    ax_pose_scene scene = {FRAMES, JOINTS, w.truth[0][0], w.joints.parent,
                           w.colours[0]};
    ax_draw_params params = {1, 3.5, 1.5};
    TEST_OK(ax_pose_maps_draw(&w.cameras, &scene, &params, w.maps[0][0], &err));
}

static ax_pose_maps all_maps(void) {
    return (ax_pose_maps){VIEWS,        FRAMES, SIZE, SIZE, JOINTS, w.maps[0][0],
                          w.colours[0], 0,      20,   0,    0,      1};
}

typedef struct solved {
    double joints[FRAMES][JOINTS][3];
    float confidence[FRAMES][JOINTS], residual[FRAMES][JOINTS];
} solved;

static ax_status triangulate(solved *s, ax_error *err) {
    ax_observations o = {w.cameras,
                         FRAMES,
                         JOINTS,
                         w.observed[0][0][0],
                         w.weight[0][0],
                         w.joints.parent,
                         w.joints.position,
                         NULL};
    return ax_paper_triangulate(&o, s->joints[0][0], s->confidence[0], s->residual[0],
                                err);
}

static double max_error(double a[FRAMES][JOINTS][3]) {
    double worst = 0;
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++)
            worst = fmax(worst, ax_distance3(a[f][j], w.truth[f][j]));
    return worst / ax_box_diagonal(w.joints.position, JOINTS);
}

static void test_extract(void **state) {
    (void)state;
    ax_error err = {0};
    static double points[VIEWS][FRAMES][JOINTS][2];
    static float confidence[VIEWS][FRAMES][JOINTS];
    make_fixture();
    ax_pose_maps maps = all_maps();
    TEST_OK(ax_paper_extract(&maps, points[0][0][0], confidence[0][0], &err));
    double distance = 0;
    int found = 0;
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++) {
        const double *a = &points[0][0][0][0] + 2 * i,
                     *b = &w.observed[0][0][0][0] + 2 * i;
        float c = (&confidence[0][0][0])[i];
        assert_true(c == 0 || c == 1);
        assert_true((c == 0) == isnan(a[0]));
        if (c == 0) continue;
        distance += hypot(a[0] - b[0], a[1] - b[1]);
        found++;
    }
    print_message("  %d of %d found, %.2f px off\n", found, VIEWS * FRAMES * JOINTS,
                  distance / found);
    assert_true(found > 0.95 * VIEWS * FRAMES * JOINTS);
    assert_true(distance / found < 1);
    memset(w.maps, 255, sizeof w.maps);
    TEST_OK(ax_paper_extract(&maps, points[0][0][0], confidence[0][0], &err));
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++)
        assert_true((&confidence[0][0][0])[i] == 0 &&
                    isnan((&points[0][0][0][0])[2 * i]));
    maps.sigma = NAN;
    TEST_FAILS(ax_paper_extract(&maps, points[0][0][0], confidence[0][0], &err),
               AX_ERR_USAGE, "sigma");
}

static void test_triangulate(void **state) {
    (void)state;
    ax_error err = {0};
    static solved s;
    make_fixture();
    TEST_OK(triangulate(&s, &err));
    print_message("  exact points: worst joint %.1e of the box\n", max_error(s.joints));
    assert_true(max_error(s.joints) < 1e-6); /* bone lengths are true, so all agree */
    /* One view alone and none at all: confidence 0, at the bone's rest length. */
    for (int v = 1; v < VIEWS; v++) w.weight[v][2][3] = 0;
    for (int v = 0; v < VIEWS; v++) w.observed[v][3][4][0] = NAN;
    w.observed[1][1][2][0] += 60; /* and one view that is wrong */
    TEST_OK(triangulate(&s, &err));
    print_message("  with joints lost: worst joint %.3f of the box\n",
                  max_error(s.joints));
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++) {
            bool lost = (f == 2 && j == 3) || (f == 3 && j == 4);
            assert_true(s.confidence[f][j] == (lost ? 0 : 1));
            assert_true(isfinite(s.residual[f][j]));
            int p = w.joints.parent[j];
            if (p < 0 || !lost) continue;
            double rest =
                ax_distance3(w.joints.position + 3 * j, w.joints.position + 3 * p);
            double now = ax_distance3(s.joints[f][j], s.joints[f][p]);
            assert_true(fabs(now / rest - 1) < 0.02);
        }
    assert_true(s.residual[1][2] > 20);
    /* 60 px are 0.27 of the box; the mean of four views would be off by 0.07 and more
     * */
    assert_true(ax_distance3(s.joints[1][2], w.truth[1][2]) < 0.06);
}

static void test_ik(void **state) {
    (void)state;
    ax_error err = {0};
    static double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    static double pose[FRAMES][BONES][16], reached[FRAMES][JOINTS][3];
    static float confidence[FRAMES][JOINTS];
    make_fixture();
    ax_joint_motion motion = {FRAMES, w.truth[0][0], confidence[0]};
    ax_keyframes keys = {FRAMES, BONES, rotation[0][0], location[0][0]};
    TEST_OK(ax_paper_ik(&w.skeleton, &w.joints, &motion, &keys, &err));
    TEST_OK(ax_forward(&w.skeleton, &keys, pose[0][0], &err));
    joints_of(pose, reached);
    print_message("  true joints: worst %.1e of the box\n", max_error(reached));
    /* The rest prior of the one fit, the root's, costs that much. */
    assert_true(max_error(reached) < 1e-3);
    for (int f = 1; f < FRAMES; f++)
        for (int n = 0; n < BONES; n++) {
            double dot = 0;
            for (int i = 0; i < 4; i++)
                dot += rotation[f][n][i] * rotation[f - 1][n][i];
            assert_true(dot > 0);
            for (int i = 0; n > 0 && i < 3; i++) assert_true(location[f][n][i] == 0);
        }
    /* A target out of reach: the arm points at it, and no bone is stretched. */
    int end = 0;
    while (!w.joints.tail[end] || w.joints.bone[end] != 3) end++;
    w.truth[2][end][0] += 5;
    TEST_OK(ax_paper_ik(&w.skeleton, &w.joints, &motion, &keys, &err));
    TEST_OK(ax_forward(&w.skeleton, &keys, pose[0][0], &err));
    joints_of(pose, reached);
    for (int n = 1; n < 4; n++) assert_true(pose[2][n][1] > 0.9); /* y axis along x */
    w.truth[1][1][2] = NAN;
    TEST_FAILS(ax_paper_ik(&w.skeleton, &w.joints, &motion, &keys, &err), AX_ERR_INPUT,
               "finite");
}

static ax_status run_all(ax_error *err) {
    static double points[VIEWS][FRAMES][JOINTS][2];
    static float confidence[VIEWS][FRAMES][JOINTS];
    static double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    static solved s;
    ax_pose_maps maps = all_maps();
    AX_TRY(ax_paper_extract(&maps, points[0][0][0], confidence[0][0], err));
    AX_TRY(triangulate(&s, err));
    ax_joint_motion motion = {FRAMES, s.joints[0][0], s.confidence[0]};
    ax_keyframes keys = {FRAMES, BONES, rotation[0][0], location[0][0]};
    return ax_paper_ik(&w.skeleton, &w.joints, &motion, &keys, err);
}

static void test_without_memory(void **state) {
    (void)state;
    ax_error err = {0};
    make_fixture();
    const size_t before = ax_memory_in_use();
    long n = 0;
    for (;; n++) {
        test_fail_after(n);
        ax_status status = run_all(&err);
        test_fail_never();
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_int_equal(ax_memory_in_use(), before);
        err = (ax_error){0};
    }
    assert_true(n > 12);
    assert_int_equal(ax_memory_in_use(), before);
    ax_joints_free(&w.joints);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_extract),
        cmocka_unit_test(test_triangulate),
        cmocka_unit_test(test_ik),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
