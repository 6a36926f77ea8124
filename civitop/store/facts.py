"""What forges said of repositories, and how the last poll of each went."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from civitop.decoders import json_decoder, msgpack_decoder
from civitop.i18n.message import Phrase, keep, recall, say
from civitop.model import (
    ChangeRequest,
    Commit,
    Document,
    Facts,
    FileAuthor,
    FileHistory,
    Issue,
    MailmapEntry,
    Release,
    Repository,
    Tag,
)
from civitop.store.base import StoreBase
from civitop.store.values import pack, readable, text, time


class RepositoryEntry(Struct, frozen=True, kw_only=True):
    """A repository as the store lists it."""

    repository: Repository
    fingerprint: str | None = None
    collected_at: datetime | None = None
    measured_at: datetime | None = None
    error: Phrase | None = None
    """Why the last poll failed, if it did."""


KINDS: dict[str, object] = {
    "commits": tuple[Commit, ...],
    "issues": tuple[Issue, ...],
    "change_requests": tuple[ChangeRequest, ...],
    "releases": tuple[Release, ...],
    "tags": tuple[Tag, ...],
    "files": tuple[str, ...],
    "documents": tuple[Document, ...],
    "mailmap": tuple[MailmapEntry, ...],
    "file_authors": tuple[FileAuthor, ...],
    "file_histories": tuple[FileHistory, ...],
}
"""The kinds of facts with their types: each is a blob of its own, so that each is decoded by itself."""


class StoredFacts(StoreBase):
    """The facts' part of a store."""

    def entries(self, ids: Iterable[str]) -> dict[str, RepositoryEntry]:
        """Return what the store lists about these repositories; unknown ids are left out.

        Of one that cannot be read there is its name, and an error that says so.
        """
        rows = self._of(
            "SELECT id, record, fingerprint, collected_at, CASE WHEN health IS NULL THEN NULL ELSE measured_at END,"
            " error, node_id FROM repository",
            "id",
            ids,
        )
        found = {str(row[0]): readable(partial(_entry, row)) for row in rows}
        broken = {str(row[0]): row for row in rows if found[str(row[0])] is None}
        if broken:
            rebuilt = {id: _nameless(id, row) for id, row in broken.items()}
            found |= rebuilt
            self._begin_again([(rebuilt[id], row[1]) for id, row in broken.items()])
        return {id: entry for id, entry in found.items() if entry is not None}

    def _begin_again(self, broken: Sequence[tuple[RepositoryEntry, object]]) -> None:
        """Keep of unreadable repositories what their ids tell, so that the next round collects them whole."""
        rows = [
            (
                msgspec.json.encode(entry.repository),
                entry.repository.node_id,
                None if entry.error is None else keep(entry.error),
                entry.repository.id,
                record,
            )
            for entry, record in broken
        ]
        self._mend(
            "repositories",
            [entry.repository.id for entry, _ in broken],
            "the next round collects them from the start",
            (
                (
                    "UPDATE repository SET record = ?, node_id = ?, fingerprint = NULL, error = ?"
                    " WHERE id = ? AND record = ?"
                ),
                rows,
            ),
        )

    def save_facts(self, facts: Facts, fingerprint: str | None) -> None:
        """Keep the whole facts of one repository, in one transaction; clears an earlier error."""
        repository = facts.repository
        blobs = {kind: pack(getattr(facts, kind)) for kind in KINDS}
        rest = replace(facts, **dict.fromkeys(KINDS, ()))
        blobs["rest"] = pack(rest)
        with self._transaction() as db:
            db.execute(
                "INSERT INTO repository (id, node_id, record, fingerprint, collected_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET node_id = excluded.node_id, record = excluded.record,"
                " fingerprint = coalesce(excluded.fingerprint, repository.fingerprint),"
                " collected_at = excluded.collected_at, error = NULL",
                (
                    repository.id,
                    repository.node_id,
                    msgspec.json.encode(repository),
                    fingerprint,
                    text(facts.collected_at),
                ),
            )
            db.executemany(
                "INSERT INTO facts (repository, kind, data) VALUES (?, ?, ?)"
                " ON CONFLICT (repository, kind) DO UPDATE SET data = excluded.data",
                [(repository.id, kind, data) for kind, data in blobs.items()],
            )

    def facts(self, repository: str) -> Facts | None:
        """Return everything held of one repository, or `None` when nothing ever was or it cannot be read."""
        rows = self._rows("SELECT kind, data FROM facts WHERE repository = ?", repository)
        blobs = {str(kind): data for kind, data in rows}
        if "rest" not in blobs:
            return None
        held = readable(partial(_facts, blobs))
        if held is None:
            self._give_facts_up(repository, blobs["rest"])
            return None
        return held

    def _give_facts_up(self, repository: str, rest: bytes) -> None:
        """Forget facts that cannot be read, so that the next round collects them from the start."""
        # Not where another process has collected them anew since they were read.
        same = "(SELECT repository FROM facts WHERE repository = ? AND kind = 'rest' AND data = ?)"
        self._mend(
            "facts",
            [repository],
            "the next round collects them from the start",
            (f"UPDATE repository SET fingerprint = NULL WHERE id IN {same}", [(repository, rest)]),  # noqa: S608 - the words are ours
            (f"DELETE FROM facts WHERE repository IN {same}", [(repository, rest)]),  # noqa: S608 - the words are ours
        )

    def touch(self, repositories: Iterable[str], now: datetime) -> None:
        """Note that these repositories were asked after and had not changed: their figures are of `now`."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE repository SET collected_at = ?, error = NULL WHERE id = ? AND fingerprint IS NOT NULL",
                [(text(now), repository) for repository in repositories],
            )

    def collect_whole(self, repository: str) -> None:
        """Let the next round collect a repository as if it were new."""
        with self._transaction() as db:
            db.execute("UPDATE repository SET fingerprint = NULL WHERE id = ?", (repository,))

    def save_failure(self, repository: Repository, error: Phrase) -> None:
        """Note that a repository could not be collected; what is held of it stays."""
        with self._transaction((repository.id,)) as db:
            db.execute(
                "INSERT INTO repository (id, node_id, record, error) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET error = excluded.error",
                (repository.id, repository.node_id, msgspec.json.encode(repository), keep(error)),
            )


def _entry(row: tuple[Any, ...]) -> RepositoryEntry:
    """Return a row of the repositories' table; raises what `readable` takes for unreadable."""
    id, record, fingerprint, collected_at, measured_at, error, _node_id = row
    repository = json_decoder(Repository).decode(record)
    if repository.id != id or not isinstance(fingerprint, str | None):
        raise ValueError("a row of something else")
    return RepositoryEntry(
        repository=repository,
        fingerprint=fingerprint if time(collected_at) else None,
        collected_at=time(collected_at),
        measured_at=time(measured_at),
        error=None if error is None else recall(Phrase, error),
    )


def _nameless(id: str, row: tuple[Any, ...]) -> RepositoryEntry:
    """Return what the id of an unreadable repository tells, with the reason why there is no more."""
    forge, _, name = id.partition(":")
    node_id = row[6] if isinstance(row[6], str) else None
    error = say("What the store held of {name} could not be read: it is collected again.", name=name)
    return RepositoryEntry(
        repository=Repository(id=id, forge=forge, name=name, url="", node_id=node_id),
        collected_at=time(row[3]),
        measured_at=time(row[4]),
        error=error,
    )


def _facts(blobs: Mapping[str, bytes]) -> Facts:
    rest: Facts = msgpack_decoder(Facts, recall).decode(zlib.decompress(blobs["rest"]))
    kinds = {
        kind: msgpack_decoder(of).decode(zlib.decompress(blobs[kind]))
        for kind, of in KINDS.items()
        if kind in blobs
    }
    return replace(rest, **kinds)
