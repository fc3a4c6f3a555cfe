#define _GNU_SOURCE /* dladdr */
#include "libraries.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PATH_BYTES = 4096 };

/* In a folder, or below it where NVIDIA's wheels are installed: nvidia/<wheel>/lib, or
 * nvidia/cu13/lib for most of CUDA 13. */
static void *open_in(const char *folder, size_t length, const char *wheel,
                     const char *name) {
    const char *const below[][3] = {
        {"", "", ""}, {"/nvidia/", wheel, "/lib"}, {"/nvidia/", "cu13", "/lib"}};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        char path[MAX_PATH_BYTES];
        const int size = snprintf(path, sizeof path, "%.*s%s%s%s/%s", (int)length,
                                  folder, below[i][0], below[i][1], below[i][2], name);
        if (size < 0 || (size_t)size >= sizeof path) continue;
        void *found = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (found) return found;
    }
    return NULL;
}

static void *open_in_list(const char *wheel, const char *name) {
    const char *folders = getenv("ANIMAX_CUDA_LIBRARIES");
    while (folders && *folders) {
        const size_t length = strcspn(folders, ":");
        void *found = length ? open_in(folders, length, wheel, name) : NULL;
        if (found) return found;
        folders += length + (folders[length] == ':');
    }
    return NULL;
}

/* In the folders above this library, which is in a package's folder or next to the
 * packages. */
static void *open_near_this_library(const char *wheel, const char *name) {
    Dl_info self;
    if (!dladdr((void *)(size_t)&ax_library_open, &self) || !self.dli_fname)
        return NULL;
    size_t length = strlen(self.dli_fname);
    for (int up = 0; up < 3; up++) {
        while (length && self.dli_fname[length - 1] != '/') length--;
        if (!length) return NULL;
        void *found = open_in(self.dli_fname, --length, wheel, name);
        if (found) return found;
    }
    return NULL;
}

static void *open_in_system(const char *wheel, const char *name) {
    (void)wheel;
    return dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

void *ax_library_open(const char *const *names, const char *wheel) {
    static void *(*const places[])(const char *wheel, const char *name) = {
        open_in_list, open_near_this_library, open_in_system};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        for (const char *const *name = names; *name; name++) {
            void *found = places[i](wheel, *name);
            if (found) return found;
        }
    return NULL;
}

ax_status ax_library_symbol(void *library, const char *title, const char *name,
                            void *out, size_t size, ax_error *err) {
    void *symbol = dlsym(library, name);
    if (!symbol)
        return ax_fail(err, AX_ERR_RESOURCE,
                       "The %s has no %s: it is too old or damaged; update it, or "
                       "choose the device \"cpu\".",
                       title, name);
    memcpy(out, &symbol, size);
    return AX_OK;
}
