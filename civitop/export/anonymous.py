"""Leaves people out of a snapshot, for reports and web pages that everybody can read.

A type that describes a person declares in `PERSONAL` by which fields; organisations and all figures stay. In place of
a name stands a pseudonym, the same for the same person wherever the key is the same, so that one still sees who works
on several projects, and whether that changes.
"""

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import fields, replace

from civitop.health import Snapshot
from civitop.people.identities import NO_NAME

DIGITS = 10
"""Hexadecimal digits of a pseudonym: among 10,000 people two are the same once in 20,000 networks."""
PSEUDONYM = re.compile(rf"person-[0-9a-f]{{{DIGITS}}}")


def anonymous(snapshot: Snapshot, key: bytes) -> Snapshot:
    """Return the snapshot with pseudonyms in place of names, and without accounts; what is anonymous stays so.

    `key` is that of the store (`civitop.export.pseudonyms`).
    """
    return replace(snapshot, repositories=tuple(_without(health, key) for health in snapshot.repositories))


def pseudonym(name: str, login: str | None, key: bytes) -> str:
    """Return how somebody is called in place of a name; the account decides, where one is known."""
    if not login and (not name or name == NO_NAME or PSEUDONYM.fullmatch(name)):
        return name
    who = f"login {login.casefold()}" if login else f"name {' '.join(name.casefold().split())}"
    return f"person-{hmac.new(key, who.encode(), sha256).hexdigest()[:DIGITS]}"


def _without(value: Any, key: bytes) -> Any:
    """Return a value in which nobody is named any more; what names nobody comes back as it is."""
    if isinstance(value, Struct):
        personal = getattr(type(value), "PERSONAL", ())
        changed: dict[str, Any] = {}
        for field in fields(value):
            old: Any = getattr(value, field.name, UNSET)
            if field.name not in personal:
                new = _without(old, key)
            elif field.name == "name":
                new = pseudonym(old, getattr(value, "login", None), key)
            else:
                new = "" if isinstance(old, str) and field.name != "login" else None
            if new is not old:
                changed[field.name] = new
        return replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        items = tuple(_without(item, key) for item in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if isinstance(value, Mapping):
        found = {name: _without(item, key) for name, item in value.items()}
        return found if any(found[name] is not value[name] for name in value) else value
    return value
