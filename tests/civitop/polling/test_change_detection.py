from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from civitop.health import Health
from civitop.i18n.message import literally
from civitop.model import (
    FACT_KINDS,
    Commit,
    Document,
    Extent,
    Facts,
    Issue,
    Release,
    Repository,
    Tag,
    identity,
)
from civitop.people.affiliation.base import UNKNOWN, Affiliation, Organisation
from civitop.people.identities import resolve
from civitop.polling.change_detection import compare
from civitop.signals import measure_all
from civitop.signals.base import Project, Settings
from civitop.signals.public_code import Contract

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
AAHOLM = Organisation("DK-9001", "municipality", "Aaholm", "DK")


class OnlyAaholm:
    def affiliate(self, identity, at, source_owner=None, *, proper=None, accounts=()):
        return (
            Affiliation("municipality", "email-domain", AAHOLM)
            if identity.domain == "aaholm.example"
            else UNKNOWN
        )

    def named(self, name, country=None, at=None):
        return None


def ago(days):
    return NOW - timedelta(days=days)


def commit(days, who="per@nordkode.example"):
    return Commit(f"{who} {days}", ago(days), identity(who, who))


def issues(number, start=1.0):
    return tuple(Issue(n, "An issue", None, ago(start), ago(start)) for n in range(1, number + 1))


@pytest.fixture
def facts():
    def make(**given):
        repository = Repository(id="github:aaholm/shelter", forge="github", name="aaholm/shelter", url="")
        extents = {kind: Extent() for kind in FACT_KINDS}
        return Facts(repository=repository, collected_at=NOW, source="test", extents=extents, **given)

    return make


@pytest.fixture
def health():
    def make(facts, asof=NOW, error=None):
        project = Project(facts, resolve(facts), OnlyAaholm())
        return Health(
            id=facts.repository.id, forge="github", name="aaholm/shelter", url="", archived=False,
            status="stale" if error else "fresh", collected_at=asof, error=error and literally(error),
            signals=measure_all(project, asof, Settings()),
        )  # fmt: skip

    return make


def told(before, after, facts=None):
    return [(change.kind, change.text.english, change.worse) for change in compare(before, after, facts, NOW)]


def test_nothing_new_is_no_news(facts, health):
    same = facts(commits=(commit(1),), issues=issues(3))
    assert compare(health(same), health(same), same, NOW) == ()
    assert compare(None, health(same), same, NOW) == ()


def test_a_release_is_told_with_its_own_date(facts, health):
    old = facts(releases=(Release("v1", "", ago(20)),))
    new = facts(
        releases=(
            Release("v3", "", ago(0.1)),
            Release("v2", "", ago(1)),
            Release("v3-rc1", "", ago(2), True),
            *old.releases,
        )
    )
    changes = compare(health(old, ago(3)), health(new), new, NOW)
    assert [(c.kind, c.text.english, c.at, c.worse) for c in changes] == [
        ("release", "v2 was released.", ago(1), None),
        ("release", "v3 was released.", ago(0.1), None),
    ]
    without_facts = told(health(old, ago(3)), health(new))
    assert without_facts[0][1] == "2 versions were released, the last is v3."


def test_a_first_release_and_many_at_once(facts, health):
    first = facts(releases=(Release("v1", "", ago(1)),))
    assert ("release", "v1 was released.", None) in told(health(facts(), ago(3)), health(first), first)
    many = facts(tags=tuple(Tag(f"v{n}", ago(n / 10)) for n in range(1, 6)))
    assert ("release", "5 versions were tagged, the last is v1.", None) in told(
        health(facts(), ago(3)), health(many), many
    )


def test_a_backlog_that_jumps(facts, health):
    before = health(facts(issues=issues(20, 200)))
    jumped = health(facts(issues=issues(25, 200)))
    assert told(before, jumped) == [("backlog", "Open issues jumped from 20 to 25.", True)]
    assert told(before, health(facts(issues=issues(24, 200)))) == []
    assert told(health(facts(issues=issues(4, 200))), health(facts(issues=issues(8, 200)))) == []


def test_a_backlog_that_rises_little_by_little_is_told_once(facts, health):
    def month(new):
        return health(facts(issues=issues(20, 200) + issues(new)))

    rise = ("backlog", "Open issues rose from 20 to 25 in 30 days.", True)
    assert rise in told(month(4), month(5))
    assert all(kind != "backlog" for kind, _, _ in told(month(5), month(6)))


def test_a_municipality_contributes_for_the_first_time(facts, health):
    before = health(facts(commits=(commit(5),)), ago(1))
    after = health(facts(commits=(commit(5), commit(0.5, "ida@aaholm.example"))))
    assert ("first-contribution", "First contribution of Aaholm in a year: 1 commit.", False) in told(
        before, after
    )
    assert all(kind != "level" or "municipal" not in text for kind, text, _ in told(before, after))


def test_a_corrected_affiliation_is_no_first_contribution(facts, health):
    before = health(facts(commits=(commit(5),)))
    after = health(facts(commits=(commit(5), commit(200, "ida@aaholm.example"))))
    assert all(kind != "first-contribution" for kind, _, _ in told(before, after))


def test_a_bus_factor_that_falls(facts, health):
    both = facts(commits=(commit(5), commit(6, "eva@nordkode.example"), commit(7, "bo@nordkode.example")))
    one = facts(commits=(commit(5),))
    assert told(health(both), health(one)) == [("bus-factor", "The bus factor fell from 2 to 1.", True)]
    assert told(health(one), health(both)) == [("level", "Bus factor: from bad to watch.", False)]


def test_contracts_that_come_to_their_end(facts, health):
    text = "maintenance:\n  type: contract\n  contractors:\n    - {name: Nordkode, until: 2027-01-01}\n"
    declared = facts(documents=(Document("publiccode.yml", text),), commits=(commit(300), commit(1)))
    end = datetime(2027, 1, 1, 10, tzinfo=UTC)

    def at(days_left):
        signals = health(declared, end - timedelta(days=days_left))
        return msgspec.structs.replace(signals, signals={"public_code": signals.signals["public_code"]})

    assert told(at(181), at(179)) == [("contract-end", "The contract with Nordkode ends in 179 days.", True)]
    assert told(at(179), at(178)) == []
    assert told(at(0), at(-1)) == [("contract-end", "The contract with Nordkode ended on 2027-01-01.", True)]
    assert told(at(-1), at(-2)) == []


def test_a_poll_that_fails_and_comes_back(facts, health):
    sentence = "GitHub did not answer for aaholm/shelter; it is asked again in the next round."
    fine, failed = health(facts()), health(facts(), error=sentence)
    assert told(fine, failed) == told(None, failed) == [("failed", sentence, True)]
    assert told(failed, failed) == []
    assert told(failed, fine) == [("recovered", "It could be polled again.", False)]


def test_every_change_carries_the_round_and_the_repository(facts, health):
    changes = compare(health(facts(issues=issues(20, 200))), health(facts(issues=issues(40, 200))), None, NOW)
    assert {(change.at, change.repository) for change in changes} == {(NOW, "github:aaholm/shelter")}


def contract(level: str, left: int, until: date = date(2027, 1, 1)) -> Contract:
    return Contract("Nordkode", None, until, left, level)


def test_a_contract_is_news_when_its_level_worsens_by_whatever_thresholds(health, facts) -> None:
    def at(*contracts: Contract) -> Health:
        found = health(facts())
        signal = found.signals["public_code"]
        detail = msgspec.structs.replace(signal.detail, contracts=contracts)
        signals = {"public_code": msgspec.structs.replace(signal, detail=detail)}
        return msgspec.structs.replace(found, signals=signals)

    ends = [("contract-end", "The contract with Nordkode ends in 40 days.", True)]
    assert told(at(contract("good", 41)), at(contract("watch", 40))) == ends
    assert told(at(contract("good", 41)), at(contract("good", 40))) == []
    assert told(at(contract("watch", 41)), at(contract("bad", 40))) == ends
    assert told(at(), at(contract("watch", 40))) == ends
    assert told(at(contract("unknown", 41)), at(contract("watch", 40))) == []
    ended = [("contract-end", "The contract with Nordkode ended on 2027-01-01.", True)]
    assert told(at(contract("bad", 0)), at(contract("bad", -1))) == ended
    assert told(at(contract("bad", -1)), at(contract("bad", -2))) == []
