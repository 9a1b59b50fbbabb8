"""Benchmarks: throughput and latency of the platform (`make bench`)."""
