"""YAML as a tree that knows its lines, read without trusting it.

Nothing is constructed but text, lists and tables; tags and merge keys mean nothing here; aliases are followed
within a budget, so that a file of a hundred bytes cannot grow into a billion values.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from civitop.i18n.message import Phrase, literally, say
from civitop.sanitise import MAX_LENGTH, document, plain

if TYPE_CHECKING:
    from ruamel.yaml.composer import Composer

MAX_VALUES = 5_000
"""Values read of one file, aliases counted as often as they are used; real ones have a few hundred."""

MAX_DEPTH = 40
"""Nesting that is followed; the standard needs seven levels."""

MAX_BRACKETS = 100
"""Brackets open at once before the text is not even parsed: ruamel.yaml's time grows with their square."""

_TAB = re.compile(r"^([ ]*[\w/-]+:)\t+", re.MULTILINE)
"""A tab between a key and its value, which YAML allows and ruamel.yaml refuses."""

_TAG = "tag:yaml.org,2002:"
_KINDS = frozenset({"str", "int", "float", "bool", "null", "timestamp", "seq", "map"})


class Scalar(Struct, frozen=True):
    """A single value, as it is written."""

    line: int
    text: str
    """As in the file, with quotes and folding resolved; not yet safe to be shown."""
    kind: str
    """What YAML takes it for: `str`, `int`, `float`, `bool`, `null`, `timestamp`."""

    def shown(self) -> str:
        """Return the value as harmless text on one line."""
        return plain(self.text.strip())


class Sequence(Struct, frozen=True):
    """A list."""

    line: int
    items: "tuple[Node, ...]"


class Table(Struct, frozen=True):
    """A mapping with text keys."""

    line: int
    entries: "Mapping[str, Node]"
    lines: Mapping[str, int]
    """Where each key stands."""


Node = Scalar | Sequence | Table


class Unreadable(Exception):
    """The text is no YAML that can be read; `line` (from 1) is where."""

    def __init__(self, why: Phrase, line: int) -> None:
        super().__init__(why.english)
        self.why = why
        self.line = line


def parse(text: str) -> tuple[Node | None, list[tuple[int, str, Phrase]]]:
    """Return the tree of a YAML text, and line, key and sentence of what was left out of it.

    `None` where the text is empty. Raises `Unreadable`.
    """
    text = _TAB.sub(r"\1 ", document(text))
    _refuse_brackets(text)
    # ruamel.yaml takes 30 ms to import and is needed only where somebody has such a file.
    from ruamel.yaml import YAML
    from ruamel.yaml.composer import ComposerError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _frugal()
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        if isinstance(error, ComposerError) and error.problem == "but found another document":
            msg = say("a second document begins here; keep one of them")
            raise Unreadable(msg, line) from error
        said = error.problem or error.context
        why = literally(plain(said)) if said else say("the syntax is wrong")
        raise Unreadable(why, line) from error
    except RecursionError as error:
        msg = say("it is nested too deeply")
        raise Unreadable(msg, 1) from error
    except (YAMLError, ValueError, OverflowError) as error:
        # A character that YAML forbids, or an escape outside Unicode: ruamel.yaml gives no mark.
        raise Unreadable(literally(plain(str(error))), 1) from error
    if root is None:
        return None, []
    reader = _Reader()
    return reader.node(root, "", 0), reader.left_out


@cache
def _frugal() -> "type[Composer]":
    """Return a class of composers; made once, because a class refers to itself and only a search frees it."""
    from ruamel.yaml.composer import Composer

    class Frugal(Composer):
        """Gives up at once where there is too much: composing takes a tenth of a millisecond a value."""

        left = MAX_VALUES

        def compose_node(self, parent: Any, index: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise _too_much(1)
            return super().compose_node(parent, index)

    return Frugal


def _refuse_brackets(text: str) -> None:
    """Raise `Unreadable` for more open brackets than any real file has; those in quotes are counted too."""
    depth = 0
    for line, content in enumerate(text.split("\n"), 1):
        for character in content:
            if character in "[{":
                depth += 1
            elif character in "]}" and depth:
                depth -= 1
            if depth > MAX_BRACKETS:
                msg = say("more than {most} brackets are open", most=str(MAX_BRACKETS))
                raise Unreadable(msg, line)


def _too_much(line: int) -> Unreadable:
    return Unreadable(say("it holds more than {most} values", most=str(MAX_VALUES)), line)


class _Reader:
    def __init__(self) -> None:
        self.left_out: list[tuple[int, str, Phrase]] = []
        self._budget = MAX_VALUES

    def node(self, node: Any, key: str, depth: int) -> Node | None:
        line = node.start_mark.line + 1
        self._budget -= 1
        if self._budget < 0:
            raise _too_much(line)
        if depth > MAX_DEPTH:
            msg = say("it is nested more than {most} levels deep, or refers to itself", most=str(MAX_DEPTH))
            raise Unreadable(msg, line)
        tag = str(node.tag or "")
        kind = tag.removeprefix(_TAG)
        if kind not in _KINDS:
            tag = plain(kind, 60)
            self.left_out.append((line, key, say("the tag {tag} is not read; write a plain value.", tag=tag)))
            return None
        if node.id == "scalar":
            return Scalar(line, node.value, kind)
        if node.id == "sequence":
            items = (
                self.node(item, f"{key}[{index}]", depth + 1) for index, item in enumerate(node.value, 1)
            )
            return Sequence(line, tuple(item for item in items if item is not None))
        return self._table(node, key, depth, line)

    def _table(self, node: Any, key: str, depth: int, line: int) -> Table:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for name, value in node.value:
            at = name.start_mark.line + 1
            if name.id != "scalar":
                self.left_out.append((at, key, say("a key must be a single word.")))
                continue
            word = plain(name.value, MAX_LENGTH)
            path = f"{key}/{word}" if key else word
            if word in lines:
                self.left_out.append(
                    (at, path, say("it stands here again, first in line {line}.", line=str(lines[word])))
                )
                continue
            lines[word] = at
            child = self.node(value, path, depth + 1)
            if isinstance(child, Scalar) and child.kind == "null":
                # Nothing stands there, so that its mark is at whatever comes next.
                child = Scalar(at, child.text, child.kind)
            if child is not None:
                entries[word] = child
        return Table(line, entries, lines)
