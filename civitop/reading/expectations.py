"""Puts what the configuration expects of a project beside its figures, as long as it holds."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from civitop.config.settings import NetworkSettings
from civitop.health import Health
from civitop.signals.parts.windows import day_before


def expecting(health: Health, networks: Iterable[NetworkSettings], moment: datetime) -> Health:
    """Return the health with what these networks expect of it on the day that ends at, or holds, `moment`."""
    day = day_before(moment)
    found = tuple(
        each for network in networks for each in network.expect.get(health.id, ()) if each.holds(day)
    )
    return replace(health, expected=found) if found else health
