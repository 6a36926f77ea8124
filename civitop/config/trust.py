"""Which configurations found in the current folder the user trusts, and what is left out of the others.

A clone may hold a `config.toml` that somebody else wrote. Reading it unasked must start no command, read no
file of this machine and send nothing to an address of its choice.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from civitop.errors import ConfigError
from civitop.files import PRIVATE, private_folder, read_regular, reason, write_whole
from civitop.i18n.message import say

HARMLESS = ("poll", "screen", "alerts", "keys", "network")
"""Sections that are read from an untrusted file; a section that is new is harmful until it is listed here."""
HARMLESS_NETWORK = (
    "name", "country", "homepage", "note", "watch", "ignore", "bots", "members", "thresholds",
)  # fmt: skip
"""Keys of `[network.ID]` that read no file, start nothing and send nothing."""
MOST = 1 << 20
"""Bytes of a record of trusted files; ours is far below it."""


def digest(content: bytes) -> str:
    """Return what stands for a content in the record (SHA-256, hexadecimal)."""
    return hashlib.sha256(content).hexdigest()


def is_trusted(path: Path, content: bytes, record: Path) -> bool:
    """Tell whether the user has trusted this very content at this place (links resolved)."""
    return _read(record).get(str(path.resolve())) == digest(content)


def trust(path: Path, content: bytes, record: Path) -> None:
    """Record that the user trusts this content at this place; a later change of it is untrusted again.

    Raises `ConfigError` where the record cannot be written.
    """
    _write(record, {**_read(record), str(path.resolve()): digest(content)})


def forget(path: Path, record: Path) -> bool:
    """Take the trust in a place back; tells whether there was any. Raises `ConfigError` as `trust` does."""
    held = _read(record)
    there = held.pop(str(path.resolve()), None) is not None
    if there:
        _write(record, held)
    return there


def trusted(record: Path) -> tuple[str, ...]:
    """Return the places that are trusted, sorted."""
    return tuple(sorted(_read(record)))


def without_harm(
    values: Mapping[str, Any], is_remote_only: Callable[[str], bool]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the values of an untrusted file that can do no harm, and the dotted keys that were left out.

    `is_remote_only` tells of a source (`forge:place`) whether it is asked for at a forge of the user's own
    configuration: a clone can be a path on this machine, and an address of its choice.
    """
    left_out = [key for key in values if key not in HARMLESS]
    kept = {key: value for key, value in values.items() if key in HARMLESS}
    networks = kept.get("network")
    if isinstance(networks, dict):
        kept["network"] = {
            id: _network(id, table, is_remote_only, left_out) if isinstance(table, dict) else table
            for id, table in networks.items()
        }
    return kept, tuple(left_out)


def _network(
    id: str, table: Mapping[str, Any], is_remote_only: Callable[[str], bool], left_out: list[str]
) -> dict[str, Any]:
    known = {key: value for key, value in table.items() if key in HARMLESS_NETWORK}
    left_out += [f"network.{id}.{key}" for key in table if key not in known]
    watch = known.get("watch")
    if isinstance(watch, list):
        known["watch"] = [each for each in watch if is_remote_only(_source(each))]
        left_out += [f"network.{id}.watch: {_source(each)}" for each in watch if each not in known["watch"]]
    return known


def _source(entry: object) -> str:
    found = entry.get("source") if isinstance(entry, dict) else entry
    return found if isinstance(found, str) else ""


def harmful(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for everything that trusting a file would allow: addresses, commands and files, as written."""
    for section, table in values.items():
        if section not in HARMLESS:
            yield from _lines(section, table)
    networks = values.get("network")
    for id, table in (networks if isinstance(networks, dict) else {}).items():
        for key, value in (table if isinstance(table, dict) else {}).items():
            if key == "watch" and isinstance(value, list):
                yield from (f"network.{id}.watch: {_source(each)}" for each in value)
            elif key not in HARMLESS_NETWORK:
                yield from _lines(f"network.{id}.{key}", value)


def _lines(key: str, value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _lines(f"{key}.{name}", inner)
    else:
        yield f"{key} = {json.dumps(value, ensure_ascii=False, default=str)}"


def _read(record: Path) -> dict[str, str]:
    """Return the record; one that is damaged or not ours trusts nothing."""
    try:
        found = json.loads(read_regular(record, MOST))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {place: mark for place, mark in found.items() if isinstance(mark, str)}


def _write(record: Path, held: Mapping[str, str]) -> None:
    try:
        private_folder(record.parent)
        write_whole(record, json.dumps(dict(sorted(held.items())), indent=1), mode=PRIVATE)
    except OSError as error:
        sentence = say(
            "The record of trusted configurations {path} cannot be written: {why}.",
            path=str(record),
            why=reason(error),
        )
        raise ConfigError(sentence) from error
