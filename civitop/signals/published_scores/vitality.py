"""The Italian vitality index (Developers Italia, publiccode-crawler), and its Dutch form.

For each of the 60 days before `asof` the points for authors, code, tags and age are added and capped at 100; the index
is the whole part of their mean. The Dutch form reads the last 60 days only, so that its authors are those of the days
before within them, and its age never leaves the lowest band. As published, every author's address counts, bots'
as well, and a merge counts twice; so the lowest index is 46, and 73 that of an old one with ten authors.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase
from civitop.model import Commit, Facts
from civitop.signals.base import Project
from civitop.signals.credit.authorship import UNDATED
from civitop.signals.parts.windows import DAY, between, covers, gap
from civitop.signals.published_scores.bands import Bands, points
from civitop.signals.published_scores.detail import WEAKNESSES, Input, Score

WINDOW_DAYS = 60
MOST = 100
AUTHORS: Bands = tuple(
    (start, 4.0 + 4 * number) for number, start in enumerate((0, 2, 4, 8, 12, 16, 20, 24, 28))
)
CODE: Bands = ((0, 2), (4, 8), (6, 14), (9, 20), (12, 26), (15, 32), (18, 38), (25, 44), (30, 50), (35, 60))
TAGS: Bands = ((0, 20), (1, 30), (2, 40), (4, 50))
AGE: Bands = ((0, 20), (365, 30), (730, 35))


class _Days:
    """What happened on each of the 60 days, and who had written before."""

    def __init__(self, facts: Facts, asof: datetime) -> None:
        self._asof = asof
        commits = sorted(
            (c for c in facts.commits if UNDATED < c.committed_at < asof), key=lambda c: c.committed_at
        )
        self.first = commits[0].committed_at if commits else None
        self._commits = [commit.committed_at for commit in commits]
        self._merges = [commit.committed_at for commit in commits if commit.parents > 1]
        self._firsts = _first_times(commits)  # of the whole history that is held
        self._recent = _first_times(c for c in commits if c.committed_at >= asof - WINDOW_DAYS * DAY)
        self.tags = sorted(tag.at for tag in facts.tags if tag.at < asof)
        ends = [asof - back * DAY for back in range(WINDOW_DAYS)]
        self._starts = [end - DAY for end in ends]
        self._code = [points(self._made(end - DAY, end), CODE) for end in ends]
        """The points of each day for its commits (merges twice), which are the same in all forms."""
        self._tagged = [between(self.tags, end - DAY, end) for end in ends]

    def _made(self, start: datetime, end: datetime) -> int:
        return between(self._commits, start, end) + between(self._merges, start, end)

    def authors(self, at: datetime) -> int:
        """Return how many addresses had written before a moment."""
        return bisect_left(self._firsts, at)

    @cached_property
    def _by_all(self) -> list[float]:
        """The points of each day for who had written before, in the whole history."""
        return [points(self.authors(start), AUTHORS) for start in self._starts]

    @cached_property
    def _by_recent(self) -> list[float]:
        """The same in the window alone."""
        return [points(bisect_left(self._recent, start), AUTHORS) for start in self._starts]

    def index(
        self, *, whole: bool, tags: Bands = TAGS, authors: float | None = None, age: float | None = None
    ) -> int:
        """Return the index; `authors` and `age` are the points where they are not to be counted."""
        wrote = self._by_all if whole else self._by_recent
        tagged = {number: points(number, tags) for number in set(self._tagged)}
        youth = AGE[0][1] if age is None else age
        total = 0.0
        for place, start in enumerate(self._starts):
            old = points((start - self.first) / DAY, AGE) if age is None and self.first and whole else youth
            total += min(
                MOST,
                (wrote[place] if authors is None else authors)
                + self._code[place]
                + tagged[self._tagged[place]]
                + old,
            )
        return int(total / WINDOW_DAYS)

    def inputs(self, *, whole: bool, tags: bool) -> tuple[Input, ...]:
        """Return the figures of the window as a person can check them."""
        start = self._asof - WINDOW_DAYS * DAY
        age = (self._asof - self.first) / DAY if self.first else None
        return (
            Input(N_("authors, by e-mail address"), self.authors(self._asof) if whole else len(self._recent)),
            Input(N_("commits in 60 days"), between(self._commits, start, self._asof)),
            Input(N_("merges in 60 days"), between(self._merges, start, self._asof)),
            Input(N_("tags in 60 days"), between(self.tags, start, self._asof) if tags else None),
            Input(N_("days since the first commit"), round(age) if age is not None and whole else None),
        )


def _first_times(commits: Iterable[Commit]) -> list[datetime]:
    """Return when each address first wrote, ascending; a name where there is no address."""
    first: dict[str, datetime] = {}
    for commit in commits:
        first.setdefault(commit.author.address or commit.author.name, commit.committed_at)
    return sorted(first.values())


def vitality(project: Project, asof: datetime) -> tuple[Score, Score]:
    """Return the index in its Italian and in its Dutch form."""
    facts, start = project.facts, asof - WINDOW_DAYS * DAY
    unknown = gap(facts.extent("commits"), "commits", start)
    if unknown:
        return (
            Score(name="vitality_italian", missing=(unknown,), weakness=WEAKNESSES["vitality_italian"]),
            Score(name="vitality_dutch", missing=(unknown,), weakness=WEAKNESSES["vitality_dutch"]),
        )
    days = _Days(facts, asof)
    tags = covers(facts.extent("tags"), start)
    least, most = (TAGS, TAGS) if tags else (((0, TAGS[0][1]),), ((0, TAGS[-1][1]),))
    no_tags = () if tags else tuple(filter(None, [gap(facts.extent("tags"), "tags", start)]))
    history = gap(facts.extent("commits"), "commits", None)
    return (
        Score(
            name="vitality_italian",
            low=days.index(whole=True, tags=least),
            high=days.index(
                whole=True,
                tags=most,
                authors=AUTHORS[-1][1] if history else None,
                age=AGE[-1][1] if history else None,
            ),
            inputs=_known(days.inputs(whole=True, tags=tags), history),
            missing=(*((history,) if history else ()), *no_tags),
            weakness=WEAKNESSES["vitality_italian"],
        ),
        Score(
            name="vitality_dutch",
            low=days.index(whole=False, tags=least),
            high=days.index(whole=False, tags=most),
            inputs=days.inputs(whole=False, tags=tags),
            missing=no_tags,
            weakness=WEAKNESSES["vitality_dutch"],
        ),
    )


def _known(inputs: tuple[Input, ...], history: Phrase | None) -> tuple[Input, ...]:
    """Leave out what only the whole history tells, where that is not held."""
    if history is None:
        return inputs
    return (Input(inputs[0].name, None), *inputs[1:4], Input(inputs[4].name, None))
