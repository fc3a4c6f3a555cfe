#define _GNU_SOURCE /* dladdr */
#include "animate/backends.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

static const char library_name[] = "libanimax_cuda.so";

/* Beside the file that holds this code. False where that has no folder. */
static bool beside(char path[static PATH_ROOM]) {
    Dl_info self;
    if (!dladdr((void *)(size_t)&ax_backend_find, &self) || !self.dli_fname)
        return false;
    const char *slash = strrchr(self.dli_fname, '/');
    const int folder = slash ? (int)(slash + 1 - self.dli_fname) : 0;
    const int size =
        snprintf(path, PATH_ROOM, "%.*s%s", folder, self.dli_fname, library_name);
    return folder > 0 && size > 0 && size < PATH_ROOM;
}

static ax_status load(const ax_ops **out, ax_error *err) {
    char path[PATH_ROOM];
    const char *named = getenv("ANIMAX_CUDA_BACKEND");
    if (!named && !beside(path)) (void)snprintf(path, sizeof path, "%s", library_name);
    void *library = dlopen(named ? named : path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The CUDA part (%s) is not installed: see docs/cuda.md, or "
                       "choose the device \"auto\" or \"cpu\".",
                       library_name);
    const ax_ops *(*table)(void) = NULL;
    void *symbol = dlsym(library, "ax_ops_cuda");
    memcpy(&table, &symbol, sizeof table);
    const ax_ops *found = table ? table() : NULL;
    if (!found || found->abi != AX_OPS_ABI)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The CUDA part (%s) is of another version than the engine: "
                       "install both anew, or choose the device \"auto\" or \"cpu\".",
                       library_name);
    *out = found;
    return AX_OK;
}

ax_status ax_backend_find(ax_device_kind kind, const ax_ops **out, ax_error *err) {
    if (kind == AX_DEVICE_CUDA) return load(out, err);
    *out = ax_ops_cpu();
    return AX_OK;
}
