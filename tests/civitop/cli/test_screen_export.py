"""What the export key writes: the table on the screen, as data, never over another file."""

import csv
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from civitop.cli.screen_export import exporter
from civitop.health import Health, Snapshot
from tui.session.screen_export import Sheet, Shown

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def health(name):
    return Health(
        id=f"hub:{name}",
        forge="hub",
        name=name,
        url="",
        archived=False,
        status="failed",
        collected_at=None,
        error=None,
    )


class Held:
    """A feed that only has a snapshot."""

    def snapshot(self, asof=None):
        return Snapshot(
            generated_at=NOW,
            asof=NOW,
            civitop="0",
            networks=(),
            repositories=tuple(map(health, ("a/b", "a/c", "a/d"))),
        )


@pytest.fixture
def export(tmp_path):
    return exporter(Held(), lambda: NOW, tmp_path)


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


SHEET = Sheet("municipality", ("name", "commits"), (("=cmd()", 3), ("Ærø, nord", None), ("-1+1", 0)))
SHOWN = Shown(network="../os2", repositories=(), sheet=SHEET)


def test_a_table_is_written_as_data_and_no_cell_is_a_formula(export):
    assert read(export(SHOWN)) == [
        ["name", "commits"],
        ["'=cmd()", "3"],
        ["Ærø, nord", ""],
        ["'-1+1", "0"],
    ]


def test_the_file_says_what_it_is_and_stays_in_its_folder(export, tmp_path):
    path = export(SHOWN)
    assert path == str(tmp_path / "civitop----os2-municipality-20261122T100000.csv")
    evil = replace(SHOWN, sheet=Sheet("organisation-../../ev\u202eil\x00", (), ()))
    assert export(evil) == str(tmp_path / "civitop----os2-organisation-------ev-il--20261122T100000.csv")


def test_an_export_never_writes_over_another(export):
    first, second = export(SHOWN), export(SHOWN)
    assert first != second
    assert read(first) == read(second)


def test_projects_are_written_as_filtered_and_sorted_on_the_screen(export):
    path = export(replace(SHOWN, network="os2", repositories=("hub:a/d", "hub:a/b", "hub:gone"), sheet=None))
    assert [row[0] for row in read(path)] == ["id", "hub:a/d", "hub:a/b"]
