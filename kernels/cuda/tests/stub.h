/* What the stub libraries count, and how tests make them fail. Each has one of these,
 * exported as stub_state_driver, _blas or _dnn. */
#ifndef AX_KERNELS_TESTS_STUB_H
#define AX_KERNELS_TESTS_STUB_H

enum { STUB_LAUNCHES = 64, STUB_NAME = 32 };

typedef struct stub_launch {
    char kernel[STUB_NAME];
    unsigned grid[3], threads;
} stub_launch;

typedef struct stub_state {
    /* the machine that is pretended */
    int begins;  /* the result of cuInit, cublasLtCreate or cudnnCreate */
    int version; /* of the library */
    int cards;   /* that it finds; or algorithms for a product, engines for a plan */
    int architecture; /* 10 major + minor */
    int no_gelu;      /* products cannot include GELU */
    /* failures: call number fail_at (counted from 1) gives fail_with, once */
    long calls, fail_at;
    int fail_with;
    const char *late_from; /* waiting fails once a kernel of this name was launched */
    int late;
    /* what is open or allocated at present */
    long memory, contexts, entered, streams, modules, handles, descriptions;
    long graphs; /* and their executables */
    int capturing;
    long wrong; /* invalid calls: freeing what was not allocated, and the like */
    long launches, captured, replayed;
    stub_launch launch[STUB_LAUNCHES]; /* the first ones */
} stub_state;

/* Every stub function starts with this: it counts the call, and fails if a failure was
 * requested for it or the call is invalid. */
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
