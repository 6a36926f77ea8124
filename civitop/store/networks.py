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
                # What was never collected is described as it is listed now: its lasting id may have been wrong.
                "INSERT INTO repository (id, node_id, record) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " node_id = excluded.node_id, record = excluded.record WHERE collected_at IS NULL",
                [(r.id, r.node_id, msgspec.json.encode(r)) for r in repositories],
            )
            db.executemany(
                "INSERT OR IGNORE INTO membership (network, repository) VALUES (?, ?)",
                [(network, r.id) for r in repositories],
            )
            db.executemany(
                "INSERT OR REPLACE INTO source_failure (network, source, error, at) VALUES (?, ?, ?, ?)",
                [(network, source, keep(error), text(now)) for source, error in failed.items()],
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
        # Whatever stands there is said as it stands: the next round that lists sources writes it anew.
        return {str(source): recall(Phrase, str(error)) for source, error in rows}
