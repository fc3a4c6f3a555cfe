/* Contacts of standing and sliding feet; temporal terms against finite differences. */
#include "support.h"
#include "turntable.h"

#include "motion/fit/contacts.h"
#include "motion/fit/temporal.h"
#include "motion/math/geometry.h"
#include "motion/track/reprojection.h"

enum { FRAMES = 24, JOINTS = 4, VIEWS = 4, SIZE = 128, POINTS = FRAMES * JOINTS };

/* A hip, a knee, a foot that stands for frames 6 to 17, and one that slides. */
typedef struct fixture {
    ax_camera camera[VIEWS];
    int32_t parent[JOINTS];
    double rest[JOINTS][3], truth[FRAMES][JOINTS][3], joints[FRAMES][JOINTS][3];
    double points[VIEWS][FRAMES][JOINTS][2];
    float confidence[VIEWS][FRAMES][JOINTS];
    double neg_gradient[FRAMES][JOINTS][3], hessian[FRAMES][JOINTS][9];
    uint8_t in_contact[FRAMES][JOINTS];
    ax_observations views;
} fixture;

static fixture w;

static double noise(uint64_t *state) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        sum += (double)(*state >> 11) / 9007199254740992.0;
    }
    return sum;
}

/* pixels: deviation of the noise on observations; slide: world units a frame. */
static void make_fixture(double pixels, double slide) {
    static const int32_t parent[JOINTS] = {-1, 0, 1, 0};
    static const double rest[JOINTS][3] = {
        {0, 0, 1.6}, {0, 0.1, 0.8}, {0, 0, 0}, {0.4, 0, 0}};
    ax_error err = {0};
    uint64_t chance = 11;
    memset(&w, 0, sizeof w);
    memcpy(w.parent, parent, sizeof parent);
    memcpy(w.rest, rest, sizeof rest);
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++) {
            double *x = w.truth[f][j];
            memcpy(x, rest[j], sizeof rest[j]);
            if (j < 2) x[0] += 0.1 * sin(0.5 * f);
            if (j == 2 && f < 6) x[1] -= 0.05 * (6 - f);
            if (j == 2 && f > 17) x[1] += 0.05 * (f - 17);
            if (j == 3) x[1] += slide * (f - 12);
        }
    for (int v = 0; v < VIEWS; v++)
        w.camera[v] = test_camera_at(0.8 + 1.5707963 * v, SIZE);
    const ax_cameras cameras = {w.camera, VIEWS};
    TEST_OK(ax_project(&cameras, w.truth[0][0], POINTS, w.points[0][0][0], &err));
    for (int i = 0; i < VIEWS * POINTS; i++) {
        (&w.confidence[0][0][0])[i] = 1;
        for (int a = 0; a < 2; a++)
            (&w.points[0][0][0][0])[2 * i + a] += pixels * noise(&chance);
    }
    w.views = (ax_observations){
        cameras,  FRAMES,    JOINTS, w.points[0][0][0], w.confidence[0][0],
        w.parent, w.rest[0], NULL};
}

static void find(void) {
    ax_error err = {0};
    for (int f = 0; f < FRAMES; f++)
        for (int j = 0; j < JOINTS; j++)
            ax_intersect_rays(&w.views, f, j, w.truth[f][j], w.joints[f][j]);
    const double spread = ax_reprojection_spread(&w.views, w.joints[0][0]);
    memset(w.neg_gradient, 0, sizeof w.neg_gradient);
    memset(w.hessian, 0, sizeof w.hessian);
    ax_reprojection_linearise(&w.views, w.joints[0][0], spread, w.neg_gradient[0][0],
                              w.hessian[0][0]);
    TEST_OK(ax_contacts_find(&w.views, w.joints[0][0], w.hessian[0][0],
                             w.neg_gradient[0][0], w.in_contact[0], &err));
}

static int count(int joint, int first, int last) {
    int sum = 0;
    for (int f = first; f <= last; f++) sum += w.in_contact[f][joint];
    return sum;
}

/* With clean and with noisy observations: in contact from frame 6 to 17, so 11
 * steps. */
static void feet_stand(void **state) {
    (void)state;
    static const double pixels[] = {0.02, 0.3, 0.8};
    for (size_t i = 0; i < sizeof pixels / sizeof *pixels; i++) {
        make_fixture(pixels[i], 0.05);
        find();
        const int stands = count(2, 6, 16), moves = count(2, 0, 4) + count(2, 18, 22);
        print_message("%.2f px: %d of 11 steps held, %d of 10 wrongly, sliding foot "
                      "%d of 23\n",
                      pixels[i], stands, moves, count(3, 0, 22));
        assert_true(stands >= 8);
        assert_true(moves <= 1);
        assert_true(count(3, 0, 22) <= 3);
        assert_int_equal(count(0, 0, 23) + count(1, 0, 23), 0); /* no feet */
    }
}

/* No observations: no contacts, rather than contacts everywhere. */
static void handles_no_observations(void **state) {
    (void)state;
    make_fixture(0.1, 0);
    memset(w.confidence, 0, sizeof w.confidence);
    find();
    for (int j = 0; j < JOINTS; j++) assert_int_equal(count(j, 0, FRAMES - 1), 0);
}

static void survives_allocation_failures(void **state) {
    (void)state;
    const size_t before = ax_memory_in_use();
    ax_error err = {0};
    make_fixture(0.1, 0);
    find();
    long n = 0;
    for (;; n++) {
        test_fail_after(n);
        const ax_status status =
            ax_contacts_find(&w.views, w.joints[0][0], w.hessian[0][0],
                             w.neg_gradient[0][0], w.in_contact[0], &err);
        test_fail_never();
        assert_int_equal(ax_memory_in_use(), before);
        if (status == AX_OK) break;
        assert_int_equal(status, AX_ERR_RESOURCE);
        err = (ax_error){0};
    }
    assert_true(n == 3);
}

/* neg_gradient is minus half of the cost's derivative, and the Hessian the derivative
 * of that where weights do not change (small second differences). */
static void temporal_derivatives_match(void **state) {
    (void)state;
    make_fixture(0, 0.03);
    ax_error err = {0};
    ax_temporal t = {FRAMES, JOINTS, w.parent, 2, 0.2, NULL, NULL, NULL, NULL, NULL};
    TEST_OK(ax_temporal_alloc(&t, &err));
    double *x = w.truth[0][0], along[3 * POINTS], product[3 * POINTS] = {0};
    uint64_t chance = 3;
    for (int i = 0; i < 3 * POINTS; i++) x[i] += 0.001 * noise(&chance);
    for (int i = 0; i < 3 * POINTS; i++) along[i] = noise(&chance);
    ax_temporal_estimate_spread(&t, x);
    for (int f = 6; f < 17; f++) t.in_contact[JOINTS * f + 2] = 1;
    ax_temporal_linearise(&t, x, w.neg_gradient[0][0], w.hessian[0][0]);
    ax_temporal_multiply(&t, along, product);
    const double step = 1e-6;
    double slope = 0, curvature = 0, predicted_slope = 0, predicted_curvature = 0;
    double costs[3];
    for (int side = -1; side <= 1; side++) {
        double at[3 * POINTS];
        for (int i = 0; i < 3 * POINTS; i++) at[i] = x[i] + side * step * along[i];
        costs[side + 1] = ax_temporal_cost(&t, at);
    }
    slope = (costs[2] - costs[0]) / (2 * step);
    curvature = (costs[2] - 2 * costs[1] + costs[0]) / (step * step);
    for (int i = 0; i < 3 * POINTS; i++) {
        predicted_slope -= 2 * (&w.neg_gradient[0][0][0])[i] * along[i];
        predicted_curvature += 2 * product[i] * along[i];
    }
    print_message("slope %.6g told %.6g, curvature %.4g told %.4g\n", slope,
                  predicted_slope, curvature, predicted_curvature);
    assert_true(fabs(slope - predicted_slope) < 1e-4 * fabs(predicted_slope));
    assert_true(fabs(curvature - predicted_curvature) <
                0.1 * fabs(predicted_curvature));
    ax_temporal_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feet_stand),
        cmocka_unit_test(handles_no_observations),
        cmocka_unit_test(survives_allocation_failures),
        cmocka_unit_test(temporal_derivatives_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
