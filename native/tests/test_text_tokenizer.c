/* The tokenizer against ids that transformers produced (golden/tokenizer.txt). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "text/tokenizer.h"

#define VOCABULARY "../../assets/minilm-l6-v2/vocab.txt"
enum { MAX_IDS = 512, MAX_LINE = 1 << 16 };

typedef struct golden_case {
    int limit;
    char *text;
    size_t bytes;
    int count;
    int32_t ids[MAX_IDS];
} golden_case;

static size_t unhex(const char *hex, char **out) {
    const char *star = strchr(hex, '*');
    const size_t times = star ? (size_t)atoi(star + 1) : 1;
    const size_t digits = star ? (size_t)(star - hex) : strcspn(hex, "\n-");
    const size_t bytes = digits / 2;
    char *text = malloc(bytes * times + 1);
    assert_non_null(text);
    for (size_t i = 0; i < bytes * times; ++i) {
        unsigned value = 0;
        assert_int_equal(sscanf(hex + 2 * (i % bytes), "%2x", &value), 1);
        text[i] = (char)value;
    }
    text[bytes * times] = 0;
    *out = text;
    return bytes * times;
}

static int read_case(FILE *file, char *line, golden_case *c) {
    if (!fgets(line, MAX_LINE, file)) return 0;
    c->limit = atoi(line);
    assert_non_null(fgets(line, MAX_LINE, file));
    c->bytes = unhex(line, &c->text);
    assert_non_null(fgets(line, MAX_LINE, file));
    char *at = line, *end;
    for (c->count = 0;; at = end) {
        const long id = strtol(at, &end, 10);
        if (end == at) break;
        assert_true(c->count < MAX_IDS);
        c->ids[c->count++] = (int32_t)id;
    }
    return 1;
}

static ax_tokenizer *open_or_skip(void) {
    if (access(VOCABULARY, R_OK) != 0) {
        print_message("skipped: no %s (make setup)\n", VOCABULARY);
        skip();
    }
    ax_error err = {0};
    ax_tokenizer *t = NULL;
    if (ax_tokenizer_open(VOCABULARY, &t, &err) != AX_OK) fail_msg("%s", err.message);
    return t;
}

static void test_golden_ids(void **state) {
    (void)state;
    ax_tokenizer *t = open_or_skip();
    assert_int_equal(ax_tokenizer_vocabulary(t), 30522);
    FILE *file = fopen("golden/tokenizer.txt", "r");
    assert_non_null(file);
    char *line = malloc(MAX_LINE);
    assert_non_null(line);
    assert_true(fgets(line, MAX_LINE, file) && line[0] == '#'); /* of what made it */
    int cases = 0, wrong = 0;
    for (golden_case c; read_case(file, line, &c); free(c.text), ++cases) {
        int32_t ids[MAX_IDS + 1];
        int count = -1;
        ids[c.limit] = -7; /* must not be overwritten */
        ax_error err = {0};
        assert_int_equal(
            ax_tokenizer_encode(t, c.text, c.bytes, c.limit, ids, &count, &err), AX_OK);
        assert_int_equal(ids[c.limit], -7);
        if (count != c.count || memcmp(ids, c.ids, (size_t)count * sizeof *ids) != 0) {
            ++wrong;
            print_message("case %d: %d ids, expected %d: %.60s\n", cases, count,
                          c.count, c.text);
            for (int i = 0; i < count && i < 24; ++i) print_message(" %d", ids[i]);
            print_message("\n");
        }
    }
    print_message("%d texts\n", cases);
    free(line);
    (void)fclose(file);
    ax_tokenizer_close(t);
    assert_int_equal(wrong, 0);
    assert_true(cases > 40);
}

/* ---- a small vocabulary, which is always there ---- */

static char *write_vocabulary(const char *text) {
    static char path[] = "/tmp/ax_vocabulary_XXXXXX";
    strcpy(path + sizeof path - 7, "XXXXXX");
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    close(file);
    return path;
}

static const char *small_vocabulary =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\nrun\n##n\n##ing\nr\n##u\n!\n\xe7\x8b\x97\nrun";

static void expect_ids(const ax_tokenizer *t, const char *text, int limit, int count,
                       const int32_t *expected) {
    int32_t ids[64];
    int found = 0;
    assert_int_equal(
        ax_tokenizer_encode(t, text, strlen(text), limit, ids, &found, NULL), AX_OK);
    assert_int_equal(found, count);
    for (int i = 0; i < count; ++i) assert_int_equal(ids[i], expected[i]);
}

static void test_small_vocabulary(void **state) {
    (void)state;
    char *path = write_vocabulary(small_vocabulary);
    ax_tokenizer *t = NULL;
    ax_error err = {0};
    assert_int_equal(ax_tokenizer_open(path, &t, &err), AX_OK);
    unlink(path);
    assert_int_equal(ax_tokenizer_vocabulary(t), 12);
    expect_ids(t, "", 8, 2, (int32_t[]){2, 3});
    /* the last of two equal lines counts */
    expect_ids(t, "Running!", 8, 6, (int32_t[]){2, 11, 5, 6, 9, 3});
    expect_ids(t, "R\xc3\x9cn runs", 8, 4, (int32_t[]){2, 11, 1, 3});
    expect_ids(t, "run\xe7\x8b\x97run", 8, 5, (int32_t[]){2, 11, 10, 11, 3});
    expect_ids(t, "running run run", 4, 4, (int32_t[]){2, 11, 5, 3});
    expect_ids(t, "running", 2, 2, (int32_t[]){2, 3});
    int32_t ids[4];
    int count = -1;
    assert_int_equal(ax_tokenizer_encode(t, "a", 1, 1, ids, &count, &err),
                     AX_ERR_USAGE);
    assert_int_equal(count, -1);
    ax_tokenizer_close(t);
}

/* What of a text is words, and which of them the vocabulary has. */
static void test_reading(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int limit, tokens, words, unknown, cut;
        const char *first; /* unknown word */
    } cases[] = {
        {"", 8, 0, 0, 0, 0, ""},
        {"\xe2\x80\x8b \t\xef\xbb\xbf", 8, 0, 0, 0, 0, ""}, /* zero-width characters */
        {"!!", 8, 2, 0, 0, 0, ""},
        {"Running!", 8, 4, 1, 0, 0, ""},
        {"run walk, run", 8, 4, 3, 1, 0, "walk"},
        {"\xf0\x9f\x90\x95 run", 8, 2, 2, 1, 0, "\xf0\x9f\x90\x95"},
        {"W\xc3\x84LK\xff run", 8, 2, 2, 1, 0, "W\xc3\x84LK"},
        {"running run", 5, 3, 1, 0, 1, ""}, /* ends where the model's tokens do */
        {"running", 5, 3, 1, 0, 0, ""},
        {"running \xe2\x80\x8b ", 5, 3, 1, 0, 0, ""}, /* nothing that would be read */
        {"run walk", 3, 1, 1, 0, 1, ""}, /* unknown words beyond do not count */
        {"runnn", 8, 3, 1, 0, 0, ""},
        {"r\xe7\x8b\x97", 8, 2, 2, 0, 0, ""}, /* a character that is a word */
    };
    char *path = write_vocabulary(small_vocabulary);
    ax_tokenizer *t = NULL;
    ax_error err = {0};
    assert_int_equal(ax_tokenizer_open(path, &t, &err), AX_OK);
    unlink(path);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ax_prompt_reading r;
        const char *text = cases[i].text, *first = cases[i].first;
        assert_int_equal(
            ax_tokenizer_read(t, text, strlen(text), cases[i].limit, &r, &err), AX_OK);
        if (r.tokens != cases[i].tokens || r.words != cases[i].words ||
            r.unknown != cases[i].unknown || r.cut != cases[i].cut ||
            r.unknown_bytes != strlen(first) ||
            memcmp(text + r.unknown_at, first, strlen(first)) != 0)
            fail_msg("%s: %d tokens, %d of %d words unknown, cut %d, bytes %zu to %zu",
                     text, r.tokens, r.unknown, r.words, r.cut, r.unknown_at,
                     r.unknown_at + r.unknown_bytes);
    }
    ax_prompt_reading r;
    assert_int_equal(ax_tokenizer_read(t, "a", 1, 1, &r, &err), AX_ERR_USAGE);
    ax_tokenizer_close(t);
}

/* Of a script of which the vocabulary has the letters, but no words. */
static void test_spelled_words(void **state) {
    (void)state;
    char *path =
        write_vocabulary("[UNK]\n[CLS]\n[SEP]\n\xd1\x81\n##\xd0\xbe\n##\xd0\xb1\n"
                         "##\xd0\xb0\nz\n##z\n");
    ax_tokenizer *t = NULL;
    ax_error err = {0};
    ax_prompt_reading r;
    assert_int_equal(ax_tokenizer_open(path, &t, &err), AX_OK);
    unlink(path);
    const char *texts[] = {"\xd1\x81\xd0\xbe\xd0\xb1\xd0\xb0",
                           "\xd1\x81\xd0\xbe\xd0\xb1", "zzzz"};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ax_tokenizer_read(t, texts[i], strlen(texts[i]), 16, &r, &err),
                         AX_OK);
        assert_int_equal(r.words, 1);
        assert_int_equal(r.unknown, i == 0);
        assert_int_equal(r.tokens, i == 1 ? 3 : 4);
    }
    ax_tokenizer_close(t);
}

static void test_bad_vocabularies(void **state) {
    (void)state;
    ax_tokenizer *t = NULL;
    ax_error err = {0};
    assert_int_equal(ax_tokenizer_open("/nonexistent/vocab.txt", &t, &err),
                     AX_ERR_MODEL);
    print_message("%s\n", err.message);
    static const char *const texts[] = {"", "[CLS]\n[SEP]\n", "\n\n\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; ++i) {
        char *path = write_vocabulary(texts[i]);
        err = (ax_error){0};
        assert_int_equal(ax_tokenizer_open(path, &t, &err), AX_ERR_MODEL);
        print_message("%s\n", err.message);
        unlink(path);
    }
    assert_null(t);
}

/* Lines that all want the same place in the index of FNV-1a hashes are refused; as many
 * that do not are none of its business. */
static void test_lines_that_collide(void **state) {
    (void)state;
    enum { LINES = 1500, SLOTS = 4096, LINE = 9 };
    char *text = malloc(LINES * LINE + 64);
    assert_non_null(text);
    for (int alike = 0; alike < 2; ++alike) {
        size_t at = (size_t)sprintf(text, "[UNK]\n[CLS]\n[SEP]\n");
        for (unsigned n = 0, lines = 0; lines < LINES; ++n) {
            char line[LINE + 1];
            (void)snprintf(line, sizeof line, "%08x\n", n);
            uint32_t hash = 2166136261u;
            for (int i = 0; i < LINE - 1; ++i)
                hash = (hash ^ (unsigned char)line[i]) * 16777619u;
            if (alike && hash % SLOTS) continue;
            memcpy(text + at, line, LINE);
            at += LINE;
            ++lines;
        }
        text[at] = 0;
        char *path = write_vocabulary(text);
        ax_tokenizer *t = NULL;
        ax_error err = {0};
        assert_int_equal(ax_tokenizer_open(path, &t, &err),
                         alike ? AX_ERR_MODEL : AX_OK);
        if (alike) assert_non_null(strstr(err.message, "told apart"));
        ax_tokenizer_close(t);
        unlink(path);
    }
    free(text);
}

/* ---- every allocation fails once ---- */

static int allocations_left;
static void *failing_alloc(size_t size) {
    return allocations_left-- > 0 ? aligned_alloc(64, size ? size : 64) : NULL;
}

static void test_allocation_failures(void **state) {
    (void)state;
    char *path = write_vocabulary(small_vocabulary);
    ax_memory_set_hooks(failing_alloc, free);
    int n = 0;
    for (;; ++n) {
        ax_tokenizer *t = NULL;
        ax_error err = {0};
        allocations_left = n;
        const ax_status status = ax_tokenizer_open(path, &t, &err);
        if (status == AX_OK) {
            ax_tokenizer_close(t);
            break;
        }
        assert_int_equal(status, AX_ERR_RESOURCE);
        assert_null(t);
        assert_int_equal(ax_memory_in_use(), 0);
    }
    ax_memory_set_hooks(NULL, NULL);
    unlink(path);
    print_message("%d allocations failed in turn\n", n);
    assert_true(n >= 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_ids),
        cmocka_unit_test(test_small_vocabulary),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_spelled_words),
        cmocka_unit_test(test_bad_vocabularies),
        cmocka_unit_test(test_lines_that_collide),
        cmocka_unit_test(test_allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
