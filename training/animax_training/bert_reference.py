"""Prompts to token states: transformers' BertModel on the model's text folder."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import torch
from torch import Tensor
from transformers import BertModel, BertTokenizer

ROOT = Path(__file__).resolve().parents[2]
MINILM = ROOT / "assets" / "minilm-l6-v2"
KEPT = 32768  # sentences


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
        self.kept: OrderedDict[str, Tensor] = OrderedDict()

    def tokens(self, text: str) -> list[int]:
        """Ids with [CLS] and [SEP], cut to max_tokens (the last one stays [SEP])."""
        return self.tokenizer(text, truncation=True, max_length=self.max_tokens)[
            "input_ids"
        ]

    def encode(self, text: str) -> Tensor:
        """States [T, D]."""
        return self.states([text])[text]

    def states(self, texts: list[str]) -> dict[str, Tensor]:
        """States [T, D] of each text; those that are not kept are encoded together."""
        new = [t for t in dict.fromkeys(texts) if t not in self.kept]
        if new:
            self.kept.update(zip(new, self.encode_all(new), strict=True))
        for text in texts:
            self.kept.move_to_end(text)
        found = {text: self.kept[text] for text in texts}
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return found

    @torch.no_grad()
    def encode_all(self, texts: list[str]) -> list[Tensor]:
        ids = [torch.tensor(self.tokens(text)) for text in texts]
        padded = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True)
        mask = torch.arange(padded.shape[1]) < torch.tensor([[len(i)] for i in ids])
        states = self.model(padded, attention_mask=mask.long()).last_hidden_state
        return [s[: len(i)].clone() for s, i in zip(states, ids, strict=True)]

    def batch(self, texts: list[str]) -> Tensor:
        out = torch.zeros(len(texts), self.max_tokens, self.width)
        found = self.states(texts)
        for row, text in zip(out, texts, strict=True):
            row[: len(found[text])] = found[text]
        return out
