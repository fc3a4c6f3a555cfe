/* Reading files that may be anything: a FIFO, which would make the reader wait for
 * ever, a device, or a file that someone shortens meanwhile. Nothing is mapped into
 * memory, since touching a page beyond the end of a shortened file, or on a disk that
 * fails, ends the process. */
#ifndef AX_BASE_FILE_H
#define AX_BASE_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/status.h"

/* An open regular file, and what it was at its opening. */
typedef struct ax_file {
    int descriptor;
    uint64_t bytes;
    struct timespec modified;
} ax_file;

/* Opens a regular file; anything else is refused without waiting for it. `code` is what
 * a failure is reported as, here and below. */
ax_status ax_file_open(const char *path, ax_status code, ax_file *out, ax_error *err);
void ax_file_close(ax_file *file);

/* Reads bytes[count] from `offset`. Fails where the file has become shorter, or has
 * been written to since it was opened: what was read may then be of two versions.
 * `path` is for the message. */
ax_status ax_file_read(const ax_file *file, const char *path, ax_status code,
                       uint64_t offset, size_t count, void *bytes, ax_error *err);

/* The whole file in ax_malloc memory with a NUL behind it (not counted); more than
 * `max_bytes` is refused. */
ax_status ax_read_file(const char *path, size_t max_bytes, ax_status code, char **out,
                       size_t *bytes, ax_error *err);

#endif
