"""Stewardship: what only few can do, and how few they are.

Four roles over the 365 days before `asof`: first answers to issues and change requests, reviews of change
requests, merges, published releases. For each the Contributor Absence Factor (CHAOSS), the smallest number
of people who did at least half of it. Bots are left out and counted; what a bot merged counts for the last
person who reviewed it before. A merge by its own author is a merge; an answer or a review of one's own is none.

Value: the smallest of the four that is known; null where none is. A role that nobody filled in the year
is unknown, not 0: there was nothing to do, or the forge does not say who did it.
Level: `bad` up to the threshold `bad` (1), `watch` up to `watch` (2), else `good`, as with the bus factor.
There is no trend: older reviews and merges are not held.
Source: CHAOSS, Contributor Absence Factor, by role.
Weakness: who may merge but did not in the year is not seen; one person with two accounts counts twice. First
answers and reviews of what was closed more than four months ago are not asked for at GitHub; `coverage` says so.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from civitop.i18n.language import N_
from civitop.i18n.message import Phrase, say
from civitop.model import ChangeRequest, FactKind, Identity, Issue
from civitop.people.identities import Person
from civitop.sanitise import without_address
from civitop.signals.base import Coverage, Definition, Level, Project, Settings, Signal, Thresholds
from civitop.signals.parts.levels import limits, low_is_bad
from civitop.signals.parts.statistics import absence_factor
from civitop.signals.parts.windows import YEAR, covers, gap
from civitop.signals.stewardship.detail import UNIT, Role, RoleName, Steward, Stewardship
from civitop.signals.stewardship.words import FIGURES, NOBODY, reason
from civitop.signals.views.keys import number_key

ID = "stewardship"
DEFAULTS = Thresholds(watch=2, bad=1)
MOST_HOLDERS = 10
"""People that are named for a role."""

Done = Iterator[Identity | None]
"""Who did a thing, one by one; `None` where the forge does not say."""


class Tally(NamedTuple):
    """How often people did something."""

    times: Counter[str]
    """By `Person.key`."""
    persons: dict[str, Person]
    """By the same."""
    unnamed: int
    """How often the forge does not say who."""
    bots: int


def tally(project: Project, done: Done) -> Tally:
    """Return who did a thing how often."""
    made = Tally(Counter(), {}, 0, 0)
    for who in done:
        if who is None:
            made = made._replace(unnamed=made.unnamed + 1)
        elif (person := project.people.of.get(who)) is not None:
            made.times[person.key] += 1
            made.persons[person.key] = person
        else:
            made = made._replace(bots=made.bots + 1)
    return made


def by_role(project: Project, asof: datetime) -> dict[RoleName, Tally]:
    """Return who did what only few can in the 365 days before `asof`, for the roles that anybody filled."""
    year = _Year(project, asof)
    roles: dict[RoleName, Done] = {
        "answers": year.answers(),
        "reviews": year.reviews(),
        "merges": year.merges(),
        "releases": year.releases(),
    }
    made = {name: tally(project, done) for name, done in roles.items()}
    return {name: each for name, each in made.items() if each.times}


class _Year:
    """What people did in the 365 days before `asof`, by role."""

    def __init__(self, project: Project, asof: datetime) -> None:
        self._project = project
        self._start, self._end = asof - YEAR, asof
        self.bots = 0
        """Things that bots did, and that count for nobody."""
        self.missing: dict[RoleName, Phrase] = {}
        """Why a role is unknown, or known in part only."""

    def within(self, at: datetime | None) -> bool:
        return at is not None and self._start <= at < self._end

    def role(self, name: RoleName, done: Callable[[], Done], *kinds: FactKind) -> Role:
        """Return a role out of who did it; unknown where one of the `kinds` of facts is not held."""
        if missing := next((why for kind in kinds if (why := self._gap(kind))), None):
            self.missing[name] = missing
            return Role()
        made, persons, unnamed, bots = tally(self._project, done())
        self.bots += bots
        total = made.total()
        if total and name in ("answers", "reviews") and self._unasked(name):
            self.missing[name] = _SOME_UNASKED
        if unnamed or not total:
            self.missing[name] = _SOME_UNNAMED if total else _UNNAMED if unnamed else NOBODY
        if not total:
            return Role()
        ranked = sorted(made.items(), key=lambda item: (-item[1], item[0]))
        return Role(
            factor=absence_factor(made.values()),
            people=len(made),
            times=total,
            first_share=ranked[0][1] / total,
            holders=tuple(
                Steward(without_address(persons[key].name), persons[key].login, times, times / total)
                for key, times in ranked[:MOST_HOLDERS]
            ),
        )

    def _gap(self, kind: FactKind) -> Phrase | None:
        """Return why a kind of fact is not held for the year, `None` where it is."""
        extent = self._project.facts.extent(kind)
        return None if covers(extent, self._start) else gap(extent, _WORDS[kind], self._start)

    def _unasked(self, name: RoleName) -> bool:
        """Whether the comments or reviews of something that was opened in the year were not asked for."""
        facts = self._project.facts
        opened = [request for request in facts.change_requests if self.within(request.opened_at)]
        if name == "reviews":
            return any(request.reviews is None for request in opened)
        items: list[Issue | ChangeRequest] = [*opened]
        items += (issue for issue in facts.issues if self.within(issue.opened_at))
        return any(item.responses is None and item.comments != 0 for item in items)

    # ------------------------------------------------------------ who did what

    def answers(self) -> Done:
        """Yield who gave each first answer."""
        facts = self._project.facts
        items: tuple[Issue | ChangeRequest, ...] = (*facts.issues, *facts.change_requests)
        for item in items:
            if item.author is not None and item.author in self._project.people.bots:
                continue
            others = (r for r in item.responses or () if self._other(r.author, item.author))
            first = min(others, key=lambda r: r.at, default=None)
            if first is not None and self.within(first.at):
                yield first.author

    def reviews(self) -> Done:
        """Yield who reviewed each change request, each person once."""
        for request in self._project.facts.change_requests:
            told: set[str | None] = set()
            for review in request.reviews or ():
                if not self.within(review.at) or not self._other(review.author, request.author):
                    continue
                person = self._project.people.of.get(review.author) if review.author else None
                if (key := person.key if person else None) not in told:
                    told.add(key)
                    yield review.author

    def merges(self) -> Done:
        """Yield who merged each change request; for a bot, who reviewed it last before."""
        for request in self._project.facts.change_requests:
            if not self.within(request.merged_at):
                continue
            yield (
                self._approver(request)
                if request.merged_by in self._project.people.bots
                else request.merged_by
            )

    def releases(self) -> Done:
        """Yield who published each release, pre-releases included: each takes somebody who may."""
        for release in self._project.facts.releases:
            if self.within(release.published_at):
                yield release.author

    def _approver(self, request: ChangeRequest) -> Identity | None:
        """Return who reviewed a request last before it was merged; the bot itself where nobody did."""
        seen = [
            review
            for review in request.reviews or ()
            if request.merged_at
            and review.at <= request.merged_at
            and self._other(review.author, request.author)
        ]
        last = max(seen, key=lambda review: review.at, default=None)
        return last.author if last else request.merged_by

    def _other(self, who: Identity | None, author: Identity | None) -> bool:
        """Whether somebody is a person other than the author; a deleted account is taken for another one."""
        if who is None:
            return author is not None
        person = self._project.people.of.get(who)
        wrote = self._project.people.of.get(author) if author else None
        return person is not None and (wrote is None or person.key != wrote.key)


_WORDS: dict[FactKind, str] = {
    "issues": "issues",
    "change_requests": "change requests",
    "releases": "releases",
}
"""The facts as `gap` calls them."""
_UNNAMED = say("The forge does not say who did it.")
_SOME_UNNAMED = say("Of some the forge does not say who did it.")
_SOME_UNASKED = say("Those on older issues and change requests that are closed are not known.")


def measure(project: Project, asof: datetime, settings: Settings) -> Signal[Stewardship]:
    """Measure how few people do what only few can do, over the 365 days before `asof`."""
    year = _Year(project, asof)
    roles: dict[RoleName, Role] = {
        "answers": year.role("answers", year.answers, "issues", "change_requests"),
        "reviews": year.role("reviews", year.reviews, "change_requests"),
        "merges": year.role("merges", year.merges, "change_requests"),
        "releases": year.role("releases", year.releases, "releases"),
    }
    known = {name: role.factor for name, role in roles.items() if role.factor is not None}
    narrowest = min(known, key=lambda name: (known[name], -(roles[name].first_share or 0)), default=None)
    value = known[narrowest] if narrowest else None
    return Signal(
        value=value,
        unit=UNIT,
        level=_level(value, settings),
        reason=reason(narrowest, roles, year.missing),
        coverage=Coverage(
            sample=sum(role.times or 0 for role in roles.values()) if known else None,
            left_out={"bots": year.bots} if year.bots else {},
            missing=tuple(dict.fromkeys(_told(name, why) for name, why in year.missing.items())),
        ),
        detail=Stewardship(narrowest=narrowest, **roles),
    )


def _told(name: RoleName, why: Phrase) -> Phrase:
    """Return why a role is unknown, as a sentence that names it."""
    if why not in (NOBODY, _UNNAMED, _SOME_UNNAMED, _SOME_UNASKED):
        return why
    return {
        "answers": say("First answers: {why}", why=why),
        "reviews": say("Reviews: {why}", why=why),
        "merges": say("Merges: {why}", why=why),
        "releases": say("Releases: {why}", why=why),
    }[name]


def _level(value: int | None, settings: Settings) -> Level:
    return "unknown" if value is None else low_is_bad(value, *limits(settings, ID, DEFAULTS))


STEWARDSHIP = Definition(
    id=ID,
    title=N_("Stewardship"),
    short=N_("stewards"),
    unit=UNIT,
    better="more",
    detail=Stewardship,
    measure=measure,
    defaults=DEFAULTS,
    compared=N_("people who did half of what few can do"),
    figures=FIGURES,
    keys=(number_key("stewards", N_("Stewardship"), UNIT),),
    not_counted=N_("Answers, reviews, merges and releases not counted: {list}"),
    question=N_("How few people answer, review, merge and publish, however many write?"),
)
