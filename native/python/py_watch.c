#include "python/py_watch.h"

#include "python/py_args.h"
#include "python/py_module.h"

/* ---- Cancel ---- */

typedef struct cancel_object {
    PyObject_HEAD ax_cancel flag;
} cancel_object;

static PyObject *cancel_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    (void)args;
    (void)keywords;
    return ax_py_alloc(type); /* zeroed: not set */
}

static PyObject *cancel_set(PyObject *self, PyObject *unused) {
    (void)unused;
    ax_cancel_set(&((cancel_object *)self)->flag);
    Py_RETURN_NONE;
}

static PyObject *cancel_is_set(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(ax_cancel_is_set(&((cancel_object *)self)->flag));
}

static PyMethodDef cancel_methods[] = {
    {"set", cancel_set, METH_NOARGS, "Asks the work to stop; from any thread."},
    {"is_set", cancel_is_set, METH_NOARGS, "Whether set() was called."},
    {NULL, NULL, 0, NULL}};

static PyType_Slot cancel_slots[] = {
    {Py_tp_new, (void *)(uintptr_t)cancel_new},
    {Py_tp_dealloc, (void *)(uintptr_t)ax_py_free},
    {Py_tp_methods, cancel_methods},
    {Py_tp_doc, (void *)(uintptr_t) "Stops a running job within one step."},
    {0, NULL}};

static PyType_Spec cancel_spec = {.name = "animax_native.Cancel",
                                  .basicsize = sizeof(cancel_object),
                                  .flags =
                                      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
                                  .slots = cancel_slots};

int ax_py_add_cancel(PyObject *module) {
    ax_py_state *state = PyModule_GetState(module);
    state->cancel = PyType_FromModuleAndSpec(module, &cancel_spec, NULL);
    return state->cancel ? PyModule_AddObjectRef(module, "Cancel", state->cancel) : -1;
}

/* By its type itself: isinstance() believes what an object says of its class, and the
 * module's attribute can be replaced. The type has no subclasses. */
static bool is_cancel(PyObject *module, PyObject *object) {
    const ax_py_state *state = PyModule_GetState(module);
    return (PyObject *)Py_TYPE(object) == state->cancel;
}

/* ---- the bridge ---- */

static void report(void *user, const char *stage, int step, int total,
                   double seconds_left) {
    ax_py_watch *watch = user;
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *answer = NULL;
    if (!watch->error[0]) {
        answer = PyObject_CallFunction(watch->callback, "siid", stage, step, total,
                                       seconds_left);
        if (!answer) {
            /* Stops the engine at its next check; raised again by ax_py_watch_end. */
            PyErr_Fetch(&watch->error[0], &watch->error[1], &watch->error[2]);
            ax_cancel_set(watch->progress.cancel);
        }
    }
    Py_XDECREF(answer);
    PyGILState_Release(gil);
}

bool ax_py_watch_begin(ax_py_watch *watch, PyObject *module, PyObject *callback,
                       PyObject *cancel) {
    *watch = (ax_py_watch){.callback = NULL};
    watch->progress.cancel = &watch->own_flag;
    if (callback && callback != Py_None) {
        if (!PyCallable_Check(callback))
            return ax_py_usage(module, "progress must be callable or None");
        watch->callback = Py_NewRef(callback);
        watch->progress.report = report;
        watch->progress.user = watch;
    }
    if (cancel && cancel != Py_None) {
        if (!is_cancel(module, cancel)) {
            Py_CLEAR(watch->callback);
            return ax_py_usage(module,
                               "cancel must be an animax_native.Cancel or None");
        }
        watch->cancel = Py_NewRef(cancel);
        watch->progress.cancel = &((cancel_object *)cancel)->flag;
    }
    return true;
}

bool ax_py_watch_end(ax_py_watch *watch) {
    Py_CLEAR(watch->callback);
    Py_CLEAR(watch->cancel);
    if (!watch->error[0]) return false;
    PyErr_Restore(watch->error[0], watch->error[1], watch->error[2]);
    watch->error[0] = NULL;
    return true;
}
