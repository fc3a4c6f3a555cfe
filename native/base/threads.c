#include "base/threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"

static const size_t headroom = (size_t)64 << 20;

/* ---- fork ---- */

static pthread_once_t watch_once = PTHREAD_ONCE_INIT;
static atomic_bool started; /* threads, by this process */
static atomic_bool lost;

static void in_child(void) {
    if (atomic_load(&started)) atomic_store(&lost, true);
}

static void watch_forks(void) {
    (void)pthread_atfork(NULL, NULL, in_child);
}

bool ax_threads_are_lost(void) {
    return atomic_load(&lost);
}

ax_status ax_threads_check(ax_error *err) {
    if (!ax_threads_are_lost()) return AX_OK;
    return ax_fail(err, AX_ERR_USAGE,
                   "This process was forked from one in which the engine had started "
                   "threads, which a child does not have. Start a new process instead "
                   "(Python: multiprocessing.get_context(\"spawn\")), or fork before "
                   "the engine is first used.");
}

/* ---- memory ---- */

static bool can_map(size_t bytes) {
    void *map =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED) return false;
    (void)munmap(map, bytes);
    return true;
}

static ax_status check_map(size_t bytes, const char *what, ax_error *err) {
    if (can_map(bytes)) return AX_OK;
    return ax_fail(err, AX_ERR_RESOURCE,
                   "out of memory: %s need up to %zu MB of address space, which this "
                   "process does not get; close other programs or raise its limit "
                   "(ulimit -v)",
                   what, bytes >> 20);
}

ax_status ax_headroom_check(ax_error *err) {
    return check_map(headroom, "matrix products", err);
}

/* ---- threads ---- */

typedef struct start {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool go;
} start;

static void *wait_for_go(void *argument) {
    start *s = argument;
    pthread_mutex_lock(&s->lock);
    while (!s->go) pthread_cond_wait(&s->changed, &s->lock);
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* Whether `count` threads can exist beside this one: they are started and ended. */
static ax_status try_starting(int count, ax_error *err) {
    start s = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
    pthread_t *threads;
    AX_TRY(AX_NEW(pthread_t, count, "threads", &threads, err));
    int running = 0, failed = 0;
    while (running < count && !failed) {
        failed = pthread_create(&threads[running], NULL, wait_for_go, &s);
        if (!failed) running++;
    }
    pthread_mutex_lock(&s.lock);
    s.go = true;
    pthread_cond_broadcast(&s.changed);
    pthread_mutex_unlock(&s.lock);
    for (int i = 0; i < running; i++) (void)pthread_join(threads[i], NULL);
    ax_free(threads);
    if (!failed) return AX_OK;
    return ax_fail(err, AX_ERR_RESOURCE,
                   "%d of %d threads could not be started: %s. Choose fewer threads, "
                   "close other programs or raise the limits (ulimit -u, ulimit -v)",
                   count - running, count, strerror(failed));
}

static size_t stack_bytes(void) {
    size_t bytes = 0;
    pthread_attr_t attr;
    if (pthread_attr_init(&attr) != 0) return 0;
    (void)pthread_attr_getstacksize(&attr, &bytes);
    (void)pthread_attr_destroy(&attr);
    return bytes;
}

/* This thread's team, of which OpenMP keeps the threads of the last region: a smaller
 * one ends the others. */
static _Thread_local int team_now = 1, team_most = 1;

ax_status ax_team_begin(int threads, ax_error *err) {
    size_t stacks, bytes;
    AX_TRY(ax_threads_check(err));
    if (threads <= 1) return AX_OK;
    if (threads > team_now) {
        const size_t more = (size_t)(threads - team_now);
        if (!ax_size_mul(more, stack_bytes(), &stacks) ||
            !ax_size_add(stacks, headroom, &bytes))
            bytes = SIZE_MAX;
        AX_TRY(check_map(bytes, "threads", err));
        (void)pthread_once(&watch_once, watch_forks);
        atomic_store(&started, true);
        if (threads > team_most) AX_TRY(try_starting(threads - 1, err));
        if (threads > team_most) team_most = threads;
    }
    team_now = threads;
    return AX_OK;
}
