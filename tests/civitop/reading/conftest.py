"""The invented project of the signals' tests."""

from tests.civitop.signals.conftest import asof, make

__all__ = ["asof", "make"]
