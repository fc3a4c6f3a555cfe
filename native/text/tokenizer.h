/* BERT's uncased WordPiece tokenizer: text in UTF-8 to token ids.
 *
 * Text is cleaned (control characters and bytes that are no UTF-8 vanish, white space
 * becomes one space), Chinese characters stand alone, accents are stripped (canonical
 * decomposition without its nonspacing marks), letters lower-cased, punctuation split
 * off; then each word becomes the longest pieces of the vocabulary, or [UNK] whole.
 * Words such as "[SEP]" in the text are plain text. Immutable once open: any thread may
 * encode. */
#ifndef AX_TEXT_TOKENIZER_H
#define AX_TEXT_TOKENIZER_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct ax_tokenizer ax_tokenizer;

/* Reads a vocab.txt: a token a line, its id the line's number from 0. AX_ERR_MODEL when
 * [CLS], [SEP] or [UNK] is missing. */
ax_status ax_tokenizer_open(const char *path, ax_tokenizer **out, ax_error *err);
void ax_tokenizer_close(ax_tokenizer *tokenizer); /* accepts NULL */

int32_t ax_tokenizer_vocabulary(const ax_tokenizer *tokenizer); /* number of tokens */

/* Writes [CLS], the pieces of `text` (`bytes` long) and [SEP] to ids[max_tokens] and
 * their number to *count. What does not fit is cut off before [SEP]; max_tokens is at
 * least 2. */
ax_status ax_tokenizer_encode(const ax_tokenizer *tokenizer, const char *text,
                              size_t bytes, int max_tokens, int32_t *ids, int *count,
                              ax_error *err);

#endif
