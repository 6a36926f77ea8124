"""What is not known of a project, said once for all its signals: a clone's page says in one place what it lacks."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from msgspec import Struct

from civitop.i18n.message import Phrase
from civitop.signals import SIGNALS
from civitop.signals.base import Signal


class Gap(Struct, frozen=True):
    """A sentence on what could not be had, and the signals that lack it, by id."""

    why: Phrase
    unknown: tuple[str, ...]
    """Those that have no value for it."""
    partly: tuple[str, ...]
    """Those that have one without it."""


def gaps(signals: Mapping[str, Signal[Any]]) -> tuple[Gap, ...]:
    """Return what several signals lack, or what leaves one without a value, in the order of the signals."""
    lacking: dict[Phrase, list[str]] = {}
    for definition in SIGNALS:
        signal = definition.of(signals)
        for sentence in dict.fromkeys(signal.coverage.missing) if signal else ():
            lacking.setdefault(sentence, []).append(definition.id)
    found = []
    for why, ids in lacking.items():
        unknown = tuple(id for id in ids if signals[id].value is None and signals[id].reason == why)
        if unknown or len(ids) > 1:
            found.append(Gap(why, unknown, tuple(id for id in ids if id not in unknown)))
    return tuple(found)


def told_once(found: Collection[Gap]) -> frozenset[Phrase]:
    """Return the sentences that a page tells in one place, so that no signal need repeat them."""
    return frozenset(gap.why for gap in found)


def titles(gap: Gap) -> Iterator[str]:
    """Yield the titles of the signals that lack it, as messages."""
    lacking = {*gap.unknown, *gap.partly}
    return (definition.title for definition in SIGNALS if definition.id in lacking)
