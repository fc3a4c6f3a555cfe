/* Allocation through one replaceable hook, with accounts of who uses how much, and
 * checked size arithmetic. All memory is 64-byte aligned (a cache line, an AVX-512
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
/* ax_free() is public: animax/types.h. */

/* Typed convenience: AX_NEW(float, n, "scores", &scores, err). Zeroed. */
#define AX_NEW(type, count, what, out, err)                                            \
    ax_calloc((size_t)(count), sizeof(type), (what), (void **)(out), (err))

/* Bytes that the whole process has now allocated through the hook. */
size_t ax_memory_in_use(void);

/* ---- accounts ---- */

/* An account counts the bytes that one owner, such as an engine, has allocated. Every
 * block that a thread allocates is charged to the thread's current account, and
 * discharged when it is freed, on whichever thread. Threads start without an account,
 * OpenMP's too: code that is to be counted allocates outside of parallel regions.
 *
 *     ax_account *account = NULL;
 *     AX_TRY(ax_account_open(&account, err));
 *     {
 *         AX_CHARGE(account);                  // until the end of this block
 *         ...
 *     }
 *     ax_account_close(account);
 */
typedef struct ax_account ax_account;

ax_status ax_account_open(ax_account **out, ax_error *err);
/* Accepts NULL. Blocks that are still charged to it may be freed later. */
void ax_account_close(ax_account *account);

size_t ax_account_in_use(const ax_account *account); /* bytes */
/* The maximum of bytes in use since it was opened or since the last reset. */
size_t ax_account_peak(const ax_account *account);
void ax_account_reset_peak(ax_account *account);

/* Counts bytes on this thread's account as if they were allocated, or freed: for memory
 * plans (tensor/counting.h). */
void ax_account_count(size_t bytes);
void ax_account_discount(size_t bytes);
/* Large blocks of this account are not zeroed by ax_calloc, since nothing reads them:
 * pages that are never touched take no memory. For memory plans. */
void ax_account_only_count(ax_account *account);

/* Makes `account` (NULL: none) this thread's current one and returns the one before,
 * which ax_account_leave restores. AX_CHARGE does both, for the rest of a block. */
ax_account *ax_account_enter(ax_account *account);
void ax_account_leave(ax_account **before);
#define AX_CHARGE(account) AX_CHARGE_AT_(account, __LINE__)
#define AX_CHARGE_AT_(account, line) AX_CHARGE_NAMED_(account, line)
#define AX_CHARGE_NAMED_(account, line)                                                \
    ax_account *ax_account_before_##line                                               \
        __attribute__((cleanup(ax_account_leave), unused)) = ax_account_enter(account)

#endif
