"""Organisations by projects: the matrix, its widgets, and the rows about one body."""
