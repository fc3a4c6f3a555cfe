/* Probabilities of joints: they follow what the views show. */
#include "support.h"
#include "turntable.h"

#include "motion/track/confidence.h"

enum { VIEWS = 4, FRAMES = 3, SIZE = 128 };

/* One joint, seen by all views in all frames, where it is. */
typedef struct world {
    ax_camera camera[VIEWS];
    double joint[FRAMES][3], points[VIEWS][FRAMES][2], rest[3];
    float weight[VIEWS][FRAMES], probability[FRAMES], residual[FRAMES];
    int32_t parent;
    ax_observations observations;
} world;

static world w;

static void make_world(void) {
    ax_error err = {0};
    memset(&w, 0, sizeof w);
    w.parent = -1;
    for (int v = 0; v < VIEWS; v++)
        w.camera[v] = test_camera_at(0.8 + 1.5707963 * v, SIZE);
    for (int f = 0; f < FRAMES; f++) {
        w.joint[f][0] = 0.1 * f;
        w.joint[f][2] = 1;
        for (int v = 0; v < VIEWS; v++) w.weight[v][f] = 1;
    }
    w.observations =
        (ax_observations){{w.camera, VIEWS}, FRAMES,    1,      w.points[0][0],
                          w.weight[0],       &w.parent, w.rest, NULL};
    TEST_OK(
        ax_project(&w.observations.cameras, w.joint[0], FRAMES, w.points[0][0], &err));
}

static float probability_in(int frame) {
    ax_joint_probabilities(&w.observations, w.joint[0], w.probability, w.residual);
    for (int f = 0; f < FRAMES; f++) {
        assert_true(w.probability[f] >= 0 && w.probability[f] < 1);
        assert_true(isfinite(w.residual[f]) && w.residual[f] >= 0);
    }
    return w.probability[frame];
}

static void test_more_views_are_more_probable(void **state) {
    (void)state;
    float before = 1;
    make_world();
    for (int v = 0; v < VIEWS; v++) {
        const float probability = probability_in(2);
        assert_true(probability < before);
        before = probability;
        for (int f = 0; f < FRAMES; f++) w.weight[v][f] = 0;
    }
    assert_true(before > 0.8f);          /* one whole disc, on its place */
    assert_true(probability_in(2) == 0); /* no view at all */
}

static void test_a_miss_lowers_it(void **state) {
    (void)state;
    make_world();
    const float whole = probability_in(1);
    for (int v = 0; v < VIEWS; v++) w.points[v][1][0] += 2;
    const float two = probability_in(1);
    assert_true(w.residual[1] > 1.9f && w.residual[1] < 2.1f && w.residual[0] < 1e-3f);
    for (int v = 0; v < VIEWS; v++) w.points[v][1][0] += 6;
    assert_true(whole > 0.99f && two < 0.95f && probability_in(1) < two);
}

/* Four views agree on a place that the joint is not at, in all frames: the further off,
 * the less likely it is right, and beyond 2 % of the box it is not. */
static void test_out_of_reach(void **state) {
    (void)state;
    static const double diagonal = 2;
    ax_error err = {0};
    double rest[2][3] = {{0, 0, 0}, {0, 0, diagonal}}, joint[FRAMES][2][3];
    double points[VIEWS][FRAMES][2][2], seen[FRAMES][2][3];
    float weight[VIEWS][FRAMES][2], probability[FRAMES][2], residual[FRAMES][2];
    const int32_t parent[2] = {-1, 0};
    float last = 1, of_miss[5];
    make_world();
    const ax_observations o = {{w.camera, VIEWS}, FRAMES, 2,       points[0][0][0],
                               weight[0][0],      parent, rest[0], NULL};
    for (int i = 0; i < VIEWS * FRAMES * 2; i++) (&weight[0][0][0])[i] = 1;
    for (int step = 0; step < 5; step++) {
        for (int f = 0; f < FRAMES; f++) {
            memcpy(joint[f], rest, sizeof rest);
            memcpy(seen[f], rest, sizeof rest);
            seen[f][1][1] += 0.01 * step * diagonal;
        }
        TEST_OK(ax_project(&o.cameras, seen[0][0], FRAMES * 2, points[0][0][0], &err));
        ax_joint_probabilities(&o, joint[0][0], probability[0], residual[0]);
        of_miss[step] = probability[1][1];
        print_message("off by %d %%: %.3f\n", step, (double)of_miss[step]);
        assert_true(of_miss[step] <= last && probability[1][0] > 0.99f);
        last = of_miss[step];
    }
    assert_true(of_miss[0] > 0.99f && of_miss[1] > 0.7f && of_miss[3] < 0.3f);
    assert_true(of_miss[4] < 0.02f);
}

/* Views that contradict each other say nothing about reach: the skeleton's place may be
 * the right one, and only their support is lower. */
static void test_contradiction_is_no_miss(void **state) {
    (void)state;
    make_world();
    for (int f = 0; f < FRAMES; f++) {
        w.points[0][f][0] += 3;
        w.points[2][f][0] += 3; /* from the other side */
    }
    assert_true(probability_in(1) > 0.8f);
}

static void test_hidden_is_more_than_lost_and_less_than_seen(void **state) {
    (void)state;
    make_world();
    const float seen = probability_in(1);
    for (int v = 0; v < VIEWS; v++)
        for (int f = 0; f < FRAMES; f++) w.weight[v][f] = -1;
    const float hidden = probability_in(1);
    assert_true(hidden > 0.5f && hidden < seen);
    assert_true(w.residual[1] == 0); /* what is hidden has none */
}

static void test_between_frames_that_see(void **state) {
    (void)state;
    make_world();
    for (int v = 0; v < VIEWS; v++) w.weight[v][1] = 0;
    const float between = probability_in(1);
    assert_true(between > 0.5f && between < w.probability[0]);
    for (int v = 0; v < VIEWS; v++) w.weight[v][2] = 0;
    assert_true(probability_in(1) ==
                0); /* seen before only: where it went nobody knows */
}

static void test_points(void **state) {
    (void)state;
    const float lost = ax_point_probability(0);
    assert_true(lost > 0.3f && lost < 0.6f);
    assert_true(ax_point_probability(NAN) == lost);
    float seen = lost, hidden = lost;
    for (int i = 1; i <= 20; i++) {
        const float s = ax_point_probability((float)i / 20);
        const float h = ax_point_probability((float)-i / 20);
        assert_true(s > seen && s < 1 && h > hidden && h < 1);
        seen = s;
        hidden = h;
    }
    assert_true(ax_point_probability(7) == seen && ax_point_probability(-7) == hidden);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_more_views_are_more_probable),
        cmocka_unit_test(test_a_miss_lowers_it),
        cmocka_unit_test(test_out_of_reach),
        cmocka_unit_test(test_contradiction_is_no_miss),
        cmocka_unit_test(test_hidden_is_more_than_lost_and_less_than_seen),
        cmocka_unit_test(test_between_frames_that_see),
        cmocka_unit_test(test_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
