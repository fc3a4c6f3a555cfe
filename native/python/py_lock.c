#include "python/py_lock.h"

#include <stdatomic.h>

#include "base/threads.h"
#include "python/py_module.h"

/* The lock that a thread waits for, or NULL. A thread may stand in the list for locks
 * that it holds, too: the last one, which comes first in the list, is what it waits
 * for. */
static ax_py_lock *awaited_by(const ax_py_state *state, unsigned long thread) {
    for (const ax_py_turn *t = state->turns; t; t = t->next)
        if (t->thread == thread)
            return atomic_load(&t->lock->holder) == thread ? NULL : t->lock;
    return NULL;
}

/* Follows holders and what they wait for, until it comes back to `thread`. */
static bool would_wait_forever(const ax_py_state *state, ax_py_lock *lock,
                               unsigned long thread) {
    while (lock) {
        const unsigned long holder = atomic_load(&lock->holder);
        if (!holder) return false;
        if (holder == thread) return true;
        lock = awaited_by(state, holder);
    }
    return false;
}

bool ax_py_turn_begin(ax_py_turn *turn, PyObject *module, ax_py_lock *lock,
                      ax_error *err) {
    ax_py_state *state = PyModule_GetState(module);
    const unsigned long thread = PyThread_get_thread_ident();
    if (ax_threads_check(err) != AX_OK) return false;
    if (atomic_load(&lock->holder) == thread) {
        (void)ax_fail(
            err, AX_ERR_USAGE,
            "this engine is at work: its own progress callback has called it; "
            "call it when the work is done, or open a second engine");
        return false;
    }
    if (would_wait_forever(state, lock, thread)) {
        (void)ax_fail(
            err, AX_ERR_USAGE,
            "this engine is at work, in a call that waits for an engine which "
            "this thread is at work with: progress callbacks of two engines "
            "have called each other's");
        return false;
    }
    *turn = (ax_py_turn){lock, thread, state->turns};
    state->turns = turn;
    return true;
}

void ax_py_turn_end(ax_py_turn *turn, PyObject *module) {
    ax_py_state *state = PyModule_GetState(module);
    ax_py_turn **at = &state->turns;
    while (*at != turn) at = &(*at)->next;
    *at = turn->next;
}

void ax_py_lock_take(ax_py_turn *turn) {
    (void)PyThread_acquire_lock(turn->lock->lock, WAIT_LOCK);
    atomic_store(&turn->lock->holder, turn->thread);
}

void ax_py_lock_give(ax_py_turn *turn) {
    atomic_store(&turn->lock->holder, 0);
    PyThread_release_lock(turn->lock->lock);
}
