"""Municipalities: which of them put work into the project, which use it, and how much is not known.

Value: municipalities with at least one contribution in the 365 days before `asof`: a commit authored or
co-authored, an issue or a change request opened. Where issues or change requests are not held, the value is
what is seen at least, and unknown instead of 0.
Level: `bad` up to the threshold `bad` (0), `watch` up to `watch` (1), else `good`.
Trend: the same figure over 180 days, at the end of each of the last 6 months.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from civitop.i18n.language import N_, NN_
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
from civitop.signals.credit.contributions import Contribution, Contributions
from civitop.signals.credit.organisations import (
    Contributor,
    Kinds,
    by_kind,
    contributor_listing,
    kind_listing,
    pick,
    pieces,
    rows,
)
from civitop.signals.credit.usage import Usage, User, municipality, usage
from civitop.signals.parts.backlog import uses_issues
from civitop.signals.parts.levels import limits, low_is_bad
from civitop.signals.parts.sentences import names, sentence
from civitop.signals.parts.statistics import difference, point, share
from civitop.signals.parts.windows import HALF_YEAR, MONTH, YEAR, covers, gap, later, month_ends, notes
from civitop.signals.views.figures import Figure, Figures, Listing
from civitop.signals.views.keys import NumberKey, TextKey
from civitop.signals.views.news import News, Since
from civitop.signals.views.totals import Headline, Total

ID = "municipalities"
UNIT = N_("municipalities")
DEFAULTS = Thresholds(watch=1, bad=0)
TREND_MONTHS = 6
LATE_NEWS = MONTH
"""A commit may be pushed so long after it was made; an older "first contribution" is a correction."""
_IDS = "the id behind the name"


class Municipalities(Struct, frozen=True, gc=False, kw_only=True):
    """Who writes, who takes part and who uses, kept apart; all within 365 days."""

    contributing: tuple[Contributor, ...]
    """Municipalities, by contributions descending."""
    using: tuple[User, ...]
    """Municipalities in `usedBy`, by name."""
    using_not_contributing: tuple[str, ...]
    """Codes of those that use the project and contributed nothing."""
    used_by_others: tuple[str, ...]
    """What else `usedBy` names, as it is written there."""
    organisations: tuple[Contributor, ...]
    """Organisations of every kind, municipalities among them, by contributions descending."""
    writes: Kinds
    """Commits by the kind of their authors and co-authors; a commit of two kinds counts for both."""
    takes_part: Kinds
    """Issues and change requests by the kind of who opened them, and reviews by who made them."""
    unknown_share: float | None
    """Share of the commits, issues and change requests that no known organisation stands behind, 0 to 1."""


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[Municipalities]:
    """Measure which municipalities contributed to one repository in the 365 days before `asof`."""
    start = asof - YEAR
    contributions = project.once(Contributions, asof)
    made = contributions.within(start, asof)
    detail = _detail(made, usage(project, asof, settings))
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
        reason=_reason(value, detail, missing, lacking),
        coverage=Coverage(
            sample=sum(contribution.what != "review" for contribution in made),
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
    yield "commits", "commits"
    if uses_issues(project):
        yield "issues", "issues"
    yield "change_requests", "change requests"


def _value(project: Project, seen: int, start: datetime) -> int | None:
    """Return what was seen; nothing seen is 0 only where everything is held, and commits must be."""
    if not covers(project.facts.extent("commits"), start):
        return None
    return seen if seen or not _missing(project, start) else None


def _detail(made: Sequence[Contribution], users: Usage) -> Municipalities:
    organisations = rows(made)
    contributing = pick(organisations, "municipality")
    writes = by_kind(made, "commit")
    opened = by_kind(made, "issue", "change request")
    without = writes.without_organisation + opened.without_organisation
    return Municipalities(
        contributing=contributing,
        using=users.using,
        using_not_contributing=users.not_contributing,
        used_by_others=users.others,
        organisations=organisations,
        writes=writes,
        takes_part=by_kind(made, "issue", "change request", "review"),
        unknown_share=share(without, writes.total + opened.total),
    )


def _level(value: int | None, settings: Settings) -> Level:
    return "unknown" if value is None else low_is_bad(value, *limits(settings, ID, DEFAULTS))


def _reason(
    value: int | None, detail: Municipalities, missing: Sequence[Phrase], lacking: Sequence[str]
) -> Phrase:
    if value is None:
        return missing[0] if "commits" in lacking else _unseen(lacking)
    clauses = [_contributed(value, detail, least=bool(missing))]
    if idle := len(detail.using_not_contributing):
        clauses.append(
            say_n(
                "{n} municipality uses it without contributing",
                "{n} municipalities use it without contributing",
                idle,
            )
        )
    if detail.unknown_share:
        clauses.append(
            say(
                "behind {share:.0%} of the contributions no organisation is known", share=detail.unknown_share
            )
        )
    return sentence(*clauses)


def _unseen(lacking: Sequence[str]) -> Phrase:
    match lacking:
        case ["issues"]:
            return say("No contribution of a municipality was seen, but the issues are not all known.")
        case ["change requests"]:
            return say(
                "No contribution of a municipality was seen, but the change requests are not all known."
            )
    return say(
        "No contribution of a municipality was seen, but the issues and change requests are not all known."
    )


def _contributed(value: int, detail: Municipalities, *, least: bool) -> Phrase:
    if not value:
        return say("No municipality contributed in the last 365 days")
    found = names([row.name for row in detail.contributing])
    if least:
        return say_n(
            "At least {n} municipality contributed in the last 365 days: {names}",
            "At least {n} municipalities contributed in the last 365 days: {names}",
            value,
            names=found,
        )
    return say_n(
        "{n} municipality contributed in the last 365 days: {names}",
        "{n} municipalities contributed in the last 365 days: {names}",
        value,
        names=found,
    )


def _called(bodies: Iterable[Contributor | User]) -> list[str]:
    return [word for body in bodies for word in (body.name, body.code)]


def _news(old: Signal[Municipalities], new: Signal[Municipalities], between: Since) -> Iterator[News]:
    """Yield the municipalities that contributed for the first time in a year, and lately."""
    if between.collected_at is None:
        return
    known = {row.code for row in old.detail.contributing}
    for row in new.detail.contributing:
        if row.code not in known and row.first >= between.collected_at - LATE_NEWS:
            what = pieces(row, reviews=False)
            text = say("First contribution of {name} in a year: {what}.", name=row.name, what=what)
            yield News("first-contribution", text, worse=False)


TOTAL = Total(
    ID,
    lambda n: say_n("{n} contributing municipality", "{n} contributing municipalities", n),
    lambda n: say("{n} with unknown municipalities", n=n),
    lambda signal: frozenset(row.code for row in signal.detail.contributing),
    lambda signal: signal.value is not None,
)
FIGURES = Figures(
    figures=(
        Figure(
            "contributing",
            NN_("{value} contributes", "{value} contribute"),
            UNIT,
            of=lambda detail: len(detail.contributing),
        ),
        Figure("using", NN_("{value} uses it", "{value} use it"), UNIT, of=lambda detail: len(detail.using)),
        Figure(
            "using_not_contributing",
            NN_("{value} uses it without contributing", "{value} use it without contributing"),
            UNIT,
            of=lambda detail: len(detail.using_not_contributing),
            verdict=lambda detail: "watch" if detail.using_not_contributing else None,
        ),
        Figure("unknown_share", N_("{value} of contributions: organisation unknown"), form="share"),
    ),
    listings=(
        contributor_listing("contributing", N_("Contributing")),
        Listing("using", N_("Using"), lambda user: user.name, fields=("name",), elsewhere=True),
        Listing(
            "using_not_contributing",
            N_("Using without contributing"),
            lambda user: user.name,
            of=lambda detail: [user for user in detail.using if user.code in detail.using_not_contributing],
            elsewhere=True,
        ),
        Listing("used_by_others", N_("Also named as users"), lambda name: name, elsewhere=True),
        contributor_listing("organisations", N_("Organisations")),
        kind_listing("writes", N_("Commits by kind"), elsewhere=True),
        kind_listing("takes_part", N_("Issues, change requests and reviews by kind"), elsewhere=True),
    ),
    elsewhere={
        "contributing.code": _IDS,
        "contributing.country": _IDS,
        "contributing.who": "people with what ties them to a body: the screen of the organisation",
        "organisations.code": _IDS,
        "organisations.country": _IDS,
        "organisations.who": "people with what ties them to a body: the screen of the organisation",
        "using.code": _IDS,
        "using.country": _IDS,
    },
)

MUNICIPALITIES = Definition(
    id=ID,
    title=N_("Contributing municipalities"),
    short=N_("muni"),
    unit=UNIT,
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
    news=_news,
    headline=Headline(UNIT, lambda signals: TOTAL.count(signals)[ID]),
    question=N_("Which municipalities put work into the project themselves, and which only use it?"),
    leading=True,
)
