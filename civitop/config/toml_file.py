"""A TOML file whose mistakes are named with file, line, key and remedy."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeVar

import msgspec

from civitop.decoders import converted
from civitop.errors import ConfigError
from civitop.i18n.message import Phrase, literally, say

NO_KEY = say("there is no such key")

T = TypeVar("T", bound=msgspec.Struct)


class TomlFile:
    """One file: its text, its values, and the door through which every complaint goes."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        try:
            import tomli

            self.values: dict[str, Any] = tomli.loads(text)
        except (ValueError, RecursionError) as error:  # of tomli, or of Python about a number of 5,000 digits
            sentence = say("{file}: this is not TOML: {why}.", file=name, why=str(error).rstrip("."))
            raise ConfigError(sentence) from error

    def fail(self, path: Sequence[str], what: Phrase) -> NoReturn:
        """Raise for the key at `path`, with the line it stands on."""
        line = line_of(self.text, path)
        where = f"{self.name}:{line}" if line else self.name
        raise ConfigError(say("{where}: {key}: {what}", where=where, key=".".join(path), what=what))

    def unknown(self, path: Sequence[str], known: Sequence[str], what: Phrase = NO_KEY) -> NoReturn:
        """Raise for a word that does not exist, with the nearest one that does."""
        from difflib import get_close_matches  # for mistakes alone

        near = get_close_matches(path[-1], known, n=1, cutoff=0.5)
        if near:
            self.fail(path, say("{what}; did you mean {near}?", what=what, near=repr(near[0])))
        self.fail(path, say("{what}; known are {names}.", what=what, names=", ".join(sorted(known))))

    def table(self, path: Sequence[str]) -> dict[str, Any]:
        """Return the table at `path`, empty when there is none."""
        value: Any = self.values
        for at, key in enumerate(path):
            value = value.get(key, {})
            if not isinstance(value, dict):
                self.fail(
                    path[: at + 1], say("this must be a table ([{name}]).", name=".".join(path[: at + 1]))
                )
        return value  # type: ignore[no-any-return]

    def convert(self, value: dict[str, Any], of: type[T], path: Sequence[str]) -> T:
        """Turn a table into a struct; names the key that is unknown or has the wrong type."""
        fields = [f.encode_name for f in msgspec.structs.fields(of)]
        for key in value:
            if key not in fields:
                self.unknown([*path, key], fields)
        try:
            return converted(value, of)
        except msgspec.ValidationError as error:
            what, _, at = str(error).partition(" - at `$")
            inner = re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", at)
            keys = [name for name, _ in inner if name]
            unknown = re.search(r"unknown field `(\w+)`", what)
            if unknown:
                self.fail([*path, *keys, unknown[1]], say("there is no such key here."))
            missing = re.search(r"missing required field `(\w+)`", what)
            if missing:
                self.fail([*path, *keys], say("the key {key} is missing.", key=repr(missing[1])))
            self.fail([*path, *keys], _friendly(what))


def _friendly(what: str) -> Phrase:
    """Say msgspec's message in the words of TOML."""
    match = re.search(r"Expected `(.+?)`, got `(.+?)`", what)
    if not match:
        return literally(f"{what}.")
    wanted = [_WORDS.get(w.strip(), literally(w)) for w in match[1].split("|") if w.strip() != "null"]
    found = _WORDS.get(match[2], literally(match[2]))
    if len(wanted) == 2:
        return say("expected {one} or {other}, found {found}.", one=wanted[0], other=wanted[1], found=found)
    return say("expected {what}, found {found}.", what=tuple(wanted), found=found)


_WORDS: Mapping[str, Phrase] = {
    "str": say("text in quotes"),
    "int": say("a whole number"),
    "float": say("a number"),
    "bool": say("true or false"),
    "array": say("a list"),
    "object": say("a table"),
    "null": say("nothing"),
}
"""The types of msgspec in the words of TOML."""


def line_of(text: str, path: Sequence[str]) -> int | None:
    """Return the line (from 1) on which the key or table at `path` stands, as near as can be told."""
    best: tuple[int, int] | None = None
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if header := re.match(r"\[\[?((?:[^\]\"']++|\"[^\"]*+\"|'[^']*+')++)\]", stripped):
            table = _keys(header[1])
            here = table
        elif key := re.match(
            r"((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=", stripped
        ):
            here = [*table, *_keys(key[1])]
        else:
            continue
        common = 0
        for a, b in zip(here, path, strict=False):
            if a != b:
                break
            common += 1
        if common and common == min(len(here), len(path)) and (best is None or common > best[0]):
            best = (common, number)
    return best[1] if best else None


def _keys(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(r"[\w-]+|\"[^\"]*\"|'[^']*'", dotted)]
