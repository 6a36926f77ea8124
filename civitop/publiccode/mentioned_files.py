"""Files that a publiccode.yml mentions, against those that the repository has."""

import posixpath
from collections.abc import Collection, Iterator

from civitop.i18n.message import say
from civitop.publiccode.nodes import Node, Scalar, Sequence, Table
from civitop.publiccode.rules import Problem, Problems

LISTED = ("", ".github", ".gitlab", "docs")
"""Folders whose files are among the facts; of the others nothing is known."""


def missing_files(root: Node, files: Collection[str]) -> Problems:
    """Yield each relative path that leads to no file; `files` are those of the folders in `LISTED`."""
    for node, key in _mentioned(root):
        path = posixpath.normpath(node.text.strip())
        known = ":" not in path and posixpath.dirname(path) in LISTED
        if known and path not in files and f"{path}/" not in files:
            yield Problem(
                node.line, key, say("there is no file {path} in the repository.", path=node.shown())
            )


def _mentioned(root: Node) -> Iterator[tuple[Scalar, str]]:
    if not isinstance(root, Table):
        return
    places = [(root, name, name) for name in ("logo", "monochromeLogo")]
    legal, description = root.entries.get("legal"), root.entries.get("description")
    if isinstance(legal, Table):
        places.append((legal, "authorsFile", "legal/authorsFile"))
    for table, name, key in places:
        node = table.entries.get(name)
        if isinstance(node, Scalar) and node.kind != "null" and node.text.strip():
            yield node, key
    for language, text in description.entries.items() if isinstance(description, Table) else ():
        shots = text.entries.get("screenshots") if isinstance(text, Table) else None
        for index, item in enumerate(shots.items if isinstance(shots, Sequence) else (), 1):
            if isinstance(item, Scalar) and item.text.strip():
                yield item, f"description/{language}/screenshots[{index}]"
