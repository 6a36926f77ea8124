"""The snapshot as a data package: a CSV file for each table, and `datapackage.json`, which describes them.

Source: Frictionless Data, Data Package and Table Schema, version 1.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from civitop.change import Change
from civitop.export.csv_export import cell
from civitop.export.tables import Table, tables, written
from civitop.health import Snapshot

DESCRIPTOR = "datapackage.json"


def files(snapshot: Snapshot, changes: Sequence[Change], *, people: bool) -> Mapping[str, str]:
    """Return the text of each file by its name; without `people` no table names any."""
    made = tuple(tables(snapshot, changes, people=people))
    return {**{f"{table.name}.csv": _csv(table) for table in made}, DESCRIPTOR: _descriptor(snapshot, made)}


def _csv(table: Table) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([column.name for column in table.columns])
    rows.writerows([cell(written(value)) for value in row] for row in table.rows)
    return out.getvalue()


def _descriptor(snapshot: Snapshot, made: Sequence[Table]) -> str:
    package = {
        "profile": "tabular-data-package",
        "name": "civitop-snapshot",
        "title": ", ".join(network.name for network in snapshot.networks) or "civitop",
        "created": written(snapshot.generated_at),
        "asof": written(snapshot.asof),
        "civitop": snapshot.civitop,
        "resources": [_resource(table) for table in made],
    }
    return msgspec.json.format(msgspec.json.encode(package), indent=2).decode() + "\n"


def _resource(table: Table) -> Mapping[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {"name": column.name, "type": column.kind, "description": column.means}
            for column in table.columns
        ],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.columns[0].name == "repository":
        to = {"resource": "repositories", "fields": "id"}
        schema["foreignKeys"] = [{"fields": "repository", "reference": to}]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.about,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": schema,
    }
