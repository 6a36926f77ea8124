"""Co-authors of a commit: the one reader of `Co-authored-by` for every forge and for clones.

Which lines of a message are trailers is git's rule (`find_trailer_block_start` of its trailer.c): those of
the last paragraph, unless that is the title. A clone is asked for them by `%(trailers)`; messages out of an
API are searched in here by the same rule, which a test holds against git itself. A forge's own list of
authors is not asked for: each forge reads messages by rules of its own. Everything in here takes time in
proportion to the text, whatever stands in it.
"""

from collections.abc import Callable, Iterable

from civitop.model import Identity

KEY = "co-authored-by"
LONGEST_MESSAGE = 64 * 1024
"""Characters at the end of a message that are looked at."""
LONGEST_LINE = 2_000
"""Characters of one trailer that are read, folded lines together."""

_BLANK = " \t\n\v\f\r"
"""What git takes for white space."""
_GIT_WRITES = ("Signed-off-by: ", "(cherry picked from commit ")
"""With one of these in it, a paragraph may hold other text too, up to three quarters."""

Make = Callable[[str, str], Identity]
"""Makes an identity of a name and an address."""


def coauthors(message: str, author: Identity, make: Make) -> tuple[Identity, ...]:
    """Return whom the trailers of a commit message name beside its author, each person once."""
    if KEY not in message[-LONGEST_MESSAGE:].lower():
        return ()
    named = (value for key, value in trailers(message) if key.lower() == KEY)
    return of_values(named, author, make)


def of_values(values: Iterable[str], author: Identity, make: Make) -> tuple[Identity, ...]:
    """Return the people that values of `Co-authored-by` name, without the author and each of them once.

    Whoever has the address or the account of another is the same person.
    """
    seen = {author.address, author.login}
    found: list[Identity] = []
    for value in values:
        for name, address in _people(value[:LONGEST_LINE]):
            who = make(name, address)
            if who.address in seen or (who.login and who.login in seen):
                continue
            seen.update((who.address, who.login))
            found.append(who)
    return tuple(found)


def _people(value: str) -> Iterable[tuple[str, str]]:
    """Yield the `Name <address>` of a value; a comma may stand between several, quotes around a name."""
    for part in value.split(">")[:-1]:
        name, bracket, address = part.rpartition("<")
        address = address.strip()
        before, _at, domain = address.rpartition("@")
        if bracket and before and domain and not any(letter.isspace() for letter in address):
            yield name.strip(" \t,;\"'<"), address


def trailers(message: str) -> list[tuple[str, str]]:
    """Return the trailers of a commit message as git reads them, key and value, folded lines unfolded."""
    lines = message[-LONGEST_MESSAGE:].split("\n")
    found: list[list[str]] = []
    folding = False
    for line in _block(lines, whole=len(message) <= LONGEST_MESSAGE):
        if folding and line[0] in _BLANK:
            found[-1].append(line.strip(_BLANK))
        elif folding := bool(key := _key(line)):
            found.append([key, line.partition(":")[2].strip(_BLANK)])
    return [(key, " ".join(filter(None, parts))) for key, *parts in found]


def _block(lines: list[str], *, whole: bool) -> list[str]:
    """Return the lines of the last paragraph where it holds trailers; `whole` says that the title is there."""
    end = len(lines)
    while end and (not lines[end - 1].strip(_BLANK) or lines[end - 1].startswith("#")):
        end -= 1
    start = end
    while start and lines[start - 1].strip(_BLANK):
        start -= 1
    if whole and not any(line.strip(_BLANK) for line in lines[:start]):
        return []
    trailing = other = folded = 0
    by_git = False
    for line in reversed(lines[start:end]):
        if line.startswith("#"):
            other, folded = other + folded, 0
        elif line.startswith(_GIT_WRITES):
            trailing, folded, by_git = trailing + 1, 0, True
        elif _key(line):
            trailing, folded = trailing + 1, 0
        elif line[0] in _BLANK:
            folded += 1
        else:
            other, folded = other + folded + 1, 0
    other += folded
    fits = trailing * 3 >= other if by_git else trailing and not other
    return lines[start:end] if fits else []


def _key(line: str) -> str:
    """Return the key of a line `Key: value`, blanks before the colon allowed; empty where it is none."""
    head, colon, _value = line.partition(":")
    if not colon or head[:1] in ("", *_BLANK):
        return ""
    key = head.rstrip(" \t")
    letters = key.replace("-", "")
    return key if not letters or (letters.isascii() and letters.isalnum()) else ""
