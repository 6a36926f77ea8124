"""What a signal is: a figure that is concluded from facts, with everything needed to check it."""

from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar, cast

from msgspec import Struct, field

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase
from civitop.model import Facts
from civitop.people.affiliation.base import Affiliator
from civitop.people.identities import People
from civitop.signals.views.figures import Figures
from civitop.signals.views.keys import NumberKey, TextKey
from civitop.signals.views.news import Compare
from civitop.signals.views.totals import Headline, Spread, Total

Level = Literal["good", "watch", "bad", "unknown"]
LEVELS: tuple[Level, ...] = ("bad", "watch", "good", "unknown")
"""From the one to look at first to the one that says nothing."""

LEVEL_NAMES: Mapping[Level, str] = {
    # Translators: a level: all is well
    "good": N_("good"),
    # Translators: a level: keep an eye on it
    "watch": N_("watch"),
    # Translators: a level: somebody should act
    "bad": N_("bad"),
    # Translators: a level, or a kind of contributor: nobody knows
    "unknown": N_("unknown"),
}
"""The levels as messages: `_(LEVEL_NAMES[level])` is what a person reads."""

SIGNS: Mapping[Level, str] = {"good": "●", "watch": "▲", "bad": "■", "unknown": "–"}
"""A level told by its shape, so that a reader without colour loses nothing; the same on every screen and
in every export."""


class TrendPoint(Struct, frozen=True, gc=False, array_like=True):
    """The value of a signal at the end of a day (UTC), measured as its file says."""

    day: date
    value: float | None


class Coverage(Struct, frozen=True, gc=False, omit_defaults=True):
    """How much of the input was there."""

    sample: int | None = None
    """Number of facts that the value rests on."""
    since: datetime | None = None
    """Start of the window really covered, where that is later than the window asked for."""
    left_out: Mapping[str, int] = {}
    """Facts that were seen and do not count, by reason: `bots`, `merges`, `future`, `no versions`."""
    missing: tuple[Phrase, ...] = ()
    """Sentences: what could not be had, and why."""
    name_joins: int = 0
    """How many times two who had nothing in common but a full name were taken for one person."""


D = TypeVar("D", bound=Struct)
T = TypeVar("T")


class Signal(Struct, Generic[D], frozen=True, gc=False, kw_only=True):
    """One conclusion about one repository at one moment."""

    value: float | int | None
    """Null is unknown or undefined, never zero."""
    unit: str
    level: Level
    reason: Phrase
    """One sentence that a civil servant understands."""
    coverage: Coverage = field(default_factory=Coverage)
    change_30d: float | None = None
    """Value now minus value 30 days before `asof`, each over its own full window; null where that is not
    held."""
    trend: tuple[TrendPoint, ...] = ()
    """Oldest first; what the points are is said in the signal's file."""
    detail: D


class Thresholds(Struct, frozen=True, gc=False):
    """Where `watch` and `bad` begin; `Definition.compared` says what the numbers compare to."""

    watch: float | None = None
    bad: float | None = None


class Settings(Struct, frozen=True, gc=False, kw_only=True):
    """What a network's configuration changes about measuring."""

    thresholds: Mapping[str, Thresholds] = {}
    """By signal id; a signal without an entry uses its own defaults."""
    country: str | None = None
    """ISO 3166-1 alpha-2: whose public holidays do not count as business days."""
    members: tuple[str, ...] = ()
    """Organisation ids (`DK-0751`) of the network's member list."""
    release_names: str | None = None
    """A pattern (`fnmatch`) of the tags and releases that count, in place of the grammar of versions."""


class Project:
    """The facts of one repository with its people resolved: what every signal measures.

    Made once a repository and shared by all signals, so that clustering identities is paid for once.
    """

    def __init__(self, facts: Facts, people: People, affiliator: Affiliator) -> None:
        self.facts = facts
        self.people = people
        self.affiliator = affiliator
        self._made: dict[Hashable, Any] = {}

    def once(self, make: "Callable[[Project, datetime], T]", asof: datetime) -> T:
        """Return `make(self, asof)`, made at the first call: what several signals need is paid for once.

        What is made must not hold the project: the circle would keep all its facts until Python looks for garbage.
        """
        key = (make, asof)
        if key not in self._made:
            self._made[key] = make(self, asof)
        return cast("T", self._made[key])

    def measured(self, definition: "Definition[D]", asof: datetime, settings: "Settings") -> Signal[D]:
        """Return a signal, measured at the first call: some signals rest on others."""
        key = (definition.id, asof)
        held = self._made.get(key)
        if held is None or held[0] is not settings:
            held = self._made[key] = (settings, definition.measure(self, asof, settings))
        return cast("Signal[D]", held[1])


class Definition(Generic[D]):
    """A signal as the rest of civitop sees it; `civitop.signals.SIGNALS` lists them."""

    def __init__(
        self,
        *,
        id: str,
        title: str,
        short: str,
        unit: str,
        counted: str = "",
        better: Literal["more", "less"],
        detail: type[D],
        measure: Callable[[Project, datetime, Settings], Signal[D]],
        defaults: Thresholds,
        compared: str,
        question: str,
        figures: Figures,
        keys: tuple[NumberKey | TextKey, ...],
        totals: tuple[Total | Spread, ...] = (),
        news: Compare | None = None,
        headline: Headline | None = None,
        leading: bool = False,
        said: Callable[[float], Phrase] | None = None,
        not_counted: str = N_("Not counted: {list}"),
    ) -> None:
        self.id = id
        self.title = title
        """For headings: `Bus factor`; like `short`, `unit` and `question` a message that `_` translates."""
        self.short = short
        """For a column's header, at most 9 characters."""
        self.unit = unit
        self.counted = counted or unit
        """What the number counts, below `short`: `days apart`, where the unit alone would not say; at most 10."""
        self.better = better
        """Which direction is an improvement: colours a change, never decides a level."""
        self.detail = detail
        self.measure = measure
        self.defaults = defaults
        self.compared = compared
        """What the thresholds compare to, as a message: `days since the last release`."""
        self.question = question
        """What it answers, in one sentence for help and docs."""
        self.figures = figures
        """The figures of its detail: what the project screen and the text forms show below the reason."""
        self.keys = keys
        """What filters and `--fail-on` can ask of it."""
        self.totals = totals
        """What it adds up to over a network."""
        self.news = news
        """What of its changes is told besides a change of its level."""
        self.headline = headline
        """The figure that the wall shows large; only leading signals have one."""
        self.leading = leading
        """Whether every screen leads with it: a column of the overview and a panel of the network."""
        self.said = said
        """The value as a person says it, where number and unit do not say what it is: `12 of 13 weeks`."""
        self.not_counted = not_counted
        """A message: what was left out of (`Coverage.left_out`), at `{list}` how much and why: `46 by bots`."""

    @property
    def rated(self) -> bool:
        """Whether its value decides a level; where it decides none, `unknown` says nothing about it."""
        return self.defaults != Thresholds()

    def of(self, signals: Mapping[str, Signal[Any]]) -> Signal[D] | None:
        """Return this signal out of a repository's signals, or `None` where it was not measured."""
        return signals.get(self.id)
