/* What the fuzz targets share: a fuzzer's bytes as numbers and arrays, and the checks
 * that hold for every function of the engine.
 *
 *     fuzz_bytes in = fuzz_begin(data, size);
 *     int joints = fuzz_count(&in, 1, 8);
 *     double *rest = fuzz_doubles(&in, 3 * fuzz_size(joints), -1, 1);
 *     ax_error err = {0};
 *     if (fuzz_succeeded(ax_something(rest, joints, out, &err), &err))
 *         fuzz_finite(out, 3 * fuzz_size(joints), "out");
 *     fuzz_end(&in);
 *
 * Reading beyond the end gives zeros, so every input is a whole one. Only here may a
 * broken promise abort: that is how libFuzzer learns of it. */
#ifndef AX_FUZZ_BYTES_H
#define AX_FUZZ_BYTES_H

#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/status.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUZZ_ARRAYS = 64 };

typedef struct fuzz_bytes {
    const uint8_t *at;
    size_t left;
    bool wild;                /* some numbers are nonsense */
    unsigned strange;         /* of a wild input's numbers one in so many is strange */
    void *array[FUZZ_ARRAYS]; /* given back by fuzz_end */
    int arrays;
} fuzz_bytes;

#define FUZZ_REQUIRE(condition, ...)                                                   \
    do {                                                                               \
        if (!(condition)) {                                                            \
            (void)fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);      \
            (void)fprintf(stderr, __VA_ARGS__);                                        \
            (void)fputc('\n', stderr);                                                 \
            abort();                                                                   \
        }                                                                              \
    } while (0)

static inline uint64_t fuzz_bits(fuzz_bytes *in, size_t bytes) {
    uint64_t value = 0;
    for (; bytes > 0; bytes--) {
        value = value << 8 | (in->left ? *in->at : 0);
        if (in->left) in->at++, in->left--;
    }
    return value;
}

static inline bool fuzz_flag(fuzz_bytes *in, unsigned one_in) {
    return fuzz_bits(in, 1) % one_in == one_in - 1;
}

static inline int fuzz_int(fuzz_bytes *in, int low, int high) {
    return low + (int)(fuzz_bits(in, 2) % (uint64_t)(high - low + 1));
}

/* What no array is made for: a function must refuse it before it reads anything. */
static inline int fuzz_nonsense(fuzz_bytes *in) {
    static const int nonsense[] = {-1, INT_MIN, INT_MAX, 1 << 24};
    return nonsense[fuzz_bits(in, 1) % 4];
}

static inline size_t fuzz_size(int count) {
    return count < 0 ? 0 : (size_t)count;
}

/* ---- numbers ---- */

static inline double fuzz_strange(fuzz_bytes *in) {
    static const double strange[] = {
        NAN,     INFINITY, -INFINITY,    0.0,  -0.0,  DBL_MAX, -DBL_MAX,
        DBL_MIN, 5e-324,   1e-30,        1e30, -1e30, 1e-150,  1e150,
        1.0,     -1.0,     1e9,          -1e9, 1e-9,  FLT_MAX, 0x1p53,
        0.5,     1e6,      2147483648.0, 1e-6, 1e-12, 9e8,     1e4};
    size_t kind = fuzz_bits(in, 1);
    if (kind < sizeof strange / sizeof *strange) return strange[kind];
    uint64_t bits = fuzz_bits(in, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* From low to high; in a wild input now and then a strange one. */
static inline double fuzz_double(fuzz_bytes *in, double low, double high) {
    if (in->wild && fuzz_flag(in, in->strange)) return fuzz_strange(in);
    return low + (high - low) * (double)fuzz_bits(in, 2) / 65535;
}

/* Arrays, of exactly the size asked for: the sanitizer sees each step beyond. */

static inline void *fuzz_array(fuzz_bytes *in, size_t count, size_t size) {
    FUZZ_REQUIRE(in->arrays < FUZZ_ARRAYS, "raise FUZZ_ARRAYS");
    void *made = calloc(count ? count : 1, size);
    FUZZ_REQUIRE(made, "%zu x %zu bytes", count, size);
    return in->array[in->arrays++] = made;
}

static inline double *fuzz_doubles(fuzz_bytes *in, size_t count, double low,
                                   double high) {
    double *made = fuzz_array(in, count, sizeof *made);
    for (size_t i = 0; i < count; i++) made[i] = fuzz_double(in, low, high);
    return made;
}

static inline float *fuzz_floats(fuzz_bytes *in, size_t count, double low,
                                 double high) {
    float *made = fuzz_array(in, count, sizeof *made);
    for (size_t i = 0; i < count; i++) made[i] = (float)fuzz_double(in, low, high);
    return made;
}

static inline uint8_t *fuzz_octets(fuzz_bytes *in, size_t count) {
    uint8_t *made = fuzz_array(in, count, 1);
    for (size_t i = 0; i < count; i++) made[i] = (uint8_t)fuzz_bits(in, 1);
    return made;
}

/* ---- the engine's promises ---- */

static inline void fuzz_finite(const double *values, size_t count, const char *what) {
    for (size_t i = 0; i < count; i++)
        FUZZ_REQUIRE(isfinite(values[i]), "%s[%zu] is %g", what, i, values[i]);
}

static inline void fuzz_between(const float *values, size_t count, double low,
                                double high, const char *what) {
    for (size_t i = 0; i < count; i++)
        FUZZ_REQUIRE(isfinite(values[i]) && (double)values[i] >= low &&
                         (double)values[i] <= high,
                     "%s[%zu] is %g", what, i, (double)values[i]);
}

/* A failure has a code that is not our own bug, and a sentence. */
static inline bool fuzz_succeeded(ax_status status, const ax_error *err) {
    if (status == AX_OK) {
        FUZZ_REQUIRE(err->code == AX_OK, "success with: %s", err->message);
        return true;
    }
    FUZZ_REQUIRE(err->code == status && strlen(err->message) > 10, "code %d, \"%s\"",
                 (int)err->code, err->message);
    FUZZ_REQUIRE(status != AX_ERR_INTERNAL, "%s", err->message);
    return false;
}

/* ---- begin and end of an input ---- */

static long fuzz_allocations_left;

/* Scarce, so that sizes read from an input cannot fill the machine. */
static inline void *fuzz_alloc(size_t size) {
    const size_t max_bytes = (size_t)1 << 28;
    return size <= max_bytes && fuzz_allocations_left-- > 0 ? aligned_alloc(64, size)
                                                            : NULL;
}

/* The first byte says whether numbers are wild and whether memory runs out. */
static inline fuzz_bytes fuzz_begin(const uint8_t *data, size_t size) {
    fuzz_bytes in = {.at = data, .left = size};
    const uint64_t kind = fuzz_bits(&in, 1);
    in.wild = kind & 1;
    in.strange = kind & 2 ? 20 : 200;
    fuzz_allocations_left = kind % 16 == 15 ? (long)fuzz_bits(&in, 1) : LONG_MAX;
    ax_memory_set_hooks(fuzz_alloc, free);
    return in;
}

static inline void fuzz_end(fuzz_bytes *in) {
    for (int i = 0; i < in->arrays; i++) free(in->array[i]);
    FUZZ_REQUIRE(ax_memory_in_use() == 0, "%zu bytes leaked", ax_memory_in_use());
}

#endif
