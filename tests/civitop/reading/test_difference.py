"""What changed between two snapshots, as sentences and figures, and in every form."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import html5lib
import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from civitop.export.differences import FORMATS, writer
from civitop.export.differences.as_md import LONGEST
from civitop.health import Snapshot
from civitop.i18n.message import literally
from civitop.reading.difference import difference
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
