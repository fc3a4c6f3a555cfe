/* Slopes of weights on AMX: PyTorch multiplies transposed rows at half the speed. */
#include "tiles.h"

#ifdef HAS_TILES
#include <sys/syscall.h>
#include <unistd.h>

enum { PANEL = 256, REQUEST = 0x1023, TILE_DATA = 18 };

/* Whether the kernels of tiles are there; asks the system for them. */
int has_tiles(void) {
    return syscall(SYS_arch_prctl, REQUEST, TILE_DATA) == 0;
}

/* out[32][32], `step` apart, += a's two tiles of rows times b's two of columns. */
static void multiply(const num *a, const num *b, int chunks, float *out, int step,
                     int first) {
    size_t bytes = (size_t)step * sizeof *out;
    float *low = out + 16 * step;
    BARRIER();
    if (first) {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    } else {
        _tile_loadd(0, out, bytes);
        _tile_loadd(1, out + 16, bytes);
        _tile_loadd(2, low, bytes);
        _tile_loadd(3, low + 16, bytes);
    }
    for (int c = 0; c < chunks; c++, a += 2 * TILE, b += 2 * TILE) {
        _tile_loadd(4, a, 64);
        _tile_loadd(5, a + TILE, 64);
        _tile_loadd(6, b, 64);
        _tile_loadd(7, b + TILE, 64);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, out, bytes);
    _tile_stored(1, out + 16, bytes);
    _tile_stored(2, low, bytes);
    _tile_stored(3, low + 16, bytes);
    BARRIER();
}

static void turn(const float *from, int n, int k, float *to) {
    __m512i r[16];
    for (int i = 0; i < n; i += 16)
        for (int j = 0; j < k; j += 16) {
            for (int m = 0; m < 16; m++)
                memcpy(r + m, from + (size_t)(i + m) * (size_t)k + j, sizeof *r);
            transpose16(r);
            for (int m = 0; m < 16; m++)
                memcpy(to + (size_t)(j + m) * (size_t)n + i, r + m, sizeof *r);
        }
}

/* out[n][k] = sum over rows of a[r][n] b[r][k]; widths are multiples of 32. `work`:
 * room for PANEL (n + k) bf16. */
static void over_rows(const num *a, const num *b, float *out, num *work, size_t rows,
                      int n, int k) {
    num *turned = work, *packed = work + (size_t)PANEL * (size_t)n;
    for (size_t start = 0; start < rows; start += PANEL) {
        int here = rows - start < PANEL ? (int)(rows - start) : PANEL;
        int chunks = (here + 31) / 32;
        for (int c = 0; c < chunks; c++) {
            size_t row = start + (size_t)(32 * c);
            int left = here - 32 * c;
            for (int i = 0; i < n; i += 32)
                pack_turned(a + row * (size_t)n + i, (size_t)n, left,
                            turned + (i * chunks + 32 * c) * 32);
            for (int j = 0; j < k; j += 32)
                pack_rows(b + row * (size_t)k + j, (size_t)k, left,
                          packed + (j * chunks + 32 * c) * 32);
        }
        for (int i = 0; i < n; i += 32)
            for (int j = 0; j < k; j += 32)
                multiply(turned + i * chunks * 32, packed + j * chunks * 32, chunks,
                         out + (size_t)i * (size_t)k + j, k, start == 0);
    }
}

/* dw[n][k] = dy^T x of dy [rows, n] and x [rows, k], multiples of 32. work: room for
 * 256 (n + k) bf16 and n k floats. */
void weight_slope(const num *dy, const num *x, float *dw, float *work, size_t rows,
                  int n, int k) {
    float *other = work + (size_t)PANEL * (size_t)(n + k) / 2;
    tiles_begin();
    if (n <= k) {
        over_rows(dy, x, dw, (num *)work, rows, n, k);
    } else { /* the narrower one is turned: that costs more than the other's packing */
        over_rows(x, dy, other, (num *)work, rows, k, n);
        turn(other, k, n, dw);
    }
    tiles_end();
}

#else

int has_tiles(void) {
    return 0;
}

#endif
