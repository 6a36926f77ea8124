"""Municipalities: which of them put work into the project, which use it, and how much is not known.

Value: municipalities with at least one contribution in the 365 days before `asof`: a commit authored or
co-authored, an issue or a change request opened. Where issues or change requests are not held, the value is
what is seen at least, and unknown instead of 0.
Level: `bad` up to the threshold `bad` (0), `watch` up to `watch` (1), else `good`.
Trend: the same figure over 180 days, at the end of each of the last 6 months.
Source: ours; the kinds of bodies are those of the national registers in the registry.
Weakness: whoever writes with a private address and no stated employer is unknown, so the figure is a lower bound;
a contribution on behalf of a municipality by its vendor counts for the vendor.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, say, say_n
from civitop.model import FactKind
from civitop.signals.base import (
    Coverage,
    Definition,
    Level,
    Project,
    Settings,
    Signal,
    Thresholds,
    TrendPoint,
)
from civitop.signals.credit.authorship import Authorship
from civitop.signals.credit.contributions import Contribution, Contributions, What
from civitop.signals.credit.organisations import (
    Contributor,
    by_kind,
    commits_by_kind,
    pick,
    rows,
)
from civitop.signals.credit.shares import SharedCommits, Shares
from civitop.signals.credit.usage import Usage, User, contribution_kinds, municipality, usage
from civitop.signals.municipalities.detail import UNIT, Municipalities
from civitop.signals.municipalities.words import FIGURES, news, reason
from civitop.signals.parts.levels import limits, low_is_bad
from civitop.signals.parts.statistics import difference, point, share
from civitop.signals.parts.windows import HALF_YEAR, MONTH, YEAR, covers, gap, later, month_ends, notes
from civitop.signals.views.keys import NumberKey, TextKey
from civitop.signals.views.totals import Headline, Total

ID = "municipalities"
DEFAULTS = Thresholds(watch=1, bad=0)
TREND_MONTHS = 6


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[Municipalities]:
    """Measure which municipalities contributed to one repository in the 365 days before `asof`."""
    start = asof - YEAR
    contributions = project.once(Contributions, asof)
    made = contributions.within(start, asof)
    shares = project.once(SharedCommits, asof).within(start, asof)
    detail = _detail(made, shares, usage(project, asof, settings), _held(project, start))
    missing = _missing(project, start)
    lacking = [name for kind, name in _kinds(project) if not covers(project.facts.extent(kind), start)]
    value = _value(project, len(detail.contributing), start)
    before = None
    if value is not None and not _missing(project, start - MONTH):
        before = _count(contributions.within(start - MONTH, asof - MONTH))
    return Signal(
        value=value,
        unit=UNIT,
        level=_level(value, settings),
        reason=reason(value, detail, missing, lacking),
        coverage=Coverage(
            sample=sum(contribution.what != "review" for contribution in made) or (None if missing else 0),
            since=max(
                (at for kind, _ in _kinds(project) if (at := later(project.facts.extent(kind), start))),
                default=None,
            ),
            left_out=_left_out(project, contributions, asof),
            missing=tuple(
                note
                for kind, name in _kinds(project)
                for note in notes(project.facts.extent(kind), name, start)
            ),
        ),
        change_30d=difference(value, before),
        trend=_trend(project, made, asof),
        detail=detail,
    )


def _left_out(project: Project, contributions: Contributions, asof: datetime) -> dict[str, int]:
    start = asof - YEAR
    # Those of bots that opened issues and change requests are among them.
    return {**project.once(Authorship, asof).left_out(start, asof), **contributions.left_out(start, asof)}


def _count(made: Sequence[Contribution]) -> int:
    return len({code for contribution in made if (code := municipality(contribution))})


def _trend(project: Project, made: Sequence[Contribution], asof: datetime) -> tuple[TrendPoint, ...]:
    known = [(contribution.at, code) for contribution in made if (code := municipality(contribution))]
    times = [at for at, _ in known]
    points = []
    for end in month_ends(asof, TREND_MONTHS):
        start = end.at - HALF_YEAR
        window = known[bisect_left(times, start) : bisect_left(times, end.at)]
        points.append(point(end.day, _value(project, len({code for _, code in window}), start)))
    return tuple(points)


def _missing(project: Project, start: datetime) -> tuple[Phrase, ...]:
    facts = project.facts
    gaps = (gap(facts.extent(kind), name, start) for kind, name in _kinds(project))
    return tuple(each for each in gaps if each)


def _kinds(project: Project) -> Iterator[tuple[FactKind, str]]:
    """Yield the kinds of facts that the project can have, with their names in the plural."""
    return ((kind, kind.replace("_", " ")) for kind in contribution_kinds(project))


def _held(project: Project, start: datetime) -> frozenset[FactKind]:
    """Return the kinds of which everything since `start` is held, and those that the project cannot have."""
    lacking = {kind for kind, _ in _kinds(project) if not covers(project.facts.extent(kind), start)}
    kinds: tuple[FactKind, ...] = ("commits", "issues", "change_requests")
    return frozenset(kinds) - lacking


def _value(project: Project, seen: int, start: datetime) -> int | None:
    """Return what was seen; nothing seen is 0 only where everything is held, and commits must be."""
    if not covers(project.facts.extent("commits"), start):
        return None
    return seen if seen or not _missing(project, start) else None


_OF_KIND: tuple[tuple[FactKind, What], ...] = (
    ("commits", "commit"),
    ("issues", "issue"),
    ("change_requests", "change request"),
    ("change_requests", "review"),
)
"""The facts that hold each sort of contribution."""


def _detail(
    made: Sequence[Contribution], shares: Shares, users: Usage, held: Collection[FactKind]
) -> Municipalities:
    opened = {"issues", "change_requests"} <= set(held)
    known = [what for kind, what in _OF_KIND if kind in held]
    organisations = rows(made, known)
    by_who = by_kind(made, "issue", "change request")
    writes = commits_by_kind(shares)
    without = writes.without_organisation + by_who.without_organisation
    unknown = share(without, writes.total + by_who.total)
    return Municipalities(
        contributing=pick(organisations, "municipality"),
        using=users.using,
        using_not_contributing=users.not_contributing,
        used_by_others=users.others,
        organisations=organisations,
        writes=writes if "commits" in held else None,
        takes_part=by_kind(made, "issue", "change request", "review") if opened else None,
        unknown_share=unknown if unknown or (opened and "commits" in held) else None,
    )


def _level(value: int | None, settings: Settings) -> Level:
    return "unknown" if value is None else low_is_bad(value, *limits(settings, ID, DEFAULTS))


def _called(bodies: Iterable[Contributor | User]) -> list[str]:
    return [word for body in bodies for word in (body.name, body.code)]


TOTAL = Total(
    ID,
    lambda n: say_n("{n} contributing municipality", "{n} contributing municipalities", n),
    lambda n: say("{n} with unknown municipalities", n=n),
    lambda signal: frozenset(row.code for row in signal.detail.contributing),
    lambda signal: signal.value is not None,
)
MUNICIPALITIES = Definition(
    id=ID,
    title=N_("Contributing municipalities"),
    short=N_("municip."),
    unit=UNIT,
    counted=N_("contribute"),
    better="more",
    detail=Municipalities,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("contributing municipalities"),
    figures=FIGURES,
    keys=(
        NumberKey(ID, UNIT, say("contributing municipalities"), "municipalities=0", level=True),
        TextKey(
            "municipality",
            say("a contributing municipality, by name or code"),
            lambda signal: _called(signal.detail.contributing),
        ),
        TextKey(
            "uses",
            say("a municipality that uses it (publiccode.yml)"),
            lambda signal: _called(signal.detail.using),
        ),
        TextKey(
            "vendor",
            say("a vendor that contributes"),
            lambda signal: [each.name for each in signal.detail.organisations if each.kind == "vendor"],
        ),
        TextKey(
            "organisation",
            say("any organisation that contributes"),
            lambda signal: [each.name for each in signal.detail.organisations],
        ),
    ),
    totals=(TOTAL,),
    news=news,
    headline=Headline(UNIT, lambda signals: TOTAL.count(signals)[ID]),
    not_counted=N_("Contributions not counted: {list}"),
    question=N_("Which municipalities put work into the project themselves, and which only use it?"),
    leading=True,
)
