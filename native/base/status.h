/* Status codes and error records: what every fallible function of the engine returns
 * and fills. Nothing in the engine aborts, exits or prints.
 *
 *     ax_error err = {0};
 *     if (ax_something(..., &err) != AX_OK) report(err.message);
 */
#ifndef AX_BASE_STATUS_H
#define AX_BASE_STATUS_H

/* Pinned numbers: they are the exit statuses of the command line. */
typedef enum ax_status {
    AX_OK = 0,
    AX_ERR_INTERNAL = 1,   /* a bug of ours, reported, never aborted on */
    AX_ERR_USAGE = 2,      /* an argument is wrong */
    AX_ERR_INPUT = 3,      /* rig, scene or file cannot be animated */
    AX_ERR_MODEL = 4,      /* the model cannot be loaded */
    AX_ERR_RESOURCE = 5,   /* memory or device */
    AX_ERR_CANCELLED = 130 /* the cancel flag was seen */
} ax_status;

typedef struct ax_error {
    ax_status code;
    int line;         /* where it was raised: for us, not for the artist */
    const char *file; /* static string */
    char message[512];
} ax_error;

/* Records an error and returns `code`, so that `return ax_fail(...)` reads well. `err`
 * may be NULL. The first record wins: a cleanup failure never hides its cause. */
#define ax_fail(err, code, ...)                                                        \
    ax_fail_at((err), (code), __FILE__, __LINE__, __VA_ARGS__)
ax_status ax_fail_at(ax_error *err, ax_status code, const char *file, int line,
                     const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Evaluates a call and returns its status from the enclosing function if it failed.
 * Only for functions that own nothing; owners use `goto done`. */
#define AX_TRY(call)                                                                   \
    do {                                                                               \
        ax_status ax_try_status_ = (call);                                             \
        if (ax_try_status_ != AX_OK) return ax_try_status_;                            \
    } while (0)

#endif
