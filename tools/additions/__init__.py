"""Counts what an addition touches, by making it: `python -m tools.additions`.

Each kind of addition (a signal, a leading signal, a forge, a panel, an export) is made in a copy of the house:
files of its own, and lines in files that are there. It must work in the copy, so nothing can be forgotten, and
it may touch no more files than its kind is allowed. What commands make anew (catalogues, `docs/signals`, the
JSON Schema) is not counted.
"""
