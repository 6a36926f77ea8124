"""Which identities are no people: automation, and AI agents apart from it (SIGNALS.md, "Common rules").

The lists are data (`bots.toml`). A word makes a bot only where it stands as a whole word at the beginning or
the end, so that Abbott, `shawnbot`, `altinnadmin` and `jonas-talbot` are people. A Dutchman of the family Bot is
taken for one: everybody who is left out is listed by name, and `not_bots` in the configuration brings back.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from msgspec import Struct

from civitop.decoders import converted
from civitop.model import Identity, address_hash

Automaton = Literal["bot", "agent"]

_TOKEN_LOGIN = re.compile(r"(?:project|group)_?\d+_bot.*", re.DOTALL)
"""GitLab's access tokens are `project_1_bot_1f3e`, once `project1_bot2`."""

_MARK = "[bot]"
"""What the logins of GitHub Apps end in."""

_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
"""What may stand around a bot word: `(bot)`, `Bot 2`, `- pipeline`."""


class _Bots(Struct, frozen=True, forbid_unknown_fields=True):
    words: frozenset[str]
    names: frozenset[str]
    addresses: tuple[str, ...]


class _Agents(Struct, frozen=True, forbid_unknown_fields=True):
    names: frozenset[str]
    beginnings: tuple[str, ...]
    logins: frozenset[str]
    addresses: tuple[str, ...]


class Lists(Struct, frozen=True, forbid_unknown_fields=True):
    """The lists of this release."""

    bots: _Bots
    agents: _Agents

    def address(self, hashed: str | None) -> Automaton | None:
        """Return whose address it is (SHA-256, as in `Identity.address`)."""
        return _addresses().get(hashed) if hashed else None


@cache
def lists() -> Lists:
    """Return the lists of this release; read when somebody is looked at for the first time."""
    import tomli

    text = files("civitop.people").joinpath("bots.toml").read_text("utf-8")
    return converted(tomli.loads(text), Lists)


@cache
def _addresses() -> Mapping[str, Automaton]:
    held = lists()
    found: dict[str, Automaton] = {address_hash(address): "bot" for address in held.bots.addresses}
    found |= {address_hash(address): "agent" for address in held.agents.addresses}
    return found


class Recogniser:
    """Tells people from bots and agents, with what a network's configuration adds and takes away."""

    def __init__(self, bots: Iterable[str] = (), not_bots: Iterable[str] = ()) -> None:
        """Take names or logins (`elf`, `github.com/elf`), matched whole, any case."""
        self._bots = frozenset(name.strip().casefold() for name in bots)
        self._people = frozenset(name.strip().casefold() for name in not_bots)

    def stated_person(self, who: Identity) -> bool:
        """Return whether the configuration says that it is a person."""
        return self._listed(who, self._people)

    def automaton(self, who: Identity) -> Automaton | None:
        """Return what an identity is that looks like no person, `None` for one that does."""
        return "bot" if self._listed(who, self._bots) else _by_the_lists(who)

    def bot_account(self, who: Identity) -> str | None:
        """Return the account of a bot or agent, where it is the account (and no address or name) that tells."""
        account = Identity(login=who.login, bot=who.bot)
        return who.login if who.login and self.automaton(account) else None

    def _listed(self, who: Identity, names: Collection[str]) -> bool:
        return bool(names) and (
            who.name.strip().casefold() in names or (who.login or "") in names or _short(who.login) in names
        )


@lru_cache(maxsize=8192)
def _by_the_lists(who: Identity) -> Automaton | None:
    """Return what the lists say of an identity; the same people take part in many projects."""
    name, login = who.name.strip().casefold(), _short(who.login)
    agents = lists().agents
    by_address = lists().address(who.address)
    if (
        by_address == "agent"
        or name.removesuffix(_MARK) in agents.names
        or name.startswith(agents.beginnings)
        or login.removesuffix(_MARK) in agents.names
        or (who.login or "").removesuffix(_MARK) in agents.logins
    ):
        return "agent"
    return "bot" if who.bot or by_address or _bot_name(name) or _bot_name(login) else None


def _short(login: str | None) -> str:
    """Return a login without its host."""
    return (login or "").partition("/")[2]


def _bot_name(name: str) -> bool:
    """Whether a name or a login (folded) is a bot's: by its mark, by the list, or by a bot word at its edge."""
    return bool(name) and (
        name.endswith(_MARK)
        or name in lists().bots.names
        or _TOKEN_LOGIN.fullmatch(name) is not None
        or _bot_word(name.split())
    )


def _bot_word(words: list[str]) -> bool:
    """Whether a name begins or ends with a bot word.

    In a login (`nl-design-system-ci`) every sign parts words; in a name of several words the first one must be
    the bot word as a whole, since given names have hyphens (`Ci-Jun Wang`).
    """
    known = lists().bots.words
    bare = [stripped for word in words if (stripped := _EDGES.sub("", word))]
    if not bare:
        return False
    last = re.split(r"[\W_]+", bare[-1])[-1]
    first = bare[0] if len(bare) > 1 else re.split(r"[\W_]+", bare[0])[0]
    return last in known or first in known
