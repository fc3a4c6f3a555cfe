#!/usr/bin/env bash
# `make train-nano`: trains the nano anew, from a folder of rigs to assets/. Every
# step resumes where it was cut off. docs/nano-training.md says what each is for.
#
#   RIGS=FOLDER       rigs with clips, as glb, fbx or blend (default ../shared/rigs)
#   WORK=FOLDER       everything that is made on the way (default build/train-nano)
#   HOURS=H           time for the transformer, in all (default 10; more is better)
#   SAMPLES=N         ends it by samples instead; DECAY=N: the last of them, over which
#                     the learning rate falls (default a fifth)
#   INIT=FILE         weights to begin from, such as assets/nano/transformer.safetensors
#
# SIGTERM stops the training with all saved; the same command goes on from there.
set -euo pipefail
cd "$(dirname "$0")/.."

rigs=${RIGS:-../shared/rigs} work=${WORK:-build/train-nano} hours=${HOURS:-10}
python=.venv-training/bin/python blender=${BLENDER:-blender} out=${OUT:-assets}
workers=${WORKERS:-$(nproc)}
samples=${SAMPLES:-0} decay=${DECAY:-$((${SAMPLES:-0} / 5))}
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
# Large blocks that are freed make the allocator merge all small ones; and huge pages
# spare the processor table walks: together 13 % of a step.
export GLIBC_TUNABLES=glibc.malloc.mxfast=0:glibc.malloc.hugetlb=1

in_blender() { "$blender" --background --factory-startup --python-exit-code 1 --python "$@"; }

clips() { # input, patterns, further options
    in_blender training/extract_clips.py -- --input "$1" --only "$2" \
        --output "$work/clips" --tails reach "${@:3}"
}

together() { # script, arguments ...: as many processes as cores, gradients averaged
    local pids=() rank
    for ((rank = 0; rank < workers; rank++)); do
        WORLD_SIZE=$workers RANK=$rank MASTER_ADDR=127.0.0.1 MASTER_PORT=29511 \
            "$python" "$@" &
        pids+=($!)
    done
    # A trapped signal ends `wait`, not the workers, which first save.
    trap 'kill -TERM "${pids[@]}" 2> /dev/null; wait "${pids[@]}"; exit 143' TERM INT
    for pid in "${pids[@]}"; do wait "$pid"; done
    trap - TERM INT
}

[ -e "$work/clips.done" ] || {
    clips "$rigs" '*'
    clips assets 'rigs/*.glb'
    clips assets 'rigs/*.blend' --suffix _blend
    touch "$work/clips.done"
}
"$python" training/write_credits.py --data "$work/clips" --rigs "$rigs"

# Windows are made as they are asked for: there is nothing else to prepare.
together training/train_transformer.py --config training/configs/nano_fields.json \
    --data "$work/clips" --run "$work/fields" ${INIT:+--init "$INIT"} --set "batch=$((8 / workers > 0 ? 8 / workers : 1))" \
    "samples=$samples" "decay_samples=$decay" --minutes "$(python3 -c "print(60 * $hours)")"
"$python" training/export_nano.py --run "$work/fields" --steps 6 --guidance 2.5 --shift 2 --tails reach \
    --out "$out/nano"
"$python" training/write_known_prompts.py --model "$out/nano"
"$python" training/train_critic.py --data "$work/clips" --model "$out/nano"
