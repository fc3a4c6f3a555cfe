/* What the stub libraries count, and how tests make them fail. Each keeps one of these,
 * exported as stub_state_driver, _blas or _dnn. */
#ifndef AX_KERNELS_TESTS_STUB_H
#define AX_KERNELS_TESTS_STUB_H

enum { STUB_LAUNCHES = 64, STUB_NAME = 32 };

typedef struct stub_launch {
    char kernel[STUB_NAME];
    unsigned grid[3], threads;
} stub_launch;

typedef struct stub_state {
    /* what the machine is */
    int begins;  /* the result of cuInit, cublasLtCreate or cudnnCreate */
    int version; /* of the library */
    int cards;   /* that it finds; or algorithms for a product, engines for a plan */
    int architecture; /* 10 major + minor */
    int no_gelu;      /* no product computes it along */
    /* failures: call number fail_at (counted from 1) gives fail_with, once */
    long calls, fail_at;
    int fail_with;
    const char *late_from; /* waiting fails once a kernel of this name was launched */
    int late;
    /* what is open or allocated now */
    long memory, contexts, entered, streams, modules, handles, descriptions;
    long graphs; /* and what they are launched from */
    int capturing;
    long wrong; /* calls that no program may make: a free of what is none, and so on */
    long launches, captured, replayed;
    stub_launch launch[STUB_LAUNCHES]; /* the first ones */
} stub_state;

/* What the stubs' functions begin with: they count, and fail if it is their turn or if
 * they were called as no program may call them. */
#define EXPORT __attribute__((visibility("default")))
#define STUB_CALL(state, type)                                                         \
    do {                                                                               \
        if (++(state).calls == (state).fail_at) return (type)(state).fail_with;        \
    } while (0)
#define STUB_WRONG(state, condition, answer)                                           \
    do {                                                                               \
        if (condition) {                                                               \
            (state).wrong++;                                                           \
            return (answer);                                                           \
        }                                                                              \
    } while (0)

#endif
