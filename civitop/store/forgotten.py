"""Who is not to be kept: marks that recognise them, and everything of theirs taken out of the file."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from secrets import token_bytes

from civitop.store.file import StoreFile

_PREFIX = "forgotten/"
_BEHIND = "forgotten0"
"""The first key behind all that begin with the prefix."""
KEY_BYTES = 16


class ForgottenPeople(StoreFile):
    """The part of a store that knows whom it must not keep.

    A mark is a row of `note`: `forgotten/KEY/MARK`, with the group of marks that were made together as its value. The
    key stands in each, so that no damaged row lets anybody come back.
    """

    def forgotten(self) -> tuple[bytes, Mapping[str, bytes]]:
        """Return the key of the marks, and the marks with the group of each; a new key where there are none."""
        rows = self._rows("SELECT key, value FROM note WHERE key >= ? AND key < ?", _PREFIX, _BEHIND)
        key, found = None, {}
        for name, group in rows:
            _, key, mark = str(name).split("/")
            found[mark] = bytes(group) if isinstance(group, bytes) else b""
        return bytes.fromhex(key) if key else token_bytes(KEY_BYTES), found

    def remember_forgotten(self, key: bytes, marks: Iterable[str], group: bytes) -> None:
        """Keep marks of people who are not to be kept."""
        with self._transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO note (key, value) VALUES (?, ?)",
                [(f"{_PREFIX}{key.hex()}/{mark}", group) for mark in marks],
            )

    def drop_forgotten(self, group: bytes) -> None:
        """Drop the marks of a group, and let the next round collect everything whole."""
        with self._transaction() as db:
            db.execute("DELETE FROM note WHERE key >= ? AND key < ? AND value = ?", (_PREFIX, _BEHIND, group))
            db.execute("UPDATE repository SET fingerprint = NULL")

    def with_facts(self) -> tuple[str, ...]:
        """Return the ids of all repositories of which facts are held, watched or not."""
        rows = self._rows("SELECT DISTINCT repository FROM facts ORDER BY repository")
        return tuple(str(row[0]) for row in rows)

    def drop_traces(self, repositories: Sequence[str], logins: Sequence[str], words: Sequence[str]) -> None:
        """Remove what was concluded and kept beside the facts of people.

        Of these repositories the figures; the profiles of these accounts; days and changes whose sentences have one
        of these words; answers of interfaces, which are kept as they came.
        """
        with self._transaction() as db:
            db.executemany(
                "UPDATE repository SET health = NULL, glance = NULL, checksum = NULL WHERE id = ?",
                [(id,) for id in repositories],
            )
            db.executemany("DELETE FROM profile WHERE login = ?", [(login,) for login in logins])
            db.execute("DELETE FROM note WHERE key >= 'answer/' AND key < 'answer0'")
        self._drop_sentences([word.encode() for word in words])

    def _drop_sentences(self, sought: Sequence[bytes]) -> None:
        """Remove days and changes that have one of these words in them."""

        def told(data: object) -> bool:
            return any(word in _unpacked(data) for word in sought)

        days = [row[:2] for row in self._rows("SELECT repository, day, data FROM history") if told(row[2])]
        changes = [row[:1] for row in self._rows("SELECT id, data FROM change") if told(row[1])]
        with self._transaction() as db:
            db.executemany("DELETE FROM history WHERE repository = ? AND day = ?", days)
            db.executemany("DELETE FROM change WHERE id = ?", changes)

    def overwrite_deleted(self) -> None:
        """Let what is deleted from now on be overwritten in the file, and not only let go."""
        with self._lock, self._sentences():
            self._db.execute("PRAGMA secure_delete = ON").fetchone()

    def empty_log(self) -> None:
        """Write the write-ahead log into the file and empty it: it holds what was there before."""
        with self._lock, self._sentences():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _unpacked(data: object) -> bytes:
    """Return what a row holds, unpacked."""
    if not isinstance(data, bytes):
        return str(data).encode()
    try:
        return zlib.decompress(data)
    except zlib.error:
        return data
