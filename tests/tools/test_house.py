"""The house keeps its measures: folders that can be overlooked, files about one thing."""

from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("benchmarks", "civitop", "collectors", "tui", "tools")
FILES = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
MOST_MODULES = 16
LONGEST = 350
MEDIAN = 150


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in FILES}), ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_folder_holds_few_modules(folder: Path) -> None:
    assert len(list(folder.glob("*.py"))) <= MOST_MODULES


def test_files_are_about_one_thing() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert {str(path): length for path, length in lengths.items() if length > LONGEST} == {}
    assert median(lengths.values()) < MEDIAN
