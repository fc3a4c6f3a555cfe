#!/usr/bin/env bash
# Checks the add-on's types against the stubs of several Blenders; what is checked how
# strictly stands in pyproject.toml. The stubs are installed into build/types/ once.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
while read -r package; do
    folder=build/types/$package
    if [ ! -f "$folder/complete" ]; then
        rm -rf "$folder"
        mkdir -p "$folder"
        .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps \
            --target "$folder/stubs" "$package"
        touch "$folder/complete"
    fi
    printf '{"extends": "../../../pyproject.toml", "extraPaths": ["stubs"]}\n' \
        > "$folder/pyrightconfig.json"
    echo "types: $package"
    .venv/bin/basedpyright --project "$folder/pyrightconfig.json" || failed=1
done < <(sed 's/#.*//' scripts/types-requirements.txt | xargs -n1)
exit $failed
