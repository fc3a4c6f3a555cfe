/* Numbers of the training kernels: bf16, or float with ROWS_FLOAT where the processor
 * is quicker at that. Vectors are those of GCC and Clang, so that one source serves
 * every processor. */
#ifndef ANIMAX_TRAINING_LANES_H
#define ANIMAX_TRAINING_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

enum { LANES = 16 };

typedef float lanes __attribute__((vector_size(64)));
typedef int32_t ints __attribute__((vector_size(64)));
typedef uint32_t words __attribute__((vector_size(64)));
typedef uint16_t halves __attribute__((vector_size(32)));

static inline lanes load(const float *from) {
    lanes x;
    memcpy(&x, from, sizeof x);
    return x;
}

static inline void store(float *to, lanes x) {
    memcpy(to, &x, sizeof x);
}

static inline float sum_of(lanes x) {
#ifdef __AVX512F__
    return _mm512_reduce_add_ps((__m512)x);
#else
    float sum = 0;
    for (int i = 0; i < LANES; i++) sum += x[i];
    return sum;
#endif
}

#ifdef ROWS_FLOAT
typedef float num;

static inline lanes widen(const num *from) {
    return load(from);
}
static inline void narrow(num *to, lanes x) {
    store(to, x);
}
#else
typedef uint16_t num;

static inline lanes widen(const num *from) {
    halves h;
    memcpy(&h, from, sizeof h);
    return (lanes)(__builtin_convertvector(h, words) << 16);
}

static inline void narrow(num *to, lanes x) {
#ifdef __AVX512BF16__
    __m256bh h = _mm512_cvtneps_pbh((__m512)x);
    memcpy(to, &h, sizeof h);
#else
    words u = (words)x;
    halves h = __builtin_convertvector((u + 0x7fff + ((u >> 16) & 1)) >> 16, halves);
    memcpy(to, &h, sizeof h);
#endif
}
#endif

static inline lanes larger(lanes a, lanes b) {
    ints first = a > b;
    return (lanes)(((ints)a & first) | ((ints)b & ~first));
}

/* exp(x) to 1e-5 of it, for x up to 87; 0 below -87. */
static inline lanes exp_of(lanes x) {
    lanes t = x * 1.44269504f + 127;
    t = (lanes)((ints)t & (t > 1));
    ints whole = __builtin_convertvector(t, ints);
    lanes f = t - __builtin_convertvector(whole, lanes), y;
    y = f * 1.8775767e-3f + 8.9893397e-3f;
    y = y * f + 5.5826318e-2f;
    y = y * f + 2.4015361e-1f;
    y = y * f + 6.9315308e-1f;
    y = y * f + 9.9999994e-1f;
    return y * (lanes)(whole << 23);
}

/* 1 / x to what numbers hold: a division takes longer than all of exp_of. */
static inline lanes inverse_of(lanes x) {
#if defined(__AVX512F__) && !defined(ROWS_FLOAT)
    return (lanes)_mm512_rcp14_ps((__m512)x);
#else
    return 1 / x;
#endif
}

#endif
