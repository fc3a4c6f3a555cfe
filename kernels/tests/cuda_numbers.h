/* Results of the driver and of cuBLASLt for tests that do not see CUDA's headers. */
#ifndef AX_KERNELS_TESTS_CUDA_NUMBERS_H
#define AX_KERNELS_TESTS_CUDA_NUMBERS_H

enum {
    STUB_OUT_OF_MEMORY = 2,
    STUB_NO_DEVICE = 100,
    STUB_LAUNCH_FAILED = 719,
    STUB_NOT_SUPPORTED = 801,
    STUB_UNKNOWN = 999,
    STUB_BLAS_FAILED = 13 /* CUBLAS_STATUS_EXECUTION_FAILED */
};

#endif
