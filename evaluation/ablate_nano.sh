#!/usr/bin/env bash
# `make ablate-nano`: ablations of the transformer. Each part is removed from the trained
# model, which is then fine-tuned for some minutes; so is the model as it is.
#
#   DATA=FOLDER     clips of extract_clips.py (default build/train-nano/clips)
#   MINUTES=M       for each (default 4)
#   LATENTS=FOLDER  a run of a joint model with latents: for modality embedding and
#                   shared positions, which only two modalities have (default: left out)
#   VAE=FILE        its VAE (default assets/nano-joint/vae.safetensors)
set -euo pipefail
cd "$(dirname "$0")/.."

data=${DATA:-build/train-nano/clips} minutes=${MINUTES:-4} work=${WORK:-build/ablate}
python=.venv-training/bin/python workers=$(nproc) # before OMP_NUM_THREADS, which nproc heeds
export PYTHONPATH=${PYTHONPATH:-$PWD/build/python} OMP_NUM_THREADS=1
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=17179869184
export MALLOC_TOP_PAD_=268435456

train() { # run, config, model, without, further
    local run=$work/$1 pids=() rank
    [ -e "$run/done" ] && return
    mkdir -p "$run"
    for ((rank = 0; rank < workers; rank++)); do
        WORLD_SIZE=$workers RANK=$rank MASTER_ADDR=127.0.0.1 MASTER_PORT=29517 \
            "$python" training/train_transformer.py --config "training/configs/$2" \
            --data "$data" --run "$run" --init "assets/$3/transformer.safetensors" \
            --minutes "$minutes" --without "$4" "${@:5}" > "$run/train$rank.log" 2>&1 &
        pids+=($!)
    done
    for rank in "${pids[@]}"; do wait "$rank"; done
    touch "$run/done"
}

for part in whole plucker multiview pooled; do
    [ -e "$work/nano-$part.txt" ] && continue
    train "fields-$part" nano_fields.json nano "${part/whole/}" --set lr=0.0006 log_every=10
    "$python" training/export_nano.py --run "$work/fields-$part" --steps 8 --guidance 2 \
        --shift 2 --tails reach --out "$work/nano-$part" --name "nano-$part"
    .venv-bench/bin/python evaluation/eval_nano.py --model "$work/nano-$part" \
        --rigs "$data" --seeds 2 --only seen,unseen --out "$work/eval" > "$work/nano.log"
    mv "$work/nano.log" "$work/nano-$part.txt" # so that what was broken off is done again
done
for part in ${LATENTS:+whole modality shared_positions}; do
    mkdir -p "$work/joint-$part"
    ln -sfn "$(realpath "$LATENTS/latents")" "$work/joint-$part/latents"
    cp "$LATENTS/latents.json" "$work/joint-$part/"
    train "joint-$part" nano.json nano-joint "${part/whole/}" \
        --vae "${VAE:-assets/nano-joint/vae.safetensors}" --set lr=0.0006 pose_alone=0 \
        log_every=10
done
"$python" evaluation/ablation_table.py "$work"
