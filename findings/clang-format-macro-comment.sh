#!/usr/bin/env bash
# clang-format 23.1.3: `ReflowComments: false` makes macros wider than ColumnLimit.
#
# Expected: the option leaves the text of comments alone, and code stays within ColumnLimit.
# Seen: in a macro that holds a comment of two lines, which keep their backslashes as part of
#   the comment, all other backslashes move two columns beyond ColumnLimit (88: to 90), and the
#   result is stable. With the option at its default all stay at 88. Putting the comment
#   above the macro avoids it. 14.0.6 does the same.
# Exit status: 0 still so, 1 no longer, 2 cannot be tried here.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cannot() { echo "cannot be tried: $*"; exit 2; }

python3 -m venv "$folder/venv" &&
    "$folder/venv/bin/pip" install -q --disable-pip-version-check clang-format==23.1.3 ||
    cannot "no clang-format"
cat > "$folder/macro.c" << 'C'
#define RELEASE(call)                                                                  \
    do {                                                                               \
        /* On a device that is lost the driver refuses, and memory of the host is      \
         * freed all the same. */                                                      \
        call;                                                                          \
    } while (0)
C
widest() { # column of the last character, of the widest line
    "$folder/venv/bin/clang-format" \
        --style="{BasedOnStyle: LLVM, IndentWidth: 4, ColumnLimit: 88$1}" \
        "$folder/macro.c" | awk '{ if (length > n) n = length } END { print n }'
}
"$folder/venv/bin/clang-format" --version | cut -d' ' -f1-3
plain=$(widest "") kept=$(widest ", ReflowComments: false")
echo "expected 88 columns with and without ReflowComments: false, seen $kept and $plain"
[ "$plain" -eq 88 ] && [ "$kept" -eq 90 ]
