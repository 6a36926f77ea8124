"""The same figure has one value wherever it stands, and parts add up: read off the demo at one moment."""

import csv
import io
import json
import re
from collections import Counter

import pytest

from civitop.cli.commands.demo import demo_watch
from civitop.export import writer
from civitop.filter.grammar import parse
from civitop.library.reading import poll, snapshot
from civitop.signals.bus_factor import BUS_FACTOR
from civitop.signals.municipalities import MUNICIPALITIES
from civitop.signals.open_issues import OPEN_ISSUES
from civitop.signals.release_cadence import RELEASE_CADENCE
from civitop.signals.supplier_dependence import SUPPLIER_DEPENDENCE
from tui.panels.base import measured
from tui.panels.bus_factor import groups
from tui.panels.municipalities import Grid
from tui.panels.open_issues import Flow
from tui.panels.release_cadence import ranked, summary
from tui.screens.wall import figures

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def held():
    with demo_watch(living=False) as opened:
        poll(opened)
        yield snapshot(opened)


@pytest.fixture(scope="module")
def active(held):
    return [health for health in held.repositories if not health.archived]


@pytest.fixture(scope="module")
def totals(held):
    return held.networks[0].totals


@pytest.fixture(scope="module")
def wall(held):
    return {figure.definition.id: figure.value for figure in figures(held.repositories)}


def values(active, definition):
    signals = [definition.of(health.signals) for health in active]
    return [signal.value for signal in signals if signal is not None and signal.value is not None]


def test_open_issues_have_one_number(held, active, totals, wall) -> None:
    number = sum(values(active, OPEN_ISSUES))
    assert Flow(held.repositories).open == totals["open_issues"] == wall["open_issues"] == number
    for form in ("txt", "md"):
        assert f"{number:,} open issues" in writer(form)(held)
    rows = csv.DictReader(io.StringIO(writer("csv")(held)))
    assert (
        sum(int(row["open_issues"]) for row in rows if row["archived"] == "false" and row["open_issues"])
        == number
    )
    document = json.loads(writer("json")(held))
    assert document["networks"][0]["totals"]["open_issues"] == number


def test_late_releases_have_one_number(held, active, wall) -> None:
    counts = {words: count for _role, words, count in summary(ranked(held.repositories))}
    assert counts["late"] == wall["release_cadence"]
    unknown = sum(RELEASE_CADENCE.of(health.signals).level == "unknown" for health in active)
    assert sum(counts.values()) + unknown == len(active)
    others = RELEASE_CADENCE.headline.others([RELEASE_CADENCE.of(health.signals) for health in active])
    assert {word: count for _verdict, word, count in others} == {
        word: count for word, count in counts.items() if word != "late"
    }
    assert f"{counts['late']}</strong> late releases, {counts['on time']} on time" in writer("html")(held)


def test_the_bus_factor_has_one_spread(held, active, totals, wall) -> None:
    spread = [len(inside) for _long, _short, _level, inside in groups(held.repositories)]
    names = ("0", "1", "2", "3_or_more", "unknown")
    assert sum(spread) == len(active) == sum(totals[f"bus_factor_{name}"] for name in names)
    assert spread[:4] == [totals[f"bus_factor_{name}"] for name in names[:4]]
    assert wall["bus_factor"] == totals["bus_factor_0"] + totals["bus_factor_1"]
    alone = parse("bus<2")
    assert sum(alone.matches(health, ("demo",)) for health in active) == wall["bus_factor"]


def test_municipalities_have_one_number(held, active, totals, wall) -> None:
    rows = [(health, MUNICIPALITIES.of(health.signals)) for health in active]
    grid = Grid([row for row in rows if row[1] is not None])
    assert len(grid.contributing) == totals["municipalities"] == wall["municipalities"]


def test_a_map_of_fewer_columns_has_the_figures_of_all_projects(held, monkeypatch) -> None:
    rows = measured(held.repositories, MUNICIPALITIES)
    whole = Grid(rows)
    cells = {
        (each.code, health.id): each.weight for health, signal in rows for each in signal.detail.contributing
    }
    uses = {(each.code, health.id) for health, signal in rows for each in signal.detail.using}
    certain = {health.id for health, signal in rows if signal.detail.using_not_contributing is not None}
    assert (whole.weights, whole.uses, whole.most) == (cells, uses, max(cells.values()))
    assert whole.only_uses == any(project in certain for _, project in uses - cells.keys())
    assert whole.may_contribute == any(project not in certain for _, project in uses)
    assert whole.reach == Counter(code for code, _ in cells)
    monkeypatch.setattr("tui.panels.municipalities.MOST_COLUMNS", 2)
    some = Grid(rows)
    assert some.projects == whole.projects[:2]
    assert {project for _, project in some.weights} == {health.id for health in some.projects}
    for name in ("codes", "contributing", "totals", "reach", "most", "without", "share", "only_uses"):
        assert getattr(some, name) == getattr(whole, name), name


def test_levels_add_up(held, active, totals) -> None:
    levels = [health.worst[0] for health in active]
    for level in ("bad", "watch", "good", "unknown"):
        assert totals[f"level_{level}"] == levels.count(level)
    assert sum(totals[f"level_{level}"] for level in ("bad", "watch", "good", "unknown")) == len(active)
    assert totals["repositories"] == len(active) + totals["archived"]


def test_every_total_counts_its_unknown_parts(active, totals) -> None:
    for name in ("open_issues", "open_change_requests", "releases_365d", "municipalities"):
        assert 0 <= totals[f"{name}_unknown"] <= len(active)


def test_people_and_organisations_of_a_project_add_up(active) -> None:
    for health in active:
        bus = BUS_FACTOR.of(health.signals).detail
        if bus.commits_365d:
            assert sum(share.commits for share in bus.shares) == bus.commits_365d
            assert sum(share.share for share in bus.shares) == pytest.approx(1)
            assert bus.people == len(bus.shares)
        suppliers = SUPPLIER_DEPENDENCE.of(health.signals)
        detail = suppliers.detail
        if detail.known_share:
            assert sum(each.share for each in detail.suppliers) == pytest.approx(detail.known_share, abs=0.01)
            percent = [each.share for each in detail.suppliers if each.kind == "vendor"]
            assert detail.largest_vendor_share == pytest.approx(max(percent, default=0))
            said = re.search(r"wrote (\d+)%", suppliers.reason.english)
            assert said is None or int(said[1]) in {round(100 * each.share) for each in detail.suppliers}
