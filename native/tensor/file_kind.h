/* What a file is that was given as weights but cannot be read as such, told by its
 * content, not by its name: each with the way out. */
#ifndef AX_TENSOR_FILE_KIND_H
#define AX_TENSOR_FILE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

enum { AX_FILE_KIND_BYTES = 16 };

/* A sentence on a file whose first bytes are start[count] (AX_FILE_KIND_BYTES or, of a
 * shorter file, fewer): PyTorch's pickles, GGUF, a Git LFS pointer, a web page, JSON.
 * AX_OK where it is none of these, which says nothing about the file. */
ax_status ax_file_kind_refuse(const char *path, const unsigned char *start,
                              size_t count, ax_error *err);

/* What a tensor of this name is part of, where a file's weights are quantised ("fp8
 * weights with scales"); or NULL. */
const char *ax_quantised_by_name(const char *tensor);
/* What numbers of this type of safetensors are ("8-bit floating point"). */
const char *ax_dtype_words(const char *dtype);

#endif
