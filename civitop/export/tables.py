"""A snapshot as tables: for each its columns, with type and meaning, and its rows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from civitop.change import Change
from civitop.health import Snapshot
from civitop.signals import SIGNALS
from civitop.signals.bus_factor import BUS_FACTOR
from civitop.signals.municipalities import MUNICIPALITIES

Kind = Literal["string", "number", "integer", "boolean", "datetime"]
"""Types of Table Schema."""
Cell = str | float | bool | datetime | None


class Column(NamedTuple):
    """A column of a table."""

    name: str
    kind: Kind
    means: str


class Table(NamedTuple):
    """A table with its rows, all as long as its columns."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns that tell rows apart; empty: none do."""
    rows: Iterable[Sequence[Cell]]


_REPOSITORY = Column("repository", "string", "Id of the repository: forge:owner/name")


def tables(snapshot: Snapshot, changes: Sequence[Change], *, people: bool) -> Iterator[Table]:
    """Yield the tables of a snapshot; that of people only where it is wanted."""
    yield _repositories(snapshot)
    yield _signals(snapshot)
    yield _municipalities(snapshot)
    if people:
        yield _people(snapshot)
    yield _changes(snapshot, changes)


def _repositories(snapshot: Snapshot) -> Table:
    columns = (
        Column("id", "string", "Forge and name of the repository"),
        Column("networks", "string", "Ids of its networks, a space between them"),
        Column("forge", "string", "Name of the forge in the configuration"),
        Column("name", "string", "Owner and name"),
        Column("url", "string", "Address"),
        Column("description", "string", "What its forge says of it"),
        Column("archived", "boolean", "Whether it is archived"),
        Column("status", "string", "fresh, stale or failed"),
        Column("collected_at", "datetime", "Moment of the last collection (UTC)"),
        Column("pushed_at", "datetime", "Moment of the last push (UTC)"),
        Column("language", "string", "Main programming language"),
        Column("licence", "string", "Licence (SPDX)"),
        Column("stars", "integer", "Stars"),
        Column("level", "string", "Worst level among the leading signals"),
        Column("error", "string", "Why it could not be polled"),
    )
    networks: dict[str, list[str]] = {}
    for network in snapshot.networks:
        for id in network.repositories:
            networks.setdefault(id, []).append(network.id)
    rows = (
        (
            health.id,
            " ".join(networks.get(health.id, [])),
            health.forge,
            health.name,
            health.url,
            health.description,
            health.archived,
            health.status,
            health.collected_at,
            health.pushed_at,
            health.language,
            health.licence,
            health.stars,
            health.worst[0],
            health.error.english if health.error else None,
        )
        for health in snapshot.repositories
    )
    return Table("repositories", "One row per repository", columns, ("id",), rows)


def _signals(snapshot: Snapshot) -> Table:
    columns = (
        _REPOSITORY,
        Column("signal", "string", "Id of the signal"),
        Column("value", "number", "Empty is unknown, never zero"),
        Column("unit", "string", "Unit of value and change_30d"),
        Column("level", "string", "good, watch, bad or unknown"),
        Column("change_30d", "number", "Value now minus value 30 days before"),
        Column("sample", "integer", "Number of facts that the value rests on"),
        Column("since", "datetime", "Start of the window that is covered, where it is later than asked for"),
        Column("reason", "string", "One sentence"),
    )
    rows = (
        (
            health.id,
            definition.id,
            signal.value,
            signal.unit,
            signal.level,
            signal.change_30d,
            signal.coverage.sample,
            signal.coverage.since,
            signal.reason.english,
        )
        for health in snapshot.repositories
        for definition in SIGNALS
        if (signal := definition.of(health.signals)) is not None
    )
    about = "One row per repository and signal"
    return Table("signals", about, columns, ("repository", "signal"), rows)


def _municipalities(snapshot: Snapshot) -> Table:
    columns = (
        _REPOSITORY,
        Column("code", "string", "Official code of the municipality"),
        Column("name", "string", "Its name"),
        Column("country", "string", "ISO 3166-1 alpha-2"),
        Column("contributes", "boolean", "Whether it contributed in the last 365 days"),
        Column("uses", "boolean", "Whether publiccode.yml names it as a user"),
        Column("people", "integer", "Its people who contributed"),
        Column("commits", "integer", "Commits authored or co-authored in 365 days"),
        Column("issues", "integer", "Issues opened in 365 days"),
        Column("change_requests", "integer", "Change requests opened in 365 days"),
        Column("reviews", "integer", "Change requests of others reviewed in 365 days"),
        Column("first", "datetime", "First contribution in 365 days"),
        Column("last", "datetime", "Last contribution"),
    )
    about = "One row per repository and municipality that contributes to it or uses it"
    return Table("municipalities", about, columns, ("repository", "code"), _municipality_rows(snapshot))


def _municipality_rows(snapshot: Snapshot) -> Iterator[Sequence[Cell]]:
    for health in snapshot.repositories:
        signal = MUNICIPALITIES.of(health.signals)
        if signal is None:
            continue
        using = {user.code: user for user in signal.detail.using}
        for body in signal.detail.contributing:
            uses = using.pop(body.code, None) is not None
            yield (
                health.id,
                body.code,
                body.name,
                body.country,
                True,
                uses,
                body.people,
                body.commits,
                body.issues,
                body.change_requests,
                body.reviews,
                body.first,
                body.last,
            )
        idle = signal.detail.using_not_contributing
        for user in using.values():
            contributes = None if idle is None else user.code not in idle
            yield (health.id, user.code, user.name, user.country, contributes, True, *[None] * 7)


def _people(snapshot: Snapshot) -> Table:
    columns = (
        _REPOSITORY,
        Column("name", "string", "Name of the person"),
        Column("login", "string", "host/login, where one is known"),
        Column("commits", "integer", "Commits in 365 days"),
        Column("share", "number", "Of all commits of people, 0 to 1"),
        Column("last", "datetime", "Last commit in the window"),
    )
    rows = (
        (health.id, share.name, share.login, share.commits, share.share, share.last)
        for health in snapshot.repositories
        if (signal := BUS_FACTOR.of(health.signals)) is not None
        for share in signal.detail.shares
    )
    return Table("people", "One row per repository and person who committed in 365 days", columns, (), rows)


def _changes(snapshot: Snapshot, changes: Sequence[Change]) -> Table:
    columns = (
        _REPOSITORY,
        Column("at", "datetime", "Moment of the change (UTC)"),
        Column("kind", "string", "What sort of change"),
        Column("worse", "boolean", "Whether it is bad news; empty: neither"),
        Column("text", "string", "One sentence"),
    )
    held = {health.id for health in snapshot.repositories}
    rows = (
        (change.repository, change.at, change.kind, change.worse, change.text.english)
        for change in changes
        if change.repository in held
    )
    return Table("changes", "What changed lately, newest first", columns, (), rows)


def written(value: Cell) -> str | float:
    """Return a cell as CSV has it: moments in UTC, `true` and `false`, nothing where nothing is known."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return value
