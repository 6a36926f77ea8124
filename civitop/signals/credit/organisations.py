"""Contributions put together by the organisation they were made for: the rows behind several signals."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from civitop.i18n.message import Phrase, Value, marked, say, say_n
from civitop.people.affiliation.base import (
    CONFIDENCE,
    EVIDENCE_NAMES,
    KIND_NAMES,
    KINDS,
    Evidence,
    Kind,
    Organisation,
)
from civitop.people.identities import Person
from civitop.sanitise import without_address
from civitop.signals.credit.contributions import Contribution, What
from civitop.signals.parts.sentences import commits, people
from civitop.signals.views.figures import Listing

_BY_STRENGTH: tuple[Evidence, ...] = tuple(CONFIDENCE)


class Tie(Struct, frozen=True, gc=False):
    """One person of an organisation, and what ties them to it."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("name", "login")

    name: str
    login: str | None
    """`host/login`, where one is known."""
    evidence: tuple[Evidence, ...]
    """Strongest first."""
    contributions: int


class Contributor(Struct, frozen=True, gc=False, kw_only=True):
    """What one organisation contributed to one repository in a window."""

    code: str
    """`Organisation.id`; of a municipality its official code: `DK-0751`."""
    name: str
    kind: Kind
    country: str
    people: int
    commits: int
    """Authored or co-authored by its people; each commit once."""
    issues: int
    """Opened."""
    change_requests: int
    """Opened."""
    reviews: int
    """Change requests of others that were reviewed; not counted as a contribution of a municipality."""
    first: datetime
    last: datetime
    evidence: tuple[Evidence, ...]
    """What ties its people to it, strongest first."""
    who: tuple[Tie, ...]
    """Its people by contributions, descending."""

    @property
    def weight(self) -> int:
        """Commits, issues and change requests together: what makes a municipality a contributing one."""
        return self.commits + self.issues + self.change_requests


class Kinds(Struct, frozen=True, gc=False):
    """A number for each kind of affiliation."""

    municipality: int = 0
    public_body: int = 0
    network: int = 0
    vendor: int = 0
    individual: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(self.of(kind) for kind in KINDS)

    def of(self, kind: Kind) -> int:
        """Return the number of one kind."""
        number: int = getattr(self, kind.replace(" ", "_"))
        return number

    @property
    def without_organisation(self) -> int:
        """Individuals and unknowns: nobody knows for whom they contribute."""
        return self.individual + self.unknown


def by_kind(contributions: Iterable[Contribution], *what: What) -> Kinds:
    """Count contributions of these sorts by kind; a commit once for each kind among its authors."""
    wanted = set(what)
    seen = {(c.what, c.which, c.affiliation.kind) for c in contributions if c.what in wanted}
    counts: dict[str, int] = {}
    for _, _, kind in seen:
        name = kind.replace(" ", "_")
        counts[name] = counts.get(name, 0) + 1
    return Kinds(**counts)


def rows(contributions: Iterable[Contribution]) -> tuple[Contributor, ...]:
    """Return a row for each organisation, of any kind, by contributions descending, then by code.

    The contributions come in the order of time.
    """
    grouped: dict[str, list[Contribution]] = {}
    organisations: dict[str, Organisation] = {}
    for contribution in contributions:
        organisation = contribution.affiliation.organisation
        if organisation is not None:
            organisations[organisation.id] = organisation
            grouped.setdefault(organisation.id, []).append(contribution)
    found = [_row(organisations[code], made) for code, made in grouped.items()]
    return tuple(sorted(found, key=lambda row: (-row.weight, -row.reviews, row.code)))


def _row(organisation: Organisation, made: list[Contribution]) -> Contributor:
    # Reviews say who takes part; people and dates are the reviewers' only where there is nothing else.
    counted = [c for c in made if c.what != "review"] or made
    which: dict[What, set[str]] = {"commit": set(), "issue": set(), "change request": set(), "review": set()}
    for contribution in made:
        which[contribution.what].add(contribution.which)
    return Contributor(
        code=organisation.id,
        name=organisation.name,
        kind=organisation.kind,
        country=organisation.country,
        people=len({c.person.key for c in counted if c.person}),
        commits=len(which["commit"]),
        issues=len(which["issue"]),
        change_requests=len(which["change request"]),
        reviews=len(which["review"]),
        first=counted[0].at,
        last=counted[-1].at,
        evidence=_ordered({c.affiliation.evidence for c in counted}),
        who=_ties(counted),
    )


def _ties(made: Iterable[Contribution]) -> tuple[Tie, ...]:
    by_person: dict[str, tuple[Person, list[Evidence]]] = {}
    for contribution in made:
        if person := contribution.person:
            by_person.setdefault(person.key, (person, []))[1].append(contribution.affiliation.evidence)
    ordered = sorted(by_person.values(), key=lambda found: (-len(found[1]), found[0].key))
    return tuple(
        Tie(without_address(person.name), person.login, _ordered(set(evidence)), len(evidence))
        for person, evidence in ordered
    )


def _ordered(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(evidence, key=_BY_STRENGTH.index))


def pick(found: Iterable[Contributor], kind: Kind) -> tuple[Contributor, ...]:
    """Return the rows of one kind that contributed more than reviews."""
    return tuple(row for row in found if row.kind == kind and row.weight)


# ---------------------------------------------------------------- in words


def pieces(row: Contributor, *, reviews: bool = True) -> tuple[Value, ...]:
    """Return what an organisation did, as a list of what there is of it."""
    found = (
        (row.commits, commits(row.commits)),
        (row.issues, say_n("{n} issue", "{n} issues", row.issues)),
        (row.change_requests, say_n("{n} change request", "{n} change requests", row.change_requests)),
        (row.reviews if reviews else 0, say_n("{n} review", "{n} reviews", row.reviews)),
    )
    return tuple(phrase for number, phrase in found if number)


def contributor_listing(field: str, title: str) -> Listing:
    """Return the list of organisations that contributed, each with what it did and what ties people to it."""

    def item(row: Contributor) -> Phrase:
        return say(
            "{name} ({kind}, {people}): {what} from {first:date} to {last:date}, known by {evidence}",
            name=row.name,
            kind=marked(KIND_NAMES[row.kind]),
            people=people(row.people),
            what=pieces(row),
            first=row.first,
            last=row.last,
            evidence=tuple(marked(EVIDENCE_NAMES[each]) for each in row.evidence),
        )

    fields = ("name", "kind", "people", "commits", "issues", "change_requests", "reviews")
    return Listing(field, title, item, fields=(*fields, "first", "last", "evidence"), elsewhere=True)


def kind_listing(field: str, title: str, *, elsewhere: bool = False) -> Listing:
    """Return the list of kinds with how many there are of each, those without any left out."""

    def item(each: tuple[Kind, int]) -> Phrase:
        return say("{kind} {number}", kind=marked(KIND_NAMES[each[0]]), number=each[1])

    def of(detail: object) -> tuple[tuple[Kind, int], ...]:
        kinds: Kinds = getattr(detail, field)
        return tuple((kind, kinds.of(kind)) for kind in KINDS if kinds.of(kind))

    fields = Kinds.__struct_fields__
    return Listing(field, title, item, fields=fields, of=of, most=len(KINDS), elsewhere=elsewhere)
