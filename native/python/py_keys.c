/* Joints to keyframes, keyframes to poses, and fewer keyframes. */
#include "python/numpy_api.h"

#include <string.h>

#include "motion/fit/bundle.h"
#include "motion/fit/photometric.h"
#include "motion/fit/solve_ik.h"
#include "motion/gait/plant.h"
#include "motion/maps/colours.h"
#include "motion/paper/paper_solver.h"
#include "motion/rig/joint_motion.h"
#include "motion/rig/keyframes.h"
#include "motion/rig/reduce.h"
#include "motion/rig/skeleton.h"
#include "motion/track/confidence.h"
#include "python/py_call.h"
#include "python/py_module.h"

static PyObject *solve_ik(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"skeleton",   "selection", "joints",
                                        "confidence", "solver",    NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *bones, *selection, *joints, *confidence;
    PyObject *rotation = NULL, *location = NULL, *result = NULL;
    ax_skeleton skeleton;
    ax_joints selected;
    ax_joint_motion motion = {0};
    const char *solver = "bundle";
    bool paper;
    ax_status status;
    if (!PARSE("OOOO|s:solve_ik", &bones, &selection, &joints, &confidence, &solver) ||
        !ax_py_solver(self, solver, &paper))
        return NULL;
    if (!ax_py_skeleton(&args, bones, &skeleton) ||
        !ax_py_joints(&args, selection, &selected) ||
        !ax_py_take(&args, joints, "joints", NPY_DOUBLE, "FJ3", &motion.joints) ||
        !ax_py_take(&args, confidence, "confidence", NPY_FLOAT, "FJ",
                    &motion.confidence) ||
        !(rotation = ax_py_new(&args, NPY_DOUBLE, "FN4")) ||
        !(location = ax_py_new(&args, NPY_DOUBLE, "FN3")))
        goto done;
    motion.frames = ax_py_size(&args, 'F');
    ax_keyframes keys = {motion.frames, skeleton.bones, ax_py_data(rotation),
                         ax_py_data(location)};
    WITHOUT_GIL((paper ? ax_paper_ik : ax_solve_ik)(&skeleton, &selected, &motion,
                                                    &keys, &err));
    if (status == AX_OK) result = PyTuple_Pack(2, rotation, location);
done:
    Py_XDECREF(rotation);
    Py_XDECREF(location);
    return ax_py_finish(&args, &err, result);
}

/* Borrowed keyframes; only read, although the struct says otherwise. */
static bool take_keys(ax_py_args *args, PyObject *rotation, PyObject *location,
                      ax_keyframes *keys) {
    if (!ax_py_take(args, rotation, "rotation", NPY_DOUBLE, "FN4", &keys->rotation) ||
        !ax_py_take(args, location, "location", NPY_DOUBLE, "FN3", &keys->location))
        return false;
    keys->frames = ax_py_size(args, 'F');
    keys->bones = ax_py_size(args, 'N');
    return true;
}

/* Runs the adjustment; with the maps, if there are any, that the points come from. */
static ax_status adjust_keys(const ax_pose_maps *maps, const ax_skeleton *skeleton,
                             const ax_joints *joints, ax_observations *o,
                             const ax_keyframes *keys, bool contacts, double *solved,
                             ax_error *err) {
    if (maps->pixels)
        AX_TRY(ax_photometric_open(maps, &o->cameras, o->parent, &o->photometric, err));
    const ax_status status =
        ax_bundle_adjust(skeleton, joints, o, keys, contacts, solved, err);
    ax_photometric_close(o->photometric);
    return status;
}

/* The start is copied into new arrays, which the solution then overwrites. */
static PyObject *adjust(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {
        "skeleton", "selection",  "points",   "confidence", "cameras",
        "rotation", "location",   "contacts", "maps",       "colours",
        "radius",   "line_width", "version",  NULL};
    static const char *const shapes[5] = {"FN4", "FN3", "FJ3", "FJ", "FJ"};
    static const int types[5] = {NPY_DOUBLE, NPY_DOUBLE, NPY_DOUBLE, NPY_FLOAT,
                                 NPY_FLOAT};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *bones, *selection, *points, *weights, *cameras, *rotation, *location;
    PyObject *pixels = Py_None, *colours = Py_None;
    PyObject *arrays[5] = {NULL}, *result = NULL;
    ax_skeleton skeleton;
    ax_joints selected;
    ax_observations o = {.frames = 0};
    ax_pose_maps maps = {
        .radius = 2.5, .line_width = 1.5, .version = AX_POSE_MAP_VERSION};
    ax_keyframes start;
    ax_status status;
    int contacts = 1;
    if (!PARSE("OOOOOOO|O&OOddi:adjust", &bones, &selection, &points, &weights,
               &cameras, &rotation, &location, ax_py_flag, &contacts, &pixels, &colours,
               &maps.radius, &maps.line_width, &maps.version))
        return NULL;
    if (!(maps.line_width > 0)) maps.line_width = -1;
    if (!ax_py_skeleton(&args, bones, &skeleton) ||
        !ax_py_joints(&args, selection, &selected) ||
        !ax_py_take(&args, points, "points", NPY_DOUBLE, "VFJ2", &o.points) ||
        !ax_py_take(&args, weights, "confidence", NPY_FLOAT, "VFJ", &o.confidence) ||
        !ax_py_cameras(&args, cameras, &o.cameras) ||
        !take_keys(&args, rotation, location, &start) ||
        (pixels != Py_None && !ax_py_maps(&args, pixels, colours, &maps)))
        goto done;
    for (int i = 0; i < 5; i++)
        if (!(arrays[i] = ax_py_new(&args, types[i], shapes[i]))) goto done;
    o.frames = start.frames;
    o.joints = selected.count;
    o.parent = selected.parent;
    o.rest = selected.position;
    const ax_keyframes keys = {start.frames, start.bones, ax_py_data(arrays[0]),
                               ax_py_data(arrays[1])};
    const size_t rows = (size_t)keys.frames * (size_t)keys.bones;
    memcpy(keys.rotation, start.rotation, 4 * rows * sizeof *keys.rotation);
    memcpy(keys.location, start.location, 3 * rows * sizeof *keys.location);
    WITHOUT_GIL(adjust_keys(&maps, &skeleton, &selected, &o, &keys, contacts,
                            ax_py_data(arrays[2]), &err));
    if (status == AX_OK) {
        ax_joint_probabilities(&o, ax_py_data(arrays[2]), ax_py_data(arrays[3]),
                               ax_py_data(arrays[4]));
        result = PyTuple_Pack(5, arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]);
    }
done:
    for (int i = 0; i < 5; i++) Py_XDECREF(arrays[i]);
    return ax_py_finish(&args, &err, result);
}

static PyObject *forward(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"skeleton", "rotation", "location", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *bones, *rotation, *location, *result = NULL;
    ax_skeleton skeleton;
    ax_keyframes keys;
    ax_status status;
    if (!PARSE("OOO:forward", &bones, &rotation, &location)) return NULL;
    if (!ax_py_skeleton(&args, bones, &skeleton) ||
        !take_keys(&args, rotation, location, &keys) ||
        !(result = ax_py_new(&args, NPY_DOUBLE, "FN44")))
        goto done;
    WITHOUT_GIL(ax_forward(&skeleton, &keys, ax_py_data(result), &err));
    (void)status;
done:
    return ax_py_finish(&args, &err, result);
}

static PyObject *resample(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"rotation", "location",   "fps_in",
                                        "fps_out",  "frames_out", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *rotation, *location, *result = NULL;
    PyObject *rotation_out = NULL, *location_out = NULL;
    double fps_in, fps_out;
    ax_keyframes in, out;
    ax_status status;
    if (!PARSE("OOddi:resample", &rotation, &location, &fps_in, &fps_out, &out.frames))
        return NULL;
    if (!take_keys(&args, rotation, location, &in)) goto done;
    if (out.frames < 0 || out.frames > AX_MAX_FRAMES) {
        (void)ax_py_usage(self, "%d frames were requested; 0 to %d are allowed",
                          out.frames, (int)AX_MAX_FRAMES);
        goto done;
    }
    ax_py_set_size(&args, 'f', out.frames);
    if (!(rotation_out = ax_py_new(&args, NPY_DOUBLE, "fN4")) ||
        !(location_out = ax_py_new(&args, NPY_DOUBLE, "fN3")))
        goto done;
    out.bones = in.bones;
    out.rotation = ax_py_data(rotation_out);
    out.location = ax_py_data(location_out);
    WITHOUT_GIL(ax_resample(&in, fps_in, fps_out, &out, &err));
    if (status == AX_OK) result = PyTuple_Pack(2, rotation_out, location_out);
done:
    Py_XDECREF(rotation_out);
    Py_XDECREF(location_out);
    return ax_py_finish(&args, &err, result);
}

static PyObject *reduce_keys(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"values", "split", "tolerance",
                                        "tolerance_rest", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *values, *result = NULL, *arrays[3] = {NULL};
    static const char *const shapes[3] = {"F", "FC", "FC"};
    static const int types[3] = {NPY_INT32, NPY_DOUBLE, NPY_DOUBLE};
    ax_curve curve = {0};
    ax_status status;
    if (!PARSE("Oidd:reduce_keys", &values, &curve.split, &curve.tolerance[0],
               &curve.tolerance[1]))
        return NULL;
    if (!ax_py_take(&args, values, "values", NPY_DOUBLE, "FC", &curve.values))
        goto done;
    for (int i = 0; i < 3; i++)
        if (!(arrays[i] = ax_py_new(&args, types[i], shapes[i]))) goto done;
    curve.frames = ax_py_size(&args, 'F');
    curve.channels = ax_py_size(&args, 'C');
    ax_reduced out = {0, ax_py_data(arrays[0]), ax_py_data(arrays[1]),
                      ax_py_data(arrays[2])};
    WITHOUT_GIL(ax_reduce_keys(&curve, &out, &err));
    if (status == AX_OK)
        result = Py_BuildValue("iOOO", out.count, arrays[0], arrays[1], arrays[2]);
done:
    for (int i = 0; i < 3; i++) Py_XDECREF(arrays[i]);
    return ax_py_finish(&args, &err, result);
}

/* The keys are copied into new arrays, in which the feet are then moved. */
static PyObject *plant_feet(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"skeleton", "rotation", "location", "fps",
                                        "hold",     "steady",   NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *bones, *rotation, *location, *result = NULL, *new_rotation = NULL,
                                           *new_location = NULL;
    ax_skeleton skeleton;
    ax_keyframes keys;
    ax_planting made = {.feet = 0};
    ax_status status;
    double fps;
    int hold = 1, steady = 0;
    if (!PARSE("OOOd|O&O&:plant_feet", &bones, &rotation, &location, &fps, ax_py_flag,
               &hold, ax_py_flag, &steady))
        return NULL;
    if (!ax_py_skeleton(&args, bones, &skeleton) ||
        !take_keys(&args, rotation, location, &keys) ||
        !(new_rotation = ax_py_copy(&args, NPY_DOUBLE, "FN4", keys.rotation)) ||
        !(new_location = ax_py_copy(&args, NPY_DOUBLE, "FN3", keys.location)))
        goto done;
    keys.rotation = ax_py_data(new_rotation);
    keys.location = ax_py_data(new_location);
    WITHOUT_GIL(ax_plant_feet(&skeleton, &keys, fps, hold, steady, &made, &err));
    if (status != AX_OK) goto done;
    ax_py_set_size(&args, 'K', made.feet);
    result = Py_BuildValue(
        "{sOsOsNsNsNsd}", "rotation", new_rotation, "location", new_location, "travel",
        ax_py_copy(&args, NPY_DOUBLE, "F3", made.travel), "planted",
        ax_py_copy(&args, NPY_UINT8, "KF", made.planted), "foot_bones",
        ax_py_copy(&args, NPY_INT32, "K", made.foot_bone), "confidence",
        made.confidence);
done:
    ax_planting_free(&made);
    Py_XDECREF(new_rotation);
    Py_XDECREF(new_location);
    return ax_py_finish(&args, &err, result);
}

static PyMethodDef methods[] = {
    METHOD(solve_ik,
           "solve_ik(skeleton, selection, joints, confidence, solver=\"bundle\") -> "
           "(rotation, location)"),
    METHOD(adjust,
           "adjust(skeleton, selection, points, confidence, cameras, rotation, "
           "location, contacts=True, maps=None, colours=None, radius=2.5, "
           "line_width=1.5, version=1) -> (rotation, location, joints, confidence, "
           "residual_px)"),
    METHOD(forward, "forward(skeleton, rotation, location) -> float64 [F, N, 4, 4]"),
    METHOD(resample, "resample(rotation, location, fps_in, fps_out, frames_out) -> "
                     "(rotation, location)"),
    METHOD(reduce_keys, "reduce_keys(values, split, tolerance, tolerance_rest) -> "
                        "(count, frames, before, after)"),
    METHOD(plant_feet,
           "plant_feet(skeleton, rotation, location, fps, hold=True, steady=False) -> "
           "dict"),
    {NULL, NULL, 0, NULL},
};

int ax_py_add_keys(PyObject *module) {
    return PyModule_AddFunctions(module, methods);
}
