"""Networks of any size for the matrix: every body writes, takes part or uses where a fixed chance says so."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from civitop.signals.credit.organisations import Contributor
from civitop.signals.municipalities import User
from tests.tui.organisations.peopled import changed, worked

TOWNS = ("Aar", "Ves", "Klit", "Zand", "Nord", "Belle", "Ørs", "Hoog", "Linde", "Saint-", "Grøn", "Nieuw")
ENDINGS = ("hus", "by", "voorde", "havn", "mont", "holm", "water", "lund", "marcel", "vang")
WORDS = ("case", "citizen", "document", "parking", "permit", "school", "tree", "waste", "library", "council")
KINDS_OF_TOOL = ("register", "portal", "planner", "desk", "engine", "archive", "map", "api", "votes", "loans")
TAILS = ("", "-backend", "-frontend-components", "-mobile", "-docs", "-infrastructure")


def town(number: int) -> str:
    """Return an invented municipality's name."""
    return f"{TOWNS[number % len(TOWNS)]}{ENDINGS[number // len(TOWNS) % len(ENDINGS)]}"


def project_name(number: int) -> str:
    """Return an invented repository's name."""
    words = f"{WORDS[number % len(WORDS)]}-{KINDS_OF_TOOL[number // len(WORDS) % len(KINDS_OF_TOOL)]}"
    return words + TAILS[number % len(TAILS)] + (f"-{number // 100}" if number >= 100 else "")


@pytest.fixture
def network_of() -> Callable[[Any, int, int], Any]:
    """Give a feed's first network so many projects and municipalities."""
    return fill


def fill(feed: Any, projects: int, bodies: int) -> Any:
    """Return the feed with a first network of so many projects and municipalities."""
    rng = random.Random(f"{projects} {bodies}")
    base = feed.healths["github:os2/forms-engine"]
    signal = base.signals["municipalities"]
    some = signal.detail.organisations[0]
    healths = {}
    for number in range(projects):
        made, using = [], []
        for body in range(bodies):
            chance = rng.random()
            if chance < 0.16 or number % bodies == body or body % projects == number:
                made.append(_contributor(some, body, rng))
            elif chance < 0.20:
                using.append(User(f"XX-{body}", town(body), "XX"))
        detail = replace(
            signal.detail,
            organisations=tuple(made),
            contributing=tuple(made),
            using=tuple(using),
            using_not_contributing=tuple(each.code for each in using),
        )
        name = f"os2/{project_name(number)}"
        id = f"github:{name}"
        healths[id] = replace(
            base, id=id, name=name, signals={"municipalities": replace(signal, detail=detail)}
        )
    feed.healths = healths
    feed.networks = (replace(feed.networks[0], repositories=tuple(sorted(healths))),)
    return feed


def _contributor(some: Contributor, body: int, rng: random.Random) -> Contributor:
    writes = rng.random() < 0.6
    return replace(
        some,
        code=f"XX-{body}",
        name=town(body),
        kind="municipality",
        people=rng.randint(1, 5),
        commits=min(400, round(rng.paretovariate(0.5))) if writes else 0,
        issues=rng.randint(1, 20),
        change_requests=rng.randint(0, 6),
        first=some.last - timedelta(days=200),
    )


@pytest.fixture
def peopled(feed):
    for id in feed.networks[0].repositories:
        if feed.healths[id].signals:
            detail = feed.healths[id].signals["municipalities"].detail
            changed(
                feed,
                id,
                organisations=tuple(map(worked, detail.organisations)),
                contributing=tuple(map(worked, detail.contributing)),
            )
    return feed
