/* The parts of the module. Each function adds functions or types to the module; -1 with
 * an exception on failure. */
#ifndef AX_PYTHON_PY_MODULE_H
#define AX_PYTHON_PY_MODULE_H

#include "python/numpy_api.h"

int ax_py_add_motion(PyObject *module);    /* joints, cameras, pose maps, tracks */
int ax_py_add_fields(PyObject *module);    /* pose fields */
int ax_py_add_keys(PyObject *module);      /* keyframes */
int ax_py_add_engine(PyObject *module);    /* Engine, Cancel */
int ax_py_add_functions(PyObject *module); /* noise, info */
int ax_py_add_models(PyObject *module);    /* models before they are opened */

/* model.json as a dict from its text, which the engine has accepted. */
PyObject *ax_py_model_dict(const char *json);

/* Allocates, zeroed, and frees an object of a heap type. */
static inline PyObject *ax_py_alloc(PyTypeObject *type) {
    allocfunc alloc = (allocfunc)(uintptr_t)PyType_GetSlot(type, Py_tp_alloc);
    return alloc(type, 0);
}
static inline void ax_py_free(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    freefunc release = (freefunc)(uintptr_t)PyType_GetSlot(type, Py_tp_free);
    release(object);
    Py_DECREF(type);
}

/* The module's state: an interpreter's own copy of what the module holds. */
typedef struct ax_py_state {
    PyObject *error;          /* animax_native.Error */
    PyObject *cancel;         /* animax_native.Cancel */
    struct ax_py_turn *turns; /* py_lock.h */
} ax_py_state;

/* animax_native.Error of this module, borrowed; NULL with an exception. */
static inline PyObject *ax_py_error_type(PyObject *module) {
    const ax_py_state *state = PyModule_GetState(module);
    if (state && state->error) return state->error;
    PyErr_SetString(PyExc_SystemError, "animax_native has no state");
    return NULL;
}

#endif
