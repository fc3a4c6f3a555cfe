#define _GNU_SOURCE /* dladdr */
#include "animate/backends.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PATH_BYTES = 4096 };

/* A backend in a library of its own. Another one is a row here and a constant of
 * ax_device_kind. */
typedef struct backend {
    ax_device_kind kind;
    const char *name;     /* of the device, for callers */
    const char *title;    /* in sentences */
    const char *library;  /* the file, beside the one that holds this code */
    const char *symbol;   /* a function that returns its const ax_ops * */
    const char *variable; /* of the environment: the path of another file */
    const char *page;     /* of the documentation */
} backend;

static const backend backends[] = {
    {AX_DEVICE_CUDA, "cuda", "CUDA", "libanimax_cuda.so", "ax_ops_cuda",
     "ANIMAX_CUDA_BACKEND", "docs/cuda.md"},
};
enum { BACKENDS = sizeof backends / sizeof *backends };

/* The library's path beside the file that holds this code. False where that has no
 * folder. */
static bool path_in_own_folder(const backend *b, char path[static MAX_PATH_BYTES]) {
    Dl_info self;
    if (!dladdr((void *)(size_t)&ax_backend_find, &self) || !self.dli_fname)
        return false;
    const char *slash = strrchr(self.dli_fname, '/');
    const int folder = slash ? (int)(slash + 1 - self.dli_fname) : 0;
    const int size =
        snprintf(path, MAX_PATH_BYTES, "%.*s%s", folder, self.dli_fname, b->library);
    return folder > 0 && size > 0 && size < MAX_PATH_BYTES;
}

static ax_status load(const backend *b, const ax_ops **out, ax_error *err) {
    char path[MAX_PATH_BYTES];
    const char *named = getenv(b->variable);
    if (!named && !path_in_own_folder(b, path))
        (void)snprintf(path, sizeof path, "%s", b->library);
    void *library = dlopen(named ? named : path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The %s part (%s) is not installed: see %s, or choose the "
                       "device \"auto\" or \"cpu\".",
                       b->title, b->library, b->page);
    const ax_ops *(*table)(void) = NULL;
    void *symbol = dlsym(library, b->symbol);
    memcpy(&table, &symbol, sizeof table);
    const ax_ops *found = table ? table() : NULL;
    if (!found || found->abi != AX_OPS_ABI)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The %s part (%s) does not match the engine's version: "
                       "reinstall both, or choose the device \"auto\" or \"cpu\".",
                       b->title, b->library);
    *out = found;
    return AX_OK;
}

ax_status ax_backend_find(ax_device_kind kind, const ax_ops **out, ax_error *err) {
    for (int i = 0; i < BACKENDS; i++)
        if (backends[i].kind == kind) return load(&backends[i], out, err);
    if (kind != AX_DEVICE_AUTO && kind != AX_DEVICE_CPU)
        return ax_fail(err, AX_ERR_USAGE, "There is no device number %d.", (int)kind);
    *out = ax_ops_cpu();
    return AX_OK;
}

/* ---- names ---- */

static ax_status unknown_device(const char *name, ax_error *err) {
    char names[256] = "auto, cpu";
    size_t used = strlen(names);
    for (int i = 0; i < BACKENDS && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                                 i + 1 < BACKENDS ? ", " : " or ", backends[i].name);
    return ax_fail(err, AX_ERR_USAGE, "device \"%.40s\": choose %s.", name, names);
}

ax_status ax_device_kind_of(const char *name, ax_device_kind *out, ax_error *err) {
    if (strcmp(name, "auto") == 0) {
        *out = AX_DEVICE_AUTO;
        return AX_OK;
    }
    if (strcmp(name, "cpu") == 0) {
        *out = AX_DEVICE_CPU;
        return AX_OK;
    }
    for (int i = 0; i < BACKENDS; i++)
        if (strcmp(name, backends[i].name) == 0) {
            *out = backends[i].kind;
            return AX_OK;
        }
    return unknown_device(name, err);
}
