"""CHAOSS Starter Project Health: four figures beside each other, no score and no ranking (CHAOSS, 2023)."""

from datetime import datetime

from civitop.i18n.language import N_
from civitop.signals.base import Project, Settings
from civitop.signals.bus_factor import BUS_FACTOR
from civitop.signals.change_requests import CHANGE_REQUESTS
from civitop.signals.published_scores.detail import WEAKNESSES, Input, Score
from civitop.signals.release_cadence import RELEASE_CADENCE
from civitop.signals.response_time import RESPONSE_TIME


def starter(project: Project, asof: datetime, settings: Settings) -> Score:
    """Return the four figures, as the signals of the same names have them."""
    response = project.measured(RESPONSE_TIME, asof, settings)
    changes = project.measured(CHANGE_REQUESTS, asof, settings)
    bus = project.measured(BUS_FACTOR, asof, settings)
    cadence = project.measured(RELEASE_CADENCE, asof, settings)
    inputs = (
        (N_("hours to the first response (median)"), response.value, response.reason),
        (N_("change requests closed for each one opened"), changes.value, changes.reason),
        (N_("contributor absence factor (bus factor)"), bus.value, bus.reason),
        (N_("releases in 365 days"), cadence.detail.releases_365d, cadence.reason),
    )
    return Score(
        name="starter",
        inputs=tuple(Input(name, value) for name, value, _ in inputs),
        missing=tuple(dict.fromkeys(why for _, value, why in inputs if value is None)),
        weakness=WEAKNESSES["starter"],
    )
