"""The tables of the registry as values: reading ours, and reading and judging a user's own.

Cells with several values part them by `|`. Every table of organisations has the columns of `COLUMNS`.
"""

import csv
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, get_args

from msgspec import Struct

from civitop.errors import ConfigError
from civitop.i18n.message import Phrase, Value, lines, say
from civitop.people.affiliation.base import Kind
from civitop.people.affiliation.domains import clean

COLUMNS = ("id", "kind", "type", "name", "variants", "domains", "derived_domains", "region", "source")
NEEDED = ("id", "kind", "name")
ROW_KINDS = tuple(kind for kind in get_args(Kind) if kind not in ("individual", "unknown"))
ID = re.compile(r"[A-Z]{2}-[A-Za-z0-9][A-Za-z0-9-]*")

TABLES = (
    "bodies.csv",
    "municipalities_be.csv",
    "municipalities_de.csv",
    "municipalities_dk.csv",
    "municipalities_gb.csv",
    "municipalities_it.csv",
    "municipalities_nl.csv",
    "vendors.csv",
)


class Row(Struct, frozen=True):
    """One organisation as the tables have it."""

    id: str
    """Country and official code (`DK-0751`) or country and name (`DK-magenta-aps`)."""
    kind: Kind
    type: str
    """What sort of public body: ministry, region, agency; empty for the other kinds."""
    name: str
    variants: tuple[str, ...]
    domains: tuple[str, ...]
    """Taken from a list, from commits or from general knowledge, as `source` says."""
    derived_domains: tuple[str, ...]
    """Made from the name by the country's usual rule; not seen in use."""
    region: str
    source: str


class Bundled(Struct, frozen=True):
    """What this release ships."""

    rows: tuple[Row, ...]
    forge_owners: dict[str, str]
    free_mail: frozenset[str]


def folder() -> Traversable:
    """Return where the tables are."""
    return files("civitop.people.affiliation.registry")


def read_bundled() -> Bundled:
    """Read the tables of this release; they were checked before (`python -m tools.registry_check`)."""
    here = folder()
    rows: list[Row] = []
    for table in TABLES:
        lines = csv.reader((here / table).read_text("utf-8").splitlines())
        next(lines)
        rows.extend(
            Row(id, kind, type_, name, _cells(variants), _cells(domains), _cells(derived), region, source)  # type: ignore[arg-type]
            for id, kind, type_, name, variants, domains, derived, region, source in lines
        )
    owners = csv.reader((here / "forge_orgs.csv").read_text("utf-8").splitlines())
    next(owners)
    mail = (here / "free_mail.txt").read_text("utf-8").splitlines()
    return Bundled(
        rows=tuple(rows),
        forge_owners={owner: organisation for owner, organisation, _ in owners},
        free_mail=frozenset(line for line in mail if line and not line.startswith("#")),
    )


def _cells(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def read_rows(path: str) -> tuple[Row, ...]:
    """Read a user's table (CSV in UTF-8, columns by name, those not needed may be absent).

    Raises `ConfigError` with one sentence for each mistake, naming file, line and column.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            table = list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        sentence = say(
            "{file}: the organisations cannot be read ({why}); a CSV file in UTF-8 is expected.",
            file=path,
            why=str(error),
        )
        raise ConfigError(sentence) from error
    mistakes: list[Phrase] = []
    rows: list[Row] = []
    for number, cells in enumerate(table, start=2):
        wrong = _mistakes(cells)
        mistakes += [
            say(
                "{file}, line {line}, column {column}: {what}",
                file=path,
                line=str(number),
                column=column,
                what=what,
            )
            for column, what in wrong
        ]
        if not wrong:
            rows.append(_row(cells))
    if mistakes:
        raise ConfigError(lines(mistakes))
    return tuple(rows)


def _row(cells: dict[str, Any]) -> Row:
    text = {column: (cells.get(column) or "").strip() for column in COLUMNS}
    domains, derived = (
        tuple(name for cell in _cells(text[column]) if (name := clean(cell)))
        for column in ("domains", "derived_domains")
    )
    return Row(
        id=text["id"],
        kind=text["kind"],  # type: ignore[arg-type]
        type=text["type"],
        name=text["name"],
        variants=_cells(text["variants"]),
        domains=domains,
        derived_domains=derived,
        region=text["region"],
        source=text["source"],
    )


def _mistakes(cells: dict[str, Any]) -> list[tuple[Value, Phrase]]:
    """Return column and sentence for everything that is wrong in one line."""
    wrong: list[tuple[Value, Phrase]] = []
    if None in cells:
        wrong.append((say("(after the last)"), say("there are more cells than the header has columns.")))
    strange = [column for column in cells if column is not None and column not in COLUMNS]
    no_column = say("there is no such column; known are {names}.", names=", ".join(COLUMNS))
    wrong += [(column, no_column) for column in strange]
    text = {column: str(cells.get(column) or "").strip() for column in COLUMNS}
    wrong += [(column, say("it must not be empty.")) for column in NEEDED if not text[column]]
    if text["id"] and not ID.fullmatch(text["id"]):
        what = say("“{value}” is none; it looks like DK-0751 or NL-example-bv.", value=text["id"])
        wrong.append(("id", what))
    if text["kind"] and text["kind"] not in ROW_KINDS:
        what = say("“{value}” is none of {names}.", value=text["kind"], names=", ".join(ROW_KINDS))
        wrong.append(("kind", what))
    for column in ("domains", "derived_domains"):
        for domain in _cells(text[column]):
            if not proper_domain(domain):
                what = say("“{value}” is no mail domain; it looks like example.dk.", value=domain)
                wrong.append((column, what))
    return wrong


TOP_LEVEL = frozenset({"gov", "mil"})
"""Top-level domains that one government holds for itself alone."""


def proper_domain(domain: str) -> bool:
    """Return whether it may stand in a table: a clean domain, in two labels at least."""
    name = clean(domain)
    return name is not None and ("." in name or name in TOP_LEVEL)
