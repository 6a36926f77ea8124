"""`.mailmap`: which name and address a commit's author goes by, exactly as git reads it.

Forges do not apply it and clones are read without it, so that it is applied in one place for all of
them. The rules are those of git's `mailmap.c`; the tests ask `git check-mailmap`.
"""

from collections.abc import Iterable

from civitop.model import Identity, MailmapEntry, address_hash, identity
from civitop.sanitise import plain

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_NO_ADDRESS = address_hash("")


def parse(text: str) -> tuple[MailmapEntry, ...]:
    """Return the lines of a `.mailmap` that say something, in their order; nothing in it is an error.

    The four forms are `Proper <seen>`, `<proper> <seen>`, `Proper <proper> <seen>` and
    `Proper <proper> Seen <seen>`; a `#` in the first column makes a comment. A byte order mark is no part of
    the first line (git takes it for a letter of the name).
    """
    return tuple(entry for line in text.removeprefix("\ufeff").split("\n") if (entry := _entry(line)))


def _entry(line: str) -> MailmapEntry | None:
    if line.startswith("#"):
        return None
    name, email, rest = _contact(line)
    if not email:
        return None
    seen_name, seen_email, _ = _contact(rest)
    if seen_email is None:
        # One address: it is the one that is seen, and only the name is put right.
        return MailmapEntry(name, None, None, address_hash(email)) if name else None
    return MailmapEntry(name, identity("", email), seen_name and _fold(seen_name), address_hash(seen_email))


def _contact(text: str) -> tuple[str | None, str | None, str]:
    """Split `Name <address> rest`; the name is `None` where it is empty, both where there is no address."""
    name, bracket, behind = text.partition("<")
    email, closed, rest = behind.partition(">")
    if not bracket or not closed:
        return None, None, ""
    return plain(name.strip()) or None, email, rest


def _fold(name: str) -> str:
    """Fold case as git does, which knows only the letters of ASCII."""
    return name.lower() if name.isascii() else name.translate(_ASCII_LOWER)


class Mailmap:
    """The lines of a `.mailmap`, ready to be applied to many identities."""

    def __init__(self, entries: Iterable[MailmapEntry]) -> None:
        self._by_address: dict[str, tuple[str | None, Identity | None]] = {}
        self._by_name: dict[tuple[str, str], tuple[str | None, Identity | None]] = {}
        for entry in entries:
            if entry.seen_name is not None:
                self._by_name[entry.seen_address, entry.seen_name] = (entry.proper_name, entry.proper)
                continue
            # A later line for the same address replaces only what it gives.
            name, proper = self._by_address.get(entry.seen_address, (None, None))
            self._by_address[entry.seen_address] = (entry.proper_name or name, entry.proper or proper)

    def apply(self, who: Identity) -> Identity:
        """Return the proper identity of `who`, or `who` where no line speaks of it.

        A line for name and address goes before one for the address alone. An account that `who` is
        linked to stays; without one, a proper noreply address gives it.
        """
        address = who.address or _NO_ADDRESS
        found = self._by_name.get((address, _fold(who.name))) or self._by_address.get(address)
        if not found:
            return who
        name, proper = found
        if proper is None:
            return Identity(name or who.name, who.address, who.domain, who.login, who.bot)
        return Identity(name or who.name, proper.address, proper.domain, who.login or proper.login, who.bot)
