/* What the C tests share: cmocka, golden files, comparisons that print what they
 * measured.
 *
 *     ax_weights *golden = test_open_golden("golden/transformer.safetensors");
 *     const float *expected = test_golden_f32(golden, "out", 2, (int64_t[]){4, 8});
 *     test_close("transformer", actual, expected, 32, 1e-5);
 */
#ifndef AX_TESTS_SUPPORT_H
#define AX_TESTS_SUPPORT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/philox.h"
#include "tensor/bf16.h"
#include "tensor/safetensors.h"

/* Fails with the engine's own sentence. */
#define TEST_OK(call)                                                                  \
    do {                                                                               \
        ax_status test_status_ = (call);                                               \
        if (test_status_ != AX_OK) {                                                   \
            fail_msg("status %d: %s", (int)test_status_, err.message);                 \
        }                                                                              \
    } while (0)

/* The call must fail with `code` and a sentence that contains `part`. Clears `err`. */
#define TEST_FAILS(call, code_, part)                                                  \
    do {                                                                               \
        ax_status test_status_ = (call);                                               \
        if (test_status_ != (code_) || !strstr(err.message, (part))) {                 \
            fail_msg("status %d, expected %d; \"%s\" should contain \"%s\"",           \
                     (int)test_status_, (int)(code_), err.message, (part));            \
        }                                                                              \
        err = (ax_error){0};                                                           \
    } while (0)

/* |a - b|_2 / |b|_2; infinite when a holds a NaN. */
static inline double test_error(const float *actual, const float *expected,
                                size_t count) {
    double difference = 0, size = 0;
    for (size_t i = 0; i < count; i++) {
        const double d = (double)actual[i] - (double)expected[i];
        difference += d * d;
        size += (double)expected[i] * (double)expected[i];
    }
    const double error = sqrt(difference / (size > 0 ? size : 1.0));
    return isfinite(error) ? error : (double)INFINITY;
}

/* Fails unless the relative L2 error is within `bound`; prints the share used. */
static inline void test_close(const char *what, const float *actual,
                              const float *expected, size_t count, double bound) {
    const double error = test_error(actual, expected, count);
    print_message("  %-44s error %.2e, %5.1f%% of the bound\n", what, error,
                  100.0 * error / bound);
    if (!(error <= bound)) fail_msg("%s: error %g, bound %g", what, error, bound);
}

static inline ax_weights *test_open_golden(const char *path) {
    ax_error err = {0};
    ax_weights *weights = NULL;
    if (ax_weights_open(path, &weights, &err) != AX_OK) fail_msg("%s", err.message);
    return weights;
}

/* A golden tensor as floats in malloc memory; `shape` as ax_weights_find takes it. */
static inline float *test_golden_f32(ax_weights *golden, const char *name, int rank,
                                     const int64_t *shape) {
    ax_error err = {0};
    ax_tensor t;
    if (ax_weights_find(golden, name, rank, shape, &t, &err) != AX_OK) {
        fail_msg("%s", err.message);
    }
    float *values = malloc((size_t)ax_tensor_count(&t) * sizeof *values + 1);
    assert_non_null(values);
    ax_tensor_to_f32(&t, values);
    return values;
}

/* Reproducible normal numbers in malloc memory. */
static inline float *test_random(uint64_t seed, size_t count) {
    float *values = malloc(count * sizeof *values + 1);
    assert_non_null(values);
    ax_philox_normal(seed, 0, values, count);
    return values;
}

/* Rounds in place to what bf16 can hold, so that inputs are the same for both sides. */
static inline void test_round_bf16(float *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        values[i] = ax_bf16_to_f32(ax_f32_to_bf16(values[i]));
    }
}

/* ---- failing allocations ---- */

static long test_alloc_left; /* calls that still succeed */

static inline void *test_failing_alloc(size_t size) {
    return test_alloc_left-- > 0 ? aligned_alloc(64, size) : NULL;
}

/* Makes the allocation after the next `n` ones fail, and all behind it. */
static inline void test_fail_after(long n) {
    test_alloc_left = n;
    ax_memory_set_hooks(test_failing_alloc, free);
}
static inline void test_fail_never(void) {
    ax_memory_set_hooks(NULL, NULL);
}

#endif
