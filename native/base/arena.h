/* A bump allocator over one block that the caller owns: a dry pass measures a run's
 * scratch, which is then allocated once and handed out without calls to the allocator.
 *
 *     ax_arena arena = ax_arena_measuring();
 *     plan(&arena);                            // takes; every pointer is NULL
 *     ops->alloc(dev, arena.high, "run scratch", &block, err);
 *     arena = ax_arena_over(block, arena.high);
 *     plan(&arena);                            // the same takes; now with memory
 */
#ifndef AX_BASE_ARENA_H
#define AX_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

typedef struct ax_arena {
    char *base;              /* NULL while measuring */
    size_t size, used, high; /* bytes; high: the maximum of `used` */
} ax_arena;

ax_arena ax_arena_measuring(void);
ax_arena ax_arena_over(void *block, size_t bytes);
/* 64-byte aligned (as far as the block is), not zeroed. */
ax_status ax_arena_take(ax_arena *arena, size_t count, size_t size, const char *what,
                        void **out, ax_error *err);
/* Everything taken after the mark is free again; `high` remains the maximum in use. */
size_t ax_arena_mark(const ax_arena *arena);
void ax_arena_rewind(ax_arena *arena, size_t mark);

#endif
