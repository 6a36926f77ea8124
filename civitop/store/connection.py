"""What the store asks of a database: the one seam between its statements and SQLite or PostgreSQL.

Statements are written once, in what both databases understand: `?` stands for a value, `ON CONFLICT` for what
is there already, and a set of names is the keys of a JSON object (`SELECT key FROM json_each(?)`).
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct


class News(Struct, frozen=True):
    """What other processes have written since somebody last asked."""

    repositories: frozenset[str] = frozenset()
    everything: bool = False
    """Anything may have changed: which repositories there are, or too many of them to be named."""


class Result(Protocol):
    """What one statement came to."""

    @property
    def rowcount(self) -> int:
        """Return how many rows it changed."""

    def fetchone(self) -> Any:
        """Return its next row, or `None`."""


class Statements(Protocol):
    """An open transaction, in which statements run one after the other."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Result:
        """Run a statement with the values of its placeholders."""

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> object:
        """Run a statement once for each row of values."""


class Connection(Protocol):
    """An open database; calls come from any thread. Raises `StoreError` with a sentence, nothing else."""

    @property
    def name(self) -> str:
        """Return what the database is called in sentences; it holds no password."""

    @property
    def read_only(self) -> bool:
        """Return whether whoever opened it may only read."""

    @property
    def shared(self) -> bool:
        """Return whether several processes may poll into the database, and tell each other what they write."""

    def rows(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""

    def transaction(self) -> AbstractContextManager[Statements]:
        """Run statements all together or not at all; those of other transactions come before or after."""

    def version(self) -> int:
        """Return how many of the schema's steps were taken."""

    def take_step(self, db: Statements, statements: Sequence[str], version: int) -> None:
        """Run the statements of one step of the schema, after which its version is `version`."""

    def claim(self) -> bool:
        """Become a process that polls into the database; `False` when that is another's alone, or not allowed."""

    def now(self) -> datetime:
        """Return the time by the clock that all processes share."""

    def tell(self, db: Statements, repositories: Collection[str] | None) -> None:
        """Let other processes know what this transaction wrote of; `None`: which repositories there are."""

    def news(self) -> News:
        """Return what other processes told since the last call; the first knows of anything."""

    def erase(self) -> None:
        """Do away with what deleted rows have left behind."""

    def close(self) -> None:
        """Close it; safe to call twice."""
