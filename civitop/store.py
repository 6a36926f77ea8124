"""The store: facts, health and history in one SQLite file, one transaction a repository.

Facts are kept as the structs of `civitop.model` (msgpack, zlib), one row for each kind, because they
are only ever read and written a repository at a time; what screens list (health, membership,
changes) can be read without touching them. Calls come from any thread; a lock makes them one after
the other. Times are kept as ISO 8601 text in UTC, so that a person can read them with `sqlite3`.
"""

import gc
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from civitop.codec import decode_health, encode_health
from civitop.errors import StoreError
from civitop.events import Change
from civitop.health import Health
from civitop.model import (
    ChangeRequest,
    Commit,
    Document,
    Facts,
    Issue,
    MailmapEntry,
    Profile,
    Release,
    Repository,
    Tag,
)
from civitop.phrase import Phrase, keep, recall, say
from civitop.schema import MIGRATIONS

PATIENCE = 30.0
"""Seconds to wait for another process that holds the file."""
RETRY = 0.02
"""Seconds until the file is asked for again, where SQLite does not wait by itself."""


class Entry(Struct, frozen=True, kw_only=True):
    """A repository as the store lists it."""

    repository: Repository
    fingerprint: str | None = None
    collected_at: datetime | None = None
    measured_at: datetime | None = None
    error: Phrase | None = None
    """Why the last poll failed, if it did."""


class HistoryPoint(Struct, frozen=True, array_like=True):
    """One signal of one repository on one day, after its facts have left."""

    value: float | int | None
    level: str
    unit: str
    reason: Phrase


# Each kind of fact is a blob of its own, so that an increment of issues does not rewrite commits.
_KINDS: dict[str, object] = {
    "commits": tuple[Commit, ...],
    "issues": tuple[Issue, ...],
    "change_requests": tuple[ChangeRequest, ...],
    "releases": tuple[Release, ...],
    "tags": tuple[Tag, ...],
    "files": tuple[str, ...],
    "documents": tuple[Document, ...],
    "mailmap": tuple[MailmapEntry, ...],
}


class Store:
    """An open store; use as a context manager. Raises `StoreError` with a sentence, nothing else."""

    def __init__(self, path: Path | str) -> None:
        """Open or create the store at `path` (`:memory:` for one that leaves nothing)."""
        self.path = str(path)
        self._lock = threading.RLock()
        self._claim: sqlite3.Connection | None = None
        if self.path != ":memory:":
            try:
                Path(self.path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                sentence = say(
                    "The folder of the store {path} cannot be made: {why}.",
                    path=self.path,
                    why=error.strerror or "",
                )
                raise StoreError(sentence) from error
        with self._sentences():
            self._db = sqlite3.connect(
                self.path, check_same_thread=False, timeout=PATIENCE, isolation_level=None
            )
            self._write_ahead()
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._migrate()
        if self.path != ":memory:":
            Path(self.path).chmod(0o600)  # names of people are in it

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; safe to call twice."""
        with self._lock:
            self._db.close()
            if self._claim is not None:
                self._claim.close()
                self._claim = None

    def claim(self) -> bool:
        """Become the one process that polls into this store; `False` when another one already does.

        The claim is a lock on a file beside the store, which the system lets go when the process ends,
        however it ends.
        """
        if self.path == ":memory:" or self._claim is not None:
            return True
        holder = sqlite3.connect(
            f"{self.path}.poller", check_same_thread=False, timeout=0, isolation_level=None
        )
        try:
            holder.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            holder.close()
            return False
        self._claim = holder
        return True

    # ------------------------------------------------------------ plumbing

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Turn SQLite's errors into one sentence that says what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise StoreError(_unusable(self.path, str(error))) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._sentences():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, self._sentences():
            return self._db.execute(sql, values).fetchall()

    def _of(self, select: str, column: str, ids: Iterable[str]) -> list[tuple[Any, ...]]:
        """Return the rows whose `column` is among `ids`, in its order; one statement for any number."""
        wanted = msgspec.json.encode(sorted(set(ids))).decode()
        return self._rows(
            f"{select} WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY {column}", wanted
        )

    def _write_ahead(self) -> None:
        """Turn the write-ahead log on, also while another process does so or closes the file.

        Two processes that open a new store both read it and then both want it for themselves; SQLite tells
        one of them "locked" at once instead of waiting, because waiting would last for ever.
        """
        give_up = monotonic() + PATIENCE
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > give_up:
                    raise
            sleep(RETRY)

    def _migrate(self) -> None:
        while (version := self._version()) != len(MIGRATIONS):
            if version > len(MIGRATIONS):
                raise StoreError(
                    say(
                        "The store {path} was written by a newer civitop (schema {theirs}, this one knows "
                        "{ours}); update civitop, or name another store with --store.",
                        path=self.path,
                        theirs=version,
                        ours=len(MIGRATIONS),
                    )
                )
            # One transaction a step: a migration that is interrupted is done again from its start.
            with self._transaction() as db:
                if self._version() != version:
                    continue  # another process that opened the store at the same time was faster
                for statement in MIGRATIONS[version].split(";"):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {version + 1}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    # ------------------------------------------------------------ networks

    def save_membership(
        self,
        network: str,
        forge: str,
        repositories: Sequence[Repository],
        failed: Mapping[str, Phrase],
        now: datetime,
    ) -> None:
        """Note which repositories of a forge a network has now, and which sources could not be read.

        Repositories that are no longer listed leave the network only when every source answered.
        """
        own = f"{forge}:"
        with self._transaction() as db:
            if not failed:
                db.execute(
                    "DELETE FROM membership WHERE network = ? AND substr(repository, 1, ?) = ?",
                    (network, len(own), own),
                )
            db.execute(
                "DELETE FROM source_failure WHERE network = ? AND substr(source, 1, ?) = ?",
                (network, len(own), own),
            )
            db.executemany(
                "INSERT OR IGNORE INTO repository (id, node_id, record) VALUES (?, ?, ?)",
                [(r.id, r.node_id, msgspec.json.encode(r)) for r in repositories],
            )
            db.executemany(
                "INSERT OR IGNORE INTO membership (network, repository) VALUES (?, ?)",
                [(network, r.id) for r in repositories],
            )
            db.executemany(
                "INSERT OR REPLACE INTO source_failure (network, source, error, at) VALUES (?, ?, ?, ?)",
                [(network, source, keep(error), _text(now)) for source, error in failed.items()],
            )

    def members(self, network: str) -> tuple[str, ...]:
        """Return the ids of a network's repositories, sorted."""
        rows = self._rows("SELECT repository FROM membership WHERE network = ? ORDER BY repository", network)
        return tuple(str(row[0]) for row in rows)

    def source_failures(self, network: str) -> dict[str, Phrase]:
        """Return the sources of a network that could not be read in the last round, with the reason."""
        rows = self._rows(
            "SELECT source, error FROM source_failure WHERE network = ? ORDER BY source", network
        )
        return {str(source): recall(Phrase, error) for source, error in rows}

    # ------------------------------------------------------------ repositories

    def entries(self, ids: Iterable[str]) -> dict[str, Entry]:
        """Return what the store lists about these repositories; unknown ids are left out."""
        decode = msgspec.json.Decoder(Repository).decode
        rows = self._of(
            "SELECT id, record, fingerprint, collected_at, measured_at, error FROM repository", "id", ids
        )
        return {
            str(row[0]): Entry(
                repository=decode(row[1]),
                fingerprint=row[2],
                collected_at=_time(row[3]),
                measured_at=_time(row[4]),
                error=None if row[5] is None else recall(Phrase, row[5]),
            )
            for row in rows
        }

    def rename(self, old: str, repository: Repository) -> None:
        """Let everything that is held of `old` belong to the repository's new id."""
        if old == repository.id:
            return
        measured = self.healths((old,)).get(old)
        health = measured and encode_health(
            replace(measured, id=repository.id, name=repository.name, url=repository.url)
        )
        with self._transaction() as db:
            db.execute("DELETE FROM repository WHERE id = ?", (repository.id,))
            db.execute(
                "UPDATE repository SET id = ?, record = ?, health = ? WHERE id = ?",
                (repository.id, msgspec.json.encode(repository), health, old),
            )
            for table in ("facts", "history", "membership", "sighting", "change"):
                db.execute(
                    f"UPDATE OR REPLACE {table} SET repository = ? WHERE repository = ?", (repository.id, old)
                )
        held = self.facts(repository.id)
        if held is not None:
            self.save_facts(replace(held, repository=repository), None)

    def save_facts(self, facts: Facts, fingerprint: str | None) -> None:
        """Keep the whole facts of one repository, in one transaction; clears an earlier error."""
        repository = facts.repository
        blobs = {kind: _pack(getattr(facts, kind)) for kind in _KINDS}
        rest = replace(facts, **dict.fromkeys(_KINDS, ()))
        blobs["rest"] = _pack(rest)
        with self._transaction() as db:
            db.execute(
                "INSERT INTO repository (id, node_id, record, fingerprint, collected_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET node_id = excluded.node_id, record = excluded.record,"
                " fingerprint = coalesce(excluded.fingerprint, fingerprint),"
                " collected_at = excluded.collected_at, error = NULL",
                (
                    repository.id,
                    repository.node_id,
                    msgspec.json.encode(repository),
                    fingerprint,
                    _text(facts.collected_at),
                ),
            )
            db.executemany(
                "INSERT OR REPLACE INTO facts (repository, kind, data) VALUES (?, ?, ?)",
                [(repository.id, kind, data) for kind, data in blobs.items()],
            )

    def facts(self, repository: str) -> Facts | None:
        """Return everything held of one repository, or `None` when nothing ever was."""
        rows = self._rows("SELECT kind, data FROM facts WHERE repository = ?", repository)
        blobs = {str(kind): zlib.decompress(data) for kind, data in rows}
        if "rest" not in blobs:
            return None
        try:
            rest = msgspec.msgpack.decode(blobs["rest"], type=Facts, dec_hook=recall)
            kinds = {
                kind: msgspec.msgpack.decode(blobs[kind], type=of)
                for kind, of in _KINDS.items()
                if kind in blobs
            }
        except (msgspec.DecodeError, zlib.error) as error:
            sentence = say(
                "The facts of {repository} in the store {path} are damaged ({why}); "
                "remove them with: civitop doctor --forget {repository}.",
                repository=repository,
                path=self.path,
                why=str(error),
            )
            raise StoreError(sentence) from error
        return replace(rest, **kinds)

    def touch(self, repositories: Iterable[str], now: datetime) -> None:
        """Note that these repositories were asked after and had not changed: their figures are of `now`."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE repository SET collected_at = ?, error = NULL WHERE id = ? AND fingerprint IS NOT NULL",
                [(_text(now), repository) for repository in repositories],
            )

    def collect_whole(self, repository: str) -> None:
        """Let the next round collect a repository as if it were new."""
        with self._transaction() as db:
            db.execute("UPDATE repository SET fingerprint = NULL WHERE id = ?", (repository,))

    def save_failure(self, repository: Repository, error: Phrase) -> None:
        """Note that a repository could not be collected; what is held of it stays."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO repository (id, node_id, record, error) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET error = excluded.error",
                (repository.id, repository.node_id, msgspec.json.encode(repository), keep(error)),
            )

    def forget(self, repository: str) -> bool:
        """Remove everything that is held of a repository; `False` when there was nothing."""
        with self._transaction() as db:
            gone = db.execute("DELETE FROM repository WHERE id = ?", (repository,)).rowcount
            for table in ("facts", "history", "membership", "sighting", "change"):
                db.execute(f"DELETE FROM {table} WHERE repository = ?", (repository,))
        return gone > 0

    # ------------------------------------------------------------ health and history

    def save_health(self, healths: Iterable[Health], asof: datetime) -> None:
        """Keep the last measured health of repositories, and the day's point of their history."""
        rows = [(encode_health(h), _text(asof), h.id) for h in healths]
        points = [(h.id, asof.date().isoformat(), _pack(_points(h))) for h in healths if h.signals]
        with self._transaction() as db:
            db.executemany("UPDATE repository SET health = ?, measured_at = ? WHERE id = ?", rows)
            db.executemany("INSERT OR REPLACE INTO history (repository, day, data) VALUES (?, ?, ?)", points)

    def healths(self, ids: Iterable[str]) -> dict[str, Health]:
        """Return the health of these repositories as it was last measured; the others are left out."""
        rows = self._of("SELECT id, health FROM repository", "id", ids)
        with _no_collection():
            return {str(row[0]): decode_health(row[1]) for row in rows if row[1] is not None}

    def history(self, repository: str, day: date) -> tuple[date, dict[str, HistoryPoint]] | None:
        """Return the signals of a repository as they stood on `day`, or on the last day before it."""
        rows = self._rows(
            "SELECT day, data FROM history WHERE repository = ? AND day <= ? ORDER BY day DESC LIMIT 1",
            repository,
            day.isoformat(),
        )
        if not rows:
            return None
        at, data = rows[0]
        points = msgspec.msgpack.decode(zlib.decompress(data), type=dict[str, HistoryPoint], dec_hook=recall)
        return date.fromisoformat(str(at)), points

    def first_day(self) -> date | None:
        """Return the first day of which the history has a point."""
        rows = self._rows("SELECT min(day) FROM history")
        return date.fromisoformat(str(rows[0][0])) if rows[0][0] else None

    def save_changes(self, changes: Sequence[Change]) -> None:
        """Add to the list of what changed; the same change is kept once."""
        with self._transaction() as db:
            db.executemany(
                "INSERT OR IGNORE INTO change (at, repository, data) VALUES (?, ?, ?)",
                [(_text(c.at), c.repository, msgspec.json.encode(c, enc_hook=keep)) for c in changes],
            )

    def changes(self, ids: Iterable[str], limit: int = 200) -> tuple[Change, ...]:
        """Return what changed lately in these repositories, newest first."""
        wanted = set(ids)
        decode = msgspec.json.Decoder(Change, dec_hook=recall).decode
        found = []
        for repository, data in self._rows("SELECT repository, data FROM change ORDER BY at DESC, id DESC"):
            if repository in wanted:
                found.append(decode(data))
                if len(found) == limit:
                    break
        return tuple(found)

    def acknowledge(self, changes: Iterable[Change], now: datetime) -> None:
        """Note that a person has seen these changes; the moment of the first time stays."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE change SET acknowledged_at = coalesce(acknowledged_at, ?) WHERE data = ?",
                [(_text(now), msgspec.json.encode(c, enc_hook=keep)) for c in changes],
            )

    def acknowledged(self, since: datetime) -> frozenset[Change]:
        """Return the changes of `since` and later that a person has acknowledged."""
        decode = msgspec.json.Decoder(Change, dec_hook=recall).decode
        rows = self._rows(
            "SELECT data FROM change WHERE acknowledged_at IS NOT NULL AND at >= ?", _text(since)
        )
        return frozenset(decode(row[0]) for row in rows)

    # ------------------------------------------------------------ people and what is known of them

    def save_profiles(self, profiles: Sequence[Profile]) -> None:
        """Keep what forges publish about accounts."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE profile SET data = ?, fetched_at = ? WHERE login = ?",
                [(msgspec.json.encode(p), p.fetched_at and _text(p.fetched_at), p.login) for p in profiles],
            )

    def want_profiles(self, forge: str, logins: Iterable[str]) -> None:
        """Note accounts of a forge whose profile would help to affiliate; outlives this process."""
        with self._transaction() as db:
            db.executemany(
                "INSERT OR IGNORE INTO profile (login, forge) VALUES (?, ?)",
                [(login, forge) for login in logins],
            )

    def profiles_wanted(self, forge: str, before: datetime) -> list[str]:
        """Return the accounts of a forge whose profile was never fetched, or not since `before`."""
        rows = self._rows(
            "SELECT login FROM profile WHERE forge = ? AND (fetched_at IS NULL OR fetched_at < ?) ORDER BY login",
            forge,
            _text(before),
        )
        return [str(row[0]) for row in rows]

    def profiles(self) -> dict[str, Profile]:
        """Return all profiles by `host/login`."""
        decode = msgspec.json.Decoder(Profile).decode
        return {
            str(login): decode(data)
            for login, data in self._rows("SELECT login, data FROM profile WHERE data IS NOT NULL")
        }

    def save_sightings(self, repository: str, data: bytes) -> bool:
        """Keep where accounts and names of a repository were seen for an organisation.

        Returns whether that differs from what was kept.
        """
        if self.sightings((repository,)).get(repository) == data:
            return False
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO sighting (repository, data) VALUES (?, ?)", (repository, data))
        return True

    def sightings(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return the kept sightings of these repositories."""
        rows = self._of("SELECT repository, data FROM sighting", "repository", ids)
        return {str(row[0]): bytes(row[1]) for row in rows}

    # ------------------------------------------------------------ small things that are remembered

    def get(self, key: str) -> bytes | None:
        """Return a remembered value: an answer with its ETag, when somebody last looked."""
        rows = self._rows("SELECT value FROM note WHERE key = ?", key)
        return bytes(rows[0][0]) if rows else None

    def put(self, key: str, value: bytes) -> None:
        """Remember a value under a key."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO note (key, value) VALUES (?, ?)", (key, value))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from going through a million new values, none of which can be garbage.

    It would go through them again and again while they are made, for half as long as making them takes.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _unusable(path: str, why: str) -> Phrase:
    if "locked" in why:
        return say(
            "The store {path} cannot be used ({why}); another program holds it; try again when that has ended.",
            path=path,
            why=why,
        )
    if "readonly" in why or "unable to open" in why:
        return say(
            "The store {path} cannot be used ({why}); check that the file and its folder may be written, "
            "or name another with --store.",
            path=path,
            why=why,
        )
    return say(
        "The store {path} cannot be used ({why}); move it away (mv {path} {path}.broken) "
        "and civitop will start a new one.",
        path=path,
        why=why,
    )


def _points(health: Health) -> dict[str, HistoryPoint]:
    return {
        name: HistoryPoint(signal.value, signal.level, signal.unit, signal.reason)
        for name, signal in health.signals.items()
    }


def _pack(value: object) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(value, enc_hook=keep), 3)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _time(value: object) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None
