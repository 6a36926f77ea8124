"""All forms of one snapshot of the demo, each read by a reader that is not ours: their figures are the same.

The reference is the JSON, read by Python's own module and checked by its schema.
"""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import jsonschema
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from civitop.codec import decode_snapshot, snapshot_schema
from civitop.export import writer
from civitop.export.openmetrics_export import BASE_UNITS
from civitop.signals import SIGNALS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

TITLES = {definition.title: definition.id for definition in SIGNALS}
LEADING = [definition.id for definition in SIGNALS if definition.leading]
UNITS = {definition.id: definition.unit for definition in SIGNALS}
IN_WORDS = {definition.id for definition in SIGNALS if definition.said}
"""Signals whose value is told in a sentence: `12 of 13 weeks`."""
SIGNS = {"●": "good", "▲": "watch", "■": "bad", "–": "unknown"}

Figures = dict[tuple[str, str], tuple[str, str]]
"""By name of the project and id of the signal: level and value, as a person reads them."""


@pytest.fixture(scope="module")
def document(forms: Path) -> dict[str, Any]:
    found = json.loads((forms / "snapshot.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(snapshot_schema()).validate(found)
    assert len(found["repositories"]) == 24
    return found


@pytest.fixture(scope="module")
def signals(document: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (repository["name"], id): signal
        for repository in document["repositories"]
        for id, signal in repository["signals"].items()
    }


@pytest.fixture(scope="module")
def page(forms: Path) -> Any:
    """The tree of the HTML report; a mistake in the page raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse((forms / "snapshot.html").read_text("utf-8"))


def as_read(value: float | None) -> str:
    """Return a figure as pages for people write it."""
    if value is None:
        return "–"
    exact = isinstance(value, float) and not value.is_integer() and abs(value) < 10
    return f"{value:,.1f}" if exact else f"{round(value):,}"


def figures(signals: Mapping[tuple[str, str], dict[str, Any]]) -> Figures:
    return {key: (signal["level"], as_read(signal["value"])) for key, signal in signals.items()}


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def in_html(page: Any) -> Figures:
    """Return what the sections tell."""
    found = {}
    for section in page.iter("section"):
        if section.attrib.get("class") == "repository":
            name = words(section.find("h3"))[2:].removesuffix("archived").strip()
            for signal in (each for each in section if each.attrib.get("class", "").startswith("signal ")):
                head = words(signal.find("h4"))
                title = head[2:].partition(":")[0]
                found[name, TITLES[title]] = SIGNS[head[0]], words(signal.find("h4/strong"))
    return found


def in_text(text: str) -> Figures:
    """Return what the plain text tells: a project, and indented below it its signals."""
    found, name = {}, ""
    for line in text.splitlines():
        if head := re.fullmatch(r"(\S+) \([a-z ,]+\)", line):
            name = head[1]
        elif told := re.match(r"  ([●▲■–]) ([^:]+): (.*?)\. ", f"{line} "):
            found[name, TITLES[told[2]]] = SIGNS[told[1]], told[3]
    return found


def inline(token: Token) -> str:
    """Return the text of a piece of Markdown, as it is shown."""
    return "".join(child.content for child in token.children or () if child.type == "text")


def in_markdown(tokens: list[Token]) -> tuple[Figures, Figures]:
    """Return what the tables tell, and what the lists below them do."""
    table, lists, name = {}, {}, ""
    row: list[str] = []
    for before, token in pairwise(tokens):
        if before.type == "tr_open":
            row = []
        if token.type != "inline":
            continue
        said = inline(token)
        if before.type == "td_open":
            row.append(said)
            if len(row) == 1 + len(LEADING):
                for id, cell in zip(LEADING, row[1:], strict=True):
                    table[row[0].partition(" (")[0], id] = SIGNS[cell[0]], cell[2:]
        elif before.tag == "h3":
            name = said
        elif told := re.match(r"([●▲■–]) ([^:]+): (.*?)\. ", said):
            lists[name, TITLES[told[2]]] = SIGNS[told[1]], told[3]
    return table, lists


def test_people_read_the_same_in_every_form(
    forms: Path, page: Any, signals: Mapping[tuple[str, str], dict[str, Any]]
) -> None:
    html, text = in_html(page), in_text((forms / "snapshot.txt").read_text("utf-8"))
    parser = MarkdownIt("commonmark").enable("table")
    table, lists = in_markdown(parser.parse((forms / "snapshot.md").read_text("utf-8")))
    assert html.keys() == signals.keys()
    assert html == text == lists
    wanted = figures(signals)
    assert table == {key: wanted[key] for key in wanted if key[1] in LEADING}
    for key, (level, said) in html.items():
        assert level == wanted[key][0]
        if key[1] not in IN_WORDS:
            assert said.split()[0] == wanted[key][1], (key, said)


def test_the_page_has_every_digit_and_the_json_itself(
    forms: Path, page: Any, document: dict[str, Any]
) -> None:
    table = next(each for each in page.iter("table") if "projects" in each.attrib["class"])
    told = [[cell.attrib["data-value"] for cell in row.iter("td")][:-1] for row in table.find("tbody")]
    assert told == [
        [
            "" if (value := repository["signals"].get(id, {}).get("value")) is None else str(value)
            for id in LEADING
        ]
        for repository in document["repositories"]
    ]
    (held,) = [each for each in page.iter("script") if each.attrib.get("id") == "civitop-snapshot"]
    assert json.loads(held.text) == document


def test_metrics_are_those_of_the_json(forms: Path, document: dict[str, Any]) -> None:
    families = text_string_to_metric_families((forms / "snapshot.prom").read_text("utf-8"))
    samples = {
        (
            sample.name,
            sample.labels.get("repository"),
            sample.labels.get("signal"),
            sample.labels.get("level"),
        ): (sample.value)
        for family in families
        for sample in family.samples
    }
    for repository in document["repositories"]:
        for id, signal in repository["signals"].items():
            unit = f"_{UNITS[id]}" if UNITS[id] in BASE_UNITS else ""
            assert samples.get((f"civitop_{id}{unit}", repository["id"], None, None)) == signal["value"]
            assert samples["civitop_signal_level", repository["id"], id, signal["level"]] == 1
    (network,) = document["networks"]
    for name, value in network["totals"].items():
        assert samples.get((f"civitop_network_{name}", None, None, None)) == value


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file, strict=True)


def test_tables_are_those_of_the_json(
    forms: Path, document: dict[str, Any], signals: Mapping[tuple[str, str], dict[str, Any]]
) -> None:
    names = {repository["id"]: repository["name"] for repository in document["repositories"]}
    told = {(names[row["repository"]], row["signal"]): row for row in rows(forms / "signals.csv")}
    assert told.keys() == signals.keys()
    for key, row in told.items():
        signal = signals[key]
        assert (row["level"], row["unit"]) == (signal["level"], signal["unit"])
        assert number(row["value"]) == signal["value"]
        assert number(row["change_30d"]) == signal["change_30d"]
    bodies = defaultdict(set)
    for row in rows(forms / "municipalities.csv"):
        if row["contributes"] == "true":
            bodies[names[row["repository"]]].add(row["code"])
    for (name, id), signal in signals.items():
        if id == "municipalities":
            assert {each["code"] for each in signal["detail"]["contributing"]} == bodies[name]


def number(text: str) -> float | None:
    return float(text) if text else None


def test_the_one_table_is_that_of_the_json(forms: Path, document: dict[str, Any], tmp_path: Path) -> None:
    snapshot = decode_snapshot((forms / "snapshot.json").read_bytes())
    (tmp_path / "one.csv").write_text(writer("csv")(snapshot), "utf-8", newline="")
    told = {row["id"]: row for row in rows(tmp_path / "one.csv")}
    assert told.keys() == {repository["id"] for repository in document["repositories"]}
    for repository in document["repositories"]:
        row = told[repository["id"]]
        for id, signal in repository["signals"].items():
            assert (number(row[id]), row[f"{id}_level"]) == (signal["value"], signal["level"])


def test_the_picture_shows_the_figures_of_the_json(
    forms: Path, signals: Mapping[tuple[str, str], dict[str, Any]]
) -> None:
    space = "{http://www.w3.org/2000/svg}"
    lines: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for text in ET.parse(forms / "snapshot.svg").iter(f"{space}text"):
        if "y" in text.attrib:
            lines[text.attrib["y"]].append((float(text.attrib["x"]), "".join(text.itertext())))
    wanted, found = figures(signals), 0
    short = {name.rpartition("/")[2]: name for name, _ in wanted}
    for parts in lines.values():
        line = "".join(part for _, part in sorted(parts)).replace("\xa0", "")
        if told := re.match(r"[●▲■–]([a-z-]+)(.*)", line):
            cells = re.findall(r"([●▲■])(–|[\d.,]+)[·↑↓]?[\d.,]*", told[2])
            shown = [(SIGNS[sign], value) for sign, value in cells[: len(LEADING)]]
            if told[1] in short and len(shown) == len(LEADING):
                assert shown == [wanted[short[told[1]], id] for id in LEADING], line
                found += 1
    assert found >= 20
