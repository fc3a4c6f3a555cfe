#include "motion/gait/leg.h"

#include <math.h>
#include <string.h>

#include "motion/math/geometry.h"

/* How readily a bone below the leg's first turns about another axis than its hinge. */
static const double off_hinge = 0.05;
/* Sine of the bend from which on a hinge shows. */
static const double min_bend = 0.1;
/* Relative to the leg's length squared; what is missing adds to it (Sugihara). */
static const double damping = 1e-4;
/* What a leg reaches at most, of its length: straight legs snap. */
static const double max_reach = 0.995;
/* Of the leg's length: near enough. */
static const double tolerance = 1e-5;
enum { MAX_ROUNDS = 30 };

static const double none[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};

/* Leg bones from the lowest (0) to the highest; point[i] is the head of bone i, point of
 * -1 the end. */
typedef struct leg {
    int count;
    double end[3], head[AX_MAX_LEG][3];
    double turn[AX_MAX_LEG][9]; /* world, of all turns together */
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

/* weight: [3, 3] how readily bone i turns about which axis. */
static void hinge(const leg *l, int i, double weight[9]) {
    double above[3], below[3], axis[3], sine = 0;
    memset(weight, 0, 9 * sizeof *weight);
    if (i + 1 < l->count) {
        subtract(l->head[i], l->head[i + 1], above);
        subtract(i > 0 ? l->head[i - 1] : l->end, l->head[i], below);
        cross(above, below, axis);
        const double size =
            sqrt(ax_dot3(above, above) * ax_dot3(below, below));
        sine = size > 0 ? sqrt(ax_dot3(axis, axis)) / size : 0;
    }
    const bool shows = sine > min_bend;
    const double squared = shows ? ax_dot3(axis, axis) : 1;
    for (int a = 0; a < 9; a++) {
        weight[a] = a % 4 == 0 ? (shows ? off_hinge : 1) : 0;
        if (shows) weight[a] += (1 - off_hinge) * axis[a / 3] * axis[a % 3] / squared;
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
        hinge(l, i, weight[i]);
        motion_of(l, i, motion[i]);
        for (int c = 0; c < 9; c++)
            for (int a = 0; a < 9; a++)
                m[c] += motion[i][a / 3][c / 3] * weight[i][a] * motion[i][a % 3][c % 3];
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

/* The key of a bone that is turned by `turn` in the world, whose parent is by `above`. */
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
    ax_clamp_location(skeleton, bone, location);
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
    return out;
}

double ax_leg_reach(const ax_leg_ends *l) {
    return fmax(max_reach * l->length, ax_distance3(l->hip, l->end));
}

static void bring_end(leg *l, const ax_leg_ends *ends, const double shift[3]) {
    double goal[3];
    for (int a = 0; a < 3; a++) goal[a] = ends->end[a] + shift[a];
    const double far = ax_distance3(ends->hip, goal), reach = ax_leg_reach(ends);
    for (int a = 0; far > reach && a < 3; a++)
        goal[a] = ends->hip[a] + (goal[a] - ends->hip[a]) * reach / far;
    for (int round = 0; round < MAX_ROUNDS && approach(l, goal);) round++;
}

void ax_leg_move(const ax_skeleton *skeleton, const ax_foot *foot, const double *pose,
                 const double shift[3], const double own_shift[3], double *rotation,
                 double *location) {
    leg l;
    for (int i = 0; foot->moves && i < foot->own_tops; i++) {
        const size_t n = (size_t)foot->top[i];
        ax_bone_shift(skeleton, foot->top[i], pose, own_shift, rotation + 4 * n,
                      location + 3 * n);
    }
    if (!foot->segments) return;
    const ax_leg_ends ends = ax_leg_measure(foot, pose);
    read_leg(foot, pose, &l);
    bring_end(&l, &ends, shift);
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
