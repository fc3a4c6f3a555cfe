#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

const char *ax_status_name(ax_status status) {
    switch (status) {
    case AX_OK:
        return "AX_OK";
    case AX_ERR_INTERNAL:
        return "AX_ERR_INTERNAL";
    case AX_ERR_USAGE:
        return "AX_ERR_USAGE";
    case AX_ERR_INPUT:
        return "AX_ERR_INPUT";
    case AX_ERR_MODEL:
        return "AX_ERR_MODEL";
    case AX_ERR_RESOURCE:
        return "AX_ERR_RESOURCE";
    case AX_ERR_CANCELLED:
        return "AX_ERR_CANCELLED";
    }
    return "an unknown status";
}

ax_status ax_fail_at(ax_error *err, ax_status code, const char *file, int line,
                     const char *format, ...) {
    if (err && err->code == AX_OK) {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(err->message, sizeof err->message, format, args);
        va_end(args);
        err->code = code;
        err->file = file;
        err->line = line;
    }
    return code;
}
