/* Gaits: the ground's velocity, and feet that are held on it. */
#include "support.h"

#include <float.h>

#include "motion/gait/gait.h"
#include "motion/gait/plant.h"
#include "motion/math/geometry.h"

/* A body, four legs of two bones and a foot. Bones' axes are the world's. */
enum { LEGS = 4, BONES = 1 + 3 * LEGS, MAX_FRAMES = 240 };

static const double fps = 24, thigh = 0.55, shin = 0.5, ankle = 0.05, pi = 3.14159265;
/* Of the walk: seconds of a cycle, part of it that a foot stands, and how far the
 * ground goes in that time. */
static const double cycle = 1.25, stance = 0.6, stride = 0.3;

typedef struct fixture {
    int32_t parents[BONES];
    double rest[BONES][16], lengths[BONES], directions[BONES][3];
    uint8_t flags[BONES];
    double rotation[MAX_FRAMES][BONES][4], location[MAX_FRAMES][BONES][3];
    double kept_rotation[MAX_FRAMES][BONES][4], kept_location[MAX_FRAMES][BONES][3];
    double pose[MAX_FRAMES][BONES][16];
    ax_skeleton skeleton;
    ax_keyframes keys;
} fixture;

static fixture w;

static void set_bone(int bone, int parent, double x, double y, double z, double along_y,
                     double along_z, double length) {
    double *m = w.rest[bone];
    memset(m, 0, 16 * sizeof *m);
    m[0] = m[5] = m[10] = m[15] = 1;
    m[3] = x;
    m[7] = y;
    m[11] = z;
    w.parents[bone] = parent;
    w.lengths[bone] = length;
    w.directions[bone][1] = along_y;
    w.directions[bone][2] = along_z;
    w.flags[bone] =
        (uint8_t)(AX_BONE_DEFORMS | (parent < 0 ? 0 : AX_BONE_LOCATION_LOCKED));
}

static void make_rig(int frames) {
    memset(&w, 0, sizeof w);
    set_bone(0, -1, 0, 0, 1, -1, 0, 0.6);
    for (int leg = 0; leg < LEGS; leg++) {
        const double x = leg % 2 ? 0.2 : -0.2, y = leg / 2 ? -0.6 : 0.4;
        const int n = 1 + 3 * leg;
        set_bone(n, 0, x, y, 1, 0, -1, thigh);
        set_bone(n + 1, n, x, y, 1 - thigh, 0, -1, shin);
        set_bone(n + 2, n + 1, x, y, 1 - thigh - shin, -1, 0, 0.15);
        for (int i = 0; i < 3; i++) w.rest[n + i][11] += ankle;
    }
    w.rest[0][11] += ankle;
    w.skeleton = (ax_skeleton){.bones = BONES,
                               .parents = w.parents,
                               .rest = w.rest[0],
                               .lengths = w.lengths,
                               .flags = w.flags,
                               .directions = w.directions[0]};
    w.keys = (ax_keyframes){frames, BONES, w.rotation[0][0], w.location[0][0]};
    for (int f = 0; f < frames; f++)
        for (int n = 0; n < BONES; n++) w.rotation[f][n][0] = 1;
}

static void turn_about_x(int frame, int bone, double angle) {
    w.rotation[frame][bone][0] = cos(0.5 * angle);
    w.rotation[frame][bone][1] = sin(0.5 * angle);
}

/* Brings the foot to y, z from where it is below the hip (law of cosines); the body is
 * lowered by as much as bends the knees. */
static void place_foot(int frame, int leg, double y, double z) {
    const double down = thigh + shin - 0.06 - z, far = hypot(y, down);
    const double knee =
        acos((thigh * thigh + shin * shin - far * far) / (2 * thigh * shin));
    const double hip = asin(shin * sin(knee) / far), lean = atan2(y, down);
    turn_about_x(frame, 1 + 3 * leg, lean - hip);
    turn_about_x(frame, 2 + 3 * leg, pi - knee);
    turn_about_x(frame, 3 + 3 * leg, -(lean - hip) - (pi - knee));
    w.location[frame][0][2] = -0.06;
}

/* A walk in place. uneven: how much faster, as a part, the feet go in the middle of a
 * stance. direction: 1 forwards, towards -y. */
static void walk(int frame, double uneven, double direction) {
    for (int leg = 0; leg < LEGS; leg++) {
        static const double phases[LEGS] = {0, 0.5, 0.25, 0.75};
        const double t = fmod(frame / fps / cycle + phases[leg], 1);
        const double s = t < stance ? t / stance : (t - stance) / (1 - stance);
        double y = t < stance ? s - 0.5 - uneven * sin(2 * pi * s) / (2 * pi)
                              : 0.5 - s * s * (3 - 2 * s);
        place_foot(frame, leg, direction * stride * y,
                   t < stance ? 0 : 0.08 * sin(pi * s));
    }
}

static double body(void) {
    double points[BONES][3];
    for (int n = 0; n < BONES; n++) ax_bone_head(&w.skeleton, n, points[n]);
    return ax_box_diagonal(points[0], BONES);
}

/* The mean speed of planted feet over the ground, bodies a second. */
static double slide(const ax_planting *made) {
    ax_error err = {0};
    double sum = 0;
    int count = 0;
    TEST_OK(ax_forward(&w.skeleton, &w.keys, w.pose[0][0], &err));
    for (int k = 0; k < made->feet; k++)
        for (int f = 0; f + 1 < w.keys.frames; f++) {
            if (!made->planted[k * w.keys.frames + f]) continue;
            const int n = made->foot_bone[k];
            double way[2];
            for (int i = 0; i < 2; i++)
                way[i] = w.pose[f + 1][n][4 * i + 3] - w.pose[f][n][4 * i + 3] +
                         made->travel[3 * f + 3 + i] - made->travel[3 * f + i];
            sum += hypot(way[0], way[1]) * fps;
            count++;
        }
    return count ? sum / count / body() : INFINITY;
}

static void keep(void) {
    memcpy(w.kept_rotation, w.rotation, sizeof w.rotation);
    memcpy(w.kept_location, w.location, sizeof w.location);
}

static bool is_kept(void) {
    return !memcmp(w.kept_rotation, w.rotation, sizeof w.rotation) &&
           !memcmp(w.kept_location, w.location, sizeof w.location);
}

/* Even and uneven steps, forwards and backwards: the ground's speed, and feet that
 * stand on it. */
static void walks_travel(void **state) {
    (void)state;
    enum { FRAMES = 61 };
    for (int i = 0; i < 4; i++) {
        const double uneven = i % 2 ? 0.8 : 0, direction = i / 2 ? -1 : 1;
        ax_error err = {0};
        ax_planting made, held;
        make_rig(FRAMES);
        for (int f = 0; f < FRAMES; f++) walk(f, uneven, direction);
        keep();
        TEST_OK(ax_plant_feet(&w.skeleton, &w.keys, fps, false, false, &made, &err));
        assert_true(is_kept());
        const double before = slide(&made);
        TEST_OK(ax_plant_feet(&w.skeleton, &w.keys, fps, true, false, &held, &err));
        const double after = slide(&held);
        const double truth = stride / (stance * cycle);
        const double found =
            -direction * held.travel[3 * (FRAMES - 1) + 1] / (FRAMES - 1) * fps;
        print_message(
            "uneven %.1f, direction %2g: speed %.4f of %.4f, confidence %.2f, "
            "slide %.2f %% -> %.3f %% of the body a second\n",
            uneven, direction, found, truth, held.confidence, 100 * before,
            100 * after);
        assert_int_equal(held.feet, LEGS);
        /* Of uneven steps the mean depends on where a stance is said to begin. */
        assert_true(fabs(found / truth - 1) < (uneven > 0 ? 0.1 : 0.03));
        assert_true(after < 0.01);
        assert_true(uneven == 0 || before > 0.05); /* or there is nothing to hold */
        assert_true(held.confidence > 0.5);
        for (int f = 0; f < FRAMES; f++) {
            assert_true(held.travel[3 * f + 2] == 0);
            for (int n = 3; n < BONES; n += 3) { /* feet stay level */
                const double *m = w.pose[f][n];
                assert_true(fabs(m[5] - 1) < 1e-6);
            }
        }
        ax_planting_free(&made);
        ax_planting_free(&held);
    }
}

/* A body that sways above feet that stand: no gait, and not a bit is changed. */
static void standing_is_left_alone(void **state) {
    (void)state;
    enum { FRAMES = 120 };
    ax_error err = {0};
    ax_planting made;
    make_rig(FRAMES);
    for (int f = 0; f < FRAMES; f++) {
        const double sway = 0.05 * sin(0.3 * f);
        for (int leg = 0; leg < LEGS; leg++) place_foot(f, leg, -sway, 0);
        w.location[f][0][1] = sway;
    }
    keep();
    TEST_OK(ax_plant_feet(&w.skeleton, &w.keys, fps, true, false, &made, &err));
    assert_true(is_kept());
    assert_true(made.confidence == 0);
    for (int i = 0; i < 3 * FRAMES; i++) assert_true(made.travel[i] == 0);
    ax_planting_free(&made);
}

/* Refused before a key is read: there are none. */
static void sizes_are_checked_first(void **state) {
    (void)state;
    make_rig(1);
    const struct {
        int frames;
        double fps;
    } cases[] = {{AX_MAX_FRAMES + 1, 24}, {-1, 24}, {1, 0}, {1, NAN}, {1, INFINITY}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ax_error err = {0};
        ax_planting made;
        const ax_keyframes keys = {cases[i].frames, w.skeleton.bones, NULL, NULL};
        assert_int_equal(
            ax_plant_feet(&w.skeleton, &keys, cases[i].fps, true, false, &made, &err),
            AX_ERR_USAGE);
        ax_planting_free(&made);
    }
}

/* Also rates at which seconds are more frames than there are numbers for. */
static void any_rate(void **state) {
    (void)state;
    enum { FRAMES = 40 };
    make_rig(FRAMES);
    for (int f = 0; f < FRAMES; f++) walk(f, 0, 1);
    const double rates[] = {1e-300, 1e-9, 1e9, 6.5e78, DBL_MAX};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        ax_error err = {0};
        ax_planting made;
        TEST_OK(ax_plant_feet(&w.skeleton, &w.keys, rates[i], true, true, &made, &err));
        assert_int_equal(made.frames, FRAMES);
        assert_true(made.confidence >= 0 && made.confidence <= 1);
        for (int k = 0; k < 3 * FRAMES; k++) assert_true(isfinite(made.travel[k]));
        ax_planting_free(&made);
    }
    const ax_gait gait = {.frames = FRAMES, .fps = 6.5e78};
    assert_int_equal(ax_gait_frames(&gait, 2), FRAMES);
    assert_int_equal(ax_gait_frames(&(ax_gait){.frames = FRAMES, .fps = 5}, 1.3), 6);
}

/* Walks, then stands: it stops. */
static void a_walk_ends(void **state) {
    (void)state;
    enum { WALKED = 120, FRAMES = 240 };
    ax_error err = {0};
    ax_planting made;
    make_rig(FRAMES);
    for (int f = 0; f < FRAMES; f++) walk(f < WALKED ? f : WALKED, 0.5, 1);
    TEST_OK(ax_plant_feet(&w.skeleton, &w.keys, fps, true, false, &made, &err));
    const double *travel = made.travel;
    const double truth = stride / (stance * cycle);
    const double early = -(travel[3 * 72 + 1] - travel[1]) / 72 * fps;
    const double late = -(travel[3 * 239 + 1] - travel[3 * 192 + 1]) / 47 * fps;
    print_message("speed %.3f of %.3f, then %.3f\n", early, truth, late);
    assert_true(fabs(early / truth - 1) < 0.1);
    assert_true(late == 0);
    assert_true(slide(&made) < 0.02);
    ax_planting_free(&made);
}

static void survives_allocation_failures(void **state) {
    (void)state;
    const size_t before = ax_memory_in_use();
    ax_error err = {0};
    ax_planting made;
    make_rig(30);
    for (int f = 0; f < 30; f++) walk(f, 0, 1);
    long n = 0;
    for (;; n++) {
        test_fail_after(n);
        const ax_status status =
            ax_plant_feet(&w.skeleton, &w.keys, fps, true, false, &made, &err);
        test_fail_never();
        ax_planting_free(&made);
        assert_int_equal(ax_memory_in_use(), before);
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        err = (ax_error){0};
    }
    assert_true(n > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_travel),
        cmocka_unit_test(standing_is_left_alone),
        cmocka_unit_test(sizes_are_checked_first),
        cmocka_unit_test(any_rate),
        cmocka_unit_test(a_walk_ends),
        cmocka_unit_test(survives_allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
