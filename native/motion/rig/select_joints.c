/* Which points of a rig become joints. A quarter of the joints of a large rig lie on
 * top of another one (fingers, helpers), and a pose map has room for a few dozen discs:
 * so coincident joints are merged, and those that the pose loses least with are
 * dropped. */
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "motion/rig/markers.h"
#include "motion/rig/pose_map_style.h"
#include "motion/rig/skeleton.h"

/* Joints this near are always one: no image can tell them apart. In box diagonals. */
static const double min_merge = 1e-6;
/* A cost has to be lower by this share, so that mirrored limbs tie. */
static const double tie_margin = 1e-4;

typedef struct candidate {
    int32_t bone;
    uint8_t tail;
    double at[3];
    int32_t joint;
} candidate;

typedef struct selection {
    const ax_skeleton *skeleton;
    int candidates, count;
    uint8_t *used;            /* [N] */
    uint8_t *inner;           /* [N], has a used child */
    int32_t *head_joint;      /* [N] */
    candidate *candidate;     /* [2N], heads first */
    int32_t *first;           /* [count] candidate that represents the joint */
    int32_t *parent;          /* [count] */
    uint8_t *dropped;         /* [count] */
    double *longest, *second; /* [count] the two greatest lengths to children */
    double *lost;             /* [count] how far dropped joints reached beyond it */
    ax_joint_thinning thinning;
    int32_t *children, *order, *renumbered;
} selection;

static double distance(const double *a, const double *b) {
    double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    return sqrt(x * x + y * y + z * z);
}

static const double *joint_at(const selection *s, int joint) {
    return s->candidate[s->first[joint]].at;
}

static void find_used(selection *s) {
    const ax_skeleton *k = s->skeleton;
    int deforming = 0;
    for (int n = 0; n < k->bones; n++) deforming += k->flags[n] & AX_BONE_DEFORMS;
    for (int n = k->bones - 1; n >= 0; n--) {
        if (!deforming || k->flags[n] & AX_BONE_DEFORMS) s->used[n] = 1;
        if (s->used[n] && k->parents[n] >= 0) {
            s->used[k->parents[n]] = 1;
            s->inner[k->parents[n]] = 1;
        }
    }
}

static void list_candidates(selection *s) {
    const ax_skeleton *k = s->skeleton;
    for (int n = 0; n < k->bones; n++) {
        s->head_joint[n] = -1;
        if (!s->used[n]) continue;
        candidate *c = &s->candidate[s->candidates++];
        *c = (candidate){.bone = n};
        ax_bone_head(k, n, c->at);
    }
    for (int n = 0; n < k->bones; n++) {
        if (!s->used[n] || s->inner[n]) continue;
        candidate *c = &s->candidate[s->candidates++];
        *c = (candidate){.bone = n, .tail = 1};
        ax_bone_tail(k, n, c->at);
    }
}

static double box_diagonal(const selection *s) {
    double min[3], max[3];
    memcpy(min, s->candidate[0].at, sizeof min);
    memcpy(max, s->candidate[0].at, sizeof max);
    for (int c = 1; c < s->candidates; c++)
        for (int i = 0; i < 3; i++) {
            min[i] = fmin(min[i], s->candidate[c].at[i]);
            max[i] = fmax(max[i], s->candidate[c].at[i]);
        }
    return distance(min, max);
}

/* False once there are more than `most` joints. */
static bool merge_candidates(selection *s, double tolerance, int most) {
    for (int c = 0; c < s->candidates; c++) {
        candidate *it = &s->candidate[c];
        double nearest = tolerance;
        it->joint = -1;
        for (int j = 0; j < s->count; j++) {
            double d = distance(joint_at(s, j), it->at);
            if (d <= nearest && (it->joint < 0 || d < nearest)) {
                nearest = d;
                it->joint = j;
            }
        }
        if (it->joint < 0) {
            it->joint = s->count;
            s->first[s->count++] = c;
        }
        if (!it->tail) s->head_joint[it->bone] = it->joint;
        if (s->count > most) return false;
    }
    return true;
}

static int reaches(const selection *s, int from, int joint) {
    while (from >= 0 && from != joint) from = s->parent[from];
    return from == joint;
}

/* A merged joint takes the first parent that any of its members has, so a foot that is
 * a root of its own hangs on the leg whose end it meets. A forest with merged nodes may
 * hold a cycle: a parent that would close one is passed over. */
static void find_parents(selection *s) {
    for (int j = 0; j < s->count; j++) s->parent[j] = -1;
    for (int c = 0; c < s->candidates; c++) {
        const candidate *it = &s->candidate[c];
        if (s->parent[it->joint] >= 0) continue;
        int bone = it->tail ? it->bone : s->skeleton->parents[it->bone];
        while (bone >= 0 &&
               (s->head_joint[bone] < 0 || s->head_joint[bone] == it->joint))
            bone = s->skeleton->parents[bone];
        if (bone >= 0 && !reaches(s, s->head_joint[bone], it->joint))
            s->parent[it->joint] = s->head_joint[bone];
    }
}

static void measure_children(selection *s) {
    memset(s->longest, 0, (size_t)s->count * sizeof *s->longest);
    memset(s->second, 0, (size_t)s->count * sizeof *s->second);
    memset(s->children, 0, (size_t)s->count * sizeof *s->children);
    for (int j = 0; j < s->count; j++) {
        int p = s->parent[j];
        if (s->dropped[j] || p < 0) continue;
        double length = distance(joint_at(s, j), joint_at(s, p));
        s->children[p]++;
        if (length > s->longest[p]) {
            s->second[p] = s->longest[p];
            s->longest[p] = length;
        } else if (length > s->second[p]) {
            s->second[p] = length;
        }
    }
}

/* AX_THINNING_EVEN: costs grow with what neighbours that are gone already leave to a
 * joint. The last one of a chain stands for all that was dropped beyond it, and an
 * inner one costs the harmonic mean of its two bones: about the shorter one where they
 * differ much, and more the wider the gaps beside it are. (The minimum of two lengths
 * does not grow with a gap on one side: it drops a chain from its end.) */
static double even_joint_cost(const selection *s, int joint, double diagonal) {
    const int p = s->parent[joint];
    const double below = s->longest[joint];
    if (p < 0) return s->children[joint] ? below + diagonal : 0.05 * diagonal;
    const double above = distance(joint_at(s, joint), joint_at(s, p));
    if (!s->children[joint]) return above + s->lost[joint];
    return (above + below > 0 ? 2 * above * below / (above + below) : 0) +
           0.5 * s->second[joint];
}

/* What is lost with a joint, as a length: a chain's end loses the direction of its last
 * bone, an inner joint a bend (the shorter of its two bones), a branching one also the
 * frame of its branches. Roots carry the whole body and cost the diagonal more. */
static double joint_cost(const selection *s, int joint, double diagonal) {
    int p = s->parent[joint];
    if (s->thinning == AX_THINNING_EVEN) return even_joint_cost(s, joint, diagonal);
    if (p < 0)
        return s->children[joint] ? s->longest[joint] + diagonal : 0.05 * diagonal;
    double length = distance(joint_at(s, joint), joint_at(s, p));
    if (!s->children[joint]) return 0.6 * length;
    return fmin(length, s->longest[joint]) + 0.5 * s->second[joint];
}

static void drop_joint(selection *s, int joint) {
    const int p = s->parent[joint];
    s->dropped[joint] = 1;
    if (p >= 0 && (!s->children[joint] || s->lost[joint] > 0)) {
        const double length = distance(joint_at(s, joint), joint_at(s, p));
        s->lost[p] = fmax(s->lost[p], length + s->lost[joint]);
    }
    for (int j = 0; j < s->count; j++)
        if (s->parent[j] == joint) s->parent[j] = p;
}

static void drop_joints(selection *s, int max_joints, double diagonal) {
    for (int left = s->count; left > max_joints; left--) {
        int cheapest = -1;
        double min_cost = INFINITY;
        measure_children(s);
        for (int j = s->count - 1; j >= 0; j--) {
            if (s->dropped[j]) continue;
            double cost = joint_cost(s, j, diagonal);
            if (cost < min_cost * (1 - tie_margin) || cheapest < 0) {
                cheapest = j;
                min_cost = cost;
            }
        }
        drop_joint(s, cheapest);
    }
}

/* Depth first, so that parents precede children and a chain's joints are neighbours. */
static int order_joints(selection *s) {
    int placed = 0, top = 0;
    int32_t *stack = s->children; /* no longer needed as a count */
    for (int j = s->count - 1; j >= 0; j--)
        if (!s->dropped[j] && s->parent[j] < 0) stack[top++] = j;
    while (top > 0) {
        int joint = stack[--top];
        s->renumbered[joint] = placed;
        s->order[placed++] = joint;
        for (int j = s->count - 1; j >= 0; j--)
            if (!s->dropped[j] && s->parent[j] == joint) stack[top++] = j;
    }
    return placed;
}

static void fill_joints(const selection *s, ax_joints *out) {
    for (int j = 0; j < out->count; j++) {
        int joint = s->order[j];
        const candidate *c = &s->candidate[s->first[joint]];
        out->bone[j] = c->bone;
        out->tail[j] = c->tail;
        out->parent[j] = s->parent[joint] < 0 ? -1 : s->renumbered[s->parent[joint]];
        memcpy(out->position + 3 * j, c->at, sizeof c->at);
    }
    for (int n = 0; n < out->bones; n++) {
        int joint = s->head_joint[n];
        out->bone_joint[n] = joint < 0 || s->dropped[joint] ? -1 : s->renumbered[joint];
    }
}

static ax_status selection_alloc(selection *s, ax_error *err) {
    const size_t bones = (size_t)s->skeleton->bones, joints = 2 * bones;
    AX_TRY(AX_NEW(uint8_t, bones, "bones in use", &s->used, err));
    AX_TRY(AX_NEW(uint8_t, bones, "bones in use", &s->inner, err));
    AX_TRY(AX_NEW(int32_t, bones, "joints of bones", &s->head_joint, err));
    AX_TRY(AX_NEW(candidate, joints, "joint candidates", &s->candidate, err));
    AX_TRY(AX_NEW(int32_t, joints, "joint candidates", &s->first, err));
    AX_TRY(AX_NEW(int32_t, joints, "joint parents", &s->parent, err));
    AX_TRY(AX_NEW(uint8_t, joints, "joint candidates", &s->dropped, err));
    AX_TRY(AX_NEW(double, joints, "joint lengths", &s->longest, err));
    AX_TRY(AX_NEW(double, joints, "joint lengths", &s->second, err));
    AX_TRY(AX_NEW(double, joints, "joint lengths", &s->lost, err));
    AX_TRY(AX_NEW(int32_t, joints, "joint children", &s->children, err));
    AX_TRY(AX_NEW(int32_t, joints, "joint order", &s->order, err));
    return AX_NEW(int32_t, joints, "joint order", &s->renumbered, err);
}

static void selection_free(selection *s) {
    ax_free(s->used);
    ax_free(s->inner);
    ax_free(s->head_joint);
    ax_free(s->candidate);
    ax_free(s->first);
    ax_free(s->parent);
    ax_free(s->dropped);
    ax_free(s->longest);
    ax_free(s->second);
    ax_free(s->lost);
    ax_free(s->children);
    ax_free(s->order);
    ax_free(s->renumbered);
}

/* Replaces `joints` by the same with markers at the end. */
static ax_status append_markers(const ax_marker *marker, int count, ax_joints *joints,
                                ax_error *err) {
    ax_joints all = {0};
    const size_t before = (size_t)joints->count;
    AX_TRY(ax_joints_alloc(joints->count + count, joints->bones, &all, err));
    memcpy(all.bone, joints->bone, before * sizeof *all.bone);
    memcpy(all.tail, joints->tail, before * sizeof *all.tail);
    memcpy(all.parent, joints->parent, before * sizeof *all.parent);
    memcpy(all.position, joints->position, 3 * before * sizeof *all.position);
    memcpy(all.bone_joint, joints->bone_joint,
           (size_t)all.bones * sizeof *all.bone_joint);
    for (int i = 0; i < count; i++) {
        const size_t j = before + (size_t)i;
        all.bone[j] = marker[i].bone;
        all.tail[j] = AX_JOINT_MARKER;
        all.parent[j] = joints->bone_joint[marker[i].bone];
        memcpy(all.position + 3 * j, marker[i].position, sizeof marker[i].position);
    }
    ax_joints_free(joints);
    *joints = all;
    return AX_OK;
}

static ax_status add_markers(const selection *s, double merge, int max_markers,
                             ax_joints *joints, ax_error *err) {
    ax_marker *marker = NULL;
    int count = 0;
    const int room = AX_MAX_JOINTS - joints->count;
    ax_status status =
        AX_NEW(ax_marker, (size_t)s->skeleton->bones, "markers", &marker, err);
    if (status == AX_OK)
        status = ax_markers_choose(s->skeleton, joints, s->used, merge,
                                   max_markers < room ? max_markers : room, marker,
                                   &count, err);
    if (status == AX_OK && count > 0)
        status = append_markers(marker, count, joints, err);
    ax_free(marker);
    return status;
}

ax_status ax_joints_select(const ax_skeleton *skeleton, int max_joints, double merge,
                           int version, int max_markers, ax_joints *out,
                           ax_error *err) {
    AX_TRY(ax_skeleton_check(skeleton, err));
    AX_TRY(ax_pose_map_version_check(version, err));
    if (max_joints < 0 || !(merge >= 0) || merge > 0.5)
        return ax_fail(err, AX_ERR_USAGE,
                       "max_joints must not be negative and merge must lie in 0..0.5; "
                       "they are %d and %g",
                       max_joints, merge);
    if (max_markers < 0)
        return ax_fail(err, AX_ERR_USAGE, "max_markers must not be negative; it is %d",
                       max_markers);
    ax_joints joints = {0};
    selection s = {.skeleton = skeleton,
                   .thinning = ax_pose_map_style_of(version).thinning};
    ax_status status = selection_alloc(&s, err);
    if (status != AX_OK) goto done;
    find_used(&s);
    list_candidates(&s);
    double diagonal = box_diagonal(&s);
    const bool limited = max_joints > 0 && max_joints <= AX_MAX_JOINTS;
    if (!merge_candidates(&s, fmax(merge, min_merge) * diagonal,
                          limited ? INT_MAX : AX_MAX_JOINTS)) {
        status = ax_fail(err, AX_ERR_INPUT,
                         "the rig has more than %d joints; set a limit (max_joints) of "
                         "at most as many",
                         AX_MAX_JOINTS);
        goto done;
    }
    find_parents(&s);
    if (limited) drop_joints(&s, max_joints, diagonal);
    const int count = order_joints(&s);
    status = ax_joints_alloc(count, skeleton->bones, &joints, err);
    if (status != AX_OK) goto done;
    fill_joints(&s, &joints);
    if (max_markers > 0)
        status = add_markers(&s, fmax(merge, min_merge) * diagonal, max_markers,
                             &joints, err);
    if (status == AX_OK) {
        *out = joints;
        joints = (ax_joints){0};
    }
done:
    ax_joints_free(&joints);
    selection_free(&s);
    return status;
}
