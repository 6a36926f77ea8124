"""The people of one repository: who writes, since when, who came and went, and what else they do."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from civitop.people.identities import Person
from civitop.reading.feed import Doings, OtherRow, PersonRow, Standing
from civitop.sanitise import without_address
from civitop.signals.activity import newcomers
from civitop.signals.base import Project
from civitop.signals.credit.authorship import Authorship
from civitop.signals.credit.contributions import Contribution, Contributions
from civitop.signals.parts.windows import HALF_YEAR, YEAR
from civitop.signals.stewardship import by_role
from civitop.signals.stewardship.detail import RoleName


class _Past(Struct, frozen=True):
    """What is known of people beyond the commits of the year, by `Person.key`."""

    first: Mapping[str, datetime]
    last: Mapping[str, datetime]
    new: frozenset[str]
    did: Mapping[RoleName, Mapping[str, int]]
    doers: Mapping[str, Person]

    def doings(self, key: str) -> Doings:
        """Return what else somebody did."""
        return Doings(**{name: times.get(key, 0) for name, times in self.did.items()})

    def standing(self, key: str, asof: datetime) -> Standing:
        """Return whether somebody of the year came, stays or drifts away."""
        if key in self.new:
            return "new"
        return "drifting" if self.last[key] < asof - HALF_YEAR else "steady"


def _past(project: Project, asof: datetime) -> _Past:
    written = project.once(Authorship, asof)
    roles = by_role(project, asof)
    return _Past(
        first=written.first_by_person(),
        last=written.last_by_person(None, asof),
        new=newcomers(project, written, asof) or frozenset(),
        did={name: each.times for name, each in roles.items()},
        doers={key: person for each in roles.values() for key, person in each.persons.items()},
    )


def people_rows(project: Project, asof: datetime) -> tuple[PersonRow, ...]:
    """Return who wrote in the 365 days before `asof`, by commits, descending."""
    made: dict[str, list[Contribution]] = {}
    for contribution in project.once(Contributions, asof).within(asof - YEAR, asof):
        if contribution.what == "commit" and contribution.leads and contribution.person is not None:
            made.setdefault(contribution.person.key, []).append(contribution)
    total = sum(len(commits) for commits in made.values())
    ranked = sorted(made.items(), key=lambda item: (-len(item[1]), item[0]))
    past = project.once(_past, asof)
    return tuple(_row(key, commits, total, past, asof) for key, commits in ranked)


def _row(key: str, commits: list[Contribution], total: int, past: _Past, asof: datetime) -> PersonRow:
    latest = commits[-1]
    person = latest.person
    # The latest commit that names an organisation: a free-mail commit in between changes nothing.
    told = next((c.affiliation for c in reversed(commits) if c.affiliation.organisation), latest.affiliation)
    return PersonRow(
        name=person.name if person else "",
        login=person.login if person else None,
        commits=len(commits),
        share=len(commits) / total,
        first=commits[0].at,
        last=latest.at,
        affiliation=told,
        since=past.first.get(key),
        standing=past.standing(key, asof),
        did=past.doings(key),
    )


def other_rows(project: Project, asof: datetime) -> tuple[OtherRow, ...]:
    """Return who wrote nothing in the 365 days before `asof`: first who did something else, then who is gone."""
    past = project.once(_past, asof)
    written = project.once(Authorship, asof)
    known = {**past.doers, **written.people}
    away = {key for key in known if key not in past.last or past.last[key] < asof - YEAR}
    rows = [
        OtherRow(without_address(known[key].name), known[key].login, past.last.get(key), past.doings(key))
        for key in sorted(away)
    ]
    return tuple(sorted(rows, key=_most_done_first))


def _most_done_first(row: OtherRow) -> tuple[int, float]:
    did = row.did
    return (
        -sum(each or 0 for each in (did.answers, did.reviews, did.merges, did.releases)),
        -row.last.timestamp() if row.last else 0,
    )
