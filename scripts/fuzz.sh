#!/usr/bin/env bash
# `make fuzz`: builds the targets of native/fuzz/ and runs them one after the other, then
# those of evaluation/fuzz/readers.py, which need no Clang. What they learn is kept in
# build/fuzz/corpus/; an input that breaks something lies in build/fuzz/crashes/, and the
# exit status is 1.
#
#   FUZZ_SECONDS=S    time for each target (default 60)
#   FUZZ_TARGETS=...  only these: solver, tracker, manifest, ... (default all)
#   FUZZ_SEED=N       of manifest and model_json (default: the time)
set -euo pipefail
cd "$(dirname "$0")/.."

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

# Files that are right, so that the fuzzer need not find out how one looks; for targets
# that make numbers of their bytes, long strings of such.
seeds() {
    local corpus=$folder/corpus/$1 golden=native/tests/golden
    mkdir -p "$corpus"
    case $1 in
    safetensors) cp $golden/unipc.safetensors "$corpus/" ;;
    model_config) cp assets/nano/model.json "$corpus/" ;;
    index) printf '{"metadata":{},"weight_map":{"x":"a","y":"b"}}' > "$corpus/two" ;;
    tokenizer) printf 'run\n##n\n##ing\n!\n\0Running! \303\234n' > "$corpus/words" ;;
    unigram) for name in t5 umt5 spm first; do
        cp $golden/unigram/$name.json "$corpus/"
    done
    printf '\n\n\n\n\n\0a  ab <s> \303\234' > "$corpus/usual" ;;
    *) for i in {1..16}; do
        tail -c $((i * 4096)) $golden/vae_nano.safetensors | head -c 3000 > "$corpus/$i"
    done ;;
    esac
}

run() {
    local dictionary=native/fuzz/fuzz_$1.dict options=()
    [ ! -f "$dictionary" ] || options+=("-dict=$dictionary")
    seeds "$1"
    "$folder/fuzz_$1" "$folder/corpus/$1" -max_total_time="$seconds" -max_len=4096 \
        -len_control=0 -timeout=10 -rss_limit_mb=3072 -print_final_stats=1 \
        -artifact_prefix="$folder/crashes/$1-" "${options[@]}" > "$folder/$1.log" 2>&1
}

readers="manifest model_json"
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
