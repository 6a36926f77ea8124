"""The signals: a file each, listed once."""
