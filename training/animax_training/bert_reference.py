"""Prompts to token states: transformers' BertModel on the model's text folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor
from transformers import BertModel, BertTokenizer

ROOT = Path(__file__).resolve().parents[2]
MINILM = ROOT / "assets" / "minilm-l6-v2"


class TextEncoder:
    """Frozen, in F32, with a cache: a data set has few different prompts.

    encoder = TextEncoder()
    encoder.encode("a dog walking")       # [T, D], [CLS] and [SEP] included
    encoder.batch(["walk", ""])           # [2, max_tokens, D], padded with zeros
    """

    def __init__(self, folder: str | Path = MINILM, max_tokens: int = 32) -> None:
        self.max_tokens = max_tokens
        # From the vocabulary itself: other tokenizer files of a download do not count.
        self.tokenizer = BertTokenizer(vocab=str(Path(folder) / "vocab.txt"))
        self.model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
        self.model.requires_grad_(False)
        self.width = self.model.config.hidden_size
        self.encode = lru_cache(maxsize=32768)(self._encode)

    def tokens(self, text: str) -> list[int]:
        """Ids with [CLS] and [SEP], cut to max_tokens (the last one stays [SEP])."""
        return self.tokenizer(text, truncation=True, max_length=self.max_tokens)[
            "input_ids"
        ]

    @torch.no_grad()
    def _encode(self, text: str) -> Tensor:
        ids = torch.tensor([self.tokens(text)])
        return self.model(ids).last_hidden_state[0]

    def batch(self, texts: list[str]) -> Tensor:
        out = torch.zeros(len(texts), self.max_tokens, self.width)
        for row, text in zip(out, texts, strict=True):
            states = self.encode(text)
            row[: len(states)] = states
        return out
