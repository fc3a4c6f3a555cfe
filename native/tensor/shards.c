#include "tensor/shards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json_scan.h"
#include "base/memory.h"
#include "tensor/file_kind.h"

enum { MAX_INDEX = 16 * 1024 * 1024, MAX_DEPTH = 32 };

/* A tensor and its file. The name is the file's own string. */
typedef struct place {
    const char *name;
    size_t file;
} place;

struct ax_shards {
    char *path;
    size_t files;
    ax_weights *file[AX_SHARDS_MAX_FILES];
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

/* An index while it is read. */
typedef struct index_reader {
    ax_shards *s;
    ax_json_scan scan;
    size_t capacity;   /* of s->places */
    char *tensor;      /* the tensor's name; as long as the text */
    char **file_names; /* [AX_SHARDS_MAX_FILES] of the files that are open */
} index_reader;

/* A name of a file in the index's folder, and nothing that leads out of it. */
static ax_status check_name(const index_reader *r, const char *name, ax_error *err) {
    if (name[0] && !strpbrk(name, "/\\") && strcmp(name, "..") != 0 &&
        strcmp(name, ".") != 0)
        return AX_OK;
    return ax_fail(err, AX_ERR_MODEL,
                   "%.200s: \"weight_map\" puts the tensor \"%.80s\" into \"%.80s\", "
                   "which is no file name; the files must lie beside the index.",
                   r->s->path, r->tensor, name);
}

static ax_status open_shard(index_reader *r, const char *name, ax_error *err) {
    ax_shards *s = r->s;
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
    if (status != AX_OK) {
        ax_free(path);
        return ax_fail(err, status,
                       "%.300s (The index %.100s names it: all of its files are "
                       "needed.)",
                       why.message, slash ? slash + 1 : s->path);
    }
    memmove(path, path + folder, bytes - folder);
    r->file_names[s->files++] = path;
    return AX_OK;
}

/* The file of that name, which is opened where it is new. */
static ax_status shard_of(index_reader *r, const char *name, size_t *out,
                          ax_error *err) {
    /* Indexes list a file's tensors one after the other: from the last one back. */
    for (size_t i = r->s->files; i-- > 0;)
        if (strcmp(r->file_names[i], name) == 0) {
            *out = i;
            return AX_OK;
        }
    AX_TRY(open_shard(r, name, err));
    *out = r->s->files - 1;
    return AX_OK;
}

static ax_status add_place(index_reader *r, const char *file_name, ax_error *err) {
    ax_shards *s = r->s;
    size_t file;
    AX_TRY(check_name(r, file_name, err));
    AX_TRY(shard_of(r, file_name, &file, err));
    const char *name = ax_weights_own_name(s->file[file], r->tensor);
    if (!name)
        return ax_fail(err, AX_ERR_MODEL,
                       "%.200s: the tensor \"%.80s\" should be in %.80s, but is not; "
                       "the index and its files are of two versions: fetch them "
                       "again.",
                       s->path, r->tensor, file_name);
    if (s->count == r->capacity) {
        const size_t more = r->capacity ? 2 * r->capacity : 256;
        place *grown;
        AX_TRY(AX_NEW(place, more, "an index of tensors", &grown, err));
        if (s->count) memcpy(grown, s->places, s->count * sizeof *grown);
        ax_free(s->places);
        s->places = grown;
        r->capacity = more;
    }
    s->places[s->count++] = (place){name, file};
    return AX_OK;
}

static ax_status scan_map(index_reader *r, ax_error *err) {
    ax_json_scan *scan = &r->scan;
    char file[256]; /* the longest name that file systems have */
    if (ax_json_scan_peek(scan) != '{') return AX_OK;
    AX_TRY(ax_json_scan_expect(scan, '{', err));
    if (ax_json_scan_take(scan, '}')) return AX_OK;
    do {
        AX_TRY(ax_json_scan_string(scan, r->tensor, scan->bytes, NULL, err));
        AX_TRY(ax_json_scan_expect(scan, ':', err));
        if (ax_json_scan_peek(scan) != '"')
            return ax_fail(err, AX_ERR_MODEL,
                           "%.200s: \"weight_map\" gives no file name for the tensor "
                           "\"%.80s\".",
                           r->s->path, r->tensor);
        AX_TRY(ax_json_scan_string(scan, file, sizeof file, NULL, err));
        AX_TRY(add_place(r, file, err));
    } while (ax_json_scan_take(scan, ','));
    return ax_json_scan_expect(scan, '}', err);
}

static ax_status scan_index(index_reader *r, ax_error *err) {
    ax_json_scan *scan = &r->scan;
    bool seen = false;
    AX_TRY(ax_json_scan_expect(scan, '{', err));
    if (!ax_json_scan_take(scan, '}')) {
        do {
            AX_TRY(ax_json_scan_string(scan, r->tensor, scan->bytes, NULL, err));
            AX_TRY(ax_json_scan_expect(scan, ':', err));
            if (strcmp(r->tensor, "weight_map") != 0) {
                AX_TRY(ax_json_scan_value(scan, 1, err));
                continue;
            }
            if (seen) return ax_json_scan_fail(scan, "duplicate key", err);
            seen = true;
            AX_TRY(scan_map(r, err));
            if (r->s->count == 0) break;
        } while (ax_json_scan_take(scan, ','));
    }
    if (r->s->count == 0)
        return ax_fail(err, AX_ERR_MODEL,
                       "%.200s has no \"weight_map\", which names the file of each "
                       "tensor: it is no index of safetensors files.",
                       r->s->path);
    AX_TRY(ax_json_scan_expect(scan, '}', err));
    return ax_json_scan_end(scan, err);
}

/* No tensor twice, and none of the index in a second file too: which one is meant is
 * not known. What the index does not name is not used. */
static ax_status check_unique(const index_reader *r, ax_error *err) {
    const ax_shards *s = r->s;
    for (size_t i = 1; i < s->count; i++)
        if (strcmp(s->places[i - 1].name, s->places[i].name) == 0)
            return ax_fail(err, AX_ERR_MODEL,
                           "%.200s: \"weight_map\" names the tensor \"%.80s\" twice.",
                           s->path, s->places[i].name);
    for (size_t f = 0; f < s->files; f++) {
        const char *name;
        for (size_t i = 0; (name = ax_weights_name(s->file[f], i)); i++) {
            const place *found = find_place(s, name);
            if (found && found->file != f)
                return ax_fail(err, AX_ERR_MODEL,
                               "%.200s: the tensor \"%.80s\" is in %.60s and in "
                               "%.60s; fetch the files again.",
                               s->path, name, r->file_names[found->file],
                               r->file_names[f]);
        }
    }
    return AX_OK;
}

static ax_status open_index(ax_shards *s, ax_error *err) {
    char *file_names[AX_SHARDS_MAX_FILES] = {NULL}, *text = NULL;
    index_reader r = {.s = s, .file_names = file_names};
    size_t bytes = 0;
    AX_TRY(ax_read_file(s->path, MAX_INDEX, AX_ERR_MODEL, &text, &bytes, err));
    r.scan = (ax_json_scan){
        .name = s->path, .text = text, .bytes = bytes, .max_depth = MAX_DEPTH};
    ax_status status =
        ax_malloc(bytes + 1, 1, "a tensor's name", (void **)&r.tensor, err);
    if (status == AX_OK) status = scan_index(&r, err);
    if (status == AX_OK) {
        qsort(s->places, s->count, sizeof *s->places, compare_places);
        status = check_unique(&r, err);
    }
    for (size_t i = 0; i < s->files; i++) ax_free(file_names[i]);
    ax_free(r.tensor);
    ax_free(text);
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
