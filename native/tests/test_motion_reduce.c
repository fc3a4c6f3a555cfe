/* Fewer keys within a tolerance. */
#include "support.h"

#include "motion/rig/reduce.h"

enum { FRAMES = 61, CHANNELS = 3 };

typedef struct outcome {
    int32_t frame[FRAMES];
    double before[FRAMES * CHANNELS], after[FRAMES * CHANNELS];
    ax_reduced keys;
} outcome;

static void reduce(const ax_curve *curve, outcome *o) {
    ax_error err = {0};
    o->keys = (ax_reduced){0, o->frame, o->before, o->after};
    TEST_OK(ax_reduce_keys(curve, &o->keys, &err));
}

/* The cubic between the keys, written out as a Bezier, against every sample. */
static double max_error(const ax_curve *curve, const ax_reduced *keys) {
    double worst = 0;
    const int channels = curve->channels;
    for (int k = 0; k + 1 < keys->count; k++)
        for (int f = keys->frame[k]; f <= keys->frame[k + 1]; f++) {
            const double n = keys->frame[k + 1] - keys->frame[k];
            const double t = (f - keys->frame[k]) / n, s = 1 - t;
            double square[2] = {0, 0};
            for (int c = 0; c < channels; c++) {
                const double a = curve->values[keys->frame[k] * channels + c];
                const double d = curve->values[keys->frame[k + 1] * channels + c];
                const double left = a + n / 3 * keys->after[k * channels + c];
                const double right = d - n / 3 * keys->before[(k + 1) * channels + c];
                const double y = s * s * s * a + 3 * s * s * t * left +
                                 3 * s * t * t * right + t * t * t * d;
                const double off = y - curve->values[f * channels + c];
                square[c >= curve->split] += off * off;
            }
            for (int i = 0; i < 2; i++)
                worst = fmax(worst, sqrt(square[i]) / curve->tolerance[i]);
        }
    return worst;
}

static void stays_within_tolerance(void **state) {
    (void)state;
    static double values[FRAMES * CHANNELS];
    outcome o;
    int before = FRAMES;
    for (int f = 0; f < FRAMES; f++) {
        values[3 * f] = sin(0.2 * f);
        values[3 * f + 1] = fabs(sin(0.1 * f)); /* with a corner */
        values[3 * f + 2] = 0.01 * f * f / FRAMES;
    }
    for (double tolerance = 1e-4; tolerance < 0.3; tolerance *= 3) {
        const ax_curve curve = {FRAMES, CHANNELS, 2, values, {tolerance, tolerance}};
        reduce(&curve, &o);
        print_message("tolerance %.4f: %d keys, worst %.3f\n", tolerance, o.keys.count,
                      max_error(&curve, &o.keys));
        assert_true(max_error(&curve, &o.keys) <= 1 + 1e-9);
        assert_true(o.keys.count <= before);
        assert_int_equal(o.frame[0], 0);
        assert_int_equal(o.frame[o.keys.count - 1], FRAMES - 1);
        before = o.keys.count;
    }
    assert_true(before <= 4);
}

/* A curve made of three cubics with two corners needs its four ends, and no more. */
static void finds_the_fewest(void **state) {
    (void)state;
    static double values[FRAMES];
    outcome o;
    for (int f = 0; f < FRAMES; f++) {
        const double t = f % 20 / 20.0;
        values[f] = 4 * t * (1 - t) * (1 + t);
    }
    const ax_curve curve = {FRAMES, 1, 1, values, {1e-4, 1}};
    reduce(&curve, &o);
    assert_int_equal(o.keys.count, 4);
    for (int k = 0; k < 4; k++) assert_int_equal(o.frame[k], 20 * k);
    assert_true(max_error(&curve, &o.keys) <= 1);
    /* Corners: different slopes on the two sides. */
    assert_true(fabs(o.before[1] - o.after[1]) > 0.05);
}

/* One cubic stays within 0.8 of these samples; the least-squares one does not. */
static void minimises_the_largest_error(void **state) {
    (void)state;
    static const double values[] = {0, -0.7, 0.4, 0.9, 0.1, -0.7, 0};
    outcome o;
    const ax_curve curve = {7, 1, 1, values, {0.8, 1}};
    reduce(&curve, &o);
    assert_int_equal(o.keys.count, 2);
    assert_true(max_error(&curve, &o.keys) <= 1);
}

/* Half way between frames, where there is no sample, no oscillation that the frames
 * around do not have: with few frames in a piece, they alone hardly constrain its
 * slopes. */
static void stays_within_tolerance_between_frames(void **state) {
    (void)state;
    static double values[FRAMES];
    outcome o;
    for (int f = 0; f < FRAMES; f++) values[f] = sin(1.3 * f) + 0.6 * sin(3 * f + 1);
    const double tolerance = 0.2;
    const ax_curve curve = {FRAMES, 1, 1, values, {tolerance, 1}};
    reduce(&curve, &o);
    double worst = 0;
    for (int k = 0; k + 1 < o.keys.count; k++)
        for (int f = o.frame[k]; f < o.frame[k + 1]; f++) {
            const double n = o.frame[k + 1] - o.frame[k];
            const double t = (f + 0.5 - o.frame[k]) / n, s = 1 - t;
            const double y = (1 + 2 * t) * s * s * values[o.frame[k]] +
                             t * t * (3 - 2 * t) * values[o.frame[k + 1]] +
                             n * t * s * (s * o.after[k] - t * o.before[k + 1]);
            double bends = 0;
            for (int g = f > 0 ? f : 1; g <= f + 1 && g + 1 < FRAMES; g++)
                bends += fabs(values[g - 1] - 2 * values[g] + values[g + 1]);
            /* The cubic through four frames is bends / 16 off the straight way, and 1.1
             * times as much is allowed from there; at the ends bends / 8. */
            const double share = f > 0 && f + 2 < FRAMES ? 2.1 / 16 : 2.1 / 8;
            const double straight = 0.5 * (values[f] + values[f + 1]);
            worst = fmax(worst, fabs(y - straight) / (tolerance + share * bends));
        }
    print_message("%d keys, between frames %.2f\n", o.keys.count, worst);
    assert_true(o.keys.count < FRAMES / 2);
    assert_true(worst <= 1 + 1e-9);
}

static void reduces_constant_curves(void **state) {
    (void)state;
    static double values[FRAMES];
    outcome o;
    for (int f = 0; f < FRAMES; f++) values[f] = 3 + 0.4 * sin(f);
    const ax_curve curve = {FRAMES, 1, 0, values, {1, 1}};
    reduce(&curve, &o);
    assert_int_equal(o.keys.count, 1);
    const ax_curve single = {1, 1, 1, values, {1, 1}};
    reduce(&single, &o);
    assert_int_equal(o.keys.count, 1);
}

static void rejects_invalid_input(void **state) {
    (void)state;
    double values[4] = {0, 1, NAN, 2};
    outcome o;
    ax_error err = {0};
    o.keys = (ax_reduced){0, o.frame, o.before, o.after};
    ax_curve curve = {4, 1, 1, values, {1, 1}};
    TEST_FAILS(ax_reduce_keys(&curve, &o.keys, &err), AX_ERR_INPUT, "not finite");
    values[2] = 0;
    curve.tolerance[0] = 0;
    TEST_FAILS(ax_reduce_keys(&curve, &o.keys, &err), AX_ERR_USAGE,
               "cannot be reduced");
    curve.tolerance[0] = 1;
    curve.channels = AX_MAX_CHANNELS + 1;
    TEST_FAILS(ax_reduce_keys(&curve, &o.keys, &err), AX_ERR_USAGE, "channels");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stays_within_tolerance),
        cmocka_unit_test(finds_the_fewest),
        cmocka_unit_test(minimises_the_largest_error),
        cmocka_unit_test(stays_within_tolerance_between_frames),
        cmocka_unit_test(reduces_constant_curves),
        cmocka_unit_test(rejects_invalid_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
