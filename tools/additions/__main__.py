"""Makes every kind of addition, prints what each touches, and fails where one touches too much or does not work."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.additions.making import Addition, Insertion, Proof, add, copied, missing

SIGNAL_LIST = "civitop/signals/__init__.py"
PANEL_LIST = "tui/panels/list.py"
SIGNAL = (
    Insertion(
        SIGNAL_LIST,
        "from civitop.signals.supplier_dependence",
        "from civitop.signals.tagged import TAGGED\n",
    ),
    Insertion(SIGNAL_LIST, "    PUBLIC_CODE,", "    TAGGED,\n"),
)
PANEL = (
    Insertion(PANEL_LIST, "class PanelEntry", "from tui.panels.tagged import TaggedPanel\n\n\n"),
    Insertion(PANEL_LIST, '    PanelEntry("changes"', '    PanelEntry("tagged", "6", TaggedPanel),\n'),
)
READ = (
    Proof(("snapshot", "ours", "--format", "txt"), "Tagged: 2 tags"),
    Proof(("snapshot", "ours", "--format", "csv"), "tagged"),
    Proof(("snapshot", "ours", "--format", "json"), '"tags": 2'),
    Proof(("snapshot", "ours", "--format", "md"), "Tagged"),
    Proof(("repo", "./shelter", "--once"), "is the newest"),
)
DRAWN = Proof(("snapshot", "ours", "--format", "svg", "--size", "200x60"), "shelved")
ADDITIONS = (
    Addition("a further signal", {"civitop/signals/tagged.py": "tagged.py"}, SIGNAL, 1, READ),
    Addition(
        "a leading signal, with its panel",
        {"civitop/signals/tagged.py": "tagged.py", "tui/panels/tagged.py": "tagged_panel.py"},
        (*SIGNAL, *PANEL),
        2,
        (*READ, DRAWN),
        ('    id="tagged",\n', '    id="tagged",\n    leading=True,\n'),
    ),
    Addition("a panel", {"tui/panels/tagged.py": "tagged_panel.py"}, PANEL, 1, (DRAWN,)),
    Addition(
        "a forge",
        {"collectors/shelf": "shelf"},
        (
            Insertion(
                "collectors/forges.py",
                "KINDS:",
                "from collectors.shelf.kind import SHELF\n\nGIT_AND_SHELF = (GIT, SHELF)\n",
            ),
            Insertion("collectors/forges.py", '"""By the name', "KINDS = {**KINDS, SHELF.name: SHELF}\n"),
        ),
        1,
        (
            Proof(("snapshot", "shelved", "--format", "json"), '"id": "shelf:books"'),
            Proof(("snapshot", "shelved", "--format", "txt"), "books"),
        ),
    ),
    Addition(
        "an export",
        {"civitop/export/ids_export.py": "ids_export.py"},
        (Insertion("civitop/export/__init__.py", '    "txt":', '    "ids": "one id in a line",\n'),),
        1,
        (Proof(("snapshot", "ours", "--format", "ids"), "id git:"),),
    ),
)
OURS = '[network.ours]\nwatch = ["git:./shelter"]\n'
SHELVED = '[forge.shelf]\nkind = "shelf"\nurl = "https://shelf.example"\n[network.shelved]\nwatch = ["shelf:books"]\n'


def main(root: Path) -> int:
    """Return 0 where every addition works and touches no more than it may, else 1; print a line for each."""
    wrong = 0
    for addition in ADDITIONS:
        with TemporaryDirectory(prefix="civitop-additions-") as place:
            house, folder = Path(place) / "house", Path(place) / "work"
            house.mkdir()
            folder.mkdir()
            copied(root, house)
            _work_in(folder, OURS + (SHELVED if addition.name == "a forge" else ""))
            add(addition, house)
            problems = missing(addition, house, folder)
        if len(addition.touched) > addition.most:
            problems.append(
                f"touches {len(addition.touched)} files that are there, {addition.most} are allowed"
            )
        print(f"{addition.name}: its own {', '.join(addition.files)}; touched {', '.join(addition.touched)}")
        for problem in problems:
            print(f"  {problem}")
        wrong += bool(problems)
    return min(wrong, 1)


def _work_in(folder: Path, configuration: str) -> None:
    """Make a folder with a configuration and a clone of two tags."""
    (folder / "config.toml").write_text(configuration, "utf-8")
    clone = folder / "shelter"
    clone.mkdir()
    person = ("-c", "user.name=Ida Holm", "-c", "user.email=ida@aaholm.example")
    for arguments in (
        ("init", "-q"),
        ("commit", "-q", "--allow-empty", "-m", "Begin"),
        ("tag", "v1.0.0"),
        ("commit", "-q", "--allow-empty", "-m", "Go on", "--date", "2026-01-02T03:04:05Z"),
        ("tag", "v2.0.0"),
    ):
        subprocess.run(["git", *person, *arguments], cwd=clone, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
