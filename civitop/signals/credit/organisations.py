"""Contributions put together by the organisation they were made for: the rows behind several signals."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
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
from civitop.signals.credit.shares import Shares, in_commits
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
    commits: int | None
    """Authored or co-authored by its people; each commit once. Null, as are the next three, where not known."""
    issues: int | None
    """Opened."""
    change_requests: int | None
    """Opened."""
    reviews: int | None
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
        return (self.commits or 0) + (self.issues or 0) + (self.change_requests or 0)


class Kinds(Struct, frozen=True, gc=False):
    """A number for each kind of affiliation; of commits that several kinds take part in, each its share."""

    municipality: int | float = 0
    public_body: int | float = 0
    network: int | float = 0
    vendor: int | float = 0
    individual: int | float = 0
    unknown: int | float = 0

    @property
    def total(self) -> int | float:
        """All of them together."""
        return sum(self.of(kind) for kind in KINDS)

    def of(self, kind: Kind) -> int | float:
        """Return the number of one kind."""
        number: int | float = getattr(self, kind.replace(" ", "_"))
        return number

    @property
    def without_organisation(self) -> int | float:
        """Individuals and unknowns: nobody knows for whom they contribute."""
        return self.individual + self.unknown


def by_kind(contributions: Iterable[Contribution], *what: What) -> Kinds:
    """Count issues, change requests or reviews by the kind of who opened or made them."""
    wanted = set(what)
    seen = {(c.what, c.which, c.affiliation.kind) for c in contributions if c.what in wanted}
    return _kinds(Counter(kind for _, _, kind in seen))


def commits_by_kind(shares: Shares) -> Kinds:
    """Return the commits by kind, each commit shared among the kinds that take part in it."""
    return _kinds({kind: in_commits(parts) for kind, parts in shares.kinds.items()})


def _kinds(numbers: Mapping[Kind, int | float]) -> Kinds:
    return Kinds(**{kind.replace(" ", "_"): number for kind, number in numbers.items()})


def rows(contributions: Iterable[Contribution], known: Collection[What]) -> tuple[Contributor, ...]:
    """Return a row for each organisation, of any kind, by contributions descending, then by code.

    The contributions come in the order of time; `known` are the sorts of which all are held.
    """
    grouped: dict[str, list[Contribution]] = {}
    organisations: dict[str, Organisation] = {}
    for contribution in contributions:
        organisation = contribution.affiliation.organisation
        if organisation is not None:
            organisations[organisation.id] = organisation
            grouped.setdefault(organisation.id, []).append(contribution)
    found = [_row(organisations[code], made, known) for code, made in grouped.items()]
    return tuple(sorted(found, key=lambda row: (-row.weight, -(row.reviews or 0), row.code)))


def _row(organisation: Organisation, made: list[Contribution], known: Collection[What]) -> Contributor:
    # Reviews say who takes part; people and dates are the reviewers' only where there is nothing else.
    counted = [c for c in made if c.what != "review"] or made
    which: dict[What, set[str]] = {"commit": set(), "issue": set(), "change request": set(), "review": set()}
    for contribution in made:
        which[contribution.what].add(contribution.which)

    def number(what: What) -> int | None:
        return len(which[what]) if which[what] or what in known else None

    return Contributor(
        code=organisation.id,
        name=organisation.name,
        kind=organisation.kind,
        country=organisation.country,
        people=len({c.person.key for c in counted if c.person}),
        commits=number("commit"),
        issues=number("issue"),
        change_requests=number("change request"),
        reviews=number("review"),
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
        (row.commits, commits(row.commits or 0)),
        (row.issues, say_n("{n} issue", "{n} issues", row.issues or 0)),
        (row.change_requests, say_n("{n} change request", "{n} change requests", row.change_requests or 0)),
        (row.reviews if reviews else 0, say_n("{n} review", "{n} reviews", row.reviews or 0)),
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
    """Return the list of kinds with the share of each, those without any left out."""

    def item(each: tuple[Kind, float]) -> Phrase:
        return say("{kind} {share:.0%}", kind=marked(KIND_NAMES[each[0]]), share=each[1])

    def of(detail: object) -> tuple[tuple[Kind, float], ...]:
        kinds: Kinds | None = getattr(detail, field)
        total = kinds.total if kinds else 0
        return tuple((kind, kinds.of(kind) / total) for kind in KINDS if kinds and kinds.of(kind))

    fields = Kinds.__struct_fields__
    return Listing(field, title, item, fields=fields, of=of, most=len(KINDS), elsewhere=elsewhere)
