"""What the figures about speed and cost come from; `python -m benchmarks.run` measures them all."""
