"""Where files depart from the standard or its official parser: encodings, names, empty values, words, paths."""

import pytest

from civitop.model import Document
from civitop.publiccode import PublicCode, misnamed, read
from civitop.sanitise import document

GOOD = """\
publiccodeYmlVersion: "0.7"
name: Eksempel
url: https://example.org/eksempel
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
logo: logo.svg
description:
  da:
    shortDescription: Et eksempel
    longDescription: >
      Et eksempel på et program som kommuner deler, beskrevet så langt at beskrivelsen når de hundrede
      og halvtreds tegn, som standarden kræver af den lange beskrivelse i mindst et sprog.
    features: [Deles]
legal:
  license: EUPL-1.2
maintenance:
  type: community
  contacts:
    - name: Anna Ås
localisation:
  localisationReady: true
  availableLanguages: [da]
"""
FILES = ("README.md", "docs/shot.png", "logo.svg", "publiccode.yml")


def code(text: str | bytes, path: str = "publiccode.yml") -> PublicCode:
    """Read a file as a collector hands it on."""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    found = read([Document(path, document(text))], FILES)
    assert found is not None
    return found


def wrong(text: str | bytes) -> list[tuple[int, str]]:
    return [(problem.line, problem.key) for problem in code(text).problems if not problem.warning]


def test_the_example_is_in_order() -> None:
    assert wrong(GOOD) == []


# ---------------------------------------------------------------- the file itself


def test_a_byte_order_mark_and_line_ends_of_windows_change_nothing() -> None:
    assert wrong(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == []


def test_another_encoding_is_told_with_its_line_and_the_rest_is_read() -> None:
    found = code(GOOD.replace("Anna Ås", "Anna").encode("latin-1"))
    assert (found.valid, found.name) == (False, "Eksempel")
    (problem,) = found.problems
    assert (problem.line, problem.text.english) == (
        12,
        "this is not UTF-8, or holds a control character; save the file as UTF-8.",
    )


def test_utf_16_is_named_and_nothing_else_is_said_of_it() -> None:
    (problem,) = code(GOOD.encode("utf-16")).problems
    assert "save the file as UTF-8" in problem.text.english


def test_a_tab_behind_a_key_is_read_and_one_that_indents_is_not() -> None:
    assert wrong(GOOD.replace("name: Eks", "name:\t Eks")) == []
    assert wrong(GOOD.replace("  type: community", "\ttype: community")) == [(18, "(the whole file)")]


def test_a_second_document_is_told_where_it_begins() -> None:
    (problem,) = code(GOOD + "---\nname: other\n").problems
    line = GOOD.count("\n") + 1
    assert (problem.line, "a second document begins here" in problem.text.english) == (line, True)


def test_a_name_in_another_case_is_read_and_to_be_changed() -> None:
    found = code(GOOD, "Publiccode.yml")
    assert (found.name, found.valid) == ("Eksempel", False)
    assert "rename it to publiccode.yml" in found.problems[0].text.english
    assert misnamed(("Publiccode.YAML", "x")) == "Publiccode.YAML"
    assert misnamed(("Publiccode.yml", "publiccode.yml")) is None
    assert misnamed(FILES) is None


def test_the_right_name_goes_before_one_in_another_case() -> None:
    documents = [Document("PublicCode.yml", "name: old\n"), Document("publiccode.yml", "name: new\n")]
    found = read(documents)
    assert found is not None
    assert found.name == "new"


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    "added",
    [
        "categories:\n",
        "usedBy:\nroadmap:\n",
        "fundedBy:\n  - uri: https://example.org/body\n",
        "isBasedOn: https://example.org/x\n",
        "inputTypes: [text/plain, application/vnd.oasis.opendocument.text]\n",
        "IT:\n  countryExtensionVersion: '0.2'\n",
        "NL:\n  anything: goes\n",
        "intendedAudience: {countries: [DK, nl]}\n",
    ],
)
def test_what_the_parser_takes_is_taken(added: str) -> None:
    assert wrong(GOOD + added) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("platforms: [web]", "platforms: web", "platforms"),
        ("platforms: [web]", "platforms: []", "platforms"),
        ("features: [Deles]", "features: []", "description/da/features"),
        ("availableLanguages: [da]", "availableLanguages: []", "localisation/availableLanguages"),
        ("availableLanguages: [da]", "availableLanguages: [xxx]", "localisation/availableLanguages[1]"),
        ("  da:\n", "  xxx:\n", "description/xxx"),
        ("name: Anna Ås", "name: Anna Ås\n      email: anna", "maintenance/contacts[1]/email"),
        ("logo: logo.svg", "logo: /logo.svg", "logo"),
        ("logo: logo.svg", "logo: file:///logo.svg", "logo"),
        ("logo: logo.svg", "logo: file:logo.svg", "logo"),
        ("logo: logo.svg", "logo: logo.jpg", "logo"),
        ("logo: logo.svg", "logo: https://example.org/logo", "logo"),
        ("logo: logo.svg", "isBasedOn: other", "isBasedOn"),
        ("logo: logo.svg", "isBasedOn: [https://example.org/x, other]", "isBasedOn[2]"),
        ("logo: logo.svg", "inputTypes: [text]", "inputTypes[1]"),
        ("logo: logo.svg", "fundedBy: [{name: Somebody}]", "fundedBy[1]/uri"),
        ("logo: logo.svg", "intendedAudience: {countries: [XX]}", "intendedAudience/countries[1]"),
        ("logo: logo.svg", "intendedAudience: {countries: [Dk]}", "intendedAudience/countries[1]"),
        ("logo: logo.svg", "IT: {countryExtensionVersion: '2'}", "IT/countryExtensionVersion"),
        ("logo: logo.svg", "IT: {}\nit: {}", "it"),
    ],
)
def test_what_the_parser_refuses_is_told(old: str, new: str, key: str) -> None:
    assert key in [found for _, found in wrong(GOOD.replace(old, new, 1))]


@pytest.mark.parametrize(
    "logo", ["./logo.svg", "docs/../logo.svg", "img/logo.png", "https://x.example/l.svgz?v=2"]
)
def test_a_logo_may_stand_in_the_repository_or_at_an_address(logo: str) -> None:
    assert wrong(GOOD.replace("logo.svg", logo)) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("logo.svg", "other.svg", "logo"),
        ("license: EUPL-1.2", "license: EUPL-1.2\n  authorsFile: AUTHORS", "legal/authorsFile"),
        (
            "    features: [Deles]",
            "    features: [Deles]\n    screenshots: [docs/shot.png, docs/no.png]",
            "description/da/screenshots[2]",
        ),
    ],
)
def test_a_file_that_is_mentioned_and_not_there_is_told(old: str, new: str, key: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert [found for _, found in wrong(text)] == [key]
    unknown = read([Document("publiccode.yml", text)])
    assert unknown is not None
    assert unknown.valid
