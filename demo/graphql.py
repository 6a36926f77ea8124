"""Runs GraphQL documents: graphql-core parses them, a compiled plan of closures answers them.

graphql-core's own executor takes some 20 µs a field; the benchmarks ask for a million fields a round.
Wrong documents get the messages that both forges give (both use graphql-ruby).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from demo.model import Account
from demo.schema import Args, Fault, Field, Schema
from demo.world import World


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
        """Longest page of a list; a longer one (or none) is cut to it without a word, as GitLab does."""
        self.heavy = 0
        self.heavy_limit: int | None = None
        """Repositories with lists below them that an answer may give before the resource limit."""

    def enter(self) -> None:
        """Begin a thing that has lists below it; raise `Fault` when the answer already has too many of them."""
        self.heavy += 1
        if self.heavy_limit is not None and self.heavy > self.heavy_limit:
            raise Fault("Resource limits for this query exceeded.", "RESOURCE_LIMITS_EXCEEDED")

    def spend(self, amount: int) -> None:
        """Count work; raise `Fault` when the answer has become too dear."""
        self.work += amount
        if self.work_limit is not None and self.work > self.work_limit:
            raise Fault("Resource limits for this query exceeded.", "RESOURCE_LIMITS_EXCEEDED")


class Entry(Struct):
    """One field of a selection, compiled."""

    key: str
    name: str
    field: Field
    args: Callable[[Mapping[str, Any]], Args]
    below: "dict[str, Plan]"
    """Plans by concrete type; empty for a leaf."""


class Plan(Struct):
    """A selection on one concrete type, compiled."""

    type: str
    entries: list[Entry]
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


class Compiler:
    """Compiles documents for one schema and keeps what it compiled."""

    KEPT = 200

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._documents: dict[str, Any] = {}
        self._operations: dict[Any, Operation] = {}

    def compile(self, text: str, variables: Mapping[str, Any], name: str | None = None) -> Operation:
        """Return the plan for a document; raise `Refused` for one that the schema does not know."""
        document = self._documents.get(text)
        if document is None:
            if len(self._documents) >= self.KEPT:
                self._documents.clear()
                self._operations.clear()
            document = self._documents[text] = _Document(text)
        # @include and @skip are decided while compiling, so their variables belong to the key
        switches = tuple((v, bool(variables.get(v, document.default(v)))) for v in document.switches)
        operation = self._operations.get((text, name, switches))
        if operation is None:
            operation = _compile(self.schema, document, dict(switches), name)
            self._operations[text, name, switches] = operation
        return operation


class _Document:
    """A parsed document and the variables that its directives look at."""

    def __init__(self, text: str) -> None:
        # half the start-up time of the demo; the first document comes later than the first screen
        from graphql import GraphQLSyntaxError, parse, visit
        from graphql.language import DirectiveNode, VariableNode, Visitor

        try:
            self.ast = parse(text)
        except GraphQLSyntaxError as wrong:
            at = wrong.locations[0] if wrong.locations else None
            where = {"locations": [{"line": at.line, "column": at.column}]} if at else {}
            raise Refused(f"Expected one of SCHEMA, QUERY: {wrong.message}", **where) from None
        found: list[str] = []

        class Switches(Visitor):
            def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
                found.extend(a.value.name.value for a in node.arguments if isinstance(a.value, VariableNode))

        visit(self.ast, Switches())
        self.switches = tuple(dict.fromkeys(found))

    def default(self, variable: str) -> Any:
        for definition in self.ast.definitions:
            for declared in getattr(definition, "variable_definitions", None) or ():
                if declared.variable.name.value == variable and declared.default_value is not None:
                    return declared.default_value.value
        return False


def _compile(
    schema: Schema, document: _Document, switches: Mapping[str, bool], name: str | None
) -> Operation:
    operations = [d for d in document.ast.definitions if d.kind == "operation_definition"]
    chosen = [o for o in operations if name is None or (o.name and o.name.value == name)]
    if not chosen:
        raise Refused("An operation name is required" if operations else "No operation found")
    operation = chosen[0]
    if operation.operation.value != "query":
        raise Refused("The demo answers queries only.")
    fragments = {d.name.value: d for d in document.ast.definitions if d.kind == "fragment_definition"}
    declared = {d.variable.name.value: d for d in operation.variable_definitions or ()}
    builder = _Builder(schema, fragments, set(declared), switches)
    plan = builder.plan(schema.query, [operation.selection_set], ("query",))
    return Operation(
        plan,
        tuple(
            (key, _written(d.type))
            for key, d in declared.items()
            if d.type.kind == "non_null_type" and d.default_value is None
        ),
        {k: _constant(d.default_value)({}) for k, d in declared.items() if d.default_value is not None},
        builder.connections,
    )


def _written(node: Any) -> str:
    if node.kind == "non_null_type":
        return _written(node.type) + "!"
    if node.kind == "list_type":
        return f"[{_written(node.type)}]"
    return str(node.name.value)


def _constant(node: Any) -> Callable[[Mapping[str, Any]], Any]:
    """Compile an argument's value to a function of the variables."""
    kind = node.kind
    if kind == "variable":
        name = node.name.value
        return lambda variables: variables.get(name)
    if kind == "list_value":
        items = [_constant(item) for item in node.values]
        return lambda variables: [item(variables) for item in items]
    if kind == "object_value":
        pairs = [(f.name.value, _constant(f.value)) for f in node.fields]
        return lambda variables: {key: value(variables) for key, value in pairs}
    if kind == "null_value":
        return lambda variables: None
    value = {"int_value": int, "float_value": float}.get(kind, lambda v: v)(node.value)
    return lambda variables: value


class _Builder:
    """Turns selections into plans, and refuses what the schema does not have."""

    def __init__(
        self, schema: Schema, fragments: Mapping[str, Any], declared: set[str], switches: Mapping[str, bool]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.declared = declared
        self.switches = switches
        self.connections = 0

    def plan(self, type_name: str, sets: list[Any], path: tuple[str, ...]) -> Plan:
        """Compile selection sets on a concrete type."""
        grouped: dict[str, list[Any]] = {}
        self._gather(type_name, sets, grouped, path)
        entries = [self._entry(type_name, key, nodes, (*path, key)) for key, nodes in grouped.items()]
        parts = [(e.key, *_getter(e)) for e in entries]
        return Plan(type_name, entries, parts)

    def _gather(
        self, type_name: str, sets: list[Any], into: dict[str, list[Any]], path: tuple[str, ...]
    ) -> None:
        for selection_set in sets:
            for node in selection_set.selections:
                if not self._wanted(node):
                    continue
                if node.kind == "field":
                    into.setdefault((node.alias or node.name).value, []).append(node)
                    continue
                fragment = node
                if node.kind == "fragment_spread":
                    fragment = self.fragments.get(node.name.value)
                    if fragment is None:
                        raise Refused(
                            f"Fragment {node.name.value} was used, but not defined", path=list(path)
                        )
                condition = fragment.type_condition.name.value if fragment.type_condition else type_name
                if self._fits(type_name, condition):
                    self._gather(type_name, [fragment.selection_set], into, path)

    def _wanted(self, node: Any) -> bool:
        for directive in node.directives or ():
            value = directive.arguments[0].value
            on = self.switches[value.name.value] if value.kind == "variable" else value.value
            if on != (directive.name.value == "include"):
                return False
        return True

    def _fits(self, type_name: str, condition: str) -> bool:
        wanted = self.schema.types.get(condition)
        if wanted is None:
            raise Refused(f"No such type {condition}, so it can't be a fragment condition")
        return condition == type_name or type_name in wanted.members

    def _entry(self, type_name: str, key: str, nodes: list[Any], path: tuple[str, ...]) -> Entry:
        node = nodes[0]
        name = node.name.value
        where = {"line": node.loc.start_token.line, "column": node.loc.start_token.column}
        if name == "__typename":
            return Entry(key, name, Field(lambda value: type_name), lambda variables: {}, {})
        field = self.schema.types[type_name].fields.get(name)
        if field is None:
            raise Refused(
                f"Field '{name}' doesn't exist on type '{type_name}'",
                path=list(path), locations=[where],
                extensions={"code": "undefinedField", "typeName": type_name, "fieldName": name},
            )  # fmt: skip
        sets = [n.selection_set for n in nodes if n.selection_set]
        if field.type and not sets:
            raise Refused(
                f"Field must have selections (field '{name}' returns {field.type} but has no selections. "
                f"Did you mean '{name} {{ ... }}'?)",
                path=list(path), locations=[where],
            )  # fmt: skip
        if sets and not field.type:
            raise Refused(
                f"Selections can't be made on scalars (field '{name}')", path=list(path), locations=[where]
            )
        args = self._args(field, name, type_name, node, path, where)
        below: dict[str, Plan] = {}
        if field.type:
            self._check_direct(field.type, sets, path)
            for concrete in self.schema.types[field.type].members or (field.type,):
                below[concrete] = self.plan(concrete, sets, path)
        self.connections += field.paged
        return Entry(key, name, field, args, below)

    def _check_direct(self, type_name: str, sets: list[Any], path: tuple[str, ...]) -> None:
        """Refuse fields that stand on an interface itself without belonging to it."""
        abstract = self.schema.types[type_name]
        if not abstract.members:
            return
        for node in (node for selection_set in sets for node in selection_set.selections):
            if node.kind == "field" and node.name.value not in (*abstract.fields, "__typename"):
                name = node.name.value
                raise Refused(
                    f"Field '{name}' doesn't exist on type '{type_name}'",
                    path=[*path, (node.alias or node.name).value],
                    extensions={"code": "undefinedField", "typeName": type_name, "fieldName": name},
                )

    def _args(
        self, field: Field, name: str, type_name: str, node: Any, path: tuple[str, ...], where: Any
    ) -> Callable[[Mapping[str, Any]], Args]:
        found = []
        for argument in node.arguments or ():
            given = argument.name.value
            if given not in (field.args or ()):
                raise Refused(
                    f"Field '{name}' doesn't accept argument '{given}'",
                    path=[*path, given], locations=[where],
                    extensions={"code": "argumentNotAccepted", "name": name, "typeName": "Field", "argumentName": given},
                )  # fmt: skip
            for used in _variables(argument.value):
                if used not in self.declared:
                    raise Refused(
                        f"Variable ${used} is used by {node.name.value} but not declared", path=list(path)
                    )
            found.append((given, _constant(argument.value), _variables(argument.value)))
        if not any(used for _, _, used in found):
            fixed = {key: value({}) for key, value, _ in found}
            return lambda variables: fixed
        return lambda variables: {key: value(variables) for key, value, _ in found}


def _variables(node: Any) -> list[str]:
    if node.kind == "variable":
        return [node.name.value]
    inner = getattr(node, "values", None) or [f.value for f in getattr(node, "fields", None) or ()]
    return [name for item in inner for name in _variables(item)]


def _getter(entry: Entry) -> tuple[Callable[..., Any], bool]:
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


def _shower(entry: Entry) -> Callable[[Any, Run], Any]:
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


def _caught(entry: Entry, get: Callable[..., Any]) -> Callable[..., Any]:
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


def _elements(entry: Entry, show: Callable[[Any, Run], Any]) -> Callable[..., Any]:
    key = entry.key
    heavy = _lists(entry.below.values())

    def elements(value: Any, run: Run) -> list[Any]:
        shown = []
        for place, item in enumerate(entry.field.get(value, run, entry.args(run.variables))):
            try:
                if isinstance(item, Fault):
                    raise item
                if heavy:
                    run.enter()
                run.spend(1)
                shown.append(None if item is None else show(item, run))
            except Fault as fault:
                run.errors.append(_error(fault, [key, place]))
                shown.append(None)
        return shown

    return elements


def _error(fault: Fault, path: list[Any]) -> dict[str, Any]:
    kind = {"type": fault.kind} if fault.kind else {}
    return {**kind, "path": path, "locations": [{"line": 1, "column": 1}], "message": str(fault)}


def encode(body: Any) -> bytes:
    """Return JSON."""
    return msgspec.json.encode(body)
