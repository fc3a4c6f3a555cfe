#!/usr/bin/env bash
# Brings a bare Debian 12 to where `make build` works: Debian packages, .venv with the
# tools of scripts/requirements.txt, and the text encoder. Safe to run again: what is
# there already costs well under a second.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-/usr/bin/python3}
stamp=build/setup.stamp

debian_packages() {
    command -v dpkg-query > /dev/null || {
        echo "setup: not a Debian system; it must bring: $(wanted | xargs)" >&2
        return
    }
    local missing
    missing=$(comm -23 <(wanted) <(dpkg-query -W -f '${Package} ${Status}\n' |
        awk '$2 == "install" && $4 == "installed" { print $1 }' | sort -u) | xargs)
    [ -n "$missing" ] || return 0
    local install="apt-get install -y --no-install-recommends $missing"
    if [ "$(id -u)" != 0 ]; then
        echo "setup: some Debian packages are missing. Install them with" >&2
        echo "    sudo $install" >&2
        echo "and run make setup again." >&2
        exit 1
    fi
    echo "setup: installing $missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 # one argument a package
    apt-get install -y -qq --no-install-recommends $missing > /dev/null
}

wanted() {
    sed 's/#.*//' scripts/debian-packages.txt | xargs -n1 | sort -u
}

# What the stamp vouches for: the files that say what to install, and their result.
fingerprint() {
    cat scripts/setup.sh scripts/requirements.txt
    "$python" --version
    [ ! -f scripts/fetch_text_encoder.sh ] || cat scripts/fetch_text_encoder.sh
}

debian_packages
now=$(fingerprint | sha256sum)
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] &&
    { [ ! -f scripts/fetch_text_encoder.sh ] ||
        [ -f assets/minilm-l6-v2/model.safetensors ]; }; then
    echo "setup: everything is there"
    exit 0
fi

# The tools must see the very interpreter that Debian's Blender embeds (3.11).
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install -q --disable-pip-version-check -r scripts/requirements.txt
if [ -f scripts/fetch_text_encoder.sh ]; then
    bash scripts/fetch_text_encoder.sh
else
    echo "setup: no scripts/fetch_text_encoder.sh: prompts cannot be encoded yet" >&2
fi
mkdir -p build
echo "$now" > "$stamp"
echo "setup: done"
