/* The skeleton as a linear machine, against dense algebra of the same. */
#include "support.h"

#include "motion/body.h"

enum { BONES = 7, JOINTS = 9, STATE = 6 * BONES };

typedef struct world {
    int32_t parents[BONES], bone[JOINTS];
    uint8_t free[BONES];
    double head[BONES][3], joint[JOINTS][3], blocks[JOINTS][9];
    ax_body_ridge ridge[BONES];
    double jacobian[3 * JOINTS][STATE];
    ax_body body;
} world;

static double random_from(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0 - 0.5;
}

static void make_world(world *w, uint64_t seed) {
    static const int32_t parents[BONES] = {-1, 0, 1, 1, 3, -1, 5};
    static const int32_t bone[JOINTS] = {0, 1, 2, 2, 3, 4, 4, 5, 6};
    static const uint8_t open[BONES] = {3, 1, 1, 0, 3, 2, 1};
    double scratch[STATE];
    memset(w, 0, sizeof *w);
    memcpy(w->parents, parents, sizeof parents);
    memcpy(w->bone, bone, sizeof bone);
    memcpy(w->free, open, sizeof open);
    for (int i = 0; i < 3 * BONES; i++) w->head[i / 3][i % 3] = 4 * random_from(&seed);
    for (int i = 0; i < 3 * JOINTS; i++)
        w->joint[i / 3][i % 3] = 4 * random_from(&seed);
    for (int j = 0; j < JOINTS; j++) {
        double root[9];
        for (int i = 0; i < 9; i++) root[i] = random_from(&seed);
        for (int i = 0; i < 3; i++)
            for (int c = 0; c < 3; c++)
                for (int k = 0; k < 3; k++)
                    w->blocks[j][3 * i + c] += root[3 * i + k] * root[3 * c + k];
    }
    for (int n = 0; n < BONES; n++) {
        double v[3];
        w->ridge[n].shift = 0.1 + fabs(random_from(&seed));
        for (int i = 0; i < 3; i++) v[i] = random_from(&seed);
        for (int i = 0; i < 9; i++)
            w->ridge[n].turn[i] = v[i / 3] * v[i % 3] + (i % 4 == 0 ? 0.2 : 0);
    }
    w->body =
        (ax_body){BONES, JOINTS, w->parents, w->bone, w->free, w->head[0], w->joint[0]};
    for (int i = 0; i < STATE; i++) {
        double step[STATE] = {0}, moved[3 * JOINTS];
        step[i] = 1;
        ax_body_move(&w->body, step, scratch, moved);
        for (int k = 0; k < 3 * JOINTS; k++) w->jacobian[k][i] = moved[k];
    }
}

/* A small turn of a bone, done with sines, moves the joints as the Jacobian says. */
static void moves_as_turned(void **state) {
    (void)state;
    world w;
    make_world(&w, 1);
    const double angle = 1e-6;
    /* bone 3 about z through its head: joints 4 (on it), 5 and 6 (on its child) */
    for (int j = 0; j < JOINTS; j++) {
        const double x = w.joint[j][0] - w.head[3][0], y = w.joint[j][1] - w.head[3][1];
        const int along = j >= 4 && j <= 6;
        const double dx = along ? cos(angle) * x - sin(angle) * y - x : 0;
        const double dy = along ? sin(angle) * x + cos(angle) * y - y : 0;
        assert_true(fabs(dx / angle - w.jacobian[3 * j][6 * 3 + 2]) < 1e-5);
        assert_true(fabs(dy / angle - w.jacobian[3 * j + 1][6 * 3 + 2]) < 1e-5);
        assert_true(fabs(w.jacobian[3 * j + 2][6 * 3 + 2]) < 1e-12);
    }
}

static void pull_is_transposed(void **state) {
    (void)state;
    world w;
    double pull[3 * JOINTS], out[STATE];
    uint64_t seed = 7;
    make_world(&w, 2);
    for (int i = 0; i < 3 * JOINTS; i++) pull[i] = random_from(&seed);
    ax_body_pull(&w.body, pull, out);
    for (int i = 0; i < STATE; i++) {
        double sum = 0;
        const int bit = i % 6 < 3 ? AX_BODY_TURNS : AX_BODY_SHIFTS;
        for (int k = 0; k < 3 * JOINTS; k++) sum += w.jacobian[k][i] * pull[k];
        assert_true(fabs(out[i] - (w.free[i / 6] & bit ? sum : 0)) < 1e-10);
    }
}

/* (J^T B J + ridge) step = b, checked by multiplying out. */
static void solves_the_system(void **state) {
    (void)state;
    for (uint64_t seed = 3; seed < 23; seed++) {
        world w;
        ax_body_factor_row factor[BONES];
        double scratch[36 * BONES], b[STATE], step[STATE], moved[3 * JOINTS],
            pull[3 * JOINTS] = {0}, back[STATE];
        uint64_t chance = seed * 1000;
        make_world(&w, seed);
        for (int i = 0; i < STATE; i++) b[i] = random_from(&chance);
        ax_body_factor(&w.body, w.blocks[0], w.ridge, factor, scratch);
        ax_body_solve(&w.body, factor, b, step, scratch);
        ax_body_move(&w.body, step, scratch, moved);
        for (int j = 0; j < JOINTS; j++)
            for (int i = 0; i < 3; i++)
                for (int c = 0; c < 3; c++)
                    pull[3 * j + i] += w.blocks[j][3 * i + c] * moved[3 * j + c];
        ax_body_pull(&w.body, pull, back);
        for (int n = 0; n < BONES; n++)
            ax_body_add_ridge(&w.ridge[n], step + 6 * n, back + 6 * n);
        for (int i = 0; i < STATE; i++) {
            const int bit = i % 6 < 3 ? AX_BODY_TURNS : AX_BODY_SHIFTS;
            if (w.free[i / 6] & bit)
                assert_true(fabs(back[i] - b[i]) < 1e-9);
            else
                assert_true(step[i] == 0);
        }
    }
}

/* A long chain of short bones, held weakly: what its ends would amplify. */
static void solves_long_chains(void **state) {
    (void)state;
    enum { LONG = 120 };
    static double head[LONG][3], joint[LONG][3], blocks[LONG][9], scratch[36 * LONG],
        b[6 * LONG], step[6 * LONG], moved[3 * LONG], pull[3 * LONG], back[6 * LONG];
    static ax_body_ridge ridge[LONG];
    static ax_body_factor_row factor[LONG];
    int32_t parents[LONG], bone[LONG];
    uint8_t open[LONG];
    uint64_t seed = 5;
    double largest = 0;
    for (int n = 0; n < LONG; n++) {
        parents[n] = n - 1;
        bone[n] = n;
        open[n] = n > 0 ? AX_BODY_TURNS : AX_BODY_TURNS | AX_BODY_SHIFTS;
        for (int i = 0; i < 3; i++) {
            head[n][i] = (n > 0 ? head[n - 1][i] : 0) + 0.1 * random_from(&seed) +
                         (i == 2 ? 0.1 : 0);
            joint[n][i] = head[n][i] + (i == 2 ? 0.1 : 0);
            blocks[n][4 * i] = 1e4;
            ridge[n].turn[4 * i] = 3;
        }
        ridge[n].shift = 10;
        for (int i = 0; i < 6; i++) b[6 * n + i] = random_from(&seed);
    }
    const ax_body body = {LONG, LONG, parents, bone, open, head[0], joint[0]};
    ax_body_factor(&body, blocks[0], ridge, factor, scratch);
    ax_body_solve(&body, factor, b, step, scratch);
    ax_body_move(&body, step, scratch, moved);
    for (int i = 0; i < 3 * LONG; i++) pull[i] = 1e4 * moved[i];
    ax_body_pull(&body, pull, back);
    for (int n = 0; n < LONG; n++) {
        ax_body_add_ridge(&ridge[n], step + 6 * n, back + 6 * n);
        for (int i = 0; i < (n > 0 ? 3 : 6); i++)
            largest = fmax(largest, fabs(back[6 * n + i] - b[6 * n + i]));
    }
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
