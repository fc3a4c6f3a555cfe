/* The normaliser of a tokenizer.json: what is done to a text before it is split. */
#ifndef AX_TEXT_NORMALIZER_H
#define AX_TEXT_NORMALIZER_H

#include <stdbool.h>

#include "text/charsmap.h"
#include "text/text_buffer.h"

struct cJSON;
typedef struct ax_normalizer ax_normalizer;

/* `node` is the value of "normalizer" and may be null; `file` is for messages.
 * AX_ERR_MODEL for kinds that are not supported, by name. */
ax_status ax_normalizer_open(const char *file, const struct cJSON *node,
                             ax_normalizer **out, ax_error *err);
void ax_normalizer_close(ax_normalizer *n); /* accepts NULL */

/* text[bytes], valid UTF-8, into `out`, which is emptied first. *at_start tells whether
 * the first character is the prompt's first, and is made false where that is left out:
 * the reference library prefixes with "first" only then. */
ax_status ax_normalizer_run(const ax_normalizer *n, const char *text, size_t bytes,
                            ax_text_buffer *out, bool *at_start, ax_error *err);

#endif
