from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civitop.model import Identity, Profile, identity
from civitop.people.affiliation.affiliations_file import read_stated
from civitop.people.affiliation.base import Affiliation, Affiliator
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry, load
from civitop.people.affiliation.sightings import Sighting, keys
from civitop.people.affiliation.statements import Stated

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = AT.date()
LOGIN = "github.com/anna"
REGISTRY = load()


def answer(affiliation: Affiliation) -> tuple[str, str, str | None]:
    return affiliation.kind, affiliation.evidence, affiliation.organisation and affiliation.organisation.id


def stated(text: str) -> Stated:
    return read_stated(text, "people.toml", REGISTRY)


def seen(
    who: Identity, organisation: str, first: date = DAY, last: date | None = None, times: int = 1
) -> list[Sighting]:
    return [Sighting(key, organisation, first, last or first, times) for key in keys(who)]


@pytest.mark.parametrize(
    ("without", "expected"),
    [
        ((), ("municipality", "stated", "DK-0101")),
        (("stated",), ("municipality", "email-domain", "DK-0751")),
        (("stated", "domain"), ("municipality", "forge-organisation", "DK-0265")),
        (("stated", "domain", "owner"), ("municipality", "forge-organisation", "NL-0363")),
        (("stated", "domain", "owner", "member"), ("municipality", "seen-elsewhere", "DK-0461")),
        (("stated", "domain", "owner", "member", "seen"), ("municipality", "profile-company", "NL-0344")),
        (("stated", "domain", "owner", "member", "seen", "company"), ("individual", "none", None)),
    ],
)
def test_the_first_rule_that_answers_is_taken(
    registry: Registry, without: tuple[str, ...], expected: tuple[str, str, str | None]
) -> None:
    profile = Profile(
        LOGIN,
        company="" if "company" in without else "Gemeente Utrecht",
        organisations=() if "member" in without else ("github.com/amsterdam",),
    )
    who = identity("Anna Ås", "anna@gmail.com" if "domain" in without else "anna@mtm.aarhus.dk", LOGIN)
    affiliator: Affiliator = NetworkAffiliator(
        registry,
        Stated()
        if "stated" in without
        else stated('people = [{ login = "anna", organisation = "DK-0101" }]'),
        {LOGIN: profile},
        () if "seen" in without else seen(who, "DK-0461"),
    )
    owner = None if "owner" in without else "github.com/RoskildeKommune"

    assert answer(affiliator.affiliate(who, AT, owner)) == expected


def test_an_address_that_says_nothing_is_an_individual_or_unknown(registry: Registry) -> None:
    affiliator = NetworkAffiliator(registry)

    assert answer(affiliator.affiliate(identity("A", "a@proton.me"), AT)) == ("individual", "none", None)
    assert answer(affiliator.affiliate(identity("A", "1+a@users.noreply.github.com"), AT))[0] == "individual"
    assert answer(affiliator.affiliate(identity("A", "a@laptop.local"), AT)) == ("unknown", "none", None)
    assert answer(affiliator.affiliate(identity("A", "a"), AT)) == ("unknown", "none", None)
    assert answer(affiliator.affiliate(identity("", None, LOGIN), AT)) == ("unknown", "none", None)


def test_a_derived_domain_is_said_to_be_derived(registry: Registry) -> None:
    affiliation = NetworkAffiliator(registry).affiliate(identity("A", "a@comune.acerra.na.it"), AT)

    assert answer(affiliation) == ("municipality", "email-domain-derived", "IT-063001")


class TestDates:
    MOVED = """
    people = [
      { login = "github.com/anna", organisation = "DK-0751", until = 2024-06-30 },
      { login = "github.com/anna", organisation = "DK-magenta-aps", from = 2024-07-01, until = 2025-12-31 },
    ]
    """

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2020, 1, 1), ("municipality", "stated", "DK-0751")),
            (date(2024, 6, 30), ("municipality", "stated", "DK-0751")),
            (date(2024, 7, 1), ("vendor", "stated", "DK-magenta-aps")),
            (date(2025, 12, 31), ("vendor", "stated", "DK-magenta-aps")),
            (date(2026, 1, 1), ("public body", "email-domain", "NL-kadaster")),
        ],
    )
    def test_decide_for_whom_somebody_worked_who_moved(
        self, registry: Registry, day: date, expected: tuple[str, str, str]
    ) -> None:
        affiliator = NetworkAffiliator(registry, stated(self.MOVED))
        at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)

        assert answer(affiliator.affiliate(identity("A", "a@kadaster.nl", LOGIN), at)) == expected

    @settings(deadline=None)
    @given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.dates(date(2015, 1, 1), date(2030, 1, 1)))
    def test_of_a_change_part_time_into_before_and_after(self, change: date, day: date) -> None:
        before = change - timedelta(days=1)
        text = (
            f'people = [{{ login = "anna", organisation = "DK-0751", until = {before} }},'
            f' {{ login = "anna", organisation = "NL-0363", from = {change} }}]'
        )
        affiliator = NetworkAffiliator(REGISTRY, stated(text))
        affiliation = affiliator.affiliate(
            identity("", None, LOGIN), datetime(day.year, day.month, day.day, tzinfo=UTC)
        )

        assert answer(affiliation)[2] == ("NL-0363" if day >= change else "DK-0751")


class TestSeenElsewhere:
    WHO = identity("Anna Ås", "1+anna@users.noreply.github.com")

    @pytest.mark.parametrize(("days", "kind"), [(365, "municipality"), (366, "individual")])
    def test_counts_within_a_year_before_and_after(self, registry: Registry, days: int, kind: str) -> None:
        affiliator = NetworkAffiliator(registry, sightings=seen(self.WHO, "DK-0751"))

        for at in (AT - timedelta(days=days), AT + timedelta(days=days)):
            assert affiliator.affiliate(self.WHO, at).kind == kind

    def test_takes_the_nearest_sighting_of_somebody_who_moved(self, registry: Registry) -> None:
        sightings = seen(self.WHO, "DK-0751", date(2024, 1, 1)) + seen(self.WHO, "DK-0101", date(2024, 7, 1))
        affiliator = NetworkAffiliator(registry, sightings=sightings)

        def on(*day: int) -> str | None:
            return answer(affiliator.affiliate(self.WHO, datetime(*day, tzinfo=UTC)))[2]  # type: ignore[misc,arg-type]

        assert on(2023, 6, 1) == "DK-0751"
        assert on(2024, 3, 1) == "DK-0751"
        assert on(2024, 5, 1) == "DK-0101"
        assert on(2025, 6, 30) == "DK-0101"
        assert on(2025, 7, 2) is None

    def test_knows_an_author_by_name_in_any_case_and_accents(self, registry: Registry) -> None:
        affiliator = NetworkAffiliator(registry, sightings=seen(identity("Søren Ågård", None), "DK-0751"))

        for name in ("Søren Ågård", "SOREN AGARD", "søren ågård", "Soren  Agard"):
            assert affiliator.affiliate(identity(name, "x@gmail.com"), AT).evidence == "seen-elsewhere"

    @pytest.mark.parametrize("name", ["Anna", "anna", "A. B.", "root", "Your Name", "John Doe", "J B", ""])
    def test_takes_no_name_that_many_people_share(self, registry: Registry, name: str) -> None:
        affiliator = NetworkAffiliator(registry, sightings=seen(identity(name, None), "DK-0751"))

        assert affiliator.affiliate(identity(name, "x@gmail.com"), AT).kind == "individual"

    def test_says_nothing_of_an_organisation_that_is_no_longer_known(self, registry: Registry) -> None:
        affiliator = NetworkAffiliator(registry, sightings=seen(self.WHO, "DK-9999"))

        assert affiliator.affiliate(self.WHO, AT).kind == "individual"

    @settings(deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["DK-0751", "DK-0101", "NL-0363"]), st.integers(0, 1500), st.integers(0, 60)
            ),
            max_size=6,
        ),
        st.integers(-600, 2200),
    )
    def test_answers_for_every_day_what_the_nearest_sighting_says(
        self, runs: list[tuple[str, int, int]], day: int
    ) -> None:
        from civitop.people.affiliation.sightings import merge, nearest

        start = date(2020, 1, 1)
        sightings = [
            sighting
            for organisation, first, length in runs
            for sighting in seen(
                self.WHO,
                organisation,
                start + timedelta(first),
                start + timedelta(first + length),
                length + 1,
            )
        ]
        at = start + timedelta(day)
        of_login = [s for s in merge(sightings) if s.key == keys(self.WHO)[0]]
        expected = nearest(of_login, at)
        affiliator = NetworkAffiliator(REGISTRY, sightings=sightings)
        given_answer = affiliator.affiliate(self.WHO, datetime(at.year, at.month, at.day, tzinfo=UTC))

        assert answer(given_answer)[2] == (expected and expected.organisation)


class TestForgeOrganisations:
    def member(self, *organisations: str) -> tuple[str, str | None]:
        profile = Profile(LOGIN, organisations=organisations)
        affiliator = NetworkAffiliator(REGISTRY, profiles={LOGIN: profile})
        kind, _, id = answer(affiliator.affiliate(identity("", None, LOGIN), AT))
        return kind, id

    def test_of_a_body_name_it(self) -> None:
        assert self.member("github.com/somebody", "github.com/itk-dev") == ("municipality", "DK-0751")

    def test_of_a_supplier_count_before_those_of_its_customers(self) -> None:
        assert self.member("github.com/amsterdam", "github.com/delta10") == ("vendor", "NL-delta10")

    def test_of_a_municipality_count_before_its_networks(self) -> None:
        assert self.member("github.com/vng-realisatie", "github.com/amsterdam") == ("municipality", "NL-0363")

    def test_of_two_municipalities_name_neither(self) -> None:
        assert self.member("github.com/amsterdam", "github.com/gemeenteutrecht") == ("unknown", None)

    def test_of_two_accounts_of_one_municipality_name_it(self) -> None:
        assert self.member("github.com/itk-dev", "github.com/aak-mbu") == ("municipality", "DK-0751")

    def test_that_own_a_fork_speak_for_its_change_request_only(self, registry: Registry) -> None:
        affiliator = NetworkAffiliator(registry)
        who = identity("", None, LOGIN)

        assert affiliator.affiliate(who, AT, "github.com/itk-dev").kind == "municipality"
        assert affiliator.affiliate(who, AT, "github.com/anna").kind == "unknown"
        assert affiliator.affiliate(who, AT).kind == "unknown"


@pytest.mark.parametrize(
    ("company", "expected"),
    [
        ("@Amsterdam", "NL-0363"),
        ("@amsterdam ", "NL-0363"),
        ("Gemeente Utrecht", "NL-0344"),
        ("Aarhus Kommune", "DK-0751"),
        ("@GemeenteUtrecht", "NL-0344"),
        ("Ministerie van BZK", "NL-ministerie-van-binnenlandse-zaken-en-koninkrijksrelaties"),
        ("Magenta ApS", "DK-magenta-aps"),
        ("Maykin Media B.V.", "NL-maykin-media"),
    ],
)
def test_the_company_of_a_profile_is_matched_whole(registry: Registry, company: str, expected: str) -> None:
    affiliator = NetworkAffiliator(registry, profiles={LOGIN: Profile(LOGIN, company=company)})

    assert answer(affiliator.affiliate(identity("", None, LOGIN), AT))[1:] == ("profile-company", expected)


def test_names_are_looked_up_with_the_network_s_country(registry: Registry) -> None:
    affiliator: Affiliator = NetworkAffiliator(registry, country="NL")
    found, abroad = affiliator.named("Zwijndrecht", at=AT), affiliator.named("Zwijndrecht", "BE", AT)

    assert found is not None
    assert abroad is not None
    assert (found.id, abroad.id) == ("NL-0642", "BE-46030")


def test_an_organisation_of_the_affiliations_file_is_known_by_its_name(registry: Registry) -> None:
    own = stated('[organisation.DK-eksempel-it]\nkind = "vendor"\nname = "Eksempel IT"')
    found = NetworkAffiliator(registry, own).named("EKSEMPEL it")

    assert found is not None
    assert found.id == "DK-eksempel-it"


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_address_and_company_get_an_answer(address: str, company: str) -> None:
    profile = Profile(LOGIN, company=company)
    affiliator = NetworkAffiliator(REGISTRY, profiles={LOGIN: profile})

    assert affiliator.affiliate(identity("A", address, LOGIN), AT).evidence in {
        "none",
        "profile-company",
        "email-domain",
    }
