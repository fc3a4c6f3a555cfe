#include "base/memory.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/threads.h"

/* Blocks of MAPPED bytes and more are mapped, so that the system has them back when
 * they are freed: the C library's heap keeps holes, which for a large model were a
 * tenth of the process's memory. */
enum { ALIGNMENT = 64, LARGE = 1 << 20, MAPPED = 2 << 20 };

/* Freed with its last holder: who opened it, or a block that is charged to it. */
struct ax_account {
    atomic_size_t in_use, peak;
    atomic_size_t holders;
    bool only_counts;
};

/* Precedes every block, in a cache line of its own: what freeing has to account for. */
typedef struct block_header {
    size_t total;
    ax_account *account; /* or NULL */
} block_header;

static void *default_alloc(size_t size) {
    if (size < MAPPED) return aligned_alloc(ALIGNMENT, size);
    void *map =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return map == MAP_FAILED ? NULL : map;
}
static void default_free(void *memory) {
    const size_t size = ((const block_header *)memory)->total;
    if (size < MAPPED)
        free(memory);
    else
        (void)munmap(memory, size);
}

static ax_alloc_hook alloc_hook = default_alloc;
static ax_free_hook free_hook = default_free;
static atomic_size_t in_use;
static _Thread_local ax_account *current; /* charged by this thread; or NULL */

void ax_memory_set_hooks(ax_alloc_hook alloc, ax_free_hook release) {
    alloc_hook = alloc ? alloc : default_alloc;
    free_hook = release ? release : default_free;
}

static void raise(ax_account *account, size_t total) {
    size_t now = atomic_fetch_add(&account->in_use, total) + total;
    size_t peak = atomic_load(&account->peak);
    while (now > peak && !atomic_compare_exchange_weak(&account->peak, &peak, now)) {
    }
}

static void charge(ax_account *account, size_t total) {
    atomic_fetch_add(&in_use, total);
    if (!account) return;
    atomic_fetch_add(&account->holders, 1);
    raise(account, total);
}

static void drop_holder(ax_account *account) {
    if (account && atomic_fetch_sub(&account->holders, 1) == 1) ax_free(account);
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
    /* Large blocks leave some memory to the libraries, which end the process for lack
     * of it. */
    if (block) *(block_header *)block = (block_header){total, current};
    if (block && total >= LARGE && ax_headroom_check(NULL) != AX_OK) {
        free_hook(block);
        block = NULL;
    }
    if (!block) {
        return ax_fail(
            err, AX_ERR_RESOURCE,
            "out of memory: %s needs %.1f MB (%zu bytes), %.1f MB are in use", what,
            (double)*bytes / 1e6, *bytes, (double)ax_memory_in_use() / 1e6);
    }
    charge(current, total);
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
    if (!current || !current->only_counts || bytes < LARGE) memset(memory, 0, bytes);
    *out = memory;
    return AX_OK;
}

void ax_free(void *memory) {
    if (!memory) return;
    char *block = (char *)memory - ALIGNMENT;
    const block_header header = *(block_header *)block;
    atomic_fetch_sub(&in_use, header.total);
    if (header.account) atomic_fetch_sub(&header.account->in_use, header.total);
    free_hook(block);
    drop_holder(header.account);
}

size_t ax_memory_in_use(void) {
    return atomic_load(&in_use);
}

/* ---- accounts ---- */

ax_status ax_account_open(ax_account **out, ax_error *err) {
    AX_CHARGE(NULL); /* the account itself is charged to none */
    ax_account *account = NULL;
    AX_TRY(AX_NEW(ax_account, 1, "a memory account", &account, err));
    atomic_init(&account->holders, 1);
    *out = account;
    return AX_OK;
}

void ax_account_close(ax_account *account) {
    drop_holder(account);
}

size_t ax_account_in_use(const ax_account *account) {
    return atomic_load(&account->in_use);
}
size_t ax_account_peak(const ax_account *account) {
    return atomic_load(&account->peak);
}
void ax_account_reset_peak(ax_account *account) {
    atomic_store(&account->peak, atomic_load(&account->in_use));
}

void ax_account_count(size_t bytes) {
    if (current) raise(current, bytes);
}
void ax_account_discount(size_t bytes) {
    if (current) atomic_fetch_sub(&current->in_use, bytes);
}
void ax_account_only_count(ax_account *account) {
    account->only_counts = true;
}

ax_account *ax_account_enter(ax_account *account) {
    ax_account *before = current;
    current = account;
    return before;
}
void ax_account_leave(ax_account **before) {
    current = *before;
}
