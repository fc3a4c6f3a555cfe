"""What the model's text encoder makes of a prompt, before the weights are loaded.

Free of bpy. Which words it knows is decided by its tokenizer (native/text/).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from . import native
from .errors import MODEL, USAGE, AnimaxError

if TYPE_CHECKING:
    from .array_types import ModelSpec

# How much of a word a message quotes.
QUOTED = 40


@dataclasses.dataclass
class Reading:
    """docs/native-api.md, read_prompt."""

    tokens: int
    words: int
    unknown: int
    cut: bool
    # The first unknown word.
    example: str

    @property
    def is_unknown(self) -> bool:
        """Does the model know no word of it? Such prompts are all alike to it, and to
        its critic."""
        return self.unknown == self.words


def read_prompt(folder: str, prompt: str) -> Reading:
    """An AnimaxError (status 2) where nothing of the prompt is left to the model."""
    with native.translate_errors(MODEL) as module:
        reading = Reading(**module.read_prompt(folder, prompt))
    if reading.tokens > 0:
        return reading
    raise AnimaxError(
        f"The model reads nothing of the prompt {prompt[:QUOTED]!r}: it has no visible "
        "characters. Describe what the rig should do.",
        USAGE,
    )


def prompt_warnings(spec: ModelSpec, reading: Reading) -> list[str]:
    """What of the prompt the model does not know, or does not read."""
    found: list[str] = []
    advice = 'Describe the motion in English words, such as "a dog walks".'
    quoted = reading.example[:QUOTED] + "..." * (len(reading.example) > QUOTED)
    if not reading.words:
        found.append(
            "The prompt has no words, and the model's text encoder knows nothing else. "
            f"{advice}"
        )
    elif reading.is_unknown:
        found.append(
            "The model's text encoder does not know any word of the prompt "
            f'("{quoted}"), so the take does not show it: the model makes the same of '
            f"all words that it does not know. {advice}"
        )
    elif 2 * reading.unknown >= reading.words:
        found.append(
            f"The model's text encoder does not know {reading.unknown} of the "
            f'{reading.words} words of the prompt, such as "{quoted}". {advice}'
        )
    if reading.cut:
        found.append(
            f"The model reads the first {spec['text']['max_tokens']} tokens of the "
            "prompt; the rest is ignored."
        )
    return found
