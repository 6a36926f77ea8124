"""The words in which the GraphQL types that the demo speaks are written down."""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

Args = Mapping[str, Any]


class Field(Struct, frozen=True):
    """One field of a type."""

    get: Callable[..., Any]
    """Leaf without arguments: `get(value)`; else `get(value, run, args)`."""
    type: str | None = None
    """The object type it gives; `None` for a leaf."""
    many: bool = False
    """Whether it gives a list."""
    args: tuple[str, ...] | None = None
    """Names of its arguments; `None` for a plain leaf."""
    paged: bool = False
    """Whether it is a connection, which costs an opening and needs `first` or `last`."""
    catches: bool = False
    """Whether an error below it ends here, with null at this place."""


class Type(Struct, frozen=True):
    """An object type, or (with `members`) an interface or union."""

    name: str
    fields: Mapping[str, Field]
    members: tuple[str, ...] = ()
    """What an abstract type can be."""


class Schema(Struct, frozen=True):
    """All types, and how the type of a value behind an interface is told."""

    types: Mapping[str, Type]
    type_of: Callable[[Any], str]
    query: str = "Query"


class ConnectionPage(Struct):
    """What a connection resolves to: a window on a list."""

    items: Sequence[Any]
    """The whole list, in the order asked for."""
    start: int
    end: int
    tail: bool
    """Whether the newest stand first, so that a cursor counts from the end and survives a new first item."""

    def cursor(self, place: int) -> str:
        """Return the cursor of the item at `place`."""
        left = len(self.items) - place - 1 if self.tail else place
        return base64.b64encode(f"{'t' if self.tail else 'h'}:{left}".encode()).decode()


class Fault(Exception):
    """An error of one part of an answer; `kind` is GitHub's `type`."""

    def __init__(self, message: str, kind: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind


def page(items: Sequence[Any], args: Args, *, tail: bool = False) -> ConnectionPage:
    """Return the window of `items` that `first`, `after`, `last`, `before` ask for."""
    total = len(items)
    start, end = 0, total
    if after := args.get("after"):
        start = _place(after, total) + 1
    if before := args.get("before"):
        end = _place(before, total)
    if (first := args.get("first")) is not None:
        end = min(end, start + first)
    elif (last := args.get("last")) is not None:
        start = max(start, end - last)
    return ConnectionPage(items, start, max(start, end), tail)


def _place(cursor: str, total: int) -> int:
    try:
        form, _, count = base64.b64decode(cursor, validate=True).decode().partition(":")
        return total - int(count) - 1 if form == "t" else int(count)
    except ValueError:
        sentence = f"`{cursor}` does not appear to be a valid cursor."
        raise Fault(sentence, "INVALID_CURSOR_ARGUMENTS") from None


def leaf(get: Callable[[Any], Any]) -> Field:
    """Return a field that is a scalar or an enum."""
    return Field(get)


def given(get: Callable[..., Any], *args: str, catches: bool = False) -> Field:
    """Return a scalar field that takes arguments."""
    return Field(get, args=args, catches=catches)


def one(type_name: str, get: Callable[..., Any], *args: str, catches: bool = False) -> Field:
    """Return a field that gives an object or null."""
    return Field(get, type_name, args=args, catches=catches)


def many(type_name: str, get: Callable[..., Any], *args: str, catches: bool = False) -> Field:
    """Return a field that gives a list of objects; with `catches` an error ends at its element."""
    return Field(get, type_name, many=True, args=args, catches=catches)


PAGING = ("first", "after", "last", "before")


def paged(type_name: str, get: Callable[..., Any], *args: str) -> Field:
    """Return a field that gives a connection: `get` returns a `ConnectionPage`."""
    return Field(get, type_name, args=(*PAGING, *args), paged=True)


PAGE_INFO = Type(
    "PageInfo",
    {
        "hasNextPage": leaf(lambda p: p.end < len(p.items)),
        "hasPreviousPage": leaf(lambda p: p.start > 0),
        "endCursor": leaf(lambda p: p.cursor(p.end - 1) if p.end > p.start else None),
        "startCursor": leaf(lambda p: p.cursor(p.start) if p.end > p.start else None),
    },
)


def connection(name: str, node: str, counts: Sequence[str], **extra: Field) -> dict[str, Type]:
    """Return a connection type and its edge type; `counts` names the fields that give the total."""
    edge = name.removesuffix("Connection") + "Edge"
    fields = {
        "nodes": many(node, lambda p, run, args: p.items[p.start : p.end]),
        "edges": many(edge, lambda p, run, args: [(p, place) for place in range(p.start, p.end)]),
        "pageInfo": one("PageInfo", lambda p, run, args: p),
        **{count: leaf(lambda p: len(p.items)) for count in counts},
        **extra,
    }
    edges = {
        "node": one(node, lambda e, run, args: e[0].items[e[1]]),
        "cursor": leaf(lambda e: e[0].cursor(e[1])),
    }
    return {name: Type(name, fields), edge: Type(edge, edges)}
