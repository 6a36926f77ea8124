"""Worlds of any size for the benchmarks: a few plain projects that differ in numbers only."""

import random
from datetime import datetime

from civitop.demo.world.model import DAY, DemoOrganisation, ForgeKind, Member, Project
from civitop.demo.world.people import Cast
from civitop.demo.world.world import HELD, World

OWNER_SIZE = 100
"""Projects of one owner."""
TWELVE = (14_000, 11_500, 9_000, 7_500, 6_000, 5_000, 4_000, 3_200, 2_400, 1_700, 1_100, 600)
"""Commits of each of the twelve: 66,000 in all, as unevenly as in twelve real repositories."""
TWELVE_YEAR = (1_701, 0, 693, 45, 132, 540, 58, 407, 589, 119, 0, 29)
"""Those of the last year, as counted with `git rev-list` in the twelve clones that CONTRIBUTING names for
November 2026: 4,313 in all, bots and merges among them."""


def scaled(
    count: int,
    *,
    seed: int = 1,
    now: datetime,
    commits_per_year: int = 100,
    issues: int = 60,
    change_requests: int = 60,
    forge: ForgeKind = "github",
    held: int = HELD,
    uneven: bool = False,
) -> World:
    """Return a world of `count` projects on one forge, a hundred to an owner.

    `uneven` ones, of which there are twelve, have long histories: 66,000 commits in all, 4,313 in the last year. The
    contents of `held` of them are kept in memory, at some 100 kB each.
    """
    if uneven and count != len(TWELVE):
        raise ValueError(f"{count} projects: the uneven ones are {len(TWELVE)}")
    body = DemoOrganisation(
        "XX-0901", "municipality", "Maatstad", "XX", ("maatstad.example",), ("maatstad",), "nl"
    )
    rng = random.Random(f"scale/{seed}")
    cast = Cast(seed)
    people = [cast.person(body, mail=("work", "noreply", "free")[i % 3]) for i in range(60)]
    at = int(now.timestamp())
    projects = []
    for index in range(count):
        team = tuple(
            Member(p, 10 / (rank + 1), 10 / (rank + 1)) for rank, p in enumerate(rng.sample(people, 6))
        )
        spread = 0.5 + rng.random()
        year = TWELVE_YEAR[index] if uneven else round(commits_per_year * spread)
        total = TWELVE[index] if uneven else year + round(year * 2 * rng.random())
        # The twelve are as old as real ones: ten years lie under their last one.
        years = 11 if uneven else 4 if total > year else 1
        open_issues = int(issues * 0.3 * rng.random())
        projects.append(
            Project(
                number=10_001 + index,
                forge=forge,
                owner=f"network-{index // OWNER_SIZE + 1:03}",
                name=f"service-{index + 1:05}",
                description=f"Service {index + 1} of the measured network",
                created=at - years * 365 * DAY,
                last_commit=at - 3600 - int(rng.random() * 20 * DAY),
                commits=total,
                commits_year=year,
                team=team,
                public=tuple(rng.sample(people, 5)),
                issues=issues,
                open_issues=open_issues,
                change_requests=change_requests,
                open_change_requests=int(change_requests * 0.1 * rng.random()),
                releases=int(rng.random() * 12),
                stars=int(rng.random() * 50),
                forks=int(rng.random() * 9),
                files=(("README.md", f"# Service {index + 1}\n"), ("LICENSE", "EUPL-1.2\n")),
            )
        )
    return World(projects, [body], seed=seed, now=now, held=held)
