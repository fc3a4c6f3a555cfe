/* A take of any length as windows of the model's length, each of which is given frames
 * that are known already: the last ones of the window before, the caller's, and of a
 * loop the take's first ones behind its end.
 *
 * A prompt changes only where a window's new frames begin. A window that reaches beyond
 * what is kept of it looks ahead: its last frames are made anew by the next window. At
 * the take's end it begins earlier instead, and knows more frames. */
#ifndef AX_ANIMATE_WINDOWS_H
#define AX_ANIMATE_WINDOWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/* The first frames that a loop's last window sees behind the end: a pose and its
 * speed. */
enum { AX_LOOP_FRAMES = 2 };

typedef struct ax_window {
    int start, length; /* generated together; of a loop, frame F + n is frame n */
    int from, until;   /* the new frames, which are kept; those before are known */
} ax_window;

typedef struct ax_layout {
    int frames;           /* F */
    int window;           /* the model's, W */
    int context;          /* known frames at a window's start, 1..W - 1 */
    bool loop;            /* F >= 4, and W > context + AX_LOOP_FRAMES */
    const uint8_t *given; /* [F], nonzero: known from the start; NULL: none */
    const int *changes;   /* frames from which on there is another prompt, ascending,
                             1..F - 1 */
    int change_count;
} ax_layout;

/* windows: in the order in which they are generated; the caller frees them. Windows
 * whose new frames are all given are left out. Of all layouts that with the fewest
 * windows, whose borders do not lie shortly before given frames, and whose new frames
 * are evenly many. A take that fits into one window is one. AX_ERR_RESOURCE without
 * memory. */
ax_status ax_windows_plan(const ax_layout *layout, ax_window **windows, int *count,
                          ax_error *err);

#endif
