#include "base/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json_scan.h"
#include "base/memory.h"

struct ax_json {
    char *name;
    cJSON *root;
};

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Refuses a key that an object has twice, at any depth (which the scanner bounds). */
static ax_status check_keys(const ax_json *doc, const cJSON *node, ax_error *err) {
    size_t count = 0;
    for (const cJSON *child = node->child; child; child = child->next) {
        AX_TRY(check_keys(doc, child, err));
        count++;
    }
    if (!cJSON_IsObject(node) || count < 2) return AX_OK;
    const char **names;
    AX_TRY(AX_NEW(char *, count, "JSON keys", &names, err));
    size_t n = 0;
    for (const cJSON *child = node->child; child; child = child->next) {
        names[n++] = child->string;
    }
    qsort(names, count, sizeof *names, compare_names);
    ax_status status = AX_OK;
    for (size_t i = 1; i < count && status == AX_OK; i++) {
        if (strcmp(names[i - 1], names[i]) == 0) {
            status = ax_fail(err, AX_ERR_MODEL, "%s: the key \"%.80s\" is there twice",
                             doc->name, names[i]);
        }
    }
    ax_free(names);
    return status;
}

ax_status ax_json_parse(const char *name, const char *text, size_t bytes, ax_json **out,
                        ax_error *err) {
    ax_json_scan scan = {
        .name = name, .text = text, .bytes = bytes, .max_depth = AX_JSON_MAX_DEPTH};
    if (bytes > AX_JSON_MAX_BYTES) {
        return ax_fail(err, AX_ERR_MODEL, "%s is larger than %d bytes", name,
                       AX_JSON_MAX_BYTES);
    }
    AX_TRY(ax_json_scan_value(&scan, 0, err));
    AX_TRY(ax_json_scan_end(&scan, err));
    ax_json *doc;
    ax_status status = AX_NEW(ax_json, 1, "a JSON document", &doc, err);
    if (status != AX_OK) return status;
    size_t length = strlen(name);
    status =
        ax_malloc(length + 1, 1, "a JSON document's name", (void **)&doc->name, err);
    if (status != AX_OK) goto done;
    memcpy(doc->name, name, length + 1);
    /* The scanner has accepted the grammar, so this fails for lack of memory only. */
    doc->root = cJSON_ParseWithLength(text, bytes);
    if (!doc->root) {
        status = ax_fail(err, AX_ERR_RESOURCE, "out of memory while reading %s", name);
        goto done;
    }
    status = check_keys(doc, doc->root, err);
    if (status != AX_OK) goto done;
    *out = doc;
    doc = NULL;
done:
    ax_json_close(doc);
    return status;
}

ax_status ax_json_open(const char *path, ax_json **out, ax_error *err) {
    char *text;
    size_t bytes;
    AX_TRY(ax_read_file(path, AX_JSON_MAX_BYTES, AX_ERR_MODEL, &text, &bytes, err));
    ax_status status = ax_json_parse(path, text, bytes, out, err);
    ax_free(text);
    return status;
}

void ax_json_close(ax_json *doc) {
    if (!doc) return;
    cJSON_Delete(doc->root);
    ax_free(doc->name);
    ax_free(doc);
}

const cJSON *ax_json_find(const ax_json *doc, const char *path) {
    const cJSON *node = doc->root;
    while (node && *path) {
        size_t length = strcspn(path, ".");
        const cJSON *child = cJSON_IsObject(node) ? node->child : NULL;
        while (child && (strncmp(child->string, path, length) != 0 ||
                         child->string[length] != 0)) {
            child = child->next;
        }
        node = child;
        path += length;
        if (*path == '.') path++;
    }
    return node;
}

bool ax_json_has(const ax_json *doc, const char *path) {
    return ax_json_find(doc, path) != NULL;
}

static ax_status fail_type(const ax_json *doc, const char *path, const char *expected,
                           ax_error *err) {
    return ax_fail(err, AX_ERR_MODEL, "%s: \"%s\" %s, expected %s", doc->name, path,
                   ax_json_has(doc, path) ? "is something else" : "is missing",
                   expected);
}

ax_status ax_json_number(const ax_json *doc, const char *path, double min, double max,
                         double *out, ax_error *err) {
    const cJSON *node = ax_json_find(doc, path);
    if (!cJSON_IsNumber(node)) return fail_type(doc, path, "a number", err);
    double value = node->valuedouble;
    if (!isfinite(value) || value < min || value > max) {
        return ax_fail(err, AX_ERR_MODEL, "%s: \"%s\" is %g, expected %g to %g",
                       doc->name, path, value, min, max);
    }
    *out = value;
    return AX_OK;
}

ax_status ax_json_integer(const ax_json *doc, const char *path, int64_t min,
                          int64_t max, int64_t *out, ax_error *err) {
    double value;
    const double exact = 9007199254740992.0; /* 2^53 */
    AX_TRY(ax_json_number(doc, path, fmax((double)min, -exact),
                          fmin((double)max, exact), &value, err));
    if (value != floor(value)) return fail_type(doc, path, "a whole number", err);
    *out = (int64_t)value;
    return AX_OK;
}

ax_status ax_json_string(const ax_json *doc, const char *path, const char **out,
                         ax_error *err) {
    const cJSON *node = ax_json_find(doc, path);
    if (!cJSON_IsString(node)) return fail_type(doc, path, "a string", err);
    *out = node->valuestring;
    return AX_OK;
}

/* The array at `path` if it has at most `capacity` elements, all of the type wanted. */
static ax_status find_array(const ax_json *doc, const char *path, size_t capacity,
                            bool numbers, const cJSON **first, size_t *count,
                            ax_error *err) {
    const char *expected = numbers ? "an array of numbers" : "an array of strings";
    const cJSON *array = ax_json_find(doc, path);
    if (!cJSON_IsArray(array)) return fail_type(doc, path, expected, err);
    size_t n = 0;
    for (const cJSON *e = array->child; e; e = e->next, n++) {
        bool right =
            numbers ? cJSON_IsNumber(e) && isfinite(e->valuedouble) : cJSON_IsString(e);
        if (!right) return fail_type(doc, path, expected, err);
    }
    if (n > capacity) {
        return ax_fail(err, AX_ERR_MODEL,
                       "%s: \"%s\" has %zu elements, at most %zu fit", doc->name, path,
                       n, capacity);
    }
    *first = array->child;
    *count = n;
    return AX_OK;
}

ax_status ax_json_numbers(const ax_json *doc, const char *path, size_t capacity,
                          double *out, size_t *count, ax_error *err) {
    const cJSON *e;
    AX_TRY(find_array(doc, path, capacity, true, &e, count, err));
    for (; e; e = e->next) *out++ = e->valuedouble;
    return AX_OK;
}

ax_status ax_json_strings(const ax_json *doc, const char *path, size_t capacity,
                          const char **out, size_t *count, ax_error *err) {
    const cJSON *e;
    AX_TRY(find_array(doc, path, capacity, false, &e, count, err));
    for (; e; e = e->next) *out++ = e->valuestring;
    return AX_OK;
}
