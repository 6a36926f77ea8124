"""The store: facts, health and history in one database, one transaction a repository.

Facts are kept as the structs of `civitop.model` (msgpack, zlib), one row for each kind, because they
are only ever read and written a repository at a time; what screens list (health, membership,
changes) can be read without touching them. Calls come from any thread; a lock makes them one after
the other. Times are kept as ISO 8601 text in UTC, so that a person can read them with `sqlite3`.
"""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from civitop.model import Repository
from civitop.store.changes import Changes
from civitop.store.facts import RepositoryEntry, StoredFacts
from civitop.store.healths import Healths, HistoryPoint, columns
from civitop.store.leases import Leases
from civitop.store.networks import Networks
from civitop.store.notes import Notes
from civitop.store.people import ForgottenPeople, StoredPeople
from civitop.store.values import text

__all__ = ["HistoryPoint", "RepositoryEntry", "Store"]

_ABOUT_ONE = {
    "facts": "kind",
    "history": "day",
    "membership": "network, source",
    "sighting": "1",
    "change": "data",
}
"""The tables that hold something about a repository, beside its own, with the rest of what is there once."""


class Store(Networks, StoredFacts, Healths, Changes, StoredPeople, ForgottenPeople, Notes, Leases):
    """An open store; use as a context manager. Raises `StoreError` with a sentence, nothing else."""

    def rename(self, old: str, repository: Repository) -> None:
        """Let everything that is held of `old` belong to the repository's new id."""
        if old == repository.id:
            return
        measured = self.healths((old,)).get(old)
        health = measured and replace(measured, id=repository.id, name=repository.name, url=repository.url)
        with self._transaction(None) as db:
            db.execute("DELETE FROM repository WHERE id = ?", (repository.id,))
            db.execute(
                "UPDATE repository SET id = ?, record = ?, health = ?, glance = ?, checksum = ? WHERE id = ?",
                (
                    repository.id,
                    msgspec.json.encode(repository),
                    *(columns(health) if health else (None, None, None)),
                    old,
                ),
            )
            for table, rest in _ABOUT_ONE.items():
                replaced = (
                    f"DELETE FROM {table} WHERE repository = ?"  # noqa: S608 - the names are ours
                    f" AND ({rest}) IN (SELECT {rest} FROM {table} WHERE repository = ?)"
                )
                db.execute(replaced, (repository.id, old))
                move = f"UPDATE {table} SET repository = ? WHERE repository = ?"  # noqa: S608 - the names are ours
                db.execute(move, (repository.id, old))
        held = self.facts(repository.id)
        if held is not None:
            self.save_facts(replace(held, repository=repository), None)

    def forget(self, repository: str) -> bool:
        """Remove everything that is held of a repository; `False` when there was nothing."""
        with self._transaction(None) as db:
            gone = db.execute("DELETE FROM repository WHERE id = ?", (repository,)).rowcount
            for table in _ABOUT_ONE:
                remove = f"DELETE FROM {table} WHERE repository = ?"  # noqa: S608 - the names are ours
                db.execute(remove, (repository,))
        return gone > 0

    def forget_unwatched(self, before: datetime) -> tuple[str, ...]:
        """Remove what is held of repositories that no network has, and that were collected before a moment.

        Returns their ids.
        """
        rows = self._rows(
            "SELECT id FROM repository WHERE id NOT IN (SELECT repository FROM membership)"
            " AND (collected_at IS NULL OR collected_at < ?) ORDER BY id",
            text(before),
        )
        ids = tuple(str(row[0]) for row in rows)
        for id in ids:
            self.forget(id)
        return ids
