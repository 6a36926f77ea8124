"""Whom contributions are credited to: authors, organisations, users of a project."""
