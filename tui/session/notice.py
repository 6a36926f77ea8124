"""A sentence for the person in front of the screen, and how urgent it is."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

Severity = Literal["information", "warning", "error"]


class Notice(Struct, frozen=True):
    """A translated sentence that is shown for a few seconds."""

    text: str
    severity: Severity = "information"


Say = Callable[[Notice], None]
"""Shows a notice; the app does it as a toast."""
