/* The backend that tests run on: the CPU's, or the CUDA backend that
 * $ANIMAX_CUDA_BACKEND names. */
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

/* Whether the backend has FP8; prints why not. Fails if the reason is another one than
 * that the device lacks it. */
static inline bool test_has_fp8(void) {
    ax_error err = {0};
    ax_device *dev = NULL;
    const ax_device_options options = {sizeof options, 1, AX_PRECISION_FP8};
    const ax_status status = test_backend()->open(&options, &dev, &err);
    if (status == AX_OK) {
        test_backend()->close(dev);
        return true;
    }
    print_message("  %s\n", err.message);
    if (!strstr(err.message, test_on_cuda() ? "8.9 (Ada)" : "device \"cuda\""))
        fail_msg("%s", err.message);
    return false;
}

#endif
