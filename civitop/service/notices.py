"""What is worth telling outward, as values: which events become notices, and what a notice says.

A notice names projects, signals, forges and figures, never a person: sentences that may hold a name (whom a contract
is with, who contributed first) are not passed on.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from civitop import __version__
from civitop.change import Change, ChangeKind
from civitop.i18n.message import say
from civitop.polling.events import Collected, Discovered, Event, Failed, RoundFinished, RoundStarted

NoticeKind = Literal["threshold", "contract-end", "round-failed"]
CHANGES: Mapping[ChangeKind, NoticeKind] = {
    "level": "threshold",
    "bus-factor": "threshold",
    "backlog": "threshold",
    "contract-end": "contract-end",
}
"""The changes that are notices, where they are for the worse."""
ID_LENGTH = 32
"""Hexadecimal digits."""


class Notice(Struct, frozen=True, kw_only=True):
    """Something that calls for a person; as JSON it is what a webhook and a command are given."""

    schema: Literal["civitop.notice/1"] = "civitop.notice/1"
    id: str
    """The same for the same thing, whenever and however often it is told."""
    kind: NoticeKind
    at: datetime
    repository: str | None
    """`forge:owner/name`; `None` where a whole round is meant."""
    forge: str | None
    """`None` where a round failed at all forges."""
    text: str
    """One English sentence that stands alone; the key that chat programs show."""
    civitop: str = __version__


def encode(notice: Notice) -> bytes:
    """Return a notice as JSON."""
    return msgspec.json.encode(notice)


def of_changes(changes: tuple[Change, ...]) -> Iterator[Notice]:
    """Yield a notice for each change that calls for somebody."""
    for change in changes:
        kind = CHANGES.get(change.kind)
        if kind is None or change.worse is not True:
            continue
        what = change.text.english
        if kind == "contract-end":  # who the contract is with may be a person
            what = "A maintenance contract in publiccode.yml is about to end, or has ended."
        yield Notice(
            id=_id(kind, change.repository, change.at.isoformat(), change.text.english),
            kind=kind,
            at=change.at,
            repository=change.repository,
            forge=change.repository.partition(":")[0],
            text=f"{change.repository}: {what}",
        )


class Rounds:
    """Tells which forges failed in a whole round, once until they work again."""

    def __init__(self, failing: Mapping[str, datetime]) -> None:
        """`failing` are the forges that failed in the last round, and since when; `""` stands for all of them."""
        self._failing = dict(failing)
        self._broken: dict[str, str] = {}
        self._sources: dict[str, str] = {}

    @property
    def failing(self) -> dict[str, datetime]:
        """Return what fails, and since when."""
        return dict(self._failing)

    def also(self, failing: Mapping[str, datetime]) -> None:
        """Take note of forges of which another process has told that they fail."""
        self._failing = {**failing, **self._failing}

    def after(self, event: Event) -> Iterator[Notice]:
        """Yield the notices that an event is worth."""
        match event:
            case RoundStarted():
                self._broken.clear()
                self._sources.clear()
            case Discovered(failed=failed):
                self._sources |= {source: error.english for source, error in failed.items()}
            case Failed(id=id, error=error) if ":" not in id:
                self._broken[id] = error.english
            case RoundFinished():
                yield from self._finished(event)
            case _:
                return

    def _finished(self, event: RoundFinished) -> Iterator[Notice]:
        nothing = event.failed or self._sources
        if not self._broken and nothing and not (event.collected or event.unchanged):
            self._broken[""] = next(iter(self._sources.values()), "No repository could be collected.")
        self._failing = {forge: since for forge, since in self._failing.items() if forge in self._broken}
        for forge, why in self._broken.items():
            if forge in self._failing:
                continue
            self._failing[forge] = event.at
            yield Notice(
                id=_id("round-failed", forge, event.at.isoformat()),
                kind="round-failed",
                at=event.at,
                repository=None,
                forge=forge or None,
                text=_round_text(forge, why),
            )


def _round_text(forge: str, why: str) -> str:
    if not forge:
        return say("The round failed: {why}", why=why).english
    return say("The round failed at {forge}: {why}", forge=forge, why=why).english


def _id(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:ID_LENGTH]


def of_event(event: Event) -> Iterator[Notice]:
    """Yield the notices of what changed in one repository."""
    if isinstance(event, Collected | Failed):
        yield from of_changes(event.changes)
