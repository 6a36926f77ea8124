"""The checks of the Standard for Public Code by invented projects."""

import pytest

from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.signals.base import Settings, Thresholds
from civitop.signals.standard import STANDARD
from civitop.signals.standard.detail import TITLES
from civitop.signals.standard.files import COMMUNITY, find
from civitop.signals.standard.licences import is_approved

DEFAULT = Settings()
FILES = (
    ".github/workflows/", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "LICENSE", "README.md",
    "docs/GOVERNANCE.md", ".github/SECURITY.md",
)  # fmt: skip
PUBLICCODE = """publiccodeYmlVersion: "0.4"
name: Shelter
url: https://github.com/aaholm/shelter
releaseDate: 2026-01-01
platforms: [web]
categories: [it-development]
developmentStatus: stable
softwareType: standalone/web
organisation:
  name: Aaholm Kommune
  uri: https://aaholm.example
description:
  en:
    shortDescription: Finds a shelter.
    longDescription: >
      Finds a shelter for whoever needs one, in the language that they speak, and tells those who run
      it how many places are left. It was made by two municipalities together, and every municipality can
      run it by itself; nothing that somebody asks for is kept longer than a day. It reads opening times from
      the registers that municipalities have already, so that nobody has to write them down a second time,
      and it sends nobody to a door that is shut. Whoever wants to add a shelter writes an issue, and two
      people look at it before anybody is sent there. It runs in a browser and on the telephone.
    features: [search]
legal:
  license: EUPL-1.2
maintenance:
  type: internal
  contacts: [{name: Ida}]
localisation:
  localisationReady: true
  availableLanguages: [en]
usedBy: [Aaholm Kommune, Dalby Kommune]
"""


def checks(make, asof, **facts):
    signal = STANDARD.measure(make.project(**facts), asof, DEFAULT)
    return signal, {check.name: check for check in signal.detail.checks}


def whole(make, **more):
    reviewed = make.request(
        20, 10, merged=True, who="bo@bysted.example", reviews=[(15, "ida@aaholm.example")]
    )
    facts = {"files": FILES, "publiccode": PUBLICCODE, "licence": "EUPL-1.2", "ci_state": "success",
             "requests": [reviewed], "tags": [make.tag(30, "v1.2.0")]}  # fmt: skip
    return facts | more


def test_a_project_that_has_everything_meets_every_check(make, asof):
    signal, found = checks(make, asof, **whole(make))
    assert {name: check.state for name, check in found.items()} == dict.fromkeys(TITLES, "met")
    assert (signal.value, signal.level, signal.coverage.sample) == (14, "good", 14)
    assert signal.reason.english == "14 of 14 checks of the Standard for Public Code are met."
    assert found["security"].seen.english == ".github/SECURITY.md"
    assert all(check.remedy is None for check in found.values())


@pytest.mark.parametrize(
    ("check", "change"),
    [
        *((name, {"files": tuple(f for f in FILES if word not in f)}) for name, word in [
            ("licence", "LICENSE"), ("readme", "README"), ("contributing", "CONTRIBUTING"), ("conduct", "CONDUCT"),
            ("security", "SECURITY"), ("governance", "GOVERNANCE"), ("changelog", "CHANGELOG"), ("ci", "workflows"),
        ]),
        ("approved", {"licence": "BUSL-1.1"}),
        ("public_code", {"publiccode": PUBLICCODE.replace("releaseDate: 2026-01-01", "releaseDate: soon")}),
        ("ci_state", {"ci_state": "failure"}),
        ("versions", {"tags": []}),
    ],
)  # fmt: skip
def test_each_check_fails_by_itself_and_says_what_to_do(make, asof, check, change):
    signal, found = checks(make, asof, **whole(make, **change))
    assert [name for name, each in found.items() if each.state != "met"] == [check]
    assert found[check].state == "not met"
    assert found[check].remedy.english.endswith(".")
    assert (signal.value, signal.level) == (13, "bad" if check == "licence" else "watch")


def test_a_change_that_nobody_else_saw_fails_the_review(make, asof):
    alone = make.request(20, 10, merged=True, who="bo@bysted.example")
    _, found = checks(make, asof, **whole(make, requests=[alone]))
    assert found["reviewed"].state == "not met"
    assert found["reviewed"].seen.english == "100% merged without review in the last 90 days"


def test_the_first_problem_of_publiccode_is_named_with_its_line(make, asof):
    _, found = checks(make, asof, **whole(make, publiccode="name: Shelter\nreleaseDate: soon\n"))
    assert found["public_code"].remedy.english.startswith("Line ")


def test_one_organisation_alone_is_one_party_and_an_unknown_one_may_be_a_second(make, asof):
    alone = PUBLICCODE.replace("usedBy: [Aaholm Kommune, Dalby Kommune]", "usedBy: [Aaholm Kommune]")
    mine = make.commit(3, "ida@aaholm.example")
    _, found = checks(make, asof, **whole(make, publiccode=alone, requests=[], commits=[mine]))
    assert found["parties"].state == "not met"
    who = make.commit(4, "x@nowhere.example")
    _, found = checks(make, asof, **whole(make, publiccode=alone, requests=[], commits=[mine, who]))
    assert found["parties"].state == "unknown"
    other = make.commit(4, "bo@bysted.example")
    _, found = checks(make, asof, **whole(make, publiccode=alone, requests=[], commits=[mine, other]))
    assert found["parties"].state == "met"


def test_a_level_needs_all_checks_that_could_change_it(make, asof):
    no_ci = whole(make, ci_state=None)
    signal, _ = checks(make, asof, **no_ci)
    assert (signal.value, signal.level) == (13, "unknown")  # one unknown check parts good from watch
    no_readme = no_ci | {"files": tuple(f for f in FILES if "README" not in f)}
    assert checks(make, asof, **no_readme)[0].level == "watch"  # whatever CI says
    strict = Settings(thresholds={"standard": Thresholds(bad=1)})
    assert STANDARD.measure(make.project(**no_readme), asof, strict).level == "bad"


def test_files_that_were_not_read_are_unknown_and_not_missing(make, asof):
    gone = Extent.absent(literally("It needs a token."))
    signal, found = checks(make, asof, extents={"files": gone}, tags=[make.tag(3, "v1.0.0")])
    assert {found[name].state for name, _, _ in COMMUNITY} == {"unknown"}
    assert (signal.value, signal.level) == (1, "unknown")
    assert signal.coverage.missing[0].english == "The files are not known: It needs a token."


@pytest.mark.parametrize(
    ("path", "check"),
    [
        ("README", "readme"), ("readme.nl.md", "readme"), ("LICENSE-MIT", "licence"), ("COPYING.LESSER", "licence"),
        ("LICENSES/", "licence"), ("docs/contributing.rst", "contributing"), (".gitlab-ci.yml", "ci"),
        ("Jenkinsfile", "ci"), ("CHANGES", "changelog"), ("HISTORY.rst", "changelog"),
    ],
)  # fmt: skip
def test_files_are_known_by_the_names_that_people_give_them(path, check):
    stems = next(stems for name, _, stems in COMMUNITY if name == check)
    assert find(("a.txt", path), stems) == path


@pytest.mark.parametrize(
    "path", ["security-model.md", "history.py", "news/", "docs/changes-in-layout.md", "docs/ci.md"]
)
def test_what_only_begins_alike_is_another_file(path):
    assert all(find((path,), stems) is None for _, _, stems in COMMUNITY)


@pytest.mark.parametrize(
    ("licence", "approved"),
    [
        ("EUPL-1.2", True), ("mit", True), ("GPL-3.0-or-later", True), ("AGPL-3.0-only", True), ("GPL-2.0+", True),
        ("BUSL-1.1", False), ("CC-BY-4.0", False), ("SSPL-1.0 OR MIT", True), ("SSPL-1.0 AND MIT", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True), ("my own", None), ("", None),
    ],
)  # fmt: skip
def test_a_licence_is_approved_or_not_or_none(licence, approved):
    assert is_approved(licence) is approved
