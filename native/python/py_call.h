/* Shared by the files that wrap native/motion; each has its own method table. */
#ifndef AX_PYTHON_PY_CALL_H
#define AX_PYTHON_PY_CALL_H

#include "base/threads.h"
#include "motion/track/extract.h"
#include "python/py_args.h"

/* Runs a call without the GIL; its result goes to the caller's variable `status`. */
#define WITHOUT_GIL(call)                                                              \
    do {                                                                               \
        Py_BEGIN_ALLOW_THREADS status = ax_headroom_check(&err);                       \
        if (status == AX_OK) status = (call);                                          \
        Py_END_ALLOW_THREADS                                                           \
    } while (0)

#define PARSE(format, ...)                                                             \
    PyArg_ParseTupleAndKeywords(positional, keywords, format, (char **)(void *)names,  \
                                __VA_ARGS__)

/* Ends a function: returns result, or NULL with the exception that `err` describes or
 * that is set already. */
static inline PyObject *ax_py_finish(ax_py_args *args, const ax_error *err,
                                     PyObject *result) {
    ax_py_args_release(args);
    if (err->code != AX_OK) {
        Py_XDECREF(result);
        return ax_py_raise(args->module, err);
    }
    return result;
}

/* A row of a method table. */
#define METHOD(name, signature)                                                        \
    {                                                                                  \
#name, (PyCFunction)(void (*)(void))name, METH_VARARGS | METH_KEYWORDS,        \
            signature                                                                  \
    }

/* maps and their colours; the letters V, F, H, W and J are set (py_motion.c). */
bool ax_py_maps(ax_py_args *args, PyObject *pixels, PyObject *colours,
                ax_pose_maps *maps);
/* The word for a solver; false with an exception if there is none of that name. */
bool ax_py_solver(PyObject *module, const char *name, bool *paper);

#endif
