"""The health of one repository: its signals at one moment, as screens, store and snapshot share it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from civitop.expected import Expected
from civitop.i18n.language import N_
from civitop.i18n.message import Phrase
from civitop.signals import SIGNALS
from civitop.signals.base import LEVELS, Level, Signal
from civitop.signals.parts.lazy_signals import AtAGlance, at_a_glance
from civitop.tasks import Task

Status = Literal["fresh", "stale", "failed"]
STATUS_NAMES: Mapping[Status, str] = {
    # Translators: how old the figures of a project are: of the last poll
    "fresh": N_("fresh"),
    # Translators: how old the figures of a project are: older than the last poll
    "stale": N_("stale"),
    # Translators: how old the figures of a project are: there are none, polling failed
    "failed": N_("failed"),
}
"""The states as messages, for `_`."""


# Asked of every project whenever a table is sorted or counted: worked out once.
_LEADING = tuple(definition.id for definition in SIGNALS if definition.leading)
_PLACES: Mapping[Level, int] = {level: place for place, level in enumerate(LEVELS)}


class Health(Struct, frozen=True, gc=False, kw_only=True):
    """One repository in a snapshot; the JSON names are the contract in DESIGN.md."""

    id: str
    forge: str
    name: str
    url: str
    archived: bool
    status: Status
    """`fresh`: from the last round; `stale`: older figures, the last poll failed or is due; `failed`: there
    never were any."""
    collected_at: datetime | None
    error: Phrase | None
    signals: Mapping[str, Signal[Any]] = {}
    """By signal id, in the order of `civitop.signals.SIGNALS`; empty where nothing was ever collected."""
    description: str = ""
    topics: tuple[str, ...] = ()
    language: str | None = None
    licence: str | None = None
    """SPDX expression, where the forge recognised a licence or publiccode.yml names one."""
    stars: int | None = None
    pushed_at: datetime | None = None
    ci_state: Literal["success", "failure", "pending"] | None = None
    expected: tuple[Expected, ...] = ()
    """What the configuration of its networks expects of it at this moment."""

    @property
    def glance(self) -> Mapping[str, AtAGlance]:
        """Level, value and change of the signals: at hand also where the store's details are not yet decoded."""
        return at_a_glance(self.signals)

    @property
    def finished(self) -> bool:
        """Whether it is said to be finished on purpose."""
        return any(not each.only for each in self.expected)

    @property
    def worst(self) -> tuple[Level, str | None]:
        """The worst level among the leading signals and the id of the first signal that gave it."""
        glance = self.glance
        found: tuple[Level, str | None] = ("unknown", None)
        place = len(LEVELS)
        for id in _LEADING:
            signal = glance.get(id)
            if signal is not None and _PLACES[signal.level] < place:
                place = _PLACES[signal.level]
                found = (signal.level, id)
        return found


class Network(Struct, frozen=True, gc=False, kw_only=True):
    """A network in a snapshot."""

    id: str
    name: str
    repositories: tuple[str, ...]
    """Ids, sorted."""
    totals: Mapping[str, int | None]
    country: str | None = None
    failed_sources: Mapping[str, Phrase] = {}
    """Sources that could not be discovered, with the reason: nothing disappears silently."""
    todo: tuple[Task, ...] = ()
    """The three things that would help most; worked out where a snapshot is written."""


class Snapshot(Struct, frozen=True, gc=False, kw_only=True):
    """Networks and the health of their repositories at one moment: what exports write and panels draw."""

    schema: Literal["civitop.snapshot/1"] = "civitop.snapshot/1"
    generated_at: datetime
    asof: datetime
    civitop: str
    networks: tuple[Network, ...]
    repositories: tuple[Health, ...]
    """Sorted by id."""
