"""How the service is, by what happened and by what did not."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civitop.errors import OutputError
from civitop.polling import events
from civitop.service import condition as conditions

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
STARTED = events.RoundStarted(NOW, ("ours",), 3)


def finished(collected: int = 1, failed: int = 0) -> events.RoundFinished:
    return events.RoundFinished(
        at=NOW,
        seconds=1.5,
        collected=collected,
        unchanged=0,
        failed=failed,
        next_at=NOW + timedelta(minutes=5),
    )


def after(*happened: events.Event) -> conditions.Condition:
    found = conditions.first(NOW)
    for event in happened:
        found = conditions.after(found, event, NOW, 2)
    return found


@pytest.mark.parametrize(
    ("happened", "status"),
    [
        ((), "starting"),
        ((STARTED,), "starting"),
        ((STARTED, finished()), "ok"),
        ((STARTED, finished(0, 3)), "failing"),
        ((STARTED, finished(2, 3)), "ok"),
        ((STARTED, finished(0, 0)), "ok"),
        ((STARTED, finished(0, 3), STARTED, finished()), "ok"),
    ],
)
def test_what_a_round_brought_decides(happened: tuple[events.Event, ...], status: str) -> None:
    assert after(*happened).status == status
    assert after(*happened).is_well == (status in ("starting", "ok"))


@pytest.mark.parametrize(
    ("happened", "later", "status"),
    [
        ((STARTED, finished()), timedelta(minutes=6), "ok"),
        ((STARTED, finished()), timedelta(minutes=8), "late"),
        ((STARTED, finished(), STARTED), timedelta(minutes=90), "ok"),
        ((STARTED, finished(), STARTED), timedelta(hours=3), "late"),
    ],
)
def test_a_round_that_does_not_come_or_does_not_end_is_late(
    happened: tuple[events.Event, ...], later: timedelta, status: str
) -> None:
    assert conditions.at(after(*happened), NOW + later).status == status


def test_the_file_is_json_that_others_may_read(tmp_path: Path) -> None:
    file = tmp_path / "health.json"
    conditions.write(after(STARTED, finished()), file)
    found = json.loads(file.read_text())
    assert (found["status"], found["collected"], found["notices_waiting"]) == ("ok", 1, 2)
    assert found["next_at"] == "2026-11-22T10:05:00Z"
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="health file"):
        conditions.write(after(), tmp_path / "no" / "health.json")
