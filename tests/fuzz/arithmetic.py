"""Histories that never were, as fuzz targets: facts drawn from bytes, joined, thinned and measured.

Whatever lies in the ranges of the model and gets through its door can be joined and measured at any moment that the
command line takes; figures that are shares lie between 0 and 1, and nothing depends on the order of the facts.
"""

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from civitop.codec import decode_health, encode_health
from civitop.i18n.message import literally
from civitop.model import (
    FACT_KINDS,
    ChangeRequest,
    Commit,
    Extent,
    Facts,
    Identity,
    Issue,
    MailmapEntry,
    Release,
    Repository,
    Response,
    Tag,
    address_hash,
    identity,
)
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.registry.rows import Row
from civitop.people.affiliation.statements import Stated
from civitop.people.identities import resolve
from civitop.polling.facts_merge import merge, thin
from civitop.polling.measurer import health_of
from civitop.polling.validation import EARLIEST, LATEST, check
from civitop.signals import measure_all
from civitop.signals.base import Project, Settings

T = TypeVar("T")

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ABSENT = Extent.absent(literally("It is not known."))
FIRST, LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
"""Moments that `--at` takes."""
PEOPLE = (
    identity("Ida Holm", "ida@aaholm.example", "hub.example/ida"),
    identity("Ida Holm", "ida@home.example"),
    identity("Bo Byg", "bo@nordkode.example", "hub.example/bo"),
    identity("", "x@nowhere.example"),
    identity("release-bot", "ci@tools.example", bot=True),
    identity("Per", None, "hub.example/per"),
    Identity(),
)
TAGS = ("v1.0.0", "2.1", "2024.06", "v3.0.0-rc.1", "zaak-1.2.0", "SNAPSHOT", "", "v99999999999999999999.0")


class Draw:
    """Takes bytes for choices; at their end everything is the first choice, so that few bytes are a small history."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def of(self, choices: Sequence[T]) -> T:
        return choices[self.byte() % len(choices)]

    def moment(self) -> datetime:
        """A moment: near now, at an edge of the calendar, or anywhere in the model's range."""
        match self.byte() % 8:
            case 0 | 1 | 2 | 3 | 4:
                return NOW - timedelta(hours=struct.unpack(">H", bytes((self.byte(), self.byte())))[0])
            case 5:
                return self.of((EARLIEST, LATEST, FIRST, LAST, NOW, NOW + timedelta(days=1)))
            case 6:
                return NOW - timedelta(seconds=self.byte())
        share = struct.unpack(">I", bytes(self.byte() for _ in range(4)))[0] / 2**32
        return EARLIEST + (LATEST - EARLIEST) * share

    def perhaps(self, draw: Callable[[], T]) -> T | None:
        return draw() if self.byte() % 3 == 0 else None

    def several(self, draw: Callable[[int], T], most: int = 6) -> tuple[T, ...]:
        return tuple(draw(number) for number in range(self.byte() % (most + 1)))


class History:
    """Facts of one repository, drawn."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw

    def who(self) -> Identity:
        return self._draw.of(PEOPLE)

    def facts(self, base: str | None = None) -> Facts:
        draw = self._draw
        extents = {kind: extent for kind in FACT_KINDS if (extent := self._extent()) is not None}
        drawn: dict[str, Any] = {
            "commits": draw.several(self._commit, 12),
            "issues": draw.several(self._issue),
            "change_requests": draw.several(self._change),
            "releases": draw.several(self._release),
            "tags": draw.several(self._tag),
        }
        gone = {kind: () for kind, extent in extents.items() if not extent.held and kind in drawn}
        return Facts(
            repository=Repository(
                id="hub:a/b", forge="hub", name="a/b", url="https://hub.example/a/b", head=draw.of(("c0", "c1")),
                created_at=draw.perhaps(draw.moment), archived=draw.byte() % 5 == 1, stars=draw.byte(),
                open_issues=draw.perhaps(draw.byte), open_change_requests=draw.perhaps(draw.byte),
            ),
            collected_at=draw.moment(),
            source=draw.of(("fake/1", "git/clone")),
            base=base,
            mailmap=draw.several(self._mapped, 2),
            extents=extents,
            **{**drawn, **gone},
        )  # fmt: skip

    def _extent(self) -> Extent | None:
        match self._draw.byte() % 5:
            case 0:
                return Extent()
            case 1:
                return ABSENT
            case 2:
                return Extent(self._draw.moment())
            case 3:
                return Extent(self._draw.moment(), literally("More is missing."))
        return None

    def _commit(self, number: int) -> Commit:
        helpers = self._draw.several(lambda _: self.who(), 2)
        return Commit(f"c{number}", self._draw.moment(), self.who(), helpers, self._draw.byte() % 3)

    def _answers(self) -> tuple[Response, ...] | None:
        draw = self._draw
        return draw.perhaps(
            lambda: draw.several(lambda _: Response(draw.moment(), draw.perhaps(self.who)), 3)
        )

    def _issue(self, number: int) -> Issue:
        draw = self._draw
        return Issue(
            number + draw.byte() % 2, "Title", draw.perhaps(self.who), draw.moment(), draw.moment(),
            draw.perhaps(draw.moment), draw.perhaps(draw.byte), self._answers(),
        )  # fmt: skip

    def _change(self, number: int) -> ChangeRequest:
        draw = self._draw
        return ChangeRequest(
            number + draw.byte() % 2, "Title", draw.perhaps(self.who), draw.moment(), draw.moment(),
            draw.perhaps(draw.moment), draw.perhaps(draw.moment), draw.byte() % 2 == 1, draw.perhaps(draw.byte),
            self._answers(), self._answers(), draw.perhaps(self.who), draw.of((None, "hub.example/fork")),
            draw.perhaps(draw.byte),
        )  # fmt: skip

    def _release(self, number: int) -> Release:
        draw = self._draw
        return Release(draw.of(TAGS), "", draw.moment(), draw.byte() % 4 == 1, draw.perhaps(self.who))

    def _tag(self, number: int) -> Tag:
        draw = self._draw
        return Tag(draw.of(TAGS), draw.moment(), draw.perhaps(draw.moment), draw.of((None, "c0", "c1")))

    def _mapped(self, number: int) -> MailmapEntry:
        seen = self.who().address or address_hash("")
        return MailmapEntry("Ida Holm", self._draw.perhaps(self.who), None, seen)


@cache
def affiliator() -> NetworkAffiliator:
    row = Row("DK-0751", "municipality", "", "Aaholm", (), ("aaholm.example",), (), "", "invented")
    return NetworkAffiliator(Registry([row]), Stated())


def history(data: bytes) -> None:
    """Join two drawn histories as a round does."""
    draw = Draw(data)
    drawn = History(draw)
    held = drawn.facts()
    check(held)
    new = drawn.facts(base=held.repository.head)
    both = merge(held, new)
    check(both)
    assert merge(both, replace(new, base=both.repository.head)) == replace(
        both, extents=merge(both, replace(new, base=both.repository.head)).extents
    )
    assert {each.oid for each in held.commits} <= {each.oid for each in both.commits}
    now = draw.of((NOW, FIRST + timedelta(days=1500), LAST))
    thinned = thin(both, now)
    check(thinned)
    assert thin(thinned, now) == thinned
    kept = {each.oid for each in thinned.commits}
    assert kept <= {each.oid for each in both.commits}


def figures(data: bytes) -> None:
    """Measure a drawn history at a drawn moment."""
    draw = Draw(data)
    facts = History(draw).facts()
    check(facts)
    asof = min(max(draw.moment(), FIRST), LAST)
    settings = Settings(country=draw.of(("DK", None, "NL", "ZZ")))
    found = measured(facts, asof, settings)
    for signal in found.values():
        assert signal.value is None or signal.value == signal.value  # else it is not a number
        str(signal.reason).encode()
    health = health_of(facts.repository, facts.collected_at, NOW, None, found)
    assert encode_health(decode_health(encode_health(health))) == encode_health(health)
    turned = replace(
        facts,
        commits=facts.commits[::-1],
        releases=facts.releases[::-1],
        tags=facts.tags[::-1],
    )
    again = measured(turned, asof, settings)
    for id, signal in found.items():
        assert again[id].value == signal.value, id
        assert again[id].level == signal.level, id


def measured(facts: Facts, asof: datetime, settings: Settings) -> dict[str, Any]:
    return measure_all(Project(facts, resolve(facts), affiliator()), asof, settings)


def worlds() -> tuple[bytes, ...]:
    """Return seeds: a small history, a full one, one at the edges of the calendar."""
    return (b"", bytes(range(256)) * 2, bytes([5]) * 300, bytes([0, 7, 255]) * 100, msgspec.json.encode(TAGS))
