#include "python/py_args.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "python/py_module.h"

PyObject *ax_py_raise(PyObject *module, const ax_error *error) {
    PyObject *type = ax_py_error_type(module);
    PyObject *exception = NULL, *code = NULL;
    if (!type) return NULL;
    PyObject *text = PyUnicode_DecodeUTF8(
        error->message, (Py_ssize_t)strlen(error->message), "replace");
    if (!text) return NULL;
    exception = PyObject_CallFunction(type, "N", text);
    code = PyLong_FromLong(error->code ? error->code : AX_ERR_INTERNAL);
    if (exception && code && PyObject_SetAttrString(exception, "code", code) == 0)
        PyErr_SetObject(type, exception);
    Py_XDECREF(exception);
    Py_XDECREF(code);
    return NULL;
}

bool ax_py_usage(PyObject *module, const char *format, ...) {
    ax_error error = {.code = AX_ERR_USAGE};
    va_list list;
    va_start(list, format);
    (void)vsnprintf(error.message, sizeof error.message, format, list);
    va_end(list);
    ax_utf8_tidy(error.message);
    (void)ax_py_raise(module, &error);
    return false;
}

void ax_py_args_release(ax_py_args *args) {
    while (args->count > 0) Py_DECREF(args->held[--args->count]);
}

static bool hold(ax_py_args *args, PyObject *object) {
    if (args->count == AX_PY_HELD)
        return ax_py_usage(args->module, "too many arrays in one call");
    Py_INCREF(object);
    args->held[args->count++] = object;
    return true;
}

static const char *type_name(int type) {
    switch (type) {
    case NPY_BOOL:
        return "bool";
    case NPY_INT8:
        return "int8";
    case NPY_UINT8:
        return "uint8";
    case NPY_INT32:
        return "int32";
    case NPY_INT64:
        return "int64";
    case NPY_FLOAT16:
        return "float16";
    case NPY_FLOAT:
        return "float32";
    case NPY_DOUBLE:
        return "float64";
    default:
        return "another type";
    }
}

static void format_expected(const ax_py_args *args, const char *shape, char *out,
                            size_t capacity) {
    size_t used = 0;
    out[0] = 0;
    for (const char *s = shape; *s && used < capacity; s++) {
        int known = args->letter[(unsigned char)*s & 127];
        const char *comma = s[1] ? ", " : "";
        if (known && (*s < '0' || *s > '9'))
            used += (size_t)snprintf(out + used, capacity - used, "%c = %d%s", *s,
                                     known - 1, comma);
        else
            used += (size_t)snprintf(out + used, capacity - used, "%c%s", *s, comma);
    }
}

static void format_actual(PyArrayObject *array, char *out, size_t capacity) {
    size_t used = 0;
    out[0] = 0;
    for (int i = 0; i < PyArray_NDIM(array) && used < capacity; i++)
        used += (size_t)snprintf(out + used, capacity - used, "%s%lld", i ? ", " : "",
                                 (long long)PyArray_DIM(array, i));
}

static bool shape_fits(const ax_py_args *args, PyArrayObject *array,
                       const char *shape) {
    if ((size_t)PyArray_NDIM(array) != strlen(shape)) return false;
    int letter[128];
    memcpy(letter, args->letter, sizeof letter);
    for (int i = 0; shape[i]; i++) {
        npy_intp size = PyArray_DIM(array, i);
        int *known = &letter[(unsigned char)shape[i] & 127];
        if (size > INT_MAX - 1) return false;
        if (shape[i] >= '0' && shape[i] <= '9') {
            if (size != shape[i] - '0') return false;
        } else if (*known && *known - 1 != size) {
            return false;
        } else {
            *known = (int)size + 1;
        }
    }
    return true;
}

bool ax_py_take(ax_py_args *args, PyObject *object, const char *name, int type,
                const char *shape, const void *data) {
    char expected[128], found[128] = "";
    format_expected(args, shape, expected, sizeof expected);
    if (!object || !PyArray_Check(object))
        return ax_py_usage(args->module, "%s must be a NumPy array, %s [%s]", name,
                           type_name(type), expected);
    PyArrayObject *array = (PyArrayObject *)object;
    format_actual(array, found, sizeof found);
    if (PyArray_TYPE(array) != type || !PyArray_ISNOTSWAPPED(array) ||
        !shape_fits(args, array, shape))
        return ax_py_usage(args->module, "%s must be %s [%s]; it is %s [%s]", name,
                           type_name(type), expected, type_name(PyArray_TYPE(array)),
                           found);
    if (!PyArray_IS_C_CONTIGUOUS(array) || !PyArray_ISALIGNED(array))
        return ax_py_usage(
            args->module,
            "%s must be C-contiguous; numpy.ascontiguousarray makes it so", name);
    if (!hold(args, object)) return false;
    for (int i = 0; shape[i]; i++)
        if (shape[i] < '0' || shape[i] > '9')
            args->letter[(unsigned char)shape[i] & 127] =
                (int)PyArray_DIM(array, i) + 1;
    void *pointer = PyArray_DATA(array);
    memcpy((void *)(uintptr_t)data, &pointer, sizeof pointer);
    return true;
}

bool ax_py_take_output(ax_py_args *args, PyObject *object, const char *name, int type,
                       const char *shape, void *data) {
    if (!ax_py_take(args, object, name, type, shape, data)) return false;
    if (!PyArray_ISWRITEABLE((PyArrayObject *)object))
        return ax_py_usage(args->module, "%s must be writeable", name);
    return true;
}

int ax_py_size(const ax_py_args *args, char letter) {
    return args->letter[(unsigned char)letter & 127] - 1;
}

void ax_py_set_size(ax_py_args *args, char letter, int size) {
    args->letter[(unsigned char)letter & 127] = size + 1;
}

int ax_py_flag(PyObject *object, void *out) {
    if (!PyBool_Check(object) && !PyArray_IsScalar(object, Bool)) {
        PyErr_Format(PyExc_TypeError, "expected True or False, not %R", object);
        return 0;
    }
    *(int *)out = PyObject_IsTrue(object);
    return *(int *)out >= 0;
}

bool ax_py_natural(PyObject *module, PyObject *object, const char *name,
                   uint64_t *out) {
    if (!object) return true;
    PyObject *number = PyNumber_Index(object);
    if (!number) return false;
    const unsigned long long value = PyLong_AsUnsignedLongLong(number);
    Py_DECREF(number);
    if (!PyErr_Occurred()) {
        *out = value;
        return true;
    }
    if (!PyErr_ExceptionMatches(PyExc_OverflowError)) return false;
    PyErr_Clear();
    return ax_py_usage(module, "%s must lie in 0..2^64 - 1", name);
}

PyObject *ax_py_new(const ax_py_args *args, int type, const char *shape) {
    npy_intp size[8];
    int dims = 0;
    for (; shape[dims] && dims < 8; dims++)
        size[dims] = shape[dims] >= '0' && shape[dims] <= '9'
                         ? shape[dims] - '0'
                         : ax_py_size(args, shape[dims]);
    return PyArray_ZEROS(dims, size, type, 0);
}

void *ax_py_data(PyObject *array) {
    return PyArray_DATA((PyArrayObject *)array);
}

PyObject *ax_py_copy(const ax_py_args *args, int type, const char *shape,
                     const void *data) {
    PyObject *array = ax_py_new(args, type, shape);
    if (array)
        memcpy(ax_py_data(array), data, (size_t)PyArray_NBYTES((PyArrayObject *)array));
    return array;
}

bool ax_py_cameras(ax_py_args *args, PyObject *object, ax_cameras *out) {
    /* 18 is no digit: any width is taken, then measured. */
    const double *rows;
    if (!ax_py_take(args, object, "cameras", NPY_DOUBLE, "V#", &rows)) return false;
    if (ax_py_size(args, '#') != 18)
        return ax_py_usage(args->module,
                           "cameras must be float64 [V, 18]; it has %d columns",
                           ax_py_size(args, '#'));
    *out =
        (ax_cameras){.view = (const ax_camera *)rows, .count = ax_py_size(args, 'V')};
    return true;
}

static bool take_item(ax_py_args *args, PyObject *dict, const char *key, int type,
                      const char *shape, const void *data) {
    PyObject *item = PyDict_GetItemString(dict, key);
    if (!item) return ax_py_usage(args->module, "the dict has no \"%s\"", key);
    return ax_py_take(args, item, key, type, shape, data);
}

bool ax_py_skeleton(ax_py_args *args, PyObject *object, ax_skeleton *out) {
    if (!object || !PyDict_Check(object))
        return ax_py_usage(args->module,
                           "skeleton must be a dict of parents, rest, lengths, flags");
    if (!take_item(args, object, "parents", NPY_INT32, "N", &out->parents) ||
        !take_item(args, object, "rest", NPY_DOUBLE, "N44", &out->rest) ||
        !take_item(args, object, "lengths", NPY_DOUBLE, "N", &out->lengths) ||
        !take_item(args, object, "flags", NPY_UINT8, "N", &out->flags))
        return false;
    out->limits = NULL;
    if (PyDict_GetItemString(object, "limits") &&
        !take_item(args, object, "limits", NPY_DOUBLE, "N6", &out->limits))
        return false;
    out->directions = NULL;
    if (PyDict_GetItemString(object, "directions") &&
        !take_item(args, object, "directions", NPY_DOUBLE, "N3", &out->directions))
        return false;
    out->location_limits = NULL;
    if (PyDict_GetItemString(object, "location_limits") &&
        !take_item(args, object, "location_limits", NPY_DOUBLE, "N6",
                   &out->location_limits))
        return false;
    out->bones = ax_py_size(args, 'N');
    return true;
}

bool ax_py_joints(ax_py_args *args, PyObject *object, ax_joints *out) {
    if (!object || !PyDict_Check(object))
        return ax_py_usage(args->module, "selection must be the dict of select_joints");
    if (!take_item(args, object, "bone", NPY_INT32, "J", &out->bone) ||
        !take_item(args, object, "tail", NPY_UINT8, "J", &out->tail) ||
        !take_item(args, object, "parent", NPY_INT32, "J", &out->parent) ||
        !take_item(args, object, "bone_joint", NPY_INT32, "N", &out->bone_joint) ||
        !take_item(args, object, "position", NPY_DOUBLE, "J3", &out->position))
        return false;
    out->count = ax_py_size(args, 'J');
    out->bones = ax_py_size(args, 'N');
    return true;
}

PyObject *ax_py_joints_dict(const ax_py_args *args, const ax_joints *joints) {
    return Py_BuildValue(
        "{s:N,s:N,s:N,s:N,s:N}", "bone", ax_py_copy(args, NPY_INT32, "J", joints->bone),
        "tail", ax_py_copy(args, NPY_UINT8, "J", joints->tail), "parent",
        ax_py_copy(args, NPY_INT32, "J", joints->parent), "bone_joint",
        ax_py_copy(args, NPY_INT32, "N", joints->bone_joint), "position",
        ax_py_copy(args, NPY_DOUBLE, "J3", joints->position));
}
