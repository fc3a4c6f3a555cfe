#!/usr/bin/env bash
# `make train-nano`: trains the nano anew, from a folder of rigs to assets/. Every
# step resumes where it was cut off. docs/nano-training.md tells what each is for.
#
#   RIGS=FOLDER       rigs with clips, as glb, fbx or blend (default ../shared/rigs)
#   WORK=FOLDER       everything that is made on the way (default build/train-nano)
#   HOURS=H           time for the transformer, in all (default 3; more is better)
#   INIT=MODEL        go on from a model folder (assets/nano) instead of from nothing
set -euo pipefail
cd "$(dirname "$0")/.."

rigs=${RIGS:-../shared/rigs} work=${WORK:-build/train-nano} hours=${HOURS:-3}
python=.venv-training/bin/python blender=${BLENDER:-blender} out=${OUT:-assets}
workers=${WORKERS:-$(nproc)}
if [ ! -d "$rigs" ]; then
    echo "train-nano: there is no folder $rigs; set RIGS to one that holds rigs" >&2
    exit 2
fi
mkdir -p "$work"
export PYTHONPATH=$PWD/build/python OMP_NUM_THREADS=1
# Steps take and give back hundreds of megabytes; without these the kernel clears every
# page anew, a fifth of a step.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=17179869184
export MALLOC_TOP_PAD_=268435456

in_blender() { "$blender" --background --factory-startup --python-exit-code 1 --python "$@"; }

clips() { # input, patterns, output, further options
    in_blender training/extract_clips.py -- --input "$1" --only "$2" --output "$3" \
        --tails reach "${@:4}"
}

train() { # name of the run, config, arguments ...
    local run=$work/$1 config=$2 pids=() rank
    shift 2
    for ((rank = 0; rank < workers; rank++)); do
        WORLD_SIZE=$workers RANK=$rank MASTER_ADDR=127.0.0.1 MASTER_PORT=29511 \
            "$python" training/train_transformer.py --config "$config" \
            --data "$work/clips" --vae "$work/vae/last.pt" --run "$run" "$@" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid"; done
}

[ -e "$work/clips.done" ] || {
    clips "$rigs" '*' "$work/all"
    clips "$rigs" 'quaternius/animals_pack/*' "$work/clips"
    clips assets 'rigs/*.glb' "$work/clips"
    clips assets 'rigs/*.blend' "$work/clips" --suffix _blend
    mkdir -p "$work/sources"
    ln -sfn "$(realpath "$rigs")"/* "$PWD/assets/rigs" "$work/sources/"
    touch "$work/clips.done"
}
render() {
    in_blender training/render_clips.py -- --input "$work/sources" \
        --data "$work/clips" --output "$work/renders" "$@"
}
render --variants 1 # more only with many more hours: docs/nano-training.md
render --variants 1 --held-out

vae=(training/train_vae.py --data "$work/all" --renders "$work/renders")
"$python" "${vae[@]}" --run "$work/vae" --minutes 30 \
    ${INIT:+--init "$INIT/vae.safetensors"} --set rgb_share=0.4

# Latents of pose maps and of renders; then poses alone, then RGB beside them.
build() { # run, config, arguments ...
    "$python" training/train_transformer.py --config "$2" --data "$work/clips" \
        --vae "$work/vae/last.pt" --run "$work/$1" --build "${@:3}"
}
mkdir -p "$work/pose"
if [ -n "${INIT:-}" ] && [ ! -e "$work/pose/latents.json" ]; then
    python3 - "$INIT/model.json" > "$work/pose/latents.json" << 'END'
import json, sys
vae = json.load(open(sys.argv[1]))["vae"]
print(json.dumps({k: vae[k] for k in ("latents_mean", "latents_std")}))
END
fi
half=$(python3 -c "print(30 * $hours)")
build pose training/configs/nano_pose.json
train pose training/configs/nano_pose.json --minutes "$half" \
    ${INIT:+--init "$INIT/transformer.safetensors"}
mkdir -p "$work/joint"
cp "$work/pose/latents.json" "$work/joint/"
build joint training/configs/nano.json --renders "$work/renders"
train joint training/configs/nano.json --minutes "$half" --init "$work/pose/last.pt"

# Both halves together are assets/nano, the pose half alone is assets/nano-pose.
ship() { # run, model folder, what came before, arguments of evaluate.py
    "$python" training/evaluate.py --vae "$work/vae/last.pt" --run "$work/$1" \
        --data "$work/clips" --guidance 1.0 --out "$work/$1-report" "${@:4}"
    "$python" training/export_nano.py --run "$work/$1" --vae "$work/vae/last.pt" \
        --report "$work/$1-report/report.json" --guidance 1.0 --history "$3" --out "$2" \
        --tails reach
    "$python" training/model_card.py "$2" "$work/$1-report/report.json"
}
ship pose "$out/nano-pose" "."
ship joint "$out/nano" ", after as many minutes of pose alone." \
    --renders "$work/renders"
