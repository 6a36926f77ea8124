from datetime import timedelta
from textwrap import dedent, indent

import pytest

from civitop.i18n.message import literally
from civitop.model import Extent
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry, Row
from civitop.signals.base import Settings, Thresholds
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.public_code import PUBLIC_CODE

DK = Settings(country="DK")


@pytest.fixture
def declare():
    """A valid file, with what a test wants to say in it."""

    def text(*, status="stable", maintenance="type: contract", contractors=(), used_by=()):
        lines = dedent(
            f"""\
            publiccodeYmlVersion: "0.4"
            name: Shelter
            url: https://github.com/aaholm/shelter
            platforms: [web]
            developmentStatus: {status}
            softwareType: standalone/web
            description:
              en:
                shortDescription: Finds shelter.
                longDescription: {"Finds shelter for whoever needs it. " * 5}
                features: [Finding]
            legal: {{license: EUPL-1.2}}
            localisation: {{localisationReady: true, availableLanguages: [da]}}
            maintenance:
              {maintenance}
            """
        )
        if contractors:
            rows = "".join(f"- {{name: {name}, until: {until}}}\n" for name, until in contractors)
            lines += "  contractors:\n" + indent(rows, "    ")
        if used_by:
            lines += "usedBy:\n" + "".join(f"  - {name}\n" for name in used_by)
        return lines

    return text


def measure(project, asof, settings=DK):
    return PUBLIC_CODE.measure(project, asof, settings)


@pytest.mark.parametrize(
    ("until", "left", "level", "reason"),
    [
        ("2027-11-22", 365, "good", "publiccode.yml is valid, and nothing that is observed contradicts it."),
        ("2027-05-21", 180, "good", "publiccode.yml is valid, and nothing that is observed contradicts it."),
        ("2027-05-20", 179, "watch", "The contract with Nordkode ends in 179 days."),
        ("2026-11-23", 1, "watch", "The contract with Nordkode ends in 1 day."),
        ("2026-11-22", 0, "watch", "The contract with Nordkode ends today."),
        ("2026-11-21", -1, "bad", "The contract with Nordkode ended 1 day ago."),
    ],
)
def test_a_contract_that_ends(make, asof, declare, until, left, level, reason):
    text = declare(contractors=[("Nordkode", until)])
    signal = measure(make.project(publiccode=text, commits=[make.commit(1)]), asof)
    assert signal.detail.valid, signal.detail.first_problems
    assert (signal.value, signal.level, signal.reason.english) == (left, level, reason)
    assert [c.days_left for c in signal.detail.contracts] == [left]


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_a_contract_that_was_renewed_ends_when_its_last_period_does(make, asof, declare, order):
    periods = [("Nordkode", "2027-12-31"), ("Nordkode", "2020-12-31"), ("Nordkode  ", "2024-12-31")]
    signal = measure(make.project(publiccode=declare(contractors=periods[order])), asof)
    (contract,) = signal.detail.contracts
    assert (contract.name, contract.until.isoformat(), signal.value) == ("Nordkode", "2027-12-31", 404)


def test_a_file_in_another_case_is_to_be_renamed(make, asof):
    signal = measure(make.project(files=("Publiccode.yml",)), asof)
    assert (signal.detail.found, signal.detail.misnamed, signal.level) == (False, "Publiccode.yml", "watch")
    assert (
        signal.reason.english == "Nobody finds Publiccode.yml under this name; rename it to publiccode.yml."
    )


def test_the_contract_that_ends_first_counts_and_the_notice_is_configured(make, asof, declare):
    text = declare(contractors=[("Sydsoft", "2028-01-01"), ("Nordkode", "2027-11-22")])
    project = make.project(publiccode=text, commits=[make.commit(1)])
    assert (measure(project, asof).value, measure(project, asof).level) == (365, "good")
    early = Settings(thresholds={"public_code": Thresholds(watch=400)})
    assert measure(project, asof, early).reason.english == "The contract with Nordkode ends in 365 days."
    assert measure(project, asof, early).level == "watch"


def test_what_is_declared_and_is_not_so(make, asof, declare):
    text = declare(contractors=[("Nordkode", "2029-01-01")])
    archived = measure(make.project(publiccode=text, archived=True), asof)
    assert list(map(str, archived.detail.contradictions)) == [
        "It is declared stable, but the repository is archived."
    ]
    silent = measure(make.project(publiccode=text), asof)
    assert (silent.level, silent.reason.english) == (
        "watch", "It is declared stable, but nobody committed anything for a year."
    )  # fmt: skip
    none = declare(maintenance="type: none")
    busy = measure(make.project(publiccode=none, commits=[make.commit(1)]), asof)
    assert list(map(str, busy.detail.contradictions)) == [
        "It is declared to have no maintenance, but people commit to it."
    ]


def test_users_that_do_not_contribute(make, asof, declare):
    text = declare(
        contractors=[("Nordkode", "2029-01-01")], used_by=["Bysted Kommune", "Aaholm", "Example Trust"]
    )
    idle = make.project(publiccode=text, commits=[make.commit(1, "per@nordkode.example")])
    assert measure(idle, asof).reason.english == "2 municipalities use it, and none of them contributes."
    busy = make.project(publiccode=text, commits=[make.commit(1)])
    assert measure(busy, asof).detail.contradictions == ()
    signal = MUNICIPALITIES.measure(busy, asof, DK)
    assert [user.code for user in signal.detail.using] == ["DK-9001", "DK-9002"]
    assert signal.detail.using_not_contributing == ("DK-9002",)
    assert signal.detail.used_by_others == ("Example Trust",)
    assert signal.value == 1
    assert "; 1 municipality uses it without contributing" in signal.reason.english


def test_no_file_and_a_broken_one(make, asof):
    none = measure(make.project(), asof)
    assert (none.value, none.level, none.detail.found) == (None, "watch", False)
    assert none.reason.english == "The project does not describe itself: it has no publiccode.yml."
    broken = measure(make.project(publiccode="name: [", commits=[make.commit(1)]), asof)
    assert (broken.level, broken.detail.valid, broken.detail.problems) == ("watch", False, 1)
    assert broken.reason.english == "publiccode.yml has 1 problem by the published standard."
    unknown = measure(make.project(extents={"files": Extent.absent(literally("It needs a token."))}), asof)
    assert (unknown.level, unknown.detail.found) == ("unknown", None)
    assert unknown.reason.english == "The files are not known: It needs a token."


def test_users_and_contractors_that_merged_are_those_of_the_day(make, asof, declare):
    merger = asof.date() - timedelta(days=10)

    def row(id, kind, name, **more):
        return Row(id, kind, "", name, (), (), (), "", "invented", **more)

    registry = Registry(
        [
            row("DK-1", "municipality", "Oldby", until=merger, successor="DK-2"),
            row("DK-2", "municipality", "Newby", since=merger),
            row("DK-it", "vendor", "Oldby IT", until=merger, successor="DK-newit"),
            row("DK-newit", "vendor", "Newby IT", since=merger),
        ]
    )
    text = declare(contractors=[("Oldby IT", "2029-01-01")], used_by=["Oldby Kommune"])
    project = make.project(NetworkAffiliator(registry), publiccode=text, commits=[make.commit(1)])

    def seen(at):
        using = MUNICIPALITIES.measure(project, at, DK).detail.using
        return [user.code for user in using], [each.code for each in measure(project, at).detail.contracts]

    assert seen(asof) == (["DK-2"], ["DK-newit"])
    assert seen(asof - timedelta(days=11)) == (["DK-1"], ["DK-it"])
