/* Pose maps as displacement fields: there and back, straight lines, odd input. */
#include "support.h"
#include "turntable.h"

#include "base/memory.h"
#include "motion/maps/pose_field.h"

enum { VIEWS = 4, JOINTS = 6, FRAMES = 5, SIZE = 128, GRID = 16, LAYERS = 2 };
enum { CELLS = GRID * GRID, CODES = VIEWS * 2 * LAYERS * FRAMES * CELLS };

static const double rest[JOINTS][3] = {{0, 0, 1.0},      {0.5, 0, 1.2},
                                       {-0.5, 0.1, 1.2}, {0.3, -0.4, 0.4},
                                       {-0.4, 0.4, 0.3}, {0.1, 0.5, 1.7}};
static const ax_field_joints joints = {JOINTS, rest[0], NULL};
static ax_camera camera[VIEWS];
static ax_cameras cameras = {camera, VIEWS};
static double moved[FRAMES][JOINTS][3];
static float codes[CODES], others[CODES];
static double points[VIEWS][FRAMES][JOINTS][2], truth[VIEWS][FRAMES][JOINTS][2];
static float confidence[VIEWS][FRAMES][JOINTS];

static void make_world(double amount) {
    ax_error err = {0};
    for (int v = 0; v < VIEWS; v++)
        camera[v] = test_camera_at(0.8 + 1.5707963 * v, SIZE);
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++)
            for (int a = 0; a < 3; a++)
                moved[f][j][a] =
                    rest[j][a] + amount * sin(0.9 * f + 1.7 * j + a) * (f > 0);
    TEST_OK(ax_project(&cameras, moved[0][0], (size_t)FRAMES * JOINTS, truth[0][0][0],
                       &err));
}

static void encode(const ax_pose_field *field, float *out) {
    ax_error err = {0};
    TEST_OK(
        ax_pose_field_encode(&cameras, &joints, moved[0][0], FRAMES, field, out, &err));
}

static void decode(const ax_pose_field *field, const float *from) {
    ax_error err = {0};
    TEST_OK(ax_pose_field_decode(&cameras, &joints, from, FRAMES, field,
                                 points[0][0][0], confidence[0][0], &err));
}

static void returns(void **state) {
    (void)state;
    const ax_pose_field field = ax_pose_field_default();
    make_world(0.4);
    encode(&field, codes);
    decode(&field, codes);
    double worst = 0;
    for (int v = 0; v < VIEWS; v++)
        for (int f = 0; f < FRAMES; f++)
            for (int j = 0; j < JOINTS; j++) {
                const double *p = points[v][f][j], *q = truth[v][f][j];
                if (confidence[v][f][j] > 0.97f)
                    worst = fmax(worst, hypot(p[0] - q[0], p[1] - q[1]));
                assert_true(confidence[v][f][j] > 0 && confidence[v][f][j] <= 1);
            }
    printf("joints alone in their cells: %.3f px error at most\n", worst);
    assert_true(worst < 0.6);
    /* The first frame is the rest pose: nothing has moved. */
    for (int n = 0; n < VIEWS * 2 * LAYERS; n++)
        for (int c = 0; c < CELLS; c++)
            assert_true(fabsf(codes[n * FRAMES * CELLS + c]) < 1e-6f);
}

/* The mean of two poses' codes is read as the pose between them. */
static void means_are_between(void **state) {
    (void)state;
    const ax_pose_field field = ax_pose_field_default();
    make_world(0.3);
    encode(&field, codes);
    decode(&field, codes);
    static double first[VIEWS][FRAMES][JOINTS][2];
    memcpy(first, points, sizeof first);
    make_world(-0.2);
    encode(&field, others);
    decode(&field, others);
    for (int i = 0; i < CODES; i++) codes[i] = 0.5f * (codes[i] + others[i]);
    static double second[VIEWS][FRAMES][JOINTS][2];
    memcpy(second, points, sizeof second);
    decode(&field, codes);
    for (int i = 0; i < VIEWS * FRAMES * JOINTS * 2; i++)
        assert_true(fabs((&points[0][0][0][0])[i] -
                         0.5 * ((&first[0][0][0][0])[i] + (&second[0][0][0][0])[i])) <
                    1e-4);
}

static void shows_the_template(void **state) {
    (void)state;
    ax_error err = {0};
    const ax_pose_field field = ax_pose_field_default();
    static float map[VIEWS * 4 * LAYERS * CELLS];
    const ax_frame frame = {{0, 0, 1}, 0.5};
    make_world(0);
    TEST_OK(ax_pose_field_template(&cameras, &frame, &joints, &field, map, &err));
    for (int v = 0; v < VIEWS; v++) {
        double cover = 0;
        for (int layer = 0; layer < LAYERS; layer++)
            for (int c = 0; c < CELLS; c++) {
                const float *cell = map + ((v * LAYERS + layer) * 4) * CELLS + c;
                assert_true(cell[0] >= 0 && cell[0] <= 1 + 1e-6f);
                cover += (double)cell[0];
            }
        assert_true(cover > JOINTS - 1 && cover < JOINTS + 1e-3);
    }
}

/* Markers leave the joints' layers as they are without them, and their own holds what
 * they move beyond their carrier, times the gain. */
static void markers_have_their_own_layer(void **state) {
    (void)state;
    enum { CARRIED = 5 };
    static const int32_t base[JOINTS] = {-1, -1, -1, -1, -1, 0};
    static float alone[CODES], marked[VIEWS * 2 * (LAYERS + 1) * FRAMES * CELLS];
    static double fewer[FRAMES][CARRIED][3];
    const ax_field_joints carriers = {CARRIED, rest[0], NULL};
    const ax_field_joints all = {JOINTS, rest[0], base};
    ax_pose_field field = ax_pose_field_default();
    ax_error err = {0};
    make_world(0.3);
    for (int f = 0; f < FRAMES; f++) {
        memcpy(fewer[f], moved[f], sizeof fewer[f]);
        for (int a = 0; a < 3; a++) /* in the first frames the two move alike */
            moved[f][5][a] =
                rest[5][a] + moved[f][0][a] - rest[0][a] + (f < 3 ? 0 : 0.02 * (a - 1));
    }
    TEST_OK(ax_project(&cameras, moved[0][0], (size_t)FRAMES * JOINTS, truth[0][0][0],
                       &err));
    TEST_OK(ax_pose_field_encode(&cameras, &carriers, fewer[0][0], FRAMES, &field,
                                 alone, &err));
    field.marker_layers = 1;
    double strength[2] = {0};
    for (int twice = 0; twice < 2; twice++) {
        const size_t plane = (size_t)FRAMES * CELLS;
        field.marker_gain = twice ? 6 : 3;
        TEST_OK(ax_pose_field_encode(&cameras, &all, moved[0][0], FRAMES, &field,
                                     marked, &err));
        for (size_t v = 0; v < VIEWS; v++) {
            const float *view = marked + v * 2 * (LAYERS + 1) * plane;
            const float *own = view + 2 * LAYERS * plane;
            assert_memory_equal(view, alone + v * 2 * LAYERS * plane,
                                2 * LAYERS * plane * sizeof *view);
            for (size_t i = 0; i < 2 * plane; i++)
                strength[twice] += fabs((double)own[i]);
        }
        TEST_OK(ax_pose_field_decode(&cameras, &all, marked, FRAMES, &field,
                                     points[0][0][0], confidence[0][0], &err));
        for (int v = 0; v < VIEWS; v++)
            for (int f = 0; f < FRAMES; f++) {
                const double *p = points[v][f][5], *q = truth[v][f][5];
                const double *c = points[v][f][0], *d = truth[v][f][0];
                /* as exact as its carrier, but for perspective */
                assert_true(
                    hypot(p[0] - q[0] - c[0] + d[0], p[1] - q[1] - c[1] + d[1]) < 0.1);
                assert_true(confidence[v][f][5] <= confidence[v][f][0]);
            }
    }
    assert_true(strength[0] > 1 && fabs(strength[1] / strength[0] - 2) < 1e-5);
    /* A marker on a marker, on nothing, and a gain of 0. */
    const int32_t wrong[2][JOINTS] = {{-1, -1, -1, -1, 5, 0}, {6, -1, -1, -1, -1, -1}};
    for (int i = 0; i < 2; i++) {
        const ax_field_joints refused = {JOINTS, rest[0], wrong[i]};
        TEST_FAILS(ax_pose_field_encode(&cameras, &refused, moved[0][0], FRAMES, &field,
                                        marked, &err),
                   AX_ERR_USAGE, "marker");
    }
    field.marker_gain = 0;
    TEST_FAILS(ax_pose_field_check(&field, &err), AX_ERR_MODEL, "gain");
}

static void refuses(void **state) {
    (void)state;
    ax_pose_field bad[5];
    for (int i = 0; i < 5; i++) bad[i] = ax_pose_field_default();
    bad[0].grid = 65;
    bad[1].layers = 0;
    bad[2].length = NAN;
    bad[3].noise = 0;
    bad[4].grid = -1;
    for (int i = 0; i < 5; i++) {
        ax_error err = {0};
        assert_int_equal(ax_pose_field_check(&bad[i], &err), AX_ERR_MODEL);
    }
    ax_error err = {0};
    const ax_pose_field field = ax_pose_field_default();
    make_world(0.1);
    const double nowhere[3] = {0, NAN, 0};
    const ax_field_joints lost = {1, nowhere, NULL}, none = {0, rest[0], NULL};
    assert_int_equal(
        ax_pose_field_encode(&cameras, &lost, moved[0][0], FRAMES, &field, codes, &err),
        AX_ERR_INPUT);
    assert_int_equal(
        ax_pose_field_encode(&cameras, &none, moved[0][0], FRAMES, &field, codes, &err),
        AX_ERR_INPUT);
}

/* Joints behind a camera, on one spot, at the edge; codes that are no numbers. */
static void survives(void **state) {
    (void)state;
    ax_error err = {0};
    const ax_pose_field field = ax_pose_field_default();
    make_world(0.1);
    double odd[JOINTS][3];
    memcpy(odd, rest, sizeof odd);
    memcpy(odd[1], odd[0], sizeof odd[0]);
    const ax_field_joints strange = {JOINTS, odd[0], NULL};
    for (int a = 0; a < 3; a++) odd[2][a] = 1e6;
    for (int i = 0; i < CODES; i++) codes[i] = i % 3 ? INFINITY : NAN;
    TEST_OK(ax_pose_field_decode(&cameras, &strange, codes, FRAMES, &field,
                                 points[0][0][0], confidence[0][0], &err));
    for (int i = 0; i < VIEWS * FRAMES * JOINTS; i++)
        assert_true((&confidence[0][0][0])[i] == 0);
    memset(codes, 0, sizeof codes);
    ax_pose_field flat = field;
    flat.layers = 1;
    TEST_OK(ax_pose_field_decode(&cameras, &strange, codes, FRAMES, &flat,
                                 points[0][0][0], confidence[0][0], &err));
    /* Two on one spot share what is known of them. */
    assert_true(confidence[0][0][0] < 0.6f && confidence[0][0][1] < 0.6f);
    const ax_pose_field one = {.grid = 1, .layers = 1, .length = 0.8, .noise = 0.01};
    TEST_OK(ax_pose_field_decode(&cameras, &strange, codes, FRAMES, &one,
                                 points[0][0][0], confidence[0][0], &err));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(returns),
        cmocka_unit_test(means_are_between),
        cmocka_unit_test(shows_the_template),
        cmocka_unit_test(markers_have_their_own_layer),
        cmocka_unit_test(refuses),
        cmocka_unit_test(survives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
