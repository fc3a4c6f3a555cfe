/* AMX tiles of 16 rows of 64 bytes, for products.c and attend.c. A product's first
 * operand has 16 rows of 32 bf16; of its second, row r holds for each of 16 columns
 * the elements 2 r and 2 r + 1; the sums are 16 x 16 floats. */
#ifndef ANIMAX_TRAINING_TILES_H
#define ANIMAX_TRAINING_TILES_H

#include "lanes.h"

#if defined(__AMX_BF16__) && !defined(ROWS_FLOAT)
#define HAS_TILES 1
#include <immintrin.h>

enum { TILE = 512 }; /* bf16 of a tile */

/* gcc's tile intrinsics do not declare that they access memory, so that a store before
 * one may be moved behind it or dropped. This barrier, around every use, prevents
 * it. */
#define BARRIER() __asm__ volatile("" ::: "memory")

static inline void tiles_begin(void) {
    static const struct {
        uint8_t palette, start_row, reserved[14];
        uint16_t bytes[16];
        uint8_t rows[16];
    } config = {.palette = 1,
                .bytes = {64, 64, 64, 64, 64, 64, 64, 64},
                .rows = {16, 16, 16, 16, 16, 16, 16, 16}};
    BARRIER();
    _tile_loadconfig(&config);
}

static inline void tiles_end(void) {
    BARRIER();
    _tile_release();
}

/* 16 rows of 16 words, transposed: the four rounds exchange blocks of 1, 2, 4 and 8. */
static inline void transpose16(__m512i r[16]) {
    __m512i t[16];
    for (int i = 0; i < 16; i += 2) {
        t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
    }
    for (int i = 0; i < 16; i += 4) {
        r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
        r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
        r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
        r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    for (int i = 0; i < 4; i++) {
        t[i] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0x88);
        t[i + 4] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0xdd);
        t[i + 8] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0x88);
        t[i + 12] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0xdd);
    }
    for (int i = 0; i < 4; i++) {
        r[i] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88);
        r[i + 4] = _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0x88);
        r[i + 8] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0xdd);
        r[i + 12] = _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0xdd);
    }
}

/* 32 columns of pairs of rows, side by side: rows of a second operand, columns 0 to 15
 * in r[0], the others in r[1]. `left`: of 32 rows, `step` bf16 apart, those that there
 * are; the others count as 0. */
static inline __attribute__((always_inline)) void
interleaved(const num *from, size_t step, int left, __m512i r[2][16]) {
    static const uint16_t pairs[2][32] = {
        {0, 32, 1, 33, 2,  34, 3,  35, 4,  36, 5,  37, 6,  38, 7,  39,
         8, 40, 9, 41, 10, 42, 11, 43, 12, 44, 13, 45, 14, 46, 15, 47},
        {16, 48, 17, 49, 18, 50, 19, 51, 20, 52, 21, 53, 22, 54, 23, 55,
         24, 56, 25, 57, 26, 58, 27, 59, 28, 60, 29, 61, 30, 62, 31, 63}};
    const __m512i low = _mm512_loadu_si512(pairs[0]),
                  high = _mm512_loadu_si512(pairs[1]);
    for (int i = 0; i < 16; i++) {
        __m512i even = _mm512_setzero_si512(), odd = even;
        if (2 * i < left) even = _mm512_loadu_si512(from + (size_t)(2 * i) * step);
        if (2 * i + 1 < left)
            odd = _mm512_loadu_si512(from + (size_t)(2 * i + 1) * step);
        r[0][i] = _mm512_permutex2var_epi16(even, low, odd);
        r[1][i] = _mm512_permutex2var_epi16(even, high, odd);
    }
}

/* 32 columns of 32 rows as second operands, two tiles: their product is over rows. */
static inline void pack_rows(const num *from, size_t step, int left, num *tiles) {
    __m512i r[2][16];
    if (left >= 32)
        interleaved(from, step, 32, r);
    else
        interleaved(from, step, left, r);
    memcpy(tiles, r, sizeof r);
}

/* The same columns as first operands: twice 16 rows of what was 32 rows. */
static inline void pack_turned(const num *from, size_t step, int left, num *tiles) {
    __m512i r[2][16];
    if (left >= 32)
        interleaved(from, step, 32, r);
    else
        interleaved(from, step, left, r);
    transpose16(r[0]);
    transpose16(r[1]);
    memcpy(tiles, r, sizeof r);
}

/* 16 rows of 32 columns as a second operand: their product is over columns. */
static inline void pack_columns(const num *from, size_t step, int left, num *tile) {
    __m512i r[16];
    for (int i = 0; i < 16; i++) {
        r[i] = _mm512_setzero_si512();
        if (i < left) memcpy(r + i, from + (size_t)i * step, sizeof *r);
    }
    transpose16(r);
    memcpy(tile, r, sizeof r);
}

#endif
#endif
