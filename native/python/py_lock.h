/* One call at a time on an engine. Unlike a bare lock it knows who holds it, so that a
 * progress callback that calls its own engine is told so instead of waiting for
 * itself. */
#ifndef AX_PYTHON_PY_LOCK_H
#define AX_PYTHON_PY_LOCK_H

#include <stdbool.h>

#include "python/numpy_api.h"

#include "base/status.h"

typedef struct ax_py_lock {
    PyThread_type_lock lock;
    _Atomic unsigned long holder; /* the thread that holds it; 0: none */
} ax_py_lock;

/* A thread that waits for a lock or holds one; on its stack. */
typedef struct ax_py_turn {
    ax_py_lock *lock;
    unsigned long thread;
    struct ax_py_turn *next; /* others that wait; guarded by the GIL */
} ax_py_turn;

/* With the GIL: false, with `err`, where waiting would never end: this thread holds the
 * lock, or the holder waits for a lock of this thread; or in a child of fork(). Then
 * ax_py_turn_end must follow. */
bool ax_py_turn_begin(ax_py_turn *turn, PyObject *module, ax_py_lock *lock,
                      ax_error *err);
void ax_py_turn_end(ax_py_turn *turn, PyObject *module);

/* Without the GIL, between the two. */
void ax_py_lock_take(ax_py_turn *turn);
void ax_py_lock_give(ax_py_turn *turn);

/* Runs a call that may fail while the lock is held; its result goes to the caller's
 * variable `status`, and `err` is the caller's. */
#define AX_PY_WORK(module, held, call)                                                 \
    do {                                                                               \
        ax_py_turn turn_;                                                              \
        status = AX_ERR_USAGE;                                                         \
        if (!ax_py_turn_begin(&turn_, (module), (held), &err)) break;                  \
        Py_BEGIN_ALLOW_THREADS ax_py_lock_take(&turn_);                                \
        status = (call);                                                               \
        ax_py_lock_give(&turn_);                                                       \
        Py_END_ALLOW_THREADS ax_py_turn_end(&turn_, (module));                         \
    } while (0)

#endif
