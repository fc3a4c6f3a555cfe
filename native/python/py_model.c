/* What can be known of a model before it is opened: docs/native-api.md, section
 * Models. */
#include "python/numpy_api.h"

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

static PyMethodDef functions[] = {
    METHOD(read_model,
           "read_model(model_dir, files=True) -> model.json, checked, as a dict"),
    METHOD(read_prompt, "read_prompt(model_dir, prompt) -> dict of tokens, words, "
                        "unknown, cut, example"),
    {NULL, NULL, 0, NULL}};

int ax_py_add_models(PyObject *module) {
    return PyModule_AddFunctions(module, functions);
}
