/* Cameras, rays and rotations. */
#include "support.h"
#include "turntable.h"

#include "motion/math/camera.h"
#include "motion/math/geometry.h"

static void test_projection(void **state) {
    (void)state;
    ax_error err = {0};
    ax_camera c = test_front_camera(128);
    ax_cameras one = {&c, 1};
    double points[5][3] = {
        {0, 0, 0}, {0.5, 0, 0.25}, {0, -5, 0}, {NAN, 0, 0}, {1e307, 0, 0}};
    double at[5][2];
    TEST_OK(ax_project(&one, points[0], 5, at[0], &err));
    assert_true(fabs(at[0][0] - 64) < 1e-12 && fabs(at[0][1] - 64) < 1e-12);
    assert_true(fabs(at[1][0] - 96) < 1e-12 && fabs(at[1][1] - 48) < 1e-12);
    assert_true(isnan(at[2][0]) && isnan(at[3][1]));
    assert_true(isnan(at[4][0]) && isnan(at[4][1])); /* no pixel: infinitely far off */
}

static void test_cameras_that_are_refused(void **state) {
    (void)state;
    ax_error err = {0};
    double point[3] = {0}, at[4];
    ax_camera c[2] = {test_front_camera(64), test_front_camera(64)};
    ax_cameras two = {c, 2};
    c[1].width = 65;
    TEST_FAILS(ax_project(&two, point, 1, at, &err), AX_ERR_USAGE, "must be equal");
    c[1] = c[0];
    c[1].world_to_camera[0] = 2;
    TEST_FAILS(ax_project(&two, point, 1, at, &err), AX_ERR_USAGE, "no rotation");
    c[1] = c[0];
    c[1].fx = 0;
    TEST_FAILS(ax_project(&two, point, 1, at, &err), AX_ERR_USAGE, "focal");
    c[1] = c[0];
    c[1].world_to_camera[3] = INFINITY;
    TEST_FAILS(ax_project(&two, point, 1, at, &err), AX_ERR_USAGE, "not finite");
    c[1].world_to_camera[3] = 1e200; /* its square is infinite */
    TEST_FAILS(ax_project(&two, point, 1, at, &err), AX_ERR_USAGE, "beyond 1e+09");
    c[1] = c[0];
    c[1].fx = 1e-300;
    TEST_FAILS(ax_project(&two, point, 1, at, &err), AX_ERR_USAGE, "focal");
    c[1] = c[0];
    c[1].cy = -1e300;
    TEST_FAILS(ax_project(&two, point, 1, at, &err), AX_ERR_USAGE, "centre");
    c[1] = c[0];
    c[0].width = c[1].width = 1e9;
    c[1].world_to_camera[3] = 0;
    TEST_FAILS(ax_project(&two, point, 1, at, &err), AX_ERR_USAGE, "image of");
    two.count = 0;
    TEST_FAILS(ax_project(&two, point, 1, at, &err), AX_ERR_USAGE, "0 cameras");
}

static void test_frame_and_rays(void **state) {
    (void)state;
    ax_error err = {0};
    double position[2][3] = {{-1, 2, 0}, {3, 2, 1}};
    ax_frame frame;
    TEST_OK(ax_normalise(position[0], 2, 1.25, &frame, &err));
    assert_true(fabs(frame.scale - 1 / 5.0) < 1e-12 &&
                fabs(frame.centre[0] - 1) < 1e-12);
    position[1][0] = -1;
    position[1][2] = 0;
    TEST_FAILS(ax_normalise(position[0], 2, 1.25, &frame, &err), AX_ERR_INPUT,
               "one point");
    TEST_FAILS(ax_normalise(position[0], 2, 0, &frame, &err), AX_ERR_USAGE, "margin");
    position[1][1] = 1e308;
    TEST_FAILS(ax_normalise(position[0], 2, 1.25, &frame, &err), AX_ERR_INPUT,
               "beyond");

    ax_camera c = test_front_camera(128);
    ax_cameras one = {&c, 1};
    static float map[6][16 * 16];
    TEST_OK(ax_plucker(&one, &frame, 16, 16, map[0], &err));
    for (int cell = 0; cell < 256; cell++) {
        /* The ray passes through a world point that projects to the cell's centre, so
         * that point's moment about the origin is the ray's. */
        double u = (cell % 16 + 0.5) * 8, v = (cell / 16 + 0.5) * 8;
        double p[3] = {(u - 64) / 256 * 4, 0, -(v - 64) / 256 * 4}, d[3], m[3];
        for (int i = 0; i < 3; i++) {
            p[i] = (p[i] - frame.centre[i]) * frame.scale;
            d[i] = (double)map[i][cell];
            m[i] = (double)map[3 + i][cell];
        }
        assert_true(fabs(ax_dot3(d, d) - 1) < 1e-6 && d[1] > 0.9);
        assert_true(fabs(p[1] * d[2] - p[2] * d[1] - m[0]) < 1e-6);
        assert_true(fabs(p[2] * d[0] - p[0] * d[2] - m[1]) < 1e-6);
        assert_true(fabs(p[0] * d[1] - p[1] * d[0] - m[2]) < 1e-6);
    }
    TEST_FAILS(ax_plucker(&one, &frame, 0, 16, map[0], &err), AX_ERR_USAGE, "0 x 16");
    const ax_frame good = frame;
    const double scales[] = {NAN, INFINITY, 1e300, 0, -1};
    for (int i = 0; i < 5; i++) {
        frame.scale = scales[i];
        TEST_FAILS(ax_plucker(&one, &frame, 16, 16, map[0], &err), AX_ERR_USAGE,
                   "scale");
    }
    frame = good;
    frame.centre[2] = NAN;
    TEST_FAILS(ax_plucker(&one, &frame, 16, 16, map[0], &err), AX_ERR_USAGE, "finite");
}

static void test_rotations(void **state) {
    (void)state;
    float *random = test_random(3, 4000);
    double worst = 0;
    for (int n = 0; n < 500; n++) {
        double q[4], m[9], back[4], b[9], fitted[4], dot = 0, fit = 0;
        for (int i = 0; i < 4; i++) q[i] = (double)random[4 * n + i];
        ax_quaternion_normalise(q);
        ax_quaternion_to_matrix3(q, m);
        ax_quaternion_from_matrix3(m, back);
        memcpy(b, m, sizeof b);
        ax_rotation_fit(b, fitted);
        for (int i = 0; i < 4; i++) {
            dot += q[i] * back[i];
            fit += q[i] * fitted[i];
        }
        worst = fmax(worst, fmax(1 - fabs(dot), 1 - fabs(fit)));
    }
    free(random);
    assert_true(worst < 1e-12);
    const double x[3] = {1, 0, 0}, opposite[3] = {-2, 0, 0};
    double r[9];
    ax_rotation_swing(x, opposite, r);
    assert_true(fabs(r[0] + 1) < 1e-12 && fabs(fabs(r[4]) - 1) < 1e-9);
    double zero[4] = {0, 0, 0, 0};
    ax_quaternion_normalise(zero);
    assert_true(zero[0] == 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_projection),
        cmocka_unit_test(test_cameras_that_are_refused),
        cmocka_unit_test(test_frame_and_rays),
        cmocka_unit_test(test_rotations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
