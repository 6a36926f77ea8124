"""Small things that are remembered under a key."""

from collections.abc import Mapping

from civitop.store.base import StoreBase


class Notes(StoreBase):
    """The part of a store for what has no table of its own."""

    def get(self, key: str) -> bytes | None:
        """Return a remembered value: an answer with its ETag, when somebody last looked.

        Whoever asks decodes it, and takes what cannot be decoded for nothing remembered.
        """
        rows = self._rows("SELECT value FROM note WHERE key = ?", key)
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def keep(self, key: str, value: bytes) -> bytes:
        """Return what is remembered under a key; `value` from now on, where that was nothing.

        Nothing is written where something is remembered: who may only read can ask, too.
        """
        if (held := self.get(key)) is not None:
            return held
        with self._transaction() as db:
            db.execute("INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING", (key, value))
        return self.get(key) or value

    def exchange(self, key: str, old: bytes, new: bytes) -> None:
        """Remember another value, where the old one still is what is remembered."""
        with self._transaction() as db:
            db.execute("UPDATE note SET value = ? WHERE key = ? AND value = ?", (new, key, old))

    def exchange_all(self, values: Mapping[str, tuple[bytes | None, bytes | None]]) -> bool:
        """Remember other values under several keys together, each given as old and new; `None` stands for nothing.

        Return whether it was done: where one is no more what it was, nothing changes.
        """
        with self._transaction() as db:
            if any(self.get(key) != old for key, (old, _) in values.items()):
                return False
            db.executemany("DELETE FROM note WHERE key = ?", [(key,) for key in values])
            db.executemany(
                "INSERT INTO note (key, value) VALUES (?, ?)",
                [(key, new) for key, (_, new) in values.items() if new is not None],
            )
        return True

    def beginning(self, prefix: str) -> dict[str, bytes]:
        """Return what is remembered under keys that begin so, by key."""
        behind = f"{prefix[:-1]}{chr(ord(prefix[-1]) + 1)}"
        rows = self._rows(
            "SELECT key, value FROM note WHERE key >= ? AND key < ? ORDER BY key", prefix, behind
        )
        return {str(key): value for key, value in rows if isinstance(value, bytes)}

    def put(self, key: str, value: bytes) -> None:
        """Remember a value under a key."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value),
            )
