"""The kinds of values that the standard knows, each of which can judge a value and say what is wrong."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Protocol
from urllib.parse import urlsplit

from msgspec import Struct

from civitop.publiccode.nodes import Node, Scalar, Sequence, Table


class Problem(Struct, frozen=True):
    """Something in the file that is not as the standard has it."""

    line: int
    key: str
    """As in the standard: `maintenance/contractors[1]/until`."""
    text: str
    """One sentence; values of contacts are never in it."""
    warning: bool = False
    """Allowed, but deprecated; the file is valid all the same."""


class Rule(Protocol):
    """Judges a value when called with it."""

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        """Yield what is wrong with the value of `key`."""


class Text(Struct, frozen=True):
    """A string; numbers, days and the like without quotes are taken for one, as other readers do."""

    least: int = 1
    most: int | None = None

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        if not isinstance(node, Scalar) or node.kind == "null":
            yield Problem(node.line, key, "text is expected.")
            return
        length = len(node.text.strip())
        if length == 0:
            yield Problem(node.line, key, "it must not be empty.")
        elif length < self.least:
            yield Problem(node.line, key, f"it has {length} characters, at least {self.least} are needed.")
        elif self.most and length > self.most:
            yield Problem(node.line, key, f"it has {length} characters, at most {self.most} are allowed.")


class Url(Struct, frozen=True):
    """A web address."""

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        found = list(Text()(node, key))
        if not found and isinstance(node, Scalar) and not is_url(node.text):
            found = [
                Problem(node.line, key, "a full web address is expected, such as https://example.com/x.")
            ]
        yield from found


def is_url(text: str) -> bool:
    """Return whether the text is an absolute address with a host."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https", "git", "ssh", "svn") and bool(parts.hostname)


class Uri(Struct, frozen=True):
    """Any URI: a web address or an URN."""

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        found = list(Text()(node, key))
        if not found and isinstance(node, Scalar) and not _URI.fullmatch(node.text.strip()):
            found = [Problem(node.line, key, "a URI is expected, such as https://example.org or urn:x-…:…")]
        yield from found


_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


class Day(Struct, frozen=True):
    """A day written YYYY-MM-DD."""

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        if not isinstance(node, Scalar) or day(node) is None:
            yield Problem(node.line, key, "a day is expected, such as 2027-01-31.")


def day(node: Node | None) -> date | None:
    """Return the day that a value says, or `None` where it says none."""
    text = node.text.strip() if isinstance(node, Scalar) else ""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Flag(Struct, frozen=True):
    """True or false."""

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        if not isinstance(node, Scalar) or node.kind != "bool":
            yield Problem(node.line, key, "true or false is expected.")


class OneOf(Struct, frozen=True):
    """One word out of a list."""

    words: tuple[str, ...]
    title: str = ""
    """What the list is called, where it is too long to be said."""

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        if not isinstance(node, Scalar):
            yield Problem(node.line, key, "a single word is expected.")
        elif node.text.strip() not in self.words:
            known = f"is not in the {self.title}." if self.title else f"is none of {', '.join(self.words)}."
            yield Problem(node.line, key, f"“{node.shown()}” {known}")


class Matching(Struct, frozen=True):
    """A string that a function accepts."""

    accepts: Callable[[str], bool]
    expected: str

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        found = list(Text()(node, key))
        if not found and isinstance(node, Scalar) and not self.accepts(node.text.strip()):
            found = [Problem(node.line, key, f"“{node.shown()}” is not {self.expected}.")]
        yield from found


class ListOf(Struct, frozen=True):
    """A list."""

    item: Rule
    or_one: bool = False
    """A single value may stand for a list of one."""

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        if isinstance(node, Sequence):
            for index, item in enumerate(node.items, 1):
                yield from self.item(item, f"{key}[{index}]")
        elif self.or_one:
            yield from self.item(node, key)
        else:
            yield Problem(node.line, key, "a list is expected.")


class Section(Struct, frozen=True):
    """A table with known keys."""

    keys: Mapping[str, Rule]
    needed: tuple[str, ...] = ()
    deprecated: tuple[str, ...] = ()
    also: Callable[[str], Rule | None] = lambda _: None
    """Gives the rule for keys that are not in the list: languages, countries."""

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        if not isinstance(node, Table):
            yield Problem(node.line, key or "(the whole file)", "a table of keys is expected.")
            return
        prefix = f"{key}/" if key else ""
        for name in self.needed:
            if name not in node.lines:
                yield Problem(node.line, prefix + name, "it is needed and missing.")
        for name, line in node.lines.items():
            rule = self.keys.get(name) or self.also(name)
            if rule is None:
                yield Problem(line, prefix + name, "there is no such key in the standard.")
            elif name in node.entries:
                yield from rule(node.entries[name], prefix + name)
            if name in self.deprecated:
                yield Problem(line, prefix + name, "it is deprecated.", warning=True)


class Anything(Struct, frozen=True):
    """A part that the standard leaves to others, such as the country-specific sections."""

    def __call__(self, node: Node, key: str) -> Iterator[Problem]:
        yield from ()
