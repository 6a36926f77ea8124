"""Polling: from what collectors yield to stored facts, measured signals and events."""
