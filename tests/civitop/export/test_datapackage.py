"""The tables of a data package hold what their descriptor promises, read by the rules of Table Schema."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from civitop.change import Change
from civitop.export import writer
from civitop.export.datapackage import DESCRIPTOR, files
from civitop.health import Snapshot
from civitop.i18n.message import literally

READ: dict[str, Callable[[str], Any]] = {
    "string": str,
    "number": float,
    "integer": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "datetime": lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
}
NEWS = Change(
    at=datetime(2026, 11, 20, 12, tzinfo=UTC),
    repository="hub:bakkeby/desk",
    kind="release",
    text=literally("=1.0 was released"),
)


@pytest.fixture
def package(hostile: Snapshot) -> dict[str, str]:
    elsewhere = Change(at=NEWS.at, repository="hub:other/thing", kind="release", text=NEWS.text)
    return dict(files(hostile, [NEWS, elsewhere], people=True))


def rows(package: dict[str, str], name: str) -> list[dict[str, Any]]:
    """Return the rows of a table as its descriptor says that they are to be read."""
    resources = json.loads(package[DESCRIPTOR])["resources"]
    (resource,) = [each for each in resources if each["name"] == name]
    fields = resource["schema"]["fields"]
    reader = csv.reader(io.StringIO(package[resource["path"]], newline=""), strict=True)
    assert next(reader) == [field["name"] for field in fields]
    return [
        {
            field["name"]: READ[field["type"]](text) if text else None
            for field, text in zip(fields, row, strict=True)
        }
        for row in reader
    ]


def test_every_file_is_described_and_every_key_holds(package: dict[str, str]) -> None:
    resources = json.loads(package[DESCRIPTOR])["resources"]
    assert {each["path"] for each in resources} | {DESCRIPTOR} == package.keys()
    ids = {row["id"] for row in rows(package, "repositories")}
    for resource in resources:
        found = rows(package, resource["name"])
        assert found
        key = resource["schema"].get("primaryKey", [])
        if key:
            assert len({tuple(row[name] for name in key) for row in found}) == len(found)
        if "foreignKeys" in resource["schema"]:
            assert {row["repository"] for row in found} <= ids


def test_figures_are_those_of_the_json(hostile: Snapshot, package: dict[str, str]) -> None:
    document = json.loads(writer("json")(hostile))
    told = {(row["repository"], row["signal"]): row for row in rows(package, "signals")}
    compared = 0
    for repository in document["repositories"]:
        for id, signal in repository["signals"].items():
            row = told.pop((repository["id"], id))
            assert (row["value"], row["level"], row["unit"]) == (
                signal["value"],
                signal["level"],
                signal["unit"],
            )
            compared += 1
    assert compared
    assert not told
    desk = next(r for r in document["repositories"] if r["name"] == "bakkeby/desk")
    bodies = desk["signals"]["municipalities"]["detail"]["contributing"]
    assert [row["code"] for row in rows(package, "municipalities") if row["contributes"]] == [
        body["code"] for body in bodies
    ]


def test_what_a_spreadsheet_would_run_is_text(package: dict[str, str]) -> None:
    (change,) = rows(package, "changes")
    assert change["text"] == "'=1.0 was released"


def test_lines_end_as_rfc_4180_says(package: dict[str, str]) -> None:
    for name, text in package.items():
        if name != DESCRIPTOR:
            assert text.endswith("\r\n")
            assert text.count("\n") == text.count("\r\n")


def test_without_people_no_table_names_any(hostile: Snapshot, package: dict[str, str]) -> None:
    person = rows(package, "people")[0]["name"]
    without = files(hostile, [NEWS], people=False)
    assert "people.csv" not in without
    assert not [name for name, text in without.items() if person in text]
