"""Results as Markdown, put between the markers of `benchmarks/README.md`."""

import os
import platform
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.cases import Case, Row
from benchmarks.rivals import Measured

OURS = (
    "commits of 400 days, issues and change requests of 400 days and all open ones with their first answers, "
    "releases, tags, files, people"
)
"""What civitop collects."""
README = Path(__file__).parent / "README.md"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; the first column is text, the others are figures."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *rows))


def of_rounds(rows: Sequence[Row]) -> str:
    """Return the table of a case's rounds."""
    head = (
        "round",
        "requests",
        "points",
        "MB",
        "seconds",
        "first figures",
        "peak MB",
        "loop held",
        "computing",
        "by itself",
        "git at once",
    )
    made = []
    for row in rows:
        out = row.outcome
        first = "–" if out.first_figure is None else f"{out.first_figure:.2f} s"
        made.append(
            (
                row.round, f"{row.requests:,}", f"{row.points:,}", f"{row.bytes / 1e6:.2f}", f"{out.seconds:.2f}",
                first, f"{out.peak_mb:.0f}", f"{out.held * 1000:.0f} ms", f"{out.held_computing * 1000:.0f} ms",
                f"{out.held_by_itself * 1000:.0f} ms", str(out.git_at_once) if out.git_at_once else "–",
            )
        )  # fmt: skip
    lines = [table(head, made)]
    lines += [f"\nTold in the {row.round} round: {sentence}" for row in rows for sentence in row.outcome.told]
    return "\n".join(lines)


def of_peers(case: Case, first: Row, peers: Sequence[Measured]) -> str:
    """Return the table of those who did the same work, each compared with civitop's first round."""
    head = (
        "who",
        "requests",
        "times as many",
        "MB",
        "seconds",
        "times as long",
        "repositories asked",
        "facts",
    )
    ours = first.outcome.seconds
    made = [
        ("civitop", f"{first.requests:,}", "1", f"{first.bytes / 1e6:.1f}", f"{ours:.1f}", "1", str(case.count),
         OURS),
    ]  # fmt: skip
    for peer in peers:
        scaled = "" if peer.repositories == case.count else ", scaled up"
        made.append(
            (
                peer.peer.name, f"{peer.requests:,.0f}", f"{peer.requests / first.requests:.0f}",
                f"{peer.bytes / 1e6:.1f}", f"{peer.seconds:,.0f}", f"{peer.seconds / ours:.0f}",
                f"{peer.repositories}{scaled}", peer.peer.facts,
            )
        )  # fmt: skip
    return table(head, made)


def of_paints(paints: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Return the table of first paints, each with what was opened."""
    rows = [
        (what, f"{times[0]:.2f} s", f"{times[len(times) // 2]:.2f} s", f"{times[-1]:.2f} s")
        for what, times in paints
    ]
    return table(("opened", "fastest", "median", "slowest"), rows)


def of_screen(results: Sequence[tuple[str, int, dict[str, float]]]) -> str:
    """Return the table of the dashboard under load."""
    rows = [
        (f"{name} ({count:,} projects)", f"{value:.1f}", LIMITS.get((name, count), LIMITS.get((name, 0), "")))
        for _, count, figures in results
        for name, value in figures.items()
    ]
    return table(("what", "measured", "at most"), rows)


LIMITS = {
    ("key p95 ms", 300): "50",
    ("key p95 ms", 10_000): "100",
    ("sort p95 ms", 300): "50",
    ("sort p95 ms", 10_000): "100",
    ("300 updates held ms", 0): "50",
    ("open processor p50 ms", 300): "50",
    ("open p95 ms", 300): "50",
    ("tab p95 ms", 300): "50",
    ("idle % of a core", 0): "1",
    ("MB after 24 h", 0): "150",
}
"""What is asked for; a count of 0 stands for any."""


def machine() -> str:
    """Return a line about where and when this was measured."""
    load = f", load {os.getloadavg()[0]:.1f} when it began" if hasattr(os, "getloadavg") else ""
    return (
        f"*{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, {platform.system()}{load}; two million additions and products took "
        f"{_yardstick():.2f} s.*"
    )


def _yardstick() -> float:
    """Return the processor seconds of a fixed piece of work, the least of three: how quick this Python is here.

    The same Python built without optimisation by profiles takes a third longer, and machines differ by half.
    """
    return min(_counted() for _ in range(3))


def _counted() -> float:
    began, x = time.process_time(), 0
    for i in range(2_000_000):
        x += i * i
    return time.process_time() - began


def put(name: str, text: str, readme: Path = README) -> None:
    """Replace what stands between the markers of `name`; raises `ValueError` where there are none."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    before, found, rest = readme.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        msg = f"{readme.name} has no markers for {name}: add a line '{begin}' and a line '{end}'."
        raise ValueError(msg)
    readme.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}", "utf-8")
