/* Shared libraries that are looked for at run time. */
#ifndef AX_KERNELS_LIBRARIES_H
#define AX_KERNELS_LIBRARIES_H

#include <stddef.h>

#include "base/status.h"

/* A function's name as a library knows it: headers rename some by macros. */
#define AX_STRING(name) #name
#define AX_NAME_OF(name) AX_STRING(name)

/* Opens the first that there is of the names (NULL ends them): in the folders of
 * $ANIMAX_CUDA_LIBRARIES (separated by colons), then in the three above this library,
 * then wherever the system looks. In a folder: itself, and where NVIDIA's wheels lie
 * when they are installed there (nvidia/<wheel>/lib, nvidia/cu13/lib). NULL where there
 * is none. Never to be closed. */
void *ax_library_open(const char *const *names, const char *wheel);

/* The address of a function, into a pointer of `size` bytes. AX_ERR_RESOURCE names the
 * library and the function. */
ax_status ax_library_symbol(void *library, const char *title, const char *name,
                            void *out, size_t size, ax_error *err);

#endif
