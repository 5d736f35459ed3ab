"""Benchmarks, one command each; every figure stands beside a peer's from the same run on the same machine."""
