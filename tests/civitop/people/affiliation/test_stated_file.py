from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civitop.errors import ConfigError
from civitop.i18n.language import load as load_language
from civitop.model import address_hash, identity
from civitop.people.affiliation.affiliations_file import read_stated
from civitop.people.affiliation.registry import Registry, load
from civitop.people.affiliation.statements import Stated

REGISTRY = load()
HASH = address_hash("anna@example.org")


def read(text: str, country: str | None = None) -> Stated:
    return read_stated(text, "people.toml", REGISTRY, country)


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        read(text)
    return str(raised.value).splitlines()


def ids(stated: Stated, **who: str) -> list[str | None]:
    person = identity(who.get("name"), who.get("email"), who.get("login"))
    return [
        period.affiliation.organisation and period.affiliation.organisation.id
        for period in stated.about(person)
    ]


FILE = f"""
people = [
  # one line is enough to mend a wrong affiliation
  {{ login = "github.com/Anna", organisation = "DK-0751" }},
  {{ login = ["bo", "bob"], organisation = "Gemeente Utrecht" }},
  {{ email = "Cleo@Example.org", organisation = "DK-eksempel-it" }},
  {{ email = "sha256:{HASH}", organisation = "Eksempel IT", from = 2024-01-01, until = 2024-06-30 }},
  {{ domain = "dev.example.org", organisation = "Aarhus" }},
  {{ login = "dora", organisation = "individual" }},
  {{ login = "emil", organisation = "" }},
]

[organisation.DK-eksempel-it]
kind = "vendor"
name = "Eksempel IT"
domains = ["eksempel.example"]
"""


def test_people_are_stated_by_login_address_hash_and_domain() -> None:
    stated = read(FILE)

    assert ids(stated, login="github.com/anna") == ["DK-0751"]
    assert ids(stated, login="gitlab.com/anna") == []
    assert ids(stated, login="gitlab.com/bob") == ids(stated, login="github.com/bo") == ["NL-0344"]
    assert ids(stated, email="cleo@example.org") == ["DK-eksempel-it"]
    assert ids(stated, email="anna@example.org") == ["DK-eksempel-it"]
    assert ids(stated, email="x@a.dev.example.org") == ["DK-0751"]
    assert ids(stated, email="x@notdev.example.org") == []
    assert ids(stated, email="x@mail.eksempel.example") == ["DK-eksempel-it"]


def test_an_entry_that_is_not_completed_says_nothing() -> None:
    assert ids(read(FILE), login="github.com/emil") == []


def test_somebody_may_be_stated_to_be_nobody_s() -> None:
    (period,) = read(FILE).about(identity(None, None, "github.com/dora"))

    assert (period.affiliation.kind, period.affiliation.evidence) == ("individual", "stated")


def test_the_dates_are_days_and_the_last_one_counts() -> None:
    (period,) = read(FILE).about(identity(None, "anna@example.org"))

    assert period.covers(date(2024, 1, 1))
    assert period.covers(date(2024, 6, 30))
    assert not period.covers(date(2023, 12, 31))
    assert not period.covers(date(2024, 7, 1))


def test_blocks_are_read_as_lines_are() -> None:
    block = '[[people]]\nlogin = "{}"\norganisation = "{}"\n'
    stated = read(block.format("anna", "DK-0751") + block.format("bo", "DK-0101"))

    assert ids(stated, login="github.com/bo") == ["DK-0101"]


def test_namesakes_are_parted_by_the_network_s_country() -> None:
    assert ids(read('people = [{ login = "a", organisation = "Zwijndrecht" }]', "NL"), login="x/a") == [
        "NL-0642"
    ]
    assert (
        "is not known, or is the name of several"
        in mistakes('people = [{ login = "a", organisation = "Zwijndrecht" }]')[0]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'people = [{ login = "a b", organisation = "DK-0751" }]',
            "line 1, people[1].login: “a b” is no account",
        ),
        (
            '\npeople = [\n  { email = "anna", organisation = "DK-0751" },\n]',
            "line 3, people[1].email: an e-mail",
        ),
        (
            'people = [{ email = "sha256:12", organisation = "DK-0751" }]',
            "line 1, people[1].email: an e-mail",
        ),
        (
            'people = [\n{ login = "a", organisation = "" },\n{ login = "b", organisation = "DK-0750" },\n]',
            "line 3, people[2].organisation: “DK-0750” is not known",
        ),
        ('people = [{ login = "a", organisation = "Aarhuss" }]', "did you mean DK-0751 (Aarhus)?"),
        (
            'people = [{ login = "a", organization = "DK-0751" }]',
            "people[1].organization: there is no such key; did you mean organisation?",
        ),
        ('people = [{ organisation = "DK-0751" }]', "people[1]: a login, an email or a domain is needed"),
        (
            'people = [{ login = "a" }]',
            "people[1].organisation: the id or the name of an organisation is needed",
        ),
        (
            'people = [{ login = "a", organisation = "DK-0751", from = "2024" }]',
            "people[1].from: a day without quotes",
        ),
        (
            '[[people]]\nlogin = "a"\norganisation = "DK-0751"\nfrom = 2024-02-01\nuntil = 2024-01-01',
            "line 5, people[1].until: 2024-01-01 is before 2024-02-01",
        ),
        (
            'people = [{ domain = "gmail.com", organisation = "DK-0751" }]',
            "anybody can have an address at gmail.com",
        ),
        (
            'people = [{ domain = "dk", organisation = "DK-0751" }]',
            "people[1].domain: “dk” is no mail domain",
        ),
        (
            'people = [{ login = "a", organisation = "DK-0751" }, { login = "a", organisation = "DK-0101" }]',
            "“a” is stated twice for the same days",
        ),
        ('people = ["a"]', "people[1]: { login"),
        ("people = 3", "line 1, people: a list"),
        ("persons = []", "line 1, persons: there is no such key"),
        ('\n[organisation.dk]\nname = "X"\nkind = "vendor"', "line 2, organisation.dk: an id is a country"),
        (
            '[organisation.DK-x]\nkind = "company"\nname = "X"',
            "line 2, organisation.DK-x.kind: one of municipality",
        ),
        ('[organisation.DK-x]\nkind = "vendor"', "line 1, organisation.DK-x.name: a name is needed"),
        (
            '[organisation.DK-x]\nkind = "vendor"\nname = "X"\ncountry = "dk"',
            "line 4, organisation.DK-x.country: two capital letters",
        ),
        (
            '[organisation.DK-x]\nkind = "vendor"\nname = "X"\ndomains = "x.dk"',
            "line 4, organisation.DK-x.domains: a list",
        ),
        (
            '[organisation.DK-x]\nkind = "vendor"\nname = "X"\ndomain = ["x.dk"]',
            "organisation.DK-x.domain: there is no such key; did you mean domains?",
        ),
        ("organisation = 1", "line 1, organisation: a table"),
        ("people = [", "people.toml: this is not TOML: "),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(text: str, expected: str) -> None:
    (found,) = mistakes(text)

    assert found.startswith("people.toml")
    assert expected in found


def test_all_mistakes_are_named_at_once() -> None:
    assert (
        len(
            mistakes(
                'people = [{ login = "a b", organisation = "x" }, { email = 1, organisation = "DK-0751" }]'
            )
        )
        == 3
    )


def test_an_address_given_wrongly_is_not_repeated_in_the_error() -> None:
    assert "anna@" not in mistakes('people = [{ email = "anna@exa mple.org", organisation = "DK-0751" }]')[0]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ConfigError):
        assert isinstance(read(text), Stated)


def test_a_file_of_an_empty_registry_may_bring_its_own_organisations() -> None:
    text = '[organisation.DK-x]\nkind = "vendor"\nname = "X"\n[[people]]\nlogin = "a"\norganisation = "X"'

    assert ids(read_stated(text, "p", Registry([])), login="github.com/a") == ["DK-x"]


def test_mistakes_are_said_in_the_language_of_the_reader_and_repeat_no_address() -> None:
    wrong = """
people = [
  { login = "ida@bakkeby.example", organisation = "Aarhus" },
  { domain = "ida@bakkeby.example", organisation = "Aarhus" },
  { login = "ida", organisation = "ida@bakkeby.example" },
  { email = "@bakkeby.example", organisation = "Aarhus", from = 2024-06-30, until = 2024-01-01 },
  { login = "bo", organization = "Aarhus" },
]
"""
    with pytest.raises(ConfigError) as raised:
        read(wrong)
    said = raised.value.phrase.said(load_language("da")).splitlines()
    assert said[0] == (
        "people.toml, linje 3, people[1].login: “ida” er ikke en konto; den ser ud som github.com/jdoe."
    )
    assert "1. jan. 2024 ligger før begyndelsen, 30. jun. 2024." in "\n".join(said)
    assert len(said) == len(str(raised.value).splitlines()) == 6
    assert "@" not in "".join(said)
    assert not [line for line in said if any(word in line for word in (" is ", "line ", "known", "such"))]
