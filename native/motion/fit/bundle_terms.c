/* The terms of the cost: their values, gradients and Gauss-Newton Hessians. */
#include <math.h>
#include <string.h>

#include "motion/fit/bundle_problem.h"
#include "motion/fit/photometric.h"
#include "motion/math/geometry.h"
#include "motion/track/reprojection.h"

/* Spreads (standard deviations) of the priors. */
static const double rotation_spread = 0.6; /* radians from the rest rotation */
static const double twist_spread = 0.1;    /* ... about an axis that is not observed */
static const double limit_spread = 0.02;   /* radians beyond what the rig allows */
/* Of a location held at its limit: a thousand times what the views and the temporal
 * terms together make of a bone that carries a whole rig. Diagonals^-2. */
static const double held_stiffness = 1e10;
/* Weight of the observed points beside the photometric term, which they were found
 * from: they only constrain joints that are rendered where the maps show nothing of
 * them. */
static const double points_weight = 0.1;

/* ---- pose ---- */

static void pose_frame(const ax_bundle *b, const ax_bundle_state *s, size_t frame) {
    for (size_t n = 0; n < b->bones; n++) {
        const size_t at = frame * b->bones + n;
        const int parent = b->skeleton->parents[n];
        double local[16], basis[16], *pose = b->pose + 16 * n;
        if (parent < 0)
            memcpy(local, b->rest_relative + 16 * n, sizeof local);
        else
            ax_matrix4_multiply(b->pose + 16 * (size_t)parent,
                                b->rest_relative + 16 * n, local);
        ax_matrix4_rotation(local, s->local_axes + 9 * at);
        ax_matrix4_compose(s->location + 3 * at, s->rotation + 4 * at, basis);
        ax_matrix4_multiply(local, basis, pose);
        for (size_t i = 0; i < 3; i++) s->head[3 * at + i] = pose[4 * i + 3];
    }
    for (size_t j = 0; j < b->joint_count; j++)
        ax_matrix4_transform(b->pose + 16 * (size_t)b->joints->bone[j],
                             b->joint_local + 3 * j,
                             s->joint + 3 * (frame * b->joint_count + j));
}

void ax_bundle_pose(const ax_bundle *b, const ax_bundle_state *s) {
    for (size_t f = 0; f < b->frames; f++) pose_frame(b, s, f);
}

/* ---- spreads ---- */

void ax_bundle_set_spreads(ax_bundle *b) {
    ax_bundle_pose(b, &b->current);
    b->view_spread = ax_reprojection_spread(b->observations, b->current.joint);
    ax_temporal_estimate_spread(&b->temporal, b->current.joint);
    if (b->observations->photometric)
        ax_photometric_calibrate(b->observations->photometric, b->current.joint,
                                 b->view_spread);
    b->rotation_prior = 1 / (rotation_spread * rotation_spread);
    b->twist_prior = 1 / (twist_spread * twist_spread);
}

/* ---- cost ---- */

/* The rotation vector (axis x angle) of q, at most half a turn. */
static void to_rotation_vector(const double q[4], double out[3]) {
    const double sine = sqrt(ax_dot3(q + 1, q + 1)), sign = q[0] < 0 ? -1 : 1;
    const double angle = 2 * atan2(sine, sign * q[0]);
    for (int i = 0; i < 3; i++)
        out[i] = sine > 1e-12 ? sign * q[1 + i] / sine * angle : 0;
}

/* The twist of q about a unit axis (swing-twist decomposition), and its gradient by a
 * small rotation applied after q. Both fade out as the swing nears half a turn, where
 * the twist is undefined. */
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

/* By how much the rotation vector v exceeds the bone's limits; false if it does not. */
static bool beyond_limits(const ax_bundle *b, size_t bone, const double v[3],
                          double excess[3]) {
    const double *limits = b->skeleton->limits;
    bool any = false;
    for (size_t i = 0; limits && i < 3; i++) {
        const double min = limits[6 * bone + i], max = limits[6 * bone + 3 + i];
        excess[i] = v[i] < min ? v[i] - min : v[i] > max ? v[i] - max : 0;
        any = any || excess[i] != 0;
    }
    return any;
}

static double prior_cost(const ax_bundle *b, const ax_bundle_state *s) {
    double cost = 0;
    for (size_t at = 0; at < b->frames * b->bones; at++) {
        const size_t n = at % b->bones;
        double v[3], excess[3];
        if (b->dof_mask[n] & AX_DOF_ROTATION) {
            to_rotation_vector(s->rotation + 4 * at, v);
            cost += b->rotation_prior * ax_dot3(v, v);
            if (beyond_limits(b, n, v, excess))
                cost += ax_dot3(excess, excess) / (limit_spread * limit_spread);
            const double twist =
                twist_of(s->rotation + 4 * at, b->twist_axis + 3 * n, v);
            cost += b->twist_prior * twist * twist;
        }
        if (b->dof_mask[n] & AX_DOF_TRANSLATION && !ax_bundle_is_root(b, n)) {
            const double *l = s->location + 3 * at;
            cost += b->translation_prior[n] * b->bone_scale[n] * b->bone_scale[n] *
                    ax_dot3(l, l);
        }
    }
    return cost;
}

static double views_cost(const ax_bundle *b, const ax_bundle_state *s) {
    const double points =
        ax_reprojection_cost(b->observations, s->joint, b->view_spread);
    if (!b->observations->photometric) return points;
    return points_weight * points +
           ax_photometric_cost(b->observations->photometric, s->joint);
}

void ax_bundle_evaluate_cost(const ax_bundle *b, ax_bundle_state *s) {
    s->cost = views_cost(b, s) + ax_temporal_cost(&b->temporal, s->joint) +
              ax_ties_cost(&b->ties, s->joint) + prior_cost(b, s);
}

/* ---- gradients and Hessians ---- */

void ax_bundle_linearise_points(ax_bundle *b) {
    const size_t joints = b->frames * b->joint_count;
    memset(b->joint_rhs, 0, 3 * joints * sizeof *b->joint_rhs);
    memset(b->view_hessian, 0, 9 * joints * sizeof *b->view_hessian);
    ax_reprojection_linearise(b->observations, b->current.joint, b->view_spread,
                              b->joint_rhs, b->view_hessian);
}

void ax_bundle_linearise_views(ax_bundle *b) {
    const size_t joints = b->frames * b->joint_count;
    ax_bundle_linearise_points(b);
    if (!b->observations->photometric) return;
    for (size_t i = 0; i < 3 * joints; i++) b->joint_rhs[i] *= points_weight;
    for (size_t i = 0; i < 9 * joints; i++) b->view_hessian[i] *= points_weight;
    ax_photometric_linearise(b->observations->photometric, b->current.joint,
                             b->joint_rhs, b->view_hessian);
}

/* Approximates the rotation vector's derivative by the identity, which is exact for a
 * hinge and close for the small angles beyond a limit. */
static void add_limits(ax_bundle *b, size_t slot, size_t lane, const double axes[9],
                       const double excess[3]) {
    const double weight = 1 / (limit_spread * limit_spread);
    for (size_t i = 0; i < 3; i++) {
        b->rhs[6 * slot + i][lane] -= weight * ax_dot3(axes + 3 * i, excess);
        for (size_t c = 0; c < 9; c++)
            if (excess[i] != 0)
                b->bone_prior[slot].rotation[c][lane] +=
                    weight * axes[3 * (c / 3) + i] * axes[3 * (c % 3) + i];
    }
}

static void add_rotation_prior(ax_bundle *b, size_t at, double damping) {
    const double *q = b->current.rotation + 4 * at,
                 *axes = b->current.local_axes + 9 * at;
    const double *axis = b->twist_axis + 3 * (at % b->bones);
    double v[3], local[3], slope[3];
    size_t lane;
    const size_t slot = ax_bundle_slot(b, at / b->bones, at % b->bones, &lane);
    const double twist = twist_of(q, axis, local);
    to_rotation_vector(q, v);
    for (size_t i = 0; i < 3; i++) {
        slope[i] = ax_dot3(axes + 3 * i, local);
        b->rhs[6 * slot + i][lane] -= b->rotation_prior * ax_dot3(axes + 3 * i, v) +
                                      b->twist_prior * twist * slope[i];
    }
    for (size_t i = 0; i < 9; i++)
        b->bone_prior[slot].rotation[i][lane] =
            b->twist_prior * slope[i / 3] * slope[i % 3] +
            (i % 4 == 0 ? b->rotation_prior + damping : 0);
    if (beyond_limits(b, at % b->bones, v, local))
        add_limits(b, slot, lane, axes, local);
}

/* Is the bone's location on a limit of this axis, with a descent direction (of its own
 * axes) that leads beyond? */
static bool is_held_at_limit(const ax_bundle *b, size_t at, size_t axis,
                             double descent) {
    const double *limits = b->skeleton->location_limits + 6 * (at % b->bones) + axis;
    const double l = b->current.location[3 * at + axis];
    return (l <= limits[0] && descent < 0) || (l >= limits[3] && descent > 0);
}

/* Takes the axes that is_held_at_limit names out of the step: without a force along
 * them, and stiff. */
static void hold_at_limits(ax_bundle *b, size_t at) {
    const double *axes = b->current.local_axes + 9 * at;
    const double stiffness = held_stiffness / (b->diagonal * b->diagonal);
    size_t lane;
    const size_t slot = ax_bundle_slot(b, at / b->bones, at % b->bones, &lane);
    for (size_t i = 0; i < 3; i++) {
        double descent = 0;
        for (size_t a = 0; a < 3; a++)
            descent += axes[3 * a + i] * b->rhs[6 * slot + 3 + a][lane];
        if (!is_held_at_limit(b, at, i, descent)) continue;
        for (size_t a = 0; a < 3; a++)
            b->rhs[6 * slot + 3 + a][lane] -= descent * axes[3 * a + i];
        for (size_t c = 0; c < 9; c++)
            b->bone_prior[slot].translation[c][lane] +=
                stiffness * axes[3 * (c / 3) + i] * axes[3 * (c % 3) + i];
    }
}

void ax_bundle_add_priors(ax_bundle *b) {
    /* Of rotations: as of a joint that lies 0.1 diagonals from the bone's head. */
    const double rotation_damping = b->damping * 0.01 * b->diagonal * b->diagonal;
    for (size_t at = 0; at < b->frames * b->bones; at++) {
        const size_t n = at % b->bones;
        const double *axes = b->current.local_axes + 9 * at,
                     *l = b->current.location + 3 * at;
        const double prior = ax_bundle_is_root(b, n) ? 0 : b->translation_prior[n];
        size_t lane;
        const size_t slot = ax_bundle_slot(b, at / b->bones, n, &lane);
        for (size_t i = 0; i < 9; i++)
            b->bone_prior[slot].translation[i][lane] =
                i % 4 == 0 ? prior + b->damping : 0;
        if (b->dof_mask[n] & AX_DOF_ROTATION)
            add_rotation_prior(b, at, rotation_damping);
        if (!(b->dof_mask[n] & AX_DOF_TRANSLATION)) continue;
        for (size_t i = 0; i < 3; i++)
            b->rhs[6 * slot + 3 + i][lane] -=
                prior * b->bone_scale[n] * ax_dot3(axes + 3 * i, l);
        if (b->skeleton->location_limits) hold_at_limits(b, at);
    }
}
