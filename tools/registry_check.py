"""Checks the registry's tables: `python -m tools.registry_check`.

Finds ids given twice, domains of two bodies at one time, domains that are none or that anybody can have, names
that two bodies of one country and kind share as their official one at one time, periods and successors that do
not fit together, exceptions that except nothing, and codes that nothing stands behind.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from civitop.people.affiliation.domains import suffixes
from civitop.people.affiliation.names import fold
from civitop.people.affiliation.registry.rows import (
    EXCEPTION_KINDS,
    ID,
    ROW_KINDS,
    DomainException,
    Row,
    proper_domain,
    read_bundled,
)


def problems(
    rows: Iterable[Row],
    forge_owners: Mapping[str, str],
    free_mail: frozenset[str],
    exceptions: Iterable[DomainException] = (),
) -> Iterator[str]:
    """Yield a sentence for everything that is wrong in a registry."""
    rows = tuple(rows)
    ids = {row.id: row for row in rows}
    for id, times in Counter(row.id for row in rows).items():
        if times > 1:
            yield f"id {id}: {times} rows have the same."
    yield from _shared("domain", ids, ((name, row) for row in rows for name in _domains(row)))
    official = ((f"{row.kind} {row.id[:2]} {fold(row.name)}", row) for row in rows)
    yield from _shared("name", ids, official)
    for row in rows:
        yield from _row(row, free_mail)
        yield from _period(row, ids)
    yield from _exceptions(tuple(exceptions), ids)
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


def _shared(what: str, ids: Mapping[str, Row], pairs: Iterable[tuple[str, Row]]) -> Iterator[str]:
    """Yield what several rows have at one time, or have one after the other without being successors."""
    holders: defaultdict[str, list[Row]] = defaultdict(list)
    for value, row in pairs:
        holders[value].append(row)
    for value, found in holders.items():
        for one, other in combinations(sorted(found, key=lambda row: row.period), 2):
            if other.period[0] < one.period[1]:
                yield f"{what} {value}: {one.id} and {other.id} have the same."
            elif other not in _heirs(one, ids):
                yield f"{what} {value}: {one.id} had it before {other.id}, which is no successor."


def _heirs(row: Row, ids: Mapping[str, Row]) -> list[Row]:
    found: list[Row] = []
    heir = ids.get(row.successor)
    while heir and heir not in found:
        found.append(heir)
        heir = ids.get(heir.successor)
    return found


def _period(row: Row, ids: Mapping[str, Row]) -> Iterator[str]:
    begin, end = row.period
    if end <= begin:
        yield f"{row.id}: it ends on {end} and begins on {begin}."
    if not row.successor:
        return
    heir = ids.get(row.successor)
    if row.until is None:
        yield f"{row.id}: it has a successor and does not end."
    elif heir is None:
        yield f"{row.id}: there is no organisation {row.successor}."
    elif not heir.period[0] <= row.until < heir.period[1]:
        yield f"{row.id}: its successor {heir.id} does not exist on {row.until}."


def _exceptions(exceptions: tuple[DomainException, ...], ids: Mapping[str, Row]) -> Iterator[str]:
    listed = {domain for row in ids.values() for domain in _domains(row)}
    for domain, times in Counter(each.domain for each in exceptions).items():
        if times > 1:
            yield f"exception {domain}: it stands there twice."
    for each in exceptions:
        yield from (f"exception {each.domain}: {what}" for what in _exception(each, ids, listed))


def _exception(each: DomainException, ids: Mapping[str, Row], listed: set[str]) -> Iterator[str]:
    row = ids.get(each.of)
    above = [*suffixes(each.domain)][1:]
    if each.kind not in EXCEPTION_KINDS:
        yield f"there is no kind {each.kind}."
    if not proper_domain(each.domain) or each.domain != each.domain.casefold():
        yield "this is no mail domain."
    if not each.evidence:
        yield "it does not say where it is from."
    if row is None and (each.of or each.kind != "shared"):
        yield f"there is no organisation {each.of}."
    if each.kind == "mailboxes" and row and each.domain not in row.domains:
        yield f"{row.id} does not have this domain."
    if each.kind == "below" and row and not any(domain in _domains(row) for domain in above):
        yield f"it does not lie below a domain of {row.id}."
    if each.kind != "mailboxes" and each.domain in listed:
        yield "an organisation has this domain."


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
        *problems(bundled.rows, bundled.forge_owners, bundled.free_mail, bundled.exceptions),
        *network_problems(frozenset(row.id for row in bundled.rows)),
    ]
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"{len(bundled.rows)} organisations, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
