#!/usr/bin/env bash
# Two rigs, two prompts, the small model that ships with the project: build/demo/ has
# NAME.blend and NAME.glb (the rig with its new Action), NAME.png (contact sheet: a row a
# camera, the keyed rig and below it the pose maps that the model made) and reports.
# With MODEL=FOLDER another model.
set -euo pipefail
cd "$(dirname "$0")/.."

out=build/demo
began=$(date +%s%N)
rm -rf "$out"
mkdir -p "$out"

job() { # rig, prompt, output, further options
    printf '{"input": "%s/assets/rigs/%s", "prompt": "%s", "output": "%s", "seed": 1' \
        "$PWD" "$1" "$2" "$3"
    printf ', "model": "%s"%s}\n' "${MODEL:-}" "${4:-}"
}
dog="a dog wagging its tail"
person="a person waves"
{
    job dog.blend "$dog" dog.blend ", \"preview\": \"dog.png\""
    job dog.glb "$dog" dog.glb
    job person.blend "$person" person.blend ", \"preview\": \"person.png\""
    job person.glb "$person" person.glb
} > "$out/jobs.jsonl"

if ! "${BLENDER:-blender}" --background --factory-startup --python-exit-code 1 \
    --python addon/batch.py -- batch --manifest "$out/jobs.jsonl" --output-dir "$out" \
    > "$out/log.txt"; then
    grep -v '^animax' "$out/log.txt" | tail -n 15 >&2 || true
    echo "demo: failed; everything that was said is in $out/log.txt" >&2
    exit 1
fi
.venv/bin/python scripts/show_reports.py "$out" "$began"
