/* A strict JSON scanner for untrusted input: RFC 8259 grammar, UTF-8, bounded nesting,
 * no NUL inside strings. It builds no tree: json.c checks a document with it before
 * cJSON parses it, and safetensors.c reads headers with it directly. */
#ifndef AX_BASE_JSON_SCAN_H
#define AX_BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct ax_json_scan {
    const char *name; /* of the file, for messages */
    const char *text;
    size_t bytes, at;
    int max_depth;
    size_t key, key_bytes; /* where the last key of an object is; for messages */
} ax_json_scan;

/* The next byte that is not white space, not consumed; -1 at the end. */
int ax_json_scan_peek(ax_json_scan *s);
/* Consumes `byte` if it comes next. */
bool ax_json_scan_take(ax_json_scan *s, char byte);
/* AX_ERR_MODEL unless `byte` comes next; consumes it. */
ax_status ax_json_scan_expect(ax_json_scan *s, char byte, ax_error *err);
/* Decodes a string into dst (capacity `capacity` with the final NUL); NULL dst only
 * checks. A string's decoded length never exceeds its raw length. */
ax_status ax_json_scan_string(ax_json_scan *s, char *dst, size_t capacity,
                              size_t *length, ax_error *err);
/* An integer written with digits alone, 0 .. 2^53 - 1. */
ax_status ax_json_scan_size(ax_json_scan *s, uint64_t *out, ax_error *err);
/* Checks and skips any value; `depth` is the number of containers around it. */
ax_status ax_json_scan_value(ax_json_scan *s, int depth, ax_error *err);
/* AX_ERR_MODEL unless only white space is left. */
ax_status ax_json_scan_end(ax_json_scan *s, ax_error *err);
/* "FILE: invalid JSON at byte N (\"key\"): why", with the last key before it. */
ax_status ax_json_scan_fail(const ax_json_scan *s, const char *why, ax_error *err);

#endif
