"""Which sources the files of native/tests/golden come from. Needs no PyTorch."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOKENIZER = "native/tests/golden/make_tokenizer_golden.py"
UNIGRAM = "native/tests/golden/make_unigram_golden.py"
UMT5 = "native/tests/golden/make_umt5_golden.py"
UNIGRAM_CASES = [f"native/tests/golden/{x}.py" for x in ("unigram_cases", "charsmap")]
# A script that writes golden files, and what it computes them with.
SOURCES = {
    "training/make_golden.py": [
        "training/make_golden.py",
        "training/animax_training/model_config.py",
        "training/animax_training/reference.py",
        "training/animax_training/reference_random.py",
        "training/animax_training/reference_vae.py",
    ],
    TOKENIZER: [TOKENIZER],
    UNIGRAM: [UNIGRAM, *UNIGRAM_CASES],
    UMT5: [UMT5, *UNIGRAM_CASES],
}


def sources_sha256(script: str) -> str:
    """The hash that the script's golden files must name: of its sources, in order."""
    parts = [(ROOT / path).read_bytes() for path in SOURCES[script]]
    return hashlib.sha256(b"".join(parts)).hexdigest()
