"""The page is read by html5lib, which takes no mistake; nothing from outside does anything in it."""

import json
import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape
from msgspec.structs import replace

from civitop.codec import decode_snapshot
from civitop.export import json_export, writer
from civitop.export.html.charts import trend
from civitop.export.html.markup import link, tag
from civitop.export.wording import said_value, task_line
from civitop.health import Snapshot
from civitop.i18n.language import load, use
from civitop.reading.todo import with_todo
from civitop.signals import SIGNALS
from civitop.signals.base import TrendPoint


@given(st.text(st.sampled_from("&<>\"'aé /"), max_size=8), st.floats(-9, 9) | st.integers(-9, 9))
def test_what_is_no_markup_is_escaped_and_what_is_stays(text: str, value: float) -> None:
    made = tag("p", text, Markup("<b>"), title=text, data_value=value, class_=None)
    assert made == f'<p title="{escape(text)}" data-value="{escape(value)}">{escape(text)}<b></p>'
    assert type(made) is Markup


OURS = re.compile(r"#[\w-]+")


def read(text: str) -> Any:
    """Return the document's tree; raises where the page has any mistake."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


@pytest.fixture
def text(hostile: Snapshot) -> str:
    return writer("html")(hostile)


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def test_the_page_asks_nobody_for_anything(text: str) -> None:
    for element in read(text).iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"link", "img", "iframe", "object", "embed", "base", "form", "image", "use"}
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in {"src", "srcset", "action", "style", "background", "xlink:href"}
            if name == "href" and not OURS.fullmatch(value):
                assert element.tag == "a"
                assert "noreferrer" in element.attrib["rel"]
                assert re.match(r"https?://", value)
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert style
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_only_our_own_style_and_script_are_allowed(text: str) -> None:
    page = read(text)
    policy = next(
        meta.attrib["content"]
        for meta in page.iter("meta")
        if meta.attrib.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none';")
    scripts = [each for each in page.iter("script") if each.attrib.get("type") != "application/json"]
    assert len(scripts) == 1
    for element in (*scripts, *page.iter("style")):
        assert f"'sha256-{b64encode(sha256(element.text.encode()).digest()).decode()}'" in policy


def test_what_is_hostile_is_shown_as_text(hostile: Snapshot, text: str) -> None:
    failed = next(health for health in hostile.repositories if health.error)
    page = read(text)
    shown = [words(p) for p in page.iter("p") if p.attrib.get("class") == "error"]
    assert any(" ".join(str(failed.error).split()) in line for line in shown)
    assert link("javascript:alert(1)", "x") == "x"
    assert link('https://a.example/"onclick=', "x") == "x"
    assert tag("p", "<b>", title='">') == '<p title="&#34;&gt;">&lt;b&gt;</p>'


def test_the_snapshot_stands_in_it_as_json(hostile: Snapshot, text: str) -> None:
    block = next(each for each in read(text).iter("script") if each.attrib.get("id") == "civitop-snapshot")
    assert "<" not in block.text
    assert json.loads(block.text) == json.loads(json_export.write(hostile))
    assert json_export.write(decode_snapshot(block.text.encode())) == json_export.write(hostile)


def test_it_tells_what_would_help_most_and_leads_there(hostile: Snapshot, text: str) -> None:
    page = read(text)
    told = [words(li) for ol in page.iter("ol") if ol.attrib.get("class") == "todo" for li in ol]
    todo = with_todo(hostile).networks[0].todo
    names = {health.id: health.name for health in hostile.repositories}
    assert todo
    assert told == [f"{names[task.repository]}: {task_line(task)}" for task in todo]
    anchors = {each.attrib["id"] for each in page.iter("section") if "id" in each.attrib}
    assert {a.attrib["href"][1:] for ol in page.iter("ol") for a in ol.iter("a")} <= anchors


def test_its_figures_and_reasons_are_those_of_the_snapshot(hostile: Snapshot, text: str) -> None:
    page = read(text)
    sections = [each for each in page.iter("section") if each.attrib.get("class") == "repository"]
    assert len(sections) == len(hostile.repositories)
    for health, section in zip(hostile.repositories, sections, strict=True):
        written = words(section)
        assert health.name in written
        for definition in SIGNALS:
            signal = definition.of(health.signals)
            if signal is not None:
                assert f"{definition.title}: {said_value(definition, signal)}" in written
                assert " ".join(str(signal.reason).split()) in written
    rows = next(each for each in page.iter("table") if "projects" in each.attrib["class"]).find("tbody")
    values = [[cell.attrib.get("data-value") for cell in row.iter("td")][:-1] for row in rows]
    known = [
        [
            "" if (s := d.of(h.signals)) is None or s.value is None else str(s.value)
            for d in SIGNALS
            if d.leading
        ]
        for h in hostile.repositories
    ]
    assert values == known


def test_what_is_not_known_is_one_dash(text: str) -> None:
    table = next(each for each in read(text).iter("table") if "projects" in each.attrib["class"])
    cells = [words(cell) for row in table.find("tbody") for cell in list(row.iter("td"))[:-1]]
    assert "–" in cells
    assert "– –" not in cells


@pytest.mark.parametrize(
    ("id", "said"), [("response_time", "−54 hours in 30 days"), ("bus_factor", "−54 in 30 days")]
)
def test_a_change_has_its_unit_where_the_value_is_told_in_another_one(
    hostile: Snapshot, id: str, said: str
) -> None:
    first, *others = hostile.repositories
    signal = next(each.signals[id] for each in hostile.repositories if id in each.signals)
    changed = replace(first, signals={id: replace(signal, value=72.0, change_30d=-54.0)})
    page = writer("html")(replace(hostile, repositories=(changed, *others)))
    assert words(next(read(page).iter("h4")).find("small")) == said


def test_it_tells_how_much_is_unknown(text: str) -> None:
    table = next(each for each in read(text).iter("table") if each.attrib["class"] == "unknown-figures")
    first = [words(cell) for cell in table.find("tbody")[0]]
    assert first[:3] == ["Open issues", "1", "1"]
    assert "onload" in first[3]


def test_every_signal_is_explained(text: str) -> None:
    page = read(text)
    explained = [each for each in page.iter("section") if each.attrib.get("class") == "method"]
    assert [words(each.find("h3")) for each in explained] == [definition.title for definition in SIGNALS]
    assert all("Value" in words(each) for each in explained)


def test_limits_are_told_to_the_last_digit(text: str) -> None:
    explained = [words(each) for each in read(text).iter("section") if each.attrib.get("class") == "method"]
    checked = 0
    for definition, said in zip(SIGNALS, explained, strict=True):
        limits = definition.defaults
        if limits.watch is not None and limits.bad is not None:
            assert f"watch begins at {limits.watch:g} and bad at {limits.bad:g} (" in said
            checked += 1
    assert checked > 5


def test_a_cell_in_words_names_itself_where_heads_have_no_room(text: str) -> None:
    page = read(text)
    heads = {words(head) for head in page.iter("th") if head.attrib.get("scope") == "col"}
    labels = {cell.attrib["data-label"] for cell in page.iter("td") if "data-label" in cell.attrib}
    assert labels
    assert labels <= heads


def test_the_parts_stand_in_the_order_of_reading(text: str) -> None:
    headings = [words(each) for each in read(text).iter("h2")]
    assert headings[1:] == [
        "Projects",
        "Municipalities",
        "How each figure is computed",
        "How much is unknown",
    ]


def test_it_speaks_the_language_in_use(hostile: Snapshot) -> None:
    use(load("nl"))
    page = read(writer("html")(hostile))
    assert page.attrib["lang"] == "nl"
    assert "Publieke code" in words(page.find("head/title"))


def test_a_trend_is_broken_where_a_value_is_not_known() -> None:
    values = (1, 2, None, 4, 4)
    points = [TrendPoint(day=date(2026, 1, place), value=value) for place, value in enumerate(values, 1)]
    drawn = str(trend(points))
    assert drawn.count("<polyline") == 2
    assert "least 1, most 4, last 4" in drawn
    assert trend(points[2:4]) == ""


def test_equal_snapshots_give_equal_pages(hostile: Snapshot, text: str) -> None:
    assert writer("html")(replace(hostile)) == text
