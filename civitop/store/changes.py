"""What changed in repositories, and which of it a person has seen."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from civitop.change import Change
from civitop.decoders import json_decoder
from civitop.i18n.message import keep, recall
from civitop.store.base import StoreBase
from civitop.store.values import readable, text


class Changes(StoreBase):
    """The part of a store that holds what changed."""

    def save_changes(self, changes: Sequence[Change]) -> None:
        """Add to the list of what changed; the same change is kept once."""
        with self._transaction({c.repository for c in changes}) as db:
            db.executemany(
                "INSERT INTO change (at, repository, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(text(c.at), c.repository, msgspec.json.encode(c, enc_hook=keep)) for c in changes],
            )

    def changes(self, ids: Iterable[str], limit: int = 200) -> tuple[Change, ...]:
        """Return what changed lately in these repositories, newest first."""
        wanted = set(ids)
        found: list[Change] = []
        broken: list[tuple[int, str]] = []
        for id, repository, data in self._rows(
            "SELECT id, repository, data FROM change ORDER BY at DESC, id DESC"
        ):
            if repository not in wanted:
                continue
            if (change := _change(data)) is None:
                broken.append((id, repository))
                continue
            found.append(change)
            if len(found) == limit:
                break
        self._drop(broken)
        return tuple(found)

    def changes_since(self, mark: int | None) -> tuple[int, tuple[Change, ...]]:
        """Return what was kept since a call before, of all repositories, and the `mark` for the next call.

        Without a mark there is nothing yet: it begins now.
        """
        if mark is None:
            return int(self._rows("SELECT coalesce(max(id), 0) FROM change")[0][0]), ()
        rows = self._rows("SELECT id, data FROM change WHERE id > ? ORDER BY id", mark)
        read = (_change(data) for _, data in rows)
        return max((id for id, _ in rows), default=mark), tuple(each for each in read if each is not None)

    def _drop(self, broken: Sequence[tuple[int, str]]) -> None:
        """Forget changes that cannot be read: they were told when they happened."""
        self._mend(
            "changes",
            [repository for _, repository in broken],
            "they are left out from now on",
            ("DELETE FROM change WHERE id = ?", [(id,) for id, _ in broken]),
        )

    def acknowledge(self, changes: Iterable[Change], now: datetime) -> None:
        """Note that a person has seen these changes; the moment of the first time stays."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE change SET acknowledged_at = coalesce(acknowledged_at, ?) WHERE data = ?",
                [(text(now), msgspec.json.encode(c, enc_hook=keep)) for c in changes],
            )

    def acknowledged(self, since: datetime) -> frozenset[Change]:
        """Return the changes of `since` and later that a person has acknowledged."""
        rows = self._rows(
            "SELECT id, repository, data FROM change WHERE acknowledged_at IS NOT NULL AND at >= ?",
            text(since),
        )
        found = [(id, repository, _change(data)) for id, repository, data in rows]
        self._drop([(id, repository) for id, repository, change in found if change is None])
        return frozenset(change for _, _, change in found if change is not None)


def _change(data: bytes) -> Change | None:
    return readable(lambda: json_decoder(Change, recall).decode(data))
