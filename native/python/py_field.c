/* Pose maps as displacement fields, to and from arrays. */
#include "python/numpy_api.h"

#include <string.h>

#include "motion/maps/pose_field.h"
#include "python/py_call.h"
#include "python/py_module.h"

static PyObject *field_template(PyObject *self, PyObject *positional,
                                PyObject *keywords) {
    static const char *const names[] = {"cameras", "centre", "scale", "rest", "grid",
                                        "layers",  "length", "noise", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *cameras, *centre, *position, *result = NULL;
    const double *data, *rest;
    ax_cameras views;
    ax_frame frame;
    ax_pose_field field = ax_pose_field_default();
    ax_status status;
    if (!PARSE("OOdO|iidd:field_template", &cameras, &centre, &frame.scale, &position,
               &field.grid, &field.layers, &field.length, &field.noise))
        return NULL;
    if (!ax_py_cameras(&args, cameras, &views) ||
        !ax_py_take(&args, centre, "centre", NPY_DOUBLE, "3", &data) ||
        !ax_py_take(&args, position, "rest", NPY_DOUBLE, "J3", &rest))
        goto done;
    if (ax_pose_field_check(&field, &err) != AX_OK) goto done;
    memcpy(frame.centre, data, sizeof frame.centre);
    ax_py_set_size(&args, 'C', 4 * field.layers);
    ax_py_set_size(&args, 'G', field.grid);
    if (!(result = ax_py_new(&args, NPY_FLOAT, "VCGG"))) goto done;
    WITHOUT_GIL(ax_pose_field_template(&views, &frame, rest, ax_py_size(&args, 'J'),
                                       &field, ax_py_data(result), &err));
    (void)status;
done:
    return ax_py_finish(&args, &err, result);
}

static PyObject *field_encode(PyObject *self, PyObject *positional,
                              PyObject *keywords) {
    static const char *const names[] = {"cameras", "rest",   "positions", "grid",
                                        "layers",  "length", "noise",     NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *cameras, *rest_array, *positions_array, *result = NULL;
    const double *rest, *positions;
    ax_cameras views;
    ax_pose_field field = ax_pose_field_default();
    ax_status status;
    if (!PARSE("OOO|iidd:field_encode", &cameras, &rest_array, &positions_array,
               &field.grid, &field.layers, &field.length, &field.noise))
        return NULL;
    if (!ax_py_cameras(&args, cameras, &views) ||
        !ax_py_take(&args, rest_array, "rest", NPY_DOUBLE, "J3", &rest) ||
        !ax_py_take(&args, positions_array, "positions", NPY_DOUBLE, "FJ3", &positions))
        goto done;
    if (ax_pose_field_check(&field, &err) != AX_OK) goto done;
    ax_py_set_size(&args, 'C', 2 * field.layers);
    ax_py_set_size(&args, 'G', field.grid);
    if (!(result = ax_py_new(&args, NPY_FLOAT, "VCFGG"))) goto done;
    WITHOUT_GIL(ax_pose_field_encode(&views, rest, ax_py_size(&args, 'J'), positions,
                                     ax_py_size(&args, 'F'), &field, ax_py_data(result),
                                     &err));
    (void)status;
done:
    return ax_py_finish(&args, &err, result);
}

static PyObject *field_decode(PyObject *self, PyObject *positional,
                              PyObject *keywords) {
    static const char *const names[] = {"cameras", "rest",  "codes", "layers",
                                        "length",  "noise", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *cameras, *rest_array, *codes_array, *result = NULL;
    PyObject *points = NULL, *confidence = NULL;
    const double *rest;
    const float *codes;
    ax_cameras views;
    ax_pose_field field = ax_pose_field_default();
    ax_status status;
    if (!PARSE("OOO|idd:field_decode", &cameras, &rest_array, &codes_array,
               &field.layers, &field.length, &field.noise))
        return NULL;
    field.grid = 1;
    if (ax_pose_field_check(&field, &err) != AX_OK) goto done;
    ax_py_set_size(&args, 'C', 2 * field.layers);
    if (!ax_py_cameras(&args, cameras, &views) ||
        !ax_py_take(&args, rest_array, "rest", NPY_DOUBLE, "J3", &rest) ||
        !ax_py_take(&args, codes_array, "codes", NPY_FLOAT, "VCFGG", &codes))
        goto done;
    field.grid = ax_py_size(&args, 'G');
    if (!(points = ax_py_new(&args, NPY_DOUBLE, "VFJ2")) ||
        !(confidence = ax_py_new(&args, NPY_FLOAT, "VFJ")))
        goto done;
    WITHOUT_GIL(ax_pose_field_decode(&views, rest, ax_py_size(&args, 'J'), codes,
                                     ax_py_size(&args, 'F'), &field, ax_py_data(points),
                                     ax_py_data(confidence), &err));
    if (status == AX_OK) result = PyTuple_Pack(2, points, confidence);
done:
    Py_XDECREF(points);
    Py_XDECREF(confidence);
    return ax_py_finish(&args, &err, result);
}

static PyMethodDef methods[] = {
    METHOD(field_template, "field_template(cameras, centre, scale, rest, grid=16, "
                           "layers=2, length=0.8, noise=0.01) -> float32 [V, 4 L, G, "
                           "G]"),
    METHOD(field_encode, "field_encode(cameras, rest, positions, grid=16, layers=2, "
                         "length=0.8, noise=0.01) -> float32 [V, 2 L, F, G, G]"),
    METHOD(field_decode, "field_decode(cameras, rest, codes, layers=2, length=0.8, "
                         "noise=0.01) -> (points, confidence)"),
    {NULL, NULL, 0, NULL},
};

int ax_py_add_fields(PyObject *module) {
    return PyModule_AddFunctions(module, methods);
}
