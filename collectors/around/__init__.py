"""Collectors around a forge's own one: each adds one thing, and hands on the rest."""
