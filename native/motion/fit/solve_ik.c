#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "motion/math/geometry.h"
#include "motion/rig/bend.h"
#include "motion/rig/keyframes.h"

/* In fractions of the rest pose's box diagonal. */
static const double same_place = 0.02; /* a leaf's tail is at a joint */
static const double too_near = 2e-3;   /* from a bone's head: tells no direction */
static const double leaves = 0.006;    /* a bone leaves its place: mean distance ... */
static const double surely = 0.85;     /* ... at this mean confidence */
static const double prior = 3e-4;      /* weight of the rest rotation */
static const double same_pivot = 0.01; /* heads that turn about one point */
/* Radians that a foot without a joint beyond it hangs down, by how far it is lifted in
 * box diagonals: fitted on walks and gallops of nine quadrupeds (2.4 to 5.9), where it
 * explains a third to half of what such feet do. */
static const double foot_hangs = 3.5, foot_hangs_most = 0.9;
static const double near_floor = 0.2; /* feet: in the lowest part of the box's height */
enum { PASSES = 3, CHAIN = 16 };

/* A joint that hangs rigidly on a bone. */
typedef struct hanger {
    int32_t bone, joint;
    int32_t via;  /* the joint is this bone's head, or its tail; -1: neither */
    double at[3]; /* in the bone's rest frame */
} hanger;

typedef struct ik {
    const ax_skeleton *skeleton;
    const ax_joints *joints;
    const ax_joint_motion *motion;
    const ax_keyframes *out;
    double diagonal;
    double *relative; /* [N, 4, 4] */
    double *inverse;  /* [N, 4, 4] of rest */
    double *pose;     /* [N, 4, 4] of the current frame */
    hanger *hangers;  /* sorted by bone */
    int32_t *first;   /* [N + 1] range in hangers */
    int hanger_count;
    int32_t *next;      /* [N] the bone that bends along with this one; -1 */
    uint8_t *bends;     /* [N] along with one before */
    uint8_t *shown;     /* [N] a joint hangs on it or on a bone below */
    double *bend;       /* [N] angle in the current frame */
    double *axis;       /* [N, 3] world, rest pose: what `bend` turns about */
    uint8_t *moves;     /* [N] carries location */
    double *off, *sure; /* [N] sums over frames */
} ik;

/* ---- which joints hang on which bone ---- */

static void hang(ik *k, int bone, int joint, int via) {
    hanger *h = &k->hangers[k->hanger_count];
    for (int i = 0; i < k->hanger_count; i++)
        if (k->hangers[i].bone == bone && k->hangers[i].joint == joint) return;
    *h = (hanger){.bone = bone, .joint = joint, .via = via};
    ax_matrix4_transform(k->inverse + 16 * (size_t)bone,
                         k->joints->position + 3 * joint, h->at);
    double head[3];
    ax_bone_head(k->skeleton, bone, head);
    if (ax_distance3(head, k->joints->position + 3 * joint) > too_near * k->diagonal)
        k->hanger_count++;
}

/* The bone that carries the head of `bone`: the nearest ancestor whose own head is a
 * joint elsewhere. The bones between have no joint, so they keep their rest rotation.
 */
static int carrier(const ik *k, int bone, int joint) {
    int at = k->skeleton->parents[bone];
    while (at >= 0 &&
           (k->joints->bone_joint[at] < 0 || k->joints->bone_joint[at] == joint))
        at = k->skeleton->parents[at];
    return at;
}

static bool has_child(const ax_skeleton *s, int bone) {
    for (int n = bone + 1; n < s->bones; n++)
        if (s->parents[n] == bone) return true;
    return false;
}

/* A leaf bone whose tail lies at the joint of another bone (a lower leg that ends where
 * a foot of its own begins) points at that joint. */
static void hang_leaf(ik *k, int bone) {
    double tail[3], nearest = same_place * k->diagonal;
    int best = -1;
    ax_bone_tail(k->skeleton, bone, tail);
    for (int j = 0; j < k->joints->count; j++) {
        double d = ax_distance3(tail, k->joints->position + 3 * j);
        if (d < nearest && j != k->joints->bone_joint[bone]) {
            nearest = d;
            best = j;
        }
    }
    if (best >= 0) hang(k, bone, best, -1);
}

static void sort_hangers(ik *k) {
    for (int i = 1; i < k->hanger_count; i++) {
        hanger h = k->hangers[i];
        int at = i;
        for (; at > 0 && k->hangers[at - 1].bone > h.bone; at--)
            k->hangers[at] = k->hangers[at - 1];
        k->hangers[at] = h;
    }
    int at = 0;
    for (int n = 0; n <= k->skeleton->bones; n++) {
        while (at < k->hanger_count && k->hangers[at].bone < n) at++;
        k->first[n] = at;
    }
}

static void hang_joints(ik *k) {
    const ax_joints *joints = k->joints;
    for (int n = 0; n < k->skeleton->bones; n++) {
        int joint = joints->bone_joint[n];
        int on = joint < 0 ? -1 : carrier(k, n, joint);
        if (on >= 0) hang(k, on, joint, k->skeleton->parents[n]);
    }
    for (int j = 0; j < joints->count; j++) {
        int bone = joints->bone[j], on = bone;
        if (!joints->tail[j]) continue;
        if (joints->bone_joint[bone] < 0) on = carrier(k, bone, j);
        hang(k, on < 0 ? bone : on, j, bone);
    }
    for (int n = 0; n < k->skeleton->bones; n++)
        if (joints->bone_joint[n] >= 0 && !has_child(k->skeleton, n)) hang_leaf(k, n);
}

/* ---- which bones bend together ---- */

static bool turns(const ik *k, int bone) {
    return !(k->skeleton->flags[bone] & AX_BONE_ROTATION_LOCKED);
}

static bool only_child(const ax_skeleton *s, int bone) {
    for (int n = s->parents[bone] + 1; n < s->bones; n++)
        if (n != bone && s->parents[n] == s->parents[bone]) return false;
    return s->parents[bone] >= 0;
}

/* A bone whose head is its parent's shares the turn with it: the joint hangs on both.
 */
static void raise_hanger(ik *k, hanger *h) {
    double head[3], above[3];
    for (int p; (p = k->skeleton->parents[h->bone]) >= 0 && turns(k, p);) {
        ax_bone_head(k->skeleton, h->bone, head);
        ax_bone_head(k->skeleton, p, above);
        if (k->skeleton->parents[p] < 0 || !only_child(k->skeleton, h->bone) ||
            ax_distance3(head, above) > same_pivot * k->diagonal ||
            k->joints->bone_joint[p] != k->joints->bone_joint[h->bone])
            return;
        h->bone = p;
        ax_matrix4_transform(k->inverse + 16 * (size_t)p,
                             k->joints->position + 3 * h->joint, h->at);
    }
}

static int hangers_of(const ik *k, int bone) {
    int count = 0;
    for (int i = 0; i < k->hanger_count; i++) count += k->hangers[i].bone == bone;
    return count;
}

/* Bones from the one that a joint hangs on down to the one that it belongs to. */
static void chain_hanger(ik *k, const hanger *h) {
    int length = 1;
    for (int n = h->via; n != h->bone; n = k->skeleton->parents[n], length++)
        if (n < 0 || length >= CHAIN || !turns(k, n) || k->bends[n] ||
            hangers_of(k, n) > 0)
            return;
    if (k->bends[h->bone] || !turns(k, h->bone)) return;
    for (int n = h->via; n != h->bone; n = k->skeleton->parents[n]) {
        k->bends[n] = 1;
        k->next[k->skeleton->parents[n]] = n;
    }
}

/* A bone that three joints hold can do without one: a chain that branches off it then
 * takes its own joint, instead of standing still between the two. */
static void lower_hanger(ik *k, hanger *h) {
    int n = h->via;
    if (n < 0 || n == h->bone || hangers_of(k, h->bone) < 3) return;
    while (k->skeleton->parents[n] != h->bone) n = k->skeleton->parents[n];
    double head[3];
    ax_bone_head(k->skeleton, n, head);
    if (!turns(k, n) || hangers_of(k, n) > 0 ||
        ax_distance3(head, k->joints->position + 3 * h->joint) <=
            too_near * k->diagonal)
        return;
    h->bone = n;
    ax_matrix4_transform(k->inverse + 16 * (size_t)n,
                         k->joints->position + 3 * h->joint, h->at);
}

static void chain_bones(ik *k) {
    const ax_skeleton *s = k->skeleton;
    for (int n = 0; n < s->bones; n++) k->next[n] = -1;
    for (int i = 0; i < k->hanger_count; i++) lower_hanger(k, &k->hangers[i]);
    for (int i = 0; i < k->hanger_count; i++)
        if (hangers_of(k, k->hangers[i].bone) == 1) raise_hanger(k, &k->hangers[i]);
    for (int i = 0; i < k->hanger_count; i++) {
        const hanger *h = &k->hangers[i];
        if (h->via >= 0 && hangers_of(k, h->bone) == 1) chain_hanger(k, h);
    }
    for (int i = 0; i < k->hanger_count; i++) k->shown[k->hangers[i].bone] = 1;
    for (int n = s->bones - 1; n >= 0; n--) {
        if (k->joints->bone_joint[n] >= 0 && !k->shown[n] && s->parents[n] >= 0)
            k->shown[s->parents[n]] = 1;
        if (k->shown[n] && s->parents[n] >= 0) k->shown[s->parents[n]] = 1;
    }
}

/* The rotation of `bend` about the bone's axis, in its own rest frame. */
static void bend_bone(const ik *k, int bone, double q[4]) {
    const double *inverse = k->inverse + 16 * (size_t)bone;
    const double *axis = k->axis + 3 * (size_t)bone;
    double own[3], half = 0.5 * k->bend[bone];
    for (int a = 0; a < 3; a++)
        own[a] = inverse[4 * a] * axis[0] + inverse[4 * a + 1] * axis[1] +
                 inverse[4 * a + 2] * axis[2];
    double length = sqrt(ax_dot3(own, own));
    q[0] = cos(half);
    for (int a = 0; a < 3; a++) q[1 + a] = length > 0 ? sin(half) * own[a] / length : 0;
    ax_quaternion_normalise(q);
}

/* Angle and world axis, in rest pose, of a rotation in the bone's rest frame. */
static double bend_of(const ik *k, int bone, const double q[4], double axis[3]) {
    const double *rest = k->skeleton->rest + 16 * (size_t)bone;
    const double sine = sqrt(ax_dot3(q + 1, q + 1));
    for (int a = 0; a < 3; a++)
        axis[a] = rest[4 * a] * q[1] + rest[4 * a + 1] * q[2] + rest[4 * a + 2] * q[3];
    const double length = sqrt(ax_dot3(axis, axis));
    if (!(length > 0)) return 0;
    const double sign = q[0] < 0 ? -1 : 1;
    for (int a = 0; a < 3; a++) axis[a] *= sign / length;
    return 2 * atan2(sine, fabs(q[0]));
}

static const double *target(const ik *k, int frame, int joint) {
    return k->motion->joints +
           3 * ((size_t)frame * (size_t)k->joints->count + (size_t)joint);
}

/* World axis about which the foot hangs down; false for what is no foot: a root low on
 * the ground (z is up) that points somewhere. */
static bool foot_axis(const ik *k, int bone, double axis[3]) {
    const ax_skeleton *s = k->skeleton;
    double head[3], end[3], floor = INFINITY, top = -INFINITY;
    if (!k->moves[bone] || s->parents[bone] >= 0 || !turns(k, bone)) return false;
    for (int j = 0; j < k->joints->count; j++) {
        floor = fmin(floor, k->joints->position[3 * j + 2]);
        top = fmax(top, k->joints->position[3 * j + 2]);
    }
    ax_bone_head(s, bone, head);
    ax_bone_tail(s, bone, end);
    for (int n = s->bones - 1; n > bone; n--)
        if (s->parents[n] == bone) ax_bone_head(s, n, end);
    const double ahead[2] = {end[0] - head[0], end[1] - head[1]};
    const double length = hypot(ahead[0], ahead[1]);
    if (head[2] > floor + near_floor * (top - floor) || length < too_near * k->diagonal)
        return false;
    axis[0] = -ahead[1] / length;
    axis[1] = ahead[0] / length;
    axis[2] = 0;
    return true;
}

/* A foot that is a root of its own, and shows no direction, hangs while it is lifted.
 */
static void hang_foot(ik *k, int frame, int bone, double q[4]) {
    const int joint = k->joints->bone_joint[bone];
    if (joint < 0 || !foot_axis(k, bone, k->axis + 3 * (size_t)bone)) return;
    const double lift = target(k, frame, joint)[2] - k->joints->position[3 * joint + 2];
    k->bend[bone] = fmin(fmax(foot_hangs * lift / k->diagonal, 0), foot_hangs_most);
    bend_bone(k, bone, q);
}

/* Bones beyond the last joint follow the one above. */
static void follow(ik *k, int frame, int bone, double q[4]) {
    const int p = k->skeleton->parents[bone];
    if (p < 0) {
        hang_foot(k, frame, bone, q);
        return;
    }
    const size_t row = (size_t)frame * (size_t)k->skeleton->bones;
    ax_bend_follow(k->skeleton, bone, k->out->rotation + 4 * (row + (size_t)p), q);
}

/* Bends the chain that starts at `bone` so that its end points at `to`, in the bone's
 * rest frame, where q alone would bring it. */
static void bend_chain(ik *k, int bone, const hanger *h, const double to[3],
                       double q[4]) {
    double axis[3], place[3 * (CHAIN + 1)], head[3], own[3], swing[9], pure[4];
    /* The swing alone: a twist about the chain itself bends nothing. */
    ax_rotation_swing(h->at, to, swing);
    ax_quaternion_from_matrix3(swing, pure);
    const double angle = bend_of(k, bone, pure, axis);
    size_t count = 0;
    ax_bone_head(k->skeleton, bone, head);
    for (int n = bone; n >= 0; n = k->next[n], count++) {
        ax_bone_head(k->skeleton, n, place + 3 * count);
        for (int a = 0; a < 3; a++) place[3 * count + (size_t)a] -= head[a];
    }
    for (int a = 0; a < 3; a++)
        place[3 * count + (size_t)a] = k->joints->position[3 * h->joint + a] - head[a];
    const double each = ax_bend_angle(place, count, axis, angle);
    for (int n = each != 0 ? bone : -1; n >= 0; n = k->next[n]) {
        k->bend[n] = each;
        memcpy(k->axis + 3 * (size_t)n, axis, sizeof axis);
    }
    if (each == 0) return;
    /* What the even bend misses, the first bone makes good: the direction stays exact.
     */
    double end[3], first[4], r[9];
    const double *inverse = k->inverse + 16 * (size_t)bone;
    ax_bend_end(place, count, axis, each, end);
    for (int a = 0; a < 3; a++)
        own[a] = inverse[4 * a] * end[0] + inverse[4 * a + 1] * end[1] +
                 inverse[4 * a + 2] * end[2];
    bend_bone(k, bone, first);
    ax_quaternion_to_matrix3(first, r);
    ax_rotation_swing(own, to, swing);
    ax_matrix3_multiply(swing, r, r);
    ax_quaternion_from_matrix3(r, q);
}

/* ---- which bones move ---- */

static bool starts_at_tail(const ax_skeleton *s, int bone, int parent, double near) {
    double head[3], tail[3];
    ax_bone_head(s, bone, head);
    ax_bone_tail(s, parent, tail);
    return ax_distance3(head, tail) < near;
}

/* Measured on 50 skeletons: roots move in 3 of 5; of the children of roots 2 of 3, hips
 * and feet; of all others 1 in 18, and those are found from the motion itself. */
static void mark_moving(ik *k) {
    const ax_skeleton *s = k->skeleton;
    for (int n = 0; n < s->bones; n++) {
        int p = s->parents[n];
        if (k->joints->bone_joint[n] < 0 || s->flags[n] & AX_BONE_LOCATION_LOCKED)
            continue;
        /* A child that shares its parent's joint would move twice. */
        if (p >= 0 && k->joints->bone_joint[p] == k->joints->bone_joint[n]) continue;
        k->moves[n] = p < 0 || (s->parents[p] < 0 &&
                                !starts_at_tail(s, n, p, 1e-3 * k->diagonal));
    }
}

static bool mark_leaving(ik *k) {
    bool any = false;
    for (int n = 0; n < k->skeleton->bones; n++) {
        int p = k->skeleton->parents[n], joint = k->joints->bone_joint[n];
        if (k->moves[n] || joint < 0 || p < 0 || k->joints->bone_joint[p] == joint ||
            k->joints->bone[joint] != n || k->joints->tail[joint] ||
            k->skeleton->flags[n] & AX_BONE_LOCATION_LOCKED)
            continue;
        double frames = k->motion->frames;
        if (k->off[n] / frames > leaves * k->diagonal && k->sure[n] / frames > surely) {
            k->moves[n] = 1;
            any = true;
        }
    }
    return any;
}

/* ---- one bone in one frame ---- */

static double trust(const ik *k, int frame, int joint) {
    double c =
        (double)k->motion
            ->confidence[(size_t)frame * (size_t)k->joints->count + (size_t)joint];
    return 0.05 + fmin(fmax(c, 0), 1);
}

/* Rotation of the bone in its own rest frame, given where its head is in that frame. */
static void turn_bone(ik *k, int frame, int bone, const double into[16],
                      const double head[3], double q[4]) {
    double b[9] = {0}, total = 0, straight = 1;
    double alone_from[3] = {0}, alone_to[3] = {0};
    int count = k->first[bone + 1] - k->first[bone];
    for (int i = k->first[bone]; i < k->first[bone + 1]; i++) {
        const hanger *h = &k->hangers[i];
        double to[3];
        ax_matrix4_transform(into, target(k, frame, h->joint), to);
        for (int a = 0; a < 3; a++) to[a] -= head[a];
        double lengths = sqrt(ax_dot3(h->at, h->at) * ax_dot3(to, to));
        if (!(lengths > 0) || !isfinite(lengths)) continue;
        double w = trust(k, frame, h->joint);
        total += w * ax_dot3(h->at, h->at);
        straight = ax_dot3(h->at, to) / lengths;
        for (int a = 0; a < 3; a++) {
            alone_from[a] = h->at[a];
            alone_to[a] = to[a];
            for (int c = 0; c < 3; c++) b[3 * a + c] += w * to[a] * h->at[c];
        }
    }
    q[0] = 1;
    q[1] = q[2] = q[3] = 0;
    if (!(total > 0)) return;
    /* Near half a turn from rest any twist is as good: there the last frame decides. */
    double before[9] = {0}, turned = pow(0.5 * (1 - straight), 4);
    if (frame > 0)
        ax_quaternion_to_matrix3(
            k->out->rotation +
                4 * (((size_t)frame - 1) * (size_t)k->skeleton->bones + (size_t)bone),
            before);
    for (int a = 0; a < 9; a++) before[a] = (a % 4 == 0) + 2 * turned * before[a];
    /* The prior moves to what was found, so that it decides only what the joints leave
     * open, and does not hold back what they show. */
    for (int round = 0; round < (count == 1 ? 1 : 3); round++) {
        double with_prior[9];
        for (int a = 0; a < 9; a++) with_prior[a] = b[a] + prior * total * before[a];
        ax_rotation_fit(with_prior, q);
        ax_quaternion_to_matrix3(q, before);
    }
    if (count != 1) return;
    /* One joint: the prior has bent its direction a little; made exact. */
    double r[9], swing[9], from[3];
    ax_quaternion_to_matrix3(q, r);
    for (int a = 0; a < 3; a++) from[a] = ax_dot3(r + 3 * a, alone_from);
    ax_rotation_swing(from, alone_to, swing);
    ax_matrix3_multiply(swing, r, r);
    ax_quaternion_from_matrix3(r, q);
    if (k->next[bone] >= 0)
        bend_chain(k, bone, &k->hangers[k->first[bone]], alone_to, q);
}

static void rotate_bone(ik *k, int frame, int bone, const double into[16],
                        const double head[3], double q[4]) {
    if (k->bends[bone]) {
        bend_bone(k, bone, q);
        return;
    }
    if (!k->shown[bone]) {
        follow(k, frame, bone, q);
        return;
    }
    /* Whatever keeps this frame from bending the chain, the last frame's bend goes. */
    for (int n = k->next[bone]; n >= 0; n = k->next[n]) k->bend[n] = 0;
    turn_bone(k, frame, bone, into, head, q);
}

static void place_bone(ik *k, int frame, int bone) {
    size_t n = (size_t)bone, at = (size_t)frame * (size_t)k->skeleton->bones + n;
    double *q = k->out->rotation + 4 * at, *location = k->out->location + 3 * at;
    double base[16], into[16], basis[16], head[3] = {0}, offset[3] = {0};
    int parent = k->skeleton->parents[bone], joint = k->joints->bone_joint[bone];
    if (parent < 0)
        memcpy(base, k->relative + 16 * n, sizeof base);
    else
        ax_matrix4_multiply(k->pose + 16 * (size_t)parent, k->relative + 16 * n, base);
    ax_matrix4_invert(base, into);
    q[0] = 1;
    q[1] = q[2] = q[3] = 0;
    if (k->moves[bone]) /* a merged joint stands a little beside the head */
        ax_matrix4_transform(k->inverse + 16 * n, k->joints->position + 3 * joint,
                             offset);
    for (int round = 0; round < 2; round++) {
        if (k->moves[bone]) {
            double r[9], to[3];
            ax_quaternion_to_matrix3(q, r);
            ax_matrix4_transform(into, target(k, frame, joint), to);
            for (int a = 0; a < 3; a++) head[a] = to[a] - ax_dot3(r + 3 * a, offset);
        }
        if (round == 0 && turns(k, bone)) rotate_bone(k, frame, bone, into, head, q);
    }
    memcpy(location, head, sizeof head);
    ax_matrix4_compose(location, q, basis);
    ax_matrix4_multiply(base, basis, k->pose + 16 * n);
    if (joint >= 0) {
        double reached[3];
        ax_matrix4_transform(k->pose + 16 * n, offset, reached);
        k->off[bone] += ax_distance3(reached, target(k, frame, joint));
        k->sure[bone] += fmin(trust(k, frame, joint), 1);
    }
}

static ax_status ik_alloc(ik *k, ax_error *err) {
    size_t bones = (size_t)k->skeleton->bones, joints = (size_t)k->joints->count;
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &k->relative, err));
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &k->inverse, err));
    AX_TRY(AX_NEW(double, 16 * bones, "pose matrices", &k->pose, err));
    AX_TRY(AX_NEW(hanger, 2 * bones + joints + 1, "joints of bones", &k->hangers, err));
    AX_TRY(AX_NEW(int32_t, bones + 1, "joints of bones", &k->first, err));
    AX_TRY(AX_NEW(int32_t, bones, "bends", &k->next, err));
    AX_TRY(AX_NEW(uint8_t, bones, "bends", &k->bends, err));
    AX_TRY(AX_NEW(uint8_t, bones, "bends", &k->shown, err));
    AX_TRY(AX_NEW(double, bones, "bends", &k->bend, err));
    AX_TRY(AX_NEW(double, 3 * bones, "bends", &k->axis, err));
    AX_TRY(AX_NEW(uint8_t, bones, "moving bones", &k->moves, err));
    AX_TRY(AX_NEW(double, bones, "distances", &k->off, err));
    return AX_NEW(double, bones, "confidences", &k->sure, err);
}

static void ik_free(ik *k) {
    ax_free(k->relative);
    ax_free(k->inverse);
    ax_free(k->pose);
    ax_free(k->hangers);
    ax_free(k->first);
    ax_free(k->next);
    ax_free(k->bends);
    ax_free(k->shown);
    ax_free(k->bend);
    ax_free(k->axis);
    ax_free(k->moves);
    ax_free(k->off);
    ax_free(k->sure);
}

ax_status ax_solve_ik(const ax_skeleton *skeleton, const ax_joints *joints,
                      const ax_joint_motion *motion, const ax_keyframes *out,
                      ax_error *err) {
    AX_TRY(ax_skeleton_check(skeleton, err));
    AX_TRY(ax_joints_check(joints, skeleton, err));
    AX_TRY(ax_joint_motion_check(motion, joints, out, err));
    ik k = {.skeleton = skeleton, .joints = joints, .motion = motion, .out = out};
    ax_status status = ik_alloc(&k, err);
    if (status != AX_OK) goto done;
    size_t bones = (size_t)skeleton->bones;
    k.diagonal = ax_box_diagonal(joints->position, joints->count);
    ax_rest_relative(skeleton, k.relative);
    for (size_t n = 0; n < bones; n++)
        ax_matrix4_invert(skeleton->rest + 16 * n, k.inverse + 16 * n);
    hang_joints(&k);
    chain_bones(&k);
    sort_hangers(&k);
    mark_moving(&k);
    for (int pass = 0; pass < PASSES; pass++) {
        memset(k.off, 0, bones * sizeof *k.off);
        memset(k.sure, 0, bones * sizeof *k.sure);
        for (int f = 0; f < motion->frames; f++)
            for (int n = 0; n < skeleton->bones; n++) place_bone(&k, f, n);
        if (!mark_leaving(&k)) break;
    }
    ax_quaternions_keep_signs(out);
done:
    ik_free(&k);
    return status;
}
