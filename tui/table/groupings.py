"""The ways to put the projects of the table together."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from civitop.health import Health
from civitop.i18n.language import N_
from civitop.signals.municipalities import MUNICIPALITIES


class Grouping(NamedTuple):
    """A way to put projects together."""

    id: str
    title: str
    """What the table is called then; a message, as the other words here."""
    words: str
    """The same under the heading of the names."""
    of: Callable[[Health, Collection[str]], str]
    """From a project and the networks that hold it to the group's name; empty: it has none."""
    none: str
    """What the group of those is called."""


def _vendor(health: Health, _: Collection[str]) -> str:
    """Return the vendor with the most contributions: each project stands in one group."""
    signal = MUNICIPALITIES.of(health.signals)
    vendors = [each for each in signal.detail.organisations if each.kind == "vendor"] if signal else ()
    return max(vendors, key=lambda each: each.weight).name if vendors else ""


GROUPINGS = (
    Grouping(
        "forge", N_("Projects by forge"), N_("by forge"), lambda health, _: health.forge, N_("no forge")
    ),
    Grouping(
        "network",
        N_("Projects by network"),
        N_("by network"),
        lambda _, networks: " + ".join(networks),
        N_("no network"),
    ),
    Grouping("level", N_("Projects by level"), N_("by level"), lambda health, _: health.worst[0], "unknown"),
    Grouping("vendor", N_("Projects by vendor"), N_("by vendor"), _vendor, N_("no vendor known")),
)
