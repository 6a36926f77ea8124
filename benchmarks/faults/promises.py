"""What a simulated week of the service came to, what was promised of it, and the page that says both."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct

from benchmarks.tables import machine, table

EVERY = timedelta(minutes=15)
LOG_LINES = 20
"""Most lines that a round may write, faults and all."""
MOST_MB = 25.0
"""Most that memory may have grown since the end of the first day, allocator's whims included."""
MOST_HANDLES = 8
LATE = timedelta(seconds=2)
"""Most that a round may begin after it was announced."""
SOON = 2.0
"""Seconds in which the service ends."""


class Sample(Struct, frozen=True):
    """How the process is at the end of a simulated day."""

    day: int
    mb: float
    handles: int
    threads: int
    store_mb: float


class Week(Struct, frozen=True, kw_only=True):
    """What the simulated time came to."""

    rounds: int
    seconds: float
    latest: timedelta
    """The most that a round began late."""
    failed: int
    """Repositories and forges that failed in a round, all told."""
    troubles: int
    """Answers of the forge that were none."""
    early: int
    """Requests that came although the forge had asked to wait."""
    samples: tuple[Sample, ...]
    log_lines: int
    log_bytes: int
    most_lines: int
    """In one round."""
    scrapes: int
    notices: int
    twice: int
    """Notices that arrived more than once."""
    missing: int
    """Changes of the store that call for somebody and were not told."""
    differs: tuple[str, ...]
    """Figures that a new store, collected without faults at the same moment, has otherwise."""


def broken(week: Week, ends: Sequence[float]) -> list[str]:
    """Return the promises that do not hold, in words."""
    first, last = week.samples[0], week.samples[-1]
    checks: tuple[tuple[bool, str], ...] = (
        (week.latest <= LATE, f"a round began {week.latest} late"),
        (last.mb - first.mb <= MOST_MB, f"memory grew by {last.mb - first.mb:.1f} MB"),
        (last.handles - first.handles <= MOST_HANDLES, f"handles grew by {last.handles - first.handles}"),
        (week.most_lines <= LOG_LINES, f"a round logged {week.most_lines} lines"),
        (week.early == 0, f"{week.early} requests came before the forge allowed"),
        (week.twice == 0, f"{week.twice} notices arrived twice"),
        (week.missing == 0, f"{week.missing} notices were lost"),
        (not week.differs, f"figures differ: {'; '.join(week.differs[:5])}"),
        (max(ends, default=0.0) <= SOON, f"it took {max(ends, default=0.0):.2f} s to end"),
    )
    return [what for holds, what in checks if not holds]


def page(week: Week, ends: Sequence[float], what: Sequence[str]) -> str:
    """Return the figures as Markdown."""
    days = [
        [str(s.day), f"{s.mb:.1f}", str(s.handles), str(s.threads), f"{s.store_mb:.1f}"] for s in week.samples
    ]
    head = ["day", "MB resident", "handles", "threads", "MB store"]
    same = "the same figures" if not week.differs else f"{len(week.differs)} other figures"
    middle, longest = (sorted(ends)[len(ends) // 2], max(ends)) if ends else (0.0, 0.0)
    verdict = "All promises hold." if not what else f"Broken: {'; '.join(what)}."
    return f"""# A simulated week of `civitop watch`

`python -m benchmarks.faults.week`, {machine()}

- {week.rounds} rounds, one every {EVERY.seconds // 60} minutes and up to a tenth more, in {week.seconds:.0f} s.
  The latest one began {week.latest.total_seconds():.2f} s after it was announced.
- The forge failed {week.troubles} requests: 502, 504, connections cut before or within an answer, pauses.
  {week.early} requests came before such a pause was over. {week.failed} repositories failed in their round.
- {week.scrapes} scrapes of `/metrics` were read by Prometheus' own parser.
- {week.notices} notices arrived, {week.twice} of them twice, {week.missing} were lost; the webhook refused every fifth.
- The log has {week.log_lines} lines ({week.log_bytes / 1024:.0f} kB), at most {week.most_lines} of one round.
- A new store that was collected at the end has {same}.
- SIGTERM at {len(ends)} moments of real processes (starting, collecting, resting; over an empty, a half full and a full
  store; while serving): ended after {middle:.2f} s (median), {longest:.2f} s at most.

{verdict}

At the end of each day:

{table(head, days)}
"""
