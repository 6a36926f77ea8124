"""Which repositories a network has, and which of its sources could not be read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from civitop.i18n.message import Phrase, keep, recall
from civitop.model import Repository
from civitop.store.base import StoreBase, names
from civitop.store.values import text

_BEFORE_SOURCES = (
    "source = '' AND EXISTS (SELECT 1 FROM json_each(?) WHERE substr(repository, 1, length(key)) = key)"
)
"""Condition for members from before sources were noted, of forges whose names with a colon are a set."""


class Networks(StoreBase):
    """The networks' part of a store."""

    def save_membership(
        self,
        network: str,
        forge: str,
        found: Mapping[str, Sequence[Repository]],
        failed: Mapping[str, Phrase],
        now: datetime,
    ) -> None:
        """Note which repositories of a forge a network has now, by source, and which sources could not be read.

        What is no longer listed leaves the network, except where its source could not be read.
        """
        own = f"{forge}:"
        kept = [*failed, ""] if failed else []
        repositories = {each.id: each for of_source in found.values() for each in of_source}
        with self._transaction(None) as db:
            db.execute(
                "DELETE FROM membership WHERE network = ? AND substr(repository, 1, ?) = ?"
                " AND source NOT IN (SELECT key FROM json_each(?))",
                (network, len(own), own, names(kept)),
            )
            db.execute(
                "DELETE FROM source_failure WHERE network = ? AND substr(source, 1, ?) = ?",
                (network, len(own), own),
            )
            db.executemany(
                # What was never collected is described as it is listed now: its lasting id may have been wrong.
                "INSERT INTO repository (id, node_id, record) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " node_id = excluded.node_id, record = excluded.record WHERE repository.collected_at IS NULL",
                [(r.id, r.node_id, msgspec.json.encode(r)) for r in repositories.values()],
            )
            db.executemany(
                "INSERT INTO membership (network, repository, source) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(network, r.id, source) for source, of_source in found.items() for r in of_source],
            )
            db.executemany(
                "INSERT INTO source_failure (network, source, error, at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (network, source) DO UPDATE SET error = excluded.error, at = excluded.at",
                [(network, source, keep(error), text(now)) for source, error in failed.items()],
            )

    def networks(self) -> tuple[str, ...]:
        """Return the ids of all networks that have repositories, sorted."""
        rows = self._rows("SELECT DISTINCT network FROM membership ORDER BY network")
        return tuple(str(row[0]) for row in rows)

    def members(self, network: str, sources: Sequence[str] | None = None) -> tuple[str, ...]:
        """Return the ids of a network's repositories, sorted; of these `sources` (`forge:place`) alone, if given."""
        if sources is None:
            rows = self._rows(
                "SELECT DISTINCT repository FROM membership WHERE network = ? ORDER BY repository", network
            )
        else:
            forges = {f"{source.partition(':')[0]}:" for source in sources}
            rows = self._rows(
                "SELECT DISTINCT repository FROM membership WHERE network = ?"  # noqa: S608 - the words are ours
                f" AND (source IN (SELECT key FROM json_each(?)) OR {_BEFORE_SOURCES})"
                " ORDER BY repository",
                network,
                names(sources),
                names(forges),
            )
        return tuple(str(row[0]) for row in rows)

    def drop_sources(self, network: str, sources: Sequence[str]) -> None:
        """Let a network forget all sources but these: what only the others listed, and that they failed."""
        forges = {f"{source.partition(':')[0]}:" for source in sources}
        with self._transaction() as db:
            db.execute(
                "DELETE FROM membership WHERE network = ? AND source NOT IN (SELECT key FROM json_each(?))"  # noqa: S608 - the words are ours
                f" AND NOT ({_BEFORE_SOURCES})",
                (network, names(sources), names(forges)),
            )
            db.execute(
                "DELETE FROM source_failure WHERE network = ?"
                " AND source NOT IN (SELECT key FROM json_each(?))",
                (network, names(sources)),
            )

    def source_failures(self, network: str) -> dict[str, Phrase]:
        """Return the sources of a network that could not be read in the last round, with the reason."""
        rows = self._rows(
            "SELECT source, error FROM source_failure WHERE network = ? ORDER BY source", network
        )
        # Whatever stands there is said as it stands: the next round that lists sources writes it anew.
        return {str(source): recall(Phrase, str(error)) for source, error in rows}
