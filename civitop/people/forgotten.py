"""People who are not to be kept: recognised by keyed hashes alone, and left out of whatever comes in."""

import hashlib
import re
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from civitop.model import (
    ChangeRequest,
    Commit,
    Document,
    Facts,
    Identity,
    Issue,
    MailmapEntry,
    Release,
    Response,
    address_hash,
)
from civitop.people.full_names import full_name

NOBODY = Identity()
"""Who stands as the author of a commit of theirs: the work stays, nobody's."""
NO_ADDRESS = "nobody@invalid"
_ADDRESS = re.compile(r"[^\s<>@\"',;:(){}\[\]]{1,64}@[^\s<>@\"',;:(){}\[\]]{1,255}")


class Forgotten:
    """Knows who is not to be kept, without knowing who that is."""

    def __init__(self, key: bytes, marks: Collection[str]) -> None:
        """Make it of marks: what `account`, `address`, `named` and `alone` return for whoever is not to be kept."""
        self._key = key
        self._marks = frozenset(marks)
        self._known: dict[Identity, bool] = {}

    def _mark(self, kind: str, value: str) -> str:
        text = f"{kind}:{value}".encode("utf-8", "replace")
        return hashlib.blake2b(text, key=self._key, digest_size=16).hexdigest()

    def account(self, login: str) -> str:
        """Return the mark of an account, `host/login` in lower case."""
        return self._mark("account", login)

    def address(self, hashed: str) -> str:
        """Return the mark of an address of which this is the SHA-256."""
        return self._mark("address", hashed)

    def named(self, name: str) -> str:
        """Return the mark of everybody of this full name."""
        return self._mark("name", full_name(name) or "")

    def alone(self, name: str) -> str:
        """Return the mark of those of whom nothing but this full name is known."""
        return self._mark("alone", full_name(name) or "")

    def knows(self, who: Identity | None) -> bool:
        """Return whether somebody is not to be kept."""
        if who is None or not self._marks:
            return False
        known = self._known.get(who)
        if known is None:
            known = self._known[who] = not self._marks.isdisjoint(self._marks_of(who))
        return known

    def _marks_of(self, who: Identity) -> Iterable[str]:
        if who.login:
            yield self.account(who.login)
        if who.address:
            yield self.address(who.address)
        if full_name(who.name):
            yield self.named(who.name)
            if not who.login and not who.address:
                yield self.alone(who.name)

    # ------------------------------------------------------------ left out

    def without(self, facts: Facts) -> Facts:
        """Return the facts with what these people did, and nothing that says that it was they.

        A commit of theirs is nobody's, as is what a forge gives of a deleted account.
        """
        if not self._marks:
            return facts
        return replace(
            facts,
            commits=tuple(map(self._commit, facts.commits)),
            issues=tuple(map(self._issue, facts.issues)),
            change_requests=tuple(map(self._change, facts.change_requests)),
            releases=tuple(map(self._release, facts.releases)),
            mailmap=tuple(entry for entry in facts.mailmap if not self._maps(entry)),
            documents=tuple(map(self._document, facts.documents)),
        )

    def _or_none(self, who: Identity | None) -> Identity | None:
        return None if self.knows(who) else who

    def _commit(self, commit: Commit) -> Commit:
        if not any(map(self.knows, (commit.author, *commit.coauthors))):
            return commit
        author = NOBODY if self.knows(commit.author) else commit.author
        helpers = tuple(each for each in commit.coauthors if not self.knows(each))
        return replace(commit, author=author, coauthors=helpers)

    def _said(self, responses: tuple[Response, ...] | None) -> tuple[Response, ...] | None:
        if responses is None or not any(self.knows(each.author) for each in responses):
            return responses
        return tuple(Response(each.at, self._or_none(each.author)) for each in responses)

    def _issue(self, issue: Issue) -> Issue:
        return replace(issue, author=self._or_none(issue.author), responses=self._said(issue.responses))

    def _change(self, change: ChangeRequest) -> ChangeRequest:
        forked = change.source_owner is not None and self.knows(Identity(login=change.source_owner))
        return replace(
            change,
            author=self._or_none(change.author),
            merged_by=self._or_none(change.merged_by),
            responses=self._said(change.responses),
            reviews=self._said(change.reviews),
            source_owner=None if forked else change.source_owner,
        )

    def _release(self, release: Release) -> Release:
        return (
            replace(release, author=self._or_none(release.author)) if self.knows(release.author) else release
        )

    def _maps(self, entry: MailmapEntry) -> bool:
        seen = Identity(entry.seen_name or "", entry.seen_address)
        return any(map(self.knows, (entry.proper, seen, Identity(entry.proper_name or ""))))

    def _document(self, document: Document) -> Document:
        """Return a file without these people among those it names."""
        lines = (self._line(line) for line in document.text.split("\n"))
        return replace(document, text="\n".join(lines))

    def _line(self, line: str) -> str:
        if "@" in line:
            line = _ADDRESS.sub(lambda found: self._address(found[0]), line)
        head, colon, value = line.rpartition(":")
        bare = value.strip(" \t\"'{},")
        if colon and bare and self.knows(Identity(bare)):
            return f"{head}:{value.replace(bare, '-')}"
        return line

    def _address(self, address: str) -> str:
        return NO_ADDRESS if self.knows(Identity(address=address_hash(address))) else address
