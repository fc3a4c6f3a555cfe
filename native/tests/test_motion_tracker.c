/* From pose maps back to joints: extraction, triangulation, tracking. */
#include "support.h"
#include "turntable.h"

#include "motion/maps/colours.h"
#include "motion/maps/pose_map.h"
#include "motion/math/geometry.h"
#include "motion/rig/skeleton.h"
#include "motion/track/extract.h"
#include "motion/track/tracker.h"
#include "motion/track/triangulate.h"

enum { VIEWS = 4, FRAMES = 6, JOINTS = 9, SIZE = 128 };
static const double bound_diagonal = 2.6; /* of the rest pose below, about */

/* A trunk of three and two chains of three; it sways and its limbs swing. */
typedef struct world {
    ax_camera camera[VIEWS];
    ax_cameras cameras;
    int32_t parent[JOINTS];
    double rest[JOINTS][3], truth[FRAMES][JOINTS][3];
    uint8_t colours[JOINTS][3];
    double template_points[VIEWS][JOINTS][2];
    double points[VIEWS][FRAMES][JOINTS][2];
    float confidence[VIEWS][FRAMES][JOINTS];
    uint8_t maps[VIEWS][FRAMES][SIZE * SIZE * 3];
} world;

static world w;

static void make_world(void) {
    ax_error err = {0};
    static const int32_t parent[JOINTS] = {-1, 0, 1, 0, 3, 4, 1, 6, 7};
    static const double rest[JOINTS][3] = {
        {0, 0, 1},      {0, 0, 1.6},    {0, 0, 2.1},    {0.2, 0, 0.9},   {0.3, 0, 0.4},
        {0.3, -0.1, 0}, {-0.2, 0, 1.6}, {-0.7, 0, 1.6}, {-1.1, 0.1, 1.6}};
    memset(&w, 0, sizeof w);
    memcpy(w.parent, parent, sizeof parent);
    memcpy(w.rest, rest, sizeof rest);
    for (int v = 0; v < VIEWS; v++)
        w.camera[v] = test_camera_at(0.8 + 1.5707963 * v, SIZE);
    w.cameras = (ax_cameras){w.camera, VIEWS};
    for (int f = 0; f < FRAMES; f++) {
        double angle = 0.25 * f;
        for (int j = 0; j < JOINTS; j++) {
            int p = parent[j];
            double d[3], turn = j >= 3 ? angle : 0;
            for (int i = 0; i < 3; i++) d[i] = rest[j][i] - (p >= 0 ? rest[p][i] : 0);
            double y = d[1] * cos(turn) - d[2] * sin(turn);
            double z = d[1] * sin(turn) + d[2] * cos(turn);
            if (j == 0) d[0] += 0.05 * f;
            const double *from = p >= 0 ? w.truth[f][p] : (const double[3]){0, 0, 0};
            w.truth[f][j][0] = from[0] + d[0];
            w.truth[f][j][1] = from[1] + (p >= 0 ? y : d[1]);
            w.truth[f][j][2] = from[2] + (p >= 0 ? z : d[2]);
        }
    }
    TEST_OK(ax_joint_colours(rest[0], JOINTS, 1, w.colours[0], &err));
    TEST_OK(ax_project(&w.cameras, rest[0], JOINTS, w.template_points[0][0], &err));
    TEST_OK(ax_project(&w.cameras, w.truth[0][0], FRAMES * JOINTS, w.points[0][0][0],
                       &err));
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++) (&w.confidence[0][0][0])[i] = 1;
    ax_pose_scene scene = {FRAMES, JOINTS, w.truth[0][0], w.parent, w.colours[0]};
    ax_draw_params params = {1, 2.5, 1.5};
    TEST_OK(ax_pose_maps_draw(&w.cameras, &scene, &params, w.maps[0][0], &err));
}

static ax_pose_maps all_maps(void) {
    return (ax_pose_maps){VIEWS,        FRAMES, SIZE, SIZE, JOINTS, w.maps[0][0],
                          w.colours[0], 2.5,    0,    0,    0,      1};
}

static ax_observations observations(void) {
    return (ax_observations){w.cameras,          FRAMES,   JOINTS,    w.points[0][0][0],
                             w.confidence[0][0], w.parent, w.rest[0], NULL};
}

typedef struct outcome {
    double mean, worst; /* % of the diagonal */
} outcome;

static outcome compare(double found[FRAMES][JOINTS][3]) {
    outcome o = {0, 0};
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++) {
            double e = 100 * ax_distance3(found[f][j], w.truth[f][j]) / bound_diagonal;
            o.mean += e / (FRAMES * JOINTS);
            o.worst = fmax(o.worst, e);
        }
    return o;
}

static outcome triangulate(void) {
    ax_error err = {0};
    static double found[FRAMES][JOINTS][3];
    static float confidence[FRAMES][JOINTS], residual[FRAMES][JOINTS];
    ax_observations o = observations();
    TEST_OK(ax_triangulate(&o, found[0][0], confidence[0], residual[0], &err));
    for (int i = 0; i < FRAMES * JOINTS; i++) {
        assert_true(isfinite((&confidence[0][0])[i]) && isfinite((&residual[0][0])[i]));
        for (int a = 0; a < 3; a++) assert_true(isfinite((&found[0][0][0])[3 * i + a]));
    }
    return compare(found);
}

static void test_extract(void **state) {
    (void)state;
    ax_error err = {0};
    static double points[VIEWS][FRAMES][JOINTS][2];
    static float confidence[VIEWS][FRAMES][JOINTS];
    make_world();
    ax_pose_maps maps = all_maps();
    TEST_OK(ax_extract(&maps, w.template_points[0][0], points[0][0][0],
                       confidence[0][0], &err));
    double worst = 0, mean = 0;
    int counted = 0;
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++) {
        const double *a = &points[0][0][0][0] + 2 * i,
                     *b = &w.points[0][0][0][0] + 2 * i;
        if ((&confidence[0][0][0])[i] < 0.6f) continue;
        worst = fmax(worst, hypot(a[0] - b[0], a[1] - b[1]));
        mean += hypot(a[0] - b[0], a[1] - b[1]);
        counted++;
    }
    mean /= counted;
    print_message("  %d of %d seen; %.3f px error, worst %.2f\n", counted,
                  VIEWS * FRAMES * JOINTS, mean, worst);
    assert_true(counted > 0.9 * VIEWS * FRAMES * JOINTS);
    assert_true(mean < 0.15 && worst < 1.5);
}

static void test_hidden_joints_are_not_believed(void **state) {
    (void)state;
    ax_error err = {0};
    static double points[VIEWS][FRAMES][JOINTS][2];
    static float confidence[VIEWS][FRAMES][JOINTS];
    make_world();
    /* Joint 1 right under joint 2, in every frame; the drawing hides it. */
    for (int f = 0; f < FRAMES; f++) memcpy(w.truth[f][1], w.truth[f][2], 24);
    ax_pose_scene scene = {FRAMES, JOINTS, w.truth[0][0], w.parent, w.colours[0]};
    ax_draw_params params = {1, 2.5, 1.5};
    TEST_OK(ax_pose_maps_draw(&w.cameras, &scene, &params, w.maps[0][0], &err));
    ax_pose_maps maps = all_maps();
    TEST_OK(ax_extract(&maps, w.template_points[0][0], points[0][0][0],
                       confidence[0][0], &err));
    for (int v = 0; v < VIEWS; v++)
        for (int f = 0; f < FRAMES; f++) {
            assert_true(confidence[v][f][1] < 0.2f);
            assert_true(confidence[v][f][2] > 0.9f);
        }
}

static void test_extract_reads_anything(void **state) {
    (void)state;
    ax_error err = {0};
    static double points[VIEWS][FRAMES][JOINTS][2];
    static float confidence[VIEWS][FRAMES][JOINTS];
    make_world();
    ax_pose_maps maps = all_maps();
    for (int fill = 0; fill < 3; fill++) {
        for (size_t i = 0; i < sizeof w.maps; i++)
            (&w.maps[0][0][0])[i] = (uint8_t)(fill == 0   ? 255
                                              : fill == 1 ? 0
                                                          : i * 2654435761u >> 13);
        w.template_points[0][0][0] = NAN;
        w.template_points[0][1][0] = 1e300;
        TEST_OK(ax_extract(&maps, w.template_points[0][0], points[0][0][0],
                           confidence[0][0], &err));
        for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++)
            assert_true((&confidence[0][0][0])[i] >= 0 &&
                        (&confidence[0][0][0])[i] <= 1);
    }
    /* A white joint in nearly white maps divides nothing by nothing. */
    make_world();
    memset(w.colours[3], 255, 3);
    memset(w.maps, 250, sizeof w.maps);
    TEST_OK(ax_extract(&maps, w.template_points[0][0], points[0][0][0],
                       confidence[0][0], &err));
    for (int i = 0; i < 2 * VIEWS * FRAMES * JOINTS; i++)
        assert_true(isfinite((&points[0][0][0][0])[i]));
    /* The square of this spread is zero: it is read as the smallest that tells. */
    static double narrow[VIEWS][FRAMES][JOINTS][2];
    make_world();
    maps.sigma = 0.5;
    TEST_OK(ax_extract(&maps, w.template_points[0][0], narrow[0][0][0],
                       confidence[0][0], &err));
    maps.sigma = 1e-200;
    TEST_OK(ax_extract(&maps, w.template_points[0][0], points[0][0][0],
                       confidence[0][0], &err));
    assert_memory_equal(points, narrow, sizeof points);
    maps.sigma = NAN;
    TEST_FAILS(ax_extract(&maps, w.template_points[0][0], points[0][0][0],
                          confidence[0][0], &err),
               AX_ERR_USAGE, "sigma");
    maps = all_maps();
    maps.width = 1 << 20;
    TEST_FAILS(ax_extract(&maps, w.template_points[0][0], points[0][0][0],
                          confidence[0][0], &err),
               AX_ERR_USAGE, "pixels");
}

static void test_triangulate_exact(void **state) {
    (void)state;
    make_world();
    outcome o = triangulate();
    print_message("  exact points: mean %.4f%%, worst %.4f%%\n", o.mean, o.worst);
    assert_true(o.worst < 0.05);
}

static void test_triangulate_outliers(void **state) {
    (void)state;
    make_world();
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i += 20)
        (&w.points[0][0][0][0])[2 * i] += 30;
    outcome o = triangulate();
    print_message("  5%% of the points 30 px error: mean %.3f%%, worst %.3f%%\n",
                  o.mean, o.worst);
    assert_true(o.worst < 1);
}

static void test_triangulate_few_views(void **state) {
    (void)state;
    make_world();
    /* Joint 5 is never seen in frames 2 and 3, joint 8 by one view only in frame 4. */
    for (int v = 0; v < VIEWS; v++) {
        w.confidence[v][2][5] = w.confidence[v][3][5] = 0;
        w.points[v][2][5][0] = NAN;
        if (v > 0) w.confidence[v][4][8] = 0;
    }
    outcome o = triangulate();
    print_message("  hidden for two frames: mean %.3f%%, worst %.2f%%\n", o.mean,
                  o.worst);
    assert_true(o.worst < 6);
    memset(w.confidence, 0,
           sizeof w.confidence); /* nothing seen at all: the rest pose */
    ax_error err = {0};
    static double found[FRAMES][JOINTS][3];
    static float confidence[FRAMES][JOINTS], residual[FRAMES][JOINTS];
    ax_observations all = observations();
    TEST_OK(ax_triangulate(&all, found[0][0], confidence[0], residual[0], &err));
    for (int j = 0; j < JOINTS; j++) {
        assert_true(ax_distance3(found[3][j], w.rest[j]) < 1e-3);
        assert_true(confidence[3][j] == 0 && residual[3][j] == 0);
    }
}

/* Numbers whose squares are infinite, or nothing: triangulate() asserts what comes
 * out. */
static void test_triangulate_extremes(void **state) {
    (void)state;
    make_world();
    for (int v = 0; v < VIEWS; v++) w.points[v][2][5][0] = v % 2 ? 1e300 : -1e200;
    outcome o = triangulate(); /* as if they were not seen */
    print_message("  far outside the image: worst %.2f%%\n", o.worst);
    assert_true(o.worst < 6);
    make_world();
    for (int i = 0; i < JOINTS * 3; i++) (&w.rest[0][0])[i] *= 1e-160;
    (void)triangulate();
}

static void test_triangulate_coincident_cameras(void **state) {
    (void)state;
    make_world();
    for (int v = 1; v < VIEWS; v++) w.camera[v] = w.camera[0];
    memcpy(w.points[1], w.points[0], sizeof w.points[0]);
    memcpy(w.points[2], w.points[0], sizeof w.points[0]);
    memcpy(w.points[3], w.points[0], sizeof w.points[0]);
    outcome o = triangulate(); /* depth is open, so bone lengths and rest decide */
    print_message("  one camera four times: mean %.1f%%, worst %.1f%%\n", o.mean,
                  o.worst);
    assert_true(o.worst < 60);
}

static void test_observations_that_are_refused(void **state) {
    (void)state;
    ax_error err = {0};
    static double found[FRAMES][JOINTS][3];
    static float confidence[FRAMES][JOINTS], residual[FRAMES][JOINTS];
    make_world();
    ax_observations o = observations();
    w.parent[1] = 4;
    TEST_FAILS(ax_triangulate(&o, found[0][0], confidence[0], residual[0], &err),
               AX_ERR_INPUT, "cycle");
    w.parent[1] = 0;
    w.rest[2][1] = INFINITY;
    TEST_FAILS(ax_triangulate(&o, found[0][0], confidence[0], residual[0], &err),
               AX_ERR_INPUT, "finite");
    w.rest[2][1] = -1e200;
    TEST_FAILS(ax_triangulate(&o, found[0][0], confidence[0], residual[0], &err),
               AX_ERR_INPUT, "beyond");
    o.frames = 0;
    TEST_FAILS(ax_triangulate(&o, found[0][0], confidence[0], residual[0], &err),
               AX_ERR_USAGE, "0 frames");
}

typedef struct tracks {
    double joints[FRAMES][JOINTS][3], points[VIEWS][FRAMES][JOINTS][2];
    float confidence[FRAMES][JOINTS], residual[FRAMES][JOINTS];
    float point_confidence[VIEWS][FRAMES][JOINTS];
} tracks;

static ax_status track(const ax_pose_maps *maps, tracks *r, ax_error *err) {
    ax_tracks out = {r->joints[0][0], r->confidence[0], r->residual[0],
                     r->points[0][0][0], r->point_confidence[0][0]};
    return ax_joints_track(maps, &w.cameras, w.parent, w.rest[0], &out, err);
}

static void test_track(void **state) {
    (void)state;
    ax_error err = {0};
    static tracks r;
    make_world();
    ax_pose_maps maps = all_maps();
    TEST_OK(track(&maps, &r, &err));
    outcome o = compare(r.joints);
    print_message("  from 128 px maps: mean %.3f%%, worst %.3f%%\n", o.mean, o.worst);
    assert_true(o.mean < 0.3 && o.worst < 2.5);
    for (int i = 0; i < FRAMES * JOINTS; i++)
        assert_true((&r.confidence[0][0])[i] > 0.8f);
}

static void draw_in_version_2(ax_pose_maps *maps) {
    ax_error err = {0};
    TEST_OK(ax_joint_colours(w.rest[0], JOINTS, 2, w.colours[0], &err));
    ax_pose_scene scene = {FRAMES, JOINTS, w.truth[0][0], w.parent, w.colours[0]};
    ax_draw_params params = {2, 2.5, 1.5};
    TEST_OK(ax_pose_maps_draw(&w.cameras, &scene, &params, w.maps[0][0], &err));
    *maps = all_maps();
    maps->version = 2;
}

/* What lies in front of joint 2 is joint 1, whose index is less: by the order of joints
 * it could not hide it, and the place would be held against joint 2. */
static void test_track_version_2(void **state) {
    (void)state;
    ax_error err = {0};
    static tracks r;
    ax_pose_maps maps;
    make_world();
    for (int f = 0; f < FRAMES; f++) {
        double origin[3];
        ax_camera_origin(&w.camera[0], origin);
        for (int i = 0; i < 3; i++)
            w.truth[f][1][i] = w.truth[f][2][i] + 0.1 * (origin[i] - w.truth[f][2][i]);
    }
    draw_in_version_2(&maps);
    TEST_OK(track(&maps, &r, &err));
    outcome o = compare(r.joints);
    print_message("  version 2: mean %.3f%%, worst %.3f%%\n", o.mean, o.worst);
    assert_true(o.mean < 0.3 && o.worst < 2.5);
    for (int f = 0; f < FRAMES; f++) {
        assert_true(r.point_confidence[0][f][2] < -0.5f); /* hidden, and known to be */
        assert_true(r.point_confidence[0][f][1] > 0.8f);
    }
    for (int f = 0; f < FRAMES; f++) r.point_confidence[0][f][2] = 0;
    const ax_tracks again = {w.truth[0][0], r.confidence[0], r.residual[0],
                             r.points[0][0][0], r.point_confidence[0][0]};
    TEST_OK(ax_redetect(&maps, &w.cameras, &again, &err));
    for (int f = 0; f < FRAMES; f++) assert_true(r.point_confidence[0][f][2] < -0.5f);
    maps.version = 1; /* read by the order of joints: nothing hides joint 2 */
    TEST_OK(track(&maps, &r, &err));
    assert_true(r.point_confidence[0][FRAMES - 1][2] >= 0);
    maps.version = 3;
    TEST_FAILS(track(&maps, &r, &err), AX_ERR_MODEL, "version 3");
}

static void test_extract_version_2(void **state) {
    (void)state;
    ax_error err = {0};
    static double points[VIEWS][FRAMES][JOINTS][2];
    static float confidence[VIEWS][FRAMES][JOINTS];
    ax_pose_maps maps;
    make_world();
    draw_in_version_2(&maps);
    TEST_OK(ax_extract(&maps, w.template_points[0][0], points[0][0][0],
                       confidence[0][0], &err));
    double worst = 0;
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++) {
        const double *at = &points[0][0][0][0] + 2 * i,
                     *is = &w.points[0][0][0][0] + 2 * i;
        if ((&confidence[0][0][0])[i] > 0.9f)
            worst = fmax(worst, hypot(at[0] - is[0], at[1] - is[1]));
    }
    print_message("  version 2 by view: what is seen is at most %.3f px error\n",
                  worst);
    assert_true(worst < 0.5);
}

/* A leap over half the image between two frames, far beyond the window. */
static void test_track_follows_a_leap(void **state) {
    (void)state;
    ax_error err = {0};
    static tracks r;
    make_world();
    for (int f = 3; f < FRAMES; f++) w.truth[f][8][2] -= 1.4;
    ax_pose_scene scene = {FRAMES, JOINTS, w.truth[0][0], w.parent, w.colours[0]};
    ax_draw_params params = {1, 2.5, 1.5};
    TEST_OK(ax_pose_maps_draw(&w.cameras, &scene, &params, w.maps[0][0], &err));
    ax_pose_maps maps = all_maps();
    TEST_OK(track(&maps, &r, &err));
    outcome o = compare(r.joints);
    print_message("  with a leap: mean %.3f%%, worst %.3f%%\n", o.mean, o.worst);
    assert_true(o.mean < 0.4 && o.worst < 4);
}

static void test_track_nothing(void **state) {
    (void)state;
    ax_error err = {0};
    static tracks r;
    make_world();
    memset(w.maps, 255, sizeof w.maps);
    ax_pose_maps maps = all_maps();
    TEST_OK(track(&maps, &r, &err));
    for (int j = 0; j < JOINTS; j++) {
        assert_true(ax_distance3(r.joints[5][j], w.rest[j]) < 1e-3);
        assert_true(r.confidence[5][j] == 0);
    }
    maps.views = 3;
    TEST_FAILS(track(&maps, &r, &err), AX_ERR_USAGE, "do not fit 4 cameras");
}

static void test_track_without_memory(void **state) {
    (void)state;
    ax_error err = {0};
    static tracks r;
    make_world();
    ax_pose_maps maps = all_maps();
    maps.frames = 1;
    const size_t before = ax_memory_in_use();
    long n = 0;
    for (;; n++) {
        test_fail_after(n);
        ax_status status = track(&maps, &r, &err);
        test_fail_never();
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_int_equal(ax_memory_in_use(), before);
        err = (ax_error){0};
    }
    assert_true(n > 20);
    assert_int_equal(ax_memory_in_use(), before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_extract),
        cmocka_unit_test(test_hidden_joints_are_not_believed),
        cmocka_unit_test(test_extract_reads_anything),
        cmocka_unit_test(test_triangulate_exact),
        cmocka_unit_test(test_triangulate_outliers),
        cmocka_unit_test(test_triangulate_few_views),
        cmocka_unit_test(test_triangulate_extremes),
        cmocka_unit_test(test_triangulate_coincident_cameras),
        cmocka_unit_test(test_observations_that_are_refused),
        cmocka_unit_test(test_track),
        cmocka_unit_test(test_track_version_2),
        cmocka_unit_test(test_extract_version_2),
        cmocka_unit_test(test_track_follows_a_leap),
        cmocka_unit_test(test_track_nothing),
        cmocka_unit_test(test_track_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
