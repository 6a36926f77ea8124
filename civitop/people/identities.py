"""From identities to persons: bots set aside, `.mailmap` applied, the rest joined (SIGNALS.md).

Joined are: the same address, the same account, what the mailmap says is the same, and the same full name
(`civitop.people.name_joins`). Other equal names join only identities that have neither address nor account,
because nothing else is known of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from civitop.i18n.language import N_
from civitop.model import Facts, Identity
from civitop.people.bots import Automaton, Recogniser
from civitop.people.clusters import Clusters
from civitop.people.mailmap import Mailmap
from civitop.people.name_joins import join_names

NO_NAME = N_("(no name)")
"""How somebody is shown of whom neither a name nor an account is known; a message for `_`."""


class Person(Struct, frozen=True):
    """A cluster of identities that belong to one human."""

    key: str
    """Stable within a repository: the smallest account, else the smallest address hash, else the name."""
    name: str
    """The name to show: the one used most, the latest on a tie, then alphabetical."""
    login: str | None = None
    """`host/login` where one is known."""
    accounts: tuple[str, ...] = ()
    """All of them, sorted; `login` is the first."""
    identities: tuple[Identity, ...] = ()
    """As they occur in the facts, sorted."""


class People(Struct, frozen=True):
    """Who is who in one repository."""

    of: Mapping[Identity, Person]
    """Every identity that occurs in the facts and is no bot, mailmap applied."""
    bots: frozenset[Identity]
    """Who is no person: automation, and AI agents."""
    agents: frozenset[Identity] = frozenset()
    """Those of `bots` that are AI agents."""
    name_joins: int = 0
    """How many times two who had nothing in common but a full name were taken for one person."""
    renamed: Mapping[Identity, Identity] = {}
    """Those whom the `.mailmap` gives another name or address, with it."""

    def proper(self, who: Identity) -> Identity:
        """Return an identity as the `.mailmap` has it; itself where that says nothing."""
        return self.renamed.get(who, who)


class _Use:
    """How often an identity was used, and when last."""

    __slots__ = ("last", "times")

    def __init__(self, at: datetime) -> None:
        self.times = 0
        self.last = at


class PeopleRules(Struct, frozen=True):
    """What a network's configuration says about people."""

    bots: tuple[str, ...] = ()
    """Further names or logins of bots, matched whole."""
    not_bots: tuple[str, ...] = ()
    """Names or logins of people, whatever they look like."""
    join_names: bool = True


NO_RULES = PeopleRules()


def resolve(facts: Facts, rules: PeopleRules = NO_RULES) -> People:
    """Cluster the identities of `facts`.

    The order of the facts does not matter. Costs a dictionary lookup a commit, and the rest once for
    each distinct identity.
    """
    used = _uses(facts)
    mailmap = Mailmap(facts.mailmap)
    proper = {who: mailmap.apply(who) for who in used}
    automatic = _automatic(proper, Recogniser(rules.bots, rules.not_bots))
    humans = {who: identity for who, identity in proper.items() if who not in automatic}
    clusters, nodes = _join(humans, facts)
    joins = join_names(clusters, nodes, humans, facts.mailmap) if rules.join_names else 0
    members: dict[str, list[Identity]] = {}
    for who, node in nodes.items():
        members.setdefault(clusters.root(node), []).append(who)
    of: dict[Identity, Person] = {}
    for identities in members.values():
        person = _person(identities, humans, used)
        of.update(dict.fromkeys(identities, person))
    agents = frozenset(who for who, kind in automatic.items() if kind == "agent")
    renamed = {who: identity for who, identity in proper.items() if identity != who}
    return People(of, frozenset(automatic), agents, joins, renamed)


# ---------------------------------------------------------------- who occurs


def _uses(facts: Facts) -> dict[Identity, _Use]:
    used: dict[Identity, _Use] = {}
    for who, at in occurrences(facts):
        use = used.get(who)
        if use is None:
            use = used[who] = _Use(at)
        use.times += 1
        if at > use.last:
            use.last = at
    for author in facts.file_authors:  # over the whole history, of which the commits above are a part
        use = used.setdefault(author.who, _Use(author.last))
        use.times = max(use.times, author.commits)
        use.last = max(use.last, author.last)
    return used


def occurrences(facts: Facts) -> Iterator[tuple[Identity, datetime]]:
    """Yield who stands in the facts, as often as they do, and when."""
    for commit in facts.commits:
        yield commit.author, commit.committed_at
        for coauthor in commit.coauthors:
            yield coauthor, commit.committed_at
    for who, at in _in_conversations(facts):
        if who is not None:
            yield who, at


def _in_conversations(facts: Facts) -> Iterator[tuple[Identity | None, datetime]]:
    """Yield who opened, answered, reviewed, merged and published; `None` for accounts that were deleted."""
    for issue in facts.issues:
        yield issue.author, issue.opened_at
        yield from ((response.author, response.at) for response in issue.responses or ())
    for request in facts.change_requests:
        yield request.author, request.opened_at
        yield request.merged_by, request.merged_at or request.updated_at
        both = (*(request.responses or ()), *(request.reviews or ()))
        yield from ((response.author, response.at) for response in both)
    yield from ((release.author, release.published_at) for release in facts.releases)


# ---------------------------------------------------------------- bots


def _automatic(proper: Mapping[Identity, Identity], recogniser: Recogniser) -> dict[Identity, Automaton]:
    """Return who is no person, including whatever else was done from an account that is a bot's."""
    found: dict[Identity, Automaton] = {}
    accounts: dict[str, Automaton] = {}
    for who, identity in proper.items():
        if recogniser.stated_person(who) or recogniser.stated_person(identity):
            continue
        kind = recogniser.automaton(who) or recogniser.automaton(identity)
        if kind is None:
            continue
        found[who] = kind
        for account in (recogniser.bot_account(who), recogniser.bot_account(identity)):
            if account:
                accounts[account] = min(kind, accounts.get(account, kind))
    for who, identity in proper.items():
        kind = accounts.get(who.login or "") or accounts.get(identity.login or "")
        if kind and not (recogniser.stated_person(who) or recogniser.stated_person(identity)):
            found.setdefault(who, kind)
    return found


# ---------------------------------------------------------------- persons


def _join(humans: Mapping[Identity, Identity], facts: Facts) -> tuple[Clusters, dict[Identity, str]]:
    """Unite what shares an address or an account; return the clusters, and the node of each identity."""
    clusters = Clusters()
    nodes: dict[Identity, str] = {}
    for who, identity in humans.items():
        login = f"account {identity.login}" if identity.login else None
        address = f"address {identity.address}" if identity.address else None
        nodes[who] = login or address or f"name {identity.name.casefold()}"
        if login and address:
            clusters.unite(login, address)
    for entry in facts.mailmap:
        # A proper noreply address names an account, also where its line was applied to another account.
        if entry.proper and entry.proper.login and entry.proper.address:
            clusters.unite(f"account {entry.proper.login}", f"address {entry.proper.address}")
    return clusters, nodes


def _person(
    members: Sequence[Identity], humans: Mapping[Identity, Identity], used: Mapping[Identity, _Use]
) -> Person:
    times: dict[str, int] = {}
    last: dict[str, datetime] = {}
    for who in members:
        name, use = humans[who].name, used[who]
        times[name] = times.get(name, 0) + use.times
        last[name] = max(last.get(name, use.last), use.last)
    shown = min(times, key=lambda name: (not name, -times[name], -last[name].timestamp(), name))
    logins = sorted({identity.login for who in members if (identity := humans[who]).login})
    addresses = sorted({identity.address for who in members if (identity := humans[who]).address})
    return Person(
        key=(*logins, *addresses, shown)[0],
        name=shown or (logins[0].partition("/")[2] if logins else NO_NAME),
        login=logins[0] if logins else None,
        accounts=tuple(logins),
        identities=tuple(sorted(members, key=_order)),
    )


def _order(who: Identity) -> tuple[str, str, str, str, bool]:
    return who.name, who.address or "", who.domain or "", who.login or "", who.bot
