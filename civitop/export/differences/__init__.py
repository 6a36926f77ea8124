"""What a difference between two snapshots can be written as: a file a format, listed once in `FORMATS`."""

from collections.abc import Callable
from importlib import import_module

from civitop.reading.difference import Difference

FORMATS = ("txt", "md", "json", "html")


def writer(name: str) -> Callable[[Difference], str]:
    """Return the function that writes a difference as `name`; only its module is imported."""
    if name not in FORMATS:
        raise KeyError(name)
    return import_module(f"civitop.export.differences.as_{name}").write  # type: ignore[no-any-return]
