#include "base/arena.h"

#include <stdint.h>

#include "base/memory.h"

enum { ALIGNMENT = 64 };

ax_arena ax_arena_measuring(void) {
    return (ax_arena){NULL, SIZE_MAX, 0, 0};
}

ax_arena ax_arena_over(void *block, size_t bytes) {
    return (ax_arena){block, bytes, 0, 0};
}

ax_status ax_arena_take(ax_arena *arena, size_t count, size_t size, const char *what,
                        void **out, ax_error *err) {
    size_t bytes, end;
    if (!ax_size_mul(count, size, &bytes) ||
        !ax_size_add(bytes, ALIGNMENT - 1, &bytes) ||
        !ax_size_add(arena->used, bytes & ~(size_t)(ALIGNMENT - 1), &end)) {
        return ax_fail(err, AX_ERR_RESOURCE,
                       "%s needs %zu x %zu bytes, more than can be addressed", what,
                       count, size);
    }
    if (end > arena->size) {
        return ax_fail(
            err, AX_ERR_RESOURCE,
            "%s does not fit: %zu bytes of scratch are needed, %zu are there", what,
            end, arena->size);
    }
    *out = arena->base ? arena->base + arena->used : NULL;
    arena->used = end;
    if (end > arena->high) arena->high = end;
    return AX_OK;
}

size_t ax_arena_mark(const ax_arena *arena) {
    return arena->used;
}
void ax_arena_rewind(ax_arena *arena, size_t mark) {
    arena->used = mark;
}
