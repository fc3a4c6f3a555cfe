#define AX_NUMPY_OWNER
#include "python/numpy_api.h"

#include "base/status.h"
#include "python/py_module.h"

static int add_error(PyObject *module, ax_py_state *state) {
    PyObject *code = PyLong_FromLong(AX_ERR_INTERNAL);
    PyObject *members = code ? Py_BuildValue("{s:O}", "code", code) : NULL;
    Py_XDECREF(code);
    if (!members) return -1;
    state->error = PyErr_NewExceptionWithDoc(
        "animax_native.Error",
        "What went wrong, as a sentence; code is the command line's exit status.", NULL,
        members);
    Py_DECREF(members);
    if (!state->error) return -1;
    return PyModule_AddObjectRef(module, "Error", state->error);
}

static int module_exec(PyObject *module) {
    ax_py_state *state = PyModule_GetState(module);
    if (!state || _import_array() < 0) return -1;
    if (add_error(module, state) < 0) return -1;
    if (ax_py_add_motion(module) < 0 || ax_py_add_fields(module) < 0 ||
        ax_py_add_keys(module) < 0)
        return -1;
    if (ax_py_add_models(module) < 0) return -1;
    if (ax_py_add_engine(module) < 0) return -1;
    return ax_py_add_functions(module);
}

static int module_traverse(PyObject *module, visitproc visit, void *arg) {
    ax_py_state *state = PyModule_GetState(module);
    if (!state) return 0;
    Py_VISIT(state->error);
    Py_VISIT(state->cancel);
    return 0;
}

static int module_clear(PyObject *module) {
    ax_py_state *state = PyModule_GetState(module);
    if (!state) return 0;
    Py_CLEAR(state->error);
    Py_CLEAR(state->cancel);
    return 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)(uintptr_t)module_exec},
                                   {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "animax_native",
    .m_doc = "The engine of AnimaX: see docs/native-api.md.",
    .m_size = sizeof(ax_py_state),
    .m_slots = slots,
    .m_traverse = module_traverse,
    .m_clear = module_clear,
};

PyMODINIT_FUNC PyInit_animax_native(void);
PyMODINIT_FUNC PyInit_animax_native(void) {
    return PyModuleDef_Init(&definition);
}
