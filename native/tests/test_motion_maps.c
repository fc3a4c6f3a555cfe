/* Colours and pose maps. */
#include "small_rig.h"
#include "support.h"
#include "turntable.h"

#include "motion/maps/colours.h"
#include "motion/maps/pose_map.h"
#include "motion/rig/skeleton.h"

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

/* Draws one white-background map of points on the plane y = 0. */
static void draw(const double *points, int joints, const int32_t *parent,
                 const uint8_t *colours, uint8_t *out) {
    ax_error err = {0};
    ax_camera c = test_front_camera(64);
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
    ax_camera c = test_front_camera(64);
    ax_cameras one = {&c, 1};
    make_rig(&r);
    TEST_OK(ax_joints_select(&r.skeleton, 0, 0.001, 1, 0, &j, &err));
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
    ax_camera c = test_front_camera(64); /* looks along +y */
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
    ax_camera c = test_front_camera(64);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_colours_are_apart),
        cmocka_unit_test(test_spread_colours_are_dealt_out_best),
        cmocka_unit_test(test_colours_of_as_many_as_there_may_be),
        cmocka_unit_test(test_spread_colours_without_memory),
        cmocka_unit_test(test_colours_refuse),
        cmocka_unit_test(test_discs_are_exact),
        cmocka_unit_test(test_lines_lie_under_discs),
        cmocka_unit_test(test_versions_never_change),
        cmocka_unit_test(test_near_discs_cover_far_ones),
        cmocka_unit_test(test_drawing_outside_and_behind),
        cmocka_unit_test(test_scenes_that_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
