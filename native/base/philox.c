#include "base/philox.h"

#include <math.h>

static void multiply(uint32_t a, uint32_t b, uint32_t *high, uint32_t *low) {
    uint64_t product = (uint64_t)a * b;
    *high = (uint32_t)(product >> 32);
    *low = (uint32_t)product;
}

void ax_philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        uint32_t high0, low0, high1, low1;
        multiply(0xD2511F53u, c0, &high0, &low0);
        multiply(0xCD9E8D57u, c2, &high1, &low1);
        c0 = high1 ^ c1 ^ k0;
        c1 = low1;
        c2 = high0 ^ c3 ^ k1;
        c3 = low0;
        k0 += 0x9E3779B9u; /* golden ratio */
        k1 += 0xBB67AE85u; /* sqrt(3) - 1 */
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

/* Four normals of one block. The radius takes (0, 1], so that its logarithm is
 * finite. */
static void normal_block(uint64_t seed, uint64_t stream, uint64_t block, float out[4]) {
    const double unit = 0x1p-32, two_pi = 6.283185307179586;
    const uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32),
                                 (uint32_t)stream, (uint32_t)(stream >> 32)};
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    uint32_t bits[4];
    ax_philox4x32(counter, key, bits);
    for (int pair = 0; pair < 4; pair += 2) {
        double radius = sqrt(-2.0 * log(((double)bits[pair] + 1.0) * unit));
        double angle = two_pi * ((double)bits[pair + 1] * unit);
        out[pair] = (float)(radius * cos(angle));
        out[pair + 1] = (float)(radius * sin(angle));
    }
}

void ax_philox_normal_at(uint64_t seed, uint64_t stream, uint64_t first, float *out,
                         size_t count) {
    float block[4];
    for (size_t i = 0; i < count;) {
        uint64_t index = first + i;
        normal_block(seed, stream, index / 4, block);
        for (uint64_t lane = index % 4; lane < 4 && i < count; lane++)
            out[i++] = block[lane];
    }
}

void ax_philox_normal(uint64_t seed, uint64_t stream, float *out, size_t count) {
    ax_philox_normal_at(seed, stream, 0, out, count);
}
