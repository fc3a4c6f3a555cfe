/* A SentencePiece tokenizer from a tokenizer.json (Hugging Face's layout): T5's and
 * umT5's. Its ids are those of the reference library `tokenizers`: normaliser, added
 * tokens, splitting at white space, the unigram model with byte fallback, and the
 * tokens that the template puts around them are done as the file says. What of these
 * the file has and this version does not know is refused when it is opened. Immutable
 * once open: any thread may encode. */
#ifndef AX_TEXT_SENTENCEPIECE_H
#define AX_TEXT_SENTENCEPIECE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct ax_sentencepiece ax_sentencepiece;

/* AX_ERR_MODEL names the file and the field. */
ax_status ax_sentencepiece_open(const char *path, ax_sentencepiece **out,
                                ax_error *err);
void ax_sentencepiece_close(ax_sentencepiece *s); /* accepts NULL */

int32_t ax_sentencepiece_vocabulary(const ax_sentencepiece *s); /* the last id + 1 */
/* How many tokens the template adds to a text: one in T5, </s>. */
int ax_sentencepiece_added(const ax_sentencepiece *s);

/* The ids of text[bytes] with those of the template in ids[max_tokens], their number in
 * *count. Too many are truncated before what the template puts at the end. Invalid
 * UTF-8 is skipped. AX_ERR_USAGE if max_tokens is less than the template's tokens and
 * one, or the text is longer than AX_TEXT_BYTES. */
ax_status ax_sentencepiece_encode(const ax_sentencepiece *s, const char *text,
                                  size_t bytes, int max_tokens, int32_t *ids,
                                  int *count, ax_error *err);

/* How much of the text these ids stand for. Words are what lies between white space;
 * unknown are those with a piece <unk>, or of bytes alone. */
ax_status ax_sentencepiece_read(const ax_sentencepiece *s, const char *text,
                                size_t bytes, int max_tokens, ax_prompt_reading *out,
                                ax_error *err);

#endif
