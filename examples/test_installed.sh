#!/usr/bin/env bash
# Installs the library into an empty folder, builds animate.c there in each way that
# docs/c-api.md names, and runs it; under AddressSanitizer once, which must find no leak.
# Compares, too, the usage example of animax.h with animate.c.
#
#     test_installed.sh BUILD_FOLDER CMAKE CC CXX [FLAGS of a sanitized library]
#
# Exit status 77: not all of the tools are there.
set -euo pipefail
build=$1 cmake=$2 cc=$3 cxx=$4 flags=${5-}
source=$(cd "$(dirname "$0")" && pwd)
model=$source/../assets/nano
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for tool in pkg-config "$cc" "$cxx"; do
  command -v "$tool" > /dev/null || { echo "skipped: there is no $tool"; exit 77; }
done

"$cmake" --install "$build" --prefix "$work/installed" > "$work/install.log"
mkdir "$work/elsewhere"
cd "$work/elsewhere"
cp "$source/animate.c" .
library=$(dirname "$(find "$work/installed" -name animax.pc)")/..
export PKG_CONFIG_PATH=$library/pkgconfig LD_LIBRARY_PATH=$library

# The example in the header is the one that is built here.
sed -n '/^    \/\/ -*$/,/^    \/\/ -*$/p' animate.c | sed '/^    \/\/ -*$/d; s/^    //' \
  > example.txt
sed '/^#ifndef ANIMAX_H/,$d' "$source/../native/include/animax.h" |
  sed -n '/^ \*     ax_engine \*engine/,/^ \*     ax_engine_close/p' |
  sed 's/^ \*     //; s/^ \*$//' > usage.txt
test -s usage.txt
diff -u example.txt usage.txt

# Each header alone, as the strictest C and C++ that it promises.
for header in animax.h animax_advanced.h animax/types.h; do
  echo "#include <$header>" > alone.c
  for standard in c99 c17; do
    "$cc" -std=$standard -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
      $(pkg-config --cflags animax) alone.c
  done
  for standard in c++11 c++20; do
    "$cxx" -x c++ -std=$standard -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
      $(pkg-config --cflags animax) alone.c
  done
done

# What is exported is what the headers declare.
sed -n 's/^  \(ax_[a-z_]*\);$/\1/p' "$build/animax.map" | sort > declared.txt
nm -D --defined-only "$library/libanimax.so" | awk '{print $3}' | sort > exported.txt
test -s declared.txt
diff -u declared.txt exported.txt

run() { # NAME: runs ./NAME, whose keys must be those of the first that ran
  "./$1" "$model" "a dog wagging its tail" > "$1.txt" || { cat "$1.txt"; exit 1; }
  grep -q "frames at" "$1.txt"
  [ -e keys.txt ] || cp "$1.txt" keys.txt
  diff -u keys.txt "$1.txt"
  echo "$1: $(head -1 "$1.txt")"
}

"$cc" $flags animate.c $(pkg-config --cflags --libs animax) -lm -o with_cc
run with_cc
"$cxx" $flags -x c++ animate.c -x none $(pkg-config --cflags --libs animax) -o with_cxx
run with_cxx
"$cmake" -S "$source" -B with_cmake_build -DCMAKE_PREFIX_PATH="$work/installed" \
  -DCMAKE_C_COMPILER="$cc" -DCMAKE_C_FLAGS="$flags" > cmake.log
"$cmake" --build with_cmake_build >> cmake.log
cp with_cmake_build/animate with_cmake
run with_cmake
"$cc" -g -fsanitize=address,leak animate.c $(pkg-config --cflags --libs animax) -lm \
  -o with_asan
ASAN_OPTIONS=detect_leaks=1 run with_asan

# A failure is a sentence and a status, and leaks nothing either.
status=0
ASAN_OPTIONS=detect_leaks=1 ./with_asan /nowhere 2> failed.txt || status=$?
[ "$status" = 4 ] || { echo "status $status"; cat failed.txt; exit 1; }
grep -q '^AX_ERR_MODEL: .*nowhere' failed.txt
