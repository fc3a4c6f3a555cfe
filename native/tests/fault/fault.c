/* Makes the n-th allocation, read, write, map or thread start of a process fail; loaded
 * with LD_PRELOAD (blender_tests/test_faults.py, make fault).
 *
 * What counts: allocations, maps, reads and thread starts by the libraries that
 * fault_watch() names, so that n means the same in each run; writes by anybody, below
 * the folder FAULT_FOLDER. A program sets it up by functions, or for another program by
 * the environment: FAULT_KIND, FAULT_AT, FAULT_ON (all from the n-th on), FAULT_WATCH
 * (names, separated by colons), and FAULT_LOG, a file with the counts: a long for each
 * kind and one for the failures. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

typedef enum fault_kind { ALLOCATION, READ, WRITE, MAP, THREAD, KINDS } fault_kind;
static const char *const kind_names[KINDS] = {"allocation", "read", "write", "map",
                                              "thread"};

enum { MAX_RANGES = 16 };
typedef struct range {
    uintptr_t begin, end;
} range;

static range ranges[MAX_RANGES]; /* code of the watched libraries */
static atomic_int range_count;

typedef struct tally {
    atomic_long seen[KINDS], failures;
} tally;
static tally own_tally, *counts = &own_tally;

static atomic_int armed_kind = -1;
static long armed_at;
static bool armed_on;
static char folder[512], watched[512];

/* ---- what is watched ---- */

static int add_range(struct dl_phdr_info *info, size_t size, void *name) {
    (void)size;
    if (!info->dlpi_name || !strstr(info->dlpi_name, name)) return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        const int at = atomic_load(&range_count);
        if (p->p_type != PT_LOAD || !(p->p_flags & PF_X) || at == MAX_RANGES) continue;
        ranges[at].begin = info->dlpi_addr + p->p_vaddr;
        ranges[at].end = ranges[at].begin + p->p_memsz;
        atomic_store(&range_count, at + 1);
    }
    return 0;
}

/* Colon-separated parts of the names of libraries that are loaded now. */
EXPORT int fault_watch(const char *names) {
    char copy[sizeof watched], *rest = NULL;
    atomic_store(&range_count, 0);
    (void)snprintf(copy, sizeof copy, "%s", names);
    for (char *name = strtok_r(copy, ":", &rest); name;
         name = strtok_r(NULL, ":", &rest))
        (void)dl_iterate_phdr(add_range, name);
    return atomic_load(&range_count);
}

static bool is_watched(const void *caller) {
    const int count = atomic_load(&range_count);
    for (int i = 0; i < count; i++)
        if ((uintptr_t)caller >= ranges[i].begin && (uintptr_t)caller < ranges[i].end)
            return true;
    return false;
}

/* ---- arming ---- */

EXPORT void fault_arm(int kind, long at, int on) {
    atomic_store(&armed_kind, -1);
    for (int k = 0; k < KINDS; k++) atomic_store(&counts->seen[k], 0);
    atomic_store(&counts->failures, 0);
    armed_at = at;
    armed_on = on != 0;
    atomic_store(&armed_kind, kind);
}

/* How many calls were made to fail. */
EXPORT long fault_disarm(void) {
    atomic_store(&armed_kind, -1);
    return atomic_load(&counts->failures);
}

EXPORT long fault_seen(int kind) {
    return atomic_load(&counts->seen[kind]);
}

static bool fails(fault_kind kind) {
    const long n = atomic_fetch_add(&counts->seen[kind], 1) + 1;
    if (atomic_load(&armed_kind) != (int)kind) return false;
    if (n != armed_at && !(armed_on && n > armed_at)) return false;
    atomic_fetch_add(&counts->failures, 1);
    return true;
}

static bool caller_fails(fault_kind kind, const void *caller) {
    return is_watched(caller) && fails(kind);
}

#define CALLER_FAILS(kind) caller_fails((kind), __builtin_return_address(0))

/* The counts in a file, whichever way the program ends. */
static void share_counts(const char *path) {
    const int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT, 0600);
    if (file < 0 || ftruncate(file, sizeof *counts) != 0) return;
    void *map = (void *)syscall(SYS_mmap, NULL, sizeof *counts, PROT_READ | PROT_WRITE,
                                MAP_SHARED, file, 0);
    if (map != MAP_FAILED) counts = map;
    (void)close(file);
}

__attribute__((constructor)) static void begin(void) {
    if (getenv("FAULT_LOG")) share_counts(getenv("FAULT_LOG"));
    const char *kind = getenv("FAULT_KIND"), *at = getenv("FAULT_AT");
    const char *names = getenv("FAULT_WATCH"), *path = getenv("FAULT_FOLDER");
    (void)snprintf(folder, sizeof folder, "%s", path ? path : "");
    (void)snprintf(watched, sizeof watched, "%s", names ? names : "");
    for (int k = 0; kind && k < KINDS; k++)
        if (strcmp(kind, kind_names[k]) == 0)
            fault_arm(k, at ? atol(at) : 1, getenv("FAULT_ON") != NULL);
}

/* ---- memory ---- */

/* The allocator that the program has: libc's, or Blender's jemalloc. What dlsym itself
 * allocates while it is looked for comes from `early`. */
static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void *(*aligned_alloc)(size_t, size_t);
    void (*free)(void *);
} real;
static char early[1 << 16] __attribute__((aligned(64)));
static size_t early_used;

static void *take_early(size_t size) {
    const size_t at = early_used;
    if (size > sizeof early - at) return NULL;
    early_used += (size + 63) & ~(size_t)63;
    return early + at;
}
static bool is_early(const void *memory) {
    return (const char *)memory >= early && (const char *)memory < early + sizeof early;
}

/* False while the allocator is being looked for. */
static bool find_allocator(void) {
    static _Thread_local bool looking;
    if (real.free) return true;
    if (looking) return false;
    looking = true;
    *(void **)&real.malloc = dlsym(RTLD_NEXT, "malloc");
    *(void **)&real.calloc = dlsym(RTLD_NEXT, "calloc");
    *(void **)&real.realloc = dlsym(RTLD_NEXT, "realloc");
    *(void **)&real.aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
    *(void **)&real.free = dlsym(RTLD_NEXT, "free");
    looking = false;
    return true;
}

static void *no_memory(void) {
    errno = ENOMEM;
    return NULL;
}

EXPORT void *malloc(size_t size) {
    if (!find_allocator()) return take_early(size);
    return CALLER_FAILS(ALLOCATION) ? no_memory() : real.malloc(size);
}
EXPORT void *calloc(size_t count, size_t size) {
    if (!find_allocator())
        return take_early(count * size); /* zeroed: never used again */
    return CALLER_FAILS(ALLOCATION) ? no_memory() : real.calloc(count, size);
}
EXPORT void *realloc(void *memory, size_t size) {
    if (!find_allocator() || is_early(memory)) return NULL;
    return CALLER_FAILS(ALLOCATION) ? no_memory() : real.realloc(memory, size);
}
EXPORT void *aligned_alloc(size_t alignment, size_t size) {
    if (!find_allocator()) return NULL;
    return CALLER_FAILS(ALLOCATION) ? no_memory() : real.aligned_alloc(alignment, size);
}
EXPORT void free(void *memory) {
    if (!is_early(memory) && find_allocator()) real.free(memory);
}

EXPORT void *mmap(void *at, size_t size, int protection, int flags, int file,
                  off_t offset) {
    if (!CALLER_FAILS(MAP))
        return (void *)syscall(SYS_mmap, at, size, protection, flags, file, offset);
    errno = ENOMEM;
    return MAP_FAILED;
}

/* ---- threads ---- */

EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *argument) {
    static int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!next) *(void **)&next = dlsym(RTLD_NEXT, "pthread_create");
    if (CALLER_FAILS(THREAD)) return EAGAIN;
    return next(thread, attributes, start, argument);
}

/* ---- reading ---- */

/* Fails as a disk does. */
static int disk_fails(void) {
    errno = EIO;
    return -1;
}

EXPORT int stat(const char *restrict path, struct stat *restrict out) {
    if (CALLER_FAILS(READ)) return disk_fails();
    return (int)syscall(SYS_newfstatat, AT_FDCWD, path, out, 0);
}
EXPORT int fstat(int file, struct stat *out) {
    if (CALLER_FAILS(READ)) return disk_fails();
    return (int)syscall(SYS_fstat, file, out);
}
EXPORT ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
    if (CALLER_FAILS(READ)) return disk_fails();
    return syscall(SYS_pread64, file, bytes, count, offset);
}

/* ---- opening and writing ---- */

static bool is_below(const char *path) {
    const size_t length = strlen(folder);
    return length && strncmp(path, folder, length) == 0;
}

static bool writes_below(int file) {
    char link[40], path[512];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t length = folder[0] ? readlink(link, path, sizeof path - 1) : -1;
    if (length < 0) return false;
    path[length] = 0;
    return is_below(path);
}

static int disk_is_full(void) {
    errno = ENOSPC;
    return -1;
}

/* Relative paths are not below the folder: the tests give absolute ones. */
static int open_at(int at, const char *path, int flags, mode_t mode,
                   const void *caller) {
    if (caller_fails(READ, caller)) return disk_fails();
    if (flags & O_CREAT && is_below(path) && fails(WRITE)) return disk_is_full();
    return (int)syscall(SYS_openat, at, path, flags, mode);
}

static mode_t mode_of(int flags, va_list arguments) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

#define OPEN(name)                                                                     \
    EXPORT int name(const char *path, int flags, ...) {                                \
        va_list arguments;                                                             \
        va_start(arguments, flags);                                                    \
        const mode_t mode = mode_of(flags, arguments);                                 \
        va_end(arguments);                                                             \
        return open_at(AT_FDCWD, path, flags, mode, __builtin_return_address(0));      \
    }
OPEN(open)
OPEN(open64)

EXPORT ssize_t write(int file, const void *bytes, size_t count) {
    if (writes_below(file) && fails(WRITE)) return disk_is_full();
    return syscall(SYS_write, file, bytes, count);
}
EXPORT ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    if (writes_below(file) && fails(WRITE)) return disk_is_full();
    return syscall(SYS_pwrite64, file, bytes, count, offset);
}
EXPORT ssize_t writev(int file, const struct iovec *parts, int count) {
    if (writes_below(file) && fails(WRITE)) return disk_is_full();
    return syscall(SYS_writev, file, parts, count);
}
EXPORT int fsync(int file) {
    if (writes_below(file) && fails(WRITE)) return disk_is_full();
    return (int)syscall(SYS_fsync, file);
}
EXPORT int rename(const char *from, const char *to) {
    if (is_below(to) && fails(WRITE)) return disk_is_full();
    return (int)syscall(SYS_rename, from, to);
}

/* The libraries that the environment names are watched as soon as they are loaded. */
EXPORT void *dlopen(const char *name, int flags) {
    static void *(*next)(const char *, int);
    if (!next) *(void **)&next = dlsym(RTLD_NEXT, "dlopen");
    void *library = next(name, flags);
    if (library && watched[0]) (void)fault_watch(watched);
    return library;
}
