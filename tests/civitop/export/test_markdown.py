"""Markdown as an independent reader takes it: it fits an issue, and says what it had no room for."""

import re
from itertools import pairwise
from typing import Any

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from civitop.export.md.fitting import LONGEST
from civitop.export.md.projects import by_need
from civitop.export.md_export import report_text, write
from civitop.health import Health, Network, Snapshot
from civitop.i18n.message import literally, say
from civitop.reading.feed import ProjectReport
from civitop.tasks import Task

HTML = "The form html has everything."


def of_many(snapshot: Snapshot, number: int, networks: int = 1) -> Snapshot:
    """Return a snapshot of so many projects, of which every tenth needs nothing, divided among networks."""
    sound = snapshot.repositories[1]
    good = replace(sound, signals={id: replace(signal, level="good") for id, signal in sound.signals.items()})
    made = [
        replace(sound if place % 10 else good, id=f"hub:town/{place:05}", name=f"town/{place:05}")
        for place in range(number)
    ]
    each = max(1, number // networks)
    members = [
        tuple(health.id for health in made[place * each : (place + 1) * each]) for place in range(networks)
    ]
    return replace(
        snapshot,
        networks=tuple(
            Network(id=f"n{place}", name=f"Network {place}", repositories=ids, totals={})
            for place, ids in enumerate(members)
        ),
        repositories=tuple(made),
    )


class Page:
    """What a reader of Markdown sees."""

    def __init__(self, text: str) -> None:
        tokens = MarkdownIt("commonmark").enable("table").parse(text)
        inline = [(before.tag, token.content) for before, token in pairwise(tokens) if token.type == "inline"]
        self.note = next((content for _, content in inline if HTML in content), "")
        self.networks = [content for tag, content in inline if tag == "h2"]
        self.sections = [content for tag, content in inline if tag == "h3" and "town" in content]
        self.rows = [
            found[0] for tag, content in inline if tag == "td" and (found := re.search(r"town/\d+", content))
        ]
        self.items = sum(token.type == "list_item_open" for token in tokens)

    @property
    def number(self) -> int:
        """The number that the note tells."""
        return int(re.findall(r"\d[\d,]*", self.note)[-1].replace(",", ""))


@pytest.mark.parametrize("number", [1, 7, 20, 60, 130, 300, 3000])
def test_it_fits_an_issue_and_says_what_it_leaves_out(hostile: Snapshot, number: int) -> None:
    snapshot = of_many(hostile, number)
    text = write(snapshot)
    page = Page(text)
    assert len(text) <= LONGEST
    assert bool(page.note) == (number > 7)
    needy = number - len(range(0, number, 10))
    if "tables alone" in page.note:
        assert len(page.rows) == number - page.number < number
        assert not page.sections
    elif "needs least" in page.note or "need least" in page.note:
        assert len(page.rows) == number
        assert len(page.sections) == needy - page.number < needy
    elif "good or not known" in page.note:
        assert len(page.sections) == needy
    else:
        assert len(page.sections) == len(page.rows) == number


def test_the_forms_get_shorter_step_by_step(hostile: Snapshot) -> None:
    notes = [
        Page(write(of_many(hostile, number))).note for number in (*range(1, 100, 9), *range(100, 900, 80))
    ]
    one = ("project that needs", "projects that need")
    steps = list(dict.fromkeys(re.sub(r"\d+", "N", note).replace(*one) for note in notes))
    assert [step.split(HTML)[0].partition(", ")[2] for step in steps] == [
        "",
        "this leaves out the figures behind the signals. ",
        "this leaves out signals that are good or not known, and the figures behind the others. ",
        "this tells only signals that need attention, and leaves out those of N projects that need least. ",
        "this has the tables alone, without the N projects that need least. ",
    ]


def test_what_stays_is_what_needs_most(hostile: Snapshot) -> None:
    page = Page(write(of_many(hostile, 3000)))
    assert len(page.rows) > 100
    assert not [row for row in page.rows if row.endswith("0")]  # each tenth is good


def test_a_project_that_could_not_be_polled_is_looked_at_with_the_bad_ones(hostile: Snapshot) -> None:
    sound = hostile.repositories[1]
    of_level = [
        replace(
            sound, id=level, signals={id: replace(each, level=level) for id, each in sound.signals.items()}
        )
        for level in ("good", "watch", "bad", "unknown")
    ]
    failed = replace(sound, id="failed", status="failed", error=literally("gone"), signals={})
    archived = replace(of_level[2], id="archived", archived=True)
    ordered = sorted((*of_level, archived, failed), key=by_need)
    assert [health.id for health in ordered] == ["bad", "failed", "watch", "good", "unknown", "archived"]


def test_figures_stay_where_they_fit(hostile: Snapshot) -> None:
    text = write(of_many(hostile, 1))
    assert HTML not in text
    assert "  - " in text


def test_networks_that_do_not_fit_are_counted(hostile: Snapshot) -> None:
    text = write(of_many(hostile, 400, 400))
    assert len(text) <= LONGEST
    page = Page(text)
    left = 400 - len(page.networks)
    assert left > 0
    assert f"{left} networks are left out." in text


def test_many_sources_that_could_not_be_read_are_counted(hostile: Snapshot) -> None:
    failed = {f"hub:owner-{number}": literally("gone") for number in range(2000)}
    snapshot = of_many(hostile, 2)
    text = write(replace(snapshot, networks=(replace(snapshot.networks[0], failed_sources=failed),)))
    assert len(text) <= LONGEST
    assert text.count("Could not be read:") == 20
    assert "1,980 more sources could not be read." in text


def test_a_project_of_two_networks_has_one_section_and_a_row_in_each(hostile: Snapshot) -> None:
    snapshot = of_many(hostile, 1)
    (network,) = snapshot.networks
    page = Page(write(replace(snapshot, networks=(network, replace(network, id="other", name="Other")))))
    assert len(page.rows) == 2
    assert page.sections == ["town/00000"]


def report(health: Health, tasks: int, **more: Any) -> ProjectReport:
    made = tuple(
        Task(
            repository=health.id,
            kind="unanswered",
            why=say("{n} waits.", n=number),
            do=say("Answer the oldest one first."),
        )
        for number in range(tasks)
    )
    return ProjectReport(health=health, todo=made, **more)


@pytest.mark.parametrize("tasks", [0, 3, 5000])
def test_one_project_in_depth_fits_too(hostile: Snapshot, tasks: int) -> None:
    health = hostile.repositories[1]
    text = report_text(report(health, tasks))
    assert len(text) <= LONGEST
    told = text.count("Answer the oldest one first.")
    assert Page(text).items >= told
    assert told == tasks or f"{tasks - told:,} more are left out." in text
