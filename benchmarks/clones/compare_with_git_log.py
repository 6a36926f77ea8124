"""Does civitop count what git counts? For each clone, both figures side by side.

    python benchmarks/clones/compare_with_git_log.py PATH...  [--at DATE]

One side is civitop as it is: the git collector, the people module, the signals. The other side is
`git log --use-mailmap` counted by this file alone, which shares no code with civitop: its own joining of
people, its own bots, its own idea of a version, and the registry's CSV files read as they stand. A cell
holds one figure where both agree, else `civitop ≠ git`. Exit code 1 where any cell does.
"""

import argparse
import asyncio
import csv
import os
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
YEAR = 365 * 86_400


class Figures(NamedTuple):
    """What is compared; the last year is the 365 days before the moment asked for."""

    commits: int
    """Without merges and bots, up to that moment."""
    people: int
    """Their authors."""
    commits_365d: int
    people_365d: int
    bus_factor: int
    releases_365d: int
    """Version-like tags, pre-releases left out."""
    municipal: int
    """Commits whose author has an address of a municipality."""
    municipal_365d: int
    """Commits of the year of which an author or co-author has one."""


HEADINGS = (
    "commits", "people", "commits 365 d", "people 365 d", "bus factor",
    "version tags 365 d", "municipal commits", "municipal commits 365 d",
)  # fmt: skip


# ---------------------------------------------------------------- civitop


async def by_civitop(path: str, moment: int) -> Figures:
    """Return the figures as civitop gives them; raises `SystemExit` with its sentence where it gives none."""
    from civitop.config.settings import Forge
    from civitop.config.sources import Source
    from civitop.people.affiliation.engine import NetworkAffiliator
    from civitop.people.affiliation.registry import load
    from civitop.people.identities import resolve
    from civitop.people.mailmap import Mailmap
    from civitop.polling.collector import Failure, Known
    from civitop.signals.base import Project, Settings
    from civitop.signals.bus_factor import BUS_FACTOR
    from civitop.signals.municipalities import MUNICIPALITIES
    from civitop.signals.release_cadence import RELEASE_CADENCE
    from collectors.git.collector import GitCollector

    asof = datetime.fromtimestamp(moment, UTC)
    collector = GitCollector(Forge(name="git", kind="git", url=""), Path(os.devnull), environment=os.environ)
    try:
        (found,) = [item async for item in collector.discover(Source("git", path))]
        if isinstance(found, Failure):
            raise SystemExit(found.error)
        begun = time.perf_counter()
        (answer,) = [item async for item in collector.collect([Known(found)], asof)]
        seconds = time.perf_counter() - begun
    finally:
        await collector.aclose()
    if isinstance(answer, Failure):
        raise SystemExit(answer.error)
    facts = answer.facts
    held = len(facts.commits)
    print(
        f"{label(path)}: {held} commits in {seconds:.2f} s ({held / seconds:,.0f} a second)", file=sys.stderr
    )
    people, affiliator, mailmap = resolve(facts), NetworkAffiliator(load()), Mailmap(facts.mailmap)
    project = Project(facts, people, affiliator)
    authored = [
        commit
        for commit in facts.commits
        if commit.parents <= 1 and commit.committed_at < asof and commit.author in people.of
    ]
    factor = BUS_FACTOR.measure(project, asof, Settings())
    cadence = RELEASE_CADENCE.measure(project, asof, Settings())
    municipalities = MUNICIPALITIES.measure(project, asof, Settings())
    return Figures(
        commits=len(authored),
        people=len({people.of[commit.author].key for commit in authored}),
        commits_365d=factor.detail.commits_365d,
        people_365d=factor.detail.people,
        bus_factor=int(factor.value or 0),
        releases_365d=cadence.detail.releases_365d or 0,
        municipal=sum(
            affiliator.affiliate(commit.author, commit.committed_at, proper=mailmap.apply(commit.author)).kind
            == "municipality"
            for commit in authored
        ),
        municipal_365d=municipalities.detail.writes.municipality,
    )


# ---------------------------------------------------------------- git, counted here

BOTS = {
    "dependabot", "dependabot-preview", "renovate", "renovate bot", "pyup-bot", "github actions",
    "github-actions", "magentabot", "magenta bot", "nl design system", "nl design system bot",
    "nl-design-system-ci", "snyk-bot", "weblate",
}  # fmt: skip
BOT_MAILS = re.compile(r"(group|project)_?\d+_bot.*@noreply\..*|noreply@anthropic\.com|copilot@github\.com")
NOREPLY = re.compile(r"(?:\d+[-+])?([^+@]+)@users\.noreply\.([a-z.]+)")


class Author(NamedTuple):
    """Somebody as git names them after the mailmap."""

    name: str
    mail: str
    mail_as_written: str

    @property
    def signs(self) -> list[str]:
        """What this author shares with other names of the same person."""
        logins = [
            f"{m[1]}@{m[2]}" for mail in (self.mail, self.mail_as_written) if (m := NOREPLY.fullmatch(mail))
        ]
        return [*([self.mail] if self.mail else []), *logins] or [f"only the name {self.name}"]

    @property
    def bot(self) -> bool:
        """Whether no human writes under this name, login or address."""
        logins = [sign.split("@")[0] for sign in self.signs]
        names = [self.name.lower(), *(logins if len(logins) > 1 else [])]
        return any(n in BOTS or n.endswith("[bot]") for n in names) or bool(BOT_MAILS.fullmatch(self.mail))


class CommitEntry(NamedTuple):
    """A commit."""

    at: int
    merge: bool
    author: Author
    others: list[Author]


def git(path: str, *arguments: str) -> str:
    command = ["git", "-c", "safe.directory=*", "-C", path, *arguments]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8", errors="replace").stdout


def history(path: str) -> list[CommitEntry]:
    trailers = "%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x02)"
    log = git(
        path, "log", "--use-mailmap", "-z", f"--format=%ct%x01%p%x01%aN%x01%aE%x01%ae%x01{trailers}", "HEAD"
    )
    rows = [row.split("\x01") for row in log.split("\0") if row]
    return [
        CommitEntry(
            int(at), " " in parents, Author(name, mail.lower(), raw.lower()), list(coauthors(path, others))
        )
        for at, parents, name, mail, raw, others in rows
    ]


def coauthors(path: str, trailers: str) -> Iterator[Author]:
    for value in filter(None, trailers.split("\x02")):
        if m := re.fullmatch(r"(.*?)<(\S+@\S+)>\s*", value):
            proper = git(path, "check-mailmap", f"{m[1].strip()} <{m[2]}>").strip()
            name, _, mail = proper.rpartition("<")
            yield Author(name.strip(), mail.rstrip(">").lower(), m[2].lower())


def persons(authors: Iterable[Author]) -> dict[str, str]:
    """Map each sign to the name of the group it is in: groups that share a sign become one."""
    groups: dict[str, set[str]] = {}
    for author in authors:
        together = set(author.signs)
        for sign in author.signs:
            together |= groups.get(sign, set())
        groups.update(dict.fromkeys(together, together))
    return {sign: min(group) for sign, group in groups.items()}


def smallest_half(counts: Counter[str]) -> int:
    total, sum_, number = counts.total(), 0, 0
    for _, count in counts.most_common():
        if sum_ * 2 >= total:
            break
        sum_ += count
        number += 1
    return number


TRIAL = frozenset({
    "a", "alpha", "b", "beta", "c", "rc", "cr", "dev", "m", "milestone", "pre", "preview", "prerelease",
    "snapshot", "nightly", "canary", "next", "test", "draft", "unstable", "ea",
})  # fmt: skip


def is_final_version(tag: str) -> bool:
    """Whether the end of a tag is a number with or without a `v`, and says nothing of being a trial."""
    end = re.search(
        r"(?:^|[-_/@])(v|ver|version|r|rel|release)?[.-]?(\d+(?:[._-](?:x(?=-)|\d+))*)([-._+~]?[a-z].*)?$",
        tag,
        re.IGNORECASE,
    )
    if not end or (end.start() == 0 and not end[1] and end[2].isdigit()):  # `1234-fix` is an issue's number
        return False
    word = re.sub(r"[^a-z]+", " ", (end[3] or "").lower()).split()
    return not TRIAL.intersection(word)


def releases(path: str, moment: int) -> int:
    """Count the version tags of the year; git's `creatordate` is the tagger's date or the commit's."""
    lines = git(
        path, "for-each-ref", "--format=%(creatordate:unix) %(refname:strip=2)", "refs/tags"
    ).splitlines()
    dated = [line.split(" ", 1) for line in lines if not line.startswith(" ")]
    return sum(moment - YEAR <= int(at) < moment and is_final_version(tag) for at, tag in dated)


def registered() -> dict[str, str]:
    """Return the kind of organisation by mail domain, free mail as `free`."""
    folder = ROOT / "civitop" / "people" / "affiliation" / "registry"
    kinds: dict[str, str] = {}
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for column in ("domains", "derived_domains"):
                    kinds.update({d: row["kind"] for d in (row.get(column) or "").split("|") if d})
    free = (folder / "free_mail.txt").read_text(encoding="utf-8").splitlines()
    return {**kinds, **{line.strip(): "free" for line in free if line.strip() and not line.startswith("#")}}


def municipal(author: Author, kinds: dict[str, str]) -> bool:
    labels = author.mail.rpartition("@")[2].split(".")
    found = [kinds[end] for start in range(len(labels)) if (end := ".".join(labels[start:])) in kinds]
    return bool(found) and "free" not in found and found[0] == "municipality"


def by_git(path: str, moment: int) -> Figures:
    """Return the figures as git's own output gives them."""
    entries = history(path)
    everybody = {author for entry in entries for author in (entry.author, *entry.others)}
    group = persons(author for author in everybody if not author.bot)
    kinds = registered()
    plain = [entry for entry in entries if not entry.merge and entry.at < moment]
    counted = [entry for entry in plain if not entry.author.bot]
    year = [entry for entry in counted if entry.at >= moment - YEAR]
    active = Counter(group[entry.author.signs[0]] for entry in year)
    return Figures(
        commits=len(counted),
        people=len({group[entry.author.signs[0]] for entry in counted}),
        commits_365d=len(year),
        people_365d=len(active),
        bus_factor=smallest_half(active),
        releases_365d=releases(path, moment),
        municipal=sum(municipal(entry.author, kinds) for entry in counted),
        municipal_365d=sum(
            any(municipal(author, kinds) and not author.bot for author in (entry.author, *entry.others))
            for entry in plain
            if entry.at >= moment - YEAR
        ),
    )


# ---------------------------------------------------------------- the table


def label(path: str) -> str:
    """Return a short name for a clone: two folders up where its own is called `repo`."""
    folder = Path(path).resolve()
    return (folder.parent if folder.name in ("repo", ".git") else folder).name.replace("+", "/", 1)


def end_of_newest_day(path: str) -> int:
    newest = max(map(int, git(path, "log", "--format=%ct", "HEAD").split()))
    day = datetime.fromtimestamp(newest, UTC).replace(hour=0, minute=0, second=0)
    return int((day + timedelta(days=1)).timestamp())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a clone, bare or not")
    parser.add_argument(
        "--at", type=datetime.fromisoformat, help="the moment; else the end of the newest commit's day"
    )
    options = parser.parse_args(arguments)
    sys.path.insert(0, str(ROOT))  # run from a checkout, civitop need not be installed
    print(f"| repository | at | {' | '.join(HEADINGS)} | |")
    print(f"|---|---|{'---|' * (len(HEADINGS) + 1)}")
    equal = True
    for path in options.paths:
        moment = int(options.at.replace(tzinfo=UTC).timestamp()) if options.at else end_of_newest_day(path)
        ours, theirs = asyncio.run(by_civitop(path, moment)), by_git(path, moment)
        cells = [str(a) if a == b else f"**{a} ≠ {b}**" for a, b in zip(ours, theirs, strict=True)]
        equal = equal and ours == theirs
        at = datetime.fromtimestamp(moment, UTC).date()
        print(f"| {label(path)} | {at} | {' | '.join(cells)} | {'equal' if ours == theirs else 'unequal'} |")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", file=sys.stderr)
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
