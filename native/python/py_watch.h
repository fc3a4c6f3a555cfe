/* Progress and cancellation between C and Python: callables that are called at every
 * step, and the Cancel object, which any thread may set. */
#ifndef AX_PYTHON_PY_WATCH_H
#define AX_PYTHON_PY_WATCH_H

#include <stdbool.h>

#include "animax.h"
#include "python/numpy_api.h"

/* Lives on the stack of the method that calls the engine, which is given `progress`. */
typedef struct ax_py_watch {
    ax_progress progress;
    PyObject *module;    /* borrowed */
    PyObject *callback;  /* held, or NULL; below, too */
    PyObject *poses;     /* called with poses */
    PyObject *selection; /* a dict, once they were called */
    PyObject *cancel;
    ax_cancel own_flag; /* used when no Cancel was given */
    PyObject *error[3]; /* what a callback raised: type, value, traceback */
} ax_py_watch;

/* `callback` and `cancel` may be None. False with an exception if they are neither that
 * nor of the right type. */
bool ax_py_watch_begin(ax_py_watch *watch, PyObject *module, PyObject *callback,
                       PyObject *cancel);
/* Lets ax_animate tell `callable` of poses, which may be None; as above. */
bool ax_py_watch_poses(ax_py_watch *watch, PyObject *callable, ax_request *request);
/* Releases the references. True, with the exception set again, if a callback raised:
 * the method then raises that. Called with the GIL held. */
bool ax_py_watch_end(ax_py_watch *watch);

int ax_py_add_cancel(PyObject *module);

#endif
