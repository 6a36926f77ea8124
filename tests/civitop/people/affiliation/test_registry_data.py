from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civitop.people.affiliation.base import Organisation
from civitop.people.affiliation.registry import Registry, load
from civitop.people.affiliation.registry.rows import Row, read_bundled
from tools.registry_check import problems

BUNDLED = read_bundled()
MUNICIPALITIES = [row for row in BUNDLED.rows if row.kind == "municipality"]
WITH_WORD = {
    "DK": ("{} Kommune", "{} Municipality"),
    "NL": ("Gemeente {}", "De gemeente {}", "City of {}"),
    "BE": (
        "Gemeente {}",
        "Stad {}",
        "Commune de {}",
        "Ville de {}",
        "Commune d'{}",
        "Administration communale de {}",
    ),
    "IT": ("Comune di {}", "Città di {}"),
    "GB": ("{} Council", "London Borough of {}", "{} City Council"),
    "DE": ("Stadt {}", "Landeshauptstadt {}"),
}


def test_the_tables_are_in_order() -> None:
    assert list(problems(BUNDLED.rows, BUNDLED.forge_owners, BUNDLED.free_mail, BUNDLED.exceptions)) == []


def covers(row: Row, day: date) -> bool:
    begin, end = row.period
    return begin <= day < end


def last_day(row: Row) -> date:
    return row.until - timedelta(days=1) if row.until else date(2030, 1, 1)


@pytest.mark.parametrize(
    ("day", "dutch", "belgian"),
    [(date(2024, 12, 31), 342, 581), (date(2025, 1, 1), 342, 565), (date(2027, 1, 1), 341, 565)],
)
def test_all_municipalities_of_three_countries_and_two_italian_regions_are_there(
    day: date, dutch: int, belgian: int
) -> None:
    there = [row for row in MUNICIPALITIES if covers(row, day)]
    by_country = Counter(row.id[:2] for row in there)
    by_region = Counter(row.region.partition(" / ")[0] for row in there if row.id[:2] == "IT")

    assert (by_country["DK"], by_country["NL"], by_country["BE"]) == (98, dutch, belgian)
    assert (by_region["Puglia"], by_region["Campania"]) == (257, 550)


@pytest.mark.parametrize("country", sorted(WITH_WORD))
def test_every_municipality_is_found_by_its_name_with_and_without_the_word_for_it(
    registry: Registry, country: str
) -> None:
    rows = [row for row in MUNICIPALITIES if row.id[:2] == country]
    wrong = [
        (row.id, text)
        for row in rows
        for text in (row.name, *(form.format(row.name) for form in WITH_WORD[country]))
        for spelled in (text, text.upper(), text.lower(), f"  {text} ")
        if not (found := registry.named(spelled, country))
        or registry.on(found.id, last_day(row)) != registry.organisations[row.id]
    ]

    assert wrong == []


def test_only_namesakes_need_the_country(registry: Registry) -> None:
    unanswered = {row.name for row in MUNICIPALITIES if registry.named(row.name) is None}

    assert unanswered == {"Zwijndrecht", "Essen"}


def test_every_organisation_is_found_by_its_domains_and_their_sub_domains(registry: Registry) -> None:
    mailboxes = {entry.domain for entry in BUNDLED.exceptions if entry.kind == "mailboxes"}
    wrong = [
        (row.id, domain)
        for row in BUNDLED.rows
        for domain in row.domains + row.derived_domains
        for name in (domain, f"mail.{domain}", domain.upper(), f"a.b.c.{domain}")
        if name.lower() not in mailboxes
        if not (match := registry.by_domain(name))
        or registry.on(match.organisation.id, last_day(row)) != registry.organisations[row.id]
    ]

    assert wrong == []


def test_the_belgian_mergers_of_2025_lead_from_thirty_municipalities_to_fourteen(registry: Registry) -> None:
    merged = [row for row in MUNICIPALITIES if row.until == date(2025, 1, 1)]
    heirs = {registry.on(row.id, date(2025, 1, 1)).id for row in merged}  # type: ignore[union-attr]

    assert (len(merged), len(heirs)) == (29, 14)  # the thirtieth, Antwerpen, kept its code
    assert heirs - {"BE-11002"} == {row.id for row in MUNICIPALITIES if row.since == date(2025, 1, 1)}


@settings(deadline=None)
@given(
    st.sampled_from(MUNICIPALITIES), st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
)
def test_letters_glued_to_a_domain_make_it_another(row: Row, letters: str) -> None:
    registry = _REGISTRY
    own = row.domains + row.derived_domains
    for domain in own:
        glued = letters + domain
        below = any(
            f".{glued}".endswith(f".{other}") for other in own
        )  # comune.NAME.PR.it lies below NAME.PR.it
        match = registry.by_domain(glued)
        assert match is None or match.organisation.id != row.id or below


@settings(deadline=None)
@given(st.sampled_from([row for row in BUNDLED.rows if len(row.name) > 3]), st.randoms())
def test_case_and_accents_do_not_matter(row: Row, chance: object) -> None:
    import random
    import unicodedata

    assert isinstance(chance, random.Random)
    mixed = "".join(chance.choice((c.upper(), c.lower())) for c in row.name)
    bare = "".join(c for c in unicodedata.normalize("NFD", row.name) if not unicodedata.combining(c))
    country = row.id[:2]
    expected = _REGISTRY.named(row.name, country)

    assert expected is not None
    assert _REGISTRY.named(mixed, country) == expected
    assert _REGISTRY.named(bare, country) == expected


_REGISTRY = load()


def test_derived_domains_are_told_from_listed_ones(registry: Registry) -> None:
    rows = [row for row in MUNICIPALITIES if row.derived_domains]

    assert rows
    for row in rows:
        match = registry.by_domain(row.derived_domains[0])
        assert match is not None
        assert match.derived


def test_the_longest_domain_wins(registry: Registry) -> None:
    council, government = registry.by_domain("camden.gov.uk"), registry.by_domain("somewhere.gov.uk")

    assert council is not None
    assert government is not None
    assert council.organisation.kind == "municipality"
    assert government.organisation == Organisation("GB-uk-government", "public body", "UK government", "GB")


@pytest.mark.parametrize("owner", ["github.com/itk-dev", "GitHub.com/ITK-dev"])
def test_a_forge_organisation_gives_its_body(registry: Registry, owner: str) -> None:
    body = registry.by_forge(owner)

    assert body is not None
    assert body.id == "DK-0751"
    assert registry.by_forge("github.com/itk-dev2") is None
    assert registry.by_forge("gitlab.com/itk-dev") is None
