"""What a filter can ask about: the keys of the filter language, each with what it reads from a project.

The keys of a signal stand in its file (`Definition.keys`); here are those of the project itself.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from msgspec import Struct

from civitop.health import Health
from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, say
from civitop.signals import SIGNALS
from civitop.signals.base import Definition
from civitop.signals.views.keys import NumberKey, TextKey


class Figure(Struct, frozen=True):
    """A key that is compared to a number."""

    name: str
    unit: str
    help: Phrase
    example: str
    of: Callable[[Health], float | None]
    level: str | None = None
    """The signal whose level `key:bad` asks for."""


class Words(Struct, frozen=True):
    """A key that is compared to text."""

    name: str
    help: Phrase
    of: Callable[[Health, Collection[str]], Iterable[str]]
    choices: tuple[str, ...] = ()
    """The only values there are; empty: any."""
    exact: bool = False
    """Whether the whole value has to be given."""


def _value(id: str) -> Callable[[Health], float | None]:
    def read(health: Health) -> float | None:
        signal = health.glance.get(id)
        return None if signal is None or signal.value is None else float(signal.value)

    return read


def _change(id: str) -> Callable[[Health], float | None]:
    def read(health: Health) -> float | None:
        signal = health.glance.get(id)
        return None if signal is None else signal.change_30d

    return read


def _of_detail(
    signal: Definition[Any], of: Callable[[Any], float | None]
) -> Callable[[Health], float | None]:
    def read(health: Health) -> float | None:
        found = signal.of(health.signals)
        return None if found is None else of(found)

    return read


def _words(signal: Definition[Any], key: TextKey) -> Words:
    def read(health: Health, _: Collection[str]) -> Iterable[str]:
        found = signal.of(health.signals)
        return () if found is None else key.of(found)

    return Words(key.name, key.help, read)


def _stars(health: Health) -> float | None:
    return health.stars


def _marks(health: Health, _: Collection[str]) -> Iterable[str]:
    return ("archived",) if health.archived else ("active",)


_STARS = Figure("stars", N_("stars"), say("stars on the forge"), "stars>100", _stars)
_TEXTS = (
    Words("level", say("the worst level"), lambda h, _: (h.worst[0],), ("good", "watch", "bad", "unknown")),
    Words("status", say("how fresh the figures are"), lambda h, _: (h.status,), ("fresh", "stale", "failed")),
    Words("is", say("archived or active"), _marks, ("archived", "active")),
    Words(
        "ci",
        say("last CI run on the default branch"),
        lambda h, _: (h.ci_state or "unknown",),
        ("success", "failure", "pending", "unknown"),
    ),
    Words("forge", say("the forge's name"), lambda h, _: (h.forge,)),
    Words("network", say("the network's id"), lambda _, networks: networks, exact=True),
    Words("name", say("the project's name"), lambda h, _: (h.name,)),
    Words("topic", say("a topic on the forge"), lambda h, _: h.topics),
    Words("language", say("the main language"), lambda h, _: (h.language or "",)),
    Words("licence", say("the licence (SPDX)"), lambda h, _: (h.licence or "",)),
)


def _figure(signal: Definition[Any], key: NumberKey) -> Figure:
    match key.of:
        case "value":
            of = _value(signal.id)
        case "change_30d":
            of = _change(signal.id)
        case read:
            of = _of_detail(signal, read)
    return Figure(key.name, key.unit, key.help, key.example, of, signal.id if key.level else None)


def _figures() -> dict[str, Figure]:
    """Return what is compared to a number by key: the leading signals', the stars, the further signals'."""
    made = {
        leading: [
            _figure(signal, key)
            for signal in SIGNALS
            for key in signal.keys
            if isinstance(key, NumberKey) and signal.leading is leading
        ]
        for leading in (True, False)
    }
    return {each.name: each for each in (*made[True], _STARS, *made[False])}


def _texts() -> dict[str, Words]:
    """Return what is compared to text by key, that of the signals first."""
    own = [_words(signal, key) for signal in SIGNALS for key in signal.keys if isinstance(key, TextKey)]
    return {each.name: each for each in (*own, *_TEXTS)}


FIGURES: dict[str, Figure] = _figures()
TEXTS: dict[str, Words] = _texts()
