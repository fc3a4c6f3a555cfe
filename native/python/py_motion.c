/* Joints, cameras, pose maps and what is read from them: docs/native-api.md, section
 * Motion. */
#include "python/numpy_api.h"

#include <string.h>

#include "motion/maps/colours.h"
#include "motion/maps/pose_map.h"
#include "motion/math/camera.h"
#include "motion/paper/paper_solver.h"
#include "motion/rig/skeleton.h"
#include "motion/track/confidence.h"
#include "motion/track/extract.h"
#include "motion/track/tracker.h"
#include "motion/track/triangulate.h"
#include "python/py_call.h"
#include "python/py_module.h"

static PyObject *select_joints(PyObject *self, PyObject *positional,
                               PyObject *keywords) {
    static const char *const names[] = {"skeleton", "max_joints",  "merge",
                                        "version",  "max_markers", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    ax_skeleton skeleton;
    ax_joints joints = {0};
    PyObject *object, *result = NULL;
    int max_joints = 0, version = AX_POSE_MAP_VERSION, max_markers = 0;
    double merge = 0;
    ax_status status;
    if (!PARSE("O|idii:select_joints", &object, &max_joints, &merge, &version,
               &max_markers))
        return NULL;
    if (!ax_py_skeleton(&args, object, &skeleton)) goto done;
    WITHOUT_GIL(ax_joints_select(&skeleton, max_joints, merge, version, max_markers,
                                 &joints, &err));
    if (status != AX_OK) goto done;
    ax_py_set_size(&args, 'J', joints.count);
    result = ax_py_joints_dict(&args, &joints);
done:
    ax_joints_free(&joints);
    return ax_py_finish(&args, &err, result);
}

static PyObject *joint_colours(PyObject *self, PyObject *positional,
                               PyObject *keywords) {
    static const char *const names[] = {"position", "version", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *object, *result = NULL;
    const double *position;
    int version = AX_POSE_MAP_VERSION;
    ax_status status;
    if (!PARSE("O|i:joint_colours", &object, &version)) return NULL;
    if (!ax_py_take(&args, object, "position", NPY_DOUBLE, "J3", &position) ||
        !(result = ax_py_new(&args, NPY_UINT8, "J3")))
        goto done;
    WITHOUT_GIL(ax_joint_colours(position, ax_py_size(&args, 'J'), version,
                                 ax_py_data(result), &err));
    (void)status;
done:
    return ax_py_finish(&args, &err, result);
}

static PyObject *normalise(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"position", "margin", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *object, *result = NULL, *centre;
    const double *position;
    double margin;
    ax_frame frame = {.scale = 0};
    if (!PARSE("Od:normalise", &object, &margin)) return NULL;
    if (!ax_py_take(&args, object, "position", NPY_DOUBLE, "J3", &position) ||
        ax_normalise(position, ax_py_size(&args, 'J'), margin, &frame, &err) != AX_OK ||
        !(centre = ax_py_copy(&args, NPY_DOUBLE, "3", frame.centre)))
        goto done;
    result = Py_BuildValue("(Nd)", centre, frame.scale);
done:
    return ax_py_finish(&args, &err, result);
}

static PyObject *draw_pose_maps(PyObject *self, PyObject *positional,
                                PyObject *keywords) {
    static const char *const names[] = {"points",  "parent", "colours",
                                        "cameras", "radius", "line_width",
                                        "version", "out",    NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *points, *parent, *colours, *cameras, *out = Py_None, *result = NULL;
    ax_draw_params params = {AX_POSE_MAP_VERSION, 2.5, 1.5};
    ax_pose_scene scene = {0};
    ax_cameras views;
    uint8_t *pixels;
    ax_status status;
    if (!PARSE("OOOO|ddiO:draw_pose_maps", &points, &parent, &colours, &cameras,
               &params.radius, &params.line_width, &params.version, &out))
        return NULL;
    if (!ax_py_take(&args, points, "points", NPY_DOUBLE, "FJ3", &scene.points) ||
        !ax_py_take(&args, parent, "parent", NPY_INT32, "J", &scene.parent) ||
        !ax_py_take(&args, colours, "colours", NPY_UINT8, "J3", &scene.colours) ||
        !ax_py_cameras(&args, cameras, &views) ||
        ax_cameras_check(&views, &err) != AX_OK)
        goto done;
    scene.frames = ax_py_size(&args, 'F');
    scene.joints = ax_py_size(&args, 'J');
    ax_py_set_size(&args, 'H', (int)views.view[0].height);
    ax_py_set_size(&args, 'W', (int)views.view[0].width);
    if (out == Py_None) {
        if (!(result = ax_py_new(&args, NPY_UINT8, "VFHW3"))) goto done;
        pixels = ax_py_data(result);
    } else {
        if (!ax_py_take_output(&args, out, "out", NPY_UINT8, "VFHW3", &pixels))
            goto done;
        Py_INCREF(out);
        result = out;
    }
    WITHOUT_GIL(ax_pose_maps_draw(&views, &scene, &params, pixels, &err));
    (void)status;
done:
    return ax_py_finish(&args, &err, result);
}

static PyObject *project(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"points", "cameras", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *points, *cameras, *result = NULL;
    const double *data;
    ax_cameras views;
    ax_status status;
    if (!PARSE("OO:project", &points, &cameras)) return NULL;
    if (!ax_py_take(&args, points, "points", NPY_DOUBLE, "FJ3", &data) ||
        !ax_py_cameras(&args, cameras, &views) ||
        !(result = ax_py_new(&args, NPY_DOUBLE, "VFJ2")))
        goto done;
    size_t count = (size_t)ax_py_size(&args, 'F') * (size_t)ax_py_size(&args, 'J');
    WITHOUT_GIL(ax_project(&views, data, count, ax_py_data(result), &err));
    (void)status;
done:
    return ax_py_finish(&args, &err, result);
}

static PyObject *plucker(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"cameras", "centre", "scale",
                                        "height",  "width",  NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *cameras, *centre, *result = NULL;
    const double *data;
    ax_cameras views;
    ax_frame frame;
    int height, width;
    ax_status status;
    if (!PARSE("OOdii:plucker", &cameras, &centre, &frame.scale, &height, &width))
        return NULL;
    if (!ax_py_cameras(&args, cameras, &views) ||
        !ax_py_take(&args, centre, "centre", NPY_DOUBLE, "3", &data))
        goto done;
    if (height < 1 || width < 1 || height > AX_MAX_IMAGE || width > AX_MAX_IMAGE) {
        (void)ax_py_usage(self, "a ray map of %d x %d cells was requested", height,
                          width);
        goto done;
    }
    memcpy(frame.centre, data, sizeof frame.centre);
    ax_py_set_size(&args, 'h', height);
    ax_py_set_size(&args, 'w', width);
    if (!(result = ax_py_new(&args, NPY_FLOAT, "V6hw"))) goto done;
    WITHOUT_GIL(ax_plucker(&views, &frame, height, width, ax_py_data(result), &err));
    (void)status;
done:
    return ax_py_finish(&args, &err, result);
}

bool ax_py_maps(ax_py_args *args, PyObject *pixels, PyObject *colours,
                ax_pose_maps *maps) {
    if (!ax_py_take(args, pixels, "maps", NPY_UINT8, "VFHW3", &maps->pixels) ||
        !ax_py_take(args, colours, "colours", NPY_UINT8, "J3", &maps->colours))
        return false;
    maps->views = ax_py_size(args, 'V');
    maps->frames = ax_py_size(args, 'F');
    maps->height = ax_py_size(args, 'H');
    maps->width = ax_py_size(args, 'W');
    maps->joints = ax_py_size(args, 'J');
    return true;
}

static PyObject *extract(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"maps",  "colours", "template", "radius",
                                        "sigma", "window",  "version",  NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *pixels, *colours, *template_points;
    PyObject *points = NULL, *confidence = NULL, *result = NULL;
    ax_pose_maps maps = {.radius = 2.5, .version = AX_POSE_MAP_VERSION};
    const double *start;
    ax_status status;
    if (!PARSE("OOO|dddi:extract", &pixels, &colours, &template_points, &maps.radius,
               &maps.sigma, &maps.window, &maps.version))
        return NULL;
    if (!ax_py_maps(&args, pixels, colours, &maps) ||
        !ax_py_take(&args, template_points, "template", NPY_DOUBLE, "VJ2", &start) ||
        !(points = ax_py_new(&args, NPY_DOUBLE, "VFJ2")) ||
        !(confidence = ax_py_new(&args, NPY_FLOAT, "VFJ")))
        goto done;
    WITHOUT_GIL(
        ax_extract(&maps, start, ax_py_data(points), ax_py_data(confidence), &err));
    if (status == AX_OK) result = PyTuple_Pack(2, points, confidence);
done:
    Py_XDECREF(points);
    Py_XDECREF(confidence);
    return ax_py_finish(&args, &err, result);
}

static PyObject *paper_extract(PyObject *self, PyObject *positional,
                               PyObject *keywords) {
    static const char *const names[] = {"maps", "colours", "sigma", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *pixels, *colours, *points = NULL, *confidence = NULL, *result = NULL;
    ax_pose_maps maps = {.radius = 0};
    ax_status status;
    if (!PARSE("OO|d:paper_extract", &pixels, &colours, &maps.sigma)) return NULL;
    if (!ax_py_maps(&args, pixels, colours, &maps) ||
        !(points = ax_py_new(&args, NPY_DOUBLE, "VFJ2")) ||
        !(confidence = ax_py_new(&args, NPY_FLOAT, "VFJ")))
        goto done;
    WITHOUT_GIL(
        ax_paper_extract(&maps, ax_py_data(points), ax_py_data(confidence), &err));
    if (status == AX_OK) result = PyTuple_Pack(2, points, confidence);
done:
    Py_XDECREF(points);
    Py_XDECREF(confidence);
    return ax_py_finish(&args, &err, result);
}

bool ax_py_solver(PyObject *module, const char *name, bool *paper) {
    *paper = strcmp(name, "paper") == 0;
    /* "ours": the name of "bundle" up to version 0.1. */
    return *paper || strcmp(name, "bundle") == 0 || strcmp(name, "ours") == 0 ||
           ax_py_usage(module, "there is no solver \"%s\"; there are bundle and paper",
                       name);
}

static PyObject *triangulate(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"points", "confidence", "cameras", "parent",
                                        "rest",   "solver",     NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *points, *weights, *cameras, *parent, *rest;
    PyObject *joints = NULL, *confidence = NULL, *residual = NULL, *result = NULL;
    ax_observations o = {.frames = 0};
    const char *solver = "bundle";
    bool paper;
    ax_status status;
    if (!PARSE("OOOOO|s:triangulate", &points, &weights, &cameras, &parent, &rest,
               &solver) ||
        !ax_py_solver(self, solver, &paper))
        return NULL;
    if (!ax_py_take(&args, points, "points", NPY_DOUBLE, "VFJ2", &o.points) ||
        !ax_py_take(&args, weights, "confidence", NPY_FLOAT, "VFJ", &o.confidence) ||
        !ax_py_cameras(&args, cameras, &o.cameras) ||
        !ax_py_take(&args, parent, "parent", NPY_INT32, "J", &o.parent) ||
        !ax_py_take(&args, rest, "rest", NPY_DOUBLE, "J3", &o.rest) ||
        !(joints = ax_py_new(&args, NPY_DOUBLE, "FJ3")) ||
        !(confidence = ax_py_new(&args, NPY_FLOAT, "FJ")) ||
        !(residual = ax_py_new(&args, NPY_FLOAT, "FJ")))
        goto done;
    o.frames = ax_py_size(&args, 'F');
    o.joints = ax_py_size(&args, 'J');
    WITHOUT_GIL((paper ? ax_paper_triangulate : ax_triangulate)(
        &o, ax_py_data(joints), ax_py_data(confidence), ax_py_data(residual), &err));
    if (status == AX_OK) result = PyTuple_Pack(3, joints, confidence, residual);
done:
    Py_XDECREF(joints);
    Py_XDECREF(confidence);
    Py_XDECREF(residual);
    return ax_py_finish(&args, &err, result);
}

static PyObject *recover(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"maps",    "colours", "cameras", "parent",
                                        "rest",    "radius",  "sigma",   "window",
                                        "version", NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *pixels, *colours, *cameras, *parent, *rest, *result = NULL;
    PyObject *arrays[5] = {NULL};
    static const char *const shapes[5] = {"FJ3", "FJ", "FJ", "VFJ2", "VFJ"};
    static const int types[5] = {NPY_DOUBLE, NPY_FLOAT, NPY_FLOAT, NPY_DOUBLE,
                                 NPY_FLOAT};
    ax_pose_maps maps = {.radius = 2.5, .version = AX_POSE_MAP_VERSION};
    ax_cameras views;
    const int32_t *parents;
    const double *position;
    ax_status status;
    if (!PARSE("OOOOO|dddi:recover", &pixels, &colours, &cameras, &parent, &rest,
               &maps.radius, &maps.sigma, &maps.window, &maps.version))
        return NULL;
    if (!ax_py_maps(&args, pixels, colours, &maps) ||
        !ax_py_cameras(&args, cameras, &views) ||
        !ax_py_take(&args, parent, "parent", NPY_INT32, "J", &parents) ||
        !ax_py_take(&args, rest, "rest", NPY_DOUBLE, "J3", &position))
        goto done;
    for (int i = 0; i < 5; i++)
        if (!(arrays[i] = ax_py_new(&args, types[i], shapes[i]))) goto done;
    ax_tracks out = {ax_py_data(arrays[0]), ax_py_data(arrays[1]),
                     ax_py_data(arrays[2]), ax_py_data(arrays[3]),
                     ax_py_data(arrays[4])};
    WITHOUT_GIL(ax_joints_track(&maps, &views, parents, position, &out, &err));
    if (status == AX_OK)
        result = PyTuple_Pack(5, arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]);
done:
    for (int i = 0; i < 5; i++) Py_XDECREF(arrays[i]);
    return ax_py_finish(&args, &err, result);
}

static PyObject *observe(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"maps",   "colours",    "cameras", "joints",
                                        "points", "confidence", "radius",  "sigma",
                                        "window", "version",    NULL};
    ax_py_args args = {.module = self};
    ax_error err = {0};
    PyObject *pixels, *colours, *cameras, *joints, *points, *confidence, *result = NULL;
    PyObject *arrays[2] = {NULL};
    ax_pose_maps maps = {.radius = 2.5, .version = AX_POSE_MAP_VERSION};
    ax_cameras views;
    const double *solved, *old_points;
    const float *old_confidence;
    ax_status status;
    if (!PARSE("OOOOOO|dddi:observe", &pixels, &colours, &cameras, &joints, &points,
               &confidence, &maps.radius, &maps.sigma, &maps.window, &maps.version))
        return NULL;
    if (!ax_py_maps(&args, pixels, colours, &maps) ||
        !ax_py_cameras(&args, cameras, &views) ||
        !ax_py_take(&args, joints, "joints", NPY_DOUBLE, "FJ3", &solved) ||
        !ax_py_take(&args, points, "points", NPY_DOUBLE, "VFJ2", &old_points) ||
        !ax_py_take(&args, confidence, "confidence", NPY_FLOAT, "VFJ",
                    &old_confidence) ||
        !(arrays[0] = ax_py_new(&args, NPY_DOUBLE, "VFJ2")) ||
        !(arrays[1] = ax_py_new(&args, NPY_FLOAT, "VFJ")))
        goto done;
    const size_t count = (size_t)maps.views * (size_t)maps.frames * (size_t)maps.joints;
    memcpy(ax_py_data(arrays[0]), old_points, 2 * count * sizeof *old_points);
    memcpy(ax_py_data(arrays[1]), old_confidence, count * sizeof *old_confidence);
    /* The joints are only read, although the struct says otherwise. */
    const ax_tracks found = {.joints = (double *)(uintptr_t)solved,
                             .points = ax_py_data(arrays[0]),
                             .point_confidence = ax_py_data(arrays[1])};
    WITHOUT_GIL(ax_redetect(&maps, &views, &found, &err));
    if (status == AX_OK) result = PyTuple_Pack(2, arrays[0], arrays[1]);
done:
    for (int i = 0; i < 2; i++) Py_XDECREF(arrays[i]);
    return ax_py_finish(&args, &err, result);
}

static PyObject *point_probability(PyObject *self, PyObject *positional,
                                   PyObject *keywords) {
    static const char *const names[] = {"confidence", NULL};
    ax_py_args args = {.module = self};
    const ax_error err = {0};
    PyObject *object, *result = NULL;
    const float *weights;
    if (!PARSE("O:point_probability", &object)) return NULL;
    if (!ax_py_take(&args, object, "confidence", NPY_FLOAT, "VFJ", &weights) ||
        !(result = ax_py_new(&args, NPY_FLOAT, "VFJ")))
        goto done;
    const size_t count = (size_t)ax_py_size(&args, 'V') *
                         (size_t)ax_py_size(&args, 'F') *
                         (size_t)ax_py_size(&args, 'J');
    float *probability = ax_py_data(result);
    for (size_t i = 0; i < count; i++)
        probability[i] = ax_point_probability(weights[i]);
done:
    return ax_py_finish(&args, &err, result);
}

static PyMethodDef methods[] = {
    METHOD(select_joints, "select_joints(skeleton, max_joints=0, merge=0.0, version=1, "
                          "max_markers=0) -> dict"),
    METHOD(joint_colours, "joint_colours(position, version=1) -> uint8 [J, 3]"),
    METHOD(normalise, "normalise(position, margin) -> (centre, scale)"),
    METHOD(draw_pose_maps,
           "draw_pose_maps(points, parent, colours, cameras, radius=2.5, "
           "line_width=1.5, version=1, out=None) -> uint8 [V, F, H, W, 3]"),
    METHOD(project, "project(points, cameras) -> float64 [V, F, J, 2]"),
    METHOD(plucker,
           "plucker(cameras, centre, scale, height, width) -> float32 [V, 6, h, w]"),
    METHOD(extract, "extract(maps, colours, template, radius=2.5, sigma=0, window=0, "
                    "version=1) -> (points, confidence)"),
    METHOD(paper_extract, "paper_extract(maps, colours, sigma=0) -> (points, "
                          "confidence)"),
    METHOD(
        triangulate,
        "triangulate(points, confidence, cameras, parent, rest, solver=\"bundle\") -> "
        "(joints, confidence, residual_px)"),
    METHOD(recover,
           "recover(maps, colours, cameras, parent, rest, radius=2.5, sigma=0, "
           "window=0, version=1) -> (joints, confidence, residual_px, points, "
           "point_confidence)"),
    METHOD(observe,
           "observe(maps, colours, cameras, joints, points, confidence, "
           "radius=2.5, sigma=0, window=0, version=1) -> (points, confidence)"),
    METHOD(point_probability, "point_probability(confidence) -> float32 [V, F, J]"),
    {NULL, NULL, 0, NULL},
};

int ax_py_add_motion(PyObject *module) {
    return PyModule_AddFunctions(module, methods);
}
