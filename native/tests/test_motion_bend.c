/* The even bend of a chain. */
#include <math.h>

#include "motion/rig/bend.h"
#include "support.h"

/* A straight chain of four bones along x that bends about z: its end turns by the mean
 * of the bones' own turns, (count + 1) / 2 bends. */
static void straight_chain(void **state) {
    (void)state;
    const double place[] = {0, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0};
    const double axis[] = {0, 0, 1};
    for (int n = -6; n <= 6; n++) {
        const double angle = 0.2 * n;
        const double bone_angle = ax_bend_angle(place, 4, axis, angle);
        double end[3];
        assert_true(fabs(bone_angle - 2 * angle / 5) < 1e-9);
        ax_bend_end(place, 4, axis, bone_angle, end);
        assert_true(fabs(atan2(end[1], end[0]) - angle) < 1e-9);
        assert_true(fabs(end[2]) < 1e-12);
    }
}

/* Two bones about one point share the turn; a crooked chain still reaches its angle. */
static void other_chains(void **state) {
    (void)state;
    const double pivot[] = {0, 0, 0, 0, 0, 0, 0, 0, -1};
    const double side[] = {1, 0, 0};
    assert_true(fabs(ax_bend_angle(pivot, 2, side, 0.8) - 0.4) < 1e-9);

    const double crooked[] = {0, 0, 0, 1, 0.4, 0.1, 1.8, -0.2, 0, 3, 0.3, 0.2};
    const double axis[] = {0, 0.6, 0.8};
    const double bone_angle = ax_bend_angle(crooked, 3, axis, 0.7);
    double rest[3], end[3], across[2][3], cross = 0, dot = 0;
    ax_bend_end(crooked, 3, axis, 0, rest);
    ax_bend_end(crooked, 3, axis, bone_angle, end);
    double before = 0, after = 0;
    for (int i = 0; i < 3; i++) {
        assert_true(fabs(rest[i] - crooked[9 + i]) < 1e-12);
        before += axis[i] * rest[i];
        after += axis[i] * end[i];
    }
    assert_true(fabs(before - after) < 1e-12); /* what lies along the axis stays */
    for (int i = 0; i < 3; i++) {
        across[0][i] = rest[i] - before * axis[i];
        across[1][i] = end[i] - after * axis[i];
        dot += across[0][i] * across[1][i];
    }
    for (int i = 0; i < 3; i++)
        cross += axis[i] * (across[0][(i + 1) % 3] * across[1][(i + 2) % 3] -
                            across[0][(i + 2) % 3] * across[1][(i + 1) % 3]);
    assert_true(fabs(atan2(cross, dot) - 0.7) < 1e-9);
    assert_true(bone_angle > 0.2 && bone_angle < 0.7);
}

/* The direction of an end on the axis cannot change: no bend. */
static void chains_without_a_bend(void **state) {
    (void)state;
    const double along[] = {0, 0, 0, 0, 0, 1, 0, 0, 2};
    const double axis[] = {0, 0, 1};
    assert_true(ax_bend_angle(along, 2, axis, 0.5) == 0);
    assert_true(ax_bend_angle(along, 2, axis, 0) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(straight_chain),
        cmocka_unit_test(other_chains),
        cmocka_unit_test(chains_without_a_bend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
