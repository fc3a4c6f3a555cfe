#include "motion/gait/feet.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"

/* Feet lie in so low a part of the rest box's height. */
static const double max_height = 0.14;
/* What holds this share of the bones is no foot and no part of a leg. */
static const double max_share = 0.4;
/* Diagonals: toes of one foot are so near to each other, and a foot that is a root so
 * near to the end of its leg. */
static const double max_toe_gap = 0.08, max_ankle_gap = 0.03;
/* A leg is at least so long, in diagonals, and leads down by this share of its length:
 * a tail on the ground does not. */
static const double min_leg = 0.04, min_drop = 0.15;

typedef struct search {
    const ax_skeleton *s;
    uint8_t *used;       /* [N] deforms, or carries what does */
    uint8_t *leaf;       /* [N] carries nothing that is used */
    uint8_t *low;        /* [N] it and all that hangs on it is low */
    int32_t *carried;    /* [N] bones in use, itself included */
    int32_t *feet_below; /* [N] */
    double floor, ceiling, diagonal;
    int total;
} search;

static bool is_low(const search *k, const double point[3]) {
    return point[2] <= k->floor + max_height * (k->ceiling - k->floor);
}

/* ---- what is in use, and what is low ---- */

static void find_used(search *k) {
    const ax_skeleton *s = k->s;
    bool any = false;
    for (int n = 0; n < s->bones; n++) any = any || s->flags[n] & AX_BONE_DEFORMS;
    for (int n = s->bones - 1; n >= 0; n--) {
        const int p = s->parents[n];
        if (!any || s->flags[n] & AX_BONE_DEFORMS) k->used[n] = 1;
        k->carried[n] += k->used[n];
        k->total += k->used[n];
        k->leaf[n] = k->used[n] && k->carried[n] == 1;
        if (p < 0) continue;
        k->used[p] |= k->used[n];
        k->carried[p] += k->carried[n];
    }
}

static void measure(search *k) {
    double low[3] = {INFINITY, INFINITY, INFINITY}, high[3], box[6];
    for (int i = 0; i < 3; i++) high[i] = -INFINITY;
    for (int n = 0; n < k->s->bones; n++)
        for (int end = 0; end < 2 && k->used[n]; end++) {
            double at[3];
            (end ? ax_bone_tail : ax_bone_head)(k->s, n, at);
            for (int i = 0; i < 3 && (!end || k->leaf[n]); i++) {
                low[i] = fmin(low[i], at[i]);
                high[i] = fmax(high[i], at[i]);
            }
        }
    for (int i = 0; i < 3; i++) {
        box[i] = low[i];
        box[3 + i] = high[i];
    }
    k->floor = low[2];
    k->ceiling = high[2];
    k->diagonal = ax_box_diagonal(box, 2);
}

static void find_low(search *k) {
    for (int n = 0; n < k->s->bones; n++) k->low[n] = k->used[n];
    for (int n = k->s->bones - 1; n >= 0; n--) {
        double head[3], tail[3];
        ax_bone_head(k->s, n, head);
        ax_bone_tail(k->s, n, tail);
        if (k->used[n] && (!is_low(k, head) || (k->leaf[n] && !is_low(k, tail))))
            k->low[n] = 0;
        const int p = k->s->parents[n];
        if (p >= 0 && k->used[n] && !k->low[n]) k->low[p] = 0;
    }
}

/* ---- feet ---- */

static bool is_top(const search *k, int n) {
    const int p = k->s->parents[n];
    return k->low[n] && (p < 0 || !k->low[p]) && k->carried[n] <= max_share * k->total;
}

/* A leaf that stands on its tail alone. */
static bool is_tip(const search *k, int n) {
    double tail[3], head[3];
    ax_bone_head(k->s, n, head);
    ax_bone_tail(k->s, n, tail);
    return k->leaf[n] && !is_low(k, head) && is_low(k, tail) && k->s->parents[n] >= 0;
}

/* The foot that a top is another toe of; NULL: none. */
static ax_foot *sibling(const search *k, const ax_feet *feet, int top) {
    double head[3], other[3];
    ax_bone_head(k->s, top, head);
    for (int f = 0; f < feet->count; f++) {
        ax_foot *foot = &feet->foot[f];
        if (!foot->tops || foot->tops == AX_MAX_TOES || k->s->parents[top] < 0 ||
            k->s->parents[foot->top[0]] != k->s->parents[top])
            continue;
        ax_bone_head(k->s, foot->top[0], other);
        if (ax_distance3(head, other) < max_toe_gap * k->diagonal) return foot;
    }
    return NULL;
}

static void collect(const search *k, ax_feet *feet) {
    for (int n = 0; n < k->s->bones; n++) {
        const bool top = is_top(k, n);
        if (!top && !is_tip(k, n)) continue;
        ax_foot *foot = top ? sibling(k, feet, n) : NULL;
        if (!foot && feet->count == AX_MAX_FEET) continue;
        if (!foot) foot = &feet->foot[feet->count++];
        if (top) foot->top[foot->tops++] = n;
        foot->own_tops = foot->tops;
        if (!top) foot->leg[foot->segments++] = n;
    }
}

static bool hangs_on(const ax_skeleton *s, int bone, int above) {
    while (bone > above) bone = s->parents[bone];
    return bone == above;
}

static void local_point(const ax_skeleton *s, int bone, const double at[3],
                        double local[3]) {
    double inverse[16];
    ax_matrix4_invert(s->rest + 16 * (size_t)bone, inverse);
    ax_matrix4_transform(inverse, at, local);
}

/* Of a foot whose location is its own: the end of a limb beside it. */
static void find_separate_leg(const search *k, ax_foot *foot) {
    double head[3], at[3], nearest = max_ankle_gap * k->diagonal;
    ax_bone_head(k->s, foot->top[0], head);
    for (int n = 0; n < k->s->bones; n++)
        for (int end = 0; end < 2; end++) {
            if (!k->leaf[n] || hangs_on(k->s, n, foot->top[0])) continue;
            (end ? ax_bone_tail : ax_bone_head)(k->s, n, at);
            const double distance = ax_distance3(at, head);
            if (distance >= nearest || (!end && k->s->parents[n] < 0)) continue;
            nearest = distance;
            foot->segments = 1;
            foot->leg[0] = end ? n : k->s->parents[n];
            local_point(k->s, foot->leg[0], at, foot->end);
        }
}

static void find_leg_end(const search *k, ax_foot *foot) {
    const ax_skeleton *s = k->s;
    double at[3];
    if (!foot->tops) { /* a tip */
        ax_bone_tail(s, foot->leg[0], at);
        local_point(s, foot->leg[0], at, foot->end);
        return;
    }
    const int parent = s->parents[foot->top[0]];
    foot->moves = !(s->flags[foot->top[0]] & AX_BONE_LOCATION_LOCKED) &&
                  (parent < 0 || k->carried[parent] > max_share * k->total);
    if (foot->moves) {
        find_separate_leg(k, foot);
    } else if (parent >= 0) {
        foot->segments = 1;
        foot->leg[0] = parent;
        ax_bone_head(s, foot->top[0], at);
        local_point(s, parent, at, foot->end);
    }
}

/* The leg up to where others branch off, or what carries much of the body. */
static void climb(const search *k, ax_foot *foot) {
    const ax_skeleton *s = k->s;
    if (!foot->segments) return;
    if (k->feet_below[foot->leg[0]] > 1 ||
        k->carried[foot->leg[0]] > max_share * k->total)
        foot->segments = 0;
    while (foot->segments && foot->segments < AX_MAX_LEG) {
        const int n = s->parents[foot->leg[foot->segments - 1]];
        if (n < 0 || k->feet_below[n] > 1 || k->carried[n] > max_share * k->total ||
            s->flags[n] & AX_BONE_ROTATION_LOCKED)
            break;
        foot->leg[foot->segments++] = n;
    }
}

/* The bone that moves the body from which the leg hangs; -1: none. */
static int carrier_of(const search *k, const ax_foot *foot) {
    int n = foot->segments ? k->s->parents[foot->leg[foot->segments - 1]] : -1;
    while (n >= 0 && (k->s->flags[n] & AX_BONE_LOCATION_LOCKED || k->feet_below[n] < 2))
        n = k->s->parents[n];
    return n;
}

/* Long enough, and leading down? */
static bool is_leg(const search *k, const ax_foot *foot) {
    double at[3], above[3], length = 0, drop = 0;
    if (!foot->segments) return foot->moves;
    ax_matrix4_transform(k->s->rest + 16 * (size_t)foot->leg[0], foot->end, at);
    const double bottom = at[2];
    for (int i = 0; i < foot->segments; i++) {
        ax_bone_head(k->s, foot->leg[i], above);
        length += ax_distance3(at, above);
        drop = fmax(drop, above[2] - bottom);
        memcpy(at, above, sizeof at);
    }
    return length > min_leg * k->diagonal && drop > min_drop * length;
}

/* ---- points ---- */

static void add_point(ax_feet *feet, ax_foot *foot, int bone, const double at[3]) {
    ax_foot_point *p = &feet->point[foot->first_point + foot->points++];
    p->bone = bone;
    memcpy(p->local, at, sizeof p->local);
}

/* Heads and tails, put down onto the level of the lowest of them: onto the sole. */
static void add_points(const search *k, ax_feet *feet, ax_foot *foot, int *total) {
    double at[3];
    foot->first_point = *total;
    for (int i = 0; i < foot->own_tops; i++)
        for (int n = foot->top[i]; n < k->s->bones; n++) {
            if (!k->used[n] || !hangs_on(k->s, n, foot->top[i])) continue;
            ax_bone_head(k->s, n, at);
            add_point(feet, foot, n, at);
            ax_bone_tail(k->s, n, at);
            if (k->leaf[n]) add_point(feet, foot, n, at);
        }
    if (!foot->tops) {
        ax_bone_tail(k->s, foot->leg[0], at);
        add_point(feet, foot, foot->leg[0], at);
    }
    ax_foot_point *point = feet->point + foot->first_point;
    foot->floor = INFINITY;
    for (int i = 0; i < foot->points; i++)
        foot->floor = fmin(foot->floor, point[i].local[2]);
    for (int i = 0; i < foot->points; i++) {
        const double sole[3] = {point[i].local[0], point[i].local[1], foot->floor};
        local_point(k->s, point[i].bone, sole, point[i].local);
    }
    *total += foot->points;
}

/* The leg of some feet that are roots of their own ends in a foot, too (a heel). Both
 * are one: the other foot's bones become the root's. */
static bool joins(ax_feet *feet, ax_foot *foot) {
    for (int f = 0; f < feet->count && !foot->moves && foot->segments; f++) {
        ax_foot *to = &feet->foot[f];
        if (!to->moves || !to->segments || to->leg[0] != foot->leg[0]) continue;
        for (int i = 0; i < foot->tops && to->tops < AX_MAX_TOES; i++)
            to->top[to->tops++] = foot->top[i];
        foot->segments = foot->tops = foot->own_tops = 0;
        return true;
    }
    return false;
}

static void find(search *k, ax_feet *feet) {
    int kept = 0, points = 0;
    find_used(k);
    measure(k);
    feet->diagonal = k->diagonal;
    find_low(k);
    collect(k, feet);
    for (int f = 0; f < feet->count; f++) {
        ax_foot *foot = &feet->foot[f];
        find_leg_end(k, foot);
    }
    for (int f = 0; f < feet->count; f++) {
        ax_foot *foot = &feet->foot[f];
        if (joins(feet, foot)) continue;
        for (int n = foot->segments ? foot->leg[0] : -1; n >= 0; n = k->s->parents[n])
            k->feet_below[n]++;
    }
    for (int f = 0; f < feet->count; f++) {
        ax_foot *foot = &feet->foot[f];
        climb(k, foot);
        foot->carrier = carrier_of(k, foot);
        if (!is_leg(k, foot)) continue;
        add_points(k, feet, foot, &points);
        feet->foot[kept++] = *foot;
    }
    feet->count = kept;
}

ax_status ax_feet_find(const ax_skeleton *skeleton, ax_feet *out, ax_error *err) {
    const size_t bones = (size_t)skeleton->bones;
    *out = (ax_feet){.count = 0};
    AX_TRY(ax_skeleton_check(skeleton, err));
    search k = {.s = skeleton};
    uint8_t *flags = NULL;
    int32_t *counts = NULL;
    ax_status status = AX_NEW(uint8_t, 3 * bones, "feet", &flags, err);
    if (status == AX_OK) status = AX_NEW(int32_t, 2 * bones, "feet", &counts, err);
    if (status == AX_OK) status = AX_NEW(ax_foot, AX_MAX_FEET, "feet", &out->foot, err);
    if (status == AX_OK)
        status = AX_NEW(ax_foot_point, 2 * bones, "feet", &out->point, err);
    if (status == AX_OK) {
        k.used = flags;
        k.leaf = flags + bones;
        k.low = flags + 2 * bones;
        k.carried = counts;
        k.feet_below = counts + bones;
        find(&k, out);
    }
    ax_free(flags);
    ax_free(counts);
    return status;
}

void ax_feet_free(ax_feet *feet) {
    ax_free(feet->foot);
    ax_free(feet->point);
    *feet = (ax_feet){.count = 0};
}
