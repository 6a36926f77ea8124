"""How a signal is computed, as its own file says it: for pages, for the help, for people who check a figure."""

import re
import sys
from collections.abc import Iterator
from typing import Any

from civitop.signals.base import Definition

HEADED = re.compile(r"^([A-Z][a-z]+): ", re.MULTILINE)
"""Begins a paragraph of a signal's docstring: `Value: …`."""


def paragraphs(definition: Definition[Any]) -> Iterator[tuple[str, str]]:
    """Yield the headed paragraphs of a signal's file (`Value`, its text), each on one line, in English."""
    document = sys.modules[definition.measure.__module__].__doc__ or ""
    parts = HEADED.split(document.partition("\n")[2])[1:]
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        yield title, " ".join(text.split()).replace("`", "")
