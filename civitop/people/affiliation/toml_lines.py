"""On which line of an affiliations file something stands; the TOML parser does not tell.

It reads the forms that the file has (a list of inline tables, `[[people]]` blocks, `[organisation.ID]`
tables) and falls back to the line where the surrounding thing begins: good enough for a message.
"""

import re
from itertools import pairwise

_PERSON_BLOCK = re.compile(r"\s*\[\[\s*people\s*\]\]")
_HEADER = re.compile(r"\s*\[++(?P<name>[^\]]++)\]")
_INLINE = re.compile(r"(?:people\s*=\s*\[\s*)?\{")


class Lines:
    """The lines of one file, counted from 1."""

    def __init__(self, text: str) -> None:
        self._lines = [_without_comment(line) for line in text.splitlines()]
        self._people = self._starts()

    def top(self, key: str) -> int:
        """Return where a key of the whole file is set."""
        return self._find(key, 0, len(self._lines)) or 1

    def person(self, index: int, key: str | None = None) -> int:
        """Return where the entry (from 0) begins, or where its `key` stands."""
        if index >= len(self._people):
            return self.top("people")
        begin, end = self._people[index]
        return (key and self._find(key, begin, end)) or begin + 1

    def organisation(self, id: str, key: str | None = None) -> int:
        """Return where the table of an organisation begins, or where its `key` stands."""
        headers = [
            (number, match["name"].replace('"', "").replace("'", "").replace(" ", ""))
            for number, line in enumerate(self._lines)
            if (match := _HEADER.match(line))
        ]
        for (begin, name), (end, _) in pairwise([*headers, (len(self._lines), "")]):
            if name == f"organisation.{id}":
                return (key and self._find(key, begin + 1, end)) or begin + 1
        return self.top("organisation")

    def _find(self, key: str, begin: int, end: int) -> int | None:
        pattern = re.compile(rf"(?:^|[\s{{,\[.\"']){re.escape(key)}[\"']?\s*[=.\]]")
        found = (number for number in range(begin, end) if pattern.search(self._lines[number]))
        number = next(found, None)
        return None if number is None else number + 1

    def _starts(self) -> list[tuple[int, int]]:
        """Return first line and end (excluded) of every entry of `people`, from 0."""
        starts = [number for number, line in enumerate(self._lines) if _PERSON_BLOCK.match(line)] or [
            number
            for number, line in enumerate(self._lines)
            for _ in range(len(_INLINE.findall(line.strip())))
        ]
        return [(begin, max(end, begin + 1)) for begin, end in pairwise([*starts, len(self._lines)])]


def _without_comment(line: str) -> str:
    quote = ""
    for position, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            return line[:position]
    return line
