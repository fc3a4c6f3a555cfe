#!/usr/bin/env python3
"""Write unigram/*.json, tokenizers of unigram_cases.py, and unigram.txt: texts and the
ids that the reference library gives them. Needs tokenizers (the training environment).

    python make_unigram_golden.py

The first line is "# " and the SHA-256 of the sources. A case is four lines: the
tokenizer, the greatest number of tokens, the text's bytes in hexadecimal ("-" for
none), the ids ("-" for none).
"""

import sys
from pathlib import Path

import unigram_cases

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "training"))
import golden_sources

KEPT = (
    "t5",
    "umt5",
    "first",
    "spm",
)  # the others: training/tests/test_sentencepiece.py
HERE = Path(__file__).resolve().parent


def main() -> int:
    lines = ["# " + golden_sources.sources_sha256(golden_sources.UNIGRAM)]
    odd = unigram_cases.ODD
    for name, tokenizer in unigram_cases.tokenizers().items():
        if name not in KEPT:
            continue
        (HERE / "unigram").mkdir(exist_ok=True)
        tokenizer.save(str(HERE / "unigram" / f"{name}.json"), pretty=False)
        for text in [
            *odd,
            *unigram_cases.SENTENCES[:4],
            *unigram_cases.texts(180)[-8:],
        ]:
            limit = 24 if len(text) > 60 else 512
            tokenizer.enable_truncation(limit)
            ids = tokenizer.encode(text).ids
            hexed = text.encode().hex() or "-"
            lines += [name, str(limit), hexed, " ".join(map(str, ids)) or "-"]
    (HERE / "unigram.txt").write_text("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
