"""Leaves people out of a snapshot, for reports and web pages that everybody can read.

A type that describes a person declares in `PERSONAL` by which fields; organisations and all figures stay.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import fields, replace

from civitop.health import Snapshot


def anonymous(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot without the names and accounts of people."""
    return replace(snapshot, repositories=tuple(_without(health) for health in snapshot.repositories))


def _without(value: Any) -> Any:
    """Return a value in which every declared personal field is empty; what has none comes back as it is."""
    if isinstance(value, Struct):
        personal = getattr(type(value), "PERSONAL", ())
        changed: dict[str, Any] = {}
        for field in fields(value):
            old = getattr(value, field.name, UNSET)
            new = ("" if isinstance(old, str) else None) if field.name in personal else _without(old)
            if new is not old:
                changed[field.name] = new
        return replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        items = tuple(_without(item) for item in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if isinstance(value, Mapping):
        found = {key: _without(item) for key, item in value.items()}
        return found if any(found[key] is not value[key] for key in value) else value
    return value
