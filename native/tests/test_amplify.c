/* Larger motions. */
#include "support.h"

#include "motion/rig/amplify.h"

enum { FRAMES = 8, JOINTS = 3 };
static const int32_t PARENT[JOINTS] = {-1, 0, 1};
static const double LENGTH[JOINTS] = {0, 2, 1};
static const double RIGHT_ANGLE = 1.5707963267948966;

/* A root, and a chain of two that swings in the plane x = 0: at `angle` from -z. */
static void pose(double *p, double height, double first, double second) {
    const double angle[JOINTS] = {0, first, second};
    p[0] = p[1] = 0;
    p[2] = height;
    for (int k = 1; k < JOINTS; k++) {
        p[3 * k] = 0;
        p[3 * k + 1] = p[3 * k - 2] + LENGTH[k] * sin(angle[k]);
        p[3 * k + 2] = p[3 * k - 1] - LENGTH[k] * cos(angle[k]);
    }
}

static double swing_at(int frame) {
    return sin(2 * RIGHT_ANGLE * 2 * frame / FRAMES);
}

static void amplify(double *p, double gain, bool cyclic) {
    double gains[FRAMES];
    ax_error err = {0};
    for (int f = 0; f < FRAMES; f++) gains[f] = gain;
    TEST_OK(ax_amplify_motion(FRAMES, JOINTS, PARENT, gains, cyclic, p, &err));
}

static void expect(const double *p, const double *wanted, double bound) {
    for (int i = 0; i < 3 * FRAMES * JOINTS; i++)
        assert_true(fabs(p[i] - wanted[i]) <= bound);
}

/* Twice as far: the root about its mean height, each bone about its mean direction. */
static void a_swing_doubles(void **state) {
    (void)state;
    double p[3 * FRAMES * JOINTS], wanted[3 * FRAMES * JOINTS];
    for (int f = 0; f < FRAMES; f++) {
        const double s = swing_at(f);
        pose(p + 9 * f, 5 + 0.1 * s, 0.2 * s, 0.3 * s);
        pose(wanted + 9 * f, 5 + 0.2 * s, 0.4 * s, 0.6 * s);
    }
    amplify(p, 2, true);
    expect(p, wanted, 1e-12);
}

static void a_gain_of_one_changes_nothing(void **state) {
    (void)state;
    double p[3 * FRAMES * JOINTS], wanted[3 * FRAMES * JOINTS];
    for (int f = 0; f < FRAMES; f++) pose(p + 9 * f, f, 0.3 * f, 0.1 * f * f);
    memcpy(wanted, p, sizeof p);
    amplify(p, 1, false);
    expect(p, wanted, 1e-12);
}

static void no_gain_stands_still(void **state) {
    (void)state;
    double p[3 * FRAMES * JOINTS], wanted[3 * FRAMES * JOINTS];
    for (int f = 0; f < FRAMES; f++) {
        pose(p + 9 * f, 5, 0.3 * swing_at(f), 0);
        pose(wanted + 9 * f, 5, 0, 0);
    }
    amplify(p, 0, true);
    expect(p, wanted, 1e-12);
}

/* A fall begins where it began. A cycle has no beginning. */
static void a_change_keeps_its_first_pose(void **state) {
    (void)state;
    double p[3 * FRAMES * JOINTS], wanted[3 * FRAMES * JOINTS], first[9];
    for (int f = 0; f < FRAMES; f++) {
        pose(p + 9 * f, 5 - 0.1 * f, 0.1 * f, 0);
        pose(wanted + 9 * f, 5 - 0.2 * f, 0.2 * f, 0);
    }
    memcpy(first, p, sizeof first);
    amplify(p, 2, false);
    expect(p, wanted, 1e-12);
    for (int f = 0; f < FRAMES; f++) pose(p + 9 * f, 5 - 0.1 * f, 0.1 * f, 0);
    amplify(p, 2, true);
    assert_true(fabs(p[2] - first[2]) > 0.3);
}

/* 1.8 radians are the most, but what a motion has by itself stays. */
static void limbs_are_not_turned_inside_out(void **state) {
    (void)state;
    double p[3 * FRAMES * JOINTS], wanted[3 * FRAMES * JOINTS];
    for (int f = 0; f < FRAMES; f++) {
        const double side = f % 2 ? 1 : -1;
        pose(p + 9 * f, 5, side * 0.7, side * 1.3);
        pose(wanted + 9 * f, 5, side * 1.4, side * 1.8);
    }
    amplify(p, 2, true);
    expect(p, wanted, 1e-12);
}

/* Directions that go all round have no middle: a wheel keeps turning as it did. */
static void wheels_turn_on(void **state) {
    (void)state;
    double p[3 * FRAMES * JOINTS], wanted[3 * FRAMES * JOINTS];
    for (int f = 0; f < FRAMES; f++)
        pose(p + 9 * f, 5, 4 * RIGHT_ANGLE * f / FRAMES, 4 * RIGHT_ANGLE * f / FRAMES);
    memcpy(wanted, p, sizeof p);
    amplify(p, 2, true);
    expect(p, wanted, 1e-12);
}

/* Frames have gains of their own, and joints in one place stay together. */
static void each_frame_has_its_gain(void **state) {
    (void)state;
    double p[3 * FRAMES * JOINTS], before[3 * FRAMES * JOINTS], gains[FRAMES];
    ax_error err = {0};
    for (int f = 0; f < FRAMES; f++) {
        pose(p + 9 * f, 5, 0.3 * swing_at(f), 0);
        memcpy(p + 9 * f + 6, p + 9 * f + 3, 3 * sizeof *p);
        gains[f] = f < 4 ? 1 : 2;
    }
    memcpy(before, p, sizeof p);
    TEST_OK(ax_amplify_motion(FRAMES, JOINTS, PARENT, gains, true, p, &err));
    for (int i = 0; i < 9 * 4; i++) assert_true(fabs(p[i] - before[i]) <= 1e-12);
    assert_true(fabs(p[9 * 6 + 4] - 2 * sin(-0.6)) <= 1e-12);
    for (int f = 0; f < FRAMES; f++)
        assert_memory_equal(p + 9 * f + 3, p + 9 * f + 6, 3 * sizeof *p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_swing_doubles),
        cmocka_unit_test(a_gain_of_one_changes_nothing),
        cmocka_unit_test(no_gain_stands_still),
        cmocka_unit_test(a_change_keeps_its_first_pose),
        cmocka_unit_test(limbs_are_not_turned_inside_out),
        cmocka_unit_test(wheels_turn_on),
        cmocka_unit_test(each_frame_has_its_gain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
