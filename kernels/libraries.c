#define _GNU_SOURCE /* dladdr */
#include "libraries.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096 };

static void *open_in(const char *folder, size_t length, const char *name) {
    char path[PATH_ROOM];
    const int size = snprintf(path, sizeof path, "%.*s/%s", (int)length, folder, name);
    if (size < 0 || (size_t)size >= sizeof path) return NULL;
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

static void *open_in_list(const char *folders, const char *name) {
    while (folders && *folders) {
        const size_t length = strcspn(folders, ":");
        void *found = length ? open_in(folders, length, name) : NULL;
        if (found) return found;
        folders += length + (folders[length] == ':');
    }
    return NULL;
}

/* nvidia/<wheel>/lib in the folders above this library: it lies in a package's folder
 * or beside the packages. */
static void *open_in_wheel(const char *wheel, const char *name) {
    Dl_info self;
    char folder[PATH_ROOM], lib[PATH_ROOM];
    if (!dladdr((void *)(size_t)&ax_library_open, &self) || !self.dli_fname ||
        strlen(self.dli_fname) >= sizeof folder)
        return NULL;
    memcpy(folder, self.dli_fname, strlen(self.dli_fname) + 1);
    for (int up = 0; up < 3; up++) {
        char *slash = strrchr(folder, '/');
        if (!slash) return NULL;
        *slash = 0;
        const int size = snprintf(lib, sizeof lib, "%s/nvidia/%s/lib", folder, wheel);
        if (size < 0 || (size_t)size >= sizeof lib) return NULL;
        void *found = open_in(lib, strlen(lib), name);
        if (found) return found;
    }
    return NULL;
}

void *ax_library_open(const char *const *names, const char *wheel) {
    const char *folders = getenv("ANIMAX_CUDA_LIBRARIES");
    for (; *names; names++) {
        void *found = open_in_list(folders, *names);
        if (!found) found = open_in_wheel(wheel, *names);
        if (!found) found = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
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
