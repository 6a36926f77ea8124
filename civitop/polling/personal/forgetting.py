"""A person is forgotten: found in everything that is held, taken out of it, and kept out from then on.

What recognises them afterwards are keyed hashes (`civitop.people.forgotten`), which tell nobody who they are.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from secrets import token_bytes

import msgspec
from msgspec import Struct

from civitop.decoders import msgpack_decoder
from civitop.errors import UsageError
from civitop.i18n.message import say
from civitop.model import Facts, Identity, address_hash, identity
from civitop.people.affiliation.sightings import Sighting, keys, shared
from civitop.people.forgotten import Forgotten
from civitop.people.full_names import full_name
from civitop.people.identities import occurrences, resolve
from civitop.polling.ingest import teach
from civitop.store import Store
from civitop.store.values import readable

_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_SIGHTINGS = tuple[Sighting, ...]
SHORTEST_WORD = 4
"""Letters of an account by which a sentence is known to be about somebody."""


class Held(Struct, frozen=True):
    """What a store holds of a person."""

    identities: frozenset[Identity]
    times: Mapping[str, int]
    """By repository, how often one of them stands in its facts."""

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, sorted."""
        return tuple(sorted({who.name for who in self.identities if who.name}))

    @property
    def logins(self) -> tuple[str, ...]:
        """Their accounts, sorted."""
        return tuple(sorted({who.login for who in self.identities if who.login}))

    @property
    def addresses(self) -> tuple[str, ...]:
        """The SHA-256 of their addresses, sorted."""
        return tuple(sorted({who.address for who in self.identities if who.address}))


def asked_for(text: str, forgotten: Forgotten) -> frozenset[str]:
    """Return the marks of a person as somebody writes them: an address, its hash, an account or a full name.

    Raises `UsageError` for what is none of these.
    """
    text = text.strip()
    if hashed := _HASH.fullmatch(text.casefold()):
        return frozenset({forgotten.address(hashed[1])})
    if all(text.partition("@")) and not any(map(str.isspace, text)):
        login = identity(None, text).login
        return frozenset(
            {forgotten.address(address_hash(text)), *(() if login is None else (forgotten.account(login),))}
        )
    host, slash, login = text.partition("/")
    if slash and host and login and not any(map(str.isspace, text)):
        return frozenset({forgotten.account(text.casefold())})
    if full_name(text):
        return frozenset({forgotten.named(text)})
    raise UsageError(
        say(
            "{text} names nobody; write an account (github.com/login), an e-mail address, its hash (sha256:…) or a "
            "full name.",
            text=repr(text[:100]),
        )
    )


def search(store: Store, key: bytes, marks: frozenset[str]) -> tuple[Held, frozenset[str]]:
    """Return what is held of a person, and all marks that recognise them, those that were given among them.

    Whoever a repository knows to be the same person is the same everywhere, until nothing new is found.
    """
    found: set[Identity] = set()
    while True:
        times: Counter[str] = Counter()
        before = marks
        for facts in all_facts(store):
            forgotten = Forgotten(key, marks)
            people = resolve(facts)
            for who in _everybody(facts):
                if forgotten.knows(who):
                    times[facts.repository.id] += 1
                    person = people.of.get(who)
                    found.update(person.identities if person else (who,))
            marks |= {mark for who in found for mark in _recognised_by(who, forgotten)}
        if marks == before:
            return Held(frozenset(found), times), marks


def forget(store: Store, marks: frozenset[str], key: bytes) -> Held:
    """Take a person out of everything that is held, keep them out from now on, and return what was held of them."""
    held, marks = search(store, key, marks)
    store.remember_forgotten(key, marks, token_bytes(8))
    forgotten = Forgotten(key, marks)
    for facts in all_facts(store):
        without = forgotten.without(facts)
        if without != facts:
            store.save_facts(without, None)
    _drop_sightings(store, held)
    words = [*held.names, *(login.partition("/")[2] for login in held.logins)]
    store.drop_traces(tuple(held.times), held.logins, [word for word in words if len(word) >= SHORTEST_WORD])
    store.erase()
    for network in store.networks():
        teach(store, network)
    return held


def remember_again(store: Store, marks: frozenset[str]) -> bool:
    """Let a person who was forgotten be kept again; `False` where they were not."""
    _, known = store.forgotten()
    groups = {known[mark] for mark in marks if mark in known}
    for group in groups:
        store.drop_forgotten(group)
    return bool(groups)


def all_facts(store: Store) -> Iterator[Facts]:
    """Yield the facts of all repositories, watched or not."""
    for id in store.with_facts():
        if facts := store.facts(id):
            yield facts


def _everybody(facts: Facts) -> Iterator[Identity]:
    """Yield who stands in the facts, as often as they do."""
    yield from (who for who, _ in occurrences(facts))
    for entry in facts.mailmap:
        yield Identity(entry.proper_name or "", entry.seen_address)
        if entry.proper:
            yield entry.proper


def _recognised_by(who: Identity, forgotten: Forgotten) -> Iterator[str]:
    if who.login:
        yield forgotten.account(who.login)
    if who.address and not shared(who):
        yield forgotten.address(who.address)
    if full_name(who.name):
        yield forgotten.alone(who.name)


def _drop_sightings(store: Store, held: Held) -> None:
    theirs = {key for who in held.identities for key in keys(who)}
    for id, data in store.sightings(store.with_facts()).items():
        seen = readable(partial(msgpack_decoder(_SIGHTINGS).decode, data)) or ()
        kept = tuple(each for each in seen if each.key not in theirs)
        if len(kept) != len(seen):
            store.save_sightings(id, msgspec.msgpack.encode(kept))
