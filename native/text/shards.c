#include "text/shards.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"

enum { MAX_SHARDS = 64, PATH = 4096, NAME_BYTES = 200 };

static const char SINGLE[] = "model.safetensors",
                  INDEX[] = "model.safetensors.index.json";

struct ax_shards {
    ax_json *index; /* NULL for a single file */
    int count;
    char name[MAX_SHARDS][NAME_BYTES + 1];
    ax_weights *files[MAX_SHARDS];
};

static ax_status open_file(ax_shards *s, const char *dir, const char *name,
                           ax_error *err) {
    char path[PATH];
    const int length = snprintf(path, sizeof path, "%s/%s", dir, name);
    if (s->count == MAX_SHARDS || length < 0 || length >= PATH)
        return ax_fail(err, AX_ERR_MODEL,
                       "%.300s: more than %d files, or a path that is too long", dir,
                       (int)MAX_SHARDS);
    AX_TRY(ax_weights_open(path, &s->files[s->count], err));
    (void)snprintf(s->name[s->count], NAME_BYTES + 1, "%s", name);
    s->count++;
    return AX_OK;
}

static int find_file(const ax_shards *s, const char *name) {
    for (int i = 0; i < s->count; i++)
        if (strcmp(s->name[i], name) == 0) return i;
    return -1;
}

static ax_status open_index(ax_shards *s, const char *dir, ax_error *err) {
    char path[PATH];
    (void)snprintf(path, sizeof path, "%s/%s", dir, INDEX);
    AX_TRY(ax_json_open(path, &s->index, err));
    const cJSON *map = ax_json_find(s->index, "weight_map");
    if (!cJSON_IsObject(map) || !map->child)
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: \"weight_map\" is no list of tensors and their files",
                       path);
    for (const cJSON *e = map->child; e; e = e->next) {
        const char *name = cJSON_GetStringValue(e);
        if (!name || !*name || strchr(name, '/') || strlen(name) > NAME_BYTES)
            return ax_fail(err, AX_ERR_MODEL,
                           "%s: \"weight_map\": the file of \"%.100s\" is no name of a "
                           "file beside it",
                           path, e->string);
        if (find_file(s, name) < 0) AX_TRY(open_file(s, dir, name, err));
    }
    return AX_OK;
}

ax_status ax_shards_open(const char *dir, ax_shards **out, ax_error *err) {
    ax_shards *s = NULL;
    char path[PATH];
    const int length = snprintf(path, sizeof path, "%s/%s", dir, INDEX);
    if (length < 0 || length >= PATH)
        return ax_fail(err, AX_ERR_MODEL, "the text encoder's path is too long");
    AX_TRY(AX_NEW(ax_shards, 1, "the text encoder's files", &s, err));
    const ax_status status = access(path, F_OK) == 0 ? open_index(s, dir, err)
                                                     : open_file(s, dir, SINGLE, err);
    if (status == AX_OK)
        *out = s;
    else
        ax_shards_close(s);
    return status;
}

void ax_shards_close(ax_shards *s) {
    if (!s) return;
    for (int i = 0; i < s->count; i++) ax_weights_close(s->files[i]);
    ax_json_close(s->index);
    ax_free(s);
}

/* A name that the index does not list is looked for in the first file, which then says
 * that it is not there. */
static ax_weights *file_of(const ax_shards *s, const char *name) {
    if (!s->index) return s->files[0];
    const cJSON *map = ax_json_find(s->index, "weight_map");
    const char *file =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(map, name));
    const int at = file ? find_file(s, file) : 0;
    return s->files[at < 0 ? 0 : at];
}

bool ax_shards_has(const ax_shards *s, const char *name) {
    return ax_weights_has(file_of(s, name), name);
}

ax_status ax_shards_shape(const ax_shards *s, const char *name, int rank,
                          const int64_t *shape, ax_tensor *out, ax_error *err) {
    return ax_weights_shape(file_of(s, name), name, rank, shape, out, err);
}

ax_status ax_shards_find(ax_shards *s, const char *name, int rank, const int64_t *shape,
                         ax_tensor *out, ax_error *err) {
    return ax_weights_find(file_of(s, name), name, rank, shape, out, err);
}

ax_status ax_shards_read_rows(const ax_shards *s, const char *name, int64_t first,
                              int64_t count, void *rows, ax_error *err) {
    return ax_weights_read_rows(file_of(s, name), name, first, count, rows, err);
}

void ax_shards_release(ax_shards *s) {
    for (int i = 0; i < s->count; i++) ax_weights_release(s->files[i]);
}

void ax_shards_trim(ax_shards *s) {
    for (int i = 0; i < s->count; i++) ax_weights_trim(s->files[i]);
}
