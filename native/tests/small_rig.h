/* A rig of eight bones for the tests of motion. */
#ifndef AX_TESTS_SMALL_RIG_H
#define AX_TESTS_SMALL_RIG_H

#include <string.h>

#include "motion/rig/skeleton.h"

enum { BONES = 8 };

/* A body of three bones up, an arm to each side, a hand bone on the left whose head
 * lies on the arm's tail, and a foot without a parent. Bone axes: y along the bone. */
typedef struct rig {
    int32_t parents[BONES];
    double rest[BONES][16], lengths[BONES];
    uint8_t flags[BONES];
    ax_skeleton skeleton;
} rig;

static inline void set_bone(rig *r, int bone, int parent, double x, double z,
                            const char *axis, double length) {
    static const double up[9] = {1, 0, 0, 0, 0, -1, 0, 1, 0};
    static const double left[9] = {0, 1, 0, -1, 0, 0, 0, 0, 1};
    static const double right[9] = {0, -1, 0, 1, 0, 0, 0, 0, 1};
    const double *m = *axis == 'u' ? up : *axis == 'l' ? left : right;
    double *out = r->rest[bone];
    memset(out, 0, 16 * sizeof *out);
    for (int i = 0; i < 3; i++) memcpy(out + 4 * i, m + 3 * i, 3 * sizeof *m);
    out[3] = x;
    out[11] = z;
    out[15] = 1;
    r->parents[bone] = parent;
    r->lengths[bone] = length;
    r->flags[bone] = AX_BONE_DEFORMS;
}

static inline void make_rig(rig *r) {
    set_bone(r, 0, -1, 0, 0.5, "u", 0.5);
    set_bone(r, 1, 0, 0, 1, "u", 1);
    set_bone(r, 2, 1, 0, 2, "u", 0.4);
    set_bone(r, 3, 1, 0.2, 1.9, "l", 0.6);
    set_bone(r, 4, 3, 0.8, 1.9, "l", 0.3);
    set_bone(r, 5, 1, -0.2, 1.9, "r", 0.6);
    set_bone(r, 6, -1, 0.3, 0, "u", 0.1);
    set_bone(r, 7, 0, 0, 0.5, "u", 0.7); /* a helper: deforms nothing */
    r->flags[7] = 0;
    r->skeleton = (ax_skeleton){BONES,    r->parents, &r->rest[0][0], r->lengths,
                                r->flags, NULL,       NULL,           NULL};
}

#endif
