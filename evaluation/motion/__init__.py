"""Reconstruction accuracy: the parts of evaluation/bench_motion.py."""
