"""What was concluded of repositories: their last measured health, and a point of history a day."""

import gc
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial

from msgspec import Struct

from civitop.codec import decode_health, encode_glance, encode_health, held_health
from civitop.decoders import msgpack_decoder
from civitop.health import Health
from civitop.i18n.message import Phrase, recall
from civitop.store.base import StoreBase
from civitop.store.values import pack, readable, text


class HistoryPoint(Struct, frozen=True, array_like=True):
    """One signal of one repository on one day, after its facts have left."""

    value: float | int | None
    level: str
    unit: str
    reason: Phrase


class Healths(StoreBase):
    """The healths' part of a store."""

    def save_health(self, healths: Sequence[Health], asof: datetime) -> None:
        """Keep the last measured health of repositories, and the day's point of their history."""
        rows = [(*columns(h), text(asof), h.id) for h in healths]
        points = [(h.id, asof.date().isoformat(), pack(_points(h))) for h in healths if h.signals]
        with self._transaction([h.id for h in healths]) as db:
            db.executemany(
                "UPDATE repository SET health = ?, glance = ?, checksum = ?, measured_at = ? WHERE id = ?",
                rows,
            )
            db.executemany(
                "INSERT INTO history (repository, day, data) VALUES (?, ?, ?)"
                " ON CONFLICT (repository, day) DO UPDATE SET data = excluded.data",
                points,
            )

    def healths(self, ids: Iterable[str]) -> dict[str, Health]:
        """Return the health of these repositories as it was last measured; the others are left out.

        Signals are decoded when they are first asked for; `Health.glance` is there at once. What another
        version of civitop has kept in a way that this one cannot read, or what was damaged since it was
        kept, is left out too, and measured anew.
        """
        rows = self._of("SELECT id, glance, health, checksum FROM repository", "id", ids)
        with _no_collection():
            older = self._renewed(
                [(id, data) for id, glance, data, _ in rows if data is not None and not glance]
            )
            held = {
                str(id): _held(glance, data, checksum) if glance else older.get(id)
                for id, glance, data, checksum in rows
                if data is not None
            }
        self._give_up([(id, data) for id, _, data, _ in rows if data is not None and held[str(id)] is None])
        return {id: health for id, health in held.items() if health is not None}

    def _give_up(self, unreadable: list[tuple[str, bytes]]) -> None:
        """Note that figures are not held after all, so that the next round measures them anew."""
        self._mend(
            "figures",
            [id for id, _ in unreadable],
            "the next round measures them anew",
            (
                (
                    "UPDATE repository SET health = NULL, glance = NULL, checksum = NULL, measured_at = NULL "
                    "WHERE id = ? AND health = ?"
                ),
                unreadable,
            ),
        )

    def _renewed(self, older: list[tuple[str, bytes]]) -> dict[str, Health]:
        """Pack the healths of a store from before glances, which has them as they are, and return them."""
        decoded = {id: readable(partial(decode_health, data)) for id, data in older}
        found = {id: health for id, health in decoded.items() if health is not None}
        if found and not self._connection.read_only:
            with self._transaction() as db:
                # Not where another process has measured anew since these rows were read.
                db.executemany(
                    "UPDATE repository SET health = ?, glance = ?, checksum = ? WHERE id = ? AND health = ?",
                    [(*columns(found[id]), id, data) for id, data in older if id in found],
                )
        return found

    def history(self, repository: str, day: date) -> tuple[date, dict[str, HistoryPoint]] | None:
        """Return the signals of a repository as they stood on `day`, or on the last day before it."""
        before = f"{day.isoformat()}~"  # sorts behind every way to write that day
        while rows := self._rows(
            "SELECT day, data FROM history WHERE repository = ? AND day < ? ORDER BY day DESC LIMIT 1",
            repository,
            before,
        ):
            before, data = rows[0]
            if point := readable(partial(_history_point, before, data)):
                return point
            self._mend(
                "history",
                [f"{repository} on {before}"],
                "the day before it is taken",
                ("DELETE FROM history WHERE repository = ? AND day = ?", [(repository, before)]),
            )
        return None

    def first_day(self) -> date | None:
        """Return the first day of which the history has a point."""
        rows = self._rows("SELECT min(day) FROM history")
        return readable(lambda: date.fromisoformat(str(rows[0][0]))) if rows[0][0] else None


def _history_point(at: object, data: bytes) -> tuple[date, dict[str, HistoryPoint]]:
    points = msgpack_decoder(dict[str, HistoryPoint], recall).decode(zlib.decompress(data))
    return date.fromisoformat(str(at)), points


def columns(health: Health) -> tuple[bytes, bytes, int]:
    """Return what the store keeps of a health: the whole, what a list shows of it, a checksum of the whole."""
    whole = packed(health)
    return whole, encode_glance(health), zlib.crc32(whole)


def _held(glance: bytes, data: bytes, checksum: int | None) -> Health | None:
    # Nobody could do anything about damage that shows only when the details are first looked at.
    if not isinstance(data, bytes) or (checksum is not None and zlib.crc32(data) != checksum):
        return None
    return readable(partial(held_health, glance, partial(zlib.decompress, data)))


def packed(health: Health) -> bytes:
    """Return a whole health as the store keeps it: a fifth of its JSON, which ten thousand rows are read of."""
    return zlib.compress(encode_health(health), 1)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from going through a million new values, none of which can be garbage.

    It would go through them again and again while they are made, for half as long as making them takes.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _points(health: Health) -> dict[str, HistoryPoint]:
    return {
        name: HistoryPoint(signal.value, signal.level, signal.unit, signal.reason)
        for name, signal in health.signals.items()
    }
