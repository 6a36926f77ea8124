"""Organisations begin and end: a contribution counts for the one that there was on its day."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from civitop.errors import ConfigError
from civitop.model import Identity, Profile, identity
from civitop.people.affiliation.affiliations_file import read_stated
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry
from civitop.people.affiliation.registry.rows import Row, read_rows
from civitop.people.affiliation.sightings import Sighting, keys
from tools.registry_check import problems

MERGER = date(2025, 1, 1)
BEFORE, AFTER = datetime(2024, 12, 31, 23, 59, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
LOGIN = "github.com/anna"
NOREPLY = identity("Anna Ås", None, LOGIN)


def row(id: str, name: str, domain: str, **more: object) -> Row:
    return Row(id, "municipality", "", name, (), (domain,), (), "", "invented", **more)  # type: ignore[arg-type]


OLD = row("XX-1", "Oud", "oud.example", until=MERGER, successor="XX-3")
SAME = row("XX-2", "Stad", "stad.example", until=MERGER, successor="XX-3")
NEW = row("XX-3", "Stad", "stad.example", since=MERGER)
GONE = row("XX-4", "Weg", "weg.example", until=MERGER)
ALL = (OLD, SAME, NEW, GONE)
OWNERS = {"github.com/oud": "XX-1"}


def both(affiliator: NetworkAffiliator, who: Identity, owner: str | None = None) -> list[str | None]:
    answers = [affiliator.affiliate(who, at, owner) for at in (BEFORE, AFTER)]
    return [answer.organisation and answer.organisation.id for answer in answers]


@pytest.mark.parametrize("rows", [ALL, ALL[::-1]])
@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("oud.example", ["XX-1", "XX-3"]),
        ("mail.oud.example", ["XX-1", "XX-3"]),
        ("stad.example", ["XX-2", "XX-3"]),
        ("weg.example", ["XX-4", None]),
    ],
)
def test_an_old_domain_counts_for_the_old_one_and_from_the_merger_on_for_the_new(
    rows: tuple[Row, ...], domain: str, expected: list[str | None]
) -> None:
    assert both(NetworkAffiliator(Registry(rows)), identity("Anna Ås", f"anna@{domain}")) == expected


def test_a_domain_of_a_body_that_there_is_not_yet_falls_to_the_one_above() -> None:
    above = Row("XX-state", "public body", "", "State", (), ("example",), (), "", "invented")
    new = row("XX-5", "Nieuw", "nieuw.example", since=MERGER)
    affiliator = NetworkAffiliator(Registry([above, new]))

    assert both(affiliator, identity("Anna Ås", "anna@nieuw.example")) == ["XX-state", "XX-5"]


def test_forge_organisations_profiles_and_sightings_follow_the_merger() -> None:
    registry = Registry(ALL, OWNERS)
    member = Profile(LOGIN, organisations=("github.com/oud",))
    company = Profile(LOGIN, company="@oud")
    seen = [Sighting(key, "XX-1", date(2024, 6, 1), date(2024, 6, 1)) for key in keys(NOREPLY)]

    assert both(NetworkAffiliator(registry, profiles={LOGIN: member}), NOREPLY) == ["XX-1", "XX-3"]
    assert both(NetworkAffiliator(registry, profiles={LOGIN: company}), NOREPLY) == ["XX-1", "XX-3"]
    assert both(NetworkAffiliator(registry, sightings=seen), NOREPLY) == ["XX-1", "XX-3"]
    assert both(NetworkAffiliator(registry), NOREPLY, "github.com/oud") == ["XX-1", "XX-3"]


def test_what_is_stated_follows_the_merger_and_holds_before_the_body_began() -> None:
    registry = Registry(ALL)

    def stated(organisation: str) -> NetworkAffiliator:
        text = f'people = [{{ login = "anna", organisation = "{organisation}" }}]'
        return NetworkAffiliator(registry, read_stated(text, "people.toml", registry))

    assert both(stated("XX-1"), NOREPLY) == ["XX-1", "XX-3"]
    assert both(stated("Stad"), NOREPLY) == ["XX-2", "XX-3"]
    assert both(stated("XX-3"), NOREPLY) == ["XX-3", "XX-3"]


def test_a_name_means_the_body_of_the_day() -> None:
    affiliator = NetworkAffiliator(Registry(ALL))

    def named(name: str) -> list[str | None]:
        return [(found := affiliator.named(name, at=at)) and found.id for at in (BEFORE, AFTER)]

    assert named("Oud") == ["XX-1", "XX-3"]
    assert named("Stad") == ["XX-2", "XX-3"]
    assert named("Weg") == ["XX-4", None]


def test_a_chain_of_mergers_is_followed_to_its_end_and_a_circle_ends() -> None:
    later = date(2027, 1, 1)
    chain = Registry(
        [
            OLD,
            row("XX-3", "Stad", "stad.example", since=MERGER, until=later, successor="XX-9"),
            row("XX-9", "Groot", "groot.example", since=later),
        ]
    )
    circle = Registry([row("XX-1", "A", "a.example", until=MERGER, successor="XX-1")])

    assert [chain.on("XX-1", day).id for day in (date(2024, 1, 1), MERGER, later)] == ["XX-1", "XX-3", "XX-9"]  # type: ignore[union-attr]
    assert circle.on("XX-1", MERGER) is None


@pytest.mark.parametrize(
    ("domain", "day", "expected"),
    [
        ("zwijndrecht.be", date(2024, 12, 31), "BE-11056"),
        ("zwijndrecht.be", date(2025, 1, 1), "BE-46030"),
        ("tielt.be", date(2024, 12, 31), "BE-37015"),
        ("tielt.be", date(2025, 1, 1), "BE-37022"),
        ("borsbeek.be", date(2025, 1, 1), "BE-11002"),
        ("antwerpen.be", date(2020, 1, 1), "BE-11002"),
        ("wijdemeren.nl", date(2026, 12, 31), "NL-1696"),
        ("wijdemeren.nl", date(2027, 1, 1), "NL-0402"),
        ("regionh.dk", date(2026, 12, 31), "DK-region-hovedstaden"),
        ("regionsjaelland.dk", date(2027, 1, 1), "DK-region-ostdanmark"),
        ("gemeentebkz.be", date(2024, 12, 31), None),
    ],
)
def test_the_tables_know_the_mergers_of_2025_and_2027(
    registry: Registry, domain: str, day: date, expected: str | None
) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    answer = NetworkAffiliator(registry).affiliate(identity("Anna Ås", f"anna@{domain}"), at)

    assert (answer.organisation and answer.organisation.id) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [row("XX-1", "A", "a.example", since=MERGER, until=MERGER)],
            "XX-1: it ends on 2025-01-01 and begins",
        ),
        (
            [row("XX-1", "A", "a.example", successor="XX-3"), NEW],
            "XX-1: it has a successor and does not end.",
        ),
        ([OLD], "XX-1: there is no organisation XX-3."),
        (
            [OLD, row("XX-3", "Stad", "stad.example", since=date(2025, 1, 2))],
            "XX-1: its successor XX-3 does not exist on 2025-01-01.",
        ),
        (
            [OLD, row("XX-3", "Stad", "stad.example", until=MERGER)],
            "XX-1: its successor XX-3 does not exist on 2025-01-01.",
        ),
        (
            [GONE, row("XX-5", "B", "weg.example", since=MERGER)],
            "domain weg.example: XX-4 had it before XX-5, which is no successor.",
        ),
        (
            [OLD, NEW, row("XX-5", "Oud", "b.example")],
            "name municipality XX oud: XX-1 and XX-5 have the same.",
        ),
    ],
)
def test_the_check_finds_periods_that_do_not_fit(rows: list[Row], expected: str) -> None:
    assert any(found.startswith(expected) for found in problems(rows, {}, frozenset()))


def test_the_check_has_nothing_against_a_merger_under_an_old_name() -> None:
    assert list(problems(ALL, OWNERS, frozenset())) == []


HEADER = "id,kind,name,from,until,successor\n"


def test_a_user_s_rows_may_begin_and_end(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(HEADER + "XX-1,vendor,A,2020-01-01,2025-01-01,XX-2\nXX-2,vendor,B,,,\n", "utf-8")
    first, second = read_rows(str(path))

    assert (first.since, first.until, first.successor) == (date(2020, 1, 1), MERGER, "XX-2")
    assert (second.since, second.until, second.successor) == (None, None, "")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("20250101,,", "column from: “20250101” is no day; it looks like 2025-01-01."),
        (",2025-13-01,", "column until: “2025-13-01” is no day; it looks like 2025-01-01."),
        ("2025-01-01,2025-01-01,", "column until: it must be later than the day in from."),
        (",2025-01-01,xx", "column successor: “xx” is none; it looks like DK-0751 or NL-example-bv."),
        (",,XX-2", "column successor: it needs a day in until."),
    ],
)
def test_a_mistake_in_a_user_s_period_is_named(tmp_path: Path, cells: str, expected: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(HEADER + f"XX-1,vendor,A,{cells}\n", "utf-8")
    with pytest.raises(ConfigError) as raised:
        read_rows(str(path))

    assert str(raised.value) == f"{path}, line 2, {expected}"
