/* Samplers and guidance: against diffusers' numbers and against flows whose solution is
 * known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "diffusion/guidance.h"
#include "diffusion/sampler.h"
#include "tensor/safetensors.h"

enum { COUNT = 5 };
static const float start[COUNT] = {-1.5f, -0.4f, 0.1f, 0.9f, 2.2f};

static ax_sampler *make(ax_sampler_type type, int steps, double shift) {
    ax_sampler *s = NULL;
    ax_error err = {0};
    if (ax_sampler_new(type, steps, shift, COUNT, &s, &err) != AX_OK)
        fail_msg("%s", err.message);
    return s;
}

static float *load(ax_weights *w, int64_t i, const char *what, int64_t *count) {
    char name[64];
    ax_tensor t = {0};
    ax_error err = {0};
    float *out = NULL;
    (void)snprintf(name, sizeof name, "golden.%lld.%s", (long long)i, what);
    if (ax_weights_find(w, name, -1, NULL, &t, &err) != AX_OK)
        fail_msg("%s", err.message);
    assert_int_equal(AX_NEW(float, ax_tensor_count(&t), "golden", &out, NULL), AX_OK);
    ax_tensor_to_f32(&t, out);
    *count = t.shape[0];
    return out;
}

/* One case of golden/unipc.safetensors: schedule, and x after every step. Returns the
 * largest error. */
static double follow(ax_weights *w, int64_t c) {
    char key[32];
    int64_t sigmas, timesteps, rows;
    float *sigma = load(w, c, "sigmas", &sigmas);
    float *timestep = load(w, c, "timesteps", &timesteps);
    float *want = load(w, c, "x", &rows);
    (void)snprintf(key, sizeof key, "%lld.shift", (long long)c);
    double worst = 0.0, shift = atof(ax_weights_metadata(w, key));
    int steps = (int)timesteps;
    ax_sampler *s = make(AX_SAMPLER_UNIPC, steps, shift);
    ax_sampler *euler = make(AX_SAMPLER_EULER, steps, shift);
    assert_true(rows == steps + 1 && sigmas == steps + 1 &&
                ax_sampler_steps(s) == steps);
    float x[COUNT], v[COUNT];
    memcpy(x, want, sizeof x);
    for (int i = 0; i <= steps; i++) {
        assert_true(fabsf(ax_sampler_sigma(s, i) - sigma[i]) < 1e-7f);
        assert_true(ax_sampler_sigma(euler, i) == ax_sampler_sigma(s, i));
        for (int n = 0; n < COUNT; n++)
            worst = fmax(worst, fabs((double)x[n] - (double)want[i * COUNT + n]));
        if (i == steps) break;
        assert_int_equal(ax_sampler_timestep(s, i), (int)timestep[i]);
        for (int n = 0; n < COUNT; n++)
            v[n] = sinf(2 * x[n]) + 0.5f * x[n] * timestep[i] / 1000 - 0.3f;
        assert_int_equal(ax_sampler_step(s, v, x, NULL), AX_OK);
    }
    ax_sampler_free(s);
    ax_sampler_free(euler);
    ax_free(sigma);
    ax_free(timestep);
    ax_free(want);
    return worst;
}

/* The schedule that diffusers has since 0.37.0; before, the second was 963. */
static void schedule_of_ten_steps(void **state) {
    (void)state;
    static const int expected[] = {999, 964, 923, 875, 818, 750, 667, 563, 429, 251};
    for (int type = AX_SAMPLER_UNIPC; type <= AX_SAMPLER_EULER; type++) {
        ax_sampler *s = make((ax_sampler_type)type, 10, 3.0);
        for (int i = 0; i < 10; i++)
            assert_int_equal(ax_sampler_timestep(s, i), expected[i]);
        assert_true(fabs((double)ax_sampler_sigma(s, 0) - 0.999999) < 1e-7);
        ax_sampler_free(s);
    }
}

static void unipc_matches_diffusers(void **state) {
    (void)state;
    ax_weights *w = NULL;
    ax_error err = {0};
    if (ax_weights_open("golden/unipc.safetensors", &w, &err) != AX_OK)
        fail_msg("%s", err.message);
    double worst = 0.0;
    int64_t cases = atoi(ax_weights_metadata(w, "cases"));
    assert_true(cases > 0);
    for (int64_t c = 0; c < cases; c++) worst = fmax(worst, follow(w, c));
    ax_weights_close(w);
    /* Float32 cancellation in diffusers' coefficients grows as 1 / h^2: 1e-5 here. */
    printf("unipc against diffusers, %d cases: worst %.2e of 1e-5\n", (int)cases,
           worst);
    assert_true(worst < 1e-5);
}

/* Data distributed as N(MEAN, DEVIATION^2): x(s) = (1 - s) MEAN + z a(s) along the
 * flow, a(s)^2 = (1 - s)^2 DEVIATION^2 + s^2. */
static const double MEAN = 0.7, DEVIATION = 0.5;

static double gaussian_error(ax_sampler_type type, int steps) {
    ax_sampler *s = make(type, steps, 1.0);
    float x[COUNT], v[COUNT];
    double worst = 0.0, z[COUNT];
    double first = ax_sampler_sigma(s, 0), c = 1.0 - first;
    double a0 = sqrt(c * c * DEVIATION * DEVIATION + first * first);
    memcpy(x, start, sizeof x);
    for (int n = 0; n < COUNT; n++) z[n] = ((double)x[n] - c * MEAN) / a0;
    for (int i = 0; i < steps; i++) {
        double sigma = ax_sampler_sigma(s, i), b = 1.0 - sigma;
        double a2 = b * b * DEVIATION * DEVIATION + sigma * sigma;
        double slope = (sigma - b * DEVIATION * DEVIATION) / a2; /* a' / a */
        for (int n = 0; n < COUNT; n++)
            v[n] = (float)(-MEAN + ((double)x[n] - b * MEAN) * slope);
        assert_int_equal(ax_sampler_step(s, v, x, NULL), AX_OK);
    }
    for (int n = 0; n < COUNT; n++)
        worst = fmax(worst, fabs((double)x[n] - (MEAN + z[n] * DEVIATION)));
    ax_sampler_free(s);
    return worst;
}

static void orders_of_convergence(void **state) {
    (void)state;
    double u20 = gaussian_error(AX_SAMPLER_UNIPC, 20);
    double u40 = gaussian_error(AX_SAMPLER_UNIPC, 40);
    double e20 = gaussian_error(AX_SAMPLER_EULER, 20);
    double e40 = gaussian_error(AX_SAMPLER_EULER, 40);
    printf("gaussian flow, 20 and 40 steps: unipc %.2e %.2e, euler %.2e %.2e\n", u20,
           u40, e20, e40);
    assert_true(u20 < e20 / 5.0 && u40 < u20 / 3.0);
    assert_true(e20 < 0.1 && e40 < e20 / 1.7 && e40 > e20 / 2.4);
}

/* A single point c: v = (x - c) / sigma, a straight line that both solve exactly. */
static void straight_lines_are_exact(void **state) {
    (void)state;
    for (int type = 0; type < 2; type++) {
        for (int steps = 1; steps < 20; steps += 6) {
            ax_sampler *s = make((ax_sampler_type)type, steps, 3.0);
            float x[COUNT], v[COUNT];
            memcpy(x, start, sizeof x);
            for (int i = 0; i < steps; i++) {
                for (int n = 0; n < COUNT; n++)
                    v[n] = (x[n] - 0.25f) / ax_sampler_sigma(s, i);
                assert_int_equal(ax_sampler_step(s, v, x, NULL), AX_OK);
            }
            for (int n = 0; n < COUNT; n++) assert_true(fabsf(x[n] - 0.25f) < 2e-6f);
            ax_sampler_free(s);
        }
    }
}

static void refuses_nonsense(void **state) {
    (void)state;
    static const struct {
        int type, steps;
        double shift;
    } bad[] = {{2, 10, 1.0}, {-1, 10, 1.0}, {0, 0, 1.0},  {0, -3, 1.0},  {0, 1001, 1.0},
               {1, 10, 0.0}, {1, 10, -1.0}, {1, 10, NAN}, {1, 10, 101.0}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ax_sampler *s = NULL;
        ax_error err = {0};
        assert_int_equal(ax_sampler_new((ax_sampler_type)bad[i].type, bad[i].steps,
                                        bad[i].shift, COUNT, &s, &err),
                         AX_ERR_USAGE);
        assert_null(s);
        assert_true(strlen(err.message) > 10);
    }
    ax_sampler *s = make(AX_SAMPLER_EULER, 1, 1.0);
    float x[COUNT] = {0}, v[COUNT] = {0};
    assert_int_equal(ax_sampler_step(s, v, x, NULL), AX_OK);
    assert_int_equal(ax_sampler_step(s, v, x, NULL), AX_ERR_USAGE);
    ax_sampler_free(s);
    ax_sampler_type type = AX_SAMPLER_UNIPC;
    assert_int_equal(ax_sampler_type_of("euler", &type, NULL), AX_OK);
    assert_int_equal(type, AX_SAMPLER_EULER);
    assert_int_equal(ax_sampler_type_of("dpm", &type, NULL), AX_ERR_USAGE);
    assert_string_equal(ax_sampler_type_name(AX_SAMPLER_UNIPC), "unipc");
}

static void guidance_plans(void **state) {
    (void)state;
    static const struct {
        double text, template_guidance;
        bool has_template;
        int passes;
    } cases[] = {
        {1.0, 1.0, true, 1},  {2.0, 1.0, true, 2}, {2.0, 3.0, true, 3},
        {1.0, 3.0, true, 3},  {2.0, 2.0, true, 2}, {0.0, 1.0, true, 1},
        {0.0, 0.0, true, 1},  {0.0, 2.0, true, 2}, {5.0, 3.0, false, 2},
        {1.0, 3.0, false, 1},
    };
    /* Velocities of the four combinations, text first. */
    static const double v00 = 0.3, v01 = -1.1, v11 = 2.7, v10 = 9.0;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        ax_guidance_pass pass[AX_GUIDANCE_MAX_PASSES];
        double g = cases[c].text, k = cases[c].template_guidance, got = 0.0;
        bool has = cases[c].has_template;
        int count = ax_guidance_plan(g, k, has, pass);
        assert_int_equal(count, cases[c].passes);
        for (int i = 0; i < count; i++) {
            double v = pass[i].text ? (pass[i].has_template ? v11 : v10)
                                    : (pass[i].has_template ? v01 : v00);
            got += (double)pass[i].weight * v;
        }
        double want =
            has ? v00 + k * (v01 - v00) + g * (v11 - v01) : v00 + g * (v10 - v00);
        assert_true(fabs(got - want) < 1e-5);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schedule_of_ten_steps),
        cmocka_unit_test(unipc_matches_diffusers),

        cmocka_unit_test(orders_of_convergence),
        cmocka_unit_test(straight_lines_are_exact),
        cmocka_unit_test(refuses_nonsense),
        cmocka_unit_test(guidance_plans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
