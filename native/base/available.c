#include "base/available.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LINE = 512, PATH_BYTES = 1024 };

/* The number behind `label` in a file of lines, or the file's first where that is "".
 * UINT64_MAX: none ("max"). */
static uint64_t read_number(const char *path, const char *label) {
    char line[LINE];
    uint64_t found = UINT64_MAX;
    FILE *file = fopen(path, "re");
    if (!file) return found;
    const size_t length = strlen(label);
    while (found == UINT64_MAX && fgets(line, sizeof line, file)) {
        if (strncmp(line, label, length) != 0) continue;
        char *end = NULL;
        const unsigned long long value = strtoull(line + length, &end, 10);
        if (end != line + length) found = value;
        if (!length) break;
    }
    (void)fclose(file);
    return found;
}

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* What a control group of version 2 leaves: its limit without what cannot be given
 * back. */
static uint64_t group_left(const char *folder) {
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%.900s/memory.max", folder);
    const uint64_t limit = read_number(path, "");
    if (limit == UINT64_MAX) return UINT64_MAX;
    (void)snprintf(path, sizeof path, "%.900s/memory.current", folder);
    uint64_t used = read_number(path, "");
    (void)snprintf(path, sizeof path, "%.900s/memory.stat", folder);
    const uint64_t cache = read_number(path, "inactive_file ");
    if (used == UINT64_MAX) return limit;
    if (cache != UINT64_MAX) used -= least(cache, used);
    return limit - least(used, limit);
}

/* This process's group and all above it. */
static uint64_t groups_left(void) {
    char line[LINE] = "", folder[PATH_BYTES];
    uint64_t left = UINT64_MAX;
    FILE *file = fopen("/proc/self/cgroup", "re");
    if (!file) return left;
    while (fgets(line, sizeof line, file) && strncmp(line, "0::", 3) != 0) line[0] = 0;
    (void)fclose(file);
    line[strcspn(line, "\n")] = 0;
    if (strncmp(line, "0::/", 4) != 0) return left;
    char *group = line + 3;
    for (;;) {
        (void)snprintf(folder, sizeof folder, "/sys/fs/cgroup%s", group);
        left = least(left, group_left(folder));
        char *slash = strrchr(group, '/');
        if (!slash || !*group) return left;
        *slash = 0;
    }
}

static uint64_t address_space_left(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return UINT64_MAX;
    const uint64_t pages = read_number("/proc/self/statm", "");
    if (pages == UINT64_MAX) return UINT64_MAX;
    const uint64_t used = pages * (uint64_t)sysconf(_SC_PAGESIZE);
    return limit.rlim_cur - least(used, limit.rlim_cur);
}

size_t ax_memory_available(void) {
    uint64_t left = read_number("/proc/meminfo", "MemAvailable:");
    if (left != UINT64_MAX) left *= 1024;
    left = least(left, least(groups_left(), address_space_left()));
    return left == UINT64_MAX ? 0 : (size_t)left;
}

size_t ax_memory_resident(void) {
    const uint64_t kilobytes = read_number("/proc/self/status", "VmRSS:");
    return kilobytes == UINT64_MAX ? 0 : (size_t)kilobytes * 1024;
}
