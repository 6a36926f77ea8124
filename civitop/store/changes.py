"""What changed in repositories, and which of it a person has seen."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from civitop.i18n.message import keep, recall
from civitop.polling.events import Change
from civitop.store.file import StoreFile, text


class Changes(StoreFile):
    """The part of a store that holds what changed."""

    def save_changes(self, changes: Sequence[Change]) -> None:
        """Add to the list of what changed; the same change is kept once."""
        with self._transaction() as db:
            db.executemany(
                "INSERT OR IGNORE INTO change (at, repository, data) VALUES (?, ?, ?)",
                [(text(c.at), c.repository, msgspec.json.encode(c, enc_hook=keep)) for c in changes],
            )

    def changes(self, ids: Iterable[str], limit: int = 200) -> tuple[Change, ...]:
        """Return what changed lately in these repositories, newest first."""
        wanted = set(ids)
        decode = msgspec.json.Decoder(Change, dec_hook=recall).decode
        found = []
        for repository, data in self._rows("SELECT repository, data FROM change ORDER BY at DESC, id DESC"):
            if repository in wanted:
                found.append(decode(data))
                if len(found) == limit:
                    break
        return tuple(found)

    def acknowledge(self, changes: Iterable[Change], now: datetime) -> None:
        """Note that a person has seen these changes; the moment of the first time stays."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE change SET acknowledged_at = coalesce(acknowledged_at, ?) WHERE data = ?",
                [(text(now), msgspec.json.encode(c, enc_hook=keep)) for c in changes],
            )

    def acknowledged(self, since: datetime) -> frozenset[Change]:
        """Return the changes of `since` and later that a person has acknowledged."""
        decode = msgspec.json.Decoder(Change, dec_hook=recall).decode
        rows = self._rows(
            "SELECT data FROM change WHERE acknowledged_at IS NOT NULL AND at >= ?", text(since)
        )
        return frozenset(decode(row[0]) for row in rows)
