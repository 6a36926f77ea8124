"""The file of a store: opened, brought to the present schema, claimed, read and written in transactions."""

import logging
import shutil
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from civitop.errors import DiskFull, StoreError
from civitop.files import private_file, private_folder, reason
from civitop.i18n.message import Phrase, keep, say
from civitop.store.schema import MIGRATIONS

PATIENCE = 30.0
"""Seconds to wait for another process that holds the file."""
SLICE = 0.5
"""Seconds of it in which nothing else of the thread is done."""
RETRY = 0.02
"""Seconds until the file is asked for again, where SQLite does not wait by itself."""


LEAST_ROOM = 256 * 1024
"""Bytes without which SQLite cannot open a store beside its log."""
POLLER = ".poller"
"""The end of the name of the lock file beside a store."""

T = TypeVar("T")

log = logging.getLogger("civitop.store")


class StoreFile:
    """An open store without its contents; errors of SQLite become `StoreError` with a sentence."""

    def __init__(self, path: Path | str) -> None:
        """Open or create the store at `path` (`:memory:` for one that leaves nothing)."""
        self.path = str(path)
        self._lock = threading.RLock()
        self._claim: sqlite3.Connection | None = None
        if self.path != ":memory:":
            try:
                private_folder(Path(self.path).parent)
            except OSError as error:
                sentence = say(
                    "The folder of the store {path} cannot be made: {why}.",
                    path=self.path,
                    why=reason(error),
                )
                raise StoreError(sentence) from error
            for part in ("", "-wal", "-shm", POLLER):
                _keep_private(Path(f"{self.path}{part}"), make=part in ("", POLLER))
        with self._sentences():
            self._db = sqlite3.connect(
                self.path, check_same_thread=False, timeout=SLICE, isolation_level=None
            )
            self._write_ahead()
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._migrate()

    def __enter__(self) -> Self:
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
        lock = f"{self.path}{POLLER}"
        holder = None
        try:
            holder = sqlite3.connect(lock, check_same_thread=False, timeout=0, isolation_level=None)
            holder.execute(
                "PRAGMA journal_mode = OFF"
            )  # nothing is written: a full disk can still be polled from
            holder.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if holder is not None:
                holder.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                return False
            if _is_full(lock, error):
                raise _failure(self.path, error) from error
            sentence = say(
                "The lock file {path} cannot be used ({why}); it holds nothing: remove it, and try again.",
                path=lock,
                why=str(error),
            )
            raise StoreError(sentence) from error
        self._claim = holder
        return True

    # ------------------------------------------------------------ plumbing

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Turn SQLite's errors into one sentence that says what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _failure(self.path, error) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._sentences():
            _patiently(lambda: self._db.execute("BEGIN IMMEDIATE"))
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled it back already
                    self._db.execute("ROLLBACK")
                raise

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, self._sentences():
            return _patiently(lambda: self._db.execute(sql, values).fetchall())

    def _of(self, select: str, column: str, ids: Iterable[str]) -> list[tuple[Any, ...]]:
        """Return the rows whose `column` is among `ids`, in its order; one statement for any number.

        `select` and `column` are words of this program, never of anybody else.
        """
        wanted = msgspec.json.encode(sorted(set(ids))).decode()
        among = f"{select} WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY {column}"  # noqa: S608 - the words are ours
        return self._rows(among, wanted)

    def _left_out(self, what: str, rows: Sequence[str], then: str) -> None:
        """Say in one line which rows could not be read, and what becomes of them."""
        log.warning(
            "What %s holds of %s in %d rows, as of %s, cannot be read: %s.",
            self.path,
            what,
            len(rows),
            rows[0],
            then,
        )

    def _write_ahead(self) -> None:
        """Turn the write-ahead log on, also while another process does so or closes the file.

        Two processes that open a new store both read it and then both want it for themselves; SQLite tells
        one of them "locked" at once instead of waiting, because waiting would last for ever.
        """
        _patiently(lambda: self._db.execute("PRAGMA journal_mode = WAL"))

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
        return int(_patiently(lambda: self._db.execute("PRAGMA user_version").fetchone()[0]))


def _patiently(action: Callable[[], T]) -> T:
    """Return what SQLite is asked for, as soon as another process lets go of the file.

    SQLite itself waits in slices only, between which a signal that ends the program is heard.
    """
    give_up = monotonic() + PATIENCE
    while True:
        try:
            return action()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > give_up:
                raise
        sleep(RETRY)


def _keep_private(path: Path, *, make: bool) -> None:
    """Let nobody else read a file of a store, from before anything stands in it: names of people are in there.

    Raises `StoreError` for what cannot be a store: SQLite would wait for a pipe without an end.
    """
    try:
        if path.exists() and not path.is_file():
            raise StoreError(say("{path} cannot be used for a store: it is no regular file.", path=str(path)))
        if make or path.exists():
            private_file(path)
    except PermissionError:
        return  # somebody else's store, which may be readable: SQLite says what cannot be done with it
    except OSError as error:
        raise StoreError(_unusable(str(path), f"unable to open: {reason(error)}")) from error


def readable(read: Callable[[], T]) -> T | None:
    """Return what is read, or `None` where another version wrote something else, or it is damaged."""
    try:
        return read()
    except (msgspec.MsgspecError, zlib.error, ValueError, TypeError, OverflowError, RecursionError):
        return None


def _failure(path: str, error: sqlite3.DatabaseError) -> StoreError:
    """Return what an error of SQLite's amounts to."""
    if _is_full(path, error):
        sentence = say(
            "The disk of the store {path} is full; make room, and the next round goes on: nothing that is kept is "
            "lost.",
            path=path,
        )
        return DiskFull(sentence)
    return StoreError(_unusable(path, str(error)))


def _is_full(path: str, error: sqlite3.DatabaseError) -> bool:
    """Tell whether there is no room; where a file of its own cannot grow SQLite speaks of an error of the disk."""
    code = int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return True
    if code != sqlite3.SQLITE_IOERR or path == ":memory:":
        return False
    with suppress(OSError):
        return shutil.disk_usage(Path(path).parent).free < LEAST_ROOM
    return False


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


def pack(value: object) -> bytes:
    """Return a value as the store keeps what is only read whole: msgpack, zlib."""
    return zlib.compress(msgspec.msgpack.encode(value, enc_hook=keep), 3)


def text(at: datetime) -> str:
    """Return a moment as the store keeps it: ISO 8601 in UTC, which sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def time(value: object) -> datetime | None:
    """Return the moment that `text` wrote; none where it is damaged."""
    at = readable(lambda: datetime.fromisoformat(str(value))) if value else None
    return at if at and at.tzinfo else None
