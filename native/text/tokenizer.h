/* BERT's uncased WordPiece tokenizer: text in UTF-8 to token ids.
 *
 * Text is normalised: control characters and invalid UTF-8 are removed, white space is
 * collapsed, Chinese characters become words of their own, accents are stripped
 * (canonical decomposition without nonspacing marks), letters are lower-cased,
 * punctuation is split off. Then each word becomes the longest matching pieces of the
 * vocabulary, or [UNK] as a whole. "[SEP]" and the like in the text have no special
 * meaning. Immutable once open: any thread may encode. */
#ifndef AX_TEXT_TOKENIZER_H
#define AX_TEXT_TOKENIZER_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct ax_tokenizer ax_tokenizer;

/* Reads a vocab.txt: one token per line, its id the line number from 0. AX_ERR_MODEL if
 * [CLS], [SEP] or [UNK] is missing. */
ax_status ax_tokenizer_open(const char *path, ax_tokenizer **out, ax_error *err);
void ax_tokenizer_close(ax_tokenizer *tokenizer); /* accepts NULL */

int32_t ax_tokenizer_vocabulary(const ax_tokenizer *tokenizer); /* number of tokens */

/* Writes [CLS], the pieces of `text` (`bytes` long) and [SEP] to ids[max_tokens], and
 * their number to *count. Too many pieces are truncated before [SEP]; max_tokens is at
 * least 2. */
ax_status ax_tokenizer_encode(const ax_tokenizer *tokenizer, const char *text,
                              size_t bytes, int max_tokens, int32_t *ids, int *count,
                              ax_error *err);

/* How much of the text these ids stand for. Unknown are words that become [UNK], and
 * those of four characters or more, not all of them ASCII, in nearly as many pieces: of
 * most scripts vocabularies have the letters, but no words. */
ax_status ax_tokenizer_read(const ax_tokenizer *tokenizer, const char *text,
                            size_t bytes, int max_tokens, ax_prompt_reading *out,
                            ax_error *err);

#endif
