#include "tensor/safetensors.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json_scan.h"
#include "base/memory.h"
#include "tensor/file_kind.h"

enum { MAX_HEADER = 100000000, MAX_DEPTH = 8, PREFIX = 8 };

typedef struct dtype_name {
    const char *name;
    int bits;  /* of an element */
    int dtype; /* ax_dtype, or -1: checked, but not readable */
} dtype_name;

/* All that safetensors 0.8.0 knows. */
static const dtype_name dtypes[] = {
    {"F32", 32, AX_F32},    {"BF16", 16, AX_BF16}, {"F16", 16, AX_F16},
    {"F64", 64, -1},        {"I64", 64, -1},       {"I32", 32, -1},
    {"I16", 16, -1},        {"I8", 8, -1},         {"U64", 64, -1},
    {"U32", 32, -1},        {"U16", 16, -1},       {"U8", 8, -1},
    {"BOOL", 8, -1},        {"C64", 64, -1},       {"F8_E4M3", 8, -1},
    {"F8_E5M2", 8, -1},     {"F8_E8M0", 8, -1},    {"F8_E4M3FNUZ", 8, -1},
    {"F8_E5M2FNUZ", 8, -1}, {"F6_E2M3", 6, -1},    {"F6_E3M2", 6, -1},
    {"F4", 4, -1}};

typedef struct entry {
    const char *name;
    const dtype_name *dtype;
    int rank;
    int64_t
        shape[AX_MAX_RANK]; /* of more dimensions the first: such are not readable */
    uint64_t elements;      /* all dimensions multiplied; `huge` if that overflows */
    bool huge;
    uint64_t begin, end; /* bytes from the end of the header */
    void *bytes;         /* what was read of it, or NULL */
    bool pooled;         /* `bytes` lie in the pool */
} entry;

typedef struct text_pair {
    const char *key, *value;
} text_pair;

struct ax_weights {
    char *path;
    ax_file file;
    bool open;
    uint64_t data; /* offset of the data, which follow the header */
    uint64_t data_bytes;
    char *names; /* all decoded strings, one after the other */
    size_t names_used, names_capacity;
    entry *entries; /* sorted by name */
    size_t count, capacity;
    text_pair *metadata; /* sorted by key */
    size_t metadata_count, metadata_capacity;
    /* Memory for what is read until the next release, as large as the most that was
     * read between two releases: the same pages serve all tensors. */
    unsigned char *pool;
    size_t pool_bytes, pool_used, pool_wanted;
};

/* ---- reading the header ---- */

/* Decodes a string into the pool of names, which is as large as the header and
 * therefore large enough. */
static ax_status take_string(ax_weights *w, ax_json_scan *s, const char **out,
                             ax_error *err) {
    size_t length;
    char *dst = w->names + w->names_used;
    AX_TRY(
        ax_json_scan_string(s, dst, w->names_capacity - w->names_used, &length, err));
    w->names_used += length + 1;
    *out = dst;
    return AX_OK;
}

/* Makes room for one more element in an array, doubling its size. */
static ax_status grow(void **array, size_t element, size_t count, size_t *capacity,
                      const char *what, ax_error *err) {
    if (count < *capacity) return AX_OK;
    size_t more = *capacity ? *capacity * 2 : 64;
    void *grown;
    AX_TRY(ax_malloc(more, element, what, &grown, err));
    if (count) memcpy(grown, *array, count * element);
    ax_free(*array);
    *array = grown;
    *capacity = more;
    return AX_OK;
}

/* An object of strings, or null. */
static ax_status scan_metadata(ax_weights *w, ax_json_scan *s, ax_error *err) {
    if (ax_json_scan_peek(s) == 'n') return ax_json_scan_value(s, 1, err);
    AX_TRY(ax_json_scan_expect(s, '{', err));
    if (ax_json_scan_take(s, '}')) return AX_OK;
    do {
        AX_TRY(grow((void **)&w->metadata, sizeof *w->metadata, w->metadata_count,
                    &w->metadata_capacity, "safetensors metadata", err));
        text_pair *pair = &w->metadata[w->metadata_count];
        AX_TRY(take_string(w, s, &pair->key, err));
        AX_TRY(ax_json_scan_expect(s, ':', err));
        AX_TRY(take_string(w, s, &pair->value, err));
        w->metadata_count++;
    } while (ax_json_scan_take(s, ','));
    return ax_json_scan_expect(s, '}', err);
}

static ax_status scan_shape(ax_json_scan *s, entry *e, ax_error *err) {
    AX_TRY(ax_json_scan_expect(s, '[', err));
    e->elements = 1;
    if (ax_json_scan_take(s, ']')) return AX_OK;
    do {
        uint64_t size;
        AX_TRY(ax_json_scan_size(s, &size, err));
        e->huge |= __builtin_mul_overflow(e->elements, size, &e->elements);
        if (e->rank < AX_MAX_RANK) e->shape[e->rank] = (int64_t)size;
        if (e->rank <= AX_MAX_RANK) e->rank++;
    } while (ax_json_scan_take(s, ','));
    return ax_json_scan_expect(s, ']', err);
}

static ax_status scan_dtype(ax_json_scan *s, entry *e, ax_error *err) {
    char name[16];
    AX_TRY(ax_json_scan_string(s, name, sizeof name, NULL, err));
    for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++) {
        if (strcmp(name, dtypes[i].name) == 0) e->dtype = &dtypes[i];
    }
    if (!e->dtype) return ax_json_scan_fail(s, "unknown dtype", err);
    return AX_OK;
}

static ax_status scan_offsets(ax_json_scan *s, entry *e, ax_error *err) {
    AX_TRY(ax_json_scan_expect(s, '[', err));
    AX_TRY(ax_json_scan_size(s, &e->begin, err));
    AX_TRY(ax_json_scan_expect(s, ',', err));
    AX_TRY(ax_json_scan_size(s, &e->end, err));
    return ax_json_scan_expect(s, ']', err);
}

/* A key of an entry. It may have any length: it is decoded into the pool of names, and
 * its place there is given back. */
static ax_status scan_key(ax_weights *w, ax_json_scan *s, const char **key,
                          ax_error *err) {
    const size_t used = w->names_used;
    AX_TRY(take_string(w, s, key, err));
    w->names_used = used;
    return ax_json_scan_expect(s, ':', err);
}

/* {"dtype": ..., "shape": [...], "data_offsets": [...]}: each exactly once; the
 * values of other keys are skipped, as safetensors does. */
static ax_status scan_entry(ax_weights *w, ax_json_scan *s, entry *e, ax_error *err) {
    enum { DTYPE = 1, SHAPE = 2, OFFSETS = 4 };
    static const char *const keys[] = {"dtype", "shape", "data_offsets"};
    unsigned found = 0;
    AX_TRY(ax_json_scan_expect(s, '{', err));
    do {
        const char *key;
        unsigned bit = 0;
        AX_TRY(scan_key(w, s, &key, err));
        for (unsigned k = 0; k < 3; k++) {
            if (strcmp(key, keys[k]) == 0) bit = 1u << k;
        }
        if (found & bit) return ax_json_scan_fail(s, "duplicate key", err);
        found |= bit;
        if (bit == DTYPE) {
            AX_TRY(scan_dtype(s, e, err));
        } else if (bit == SHAPE) {
            AX_TRY(scan_shape(s, e, err));
        } else if (bit == OFFSETS) {
            AX_TRY(scan_offsets(s, e, err));
        } else {
            AX_TRY(ax_json_scan_value(s, 2, err));
        }
    } while (ax_json_scan_take(s, ','));
    AX_TRY(ax_json_scan_expect(s, '}', err));
    if (found != (DTYPE | SHAPE | OFFSETS)) {
        return ax_json_scan_fail(s, "a tensor without dtype, shape or data_offsets",
                                 err);
    }
    return AX_OK;
}

static ax_status scan_header(ax_weights *w, ax_json_scan *s, ax_error *err) {
    bool metadata_seen = false;
    if (s->bytes == 0 || s->text[0] != '{') {
        return ax_json_scan_fail(s, "a header starts with '{'", err);
    }
    AX_TRY(ax_json_scan_expect(s, '{', err));
    if (ax_json_scan_take(s, '}')) return ax_json_scan_end(s, err);
    do {
        const char *name;
        AX_TRY(take_string(w, s, &name, err));
        AX_TRY(ax_json_scan_expect(s, ':', err));
        if (strcmp(name, "__metadata__") == 0) {
            if (metadata_seen) return ax_json_scan_fail(s, "duplicate key", err);
            metadata_seen = true;
            AX_TRY(scan_metadata(w, s, err));
            continue;
        }
        AX_TRY(grow((void **)&w->entries, sizeof *w->entries, w->count, &w->capacity,
                    "safetensors entries", err));
        entry *e = &w->entries[w->count];
        *e = (entry){.name = name};
        AX_TRY(scan_entry(w, s, e, err));
        w->count++;
    } while (ax_json_scan_take(s, ','));
    AX_TRY(ax_json_scan_expect(s, '}', err));
    return ax_json_scan_end(s, err);
}

/* ---- checking the header ---- */

static int compare_offsets(const void *a, const void *b) {
    const entry *x = a, *y = b;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return x->end < y->end ? -1 : x->end > y->end;
}
static int compare_entries(const void *a, const void *b) {
    return strcmp(((const entry *)a)->name, ((const entry *)b)->name);
}
static int compare_pairs(const void *a, const void *b) {
    return strcmp(((const text_pair *)a)->key, ((const text_pair *)b)->key);
}

/* A shape counts elements; those of F4 and F6 are bits, which must fill whole bytes. */
static ax_status check_bytes(const ax_weights *w, const entry *e, ax_error *err) {
    uint64_t bits;
    if (e->huge ||
        __builtin_mul_overflow(e->elements, (uint64_t)e->dtype->bits, &bits)) {
        return ax_fail(err, AX_ERR_MODEL, "%s: the shape of \"%.100s\" overflows",
                       w->path, e->name);
    }
    if (bits % 8 != 0) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: \"%.100s\" has %" PRIu64
                       " elements of %d bits, which end within a byte",
                       w->path, e->name, e->elements, e->dtype->bits);
    }
    if (e->end < e->begin || e->end - e->begin != bits / 8) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: \"%.100s\" needs %" PRIu64 " bytes, its range is %" PRIu64
                       " to %" PRIu64,
                       w->path, e->name, bits / 8, e->begin, e->end);
    }
    return AX_OK;
}

/* Byte ranges must be contiguous from 0 to the end of the file, and names unique. */
static ax_status check_entries(ax_weights *w, ax_error *err) {
    if (w->count) qsort(w->entries, w->count, sizeof *w->entries, compare_offsets);
    uint64_t expected = 0;
    for (size_t i = 0; i < w->count; i++) {
        const entry *e = &w->entries[i];
        AX_TRY(check_bytes(w, e, err));
        if (e->begin != expected) {
            return ax_fail(err, AX_ERR_MODEL,
                           "%s: \"%.100s\" starts at %" PRIu64 ", expected %" PRIu64
                           " (ranges overlap or leave a gap)",
                           w->path, e->name, e->begin, expected);
        }
        expected = e->end;
    }
    if (expected != w->data_bytes) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: tensors end at %" PRIu64 ", but %" PRIu64
                       " bytes of data are in the "
                       "file (truncated, or not a safetensors file)",
                       w->path, expected, w->data_bytes);
    }
    if (w->count) qsort(w->entries, w->count, sizeof *w->entries, compare_entries);
    for (size_t i = 1; i < w->count; i++) {
        if (strcmp(w->entries[i - 1].name, w->entries[i].name) == 0) {
            return ax_fail(err, AX_ERR_MODEL, "%s: the tensor \"%.100s\" occurs twice",
                           w->path, w->entries[i].name);
        }
    }
    if (w->metadata_count) {
        qsort(w->metadata, w->metadata_count, sizeof *w->metadata, compare_pairs);
    }
    for (size_t i = 1; i < w->metadata_count; i++) {
        if (strcmp(w->metadata[i - 1].key, w->metadata[i].key) == 0) {
            return ax_fail(err, AX_ERR_MODEL, "%s: the key \"%.100s\" occurs twice",
                           w->path, w->metadata[i].key);
        }
    }
    return AX_OK;
}

/* ---- opening ---- */

static ax_status read_bytes(const ax_weights *w, uint64_t offset, size_t count,
                            void *bytes, ax_error *err) {
    return ax_file_read(&w->file, w->path, AX_ERR_MODEL, offset, count, bytes, err);
}

/* Where the file is of a kind that is known. */
static ax_status refuse_kind(const ax_weights *w, ax_error *err) {
    unsigned char start[AX_FILE_KIND_BYTES];
    const size_t count = w->file.bytes < sizeof start ? w->file.bytes : sizeof start;
    AX_TRY(read_bytes(w, 0, count, start, err));
    return ax_file_kind_refuse(w->path, start, count, err);
}

static ax_status open_file(ax_weights *w, ax_error *err) {
    AX_TRY(ax_file_open(w->path, AX_ERR_MODEL, &w->file, err));
    w->open = true;
    if (w->file.bytes >= PREFIX + 2) return AX_OK;
    AX_TRY(refuse_kind(w, err));
    return ax_fail(err, AX_ERR_MODEL,
                   "%s has %" PRIu64 " bytes, too few for a safetensors file", w->path,
                   w->file.bytes);
}

static ax_status scan_text(ax_weights *w, const char *text, size_t bytes,
                           ax_error *err) {
    w->names_capacity = bytes + 1;
    AX_TRY(
        ax_malloc(w->names_capacity, 1, "safetensors names", (void **)&w->names, err));
    ax_json_scan scan = {
        .name = w->path, .text = text, .bytes = bytes, .max_depth = MAX_DEPTH};
    AX_TRY(scan_header(w, &scan, err));
    return check_entries(w, err);
}

static ax_status read_header(ax_weights *w, ax_error *err) {
    unsigned char prefix[PREFIX];
    AX_TRY(read_bytes(w, 0, PREFIX, prefix, err));
    uint64_t header = 0;
    for (int i = PREFIX - 1; i >= 0; i--) header = header << 8 | prefix[i];
    if (header > MAX_HEADER || header > w->file.bytes - PREFIX) {
        AX_TRY(refuse_kind(w, err));
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: a header of %" PRIu64 " bytes in a file of %" PRIu64
                       " (at most %d; "
                       "truncated, or not a safetensors file)",
                       w->path, header, w->file.bytes, MAX_HEADER);
    }
    w->data = PREFIX + header;
    w->data_bytes = w->file.bytes - w->data;
    char *text = NULL;
    AX_TRY(ax_malloc((size_t)header, 1, "a safetensors header", (void **)&text, err));
    ax_status status = read_bytes(w, PREFIX, (size_t)header, text, err);
    if (status == AX_OK) status = scan_text(w, text, (size_t)header, err);
    ax_free(text);
    return status;
}

ax_status ax_weights_open(const char *path, ax_weights **out, ax_error *err) {
    ax_weights *w;
    size_t length = strlen(path);
    AX_TRY(AX_NEW(ax_weights, 1, "a safetensors file", &w, err));
    ax_status status = ax_malloc(length + 1, 1, "a path", (void **)&w->path, err);
    if (status != AX_OK) goto done;
    memcpy(w->path, path, length + 1);
    status = open_file(w, err);
    if (status != AX_OK) goto done;
    status = read_header(w, err);
    if (status != AX_OK) goto done;
    *out = w;
    w = NULL;
done:
    ax_weights_close(w);
    return status;
}

void ax_weights_release(ax_weights *w) {
    for (size_t i = 0; i < w->count; i++) {
        if (!w->entries[i].pooled) ax_free(w->entries[i].bytes);
        w->entries[i].bytes = NULL;
        w->entries[i].pooled = false;
    }
    if (w->pool_wanted > w->pool_bytes) {
        ax_free(w->pool);
        w->pool = NULL;
        w->pool_bytes = 0; /* made by the next find */
    }
    w->pool_used = 0;
}

void ax_weights_trim(ax_weights *w) {
    ax_weights_release(w);
    ax_free(w->pool);
    w->pool = NULL;
    w->pool_bytes = w->pool_wanted = 0;
}

void ax_weights_close(ax_weights *w) {
    if (!w) return;
    ax_weights_trim(w);
    if (w->open) ax_file_close(&w->file);
    ax_free(w->metadata);
    ax_free(w->entries);
    ax_free(w->names);
    ax_free(w->path);
    ax_free(w);
}

/* ---- access ---- */

static entry *find_entry(const ax_weights *w, const char *name) {
    if (w->count == 0) return NULL;
    entry key = {.name = name};
    return bsearch(&key, w->entries, w->count, sizeof key, compare_entries);
}

size_t ax_weights_count(const ax_weights *w) {
    return w->count;
}

const char *ax_weights_name(const ax_weights *w, size_t i) {
    return i < w->count ? w->entries[i].name : NULL;
}

bool ax_weights_has(const ax_weights *w, const char *name) {
    return find_entry(w, name) != NULL;
}

const char *ax_weights_own_name(const ax_weights *w, const char *name) {
    const entry *e = find_entry(w, name);
    return e ? e->name : NULL;
}

const char *ax_weights_metadata(const ax_weights *w, const char *key) {
    if (w->metadata_count == 0) return NULL;
    text_pair wanted = {.key = key};
    const text_pair *pair =
        bsearch(&wanted, w->metadata, w->metadata_count, sizeof wanted, compare_pairs);
    return pair ? pair->value : NULL;
}

/* "[192, ?, 4]" */
static void print_shape(char out[static 160], int rank, const int64_t *shape) {
    size_t at = (size_t)snprintf(out, 160, "[");
    for (int i = 0; i < rank; i++) {
        const char *comma = i ? ", " : "";
        int n = shape[i] < 0
                    ? snprintf(out + at, 160 - at, "%s?", comma)
                    : snprintf(out + at, 160 - at, "%s%" PRId64, comma, shape[i]);
        at += (size_t)n;
    }
    (void)snprintf(out + at, 160 - at, "]");
}

/* Where the tensor is, after its checks. */
static ax_status find_readable(const ax_weights *w, const char *name, int rank,
                               const int64_t *shape, entry **out, ax_error *err) {
    entry *e = find_entry(w, name);
    if (!e) {
        return ax_fail(err, AX_ERR_MODEL, "%s has no tensor \"%.200s\"", w->path, name);
    }
    if (e->rank > AX_MAX_RANK) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: \"%.100s\" has more than %d dimensions, expected fewer",
                       w->path, name, AX_MAX_RANK);
    }
    bool fits = rank < 0 || rank == e->rank;
    for (int i = 0; fits && i < rank; i++) {
        fits = shape[i] < 0 || shape[i] == e->shape[i];
    }
    if (!fits) {
        char found[160], expected[160];
        print_shape(found, e->rank, e->shape);
        print_shape(expected, rank > AX_MAX_RANK ? AX_MAX_RANK : rank, shape);
        return ax_fail(err, AX_ERR_MODEL, "%s: \"%.100s\" is %s, expected %s", w->path,
                       name, found, expected);
    }
    const bool readable = e->dtype->dtype >= 0;
    if (!readable)
        return ax_fail(err, AX_ERR_MODEL,
                       "%.250s: \"%.100s\" is %s (%s), expected F32, F16 or BF16; get "
                       "the file with weights of one of these types",
                       w->path, name, e->dtype->name, ax_dtype_words(e->dtype->name));
    if ((w->data + e->begin) % ((uint64_t)e->dtype->bits / 8) != 0) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: \"%.100s\" is %s at an unaligned offset, expected F32, "
                       "F16 or BF16",
                       w->path, name, e->dtype->name);
    }
    *out = e;
    return AX_OK;
}

static void describe(const ax_weights *w, const entry *e, ax_tensor *out) {
    *out = (ax_tensor){.data = e->bytes,
                       .dtype = (ax_dtype)e->dtype->dtype,
                       .rank = e->rank,
                       .file = w->path,
                       .name = e->name};
    memcpy(out->shape, e->shape, (size_t)e->rank * sizeof *e->shape);
}

ax_status ax_weights_shape(const ax_weights *w, const char *name, int rank,
                           const int64_t *shape, ax_tensor *out, ax_error *err) {
    entry *e;
    AX_TRY(find_readable(w, name, rank, shape, &e, err));
    describe(w, e, out);
    out->data = NULL;
    return AX_OK;
}

/* Memory for the bytes of `e`: in the pool, or where that is too small of its own. */
static ax_status reserve(ax_weights *w, entry *e, size_t count, ax_error *err) {
    const size_t rounded = (count + 63) & ~(size_t)63;
    if (!w->pool && w->pool_wanted &&
        ax_malloc(w->pool_wanted, 1, "weights", (void **)&w->pool, NULL) == AX_OK)
        w->pool_bytes = w->pool_wanted;
    w->pool_used += rounded;
    if (w->pool_used > w->pool_wanted) w->pool_wanted = w->pool_used;
    if (!w->pool || w->pool_used > w->pool_bytes)
        return ax_malloc(count, 1, e->name, &e->bytes, err);
    e->bytes = w->pool + w->pool_used - rounded;
    e->pooled = true;
    return AX_OK;
}

ax_status ax_weights_find(ax_weights *w, const char *name, int rank,
                          const int64_t *shape, ax_tensor *out, ax_error *err) {
    entry *e;
    AX_TRY(find_readable(w, name, rank, shape, &e, err));
    if (!e->bytes) {
        const size_t count = (size_t)(e->end - e->begin);
        AX_TRY(reserve(w, e, count, err));
        const ax_status status =
            read_bytes(w, w->data + e->begin, count, e->bytes, err);
        if (status != AX_OK) {
            if (!e->pooled) ax_free(e->bytes);
            e->bytes = NULL;
            return status;
        }
    }
    describe(w, e, out);
    return AX_OK;
}

ax_status ax_weights_read_rows(const ax_weights *w, const char *name, int64_t first,
                               int64_t count, void *rows, ax_error *err) {
    entry *e;
    AX_TRY(find_readable(w, name, 2, (int64_t[]){-1, -1}, &e, err));
    if (first < 0 || count < 0 || first > e->shape[0] - count)
        return ax_fail(err, AX_ERR_INTERNAL,
                       "rows %" PRId64 " to %" PRId64
                       " of \"%.100s\", which has %" PRId64,
                       first, first + count - 1, name, e->shape[0]);
    const uint64_t row = (uint64_t)e->shape[1] * (uint64_t)e->dtype->bits / 8;
    return read_bytes(w, w->data + e->begin + (uint64_t)first * row,
                      (size_t)((uint64_t)count * row), rows, err);
}
