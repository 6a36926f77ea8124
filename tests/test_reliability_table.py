"""docs/reliability.md promises nothing that no test holds."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reliability.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> list[list[str]]:
    """Return the cells of every row of the page's tables, headers and rules left out."""
    lines = (line.strip() for line in PAGE.read_text("utf-8").splitlines())
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if row[0] != "fault" and set(row[0]) != {"-"}]


@cache
def names_in(file: str) -> frozenset[str]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_every_row_says_all_five_things_and_names_a_test_that_exists(row: list[str]) -> None:
    assert len(row) == 5
    assert all(row)
    found = TEST.fullmatch(row[4])
    assert found, row[4]
    assert (ROOT / found[1]).is_file(), found[1]
    assert found[2] in names_in(found[1])


def test_no_fault_is_told_twice() -> None:
    faults = [row[0] for row in rows()]
    assert len(faults) == len(set(faults)) > 50
