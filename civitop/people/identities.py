"""From identities to persons: bots set aside, `.mailmap` applied, the rest joined (SIGNALS.md).

Joined are: the same address, the same account, what the mailmap says is the same. Equal names alone
join only identities that have neither address nor account, because nothing else is known of them.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from civitop.model import Facts, Identity, address_hash
from civitop.people.mailmap import Mailmap

KNOWN_BOTS = frozenset({
    "allcontributors", "circleci", "codecov", "codecov-io", "copilot", "copilot-swe-agent",
    "crowdin", "crowdin-bot", "deepsource-autofix", "dependabot", "dependabot-preview", "dependabot-support",
    "github action", "github actions", "github-action", "github-actions", "github-advanced-security",
    "gitlab-bot", "greenkeeper", "greenkeeperio-bot", "imgbot", "imgbotapp", "k8s-ci-robot",
    "mend", "mend-bolt-for-github", "mergify", "openstack proposal bot", "pre-commit-ci", "pyup-bot",
    "pyup.io bot", "release-please", "renovate", "renovate bot", "renovate-bot", "scala-steward",
    "semantic-release-bot", "snyk-bot", "snyk bot", "sonarcloud", "transifex", "transifex-integration",
    "travis ci", "travis-ci", "web-flow", "weblate", "whitesource", "whitesource bolt",
    # of networks that come with civitop: they publish releases and nothing else
    "magenta bot", "magentabot", "nl design system", "nl design system bot", "nl-design-system-ci",
})  # fmt: skip
"""Names and logins of bots, lower case, matched whole."""

KNOWN_BOT_ADDRESSES = (
    "copilot@github.com",
    "cursoragent@cursor.com",
    "hosted@weblate.org",
    "noreply@anthropic.com",
    "noreply@weblate.org",
)
"""Addresses under which no person writes; their names change from version to version."""

_BOT_LOGIN = re.compile(r".*\[bot\]|(?:project|group)_?\d+_bot.*", re.DOTALL)
"""GitHub Apps end in `[bot]`; GitLab's access tokens are `project_1_bot_1f3e`, once `project1_bot2`."""


class Person(Struct, frozen=True):
    """A cluster of identities that belong to one human."""

    key: str
    """Stable within a repository: the smallest account, else the smallest address hash, else the name."""
    name: str
    """The name to show: the one used most, the latest on a tie, then alphabetical."""
    login: str | None = None
    """`host/login` where one is known."""
    identities: tuple[Identity, ...] = ()
    """As they occur in the facts, sorted."""


class People(Struct, frozen=True):
    """Who is who in one repository."""

    of: Mapping[Identity, Person]
    """Every identity that occurs in the facts and is no bot, mailmap applied."""
    bots: frozenset[Identity]


class _Use:
    """How often an identity was used, and when last."""

    __slots__ = ("last", "times")

    def __init__(self, at: datetime) -> None:
        self.times = 0
        self.last = at


def resolve(facts: Facts, bots: Sequence[str] = ()) -> People:
    """Cluster the identities of `facts`; `bots` are further bot names or logins, matched whole.

    The order of the facts does not matter. Costs a dictionary lookup a commit, and the rest once for
    each distinct identity.
    """
    used = _uses(facts)
    mailmap = Mailmap(facts.mailmap)
    proper = {who: mailmap.apply(who) for who in used}
    automatic = _bots(proper, bots)
    humans = {who: identity for who, identity in proper.items() if who not in automatic}
    clusters: dict[str, list[Identity]] = {}
    for who, root in _join(humans, facts).items():
        clusters.setdefault(root, []).append(who)
    of: dict[Identity, Person] = {}
    for members in clusters.values():
        person = _person(members, humans, used)
        of.update(dict.fromkeys(members, person))
    return People(of, automatic)


# ---------------------------------------------------------------- who occurs


def _uses(facts: Facts) -> dict[Identity, _Use]:
    used: dict[Identity, _Use] = {}
    for who, at in _occurrences(facts):
        use = used.get(who)
        if use is None:
            use = used[who] = _Use(at)
        use.times += 1
        if at > use.last:
            use.last = at
    return used


def _occurrences(facts: Facts) -> Iterator[tuple[Identity, datetime]]:
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


def _bots(proper: Mapping[Identity, Identity], further: Collection[str]) -> frozenset[Identity]:
    """Find the bots, and whatever else was done from an account that belongs to a bot."""
    names = KNOWN_BOTS | {name.strip().casefold() for name in further}
    addresses = {address_hash(email) for email in KNOWN_BOT_ADDRESSES}
    found = {
        who
        for who, identity in proper.items()
        if _is_bot(who, names, addresses) or _is_bot(identity, names, addresses)
    }
    accounts = {
        login
        for who in found
        for login in (who.login, proper[who].login)
        if login and (who.bot or _bot_login(login, names))
    }
    return frozenset(
        who
        for who, identity in proper.items()
        if who in found or who.login in accounts or identity.login in accounts
    )


def _is_bot(who: Identity, names: Collection[str], addresses: Collection[str]) -> bool:
    name = who.name.strip().casefold()
    return (
        who.bot
        or name in names
        or bool(_BOT_LOGIN.fullmatch(name))
        or who.address in addresses
        or bool(who.login and _bot_login(who.login, names))
    )


def _bot_login(login: str, names: Collection[str]) -> bool:
    """Whether an account is a bot's, by its login, or by `host/login` where the configuration gives that."""
    short = login.partition("/")[2]
    return short in names or login in names or bool(_BOT_LOGIN.fullmatch(short))


# ---------------------------------------------------------------- persons


def _join(humans: Mapping[Identity, Identity], facts: Facts) -> dict[Identity, str]:
    """Unite what shares an address or an account; return for each identity the root of its cluster."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        path = []
        while (above := parent.setdefault(node, node)) != node:
            path.append(node)
            node = above
        for passed in path:
            parent[passed] = node
        return node

    def unite(one: str, other: str) -> None:
        one, other = root(one), root(other)
        if one != other:
            parent[max(one, other)] = min(one, other)

    nodes: dict[Identity, str] = {}
    for who, identity in humans.items():
        login = f"account {identity.login}" if identity.login else None
        address = f"address {identity.address}" if identity.address else None
        nodes[who] = login or address or f"name {identity.name.casefold()}"
        if login and address:
            unite(login, address)
    for entry in facts.mailmap:
        # A proper noreply address names an account, also where its line was applied to another account.
        if entry.proper and entry.proper.login and entry.proper.address:
            unite(f"account {entry.proper.login}", f"address {entry.proper.address}")
    return {who: root(node) for who, node in nodes.items()}


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
        name=shown,
        login=logins[0] if logins else None,
        identities=tuple(sorted(members, key=_order)),
    )


def _order(who: Identity) -> tuple[str, str, str, str, bool]:
    return who.name, who.address or "", who.domain or "", who.login or "", who.bot
