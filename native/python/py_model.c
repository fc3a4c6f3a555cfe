/* What can be known of a model before it is opened: docs/native-api.md, section
 * Models. */
#include "python/numpy_api.h"

#include <string.h>

#include "animax.h"
#include "python/py_call.h"
#include "python/py_module.h"

PyObject *ax_py_model_dict(const char *json) {
    PyObject *loader = PyImport_ImportModule("json"), *dict = NULL;
    if (loader) dict = PyObject_CallMethod(loader, "loads", "s", json);
    Py_XDECREF(loader);
    return dict;
}

static PyObject *read_model(PyObject *module, PyObject *positional,
                            PyObject *keywords) {
    static const char *const names[] = {"model_dir", "files", NULL};
    ax_py_args args = {.module = module};
    PyObject *path = NULL, *model = NULL;
    int files = 1;
    if (!PARSE("O&|p:read_model", PyUnicode_FSConverter, &path, &files)) return NULL;
    const char *dir = PyBytes_AsString(path);
    ax_error err = {0};
    ax_status status;
    char *json = NULL;
    if (dir) {
        WITHOUT_GIL(ax_model_check(dir, files != 0, &json, &err));
        if (status == AX_OK) model = ax_py_model_dict(json);
    }
    ax_free(json);
    Py_DECREF(path);
    return ax_py_finish(&args, &err, model);
}

/* The first word that the encoder does not know, "" where there is none. */
static PyObject *unknown_word(const ax_prompt_reading *r, const char *prompt) {
    return PyUnicode_DecodeUTF8(prompt + r->unknown_at, (Py_ssize_t)r->unknown_bytes,
                                "replace");
}

static PyObject *read_prompt(PyObject *module, PyObject *positional,
                             PyObject *keywords) {
    static const char *const names[] = {"model_dir", "prompt", NULL};
    ax_py_args args = {.module = module};
    PyObject *path = NULL, *reading = NULL;
    const char *prompt;
    if (!PARSE("O&s:read_prompt", PyUnicode_FSConverter, &path, &prompt)) return NULL;
    const char *dir = PyBytes_AsString(path);
    ax_prompt_reading r;
    ax_error err = {0};
    ax_status status;
    if (dir) {
        WITHOUT_GIL(ax_model_read_prompt(dir, prompt, &r, &err));
        if (status == AX_OK)
            reading = Py_BuildValue("{s:i,s:i,s:i,s:O,s:N}", "tokens", r.tokens,
                                    "words", r.words, "unknown", r.unknown, "cut",
                                    r.cut ? Py_True : Py_False, "example",
                                    unknown_word(&r, prompt));
    }
    Py_DECREF(path);
    return ax_py_finish(&args, &err, reading);
}

/* "kind", "variant", ...: ax_weights_info as a dict. */
static PyObject *weights_dict(const ax_weights_info *w) {
    return Py_BuildValue(
        "{s:s,s:s,s:s,s:s,s:s,s:L,s:L,s:L,s:L,s:L,s:L,s:L,s:L,s:N,s:N,s:N,s:N,s:N}",
        "kind", w->kind, "variant", w->variant, "problem", w->problem, "names",
        w->names, "prefix", w->prefix, "files", (long long)w->files, "tensors",
        (long long)w->tensors, "width", (long long)w->width, "ffn", (long long)w->ffn,
        "layers", (long long)w->layers, "channels_in", (long long)w->channels_in,
        "channels_out", (long long)w->channels_out, "text_width",
        (long long)w->text_width, "has_image", PyBool_FromLong(w->has_image),
        "has_multi_view", PyBool_FromLong(w->has_multi_view), "has_plucker",
        PyBool_FromLong(w->has_plucker), "has_modality",
        PyBool_FromLong(w->has_modality), "has_low_rank",
        PyBool_FromLong(w->has_low_rank));
}

static PyObject *describe_weights(PyObject *module, PyObject *positional,
                                  PyObject *keywords) {
    static const char *const names[] = {"path", NULL};
    ax_py_args args = {.module = module};
    PyObject *path = NULL, *made = NULL;
    if (!PARSE("O&:describe_weights", PyUnicode_FSConverter, &path)) return NULL;
    const char *text = PyBytes_AsString(path);
    ax_weights_info info;
    ax_error err = {0};
    ax_status status;
    if (text) {
        WITHOUT_GIL(ax_model_describe_weights(text, &info, &err));
        if (status == AX_OK) made = weights_dict(&info);
    }
    Py_DECREF(path);
    return ax_py_finish(&args, &err, made);
}

static PyObject *read_weights(PyObject *module, PyObject *positional,
                              PyObject *keywords) {
    static const char *const names[] = {"model_dir", "name", NULL};
    ax_py_args args = {.module = module};
    PyObject *path = NULL, *made = NULL;
    const char *name;
    if (!PARSE("O&s:read_weights", PyUnicode_FSConverter, &path, &name)) return NULL;
    const char *dir = PyBytes_AsString(path);
    ax_error err = {0};
    ax_status status;
    float *values = NULL;
    int rank = 0;
    int64_t shape[6];
    if (dir) {
        WITHOUT_GIL(ax_model_read_weights(dir, name, &values, &rank, shape, &err));
        if (status == AX_OK) {
            npy_intp sizes[6], count = 1;
            for (int i = 0; i < rank; i++) count *= sizes[i] = (npy_intp)shape[i];
            made = PyArray_SimpleNew(rank, sizes, NPY_FLOAT32);
            if (made)
                memcpy(PyArray_DATA((PyArrayObject *)made), values,
                       (size_t)count * sizeof *values);
        }
    }
    ax_free(values);
    Py_DECREF(path);
    return ax_py_finish(&args, &err, made);
}

/* {stage: {"memory_mb": ..., "seconds": ...}}, in order. */
static PyObject *stages_dict(const ax_plan *p) {
    PyObject *stages = PyDict_New();
    for (int i = 0; stages && i < AX_PLAN_STAGES && p->stage_names[i]; i++) {
        PyObject *one =
            Py_BuildValue("{s:d,s:d}", "memory_mb", (double)p->stage_bytes[i] / 1e6,
                          "seconds", p->stage_seconds[i]);
        if (!one || PyDict_SetItemString(stages, p->stage_names[i], one) != 0)
            Py_CLEAR(stages);
        Py_XDECREF(one);
    }
    return stages;
}

static PyObject *plan_dict(const ax_plan *p) {
    PyObject *stages = stages_dict(p);
    if (!stages) return NULL;
    const double mb = 1e6;
    return Py_BuildValue(
        "{s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:{s:d,s:d,s:d,s:d,s:d},s:N,s:d,s:d,s:d,s:d,s:d,"
        "s:d,s:N,s:i,s:i,s:[i,i],s:s}",
        "views", p->views, "frames", p->frames, "width", p->width, "height", p->height,
        "steps", p->steps, "windows", p->windows, "forwards", p->forwards, "weights_mb",
        "transformer", (double)p->transformer_bytes / mb, "vae",
        (double)p->vae_bytes / mb, "text", (double)p->text_bytes / mb, "other",
        (double)p->other_bytes / mb, "streamed", (double)p->streamed_bytes / mb,
        "stages", stages, "memory_mb", (double)p->peak_bytes / mb, "device_memory_mb",
        (double)p->device_bytes / mb, "library_mb", (double)p->library_bytes / mb,
        "process_mb", (double)p->process_bytes / mb, "available_mb",
        (double)p->room_bytes / mb, "seconds", p->seconds, "fits",
        PyBool_FromLong(p->fits), "fit_frames", p->fit_frames, "fit_views",
        p->fit_views, "fit_size", p->fit_width, p->fit_height, "advice", p->advice);
}

static PyObject *plan(PyObject *module, PyObject *positional, PyObject *keywords) {
    static const char *const names[] = {
        "model_dir", "views",   "frames",        "width",
        "height",    "steps",   "guidance_text", "guidance_template",
        "bones",     "joints",  "preview",       "timed",
        "device",    "threads", "precision",     "memory_limit",
        NULL};
    ax_py_args args = {.module = module};
    ax_plan_request r = ax_plan_request_default();
    ax_engine_options options = ax_engine_options_default();
    const char *device = "auto", *precision = "auto";
    PyObject *path = NULL, *made = NULL, *limit = NULL;
    int preview = 0, timed = 0;
    uint64_t most = 0;
    if (!PARSE("O&|iiiiiffiippsisO:plan", PyUnicode_FSConverter, &path, &r.views,
               &r.frames, &r.width, &r.height, &r.steps, &r.guidance_text,
               &r.guidance_template, &r.bones, &r.joints, &preview, &timed, &device,
               &options.threads, &precision, &limit))
        return NULL;
    r.preview = preview != 0;
    r.timed = timed != 0;
    const char *dir = PyBytes_AsString(path);
    ax_error err = {0};
    ax_status status;
    ax_plan found;
    if (dir && ax_py_natural(module, limit, "memory_limit", &most)) {
        options.memory_limit_bytes = most;
        status = ax_device_kind_of(device, &options.device, &err);
        if (status == AX_OK)
            status = ax_precision_of(precision, &options.precision, &err);
        if (status == AX_OK) {
            WITHOUT_GIL(ax_model_plan(dir, &options, &r, &found, &err));
            if (status == AX_OK) made = plan_dict(&found);
        }
    }
    Py_DECREF(path);
    return ax_py_finish(&args, &err, made);
}

static PyMethodDef functions[] = {
    METHOD(plan, "plan(model_dir, views=0, frames=0, ...) -> dict: memory and time"),
    METHOD(describe_weights, "describe_weights(path) -> dict: what a file is"),
    METHOD(read_weights, "read_weights(model_dir, name) -> float32, adapters merged"),
    METHOD(read_model,
           "read_model(model_dir, files=True) -> model.json, checked, as a dict"),
    METHOD(read_prompt, "read_prompt(model_dir, prompt) -> dict of tokens, words, "
                        "unknown, cut, example"),
    {NULL, NULL, 0, NULL}};

int ax_py_add_models(PyObject *module) {
    return PyModule_AddFunctions(module, functions);
}
