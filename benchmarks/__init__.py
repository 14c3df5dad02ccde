"""Timings side by side with the peers a reader would otherwise pick: ``python -m benchmarks``."""
