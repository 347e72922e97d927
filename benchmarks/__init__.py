"""Benchmarks: ``python -m benchmarks.NAME``. Each prints what it measured, as ratios where there is a peer."""
