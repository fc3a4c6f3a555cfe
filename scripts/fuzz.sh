#!/usr/bin/env bash
# `make fuzz`: builds the targets of native/fuzz/ and runs them one after the other, then
# those of evaluation/fuzz/readers.py, which need no Clang. What they learn is kept in
# build/fuzz/corpus/; an input that breaks something lies in build/fuzz/crashes/, and the
# exit status is 1.
#
#   FUZZ_SECONDS=S    processor time for each target, so that a busy machine gets no less
#                     (default 60)
#   FUZZ_TARGETS=...  only these: solver, tracker, manifest, ... (default all)
#   FUZZ_SEED=N       of those in Python (default: the time)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/fuzz_seeds.sh

seconds=${FUZZ_SECONDS:-60} folder=build/fuzz
packages=$(sed 's/#.*//' scripts/fuzz-packages.txt | xargs)
if ! command -v clang > /dev/null; then
    echo "fuzz: there is no clang; on Debian 12: apt-get install $packages" >&2
    exit 2
fi

mkdir -p "$folder"
cmake -S native/fuzz -B "$folder" -G Ninja -DCMAKE_C_COMPILER=clang > "$folder/cmake.log" ||
    { cat "$folder/cmake.log"; exit 2; }
ninja -C "$folder" ${JOBS:+-j "$JOBS"}

processor_seconds() { # process: whole seconds; fails once it has ended
    local fields
    fields=$(sed 's/.*) //' "/proc/$1/stat" 2> /dev/null) && [[ $fields != Z* ]] || return 1
    awk -v ticks="$(getconf CLK_TCK)" '{ print int(($12 + $13) / ticks) }' <<< "$fields"
}

run() {
    local dictionary=native/fuzz/fuzz_$1.dict options=() spent
    [ ! -f "$dictionary" ] || options+=("-dict=$dictionary")
    fuzz_seeds "$1" "$folder/corpus/$1"
    # libFuzzer's own limit is one of the clock; told by SIGUSR1 it ends as if by that.
    "$folder/fuzz_$1" "$folder/corpus/$1" -max_len=4096 -len_control=0 -timeout=10 \
        -rss_limit_mb=3072 -print_final_stats=1 -artifact_prefix="$folder/crashes/$1-" \
        "${options[@]}" > "$folder/$1.log" 2>&1 &
    local pid=$!
    while spent=$(processor_seconds $pid) && [ "$spent" -lt "$seconds" ]; do sleep 1; done
    kill -USR1 $pid 2> /dev/null || true
    wait $pid
}

readers="manifest model_json requests"
targets=${FUZZ_TARGETS:-$readers $(printf '%s\n' native/fuzz/fuzz_*.c | sed 's/.*fuzz_\(.*\)\.c/\1/')}
mkdir -p "$folder/crashes"
failed=0
for target in $targets; do
    if [[ " $readers " == *" $target "* ]]; then
        "${PYTHON:-.venv/bin/python}" evaluation/fuzz/readers.py --seconds "$seconds" \
            --seed "${FUZZ_SEED:-$(date +%s)}" "$target" || failed=1
    elif run "$target"; then
        last=$(grep -E '^#[0-9]+.*cov: ' "$folder/$target.log" | tail -n 1)
        echo "fuzz: $target: $(sed 's/^#\([0-9]*\)[^c]*/\1 inputs, /' <<< "$last")"
    else
        failed=1
        tail -n 40 "$folder/$target.log"
        echo "fuzz: $target failed; its whole log is $folder/$target.log" >&2
        sed -n "s|^.*Test unit written to \(.*\)|fuzz: the input: \1; once more with: \
$folder/fuzz_$target \1|p" "$folder/$target.log" >&2
    fi
done
exit $failed
