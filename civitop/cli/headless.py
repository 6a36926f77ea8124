"""One round without a terminal: progress on stderr, the outcome as an exit code."""

import math
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TextIO

from civitop.cli.exit_codes import DONE, INCOMPLETE, NOTHING
from civitop.cli.loop import run_async
from civitop.cli.output import LONGEST_LINE, is_screen
from civitop.health import Snapshot
from civitop.i18n.message import Phrase, say, say_n
from civitop.library.reading import one_round
from civitop.polling import events
from civitop.polling.collector import Budget, Spent
from civitop.sanitise import plain
from civitop.watch import Watch


def poll_once(watch: Watch, wait: timedelta | None = None) -> bool:
    """Run one round to its end, telling on stderr what happens; return whether all was asked for.

    `wait` is how long the collectors may wait for limits, and what is beyond it was not asked for.
    """
    progress = Progress(sys.stderr, wait=wait)
    run_async(one_round(watch, progress.take))
    return not progress.put_off


class Progress:
    """One line that is rewritten where stderr is a terminal; only what matters where it is not."""

    def __init__(
        self,
        out: TextIO,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        wait: timedelta | None = None,
    ) -> None:
        """`wait` is how long limits are waited for; `None`: as long as they take."""
        self._out = out
        self._now = now
        self._wait = wait
        self._waiting: dict[tuple[str, str], Budget] = {}
        self._live = is_screen(out)
        self._wanted = 0
        self._done = 0
        self._told: set[tuple[str, str]] = set()

    def take(self, event: events.Event) -> None:
        """Show an event."""
        match event:
            case events.Discovered(network=network, failed=failed):
                for source, error in failed.items():
                    self._say(f"{network}: {source}: {error}")
            case events.Collecting(repositories=wanted, unchanged=unchanged):
                self._wanted += len(wanted) + unchanged
                self._done += unchanged
            case events.Collected():
                self._done += 1
            case events.Failed(id=id, error=error):
                self._done += 1
                # What broke a forge's round off is told of the forge, and not of its 500 repositories once more.
                if self._is_new("", error.english):
                    self._say(f"{id}: {error}")
            case events.BudgetChanged(budget=budget):
                self._waits(budget)
            case events.RoundFinished():
                self._finish(event)
        self._line()

    @property
    def put_off(self) -> bool:
        """Whether a limit that outlasts the round kept something from being asked for."""
        return bool(self._waiting)

    def _waits(self, budget: Budget) -> None:
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
        self._say(" ".join(str(each) for each in (waiting, help) if each))

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

    def _finish(self, event: events.RoundFinished) -> None:
        self._wanted = 0
        self._told.clear()
        if self._live:
            print("\r\x1b[K", end="", file=self._out)
        spent = ", ".join(f"{forge}: {_cost(s)}" for forge, s in event.spent.items())
        done = say(
            "{collected} collected, {unchanged} unchanged, {failed} failed in {seconds:.1f} s",
            collected=event.collected,
            unchanged=event.unchanged,
            failed=event.failed,
            seconds=event.seconds,
        )
        self._say(f"{done} ({spent})" if spent else str(done))

    def _say(self, text: str) -> None:
        line = plain(text, LONGEST_LINE)  # it names sources and folders, which others may have named
        print(f"\r\x1b[K{line}" if self._live else line, file=self._out)

    def _line(self) -> None:
        if self._live and self._wanted:
            bar = "━" * (20 * self._done // max(self._wanted, 1))
            print(f"\r\x1b[K{bar:<20} {self._done}/{self._wanted}", end="", file=self._out, flush=True)


def _cost(spent: Spent) -> str:
    requests = say_n("{n} request", "{n} requests", spent.requests)
    points = say_n("{n} point", "{n} points", spent.points)
    return f"{requests}, {points}" if spent.points else str(requests)


def exit_code(snapshot: Snapshot, *, whole: bool = True) -> int:
    """Return 0, 3 where repositories or sources are missing or stale, 4 where there is nothing.

    `whole` says whether the round asked for everything.
    """
    failed = [h for h in snapshot.repositories if h.error]
    sources = any(network.failed_sources for network in snapshot.networks)
    if not any(h.signals for h in snapshot.repositories):
        return NOTHING if failed or sources or not snapshot.repositories else DONE
    return INCOMPLETE if failed or sources or not whole else DONE
