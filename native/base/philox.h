/* Random numbers that are a pure function of (seed, stream, index): Philox4x32-10 of
 * Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011). The same seed
 * gives the same noise on every backend, in any order, with any number of threads. */
#ifndef AX_BASE_PHILOX_H
#define AX_BASE_PHILOX_H

#include <stddef.h>
#include <stdint.h>

/* One block: ten rounds on `counter` under `key`. */
void ax_philox4x32(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* `count` standard normal numbers (Box-Muller), from index 0 of the stream. Counter
 * words are (index / 4 low, high, stream low, high), the key is the seed. */
void ax_philox_normal(uint64_t seed, uint64_t stream, float *out, size_t count);
/* The same numbers from index `first` on. */
void ax_philox_normal_at(uint64_t seed, uint64_t stream, uint64_t first, float *out,
                         size_t count);

#endif
