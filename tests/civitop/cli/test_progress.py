"""Progress without a terminal tells what a round waits for, and until when."""

import io
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from civitop.cli.logs import as_json, logged_to_stderr
from civitop.cli.progress.faces import JsonLines, Progress
from civitop.i18n.message import say
from civitop.polling.collector import Budget
from civitop.polling.events import BudgetChanged, Discovered, RoundFinished


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (datetime(2026, 11, 22, 23, 59, 30, tzinfo=UTC), "until 23:59:30 UTC"),
        (datetime(2026, 11, 23, 1, 30, tzinfo=UTC), "until 2026-11-23 01:30:00 UTC"),
    ],
)
def test_the_day_is_shown_where_a_wait_does_not_end_today(until, said):
    out = io.StringIO()
    progress = Progress(out, lambda: datetime(2026, 11, 22, 23, tzinfo=UTC))
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
    progress = Progress(out, lambda: NOW, wait=timedelta(seconds=wait))
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
