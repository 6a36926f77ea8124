"""Polling as a service: what `civitop watch` tells outward, writes about its own condition, and serves."""
