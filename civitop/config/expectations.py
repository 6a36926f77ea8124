"""The table `[network.ID.expect]`: projects that are finished on purpose, and tasks that are known, until a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from civitop.config.settings import Forge
from civitop.config.toml_file import TomlFile
from civitop.expected import Expected
from civitop.i18n.message import say
from civitop.sanitise import plain
from civitop.tasks import KIND_TITLES

LONGEST_REASON = 300


class _Expected(msgspec.Struct, forbid_unknown_fields=True):
    reason: str
    until: date
    only: list[str] = []


def read_expectations(
    file: TomlFile, path: Sequence[str], table: Mapping[str, Any], forges: Mapping[str, Forge]
) -> dict[str, tuple[Expected, ...]]:
    """Return what is expected, by the id of the repository; raises `ConfigError` for what is none."""
    found = {}
    for id, value in table.items():
        where = [*path, id]
        forge, colon, place = id.partition(":")
        if not colon or not place or forge not in forges:
            file.fail(where, say("{value} is no repository; write forge:owner/name.", value=repr(id)))
        entries = value if isinstance(value, list) else [value]
        found[id] = tuple(_read(file, where, entry) for entry in entries)
    return found


def _read(file: TomlFile, where: Sequence[str], entry: Any) -> Expected:
    if not isinstance(entry, dict):
        file.fail(where, say("write {example}.", example='{ reason = "…", until = 2027-06-30 }'))
    raw = file.convert(entry, _Expected, where)
    if not raw.reason.strip():
        file.fail([*where, "reason"], say("a reason is a sentence that others understand."))
    for kind in raw.only:
        if kind not in KIND_TITLES:
            file.unknown([*where, "only", kind], list(KIND_TITLES), say("there is no such kind of task"))
    return Expected(reason=plain(raw.reason, LONGEST_REASON), until=raw.until, only=tuple(raw.only))
