#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

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
