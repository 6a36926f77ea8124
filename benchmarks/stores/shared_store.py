"""Two pollers and five screens on one store of a PostgreSQL server, of whom one poller is killed.

`python -m benchmarks.stores.shared_store [MINUTES]` starts a server of its own, lets an invented forge change all the
while, kills a poller amid its work and starts it again later. It says whether a fact was lost or kept twice, how
long the killed one's networks had no poller, how late screens heard, whether the figures are those of a store in a
file, and how long the dashboard takes to paint 300 projects out of either; with 0 minutes the latter alone.
"""

import asyncio
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import msgspec
from msgspec import Struct

from benchmarks import paint
from benchmarks.cases import CASES, folder, poll, served
from civitop.config.settings import NetworkSettings
from civitop.config.sources import Source
from civitop.library.measurers import measurers_for
from civitop.model import Commit, Extent, Facts, Issue, Profile, Release, Repository, account, identity
from civitop.people.affiliation import registry
from civitop.polling import events
from civitop.polling.collector import Check, Collected, Cost, Failure, Known, Pulse
from civitop.polling.shares import Shares
from civitop.reading.store_reader import Setup
from civitop.store import Store
from civitop.watch import Watch
from tools.postgres_server import Running, running

NETWORKS, SIZE = 6, 50
"""300 repositories."""
STEP = 5.0
"""Seconds after which a twentieth of them has a further release."""
EVERY = timedelta(seconds=3)
ANSWER = 0.01
"""Seconds that the forge takes for the facts of one repository, so that there is something to be killed in."""
SCREENS = 5
SCREEN = "screen"
"""The role of a process that polls nothing; that of any other is its name as a poller."""
TAKEN_OVER = 60.0
"""Seconds that the networks of a dead poller may be without one."""


class World(Struct, frozen=True):
    """What the forge has at any moment, by the clock alone: every process knows the same."""

    began: float
    ends: float
    """When the last change happens."""

    def releases(self, number: int, now: float) -> int:
        """Return how many releases a repository has."""
        steps = int((min(now, self.ends) - self.began) / STEP)
        return 1 + sum((number + step) % 20 == 0 for step in range(1, steps + 1))

    def networks(self) -> tuple[NetworkSettings, ...]:
        """Return the networks, an owner each."""
        return tuple(
            NetworkSettings(id=f"n{n}", name=f"Network {n}", watch=(Source("hub", f"n{n}"),))
            for n in range(NETWORKS)
        )

    def repository(self, number: int) -> Repository:
        """Return a repository as the forge lists it."""
        name = f"n{number // SIZE}/r{number:03}"
        return Repository(
            id=f"hub:{name}", forge="hub", name=name, url=f"https://hub.example/{name}", node_id=str(number),
            default_branch="main", head="c0", open_issues=1, open_change_requests=0,
        )  # fmt: skip

    def facts(self, number: int, now: float) -> Facts:
        """Return the facts of a repository."""
        person = identity("Ida Holm", "ida@bakkeby.example", account("hub.example", "ida"))
        start = datetime.fromtimestamp(self.began, UTC)
        moments = [start + timedelta(seconds=STEP * n) for n in range(self.releases(number, now))]
        days = (start - timedelta(days=n + 1) for n in range(40 + number % 60))
        kinds = ("commits", "issues", "change_requests", "releases", "tags", "files")
        return Facts(
            repository=self.repository(number),
            collected_at=datetime.fromtimestamp(now, UTC),
            source="invented/1",
            commits=tuple(Commit(f"c{n}", day, person) for n, day in enumerate(days)),
            issues=(Issue(1, "A door", person, start - timedelta(days=9), start - timedelta(days=9)),),
            releases=tuple(Release(f"v1.{n}", f"One {n}", moment) for n, moment in enumerate(moments)),
            files=("LICENSE", "README.md"),
            extents={kind: Extent() for kind in kinds},  # type: ignore[misc]
        )


class Forge:
    """A collector over the world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def discover(self, source: Source) -> AsyncIterator[Repository | Failure]:
        """Yield the repositories of an owner."""
        first = int(source.path.removeprefix("n")) * SIZE
        for number in range(first, first + SIZE):
            yield self.world.repository(number)

    async def pulse(self, known: Sequence[Known]) -> AsyncIterator[Pulse | Failure]:
        """Yield how many releases each has."""
        for each in known:
            yield Pulse(each.repository, str(self.world.releases(_number(each), time.time())))

    async def collect(self, known: Sequence[Known], asof: datetime) -> AsyncIterator[Collected | Failure]:
        """Yield the facts of each."""
        for each in known:
            await asyncio.sleep(ANSWER)
            facts = self.world.facts(_number(each), time.time())
            yield Collected(facts, str(len(facts.releases)))

    async def profiles(self, logins: Sequence[str]) -> AsyncIterator[Profile | Failure]:
        """Yield that nobody says anything about themselves."""
        for login in logins:
            yield Profile(login=login, fetched_at=datetime.now(UTC))

    def plan(self, first: int, unchanged: int, changed: int) -> Cost:
        """Return that nothing has a price."""
        return Cost(first + changed, 0)

    async def check(self) -> Check:
        """Return that all is well."""
        return Check("hub", True, "fine")

    async def aclose(self) -> None:
        """Hold nothing open."""


def _number(known: Known) -> int:
    return int(known.repository.node_id or 0)


def watching(store: Store, world: World, poller: str | None) -> Watch:
    """Return a poller, or the feed of a screen where it has no name, over an open store."""
    networks = world.networks()
    setup = Setup(
        networks, measurers_for(store, networks, registry.load()), {"hub": lambda: Forge(world)}, EVERY
    )
    shares = Shares(store, [n.id for n in networks], poller) if poller and store.shared else None
    return Watch(store, setup, clock=lambda: datetime.now(UTC), follow=poller is None, shares=shares)


# ---------------------------------------------------------------- the processes


class Heard(Struct):
    """What one screen heard."""

    events: int = 0
    late: list[float] = []
    """Seconds from the forge's answer to the event, for each repository that was collected anew."""


async def live(role: str, address: str, world: World) -> None:
    """Poll, or follow, until there is nothing more to come; a screen then prints what it heard."""
    heard = Heard()
    with Store(address) as store:
        watch = watching(store, world, None if role == SCREEN else role)
        collected: dict[str, datetime | None] = {}
        async for event in watch.events():
            if role != SCREEN:
                continue
            if time.time() > world.ends + 20:
                break
            if isinstance(event, events.Collected):
                heard.events += 1
                at = event.health.collected_at
                if at is not None and event.health.id in collected and at != collected[event.health.id]:
                    heard.late.append(time.time() - at.timestamp())
                collected[event.health.id] = at
    print(msgspec.json.encode(heard).decode())


def start(role: str, address: str, world: World) -> "subprocess.Popen[bytes]":
    """Start one process of the trial; address and world come on its standard input."""
    command = [sys.executable, "-m", "benchmarks.stores.shared_store", role]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None
    child.stdin.write(msgspec.json.encode((address, world)))
    child.stdin.close()
    return child


# ---------------------------------------------------------------- the trial


def trial(server: Running, minutes: float) -> Iterator[str]:
    """Run it and yield the lines of the result."""
    server.execute("CREATE SCHEMA trial")
    address = server.address(schema="trial")
    began = time.time()
    world = World(began, began + minutes * 60)
    with Store(address) as store:
        victim = start("first", address, world)
        screens = [start(SCREEN, address, world) for _ in range(SCREENS)]
        other = start("second", address, world)
        try:
            _sleep_until(began + minutes * 60 * 0.4)
            before = store.holders()
            victim.kill()
            killed = time.time()
            yield f"networks by poller before one was killed: {sorted(Counter(before.values()).values())}"
            gap, asked = _taken_over(store, killed)
            yield f"all networks had a poller again after {gap:.1f} s (at most {TAKEN_OVER:.0f})"
            yield f"and facts were collected anew in each of them after {asked:.1f} s"
            _sleep_until(began + minutes * 60 * 0.7)
            victim = start("third", address, world)
            _sleep_until(world.ends + 25)
            yield f"networks by poller after it was started again: {sorted(Counter(store.holders().values()).values())}"
            heard = [
                msgspec.json.decode(screen.stdout.read(), type=Heard) for screen in screens if screen.stdout
            ]
        finally:
            for child in (victim, other, *screens):
                child.kill()
                child.wait()
        late = sorted(second for each in heard for second in each.late) or [float("nan")]
        yield (
            f"{SCREENS} screens heard {len(late)} changes: {median(late):.2f} s after the forge's answer at the "
            f"median, {late[int(len(late) * 0.99)]:.2f} s at the 99th percentile"
        )
        yield from compared(store, world)
        yield from sizes(store)


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.time()))


def _taken_over(store: Store, killed: float) -> tuple[float, float]:
    """Return the seconds until each network has a living poller, and until each was collected from again."""
    gap = 0.0
    while time.time() < killed + 3 * TAKEN_OVER:
        holders = store.holders()
        if not gap and len(holders) == NETWORKS and "first" not in holders.values():
            gap = time.time() - killed
        ids = [f"hub:n{n // SIZE}/r{n:03}" for n in range(NETWORKS * SIZE)]
        entries = store.entries(ids)
        anew = {
            id.partition(":")[2].partition("/")[0]
            for id, entry in entries.items()
            if entry.measured_at and entry.measured_at.timestamp() > killed
        }
        if gap and len(anew) == NETWORKS:
            return gap, time.time() - killed
        time.sleep(0.2)
    raise SystemExit("The networks of the killed poller were not taken over.")


def compared(store: Store, world: World) -> Iterator[str]:
    """Yield whether the store holds what the world has, and the figures that a store in a file has."""
    numbers = range(NETWORKS * SIZE)
    lost = twice = 0
    for number in numbers:
        held = store.facts(world.repository(number).id)
        whole = world.facts(number, world.ends)
        lost += held is None or (held.commits, held.releases) != (whole.commits, whole.releases)
        news = store.changes([whole.repository.id], 10_000)
        tags = Counter(str(change.text) for change in news if change.kind == "release")
        twice += sum(count - 1 for count in tags.values())
    yield f"{len(numbers)} repositories: {lost} with facts lost, {twice} releases told twice"
    with Store(":memory:") as file:
        lone = watching(file, world, "lone")
        asyncio.run(_once(lone))
        shared = watching(store, world, None)
        now = datetime.now(UTC)
        theirs, ours = ({h.id: h.signals for h in each.snapshot(now).repositories} for each in (lone, shared))
        same = sum(
            [(s.value, s.level) for s in theirs[id].values()]
            == [(s.value, s.level) for s in ours[id].values()]
            for id in theirs
        )
    yield f"figures identical to those of a store in a file: {same} of {len(theirs)} repositories"


async def _once(watch: Watch) -> None:
    async for _ in watch.round(forever=False):
        pass


def sizes(store: Store) -> Iterator[str]:
    """Yield what the tables hold."""
    for table, size in store._rows(  # noqa: SLF001 - what only a server can answer
        "SELECT relname::text, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = to_regnamespace(current_schema()) ORDER BY 2 DESC LIMIT 4"
    ):
        yield f"table {table}: {size / 1024 / NETWORKS / SIZE:.1f} KiB for each repository"


# ---------------------------------------------------------------- the first picture


def pictures(server: Running, place: Path) -> Iterator[str]:
    """Yield how long the dashboard takes from Enter to the first project, out of a file and out of the server."""
    case = next(case for case in CASES if case.name == "github-300")
    file = place / "paint.sqlite"
    with served(case) as forge:
        poll(case, forge, file, "first")
    server.execute("CREATE SCHEMA paint")
    address = server.address(schema="paint")
    with Store(file) as held, Store(address) as copy:
        ids = held.members(paint.NETWORK)
        for id, entry in held.entries(ids).items():
            facts = held.facts(id)
            assert facts is not None
            copy.save_facts(facts, entry.fingerprint)
        now = datetime.now(UTC)
        listed = {"": [entry.repository for entry in held.entries(ids).values()]}
        copy.save_membership(paint.NETWORK, "github", listed, {}, now)
        copy.save_health(list(held.healths(ids).values()), now)
        yield from sizes(copy)
    # In turns, so that whatever else the machine does meets both.
    takes = [
        tuple(paint.seconds_to_first_row(paint.dashboard(store, place)) for store in (file, address))
        for _ in range(9)
    ]
    of_file, of_server = (median(each) for each in zip(*takes[1:], strict=True))
    yield (
        f"first project of {len(ids)} on screen: {of_file:.2f} s out of a file, {of_server:.2f} s out of the "
        f"server ({of_server / of_file:.2f} times)"
    )


def main() -> None:
    """Run the trial, or be one of its processes."""
    if sys.argv[1:] and not sys.argv[1][0].isdecimal():
        address, world = msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[str, World])
        asyncio.run(live(sys.argv[1], address, world))
        return
    minutes = float(sys.argv[1]) if sys.argv[1:] else 10.0
    with running(("shared_buffers=64MB",)) as server, folder() as place:
        for line in trial(server, minutes) if minutes else ():
            print(line, flush=True)
        for line in pictures(server, place):
            print(line, flush=True)


if __name__ == "__main__":
    main()
