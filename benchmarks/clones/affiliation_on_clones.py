"""Whose commits they are, on real clones: `python benchmarks/clones/affiliation_on_clones.py PATH…`.

A clone in a folder `OWNER+NAME/…` belongs to the ready-made network that watches `github:OWNER` or
`github:OWNER/NAME`; all clones of one network share what was seen in them (rule 4). Prints two tables
(all time, the 365 days before `--at`) with the share of each kind by rule 2 alone and by rules 2 + 4.

`--merges` counts merges as well, and `--ever` lets a sighting speak for all times instead of for the year
around it: so were the shares measured that SIGNALS.md tells (Amsterdam/signals 20 % → 36 %), while its
rules, and civitop, leave merges out and keep to the year.
"""

import argparse
import asyncio
import os
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from civitop import networks
from civitop.config.settings import Forge
from civitop.config.sources import Source
from civitop.model import Facts, Repository
from civitop.people.affiliation.base import KINDS
from civitop.people.affiliation.contributions import contributions
from civitop.people.affiliation.engine import NetworkAffiliator
from civitop.people.affiliation.registry import Registry, load
from civitop.people.affiliation.sightings import Sighting, sightings
from civitop.people.identities import People, resolve
from civitop.polling.collector import Collected, Known
from collectors.git.collector import GitCollector

YEAR = timedelta(days=365)


class Clone(NamedTuple):
    """A clone that was read."""

    name: str
    network: str
    country: str | None
    facts: Facts
    people: People


class Shares(NamedTuple):
    """Commits by kind, by rule 2 alone and together with rule 4."""

    name: str
    commits: int
    alone: Counter[str]
    together: Counter[str]


async def collect(path: str) -> Facts:
    forge = Forge(name="git", kind="git", url="")
    collector = GitCollector(forge, Path("/nonexistent"), environment=os.environ)
    try:
        async for found in collector.discover(Source("git", path)):
            if not isinstance(found, Repository):
                msg = f"{path}: {found.error}"
                raise SystemExit(msg)
            async for collected in collector.collect([Known(found)], datetime.now(UTC)):
                if not isinstance(collected, Collected):
                    msg = f"{path}: {collected.error}"
                    raise SystemExit(msg)
                return collected.facts
    finally:
        await collector.aclose()
    msg = f"{path}: nothing was collected"
    raise SystemExit(msg)


def network_of(name: str) -> tuple[str, str | None]:
    for id in networks.names():
        settings = tomllib.loads(networks.text(id))["network"][id]
        watched = {source.casefold() for source in settings["watch"]}
        owner = name.partition("/")[0]
        if {f"github:{name}".casefold(), f"github:{owner}".casefold()} & watched:
            return id, settings.get("country")
    return name, None


def read(paths: Sequence[str]) -> Iterator[Clone]:
    for path in paths:
        facts = asyncio.run(collect(path))
        folder = next((part for part in reversed(Path(path).resolve().parts) if "+" in part), Path(path).name)
        name = folder.replace("+", "/", 1)
        yield Clone(name, *network_of(name), facts, resolve(facts))


def with_merges(clone: Clone) -> Clone:
    commits = tuple(replace(commit, parents=1) for commit in clone.facts.commits)
    return clone._replace(facts=replace(clone.facts, commits=commits))


def for_ever(sighting: Sighting) -> Sighting:
    return replace(sighting, first=date.min, last=date.max)


def measure(
    clones: Sequence[Clone], registry: Registry, since: datetime | None, *, ever: bool
) -> Iterator[Shares]:
    alone = NetworkAffiliator(registry)
    seen: defaultdict[str, list[Sighting]] = defaultdict(list)
    for clone in clones:
        found = sightings(clone.facts, clone.people, alone)
        seen[clone.network] += map(for_ever, found) if ever else found
    together = {
        clone.network: NetworkAffiliator(registry, sightings=seen[clone.network], country=clone.country)
        for clone in clones
    }
    for clone in clones:
        counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        total = 0
        authors = {(commit.author, commit.committed_at) for commit in clone.facts.commits}
        for contribution in contributions(clone.facts, clone.people):
            if contribution.seen not in clone.people.of or (since and contribution.at < since):
                continue
            if (contribution.seen, contribution.at) not in authors:
                continue  # a co-author: the shares are of commits, by their authors
            total += 1
            for affiliator, count in zip((alone, together[clone.network]), counts, strict=True):
                count[
                    affiliator.affiliate(contribution.seen, contribution.at, proper=contribution.proper).kind
                ] += 1
        yield Shares(clone.name, total, *counts)


def table(rows: Sequence[Shares]) -> Iterator[str]:
    yield "| repository | commits | " + " | ".join(KINDS) + " |"
    yield "|---|--:|" + "--:|" * len(KINDS)
    sum_alone, sum_together = Counter[str](), Counter[str]()
    for row in rows:
        sum_alone += row.alone
        sum_together += row.together
    total = Shares("all", sum(row.commits for row in rows), sum_alone, sum_together)
    for row in (*rows, total):
        cells = (
            f"{100 * row.alone[kind] / row.commits:.1f} → {100 * row.together[kind] / row.commits:.1f}"
            if row.commits
            else "–"
            for kind in KINDS
        )
        yield f"| {row.name} | {row.commits} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--at", type=datetime.fromisoformat, default=None, help="end of the last year")
    parser.add_argument("--merges", action="store_true", help="count merges as well")
    parser.add_argument("--ever", action="store_true", help="rule 4 without its year")
    given = parser.parse_args()
    at = (given.at or datetime.now(UTC)).replace(tzinfo=UTC)
    clones = [with_merges(clone) if given.merges else clone for clone in read(given.paths)]
    registry = load()
    for title, since in (("All time", None), (f"Last year, to {at:%Y-%m-%d}", at - YEAR)):
        print(f"\n{title}: % of human commits by kind, rule 2 alone → rules 2 + 4\n")
        print("\n".join(table(list(measure(clones, registry, since, ever=given.ever)))))


if __name__ == "__main__":
    main()
