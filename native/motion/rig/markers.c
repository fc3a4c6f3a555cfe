#include "motion/rig/markers.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"

/* A joint nearer to a bone's head says nothing of its rotation; one that is further off
 * the line through the head shows the twist. In diagonals of the joints' box. */
static const double min_distance = 2e-3, max_off_axis = 0.025;
/* Where a marker lies: a part of the bone's length along it, for bones may share a
 * head, and off its axis by a part of the length, within parts of the longest side of
 * the joints' box. Measured (docs/motion-accuracy.md, Twist): half of the length along
 * and 3 to 6 % of the side off leave 14 % more error where codes are noisy. */
static const double along_share = 0.25, off_share = 0.5;
static const double min_off = 0.05, max_off = 0.1;
/* Cosine of 35 degrees: bones that point nearer to the front or back have their marker
 * above. */
static const double frontal_cosine = 0.8191520442889918;
/* Variance of a bone's own twist, that of a limb's bone being 1. Measured on the clips
 * of 117 rigs: root mean squares of 13 degrees in limbs, 5 in spines, necks and tails
 * (the end of one, a head above all, counts more: it looks about), 28 in roots. */
static const double axial_variance = 0.15, root_variance = 4;
/* What a bone counts beside its length, in diagonals. */
static const double bone_weight = 0.01;
/* Of two bones whose worth differs by a smaller part the first is taken. */
static const double tie_margin = 1e-6;
/* Mirrored bones differ in length by less than this part, and in the height of their
 * ends by less, in diagonals. */
static const double mirror_tolerance = 0.01;

/* What joints show of a bone, and what a marker on it is worth. The cost of a pose is
 * taken as the sum over bones of weight x unseen, where `unseen` is the variance of the
 * bone's twist in the world: of its own and of those above it, up to one whose twist is
 * seen. */
typedef struct marked_bone {
    bool candidate, seen, twists;
    int points;       /* joints that its rotation alone moves */
    int mirrored;     /* its counterpart; -1: none */
    double height[2]; /* of head and tail */
    double axis[3];   /* unit; to the farthest of them, else to the tail */
    double length;    /* along the axis, world units */
    double variance;  /* of its own twist, of a limb's bone: 1 */
    double weight;    /* of the bone, then with those below that share its twist */
    double unseen;
    double at[3]; /* of the marker */
} marked_bone;

typedef struct marker_choice {
    const ax_skeleton *skeleton;
    const ax_joints *joints;
    marked_bone *bone; /* [N] */
    int32_t *children; /* [N] how many of its children are used */
    double diagonal, side;
} marker_choice;

/* The bone whose rotation alone moves the joint: the nearest from its own upwards whose
 * head is elsewhere; -1: none. offset: from that head. */
static int mover(const marker_choice *m, int joint, double offset[3]) {
    const ax_skeleton *s = m->skeleton;
    for (int n = m->joints->bone[joint]; n >= 0; n = s->parents[n]) {
        double head[3];
        ax_bone_head(s, n, head);
        for (int i = 0; i < 3; i++)
            offset[i] = m->joints->position[3 * joint + i] - head[i];
        if (m->bone[n].twists &&
            sqrt(ax_dot3(offset, offset)) > min_distance * m->diagonal)
            return n;
    }
    return -1;
}

/* The axis of a bone without such joints. */
static void point_along_bone(const marker_choice *m, int n) {
    double head[3], tail[3];
    marked_bone *b = &m->bone[n];
    ax_bone_head(m->skeleton, n, head);
    ax_bone_tail(m->skeleton, n, tail);
    b->length = ax_distance3(head, tail);
    const double *rest = m->skeleton->rest + 16 * (size_t)n;
    for (int i = 0; i < 3; i++)
        b->axis[i] = b->length > 0 ? (tail[i] - head[i]) / b->length : rest[4 * i + 1];
    const double length = sqrt(ax_dot3(b->axis, b->axis));
    for (int i = 0; i < 3; i++) b->axis[i] /= length;
}

static void find_axes(const marker_choice *m) {
    double offset[3];
    for (int j = 0; j < m->joints->count; j++) {
        const int n = mover(m, j, offset);
        const double length = sqrt(ax_dot3(offset, offset));
        if (n >= 0) m->bone[n].points++;
        if (n < 0 || length <= m->bone[n].length) continue;
        m->bone[n].length = length;
        for (int i = 0; i < 3; i++) m->bone[n].axis[i] = offset[i] / length;
    }
    for (int n = 0; n < m->skeleton->bones; n++)
        if (!m->bone[n].points) point_along_bone(m, n);
    for (int j = 0; j < m->joints->count; j++) {
        const int n = mover(m, j, offset);
        if (n < 0) continue;
        const double along = ax_dot3(offset, m->bone[n].axis);
        const double off = sqrt(fmax(ax_dot3(offset, offset) - along * along, 0));
        if (off > max_off_axis * m->diagonal) m->bone[n].seen = true;
    }
}

/* Beside the axis, to the front or, where the bone itself points there, above: the same
 * on both sides of a body. */
static void place_marker(const marker_choice *m, int n) {
    marked_bone *b = &m->bone[n];
    double to[3] = {0, -1, 0}, head[3];
    if (fabs(b->axis[1]) > frontal_cosine) {
        to[1] = 0;
        to[2] = 1;
    }
    const double along = ax_dot3(to, b->axis);
    for (int i = 0; i < 3; i++) to[i] -= along * b->axis[i];
    const double length = fmin(b->length, m->side), unit = sqrt(ax_dot3(to, to));
    const double off =
        fmin(fmax(off_share * length, min_off * m->side), max_off * m->side);
    ax_bone_head(m->skeleton, n, head);
    for (int i = 0; i < 3; i++)
        b->at[i] = head[i] + along_share * length * b->axis[i] + off * to[i] / unit;
}

static bool are_mirrored(const marker_choice *m, int a, int b) {
    const int32_t *parents = m->skeleton->parents;
    const marked_bone *one = &m->bone[a], *two = &m->bone[b];
    const double near = mirror_tolerance * m->diagonal;
    const bool same_root = parents[a] == parents[b];
    return (same_root || (parents[a] >= 0 && parents[b] >= 0 &&
                          m->bone[parents[a]].mirrored == parents[b])) &&
           fabs(m->skeleton->lengths[a] - m->skeleton->lengths[b]) < near &&
           fabs(one->height[0] - two->height[0]) < near &&
           fabs(one->height[1] - two->height[1]) < near;
}

/* Pairs bones of one parent, or of parents that are a pair, that are as long and as
 * high as each other: whichever way the rig faces, those are left and right. */
static void find_mirrored(const marker_choice *m, const uint8_t *used) {
    const ax_skeleton *s = m->skeleton;
    for (int n = 0; n < s->bones; n++) {
        double head[3], tail[3];
        ax_bone_head(s, n, head);
        ax_bone_tail(s, n, tail);
        m->bone[n].height[0] = head[2];
        m->bone[n].height[1] = tail[2];
        m->bone[n].mirrored = -1;
        for (int other = 0; used[n] && other < n; other++) {
            if (!used[other] || m->bone[other].mirrored >= 0 ||
                !are_mirrored(m, n, other))
                continue;
            m->bone[n].mirrored = other;
            m->bone[other].mirrored = n;
            break;
        }
    }
}

static double own_variance(const marker_choice *m, int bone) {
    if (m->bone[bone].mirrored >= 0) return 1;
    if (m->skeleton->parents[bone] < 0) return root_variance;
    return m->children[bone] ? axial_variance : 1;
}

static void find_candidates(const marker_choice *m, const uint8_t *used) {
    const ax_skeleton *s = m->skeleton;
    for (int n = 0; n < s->bones; n++) {
        m->bone[n].twists = !(s->flags[n] & AX_BONE_ROTATION_LOCKED);
        if (used[n] && s->parents[n] >= 0) m->children[s->parents[n]]++;
    }
    find_mirrored(m, used);
    find_axes(m);
    for (int n = 0; n < s->bones; n++) {
        marked_bone *b = &m->bone[n];
        if (!used[n] || !b->twists) continue;
        place_marker(m, n);
        b->variance = own_variance(m, n);
        b->candidate = !b->seen && m->joints->bone_joint[n] >= 0 &&
                       ax_is_finite_in_range(b->at, 3);
    }
}

/* Bones that move no skin lose nothing by a wrong twist, but where none deforms. */
static void weigh(const marker_choice *m, const uint8_t *used) {
    const ax_skeleton *s = m->skeleton;
    int deforming = 0;
    for (int n = 0; n < s->bones; n++) deforming += s->flags[n] & AX_BONE_DEFORMS;
    for (int n = s->bones - 1; n >= 0; n--) {
        marked_bone *b = &m->bone[n];
        const bool shown = used[n] && (!deforming || s->flags[n] & AX_BONE_DEFORMS);
        if (shown) b->weight += fmin(b->length, m->side) + bone_weight * m->diagonal;
        if (!b->seen && s->parents[n] >= 0) m->bone[s->parents[n]].weight += b->weight;
    }
    for (int n = 0; n < s->bones; n++) {
        marked_bone *b = &m->bone[n];
        const double above = s->parents[n] < 0 ? 0 : m->bone[s->parents[n]].unseen;
        b->unseen = b->seen ? 0 : above + b->variance;
    }
}

/* What the cost falls by if the bone's twist is seen. */
static double worth(const marked_bone *b) {
    return b->candidate ? b->weight * b->unseen : -1;
}

/* The bone's twist is seen from now on. */
static void mark(const marker_choice *m, int bone) {
    const ax_skeleton *s = m->skeleton;
    for (int p = s->parents[bone], below = bone; p >= 0 && !m->bone[below].seen;
         below = p, p = s->parents[p])
        m->bone[p].weight -= m->bone[bone].weight;
    m->bone[bone].seen = true;
    m->bone[bone].candidate = false;
    for (int n = bone; n < s->bones; n++) {
        const double above = s->parents[n] < 0 ? 0 : m->bone[s->parents[n]].unseen;
        m->bone[n].unseen = m->bone[n].seen ? 0 : above + m->bone[n].variance;
    }
}

static int best_bone(const marker_choice *m) {
    int best = -1;
    double most = 0;
    for (int n = 0; n < m->skeleton->bones; n++)
        if (worth(&m->bone[n]) > most * (1 + tie_margin)) {
            best = n;
            most = worth(&m->bone[n]);
        }
    return best;
}

static bool is_free(const marker_choice *m, int bone, double merge,
                    const ax_marker *out, int count) {
    for (int i = 0; i < count; i++)
        if (ax_distance3(out[i].position, m->bone[bone].at) <= merge) return false;
    return true;
}

static void add_marker(const marker_choice *m, int bone, ax_marker *out, int *count) {
    out[*count].bone = bone;
    memcpy(out[(*count)++].position, m->bone[bone].at, sizeof m->bone[bone].at);
    mark(m, bone);
}

static int choose(const marker_choice *m, double merge, int max_markers,
                  ax_marker *out) {
    int count = 0;
    for (int n; count < max_markers && (n = best_bone(m)) >= 0;) {
        const int other = m->bone[n].mirrored;
        const bool alone = other < 0 || !m->bone[other].candidate ||
                           !is_free(m, other, merge, out, count);
        if (!is_free(m, n, merge, out, count)) {
            m->bone[n].candidate = false;
        } else if (alone) {
            add_marker(m, n, out, &count);
        } else if (count + 2 > max_markers) { /* half of a pair helps nobody */
            m->bone[n].candidate = m->bone[other].candidate = false;
        } else {
            add_marker(m, n, out, &count);
            if (is_free(m, other, merge, out, count)) add_marker(m, other, out, &count);
        }
    }
    return count;
}

static double longest_side(const ax_joints *joints) {
    double longest = 0;
    for (int i = 0; i < 3; i++) {
        double min = INFINITY, max = -INFINITY;
        for (int j = 0; j < joints->count; j++) {
            min = fmin(min, joints->position[3 * j + i]);
            max = fmax(max, joints->position[3 * j + i]);
        }
        longest = fmax(longest, max - min);
    }
    return longest;
}

ax_status ax_markers_choose(const ax_skeleton *skeleton, const ax_joints *joints,
                            const uint8_t *used, double merge, int max_markers,
                            ax_marker *out, int *count, ax_error *err) {
    const size_t bones = (size_t)skeleton->bones;
    marker_choice m = {.skeleton = skeleton,
                       .joints = joints,
                       .diagonal = ax_box_diagonal(joints->position, joints->count),
                       .side = longest_side(joints)};
    ax_status status = AX_NEW(marked_bone, bones, "markers", &m.bone, err);
    if (status == AX_OK) status = AX_NEW(int32_t, bones, "markers", &m.children, err);
    *count = 0;
    if (status == AX_OK && m.side > 0) {
        find_candidates(&m, used);
        weigh(&m, used);
        *count = choose(&m, merge, max_markers, out);
    }
    ax_free(m.bone);
    ax_free(m.children);
    return status;
}
