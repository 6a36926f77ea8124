"""What others do with the same forge: programs of their own, run by `benchmarks.rivals`."""
