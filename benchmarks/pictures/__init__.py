"""The pictures of `docs/screens`, drawn from the demo."""
