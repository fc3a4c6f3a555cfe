/* Between joints and pose channels: forward, IK, resampling. */
#include "support.h"

#include "motion/fit/solve_ik.h"
#include "motion/math/geometry.h"
#include "motion/rig/keyframes.h"
#include "motion/rig/skeleton.h"

enum { BONES = 7, FRAMES = 5 };

/* root -> spine -> (head, left arm -> forearm, right arm); a foot without a parent. The
 * rest pose is turned, moved and scaled by 2, as an armature object may be. */
typedef struct rig {
    int32_t parents[BONES];
    double rest[BONES][16], lengths[BONES];
    uint8_t flags[BONES];
    ax_skeleton skeleton;
} rig;

static void make_rig(rig *r) {
    static const int32_t parents[BONES] = {-1, 0, 1, 1, 3, 1, -1};
    static const double head[BONES][3] = {{0, 0, 0},     {0, 0, 0.8},   {0, 0, 1.6},
                                          {0.2, 0, 1.5}, {0.7, 0, 1.5}, {-0.2, 0, 1.5},
                                          {0.3, 0.2, 0}};
    static const double tail[BONES][3] = {
        {0, 0, 0.5},      {0, 0, 1.6},    {0, 0, 2},     {0.7, 0, 1.5},
        {1.1, -0.1, 1.5}, {-0.8, 0, 1.4}, {0.3, -0.2, 0}};
    double q[4] = {0.8, 0.2, -0.3, 0.4}, place[3] = {3, -1, 2}, object[16];
    ax_quaternion_normalise(q);
    ax_matrix4_compose(place, q, object);
    for (int i = 0; i < 3; i++)
        for (int a = 0; a < 3; a++) object[4 * i + a] *= 2;
    for (int n = 0; n < BONES; n++) {
        const double y[3] = {0, 1, 0};
        double along[3], rotation[9], local[16] = {0};
        for (int i = 0; i < 3; i++) along[i] = tail[n][i] - head[n][i];
        ax_rotation_swing(y, along, rotation);
        for (int i = 0; i < 3; i++) {
            memcpy(local + 4 * i, rotation + 3 * i, 24);
            local[4 * i + 3] = head[n][i];
        }
        local[15] = 1;
        ax_matrix4_multiply(object, local, r->rest[n]);
        r->parents[n] = parents[n];
        r->lengths[n] = 2 * sqrt(ax_dot3(along, along));
        r->flags[n] = AX_BONE_DEFORMS;
    }
    r->skeleton = (ax_skeleton){BONES,    r->parents, &r->rest[0][0], r->lengths,
                                r->flags, NULL,       NULL,           NULL};
}

typedef struct keys {
    double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    ax_keyframes view;
} keys;

static void clear_keys(keys *k) {
    memset(k, 0, sizeof *k);
    for (int i = 0; i < FRAMES * BONES; i++) (&k->rotation[0][0][0])[4 * i] = 1;
    k->view = (ax_keyframes){FRAMES, BONES, k->rotation[0][0], k->location[0][0]};
}

static void set_rotation(double q[4], double x, double y, double z) {
    double made[4] = {1, x, y, z};
    ax_quaternion_normalise(made);
    memcpy(q, made, sizeof made);
}

/* A motion that joints determine: rotations across bones, and roots that travel. */
static void make_motion(keys *k) {
    clear_keys(k);
    for (int f = 0; f < FRAMES; f++) {
        set_rotation(k->rotation[f][0], 0.05 * f, 0.1 * f, 0.02 * f);
        set_rotation(k->rotation[f][1], 0.1 * f, 0.2 * f,
                     -0.05 * f); /* twisted, which the arms determine */
        set_rotation(k->rotation[f][3], 0.2 * f, 0, -0.1 * f);
        set_rotation(k->rotation[f][4], -0.3 * f, 0, 0.1);
        set_rotation(k->rotation[f][5], 0.1 * f, 0, 0.3 * f);
        set_rotation(k->rotation[f][6], 0.2 * f, 0, 0.1 * f);
        k->location[f][0][1] = 0.1 * f;
        k->location[f][6][2] = -0.2 * f;
    }
}

static void joints_of(const ax_skeleton *s, const ax_joints *j, const double *pose,
                      double *out) {
    for (int f = 0; f < FRAMES; f++)
        for (int i = 0; i < j->count; i++) {
            size_t bone = (size_t)j->bone[i], at = (size_t)f * BONES + bone;
            double inverse[16], local[3];
            ax_matrix4_invert(s->rest + 16 * bone, inverse);
            ax_matrix4_transform(inverse, j->position + 3 * i, local);
            ax_matrix4_transform(pose + 16 * at, local, out + 3 * (f * j->count + i));
        }
}

static void test_forward_rest(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    static keys k;
    static double pose[FRAMES][BONES][16];
    make_rig(&r);
    clear_keys(&k);
    TEST_OK(ax_forward(&r.skeleton, &k.view, pose[0][0], &err));
    for (int n = 0; n < BONES; n++)
        for (int i = 0; i < 16; i++)
            assert_true(fabs(pose[2][n][i] - r.rest[n][i]) < 1e-12);
    /* A quarter turn of the arm about its own x axis takes the forearm with it: its
     * head is at the rest offset, rotated about the arm. Location is in bone space, so
     * the object's scale of 2 doubles it. */
    set_rotation(k.rotation[1][3], 1, 0, 0);
    k.location[1][3][1] = 0.25;
    TEST_OK(ax_forward(&r.skeleton, &k.view, pose[0][0], &err));
    double inverse[16], local[3], expected[3];
    ax_matrix4_invert(r.rest[3], inverse);
    double forearm[3] = {r.rest[4][3], r.rest[4][7], r.rest[4][11]};
    ax_matrix4_transform(inverse, forearm, local); /* (0, length, 0) */
    double turned[3] = {0, 0.25, local[1]};
    ax_matrix4_transform(r.rest[3], turned, expected);
    for (int i = 0; i < 3; i++)
        assert_true(fabs(pose[1][4][4 * i + 3] - expected[i]) < 1e-9);
    k.location[1][3][1] = NAN;
    TEST_FAILS(ax_forward(&r.skeleton, &k.view, pose[0][0], &err), AX_ERR_INPUT,
               "bone 3 has the location nan in frame 1");
    k.location[1][3][1] = 0;
    k.view.bones = 3;
    TEST_FAILS(ax_forward(&r.skeleton, &k.view, pose[0][0], &err), AX_ERR_USAGE,
               "3 bones");
}

/* Joints of a known motion, solved and played again: joints and bone axes must agree,
 * and where two joints hang on a bone its twist too. */
static void test_ik_roundtrip(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    static keys truth, found;
    static double pose[FRAMES][BONES][16], again[FRAMES][BONES][16];
    static double joints[FRAMES * 2 * BONES * 3], reached[FRAMES * 2 * BONES * 3];
    static float confidence[FRAMES * 2 * BONES];
    ax_joints j = {0};
    make_rig(&r);
    make_motion(&truth);
    clear_keys(&found);
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err));
    TEST_OK(ax_forward(&r.skeleton, &truth.view, pose[0][0], &err));
    joints_of(&r.skeleton, &j, pose[0][0], joints);
    for (int i = 0; i < FRAMES * 2 * BONES; i++) confidence[i] = 1;
    ax_joint_motion motion = {FRAMES, joints, confidence};
    TEST_OK(ax_solve_ik(&r.skeleton, &j, &motion, &found.view, &err));
    TEST_OK(ax_forward(&r.skeleton, &found.view, again[0][0], &err));
    joints_of(&r.skeleton, &j, again[0][0], reached);
    double worst = 0, twist = 0;
    for (int i = 0; i < FRAMES * j.count; i++)
        worst = fmax(worst, ax_distance3(joints + 3 * i, reached + 3 * i));
    for (int f = 0; f < FRAMES; f++)
        for (int i = 0; i < 12; i++)
            twist = fmax(twist, fabs(pose[f][1][i] - again[f][1][i]));
    print_message("  joints %.1e off, the spine's matrix %.1e\n", worst, twist);
    assert_true(worst < 1e-5);
    assert_true(twist < 1e-4);
    for (int f = 0; f < FRAMES; f++)
        for (int n = 1; n < 6; n++)
            for (int i = 0; i < 3; i++)
                assert_true(fabs(found.location[f][n][i]) < 1e-12);
    ax_joints_free(&j);
}

static void test_ik_locks(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    static keys truth, found;
    static double pose[FRAMES][BONES][16], joints[FRAMES * 2 * BONES * 3];
    static float confidence[FRAMES * 2 * BONES];
    ax_joints j = {0};
    make_rig(&r);
    make_motion(&truth);
    clear_keys(&found);
    r.flags[6] |= AX_BONE_LOCATION_LOCKED;
    r.flags[3] |= AX_BONE_ROTATION_LOCKED;
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err));
    TEST_OK(ax_forward(&r.skeleton, &truth.view, pose[0][0], &err));
    joints_of(&r.skeleton, &j, pose[0][0], joints);
    for (int i = 0; i < FRAMES * 2 * BONES; i++) confidence[i] = 1;
    ax_joint_motion motion = {FRAMES, joints, confidence};
    TEST_OK(ax_solve_ik(&r.skeleton, &j, &motion, &found.view, &err));
    for (int f = 0; f < FRAMES; f++) {
        assert_true(found.rotation[f][3][0] == 1);
        for (int i = 0; i < 3; i++) assert_true(found.location[f][6][i] == 0);
    }
    joints[5] = NAN;
    TEST_FAILS(ax_solve_ik(&r.skeleton, &j, &motion, &found.view, &err), AX_ERR_INPUT,
               "finite in frame 0");
    joints[5] = 1e200;
    TEST_FAILS(ax_solve_ik(&r.skeleton, &j, &motion, &found.view, &err), AX_ERR_INPUT,
               "beyond 1e+09");
    joints[5] = 0;
    j.position[4] = INFINITY;
    TEST_FAILS(ax_solve_ik(&r.skeleton, &j, &motion, &found.view, &err), AX_ERR_INPUT,
               "joint 1 has a position");
    j.position[4] = 0;
    j.parent[2] = 5;
    TEST_FAILS(ax_solve_ik(&r.skeleton, &j, &motion, &found.view, &err), AX_ERR_INPUT,
               "parent");
    j.parent[2] = 1;
    j.bone[1] = 99;
    TEST_FAILS(ax_solve_ik(&r.skeleton, &j, &motion, &found.view, &err), AX_ERR_INPUT,
               "bone 99");
    motion.frames = 4;
    j.bone[1] = 1;
    TEST_FAILS(ax_solve_ik(&r.skeleton, &j, &motion, &found.view, &err), AX_ERR_USAGE,
               "4 frames");
    ax_joints_free(&j);
}

/* All joints in one point: no directions, but nothing may become NaN. */
static void test_ik_collapsed(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    static keys found;
    static double joints[FRAMES * 2 * BONES * 3];
    static float confidence[FRAMES * 2 * BONES];
    ax_joints j = {0};
    make_rig(&r);
    clear_keys(&found);
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0, 1, 0, &j, &err));
    ax_joint_motion motion = {FRAMES, joints, confidence};
    TEST_OK(ax_solve_ik(&r.skeleton, &j, &motion, &found.view, &err));
    for (int i = 0; i < FRAMES * BONES * 4; i++)
        assert_true(isfinite((&found.rotation[0][0][0])[i]));
    for (int i = 0; i < FRAMES * BONES * 3; i++)
        assert_true(isfinite((&found.location[0][0][0])[i]));
    ax_joints_free(&j);
}

static void test_resample(void **state) {
    (void)state;
    ax_error err = {0};
    enum { KEYS = 9, OUT = 33 };
    double q[KEYS][4], x[KEYS][3], q_out[OUT][4], x_out[OUT][3];
    for (int f = 0; f < KEYS; f++) {
        double angle = 0.35 * f,
               sign = f % 2 ? -1 : 1; /* signs as IK never gives them */
        q[f][0] = sign * cos(0.5 * angle);
        q[f][1] = sign * sin(0.5 * angle);
        q[f][2] = q[f][3] = 0;
        x[f][0] = f;
        x[f][1] = f < 4 ? 0 : 1; /* a step must not overshoot */
        x[f][2] = sin(0.5 * f);
    }
    ax_keyframes in = {KEYS, 1, q[0], x[0]}, out = {OUT, 1, q_out[0], x_out[0]};
    TEST_OK(ax_resample(&in, 7.5, 30, &out, &err));
    double worst = 0, wave = 0;
    for (int f = 0; f < OUT; f++) {
        double t = f / 4.0, half = 0.5 * 0.35 * t;
        double dot = q_out[f][0] * cos(half) + q_out[f][1] * sin(half);
        worst = fmax(worst, 1 - fabs(dot));
        assert_true(fabs(x_out[f][0] - t) < 1e-9);
        assert_true(x_out[f][1] >= 0 && x_out[f][1] <= 1);
        wave = fmax(wave, fabs(x_out[f][2] - sin(0.5 * t)));
        if (f % 4 == 0) assert_true(fabs(x_out[f][2] - x[f / 4][2]) < 1e-12);
        double next = 0;
        for (int i = 0; f > 0 && i < 4; i++) next += q_out[f][i] * q_out[f - 1][i];
        assert_true(f == 0 || next > 0);
    }
    print_message("  a steady turn is %.1e off, a sine %.3f\n", worst, wave);
    assert_true(worst < 1e-6 && wave < 0.05);
    TEST_OK(
        ax_resample(&in, 7.5, 24, &out, &err)); /* 3.2 frames a key; then it holds */
    assert_true(fabs(x_out[16][0] - 5) < 1e-9 && fabs(x_out[32][0] - 8) < 1e-9);
    in.frames = 1;
    TEST_OK(ax_resample(&in, 7.5, 24, &out, &err));
    assert_true(x_out[20][2] == x[0][2]);
    TEST_FAILS(ax_resample(&in, 0, 24, &out, &err), AX_ERR_USAGE, "from 0");
    in.frames = KEYS;
    x[3][1] = 1e300; /* the product of two slopes is infinite */
    TEST_FAILS(ax_resample(&in, 8, 24, &out, &err), AX_ERR_INPUT, "1e+300 in frame 3");
    in.frames = 0;
    TEST_FAILS(ax_resample(&in, 8, 24, &out, &err), AX_ERR_USAGE,
               "0 frames were given; 1 to 100000 are allowed");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forward_rest), cmocka_unit_test(test_ik_roundtrip),
        cmocka_unit_test(test_ik_locks),     cmocka_unit_test(test_ik_collapsed),
        cmocka_unit_test(test_resample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
