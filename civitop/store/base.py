"""A store without its contents: its database, brought to the present schema, read and written in transactions."""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from civitop.errors import StoreError
from civitop.i18n.message import say
from civitop.store.address import is_server
from civitop.store.connection import Connection, News, Statements
from civitop.store.schema import MIGRATIONS
from civitop.store.server_errors import read_only
from civitop.store.sqlite import SqliteFile

log = logging.getLogger("civitop.store")

Step = tuple[str, Sequence[Sequence[object]]]
"""A statement with a row of values for each time that it runs."""


class StoreBase:
    """An open store; the parts of `Store` add what it holds."""

    def __init__(self, place: Path | str) -> None:
        """Open or create the store at `place`: a file, `postgresql://…`, or `:memory:` for one that leaves nothing."""
        self._connection = _opened(place)
        try:
            self._migrate()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; safe to call twice."""
        self._connection.close()

    def claim(self) -> bool:
        """Become a process that polls into this store; `False` where another does alone, or this one may not write.

        Raises `StoreError` where that cannot be found out.
        """
        return self._connection.claim()

    @property
    def read_only(self) -> bool:
        """Return whether whoever opened the store may only read."""
        return self._connection.read_only

    @property
    def name(self) -> str:
        """Return what the store is called in sentences: its file, or its address without a password."""
        return self._connection.name

    def require_writing(self) -> None:
        """Raise `StoreError` where the store may only be read."""
        if self.read_only:
            raise read_only(self.name)

    def news(self) -> News:
        """Return what other processes wrote since the last call; those of a file tell nothing."""
        return self._connection.news()

    # ------------------------------------------------------------ plumbing

    @contextmanager
    def _transaction(self, of: Collection[str] | None = ()) -> Iterator[Statements]:
        """Run statements all together or not at all, and let other processes know `of` which repositories.

        `None` stands for which repositories there are.
        """
        with self._connection.transaction() as db:
            yield db
            self._connection.tell(db, of)

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.rows(sql, values)

    def _of(self, select: str, column: str, ids: Iterable[str]) -> list[tuple[Any, ...]]:
        """Return the rows whose `column` is among `ids`, in its order; one statement for any number.

        `select` and `column` are words of this program, never of anybody else.
        """
        among = f"{select} WHERE {column} IN (SELECT key FROM json_each(?)) ORDER BY {column}"  # noqa: S608 - the words are ours
        return self._rows(among, names(ids))

    def _mend(self, what: str, rows: Sequence[str], then: str, *steps: Step) -> None:
        """Do away with what cannot be read, in one transaction, and say so in one line.

        `rows` tell where it stands, `then` what becomes of it. What may only be read stays as it is.
        """
        if not rows:
            return
        if not self._connection.read_only:
            with self._transaction() as db:
                for sql, values in steps:
                    db.executemany(sql, values)
        self._left_out(what, rows, then)

    def _left_out(self, what: str, rows: Sequence[str], then: str) -> None:
        """Say in one line which rows could not be read, and what becomes of them."""
        log.warning(
            "What %s holds of %s in %d rows, as of %s, cannot be read: %s.",
            self._connection.name,
            what,
            len(rows),
            rows[0],
            then,
        )

    def _migrate(self) -> None:
        connection = self._connection
        while (version := connection.version()) != len(MIGRATIONS):
            if version > len(MIGRATIONS):
                raise StoreError(
                    say(
                        "The store {path} was written by a newer civitop (schema {theirs}, this one knows "
                        "{ours}); update civitop, or name another store with --store.",
                        path=connection.name,
                        theirs=version,
                        ours=len(MIGRATIONS),
                    )
                )
            # One transaction a step: a migration that is interrupted is done again from its start.
            with self._transaction() as db:
                if connection.version() != version:
                    continue  # another process that opened the store at the same time was faster
                connection.take_step(db, MIGRATIONS[version].split(";"), version + 1)


def _opened(place: Path | str) -> Connection:
    if isinstance(place, str) and is_server(place):
        from civitop.store import postgres  # whoever has a file need not have the driver

        return postgres.opened(place)
    return SqliteFile(place)


def names(of: Iterable[str]) -> str:
    """Return names as the keys of a JSON object, which a statement takes for a set of them."""
    return msgspec.json.encode(dict.fromkeys(sorted(set(of)), 0)).decode()
