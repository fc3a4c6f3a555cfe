/* A file that lives in memory: for readers that take a path. */
#ifndef AX_FUZZ_MEMORY_FILE_H
#define AX_FUZZ_MEMORY_FILE_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/bytes.h"

typedef struct memory_file {
    int descriptor;
    char path[40];
} memory_file;

static inline memory_file memory_file_open(const uint8_t *data, size_t size) {
    memory_file file = {.descriptor = memfd_create("fuzz", MFD_CLOEXEC)};
    FUZZ_REQUIRE(file.descriptor >= 0, "no file in memory");
    FUZZ_REQUIRE(write(file.descriptor, data, size) == (ssize_t)size, "short write");
    (void)snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.descriptor);
    return file;
}

static inline void memory_file_close(memory_file *file) {
    (void)close(file->descriptor);
}

#endif
