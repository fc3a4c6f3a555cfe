/* Progress and cancellation between C and Python: a callable that is called at every
 * step, and the Cancel object, which any thread may set. */
#ifndef AX_PYTHON_PY_WATCH_H
#define AX_PYTHON_PY_WATCH_H

#include <stdbool.h>

#include "base/progress.h"
#include "python/numpy_api.h"

/* Lives on the stack of the method that calls the engine, which is given `progress`. */
typedef struct ax_py_watch {
    ax_progress progress;
    PyObject *callback; /* held, or NULL */
    PyObject *cancel;   /* held, or NULL */
    ax_cancel own_flag; /* used when no Cancel was given */
    PyObject *error[3]; /* what the callback raised: type, value, traceback */
} ax_py_watch;

/* `callback` and `cancel` may be None. False with an exception if they are neither that
 * nor of the right type. */
bool ax_py_watch_begin(ax_py_watch *watch, PyObject *module, PyObject *callback,
                       PyObject *cancel);
/* Releases the references. True, with the exception set again, if the callback raised:
 * the method then raises that. Called with the GIL held. */
bool ax_py_watch_end(ax_py_watch *watch);

int ax_py_add_cancel(PyObject *module);

#endif
