/* Reads JSON documents from untrusted sources (model.json, requests): checked strictly,
 * then read by dotted path, with messages that name the file and the key.
 *
 *     ax_json *doc = NULL;
 *     AX_TRY(ax_json_open("model.json", &doc, err));
 *     double eps = 1e-6;
 *     ax_json_number(doc, "transformer.eps", 0.0, 1.0, &eps, err);     // must be there
 *     if (ax_json_has(doc, "sampler.shift")) ...                       // may be there
 *     ax_json_close(doc);
 */
#ifndef AX_BASE_JSON_H
#define AX_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum { AX_JSON_MAX_BYTES = 16 * 1024 * 1024, AX_JSON_MAX_DEPTH = 32 };

typedef struct ax_json ax_json;
struct cJSON;

/* Reads and checks a file: at most AX_JSON_MAX_BYTES, AX_JSON_MAX_DEPTH containers
 * inside one another, UTF-8, no key twice in one object. AX_ERR_MODEL, or
 * AX_ERR_RESOURCE. */
ax_status ax_json_open(const char *path, ax_json **out, ax_error *err);
/* The same from memory; `name` is what messages call it (copied). */
ax_status ax_json_parse(const char *name, const char *text, size_t bytes, ax_json **out,
                        ax_error *err);
void ax_json_close(ax_json *doc); /* accepts NULL */

/* The value at "a.b.c", or NULL; "" is the root. Lives until close. */
const struct cJSON *ax_json_find(const ax_json *doc, const char *path);
bool ax_json_has(const ax_json *doc, const char *path);

/* Each fails with AX_ERR_MODEL when the value is absent, of another type, or outside
 * its bounds (both included), and leaves *out untouched then. Strings live until
 * close. */
ax_status ax_json_number(const ax_json *doc, const char *path, double min, double max,
                         double *out, ax_error *err);
ax_status ax_json_integer(const ax_json *doc, const char *path, int64_t min,
                          int64_t max, int64_t *out, ax_error *err);
ax_status ax_json_string(const ax_json *doc, const char *path, const char **out,
                         ax_error *err);
/* Arrays of numbers or strings: at most `capacity` of them are accepted. */
ax_status ax_json_numbers(const ax_json *doc, const char *path, size_t capacity,
                          double *out, size_t *count, ax_error *err);
ax_status ax_json_strings(const ax_json *doc, const char *path, size_t capacity,
                          const char **out, size_t *count, ax_error *err);

#endif
