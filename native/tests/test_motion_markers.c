/* Markers: which bones get one and where, and that the twist which joints do not show
 * comes back from fields. */
#include "small_rig.h"
#include "support.h"
#include "turntable.h"

#include "motion/fit/solve_ik.h"
#include "motion/fit/solve_motion.h"
#include "motion/maps/pose_field.h"
#include "motion/math/geometry.h"
#include "motion/rig/keyframes.h"

enum { VIEWS = 4, FRAMES = 7, SIZE = 128, GRID = 16, MOST_JOINTS = 20, LAYERS = 3 };

static ax_joints joints_of(const rig *r, int max_markers) {
    ax_joints j = {0};
    ax_error err = {0};
    TEST_OK(ax_joints_select(&r->skeleton, 0, 0.001, 2, max_markers, &j, &err));
    return j;
}

static int marker_of(const ax_joints *joints, int bone) {
    for (int j = 0; j < joints->count; j++)
        if (joints->tail[j] == AX_JOINT_MARKER && joints->bone[j] == bone) return j;
    return -1;
}

/* ---- which bones, and where ---- */

static void marks_what_is_not_seen(void **state) {
    (void)state;
    rig r;
    make_rig(&r);
    ax_joints none = joints_of(&r, 0), all = joints_of(&r, 1000000);
    const int markers = all.count - none.count;
    int32_t base[MOST_JOINTS];
    assert_int_equal(ax_joints_without_markers(&all), none.count);
    assert_int_equal(ax_joints_without_markers(&none), none.count);
    assert_memory_equal(all.position, none.position,
                        3 * (size_t)none.count * sizeof(double));
    assert_memory_equal(all.bone_joint, none.bone_joint, sizeof(int32_t) * BONES);
    /* The arms' heads show the twist of bone 1; bone 7 deforms nothing. */
    assert_int_equal(markers, 6);
    assert_true(marker_of(&all, 1) < 0 && marker_of(&all, 7) < 0);
    ax_joints_bases(&all, base);
    for (int j = 0; j < all.count; j++) {
        const int bone = all.bone[j];
        if (j < none.count) {
            assert_int_equal(base[j], -1);
            continue;
        }
        double head[3], tail[3], along = 0, across = 0;
        ax_bone_head(&r.skeleton, bone, head);
        ax_bone_tail(&r.skeleton, bone, tail);
        assert_int_equal(all.parent[j], all.bone_joint[bone]);
        assert_int_equal(base[j], all.bone_joint[bone]);
        for (int i = 0; i < 3; i++)
            along += (all.position[3 * j + i] - head[i]) * (tail[i] - head[i]);
        along /= r.lengths[bone];
        across = ax_distance3(all.position + 3 * j, head);
        across = sqrt(across * across - along * along);
        assert_true(fabs(along - 0.25 * r.lengths[bone]) < 1e-9);
        assert_true(across > 0.049 * 2.4 && across < 0.101 * 2.4); /* of the height */
        assert_true(all.position[3 * j + 1] < head[1] - 0.1);      /* in front */
    }
    ax_joints_free(&none);
    ax_joints_free(&all);
}

static void marks_both_sides_or_none(void **state) {
    (void)state;
    rig r;
    make_rig(&r);
    for (int most = 1; most <= 6; most++) {
        ax_joints j = joints_of(&r, most);
        const int left = marker_of(&j, 3), right = marker_of(&j, 5);
        assert_true((left < 0) == (right < 0));
        assert_true(j.count - ax_joints_without_markers(&j) <= most);
        for (int i = 0; i < 3 && left >= 0; i++)
            assert_true(fabs(j.position[3 * left + i] * (i == 0 ? -1 : 1) -
                             j.position[3 * right + i]) < 1e-9);
        ax_joints_free(&j);
    }
}

/* A bone that points to the front has its marker above. */
static void marks_above_what_points_ahead(void **state) {
    (void)state;
    rig r;
    make_rig(&r);
    const double ahead[16] = {1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 2, 0, 0, 0, 1};
    memcpy(r.rest[2], ahead, sizeof ahead);
    ax_joints j = joints_of(&r, 1000);
    const int head = marker_of(&j, 2);
    assert_true(head >= 0);
    assert_true(fabs(j.position[3 * head + 1] + 0.1) < 1e-9);
    assert_true(j.position[3 * head + 2] > 2.1);
    ax_joints_free(&j);
}

static void survives_odd_rigs(void **state) {
    (void)state;
    ax_error err = {0};
    rig r;
    make_rig(&r);
    for (int n = 0; n < BONES; n++) r.flags[n] |= AX_BONE_ROTATION_LOCKED;
    ax_joints j = joints_of(&r, 1000);
    assert_int_equal(ax_joints_without_markers(&j), j.count);
    ax_joints_free(&j);
    make_rig(&r);
    memset(r.lengths, 0, sizeof r.lengths);
    j = joints_of(&r, 1000);
    for (int m = ax_joints_without_markers(&j); m < j.count; m++)
        assert_true(ax_distance3(j.position + 3 * m, j.position + 3 * j.parent[m]) >
                    0.05);
    ax_joints_free(&j);
    make_rig(&r);
    r.skeleton.bones = 1;
    j = joints_of(&r, 1000);
    assert_int_equal(j.count, 3); /* head, tail, marker */
    ax_joints_free(&j);
    r.lengths[0] = 0; /* a single point has no size to place a marker by */
    j = joints_of(&r, 1000);
    assert_int_equal(j.count, 1);
    ax_joints_free(&j);
    TEST_FAILS(ax_joints_select(&r.skeleton, 0, 0, 2, -1, &j, &err), AX_ERR_USAGE,
               "max_markers");
}

/* ---- through fields and back ---- */

typedef struct motion {
    rig r;
    double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    double truth[FRAMES][BONES][16], found[FRAMES][BONES][16];
} motion;

/* A body that leans and raises its arms; head and left arm twist by 40 degrees. */
static void make_motion(motion *m) {
    ax_error err = {0};
    const ax_keyframes keys = {FRAMES, BONES, m->rotation[0][0], m->location[0][0]};
    make_rig(&m->r);
    memset(m->location, 0, sizeof m->location);
    for (int f = 0; f < FRAMES; f++) {
        const double part = sin(1.5707963 * f / (FRAMES - 1));
        for (int n = 0; n < BONES; n++) {
            const double twist = n == 2 || n == 3 ? part * 40 / 57.29578 : 0;
            const double lift = n == 3 || n == 5 ? 0.5 * part : n == 1 ? 0.2 * part : 0;
            const double turned[4] = {cos(twist / 2), 0, sin(twist / 2), 0};
            const double lifted[4] = {cos(lift / 2), sin(lift / 2), 0, 0};
            ax_quaternion_multiply(lifted, turned, m->rotation[f][n]);
        }
    }
    TEST_OK(ax_forward(&m->r.skeleton, &keys, m->truth[0][0], &err));
}

static void place_joints(const motion *m, const ax_joints *joints, double *out) {
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < joints->count; j++) {
            double inverse[16], local[3];
            ax_matrix4_invert(m->r.rest[joints->bone[j]], inverse);
            ax_matrix4_transform(inverse, joints->position + 3 * j, local);
            ax_matrix4_transform(m->truth[f][joints->bone[j]], local,
                                 out + 3 * (f * joints->count + j));
        }
}

/* Degrees between the bone's true and found rotation in the world, the worst frame. */
static double worst_rotation(const motion *m, int bone) {
    double worst = 0;
    for (int f = 0; f < FRAMES; f++) {
        double a[9], b[9], squares = 0;
        ax_matrix4_rotation(m->truth[f][bone], a);
        ax_matrix4_rotation(m->found[f][bone], b);
        for (int i = 0; i < 9; i++) squares += (a[i] - b[i]) * (a[i] - b[i]);
        worst = fmax(worst, 2 * asin(fmin(sqrt(squares / 8), 1)) * 57.29578);
    }
    return worst;
}

static void set_found(motion *m, const ax_keyframes *keys) {
    ax_error err = {0};
    TEST_OK(ax_forward(&m->r.skeleton, keys, m->found[0][0], &err));
}

/* Encodes, decodes and solves; `gain` 0: markers lie in the joints' layers. */
static void solve_from_fields(motion *m, int max_markers, double gain) {
    static float codes[VIEWS * 2 * LAYERS * FRAMES * GRID * GRID];
    static double points[VIEWS * FRAMES * MOST_JOINTS * 2],
        at[FRAMES * MOST_JOINTS * 3];
    static double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    static float weight[VIEWS * FRAMES * MOST_JOINTS], sure[FRAMES * MOST_JOINTS];
    static float residual[FRAMES * MOST_JOINTS];
    ax_error err = {0};
    ax_camera camera[VIEWS];
    const ax_cameras cameras = {camera, VIEWS};
    for (int v = 0; v < VIEWS; v++)
        camera[v] = test_camera_at(0.8 + 1.5707963 * v, SIZE);
    ax_joints joints = joints_of(&m->r, max_markers);
    int32_t base[MOST_JOINTS];
    assert_true(joints.count <= MOST_JOINTS);
    ax_joints_bases(&joints, base);
    const ax_field_joints coded = {joints.count, joints.position, base};
    ax_pose_field field = ax_pose_field_default();
    field.noise = 0.001;
    field.marker_layers = gain > 0;
    field.marker_gain = gain;
    place_joints(m, &joints, at);
    TEST_OK(ax_pose_field_encode(&cameras, &coded, at, FRAMES, &field, codes, &err));
    TEST_OK(ax_pose_field_decode(&cameras, &coded, codes, FRAMES, &field, points,
                                 weight, &err));
    const ax_tracks tracks = {at, sure, residual, points, weight};
    const ax_keyframes keys = {FRAMES, BONES, rotation[0][0], location[0][0]};
    TEST_OK(ax_solve_points(FRAMES, &cameras, &m->r.skeleton, &joints, &tracks, &keys,
                            true, &err));
    set_found(m, &keys);
    ax_joints_free(&joints);
}

static void returns_twist(void **state) {
    (void)state;
    static motion m;
    make_motion(&m);
    solve_from_fields(&m, 0, 0);
    print_message("  without markers: head %.1f, arm %.1f degrees\n",
                  worst_rotation(&m, 2), worst_rotation(&m, 3));
    assert_true(worst_rotation(&m, 2) > 35 && worst_rotation(&m, 3) > 35);
    solve_from_fields(&m, 16, 3);
    print_message("  with markers: head %.2f, arm %.2f degrees\n",
                  worst_rotation(&m, 2), worst_rotation(&m, 3));
    assert_true(worst_rotation(&m, 2) < 2 && worst_rotation(&m, 3) < 2);
    assert_true(worst_rotation(&m, 1) < 2 && worst_rotation(&m, 5) < 2);
    solve_from_fields(&m, 16, 0); /* among the joints: less exact */
    assert_true(worst_rotation(&m, 2) < 6 && worst_rotation(&m, 3) < 6);
}

/* The start that the bundle gets has the twist already. */
static void starts_with_twist(void **state) {
    (void)state;
    static motion m;
    static double at[FRAMES * MOST_JOINTS * 3];
    static double rotation[FRAMES][BONES][4], location[FRAMES][BONES][3];
    float sure[FRAMES * MOST_JOINTS];
    ax_error err = {0};
    make_motion(&m);
    ax_joints joints = joints_of(&m.r, 16);
    place_joints(&m, &joints, at);
    for (int i = 0; i < FRAMES * joints.count; i++) sure[i] = 1;
    const ax_joint_motion found = {FRAMES, at, sure};
    const ax_keyframes keys = {FRAMES, BONES, rotation[0][0], location[0][0]};
    TEST_OK(ax_solve_ik(&m.r.skeleton, &joints, &found, &keys, &err));
    set_found(&m, &keys);
    assert_true(worst_rotation(&m, 2) < 0.1 && worst_rotation(&m, 3) < 0.1);
    ax_joints_free(&joints);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_what_is_not_seen),
        cmocka_unit_test(marks_both_sides_or_none),
        cmocka_unit_test(marks_above_what_points_ahead),
        cmocka_unit_test(survives_odd_rigs),
        cmocka_unit_test(returns_twist),
        cmocka_unit_test(starts_with_twist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
