import re
from datetime import UTC, datetime, timedelta

from civitop.model import Commit, Facts, Identity, Issue, Profile, Repository, address_hash, identity
from civitop.people.affiliation.affiliations_file import read_stated
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.unaffiliated import UnknownPerson, render, unknown_people
from civitop.people.identities import resolve

AT = datetime(2026, 6, 1, tzinfo=UTC)
NOW = AT + timedelta(days=1)
ANNA = identity("Anna Ås", "anna@aarhus.dk")
BO = identity("Bo “the\x1b[31mB” Å", "bo@example.org", "github.com/bo")
CLEO = identity("Cleo", "cleo@gmail.com")


def project(name: str, *authors: Identity, issues: tuple[Identity, ...] = ()) -> Facts:
    return Facts(
        repository=Repository(
            id=f"github:{name}", forge="github", name=name, url=f"https://github.com/{name}"
        ),
        collected_at=AT,
        source="test",
        commits=tuple(Commit(f"{n:040x}", AT - timedelta(n), who) for n, who in enumerate(authors)),
        issues=tuple(Issue(n, "x", who, AT, AT) for n, who in enumerate(issues)),
    )


PROJECTS = [project("os2/one", ANNA, BO, CLEO, BO), project("os2/two", CLEO, issues=(CLEO, BO, BO))]
PROFILES = (Profile("github.com/bo", company="Bo & Co"),)


def unknown(affiliator: NetworkAffiliator) -> tuple[UnknownPerson, ...]:
    return unknown_people([(facts, resolve(facts)) for facts in PROJECTS], affiliator, NOW, PROFILES)


def test_people_without_an_organisation_are_listed_by_weight(registry: Registry) -> None:
    bo, cleo = unknown(NetworkAffiliator(registry))

    assert (bo.contributions, bo.logins, bo.company) == (4, ("github.com/bo",), "Bo & Co")
    assert (cleo.contributions, cleo.domains, cleo.repositories) == (
        3,
        ("gmail.com",),
        ("os2/one", "os2/two"),
    )


def test_the_file_holds_hashes_and_no_addresses(registry: Registry) -> None:
    text = render(unknown(NetworkAffiliator(registry)), "OS2")

    assert f"sha256:{address_hash('cleo@gmail.com')}" in text
    assert "@" not in text
    assert "says: Bo & Co" in text
    assert "\x1b" not in text


def test_the_file_is_read_back_as_it_is_and_says_nothing(registry: Registry) -> None:
    stated = read_stated(render(unknown(NetworkAffiliator(registry)), "OS2\n[x]"), "people.toml", registry)

    assert all(period.affiliation.kind == "unknown" for period in stated.about(BO))
    assert stated.about(BO) == stated.about(CLEO) == ()


def test_one_completed_line_mends_every_contribution(registry: Registry) -> None:
    text = render(unknown(NetworkAffiliator(registry)), "OS2")
    completed = text.replace('organisation = ""', 'organisation = "Odense Kommune"', 1)
    affiliator = NetworkAffiliator(registry, read_stated(completed, "people.toml", registry))

    assert affiliator.affiliate(BO, AT).kind == "municipality"
    assert [person.name for person in unknown(affiliator)] == ["Cleo"]


def test_somebody_stated_to_be_nobody_s_is_settled(registry: Registry) -> None:
    text = render(unknown(NetworkAffiliator(registry)), "OS2").replace('= ""', '= "individual"')
    affiliator = NetworkAffiliator(registry, read_stated(text, "people.toml", registry))

    assert unknown(affiliator) == ()


def test_a_network_without_anybody_unknown_has_an_empty_list(registry: Registry) -> None:
    text = render((), "OS2")

    assert read_stated(text, "people.toml", registry).logins == {}


def test_somebody_with_nothing_but_a_name_is_told_and_cannot_be_completed(registry: Registry) -> None:
    nameless = identity("Dora", None)
    facts = project("os2/one", nameless)
    people = unknown_people([(facts, resolve(facts))], NetworkAffiliator(registry), NOW)
    text = render(people, "OS2")

    assert "Dora (neither login nor address)" in text
    assert read_stated(text, "people.toml", registry).addresses == {}


def old_and_new(registry: Registry) -> tuple[UnknownPerson, ...]:
    """25 people of this year, the one with n + 1 commits called after n, and one who wrote most, long ago."""
    lately = [Commit(f"{n}-{k}", AT, someone(n)) for n in range(25) for k in range(n + 1)]
    before = [Commit(f"old-{k}", AT - timedelta(days=400), someone(99)) for k in range(500)]
    facts = project("os2/one")
    facts = Facts(repository=facts.repository, collected_at=AT, source="test", commits=(*lately, *before))
    return unknown_people([(facts, resolve(facts))], NetworkAffiliator(registry), NOW)


def someone(number: int) -> Identity:
    return identity(f"p{number}", f"p{number}@x.example")


def names(text: str) -> list[str]:
    return re.findall(r" in os2/one: (p\d+) ", text)


def test_who_contributed_lately_comes_first_and_the_others_only_when_asked_for(registry: Registry) -> None:
    people = old_and_new(registry)
    text, everybody = render(people, "os2"), render(people, "os2", everybody=True)

    assert names(text) == [f"p{n}" for n in reversed(range(25))]
    assert names(everybody) == [*names(text), "p99"]
    assert "# 1 more contributed earlier only: civitop people os2 --all" in text
    assert "--all" not in everybody
    assert read_stated(text, "people.toml", registry) == read_stated(everybody, "people.toml", registry)


def test_the_file_is_parted_into_portions_that_say_how_far_they_lead(registry: Registry) -> None:
    lines = [line for line in render(old_and_new(registry), "os2").splitlines() if "----" in line]

    assert lines == [
        "  # ---- 1 to 20 of 25; up to here 310 of 325 contributions ----",
        "  # ---- 21 to 25 of 25; up to here 325 of 325 contributions ----",
    ]
