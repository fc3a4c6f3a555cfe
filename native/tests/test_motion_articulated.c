/* The articulated system against dense algebra of the same. */
#include "support.h"

#include "motion/fit/articulated.h"

enum { BONES = 7, JOINTS = 9, DOFS = 6 * BONES };

/* A system of another shape in each lane. */
typedef struct fixture {
    int32_t parents[BONES], bone[JOINTS];
    uint8_t dof_mask[BONES];
    double head[AX_LANES][BONES][3], joint[AX_LANES][JOINTS][3];
    ax_lanes parent_offset[BONES][3], joint_offset[JOINTS][3], hessian[JOINTS][9];
    ax_bone_prior prior[BONES];
    double jacobian[AX_LANES][3 * JOINTS][DOFS];
    ax_articulated system;
} fixture;

static double random_from(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0 - 0.5;
}

static void fill(ax_lanes *numbers, size_t count, uint64_t seed) {
    for (size_t i = 0; i < count * AX_LANES; i++)
        ((double *)numbers)[i] = random_from(&seed);
}

static double at(const ax_lanes *numbers, size_t i, size_t lane) {
    return ((const double *)numbers)[AX_LANES * i + lane];
}

static void make_lane(fixture *w, size_t l, uint64_t seed) {
    for (int i = 0; i < 3 * BONES; i++)
        w->head[l][i / 3][i % 3] = 4 * random_from(&seed);
    for (int i = 0; i < 3 * JOINTS; i++)
        w->joint[l][i / 3][i % 3] = 4 * random_from(&seed);
    for (int i = 0; i < 3 * BONES; i++) {
        const int p = w->parents[i / 3];
        w->parent_offset[i / 3][i % 3][l] =
            p < 0 ? 0 : w->head[l][i / 3][i % 3] - w->head[l][p][i % 3];
    }
    for (int i = 0; i < 3 * JOINTS; i++)
        w->joint_offset[i / 3][i % 3][l] =
            w->joint[l][i / 3][i % 3] - w->head[l][w->bone[i / 3]][i % 3];
    for (int j = 0; j < JOINTS; j++) {
        double root[9];
        for (int i = 0; i < 9; i++) root[i] = random_from(&seed);
        for (int i = 0; i < 9; i++) {
            double sum = 0;
            for (int k = 0; k < 3; k++)
                sum += root[i / 3 * 3 + k] * root[i % 3 * 3 + k];
            w->hessian[j][i][l] = sum;
        }
    }
    for (int n = 0; n < BONES; n++) {
        double v[3];
        for (int i = 0; i < 3; i++) v[i] = random_from(&seed);
        for (int i = 0; i < 9; i++) {
            const double square = v[i / 3] * v[i % 3];
            w->prior[n].rotation[i][l] = square + (i % 4 == 0 ? 0.2 : 0);
            w->prior[n].translation[i][l] = 3 * square + (i % 4 == 0 ? 0.1 : 0);
        }
    }
}

static void make_fixture(fixture *w, uint64_t seed) {
    static const int32_t parents[BONES] = {-1, 0, 1, 1, 3, -1, 5};
    static const int32_t bone[JOINTS] = {0, 1, 2, 2, 3, 4, 4, 5, 6};
    static const uint8_t dof_mask[BONES] = {3, 1, 1, 0, 3, 2, 1};
    ax_lanes scratch[DOFS], step[DOFS], joint_delta[3 * JOINTS];
    memset(w, 0, sizeof *w);
    memcpy(w->parents, parents, sizeof parents);
    memcpy(w->bone, bone, sizeof bone);
    memcpy(w->dof_mask, dof_mask, sizeof dof_mask);
    for (size_t l = 0; l < AX_LANES; l++) make_lane(w, l, seed + 100 * l);
    w->system = (ax_articulated){BONES,
                                 JOINTS,
                                 w->parents,
                                 w->bone,
                                 w->dof_mask,
                                 w->parent_offset[0],
                                 w->joint_offset[0]};
    for (int i = 0; i < DOFS; i++) {
        memset(step, 0, sizeof step);
        for (size_t l = 0; l < AX_LANES; l++) step[i][l] = 1;
        ax_articulated_apply_jacobian(&w->system, step, scratch, joint_delta);
        for (size_t l = 0; l < AX_LANES; l++)
            for (size_t k = 0; k < 3 * JOINTS; k++)
                w->jacobian[l][k][i] = at(joint_delta, k, l);
    }
}

/* Joints move by a small exact rotation of a bone as the Jacobian predicts. */
static void jacobian_is_the_derivative(void **state) {
    (void)state;
    static fixture w;
    make_fixture(&w, 1);
    const double angle = 1e-6;
    /* bone 3 about z through its head: joints 4 (on it), 5 and 6 (on its child) */
    for (size_t l = 0; l < AX_LANES; l++)
        for (int j = 0; j < JOINTS; j++) {
            const double x = w.joint[l][j][0] - w.head[l][3][0];
            const double y = w.joint[l][j][1] - w.head[l][3][1];
            const int along = j >= 4 && j <= 6;
            const double dx = along ? cos(angle) * x - sin(angle) * y - x : 0;
            const double dy = along ? sin(angle) * x + cos(angle) * y - y : 0;
            assert_true(fabs(dx / angle - w.jacobian[l][3 * j][6 * 3 + 2]) < 1e-5);
            assert_true(fabs(dy / angle - w.jacobian[l][3 * j + 1][6 * 3 + 2]) < 1e-5);
            assert_true(fabs(w.jacobian[l][3 * j + 2][6 * 3 + 2]) < 1e-12);
        }
}

static void transpose_is_the_adjoint(void **state) {
    (void)state;
    static fixture w;
    ax_lanes joint_vector[3 * JOINTS], out[DOFS];
    make_fixture(&w, 2);
    fill(joint_vector, 3 * JOINTS, 7);
    ax_articulated_apply_transpose(&w.system, joint_vector, out);
    for (size_t l = 0; l < AX_LANES; l++)
        for (int i = 0; i < DOFS; i++) {
            double sum = 0;
            const int bit = i % 6 < 3 ? AX_DOF_ROTATION : AX_DOF_TRANSLATION;
            for (size_t k = 0; k < 3 * JOINTS; k++)
                sum += w.jacobian[l][k][i] * at(joint_vector, k, l);
            assert_true(fabs(at(out, (size_t)i, l) -
                             (w.dof_mask[i / 6] & bit ? sum : 0)) < 1e-10);
        }
}

/* (J^T B J + prior) step = b, checked by multiplying out. */
static void solves_the_system(void **state) {
    (void)state;
    static fixture w;
    for (uint64_t seed = 3; seed < 23; seed++) {
        ax_bone_factor factor[BONES];
        ax_lanes scratch[36 * BONES], b[DOFS], step[DOFS], joint_delta[3 * JOINTS],
            joint_vector[3 * JOINTS], back[DOFS];
        make_fixture(&w, seed);
        fill(b, DOFS, seed * 1000);
        memset(joint_vector, 0, sizeof joint_vector);
        ax_articulated_factorise(&w.system, w.hessian[0], w.prior, factor, scratch);
        ax_articulated_solve(&w.system, factor, b, step, scratch);
        ax_articulated_apply_jacobian(&w.system, step, scratch, joint_delta);
        for (int j = 0; j < JOINTS; j++)
            for (int i = 0; i < 9; i++)
                joint_vector[3 * j + i / 3] +=
                    w.hessian[j][i] * joint_delta[3 * j + i % 3];
        ax_articulated_apply_transpose(&w.system, joint_vector, back);
        ax_articulated_add_prior(BONES, w.prior, step, back);
        for (size_t i = 0; i < DOFS; i++) {
            const int bit = i % 6 < 3 ? AX_DOF_ROTATION : AX_DOF_TRANSLATION;
            for (size_t l = 0; l < AX_LANES; l++)
                if (w.dof_mask[i / 6] & bit)
                    assert_true(fabs(at(back, i, l) - at(b, i, l)) < 1e-9);
                else
                    assert_true(at(step, i, l) == 0);
        }
    }
}

/* A long chain of short bones with a weak prior: rounding errors that grow from bone to
 * bone would be seen at its root. */
static void solves_long_chains(void **state) {
    (void)state;
    enum { LONG = 120 };
    static ax_lanes parent_offset[LONG][3], joint_offset[LONG][3], hessian[LONG][9],
        scratch[36 * LONG], b[6 * LONG], step[6 * LONG], joint_delta[3 * LONG],
        joint_vector[3 * LONG], back[6 * LONG];
    static ax_bone_prior prior[LONG];
    static ax_bone_factor factor[LONG];
    int32_t parents[LONG], bone[LONG];
    uint8_t dof_mask[LONG];
    double largest = 0;
    fill(parent_offset[0], 3 * LONG, 5);
    fill(b, 6 * LONG, 6);
    for (int n = 0; n < LONG; n++) {
        parents[n] = n - 1;
        bone[n] = n;
        dof_mask[n] = n > 0 ? AX_DOF_ROTATION : AX_DOF_ROTATION | AX_DOF_TRANSLATION;
        for (int i = 0; i < 3; i++) {
            parent_offset[n][i] = n > 0 ? 0.1 * parent_offset[n][i] + (i == 2 ? 0.1 : 0)
                                        : 0 * parent_offset[n][i];
            joint_offset[n][i] += i == 2 ? 0.1 : 0;
            hessian[n][4 * i] += 1e4;
            prior[n].rotation[4 * i] += 3;
            prior[n].translation[4 * i] += 10;
        }
    }
    const ax_articulated system = {
        LONG, LONG, parents, bone, dof_mask, parent_offset[0], joint_offset[0]};
    ax_articulated_factorise(&system, hessian[0], prior, factor, scratch);
    ax_articulated_solve(&system, factor, b, step, scratch);
    ax_articulated_apply_jacobian(&system, step, scratch, joint_delta);
    for (int i = 0; i < 3 * LONG; i++) joint_vector[i] = 1e4 * joint_delta[i];
    ax_articulated_apply_transpose(&system, joint_vector, back);
    ax_articulated_add_prior(LONG, prior, step, back);
    for (size_t i = 0; i < 6 * LONG; i++)
        for (size_t l = 0; l < AX_LANES && (i < 6 || i % 6 < 3); l++)
            largest = fmax(largest, fabs(at(back, i, l) - at(b, i, l)));
    assert_true(largest < 1e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jacobian_is_the_derivative),
        cmocka_unit_test(transpose_is_the_adjoint),
        cmocka_unit_test(solves_the_system),
        cmocka_unit_test(solves_long_chains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
