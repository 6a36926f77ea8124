"""Measure civitop beside its peers and write `benchmarks/README.md` anew: `python -m benchmarks.run`.

Without arguments a quick set is measured (some minutes); `--full` adds 10,000 repositories and the slow
peers (an hour); `--only NAME` one case. What is not measured keeps its last table.
"""

import argparse
import compileall
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import paint, rivals, screen, tables
from benchmarks.cases import CASES, Case, folder, poll, rounds, served

ROOT = Path(__file__).parents[1]
PACKAGES = ("benchmarks", "civitop", "collectors", "tui")
PAINT = "paint"
SCREEN = "screen"
FULL_STORE = 10_000


def main(argv: Sequence[str] | None = None) -> None:
    """Read the command line and measure."""
    names = [case.name for case in CASES] + [PAINT, SCREEN]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--only", action="append", choices=names, help="measure this case (repeatable)")
    parser.add_argument("--full", action="store_true", help="also what takes long")
    parser.add_argument("--no-peers", action="store_true", help="civitop alone")
    chosen = parser.parse_args(argv)
    for package in PACKAGES:  # an installation has its modules compiled
        compileall.compile_dir(ROOT / package, quiet=1)
    with folder() as place:
        for case in CASES:
            if case.name in chosen.only if chosen.only else chosen.full or not case.full:
                measure(case, place, full=chosen.full, peers=not chosen.no_peers)
        if not chosen.only or PAINT in chosen.only:
            first_paint(place)
        if not chosen.only or SCREEN in chosen.only:
            under_load(place)


def measure(case: Case, place: Path, *, full: bool, peers: bool) -> None:
    """Measure one case and write its tables."""
    where = tables.machine()
    say(f"{case.name}: {case.title}")
    with served(case) as forge:
        rows = []
        for row in rounds(case, forge, place / f"{case.name}.sqlite"):
            rows.append(row)
            out = row.outcome
            say(f"  {row.round}: {row.requests} requests, {row.points} points, {out.seconds:.2f} s")
    tables.put(case.name, f"{tables.of_rounds(rows)}\n\n{where}")
    wanted = [peer for peer in rivals.PEERS_OF.get(case.name, ()) if full or not peer.full]
    if not peers or not wanted:
        return
    found = []
    for peer in wanted:
        found.append(rivals.ask(case, peer, place))
        say(f"  {peer.name}: {found[-1].requests:.0f} requests, {found[-1].seconds:.0f} s")
    tables.put(f"{case.name} peers", tables.of_peers(case, rows[0], found))


def first_paint(place: Path) -> None:
    """Measure from Enter to the first project on screen: a store of 300, what it published, a store of 10,000."""
    where = tables.machine()
    case = next(case for case in CASES if case.name == "github-300")
    store = place / "paint.sqlite"
    say(f"{PAINT}: filling a store")
    with served(case) as forge:
        poll(case, forge, store, "first")
    found = []

    def paints(what: str, words: Sequence[str]) -> None:
        found.append((what, paint.paints(words)))
        say(f"  {what}: {found[-1][1][len(found[-1][1]) // 2]:.2f} s")

    paints(f"a store of {case.count:,}", paint.dashboard(store, place))
    for form in ("json", "html"):
        paints(f"`civitop open`, {form} of {case.count:,}", paint.published(store, place, form))
    paint.multiply(store, FULL_STORE)
    paints(f"a store of {FULL_STORE:,}", paint.dashboard(store, place))
    tables.put(PAINT, f"{tables.of_paints(found)}\n\n{where}")


def under_load(place: Path) -> None:
    """Measure keys, idling and memory of the dashboard."""
    where = tables.machine()
    say(f"{SCREEN}: the dashboard under load")
    tables.put(SCREEN, f"{tables.of_screen(screen.results(place))}\n\n{where}")


def say(text: str) -> None:
    """Tell how far the work is."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
