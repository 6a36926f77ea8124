"""Progress without a terminal tells what a round waits for, and until when."""

import asyncio
import io
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from civitop.cli.logs import as_json, logged_to_stderr
from civitop.cli.progress.choice import accompanied, face_for
from civitop.cli.progress.faces import JsonLines, Lines
from civitop.i18n.message import say
from civitop.polling.collector import Budget
from civitop.polling.depth.progress import DepthProgress
from civitop.polling.events import (
    BudgetChanged,
    Collecting,
    Deepening,
    Discovered,
    Failed,
    RoundFinished,
    RoundStarted,
)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (datetime(2026, 11, 22, 23, 59, 30, tzinfo=UTC), "until 23:59:30 UTC"),
        (datetime(2026, 11, 23, 1, 30, tzinfo=UTC), "until 2026-11-23 01:30:00 UTC"),
    ],
)
def test_the_day_is_shown_where_a_wait_does_not_end_today(until, said):
    out = io.StringIO()
    progress = Lines(out, lambda: datetime(2026, 11, 22, 23, tzinfo=UTC))
    progress.take(
        BudgetChanged(Budget(forge="hub", pool="rest", waiting_until=until, reason=say("It asked for it.")))
    )
    assert said in out.getvalue()


NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


ANONYMOUS = (
    "hub: 3 of 60 left. (until 10:50:00 UTC) A token allows more "
    "(`civitop doctor` says how to get one); or --wait 3000."
)


def waits(seconds, pool="graphql", forge="hub", reason="3 of 60 left."):
    until = NOW + timedelta(seconds=seconds)
    return BudgetChanged(
        Budget(forge=forge, pool=pool, limit=60, remaining=3, waiting_until=until, reason=say(reason))
    )


def lines_of(*told, wait=60):
    out = io.StringIO()
    progress = Lines(out, lambda: NOW, wait=timedelta(seconds=wait))
    for event in told:
        progress.take(event)
    return out.getvalue().splitlines(), progress


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (waits(30), "hub: 3 of 60 left. (until 10:00:30 UTC)"),
        (waits(90), "hub: 3 of 60 left. (until 10:01:30 UTC) It is not waited for; --wait 90 would."),
        (waits(3000, "anonymous"), ANONYMOUS),
    ],
)
def test_a_wait_is_told_once_with_what_would_help(event, line):
    lines, _progress = lines_of(event, event)
    assert lines == [line]


def test_what_was_not_waited_for_is_put_off_and_what_came_to_an_end_is_not():
    over = BudgetChanged(Budget(forge="hub", pool="graphql", limit=60, remaining=60))
    assert lines_of(waits(3000))[1].put_off
    assert not lines_of(waits(30), over)[1].put_off
    assert lines_of(waits(3000), over, waits(3000, forge="lab"))[1].put_off


def test_machines_read_a_line_of_json_for_what_matters():
    out = io.StringIO()
    face = JsonLines(out, lambda: NOW)
    for event in (
        Discovered("ours", (), {"hub:x": say("There is no such owner.")}),
        waits(30),
        waits(30),
        RoundFinished(at=NOW, seconds=1.25, collected=2, unchanged=1, failed=0, next_at=NOW),
    ):
        face.take(event)
    source, waiting, finished = map(json.loads, out.getvalue().splitlines())
    assert source == {
        "time": "2026-11-22T10:00:00.000+00:00", "level": "warning", "event": "source-failed",
        "network": "ours", "source": "hub:x", "error": "There is no such owner.",
    }  # fmt: skip
    assert (waiting["event"], waiting["forge"], waiting["until"]) == (
        "waiting",
        "hub",
        "2026-11-22T10:00:30+00:00",
    )
    assert (finished["level"], finished["collected"], finished["seconds"]) == ("info", 2, 1.25)


def test_what_is_logged_is_json_as_well_and_of_one_line(capsys):
    with logged_to_stderr(0), as_json():
        logging.getLogger("civitop.store").warning("A note\x1b[2J from %s", "bakkeby\nkommune")
    with logged_to_stderr(0):
        logging.getLogger("civitop.store").warning("Plain again.")
    line, plain = capsys.readouterr().err.splitlines()
    assert json.loads(line)["level"] == "warning"
    assert "\x1b" not in json.loads(line)["message"]
    assert plain.endswith("civitop.store: Plain again.")


def finished(**more):
    return RoundFinished(**{"at": NOW, "seconds": 1, "collected": 2, "unchanged": 0, "failed": 0, **more})


def began(*ids):
    return RoundStarted(NOW, ("ours",), 0), Collecting(ids, 1)


async def test_where_there_is_no_terminal_a_line_a_minute_says_how_far_it_is():
    out = io.StringIO()
    face = Lines(out, lambda: NOW)

    async def work():
        face.take(began()[0])
        await asyncio.sleep(0.05)
        face.take(began("hub:a", "hub:b")[1])
        await asyncio.sleep(0.05)
        face.take(finished())
        await asyncio.sleep(0.05)

    await accompanied(face, work(), every=0.02)
    lines = out.getvalue().splitlines()
    assert lines[0] == "The repositories are being listed."
    assert "1 of 3 repositories so far" in lines
    assert lines[-1].startswith("2 collected")  # nothing more is said between rounds


async def test_what_goes_wrong_in_the_work_ends_the_line_a_minute_as_well():
    async def work():
        raise ValueError

    before = asyncio.all_tasks()
    with pytest.raises(ValueError, match=r"^$"):
        await accompanied(Lines(io.StringIO()), work())
    assert asyncio.all_tasks() == before


def test_machines_are_told_how_far_it_is_as_well():
    out = io.StringIO()
    face = JsonLines(out, lambda: NOW)
    for event in began("hub:a"):
        face.take(event)
    face.minute()
    found = json.loads(out.getvalue())
    assert (found["event"], found["level"], found["done"], found["wanted"]) == ("progress", "info", 1, 2)


@pytest.mark.parametrize("kind", [Lines, JsonLines])
def test_quiet_tells_only_what_failed(kind):
    out = io.StringIO()
    face = kind(out, lambda: NOW, quiet=True)
    for event in (*began("hub:a"), waits(30), Failed("hub:a", say("It is gone."), None), finished()):
        face.take(event)
    face.minute()
    (line,) = out.getvalue().splitlines()
    assert "It is gone." in line


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_a_bar_that_is_gone_afterwards(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    face = face_for(out, lambda: NOW)
    with face:
        for event in (*began("hub:a", "hub:b"), Failed("hub:a", say("It is [bold]gone[/bold]."), None)):
            face.take(event)
        face.minute()
        assert "hub:a: It is [bold]gone[/bold]." in out.getvalue()
        face.take(finished())
    shown = out.getvalue()
    assert "2/3" in shown
    assert "so far" not in shown
    assert shown.rstrip().endswith("2 collected, 0 unchanged, 0 failed in 1.0 s")
    assert "\x1b[?25h" in shown[shown.rindex("2/3") :]  # the cursor is back


def test_a_round_that_is_interrupted_leaves_the_terminal_as_it_was(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    face = face_for(out, lambda: NOW)

    def interrupted():
        with face:
            for event in began("hub:a"):
                face.take(event)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert "\x1b[?25h" in out.getvalue()


@pytest.mark.parametrize(("term", "quiet"), [("dumb", False), ("xterm", True)])
def test_a_terminal_that_cannot_draw_and_a_quiet_one_get_no_bar(term, quiet, monkeypatch):
    monkeypatch.setenv("TERM", term)
    out = Terminal()
    face = face_for(out, lambda: NOW, quiet=quiet)
    for event in (*began("hub:a"), finished()):
        face.take(event)
    assert "\x1b" not in out.getvalue()


def deepening(name, phase, done=None, total=None):
    return Deepening(DepthProgress(f"hub:bakkeby/{name}", phase, done, total))


def test_the_line_of_a_minute_and_its_fields_say_how_far_a_whole_history_is():
    events = [
        RoundStarted(NOW, ("ours",), 2),
        Collecting(("hub:bakkeby/desk", "hub:bakkeby/shelf"), 0),
        deepening("desk", "cloning", 1200, 3000),
        deepening("shelf", "asking"),
    ]
    out, machine = io.StringIO(), io.StringIO()
    for face in (Lines(out, lambda: NOW), JsonLines(machine, lambda: NOW)):
        for event in events:
            face.take(event)
        face.minute()
        face.take(deepening("desk", None))
        face.take(deepening("shelf", None))
        face.minute()
    assert out.getvalue().splitlines() == [
        "0 of 2 repositories so far; whole history of bakkeby/desk: git clones it, 1,200 of 3,000 objects, and 1 more",
        "0 of 2 repositories so far",
    ]
    first, last = (json.loads(line) for line in machine.getvalue().splitlines())
    assert first["histories"] == [
        {"id": "hub:bakkeby/desk", "phase": "cloning", "done": 1200, "total": 3000},
        {"id": "hub:bakkeby/shelf", "phase": "asking", "done": None, "total": None},
    ]
    assert "histories" not in last
