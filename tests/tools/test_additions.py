"""What counts the places that an addition touches would notice one that is forgotten."""

from pathlib import Path

import pytest

from tools.additions.__main__ import ADDITIONS
from tools.additions.making import Addition, Insertion, Proof, add, missing


def addition(*insertions: Insertion, prints: str = "civitop") -> Addition:
    files = {"civitop/export/ids_export.py": "ids_export.py"}
    return Addition("an export", files, insertions, 1, (Proof(("--version",), prints),))


def house(folder: Path) -> Path:
    (folder / "civitop" / "export").mkdir(parents=True)
    (folder / "civitop" / "__init__.py").write_text("")
    (folder / "civitop" / "__main__.py").write_text("print('civitop 1')\n")
    (folder / "civitop" / "export" / "__init__.py").write_text("FORMATS = {\n}\n")
    return folder


def test_lines_are_put_before_the_line_that_they_lean_on(tmp_path: Path) -> None:
    made = addition(Insertion("civitop/export/__init__.py", "}", '    "ids": "",\n'))
    add(made, house(tmp_path))
    assert (tmp_path / "civitop/export/__init__.py").read_text() == 'FORMATS = {\n    "ids": "",\n}\n'
    assert (tmp_path / "civitop/export/ids_export.py").exists()
    assert made.touched == ("civitop/export/__init__.py",)


def test_a_line_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="has no line that begins with 'EXPORTS'"):
        add(addition(Insertion("civitop/export/__init__.py", "EXPORTS", "x\n")), house(tmp_path))


def test_an_addition_that_does_not_work_is_told(tmp_path: Path) -> None:
    assert missing(addition(), house(tmp_path), tmp_path) == []
    (problem,) = missing(addition(prints="something else"), tmp_path, tmp_path)
    assert "`--version` does not print 'something else': civitop 1" in problem


def test_each_kind_touches_no_more_than_it_may() -> None:
    assert {each.name: len(each.touched) for each in ADDITIONS} == {
        "a further signal": 1,
        "a leading signal, with its panel": 2,
        "a panel": 1,
        "a forge": 1,
        "an export": 1,
    }
    assert all(len(each.touched) <= each.most for each in ADDITIONS)
