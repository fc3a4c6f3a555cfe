/* Pose maps as displacement fields, to and from arrays. */
#include "python/numpy_api.h"

#include <string.h>

#include "motion/maps/pose_field.h"
#include "python/py_call.h"
#include "python/py_module.h"

/* base: int32 [J] or None. */
static bool take_joints(ax_py_args *args, PyObject *rest, PyObject *base,
                        ax_field_joints *joints) {
    *joints = (ax_field_joints){0};
    if (!ax_py_take(args, rest, "rest", NPY_DOUBLE, "J3", &joints->rest) ||
        (base != Py_None &&
         !ax_py_take(args, base, "base", NPY_INT32, "J", &joints->base)))
        return false;
    joints->count = ax_py_size(args, 'J');
    return true;
}

static PyObject *field_template(PyObject *self, PyObject *positional,
                                PyObject *keywords) {
    static const char *const names[] = {
        "cameras", "centre", "scale", "rest",          "grid",        "layers",
        "length",  "noise",  "base",  "marker_layers", "marker_gain", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *cameras, *centre, *position, *base = Py_None, *result = NULL;
    const double *data;
    ax_field_joints joints;
    ax_cameras views;
    ax_frame frame;
    ax_pose_field field = ax_pose_field_default();
    ax_status status;
    if (!PARSE("OOdO|iiddOid:field_template", &cameras, &centre, &frame.scale,
               &position, &field.grid, &field.layers, &field.length, &field.noise,
               &base, &field.marker_layers, &field.marker_gain))
        return NULL;
    if (!ax_py_cameras(&args, cameras, &views) ||
        !ax_py_take(&args, centre, "centre", NPY_DOUBLE, "3", &data) ||
        !take_joints(&args, position, base, &joints))
        goto done;
    if (ax_pose_field_check(&field, &err) != AX_OK) goto done;
    memcpy(frame.centre, data, sizeof frame.centre);
    ax_py_set_size(&args, 'C', 4 * ax_pose_field_layers(&field));
    ax_py_set_size(&args, 'G', field.grid);
    if (!(result = ax_py_new(&args, NPY_FLOAT, "VCGG"))) goto done;
    WITHOUT_GIL(ax_pose_field_template(&views, &frame, &joints, &field,
                                       ax_py_data(result), &err));
    (void)status;
done:
    return ax_py_finish(&args, &err, result);
}

static PyObject *field_encode(PyObject *self, PyObject *positional,
                              PyObject *keywords) {
    static const char *const names[] = {
        "cameras", "rest", "positions",     "grid",        "layers", "length",
        "noise",   "base", "marker_layers", "marker_gain", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *cameras, *rest, *positions_array, *base = Py_None, *result = NULL;
    const double *positions;
    ax_field_joints joints;
    ax_cameras views;
    ax_pose_field field = ax_pose_field_default();
    ax_status status;
    if (!PARSE("OOO|iiddOid:field_encode", &cameras, &rest, &positions_array,
               &field.grid, &field.layers, &field.length, &field.noise, &base,
               &field.marker_layers, &field.marker_gain))
        return NULL;
    if (!ax_py_cameras(&args, cameras, &views) ||
        !take_joints(&args, rest, base, &joints) ||
        !ax_py_take(&args, positions_array, "positions", NPY_DOUBLE, "FJ3", &positions))
        goto done;
    if (ax_pose_field_check(&field, &err) != AX_OK) goto done;
    ax_py_set_size(&args, 'C', 2 * ax_pose_field_layers(&field));
    ax_py_set_size(&args, 'G', field.grid);
    if (!(result = ax_py_new(&args, NPY_FLOAT, "VCFGG"))) goto done;
    WITHOUT_GIL(ax_pose_field_encode(&views, &joints, positions, ax_py_size(&args, 'F'),
                                     &field, ax_py_data(result), &err));
    (void)status;
done:
    return ax_py_finish(&args, &err, result);
}

static PyObject *field_decode(PyObject *self, PyObject *positional,
                              PyObject *keywords) {
    static const char *const names[] = {
        "cameras", "rest", "codes",         "layers",      "length",
        "noise",   "base", "marker_layers", "marker_gain", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *cameras, *rest, *codes_array, *base = Py_None, *result = NULL;
    PyObject *points = NULL, *confidence = NULL;
    ax_field_joints joints;
    const float *codes;
    ax_cameras views;
    ax_pose_field field = ax_pose_field_default();
    ax_status status;
    if (!PARSE("OOO|iddOid:field_decode", &cameras, &rest, &codes_array, &field.layers,
               &field.length, &field.noise, &base, &field.marker_layers,
               &field.marker_gain))
        return NULL;
    field.grid = 1;
    if (ax_pose_field_check(&field, &err) != AX_OK) goto done;
    ax_py_set_size(&args, 'C', 2 * ax_pose_field_layers(&field));
    if (!ax_py_cameras(&args, cameras, &views) ||
        !take_joints(&args, rest, base, &joints) ||
        !ax_py_take(&args, codes_array, "codes", NPY_FLOAT, "VCFGG", &codes))
        goto done;
    field.grid = ax_py_size(&args, 'G');
    if (!(points = ax_py_new(&args, NPY_DOUBLE, "VFJ2")) ||
        !(confidence = ax_py_new(&args, NPY_FLOAT, "VFJ")))
        goto done;
    WITHOUT_GIL(ax_pose_field_decode(&views, &joints, codes, ax_py_size(&args, 'F'),
                                     &field, ax_py_data(points), ax_py_data(confidence),
                                     &err));
    if (status == AX_OK) result = PyTuple_Pack(2, points, confidence);
done:
    Py_XDECREF(points);
    Py_XDECREF(confidence);
    return ax_py_finish(&args, &err, result);
}

static PyMethodDef methods[] = {
    METHOD(field_template,
           "field_template(cameras, centre, scale, rest, grid=16, layers=2, "
           "length=0.8, noise=0.01, base=None, marker_layers=0, marker_gain=3.0) -> "
           "float32 [V, 4 L, G, G]"),
    METHOD(field_encode, "field_encode(cameras, rest, positions, grid=16, layers=2, "
                         "length=0.8, noise=0.01, base=None, marker_layers=0, "
                         "marker_gain=3.0) -> float32 [V, 2 L, F, G, G]"),
    METHOD(field_decode, "field_decode(cameras, rest, codes, layers=2, length=0.8, "
                         "noise=0.01, base=None, marker_layers=0, marker_gain=3.0) -> "
                         "(points, confidence)"),
    {NULL, NULL, 0, NULL},
};

int ax_py_add_fields(PyObject *module) {
    return PyModule_AddFunctions(module, methods);
}
