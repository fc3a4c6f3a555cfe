/* What sentencepiece.c and the reader of its file share. */
#ifndef AX_TEXT_SENTENCEPIECE_IMPL_H
#define AX_TEXT_SENTENCEPIECE_IMPL_H

#include "text/normalizer.h"
#include "text/sentencepiece.h"
#include "text/unigram.h"

enum { AX_TEMPLATE_TOKENS = 16, AX_MARK_BYTES = 4 };

typedef enum ax_prepend {
    AX_PREPEND_ALWAYS,
    AX_PREPEND_FIRST,
    AX_PREPEND_NEVER
} ax_prepend;

typedef struct ax_added_token {
    int32_t id;
    bool strip_left, strip_right; /* white space beside it is part of it */
} ax_added_token;

struct ax_sentencepiece {
    char *path;
    char *names; /* the pieces of the model, one after the other */
    ax_unigram model;
    ax_normalizer *normalizer;
    /* Added tokens by index, looked for in the text itself and after the normaliser. */
    ax_added_token *added;
    size_t added_count;
    ax_pieces raw, normalized;
    char **added_names;      /* [added_count] */
    bool split_spaces;       /* WhitespaceSplit */
    bool marks, split_marks; /* Metaspace */
    ax_prepend prepend;
    char mark[AX_MARK_BYTES + 1]; /* what stands for a space */
    int32_t before[AX_TEMPLATE_TOKENS], after[AX_TEMPLATE_TOKENS];
    int before_count, after_count;
    int32_t ids; /* the largest id + 1 */
};

ax_status ax_sentencepiece_read_json(ax_sentencepiece *s, ax_error *err);

#endif
