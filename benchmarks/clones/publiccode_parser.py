"""Compare civitop's verdicts on publiccode.yml with those of the official parser, on the parser's own test files.

    .venv/bin/python -m benchmarks.clones.publiccode_parser /path/to/clone/of/publiccode-parser-go

The clone is https://github.com/italia/publiccode-parser-go, with a working tree or without one. Each file of its
`testdata/v0` should pass, or should not, as the name of its folder says. Printed is a table of the verdicts, and
each file on which the two differ; a file in `EXPLAINED` differs for the reason that stands there. Ends with 1 when
another one differs.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from civitop.model import Document
from civitop.publiccode import read
from civitop.sanitise import document

_NETWORK = "whether an address answers is not asked: reading the stored facts never uses the network"
_IPA = "the Italian register of 24,000 offices is not shipped; the form of the URI is checked"
_CONTENT = "the content of a picture is not among the facts"
EXPLAINED: Mapping[str, str] = {
    "invalid/description_en_videos_invalid_oembed.yml": "the list of oEmbed providers changes weekly",
    "invalid/fundedBy_uri_wrong_italian_pa2.yml": _IPA,
    "invalid/it_riuso_codiceIPA_invalid.yml": _IPA,
    "invalid/logo_missing_url.yml": _NETWORK,
    "invalid/no-network/logo_invalid_png.yml": _CONTENT,
    "invalid/no-network/monochromeLogo_invalid_png.yml": _CONTENT,
    "invalid/organisation_uri_wrong_italian_pa2.yml": _IPA,
}
ROOT = "testdata/v0/"


class Verdict(NamedTuple):
    """What the parser and civitop say of one file."""

    name: str
    parser: bool
    civitop: bool


def verdicts(clone: Path) -> Iterator[Verdict]:
    """Yield both verdicts on every test file of version 0 in a clone."""
    paths = _git(clone, "ls-tree", "-r", "-z", "--name-only", "HEAD", ROOT).decode().split("\0")
    for path in paths:
        if path.endswith(".yml"):
            text = _git(clone, "show", f"HEAD:{path}").decode("utf-8", "replace")
            folder = path.rpartition("/")[0] + "/"
            # The parser looks for pictures beside the file, as if it stood at the root of its repository.
            beside = {each.removeprefix(folder) for each in paths if each.startswith(folder)}
            code = read([Document("publiccode.yml", document(text))], beside)
            name = path.removeprefix(ROOT)
            yield Verdict(name, not name.startswith("invalid/"), code is not None and code.valid)


def _git(clone: Path, *arguments: str) -> bytes:
    return subprocess.run(("git", "-C", str(clone), *arguments), check=True, capture_output=True).stdout


def report(found: list[Verdict]) -> str:
    """Return the table, and a line for each file on which the two differ."""
    table = Counter((each.parser, each.civitop) for each in found)
    lines = [
        "| the parser says | files | civitop agrees | differs |",
        "|---|---|---|---|",
        *(
            f"| {word} | {table[says, True] + table[says, False]} | {table[says, says]} | {table[says, not says]} |"
            for word, says in (("valid", True), ("invalid", False))
        ),
        "",
    ]
    differing = [each.name for each in found if each.parser != each.civitop]
    return "\n".join((*lines, *(f"- {name}: {EXPLAINED.get(name, 'NOT EXPLAINED')}" for name in differing)))


def unexplained(found: list[Verdict]) -> list[str]:
    """Return the files on which the two differ for no reason that is known."""
    return [each.name for each in found if each.parser != each.civitop and each.name not in EXPLAINED]


def main() -> int:
    """Compare the clone that is named on the command line."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(verdicts(Path(sys.argv[1])))
    print(report(found))
    return 1 if unexplained(found) else 0


if __name__ == "__main__":
    sys.exit(main())
