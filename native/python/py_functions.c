/* Functions of the module that are of no engine: noise, info. */
#include "python/numpy_api.h"

#include "animax.h"
#include "base/memory.h"
#include "base/philox.h"
#include "python/py_args.h"
#include "python/py_module.h"
#include "tensor/ops.h"

static PyObject *noise(PyObject *module, PyObject *positional) {
    PyObject *number;
    uint64_t seed = 0;
    int count;
    ax_py_args args = {.module = module};
    if (!PyArg_ParseTuple(positional, "Oi:noise", &number, &count) ||
        !ax_py_natural(module, number, "seed", &seed))
        return NULL;
    if (count < 0) {
        (void)ax_py_usage(module, "noise needs a count of 0 or more.");
        return NULL;
    }
    ax_py_set_size(&args, 'n', count);
    PyObject *array = ax_py_new(&args, NPY_FLOAT, "n");
    if (!array) return NULL;
    float *values = ax_py_data(array);
    Py_BEGIN_ALLOW_THREADS ax_philox_normal(seed, 0, values, (size_t)count);
    Py_END_ALLOW_THREADS return array;
}

static PyObject *info(PyObject *module, PyObject *unused) {
    (void)unused;
    const ax_ops *ops = ax_ops_cpu();
    ax_device_options options = {.size = sizeof options};
    ax_device *dev = NULL;
    ax_error err = {0};
    if (ops->open(&options, &dev, &err) != AX_OK) return ax_py_raise(module, &err);
    PyObject *dict = Py_BuildValue("{s:s,s:s,s:s,s:n}", "version", AX_VERSION, "device",
                                   ops->describe(dev), "dtype",
                                   ops->compute_dtype(dev) == AX_BF16 ? "bf16" : "f32",
                                   "memory_in_use", (Py_ssize_t)ax_memory_in_use());
    ops->close(dev);
    return dict;
}

static PyMethodDef functions[] = {
    {"noise", noise, METH_VARARGS, "noise(seed, count) -> float32 [count]"},
    {"info", info, METH_NOARGS, "version, processor, dtype and threads"},
    {NULL, NULL, 0, NULL}};

int ax_py_add_functions(PyObject *module) {
    if (PyModule_AddStringConstant(module, "__version__", AX_VERSION) < 0) return -1;
    return PyModule_AddFunctions(module, functions);
}
