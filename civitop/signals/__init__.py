"""The signals: a file each, listed once, here; whatever shows, stores or exports them reads the list."""

from datetime import datetime
from typing import Any

from civitop.signals.activity import ACTIVITY
from civitop.signals.base import Definition, Project, Settings, Signal
from civitop.signals.bus_factor import BUS_FACTOR
from civitop.signals.change_requests import CHANGE_REQUESTS
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.public_code import PUBLIC_CODE
from civitop.signals.published_scores import PUBLISHED_SCORES
from civitop.signals.release_cadence import RELEASE_CADENCE
from civitop.signals.response_time import RESPONSE_TIME
from civitop.signals.standard import STANDARD
from civitop.signals.stewardship import STEWARDSHIP
from civitop.signals.supplier_dependence import SUPPLIER_DEPENDENCE
from civitop.signals.truck_factor import TRUCK_FACTOR

SIGNALS: tuple[Definition[Any], ...] = (
    OPEN_ISSUES,
    RELEASE_CADENCE,
    BUS_FACTOR,
    MUNICIPALITIES,
    RESPONSE_TIME,
    CHANGE_REQUESTS,
    STEWARDSHIP,
    TRUCK_FACTOR,
    ACTIVITY,
    SUPPLIER_DEPENDENCE,
    PUBLIC_CODE,
    STANDARD,
    PUBLISHED_SCORES,
)
"""All signals, in the order in which they are shown; those with `leading` come first."""


def measure_all(project: Project, asof: datetime, settings: Settings) -> dict[str, Signal[Any]]:
    """Measure every signal of one repository at `asof` (aware, UTC); by id, in the order of `SIGNALS`."""
    return {signal.id: project.measured(signal, asof, settings) for signal in SIGNALS}
