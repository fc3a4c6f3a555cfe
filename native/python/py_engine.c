/* animax_native.Engine: docs/native-api.md, section Engine. */
#include "python/numpy_api.h"

#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include <structmember.h>

#include "animax_advanced.h"
#include "base/memory.h"
#include "python/py_args.h"
#include "python/py_lock.h"
#include "python/py_module.h"
#include "python/py_watch.h"

typedef struct engine_object {
    PyObject_HEAD ax_engine *engine;
    ax_py_lock lock;
    PyObject *model;  /* model.json as a dict */
    PyObject *device; /* str */
} engine_object;

#define PARSE(format, ...)                                                             \
    PyArg_ParseTupleAndKeywords(positional, keywords, format, (char **)(void *)names,  \
                                __VA_ARGS__)

static PyObject *module_of(PyObject *self) {
    return PyType_GetModule(Py_TYPE(self));
}

/* Runs a call that works on the engine: without the GIL, one at a time. */
#define WORK(self, call) AX_PY_WORK(module_of((PyObject *)(self)), &(self)->lock, call)

/* ---- opening and closing ---- */

static PyObject *engine_new(PyTypeObject *type, PyObject *positional,
                            PyObject *keywords) {
    static const char *const names[] = {
        "model_dir", "device", "threads", "precision", "memory_limit", "stream", NULL};
    PyObject *module = PyType_GetModule(type), *path = NULL, *limit = NULL;
    ax_engine_options options = ax_engine_options_default();
    const char *device = "auto", *precision = "auto";
    int stream = 0;
    ax_error err = {0};
    ax_status status;
    if (!module || !PARSE("O&|sisOp:Engine", PyUnicode_FSConverter, &path, &device,
                          &options.threads, &precision, &limit, &stream))
        return NULL;
    options.stream = stream != 0;
    uint64_t most = 0;
    engine_object *self = NULL;
    if (!ax_py_natural(module, limit, "memory_limit", &most)) goto failed;
    options.memory_limit_bytes = most;
    const char *dir = PyBytes_AsString(path);
    if (!dir) goto failed;
    if (ax_device_kind_of(device, &options.device, &err) != AX_OK ||
        ax_precision_of(precision, &options.precision, &err) != AX_OK) {
        (void)ax_py_raise(module, &err);
        goto failed;
    }
    if (!(self = (engine_object *)ax_py_alloc(type))) goto failed;
    if (!(self->lock.lock = PyThread_allocate_lock())) {
        PyErr_NoMemory();
        goto failed;
    }
    WORK(self, ax_engine_open(dir, &options, &self->engine, &err));
    if (status != AX_OK) {
        (void)ax_py_raise(module, &err);
        goto failed;
    }
    self->model = ax_py_model_dict(ax_engine_model_json(self->engine));
    self->device = PyUnicode_FromString(ax_engine_describe(self->engine));
    if (!self->model || !self->device) goto failed;
    Py_DECREF(path);
    return (PyObject *)self;
failed:
    Py_XDECREF(path);
    Py_XDECREF((PyObject *)self);
    return NULL;
}

static void engine_dealloc(PyObject *object) {
    engine_object *self = (engine_object *)object;
    ax_engine_close(self->engine);
    if (self->lock.lock) PyThread_free_lock(self->lock.lock);
    Py_XDECREF(self->model);
    Py_XDECREF(self->device);
    ax_py_free(object);
}

/* ---- single stages ---- */

/* Ends a method. An exception of the callback takes precedence over the engine's error,
 * which is only that it was cancelled. */
static PyObject *finish(ax_py_args *args, ax_py_watch *watch, const ax_error *err,
                        PyObject *result) {
    ax_py_args_release(args);
    if (watch && ax_py_watch_end(watch)) {
        Py_XDECREF(result);
        return NULL;
    }
    if (err->code != AX_OK) {
        Py_XDECREF(result);
        return ax_py_raise(args->module, err);
    }
    return result;
}

static PyObject *encode_text(PyObject *object, PyObject *argument) {
    engine_object *self = (engine_object *)object;
    ax_py_args args = {.module = module_of(object)};
    ax_error err = {0};
    ax_status status;
    PyObject *result = NULL;
    float *states = NULL;
    int tokens = 0, width = 0;
    Py_ssize_t length;
    const char *prompt = PyUnicode_AsUTF8AndSize(argument, &length);
    if (!prompt) return NULL;
    WORK(self,
         ax_engine_encode_text(self->engine, prompt, &states, &tokens, &width, &err));
    if (status == AX_OK) {
        ax_py_set_size(&args, 'T', tokens);
        ax_py_set_size(&args, 'D', width);
        result = ax_py_new(&args, NPY_FLOAT, "TD");
        if (result)
            memcpy(ax_py_data(result), states,
                   (size_t)tokens * (size_t)width * sizeof *states);
    }
    ax_free(states);
    return finish(&args, NULL, &err, result);
}

/* The letters H, W (image), C, h, w (latent), M and K (channels of templates) of the
 * engine's model. */
static void set_model_sizes(const engine_object *self, ax_py_args *args) {
    const ax_model_info model = ax_engine_model_info(self->engine);
    ax_latent_shape latent = ax_engine_latent_shape(self->engine, 1);
    ax_py_set_size(args, 'H', model.height);
    ax_py_set_size(args, 'W', model.width);
    ax_py_set_size(args, 'C', (int)latent.channels);
    ax_py_set_size(args, 'h', (int)latent.height);
    ax_py_set_size(args, 'w', (int)latent.width);
    ax_py_set_size(args, 'M', ax_engine_modalities(self->engine));
    ax_py_set_size(args, 'K', ax_engine_template_channels(self->engine));
}

static PyObject *encode(PyObject *object, PyObject *argument) {
    engine_object *self = (engine_object *)object;
    ax_py_args args = {.module = module_of(object)};
    ax_error err = {0};
    ax_status status;
    PyObject *result = NULL;
    const uint8_t *images;
    set_model_sizes(self, &args);
    if (!ax_py_take(&args, argument, "images", NPY_UINT8, "BFHW3", &images)) goto done;
    int batch = ax_py_size(&args, 'B'), frames = ax_py_size(&args, 'F');
    if (batch < 1 || frames < 1) {
        (void)ax_py_usage(args.module, "images holds no frame.");
        goto done;
    }
    ax_py_set_size(&args, 'f',
                   (int)ax_engine_latent_shape(self->engine, frames).frames);
    if (!(result = ax_py_new(&args, NPY_FLOAT, "BCfhw"))) goto done;
    WORK(self, ax_engine_encode(self->engine, images, batch, frames, ax_py_data(result),
                                NULL, &err));
    (void)status;
done:
    return finish(&args, NULL, &err, result);
}

static PyObject *decode(PyObject *object, PyObject *argument) {
    engine_object *self = (engine_object *)object;
    ax_py_args args = {.module = module_of(object)};
    ax_error err = {0};
    ax_status status;
    PyObject *result = NULL;
    const float *latents;
    set_model_sizes(self, &args);
    if (!ax_py_take(&args, argument, "latents", NPY_FLOAT, "BCfhw", &latents))
        goto done;
    int batch = ax_py_size(&args, 'B'), frames = ax_py_size(&args, 'f');
    int factor = ax_engine_temporal_factor(self->engine);
    if (batch < 1 || frames < 1 || frames > INT_MAX / factor) {
        (void)ax_py_usage(args.module, "latents holds no frame, or too many.");
        goto done;
    }
    ax_py_set_size(&args, 'F', 1 + (frames - 1) * factor);
    if (!(result = ax_py_new(&args, NPY_UINT8, "BFHW3"))) goto done;
    WORK(self, ax_engine_decode(self->engine, latents, batch, frames,
                                ax_py_data(result), NULL, &err));
    (void)status;
done:
    return finish(&args, NULL, &err, result);
}

/* Bools or bytes. */
static bool take_flags(ax_py_args *args, PyObject *flags, const char *name,
                       const char *shape, const uint8_t **out) {
    const bool is_bool =
        PyArray_Check(flags) && PyArray_TYPE((PyArrayObject *)flags) == NPY_BOOL;
    return ax_py_take(args, flags, name, is_bool ? NPY_BOOL : NPY_UINT8, shape, out);
}

static PyObject *sample(PyObject *object, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"template",
                                        "plucker",
                                        "text",
                                        "frames",
                                        "steps",
                                        "guidance_text",
                                        "guidance_template",
                                        "seed",
                                        "progress",
                                        "cancel",
                                        "given",
                                        "clean",
                                        NULL};
    engine_object *self = (engine_object *)object;
    ax_py_args args = {.module = module_of(object)};
    ax_error err = {0};
    ax_status status;
    ax_py_watch watch;
    ax_generate_request request = {
        .size = sizeof request, .guidance_text = NAN, .guidance_template = NAN};
    PyObject *templates, *plucker, *text, *callback = Py_None, *cancel = Py_None;
    PyObject *given = Py_None, *clean = Py_None;
    PyObject *result = NULL;
    int frames;
    PyObject *seed = NULL;
    if (!PARSE("OOOi|iffOOOOO:sample", &templates, &plucker, &text, &frames,
               &request.steps, &request.guidance_text, &request.guidance_template,
               &seed, &callback, &cancel, &given, &clean))
        return NULL;
    if (!ax_py_natural(args.module, seed, "seed", &request.seed) ||
        !ax_py_watch_begin(&watch, args.module, callback, cancel))
        return NULL;
    request.latent_frames = frames;
    request.progress = &watch.progress;
    set_model_sizes(self, &args);
    if (!ax_py_take(&args, templates, "template", NPY_FLOAT, "VMKhw",
                    &request.templates) ||
        !ax_py_take(&args, plucker, "plucker", NPY_FLOAT, "V6hw", &request.plucker) ||
        !ax_py_take(&args, text, "text", NPY_FLOAT, "TD", &request.text))
        goto done;
    if (frames < 1 || frames > 4096) {
        (void)ax_py_usage(args.module, "%d latent frames: choose 1 to 4096.", frames);
        goto done;
    }
    request.views = ax_py_size(&args, 'V');
    request.text_tokens = ax_py_size(&args, 'T');
    request.text_width = ax_py_size(&args, 'D');
    ax_py_set_size(&args, 'f', frames);
    if (given != Py_None &&
        (!take_flags(&args, given, "given", "f", &request.given) ||
         !ax_py_take(&args, clean, "clean", NPY_FLOAT, "VMCfhw", &request.clean)))
        goto done;
    if (!(result = ax_py_new(&args, NPY_FLOAT, "VMCfhw"))) goto done;
    WORK(self, ax_engine_generate(self->engine, &request, ax_py_data(result), &err));
    (void)status;
done:
    return finish(&args, &watch, &err, result);
}

/* ---- judge ---- */

static PyObject *judge(PyObject *self, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"prompt", "rest", "kind", "joints", NULL};
    engine_object *engine = (engine_object *)self;
    ax_py_args args = {.module = module_of(self)};
    ax_error err = {0};
    PyObject *rest, *kind, *joints, *result = NULL;
    ax_judge_request request = {.size = sizeof request};
    float match, speed, expected;
    ax_status status;
    if (!PARSE("sOOO:judge", &request.prompt, &rest, &kind, &joints)) return NULL;
    if (ax_py_take(&args, rest, "rest", NPY_DOUBLE, "J3", &request.rest) &&
        ax_py_take(&args, kind, "kind", NPY_UINT8, "J", &request.kind) &&
        ax_py_take(&args, joints, "joints", NPY_DOUBLE, "FJ3", &request.positions)) {
        request.joints = ax_py_size(&args, 'J');
        request.frames = ax_py_size(&args, 'F');
        WORK(engine, ax_engine_judge(engine->engine, &request, &match, &speed,
                                     &expected, &err));
        if (status == AX_OK) result = Py_BuildValue("(fff)", match, speed, expected);
    }
    return finish(&args, NULL, &err, result);
}

/* ---- animate ---- */

/* A copy of `data`, or None for NULL. */
static PyObject *array_of(const ax_py_args *args, int type, const char *shape,
                          const void *data) {
    return data ? ax_py_copy(args, type, shape, data) : Py_NewRef(Py_None);
}

/* Steals `value`. */
static bool put(PyObject *dict, const char *key, PyObject *value) {
    bool stored = value && PyDict_SetItemString(dict, key, value) == 0;
    Py_XDECREF(value);
    return stored;
}

static PyObject *seconds_dict(const ax_result *r) {
    PyObject *dict = PyDict_New();
    for (int i = 0; dict && i < AX_STAGE_COUNT && r->stage_names[i]; i++)
        if (!put(dict, r->stage_names[i], PyFloat_FromDouble(r->stage_seconds[i])))
            Py_CLEAR(dict);
    return dict;
}

/* None for NaN. */
static PyObject *number_of(double value) {
    return isnan(value) ? Py_NewRef(Py_None) : PyFloat_FromDouble(value);
}

static PyObject *windows_of(ax_py_args *args, const ax_result *r) {
    ax_py_set_size(args, 'w', r->windows);
    return ax_py_copy(args, NPY_INT32, "w", r->first_frame);
}

static PyObject *result_dict(ax_py_args *args, const ax_result *r) {
    ax_py_set_size(args, 'V', r->views);
    ax_py_set_size(args, 'F', r->frames);
    ax_py_set_size(args, 'J', r->joints);
    ax_py_set_size(args, 'N', r->bones);
    PyObject *dict = PyDict_New();
    if (dict && put(dict, "rotation", array_of(args, NPY_DOUBLE, "FN4", r->rotation)) &&
        put(dict, "location", array_of(args, NPY_DOUBLE, "FN3", r->location)) &&
        put(dict, "joints", array_of(args, NPY_DOUBLE, "FJ3", r->positions)) &&
        put(dict, "confidence", array_of(args, NPY_FLOAT, "FJ", r->confidence)) &&
        put(dict, "residual_px", array_of(args, NPY_FLOAT, "FJ", r->residual_px)) &&
        put(dict, "pose", array_of(args, NPY_UINT8, "VFHW3", r->pose_preview)) &&
        put(dict, "points", array_of(args, NPY_DOUBLE, "VFJ2", r->points)) &&
        put(dict, "point_confidence",
            array_of(args, NPY_FLOAT, "VFJ", r->point_confidence)) &&
        put(dict, "rgb", array_of(args, NPY_UINT8, "VFHW3", r->rgb_preview)) &&
        put(dict, "template_pose",
            array_of(args, NPY_UINT8, "VHW3", r->pose_template)) &&
        put(dict, "selection", ax_py_joints_dict(args, &r->selection)) &&
        put(dict, "fps", PyFloat_FromDouble(r->fps)) &&
        put(dict, "travel", array_of(args, NPY_DOUBLE, "F3", r->travel)) &&
        put(dict, "travel_confidence", PyFloat_FromDouble(r->travel_confidence)) &&
        put(dict, "windows", windows_of(args, r)) &&
        put(dict, "match", number_of(r->match)) &&
        put(dict, "speed", number_of(r->speed)) &&
        put(dict, "expected_speed", number_of(r->expected_speed)) &&
        put(dict, "amplified", number_of(r->amplified)) &&
        put(dict, "prompt_known", number_of(r->prompt_known)) &&
        put(dict, "seconds", seconds_dict(r)) &&
        put(dict, "peak_memory_mb",
            PyFloat_FromDouble((double)r->peak_memory_bytes / 1e6)))
        return dict;
    Py_XDECREF(dict);
    return NULL;
}

/* What of `animate` is for models with given frames; borrowed, None by default. */
typedef struct given_args {
    PyObject *given, *rotation, *location, *segments;
    ax_segment *list;
} given_args;

static bool take_given(ax_py_args *args, const given_args *from, ax_request *request) {
    if (from->given == Py_None) {
        if (from->rotation == Py_None && from->location == Py_None) return true;
        return ax_py_usage(args->module,
                           "given_rotation and given_location need given, which says "
                           "which frames they are of.");
    }
    if (from->rotation == Py_None || from->location == Py_None)
        return ax_py_usage(args->module,
                           "given needs given_rotation and given_location.");
    if (!take_flags(args, from->given, "given", "F", &request->given) ||
        !ax_py_take(args, from->rotation, "given_rotation", NPY_DOUBLE, "FN4",
                    &request->given_rotation) ||
        !ax_py_take(args, from->location, "given_location", NPY_DOUBLE, "FN3",
                    &request->given_location))
        return false;
    const int frames = ax_py_size(args, 'F');
    if (!request->frames) request->frames = frames;
    return request->frames == frames ||
           ax_py_usage(args->module, "given has %d frames, but frames is %d.", frames,
                       request->frames);
}

/* Pairs of a prompt and a frame. Their strings belong to `from->segments`, which
 * becomes a tuple of the caller's own. */
static bool take_segments(ax_py_args *args, given_args *from, ax_request *request) {
    ax_error err = {0};
    PyObject *pairs = NULL;
    const bool any = from->segments != Py_None;
    from->segments = pairs = any ? PySequence_Tuple(from->segments) : PyTuple_New(0);
    const Py_ssize_t count = pairs ? PyTuple_Size(pairs) : -1;
    if (count < 0) return false;
    if (any && (count < 1 || count > AX_MODEL_MAX_FRAMES))
        return ax_py_usage(args->module, "%zd segments: choose 1 to %d, or None.",
                           count, (int)AX_MODEL_MAX_FRAMES);
    if (AX_NEW(ax_segment, (size_t)count, "segments", &from->list, &err) != AX_OK) {
        (void)ax_py_raise(args->module, &err);
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *pair = PyTuple_GetItem(pairs, i);
        ax_segment *s = &from->list[i];
        if (!PyTuple_Check(pair) ||
            !PyArg_ParseTuple(pair, "si", &s->prompt, &s->until_frame)) {
            PyErr_Clear();
            return ax_py_usage(args->module,
                               "segments[%zd] must be a tuple (prompt, until_frame).",
                               i);
        }
    }
    request->segments = from->list;
    request->segment_count = (int)count;
    return true;
}

static PyObject *animate(PyObject *object, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {"views",
                                        "cameras",
                                        "skeleton",
                                        "prompt",
                                        "frames",
                                        "steps",
                                        "guidance_text",
                                        "guidance_template",
                                        "seed",
                                        "preview",
                                        "progress",
                                        "cancel",
                                        "contacts",
                                        "given",
                                        "given_rotation",
                                        "given_location",
                                        "context",
                                        "loop",
                                        "segments",
                                        "pose_views",
                                        "poses",
                                        "amplitude",
                                        NULL};
    engine_object *self = (engine_object *)object;
    ax_py_args args = {.module = module_of(object)};
    ax_error err = {0};
    ax_status status;
    ax_py_watch watch;
    ax_request request = ax_request_default();
    ax_result *made = NULL;
    ax_skeleton skeleton;
    ax_cameras cameras;
    PyObject *views, *rows, *rig, *callback = Py_None, *cancel = Py_None,
                                  *pose = Py_None, *poses = Py_None, *result = NULL;
    given_args given = {Py_None, Py_None, Py_None, Py_None, NULL};
    int preview = 0, contacts = 1, loop = 0;
    PyObject *seed = NULL;
    if (!PARSE("OOOz|iiffOO&OOO&OOOiO&OOOd:animate", &views, &rows, &rig,
               &request.prompt, &request.frames, &request.steps, &request.guidance_text,
               &request.guidance_template, &seed, ax_py_flag, &preview, &callback,
               &cancel, ax_py_flag, &contacts, &given.given, &given.rotation,
               &given.location, &request.context, ax_py_flag, &loop, &given.segments,
               &pose, &poses, &request.amplitude))
        return NULL;
    if (!ax_py_natural(args.module, seed, "seed", &request.seed) ||
        !ax_py_watch_begin(&watch, args.module, callback, cancel))
        return NULL;
    set_model_sizes(self, &args);
    if (!ax_py_watch_poses(&watch, poses, &request) ||
        !ax_py_take(&args, views, "views", NPY_UINT8, "VHW3", &request.templates) ||
        (pose != Py_None && !ax_py_take(&args, pose, "pose_views", NPY_UINT8, "VHW3",
                                        &request.pose_templates)) ||
        !ax_py_cameras(&args, rows, &cameras) ||
        !ax_py_skeleton(&args, rig, &skeleton) || !take_given(&args, &given, &request))
        goto done;
    if (!take_segments(&args, &given, &request)) goto segments;
    request.views = cameras.count;
    request.cameras = cameras.view;
    request.skeleton = &skeleton;
    request.preview = preview;
    request.contacts = contacts;
    request.loop = loop;
    request.progress = &watch.progress;
    WORK(self, ax_animate(self->engine, &request, &made, &err));
    if (status == AX_OK) result = result_dict(&args, made);
    ax_result_free(made);
segments:
    ax_free(given.list);
    Py_XDECREF(given.segments);
done:
    return finish(&args, &watch, &err, result);
}

/* ---- the type ---- */

static PyMethodDef engine_methods[] = {
    {"encode_text", encode_text, METH_O, "encode_text(prompt) -> float32 [T, D]"},
    {"encode", encode, METH_O,
     "encode(images uint8 [B, F, H, W, 3]) -> float32 latents"},
    {"decode", decode, METH_O,
     "decode(latents float32 [B, C, f, h, w]) -> uint8 images"},
    {"sample", (PyCFunction)(void (*)(void))sample, METH_VARARGS | METH_KEYWORDS,
     "sample(template, plucker, text, frames, ...) -> float32 [V, M, C, f, h, w]"},
    {"judge", (PyCFunction)(void (*)(void))judge, METH_VARARGS | METH_KEYWORDS,
     "judge(prompt, rest, kind, joints) -> (match, speed, expected_speed)"},
    {"animate", (PyCFunction)(void (*)(void))animate, METH_VARARGS | METH_KEYWORDS,
     "animate(views, cameras, skeleton, prompt, ...) -> dict"},
    {NULL, NULL, 0, NULL}};

static PyObject *adapters(PyObject *object, void *unused) {
    const engine_object *self = (engine_object *)object;
    (void)unused;
    const int count = ax_engine_adapters(self->engine);
    PyObject *list = PyList_New(count);
    for (int i = 0; list && i < count; i++) {
        const ax_adapter_info a = ax_engine_adapter(self->engine, i);
        PyObject *made = Py_BuildValue(
            "{s:N,s:d,s:L,s:L,s:L,s:L,s:s}", "file", PyUnicode_DecodeFSDefault(a.file),
            "weight", a.weight, "changed", (long long)a.changed, "added",
            (long long)a.added, "matched", (long long)a.matched, "unmatched",
            (long long)a.unmatched, "first_unmatched", a.first_unmatched);
        if (!made) {
            Py_DECREF(list);
            return NULL;
        }
        PyList_SetItem(list, i, made);
    }
    return list;
}

static PyGetSetDef engine_properties[] = {
    {"adapters", adapters, NULL, "what became of the model's adapters: dicts", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static PyMemberDef engine_members[] = {
    {"model", T_OBJECT_EX, offsetof(engine_object, model), READONLY,
     "model.json as a dict"},
    {"device", T_OBJECT_EX, offsetof(engine_object, device), READONLY,
     "processor, instruction set, dtype and threads in a line"},
    {NULL, 0, 0, 0, NULL}};

static PyType_Slot engine_slots[] = {
    {Py_tp_new, (void *)(uintptr_t)engine_new},
    {Py_tp_dealloc, (void *)(uintptr_t)engine_dealloc},
    {Py_tp_methods, engine_methods},
    {Py_tp_members, engine_members},
    {Py_tp_getset, engine_properties},
    {Py_tp_doc, (void *)(uintptr_t) "A model, opened; see docs/native-api.md."},
    {0, NULL}};

static PyType_Spec engine_spec = {.name = "animax_native.Engine",
                                  .basicsize = sizeof(engine_object),
                                  .flags =
                                      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
                                  .slots = engine_slots};

int ax_py_add_engine(PyObject *module) {
    PyObject *type = PyType_FromModuleAndSpec(module, &engine_spec, NULL);
    int failed = type ? PyModule_AddObjectRef(module, "Engine", type) : -1;
    Py_XDECREF(type);
    return failed ? -1 : ax_py_add_cancel(module);
}
