"""Bus factor: how many people hold half of the work (CHAOSS Contributor Absence Factor).

Value: people sorted by commits in the 365 days before `asof`, descending; the smallest number whose sum
is at least half of the total; 0 where nobody committed. Only authors count, not co-authors.
Level: `bad` up to the threshold `bad` (1), `watch` up to `watch` (2), else `good`.
Trend: the same figure over 180 days, at the end of each of the last 6 months.
Source: CHAOSS, Contributor Absence Factor.
Weakness: commits are counted, not what is in them; who knows the code without committing is not seen. Identities
that cannot be joined make the figure too high, squashed commits of several people too low.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from civitop.i18n.language import N_, NN_
from civitop.i18n.message import Phrase, say, say_n
from civitop.sanitise import without_address
from civitop.signals.base import (
    Coverage,
    Definition,
    Level,
    Project,
    Settings,
    Signal,
    Thresholds,
)
from civitop.signals.credit.authorship import Authorship
from civitop.signals.parts.levels import limits, low_is_bad
from civitop.signals.parts.sentences import commits, named, people
from civitop.signals.parts.statistics import absence_factor, difference, point
from civitop.signals.parts.windows import HALF_YEAR, MONTH, YEAR, covers, gap, later, month_ends, notes
from civitop.signals.views.figures import Figure, Figures, Listing
from civitop.signals.views.keys import NumberKey
from civitop.signals.views.news import News, Since
from civitop.signals.views.totals import Bucket, Headline, Spread

ID = "bus_factor"
UNIT = N_("people")
DEFAULTS = Thresholds(watch=2, bad=1)
TREND_MONTHS = 6
MOST_OF_IT = 0.5
"""A share of the first person from which the project hangs on them."""


class Share(Struct, frozen=True, gc=False):
    """One person's part in the commits of the window."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("name", "login")

    name: str
    login: str | None
    """`host/login`, where one is known."""
    commits: int
    share: float
    """Of all commits of people in the window, 0 to 1."""
    last: datetime
    """Their last commit in the window."""


class BusFactor(Struct, frozen=True, gc=False, kw_only=True):
    """The figures behind the bus factor; over what is held where the window is not held completely."""

    people: int | None
    """People with a commit in the last 365 days; null where no commits are held."""
    commits_365d: int | None
    """Their commits: merges, bots and commits dated after `asof` left out."""
    first_share: float | None
    """The share of the person with most commits, 0 to 1."""
    shares: tuple[Share, ...]
    """By commits, descending."""


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[BusFactor]:
    """Measure the bus factor of one repository over the 365 days before `asof`."""
    start = asof - YEAR
    extent = project.facts.extent("commits")
    authorship = project.once(Authorship, asof)
    detail = _detail(authorship, start, asof, held=extent.held)
    missing = gap(extent, "commits", start)
    value = None if missing else _factor(authorship, start, asof)
    before = _factor(authorship, start - MONTH, asof - MONTH) if covers(extent, start - MONTH) else None
    return Signal(
        value=value,
        unit=UNIT,
        level=_level(value, settings),
        reason=missing if value is None and missing else _reason(value or 0, detail),
        coverage=Coverage(
            sample=detail.commits_365d,
            since=later(extent, start),
            left_out=authorship.left_out(start, asof),
            missing=notes(extent, "commits", start),
            name_joins=project.people.name_joins,
        ),
        change_30d=difference(value, before),
        trend=tuple(
            point(
                end.day,
                _factor(authorship, end.at - HALF_YEAR, end.at)
                if covers(extent, end.at - HALF_YEAR)
                else None,
            )
            for end in month_ends(asof, TREND_MONTHS)
        ),
        detail=detail,
    )


def _factor(authorship: Authorship, start: datetime, end: datetime) -> int:
    return absence_factor(authorship.by_person(start, end).values())


def _detail(authorship: Authorship, start: datetime, end: datetime, *, held: bool) -> BusFactor:
    made = authorship.by_person(start, end)
    total = made.total()
    last = authorship.last_by_person(start, end)
    shares = tuple(
        Share(
            name=without_address(authorship.people[key].name),
            login=authorship.people[key].login,
            commits=number,
            share=number / total,
            last=last[key],
        )
        for key, number in sorted(made.items(), key=lambda item: (-item[1], item[0]))
    )
    return BusFactor(
        people=len(shares) if held else None,
        commits_365d=total if held else None,
        first_share=shares[0].share if shares else None,
        shares=shares,
    )


def _level(value: int | None, settings: Settings) -> Level:
    return "unknown" if value is None else low_is_bad(value, *limits(settings, ID, DEFAULTS))


def _reason(value: int, detail: BusFactor) -> Phrase:
    number = detail.commits_365d or 0
    if not value:
        return say("Nobody committed anything in the last 365 days.")
    if number == 1:
        return say("One person made the only commit of the last 365 days.")
    if detail.people == 1:
        return say_n(
            "One person made all {n} commit of the last 365 days.",
            "One person made all {n} commits of the last 365 days.",
            number,
        )
    if value == 1:
        return say(
            "One person alone made at least half of the {commits} of the last 365 days; {people} take part.",
            commits=commits(number),
            people=people(detail.people or 0),
        )
    return say(
        "{holders} made at least half of the {commits} of the last 365 days; {people} take part.",
        holders=people(value),
        commits=commits(number),
        people=people(detail.people or 0),
    )


def _first_percent(signal: Signal[BusFactor]) -> float | None:
    share = signal.detail.first_share
    return None if share is None else share * 100


def _alone(signals: Sequence[Signal[BusFactor] | None]) -> int | None:
    known = [signal.value for signal in signals if signal is not None and signal.value is not None]
    return sum(value <= 1 for value in known) if known else None


def _news(old: Signal[BusFactor], new: Signal[BusFactor], _: Since) -> Iterator[News]:
    """Yield that the factor fell."""
    if old.value is not None and new.value is not None and new.value < old.value:
        text = say("The bus factor fell from {old} to {new}.", old=old.value, new=new.value)
        yield News("bus-factor", text, worse=True)


FIGURES = Figures(
    figures=(
        Figure("people", NN_("{value} person", "{value} people"), UNIT, zero=True),
        Figure(
            "commits_365d",
            NN_("{value} commit in 365 days", "{value} commits in 365 days"),
            "commits",
            zero=True,
        ),
        Figure(
            "first_share",
            N_("{value} of them by one person"),
            form="share",
            verdict=lambda detail: "bad" if detail.first_share >= MOST_OF_IT else None,
        ),
    ),
    listings=(
        Listing(
            "shares",
            N_("By commits"),
            lambda share: say(
                "{name} {share:.0%} ({commits}, the last on {day:date})",
                name=named(share.name, share.login),
                share=share.share,
                commits=commits(share.commits),
                day=share.last,
            ),
            fields=("name", "login", "commits", "share", "last"),
            elsewhere=True,
        ),
    ),
)

BUS_FACTOR = Definition(
    id=ID,
    title=N_("Bus factor"),
    short=N_("bus"),
    unit=UNIT,
    better="more",
    detail=BusFactor,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("people who hold half of the work"),
    figures=FIGURES,
    keys=(
        NumberKey("bus", UNIT, say("people who hold half of the work"), "bus<2", level=True),
        NumberKey(
            "people",
            UNIT,
            say("people with a commit in 365 days"),
            "people>=5",
            lambda signal: None if signal.value is None else signal.detail.people,
        ),
        NumberKey("share", "%", say("share of the busiest person"), "share>80%", _first_percent),
    ),
    totals=(
        Spread(
            ID,
            (
                Bucket("0", lambda n: say("{n} with bus factor 0", n=n), lambda value: value == 0),
                Bucket("1", lambda n: say("{n} with bus factor 1", n=n), lambda value: value == 1),
                Bucket("2", lambda n: say("{n} with bus factor 2", n=n), lambda value: value == 2),
                Bucket(
                    "3_or_more",
                    lambda n: say("{n} with bus factor 3 or more", n=n),
                    lambda value: value >= 3,
                ),
            ),
            lambda n: say("{n} with unknown bus factor", n=n),
        ),
    ),
    news=_news,
    headline=Headline(N_("projects on one person or none"), _alone, alarming=True),
    not_counted=N_("Commits not counted: {list}"),
    question=N_("How many people would have to leave before half of the work has nobody who does it?"),
    leading=True,
)
