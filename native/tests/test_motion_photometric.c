/* Joints against the pixels of pose maps. */
#include <omp.h>

#include "support.h"
#include "turntable.h"

#include "motion/fit/bundle.h"
#include "motion/fit/photometric.h"
#include "motion/fit/solve_ik.h"
#include "motion/maps/pose_map.h"
#include "motion/math/geometry.h"
#include "motion/track/tracker.h"

enum { BONES = 5, JOINTS = 5, FRAMES = 6, VIEWS = 4, SIZE = 96 };

/* A trunk and two arms so close to each other that their discs overlap in every view.
 * A joint is a bone's head. */
typedef struct fixture {
    double rest[BONES][16], position[JOINTS][3], truth[FRAMES][JOINTS][3];
    double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    ax_camera camera[VIEWS];
    ax_cameras cameras;
    uint8_t pixels[VIEWS][FRAMES][SIZE][SIZE][3];
    ax_pose_maps maps;
    ax_skeleton skeleton;
    ax_joints joints;
} fixture;

static fixture w;

static const int32_t parents[BONES] = {-1, 0, 1, 1, 2}, own[JOINTS] = {0, 1, 2, 3, 4};
static const uint8_t tail[JOINTS], flags[BONES] = {1, 1, 1, 1, 1};
static const double lengths[BONES] = {0.6, 0.4, 0.4, 0.4, 0.4};
static const double head[BONES][3] = {
    {0, 0, 0.6}, {0, 0, 1.2}, {0.5, 0.04, 1.3}, {0.5, -0.04, 1.24}, {0.9, 0.04, 1.3}};
static const uint8_t colours[JOINTS][3] = {
    {200, 30, 30}, {30, 160, 40}, {40, 60, 210}, {220, 150, 20}, {150, 30, 170}};

static void make_motion(void) {
    ax_error err = {0};
    static double pose[FRAMES][BONES][16];
    for (int f = 0; f < FRAMES; f++) {
        for (int n = 0; n < BONES; n++) {
            double *q = w.rotation[f][n];
            q[0] = 1;
            q[1 + n % 3] = 0.15 * sin(0.6 * f + n);
            ax_quaternion_normalise(q);
        }
        w.location[f][0][0] = 0.05 * f;
    }
    const ax_keyframes keys = {FRAMES, BONES, w.rotation[0][0], w.location[0][0]};
    TEST_OK(ax_forward(&w.skeleton, &keys, pose[0][0], &err));
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++)
            for (int i = 0; i < 3; i++) w.truth[f][j][i] = pose[f][j][4 * i + 3];
}

/* One row or column of a picture, blurred by a Gaussian. */
static void blur_row(uint8_t *pixel, size_t stride, double sigma) {
    double before[SIZE], weight[9], whole = 0;
    for (int i = 0; i < SIZE; i++) before[i] = pixel[(size_t)i * stride];
    for (int k = -4; k <= 4; k++)
        whole += weight[k + 4] = exp(-0.5 * k * k / sigma / sigma);
    for (int i = 0; i < SIZE; i++) {
        double sum = 0;
        for (int k = -4; k <= 4; k++) {
            const int at = i + k < 0 ? 0 : i + k >= SIZE ? SIZE - 1 : i + k;
            sum += weight[k + 4] * before[at];
        }
        pixel[(size_t)i * stride] = (uint8_t)(sum / whole + 0.5);
    }
}

static void draw(double sigma) {
    ax_error err = {0};
    const ax_pose_scene scene = {FRAMES, JOINTS, w.truth[0][0], parents, colours[0]};
    const ax_draw_params params = {1, 2.5, 1.5};
    TEST_OK(ax_pose_maps_draw(&w.cameras, &scene, &params, w.pixels[0][0][0][0], &err));
    for (int m = 0; m < VIEWS * FRAMES && sigma > 0; m++) {
        uint8_t *map = w.pixels[0][0][0][0] + (size_t)m * SIZE * SIZE * 3;
        for (size_t i = 0; i < (size_t)SIZE * 3; i++) {
            blur_row(map + i / 3 * SIZE * 3 + i % 3, 3, sigma);
            blur_row(map + i, (size_t)SIZE * 3, sigma);
        }
    }
}

static void make_fixture(double sigma) {
    memset(&w, 0, sizeof w);
    for (int n = 0; n < BONES; n++)
        for (int i = 0; i < 4; i++) {
            w.rest[n][5 * i] = 1;
            if (i < 3) w.rest[n][4 * i + 3] = w.position[n][i] = head[n][i];
        }
    w.skeleton =
        (ax_skeleton){BONES, parents, w.rest[0], lengths, flags, NULL, NULL, NULL};
    w.joints = (ax_joints){.count = JOINTS,
                           .bones = BONES,
                           .bone = (int32_t *)(uintptr_t)own,
                           .tail = (uint8_t *)(uintptr_t)tail,
                           .parent = (int32_t *)(uintptr_t)parents,
                           .bone_joint = (int32_t *)(uintptr_t)own,
                           .position = w.position[0]};
    for (int v = 0; v < VIEWS; v++)
        w.camera[v] = test_camera_at(0.8 + 1.5707963 * v, SIZE);
    w.cameras = (ax_cameras){w.camera, VIEWS};
    make_motion();
    draw(sigma);
    w.maps = (ax_pose_maps){.views = VIEWS,
                            .frames = FRAMES,
                            .height = SIZE,
                            .width = SIZE,
                            .joints = JOINTS,
                            .pixels = w.pixels[0][0][0][0],
                            .colours = colours[0],
                            .radius = 2.5};
}

static ax_photometric *open_photometric(void) {
    ax_error err = {0};
    ax_photometric *p = NULL;
    TEST_OK(ax_photometric_open(&w.maps, &w.cameras, parents, &p, &err));
    assert_non_null(p);
    return p;
}

/* Vectors and Hessian blocks by joint. */
typedef double joint_vectors[FRAMES][JOINTS][3];
typedef double joint_blocks[FRAMES][JOINTS][9];

/* Within about a pixel (0.04) of the truth. */
static void disturb(joint_vectors x) {
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++)
            for (int i = 0; i < 3; i++)
                x[f][j][i] = w.truth[f][j][i] + 0.03 * sin(1 + 3 * f + 5 * j + 7 * i);
}

/* neg_gradient is minus half of the cost's derivative. Coverage is a table whose
 * slope jumps at its entries, by which central differences over 0.02 px differ by
 * about 1 %. */
static void derivative_is_the_costs_slope(void **state) {
    (void)state;
    static joint_vectors x, neg_gradient;
    static joint_blocks hessian;
    make_fixture(0.7);
    ax_photometric *p = open_photometric();
    ax_photometric_calibrate(p, w.truth[0][0], 0.3);
    disturb(x);
    ax_photometric_linearise(p, x[0][0], neg_gradient[0][0], hessian[0][0]);
    double error = 0, size = 0;
    const double h = 5e-4;
    for (int i = 0; i < FRAMES * JOINTS * 3; i++) {
        double *at = &x[0][0][0] + i;
        const double before = *at;
        *at = before + h;
        const double above = ax_photometric_cost(p, x[0][0]);
        *at = before - h;
        const double below = ax_photometric_cost(p, x[0][0]);
        *at = before;
        const double slope = (above - below) / (2 * h),
                     predicted = -2 * (&neg_gradient[0][0][0])[i];
        error += (slope - predicted) * (slope - predicted);
        size += slope * slope;
    }
    print_message("relative error of the derivative: %.5f\n", sqrt(error / size));
    assert_true(size > 0 && sqrt(error / size) < 0.02);
    for (int i = 0; i < FRAMES * JOINTS; i++)
        for (int a = 0; a < 3; a++)
            assert_true((&hessian[0][0][0])[9 * i + 4 * a] >= 0);
    ax_photometric_close(p);
}

/* The blur that was applied is found, and the truth costs less than disturbed
 * joints. */
static void measures_the_blur(void **state) {
    (void)state;
    static joint_vectors x;
    static const double blurs[] = {0, 0.6, 1.3};
    for (int i = 0; i < 3; i++) {
        make_fixture(blurs[i]);
        ax_photometric *p = open_photometric();
        ax_photometric_calibrate(p, w.truth[0][0], 0.3);
        print_message("blur %.2f, found %.2f\n", blurs[i], ax_photometric_blur(p));
        assert_true(fabs(ax_photometric_blur(p) - blurs[i]) < 0.31);
        disturb(x);
        assert_true(5 * ax_photometric_cost(p, w.truth[0][0]) <
                    ax_photometric_cost(p, x[0][0]));
        ax_photometric_close(p);
    }
}

static double mean_error(joint_vectors x) {
    double sum = 0;
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++)
            sum += ax_distance3(x[f][j], w.truth[f][j]) / (FRAMES * JOINTS);
    return sum;
}

typedef struct solved {
    double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    double points[VIEWS][FRAMES][JOINTS][2];
    float confidence[FRAMES][JOINTS], residual[FRAMES][JOINTS];
    float point_confidence[VIEWS][FRAMES][JOINTS];
    joint_vectors joints;
} solved;

/* The centres of overlapping, blurred discs are biased, the whole image is not. Blur of
 * 1 px at discs of 2.5 px. */
static void recovers_overlapping_discs(void **state) {
    (void)state;
    static solved s;
    ax_error err = {0};
    make_fixture(1);
    const ax_tracks found = {s.joints[0][0], s.confidence[0], s.residual[0],
                             s.points[0][0][0], s.point_confidence[0][0]};
    const ax_keyframes keys = {FRAMES, BONES, s.rotation[0][0], s.location[0][0]};
    const ax_joint_motion motion = {FRAMES, s.joints[0][0], s.confidence[0]};
    ax_observations o = {
        w.cameras, FRAMES,        JOINTS, s.points[0][0][0], s.point_confidence[0][0],
        parents,   w.position[0], NULL};
    TEST_OK(ax_joints_track(&w.maps, &w.cameras, parents, w.position[0], &found, &err));
    TEST_OK(ax_solve_ik(&w.skeleton, &w.joints, &motion, &keys, &err));
    TEST_OK(ax_bundle_adjust(&w.skeleton, &w.joints, &o, &keys, true, s.joints[0][0],
                             &err));
    const double points = mean_error(s.joints);
    o.photometric = open_photometric();
    TEST_OK(ax_bundle_adjust(&w.skeleton, &w.joints, &o, &keys, true, s.joints[0][0],
                             &err));
    ax_photometric_close(o.photometric);
    print_message("mean error: points %.5f, picture %.5f\n", points,
                  mean_error(s.joints));
    assert_true(mean_error(s.joints) < 0.5 * points);
}

/* Joints that are not finite, behind a camera or far outside the image are not rendered
 * and have no gradient. */
static void handles_any_position(void **state) {
    (void)state;
    static joint_vectors x, neg_gradient;
    static joint_blocks hessian;
    make_fixture(0.7);
    ax_photometric *p = open_photometric();
    memcpy(x, w.truth, sizeof x);
    x[0][1][0] = NAN;
    x[1][2][2] = INFINITY;
    x[2][0][0] = 1e300;
    x[3][3][1] = -1e5;
    x[4][4][0] = 1e9;
    ax_photometric_calibrate(p, x[0][0], 0.3);
    assert_true(isfinite(ax_photometric_cost(p, x[0][0])));
    ax_photometric_linearise(p, x[0][0], neg_gradient[0][0], hessian[0][0]);
    for (int i = 0; i < FRAMES * JOINTS * 3; i++)
        assert_true(isfinite((&neg_gradient[0][0][0])[i]));
    for (int i = 0; i < 3; i++)
        assert_true(neg_gradient[0][1][i] == 0 && neg_gradient[1][2][i] == 0);
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++) x[f][j][0] = NAN;
    ax_photometric_calibrate(p, x[0][0], 0.3);
    assert_true(isfinite(ax_photometric_cost(p, x[0][0])));
    ax_photometric_close(p);
}

/* The same numbers to the last bit. */
static void is_independent_of_threads(void **state) {
    (void)state;
    static joint_vectors x, neg_gradient[2];
    static joint_blocks hessian[2];
    double cost[2];
    const int before = omp_get_max_threads();
    make_fixture(0.7);
    disturb(x);
    for (int i = 0; i < 2; i++) {
        omp_set_num_threads(i == 0 ? 1 : 3);
        ax_photometric *p = open_photometric();
        ax_photometric_calibrate(p, x[0][0], 0.3);
        cost[i] = ax_photometric_cost(p, x[0][0]);
        ax_photometric_linearise(p, x[0][0], neg_gradient[i][0][0], hessian[i][0][0]);
        ax_photometric_close(p);
    }
    omp_set_num_threads(before);
    assert_true(cost[0] == cost[1]);
    assert_memory_equal(neg_gradient[0], neg_gradient[1], sizeof neg_gradient[0]);
    assert_memory_equal(hessian[0], hessian[1], sizeof hessian[0]);
}

static void rejects_invalid_input(void **state) {
    (void)state;
    ax_error err = {0};
    ax_photometric *p = NULL;
    make_fixture(0);
    w.cameras.count = 0;
    TEST_FAILS(ax_photometric_open(&w.maps, &w.cameras, parents, &p, &err),
               AX_ERR_USAGE, "camera");
    w.cameras.count = VIEWS - 1;
    TEST_FAILS(ax_photometric_open(&w.maps, &w.cameras, parents, &p, &err),
               AX_ERR_USAGE, "do not fit");
    w.cameras.count = VIEWS;
    w.maps.line_width = NAN;
    TEST_FAILS(ax_photometric_open(&w.maps, &w.cameras, parents, &p, &err),
               AX_ERR_USAGE, "lines");
    assert_null(p);
}

/* Maps that would need gigabytes have no photometric term, without an error. */
static void skips_large_maps(void **state) {
    (void)state;
    ax_error err = {0};
    ax_photometric *p = (ax_photometric *)(void *)&w;
    make_fixture(0);
    for (int v = 0; v < VIEWS; v++) w.camera[v].width = w.camera[v].height = 8192;
    w.maps.width = w.maps.height = 8192;
    w.maps.radius = 500;
    TEST_OK(ax_photometric_open(&w.maps, &w.cameras, parents, &p, &err));
    assert_null(p);
}

static void survives_allocation_failures(void **state) {
    (void)state;
    const size_t before = ax_memory_in_use();
    ax_error err = {0};
    ax_photometric *p = NULL;
    long n = 0;
    make_fixture(0);
    for (;; n++) {
        test_fail_after(n);
        const ax_status status =
            ax_photometric_open(&w.maps, &w.cameras, parents, &p, &err);
        test_fail_never();
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_null(p);
        assert_int_equal(ax_memory_in_use(), before);
        err = (ax_error){0};
    }
    assert_true(n > 5);
    ax_photometric_close(p);
    assert_int_equal(ax_memory_in_use(), before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivative_is_the_costs_slope),
        cmocka_unit_test(measures_the_blur),
        cmocka_unit_test(recovers_overlapping_discs),
        cmocka_unit_test(handles_any_position),
        cmocka_unit_test(is_independent_of_threads),
        cmocka_unit_test(rejects_invalid_input),
        cmocka_unit_test(skips_large_maps),
        cmocka_unit_test(survives_allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
