"""The kinds of values that the standard knows: each a function that yields what is wrong with a value."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from civitop.addresses import parts_of
from civitop.i18n.message import Phrase, say, say_n
from civitop.publiccode.nodes import Node, Scalar, Sequence, Table


class Problem(Struct, frozen=True):
    """Something in the file that is not as the standard has it."""

    line: int
    key: str
    """As in the standard: `maintenance/contractors[1]/until`."""
    text: Phrase
    """One sentence; values of contacts are never in it."""
    warning: bool = False
    """Allowed, but deprecated; the file is valid all the same."""


Problems = Iterator[Problem]
Rule = Callable[[Node, str], Problems]
"""Takes a value and its key, and yields what is wrong with it."""


def text(least: int = 1, most: int | None = None) -> Rule:
    """Ask for a string; numbers and days without quotes are taken for one, as other readers do."""

    def rule(node: Node, key: str) -> Problems:
        if not isinstance(node, Scalar) or node.kind == "null":
            yield Problem(node.line, key, say("text is expected."))
            return
        length = len(node.text.strip())
        if length == 0:
            yield Problem(node.line, key, say("it must not be empty."))
        elif length < least:
            yield Problem(
                node.line,
                key,
                say_n(
                    "it has {n} character, at least {least} are needed.",
                    "it has {n} characters, at least {least} are needed.",
                    length,
                    least=least,
                ),
            )
        elif most and length > most:
            yield Problem(
                node.line,
                key,
                say_n(
                    "it has {n} character, at most {most} are allowed.",
                    "it has {n} characters, at most {most} are allowed.",
                    length,
                    most=most,
                ),
            )

    return rule


def matching(accepts: Callable[[str], bool], expected: Phrase) -> Rule:
    """Ask for a string that a function accepts; what is expected is said, the value is not."""
    plain_text = text()

    def rule(node: Node, key: str) -> Problems:
        found = list(plain_text(node, key))
        if not found and isinstance(node, Scalar) and not accepts(node.text.strip()):
            found = [Problem(node.line, key, say("{what} is expected.", what=expected))]
        yield from found

    return rule


def is_url(value: str) -> bool:
    """Return whether it is an absolute address with a host."""
    parts = parts_of(value)
    return (
        parts is not None and parts.scheme in ("http", "https", "git", "ssh", "svn") and bool(parts.hostname)
    )


def is_web(value: str) -> bool:
    """Return whether it is an absolute http or https address with a host."""
    return is_url(value) and value.casefold().startswith(("http:", "https:"))


def is_uri(value: str) -> bool:
    """Return whether it is a URI of any scheme."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", value) is not None


url = matching(is_url, say("a full web address, such as https://example.com/x,"))
uri = matching(is_uri, say("a URI, such as https://example.org or urn:x-example:body,"))


def day(node: Node | None) -> date | None:
    """Return the day (YYYY-MM-DD) that a value says, or `None` where it says none."""
    value = node.text.strip() if isinstance(node, Scalar) else ""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def a_day(node: Node, key: str) -> Problems:
    """Ask for a day written YYYY-MM-DD."""
    if day(node) is None:
        yield Problem(node.line, key, say("a day is expected, such as 2027-01-31."))


def flag(node: Node, key: str) -> Problems:
    """Ask for true or false."""
    if not isinstance(node, Scalar) or node.kind != "bool":
        yield Problem(node.line, key, say("true or false is expected."))


def one_of(words: tuple[str, ...], otherwise: Phrase | None = None) -> Rule:
    """Ask for one word out of a list; `otherwise` says what it is not in where that is too long to be said."""
    listed = otherwise or say("is none of {words}.", words=", ".join(words))

    def rule(node: Node, key: str) -> Problems:
        if not isinstance(node, Scalar):
            yield Problem(node.line, key, say("a single word is expected."))
        elif node.text.strip() not in words:
            yield Problem(node.line, key, say("“{value}” {otherwise}", value=node.shown(), otherwise=listed))

    return rule


def list_of(item: Rule, *, or_one: bool = False, least: int = 0) -> Rule:
    """Ask for a list; with `or_one` a single value may stand for a list of one."""

    def rule(node: Node, key: str) -> Problems:
        if isinstance(node, Sequence):
            if len(node.items) < least:
                yield Problem(node.line, key, say("at least one entry is needed."))
            for index, entry in enumerate(node.items, 1):
                yield from item(entry, f"{key}[{index}]")
        elif or_one:
            yield from item(node, key)
        else:
            yield Problem(node.line, key, say("a list is expected."))

    return rule


def section(
    keys: Mapping[str, Rule],
    needed: tuple[str, ...] = (),
    deprecated: tuple[str, ...] = (),
    also: Callable[[str], Rule | None] = lambda _: None,
) -> Rule:
    """Ask for a table with known keys; `also` gives the rule for others (languages, countries)."""

    def rule(node: Node, key: str) -> Problems:
        if not isinstance(node, Table):
            yield Problem(node.line, key or "(the whole file)", say("a table of keys is expected."))
            return
        prefix = f"{key}/" if key else ""
        for name in needed:
            if name not in node.lines:
                yield Problem(node.line, prefix + name, say("it is needed and missing."))
        for name, line in node.lines.items():
            known = keys.get(name) or also(name)
            if known is None:
                yield Problem(line, prefix + name, say("there is no such key in the standard."))
            elif name in node.entries and (name in needed or not _empty(node.entries[name])):
                yield from known(node.entries[name], prefix + name)
            if name in deprecated:
                yield Problem(line, prefix + name, say("it is deprecated."), warning=True)

    return rule


def _empty(node: Node | None) -> bool:
    """Whether nothing stands behind a key: where it is not needed, it is as good as missing."""
    return isinstance(node, Scalar) and node.kind == "null"


def anything(node: Node, key: str) -> Problems:
    """Ask nothing of a part that the standard leaves to others, such as the country-specific sections."""
    yield from ()
