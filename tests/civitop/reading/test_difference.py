"""What changed between two snapshots, as sentences and figures, and in every form."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import html5lib
import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from civitop.export.anonymous import anonymous
from civitop.export.differences import FORMATS, writer
from civitop.export.differences.as_md import LONGEST
from civitop.health import Snapshot
from civitop.i18n.message import literally
from civitop.reading.difference import difference
from civitop.signals.bus_factor import Share
from civitop.store import Store
from civitop.watch import Watch

HOSTILE = "</script><b>[x](javascript:1)"


@pytest.fixture
async def old(maker: Any, forge_of: Callable[..., Any], watch_over: Callable[..., Watch]) -> Snapshot:
    forge = forge_of(maker.facts(), maker.facts(maker.repository("bakkeby/second")))
    with Store(":memory:") as store:
        watch = watch_over(store, forge)
        async for _ in watch.round(forever=False):
            pass
        return watch.snapshot()


def changed(snapshot: Snapshot, **signals: dict[str, Any]) -> Snapshot:
    """Return the snapshot a month later; of its first repository signals have other fields."""
    first, *rest = snapshot.repositories
    made = {id: replace(first.signals[id], **fields) for id, fields in signals.items()}
    first = replace(first, signals={**first.signals, **made})
    return replace(snapshot, asof=snapshot.asof + timedelta(days=30), repositories=(first, *rest))


def test_equal_snapshots_do_not_differ(old: Snapshot) -> None:
    found = difference(old, old)
    assert found.projects == ()
    assert found.unchanged == 2
    assert str(found.summary[0]) == "2 projects have not changed."


def test_a_fall_is_told_as_a_sentence_and_as_a_figure(old: Snapshot) -> None:
    before = changed(old, bus_factor={"value": 3, "level": "good"})
    after = changed(old, bus_factor={"value": 1, "level": "bad"})
    (project,) = difference(before, after).projects
    assert project.worse
    assert str(project.news[0].text) == "The bus factor fell from 3 to 1."
    (step,) = project.steps
    assert (step.signal, step.old, step.new, step.old_level, step.new_level) == (
        "bus_factor", 3, 1, "good", "bad",
    )  # fmt: skip
    text = writer("txt")(difference(before, after))
    assert "1 project has bad news. 1 project has not changed." in text
    assert "Bus factor: 3 → 1 person (● good → ■ bad)" in text


def test_a_municipality_is_new_since_the_older_snapshot_not_since_its_poll(old: Snapshot) -> None:
    municipalities = old.repositories[0].signals["municipalities"]
    assert municipalities.detail.contributing
    before = changed(old, municipalities={"detail": replace(municipalities.detail, contributing=())})
    first = municipalities.detail.contributing[0].first
    before = replace(before, asof=first - timedelta(days=3))
    late = replace(before.repositories[0], collected_at=first + timedelta(days=300))
    before = replace(before, repositories=(late, *before.repositories[1:]))
    news = [str(change.text) for project in difference(before, old).projects for change in project.news]
    assert any(text.startswith("First contribution of Bakkeby in a year") for text in news)


def test_what_came_and_went_stands_last(old: Snapshot) -> None:
    first, second = old.repositories
    worse = replace(second, signals={
        **second.signals, "bus_factor": replace(second.signals["bus_factor"], value=0)})  # fmt: skip
    third = replace(first, id="hub:a/third", name="a/third")
    found = difference(old, replace(old, repositories=(worse, third)))
    assert [(project.state, project.name) for project in found.projects] == [
        ("changed", second.name),
        ("new", "a/third"),
        ("gone", first.name),
    ]


def test_every_form_holds_the_same_and_is_what_its_readers_take(old: Snapshot) -> None:
    before = changed(old, bus_factor={"value": 3, "level": "good"})
    after = changed(old, bus_factor={"value": 1, "level": "bad"})
    named = replace(after.repositories[0], name=HOSTILE, url="javascript:1", error=literally(HOSTILE))
    found = difference(before, replace(after, repositories=(named, *after.repositories[1:])))
    written = {name: writer(name)(found) for name in FORMATS}
    document = json.loads(written["json"])
    assert document["projects"][0]["steps"][0]["new"] == 1
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(written["html"])
    assert [heading.text for heading in page.iter("h2")] == [HOSTILE]
    assert json.loads(next(page.iter("script")).text) == document
    rendered = MarkdownIt().render(written["md"])
    assert "<b>" not in rendered
    assert "href" not in rendered
    for name in ("txt", "md", "html"):
        assert "The bus factor fell from 3 to 1." in written[name]


def test_markdown_fits_an_issue_and_says_what_it_left_out(old: Snapshot) -> None:
    first = old.repositories[0]
    many = tuple(replace(first, id=f"hub:x/{n:04}", name=f"x/{n:04}-{'y' * 60}") for n in range(1500))
    text = writer("md")(difference(replace(old, repositories=()), replace(old, repositories=many)))
    assert len(text) <= LONGEST
    shown = text.count("\n- ")
    assert text.endswith(f"\n{1500 - shown} more projects are left out.\n")


def person(name: str, number: int, login: str | None = None) -> Share:
    return Share(name=name, login=login, commits=number, share=0.1, last=datetime(2026, 11, 1, tzinfo=UTC))


def with_people(snapshot: Snapshot, *people: Share, value: int | None = 2) -> Snapshot:
    detail = replace(snapshot.repositories[0].signals["bus_factor"].detail, shares=people)
    return changed(snapshot, bus_factor={"value": value, "level": "watch", "detail": detail})


def test_who_committed_for_the_first_time_in_a_year_is_named(old: Snapshot) -> None:
    before = with_people(old, person("Ida Holm", 9, "hub/ida"), person("Bo Lund", 3))
    # Bo's account was learnt in between, and Ida has another one now: both are known.
    after = with_people(
        old,
        *(person("Ida Holm", 9, "hub/ida2"), person("Bo Lund", 4, "hub/bo")),
        *(person("Per Vang", 2, "hub/per"), person("Eva Birk", 1)),
    )
    found = difference(before, after)
    assert [each.name for each in found.projects[0].new_people] == ["Per Vang", "Eva Birk"]
    sentence = "First commits in a year: Per Vang (hub/per) (2 commits) and Eva Birk (1 commit)."
    text = writer("txt")(found)
    assert sentence in text
    assert "- 2 people committed for the first time in a year." in text
    key = b"a key of ours"
    hidden = writer("txt")(difference(anonymous(before, key), anonymous(after, key)))
    assert not [name for name in ("Per Vang", "hub/per", "Eva Birk") if name in hidden]
    assert "First commits in a year: person-" in hidden


def test_nobody_is_new_where_the_year_before_is_not_known(old: Snapshot) -> None:
    before = with_people(old, value=None)
    assert difference(before, with_people(old, person("Per Vang", 2))).projects[0].new_people == ()


def with_more(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot a month later, its second project with eight issues."""
    first, second = changed(snapshot).repositories
    issues = replace(second.signals["open_issues"], value=8)
    second = replace(second, signals={**second.signals, "open_issues": issues})
    return replace(changed(snapshot), repositories=(first, second))


def test_what_a_network_is_told_first(old: Snapshot) -> None:
    first = old.repositories[0]
    cadence, declared = (first.signals[id].detail for id in ("release_cadence", "public_code"))
    bodies = first.signals["municipalities"].detail
    row = replace(bodies.contributing[0], code="XX-9", name="Favrskov", first=old.asof + timedelta(days=3))
    was = old.asof - timedelta(days=100)
    before = changed(
        old,
        open_issues={"value": 4},
        bus_factor={"value": 2, "level": "watch"},
        municipalities={"value": 1},
        release_cadence={"level": "good", "detail": replace(cadence, last_at=was)},
        public_code={"detail": replace(declared, contracts=())},
    )
    after = changed(
        old,
        open_issues={"value": 1},
        bus_factor={"value": 1, "level": "bad"},
        municipalities={"value": 2, "detail": replace(bodies, contributing=(*bodies.contributing, row))},
        release_cadence={
            "level": "watch",
            "detail": replace(
                cadence, last_at=was + timedelta(days=70), gaps_days=(12.0, 30.0, 40.004), last="v3"
            ),
        },
    )
    found = difference(before, after)
    assert [str(each) for each in found.highlights] == [
        "Open issues fell from 5 to 2.",
        "2 versions were published by 1 project.",
        "The next release of bakkeby/desk became overdue.",
        "bakkeby/desk lost its second maintainer.",
        "Favrskov contributed for the first time in a year.",
    ]
    for name in FORMATS:
        assert "lost its second maintainer" in writer(name)(found)
    assert "2 versions were released, the last is v3." in writer("txt")(found)
    long_ago = replace(before, asof=old.asof - timedelta(days=500))
    told = [str(each) for each in difference(long_ago, after).highlights]
    assert f"Favrskov contributed, and had not in the year before {long_ago.asof:%Y-%m-%d}." in told
    gap = changed(old, open_issues={"value": None})
    (some,) = [str(each) for each in difference(gap, with_more(old)).highlights]
    assert some == "Open issues rose from 1 to 8 in 1 project; of the others one of both is not known."
    back = [str(each) for each in difference(after, before).highlights]
    assert "bakkeby/desk no longer hangs on one person." in back


def test_what_was_not_known_then_is_no_change(old: Snapshot) -> None:
    before = changed(
        old,
        bus_factor={"value": None, "level": "unknown"},
        open_issues={"value": 3, "level": "unknown"},
        activity={"value": None, "level": "bad"},
        response_time={"value": 2.0, "level": "good"},
    )
    after = changed(
        old,
        bus_factor={"value": 1, "level": "bad"},
        open_issues={"value": 5, "level": "watch"},
        activity={"value": None, "level": "good"},
        response_time={"value": None, "level": "unknown"},
    )
    text = writer("txt")(difference(before, after))
    assert text.splitlines()[-4:] == [
        "  Open issues: 3 → 5 issues (▲ watch)",
        "  Activity: ■ bad → ● good",
        "  Not known then: Bus factor.",
        "  No longer known: Response time.",
    ]


def test_what_reads_the_same_is_left_out_but_for_its_level(old: Snapshot) -> None:
    before = changed(
        old, open_issues={"value": 5, "level": "good"}, response_time={"value": 30.1, "level": "good"}
    )
    after = changed(
        old, open_issues={"value": 5, "level": "bad"}, response_time={"value": 30.2, "level": "good"}
    )
    text = writer("txt")(difference(before, after))
    assert "  Open issues: 5 issues (● good → ■ bad)" in text
    assert "Response time" not in text
