"""How a person likes the table: columns, order, groups and named filters, remembered between sessions."""

from collections.abc import Collection

import msgspec
from msgspec import Struct

KEY = "table"
"""Where the feed keeps it."""
MOST_KEYS = 3
"""Columns to sort by: more than anybody follows."""


class SortBy(Struct, frozen=True):
    """One key of the order."""

    column: str
    reverse: bool = False
    """Against the order that the column's readers want first."""


class Wanted(Struct, frozen=True):
    """A column that a person chose."""

    id: str
    width: int | None = None
    """In cells; `None`: as wide as it is by itself."""


class SavedFilter(Struct, frozen=True):
    """A filter with a name."""

    name: str
    text: str


class Preferences(Struct, frozen=True, omit_defaults=True):
    """What is remembered."""

    columns: tuple[Wanted, ...] = ()
    """Empty: what fits, by priority."""
    sort: tuple[SortBy, ...] = (SortBy("level"),)
    group: str = ""
    folded: tuple[str, ...] = ()
    """Keys of the groups that are folded."""
    filters: tuple[SavedFilter, ...] = ()
    """By name."""


def encoded(preferences: Preferences) -> bytes:
    """Return the bytes that the feed keeps."""
    return msgspec.json.encode(preferences)


def decoded(held: bytes | None) -> Preferences | None:
    """Return what the feed kept, the defaults where it kept nothing, or `None` where it cannot be read."""
    if held is None:
        return Preferences()
    try:
        found = msgspec.json.decode(held, type=Preferences)
    except msgspec.MsgspecError:
        return None
    return found if found.sort else msgspec.structs.replace(found, sort=(SortBy("level"),))


def saved(filters: tuple[SavedFilter, ...], name: str, text: str) -> tuple[SavedFilter, ...]:
    """Return the filters with this one under its name; without a text that name is forgotten."""
    kept = [each for each in filters if each.name != name]
    if text:
        kept.append(SavedFilter(name, text))
    return tuple(sorted(kept, key=lambda each: each.name.casefold()))


def folded(held: tuple[str, ...], keys: Collection[str]) -> tuple[str, ...]:
    """Return the folded groups after a key on some of them: all fold, or unfold where all were folded."""
    others = [each for each in held if each not in keys]
    return tuple(others) if set(keys) <= set(held) else (*others, *sorted(keys))


def next_column(ids: tuple[str, ...], sort: tuple[SortBy, ...]) -> str:
    """Return the column to the right of the last key's that no other key sorts by."""
    taken = {by.column for by in sort[:-1]}
    at = ids.index(sort[-1].column) if sort[-1].column in ids else -1
    turned = (*ids[at + 1 :], *ids[: at + 1])
    return next((each for each in turned if each not in taken), sort[-1].column)


def stepped(ids: tuple[str, ...], sort: tuple[SortBy, ...]) -> tuple[SortBy, ...]:
    """Return the order with its last key moved to the next column."""
    return (*sort[:-1], SortBy(next_column(ids, sort)))


def added(ids: tuple[str, ...], sort: tuple[SortBy, ...]) -> tuple[SortBy, ...]:
    """Return the order with a further key behind it; after the last possible one the first stands alone."""
    if len(sort) >= min(MOST_KEYS, len(ids)):
        return sort[:1]
    taken = {by.column for by in sort}
    following = next_column(ids, sort)
    if following in taken:
        following = next(each for each in ids if each not in taken)
    return (*sort, SortBy(following))


def turned(sort: tuple[SortBy, ...]) -> tuple[SortBy, ...]:
    """Return the order with its last key turned round."""
    return (*sort[:-1], SortBy(sort[-1].column, not sort[-1].reverse))


def clicked(sort: tuple[SortBy, ...], column: str, *, add: bool) -> tuple[SortBy, ...]:
    """Return the order after a click on a header: a second click turns it round, `add` keeps the other keys."""
    for place, by in enumerate(sort):
        if by.column == column:
            again = SortBy(column, not by.reverse)
            return (*sort[:place], again, *sort[place + 1 :]) if add or len(sort) == 1 else (SortBy(column),)
    return (*sort[: MOST_KEYS - 1], SortBy(column)) if add else (SortBy(column),)
