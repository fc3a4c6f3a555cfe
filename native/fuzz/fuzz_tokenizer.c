/* A vocabulary and a text, both from the input: everything up to a first NUL byte (of
 * some inputs up to the last one, so that a vocabulary has such bytes, too) is the
 * vocabulary, to which the special tokens are added unless the size is a multiple of
 * 8. Of some inputs it is there many times over. */
#include "fuzz/memory_file.h"
#include "text/tokenizer.h"

static const char special[] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";

static void encode(const ax_tokenizer *t, const uint8_t *text, size_t bytes,
                   int max_tokens) {
    ax_error err = {0};
    int32_t *ids = malloc(fuzz_size(max_tokens) * sizeof *ids + 1);
    int count = -1;
    if (fuzz_succeeded(ax_tokenizer_encode(t, (const char *)text, bytes, max_tokens,
                                           ids, &count, &err),
                       &err)) {
        FUZZ_REQUIRE(count >= 2 && count <= max_tokens, "%d tokens of %d", count,
                     max_tokens);
        for (int i = 0; i < count; i++)
            FUZZ_REQUIRE(ids[i] >= 0 && ids[i] < ax_tokenizer_vocabulary(t), "id %d",
                         (int)ids[i]);
    } else {
        FUZZ_REQUIRE(max_tokens < 2 && count == -1, "%d tokens: %s", max_tokens,
                     err.message);
    }
    ax_prompt_reading r = {0};
    err = (ax_error){0};
    if (fuzz_succeeded(
            ax_tokenizer_read(t, (const char *)text, bytes, max_tokens, &r, &err),
            &err))
        FUZZ_REQUIRE(r.tokens == count - 2 && r.unknown <= r.words &&
                         r.words <= r.tokens && r.unknown_at + r.unknown_bytes <= bytes,
                     "%d tokens, %d of %d words unknown", r.tokens, r.unknown, r.words);
    free(ids);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(NULL, 0);
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;
    if (size % 16 == 1) end = memrchr(data, 0, size);
    const size_t lines = end ? (size_t)(end - data) : size;
    const size_t head = size % 8 ? sizeof special - 1 : 0;
    const size_t copies = size % 32 == 2 ? 100 : 1;
    uint8_t *vocabulary = fuzz_array(&in, head + copies * lines, 1);
    memcpy(vocabulary, special, head);
    for (size_t i = 0; lines && i < copies; i++)
        memcpy(vocabulary + head + i * lines, data, lines);
    memory_file file = memory_file_open(vocabulary, head + copies * lines);
    ax_error err = {0};
    ax_tokenizer *t = NULL;
    if (fuzz_succeeded(ax_tokenizer_open(file.path, &t, &err), &err)) {
        const size_t bytes = size - lines - (end ? 1 : 0);
        uint8_t *text = fuzz_array(&in, bytes, 1);
        if (bytes) memcpy(text, data + size - bytes, bytes);
        static const int max_tokens[] = {-1, 0, 1, 2, 3, 32, 4096};
        for (size_t i = 0; i < sizeof max_tokens / sizeof *max_tokens; i++)
            encode(t, text, bytes, max_tokens[i]);
    }
    ax_tokenizer_close(t);
    memory_file_close(&file);
    fuzz_end(&in);
    return 0;
}
