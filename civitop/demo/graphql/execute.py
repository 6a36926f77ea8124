"""Runs GraphQL documents: graphql-core parses them, a compiled plan of closures answers them.

graphql-core's own executor takes some 20 µs a field; the benchmarks ask for a million fields a round.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from civitop.demo.graphql.schema import Args, Fault, Field, Schema
from civitop.demo.world.contents import Contents
from civitop.demo.world.model import Account
from civitop.demo.world.world import World

KEPT = 20_000
"""Rendered elements of one document that are kept."""
KEPT_SIZE = 2_000
"""Bytes up to which an element is worth keeping: the thin ones that every round asks for."""


class Refused(Exception):
    """The document is not answered at all; `errors` goes out as it is."""

    def __init__(self, message: str, kind: str | None = None, **rest: Any) -> None:
        super().__init__(message)
        self.errors = [{**({"type": kind} if kind else {}), "message": message, **rest}]


class Run:
    """One answer in the making: variables, what it cost so far, its errors."""

    def __init__(
        self,
        schema: Schema,
        variables: Mapping[str, Any],
        world: World,
        viewer: Account | None,
        work_limit: int | None,
    ) -> None:
        self.type_of = schema.type_of
        self.variables = variables
        self.world = world
        self.viewer = viewer
        self.work = 0
        """Nodes and connections given so far."""
        self.work_limit = work_limit
        self.errors: list[dict[str, Any]] = []
        self.rate: Any = None
        """What the field `rateLimit` gives."""
        self.page_limit: int | None = None
        """Longest page of a list; a longer one (or none) is cut to it in silence, as GitLab does."""
        self.heavy = 0
        self.heavy_limit: int | None = None
        """Repositories with lists below them that an answer may give before the resource limit."""

    def enter(self) -> None:
        """Begin a thing with lists below it; raise `Fault` when the answer has too many of them."""
        self.heavy += 1
        if self.heavy_limit is not None and self.heavy > self.heavy_limit:
            msg = "Resource limits for this query exceeded."
            raise Fault(msg, "RESOURCE_LIMITS_EXCEEDED")

    def spend(self, amount: int) -> None:
        """Count work; raise `Fault` when the answer has become too dear."""
        self.work += amount
        if self.work_limit is not None and self.work > self.work_limit:
            msg = "Resource limits for this query exceeded."
            raise Fault(msg, "RESOURCE_LIMITS_EXCEEDED")


class ResultEntry(Struct):
    """One field of a selection, compiled."""

    key: str
    name: str
    field: Field
    args: Callable[[Mapping[str, Any]], Args]
    variables: tuple[str, ...]
    """Names of the variables in its arguments."""
    below: "dict[str, Plan]"
    """Plans by concrete type; empty for a leaf."""


class Plan(Struct):
    """A selection on one concrete type, compiled."""

    type: str
    entries: list[ResultEntry]
    parts: list[tuple[str, Callable[..., Any], bool]]
    """Key, getter, and whether the getter takes the value alone."""

    def render(self, value: Any, run: Run) -> dict[str, Any]:
        """Return the selection of `value`, ready for JSON."""
        return {key: get(value) if plain else get(value, run) for key, get, plain in self.parts}


class Operation(Struct):
    """A compiled document."""

    plan: Plan
    required: tuple[tuple[str, str], ...]
    """Variables that must be given, with their types."""
    defaults: Mapping[str, Any]
    connections: int


def getter(entry: ResultEntry) -> tuple[Callable[..., Any], bool]:
    """Return how an entry is answered, and whether that takes the value alone."""
    field, args = entry.field, entry.args
    get = field.get
    if field.type is None:
        if field.args is None:
            return get, True
        return _caught(entry, lambda value, run: get(value, run, args(run.variables))), False
    show = _shower(entry)
    if field.many and field.catches:
        return _elements(entry, show), False
    if field.many:

        def several(value: Any, run: Run) -> list[Any]:
            items = get(value, run, args(run.variables))
            run.spend(len(items))
            return [show(item, run) for item in items]

        return several, False

    def single(value: Any, run: Run) -> Any:
        found = get(value, run, args(run.variables))
        return None if found is None else show(found, run)

    if field.paged:

        def opened(value: Any, run: Run) -> Any:
            run.spend(1)
            wanted = args(run.variables)
            if run.page_limit is not None and wanted.get("last") is None:
                wanted = {**wanted, "first": min(wanted.get("first") or run.page_limit, run.page_limit)}
            found = get(value, run, wanted)
            return None if found is None else show(found, run)

        return opened, False
    return _caught(entry, single), False


def _shower(entry: ResultEntry) -> Callable[[Any, Run], Any]:
    plans = entry.below
    if len(plans) == 1:
        (plan,) = plans.values()
        parts = plan.parts
        return lambda value, run: {k: get(value) if plain else get(value, run) for k, get, plain in parts}

    def abstract(value: Any, run: Run) -> Any:
        return None if value is None else plans[run.type_of(value)].render(value, run)

    return abstract


def _lists(plans: Iterable[Plan]) -> bool:
    """Whether anything is listed below, more than counted."""
    entries = [entry for plan in plans for entry in plan.entries]
    return any(e.name in ("nodes", "edges") or _lists(e.below.values()) for e in entries)


def _caught(entry: ResultEntry, get: Callable[..., Any]) -> Callable[..., Any]:
    key = entry.key
    if not entry.field.catches:
        return get
    heavy = _lists(entry.below.values())

    def caught(value: Any, run: Run) -> Any:
        try:
            if heavy:
                run.enter()
            return get(value, run)
        except Fault as fault:
            run.errors.append(_error(fault, [key]))
            return None

    return caught


def _elements(entry: ResultEntry, show: Callable[[Any, Run], Any]) -> Callable[..., Any]:
    """Answer a list in which an error ends at its element; small elements are kept until they change."""
    key = entry.key
    heavy = _lists(entry.below.values())
    used = sorted(_used(entry.below.values()))
    kept: dict[Any, tuple[msgspec.Raw, int]] = {}

    def shown(item: Any, run: Run, values: tuple[str, ...]) -> Any:
        if heavy:
            run.enter()
        run.spend(1)
        if not isinstance(item, Contents):
            return None if item is None else show(item, run)
        name = (item.project.key, item.revision, values)
        if (held := kept.get(name)) is not None:
            run.spend(held[1])
            return held[0]
        before, wrong = run.work, len(run.errors)
        text = encode(show(item, run))
        if len(text) <= KEPT_SIZE and wrong == len(run.errors):
            if len(kept) >= KEPT:
                kept.clear()
            kept[name] = msgspec.Raw(text), run.work - before
        return msgspec.Raw(text)

    def elements(value: Any, run: Run) -> list[Any]:
        values = tuple(repr(run.variables.get(name)) for name in used)
        found = []
        for place, item in enumerate(entry.field.get(value, run, entry.args(run.variables))):
            try:
                if isinstance(item, Fault):
                    raise item
                found.append(shown(item, run, values))
            except Fault as fault:
                run.errors.append(_error(fault, [key, place]))
                found.append(None)
        return found

    return elements


def _used(plans: Iterable[Plan]) -> set[str]:
    """Names of the variables that anything below looks at."""
    entries = [entry for plan in plans for entry in plan.entries]
    return {name for e in entries for name in (*e.variables, *_used(e.below.values()))}


def _error(fault: Fault, path: list[Any]) -> dict[str, Any]:
    kind = {"type": fault.kind} if fault.kind else {}
    return {**kind, "path": path, "locations": [{"line": 1, "column": 1}], "message": str(fault)}


def encode(body: Any) -> bytes:
    """Return JSON."""
    return msgspec.json.encode(body)
