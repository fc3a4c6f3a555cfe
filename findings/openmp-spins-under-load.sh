#!/usr/bin/env bash
# libgomp (GCC's OpenMP): with one of two cores busy, parallel regions take tens of times as
# long, not twice as long.
#
# Expected: two threads on two cores, of which another process keeps one busy, get one core and
#   a half: a region of 0.05 ms takes 0.1 ms at worst.
# Seen: it takes milliseconds. The thread that has finished spins at the barrier and so uses
#   up the time slices that the other thread needs. OMP_WAIT_POLICY=passive (read when the
#   program starts, not later) makes waiting threads sleep: close to what was expected.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
busy=
trap '[ -z "$busy" ] || kill "$busy"; rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

cat > "$folder/regions.c" << 'C'
#include <omp.h>
#include <stdio.h>
#include <time.h>

static double work(void) {
    double sum = 0;
    for (int i = 1; i <= 20000; i++) sum += 1.0 / i;
    return sum;
}

int main(void) { /* prints microseconds a parallel region: of processors, of the clock */
    enum { REGIONS = 300 };
    double sink = 0, start = omp_get_wtime();
    for (int region = 0; region < REGIONS; region++) {
#pragma omp parallel num_threads(2) reduction(+ : sink)
        sink += work();
    }
    const double wall = omp_get_wtime() - start, used = (double)clock() / CLOCKS_PER_SEC;
    printf("%.0f %.0f\n", used * 1e6 / REGIONS, wall * 1e6 / REGIONS);
    return sink < 0;
}
C
gcc -O2 -fopenmp "$folder/regions.c" -o "$folder/regions" || cannot "no gcc with OpenMP"
mapfile -t cores < <(taskset -cp $$ | sed 's/.*: //' | tr ',' '\n' |
    awk -F- '{ for (i = $1; i <= ($2 == "" ? $1 : $2); i++) print i }')
[ ${#cores[@]} -ge 2 ] || cannot "this process may use one core only"

median() { # of five runs on the two cores: whatever else runs here disturbs them, too
    for _ in 1 2 3 4 5; do
        env "$@" taskset -c "${cores[0]},${cores[1]}" "$folder/regions"
    done | sort -n | sed -n 3p
}

gcc --version | head -1
echo "microseconds a region, of processor time and of the clock (medians of five):"
echo "both cores free: $(median -u OMP_WAIT_POLICY)"
taskset -c "${cores[1]}" sh -c 'while :; do :; done' &
busy=$!
spinning=$(median -u OMP_WAIT_POLICY)
sleeping=$(median OMP_WAIT_POLICY=passive)
echo "one core busy: $spinning; with OMP_WAIT_POLICY=passive: $sleeping"
[ "${spinning% *}" -gt $((5 * ${sleeping% *})) ] # processor time depends on little else
