/* Allocation through one replaceable hook, checked size arithmetic, and the arena that
 * a run takes its scratch from. All memory is 64-byte aligned (a cache line, an AVX-512
 * register). */
#ifndef AX_BASE_MEMORY_H
#define AX_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* False when the result does not fit in size_t; *out is then untouched. */
static inline bool ax_size_mul(size_t a, size_t b, size_t *out) {
    return !__builtin_mul_overflow(a, b, out);
}
static inline bool ax_size_add(size_t a, size_t b, size_t *out) {
    return !__builtin_add_overflow(a, b, out);
}

/* Replaceable so that tests fail the n-th call. Set before any other call; not
 * thread-safe. NULL restores the default. `size` is a multiple of 64. */
typedef void *(*ax_alloc_hook)(size_t size);
typedef void (*ax_free_hook)(void *memory);
void ax_memory_set_hooks(ax_alloc_hook alloc, ax_free_hook release);

/* `count` x `size` bytes, zeroed (ax_calloc) or not (ax_malloc). On failure *out is
 * untouched, and the error names `what` and the bytes asked for. count or size may be
 * 0: *out is then a valid pointer to be freed. */
ax_status ax_malloc(size_t count, size_t size, const char *what, void **out,
                    ax_error *err);
ax_status ax_calloc(size_t count, size_t size, const char *what, void **out,
                    ax_error *err);
void ax_free(void *memory); /* accepts NULL */

/* Typed convenience: AX_NEW(float, n, "scores", &scores, err). Zeroed. */
#define AX_NEW(type, count, what, out, err)                                            \
    ax_calloc((size_t)(count), sizeof(type), (what), (void **)(out), (err))

/* Bytes now allocated through the hook, and the highest since the last reset. */
size_t ax_memory_in_use(void);
size_t ax_memory_peak(void);
void ax_memory_reset_peak(void);

#endif
