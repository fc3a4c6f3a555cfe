"""Training of AnimaX models and the PyTorch reference that the C engine is proven by."""
