from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civitop.model import Document
from civitop.publiccode import Contractor, PublicCode, read
from civitop.publiccode.standard import STATUSES, TYPES, is_spdx

GOOD = """\
publiccodeYmlVersion: "0.7"
name: Eksempel
url: https://example.org/eksempel
softwareVersion: 1.2
releaseDate: 2026-01-31
platforms: [web]
categories: [content-management]
usedBy:
  - Aarhus Kommune
  - Gemeente Utrecht
  - Aarhus Kommune
fundedBy:
  - name: Odense Kommune
    uri: urn:x-example:odense
developmentStatus: stable
softwareType: standalone/web
organisation:
  uri: https://example.org
  name: OS2
description:
  da:
    shortDescription: Et eksempel
    longDescription: >
      Et eksempel på et program som kommuner deler, beskrevet så langt at beskrivelsen når de hundrede
      og halvtreds tegn, som standarden kræver af den lange beskrivelse i mindst et sprog.
    features: [Deles]
legal:
  license: EUPL-1.2 OR MPL-2.0
maintenance:
  type: contract
  contractors:
    - name: Eksempel IT
      until: 2027-03-31
      email: hidden@example.org
  contacts:
    - name: Anna Ås
      email: anna@example.org
localisation:
  localisationReady: true
  availableLanguages: [da, en-GB]
supports:
  - id: alias:gdpr
dependsOn:
  open:
    - name: PostgreSQL
      versionMin: 15
IT:
  countryExtensionVersion: "1.0"
"""


def of(text: str, path: str = "publiccode.yml") -> PublicCode:
    found = read([Document(path, text)])
    assert found is not None
    return found


def problems(text: str) -> list[tuple[int, str, str]]:
    return [
        (problem.line, problem.key, problem.text.english)
        for problem in of(text).problems
        if not problem.warning
    ]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_a_good_file_is_valid_and_read() -> None:
    assert of(GOOD) == PublicCode(
        path="publiccode.yml",
        valid=True,
        problems=(),
        version="0.7",
        name="Eksempel",
        organisation="OS2",
        organisation_uri="https://example.org",
        used_by=("Aarhus Kommune", "Gemeente Utrecht"),
        funded_by=("Odense Kommune",),
        maintenance_type="contract",
        contractors=(Contractor("Eksempel IT", date(2027, 3, 31)),),
        development_status="stable",
        release_date=date(2026, 1, 31),
        software_version="1.2",
        licence="EUPL-1.2 OR MPL-2.0",
    )


def test_people_are_dropped() -> None:
    text = repr(of(GOOD))

    assert "Anna" not in text
    assert "hidden" not in text


@pytest.mark.parametrize("path", ["publiccode.yml", "publiccode.yaml", "PublicCode.yml"])
def test_the_file_is_found_under_both_spellings(path: str) -> None:
    assert of(GOOD, path).path == path


def test_the_standard_spelling_is_preferred_and_other_files_are_none() -> None:
    found = read(
        [Document("README.md", "x"), Document("publiccode.yaml", "a: 1"), Document("publiccode.yml", GOOD)]
    )

    assert found is not None
    assert found.valid
    assert read([Document("README.md", GOOD), Document("docs/publiccode.yml", GOOD)]) is None
    assert read([]) is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"0.7"', '"1.0"', (1, "publiccodeYmlVersion", "a version of the standard (0 to 0.7) is expected.")),
        ('"0.7"', '"0.8"', (1, "publiccodeYmlVersion", "a version of the standard (0 to 0.7) is expected.")),
        ("name: Eksempel\n", "", (1, "name", "it is needed and missing.")),
        ("name: Eksempel\n", "name:\n", (2, "name", "text is expected.")),
        ("name: Eksempel\n", "name: [a]\n", (2, "name", "text is expected.")),
        (
            "https://example.org/eksempel",
            "eksempel",
            (3, "url", "a full web address, such as https://example.com/x, is expected."),
        ),
        ("2026-01-31", "31-01-2026", (5, "releaseDate", "a day is expected, such as 2027-01-31.")),
        ("2026-01-31", "2026-02-31", (5, "releaseDate", "a day is expected, such as 2027-01-31.")),
        (
            "[content-management]",
            "[cms]",
            (7, "categories[1]", "“cms” is not in the standard's list of categories."),
        ),
        ("  - Gemeente Utrecht", "  - {x: 1}", (10, "usedBy[2]", "text is expected.")),
        ("stable", "done", (15, "developmentStatus", f"“done” is none of {', '.join(STATUSES)}.")),
        ("standalone/web", "web", (16, "softwareType", f"“web” is none of {', '.join(TYPES)}.")),
        (
            "  uri: https://example.org\n  name",
            "  name",
            (18, "organisation/uri", "it is needed and missing."),
        ),
        ("  da:\n", "  d_a:\n", (21, "description/d_a", "there is no such key in the standard.")),
        ("    features: [Deles]\n", "", (21, "description/…/features", "one language at least needs it.")),
        (
            "EUPL-1.2 OR MPL-2.0",
            "GPL",
            (28, "legal/license", "a licence in SPDX's form, such as EUPL-1.2 is expected."),
        ),
        (
            "type: contract",
            "type: community",
            (31, "maintenance/contractors", "it must not stand here where the type is community."),
        ),
        (
            "until: 2027-03-31",
            "until: soon",
            (33, "maintenance/contractors[1]/until", "a day is expected, such as 2027-01-31."),
        ),
        (
            "localisationReady: true",
            "localisationReady: maybe",
            (39, "localisation/localisationReady", "true or false is expected."),
        ),
        ("[da, en-GB]", "da", (40, "localisation/availableLanguages", "a list is expected.")),
        ("alias:gdpr", "alias:nope", (42, "supports[1]/id", "a known alias or a URI is expected.")),
        ("IT:\n", "extra:\n", (47, "extra", "there is no such key in the standard.")),
        ("usedBy:\n", "name: again\nusedBy:\n", (8, "name", "it stands here again, first in line 2.")),
        (
            "name: Eksempel\n",
            "name: !!python/object:os.system x\n",
            (2, "name", "the tag python/object:os.system is not read; write a plain value."),
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_key(old: str, new: str, expected: tuple[int, str, str]) -> None:
    text = changed(old, new)

    assert problems(text) == [expected]
    assert not of(text).valid


@pytest.mark.parametrize(
    ("licence", "known"),
    [
        ("MIT", True),
        ("EUPL-1.2 OR (AGPL-3.0-or-later AND CC0-1.0)", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("GPL", False),
        ("MIT AND", False),
        ("() MIT", False),
        ("AND", False),
        ("M" * 1000, False),
    ],
)
def test_a_licence_is_an_spdx_expression(licence: str, known: bool) -> None:
    assert is_spdx(licence) is known


def test_a_contract_needs_contractors_and_a_community_contacts() -> None:
    head, _, _ = GOOD.partition("maintenance:")
    tail = "localisation:\n  localisationReady: true\n  availableLanguages: [da]\n"

    for kind, missing in (("contract", "contractors"), ("community", "contacts"), ("internal", "contacts")):
        found = problems(f"{head}maintenance:\n  type: {kind}\n{tail}")
        assert [(key, text) for _, key, text in found] == [
            (f"maintenance/{missing}", f"it is needed where the type is {kind}.")
        ]
    assert problems(f"{head}maintenance:\n  type: none\n{tail}") == []


def test_what_is_deprecated_is_told_and_valid() -> None:
    found = of(changed("legal:\n", "legal:\n  repoOwner: Odense Kommune\n"))

    assert found.valid
    assert [(problem.line, problem.key) for problem in found.problems] == [(28, "legal/repoOwner")]


def test_older_files_say_their_organisation_as_the_owner() -> None:
    text = changed("organisation:\n  uri: https://example.org\n  name: OS2\n", "")

    assert (
        of(text.replace("legal:\n", "legal:\n  repoOwner: Odense Kommune\n")).organisation == "Odense Kommune"
    )


def test_a_value_that_is_wrong_is_not_believed() -> None:
    found = of(changed("until: 2027-03-31", "until: soon").replace("type: contract", "type: forever"))

    assert found.contractors == (Contractor("Eksempel IT", None),)
    assert found.maintenance_type is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("# nothing\n", 1),
        ("name: [\n  a,\n", 3),
        ("a: b: c\n", 1),
        ("\tname: x\n", 1),
        ("name: x\n---\nname: y\n", 2),
        ("name: *nobody\n", 1),
        ('name: "\\UFFFFFFFF"\n', 1),
        pytest.param("\n" + "[" * 50_000, 2, id="brackets"),
        pytest.param("? " * 50_000, 1, id="keys"),
        ("a: &a [*a]\n", 1),
        ("- just\n- a list\n", 1),
        ("only text", 1),
    ],
)
def test_a_broken_file_is_a_list_of_problems(text: str, line: int) -> None:
    found = of(text)

    assert not found.valid
    assert found.problems[0].line == line
    assert found.name is None


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    levels = "abcdefghij"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise(levels)]
    found = of("\n".join(lines))

    assert not found.valid
    assert "it holds more than 5000 values" in found.problems[0].text.english


def test_a_file_full_of_problems_tells_the_first_hundred() -> None:
    found = of("".join(f"x{number}: 1\n" for number in range(500)))

    assert len(found.problems) == 101
    assert found.problems[-1].text.english.startswith("there are 4")
    assert not found.valid


def test_hostile_text_is_made_harmless() -> None:
    found = of(changed("- Aarhus Kommune", '- "Aarhus\\e[31m\\u202e [/b]\\nKommune"'))

    assert found.used_by[0] == "Aarhus�[31m� [/b] Kommune"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_an_answer_and_never_an_error(text: str) -> None:
    assert not of(text).valid


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.text("{}[]:-&*!|>'\"\n \t#%@`a1", max_size=8))
def test_a_damaged_file_gives_an_answer_and_never_an_error(begin: int, length: int, put: str) -> None:
    assert isinstance(of(GOOD[:begin] + put + GOOD[begin + length :]), PublicCode)
