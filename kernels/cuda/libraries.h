/* Shared libraries that are loaded at run time. */
#ifndef AX_KERNELS_LIBRARIES_H
#define AX_KERNELS_LIBRARIES_H

#include <stddef.h>

#include "base/status.h"

/* A function's symbol in a library: headers rename some by macros. */
#define AX_STRING(name) #name
#define AX_NAME_OF(name) AX_STRING(name)

/* Opens the first library found of the names (terminated by NULL): in the folders of
 * $ANIMAX_CUDA_LIBRARIES (separated by colons), then in the three folders above this
 * library, then in the system's places. Within a folder: directly, and where NVIDIA's
 * wheels are installed (nvidia/<wheel>/lib, nvidia/cu13/lib). NULL if there is none.
 * Must not be closed. */
void *ax_library_open(const char *const *names, const char *wheel);

/* The address of a function, into a pointer of `size` bytes. AX_ERR_RESOURCE names the
 * library and the function. */
ax_status ax_library_symbol(void *library, const char *title, const char *name,
                            void *out, size_t size, ax_error *err);

#endif
