"""The parts of scripts/bench_motion.py."""
