"""Checks the registry's tables: `python -m tools.registry_check`.

Finds ids given twice, domains of two bodies, domains that are none or that anybody can have, names that two
bodies of one country and kind share as their official one, and codes that nothing stands behind.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from civitop.people.affiliation.domains import suffixes
from civitop.people.affiliation.names import fold
from civitop.people.affiliation.registry.rows import ID, ROW_KINDS, Row, proper_domain, read_bundled


def problems(
    rows: Iterable[Row], forge_owners: Mapping[str, str], free_mail: frozenset[str]
) -> Iterator[str]:
    """Yield a sentence for everything that is wrong in a registry."""
    rows = tuple(rows)
    ids = {row.id for row in rows}
    yield from _shared("id", ((row.id, row) for row in rows))
    yield from _shared("domain", ((name, row) for row in rows for name in _domains(row)))
    official = ((f"{row.kind} {row.id[:2]} {fold(row.name)}", row) for row in rows)
    yield from _shared("name", official)
    for row in rows:
        yield from _row(row, free_mail)
    for owner, id in forge_owners.items():
        if id not in ids:
            yield f"forge organisation {owner}: there is no organisation {id}."
        if owner != owner.casefold() or owner.count("/") != 1:
            yield f"forge organisation {owner}: it must be host/owner in lower case."


def _row(row: Row, free_mail: frozenset[str]) -> Iterator[str]:
    if not ID.fullmatch(row.id):
        yield f"{row.id}: this is no id."
    if row.kind not in ROW_KINDS:
        yield f"{row.id}: there is no kind {row.kind}."
    if not row.source:
        yield f"{row.id}: it does not say where it is from."
    for domain in _domains(row):
        if not proper_domain(domain) or domain != domain.casefold():
            yield f"{row.id}: {domain} is no mail domain."
        if any(suffix in free_mail for suffix in suffixes(domain)):
            yield f"{row.id}: anybody can have an address at {domain}."
    for domain in row.domains:
        if any(suffix in row.domains for suffix in suffixes(domain) if suffix != domain):
            yield f"{row.id}: {domain} is part of another of its domains."
    spellings = [fold(name) for name in (row.name, *row.variants)]
    if len(set(spellings)) < len(spellings) or "" in spellings:
        yield f"{row.id}: a name is empty or stands there twice."


def _domains(row: Row) -> tuple[str, ...]:
    return row.domains + row.derived_domains


def _shared(what: str, pairs: Iterable[tuple[str, Row]]) -> Iterator[str]:
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for value, row in pairs:
        holders[value].append(row.id)
    for value, found in holders.items():
        if len(found) > 1:
            yield f"{what} {value}: {' and '.join(found)} have the same."


def network_problems(ids: frozenset[str]) -> Iterator[str]:
    """Yield a sentence for every member of a ready-made network that the registry does not know."""
    from civitop import networks

    for name in networks.names():
        for member in networks.members(name):
            if member not in ids:
                yield f"network {name}: there is no organisation {member}."


def main() -> int:
    """Print what is wrong, and how many rows there are; return the exit code."""
    bundled = read_bundled()
    found = [
        *problems(bundled.rows, bundled.forge_owners, bundled.free_mail),
        *network_problems(frozenset(row.id for row in bundled.rows)),
    ]
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"{len(bundled.rows)} organisations, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
