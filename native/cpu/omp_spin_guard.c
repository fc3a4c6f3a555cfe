#include "cpu/omp_spin_guard.h"

#include <omp.h>
#include <pthread.h>
#include <stdbool.h>

#include "base/memory.h"
#include "base/threads.h"

struct ax_omp_spin_guard {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int team;
    bool ready, done;
};

static void *hold_team(void *argument) {
    ax_omp_spin_guard *guard = argument;
    int members = 0;
    if (ax_team_begin(guard->team, NULL) == AX_OK) {
#pragma omp parallel num_threads(guard->team) reduction(+ : members)
        members += 1; /* the team only has to exist */
    }
    (void)members;
    pthread_mutex_lock(&guard->lock);
    guard->ready = true;
    pthread_cond_broadcast(&guard->changed);
    while (!guard->done) pthread_cond_wait(&guard->changed, &guard->lock);
    pthread_mutex_unlock(&guard->lock);
    return NULL;
}

ax_omp_spin_guard *ax_omp_spin_guard_begin(int threads) {
    if (threads < 2) return NULL;
    ax_omp_spin_guard *guard = NULL;
    if (AX_NEW(ax_omp_spin_guard, 1, "a thread's state", &guard, NULL) != AX_OK)
        return NULL;
    /* Together with the device's own team: more threads than processors. */
    int spare = omp_get_num_procs() - threads;
    guard->team = spare > 0 ? spare + 2 : 2;
    pthread_mutex_init(&guard->lock, NULL);
    pthread_cond_init(&guard->changed, NULL);
    if (pthread_create(&guard->thread, NULL, hold_team, guard) != 0) {
        pthread_cond_destroy(&guard->changed);
        pthread_mutex_destroy(&guard->lock);
        ax_free(guard);
        return NULL;
    }
    pthread_mutex_lock(&guard->lock);
    while (!guard->ready) pthread_cond_wait(&guard->changed, &guard->lock);
    pthread_mutex_unlock(&guard->lock);
    return guard;
}

void ax_omp_spin_guard_end(ax_omp_spin_guard *guard) {
    if (!guard) return;
    if (ax_threads_are_lost()) { /* nobody to wait for, and the lock may be held */
        ax_free(guard);
        return;
    }
    pthread_mutex_lock(&guard->lock);
    guard->done = true;
    pthread_cond_broadcast(&guard->changed);
    pthread_mutex_unlock(&guard->lock);
    pthread_join(guard->thread, NULL);
    pthread_cond_destroy(&guard->changed);
    pthread_mutex_destroy(&guard->lock);
    ax_free(guard);
}
