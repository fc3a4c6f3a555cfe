/* Windows of a long take: every frame that is not given is made once, by a window that
 * lies within the take and knows frames before. */
#include "animate/windows.h"
#include "fuzz/bytes.h"

static void check_windows(const ax_layout *l, const ax_window *w, int count) {
    int before = 0;
    for (int n = 0; n < count; n++) {
        const int total = l->frames + (l->loop && w[n].from > 0 ? AX_LOOP_FRAMES : 0);
        FUZZ_REQUIRE(w[n].from >= before && w[n].until > w[n].from &&
                         w[n].until <= l->frames,
                     "window %d keeps %d to %d", n, w[n].from, w[n].until);
        FUZZ_REQUIRE(w[n].start >= 0 && w[n].start <= w[n].from &&
                         w[n].length <= l->window &&
                         w[n].until <= w[n].start + w[n].length &&
                         w[n].start + w[n].length <= total,
                     "window %d is %d long from %d", n, w[n].length, w[n].start);
        for (int f = before; f < w[n].from; f++)
            FUZZ_REQUIRE(l->given && l->given[f], "frame %d is in no window", f);
        for (int c = 0; c < l->change_count; c++)
            FUZZ_REQUIRE(l->changes[c] <= w[n].from || l->changes[c] >= w[n].until,
                         "window %d has two prompts", n);
        before = w[n].until;
    }
    for (int f = before; f < l->frames; f++)
        FUZZ_REQUIRE(l->given && l->given[f], "frame %d is in no window", f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_bytes in = fuzz_begin(data, size);
    const int frames = fuzz_int(&in, 1, fuzz_flag(&in, 8) ? 512 : 60);
    const int window = fuzz_int(&in, 2, fuzz_flag(&in, 8) ? 256 : 20);
    ax_layout l = {.frames = frames, .window = window};
    l.context = fuzz_int(&in, 1, window - 1);
    l.loop = fuzz_flag(&in, 2) && frames >= 4 && window > l.context + AX_LOOP_FRAMES;
    if (fuzz_flag(&in, 2)) {
        uint8_t *given = fuzz_array(&in, fuzz_size(frames), 1);
        const unsigned share = (unsigned)fuzz_bits(&in, 1);
        for (int f = 0; f < frames; f++) given[f] = fuzz_bits(&in, 1) < share;
        l.given = given;
    }
    int *changes = fuzz_array(&in, fuzz_size(frames), sizeof *changes);
    for (int f = 1; f < frames && in.left; f++)
        if (fuzz_flag(&in, 6)) changes[l.change_count++] = f;
    l.changes = changes;
    ax_window *windows = NULL;
    int count = 0;
    ax_error err = {0};
    if (fuzz_succeeded(ax_windows_plan(&l, &windows, &count, &err), &err))
        check_windows(&l, windows, count);
    else
        FUZZ_REQUIRE(err.code == AX_ERR_RESOURCE, "%s", err.message);
    ax_free(windows);
    fuzz_end(&in);
    return 0;
}
