"""The tables of the registry as values: reading ours, and reading and judging a user's own.

Cells with several values part them by `|`. Every table of organisations has the columns of `COLUMNS`; one of
which no organisation began or ended may leave out those of `PERIOD`.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, get_args

from msgspec import Struct

from civitop.errors import ConfigError
from civitop.files import LARGEST_TEXT, read_regular, reason
from civitop.i18n.message import Phrase, Value, lines, say
from civitop.people.affiliation.base import Kind
from civitop.people.affiliation.domains import clean

PERIOD = ("from", "until", "successor")
COLUMNS = (
    "id",
    "kind",
    "type",
    "name",
    "variants",
    "domains",
    "derived_domains",
    "region",
    "source",
    *PERIOD,
)
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
    "regions_dk.csv",
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
    since: date | None = None
    """First day of the organisation (column `from`); `None`: as long as anybody looks back."""
    until: date | None = None
    """First day on which it was no more: periods are half-open; `None`: it exists."""
    successor: str = ""
    """Id of the organisation that took its place on the day `until`; empty where none did."""

    @property
    def period(self) -> tuple[date, date]:
        """First day and first day no longer covered."""
        return self.since or date.min, self.until or date.max


ExceptionKind = Literal["below", "mailboxes", "elsewhere", "shared"]
EXCEPTION_KINDS: tuple[ExceptionKind, ...] = get_args(ExceptionKind)


class DomainException(Struct, frozen=True):
    """A domain that looks like an organisation's and is not."""

    domain: str
    kind: ExceptionKind
    """`below`: lies below the organisation's domain and is somebody else's; `mailboxes`: citizens have addresses
    at exactly this domain, the sub-domains are the organisation's; `elsewhere`: the domain that the country's
    rule derives belongs to somebody else; `shared`: a host of many organisations, of which a sub-domain can be
    one's own."""
    of: str
    """Id of the organisation that it would be taken for; empty for `shared`."""
    evidence: str


class Bundled(Struct, frozen=True):
    """What this release ships."""

    rows: tuple[Row, ...]
    forge_owners: dict[str, str]
    free_mail: frozenset[str]
    exceptions: tuple[DomainException, ...] = ()


def folder() -> Traversable:
    """Return where the tables are."""
    return files("civitop.people.affiliation.registry")


def read_bundled() -> Bundled:
    """Read the tables of this release; they were checked before (`python -m tools.registry_check`)."""
    here = folder()
    mail = (here / "free_mail.txt").read_text("utf-8").splitlines()
    return Bundled(
        rows=tuple(_bundled_row(*cells) for table in TABLES for cells in _lines(here / table)),
        forge_owners={owner: organisation for owner, organisation, _ in _lines(here / "forge_orgs.csv")},
        free_mail=frozenset(line for line in mail if line and not line.startswith("#")),
        exceptions=tuple(DomainException(*cells) for cells in _lines(here / "exceptions.csv")),  # type: ignore[arg-type]
    )


def _lines(table: Traversable) -> Iterator[list[str]]:
    """Yield the cells of a table's lines, without its header."""
    lines = csv.reader(table.read_text("utf-8").splitlines())
    next(lines)
    return lines


def _bundled_row(
    id: str,
    kind: str,
    type_: str,
    name: str,
    variants: str,
    domains: str,
    derived: str,
    region: str,
    source: str,
    since: str = "",
    until: str = "",
    successor: str = "",
) -> Row:
    return Row(
        id,
        kind,  # type: ignore[arg-type]
        type_,
        name,
        _cells(variants),
        _cells(domains),
        _cells(derived),
        region,
        source,
        _day(since),
        _day(until),
        successor,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _cells(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def read_rows(path: str) -> tuple[Row, ...]:
    """Read a user's table (CSV in UTF-8, columns by name, those not needed may be absent).

    Raises `ConfigError` with one sentence for each mistake, naming file, line and column.
    """
    try:
        text = read_regular(Path(path), LARGEST_TEXT).decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        header = reader.fieldnames or ()
        table = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        sentence = say(
            "{file}: the organisations cannot be read ({why}); a CSV file in UTF-8 is expected.",
            file=path,
            why=reason(error) if isinstance(error, OSError) else str(error),
        )
        raise ConfigError(sentence) from error
    if not set(NEEDED).issubset(header):
        # What stands there instead is not shown: it may be a file that is nobody's business.
        sentence = say(
            "{file}, line 1: this is no table of organisations; its columns are {names}, of which {needed} must "
            "be there.",
            file=path,
            names=", ".join(COLUMNS),
            needed=", ".join(NEEDED),
        )
        raise ConfigError(sentence)
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
        since=_day(text["from"]),
        until=_day(text["until"]),
        successor=text["successor"],
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
    return wrong + _wrong_period(text)


def _is_day(text: str) -> bool:
    """Whether it is a day as ISO 8601 writes it, in the long form (`fromisoformat` reads others too)."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _wrong_period(text: dict[str, str]) -> list[tuple[Value, Phrase]]:
    wrong: list[tuple[Value, Phrase]] = []
    for column in ("from", "until"):
        if text[column] and not _is_day(text[column]):
            what = say("“{value}” is no day; it looks like 2025-01-01.", value=text[column])
            wrong.append((column, what))
    if not wrong and text["from"] and text["until"] and text["until"] <= text["from"]:
        wrong.append(("until", say("it must be later than the day in {column}.", column="from")))
    if text["successor"] and not ID.fullmatch(text["successor"]):
        what = say("“{value}” is none; it looks like DK-0751 or NL-example-bv.", value=text["successor"])
        wrong.append(("successor", what))
    if text["successor"] and not text["until"]:
        wrong.append(("successor", say("it needs a day in {column}.", column="until")))
    return wrong


TOP_LEVEL = frozenset({"gov", "mil"})
"""Top-level domains that one government holds for itself alone."""


def proper_domain(domain: str) -> bool:
    """Return whether it may stand in a table: a clean domain, in two labels at least."""
    name = clean(domain)
    return name is not None and ("." in name or name in TOP_LEVEL)
