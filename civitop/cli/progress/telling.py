"""What of a round's events is worth a line, once each; how it is written is the business of the faces."""

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from msgspec import Struct

from civitop.i18n.message import Phrase, say, say_n
from civitop.polling import events
from civitop.polling.collector import Budget, Spent
from civitop.polling.depth.progress import DepthProgress

Kind = Literal["source-failed", "repository-failed", "waiting", "progress", "round-finished"]


class Said(Struct, frozen=True):
    """One thing to tell."""

    kind: Kind
    text: str
    """For a person, in the language in use."""
    fields: Mapping[str, Any]
    """For a machine; sentences in English."""

    @property
    def failure(self) -> bool:
        """Whether something is missing for it."""
        return self.kind in ("source-failed", "repository-failed")


class Telling:
    """Goes through the events of rounds; knows how far the present one is."""

    def __init__(self, now: Callable[[], datetime], wait: timedelta | None) -> None:
        """`wait` is how long limits are waited for; `None`: as long as they take."""
        self._now = now
        self._wait = wait
        self._waiting: dict[tuple[str, str], Budget] = {}
        self._told: set[tuple[str, str]] = set()
        self.wanted = 0
        """Repositories of this round, as far as they are known."""
        self.done = 0
        self._under_way = False
        self._deepening: dict[str, DepthProgress] = {}

    @property
    def put_off(self) -> bool:
        """Whether a limit that outlasts the round kept something from being asked for."""
        return bool(self._waiting)

    def take(self, event: events.Event) -> Iterator[Said]:
        """Yield what an event is worth."""
        match event:
            case events.RoundStarted():
                self._under_way = True
                self.wanted = self.done = 0
            case events.Discovered(network=network, failed=failed):
                for source, error in failed.items():
                    if self._is_new("", error.english):
                        fields = {"network": network, "source": source, "error": error.english}
                        yield Said("source-failed", f"{network}: {source}: {error}", fields)
            case events.Collecting(repositories=wanted, unchanged=unchanged):
                self.wanted += len(wanted) + unchanged
                self.done += unchanged
            case events.Collected():
                self.done += 1
            case events.Failed(id=id, error=error):
                self.done += 1
                # What broke a forge's round off is told of the forge, and not of its 500 repositories once more.
                if self._is_new("", error.english):
                    yield Said("repository-failed", f"{id}: {error}", {"id": id, "error": error.english})
            case events.Deepening(progress=progress):
                self._deepened(progress)
            case events.BudgetChanged(budget=budget):
                yield from self._waits(budget)
            case events.RoundFinished():
                self._under_way = False
                self._told.clear()
                yield _finished(event)

    def progress(self) -> Said | None:
        """Return how far the round is; `None` between rounds."""
        if not self._under_way:
            return None
        text = say("{done} of {wanted} repositories so far", done=self.done, wanted=self.wanted)
        if not self.wanted:
            text = say("The repositories are being listed.")
        deep = self.deepening
        histories = [
            {"id": each.repository, "phase": each.phase, "done": each.done, "total": each.total}
            for each in self._deepening.values()
        ]
        fields = {"done": self.done, "wanted": self.wanted, **({"histories": histories} if histories else {})}
        return Said("progress", f"{text}; {deep}" if deep else str(text), fields)

    @property
    def deepening(self) -> str:
        """Return which whole histories are being read and how far the first is; empty where none is."""
        under_way = list(self._deepening.values())
        if not under_way:
            return ""
        name = under_way[0].repository.partition(":")[2]
        first = say("whole history of {name}: {what}", name=name, what=under_way[0].phrase or "")
        more = len(under_way) - 1
        return str(say("{first}, and {n} more", first=first, n=more) if more else first)

    def _deepened(self, progress: DepthProgress) -> None:
        self._deepening.pop(progress.repository, None)
        if progress.phase:
            self._deepening[progress.repository] = progress

    def _waits(self, budget: Budget) -> Iterator[Said]:
        """Say once what is waited for, until when, and what would help."""
        pool = budget.forge, budget.pool
        until, reason = budget.waiting_until, budget.reason
        if not until or not reason:
            self._waiting.pop(pool, None)
            return
        self._waiting[pool] = budget
        help = self._help(budget, until)
        # What is left of a budget changes while it is put off: that is told once all the same.
        if not self._is_new(budget.forge, budget.pool if help else reason.english):
            return
        waiting = say(
            "{forge}: {reason} (until {time} UTC)", forge=budget.forge, reason=reason, time=self._time(until)
        )
        fields = {"forge": budget.forge, "pool": budget.pool, "reason": reason.english, "until": until}
        yield Said("waiting", " ".join(str(each) for each in (waiting, help) if each), fields)

    def _help(self, budget: Budget, until: datetime) -> Phrase | None:
        """Return what would help against a wait that is longer than this round waits; `None` for others."""
        seconds = math.ceil((until - self._now()).total_seconds())
        if self._wait is None or seconds <= self._wait.total_seconds():
            return None
        if budget.pool == "anonymous":
            return say(
                "A token allows more (`civitop doctor` says how to get one); or --wait {seconds}.",
                seconds=str(seconds),
            )
        return say("It is not waited for; --wait {seconds} would.", seconds=str(seconds))

    def _is_new(self, about: str, reason: str) -> bool:
        """Tell whether a reason was not told in this round yet, and remember it: seven tries are one trouble."""
        told = (about, reason)
        if told in self._told:
            return False
        self._told.add(told)
        return True

    def _time(self, until: datetime) -> str:
        """Return the time in UTC, with the day where that is not today."""
        until = until.astimezone(UTC)
        today = until.date() == self._now().astimezone(UTC).date()
        return f"{until:%H:%M:%S}" if today else f"{until:%Y-%m-%d %H:%M:%S}"


def _finished(event: events.RoundFinished) -> Said:
    spent = ", ".join(f"{forge}: {_cost(s)}" for forge, s in event.spent.items())
    done = say(
        "{collected} collected, {unchanged} unchanged, {failed} failed in {seconds:.1f} s",
        collected=event.collected,
        unchanged=event.unchanged,
        failed=event.failed,
        seconds=event.seconds,
    )
    fields = {
        "collected": event.collected,
        "unchanged": event.unchanged,
        "failed": event.failed,
        "seconds": round(event.seconds, 3),
        "requests": sum(spent.requests for spent in event.spent.values()),
        "next_at": event.next_at,
    }
    return Said("round-finished", f"{done} ({spent})" if spent else str(done), fields)


def _cost(spent: Spent) -> str:
    requests = say_n("{n} request", "{n} requests", spent.requests)
    points = say_n("{n} point", "{n} points", spent.points)
    return f"{requests}, {points}" if spent.points else str(requests)
