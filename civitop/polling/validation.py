"""The door of the core: what a collector hands over has the types and ranges of the model, or is not kept.

A forge may answer with anything in the place of anything, and a value of a wrong type that was kept once
would end every later reading. Facts are checked by what the store does with them: encoded and decoded, the
result compared, which holds for types, for the ranges that `civitop.model` states, and for text that nothing
can encode.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from civitop.decoders import msgpack_decoder
from civitop.i18n.message import Phrase, keep, literally, recall, say
from civitop.model import ChangeRequest, DeepReading, Extent, FactKind, Facts, Issue, Profile, Repository
from civitop.sanitise import plain
from civitop.store.facts import KINDS

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""Moments of facts lie between these: what is measured adds spans to them and must not leave the calendar."""

AT_ONCE = 5_000
"""Facts that are encoded together: a clone has a million, and memory must not hold them twice."""

_ESSENTIAL = ("id", "forge", "name", "url")


class Unfit(Exception):
    """Something that does not fit the model; `phrase` says what, as part of a sentence."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.english)
        self.phrase = phrase

    def about(self, name: str) -> Phrase:
        """Return the sentence for the person: `name` is the repository, source or account."""
        return say(
            "{name} was answered with what cannot be right ({why}): nothing of it was kept.",
            name=name,
            why=self.phrase,
        )


def check(facts: Facts) -> None:
    """Raise `Unfit` where anything in the facts of a repository is not what the model says."""
    _same(facts.repository, Repository, "repository")
    _same(facts.extents, dict[FactKind, Extent], "extents")
    _same((facts.collected_at, facts.source, facts.base), tuple[datetime, str, str | None], "facts")
    _same(facts.deep, DeepReading | None, "deep")
    for kind, of in KINDS.items():
        items = getattr(facts, kind)
        for start in range(0, len(items), AT_ONCE):
            _same(items[start : start + AT_ONCE], of, kind)
    moments = _moments(facts)
    if min(moments) < EARLIEST or max(moments) > LATEST:
        raise Unfit(say("a date is out of range"))


def check_profile(profile: Profile) -> None:
    """Raise `Unfit` where a profile is not what the model says."""
    _same(profile, Profile, "profile")


def fitting(repository: Repository) -> Repository:
    """Return the repository without what does not fit the model; its facts will say what that was.

    Raises `Unfit` where not even its id, name and address fit.
    """
    try:
        _same(repository, Repository, "repository")
    except Unfit:
        essential = Repository(**{name: getattr(repository, name) for name in _ESSENTIAL})
        _same(essential, Repository, "repository")
        kept = essential
        for name in Repository.__struct_fields__:
            changed = replace(kept, **{name: getattr(repository, name)})
            try:
                _same(changed, Repository, name)
            except Unfit:
                continue
            kept = changed
        return kept
    return repository


def _same(value: Any, of: Any, where: str) -> None:
    """Raise `Unfit` where a value does not come back from the store's format as it was."""
    try:
        back = msgpack_decoder(of, recall).decode(msgspec.msgpack.encode(value, enc_hook=keep))
    except msgspec.MsgspecError as error:
        raise Unfit(literally(plain(f"{where}: {error}"))) from error
    except (ValueError, TypeError, OverflowError, RecursionError, NotImplementedError) as error:
        raise Unfit(literally(f"{where}: {type(error).__name__}")) from error
    if back != value:
        raise Unfit(say("{what} has values of a wrong type", what=where))


def _moments(facts: Facts) -> list[datetime]:
    """Return every moment in the facts."""
    repository, issues, changes = facts.repository, facts.issues, facts.change_requests
    threads: Sequence[Issue | ChangeRequest] = (*issues, *changes)
    perhaps = [repository.created_at, repository.pushed_at, repository.updated_at]
    perhaps += [thread.closed_at for thread in threads]
    perhaps += [change.merged_at for change in changes]
    return [
        facts.collected_at,
        *(at for at in perhaps if at),
        *[commit.committed_at for commit in facts.commits],
        *[thread.opened_at for thread in threads],
        *[thread.updated_at for thread in threads],
        *[response.at for thread in threads for response in thread.responses or ()],
        *[review.at for change in changes for review in change.reviews or ()],
        *[release.published_at for release in facts.releases],
        *[tag.at for tag in facts.tags],
        *[author.last for author in facts.file_authors],
    ]
