"""People: what forges publish about accounts, and where repositories have seen them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

import msgspec

from civitop.model import Profile
from civitop.store.base import StoreBase
from civitop.store.values import readable, text


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
        decode = msgspec.json.Decoder(Profile).decode
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
