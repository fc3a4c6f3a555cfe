/* Converts Python arguments to C structs; no other file reads NumPy arrays or dicts.
 *
 *     ax_py_args args = {.module = self};
 *     const double *points;
 *     if (!ax_py_take(&args, object, "points", NPY_DOUBLE, "FJ3", &points)) goto done;
 *     int joints = ax_py_size(&args, 'J');
 *     ...                                  // the GIL may be released here
 *     done: ax_py_args_release(&args);
 *
 * Arrays are borrowed, never copied; a reference is held until the release. */
#ifndef AX_PYTHON_PY_ARGS_H
#define AX_PYTHON_PY_ARGS_H

#include <stdbool.h>

#include "base/status.h"
#include "motion/math/camera.h"
#include "motion/rig/skeleton.h"
#include "python/numpy_api.h"

enum { AX_PY_HELD = 24 };

typedef struct ax_py_args {
    PyObject *module;           /* whose Error is raised; borrowed */
    PyObject *held[AX_PY_HELD]; /* references to release */
    int count;
    int letter[128]; /* size of a shape's letter plus one; 0: not seen yet */
} ax_py_args;

void ax_py_args_release(ax_py_args *args);

/* A shape is one character a dimension: a digit is that size; a letter is a size that
 * is the same wherever the letter occurs in one call. On failure Error is raised with a
 * sentence and false returned. `data` is a pointer to the pointer that is set. */
bool ax_py_take(ax_py_args *args, PyObject *object, const char *name, int type,
                const char *shape, const void *data);
/* As ax_py_take, for an array that will be written. */
bool ax_py_take_output(ax_py_args *args, PyObject *object, const char *name, int type,
                       const char *shape, void *data);
int ax_py_size(const ax_py_args *args, char letter);
void ax_py_set_size(ax_py_args *args, char letter, int size);

/* Converters of PyArg_ParseTuple ("O&"): a bool, Python's or NumPy's, to an int. */
int ax_py_flag(PyObject *object, void *out);
/* An int in 0..2^64 - 1. NULL: *out stays as it is. */
bool ax_py_natural(PyObject *module, PyObject *object, const char *name, uint64_t *out);

/* A new array, zeroed, whose shape is given with known letters; NULL with an exception
 * on failure. */
PyObject *ax_py_new(const ax_py_args *args, int type, const char *shape);
void *ax_py_data(PyObject *array);
/* As ax_py_new, filled from `data`. */
PyObject *ax_py_copy(const ax_py_args *args, int type, const char *shape,
                     const void *data);

/* cameras: float64 [V, 18]. */
bool ax_py_cameras(ax_py_args *args, PyObject *object, ax_cameras *out);
/* The dict of docs/native-api.md: letter N is set. */
bool ax_py_skeleton(ax_py_args *args, PyObject *object, ax_skeleton *out);
/* The dict of select_joints; the letters J and N must be set. */
PyObject *ax_py_joints_dict(const ax_py_args *args, const ax_joints *joints);
/* What select_joints returned: letter J is set, or must fit. Not to be freed. */
bool ax_py_joints(ax_py_args *args, PyObject *object, ax_joints *out);

/* Raises animax_native.Error with the record's sentence and `.code`; returns NULL. */
PyObject *ax_py_raise(PyObject *module, const ax_error *error);
bool ax_py_usage(PyObject *module, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
