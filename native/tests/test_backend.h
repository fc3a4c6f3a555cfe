/* The backend that tests compute with: the CPU's or, where $ANIMAX_CUDA_BACKEND names
 * the CUDA part, that. */
#ifndef AX_TESTS_TEST_BACKEND_H
#define AX_TESTS_TEST_BACKEND_H

#include <stdlib.h>

#include "animate/backends.h"
#include "support.h"

static inline bool test_on_cuda(void) {
    return getenv("ANIMAX_CUDA_BACKEND") != NULL;
}

static inline const ax_ops *test_backend(void) {
    ax_error err = {0};
    const ax_ops *ops = NULL;
    TEST_OK(
        ax_backend_find(test_on_cuda() ? AX_DEVICE_CUDA : AX_DEVICE_CPU, &ops, &err));
    return ops;
}

#endif
