"""Training of AnimaX models, and the PyTorch reference that proves the C engine."""
