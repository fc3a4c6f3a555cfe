/* NumPy's C interface, one table for all files of the module. module.c defines
 * AX_NUMPY_OWNER and fills the table; the others use it. */
#ifndef AX_PYTHON_NUMPY_API_H
#define AX_PYTHON_NUMPY_API_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define PY_ARRAY_UNIQUE_SYMBOL ax_numpy_api
#ifndef AX_NUMPY_OWNER
#define NO_IMPORT_ARRAY
#endif
#include <numpy/arrayobject.h>

#endif
