"""Parses GraphQL documents and compiles them into plans; refuses what the schema does not have.

Wrong documents get the messages that both forges give (both use graphql-ruby).
"""

from collections.abc import Callable, Mapping
from typing import Any

from civitop.demo.graphql.execute import Operation, Plan, Refused, ResultEntry, getter
from civitop.demo.graphql.schema import Args, Field, Schema


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
            self.ast: Any = parse(text)
        except GraphQLSyntaxError as wrong:
            at = wrong.locations[0] if wrong.locations else None
            where = [{"line": at.line, "column": at.column}] if at else []
            raise Refused(wrong.message, locations=where) from None
        found: list[str] = []

        class Switches(Visitor):
            def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
                found.extend(
                    a.value.name.value for a in node.arguments or () if isinstance(a.value, VariableNode)
                )

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
        msg = "The demo answers queries only."
        raise Refused(msg)
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
        parts = [(e.key, *getter(e)) for e in entries]
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
                        msg = f"Fragment {node.name.value} was used, but not defined"
                        raise Refused(msg, path=list(path))
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
            msg = f"No such type {condition}, so it can't be a fragment condition"
            raise Refused(msg)
        return condition == type_name or type_name in wanted.members

    def _entry(self, type_name: str, key: str, nodes: list[Any], path: tuple[str, ...]) -> ResultEntry:
        node = nodes[0]
        name = node.name.value
        where = {"line": node.loc.start_token.line, "column": node.loc.start_token.column}
        if name == "__typename":
            return ResultEntry(key, name, Field(lambda value: type_name), lambda variables: {}, (), {})
        field = self.schema.types[type_name].fields.get(name)
        if field is None:
            msg = f"Field '{name}' doesn't exist on type '{type_name}'"
            raise Refused(
                msg,
                path=list(path), locations=[where],
                extensions={"code": "undefinedField", "typeName": type_name, "fieldName": name},
            )  # fmt: skip
        sets = [n.selection_set for n in nodes if n.selection_set]
        if field.type and not sets:
            msg = (
                f"Field must have selections (field '{name}' returns {field.type} but has no selections. "
                f"Did you mean '{name} {{ ... }}'?)"
            )
            raise Refused(
                msg,
                path=list(path), locations=[where],
            )  # fmt: skip
        if sets and not field.type:
            msg = f"Selections can't be made on scalars (field '{name}')"
            raise Refused(msg, path=list(path), locations=[where])
        args, used = self._args(field, name, type_name, node, path, where)
        below: dict[str, Plan] = {}
        if field.type:
            self._check_direct(field.type, sets, path)
            for concrete in self.schema.types[field.type].members or (field.type,):
                below[concrete] = self.plan(concrete, sets, path)
        self.connections += field.paged
        return ResultEntry(key, name, field, args, used, below)

    def _check_direct(self, type_name: str, sets: list[Any], path: tuple[str, ...]) -> None:
        """Refuse fields that stand on an interface itself without belonging to it."""
        abstract = self.schema.types[type_name]
        if not abstract.members:
            return
        for node in (node for selection_set in sets for node in selection_set.selections):
            if node.kind == "field" and node.name.value not in (*abstract.fields, "__typename"):
                name = node.name.value
                msg = f"Field '{name}' doesn't exist on type '{type_name}'"
                raise Refused(
                    msg,
                    path=[*path, (node.alias or node.name).value],
                    extensions={"code": "undefinedField", "typeName": type_name, "fieldName": name},
                )

    def _args(
        self, field: Field, name: str, type_name: str, node: Any, path: tuple[str, ...], where: Any
    ) -> tuple[Callable[[Mapping[str, Any]], Args], tuple[str, ...]]:
        found = []
        for argument in node.arguments or ():
            given = argument.name.value
            if given not in (field.args or ()):
                msg = f"Field '{name}' doesn't accept argument '{given}'"
                raise Refused(
                    msg,
                    path=[*path, given], locations=[where],
                    extensions={"code": "argumentNotAccepted", "name": name, "typeName": "Field",
                    "argumentName": given},
                )  # fmt: skip
            for used in _variables(argument.value):
                if used not in self.declared:
                    msg = f"Variable ${used} is used by {node.name.value} but not declared"
                    raise Refused(msg, path=list(path))
            found.append((given, _constant(argument.value), _variables(argument.value)))
        if not any(used for _, _, used in found):
            fixed = {key: value({}) for key, value, _ in found}
            return lambda variables: fixed, ()
        names = tuple(name for _, _, used in found for name in used)
        return lambda variables: {key: value(variables) for key, value, _ in found}, names


def _variables(node: Any) -> list[str]:
    if node.kind == "variable":
        return [node.name.value]
    inner = getattr(node, "values", None) or [f.value for f in getattr(node, "fields", None) or ()]
    return [name for item in inner for name in _variables(item)]
