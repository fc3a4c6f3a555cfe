/* Encodes texts for comparisons with the reference libraries (training/tests):
 *
 *     text_tool tokens TOKENIZER.json MAX_TOKENS < texts > ids
 *     text_tool states TYPE DIR MAX_TOKENS PRECISION < texts > states
 *
 * A text is its size in bytes and its bytes; the answer is a count and int32 ids, or
 * the tokens, the width and F32 states. Sizes and counts are uint32. Then, to stderr,
 * the largest memory in use and the seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "text/sentencepiece.h"
#include "text/text.h"

static void check(ax_status status, const ax_error *err) {
    if (status == AX_OK) return;
    (void)fprintf(stderr, "%s\n", err->message);
    exit((int)status);
}

static char *next_text(uint32_t *bytes) {
    if (fread(bytes, sizeof *bytes, 1, stdin) != 1) return NULL;
    char *text = malloc(*bytes + 1u);
    if (!text || fread(text, 1, *bytes, stdin) != *bytes) exit(1);
    text[*bytes] = 0;
    return text;
}

static void write_out(const void *data, size_t size, size_t count) {
    if (fwrite(data, size, count, stdout) != count) exit(1);
}

static void write_tokens(const char *path, int max_tokens) {
    ax_error err = {0};
    ax_sentencepiece *s = NULL;
    uint32_t bytes;
    int32_t *ids = malloc((size_t)max_tokens * sizeof *ids);
    check(ax_sentencepiece_open(path, &s, &err), &err);
    for (char *text; (text = next_text(&bytes)); free(text)) {
        int count = 0;
        check(ax_sentencepiece_encode(s, text, bytes, max_tokens, ids, &count, &err),
              &err);
        write_out(&count, sizeof count, 1);
        write_out(ids, sizeof *ids, (size_t)count);
    }
    ax_sentencepiece_close(s);
    free(ids);
}

static void write_states(char **argv) {
    ax_error err = {0};
    ax_device *dev = NULL;
    ax_text *text = NULL;
    ax_account *account = NULL;
    const int max_tokens = atoi(argv[4]);
    const ax_precision precision =
        strcmp(argv[5], "f32") == 0 ? AX_PRECISION_F32 : AX_PRECISION_BF16;
    const ax_device_options options = {sizeof options, 0, precision};
    uint32_t bytes;
    check(ax_account_open(&account, &err), &err);
    AX_CHARGE(account);
    const double begin = ax_clock_seconds();
    check(ax_ops_cpu()->open(&options, &dev, &err), &err);
    check(ax_text_open(ax_ops_cpu(), dev, argv[2], argv[3], max_tokens, &text, &err),
          &err);
    const int width = ax_text_width(text);
    (void)fprintf(stderr, "%s; opened in %.2f s\n", ax_ops_cpu()->describe(dev),
                  ax_clock_seconds() - begin);
    float *states = malloc((size_t)max_tokens * (size_t)width * sizeof *states);
    for (char *prompt; (prompt = next_text(&bytes)); free(prompt)) {
        int tokens = 0;
        const double start = ax_clock_seconds();
        check(ax_text_encode(text, prompt, states, &tokens, &err), &err);
        (void)fprintf(stderr, "%d tokens in %.2f s\n", tokens,
                      ax_clock_seconds() - start);
        write_out(&tokens, sizeof tokens, 1);
        write_out(&width, sizeof width, 1);
        write_out(states, sizeof *states, (size_t)tokens * (size_t)width);
    }
    (void)fprintf(stderr, "at most %.0f MB\n", (double)ax_account_peak(account) / 1e6);
    free(states);
    ax_text_close(text);
    ax_ops_cpu()->close(dev);
    ax_account_close(account);
}

int main(int argc, char **argv) {
    if (argc == 4 && strcmp(argv[1], "tokens") == 0)
        write_tokens(argv[2], atoi(argv[3]));
    else if (argc == 6 && strcmp(argv[1], "states") == 0)
        write_states(argv);
    else
        return 2;
    return 0;
}
