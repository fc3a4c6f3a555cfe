/* A main() for the fuzz targets where there is no libFuzzer: the seeds, and mutations
 * of them for a while. `make test` so builds and runs each target with any compiler;
 * what finds new paths is `make fuzz`.
 *
 *     fuzz_NAME SECONDS CRASH FILE...
 *
 * Mutations follow from their number alone. The input that breaks something is written
 * to the file CRASH; with 0 SECONDS the files alone are run. */
#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "fuzz/bytes.h"

enum { INPUT_BYTES = 4096, MAX_SEEDS = 64 };

typedef struct seed {
    uint8_t *data;
    size_t size;
} seed;

static const char *crash_path;
static const uint8_t *running; /* NULL between two inputs */
static size_t running_size;

static void keep_input(int number) {
    if (running) {
        const int file = open(crash_path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (file >= 0 && write(file, running, running_size) == (ssize_t)running_size)
            (void)close(file);
    }
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

/* Exactly its size, so that the sanitizer sees each step beyond. */
static void run(const uint8_t *data, size_t size) {
    uint8_t *input = malloc(size ? size : 1);
    FUZZ_REQUIRE(input, "%zu bytes", size);
    if (size) memcpy(input, data, size);
    running = input;
    running_size = size;
    (void)LLVMFuzzerTestOneInput(input, size);
    running = NULL;
    free(input);
}

static seed read_seed(const char *path) {
    FILE *file = fopen(path, "rb");
    FUZZ_REQUIRE(file, "%s cannot be opened", path);
    seed s = {0};
    size_t got = 0;
    do {
        uint8_t *grown = realloc(s.data, s.size + INPUT_BYTES);
        FUZZ_REQUIRE(grown, "%s is too large", path);
        s.data = grown;
        got = fread(s.data + s.size, 1, INPUT_BYTES, file);
        s.size += got;
    } while (got > 0);
    (void)fclose(file);
    return s;
}

static uint32_t next(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Bytes changed, a stretch left out or repeated, the end cut off. */
static size_t mutate(const seed *from, uint32_t number, uint8_t *out) {
    uint32_t state = number * 2654435761u + 1;
    size_t size = from->size < INPUT_BYTES ? from->size : INPUT_BYTES;
    if (size) memcpy(out, from->data, size);
    for (uint32_t left = 1 + next(&state) % 4; left > 0 && size > 0; left--) {
        const size_t at = next(&state) % size;
        const size_t most = size - at, stretch = 1 + next(&state) % most;
        switch (next(&state) % 6) {
        case 0:
            memmove(out + at, out + at + stretch, most - stretch);
            size -= stretch;
            break;
        case 1:
            if (size + stretch > INPUT_BYTES) break;
            memmove(out + at + stretch, out + at, most);
            size += stretch;
            break;
        case 2:
            size = at;
            break;
        case 3:
            out[at] ^= (uint8_t)(1u << next(&state) % 8);
            break;
        default:
            out[at] = (uint8_t)next(&state);
        }
    }
    return size;
}

int main(int count, char **words) {
    if (count < 4 || count > 3 + MAX_SEEDS) {
        (void)fprintf(stderr, "usage: %s SECONDS CRASH FILE...\n", words[0]);
        return 2;
    }
    crash_path = words[2];
    (void)signal(SIGABRT, keep_input);
    (void)signal(SIGSEGV, keep_input);
    (void)signal(SIGFPE, keep_input);
    const double seconds = strtod(words[1], NULL);
    seed seeds[MAX_SEEDS];
    const uint32_t files = (uint32_t)count - 3;
    for (uint32_t i = 0; i < files; i++) {
        seeds[i] = read_seed(words[3 + i]);
        run(seeds[i].data, seeds[i].size);
    }
    static uint8_t input[INPUT_BYTES];
    uint32_t mutants = 0;
    while ((double)clock() / CLOCKS_PER_SEC < seconds) {
        const size_t size = mutate(&seeds[mutants % files], mutants, input);
        run(input, size);
        mutants++;
    }
    (void)printf("%u seeds, %u mutations\n", files, mutants);
    for (uint32_t i = 0; i < files; i++) free(seeds[i].data);
    return 0;
}
