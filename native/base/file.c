#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static const char *kind_of(mode_t mode) {
    return S_ISDIR(mode)    ? "a folder"
           : S_ISFIFO(mode) ? "a FIFO"
           : S_ISSOCK(mode) ? "a socket"
                            : "a device";
}

static ax_status refuse_kind(const char *path, mode_t mode, ax_status code,
                             ax_error *err) {
    return ax_fail(err, code, "%s is %s, not a regular file", path, kind_of(mode));
}

static ax_status refuse_open(const char *path, ax_status code, ax_error *err) {
    return ax_fail(err, code, "cannot open %s: %s", path, strerror(errno));
}

ax_status ax_file_open(const char *path, ax_status code, ax_file *out, ax_error *err) {
    struct stat info;
    ax_status status = AX_OK;
    /* Opening alone can change a device, so its kind is asked for first; O_NONBLOCK is
     * for what takes its place before it is opened. */
    if (stat(path, &info) != 0) return refuse_open(path, code, err);
    if (!S_ISREG(info.st_mode)) return refuse_kind(path, info.st_mode, code, err);
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) return refuse_open(path, code, err);
    if (fstat(descriptor, &info) != 0)
        status = refuse_open(path, code, err);
    else if (!S_ISREG(info.st_mode))
        status = refuse_kind(path, info.st_mode, code, err);
    if (status != AX_OK) {
        (void)close(descriptor);
        return status;
    }
    *out = (ax_file){descriptor, (uint64_t)info.st_size, info.st_mtim};
    return AX_OK;
}

void ax_file_close(ax_file *file) {
    (void)close(file->descriptor);
    file->descriptor = -1;
}

static bool is_unchanged(const ax_file *file) {
    struct stat info;
    return fstat(file->descriptor, &info) == 0 &&
           (uint64_t)info.st_size == file->bytes &&
           info.st_mtim.tv_sec == file->modified.tv_sec &&
           info.st_mtim.tv_nsec == file->modified.tv_nsec;
}

ax_status ax_file_read(const ax_file *file, const char *path, ax_status code,
                       uint64_t offset, size_t count, void *bytes, ax_error *err) {
    size_t done = 0;
    while (done < count) {
        const ssize_t got = pread(file->descriptor, (char *)bytes + done, count - done,
                                  (off_t)(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            return ax_fail(err, code, "cannot read %s: %s", path, strerror(errno));
        if (got == 0) break;
        done += (size_t)got;
    }
    if (done < count || !is_unchanged(file))
        return ax_fail(err, code,
                       "%s was changed after it was opened; try again when nothing "
                       "writes to it",
                       path);
    return AX_OK;
}

ax_status ax_read_file(const char *path, size_t max_bytes, ax_status code, char **out,
                       size_t *bytes, ax_error *err) {
    ax_file file;
    char *text = NULL;
    AX_TRY(ax_file_open(path, code, &file, err));
    ax_status status = AX_OK;
    if (file.bytes > max_bytes)
        status = ax_fail(err, code, "%s is larger than %zu bytes", path, max_bytes);
    const size_t count = (size_t)file.bytes;
    if (status == AX_OK) status = ax_malloc(count + 1, 1, path, (void **)&text, err);
    if (status == AX_OK) status = ax_file_read(&file, path, code, 0, count, text, err);
    ax_file_close(&file);
    if (status != AX_OK) {
        ax_free(text);
        return status;
    }
    text[count] = 0;
    *out = text;
    *bytes = count;
    return AX_OK;
}
