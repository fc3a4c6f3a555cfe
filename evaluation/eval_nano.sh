#!/usr/bin/env bash
# `make eval-nano`: reads all rigs' clips through Blender once, then evaluation/eval_nano.py.
#   RIGS=FOLDER   rigs with clips, the held-out ones among them (default ../shared/rigs)
#   RIGS_BY=FOLDER  CC-BY creatures, for evaluation only (default ../shared/rigs_by)
#   MODEL=FOLDER  model to evaluate (default assets/nano)
set -euo pipefail
cd "$(dirname "$0")/.."

rigs=${RIGS:-../shared/rigs} by=${RIGS_BY:-../shared/rigs_by} model=${MODEL:-assets/nano} work=build/eval
if [ ! -d "$rigs" ]; then
    echo "eval-nano: there is no folder $rigs; set RIGS to one that holds rigs" >&2
    exit 2
fi
in_blender() {
    "${BLENDER:-blender}" --background --factory-startup --python-exit-code 1 --python "$@" \
        > "$work/blender.log" 2>&1 || { tail -20 "$work/blender.log" >&2; exit 1; }
}
mkdir -p "$work"
[ -e "$work/rigs.done" ] || {
    in_blender training/extract_clips.py -- --input "$rigs" --output "$work/rigs" \
        --tails reach
    touch "$work/rigs.done"
}
# Where the folder is missing, eval_nano.py says so if it is asked for the creatures.
[ -e "$work/creatures.done" ] || [ ! -d "$by" ] || {
    in_blender training/extract_clips.py -- --input "$by" --output "$work/creatures" \
        --tails reach
    touch "$work/creatures.done"
}
if grep -q '"rgb"' "$model/model.json" && [ ! -e "$work/renders.done" ]; then
    in_blender training/render_clips.py -- --input "$rigs" --data "$work/rigs" \
        --output "$work/renders" --variants 1 --held-out
    touch "$work/renders.done"
fi
exec .venv-bench/bin/python evaluation/eval_nano.py --model "$model" "$@"
