"""The demo's snapshot against what the invented world says of itself, worked out here in another way."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Any

import jsonschema
import pytest

from civitop.cli.commands.demo import OWNERS, wired_demo
from civitop.cli.progress.headless import poll_once
from civitop.codec import snapshot_schema
from civitop.demo import Spec, spawn
from civitop.demo.world.bodies import BODIES
from civitop.demo.world.model import DAY, Account
from civitop.demo.world.world import Truth, World
from civitop.export import FORMATS, writer
from civitop.store import Store
from civitop.watch import Watch

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ASOF = int(NOW.timestamp())
YEAR_AGO = ASOF - 365 * DAY
TOWNS = {body.id: body for body in BODIES.values() if body.kind == "municipality"}


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[Watch, World]]:
    """The demo after one round, its clock standing still, and the world that it served."""
    spec = Spec(now=NOW)
    with spawn(spec) as served, Store(":memory:") as store:
        wiring = wired_demo(served, store, lambda: NOW)
        poll_once(wiring.watch)
        yield wiring.watch, spec.world()


@pytest.fixture(scope="module")
def snapshot(demo: tuple[Watch, World]) -> dict[str, Any]:
    return json.loads(writer("json")(demo[0].snapshot()))


@pytest.fixture(scope="module")
def truths(demo: tuple[Watch, World]) -> dict[str, Truth]:
    """What the world says of the projects of the demo's owners, forks left out."""
    world = demo[1]
    wanted = [
        p
        for p in world.projects
        if not p.fork
        and any(p.forge == forge and f"{p.owner}/".startswith(f"{owner}/") for forge, owner in OWNERS)
    ]
    return {p.key: world.truth(p.key) for p in wanted}


def values(snapshot: dict[str, Any], signal: str) -> dict[str, Any]:
    return {r["id"]: r["signals"][signal]["value"] for r in snapshot["repositories"]}


def test_every_project_is_there_and_fresh(snapshot: dict[str, Any], truths: dict[str, Truth]) -> None:
    assert {r["id"]: (r["status"], r["error"]) for r in snapshot["repositories"]} == dict.fromkeys(
        truths, ("fresh", None)
    )
    assert len(truths) >= 20


def test_open_issues_are_those_that_nobody_closed(snapshot: dict[str, Any], truths: dict[str, Truth]) -> None:
    expected = {
        key: sum(i.closed is None for i in t.issues) if t.project.issues_enabled else None
        for key, t in truths.items()
    }
    assert values(snapshot, "open_issues") == expected


def test_bus_factor_is_how_many_people_hold_half_of_the_commits(
    snapshot: dict[str, Any], truths: dict[str, Truth]
) -> None:
    assert values(snapshot, "bus_factor") == {
        key: bus_factor(truth) if truth.commits else None for key, truth in truths.items()
    }


def bus_factor(truth: Truth) -> int:
    """Count by name: in the invented network nobody shares one."""
    commits = Counter(
        c.author.name
        for c in truth.commits
        if YEAR_AGO <= c.at < ASOF and c.parents <= 1 and not (c.author.account and c.author.account.bot)
        and "bot" not in c.author.email
    )  # fmt: skip
    held = 0
    for place, (_, number) in enumerate(commits.most_common(), 1):
        held += number
        if 2 * held >= commits.total():
            return place
    return 0


def test_stewardship_is_who_merged_reviewed_and_published(
    snapshot: dict[str, Any], truths: dict[str, Truth]
) -> None:
    """Each role by the world's own words; one project has many authors and a single person who merges."""
    coverage = {r["id"]: r["signals"]["stewardship"] for r in snapshot["repositories"]}
    details = {id: signal["detail"] for id, signal in coverage.items()}
    for key, truth in truths.items():
        whole = not coverage[key]["coverage"].get("missing")
        for role, people in stewards(truth).items():
            if role == "reviews" and not whole:
                continue  # of older change requests they were not asked for, which the coverage says
            found = details[key][role]
            expected = (factor(people), len(people), people.total()) if people else (None, None, None)
            assert (found["factor"], found["people"], found["times"]) == expected, (key, role)
    (single,) = [key for key, truth in truths.items() if truth.project.single_merger]
    assert details[single]["merges"]["people"] == 1
    assert bus_factor(truths[single]) > 1
    assert values(snapshot, "stewardship")[single] == 1


def stewards(truth: Truth) -> dict[str, Counter[str]]:
    merges: Counter[str] = Counter()
    reviews: Counter[str] = Counter()
    for request in truth.change_requests:
        others = [r for r in request.reviews if r.author and not r.author.bot and r.author != request.author]
        reviews.update({r.author.name for r in others if r.author and YEAR_AGO <= r.at < ASOF})
        if request.merged is not None and YEAR_AGO <= request.merged < ASOF and request.merged_by:
            merges[request.merged_by.name] += 1
    published = [
        release.author.name
        for release in truth.releases
        if release.published and not release.draft and YEAR_AGO <= release.published < ASOF and release.author
    ]
    return {"merges": merges, "reviews": reviews, "releases": Counter(published)}


def factor(counts: Counter[str]) -> int:
    """Count the fewest people with half of it."""
    held = 0
    for place, (_, number) in enumerate(counts.most_common(), 1):
        held += number
        if 2 * held >= counts.total():
            return place
    return 0


def test_release_cadence_is_the_median_gap(snapshot: dict[str, Any], truths: dict[str, Truth]) -> None:
    found = values(snapshot, "release_cadence")
    expected = {key: cadence(truth) for key, truth in truths.items()}
    assert {k: v is None for k, v in found.items()} == {k: v is None for k, v in expected.items()}
    for key, value in expected.items():
        assert value is None or found[key] == pytest.approx(value), key


def cadence(truth: Truth) -> float | None:
    published = [r for r in truth.releases if not r.draft and r.published is not None]
    moments = (
        [r.published for r in published if not r.prerelease]
        if published
        else [t.at for t in truth.tags if re.fullmatch(r"v\d+(\.\d+)+", t.name)]
    )
    # Releases of one day (UTC) are one: the last of them.
    last = {m // DAY: m for m in sorted(m for m in moments if m is not None and m < ASOF)}
    recent = [m for m in last.values() if m >= ASOF - 730 * DAY]
    gaps = [(later - earlier) / DAY for earlier, later in pairwise(recent)]
    return median(gaps) if gaps else None


def test_municipalities_are_those_whose_people_contributed(
    snapshot: dict[str, Any], truths: dict[str, Truth]
) -> None:
    employers = employed(truths)
    expected = {key: sorted(contributing(truth, employers)) for key, truth in truths.items()}
    found = {
        r["id"]: sorted(row["code"] for row in r["signals"]["municipalities"]["detail"]["contributing"])
        for r in snapshot["repositories"]
    }
    assert found == expected
    assert values(snapshot, "municipalities") == {
        key: len(towns) if truths[key].commits else None for key, towns in expected.items()
    }


def employed(truths: dict[str, Truth]) -> dict[str, str]:
    """Return whom people work for, by name: an address, a membership or the profile gives it away."""
    found: dict[str, str] = {}
    for truth in truths.values():
        for commit in truth.commits:
            for who in (commit.author, *commit.coauthors):
                for body in BODIES.values():
                    if who.email.rpartition("@")[2] in body.domains:
                        found[who.name] = body.id
    for truth in truths.values():
        for account in accounts(truth):
            for body in BODIES.values():
                if (
                    set(account.memberships) & set(body.forge_orgs)
                    or account.company.lstrip("@") == body.name
                ):
                    found.setdefault(account.name, body.id)
    return found


def accounts(truth: Truth) -> Iterator[Account]:
    yield from (member.account for member in truth.project.team)
    yield from truth.project.public


def contributing(truth: Truth, employers: dict[str, str]) -> set[str]:
    names = {
        who.name
        for commit in truth.commits
        if YEAR_AGO <= commit.at < ASOF and commit.parents <= 1
        for who in (commit.author, *commit.coauthors)
    }
    threads = [*truth.issues, *truth.change_requests]
    names |= {t.author.name for t in threads if t.author and YEAR_AGO <= t.created < ASOF}
    return {employers[name] for name in names if name in employers} & set(TOWNS)


def test_the_snapshot_is_what_its_schema_promises(snapshot: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(snapshot_schema()).validate(snapshot)


@pytest.mark.parametrize("format", FORMATS)
def test_two_exports_at_one_moment_are_equal_to_the_byte(demo: tuple[Watch, World], format: str) -> None:
    at = datetime(2026, 9, 30, 23, 59, 59, tzinfo=UTC)
    assert writer(format)(demo[0].snapshot(at)) == writer(format)(demo[0].snapshot(at))
    assert writer(format)(demo[0].snapshot(at)) != writer(format)(demo[0].snapshot())


@pytest.mark.parametrize("format", FORMATS)
def test_no_address_of_a_person_leaves(
    demo: tuple[Watch, World], truths: dict[str, Truth], format: str
) -> None:
    text = writer(format)(demo[0].snapshot())
    addresses = {who.email for t in truths.values() for c in t.commits for who in (c.author, *c.coauthors)}
    assert addresses
    assert not [address for address in addresses if address in text]
    assert "@" not in re.sub("<style>.*?</style>", "", text, flags=re.DOTALL)
