"""Which events are told outward, once each, and that no notice names a person."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from civitop.change import Change
from civitop.i18n.message import literally, say
from civitop.polling import events
from civitop.service.notices import Rounds, encode, of_changes

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def change(kind: Any, text: str = "It fell.", *, worse: bool | None = True, at: datetime = NOW) -> Change:
    return Change(at, "hub:bakkeby/desk", kind, literally(text), worse)


@pytest.mark.parametrize("kind", ["level", "bus-factor", "backlog"])
def test_a_threshold_that_is_crossed_is_told_with_its_project(kind: str) -> None:
    (notice,) = of_changes((change(kind),))
    assert (notice.kind, notice.repository, notice.forge) == ("threshold", "hub:bakkeby/desk", "hub")
    assert notice.text == "hub:bakkeby/desk: It fell."
    assert json.loads(encode(notice))["schema"] == "civitop.notice/1"


@pytest.mark.parametrize(
    "quiet",
    [
        change("level", worse=False),
        change("release", worse=None),
        change("first-contribution", worse=False),
        change("failed"),
        change("recovered", worse=False),
    ],
)
def test_good_news_and_single_failures_are_not(quiet: Change) -> None:
    assert not list(of_changes((quiet,)))


def test_whom_a_contract_is_with_stays_here() -> None:
    text = say("The contract with {name} ended on {day:date}.", name="Ida Holm", day=NOW.date())
    (notice,) = of_changes((Change(NOW, "hub:bakkeby/desk", "contract-end", text, True),))
    assert notice.kind == "contract-end"
    assert b"Ida" not in encode(notice)


def test_the_same_thing_has_the_same_id_and_another_one_another() -> None:
    first, again, later = (
        next(of_changes((each,)))
        for each in (change("level"), change("level"), change("level", at=NOW + timedelta(days=1)))
    )
    assert first.id == again.id != later.id


def finished(collected: int = 1, failed: int = 0, at: datetime = NOW) -> events.RoundFinished:
    return events.RoundFinished(at=at, seconds=1, collected=collected, unchanged=0, failed=failed)


def started() -> events.RoundStarted:
    return events.RoundStarted(NOW, ("ours",), 1)


def told(rounds: Rounds, *happened: events.Event) -> list[str]:
    return [notice.text for event in happened for notice in rounds.after(event)]


def test_a_forge_that_breaks_off_is_told_once_until_it_works_again() -> None:
    rounds = Rounds({})
    broken = events.Failed("hub", say("It gave no answer."), None)
    assert told(rounds, started(), broken, finished()) == ["The round failed at hub: It gave no answer."]
    assert told(rounds, started(), broken, finished()) == []
    assert told(rounds, started(), finished()) == []
    assert told(rounds, started(), broken, finished()) == ["The round failed at hub: It gave no answer."]


def test_what_failed_before_a_restart_is_not_told_again() -> None:
    first = Rounds({})
    broken = events.Failed("hub", say("It gave no answer."), None)
    told(first, started(), broken, finished())
    assert told(Rounds(first.failing), started(), broken, finished()) == []


def test_a_round_that_brought_nothing_failed_and_one_that_brought_something_did_not() -> None:
    one = events.Failed("hub:bakkeby/desk", say("It is gone."), None)
    assert told(Rounds({}), started(), one, finished(0, 1)) == [
        "The round failed: No repository could be collected."
    ]
    assert told(Rounds({}), started(), one, finished(3, 1)) == []
    unknown = events.Discovered("ours", (), {"hub:bakkeby": say("There is no such owner.")})
    assert told(Rounds({}), started(), unknown, finished(0, 0)) == [
        "The round failed: There is no such owner."
    ]
