/* Which joints are effectors of which bones. */
#include "motion/fit/ik_solver.h"
#include "motion/math/geometry.h"

int ax_ik_effectors_of(const ax_ik *k, int bone) {
    int count = 0;
    for (int i = 0; i < k->effector_count; i++)
        count += k->effectors[i].bone == bone && !k->effectors[i].marker;
    return count;
}

/* Makes the joint an effector of the bone, unless it already is one or coincides with
 * the bone's head. */
static void attach(ax_ik *k, int bone, int joint, int owner_bone) {
    ax_ik_effector *e = &k->effectors[k->effector_count];
    for (int i = 0; i < k->effector_count; i++)
        if (k->effectors[i].bone == bone && k->effectors[i].joint == joint) return;
    *e = (ax_ik_effector){.bone = bone,
                          .joint = joint,
                          .owner_bone = owner_bone,
                          .marker = k->joints->tail[joint] == AX_JOINT_MARKER};
    ax_matrix4_transform(k->rest_inverse + 16 * (size_t)bone,
                         k->joints->position + 3 * joint, e->local);
    double head[3];
    ax_bone_head(k->skeleton, bone, head);
    if (ax_distance3(head, k->joints->position + 3 * joint) >
        min_effector_distance * k->diagonal)
        k->effector_count++;
}

/* The bone whose rotation moves the head of `bone`: the nearest ancestor whose own head
 * is another joint. */
static int carrier(const ax_ik *k, int bone, int joint) {
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
 * a foot with another parent begins) gets that joint as its effector. */
static void attach_leaf(ax_ik *k, int bone) {
    double tail[3], nearest = leaf_tail_distance * k->diagonal;
    int best = -1;
    ax_bone_tail(k->skeleton, bone, tail);
    for (int j = 0; j < k->joints->count; j++) {
        double d = ax_distance3(tail, k->joints->position + 3 * j);
        if (d < nearest && j != k->joints->bone_joint[bone] &&
            k->joints->tail[j] != AX_JOINT_MARKER) {
            nearest = d;
            best = j;
        }
    }
    if (best >= 0) attach(k, bone, best, -1);
}

static void attach_joints(ax_ik *k) {
    const ax_joints *joints = k->joints;
    for (int n = 0; n < k->skeleton->bones; n++) {
        int joint = joints->bone_joint[n];
        int bone = joint < 0 ? -1 : carrier(k, n, joint);
        if (bone >= 0) attach(k, bone, joint, k->skeleton->parents[n]);
    }
    for (int j = 0; j < joints->count; j++) {
        int owner = joints->bone[j], bone = owner;
        if (joints->tail[j] == AX_JOINT_HEAD) continue;
        if (joints->bone_joint[owner] < 0 && joints->tail[j] == AX_JOINT_TAIL)
            bone = carrier(k, owner, j);
        attach(k, bone < 0 ? owner : bone, j, owner);
    }
    for (int n = 0; n < k->skeleton->bones; n++)
        if (joints->bone_joint[n] >= 0 && !has_child(k->skeleton, n)) attach_leaf(k, n);
}

static bool only_child(const ax_skeleton *s, int bone) {
    for (int n = s->parents[bone] + 1; n < s->bones; n++)
        if (n != bone && s->parents[n] == s->parents[bone]) return false;
    return s->parents[bone] >= 0;
}

/* Bones whose heads are one pivot share the rotation, as a chain: the effector goes to
 * the upper one. */
static void raise_effector(ax_ik *k, ax_ik_effector *e) {
    double head[3], above[3];
    for (int p; (p = k->skeleton->parents[e->bone]) >= 0 && ax_ik_rotates(k, p);) {
        ax_bone_head(k->skeleton, e->bone, head);
        ax_bone_head(k->skeleton, p, above);
        if (k->skeleton->parents[p] < 0 || !only_child(k->skeleton, e->bone) ||
            ax_distance3(head, above) > shared_pivot_distance * k->diagonal ||
            k->joints->bone_joint[p] != k->joints->bone_joint[e->bone])
            return;
        e->bone = p;
        ax_matrix4_transform(k->rest_inverse + 16 * (size_t)p,
                             k->joints->position + 3 * e->joint, e->local);
    }
}

/* A bone with three effectors can spare one: a chain that branches off it takes its own
 * joint as effector, instead of keeping its rest rotation in between. */
static void lower_effector(ax_ik *k, ax_ik_effector *e) {
    int n = e->owner_bone;
    if (n < 0 || n == e->bone || ax_ik_effectors_of(k, e->bone) < 3) return;
    while (k->skeleton->parents[n] != e->bone) n = k->skeleton->parents[n];
    double head[3];
    ax_bone_head(k->skeleton, n, head);
    if (!ax_ik_rotates(k, n) || ax_ik_effectors_of(k, n) > 0 ||
        ax_distance3(head, k->joints->position + 3 * e->joint) <=
            min_effector_distance * k->diagonal)
        return;
    e->bone = n;
    ax_matrix4_transform(k->rest_inverse + 16 * (size_t)n,
                         k->joints->position + 3 * e->joint, e->local);
}

static void mark_observable(ax_ik *k) {
    const ax_skeleton *s = k->skeleton;
    for (int i = 0; i < k->effector_count; i++) k->observable[k->effectors[i].bone] = 1;
    for (int n = s->bones - 1; n >= 0; n--) {
        if (k->joints->bone_joint[n] >= 0 && !k->observable[n] && s->parents[n] >= 0)
            k->observable[s->parents[n]] = 1;
        if (k->observable[n] && s->parents[n] >= 0) k->observable[s->parents[n]] = 1;
    }
}

void ax_ik_attach(ax_ik *k) {
    attach_joints(k);
    for (int i = 0; i < k->effector_count; i++) lower_effector(k, &k->effectors[i]);
    for (int i = 0; i < k->effector_count; i++)
        if (!k->effectors[i].marker && ax_ik_effectors_of(k, k->effectors[i].bone) == 1)
            raise_effector(k, &k->effectors[i]);
    mark_observable(k);
}

void ax_ik_sort_effectors(ax_ik *k) {
    for (int i = 1; i < k->effector_count; i++) {
        ax_ik_effector e = k->effectors[i];
        int at = i;
        for (; at > 0 && k->effectors[at - 1].bone > e.bone; at--)
            k->effectors[at] = k->effectors[at - 1];
        k->effectors[at] = e;
    }
    int at = 0;
    for (int n = 0; n <= k->skeleton->bones; n++) {
        while (at < k->effector_count && k->effectors[at].bone < n) at++;
        k->first[n] = at;
    }
}
