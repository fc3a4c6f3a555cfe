/* Skeletons, and the joints chosen from them. */
#include <math.h>

#include "small_rig.h"
#include "support.h"

#include "motion/rig/skeleton.h"

static void test_joints_of_a_small_rig(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    ax_joints j = {0};
    make_rig(&r);
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0.001, 1, 0, &j, &err));
    /* Heads of 7 bones; tails of the head, the hand, the right arm and the foot. */
    assert_int_equal(j.count, 11);
    int tails = 0;
    for (int i = 0; i < j.count; i++) {
        assert_true(j.parent[i] < i);
        tails += j.tail[i];
    }
    assert_int_equal(tails, 4);
    assert_int_equal(j.bone_joint[7], -1);
    for (int n = 0; n < 7; n++) {
        int joint = j.bone_joint[n];
        assert_true(joint >= 0 && j.bone[joint] == n && !j.tail[joint]);
    }
    assert_int_equal(j.parent[j.bone_joint[4]], j.bone_joint[3]);
    assert_int_equal(j.parent[j.bone_joint[6]], -1);
    ax_joints_free(&j);
    assert_null(j.bone);
}

static void test_joints_merge_and_drop(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    ax_joints all = {0}, few = {0};
    make_rig(&r);
    /* The foot bone now starts where the right arm ends: one joint, which hangs on the
     * arm, although the foot has no parent. */
    r.rest[6][3] = -0.8;
    r.rest[6][11] = 1.9;
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0.001, 1, 0, &all, &err));
    assert_int_equal(all.count, 10);
    assert_int_equal(all.parent[all.bone_joint[6]], all.bone_joint[5]);
    TEST_OK(ax_joints_select(&r.skeleton, 6, 0.001, 1, 0, &few, &err));
    assert_int_equal(few.count, 6);
    assert_true(few.bone_joint[0] >= 0); /* what carries the body stays */
    assert_int_equal(few.bone_joint[6] >= 0 || few.bone_joint[5] >= 0, 1);
    ax_joints_free(&all);
    ax_joints_free(&few);
}

/* Tails lie where the directions say; lengths of theirs do not count. */
static void test_directions(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    ax_joints j = {0};
    double directions[BONES][3] = {{0}}, tail[3];
    make_rig(&r);
    for (int n = 0; n < BONES; n++) directions[n][1] = 2;
    r.skeleton.directions = directions[0];
    ax_bone_tail(&r.skeleton, 4, tail);
    const double along_y[3] = {1.1, 0, 1.9}, along_x[3] = {0.8, 0.3, 1.9};
    for (int i = 0; i < 3; i++) assert_true(fabs(tail[i] - along_y[i]) < 1e-12);
    /* The hand's x axis: its frame is turned by a quarter about z. */
    directions[4][0] = -5;
    directions[4][1] = 0;
    ax_bone_tail(&r.skeleton, 4, tail);
    for (int i = 0; i < 3; i++) assert_true(fabs(tail[i] - along_x[i]) < 1e-12);
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0.001, 1, 0, &j, &err));
    int found = 0;
    for (int k = 0; k < j.count; k++)
        if (j.tail[k] && j.bone[k] == 4)
            for (int i = 0; i < 3; i++)
                found += fabs(j.position[3 * k + i] - along_x[i]) < 1e-12;
    assert_int_equal(found, 3);
    ax_joints_free(&j);
    directions[3][0] = NAN;
    assert_int_equal(ax_skeleton_check(&r.skeleton, &err), AX_ERR_INPUT);
    memset(directions[3], 0, sizeof directions[3]);
    err = (ax_error){0};
    assert_int_equal(ax_skeleton_check(&r.skeleton, &err), AX_ERR_INPUT);
    assert_non_null(strstr(err.message, "bone 3"));
}

/* A chain of 40 bones upwards, one unit each. */
static void select_of_chain(int max_joints, int version, ax_joints *out) {
    enum { LONG = 40 };
    static int32_t parents[LONG];
    static double rest[LONG][16], lengths[LONG];
    static uint8_t flags[LONG];
    ax_error err = {0};
    for (int n = 0; n < LONG; n++) {
        const double up[16] = {1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, n, 0, 0, 0, 1};
        memcpy(rest[n], up, sizeof up);
        parents[n] = n - 1;
        lengths[n] = 1;
        flags[n] = AX_BONE_DEFORMS;
    }
    const ax_skeleton chain = {LONG,  parents, rest[0], lengths,
                               flags, NULL,    NULL,    NULL};
    TEST_OK(ax_joints_select(&chain, max_joints, 0, version, 0, out, &err));
}

static void test_long_chains_are_thinned(void **state) {
    (void)state;
    ax_joints first = {0}, second = {0};
    select_of_chain(8, 1, &first);
    assert_true(first.position[3 * 7 + 2] == 7); /* eaten from its end */
    for (int max_joints = 4; max_joints <= 20; max_joints += 4) {
        double widest = 0;
        select_of_chain(max_joints, 2, &second);
        assert_int_equal(second.count, max_joints);
        assert_int_equal(second.bone[0], 0);
        for (int j = 1; j < max_joints; j++)
            widest = fmax(widest, second.position[3 * j + 2] -
                                      second.position[3 * (j - 1) + 2]);
        const double end = second.position[3 * (max_joints - 1) + 2];
        print_message("  %2d joints of a chain of 40: widest gap %g, end %g\n",
                      max_joints, widest, end);
        assert_true(widest <= 2.2 * 40 / (max_joints - 1)); /* twice even, about */
        assert_true(end >= 40 - 1.2 * 40 / (max_joints - 1));
        ax_joints_free(&second);
    }
    ax_joints_free(&first);
}

static void test_joints_of_bones_that_deform_nothing(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    ax_joints j = {0};
    make_rig(&r);
    memset(r.flags, 0, sizeof r.flags);
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err));
    assert_true(j.bone_joint[7] >= 0);
    assert_int_equal(j.bone_joint[7], j.bone_joint[0]); /* coincident: always one */
    ax_joints_free(&j);
}

static void test_skeletons_that_are_refused(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    ax_joints j = {0};
    make_rig(&r);
    r.parents[1] = 4;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err), AX_ERR_INPUT,
               "cycle");
    make_rig(&r);
    r.parents[3] = 3;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err), AX_ERR_INPUT,
               "cycle");
    make_rig(&r);
    r.parents[3] = -2;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err), AX_ERR_INPUT,
               "parent");
    make_rig(&r);
    r.rest[2][7] = NAN;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err), AX_ERR_INPUT,
               "finite");
    make_rig(&r);
    for (int i = 0; i < 3; i++) r.rest[2][4 * i] = 0;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err), AX_ERR_INPUT,
               "no extent");
    make_rig(&r);
    r.lengths[0] = -1;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err), AX_ERR_INPUT,
               "length");
    make_rig(&r);
    r.skeleton.bones = 0;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err), AX_ERR_INPUT,
               "no bones");
    r.skeleton.bones = AX_MAX_BONES + 1;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err), AX_ERR_INPUT,
               "at most");
    make_rig(&r);
    TEST_FAILS(ax_joints_select(&r.skeleton, -1, 0, 1, 0, &j, &err), AX_ERR_USAGE,
               "max_joints");
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 3, 0, &j, &err), AX_ERR_MODEL,
               "version 3");
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, NAN, 1, 0, &j, &err), AX_ERR_USAGE,
               "merge");
    assert_null(j.bone);
}

/* Found by fuzzing: each was accepted, and poses came out as NaN. */
static void test_rest_matrices_that_are_refused(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    make_rig(&r);
    r.rest[3][3] = 1e300;
    TEST_FAILS(ax_skeleton_check(&r.skeleton, &err), AX_ERR_INPUT, "beyond 1e+09");
    make_rig(&r);
    for (int i = 0; i < 3; i++) r.rest[2][4 * i + 2] = r.rest[2][4 * i];
    TEST_FAILS(ax_skeleton_check(&r.skeleton, &err), AX_ERR_INPUT, "flat");
    make_rig(&r);
    r.rest[2][13] = 0.5;
    TEST_FAILS(ax_skeleton_check(&r.skeleton, &err), AX_ERR_INPUT, "last row 0, 0.5");
    make_rig(&r);
    r.lengths[4] = 1e200;
    TEST_FAILS(ax_skeleton_check(&r.skeleton, &err), AX_ERR_INPUT, "length 1e+200");
    make_rig(&r);
    r.rest[3][3] = r.lengths[3] = 9e8;
    r.rest[3][1] = 1;
    TEST_FAILS(ax_skeleton_check(&r.skeleton, &err), AX_ERR_INPUT, "ends beyond");
    /* An object's uneven scale is none of these. */
    make_rig(&r);
    for (int n = 0; n < BONES; n++)
        for (int i = 0; i < 4; i++) r.rest[n][i] *= 1e-4;
    TEST_OK(ax_skeleton_check(&r.skeleton, &err));
}

/* Found by a program against the installed library: it crashed. */
static void test_skeleton_without_arrays(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    for (int missing = 0; missing < 4; missing++) {
        make_rig(&r);
        if (missing == 0) r.skeleton.parents = NULL;
        if (missing == 1) r.skeleton.rest = NULL;
        if (missing == 2) r.skeleton.lengths = NULL;
        if (missing == 3) r.skeleton.flags = NULL;
        TEST_FAILS(ax_skeleton_check(&r.skeleton, &err), AX_ERR_USAGE, "lacks parents");
    }
}

static void test_selection_without_memory(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    ax_joints j = {0};
    make_rig(&r);
    const size_t before = ax_memory_in_use();
    long n = 0;
    for (;; n++) {
        test_fail_after(n);
        ax_status status = ax_joints_select(&r.skeleton, 4, 0.01, 1, 3, &j, &err);
        test_fail_never();
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_int_equal(ax_memory_in_use(), before);
        err = (ax_error){0};
    }
    assert_true(n > 10);
    ax_joints_free(&j);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_joints_of_a_small_rig),
        cmocka_unit_test(test_directions),
        cmocka_unit_test(test_joints_merge_and_drop),
        cmocka_unit_test(test_long_chains_are_thinned),
        cmocka_unit_test(test_joints_of_bones_that_deform_nothing),
        cmocka_unit_test(test_skeletons_that_are_refused),
        cmocka_unit_test(test_rest_matrices_that_are_refused),
        cmocka_unit_test(test_skeleton_without_arrays),
        cmocka_unit_test(test_selection_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
