"""What a GraphQL query costs at GitHub, by its published formula, and the bounds it must keep.

https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api:
one request for each connection and each parent it is opened for, divided by 100, rounded, at least 1.
"""

from collections.abc import Mapping
from typing import Any

from civitop.demo.graphql.execute import Operation, Plan, Refused, ResultEntry

PER_POINT = 100
MAX_PAGE = 100
MAX_NODES = 500_000


def price(operation: Operation, variables: Mapping[str, Any]) -> tuple[int, int]:
    """Return the points and the possible nodes of a query; raise `Refused` where GitHub would."""
    openings, nodes = _plan(operation.plan, variables, 1)
    if nodes > MAX_NODES:
        msg = f"This query requests up to {nodes:,} possible nodes, more than the maximum of {MAX_NODES:,}."
        raise Refused(
            msg,
            "MAX_NODE_LIMIT_EXCEEDED",
        )
    return max(1, round(openings / PER_POINT)), nodes


def _plan(plan: Plan, variables: Mapping[str, Any], parents: int) -> tuple[int, int]:
    openings = nodes = 0
    for entry in plan.entries:
        more, further = _entry(entry, variables, parents)
        openings += more
        nodes += further
    return openings, nodes


def _entry(entry: ResultEntry, variables: Mapping[str, Any], parents: int) -> tuple[int, int]:
    openings = nodes = 0
    if entry.field.paged:
        size = _size(entry, entry.args(variables))
        openings, nodes = parents, parents * size
        parents *= size
    elif entry.name == "nodes" and entry.field.catches:
        # `nodes(ids:)` opens what is below it once for each id
        ids = entry.args(variables).get("ids") or ()
        if len(ids) > MAX_PAGE:
            msg = f"You may not provide more than {MAX_PAGE} node ids; you provided {len(ids)}."
            raise Refused(
                msg,
                "ARGUMENT_LIMIT",
            )
        parents *= len(ids)
        nodes = parents
    # an abstract field costs what its dearest concrete type costs
    below = [_plan(plan, variables, parents) for plan in entry.below.values()]
    if below:
        openings += max(b[0] for b in below)
        nodes += max(b[1] for b in below)
    return openings, nodes


def _size(entry: ResultEntry, args: Mapping[str, Any]) -> int:
    lists = any(e.name in ("nodes", "edges") for plan in entry.below.values() for e in plan.entries)
    sizes = [args[way] for way in ("first", "last") if args.get(way) is not None]
    if not sizes:
        if lists:
            msg = (
                "You must provide a `first` or `last` value to properly paginate "
                f"the `{entry.name}` connection."
            )
            raise Refused(
                msg,
                "MISSING_PAGINATION_BOUNDARIES",
            )
        return 0
    if len(sizes) > 1:
        msg = f"Passing both `first` and `last` to paginate the `{entry.name}` connection is not supported."
        raise Refused(msg)
    if sizes[0] > MAX_PAGE:
        msg = (
            f"Requesting {sizes[0]} records on the `{entry.name}` connection exceeds the `first` limit of "
            f"{MAX_PAGE} records."
        )
        raise Refused(
            msg,
            "EXCESSIVE_PAGINATION",
        )
    if sizes[0] < 0:
        msg = f"`first` on the `{entry.name}` connection cannot be less than zero."
        raise Refused(msg)
    return int(sizes[0])
