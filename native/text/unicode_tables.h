/* What BERT's uncased normalisation needs to know of Unicode (written by
 * scripts/make_unicode_tables.py). All tables are sorted by code point. */
#ifndef AX_TEXT_UNICODE_TABLES_H
#define AX_TEXT_UNICODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

typedef struct ax_unicode_range {
    uint32_t first, last;
} ax_unicode_range;

/* Every step-th code point from first to last folds to target + its distance from
 * first. */
typedef struct ax_unicode_run {
    uint32_t first, last, step, target;
} ax_unicode_run;

typedef struct ax_unicode_several {
    uint32_t code;
    uint32_t target[3]; /* 0: no more */
} ax_unicode_several;

extern const ax_unicode_range ax_unicode_vanish[]; /* controls, formats, marks */
extern const size_t ax_unicode_vanish_count;
extern const ax_unicode_range ax_unicode_punctuation[];
extern const size_t ax_unicode_punctuation_count;
extern const ax_unicode_run ax_unicode_fold[]; /* to one code point */
extern const size_t ax_unicode_fold_count;
extern const ax_unicode_several ax_unicode_fold_several[]; /* to two or three */
extern const size_t ax_unicode_fold_several_count;

#endif
