/* What a file of weights, or an index of several, is: told by names and shapes. */
#ifndef AX_DIFFUSION_DESCRIBE_H
#define AX_DIFFUSION_DESCRIBE_H

#include "base/status.h"

/* Reads headers alone. AX_ERR_MODEL where the file cannot be read as weights. */
ax_status ax_describe_weights(const char *path, ax_weights_info *out, ax_error *err);

#endif
