/* Raising errors. ax_status and ax_error themselves are public (animax/types.h).
 * Nothing in the engine aborts, exits or prints.
 *
 *     ax_error err = {0};
 *     if (ax_something(..., &err) != AX_OK) report(err.message);
 */
#ifndef AX_BASE_STATUS_H
#define AX_BASE_STATUS_H

#include "animax/types.h"

/* Records an error and returns `code`, so that `return ax_fail(...)` reads well. `err`
 * may be NULL. The first record wins: a cleanup failure never hides its cause. */
#define ax_fail(err, code, ...)                                                        \
    ax_fail_at((err), (code), __FILE__, __LINE__, __VA_ARGS__)
ax_status ax_fail_at(ax_error *err, ax_status code, const char *file, int line,
                     const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Makes any bytes a line of valid UTF-8, in place and not longer: a character that was
 * cut is left out; any other wrong byte, and control characters, which terminals obey,
 * become question marks. For messages, which quote names, prompts and files up to a
 * number of bytes. */
void ax_utf8_tidy(char *text);

/* Evaluates a call and returns its status from the enclosing function if it failed.
 * Only for functions that own nothing; owners use `goto done`. */
#define AX_TRY(call)                                                                   \
    do {                                                                               \
        ax_status ax_try_status_ = (call);                                             \
        if (ax_try_status_ != AX_OK) return ax_try_status_;                            \
    } while (0)

#endif
