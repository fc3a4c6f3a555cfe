/* The skeleton as a linear machine, against dense algebra of the same. */
#include "support.h"

#include "motion/fit/body.h"

enum { BONES = 7, JOINTS = 9, STATE = 6 * BONES };

/* A body of another shape in each lane. */
typedef struct world {
    int32_t parents[BONES], bone[JOINTS];
    uint8_t free[BONES];
    double head[AX_LANES][BONES][3], joint[AX_LANES][JOINTS][3];
    ax_lanes arm[BONES][3], lever[JOINTS][3], blocks[JOINTS][9];
    ax_body_ridge ridge[BONES];
    double jacobian[AX_LANES][3 * JOINTS][STATE];
    ax_body body;
} world;

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

static void make_lane(world *w, size_t l, uint64_t seed) {
    for (int i = 0; i < 3 * BONES; i++)
        w->head[l][i / 3][i % 3] = 4 * random_from(&seed);
    for (int i = 0; i < 3 * JOINTS; i++)
        w->joint[l][i / 3][i % 3] = 4 * random_from(&seed);
    for (int i = 0; i < 3 * BONES; i++) {
        const int p = w->parents[i / 3];
        w->arm[i / 3][i % 3][l] =
            p < 0 ? 0 : w->head[l][i / 3][i % 3] - w->head[l][p][i % 3];
    }
    for (int i = 0; i < 3 * JOINTS; i++)
        w->lever[i / 3][i % 3][l] =
            w->joint[l][i / 3][i % 3] - w->head[l][w->bone[i / 3]][i % 3];
    for (int j = 0; j < JOINTS; j++) {
        double root[9];
        for (int i = 0; i < 9; i++) root[i] = random_from(&seed);
        for (int i = 0; i < 9; i++) {
            double sum = 0;
            for (int k = 0; k < 3; k++)
                sum += root[i / 3 * 3 + k] * root[i % 3 * 3 + k];
            w->blocks[j][i][l] = sum;
        }
    }
    for (int n = 0; n < BONES; n++) {
        double v[3];
        w->ridge[n].shift[l] = 0.1 + fabs(random_from(&seed));
        for (int i = 0; i < 3; i++) v[i] = random_from(&seed);
        for (int i = 0; i < 9; i++)
            w->ridge[n].turn[i][l] = v[i / 3] * v[i % 3] + (i % 4 == 0 ? 0.2 : 0);
    }
}

static void make_world(world *w, uint64_t seed) {
    static const int32_t parents[BONES] = {-1, 0, 1, 1, 3, -1, 5};
    static const int32_t bone[JOINTS] = {0, 1, 2, 2, 3, 4, 4, 5, 6};
    static const uint8_t open[BONES] = {3, 1, 1, 0, 3, 2, 1};
    ax_lanes scratch[STATE], step[STATE], moved[3 * JOINTS];
    memset(w, 0, sizeof *w);
    memcpy(w->parents, parents, sizeof parents);
    memcpy(w->bone, bone, sizeof bone);
    memcpy(w->free, open, sizeof open);
    for (size_t l = 0; l < AX_LANES; l++) make_lane(w, l, seed + 100 * l);
    w->body =
        (ax_body){BONES, JOINTS, w->parents, w->bone, w->free, w->arm[0], w->lever[0]};
    for (int i = 0; i < STATE; i++) {
        memset(step, 0, sizeof step);
        for (size_t l = 0; l < AX_LANES; l++) step[i][l] = 1;
        ax_body_move(&w->body, step, scratch, moved);
        for (size_t l = 0; l < AX_LANES; l++)
            for (size_t k = 0; k < 3 * JOINTS; k++)
                w->jacobian[l][k][i] = at(moved, k, l);
    }
}

/* A small turn of a bone, done with sines, moves the joints as the Jacobian says. */
static void moves_as_turned(void **state) {
    (void)state;
    static world w;
    make_world(&w, 1);
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

static void pull_is_transposed(void **state) {
    (void)state;
    static world w;
    ax_lanes pull[3 * JOINTS], out[STATE];
    make_world(&w, 2);
    fill(pull, 3 * JOINTS, 7);
    ax_body_pull(&w.body, pull, out);
    for (size_t l = 0; l < AX_LANES; l++)
        for (int i = 0; i < STATE; i++) {
            double sum = 0;
            const int bit = i % 6 < 3 ? AX_BODY_TURNS : AX_BODY_SHIFTS;
            for (size_t k = 0; k < 3 * JOINTS; k++)
                sum += w.jacobian[l][k][i] * at(pull, k, l);
            assert_true(fabs(at(out, (size_t)i, l) - (w.free[i / 6] & bit ? sum : 0)) <
                        1e-10);
        }
}

/* (J^T B J + ridge) step = b, checked by multiplying out. */
static void solves_the_system(void **state) {
    (void)state;
    static world w;
    for (uint64_t seed = 3; seed < 23; seed++) {
        ax_body_factor_row factor[BONES];
        ax_lanes scratch[36 * BONES], b[STATE], step[STATE], moved[3 * JOINTS],
            pull[3 * JOINTS], back[STATE];
        make_world(&w, seed);
        fill(b, STATE, seed * 1000);
        memset(pull, 0, sizeof pull);
        ax_body_factor(&w.body, w.blocks[0], w.ridge, factor, scratch);
        ax_body_solve(&w.body, factor, b, step, scratch);
        ax_body_move(&w.body, step, scratch, moved);
        for (int j = 0; j < JOINTS; j++)
            for (int i = 0; i < 9; i++)
                pull[3 * j + i / 3] += w.blocks[j][i] * moved[3 * j + i % 3];
        ax_body_pull(&w.body, pull, back);
        ax_body_add_ridge(BONES, w.ridge, step, back);
        for (size_t i = 0; i < STATE; i++) {
            const int bit = i % 6 < 3 ? AX_BODY_TURNS : AX_BODY_SHIFTS;
            for (size_t l = 0; l < AX_LANES; l++)
                if (w.free[i / 6] & bit)
                    assert_true(fabs(at(back, i, l) - at(b, i, l)) < 1e-9);
                else
                    assert_true(at(step, i, l) == 0);
        }
    }
}

/* A long chain of short bones, held weakly: errors that grow from bone to bone would be
 * seen at its root. */
static void solves_long_chains(void **state) {
    (void)state;
    enum { LONG = 120 };
    static ax_lanes arm[LONG][3], lever[LONG][3], blocks[LONG][9], scratch[36 * LONG],
        b[6 * LONG], step[6 * LONG], moved[3 * LONG], pull[3 * LONG], back[6 * LONG];
    static ax_body_ridge ridge[LONG];
    static ax_body_factor_row factor[LONG];
    int32_t parents[LONG], bone[LONG];
    uint8_t open[LONG];
    double largest = 0;
    fill(arm[0], 3 * LONG, 5);
    fill(b, 6 * LONG, 6);
    for (int n = 0; n < LONG; n++) {
        parents[n] = n - 1;
        bone[n] = n;
        open[n] = n > 0 ? AX_BODY_TURNS : AX_BODY_TURNS | AX_BODY_SHIFTS;
        for (int i = 0; i < 3; i++) {
            arm[n][i] = n > 0 ? 0.1 * arm[n][i] + (i == 2 ? 0.1 : 0) : 0 * arm[n][i];
            lever[n][i] += i == 2 ? 0.1 : 0;
            blocks[n][4 * i] += 1e4;
            ridge[n].turn[4 * i] += 3;
        }
        ridge[n].shift += 10;
    }
    const ax_body body = {LONG, LONG, parents, bone, open, arm[0], lever[0]};
    ax_body_factor(&body, blocks[0], ridge, factor, scratch);
    ax_body_solve(&body, factor, b, step, scratch);
    ax_body_move(&body, step, scratch, moved);
    for (int i = 0; i < 3 * LONG; i++) pull[i] = 1e4 * moved[i];
    ax_body_pull(&body, pull, back);
    ax_body_add_ridge(LONG, ridge, step, back);
    for (size_t i = 0; i < 6 * LONG; i++)
        for (size_t l = 0; l < AX_LANES && (i < 6 || i % 6 < 3); l++)
            largest = fmax(largest, fabs(at(back, i, l) - at(b, i, l)));
    assert_true(largest < 1e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_as_turned),
        cmocka_unit_test(pull_is_transposed),
        cmocka_unit_test(solves_the_system),
        cmocka_unit_test(solves_long_chains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
