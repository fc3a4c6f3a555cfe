/* A tokenizer.json and a text. The input up to its first NUL byte is, by its size, a
 * whole file, or the parts of one: lines are the vocabulary, the normaliser, the way of
 * splitting, the added tokens and the template. The rest is the text. */
#include "fuzz/memory_file.h"
#include "text/sentencepiece.h"

static const char *const heads[] = {
    "{\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"byte_fallback\":true,\"vocab\":",
    "},\"normalizer\":", ",\"pre_tokenizer\":", ",\"added_tokens\":",
    ",\"post_processor\":"};
static const char *const usual[] = {
    "[[\"<unk>\",0],[\"\xE2\x96\x81\",-2],[\"a\",-3],[\"\xE2\x96\x81"
    "ab\",-4.5],[\"<0x41>\",-1]]",
    "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Replace\",\"pattern\":{"
    "\"Regex\":\" {2,}\"},\"content\":\" \"}]}",
    "{\"type\":\"Metaspace\",\"replacement\":\"\xE2\x96\x81\"}",
    "[{\"id\":7,\"content\":\"<s>\",\"lstrip\":true,\"rstrip\":true}]",
    "{\"type\":\"TemplateProcessing\",\"single\":[{\"Sequence\":{\"id\":\"A\"}}]}"};
enum { PARTS = sizeof heads / sizeof *heads };

static void encode(const ax_sentencepiece *s, const uint8_t *text, size_t bytes,
                   int max_tokens) {
    ax_error err = {0};
    int32_t *ids = malloc(fuzz_size(max_tokens) * sizeof *ids + 1);
    int count = -1;
    const int least = ax_sentencepiece_added(s);
    if (fuzz_succeeded(ax_sentencepiece_encode(s, (const char *)text, bytes, max_tokens,
                                               ids, &count, &err),
                       &err)) {
        FUZZ_REQUIRE(count >= least && count <= max_tokens, "%d tokens of %d", count,
                     max_tokens);
        for (int i = 0; i < count; i++)
            FUZZ_REQUIRE(ids[i] >= 0 && ids[i] < ax_sentencepiece_vocabulary(s),
                         "id %d", (int)ids[i]);
    }
    ax_prompt_reading r = {0};
    err = (ax_error){0};
    if (fuzz_succeeded(
            ax_sentencepiece_read(s, (const char *)text, bytes, max_tokens, &r, &err),
            &err))
        FUZZ_REQUIRE(r.tokens == count - least && r.unknown <= r.words &&
                         r.words <= r.tokens && r.unknown_at + r.unknown_bytes <= bytes,
                     "%d tokens, %d of %d words unknown", r.tokens, r.unknown, r.words);
    free(ids);
}

static size_t add(uint8_t *to, size_t at, const void *from, size_t bytes) {
    if (bytes) memcpy(to + at, from, bytes);
    return at + bytes;
}

/* The file; `whole`: the input as it is. An empty line stands for what is usual. */
static uint8_t *file_of(fuzz_bytes *in, const uint8_t *data, size_t size, bool whole,
                        size_t *bytes) {
    uint8_t *file = fuzz_array(in, size + 4096, 1);
    size_t at = 0, from = 0;
    if (whole) {
        *bytes = add(file, 0, data, size);
        return file;
    }
    for (int part = 0; part < PARTS; part++) {
        const uint8_t *end =
            from < size ? memchr(data + from, '\n', size - from) : NULL;
        const size_t length = from >= size ? 0
                              : end        ? (size_t)(end - data) - from
                                           : size - from;
        at = add(file, at, heads[part], strlen(heads[part]));
        if (length)
            at = add(file, at, data + from, length);
        else
            at = add(file, at, usual[part], strlen(usual[part]));
        from += length + 1;
    }
    *bytes = add(file, at, "}", 1);
    return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(NULL, 0);
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;
    const size_t head = end ? (size_t)(end - data) : size;
    size_t bytes = 0;
    uint8_t *bytes_of_file = file_of(&in, data, head, size % 4 == 1, &bytes);
    memory_file file = memory_file_open(bytes_of_file, bytes);
    ax_error err = {0};
    ax_sentencepiece *s = NULL;
    if (fuzz_succeeded(ax_sentencepiece_open(file.path, &s, &err), &err)) {
        const size_t left = size - head - (end ? 1 : 0);
        uint8_t *text = fuzz_array(&in, left, 1);
        if (left) memcpy(text, data + size - left, left);
        static const int max_tokens[] = {-1, 0, 1, 2, 3, 32, 4096};
        for (size_t i = 0; i < sizeof max_tokens / sizeof *max_tokens; i++)
            encode(s, text, left, max_tokens[i]);
    }
    ax_sentencepiece_close(s);
    memory_file_close(&file);
    fuzz_end(&in);
    return 0;
}
