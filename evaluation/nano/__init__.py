"""Quality of a model's motions: `make eval-nano` (docs/nano-evaluation.md)."""
