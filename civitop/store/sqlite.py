"""A store in one SQLite file: opened, kept private, claimed, read and written in transactions."""

import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

from civitop.errors import DiskFull, StoreError
from civitop.files import private_file, private_folder, reason
from civitop.i18n.message import Phrase, say
from civitop.store.connection import News, Statements

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


class SqliteFile:
    """A `Connection` to one file; errors of SQLite become `StoreError` with a sentence."""

    read_only = False
    """A file that may not be written is found out when it is written."""
    shared = False

    def __init__(self, path: Path | str) -> None:
        """Open or create the file at `path` (`:memory:` for one that leaves nothing)."""
        self.name = str(path)
        self._lock = threading.RLock()
        self._claim: sqlite3.Connection | None = None
        if self.name != ":memory:":
            try:
                private_folder(Path(self.name).parent)
            except OSError as error:
                sentence = say(
                    "The folder of the store {path} cannot be made: {why}.",
                    path=self.name,
                    why=reason(error),
                )
                raise StoreError(sentence) from error
            for part in ("", "-wal", "-shm", POLLER):
                _keep_private(Path(f"{self.name}{part}"), make=part in ("", POLLER))
        with self._sentences():
            self._db = sqlite3.connect(
                self.name, check_same_thread=False, timeout=SLICE, isolation_level=None
            )
            self._write_ahead()
            self._db.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        """Close the file; safe to call twice."""
        with self._lock:
            self._db.close()
            if self._claim is not None:
                self._claim.close()
                self._claim = None

    def claim(self) -> bool:
        """Become the one process that polls into this file; `False` when another one already does.

        The claim is a lock on a file beside the store, which the system lets go when the process ends,
        however it ends.

        Raises `StoreError` where the lock cannot be made.
        """
        if self.name == ":memory:" or self._claim is not None:
            return True
        lock = f"{self.name}{POLLER}"
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
                raise _failure(self.name, error) from error
            sentence = say(
                "The lock file {path} cannot be used ({why}); it holds nothing: remove it, and try again.",
                path=lock,
                why=str(error),
            )
            raise StoreError(sentence) from error
        self._claim = holder
        return True

    def now(self) -> datetime:
        """Return the time of this machine."""
        return datetime.now(UTC)

    def tell(self, db: Statements, repositories: Collection[str] | None) -> None:
        """Tell nobody: those who read along look by themselves, once a round."""

    def news(self) -> News:
        """Return that nobody told anything."""
        return News()

    def erase(self) -> None:
        """Write the file anew without what was deleted, and empty the write-ahead log."""
        self.rows("VACUUM")
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    # ------------------------------------------------------------ plumbing

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Turn SQLite's errors into one sentence that says what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _failure(self.name, error) from error

    @contextmanager
    def transaction(self) -> Iterator[Statements]:
        """Run statements all together or not at all."""
        with self._lock, self._sentences():
            _patiently(lambda: self._db.execute("BEGIN IMMEDIATE"))
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled it back already
                    self._db.execute("ROLLBACK")
                raise

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._lock, self._sentences():
            return _patiently(lambda: self._db.execute(sql, values).fetchall())

    def version(self) -> int:
        """Return how many of the schema's steps were taken."""
        return int(self.rows("PRAGMA user_version")[0][0])

    def take_step(self, db: Statements, statements: Sequence[str], version: int) -> None:
        """Run the statements of one step of the schema."""
        for statement in statements:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {version}")

    def _write_ahead(self) -> None:
        """Turn the write-ahead log on, also while another process does so or closes the file.

        Two processes that open a new store both read it and then both want it for themselves; SQLite tells
        one of them "locked" at once instead of waiting, because waiting would last for ever.
        """
        _patiently(lambda: self._db.execute("PRAGMA journal_mode = WAL"))


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
        there = _mode(path)
        if there is not None and not stat.S_ISREG(there):
            raise StoreError(say("{path} cannot be used for a store: it is no regular file.", path=str(path)))
        if make or there is not None:
            private_file(path)
    except PermissionError:
        return  # somebody else's store, which may be readable: SQLite says what cannot be done with it
    except OSError as error:
        raise StoreError(_unusable(str(path), f"unable to open: {reason(error)}")) from error


def _mode(path: Path) -> int | None:
    """Return what a file is, in one question: another process may remove the log that it has just emptied."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
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
