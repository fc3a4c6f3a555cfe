"""How good the nano's motions are: `make eval-nano` (docs/nano-evaluation.md)."""
