"""From identities to persons: bots set aside, `.mailmap` applied, the rest joined (SIGNALS.md).

Stub replaced by the people module; the contract is `People` and `resolve`.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from civitop.model import Facts, Identity


class Person(Struct, frozen=True):
    """A cluster of identities that belong to one human."""

    key: str
    """Stable within a repository: the smallest account, else the smallest address hash, else the name."""
    name: str
    """The name to show: the one used most, the latest on a tie, then alphabetical."""
    login: str | None = None
    """`host/login` where one is known."""
    identities: tuple[Identity, ...] = ()


class People(Struct, frozen=True):
    """Who is who in one repository."""

    of: Mapping[Identity, Person]
    """Every identity that occurs in the facts and is no bot, mailmap applied."""
    bots: frozenset[Identity]


def resolve(facts: Facts, bots: Sequence[str] = ()) -> People:
    """Cluster the identities of `facts`; `bots` are further bot names or logins, matched whole."""
    raise NotImplementedError
