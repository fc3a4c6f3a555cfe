#include "motion/gait/leg.h"

#include <math.h>
#include <string.h>

#include "motion/math/geometry.h"

/* How readily a bone below the leg's first turns about another axis than its hinge. */
static const double off_hinge = 0.05;
/* Of the leg's length: a joint so far off counts as much for the plane as the way. */
static const double straight = 0.03;
/* Relative to the leg's length squared; what is missing adds to it (Sugihara). */
static const double damping = 1e-4;
/* What a leg reaches at most, of its length: straight legs snap. */
static const double max_reach = 0.995;
/* Of the leg's length: near enough. */
static const double tolerance = 1e-5;
enum { MAX_ROUNDS = 30 };

static const double none[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};

/* Leg bones from the lowest (0) to the highest. */
typedef struct leg {
    int count;
    double end[3], head[AX_MAX_LEG][3];
    double turn[AX_MAX_LEG][9]; /* world, of all turns together */
    double hinge[3];            /* unit */
    double length;
} leg;

static void cross(const double a[3], const double b[3], double out[3]) {
    for (int i = 0; i < 3; i++) {
        const int j = (i + 1) % 3, k = (i + 2) % 3;
        out[i] = a[j] * b[k] - a[k] * b[j];
    }
}

static void subtract(const double a[3], const double b[3], double out[3]) {
    for (int i = 0; i < 3; i++) out[i] = a[i] - b[i];
}

/* The axis across the leg's plane, about which all bones below the first one turn: the
 * plane of its ends and of the joint furthest from the line between them, and, of a
 * straight leg, of the way that its end is to go. */
static void find_hinge(const leg *l, const double shift[3], double axis[3]) {
    double along[3], arm[3], side[3], furthest = 0;
    const double *hip = l->head[l->count - 1];
    subtract(l->end, hip, along);
    const double length = sqrt(ax_dot3(along, along));
    memset(axis, 0, 3 * sizeof *axis);
    for (int i = 0; i + 1 < l->count; i++) {
        subtract(l->head[i], hip, arm);
        cross(along, arm, side);
        if (ax_dot3(side, side) <= furthest) continue;
        furthest = ax_dot3(side, side);
        memcpy(axis, side, sizeof side);
    }
    cross(along, shift, side);
    const double sign = ax_dot3(axis, side) < 0 ? -1 : 1;
    const double far = sqrt(ax_dot3(side, side));
    for (int a = 0; far > 0 && a < 3; a++)
        axis[a] += sign * straight * l->length * length * side[a] / far;
    const double size = sqrt(ax_dot3(axis, axis));
    for (int a = 0; a < 3; a++) axis[a] = size > 0 ? axis[a] / size : 0;
}

/* weight: [3, 3] how readily bone i turns about which axis. */
static void weigh(const leg *l, int i, double weight[9]) {
    const bool first = i + 1 == l->count;
    for (int a = 0; a < 9; a++) {
        weight[a] = a % 4 == 0 ? (first ? 1 : off_hinge) : 0;
        if (!first) weight[a] += (1 - off_hinge) * l->hinge[a / 3] * l->hinge[a % 3];
    }
}

/* out = matrix x vector */
static void apply(const double m[9], const double v[3], double out[3]) {
    double r[3];
    for (int i = 0; i < 3; i++) r[i] = ax_dot3(m + 3 * i, v);
    memcpy(out, r, sizeof r);
}

/* The columns of the end's motion by turning bone i: out[3][3], of axis a in row a. */
static void motion_of(const leg *l, int i, double out[3][3]) {
    double arm[3];
    subtract(l->end, l->head[i], arm);
    for (int a = 0; a < 3; a++) {
        double axis[3] = {0};
        axis[a] = 1;
        cross(axis, arm, out[a]);
    }
}

static void turn_all(leg *l, double angles[AX_MAX_LEG][3]) {
    double above[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1}, head[3];
    double old[AX_MAX_LEG + 1][3];
    for (int i = 0; i < l->count; i++) memcpy(old[i + 1], l->head[i], sizeof old[0]);
    memcpy(old[0], l->end, sizeof old[0]);
    memcpy(head, l->head[l->count - 1], sizeof head);
    for (int i = l->count - 1; i >= 0; i--) {
        const double angle = sqrt(ax_dot3(angles[i], angles[i]));
        double q[4] = {cos(0.5 * angle)}, m[9], arm[3];
        for (int a = 0; a < 3; a++)
            q[1 + a] = angle > 1e-12 ? sin(0.5 * angle) / angle * angles[i][a]
                                     : 0.5 * angles[i][a];
        ax_quaternion_normalise(q);
        ax_quaternion_to_matrix3(q, m);
        ax_matrix3_multiply(m, above, above);
        ax_matrix3_multiply(above, l->turn[i], l->turn[i]);
        subtract(old[i], old[i + 1], arm);
        apply(above, arm, arm);
        for (int a = 0; a < 3; a++) head[a] += arm[a];
        memcpy(i > 0 ? l->head[i - 1] : l->end, head, sizeof head);
    }
}

/* One step towards the goal; false if it is reached. */
static bool approach(leg *l, const double goal[3]) {
    double error[3], m[9] = {0}, x[3], weight[AX_MAX_LEG][9], angles[AX_MAX_LEG][3];
    double motion[AX_MAX_LEG][3][3];
    subtract(goal, l->end, error);
    if (ax_dot3(error, error) < tolerance * tolerance * l->length * l->length)
        return false;
    for (int i = 0; i < l->count; i++) {
        weigh(l, i, weight[i]);
        motion_of(l, i, motion[i]);
        for (int c = 0; c < 9; c++)
            for (int a = 0; a < 9; a++)
                m[c] +=
                    motion[i][a / 3][c / 3] * weight[i][a] * motion[i][a % 3][c % 3];
    }
    for (int a = 0; a < 3; a++)
        m[4 * a] += damping * l->length * l->length + ax_dot3(error, error);
    if (!ax_matrix3_solve(m, error, x)) return false;
    for (int i = 0; i < l->count; i++) {
        double along[3];
        for (int a = 0; a < 3; a++) along[a] = ax_dot3(motion[i][a], x);
        apply(weight[i], along, angles[i]);
    }
    turn_all(l, angles);
    return true;
}

/* ---- into keys ---- */

/* The key of a bone that is turned by `turn` in the world, and its parent by `above`.
 */
static void turn_key(const double pose[16], const double turn[9], const double above[9],
                     double q[4]) {
    double key[9], axes[9], relative[9], local[9], change[4], unit[4];
    memcpy(unit, q, sizeof unit);
    ax_quaternion_normalise(unit);
    ax_quaternion_to_matrix3(unit, key);
    /* The axes of the key: those of the pose, turned back by it. */
    ax_matrix4_rotation(pose, axes);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            local[3 * i + j] = 0;
            for (int k = 0; k < 3; k++)
                local[3 * i + j] += axes[3 * i + k] * key[3 * j + k];
        }
    ax_matrix3_transposed_multiply(above, turn, relative);
    ax_matrix3_multiply(relative, local, relative);
    ax_matrix3_transposed_multiply(local, relative, relative);
    ax_quaternion_from_matrix3(relative, change);
    ax_quaternion_multiply(change, unit, q);
    ax_quaternion_normalise(q);
    if (q[0] * unit[0] + q[1] * unit[1] + q[2] * unit[2] + q[3] * unit[3] < 0)
        for (int i = 0; i < 4; i++) q[i] = -q[i];
}

void ax_bone_shift(const ax_skeleton *skeleton, int bone, const double *pose,
                   const double shift[3], const double q[4], double location[3]) {
    double key[9], axes[9], unit[4], local[3];
    const double *m = skeleton->rest + 16 * (size_t)bone;
    const double scale = sqrt(m[0] * m[0] + m[4] * m[4] + m[8] * m[8]);
    memcpy(unit, q, sizeof unit);
    ax_quaternion_normalise(unit);
    ax_quaternion_to_matrix3(unit, key);
    ax_matrix4_rotation(pose + 16 * (size_t)bone, axes);
    for (int i = 0; i < 3; i++)
        local[i] = axes[i] * shift[0] + axes[3 + i] * shift[1] + axes[6 + i] * shift[2];
    apply(key, local, local);
    for (int i = 0; i < 3; i++) location[i] += local[i] / scale;
}

/* ---- legs ---- */

static void read_leg(const ax_foot *foot, const double *pose, leg *l) {
    l->count = foot->segments;
    l->length = 0;
    ax_matrix4_transform(pose + 16 * (size_t)foot->leg[0], foot->end, l->end);
    for (int i = 0; i < l->count; i++) {
        const double *m = pose + 16 * (size_t)foot->leg[i];
        for (int a = 0; a < 3; a++) l->head[i][a] = m[4 * a + 3];
        memcpy(l->turn[i], none, sizeof none);
        l->length += ax_distance3(i > 0 ? l->head[i - 1] : l->end, l->head[i]);
    }
}

ax_leg_ends ax_leg_measure(const ax_foot *foot, const double *pose) {
    leg l;
    ax_leg_ends out;
    read_leg(foot, pose, &l);
    memcpy(out.hip, l.head[l.count - 1], sizeof out.hip);
    memcpy(out.end, l.end, sizeof out.end);
    out.length = l.length;
    out.reach = fmax(max_reach * l.length, ax_distance3(out.hip, out.end));
    return out;
}

static void bring_end(leg *l, const double wanted[3]) {
    double goal[3], way[3], hip[3];
    memcpy(hip, l->head[l->count - 1], sizeof hip);
    const double far = ax_distance3(hip, wanted);
    const double reach = fmax(max_reach * l->length, ax_distance3(hip, l->end));
    for (int a = 0; a < 3; a++)
        goal[a] = hip[a] + (wanted[a] - hip[a]) * (far > reach ? reach / far : 1);
    subtract(goal, l->end, way);
    find_hinge(l, way, l->hinge);
    for (int round = 0; round < MAX_ROUNDS && approach(l, goal);) round++;
}

/* A foot with a location of its own; it goes no further than its leg can follow. */
static void move_foot(const ax_skeleton *skeleton, const ax_foot *foot,
                      const double *pose, const double own_shift[3],
                      const double fallen_short[3], double *rotation,
                      double *location) {
    double by[3];
    subtract(own_shift, fallen_short, by);
    for (int i = 0; i < foot->own_tops; i++) {
        const size_t n = (size_t)foot->top[i];
        ax_bone_shift(skeleton, foot->top[i], pose, by, rotation + 4 * n,
                      location + 3 * n);
    }
}

void ax_leg_move(const ax_skeleton *skeleton, const ax_foot *foot, const double *pose,
                 const double shift[3], const double own_shift[3], double *rotation,
                 double *location) {
    leg l;
    double goal[3], fallen_short[3] = {0};
    if (foot->segments) {
        read_leg(foot, pose, &l);
        for (int a = 0; a < 3; a++) goal[a] = l.end[a] + shift[a];
        bring_end(&l, goal);
        subtract(goal, l.end, fallen_short);
        fallen_short[2] = 0; /* lifted feet tear no leg */
        for (int i = 0; i < l.count; i++) {
            const size_t n = (size_t)foot->leg[i];
            turn_key(pose + 16 * n, l.turn[i], i + 1 < l.count ? l.turn[i + 1] : none,
                     rotation + 4 * n);
        }
        for (int i = foot->moves ? foot->own_tops : 0; i < foot->tops; i++) {
            const size_t n = (size_t)foot->top[i];
            turn_key(pose + 16 * n, none, l.turn[0], rotation + 4 * n);
        }
    }
    if (foot->moves)
        move_foot(skeleton, foot, pose, own_shift, fallen_short, rotation, location);
}
