"""The snapshot as CSV (RFC 4180): one row per repository, one column per figure."""

import csv
import io
from collections.abc import Iterator

from civitop.health import Health, Snapshot
from civitop.sanitise import plain
from civitop.signals import SIGNALS

LONGEST = 32_767
"""Characters of a cell that spreadsheets read."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def write(snapshot: Snapshot) -> str:
    """Return the snapshot as CSV with a header; text that a spreadsheet would run is put behind a `'`."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(_header())
    networks: dict[str, list[str]] = {}
    for network in snapshot.networks:
        for id in network.repositories:
            networks.setdefault(id, []).append(network.id)
    for health in snapshot.repositories:
        rows.writerow([cell(value) for value in _row(health, networks.get(health.id, []))])
    return out.getvalue()


def cell(value: object) -> object:
    """Return a value that no spreadsheet takes for a formula (OWASP, CSV injection); numbers stay.

    Nor does a terminal take it for an instruction: the id of a clone is the name of a folder.
    """
    if not isinstance(value, str):
        return value
    text = plain(value, LONGEST)
    return f"'{text}" if value.startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _header() -> list[str]:
    figures = [
        f"{signal.id}{part}"
        for signal in SIGNALS
        for part in ("", "_unit", "_level", "_change_30d", "_reason")
    ]
    return [
        "id",
        "networks",
        "name",
        "url",
        "archived",
        "status",
        "collected_at",
        "error",
        "level",
        "expected",
        *figures,
    ]


def _row(health: Health, networks: list[str]) -> Iterator[object]:
    yield health.id
    yield " ".join(networks)
    yield health.name
    yield health.url
    yield str(health.archived).lower()
    yield health.status
    yield health.collected_at.isoformat() if health.collected_at else ""
    yield health.error.english if health.error else ""
    yield health.worst[0]
    yield "; ".join(each.reason for each in health.expected)
    for definition in SIGNALS:
        signal = definition.of(health.signals)
        if signal is None:
            yield from ("", "", "unknown", "", "")
            continue
        yield "" if signal.value is None else signal.value
        yield signal.unit
        yield signal.level
        yield "" if signal.change_30d is None else signal.change_30d
        yield signal.reason.english
