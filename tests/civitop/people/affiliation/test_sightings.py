from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from civitop.model import ChangeRequest, Commit, Facts, Identity, MailmapEntry, Repository, identity
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.sightings import Sighting, keys, merge, sightings
from civitop.people.identities import resolve

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
WORK = identity("Anna Ås", "anna@aarhus.dk")
HOME = identity("anna", "1+anna@users.noreply.github.com")
OTHER = identity("Bo Å", "bo@gmail.com")


def facts(
    *authors: Identity, at: datetime = AT, mailmap: tuple[MailmapEntry, ...] = (), **more: object
) -> Facts:
    commits = tuple(Commit(f"{n:040x}", at, author) for n, author in enumerate(authors))
    repository = Repository(id="github:os2/x", forge="github", name="os2/x", url="https://github.com/os2/x")
    return Facts(
        repository=repository,
        collected_at=AT,
        source="test",
        commits=commits,
        mailmap=mailmap,
        **more,  # type: ignore[arg-type]
    )


def seen(registry: Registry, held: Facts) -> tuple[Sighting, ...]:
    return sightings(held, resolve(held), NetworkAffiliator(registry))


def test_somebody_seen_in_one_repository_is_known_in_another(registry: Registry) -> None:
    found = seen(registry, facts(WORK))
    affiliator = NetworkAffiliator(registry, sightings=found)

    affiliation = affiliator.affiliate(identity("anna ås", "anna@gmail.com"), AT)

    assert affiliation.evidence == "seen-elsewhere"
    assert affiliation.organisation is not None
    assert affiliation.organisation.id == "DK-0751"
    assert affiliator.affiliate(OTHER, AT).kind == "individual"


def test_the_mailmap_of_one_repository_ties_a_login_for_the_whole_network(registry: Registry) -> None:
    entry = MailmapEntry(None, WORK, None, HOME.address or "")
    found = seen(registry, facts(WORK, HOME, mailmap=(entry,)))

    affiliation = NetworkAffiliator(registry, sightings=found).affiliate(HOME, AT)

    assert affiliation.evidence == "seen-elsewhere"


def test_a_fork_of_a_body_makes_its_owner_known(registry: Registry) -> None:
    request = ChangeRequest(1, "x", HOME, AT, AT, source_owner="github.com/itk-dev")
    found = seen(registry, facts(change_requests=(request,)))

    assert {sighting.organisation for sighting in found} == {"DK-0751"}


def test_what_was_itself_seen_elsewhere_or_is_nobody_s_is_no_sighting(registry: Registry) -> None:
    held = facts(HOME, OTHER)
    known = NetworkAffiliator(
        registry, sightings=[Sighting(key, "DK-0751", AT.date(), AT.date()) for key in keys(HOME)]
    )

    assert sightings(held, resolve(held), known) == ()


def test_bots_are_not_seen(registry: Registry) -> None:
    bot = identity("renovate[bot]", "bot@aarhus.dk")

    assert seen(registry, facts(bot)) == ()


def test_a_sighting_holds_neither_name_nor_login_nor_address(registry: Registry) -> None:
    text = repr(seen(registry, facts(identity("Anna Ås", "anna@aarhus.dk", "github.com/anna")))).casefold()

    assert "DK-0751".casefold() in text
    assert not any(word in text for word in ("anna", "ås", "github", "aarhus", WORK.address or ""))


def test_an_address_that_every_machine_has_is_no_sign_of_one_person() -> None:
    for address in ("root@localhost", "root@localhost.localdomain", "you@example.com", "root@srv01"):
        assert keys(identity("root", address)) == ()
    assert len(keys(identity("root", "anna@laptop.local"))) == 1


runs = st.builds(
    lambda key, organisation, first, length, count: Sighting(
        key,
        organisation,
        date(2020, 1, 1) + timedelta(first),
        date(2020, 1, 1) + timedelta(first + length),
        count,
    ),
    st.sampled_from("ab"),
    st.sampled_from(["DK-0751", "NL-0363"]),
    st.integers(0, 400),
    st.integers(0, 40),
    st.integers(1, 5),
)


@settings(deadline=None)
@given(st.lists(runs, max_size=12), st.randoms())
def test_the_order_of_repositories_does_not_matter(found: list[Sighting], chance: object) -> None:
    import random

    assert isinstance(chance, random.Random)
    shuffled = found[:]
    chance.shuffle(shuffled)
    cut = chance.randint(0, len(found))

    assert merge(shuffled) == merge(found)
    assert merge([*merge(shuffled[:cut]), *merge(shuffled[cut:])]) == merge(found)


@settings(deadline=None)
@given(st.lists(runs, max_size=12), st.integers(-400, 900))
def test_merging_changes_no_answer_about_a_day(found: list[Sighting], offset: int) -> None:
    day = date(2020, 1, 1) + timedelta(offset)
    one = [s for s in found if (s.key, s.organisation) == ("a", "DK-0751")]

    within = any(s.distance(day) <= 365 for s in one)

    assert any(s.distance(day) <= 365 for s in merge(one)) == within
