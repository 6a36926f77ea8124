"""Domains that the rule of the longest suffix would take for an organisation's, and that are not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from civitop.model import identity
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry, load
from civitop.people.affiliation.registry.rows import DomainException, Row
from tools.registry_check import problems

AT = datetime(2026, 6, 1, tzinfo=UTC)
TOWN = Row("XX-1", "municipality", "", "Bakkeby", (), ("bakkeby.example",), (), "", "invented")
EXCEPTIONS = (
    DomainException("water.bakkeby.example", "below", "XX-1", "seen"),
    DomainException("bakkeby.test", "elsewhere", "XX-1", "seen"),
)


def kind(registry: Registry, domain: str) -> str:
    return NetworkAffiliator(registry).affiliate(identity("Anna Ås", f"anna@{domain}"), AT).kind


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("comune.re.it", "municipality"),
        ("mail.comune.re.it", "municipality"),
        ("agacinfrastrutture.comune.re.it", "unknown"),
        ("mail.agacinfrastrutture.comune.re.it", "unknown"),
        ("berlin.de", "individual"),
        ("senatskanzlei.berlin.de", "municipality"),
        ("chimay.be", "unknown"),
        ("mail.chimay.be", "unknown"),
        ("ville-de-chimay.be", "municipality"),
        ("asmenet.it", "unknown"),
        ("roccamonfina.asmenet.it", "municipality"),
        ("publilink.be", "unknown"),
    ],
)
def test_the_tables_know_what_is_somebody_else_s(registry: Registry, domain: str, expected: str) -> None:
    assert kind(registry, domain) == expected


def test_a_user_s_row_goes_before_an_exception(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "id,kind,name,domains\n"
        "IT-agac,public body,Agac Infrastrutture,agacinfrastrutture.comune.re.it\n"
        "DE-11000000,municipality,Berlin,berlin.de\n",
        "utf-8",
    )
    registry = load(str(own))

    assert kind(registry, "agacinfrastrutture.comune.re.it") == "public body"
    assert kind(registry, "berlin.de") == "municipality"


def test_what_lies_below_an_exception_is_no_body_s_by_a_shorter_suffix() -> None:
    registry = Registry([TOWN], exceptions=EXCEPTIONS)

    assert registry.by_domain("bakkeby.example") is not None
    assert registry.by_domain("a.water.bakkeby.example") is None
    assert registry.by_domain("notwater.bakkeby.example") is not None


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (("a.bakkeby.example", "under", "XX-1", "seen"), "there is no kind under."),
        (("Bakkeby.test", "elsewhere", "XX-1", "seen"), "this is no mail domain."),
        (("bakkeby.test", "elsewhere", "XX-1", ""), "it does not say where it is from."),
        (("bakkeby.test", "elsewhere", "XX-2", "seen"), "there is no organisation XX-2."),
        (("bakkeby.test", "elsewhere", "", "seen"), "there is no organisation ."),
        (("bakkeby.test", "mailboxes", "XX-1", "seen"), "XX-1 does not have this domain."),
        (("bakkeby.test", "below", "XX-1", "seen"), "it does not lie below a domain of XX-1."),
        (("bakkeby.example", "below", "XX-1", "seen"), "it does not lie below a domain of XX-1."),
        (("bakkeby.example", "shared", "", "seen"), "an organisation has this domain."),
    ],
)
def test_the_check_finds_what_is_wrong_with_one(entry: tuple[str, str, str, str], expected: str) -> None:
    exception = DomainException(*entry)  # type: ignore[arg-type]

    assert f"exception {entry[0]}: {expected}" in list(problems([TOWN], {}, frozenset(), [exception]))


def test_the_check_finds_one_given_twice_and_has_nothing_against_good_ones() -> None:
    assert list(problems([TOWN], {}, frozenset(), EXCEPTIONS)) == []
    assert list(problems([TOWN], {}, frozenset(), [*EXCEPTIONS, EXCEPTIONS[0]])) == [
        "exception water.bakkeby.example: it stands there twice."
    ]
