"""Benchmarks: our way and a reference way, in one process, on the same input."""
