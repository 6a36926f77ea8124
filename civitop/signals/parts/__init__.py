"""Arithmetic and wording that several signals share."""
