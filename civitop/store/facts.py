"""What forges said of repositories, and how the last poll of each went."""

import zlib
from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from civitop.errors import StoreError
from civitop.i18n.message import Phrase, keep, recall, say
from civitop.model import (
    ChangeRequest,
    Commit,
    Document,
    Facts,
    Issue,
    MailmapEntry,
    Release,
    Repository,
    Tag,
)
from civitop.store.file import StoreFile, pack, text, time


class Entry(Struct, frozen=True, kw_only=True):
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
}
"""The kinds of facts with their types: each is a blob of its own, so that each is decoded by itself."""


class StoredFacts(StoreFile):
    """The facts' part of a store."""

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
                collected_at=time(row[3]),
                measured_at=time(row[4]),
                error=None if row[5] is None else recall(Phrase, row[5]),
            )
            for row in rows
        }

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
                " fingerprint = coalesce(excluded.fingerprint, fingerprint),"
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
                for kind, of in KINDS.items()
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
                [(text(now), repository) for repository in repositories],
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
