#include "base/memory.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

/* In front of every block, one cache line: what accounting needs at release. */
typedef struct block_header {
    size_t total;
} block_header;

static void *default_alloc(size_t size) {
    return aligned_alloc(ALIGNMENT, size);
}
static void default_free(void *memory) {
    free(memory);
}

static ax_alloc_hook alloc_hook = default_alloc;
static ax_free_hook free_hook = default_free;
static atomic_size_t in_use;
static atomic_size_t peak;

void ax_memory_set_hooks(ax_alloc_hook alloc, ax_free_hook release) {
    alloc_hook = alloc ? alloc : default_alloc;
    free_hook = release ? release : default_free;
}

static void account(size_t total) {
    size_t now = atomic_fetch_add(&in_use, total) + total;
    size_t seen = atomic_load(&peak);
    while (now > seen && !atomic_compare_exchange_weak(&peak, &seen, now)) {
    }
}

static ax_status allocate(size_t count, size_t size, const char *what, void **out,
                          size_t *bytes, ax_error *err) {
    size_t total;
    if (!ax_size_mul(count, size, bytes) ||
        !ax_size_add(*bytes, 2 * ALIGNMENT - 1, &total)) {
        return ax_fail(err, AX_ERR_RESOURCE,
                       "%s needs %zu x %zu bytes, more than can be addressed", what,
                       count, size);
    }
    total &= ~(size_t)(ALIGNMENT - 1);
    char *block = alloc_hook(total);
    if (!block) {
        return ax_fail(
            err, AX_ERR_RESOURCE,
            "out of memory: %s needs %.1f MB (%zu bytes), %.1f MB are in use", what,
            (double)*bytes / 1e6, *bytes, (double)ax_memory_in_use() / 1e6);
    }
    ((block_header *)block)->total = total;
    account(total);
    *out = block + ALIGNMENT;
    return AX_OK;
}

ax_status ax_malloc(size_t count, size_t size, const char *what, void **out,
                    ax_error *err) {
    size_t bytes;
    return allocate(count, size, what, out, &bytes, err);
}

ax_status ax_calloc(size_t count, size_t size, const char *what, void **out,
                    ax_error *err) {
    size_t bytes;
    void *memory;
    AX_TRY(allocate(count, size, what, &memory, &bytes, err));
    memset(memory, 0, bytes);
    *out = memory;
    return AX_OK;
}

void ax_free(void *memory) {
    if (!memory) return;
    char *block = (char *)memory - ALIGNMENT;
    atomic_fetch_sub(&in_use, ((block_header *)block)->total);
    free_hook(block);
}

size_t ax_memory_in_use(void) {
    return atomic_load(&in_use);
}
size_t ax_memory_peak(void) {
    return atomic_load(&peak);
}
void ax_memory_reset_peak(void) {
    atomic_store(&peak, atomic_load(&in_use));
}
