"""A snapshot that somebody published, read back: as a value whose texts do nothing, and as a feed for the screens."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from civitop.change import Change
from civitop.codec import decode_snapshot
from civitop.health import Snapshot
from civitop.i18n.message import Phrase, say
from civitop.polling.events import Event
from civitop.reading.feed import ProjectReport
from civitop.reading.harmless_json import harmless
from civitop.reading.todo import tasks
from civitop.sanitise import plain
from civitop.signals.parts.windows import day_before

DATA_ID = "civitop-snapshot"
"""The id of the element of a page that holds the snapshot as JSON."""
_OPENING = f'<script type="application/json" id="{DATA_ID}">'.encode()
_CLOSING = b"</script>"
_PAGE = b"<!doctype html"
FIRST_YEAR, LAST_YEAR = 1970, 2999
"""Years whose windows lie in the calendar, too."""


def read_published(content: bytes) -> Snapshot:
    """Return the snapshot out of the JSON or the HTML export, its texts without control characters.

    Raises `msgspec.MsgspecError`, `ValueError`, `OverflowError` or `RecursionError` where it is none, or contradicts
    itself.
    """
    data = _json(content)
    snapshot = decode_snapshot(data)  # what is none ends here: to take all of it in hand may take minutes
    clean = harmless(data)
    if clean is not data:
        snapshot = decode_snapshot(clean)
    held = {health.id for health in snapshot.repositories}
    if len(held) != len(snapshot.repositories):
        raise ValueError("a repository stands in it twice")
    if any(id not in held for network in snapshot.networks for id in network.repositories):
        raise ValueError("a network names a repository that is not in it")
    moments = [snapshot.asof, snapshot.generated_at]
    for health in snapshot.repositories:
        moments += [at for at in (health.collected_at, health.pushed_at) if at is not None]
    if any(moment.tzinfo is None for moment in moments):
        raise ValueError("a moment has no time zone")
    if not FIRST_YEAR <= snapshot.asof.year <= LAST_YEAR:
        raise ValueError("it is of no year in which there was public code")
    return snapshot


def _json(content: bytes) -> bytes:
    """Return the JSON, which in a page stands in an element of its own."""
    if content.lstrip()[: len(_PAGE)].lower() != _PAGE:
        return content
    _, opened, rest = content.partition(_OPENING)
    data, closed, _ = rest.partition(_CLOSING)
    if not opened or not closed:
        raise ValueError("the page has no snapshot in it")
    return data


def named(snapshot: Snapshot, source: str) -> Snapshot:
    """Return the snapshot whose networks say by their names where they come from and of which day they are."""
    networks = (
        replace(
            network,
            name=str(
                say(
                    "{name} (published: {source}, {day:day})",
                    name=network.name,
                    source=plain(source),
                    day=day_before(snapshot.asof),
                )
            ),
        )
        for network in snapshot.networks
    )
    return replace(snapshot, networks=tuple(networks))


class Published:
    """A feed that is one snapshot and nothing else: nobody is asked, nothing is remembered beyond the session."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._preferences: dict[str, bytes] = {}

    def snapshot(self, asof: datetime | None = None) -> Snapshot:
        """Return the snapshot, whatever day is asked for: there is no other."""
        return self._snapshot

    def days(self) -> tuple[date, date]:
        """Return its one day."""
        day = day_before(self._snapshot.asof)
        return day, day

    def changes(self, limit: int = 200) -> tuple[Change, ...]:
        """Return nothing: a snapshot does not say what changed."""
        return ()

    def report(self, repository: str, asof: datetime | None = None) -> ProjectReport | None:
        """Return what the snapshot has of one repository; people and what waits are not in it."""
        found = (health for health in self._snapshot.repositories if health.id == repository)
        health = next(found, None)
        return None if health is None else ProjectReport(health=health, todo=tasks(health))

    async def events(self) -> AsyncIterator[Event]:
        """Yield nothing: it stands still."""
        return
        yield

    def poll_now(self) -> None:
        """Do nothing: it was published by somebody else."""

    def pause(self, paused: bool) -> None:
        """Do nothing: it stands still anyway."""

    def no_depth(self, repository: str) -> Phrase | None:
        """Return that a snapshot has what it has."""
        return say("This is a published snapshot: who published it decides how much of the history is in it.")

    def deepen(self, repository: str) -> None:
        """Do nothing: `no_depth` says why."""

    def stop_deepening(self, repository: str) -> bool:
        """Return that nothing is under way."""
        return False

    def acknowledge(self, changes: Sequence[Change]) -> None:
        """Do nothing: there are no changes."""

    def acknowledged(self, since: datetime) -> frozenset[Change]:
        """Return nothing: there are no changes."""
        return frozenset()

    def last_looked(self) -> datetime | None:
        """Return nothing: nobody is told what they missed."""
        return None

    def look(self) -> None:
        """Do nothing."""

    def preference(self, key: str) -> bytes | None:
        """Return what was preferred in this session."""
        return self._preferences.get(key)

    def prefer(self, key: str, value: bytes) -> None:
        """Remember it for this session."""
        self._preferences[key] = value

    @property
    def problem(self) -> str | None:
        """Return nothing: there is no configuration that could be wrong."""
        return None

    @property
    def follows(self) -> bool:
        """Return that nobody polls it."""
        return False
