#ifndef AX_KERNELS_IMAGES_H
#define AX_KERNELS_IMAGES_H

#include "kernels.h"

/* The fat binary of a module (ax_cuda_module), as cuModuleLoadData takes it. */
const void *ax_cuda_image(int module);

#endif
