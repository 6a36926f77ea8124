"""Which repositories a network has, and which of its sources could not be read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from civitop.i18n.message import Phrase, keep, recall
from civitop.model import Repository
from civitop.store.file import StoreFile, text


class Networks(StoreFile):
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
        with self._transaction() as db:
            db.execute(
                "DELETE FROM membership WHERE network = ? AND substr(repository, 1, ?) = ?"
                " AND source NOT IN (SELECT value FROM json_each(?))",
                (network, len(own), own, _json(kept)),
            )
            db.execute(
                "DELETE FROM source_failure WHERE network = ? AND substr(source, 1, ?) = ?",
                (network, len(own), own),
            )
            db.executemany(
                # What was never collected is described as it is listed now: its lasting id may have been wrong.
                "INSERT INTO repository (id, node_id, record) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " node_id = excluded.node_id, record = excluded.record WHERE collected_at IS NULL",
                [(r.id, r.node_id, msgspec.json.encode(r)) for r in repositories.values()],
            )
            db.executemany(
                "INSERT OR IGNORE INTO membership (network, repository, source) VALUES (?, ?, ?)",
                [(network, r.id, source) for source, of_source in found.items() for r in of_source],
            )
            db.executemany(
                "INSERT OR REPLACE INTO source_failure (network, source, error, at) VALUES (?, ?, ?, ?)",
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
            forges = {source.partition(":")[0] for source in sources}
            rows = self._rows(
                "SELECT DISTINCT repository FROM membership WHERE network = ?"
                " AND (source IN (SELECT value FROM json_each(?)) OR source = ''"
                " AND substr(repository, 1, instr(repository, ':') - 1) IN (SELECT value FROM json_each(?)))"
                " ORDER BY repository",
                network,
                _json(sources),
                _json(sorted(forges)),
            )
        return tuple(str(row[0]) for row in rows)

    def drop_sources(self, network: str, sources: Sequence[str]) -> None:
        """Let a network forget all sources but these: what only the others listed, and that they failed."""
        forges = {source.partition(":")[0] for source in sources}
        with self._transaction() as db:
            db.execute(
                "DELETE FROM membership WHERE network = ? AND source NOT IN (SELECT value FROM json_each(?))"
                " AND NOT (source = '' AND substr(repository, 1, instr(repository, ':') - 1)"
                " IN (SELECT value FROM json_each(?)))",
                (network, _json(sources), _json(sorted(forges))),
            )
            db.execute(
                "DELETE FROM source_failure WHERE network = ?"
                " AND source NOT IN (SELECT value FROM json_each(?))",
                (network, _json(sources)),
            )

    def source_failures(self, network: str) -> dict[str, Phrase]:
        """Return the sources of a network that could not be read in the last round, with the reason."""
        rows = self._rows(
            "SELECT source, error FROM source_failure WHERE network = ? ORDER BY source", network
        )
        # Whatever stands there is said as it stands: the next round that lists sources writes it anew.
        return {str(source): recall(Phrase, str(error)) for source, error in rows}


def _json(names: Sequence[str]) -> str:
    return msgspec.json.encode(list(names)).decode()
