"""The LFX health score (Linux Foundation, LFX Insights, "Health Score Explained"): four categories of 25 points.

Contributors, popularity, development, and security by the OpenSSF baseline. What civitop cannot have (companies of
embargoed countries, work outside office hours, the baseline's result) is left open, so that the score is a range.
Popularity is by stars and forks alone, 12.5 points each, as published for projects of which no more is known.
Contributions are commits here; windows without a stated length are the last 365 days.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from civitop.i18n.language import N_
from civitop.i18n.message import say
from civitop.signals.base import Project
from civitop.signals.credit.authorship import Authorship
from civitop.signals.credit.shares import WHOLE, SharedCommits
from civitop.signals.parts.backlog import uses_issues
from civitop.signals.parts.windows import DAY, MONTH, QUARTER, YEAR, covers
from civitop.signals.published_scores.bands import Bands, counted, points
from civitop.signals.published_scores.detail import NEVER, WEAKNESSES, Input, Score

MOST = 5
"""Points that each figure can give."""
BASELINE = 25
"""Points that the security baseline gives at most."""
POPULAR = 2.5
"""Points that a point of stars or forks counts for where nothing else of a project's popularity is known."""
DEPENDENCY = 0.51
MONTHS = 12

PEOPLE: Bands = ((1, 0), (2, 1), (3, 2), (5, 3), (7, 4), (10, 5))
ORGANISATIONS: Bands = ((1, 0), (2, 1), (3, 2), (4, 3), (6, 4), (8, 5))
ACTIVE = counted(2, 4, 7, 11, 21)
RETAINED = counted(0.10, 0.30, 0.50, 0.65, 0.80)
STARS = counted(10, 50, 200, 500, 1000)
FORKS = counted(5, 10, 20, 40, 80)
OPENED = counted(2, 4, 8, 16, 31)
RESOLVED: Bands = ((0, 5), (7, 4), (15, 3), (30, 2), (45, 1), (60.000001, 0))
MERGED: Bands = ((0, 5), (3, 4), (7, 3), (15, 2), (21, 1), (30.000001, 0))
DAYS = counted(6, 11, 16, 21, 27)

_OTHERS = say("Figures that are not known here have 0 to 5 points each, stars and forks 0 to 12.5.")


def holders(counts: Sequence[int]) -> int:
    """Return how many of the largest hold 51 % of it all together; 0 of nothing."""
    total, held = sum(counts), 0
    for number, count in enumerate(sorted(counts, reverse=True), 1):
        held += count
        if held >= DEPENDENCY * total > 0:
            return number
    return 0


class _Figures:
    """What of the score's inputs is known; null where it is not."""

    def __init__(self, project: Project, asof: datetime) -> None:
        self._project, self._asof = project, asof
        self._facts = project.facts
        self._written = project.once(Authorship, asof)

    def _held(self, span: timedelta) -> bool:
        return covers(self._facts.extent("commits"), self._asof - span)

    def people(self) -> float | None:
        if not self._held(YEAR):
            return None
        made = self._written.by_person(self._asof - YEAR, self._asof)
        return holders(list(made.values())) or None

    def organisations(self) -> float | None:
        """Return the organisations with 51 %; null where not behind every commit one is known."""
        shares = self._project.once(SharedCommits, self._asof).within(self._asof - YEAR, self._asof)
        if not self._held(YEAR) or not shares.commits or shares.known < shares.commits * WHOLE:
            return None
        return holders(list(shares.organisations.values()))

    def active(self) -> float | None:
        if not self._held(QUARTER):
            return None
        return len(self._written.by_person(self._asof - QUARTER, self._asof))

    def retained(self) -> float | None:
        """Return the share of who wrote in the quarter before that wrote in this one, too."""
        if not self._held(2 * QUARTER):
            return None
        before = self._written.by_person(self._asof - 2 * QUARTER, self._asof - QUARTER)
        now = self._written.by_person(self._asof - QUARTER, self._asof)
        return len(before.keys() & now.keys()) / len(before) if before else None

    def opened(self) -> float | None:
        start = self._asof - YEAR
        if not covers(self._facts.extent("change_requests"), start):
            return None
        return sum(start <= r.opened_at < self._asof for r in self._facts.change_requests) / MONTHS

    def merged(self) -> float | None:
        start = self._asof - YEAR
        if not covers(self._facts.extent("change_requests"), start):
            return None
        return _mean(
            [
                (r.merged_at - r.opened_at) / DAY
                for r in self._facts.change_requests
                if r.merged_at and start <= r.merged_at < self._asof
            ]
        )

    def resolved(self) -> float | None:
        start = self._asof - YEAR
        if not uses_issues(self._project) or not covers(self._facts.extent("issues"), start):
            return None
        return _mean(
            [
                (i.closed_at - i.opened_at) / DAY
                for i in self._facts.issues
                if i.closed_at and start <= i.closed_at < self._asof
            ]
        )

    def days(self) -> float | None:
        if not self._held(MONTH):
            return None
        start = self._asof - MONTH
        return len({(at - start) // DAY for at in self._written.between(start, self._asof)})


def _mean(values: Sequence[float]) -> float | None:
    return sum(sorted(values)) / len(values) if values else None  # the order of facts changes no digit


def lfx(project: Project, asof: datetime) -> Score:
    """Return the score as a range; null where none of its inputs is known."""
    figures, repository = _Figures(project, asof), project.facts.repository
    inputs = (
        _input(N_("people with 51% of the commits"), figures.people(), PEOPLE),
        _input(N_("organisations with 51% of the commits"), figures.organisations(), ORGANISATIONS),
        _input(N_("people in the last quarter"), figures.active(), ACTIVE),
        _input(N_("share of those of the quarter before who are still there"), figures.retained(), RETAINED),
        _input(N_("stars"), repository.stars, STARS, POPULAR),
        _input(N_("forks"), repository.forks, FORKS, POPULAR),
        _input(N_("new change requests a month"), figures.opened(), OPENED),
        _input(N_("days until an issue is closed (mean)"), figures.resolved(), RESOLVED),
        _input(N_("days until a change request is merged (mean)"), figures.merged(), MERGED),
        _input(N_("days with a commit in 30 days"), figures.days(), DAYS),
    )
    known = [each.points for each in inputs if each.points is not None]
    weights = [MOST * (POPULAR if each.name in ("stars", "forks") else 1) for each in inputs]
    open_ = sum(weight for weight, each in zip(weights, inputs, strict=True) if each.points is None)
    least = sum(known)
    missing = NEVER["lfx"] if len(known) == len(inputs) else (*NEVER["lfx"], _OTHERS)
    return Score(
        name="lfx",
        low=least or None,
        high=least + open_ + 2 * MOST + BASELINE if known else None,
        inputs=inputs,
        missing=missing,
        weakness=WEAKNESSES["lfx"],
    )


def _input(name: str, value: float | None, bands: Bands, weight: float = 1) -> Input:
    return Input(name, value, None if value is None else points(value, bands) * weight)
