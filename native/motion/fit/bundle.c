#include "motion/fit/bundle.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/simd_dispatch.h"
#include "motion/fit/body.h"
#include "motion/fit/contacts.h"
#include "motion/fit/photometric.h"
#include "motion/fit/temporal.h"
#include "motion/math/geometry.h"
#include "motion/rig/bend.h"
#include "motion/track/reprojection.h"

static const double turn_spread = 0.6;   /* radians from the rest rotation */
static const double twist_spread = 0.1;  /* ... about a direction that nothing fixes */
static const double limit_spread = 0.02; /* radians beyond what the rig allows */
static const double shift_spread = 0.03; /* diagonals from the rest location */
static const double shifts =
    0.004; /* diagonals: from here on a bone leaves its place */
/* Paths of bones may bend so many times as far as points alone may. */
static const double smooth_slack = 3;
static const double too_near = 2e-3;      /* diagonals: a lever that turns nothing */
static const double in_line = 0.985;      /* cosine: 10 degrees */
static const double first_damping = 1e-3; /* of the mean stiffness */
static const double least_damping = 1e-5; /* of the first damping */
static const double inner_tolerance = 0.1;
/* Of the points' weight beside the picture that they come from: they hold a joint whose
 * disc is drawn where the picture shows nothing of it. */
static const double points_beside = 0.1;

/* Relative gains of steps that end a round, and the last round. */
static const double enough_for_now = 3e-2, enough = 3e-3;
/* Rounds: after each, what the frames tell each other is measured anew. */
enum { ROUNDS = 3, OUTER_STEPS = 16, INNER_STEPS = 40 };

/* Where the skeleton is: one for the solution so far, one for what is tried. */
typedef struct state {
    double *rotation; /* [F, N, 4] */
    double *location; /* [F, N, 3] */
    double *base;     /* [F, N, 9] world rotation that a bone's own comes on top of */
    double *head;     /* [F, N, 3] */
    double *joint;    /* [F, J, 3] */
    double cost;
} state;

typedef struct bundle {
    const ax_skeleton *skeleton;
    const ax_joints *joints;
    const ax_observations *o;
    bool contacts;                        /* are looked for and held */
    size_t frames, bones, points, groups; /* G: of frames, motion/fit/body.h */
    size_t size;                          /* G N 6 */
    double diagonal, spread, turn_prior, twist_prior, damping;
    double *shift_prior;           /* [N] */
    double *relative, *at, *scale; /* [N, 16], [J, 3] in the bone's rest frame, [N] */
    double *pose;                  /* [N, 16] */
    uint8_t *lines;                /* [N] directions in which joints hang: 0, 1, more */
    uint8_t *open;                 /* [N], AX_BODY_... */
    double *axis; /* [N, 3] rest frame: twist about it is not seen; 0 */
    state now, tried;
    double *blocks, *stiff; /* [F, J, 9]: of the views; with smoothness, roughly */
    double *pull;           /* [F, J, 3] */
    double *moved;          /* [F, J, 3] */
    ax_lanes *arm, *lever;  /* [G, N, 3], [G, J, 3] */
    ax_lanes *gradient, *step, *residual, *search, *product, *better; /* [G, N, 6] */
    ax_body_ridge *ridge;                                             /* [G, N] */
    ax_body_factor_row *factor;                                       /* [G, N] */
    ax_lanes *gathered, *scratch; /* [J, 9], [N, 36] */
    ax_temporal temporal;
} bundle;

/* ---- frames side by side: AX_LANES of them are a group ---- */

static ax_body body_of(const bundle *b, size_t group) {
    return (ax_body){.bones = (int)b->bones,
                     .joints = b->o->joints,
                     .parents = b->skeleton->parents,
                     .bone = b->joints->bone,
                     .free = b->open,
                     .arm = b->arm + 3 * b->bones * group,
                     .lever = b->lever + 3 * b->points * group};
}

static size_t lanes_of(const bundle *b, size_t group) {
    const size_t left = b->frames - AX_LANES * group;
    return left < AX_LANES ? left : AX_LANES;
}

/* The group's rows of numbers [F, count]. */
static const ax_lanes *gather(const bundle *b, const double *numbers, size_t count,
                              size_t group, ax_lanes *out) {
    const size_t lanes = lanes_of(b, group);
    double *to = (double *)out;
    if (lanes < AX_LANES) memset(out, 0, count * sizeof *out);
    for (size_t l = 0; l < lanes; l++) {
        const double *row = numbers + count * (AX_LANES * group + l);
        for (size_t i = 0; i < count; i++) to[AX_LANES * i + l] = row[i];
    }
    return out;
}

static void scatter(const bundle *b, const ax_lanes *in, size_t count, size_t group,
                    double *numbers) {
    for (size_t l = 0; l < lanes_of(b, group); l++) {
        double *row = numbers + count * (AX_LANES * group + l);
        for (size_t i = 0; i < count; i++)
            row[i] = ((const double *)in)[AX_LANES * i + l];
    }
}

/* Where the bone's numbers of the frame are: which of [G, N], and the lane. */
static size_t place_of(const bundle *b, size_t frame, size_t bone, size_t *lane) {
    *lane = frame % AX_LANES;
    return frame / AX_LANES * b->bones + bone;
}

static void measure_arms(bundle *b) {
    for (size_t f = 0; f < b->frames; f++) {
        const double *head = b->now.head + 3 * b->bones * f;
        const double *joint = b->now.joint + 3 * b->points * f;
        const size_t group = f / AX_LANES, lane = f % AX_LANES;
        for (size_t i = 0; i < 3 * b->bones; i++) {
            const int p = b->skeleton->parents[i / 3];
            b->arm[3 * b->bones * group + i][lane] =
                p < 0 ? 0 : head[i] - head[3 * (size_t)p + i % 3];
        }
        for (size_t i = 0; i < 3 * b->points; i++)
            b->lever[3 * b->points * group + i][lane] =
                joint[i] - head[3 * (size_t)b->joints->bone[i / 3] + i % 3];
    }
}

/* ---- from keys to joints, and what they cost ---- */

static void pose_frame(const bundle *b, const state *s, size_t frame) {
    for (size_t n = 0; n < b->bones; n++) {
        const size_t at = frame * b->bones + n;
        const int parent = b->skeleton->parents[n];
        double base[16], basis[16], *pose = b->pose + 16 * n;
        if (parent < 0)
            memcpy(base, b->relative + 16 * n, sizeof base);
        else
            ax_matrix4_multiply(b->pose + 16 * (size_t)parent, b->relative + 16 * n,
                                base);
        ax_matrix4_rotation(base, s->base + 9 * at);
        ax_matrix4_compose(s->location + 3 * at, s->rotation + 4 * at, basis);
        ax_matrix4_multiply(base, basis, pose);
        for (size_t i = 0; i < 3; i++) s->head[3 * at + i] = pose[4 * i + 3];
    }
    for (size_t j = 0; j < b->points; j++)
        ax_matrix4_transform(b->pose + 16 * (size_t)b->joints->bone[j], b->at + 3 * j,
                             s->joint + 3 * (frame * b->points + j));
}

static void turn_vector(const double q[4], double out[3]) {
    const double sine = sqrt(ax_dot3(q + 1, q + 1)), sign = q[0] < 0 ? -1 : 1;
    const double angle = 2 * atan2(sine, sign * q[0]);
    for (int i = 0; i < 3; i++)
        out[i] = sine > 1e-12 ? sign * q[1 + i] / sine * angle : 0;
}

/* The twist of q about a unit axis, and its derivative for a turn that comes on top,
 * both less the nearer the swing is to half a turn, where twist means nothing. */
static double twist_of(const double q[4], const double axis[3], double slope[3]) {
    const double w = q[0], along = ax_dot3(q + 1, axis), share = w * w + along * along;
    memset(slope, 0, 3 * sizeof *slope);
    if (!(share > 1e-3)) return 0;
    for (int i = 0; i < 3; i++) {
        const int j = (i + 1) % 3, k = (i + 2) % 3;
        const double side = q[1 + j] * axis[k] - q[1 + k] * axis[j];
        slope[i] = w * w * axis[i] + w * side + along * q[1 + i];
    }
    const double angle = 2 * atan2(w < 0 ? -along : along, fabs(w));
    return angle * share;
}

/* By how much the rotation vector v leaves the bone's limits; false: it does not. */
static bool beyond_limits(const bundle *b, size_t bone, const double v[3],
                          double out[3]) {
    const double *limits = b->skeleton->limits;
    bool any = false;
    for (size_t i = 0; limits && i < 3; i++) {
        const double low = limits[6 * bone + i], high = limits[6 * bone + 3 + i];
        out[i] = v[i] < low ? v[i] - low : v[i] > high ? v[i] - high : 0;
        any = any || out[i] != 0;
    }
    return any;
}

static bool is_root(const bundle *b, size_t bone) {
    return b->skeleton->parents[bone] < 0;
}

static double prior_cost(const bundle *b, const state *s) {
    double cost = 0;
    for (size_t at = 0; at < b->frames * b->bones; at++) {
        const size_t n = at % b->bones;
        double v[3], off[3];
        if (b->open[n] & AX_BODY_TURNS) {
            turn_vector(s->rotation + 4 * at, v);
            cost += b->turn_prior * ax_dot3(v, v);
            if (beyond_limits(b, n, v, off))
                cost += ax_dot3(off, off) / (limit_spread * limit_spread);
            const double twist = twist_of(s->rotation + 4 * at, b->axis + 3 * n, v);
            cost += b->twist_prior * twist * twist;
        }
        if (b->open[n] & AX_BODY_SHIFTS && !is_root(b, n)) {
            const double *l = s->location + 3 * at;
            cost += b->shift_prior[n] * b->scale[n] * b->scale[n] * ax_dot3(l, l);
        }
    }
    return cost;
}

static void pose(const bundle *b, const state *s) {
    for (size_t f = 0; f < b->frames; f++) pose_frame(b, s, f);
}

static double views_cost(const bundle *b, const state *s) {
    const double points = ax_reprojection_cost(b->o, s->joint, b->spread);
    if (!b->o->photometric) return points;
    return points_beside * points + ax_photometric_cost(b->o->photometric, s->joint);
}

static void reckon(const bundle *b, state *s) {
    s->cost =
        views_cost(b, s) + ax_temporal_cost(&b->temporal, s->joint) + prior_cost(b, s);
}

/* ---- the normal equations ---- */

/* The rotation vector is taken to change as the bone turns, which holds for the small
 * turns beyond a limit of a hinge. */
static void add_limits(bundle *b, size_t to, size_t lane, const double base[9],
                       const double off[3]) {
    const double stiff = 1 / (limit_spread * limit_spread);
    for (size_t i = 0; i < 3; i++) {
        b->gradient[6 * to + i][lane] -= stiff * ax_dot3(base + 3 * i, off);
        for (size_t c = 0; c < 9; c++)
            if (off[i] != 0)
                b->ridge[to].turn[c][lane] +=
                    stiff * base[3 * (c / 3) + i] * base[3 * (c % 3) + i];
    }
}

static void add_turn_prior(bundle *b, size_t at, double held) {
    const double *q = b->now.rotation + 4 * at, *base = b->now.base + 9 * at;
    const double *axis = b->axis + 3 * (at % b->bones);
    double v[3], own[3], slope[3];
    size_t lane;
    const size_t to = place_of(b, at / b->bones, at % b->bones, &lane);
    const double twist = twist_of(q, axis, own);
    turn_vector(q, v);
    for (size_t i = 0; i < 3; i++) {
        slope[i] = ax_dot3(base + 3 * i, own);
        b->gradient[6 * to + i][lane] -= b->turn_prior * ax_dot3(base + 3 * i, v) +
                                         b->twist_prior * twist * slope[i];
    }
    for (size_t i = 0; i < 9; i++)
        b->ridge[to].turn[i][lane] = b->twist_prior * slope[i / 3] * slope[i % 3] +
                                     (i % 4 == 0 ? b->turn_prior + held : 0);
    if (beyond_limits(b, at % b->bones, v, own)) add_limits(b, to, lane, base, own);
}

static void add_prior(bundle *b) {
    const double held = b->damping * 0.01 * b->diagonal * b->diagonal;
    for (size_t at = 0; at < b->frames * b->bones; at++) {
        const size_t n = at % b->bones;
        const double *base = b->now.base + 9 * at, *l = b->now.location + 3 * at;
        const double shift = is_root(b, n) ? 0 : b->shift_prior[n];
        size_t lane;
        const size_t to = place_of(b, at / b->bones, n, &lane);
        b->ridge[to].shift[lane] = shift + b->damping;
        if (b->open[n] & AX_BODY_TURNS) add_turn_prior(b, at, held);
        if (b->open[n] & AX_BODY_SHIFTS)
            for (size_t i = 0; i < 3; i++)
                b->gradient[6 * to + 3 + i][lane] -=
                    shift * b->scale[n] * ax_dot3(base + 3 * i, l);
    }
}

/* out = Jacobian^T x b->pull */
static void pull_bones(const bundle *b, ax_lanes *out) {
    for (size_t g = 0; g < b->groups; g++) {
        const ax_body body = body_of(b, g);
        ax_body_pull(&body, gather(b, b->pull, 3 * b->points, g, b->gathered),
                     out + 6 * b->bones * g);
    }
}

static void linearise_points(bundle *b) {
    const size_t joints = b->frames * b->points;
    memset(b->pull, 0, 3 * joints * sizeof *b->pull);
    memset(b->blocks, 0, 9 * joints * sizeof *b->blocks);
    ax_reprojection_linearise(b->o, b->now.joint, b->spread, b->pull, b->blocks);
}

static void linearise_views(bundle *b) {
    const size_t joints = b->frames * b->points;
    linearise_points(b);
    if (!b->o->photometric) return;
    for (size_t i = 0; i < 3 * joints; i++) b->pull[i] *= points_beside;
    for (size_t i = 0; i < 9 * joints; i++) b->blocks[i] *= points_beside;
    ax_photometric_linearise(b->o->photometric, b->now.joint, b->pull, b->blocks);
}

static void linearise(bundle *b) {
    const size_t joints = b->frames * b->points;
    linearise_views(b);
    memcpy(b->stiff, b->blocks, 9 * joints * sizeof *b->stiff);
    ax_temporal_linearise(&b->temporal, b->now.joint, b->pull, b->stiff);
    measure_arms(b);
    pull_bones(b, b->gradient);
}

static void factor(bundle *b) {
    for (size_t g = 0; g < b->groups; g++) {
        const ax_body body = body_of(b, g);
        const size_t at = b->bones * g;
        ax_body_factor(&body, gather(b, b->stiff, 9 * b->points, g, b->gathered),
                       b->ridge + at, b->factor + at, b->scratch);
    }
}

static void precondition(const bundle *b, const ax_lanes *in, ax_lanes *out) {
    for (size_t g = 0; g < b->groups; g++) {
        const ax_body body = body_of(b, g);
        const size_t at = b->bones * g;
        ax_body_solve(&body, b->factor + at, in + 6 * at, out + 6 * at, b->scratch);
    }
}

static void multiply(const bundle *b, const ax_lanes *in, ax_lanes *out) {
    for (size_t g = 0; g < b->groups; g++) {
        const ax_body body = body_of(b, g);
        ax_body_move(&body, in + 6 * b->bones * g, b->scratch, b->gathered);
        scatter(b, b->gathered, 3 * b->points, g, b->moved);
    }
    for (size_t i = 0; i < b->frames * b->points; i++)
        for (size_t a = 0; a < 3; a++)
            b->pull[3 * i + a] = ax_dot3(b->blocks + 9 * i + 3 * a, b->moved + 3 * i);
    ax_temporal_multiply(&b->temporal, b->moved, b->pull);
    pull_bones(b, out);
    ax_body_add_ridge((int)(b->groups * b->bones), b->ridge, in, out);
}

/* out = a x + y; one of x and y may be out. */
AX_TARGET_CLONES
static void combine(double a, const ax_lanes *x, const ax_lanes *y, size_t count,
                    ax_lanes *out) {
    for (size_t i = 0; i < count; i++) out[i] = a * x[i] + y[i];
}

AX_TARGET_CLONES
static double dot(const ax_lanes *a, const ax_lanes *b, size_t count) {
    ax_lanes sums = {0};
    for (size_t i = 0; i < count; i++) sums += a[i] * b[i];
    double sum = 0;
    for (int l = 0; l < AX_LANES; l++) sum += sums[l];
    return sum;
}

static void conjugate_gradients(bundle *b) {
    const size_t n = b->size, bytes = n * sizeof(ax_lanes);
    memset(b->step, 0, bytes);
    memcpy(b->residual, b->gradient, bytes);
    precondition(b, b->residual, b->better);
    memcpy(b->search, b->better, bytes);
    double rz = dot(b->residual, b->better, n);
    const double least = inner_tolerance * inner_tolerance * rz;
    for (int i = 0; i < INNER_STEPS && rz > least; i++) {
        multiply(b, b->search, b->product);
        const double curvature = dot(b->search, b->product, n);
        if (!(curvature > 0)) break;
        const double alpha = rz / curvature;
        combine(alpha, b->search, b->step, n, b->step);
        combine(-alpha, b->product, b->residual, n, b->residual);
        precondition(b, b->residual, b->better);
        const double next = dot(b->residual, b->better, n);
        combine(next / rz, b->search, b->better, n, b->search);
        rz = next;
    }
}

/* ---- the search ---- */

/* The step, taken: turns are about world axes, keys about the bone's own. */
static void take_step(const bundle *b) {
    for (size_t at = 0; at < b->frames * b->bones; at++) {
        const double *base = b->now.base + 9 * at;
        size_t lane;
        const ax_lanes *step =
            b->step + 6 * place_of(b, at / b->bones, at % b->bones, &lane);
        double own[3] = {0}, by[4], angle, *q = b->tried.rotation + 4 * at;
        for (size_t i = 0; i < 3; i++)
            for (size_t a = 0; a < 3; a++) {
                own[i] += base[3 * a + i] * step[a][lane];
                b->tried.location[3 * at + i] +=
                    base[3 * a + i] * step[3 + a][lane] / b->scale[at % b->bones];
            }
        angle = sqrt(ax_dot3(own, own));
        by[0] = cos(0.5 * angle);
        for (int i = 0; i < 3; i++)
            by[1 + i] =
                angle > 1e-12 ? sin(0.5 * angle) / angle * own[i] : 0.5 * own[i];
        ax_quaternion_multiply(by, b->now.rotation + 4 * at, q);
        ax_quaternion_normalise(q);
    }
}

static void copy_keys(const bundle *b, const state *from, const state *to) {
    memcpy(to->rotation, from->rotation, 4 * b->frames * b->bones * sizeof(double));
    memcpy(to->location, from->location, 3 * b->frames * b->bones * sizeof(double));
}

/* Of the mean joint; where nothing is seen, of what pulls bones to rest. */
static double stiffness(const bundle *b) {
    const size_t joints = b->frames * b->points;
    double sum = 0;
    for (size_t i = 0; i < joints; i++)
        for (size_t a = 0; a < 3; a++) sum += b->blocks[9 * i + 4 * a];
    return fmax(sum / (3 * (double)joints),
                b->turn_prior / (b->diagonal * b->diagonal));
}

/* What the frames tell each other, from the solution so far. */
static ax_status tie_frames(bundle *b, ax_error *err) {
    ax_temporal_measure(&b->temporal, b->now.joint);
    if (b->contacts) {
        linearise_points(b);
        AX_TRY(ax_contacts_find(b->o, b->now.joint, b->blocks, b->pull,
                                b->temporal.held, err));
    }
    reckon(b, &b->now);
    return AX_OK;
}

/* One damped step; false if it was not better. gain: part of the cost that it took. */
static bool improve(bundle *b, double *gain) {
    linearise(b);
    if (b->damping == 0) b->damping = first_damping * stiffness(b);
    add_prior(b);
    factor(b);
    conjugate_gradients(b);
    copy_keys(b, &b->now, &b->tried);
    take_step(b);
    pose(b, &b->tried);
    reckon(b, &b->tried);
    if (!(b->tried.cost < b->now.cost)) return false;
    *gain = (b->now.cost - b->tried.cost) / (b->now.cost + 1e-12);
    const state before = b->now;
    b->now = b->tried;
    b->tried = before;
    return true;
}

static ax_status minimise(bundle *b, ax_error *err) {
    double least = 0;
    reckon(b, &b->now);
    for (int i = 0, round = 0; i < OUTER_STEPS; i++) {
        double gain = 1;
        const bool better = improve(b, &gain);
        if (i == 0) least = least_damping * b->damping;
        b->damping = better ? fmax(0.1 * b->damping, least) : 10 * b->damping;
        if (better && gain >= (round + 1 < ROUNDS ? enough_for_now : enough)) continue;
        if (better && ++round == ROUNDS) break;
        if (better) AX_TRY(tie_frames(b, err));
    }
    return AX_OK;
}

/* ---- setting up ---- */

/* What may move: bones that turn a joint, and bones that carry a location already. */
static void open_bones(bundle *b, const ax_keyframes *keys) {
    const ax_skeleton *s = b->skeleton;
    for (int j = 0; j < b->joints->count; j++)
        for (int n = b->joints->bone[j]; n >= 0; n = s->parents[n]) {
            double head[3];
            ax_bone_head(s, n, head);
            if (!(s->flags[n] & AX_BONE_ROTATION_LOCKED) &&
                ax_distance3(head, b->joints->position + 3 * j) >
                    too_near * b->diagonal)
                b->open[n] |= AX_BODY_TURNS;
        }
    for (size_t at = 0; at < b->frames * b->bones; at++) {
        const double *l = keys->location + 3 * at;
        const size_t n = at % b->bones;
        const double least = is_root(b, n) ? 0 : shifts * b->diagonal;
        if (sqrt(ax_dot3(l, l)) * b->scale[n] > least &&
            !(s->flags[n] & AX_BONE_LOCATION_LOCKED))
            b->open[n] |= AX_BODY_SHIFTS;
    }
}

/* A bone whose joints lie in one line from its head, or that has none of its own and
 * only a chain below, shows no twist about that line. */
static void find_axes(bundle *b) {
    const ax_skeleton *s = b->skeleton;
    for (int j = 0; j < b->joints->count; j++)
        for (int n = b->joints->bone[j]; n >= 0; n = s->parents[n]) {
            double at[3], inverse[16], *axis = b->axis + 3 * (size_t)n;
            ax_matrix4_invert(s->rest + 16 * (size_t)n, inverse);
            ax_matrix4_transform(inverse, b->joints->position + 3 * j, at);
            const double length = sqrt(ax_dot3(at, at));
            if (!(b->open[n] & AX_BODY_TURNS) ||
                length * b->scale[n] <= too_near * b->diagonal)
                continue;
            for (int i = 0; i < 3; i++) at[i] /= length;
            if (b->lines[n] == 0) memcpy(axis, at, sizeof at);
            if (b->lines[n] < 2 && fabs(ax_dot3(axis, at)) < in_line) b->lines[n] = 2;
            if (b->lines[n] == 0) b->lines[n] = 1;
            break;
        }
    for (int n = 0; n < (int)b->bones; n++)
        if (b->lines[n] == 2) memset(b->axis + 3 * (size_t)n, 0, 3 * sizeof(double));
}

/* What has left its place in the start may stay as far from it. */
static void set_shift_priors(bundle *b) {
    for (size_t n = 0; n < b->bones; n++) {
        double sum = 0;
        for (size_t f = 0; f < b->frames; f++) {
            const double *l = b->now.location + 3 * (f * b->bones + n);
            sum += b->scale[n] * b->scale[n] * ax_dot3(l, l);
        }
        const double least = shift_spread * b->diagonal;
        b->shift_prior[n] = 1 / fmax(least * least, sum / (double)b->frames);
    }
}

static void set_up(bundle *b, const ax_keyframes *keys) {
    ax_rest_relative(b->skeleton, b->relative);
    for (size_t n = 0; n < b->bones; n++) {
        const double *rest = b->skeleton->rest + 16 * n;
        b->scale[n] = sqrt(rest[1] * rest[1] + rest[5] * rest[5] + rest[9] * rest[9]);
    }
    for (size_t j = 0; j < b->points; j++) {
        double inverse[16];
        ax_matrix4_invert(b->skeleton->rest + 16 * (size_t)b->joints->bone[j], inverse);
        ax_matrix4_transform(inverse, b->joints->position + 3 * j, b->at + 3 * j);
    }
    open_bones(b, keys);
    find_axes(b);
    const state start = {.rotation = keys->rotation, .location = keys->location};
    copy_keys(b, &start, &b->now);
    for (size_t at = 0; at < b->frames * b->bones; at++)
        if (!(b->open[at % b->bones] & AX_BODY_SHIFTS))
            memset(b->now.location + 3 * at, 0, 3 * sizeof *b->now.location);
    set_shift_priors(b);
    pose(b, &b->now);
    b->spread = ax_reprojection_spread(b->o, b->now.joint);
    ax_temporal_measure(&b->temporal, b->now.joint);
    if (b->o->photometric)
        ax_photometric_measure(b->o->photometric, b->now.joint, b->spread);
    b->turn_prior = 1 / (turn_spread * turn_spread);
    b->twist_prior = 1 / (twist_spread * twist_spread);
}

static ax_status state_alloc(const bundle *b, state *s, ax_error *err) {
    const size_t rows = b->frames * b->bones;
    AX_TRY(AX_NEW(double, 4 * rows, "poses", &s->rotation, err));
    AX_TRY(AX_NEW(double, 3 * rows, "poses", &s->location, err));
    AX_TRY(AX_NEW(double, 9 * rows, "poses", &s->base, err));
    AX_TRY(AX_NEW(double, 3 * rows, "poses", &s->head, err));
    return AX_NEW(double, 3 * b->frames * b->points, "poses", &s->joint, err);
}

static void state_free(state *s) {
    ax_free(s->rotation);
    ax_free(s->location);
    ax_free(s->base);
    ax_free(s->head);
    ax_free(s->joint);
}

static ax_status bundle_alloc(bundle *b, ax_error *err) {
    const size_t bones = b->bones, joints = b->frames * b->points;
    const size_t rows = b->groups * bones;
    ax_lanes **vectors[] = {&b->gradient, &b->step,    &b->residual,
                            &b->search,   &b->product, &b->better};
    AX_TRY(AX_NEW(double, 16 * bones, "rest matrices", &b->relative, err));
    AX_TRY(AX_NEW(double, 3 * b->points, "joints of bones", &b->at, err));
    AX_TRY(AX_NEW(double, bones, "scales", &b->scale, err));
    AX_TRY(AX_NEW(double, bones, "freedoms", &b->shift_prior, err));
    AX_TRY(AX_NEW(double, 16 * bones, "pose matrices", &b->pose, err));
    AX_TRY(AX_NEW(uint8_t, bones, "freedoms", &b->open, err));
    AX_TRY(AX_NEW(uint8_t, bones, "freedoms", &b->lines, err));
    AX_TRY(AX_NEW(double, 3 * bones, "freedoms", &b->axis, err));
    AX_TRY(AX_NEW(ax_body_ridge, rows, "normal equations", &b->ridge, err));
    AX_TRY(state_alloc(b, &b->now, err));
    AX_TRY(state_alloc(b, &b->tried, err));
    AX_TRY(AX_NEW(double, 9 * joints, "normal equations", &b->blocks, err));
    AX_TRY(AX_NEW(double, 9 * joints, "normal equations", &b->stiff, err));
    AX_TRY(AX_NEW(double, 3 * joints, "normal equations", &b->pull, err));
    AX_TRY(AX_NEW(double, 3 * joints, "normal equations", &b->moved, err));
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        AX_TRY(AX_NEW(ax_lanes, b->size, "normal equations", vectors[i], err));
    b->temporal = (ax_temporal){.frames = b->frames,
                                .joints = b->points,
                                .parent = b->o->parent,
                                .diagonal = b->diagonal,
                                .most = smooth_slack * ax_smooth_spread(b->o)};
    AX_TRY(ax_temporal_alloc(&b->temporal, err));
    AX_TRY(AX_NEW(ax_lanes, 36 * bones, "normal equations", &b->scratch, err));
    AX_TRY(AX_NEW(ax_lanes, 9 * b->points, "normal equations", &b->gathered, err));
    AX_TRY(AX_NEW(ax_lanes, 3 * rows, "normal equations", &b->arm, err));
    AX_TRY(AX_NEW(ax_lanes, 3 * b->groups * b->points, "normal equations", &b->lever,
                  err));
    return AX_NEW(ax_body_factor_row, rows, "normal equations", &b->factor, err);
}

static void bundle_free(bundle *b) {
    void *arrays[] = {b->relative, b->shift_prior, b->at,       b->scale,  b->pose,
                      b->axis,     b->blocks,      b->stiff,    b->pull,   b->moved,
                      b->gradient, b->step,        b->residual, b->search, b->product,
                      b->better,   b->scratch,     b->gathered, b->arm,    b->lever,
                      b->open,     b->lines,       b->ridge,    b->factor};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) ax_free(arrays[i]);
    ax_temporal_free(&b->temporal);
    state_free(&b->now);
    state_free(&b->tried);
}

static ax_status check(const ax_skeleton *skeleton, const ax_joints *joints,
                       const ax_observations *o, const ax_keyframes *keys,
                       ax_error *err) {
    AX_TRY(ax_skeleton_check(skeleton, err));
    AX_TRY(ax_joints_check(joints, skeleton, err));
    AX_TRY(ax_observations_check(o, err));
    if (keys->frames != o->frames || keys->bones != skeleton->bones ||
        joints->count != o->joints)
        return ax_fail(err, AX_ERR_USAGE,
                       "keys of %d frames and %d bones do not fit %d joints seen in %d "
                       "frames",
                       keys->frames, keys->bones, o->joints, o->frames);
    const size_t rows = (size_t)keys->frames * (size_t)keys->bones;
    for (size_t i = 0; i < 4 * rows; i++)
        if (!isfinite(keys->rotation[i]))
            return ax_fail(err, AX_ERR_INPUT,
                           "keys hold a rotation that is not finite");
    return ax_keyframes_check(keys, err);
}

/* Bones that no joint shows go along with what was found for their parents. */
static void let_follow(const bundle *b) {
    const ax_skeleton *s = b->skeleton;
    for (size_t at = 0; at < b->frames * b->bones; at++) {
        const size_t n = at % b->bones;
        if (b->open[n] & AX_BODY_TURNS || s->flags[n] & AX_BONE_ROTATION_LOCKED ||
            s->parents[n] < 0)
            continue;
        const double *parent = b->now.rotation + 4 * (at - n + (size_t)s->parents[n]);
        ax_bend_follow(s, (int)n, parent, b->now.rotation + 4 * at);
    }
}

static void hand_out(const bundle *b, const ax_keyframes *keys, double *positions) {
    const state out = {.rotation = keys->rotation, .location = keys->location};
    copy_keys(b, &b->now, &out);
    ax_quaternions_keep_signs(keys);
    memcpy(positions, b->now.joint, 3 * b->frames * b->points * sizeof *positions);
}

ax_status ax_bundle_adjust(const ax_skeleton *skeleton, const ax_joints *joints,
                           const ax_observations *observations,
                           const ax_keyframes *keys, bool contacts, double *positions,
                           ax_error *err) {
    AX_TRY(check(skeleton, joints, observations, keys, err));
    bundle b = {.skeleton = skeleton,
                .joints = joints,
                .o = observations,
                .contacts = contacts,
                .frames = (size_t)keys->frames,
                .bones = (size_t)keys->bones,
                .points = (size_t)joints->count,
                .groups = ((size_t)keys->frames + AX_LANES - 1) / AX_LANES,
                .diagonal = ax_rest_diagonal(observations)};
    b.size = 6 * b.groups * b.bones;
    if (b.frames * b.bones > AX_BUNDLE_LIMIT || b.frames * b.points > AX_BUNDLE_LIMIT)
        return AX_OK;
    ax_status status = bundle_alloc(&b, err);
    if (status != AX_OK) goto done;
    set_up(&b, keys);
    status = minimise(&b, err);
    if (status != AX_OK) goto done;
    let_follow(&b);
    hand_out(&b, keys, positions);
done:
    bundle_free(&b);
    return status;
}
