#include "cpu/patience.h"

#include <omp.h>
#include <pthread.h>
#include <stdbool.h>

#include "base/memory.h"

struct ax_patience {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    int team;
    bool ready, done;
};

static void *sleep_with_team(void *argument) {
    ax_patience *patience = argument;
    int seen = 0;
#pragma omp parallel num_threads(patience->team) reduction(+ : seen)
    seen += 1; /* the team has to exist, not to do anything */
    pthread_mutex_lock(&patience->lock);
    patience->ready = seen > 0;
    pthread_cond_broadcast(&patience->change);
    while (!patience->done) pthread_cond_wait(&patience->change, &patience->lock);
    pthread_mutex_unlock(&patience->lock);
    return NULL;
}

ax_patience *ax_patience_begin(int threads) {
    if (threads < 2) return NULL;
    ax_patience *patience = NULL;
    if (AX_NEW(ax_patience, 1, "a thread's state", &patience, NULL) != AX_OK)
        return NULL;
    /* This team and the device's own together exceed the processors. */
    int spare = omp_get_num_procs() - threads;
    patience->team = spare > 0 ? spare + 2 : 2;
    pthread_mutex_init(&patience->lock, NULL);
    pthread_cond_init(&patience->change, NULL);
    if (pthread_create(&patience->thread, NULL, sleep_with_team, patience) != 0) {
        pthread_cond_destroy(&patience->change);
        pthread_mutex_destroy(&patience->lock);
        ax_free(patience);
        return NULL;
    }
    pthread_mutex_lock(&patience->lock);
    while (!patience->ready) pthread_cond_wait(&patience->change, &patience->lock);
    pthread_mutex_unlock(&patience->lock);
    return patience;
}

void ax_patience_end(ax_patience *patience) {
    if (!patience) return;
    pthread_mutex_lock(&patience->lock);
    patience->done = true;
    pthread_cond_broadcast(&patience->change);
    pthread_mutex_unlock(&patience->lock);
    pthread_join(patience->thread, NULL);
    pthread_cond_destroy(&patience->change);
    pthread_mutex_destroy(&patience->lock);
    ax_free(patience);
}
