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

/* Ends a call of a callback; steals `answer`. Without one, the engine is stopped at its
 * next check, and what was raised is raised again by ax_py_watch_end. */
static void take_answer(ax_py_watch *watch, PyObject *answer) {
    if (!answer) {
        PyErr_Fetch(&watch->error[0], &watch->error[1], &watch->error[2]);
        ax_cancel_set(watch->progress.cancel);
    }
    Py_XDECREF(answer);
}

static void report(void *user, const char *stage, int step, int total,
                   double seconds_left) {
    ax_py_watch *watch = user;
    PyGILState_STATE gil = PyGILState_Ensure();
    if (!watch->error[0])
        take_answer(watch, PyObject_CallFunction(watch->callback, "siid", stage, step,
                                                 total, seconds_left));
    PyGILState_Release(gil);
}

/* float32 [F, J, 3]. */
static PyObject *joints_array(const ax_py_args *args, const ax_poses *poses) {
    PyObject *array = ax_py_new(args, NPY_FLOAT, "FJ3");
    if (!array) return NULL;
    float *to = ax_py_data(array);
    const size_t count = 3 * (size_t)poses->frames * (size_t)poses->joints;
    for (size_t i = 0; i < count; i++) to[i] = (float)poses->positions[i];
    return array;
}

static PyObject *call_with_poses(ax_py_watch *watch, const ax_poses *poses) {
    ax_py_args args = {.module = watch->module};
    ax_py_set_size(&args, 'F', poses->frames);
    ax_py_set_size(&args, 'J', poses->joints);
    ax_py_set_size(&args, 'N', poses->selection->bones);
    if (!watch->selection)
        watch->selection = ax_py_joints_dict(&args, poses->selection);
    if (!watch->selection) return NULL;
    PyObject *joints = joints_array(&args, poses);
    if (!joints) return NULL;
    return PyObject_CallFunction(watch->poses, "iiiiNO", poses->step, poses->steps,
                                 poses->first_frame, poses->take_frames, joints,
                                 watch->selection);
}

static void tell_poses(void *user, const ax_poses *poses) {
    ax_py_watch *watch = user;
    PyGILState_STATE gil = PyGILState_Ensure();
    if (!watch->error[0]) take_answer(watch, call_with_poses(watch, poses));
    PyGILState_Release(gil);
}

bool ax_py_watch_begin(ax_py_watch *watch, PyObject *module, PyObject *callback,
                       PyObject *cancel) {
    *watch = (ax_py_watch){.module = module};
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

bool ax_py_watch_poses(ax_py_watch *watch, PyObject *callable, ax_request *request) {
    if (callable == Py_None) return true;
    if (!PyCallable_Check(callable))
        return ax_py_usage(watch->module, "poses must be callable or None");
    watch->poses = Py_NewRef(callable);
    request->poses = tell_poses;
    request->poses_user = watch;
    return true;
}

bool ax_py_watch_end(ax_py_watch *watch) {
    Py_CLEAR(watch->callback);
    Py_CLEAR(watch->poses);
    Py_CLEAR(watch->selection);
    Py_CLEAR(watch->cancel);
    if (!watch->error[0]) return false;
    PyErr_Restore(watch->error[0], watch->error[1], watch->error[2]);
    watch->error[0] = NULL;
    return true;
}
