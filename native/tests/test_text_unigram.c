/* SentencePiece tokenizers of tokenizer.json against the reference library
 * (golden/unigram.txt), and files that are wrong. */
#include "support.h"

#include <unistd.h>

#include "text/sentencepiece.h"

enum { LINE = 1 << 20, MOST = 512 };

static char *next_line(FILE *file, char *line) {
    if (!fgets(line, LINE, file)) return NULL;
    line[strcspn(line, "\n")] = 0;
    return line;
}

static size_t from_hex(const char *hex, char *out) {
    size_t n = 0;
    if (strcmp(hex, "-") == 0) return 0;
    for (; hex[0] && hex[1]; hex += 2) {
        unsigned byte;
        assert_int_equal(sscanf(hex, "%2x", &byte), 1);
        out[n++] = (char)byte;
    }
    return n;
}

static int parse_ids(char *line, int32_t *ids) {
    int count = 0;
    if (strcmp(line, "-") == 0) return 0;
    for (char *at = line; *at;) {
        ids[count++] = (int32_t)strtol(at, &at, 10);
        at += *at == ' ';
    }
    return count;
}

static void test_golden(void **state) {
    (void)state;
    static char name[LINE], line[LINE], text[LINE];
    char opened[100] = "";
    ax_sentencepiece *s = NULL;
    ax_error err = {0};
    int cases = 0, tokenizers = 0;
    FILE *file = fopen("golden/unigram.txt", "r");
    assert_non_null(file);
    assert_non_null(next_line(file, line)); /* the hash of its sources */
    while (next_line(file, name)) {
        int32_t expected[MOST], ids[MOST + 1];
        int count = 0;
        if (strcmp(opened, name) != 0) {
            char path[200];
            (void)snprintf(opened, sizeof opened, "%.90s", name);
            (void)snprintf(path, sizeof path, "golden/unigram/%.90s.json", name);
            ax_sentencepiece_close(s);
            s = NULL;
            TEST_OK(ax_sentencepiece_open(path, &s, &err));
            tokenizers++;
        }
        const int limit = atoi(next_line(file, line));
        const size_t bytes = from_hex(next_line(file, line), text);
        const int wanted = parse_ids(next_line(file, line), expected);
        assert_in_range(limit, 2, MOST);
        ids[limit] = -7; /* what is beyond must stay */
        TEST_OK(ax_sentencepiece_encode(s, text, bytes, limit, ids, &count, &err));
        assert_int_equal(ids[limit], -7);
        if (count != wanted || memcmp(ids, expected, (size_t)count * sizeof *ids) != 0)
            fail_msg("%s, case %d: \"%.*s\": %d ids, expected %d", name, cases,
                     (int)bytes, text, count, wanted);
        cases++;
    }
    (void)fclose(file);
    ax_sentencepiece_close(s);
    print_message("%d texts, %d tokenizers\n", cases, tokenizers);
    assert_true(cases > 250 && tokenizers == 4);
}

/* What the add-on says of a prompt. */
static void test_read(void **state) {
    (void)state;
    ax_sentencepiece *s = NULL;
    ax_error err = {0};
    ax_prompt_reading r = {0};
    TEST_OK(ax_sentencepiece_open("golden/unigram/t5.json", &s, &err));
    const char *prompt = "a dog \xE0\xB2\x95\xE0\xB2\xA8 runs"; /* no Kannada in it */
    TEST_OK(ax_sentencepiece_read(s, prompt, strlen(prompt), 64, &r, &err));
    assert_int_equal(r.words, 4);
    assert_int_equal(r.unknown, 1);
    assert_int_equal(r.unknown_at, 6);
    assert_int_equal(r.unknown_bytes, 6);
    assert_false(r.cut);
    TEST_OK(ax_sentencepiece_read(s, prompt, strlen(prompt), 3, &r, &err));
    assert_true(r.cut && r.tokens == 2 && r.words <= 2);
    TEST_FAILS(ax_sentencepiece_read(s, prompt, strlen(prompt), 1, &r, &err),
               AX_ERR_USAGE, "2 tokens at least");
    ax_sentencepiece_close(s);
    s = NULL;
    TEST_OK(ax_sentencepiece_open("golden/unigram/umt5.json", &s, &err));
    TEST_OK(ax_sentencepiece_read(s, prompt, strlen(prompt), 64, &r, &err));
    assert_int_equal(r.words, 4);
    assert_int_equal(r.unknown, 1); /* bytes alone */
    ax_sentencepiece_close(s);
}

/* ---- files that are wrong ---- */

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

#define MODEL(rest) "\"model\":{\"type\":\"Unigram\",\"unk_id\":0," rest "}"
#define VOCABULARY "\"vocab\":[[\"<unk>\",0.0],[\"a\",-1.5]]"
#define GOOD "{" MODEL(VOCABULARY)
#define NORMALIZER(type, rest) GOOD ",\"normalizer\":{\"type\":\"" type "\"" rest "}}"

static void test_wrong_files(void **state) {
    (void)state;
    static const struct {
        const char *text, *words;
    } files[] = {
        {"", "invalid JSON"},
        {"[]", "expected '{'"},
        {"{}", "\"model\""},
        {"{\"model\":3}", "\"model\""},
        {"{\"model\":{},\"model\":{}}", "duplicate key"},
        {"{\"model\":{\"type\":\"BPE\",\"vocab\":[]}}", "\"model.type\""},
        {"{" MODEL("\"vocab\":{}") "}", "\"model.vocab\""},
        {"{" MODEL("\"vocab\":[]") "}", "\"model.vocab\""},
        {"{" MODEL("\"vocab\":[[\"a\"]]") "}", "expected ','"},
        {"{" MODEL("\"vocab\":[[\"a\",\"b\"]]") "}", "\"model.vocab\""},
        {"{" MODEL("\"vocab\":[[\"a\",1e999]]") "}", "\"model.vocab\""},
        {"{" MODEL(VOCABULARY ",\"byte_fallback\":1") "}", "\"model.byte_fallback\""},
        {"{\"model\":{" VOCABULARY "}}", "\"model.unk_id\""},
        {"{\"model\":{\"unk_id\":null," VOCABULARY "}}", "\"model.unk_id\""},
        {"{\"model\":{\"unk_id\":2," VOCABULARY "}}", "\"model.unk_id\""},
        {"{\"model\":{\"unk_id\":-1," VOCABULARY "}}", "\"model.unk_id\""},
        {NORMALIZER("NFKC", ""), "\"NFKC\" is not supported"},
        {NORMALIZER("Precompiled", ""), "precompiled_charsmap"},
        {NORMALIZER("Precompiled", ",\"precompiled_charsmap\":\"AA\""), "no map"},
        {NORMALIZER("Precompiled", ",\"precompiled_charsmap\":\"/////w==\""), "no map"},
        {NORMALIZER("Replace", ",\"content\":\"\",\"pattern\":{\"Regex\":\"x+\"}"),
         "\"x+\" is not supported"},
        {NORMALIZER("Strip", ""), "strip_left"},
        {GOOD ",\"added_tokens\":{}}", "\"added_tokens\""},
        {GOOD ",\"added_tokens\":[{\"id\":1}]}", "\"added_tokens.content\""},
        {GOOD ",\"added_tokens\":[{\"id\":1e9,\"content\":\"x\"}]}",
         "\"added_tokens.id\""},
        {GOOD ",\"added_tokens\":[{\"id\":1,\"content\":\"x\",\"single_word\":true}]}",
         "\"added_tokens.single_word\""},
        {GOOD ",\"added_tokens\":[{\"id\":1,\"content\":\"x\"}]}", "added_tokens.id"},
        {GOOD ",\"added_tokens\":[{\"id\":2,\"content\":\"a\"}]}", "added_tokens.id"},
        {GOOD ",\"pre_tokenizer\":{\"type\":\"ByteLevel\"}}", "\"pre_tokenizer\""},
        {GOOD ",\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"__\"}}",
         "\"pre_tokenizer.replacement\""},
        {GOOD ",\"post_processor\":{\"type\":\"BertProcessing\"}}",
         "\"post_processor\""},
        {GOOD ",\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[]}}",
         "\"post_processor.single\""},
    };
    char path[] = "/tmp/ax_unigram_XXXXXX";
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        ax_sentencepiece *s = NULL;
        ax_error err = {0};
        write_file(path, files[i].text);
        TEST_FAILS(ax_sentencepiece_open(path, &s, &err), AX_ERR_MODEL, files[i].words);
        assert_null(s);
    }
    ax_sentencepiece *s = NULL;
    ax_error err = {0};
    write_file(path, GOOD "}");
    TEST_OK(ax_sentencepiece_open(path, &s, &err));
    assert_int_equal(ax_sentencepiece_vocabulary(s), 2);
    assert_int_equal(ax_sentencepiece_added(s), 0);
    ax_sentencepiece_close(s);
    (void)close(descriptor);
    (void)unlink(path);
}

/* A prompt, or what a normaliser makes of it, has a limit. */
static void test_too_long(void **state) {
    (void)state;
    enum { BYTES = (1 << 20) + 1 };
    ax_sentencepiece *s = NULL;
    ax_error err = {0};
    int32_t ids[8];
    int count = 0;
    char *text = malloc(BYTES);
    assert_non_null(text);
    memset(text, ' ', BYTES);
    TEST_OK(ax_sentencepiece_open("golden/unigram/spm.json", &s, &err));
    TEST_FAILS(ax_sentencepiece_encode(s, text, BYTES, 8, ids, &count, &err),
               AX_ERR_USAGE, "shorten it");
    text[0] = text[BYTES - 2] = 'a'; /* spaces between, which are looked at once */
    TEST_OK(ax_sentencepiece_encode(s, text, BYTES - 1, 8, ids, &count, &err));
    assert_true(count <= 8);
    ax_sentencepiece_close(s);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_wrong_files),
        cmocka_unit_test(test_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
