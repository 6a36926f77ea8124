"""A commit's own address says for whom it was; the person's accounts say where a profile is looked up."""

from datetime import UTC, datetime

import pytest

from civitop.model import Commit, Facts, Identity, Profile, Repository, identity
from civitop.people.affiliation.affiliations_file import read_stated
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.sightings import sightings
from civitop.people.affiliation.statements import Stated
from civitop.people.identities import resolve
from civitop.people.mailmap import parse
from civitop.signals.base import Project
from civitop.signals.credit.contributions import Contributions

AT = datetime(2026, 6, 1, tzinfo=UTC)
LATER = datetime(2026, 6, 2, tzinfo=UTC)
OFFICE = identity("Anna Ås", "anna@aarhus.dk")
HOME = identity("Anna Ås", "anna@gmail.com")
VENDOR = identity("Anna Ås", "anna@magenta.dk")
LINKED = identity("Anna Ås", None, "github.com/anna")


def organisations(registry: Registry, *authors: Identity, mailmap: str = "", **more) -> list[str | None]:
    """Return for whom each commit was, in order."""
    facts = Facts(
        repository=Repository(id="github:x/y", forge="github", name="x/y", url=""),
        collected_at=LATER,
        source="test",
        commits=tuple(Commit(f"{n}", AT, who) for n, who in enumerate(authors)),
        mailmap=parse(mailmap),
    )
    project = Project(facts, resolve(facts), NetworkAffiliator(registry, **more))
    made = project.once(Contributions, LATER).all
    return [each.affiliation.organisation and each.affiliation.organisation.id for each in made]


def test_a_mailmap_to_a_private_address_does_not_take_the_employer_away(registry: Registry) -> None:
    assert organisations(registry, OFFICE, mailmap="<anna@gmail.com> <anna@aarhus.dk>") == ["DK-0751"]


def test_the_proper_address_answers_where_the_own_one_says_nothing(registry: Registry) -> None:
    assert organisations(registry, HOME, mailmap="<anna@aarhus.dk> <anna@gmail.com>") == ["DK-0751"]


def test_a_mailmap_from_one_employer_to_the_next_leaves_each_its_commits(registry: Registry) -> None:
    found = organisations(registry, OFFICE, VENDOR, mailmap="<anna@magenta.dk> <anna@aarhus.dk>")
    assert found == ["DK-0751", "DK-magenta-aps"]


def test_what_is_stated_of_the_proper_address_holds_where_the_own_one_says_nothing(
    registry: Registry,
) -> None:
    text = 'people = [{ email = "anna@new.example", organisation = "Odense Kommune" }]'
    stated: Stated = read_stated(text, "people.toml", registry)
    mailmap = "<anna@new.example> <anna@gmail.com>\n<anna@new.example> <anna@aarhus.dk>"
    assert organisations(registry, HOME, OFFICE, mailmap=mailmap, stated=stated) == ["DK-0461", "DK-0751"]


def test_sightings_know_the_employer_of_the_own_address(registry: Registry) -> None:
    facts = Facts(
        repository=Repository(id="github:x/y", forge="github", name="x/y", url=""),
        collected_at=LATER,
        source="test",
        commits=(Commit("1", AT, OFFICE),),
        mailmap=parse("<anna@gmail.com> <anna@aarhus.dk>"),
    )
    found = sightings(facts, resolve(facts), NetworkAffiliator(registry))
    assert {sighting.organisation for sighting in found} == {"DK-0751"}


def test_the_profile_of_one_account_speaks_for_the_whole_person(registry: Registry) -> None:
    profiles = {"github.com/anna": Profile("github.com/anna", company="Aarhus Kommune")}
    unknown = identity("Anna Ås", "anna@laptop.example")
    assert organisations(registry, LINKED, unknown, profiles=profiles) == ["DK-0751", "DK-0751"]
    assert organisations(registry, unknown, profiles=profiles) == [None]


def test_a_profile_never_overrules_an_address(registry: Registry) -> None:
    profiles = {"github.com/anna": Profile("github.com/anna", company="Aarhus Kommune")}
    assert organisations(registry, LINKED, VENDOR, profiles=profiles) == ["DK-0751", "DK-magenta-aps"]


@pytest.mark.parametrize(
    ("company", "country", "expected"),
    [
        ("KMD", None, "DK-kmd"),
        ("KMD", "DK", "DK-kmd"),
        ("kmd", None, None),
        ("KMD", "NL", None),
        ("Aarhus", None, None),
        ("Provincie Limburg", None, None),
        ("Provincie Limburg", "NL", "NL-provincie-limburg"),
    ],
)
def test_an_exact_official_name_needs_no_country_where_it_is_the_only_one(
    registry: Registry, company: str, country: str | None, expected: str | None
) -> None:
    profiles = {"github.com/anna": Profile("github.com/anna", company=company)}
    assert organisations(registry, LINKED, profiles=profiles, country=country) == [expected]
