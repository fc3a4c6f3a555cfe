/* A pretended machine: stubs of the driver, cuBLASLt and cuDNN that compute nothing,
 * count open resources and can fail at any call. Tests are without cuDNN ($ANIMAX_CUDNN
 * is 0) unless their setup is with_dnn(). */
#ifndef AX_CUDA_STUB_MACHINE_H
#define AX_CUDA_STUB_MACHINE_H

#include <stdlib.h>

#include "animate/backends.h"
#include "stub.h"
#include "support.h"
#include "tensor/dispatch.h"

extern stub_state *driver, *blas, *dnn;

/* Group setup: finds the stubs. */
int find_stubs(void **state);

/* Setup of a test: the machine as it is at its start. */
int reset(void **state);
int with_dnn(void **state);

void assert_all_returned(void);
const ax_ops *table(void);
ax_device *opened(const ax_ops *ops, ax_precision precision);

/* What compute() needs to use every operator once. */
enum { ROWS = 70, COLS = 96, HEADS = 3, HEAD = 32, SIDE = 6 };

typedef struct everything {
    void *a, *b, *table;
    ax_linear *linear;
    ax_conv *conv;
} everything;

ax_status pack(const ax_ops *ops, ax_device *dev, everything *e, ax_error *err);
ax_status compute(const ax_ops *ops, ax_device *dev, everything *e, ax_error *err);
void drop(const ax_ops *ops, ax_device *dev, everything *e);

#endif
