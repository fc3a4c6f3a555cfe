#include "tensor/shards.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "tensor/file_kind.h"

/* A tensor and its file. The name is the file's own string. */
typedef struct place {
    const char *name;
    size_t file;
} place;

struct ax_shards {
    char *path;
    size_t files;
    ax_weights *file[AX_SHARDS_MAX_FILES];
    const char *file_name[AX_SHARDS_MAX_FILES]; /* while an index is read */
    place *places; /* sorted by name; NULL: one file, whose list is used */
    size_t count;
};

static int compare_places(const void *a, const void *b) {
    return strcmp(((const place *)a)->name, ((const place *)b)->name);
}

static const place *find_place(const ax_shards *s, const char *name) {
    const place key = {.name = name};
    return bsearch(&key, s->places, s->count, sizeof key, compare_places);
}

/* The file that has the tensor, or NULL. */
static ax_weights *file_with(const ax_shards *s, const char *name) {
    if (!s->places)
        return s->files && ax_weights_has(s->file[0], name) ? s->file[0] : NULL;
    const place *found = find_place(s, name);
    return found ? s->file[found->file] : NULL;
}

/* ---- reading an index ---- */

/* A name of a file in the index's folder, and nothing that leads out of it. */
static ax_status check_name(const ax_shards *s, const cJSON *entry, ax_error *err) {
    if (!cJSON_IsString(entry))
        return ax_fail(err, AX_ERR_MODEL,
                       "%.200s: \"weight_map\" gives no file name for the tensor "
                       "\"%.80s\".",
                       s->path, entry->string);
    const char *name = entry->valuestring;
    if (name[0] && !strpbrk(name, "/\\") && strcmp(name, "..") != 0 &&
        strcmp(name, ".") != 0 && strlen(name) <= 255)
        return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "%.200s: \"weight_map\" puts the tensor \"%.80s\" into \"%.80s\", "
                   "which is no file name; the files must lie beside the index.",
                   s->path, entry->string, name);
}

static ax_status open_shard(ax_shards *s, const char *name, ax_error *err) {
    const char *slash = strrchr(s->path, '/');
    const size_t folder = slash ? (size_t)(slash - s->path) + 1 : 0;
    const size_t bytes = folder + strlen(name) + 1;
    if (s->files == AX_SHARDS_MAX_FILES)
        return ax_fail(err, AX_ERR_MODEL, "%.200s names more than %d files.", s->path,
                       (int)AX_SHARDS_MAX_FILES);
    char *path;
    AX_TRY(ax_malloc(bytes, 1, "a path", (void **)&path, err));
    (void)snprintf(path, bytes, "%.*s%s", (int)folder, s->path, name);
    ax_error why = {0};
    const ax_status status = ax_weights_open(path, &s->file[s->files], &why);
    ax_free(path);
    if (status == AX_OK) {
        s->file_name[s->files++] = name;
        return AX_OK;
    }
    return ax_fail(err, status,
                   "%.300s (The index %.100s names it: all of its files are "
                   "needed.)",
                   why.message, slash ? slash + 1 : s->path);
}

/* The index of the file of that name, which is opened where it is new. */
static ax_status shard_of(ax_shards *s, const char *name, size_t *out, ax_error *err) {
    /* Indexes list a file's tensors one after the other: from the last one back. */
    for (size_t i = s->files; i-- > 0;)
        if (strcmp(s->file_name[i], name) == 0) {
            *out = i;
            return AX_OK;
        }
    AX_TRY(open_shard(s, name, err));
    *out = s->files - 1;
    return AX_OK;
}

static ax_status add_place(ax_shards *s, const cJSON *entry, ax_error *err) {
    size_t file;
    AX_TRY(check_name(s, entry, err));
    AX_TRY(shard_of(s, entry->valuestring, &file, err));
    /* The name in the file's own memory: the document is closed. */
    const char *name = ax_weights_own_name(s->file[file], entry->string);
    if (!name)
        return ax_fail(err, AX_ERR_MODEL,
                       "%.200s: the tensor \"%.80s\" should be in %.80s, but is not; "
                       "the index and its files are of two versions: fetch them "
                       "again.",
                       s->path, entry->string, entry->valuestring);
    s->places[s->count++] = (place){name, file};
    return AX_OK;
}

/* No tensor of the index may be in a second file too: which one is meant is not known.
 * What the index does not name is not used. */
static ax_status check_unique(const ax_shards *s, ax_error *err) {
    for (size_t f = 0; f < s->files; f++) {
        const char *name;
        for (size_t i = 0; (name = ax_weights_name(s->file[f], i)); i++) {
            const place *found = find_place(s, name);
            if (found && found->file != f)
                return ax_fail(err, AX_ERR_MODEL,
                               "%.200s: the tensor \"%.80s\" is in %.60s and in "
                               "%.60s; fetch the files again.",
                               s->path, name, s->file_name[found->file],
                               s->file_name[f]);
        }
    }
    return AX_OK;
}

static ax_status read_index(ax_shards *s, const ax_json *doc, ax_error *err) {
    const cJSON *root = ax_json_find(doc, ""), *map = ax_json_find(doc, "weight_map");
    if (!cJSON_IsObject(root) || !cJSON_IsObject(map) || !map->child)
        return ax_fail(err, AX_ERR_MODEL,
                       "%.200s has no \"weight_map\", which names the file of each "
                       "tensor: it is no index of safetensors files.",
                       s->path);
    size_t tensors = 0;
    for (const cJSON *entry = map->child; entry; entry = entry->next) tensors++;
    AX_TRY(AX_NEW(place, tensors, "an index of tensors", &s->places, err));
    for (const cJSON *entry = map->child; entry; entry = entry->next)
        AX_TRY(add_place(s, entry, err));
    qsort(s->places, s->count, sizeof *s->places, compare_places);
    return check_unique(s, err);
}

static ax_status open_index(ax_shards *s, ax_error *err) {
    ax_json *doc = NULL;
    AX_TRY(ax_json_open(s->path, &doc, err));
    const ax_status status = read_index(s, doc, err);
    ax_json_close(doc);
    memset(s->file_name, 0, sizeof s->file_name);
    return status;
}

ax_status ax_shards_open(const char *path, ax_shards **out, ax_error *err) {
    static const char json[] = ".json";
    const size_t length = strlen(path), end = sizeof json - 1;
    ax_shards *s;
    AX_TRY(AX_NEW(ax_shards, 1, "files of weights", &s, err));
    ax_status status = ax_malloc(length + 1, 1, "a path", (void **)&s->path, err);
    if (status == AX_OK) {
        memcpy(s->path, path, length + 1);
        if (length > end && strcmp(path + length - end, json) == 0) {
            status = open_index(s, err);
        } else {
            status = ax_weights_open(path, &s->file[0], err);
            if (status == AX_OK) s->files = 1;
        }
    }
    if (status == AX_OK)
        *out = s;
    else
        ax_shards_close(s);
    return status;
}

void ax_shards_close(ax_shards *s) {
    if (!s) return;
    for (size_t i = 0; i < s->files; i++) ax_weights_close(s->file[i]);
    ax_free(s->places);
    ax_free(s->path);
    ax_free(s);
}

/* ---- access ---- */

const char *ax_shards_path(const ax_shards *s) {
    return s->path;
}

size_t ax_shards_files(const ax_shards *s) {
    return s->files;
}

size_t ax_shards_count(const ax_shards *s) {
    return s->places ? s->count : ax_weights_count(s->file[0]);
}

const char *ax_shards_name(const ax_shards *s, size_t i) {
    if (!s->places) return ax_weights_name(s->file[0], i);
    return i < s->count ? s->places[i].name : NULL;
}

bool ax_shards_has(const ax_shards *s, const char *name) {
    return file_with(s, name) != NULL;
}

const char *ax_shards_metadata(const ax_shards *s, const char *key) {
    for (size_t i = 0; i < s->files; i++) {
        const char *found = ax_weights_metadata(s->file[i], key);
        if (found) return found;
    }
    return NULL;
}

static ax_status need(const ax_shards *s, const char *name, ax_weights **out,
                      ax_error *err) {
    *out = file_with(s, name);
    if (*out) return AX_OK;
    return ax_fail(err, AX_ERR_MODEL, "%.300s has no tensor \"%.150s\"", s->path, name);
}

ax_status ax_shards_find(ax_shards *s, const char *name, int rank, const int64_t *shape,
                         ax_tensor *out, ax_error *err) {
    ax_weights *file;
    AX_TRY(need(s, name, &file, err));
    return ax_weights_find(file, name, rank, shape, out, err);
}

ax_status ax_shards_shape(const ax_shards *s, const char *name, int rank,
                          const int64_t *shape, ax_tensor *out, ax_error *err) {
    ax_weights *file;
    AX_TRY(need(s, name, &file, err));
    return ax_weights_shape(file, name, rank, shape, out, err);
}

void ax_shards_release(ax_shards *s) {
    for (size_t i = 0; i < s->files; i++) ax_weights_release(s->file[i]);
}

void ax_shards_trim(ax_shards *s) {
    for (size_t i = 0; i < s->files; i++) ax_weights_trim(s->file[i]);
}

ax_status ax_shards_read_rows(const ax_shards *s, const char *name, int64_t first,
                              int64_t count, void *rows, ax_error *err) {
    ax_weights *file;
    AX_TRY(need(s, name, &file, err));
    return ax_weights_read_rows(file, name, first, count, rows, err);
}

ax_status ax_shards_refuse_quantised(const ax_shards *s, ax_error *err) {
    const char *name;
    for (size_t i = 0; (name = ax_shards_name(s, i)); i++) {
        const char *what = ax_quantised_by_name(name);
        if (what)
            return ax_fail(err, AX_ERR_MODEL,
                           "%.200s has %s (\"%.80s\"), which this version cannot run; "
                           "get the file with weights in BF16, F16 or F32.",
                           s->path, what, name);
    }
    return AX_OK;
}
