"""People: what forges publish about accounts, and where repositories have seen them."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from secrets import token_bytes

import msgspec

from civitop.decoders import json_decoder
from civitop.model import Profile
from civitop.store.base import StoreBase, names
from civitop.store.values import readable, text

_PREFIX = "forgotten/"
_BEHIND = "forgotten0"
"""The first key behind all that begin with the prefix."""
KEY_BYTES = 16


class StoredPeople(StoreBase):
    """The people's part of a store."""

    def save_profiles(self, profiles: Sequence[Profile]) -> None:
        """Keep what forges publish about accounts."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE profile SET data = ?, fetched_at = ? WHERE login = ?",
                [(msgspec.json.encode(p), p.fetched_at and text(p.fetched_at), p.login) for p in profiles],
            )

    def want_profiles(self, forge: str, logins: Iterable[str]) -> None:
        """Note accounts of a forge whose profile would help to affiliate; outlives this process."""
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO profile (login, forge) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(login, forge) for login in logins],
            )

    def profiles_wanted(self, forge: str, before: datetime, now: datetime) -> list[str]:
        """Return the accounts of a forge whose profile was never fetched, or not since `before`.

        One that was fetched later than `now`, by a clock that was wrong, is wanted as well.
        """
        rows = self._rows(
            "SELECT login FROM profile WHERE forge = ?"
            " AND (fetched_at IS NULL OR fetched_at < ? OR fetched_at > ?) ORDER BY login",
            forge,
            text(before),
            text(now),
        )
        return [str(row[0]) for row in rows]

    def profiles(self) -> dict[str, Profile]:
        """Return all profiles by `host/login`."""
        decode = json_decoder(Profile).decode
        rows = self._rows("SELECT login, data FROM profile WHERE data IS NOT NULL")
        found = {str(login): readable(partial(decode, data)) for login, data in rows}
        broken = [login for login, profile in found.items() if profile is None]
        self._mend(
            "profiles",
            broken,
            "they are asked for again",
            (
                "UPDATE profile SET data = NULL, fetched_at = NULL WHERE login = ?",
                [(login,) for login in broken],
            ),
        )
        return {login: profile for login, profile in found.items() if profile is not None}

    def drop_profiles_but(self, logins: Iterable[str]) -> None:
        """Forget profiles, fetched or wanted, of all accounts but these."""
        with self._transaction() as db:
            db.execute(
                "DELETE FROM profile WHERE login NOT IN (SELECT key FROM json_each(?))", (names(logins),)
            )

    def save_sightings(self, repository: str, data: bytes) -> bool:
        """Keep where accounts and names of a repository were seen for an organisation.

        Returns whether that differs from what was kept.
        """
        if self.sightings((repository,)).get(repository) == data:
            return False
        with self._transaction() as db:
            db.execute(
                "INSERT INTO sighting (repository, data) VALUES (?, ?)"
                " ON CONFLICT (repository) DO UPDATE SET data = excluded.data",
                (repository, data),
            )
        return True

    def sightings(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return the kept sightings of these repositories."""
        rows = self._of("SELECT repository, data FROM sighting", "repository", ids)
        return {str(row[0]): row[1] for row in rows if isinstance(row[1], bytes)}

    def give_sightings_up(self, ids: Sequence[str]) -> None:
        """Forget sightings that cannot be read, and let the next round collect their repositories whole."""
        self._mend(
            "sightings",
            ids,
            "the next round collects them from the start",
            ("DELETE FROM sighting WHERE repository = ?", [(id,) for id in ids]),
            ("UPDATE repository SET fingerprint = NULL WHERE id = ?", [(id,) for id in ids]),
        )


class ForgottenPeople(StoreBase):
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
                "INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
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
        with self._transaction(repositories) as db:
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

    def erase(self) -> None:
        """Do away with what deleted rows have left behind in the database."""
        self._connection.erase()


def _unpacked(data: object) -> bytes:
    """Return what a row holds, unpacked."""
    if not isinstance(data, bytes):
        return str(data).encode()
    try:
        return zlib.decompress(data)
    except zlib.error:
        return data
