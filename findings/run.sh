#!/usr/bin/env bash
# `make findings`: runs every script here. Exit status 1 if one found other behaviour than it
# states; what cannot be tried on this machine is named.
#
#   FINDINGS=...  only these, by name: "pip-target-loses-libraries ..."
set -uo pipefail
cd "$(dirname "$0")" || exit 2
changed=0
for script in *.sh; do
    name=${script%.sh}
    [ "$name" != run ] || continue
    [ -z "${FINDINGS:-}" ] || [[ " $FINDINGS " == *" $name "* ]] || continue
    echo "== $name"
    bash "$script"
    case $? in
    0) echo "-- still so" ;;
    2) echo "-- not tried" ;;
    *) echo "-- CHANGED" && changed=1 ;;
    esac
done
exit $changed
