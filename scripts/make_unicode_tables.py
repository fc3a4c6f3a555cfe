#!/usr/bin/env python3
"""Write native/text/unicode_tables.c from Python's own Unicode database.

What BERT's uncased normalisation does to a single character (canonical decomposition,
nonspacing marks dropped, lower case) is fixed by the database, so the engine carries
the result as tables instead of the database. Run again for a newer Unicode:

    python3 scripts/make_unicode_tables.py > native/text/unicode_tables.c
"""

import sys
import unicodedata

HANGUL = range(0xAC00, 0xD7A4)  # decomposed by arithmetic in tokenizer.c


def fold(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    kept = (part for part in parts if unicodedata.category(part) != "Mn")
    return "".join(part.lower() for part in kept)


def vanishes(character: str) -> bool:
    if character in "\t\n\r":
        return False
    return character == "\ufffd" or unicodedata.category(character) in (
        "Cc",
        "Cf",
        "Co",
        "Mn",
    )


def is_punctuation(character: str) -> bool:
    code = ord(character)
    ascii_symbol = 33 <= code < 127 and not character.isalnum()
    return ascii_symbol or unicodedata.category(character).startswith("P")


def ranges(test) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for code in characters():
        if test(chr(code)):
            if found and found[-1][1] == code - 1:
                found[-1] = (found[-1][0], code)
            else:
                found.append((code, code))
    return found


def characters():
    return (code for code in range(0x110000) if not 0xD800 <= code < 0xE000)


def single_runs(pairs: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """Runs (first, last, step, target of first): every step-th character from first to
    last moves by the same distance."""
    runs: list[tuple[int, int, int, int]] = []
    for code, target in pairs:
        if runs:
            first, last, step, base = runs[-1]
            gap = code - last
            if target - code == base - first and gap <= 2 and (step in (0, gap)):
                runs[-1] = (first, code, gap, base)
                continue
        runs.append((code, code, 0, target))
    return [(first, last, step or 1, base) for first, last, step, base in runs]


def emit(declaration: str, rows: list[str], per_line: int) -> None:
    print(f"{declaration} = {{")
    for at in range(0, len(rows), per_line):
        print("    " + ", ".join(rows[at : at + per_line]) + ",")
    print("};")


def main() -> int:
    singles: list[tuple[int, int]] = []
    several: list[tuple[int, str]] = []
    for code in characters():
        character = chr(code)
        if code in HANGUL or vanishes(character):
            continue
        folded = fold(character)
        if folded == character:
            continue
        if len(folded) == 1:
            singles.append((code, ord(folded)))
        elif 2 <= len(folded) <= 3:
            several.append((code, folded))
        else:
            print(f"U+{code:04X} folds to {len(folded)} characters", file=sys.stderr)
            return 1

    print(
        "/* Written by scripts/make_unicode_tables.py from Unicode "
        f"{unicodedata.unidata_version}. Do not edit. */"
    )
    print('#include "text/unicode_tables.h"\n')
    print("// clang-format off")
    for name, test in (("vanish", vanishes), ("punctuation", is_punctuation)):
        found = ranges(test)
        emit(
            f"const ax_unicode_range ax_unicode_{name}[]",
            [f"{{{a:#x}, {b:#x}}}" for a, b in found],
            4,
        )
        print(f"const size_t ax_unicode_{name}_count = {len(found)};\n")
    runs = single_runs(singles)
    emit(
        "const ax_unicode_run ax_unicode_fold[]",
        [f"{{{a:#x}, {b:#x}, {s}, {t:#x}}}" for a, b, s, t in runs],
        3,
    )
    print(f"const size_t ax_unicode_fold_count = {len(runs)};\n")
    rows = []
    for code, folded in several:
        targets = [f"{ord(part):#x}" for part in folded] + ["0"] * (3 - len(folded))
        rows.append(f"{{{code:#x}, {{{', '.join(targets)}}}}}")
    emit("const ax_unicode_several ax_unicode_fold_several[]", rows, 2)
    print(f"const size_t ax_unicode_fold_several_count = {len(rows)};")
    return 0


if __name__ == "__main__":
    sys.exit(main())
