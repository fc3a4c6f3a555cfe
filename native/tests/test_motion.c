/* Joints, colours, cameras and pose maps. */
#include "support.h"

#include "motion/maps/colours.h"
#include "motion/maps/pose_map.h"
#include "motion/math/camera.h"
#include "motion/math/geometry.h"
#include "motion/rig/skeleton.h"

enum { BONES = 8 };

/* A body of three bones up, an arm to each side, a hand bone on the left whose head
 * lies on the arm's tail, and a foot without a parent. Bone axes: y along the bone. */
typedef struct rig {
    int32_t parents[BONES];
    double rest[BONES][16], lengths[BONES];
    uint8_t flags[BONES];
    ax_skeleton skeleton;
} rig;

static void set_bone(rig *r, int bone, int parent, double x, double z, const char *axis,
                     double length) {
    static const double up[9] = {1, 0, 0, 0, 0, -1, 0, 1, 0};
    static const double left[9] = {0, 1, 0, -1, 0, 0, 0, 0, 1};
    static const double right[9] = {0, -1, 0, 1, 0, 0, 0, 0, 1};
    const double *m = *axis == 'u' ? up : *axis == 'l' ? left : right;
    double *out = r->rest[bone];
    memset(out, 0, 16 * sizeof *out);
    for (int i = 0; i < 3; i++) memcpy(out + 4 * i, m + 3 * i, 3 * sizeof *m);
    out[3] = x;
    out[11] = z;
    out[15] = 1;
    r->parents[bone] = parent;
    r->lengths[bone] = length;
    r->flags[bone] = AX_BONE_DEFORMS;
}

static void make_rig(rig *r) {
    set_bone(r, 0, -1, 0, 0.5, "u", 0.5);
    set_bone(r, 1, 0, 0, 1, "u", 1);
    set_bone(r, 2, 1, 0, 2, "u", 0.4);
    set_bone(r, 3, 1, 0.2, 1.9, "l", 0.6);
    set_bone(r, 4, 3, 0.8, 1.9, "l", 0.3);
    set_bone(r, 5, 1, -0.2, 1.9, "r", 0.6);
    set_bone(r, 6, -1, 0.3, 0, "u", 0.1);
    set_bone(r, 7, 0, 0, 0.5, "u", 0.7); /* a helper: deforms nothing */
    r->flags[7] = 0;
    r->skeleton =
        (ax_skeleton){BONES, r->parents, &r->rest[0][0], r->lengths, r->flags, NULL};
}

static void test_joints_of_a_small_rig(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    ax_joints j = {0};
    make_rig(&r);
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0.001, 1, &j, &err));
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
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0.001, 1, &all, &err));
    assert_int_equal(all.count, 10);
    assert_int_equal(all.parent[all.bone_joint[6]], all.bone_joint[5]);
    TEST_OK(ax_joints_select(&r.skeleton, 6, 0.001, 1, &few, &err));
    assert_int_equal(few.count, 6);
    assert_true(few.bone_joint[0] >= 0); /* what carries the body stays */
    assert_int_equal(few.bone_joint[6] >= 0 || few.bone_joint[5] >= 0, 1);
    ax_joints_free(&all);
    ax_joints_free(&few);
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
    const ax_skeleton chain = {LONG, parents, rest[0], lengths, flags, NULL};
    TEST_OK(ax_joints_select(&chain, max_joints, 0, version, out, &err));
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
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0, 1, &j, &err));
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
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, &j, &err), AX_ERR_INPUT, "cycle");
    make_rig(&r);
    r.parents[3] = 3;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, &j, &err), AX_ERR_INPUT, "cycle");
    make_rig(&r);
    r.parents[3] = -2;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, &j, &err), AX_ERR_INPUT,
               "parent");
    make_rig(&r);
    r.rest[2][7] = NAN;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, &j, &err), AX_ERR_INPUT,
               "finite");
    make_rig(&r);
    for (int i = 0; i < 3; i++) r.rest[2][4 * i] = 0;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, &j, &err), AX_ERR_INPUT,
               "no extent");
    make_rig(&r);
    r.lengths[0] = -1;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, &j, &err), AX_ERR_INPUT,
               "length");
    make_rig(&r);
    r.skeleton.bones = 0;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, &j, &err), AX_ERR_INPUT,
               "no bones");
    r.skeleton.bones = AX_MAX_BONES + 1;
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 1, &j, &err), AX_ERR_INPUT,
               "at most");
    make_rig(&r);
    TEST_FAILS(ax_joints_select(&r.skeleton, -1, 0, 1, &j, &err), AX_ERR_USAGE,
               "max_joints");
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 3, &j, &err), AX_ERR_MODEL,
               "version 3");
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, NAN, 1, &j, &err), AX_ERR_USAGE,
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
        ax_status status = ax_joints_select(&r.skeleton, 4, 0.01, 1, &j, &err);
        test_fail_never();
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_int_equal(ax_memory_in_use(), before);
        err = (ax_error){0};
    }
    assert_true(n > 10);
    ax_joints_free(&j);
}

static double colour_distance(const uint8_t *a, const uint8_t *b) {
    double sum = 0;
    for (int i = 0; i < 3; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

static void check_colours(const double *position, int joints, int version,
                          double apart) {
    ax_error err = {0};
    static uint8_t c[200][3], again[200][3];
    static const uint8_t fixed[2][3] = {{255, 255, 255},
                                        {AX_LINE_GREY, AX_LINE_GREY, AX_LINE_GREY}};
    double nearest = 1e9, nearest_fixed = 1e9;
    TEST_OK(ax_joint_colours(position, joints, version, c[0], &err));
    TEST_OK(ax_joint_colours(position, joints, version, again[0], &err));
    assert_memory_equal(c, again, 3 * (size_t)joints);
    for (int a = 0; a < joints; a++) {
        for (int b = 0; b < a; b++)
            nearest = fmin(nearest, colour_distance(c[a], c[b]));
        for (int b = 0; b < 2; b++)
            nearest_fixed = fmin(nearest_fixed, colour_distance(c[a], fixed[b]));
    }
    print_message("  version %d, %3d joints: %.1f apart, %.1f from white and grey\n",
                  version, joints, nearest, nearest_fixed);
    assert_true(nearest >= apart);
    assert_true(nearest_fixed >= 75);
}

static void test_colours_are_apart(void **state) {
    (void)state;
    static double position[600];
    float *random = test_random(7, 600);
    for (int i = 0; i < 600; i++) position[i] = (double)random[i];
    free(random);
    check_colours(position, 32, 1, 48);
    check_colours(position, 66, 1, 48);
    check_colours(position, 200, 1, 25);
    check_colours(position, 32, 2, 87);
    check_colours(position, 66, 2, 65);
    check_colours(position, 200, 2, 36);
    for (int i = 0; i < 600; i++) position[i] = 3; /* all in one place */
    check_colours(position, 32, 1, 48);
    check_colours(position, 32, 2, 87);
    for (int i = 0; i < 200; i++) position[3 * i] = i; /* in line */
    check_colours(position, 40, 1, 48);
    check_colours(position, 40, 2, 76);
}

/* No exchange of two joints' colours brings both nearer to its target. */
static void test_spread_colours_are_dealt_out_best(void **state) {
    (void)state;
    ax_error err = {0};
    enum { COUNT = 24 };
    double target[COUNT][3];
    uint8_t c[COUNT][3];
    float *random = test_random(11, 3 * COUNT);
    for (int i = 0; i < 3 * COUNT; i++)
        (&target[0][0])[i] = 10 + fmod(fabs((double)random[i]) * 90, 60);
    free(random);
    TEST_OK(ax_spread_colours(target[0], COUNT, c[0], &err));
    for (int a = 0; a < COUNT; a++)
        for (int b = 0; b < a; b++) {
            double now = 0, swapped = 0;
            for (int i = 0; i < 3; i++) {
                now += pow(round(target[a][i]) - c[a][i], 2) +
                       pow(round(target[b][i]) - c[b][i], 2);
                swapped += pow(round(target[a][i]) - c[b][i], 2) +
                           pow(round(target[b][i]) - c[a][i], 2);
            }
            assert_true(now <= swapped);
        }
}

static void test_colours_of_as_many_as_there_may_be(void **state) {
    (void)state;
    ax_error err = {0};
    static uint8_t c[AX_MAX_JOINTS][3], seen[18 * 18 * 18];
    static double position[AX_MAX_JOINTS][3];
    for (int j = 0; j < AX_MAX_JOINTS; j++) position[j][j % 3] = j;
    TEST_OK(ax_joint_colours(position[0], AX_MAX_JOINTS, 2, c[0], &err));
    for (int j = 0; j < AX_MAX_JOINTS; j++) /* each once */
        assert_int_equal(seen[(c[j][0] / 15 * 18 + c[j][1] / 15) * 18 + c[j][2] / 15]++,
                         0);
}

static void test_spread_colours_without_memory(void **state) {
    (void)state;
    ax_error err = {0};
    double position[6] = {0, 0, 0, 1, 1, 2};
    uint8_t c[6];
    const size_t before = ax_memory_in_use();
    long n = 0;
    for (;; n++) {
        test_fail_after(n);
        ax_status status = ax_joint_colours(position, 2, 2, c, &err);
        test_fail_never();
        assert_int_equal(ax_memory_in_use(), before);
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        err = (ax_error){0};
    }
    assert_true(n >= 6);
}

static void test_colours_refuse(void **state) {
    (void)state;
    ax_error err = {0};
    double position[6] = {0, 0, 0, 1, 1, NAN};
    uint8_t c[6];
    TEST_FAILS(ax_joint_colours(position, 2, 3, c, &err), AX_ERR_MODEL, "version 3");
    TEST_FAILS(ax_joint_colours(position, 2, 1, c, &err), AX_ERR_INPUT, "finite");
    TEST_FAILS(ax_joint_colours(position, 0, 1, c, &err), AX_ERR_INPUT, "0 joints");
}

/* Looks along +y from (0, -4, 0): x right, z up. */
static ax_camera front_camera(int size) {
    return (ax_camera){{1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 4},
                       2.0 * size,
                       2.0 * size,
                       0.5 * size,
                       0.5 * size,
                       size,
                       size};
}

static void test_projection(void **state) {
    (void)state;
    ax_error err = {0};
    ax_camera c = front_camera(128);
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
    ax_camera c[2] = {front_camera(64), front_camera(64)};
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

    ax_camera c = front_camera(128);
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

/* Draws one white-background map of points on the plane y = 0. */
static void draw(const double *points, int joints, const int32_t *parent,
                 const uint8_t *colours, uint8_t *out) {
    ax_error err = {0};
    ax_camera c = front_camera(64);
    ax_cameras one = {&c, 1};
    ax_pose_scene scene = {1, joints, points, parent, colours};
    ax_draw_params params = {1, 2.5, 1.5};
    TEST_OK(ax_pose_maps_draw(&one, &scene, &params, out, &err));
}

static uint64_t checksum(const uint8_t *bytes, size_t count) {
    uint64_t sum = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < count; i++) sum = (sum ^ bytes[i]) * 1099511628211u;
    return sum;
}

/* Models are trained on these: a version's colours and pictures never change. */
static void test_versions_never_change(void **state) {
    (void)state;
    static const uint64_t colours_are[2] = {0xd6155bf5c05e7e08u, 0xc025ba6a44f46ed8u};
    static const uint64_t maps_are[2] = {0x2990be9b62a14248u, 0x82f76668ab63c8d3u};
    static uint8_t maps[2][64 * 64 * 3];
    ax_error err = {0};
    rig r;
    ax_joints j = {0};
    double points[2][16][3];
    uint8_t colours[16][3];
    ax_camera c = front_camera(64);
    ax_cameras one = {&c, 1};
    make_rig(&r);
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0.001, 1, &j, &err));
    for (int p = 0; p < j.count; p++)
        for (int f = 0; f < 2; f++) {
            const double *x = j.position + 3 * p;
            const double at[3] = {0.4 * x[0], 0.25 * (p % 4) - 0.2 * f,
                                  0.25 * x[2] - 0.3 + 0.05 * f};
            memcpy(points[f][p], at, sizeof at);
        }
    /* Two over each other, so that the order shows. */
    points[1][2][0] = points[1][1][0] + 0.02;
    points[1][2][2] = points[1][1][2];
    points[0][3][0] = points[0][8][0];
    points[0][3][2] = points[0][8][2] + 0.03;
    for (int version = 1; version <= 2; version++) {
        double flat[2 * 16 * 3];
        for (int f = 0; f < 2; f++)
            memcpy(flat + 3 * f * j.count, points[f],
                   3 * (size_t)j.count * sizeof *flat);
        TEST_OK(ax_joint_colours(j.position, j.count, version, colours[0], &err));
        ax_pose_scene scene = {2, j.count, flat, j.parent, colours[0]};
        ax_draw_params params = {version, 2.5, 1.5};
        TEST_OK(ax_pose_maps_draw(&one, &scene, &params, maps[0], &err));
        const uint64_t colour_sum = checksum(colours[0], 3 * (size_t)j.count);
        const uint64_t map_sum = checksum(maps[0], sizeof maps);
        print_message("  version %d: colours %#llx, maps %#llx\n", version,
                      (unsigned long long)colour_sum, (unsigned long long)map_sum);
        assert_true(colour_sum == colours_are[version - 1]);
        assert_true(map_sum == maps_are[version - 1]);
    }
    ax_joints_free(&j);
}

static void test_near_discs_cover_far_ones(void **state) {
    (void)state;
    ax_error err = {0};
    static uint8_t map[2][64 * 64 * 3];
    const uint8_t colours[3][3] = {{255, 0, 0}, {0, 0, 255}, {0, 255, 0}};
    const int32_t parent[3] = {-1, -1, -1};
    ax_camera c = front_camera(64); /* looks along +y */
    ax_cameras one = {&c, 1};
    double p[2][3][3] = {{{0, -1, 0}, {0, 0, 0}, {0, 1, 0}},
                         {{0, 0, 0}, {0, 0, 0}, {0, NAN, 0}}};
    ax_pose_scene scene = {2, 3, p[0][0], parent, colours[0]};
    ax_draw_params params = {2, 2.5, 1.5};
    TEST_OK(ax_pose_maps_draw(&one, &scene, &params, map[0], &err));
    const size_t middle = 3 * (32 * 64 + 32);
    assert_memory_equal(map[0] + middle, colours[0], 3); /* the nearest */
    assert_memory_equal(map[1] + middle, colours[1], 3); /* of a tie, the later one */
    params.version = 1;
    TEST_OK(ax_pose_maps_draw(&one, &scene, &params, map[0], &err));
    assert_memory_equal(map[0] + middle, colours[2], 3); /* the last, near or far */
}

/* The centroid of everything dark must be the projected centre, to a fraction of a
 * pixel: nine positions within one pixel. */
static void test_discs_are_exact(void **state) {
    (void)state;
    static uint8_t map[64 * 64 * 3];
    const uint8_t black[3] = {0, 0, 0};
    const int32_t none = -1;
    double worst = 0, worst_area = 0;
    for (int step = 0; step < 9; step++) {
        double u = 30 + step / 9.0, v = 33 + (step * 4 % 9) / 9.0;
        double p[3] = {(u - 32) / 32, 0, -(v - 32) / 32}, x = 0, y = 0, mass = 0;
        draw(p, 1, &none, black, map);
        for (int i = 0; i < 64 * 64; i++) {
            double dark = (255 - map[3 * i]) / 255.0;
            mass += dark;
            x += dark * (i % 64 + 0.5);
            y += dark * (i / 64 + 0.5);
        }
        worst = fmax(worst, hypot(x / mass - u, y / mass - v));
        worst_area = fmax(worst_area, fabs(mass / (3.14159265 * 6.25) - 1));
    }
    print_message("  disc centres are %.4f px off, areas %.1f%%\n", worst,
                  100 * worst_area);
    assert_true(worst < 0.04);
    assert_true(worst_area < 0.03);
}

static void test_lines_lie_under_discs(void **state) {
    (void)state;
    static uint8_t map[64 * 64 * 3];
    const uint8_t colours[2][3] = {{255, 0, 0}, {0, 0, 255}};
    const int32_t parent[2] = {-1, 0};
    double p[2][3] = {{-0.5, 0, 0}, {0.5, 0, 0}}; /* columns 16 and 48 of row 32 */
    draw(p[0], 2, parent, colours[0], map);
    const uint8_t *middle = map + 3 * (32 * 64 + 32), *left = map + 3 * (32 * 64 + 16);
    assert_true(middle[0] < 200 && middle[0] == middle[1] && middle[1] == middle[2]);
    assert_memory_equal(left, colours[0], 3);
    assert_int_equal(map[3 * (20 * 64 + 32)], 255);
    p[1][0] = -0.5; /* the later joint covers the earlier one */
    draw(p[0], 2, parent, colours[0], map);
    assert_memory_equal(left, colours[1], 3);
}

static void test_drawing_outside_and_behind(void **state) {
    (void)state;
    static uint8_t map[64 * 64 * 3];
    const uint8_t colours[4][3] = {{0}};
    const int32_t parent[4] = {-1, 0, 0, 0};
    double p[4][3] = {{1e12, 0, 1e12}, {0, -8, 0}, {NAN, 0, 0}, {0, -4 + 1e-8, 1e4}};
    draw(p[0], 4, parent, colours[0], map);
    for (int i = 0; i < 64 * 64 * 3; i++) assert_int_equal(map[i], 255);
    double q[2][3] = {{-1e7, 0, 0}, {1e7, 0, 0}}; /* a line right through the picture */
    draw(q[0], 2, parent, colours[0], map);
    for (int x = 0; x < 64; x++) assert_true(map[3 * (32 * 64 + x)] < 220);
}

static void test_scenes_that_are_refused(void **state) {
    (void)state;
    ax_error err = {0};
    static uint8_t map[64 * 64 * 3];
    const uint8_t colours[3] = {0};
    int32_t parent = 1;
    double p[3] = {0};
    ax_camera c = front_camera(64);
    ax_cameras one = {&c, 1};
    ax_pose_scene scene = {1, 1, p, &parent, colours};
    ax_draw_params params = {1, 2.5, 1.5};
    TEST_FAILS(ax_pose_maps_draw(&one, &scene, &params, map, &err), AX_ERR_USAGE,
               "parent");
    parent = -1;
    params.radius = NAN;
    TEST_FAILS(ax_pose_maps_draw(&one, &scene, &params, map, &err), AX_ERR_USAGE,
               "radius");
    params.radius = 2.5;
    params.version = 9;
    TEST_FAILS(ax_pose_maps_draw(&one, &scene, &params, map, &err), AX_ERR_MODEL,
               "version");
    params.version = 1;
    scene.frames = AX_MAX_FRAMES + 1;
    TEST_FAILS(ax_pose_maps_draw(&one, &scene, &params, map, &err), AX_ERR_USAGE,
               "frames");
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
        cmocka_unit_test(test_joints_of_a_small_rig),
        cmocka_unit_test(test_joints_merge_and_drop),
        cmocka_unit_test(test_long_chains_are_thinned),
        cmocka_unit_test(test_joints_of_bones_that_deform_nothing),
        cmocka_unit_test(test_skeletons_that_are_refused),
        cmocka_unit_test(test_rest_matrices_that_are_refused),
        cmocka_unit_test(test_selection_without_memory),
        cmocka_unit_test(test_colours_are_apart),
        cmocka_unit_test(test_spread_colours_are_dealt_out_best),
        cmocka_unit_test(test_colours_of_as_many_as_there_may_be),
        cmocka_unit_test(test_spread_colours_without_memory),
        cmocka_unit_test(test_colours_refuse),
        cmocka_unit_test(test_projection),
        cmocka_unit_test(test_cameras_that_are_refused),
        cmocka_unit_test(test_frame_and_rays),
        cmocka_unit_test(test_discs_are_exact),
        cmocka_unit_test(test_lines_lie_under_discs),
        cmocka_unit_test(test_versions_never_change),
        cmocka_unit_test(test_near_discs_cover_far_ones),
        cmocka_unit_test(test_drawing_outside_and_behind),
        cmocka_unit_test(test_scenes_that_are_refused),
        cmocka_unit_test(test_rotations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
