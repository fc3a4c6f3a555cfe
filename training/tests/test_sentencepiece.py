"""The engine's SentencePiece tokenizer against `tokenizers`, on 2,000 texts."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("tokenizers")

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "native/tests/golden"
sys.path[:0] = [str(GOLDEN), str(Path(__file__).parent)]
import unigram_cases
from native_text import encode

TEXTS, MAX_TOKENS = 2000, 512


MADE = unigram_cases.tokenizers()


@pytest.mark.parametrize("name", MADE)
def test_texts(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / f"{name}.json"
    reference = MADE[name]
    reference.save(str(path))
    reference.enable_truncation(MAX_TOKENS)
    texts = unigram_cases.texts(TEXTS)
    wrong = [
        (text[:80], wanted.ids[:20], found[:20])
        for text, wanted, found in zip(
            texts,
            reference.encode_batch(texts),
            encode(folder, path, MAX_TOKENS, texts),
            strict=True,
        )
        if wanted.ids != found
    ]
    print(f"{name}: {TEXTS} texts, {len(wrong)} differ")
    assert not wrong, wrong[:5]
